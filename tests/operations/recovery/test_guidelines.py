"""Proves that guidelines are judged by what the topology gives, that each figure has its source, and the command.

That the procedures take the parts that the table says is shown in `test_planner`.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.commands import app
from manifest.errors import ManifestError
from operations.recovery.errors import RequestError
from operations.recovery.guidelines import assess, span
from operations.recovery.manifest import Manifest
from operations.recovery.scenarios import PROMISED, Scenario
from operations.recovery.strategies import MULTI_AZ, PROMOTE, RESTORE_REPLICATED, STRATEGIES
from policies.data.recovery import STRATEGIES as PACK_STRATEGIES
from rehearsal.mocks.manifest import chosen
from tests.components.stacks import STANDBY, by_name, record

PARAMETER = "aws:ssm/parameter:Parameter"


def document(stack: str) -> dict[str, Any]:
    """The manifest that the program writes for a stack."""
    found = by_name(record(stack), PARAMETER, STANDBY)
    return {
        name.removeprefix("manifest-"): json.loads(parameter.inputs["insecureValue"])
        for name, parameter in found.items()
        if name.startswith("manifest-")
    }


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_both_stacks_keep_what_they_promise(stack: str) -> None:
    assessments = assess(chosen(document(stack), stack, Manifest))
    assert [one.scenario for one in assessments] == list(PROMISED)
    assert [one.scenario for one in assessments if not one.kept] == []


def test_what_each_strategy_takes_in_prod() -> None:
    """Sums of the table's rows, in seconds; 43200 is half a day between two backups."""
    offers = {
        offer.strategy.name: (offer.strategy.rto(), offer.rpo_seconds)
        for one in assess(chosen(document("prod"), "prod", Manifest))
        for offer in one.offers
    }
    assert offers == {
        "fail over to the Multi-AZ standby": (120, 0),
        "promote the replica in another zone": (1500, 60),
        "restore the automated backups in a zone that is left": (4200, 300),
        "restore the automated backups that are replicated to the other region": (13380, 1800),
        "restore the automated backups beside the damaged database": (5700, 300),
        "restore a backup from the locked vault": (17100, 43200),
        "restore a backup from the locked vault in the other region": (18480, 43200),
    }


@pytest.mark.parametrize(
    ("section", "keys", "value", "broken"),
    [
        ("guidelines", ("zone-outage", "rto_seconds"), 119, {Scenario.ZONE_OUTAGE}),
        ("guidelines", ("region-outage", "rpo_seconds"), 1799, {Scenario.REGION_OUTAGE}),
        ("guidelines", ("account-compromise", "rpo_seconds"), 43199, {Scenario.ACCOUNT_COMPROMISE}),
        ("database", ("multi_az",), False, {Scenario.ZONE_OUTAGE}),
        ("database", ("shape", "replicated_backup_retention_days"), 0, {Scenario.REGION_OUTAGE}),
        ("backups", ("lock_min_retention_days",), 0, {Scenario.ACCOUNT_COMPROMISE}),
    ],
)
def test_what_breaks_a_promise(section: str, keys: tuple[str, ...], value: object, broken: set[Scenario]) -> None:
    changed = document("prod")
    place = changed[section]
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    assert {one.scenario for one in assess(chosen(changed, "prod", Manifest)) if not one.kept} == broken


@pytest.mark.parametrize(
    ("section", "keys", "why", "lacking"),
    [
        ("database", ("shape", "backup_retention_days"), "automated backups are off", 2),
        ("backups", ("lock_min_retention_days",), "the vault is not locked", 2),
    ],
)
def test_what_the_topology_lacks_is_said_and_nothing_else(
    section: str, keys: tuple[str, ...], why: str, lacking: int
) -> None:
    changed = document("prod")
    place = changed[section]
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = 0
    offers = {
        offer.strategy.name: offer for one in assess(chosen(changed, "prod", Manifest)) for offer in one.offers
    }
    said = [offer.lacking for offer in offers.values() if offer.lacking is not None]
    assert said == [why] * lacking
    whole = assess(chosen(document("prod"), "prod", Manifest))
    assert [offer.lacking for one in whole for offer in one.offers if offer.lacking is not None] == []


def test_a_scenario_without_a_promise_is_refused() -> None:
    changed = document("prod")
    del changed["guidelines"]["zone-outage"]
    with pytest.raises(RequestError, match="expected one each"):
        assess(chosen(changed, "prod", Manifest))


def test_the_guardrail_promises_no_more_than_the_procedures() -> None:
    """The policy pack says what is possible at best: never slower nor staler than what a procedure is planned with."""
    ours = {
        "the standby of a Multi-AZ database": MULTI_AZ,
        "a replica in another zone, promoted": PROMOTE,
        "the automated backups that are replicated to another region, restored": RESTORE_REPLICATED,
    }
    best = {one.what: one for one in PACK_STRATEGIES}
    for name, strategy in ours.items():
        assert best[name].rto <= strategy.rto()
        assert callable(best[name].rpo) or best[name].rpo == strategy.max_loss(
            chosen(document("prod"), "prod", Manifest)
        )
    assert len({one.name for one in STRATEGIES}) == len(STRATEGIES)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (59, "59s"), (60, "1m"), (3661, "1h 1m 1s"), (7200, "2h")]
)
def test_spans(seconds: int, text: str) -> None:
    assert span(seconds) == text


def guidelines(tmp_path: Path, document: dict[str, Any], *options: str) -> Result:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(document))
    return CliRunner().invoke(app, ["guidelines", "prod", "--manifest", str(file), *options])


def test_the_command_shows_a_short_table_of_the_promises(tmp_path: Path) -> None:
    done = guidelines(tmp_path, document("prod"))
    assert done.exit_code == 0
    head, below, *rows = done.stdout.splitlines()
    assert (head.split(), below.split()) == (
        ["RTO", "RPO"],
        ["scenario", "promised", "typical", "promised", "at", "most"],
    )
    assert rows[:2] == [
        "zone-outage               5m        2m        0s        0s  kept",
        "    fail over to the Multi-AZ standby",
    ]
    assert len(rows) == 2 * len(PROMISED)
    assert "https://" not in done.stdout


def test_with_sources_each_figure_has_its_own(tmp_path: Path) -> None:
    shown = guidelines(tmp_path, document("prod"), "--sources").stdout
    assert "zone-outage: RTO 5m, RPO 0s: kept" in shown
    below = shown.splitlines()
    assert below[below.index("Sources") + 1].startswith("  [1] ")
    assert "  [1] https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.Failover.html" in shown
    assert not [line for line in shown.splitlines() if len(line) > 80 and "https://" not in line]


def test_the_command_fails_where_a_promise_is_not_kept(tmp_path: Path) -> None:
    changed = document("prod")
    changed["guidelines"]["region-outage"]["rto_seconds"] = 3600
    done = guidelines(tmp_path, changed)
    assert done.exit_code == 1
    assert "region-outage             1h    3h 43m       30m       30m  NOT KEPT" in done.stdout
    assert done.stderr == "not kept: region-outage; change the topology or the promise in Pulumi.prod.yaml\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "cannot be read as a manifest"),
        ("[]", "expected an object of sections"),
        ("{}", "expected the section index with a version"),
    ],
)
def test_a_manifest_that_cannot_be_used(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(text)
    done = CliRunner().invoke(app, ["guidelines", "prod", "--manifest", str(file)])
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("version", 1, "has version 1, this release reads 2"),
        ("environment", "staging", "is of staging, not of prod"),
    ],
)
def test_another_manifest_than_was_asked_for(key: str, value: object, words: str) -> None:
    changed = document("prod")
    changed["index"][key] = value
    with pytest.raises(ManifestError, match=words):
        chosen(changed, "prod", Manifest)


def test_without_a_region_or_a_file_it_says_what_to_give() -> None:
    done = CliRunner(env={"AWS_REGION": "", "AWS_DEFAULT_REGION": ""}).invoke(app, ["guidelines", "prod"])
    assert done.exit_code == 2
    assert "REGION\nWithout an AWS account, on a rehearsal:\n" in done.stderr
    assert done.stderr.endswith(
        "  storefront rehearse prod --manifest prod.json\n  storefront guidelines prod --manifest prod.json\n"
    )
