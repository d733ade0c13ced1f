"""Proves that who publishes metrics may do so in its own namespace and in no other, whatever language it is written in.

That alarms and dashboards read what is published is the catalogue's tests' and the dashboards'.
"""

from typing import Any

import pytest
import yaml

from components.monitoring.catalogue import CATALOGUE
from components.servers.kinds import ServerKind
from functions.shared.metrics import Namespace
from rehearsal.mocks.recorder import ROOT
from tests.components.stacks import STACKS, listed, record, statements

POLICIES = ("aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy")
AGENT = "ansible/roles/cloudwatch_agent/vars/main.yml"
PUBLISHERS = {
    # The agent of every server, and the store.
    **{str(kind): {Namespace.SERVERS} for kind in ServerKind},
    "application": {Namespace.SERVERS, Namespace.STORE},
    "heartbeat": {Namespace.DATABASE},
    "operator": {Namespace.DRILLS},
    "test-page": {Namespace.SUPPORT},
    # Of the three roles of people who may acknowledge a page.
    "view": {Namespace.SUPPORT},
    "visitors": {Namespace.VISITORS},
}
"""The namespaces that a role may publish in, by the logical name of its policy without the region."""
_PLACES = ("account-", "us-east-1-", "us-west-2-")


@pytest.mark.parametrize("stack", STACKS)
def test_each_role_may_publish_what_its_programs_do_and_no_more(stack: str) -> None:
    found: dict[str, set[str]] = {}
    for policy in (one for token in POLICIES for one in record(stack).of_type(token)):
        what = next(policy.name.removeprefix(place) for place in _PLACES if policy.name.startswith(place))
        for statement in statements(policy):
            if statement["Effect"] == "Allow" and "cloudwatch:PutMetricData" in listed(statement["Action"]):
                condition: Any = statement["Condition"]["StringEquals"]["cloudwatch:namespace"]
                found.setdefault(what, set()).update(listed(condition))
    assert found == PUBLISHERS
    assert set().union(*found.values()) == set(Namespace)


def test_the_servers_agent_publishes_in_the_servers_namespace() -> None:
    written = yaml.safe_load((ROOT / AGENT).read_text(encoding="utf-8"))
    assert written["cloudwatch_agent_configuration"]["metrics"]["namespace"] == Namespace.SERVERS


def test_the_stores_contract_names_the_stores_namespace() -> None:
    assert f"namespace `{Namespace.STORE}`" in (ROOT / "docs/store-metrics.md").read_text(encoding="utf-8")


def test_alarms_watch_aws_or_a_namespace_of_the_table() -> None:
    metric_arguments = {metric.namespace for row in CATALOGUE for metric in row.metrics.values()}
    assert {one for one in metric_arguments if not one.startswith("AWS/")} <= set(Namespace)
