"""What a network that enforces encryption lets in: hardware that encrypts by itself."""

from collections.abc import Iterator

from components.settings.problem import Path, Problem
from components.settings.rules.machines import named, sections_naming
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Settings
from components.settings.sections.server_types import ServerType
from components.settings.sections.site import EncryptionControl
from components.settings.types import InstanceClass
from components.shared.facts.catalogue import encrypts, hardware_of


def _members(settings: Settings) -> Iterator[tuple[Path, str, str]]:
    """What stands in the network: where the file names it, its type, and the hardware that this is."""
    for path, kind in named(settings, ServerType):
        yield path, str(kind), str(kind)
    for path, kind in named(settings, InstanceClass):
        yield path, str(kind), hardware_of(str(kind))


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


RULES = (Rule(("network", *sections_naming(ServerType, InstanceClass)), _members_encrypt),)
