"""The providers: one per region, held to the stack's own account, and the only source of the platform's tags.

That every resource uses the provider of its region is shown in `test_contract`.
"""

import json

import pytest

from components.stack.providers import regional_provider
from tests.components.stacks import ACCOUNTS, SERVING, STACKS, STANDBY, record, settings
from tests.support.alone import registered, settings_of

PROVIDER = "pulumi:providers:aws"


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("region", [SERVING, STANDBY])
def test_each_region_has_its_own_provider(stack: str, region: str) -> None:
    tags = settings(stack)["tags"]
    provider = record(stack).one(PROVIDER, region)
    inputs = dict(provider.inputs)
    given = {key: json.loads(inputs.pop(key)) for key in ("allowedAccountIds", "assumeRoles", "defaultTags")}
    assert given == {
        "allowedAccountIds": [ACCOUNTS[stack]],
        "assumeRoles": [{"roleArn": settings(stack)["deploymentRole"], "sessionName": f"storefront-{stack}"}],
        "defaultTags": {
            "tags": {
                "project": "storefront",
                "environment": stack,
                "environment-kind": settings(stack)["kind"],
                "owner": tags["owner"],
                "cost-centre": tags["costCentre"],
                "data-class": tags["dataClass"],
            }
        },
    }
    # The rest is what the SDK gives every provider.
    assert inputs == {"region": region, "skipCredentialsValidation": "false", "skipRegionValidation": "true"}


@pytest.mark.parametrize("stack", STACKS)
def test_there_are_no_others(stack: str) -> None:
    providers = [r for r in record(stack).resources if r.type.startswith("pulumi:providers:")]
    assert [(p.type, p.name) for p in providers] == [(PROVIDER, SERVING), (PROVIDER, STANDBY)]


@pytest.mark.parametrize("lost", [SERVING, STANDBY])
def test_a_lost_region_is_not_asked_to_log_anybody_in(lost: str) -> None:
    told = settings_of("prod").model_copy(update={"unreachable": lost})
    found = registered(lambda: [regional_provider(told, region) for region in told.sites])
    for region in (SERVING, STANDBY):
        inputs = found.one(PROVIDER, region).inputs
        assert inputs["stsRegion"] == ({SERVING, STANDBY} - {lost}).pop()
        assert inputs["skipCredentialsValidation"] == ("true" if region == lost else "false")
        assert json.loads(inputs["allowedAccountIds"]) == [ACCOUNTS["prod"]]
