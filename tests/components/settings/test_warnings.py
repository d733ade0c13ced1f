"""Proves what is said of valid settings beside their example values, which `test_placeholders` has.

Which regions an account must have enabled is a dated fact: `tests/rehearsal/facts/test_tables`.
"""

import re
from typing import Any

import botocore
import botocore.session
import pytest

from components.settings import Settings, ZoneSettings
from components.settings.warnings import warnings
from tests.components.settings.files import STACKS, values_of


def _in_regions(*regions: str) -> Settings:
    settings = Settings.model_validate(values_of("prod"))
    sites = dict(zip(regions, settings.sites.values(), strict=True))
    return settings.model_copy(update={"sites": sites})


@pytest.mark.parametrize("stack", STACKS)
def test_regions_that_every_account_has_are_not_warned_of(stack: str) -> None:
    assert "enable" not in warnings(Settings.model_validate(values_of(stack)))


def test_regions_to_be_enabled_are_named_with_commands_that_the_cli_has() -> None:
    said = warnings(_in_regions("mx-central-1", "eu-west-1"))
    assert "warning: 111122223333 must enable mx-central-1 before the first `pulumi up`" in said
    assert "eu-west-1" not in said
    commands = re.findall(r"aws account (\S+) --(\S+) mx-central-1", said)
    assert [command for command, _ in commands] == ["enable-region", "get-region-opt-status"]
    session: Any = botocore.session.Session()
    library: Any = botocore
    model = session.get_service_model("account")
    operations = {library.xform_name(name, "-"): name for name in model.operation_names}
    for command, option in commands:
        members = model.operation_model(operations[command]).input_shape.members
        assert option in {library.xform_name(member, "-") for member in members}


def test_zones_given_by_their_ids_are_to_be_asked_for() -> None:
    settings = Settings.model_validate(values_of("prod"))
    role = "arn:aws:iam::222233334444:role/records"
    zones = (
        ZoneSettings(name="tienda.com.mx"),
        ZoneSettings(name="tienda.pe", zoneId="ZPERU"),  # pyright: ignore[reportCallIssue] - the alias
        ZoneSettings(name="tienda.cl", zoneId="ZCHILE", role=role),  # pyright: ignore[reportCallIssue] - the alias
    )
    assert "hosted zones" not in warnings(settings)
    edge = settings.edge.model_copy(update={"zones": zones})
    said = warnings(settings.model_copy(update={"edge": edge}))
    ask = "aws route53 get-hosted-zone --id {} --query HostedZone.Name --output text"
    assert f"    tienda.pe.  is what this must say:  {ask.format('ZPERU')}" in said
    assert f"    tienda.cl.  is what this must say in the account of its role:  {ask.format('ZCHILE')}" in said
    assert "tienda.com.mx" not in said


def test_each_of_two_is_named() -> None:
    said = warnings(_in_regions("mx-central-1", "ca-west-1"))
    assert "must enable mx-central-1 and ca-west-1 before" in said
    assert said.count("enable-region") == 2


def test_a_repository_without_ids_is_warned_of_with_the_command_that_tells_them() -> None:
    values = values_of("prod")
    pipelines = values["identity"]["pipelines"]
    assert "gh api" not in warnings(Settings.model_validate(values))
    pipelines["repository"] = "tienda/storefront"
    said = warnings(Settings.model_validate(values))
    assert "since\n2026-07-15" in said
    assert """gh api repos/tienda/storefront --jq '"\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)"'""" in said
    pipelines["issuer"] = "git.tienda.example/_services/token"
    assert "2026-07-15" not in warnings(Settings.model_validate(values))


def test_names_that_are_only_tried_out_are_told_with_the_log_that_has_them() -> None:
    values = values_of("prod")
    assert "nobody listed" not in warnings(Settings.model_validate(values))
    said = warnings(Settings.model_validate({**values, "egress": {"unlistedNames": "alert"}}))
    assert "names that nobody listed are answered" in said
    assert "aws logs start-query --log-group-name /storefront-prod-us-east-1-dns-queries" in said
