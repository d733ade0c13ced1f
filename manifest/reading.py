"""Reads the manifest in a region or a file; what cannot be used is told, with what to do about it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from pydantic import ValidationError

from manifest.document import BY_REGION, Document, Sections, joined, section_names
from manifest.errors import ManifestError, NoManifestError
from manifest.index import VERSION
from manifest.path import path

# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
NAMES_AT_ONCE = 10
_KEYS_TOLD = 5
S = TypeVar("S", bound=Sections)


class Parameters(Protocol):
    """Parameter Store in one region."""

    @property
    def region(self) -> str:
        """Which one."""
        ...

    def values(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return the values of those that there are, by name; it is asked for `NAMES_AT_ONCE` at the most."""
        ...


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a document is from, and how one gets one that can be used."""

    what: str
    anew: str


def read(source: Parameters | Path, environment: str, chosen: type[S]) -> S:
    """Return the sections that a reader chose, out of a region or out of a file.

    Raises:
        ManifestError: there is none, it is another environment's or release's, or something of it is missing.
    """
    if isinstance(source, Path):
        return _from_file(source, environment, chosen)
    return parse(stored(source, environment, chosen), environment, chosen, _region(source, environment))


def stored(source: Parameters, environment: str, chosen: type[Sections] = Document) -> dict[str, Any]:
    """Return the sections that a region holds, by name, as they are; without a choice, every one.

    Raises:
        NoManifestError: the region holds none of the environment.
        ManifestError: the index is another environment's or release's, or of another form.
    """
    first = path(environment, "index")
    found = dict(source.values([first]))
    if not found:
        raise NoManifestError(
            f"{source.region} holds no manifest of {environment} (parameter {first}); name a region of the stack "
            f"with --region or AWS_REGION, see that AWS_PROFILE is for the environment's account, and that "
            f"{environment} was deployed"
        )
    index = _document(found, environment, source)
    regions = parse(index, environment, Sections, _region(source, environment)).index
    names = [path(environment, one) for one in section_names(chosen, regions.regions)]
    left = [name for name in names if name != first]
    for start in range(0, len(left), NAMES_AT_ONCE):
        found |= source.values(left[start : start + NAMES_AT_ONCE])
    return _document(found, environment, source)


def parse(document: object, environment: str, chosen: type[S], origin: Origin) -> S:
    """Check sections by name, and return those that a reader chose.

    Raises:
        ManifestError: it is no manifest, another environment's or release's, or something of it is missing; every
            problem is told, each as where and what.
    """
    sections = _sections(document, origin)
    _check(sections, environment, origin)
    fields = joined(chosen, sections)
    try:
        found = chosen.model_validate(fields)
    except ValidationError as error:
        problems = "\n".join(f"  {_where(one['loc'])}: {one['msg']}" for one in error.errors())
        raise _unusable(origin, problems) from None
    lacking = [
        f"  {BY_REGION['sites']}{region}: Section required"
        for region in found.index.regions
        if "sites" in fields and region not in fields["sites"]
    ]
    if lacking:
        raise _unusable(origin, "\n".join(lacking))
    return found


def _from_file(file: Path, environment: str, chosen: type[S]) -> S:
    written = "`storefront rehearse STACK --manifest FILE`"
    origin = Origin(what=str(file), anew=f"give a file that {written} wrote, or leave --manifest out")
    try:
        document: object = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise ManifestError(f"{file}: cannot be read as a manifest: {why}; {origin.anew}") from None
    return parse(document, environment, chosen, origin)


def _region(source: Parameters, environment: str) -> Origin:
    return Origin(
        what=f"the manifest of {environment} in {source.region}",
        anew=f"deploy {environment} with this release (pulumi up -s {environment} --policy-pack policies), or use "
        "the release that deployed it",
    )


def _document(values: Mapping[str, str], environment: str, source: Parameters) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for name, value in values.items():
        try:
            document[name.removeprefix(path(environment, ""))] = json.loads(value)
        except ValueError as error:
            raise _unusable(_region(source, environment), f"  {name}: no JSON: {error}") from None
    return document


def _sections(document: object, origin: Origin) -> Mapping[str, object]:
    """Tell what is no manifest at all from one that is of another release."""
    if not isinstance(document, dict):
        raise ManifestError(
            f"{origin.what} is no manifest: got {type(document).__name__}, expected an object of sections; "
            f"{origin.anew}"
        )
    sections = cast("dict[str, object]", document)
    index = sections.get("index")
    if not isinstance(index, dict) or "version" not in index:
        keys = ", ".join([*sorted(sections)[:_KEYS_TOLD], *(["..."] if len(sections) > _KEYS_TOLD else [])])
        got = f"an object of {keys}" if keys else "an empty object"
        raise ManifestError(
            f"{origin.what} is no manifest: got {got}, expected the section index with "
            f"a version, and others; {origin.anew}"
        )
    return sections


def _check(sections: Mapping[str, object], environment: str, origin: Origin) -> None:
    index = cast("Mapping[str, object]", sections["index"])
    if index["version"] != VERSION:
        raise ManifestError(
            f"{origin.what} has version {index['version']}, this release reads {VERSION}; {origin.anew}"
        )
    if index.get("environment", environment) != environment:
        raise ManifestError(f"{origin.what} is of {index['environment']}, not of {environment}; {origin.anew}")


def _where(location: Sequence[str | int]) -> str:
    """Name the section as it is stored: `site-us-east-1.journal`."""
    first, *rest = map(str, location)
    if first in BY_REGION and rest:
        first, rest = f"{BY_REGION[first]}{rest[0]}", rest[1:]
    return ".".join([first, *rest])


def _unusable(origin: Origin, problems: str) -> ManifestError:
    return ManifestError(f"{origin.what} cannot be used; {origin.anew}:\n{problems}")
