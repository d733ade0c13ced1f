"""Where somebody who has been notified looks."""

from components.shared.naming import Account, Place

ON_CALL_DASHBOARD = "on-call"


def dashboard_address(place: Place) -> str:
    """Return where the on-call dashboard is shown in the console: CloudWatch has it in every region alike."""
    name = Account(environment=place.environment, account=place.account).name(ON_CALL_DASHBOARD, limit=255)
    console = f"https://{place.region}.console.aws.amazon.com/cloudwatch/home?region={place.region}"
    return f"{console}#dashboards/dashboard/{name}"
