"""What must hold of the servers apart from the fleet."""

from collections.abc import Iterator

from pydantic.alias_generators import to_camel

from components.settings.problem import Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Settings
from components.settings.types import HOUR

# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateMaintenanceWindow.html
SHORTEST_WINDOW, LONGEST_WINDOW = 2 * HOUR, 24 * HOUR


def _architectures_suit_the_playbooks(settings: Settings, _: Others) -> Iterator[Problem]:
    for kind, server in settings.servers.apart().items():
        given, wanted = server.instance_type, server.architecture
        if given.architecture is not wanted:
            path = ("servers", to_camel(kind.replace("-", "_")), "instanceType")
            example = (type(server).model_fields["instance_type"].examples or [wanted])[0]
            yield Problem(path, f"{str(given)!r}, {given.architecture}", f"an {wanted} type", f"set {example}")


def _patch_window_is_whole_hours(settings: Settings, _: Others) -> Iterator[Problem]:
    window = settings.servers.patch_window
    if window.length % HOUR or not SHORTEST_WINDOW <= window.length <= LONGEST_WINDOW:
        allowed = "whole hours, 2 to 24: in the last one nothing is begun"
        yield Problem(("servers", "patchWindow"), show(str(window)), allowed, "for example wed:08:00-wed:11:00")


def _patches_avoid_the_database(settings: Settings, _: Others) -> Iterator[Problem]:
    """Two causes of trouble at once are hard to tell apart."""
    window, database = settings.servers.patch_window, settings.database
    for name, other in {"backup": database.backup_window, "maintenance": database.maintenance_window}.items():
        if window.minutes_of_week & other.minutes_of_week:
            allowed = f"a window apart from the database's {name} window {other}"
            yield Problem(("servers", "patchWindow"), show(str(window)), allowed, "move one of the two")


RULES = (
    Rule(("servers",), _architectures_suit_the_playbooks),
    Rule(("servers",), _patch_window_is_whole_hours),
    Rule(("servers", "database"), _patches_avoid_the_database),
)
