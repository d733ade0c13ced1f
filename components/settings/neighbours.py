"""What the other environments of a project occupy, as far as each one's file can be read.

Single values are read, not sections: what is wrong beside a value hides it from nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Network
from pathlib import Path as FilePath
from typing import Any, cast

import yaml

from components.settings.document import read_text
from components.settings.problem import SettingsError
from components.settings.rules.rule import Neighbour
from components.settings.sections.account_wide import AccountWide
from components.settings.sections.edge import origin_of
from components.settings.stack_file import NAMESPACE
from components.settings.types import parse_network
from components.shared.naming import account_of

_NAME = "Pulumi.{}.yaml"


def stacks(root: FilePath) -> list[str]:
    """The stacks that have a settings file in the project at `root`."""
    return sorted(map(stack_of, root.glob(_NAME.format("?*"))))


def stack_of(file: FilePath) -> str:
    """The stack whose settings file this is."""
    head, tail = _NAME.split("{}")
    return file.name.removeprefix(head).removesuffix(tail)


def file_name(stack: str) -> str:
    """What the settings file of a stack is called."""
    return _NAME.format(stack)


def neighbours(root: FilePath, apart_from: str = "") -> list[Neighbour]:
    """What each environment of the project occupies; of one whose file cannot be read, nothing is known."""
    found = (_neighbour(root, stack) for stack in stacks(root) if stack != apart_from)
    return [neighbour for neighbour in found if neighbour is not None]


def _neighbour(root: FilePath, stack: str) -> Neighbour | None:
    try:
        values = _values(read_text(root / file_name(stack)))
    except SettingsError:
        return None  # its own check reports it
    edge, sites = _mapping(values.get("edge")), _mapping(values.get("sites"))
    domain, hosted = _text(edge.get("domain")), _text(edge.get("hostedZone"))
    zones = [*map(_mapping, _list(edge.get("zones")))]
    further = {_text(zone.get("name")): _text(zone.get("zoneId")) for zone in zones}
    standing = {name: zone_id for name, zone_id in further.items() if name and zone_id}
    account = _text(values.get("account"))
    pipelines = _mapping(_mapping(values.get("identity")).get("pipelines"))
    archive = _mapping(_mapping(values.get("audit")).get("logArchive"))
    return Neighbour(
        environment=stack,
        account=account,
        networks=tuple(_networks(sites)),
        names=_texts((domain, origin_of(domain) if domain else None, *_list(edge.get("alternativeNames")))),
        made_zones=_texts((hosted, *further)) - standing.keys(),
        zone_ids=standing,
        zone_accounts={name: account for name, account in _accounts(zones, account) if name in standing},
        regions=frozenset(sites),
        kept_elsewhere=frozenset(what for what in AccountWide if what in _list(values.get("keptElsewhere"))),
        state_bucket=_text(pipelines.get("stateBucket")),
        log_archive=_text(archive.get("account")),
    )


def _values(text: str) -> Mapping[str, object]:
    """What stands in the project's namespace, every scalar as its text; nothing of what is no YAML.

    Read by libyaml, in a tenth of the time: a project may have fifty environments, and each one's check reads all.
    """
    try:
        read: Any = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - it makes texts, lists and mappings alone
    except (yaml.YAMLError, RecursionError):
        return {}
    config = _mapping(_mapping(read).get("config"))
    return {key.removeprefix(NAMESPACE): value for key, value in config.items() if key.startswith(NAMESPACE)}


def _accounts(zones: Iterable[Mapping[str, object]], ours: str | None) -> Iterator[tuple[str, str]]:
    """Yield hosted zones with the accounts that they are in: that of the role which writes there, or our own."""
    for zone in zones:
        name, role = _text(zone.get("name")), _text(zone.get("role"))
        account = account_of(role) if role and role.count(":") > 4 else ours  # noqa: PLR2004 - an ARN's account
        if name and account:
            yield name, account


def _networks(sites: Mapping[str, object]) -> Iterator[IPv4Network]:
    for site in sites.values():
        try:
            yield parse_network(_mapping(site).get("cidr"))
        except ValueError:
            continue


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(values: Iterable[object]) -> frozenset[str]:
    return frozenset(value for value in values if isinstance(value, str))
