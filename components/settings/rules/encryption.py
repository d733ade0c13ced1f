"""What a network that enforces encryption lets in: hardware that encrypts by itself."""

from collections.abc import Iterator

from components.settings.problem import Path, Problem
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Settings
from components.settings.sections.site import EncryptionControl
from components.shared.facts.catalogue import encrypts, hardware_of


def _members(settings: Settings) -> Iterator[tuple[Path, str, str]]:
    """What stands in the network: where the file names it, its type, and the hardware that this is."""
    for index, kind in enumerate(settings.fleet.instance_types):
        yield ("fleet", "instanceTypes", index), str(kind), str(kind)
    for name, server in settings.servers.apart().items():
        first, *others = name.split("-")
        key = first + "".join(map(str.capitalize, others))
        yield ("servers", key, "instanceType"), str(server.instance_type), str(server.instance_type)
    for key, kind in settings.database.instance_classes:
        yield ("database", *key), str(kind), hardware_of(str(kind))


def _members_encrypt(settings: Settings, _: Others) -> Iterator[Problem]:
    """AWS attaches no network interface to other hardware there; in an update, that stops half-way.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html
    """
    if settings.network.encryption_control is not EncryptionControl.ENFORCE:
        return
    for path, kind, hardware in _members(settings):
        if not encrypts(hardware):
            allowed = "a type whose hardware encrypts traffic, as storefront:network.encryptionControl enforces"
            mend = (
                "take a newer family, such as m7g, m8g, c7g, r8g or m7i, "
                "or set storefront:network.encryptionControl: monitor"
            )
            yield Problem(path, f"{kind!r}, which does not", allowed, mend)


RULES = (Rule(("network", "fleet", "servers", "database"), _members_encrypt),)
