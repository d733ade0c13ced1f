"""Which regions a stack has, by the settings file beside the command, and what to run where one is of no use."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from operations.layout import command_lines
from operations.project import NoProjectError, project_root

_SITES = "storefront:sites"
_OPTION = "--region"


def regions_of(environment: str, start: Path | None = None) -> list[str]:
    """Return the regions of a stack's sites, as its settings file names them; none where there is no such file.

    It is read as loosely as it can be: a recovery must not wait until a file is right.
    """
    import yaml  # noqa: PLC0415 - mostly not needed

    try:
        text = (project_root(start or Path.cwd()) / f"Pulumi.{environment}.yaml").read_text(encoding="utf-8")
        read: Any = yaml.safe_load(text)
    except (NoProjectError, OSError, ValueError, RecursionError, yaml.YAMLError):
        return []
    for key in ("config", _SITES):
        read = cast("dict[str, Any]", read).get(key) if isinstance(read, dict) else None
    return [str(region) for region in cast("dict[str, Any]", read)] if isinstance(read, dict) else []


def another_region(environment: str, region: str, *, answers: bool) -> str:
    """Return what to say, in lines of its own, of a region that gave no manifest; empty if that is not its fault.

    `answers`: whether a service of that region answered.
    """
    known = regions_of(environment)
    others = [one for one in known if one != region]
    if not known or (region in known and answers):
        return ""
    if region not in known:
        said = f"{region} is no region of {environment}, which has {_listed(known)}; take one of these:"
    elif others:
        said = f"{environment} has {_listed(known)}, and each holds the manifest; take the other:"
    else:
        return f"\n{environment} has this region alone: run the command again when it answers"
    return "\n".join(("", said, *(command_lines(command_with(one), indent="  ") for one in others)))


def command_with(region: str) -> str:
    """Return the command that runs, with another region to read the manifest in."""
    words, left = iter(sys.argv[1:]), list[str]()
    for word in words:
        if word == _OPTION:
            next(words, None)
        elif not word.startswith(f"{_OPTION}="):
            left.append(word)
    return shlex.join(["storefront", *left, _OPTION, region])


def _listed(regions: Sequence[str]) -> str:
    return " and ".join((", ".join(regions[:-1]), regions[-1])) if len(regions) > 1 else f"{regions[0]} alone"
