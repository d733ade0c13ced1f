"""What must hold of the standalone servers."""

from collections.abc import Iterator

from pydantic.alias_generators import to_camel

from components.settings.problem import Path, Problem, Way, show, write_path
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Settings
from components.settings.types import HOUR

# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateMaintenanceWindow.html
SHORTEST_WINDOW, LONGEST_WINDOW = 2 * HOUR, 24 * HOUR
_WINDOW = "wed:09:00-wed:11:00"
# What is installed on one server alone.
_ARTIFACT_OF = {
    "tableau_bridge": ("tableau_bridge",),
    "operations_host": ("aws_cli", "storefront_cli"),
}


def _parts_have_what_they_install(settings: Settings, _: Others) -> Iterator[Problem]:
    """An artefact that nothing installs is one whose checksum nobody checks."""
    servers = settings.servers
    for server, artifacts in _ARTIFACT_OF.items():
        part: Path = ("servers", to_camel(server))
        for artifact in artifacts:
            path: Path = ("servers", "artifacts", to_camel(artifact))
            there, given = getattr(servers, server), getattr(servers.artifacts, artifact)
            if there and not given:
                mend = f"add its version and sha256, or take {write_path(part)} out"
                yield Problem(
                    path, "nothing", f"the artefact that {write_path(part)} installs", mend, ways=(Way(part),)
                )
            elif given and not there:
                mend = f"take it out, or add {write_path(part)}"
                yield Problem(path, show(given), f"nothing without {write_path(part)}", mend, ways=(Way(path),))


def _window_is_for_servers_that_live_long(settings: Settings, _: Others) -> Iterator[Problem]:
    """AWS refuses a maintenance window's target that names no server; the fleet's are replaced, never patched."""
    window, standalone = settings.servers.patch_window, settings.servers.standalone()
    path = ("servers", "patchWindow")
    if window is None and standalone:
        allowed = f"a window in which {' and '.join(standalone)} are patched"
        yield Problem(path, "nothing", allowed, f"set {_WINDOW}", ways=(Way(path, _WINDOW),))
    elif window is not None and not standalone:
        allowed = "nothing without tableauBridge and operationsHost: the fleet gets new images instead"
        yield Problem(path, show(str(window)), allowed, "take it out", ways=(Way(path),))


def _agent_is_there_for_each_processor(settings: Settings, _: Others) -> Iterator[Problem]:
    servers = settings.servers
    having = {str(kind): server.architecture for kind, server in servers.standalone().items()}
    having["the fleet"] = settings.fleet.architecture
    for architecture in sorted(set(having.values())):
        if servers.artifacts.cloudwatch_agent.sha256(architecture) is None:
            path = ("servers", "artifacts", "cloudwatchAgent", str(architecture))
            users = " and ".join(sorted(kind for kind, its in having.items() if its is architecture))
            allowed = f"the SHA-256 of the agent for {architecture}, which {users} installs"
            yield Problem(path, "nothing", allowed, "add it, or take instance types of the other architecture")


def _architectures_suit_the_playbooks(settings: Settings, _: Others) -> Iterator[Problem]:
    for kind, server in settings.servers.standalone().items():
        given, wanted = server.instance_type, " or ".join(sorted(server.architectures))
        if given.architecture not in server.architectures:
            path = ("servers", to_camel(kind.replace("-", "_")), "instanceType")
            example = (type(server).model_fields["instance_type"].examples or [wanted])[0]
            yield Problem(path, f"{str(given)!r}, {given.architecture}", f"an {wanted} type", f"set {example}")


def _patch_window_is_whole_hours(settings: Settings, _: Others) -> Iterator[Problem]:
    window = settings.servers.patch_window
    if window is None:
        return
    if window.length % HOUR or not SHORTEST_WINDOW <= window.length <= LONGEST_WINDOW:
        allowed = "whole hours, 2 to 24: in the last one nothing is begun"
        yield Problem(("servers", "patchWindow"), show(str(window)), allowed, "set wed:09:00-wed:11:00")


def _patches_avoid_the_database(settings: Settings, _: Others) -> Iterator[Problem]:
    """Two causes of trouble at once are hard to tell apart."""
    window, database = settings.servers.patch_window, settings.database
    for name, other in {"backup": database.backup_window, "maintenance": database.maintenance_window}.items():
        if window and window.minutes_of_week & other.minutes_of_week:
            allowed = f"a window apart from the database's {name} window {other}"
            yield Problem(("servers", "patchWindow"), show(str(window)), allowed, "move one of the two")


RULES = (
    Rule(("servers",), _parts_have_what_they_install),
    Rule(("servers",), _window_is_for_servers_that_live_long),
    Rule(("servers", "fleet"), _agent_is_there_for_each_processor),
    Rule(("servers",), _architectures_suit_the_playbooks),
    Rule(("servers",), _patch_window_is_whole_hours),
    Rule(("servers", "database"), _patches_avoid_the_database),
)
