"""What the account's roles and boundaries are called, for those that make them and those that name them."""

from enum import StrEnum

from components.shared.naming import Account

# By it, guardrails and people tell what bounds from what grants.
BOUNDARY_PATH = "/boundary/"
# The role by which a region's tripwires send to the log archive.
ARCHIVING = "archived-tripwires"


class PermissionsBoundary(StrEnum):
    """Whom a boundary is for."""

    PEOPLE = "people"
    PIPELINES = "pipelines"
    MACHINES = "machines"
    BREAK_GLASS = "break-glass"


class Person(StrEnum):
    """The roles that people take."""

    DEVELOPER = "developer"
    ADMINISTRATOR = "database-administrator"
    ANALYST = "analyst"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    BREAK_GLASS = "break-glass"


class Pipeline(StrEnum):
    """The roles that the CI provider's jobs take."""

    DEPLOYMENT = "deployment"
    PREVIEW = "preview"


def role_arn(account: Account, role: Person | Pipeline) -> str:
    """Return the ARN of a role, for documents that are written before it stands."""
    return account.arn("iam", f"role/{account.name(role)}")


def boundary_arn(account: Account, bound: PermissionsBoundary) -> str:
    """Return the ARN of a boundary, for documents that are written before it stands."""
    return account.arn("iam", f"policy{BOUNDARY_PATH}{account.name(bound)}")
