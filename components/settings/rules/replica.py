"""Rules of the replica and of the zones: what an environment without the one, or in a single one, cannot have.

Decision 75.
"""

from collections.abc import Iterator
from datetime import timedelta

from components.settings.problem import Path, Problem, Way, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Kind, Settings
from components.settings.sections.recovery import Scenario
from components.settings.sections.site import NatMode, SiteDatabase
from components.settings.types import HOUR, MINUTE, format_duration
from components.shared.zones import is_zone_id

_ADD_A_REPLICA = "add storefront:database.replica"
_WITHOUT_A_REPLICA, _FOR_TESTS = Way(("database", "replica")), Way(("kind",), str(Kind.TEST))
_WITH_ALL_ZONES = Way(("network", "singleZone"))
_ANOTHER_KIND = "or say what the environment is for: storefront:kind: test"
# What is lost by a restore: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html (logs are uploaded
# every five minutes). How long it takes is the sum of the steps that `storefront guidelines` lists with --sources,
# rounded up; a deployment into another zone, with servers that start, takes as long again.
RESTORE_LOSS, RESTORE_TIME, MOVE_TIME = 5 * MINUTE, 2 * HOUR, 4 * HOUR


def _production_has_a_replica(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.kind is Kind.PRODUCTION and settings.database.replica is None:
        allowed = "a replica in production: reports run there, and it takes over when a zone is lost"
        yield Problem(
            ("database", "replica"), "nothing", allowed, f"{_ADD_A_REPLICA}, {_ANOTHER_KIND}", ways=(_FOR_TESTS,)
        )


def _zones_fit_the_replica(settings: Settings, _: Others) -> Iterator[Problem]:
    wanted = settings.database.replica is not None
    for region, site in settings.sites.items():
        for key, value in _of_the_replica(site.database).items():
            path: Path = ("sites", region, "database", *key)
            if value is None and wanted:
                allowed = "what the replica is given, as storefront:database.replica is there"
                mend = f"add {key[-1]}, or take storefront:database.replica out"
                yield Problem(path, "nothing", allowed, mend, ways=(_WITHOUT_A_REPLICA,))
            elif value is not None and not wanted:
                allowed = "nothing without storefront:database.replica"
                mend = f"take {key[-1]} out, or {_ADD_A_REPLICA}"
                yield Problem(path, show(value), allowed, mend, ways=(Way(path),))


def _of_the_replica(database: SiteDatabase) -> dict[tuple[str, ...], str | None]:
    found: dict[tuple[str, ...], str | None] = {("replicaZone",): database.replica_zone}
    if database.recovered:
        found["recovered", "replica"] = database.recovered.replica
        found["recovered", "replicaZone"] = database.recovered.replica_zone
    return found


def _zones_have_letters_without_a_replica(settings: Settings, _: Others) -> Iterator[Problem]:
    """A recovery chooses among the site's zones one that is not lost, by the letter that RDS tells and takes."""
    if settings.database.replica is not None:
        return
    for region, site in settings.sites.items():
        for index, zone in enumerate(site.zones):
            if is_zone_id(zone):
                allowed = "a letter's name without a replica: RDS tells and takes zones by their letters"
                mend = f"name all zones by letters such as {region}a, in primaryZones too, or {_ADD_A_REPLICA}"
                yield Problem(("sites", region, "zones", index), show(zone), allowed, mend)


def _a_pair_has_a_replica(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.database.multi_az and settings.database.replica is None:
        allowed = "false without a replica: who pays for a second instance has one that also takes reports"
        path: Path = ("database", "multiAz")
        mend, ways = f"set false, or {_ADD_A_REPLICA}", (Way(path, False),)  # noqa: FBT003 - the key's value
        yield Problem(path, "true", allowed, mend, ways=ways)


def _reports_have_a_replica(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.servers.tableau_bridge and settings.database.replica is None:
        allowed = "nothing without a replica: the main database refuses reports"
        mend = f"take tableauBridge out, with artifacts.tableauBridge, or {_ADD_A_REPLICA}"
        path: Path = ("servers", "tableauBridge")
        yield Problem(path, "a bridge", allowed, mend, ways=(Way(path),))


def _restores_keep_the_promise(settings: Settings, _: Others) -> Iterator[Problem]:
    """Without a replica a lost zone's database is restored in another; what ran there alone is deployed anew."""
    if settings.database.replica is not None:
        return
    time = MOVE_TIME if settings.network.single_zone else RESTORE_TIME
    for scenario in (Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE):
        guideline = settings.guidelines.get(scenario)
        if guideline:
            yield from _at_least(scenario, "rto", guideline.rto, time)
            yield from _at_least(scenario, "rpo", guideline.rpo, RESTORE_LOSS)


def _at_least(scenario: Scenario, key: str, given: timedelta, minimum: timedelta) -> Iterator[Problem]:
    if given < minimum:
        allowed = f"at least {format_duration(minimum)} without a replica: the backups are restored in another zone"
        mend = f"set {format_duration(minimum)}, or {_ADD_A_REPLICA}"
        path: Path = ("guidelines", scenario.value, key)
        ways = (Way(path, format_duration(minimum)),)
        yield Problem(path, show(format_duration(given)), allowed, mend, ways=ways)


def _a_single_zone_is_no_production(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.network.single_zone and settings.kind is Kind.PRODUCTION:
        allowed = "false in production: with the zone the store would be lost"
        yield Problem(
            ("network", "singleZone"),
            "true",
            allowed,
            f"take singleZone out, {_ANOTHER_KIND}",
            ways=(_WITH_ALL_ZONES, _FOR_TESTS),
        )


def _a_single_zone_has_one_of_each(settings: Settings, _: Others) -> Iterator[Problem]:
    if not settings.network.single_zone:
        return
    if settings.database.replica is not None:
        allowed = "nothing with network.singleZone: a replica stands in another zone than the primary"
        mend = "take it out, with replicaZone, or take network.singleZone out"
        ways = (_WITHOUT_A_REPLICA, _WITH_ALL_ZONES)
        yield Problem(("database", "replica"), "a replica", allowed, mend, ways=ways)
    if settings.network.nat is NatMode.PER_ZONE:
        allowed = "single with singleZone: nothing runs in the other zones"
        path: Path = ("network", "nat")
        ways = (Way(path, "single"), _WITH_ALL_ZONES)
        yield Problem(path, show("per-zone"), allowed, "set single, or take singleZone out", ways=ways)


RULES = (
    Rule(("kind", "database"), _production_has_a_replica),
    Rule(("sites", "database"), _zones_fit_the_replica),
    Rule(("sites", "database"), _zones_have_letters_without_a_replica),
    Rule(("database",), _a_pair_has_a_replica),
    Rule(("servers", "database"), _reports_have_a_replica),
    Rule(("guidelines", "database", "network"), _restores_keep_the_promise),
    Rule(("kind", "network"), _a_single_zone_is_no_production),
    Rule(("network", "database"), _a_single_zone_has_one_of_each),
)
