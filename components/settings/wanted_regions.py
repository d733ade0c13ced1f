"""Where a new environment's sites stand: what its options ask for, judged before anything is made."""

from components.settings.beginning import NOWHERE, NewEnvironment
from components.settings.moved import Move, move_of
from components.settings.problem import Problem, SettingsError, nearest, show
from components.settings.regions import REGIONS
from components.settings.sections.model import Settings
from components.shared.facts.catalogue import backup_partners

_ALONE = "--standby none and --kind test"


def move_wanted(settings: Settings, wanted: NewEnvironment) -> Move | None:
    """Return where the model's sites go; None: they stay.

    Raises:
        SettingsError: a region is none that the platform can stand in, or two do not exchange backups.
    """
    if wanted.region is None and wanted.standby is None:
        return None
    region = _known("--region", wanted.region or settings.serving)
    return move_of([*settings.sites], settings.serving, region, _standby(settings, region, wanted.standby))


def _standby(settings: Settings, region: str, wanted: str | None) -> str | None:
    if wanted == NOWHERE or (wanted is None and settings.standby is None):
        return None
    partners = [one for one in backup_partners(region) if one in REGIONS]
    if wanted is not None:
        if _known("--standby", wanted) not in partners:
            allowed = f"a region with which RDS exchanges automated backups of {region}"
            raise _refused("--standby", show(wanted), allowed, _instead(partners))
        return wanted
    if not partners:
        raise _refused(
            "--region", show(region), "a region with which RDS exchanges automated backups", _instead([])
        )
    usual = (one for one in (settings.standby, settings.serving) if one in partners)
    return next(usual, partners[0])


def _instead(partners: list[str]) -> str:
    return f"give one of {', '.join(partners)}, or {_ALONE}" if partners else f"give {_ALONE}, or another --region"


def _known(option: str, region: str) -> str:
    if region not in REGIONS:
        raise _refused(option, show(region), "one of " + ", ".join(REGIONS), f"near are {nearest(region, REGIONS)}")
    return region


def _refused(option: str, given: str, allowed: str, mend: str) -> SettingsError:
    return SettingsError("a new environment", [Problem((option,), given, allowed, mend, key=False)])
