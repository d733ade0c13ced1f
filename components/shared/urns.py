"""URNs of the program's resources, as re-homing needs them: of this site, and of the other one."""

import re

import pulumi


def urn_pattern(resource: pulumi.Resource, **parts: str) -> pulumi.Output[str]:
    """Return a resource's URN in which parts of its name are placeholders: `...::{region}-database-{suffix}`.

    Args:
        resource: one of those that the pattern is of.
        parts: what is in its name, by the placeholder that takes its place.
    """
    return resource.urn.apply(lambda urn: _pattern(urn, parts))


def _pattern(urn: str, parts: dict[str, str]) -> str:
    types, _, name = urn.rpartition("::")
    for placeholder, value in parts.items():
        *_, found = re.finditer(rf"(?<![^-]){re.escape(value)}(?![^-])", name)
        name = f"{name[: found.start()]}{{{placeholder}}}{name[found.end() :]}"
    return f"{types}::{name}"
