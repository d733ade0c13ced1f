"""Which operations answer in pages, and how to read them all: by botocore's paginators, or by its models.

AWS cuts every list somewhere: at 10 parameters, 50 log groups, 100 instances.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from botocore.paginate import Paginator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from operations.aws.connection import Connection

# What the APIs call the place where the next page begins, in a request and in the answer.
_TOKENS_IN = ("NextToken", "nextToken", "NextPageToken", "NextMarker", "Marker", "ContinuationToken")
_TOKENS_OUT = (
    "NextToken", "nextToken", "NextPageToken", "NextMarker", "NextContinuationToken", "Marker", "ContinuationToken",
)  # fmt: skip
_MANY = ("list", "map")


class UnpagedListError(TypeError):
    """A list is asked for in a way that leaves out all but its first page: a defect of the code."""


def rule_of(connection: Connection, service: str, operation: str) -> Mapping[str, Any] | None:
    """Return how an operation answers in pages, in the form of botocore's paginators; None: it does not."""
    try:
        known = connection.paginators(service)
        if known is not None:
            return cast("Mapping[str, Any]", known.get_paginator(operation))
    except ValueError:
        # The service has paginators, this operation none.
        pass
    return _derived(connection.operation(service, operation))


def paginator(
    connection: Connection, service: str, operation: str, send: Callable[..., dict[str, Any]]
) -> tuple[Paginator, list[str]]:
    """Return botocore's paginator over a function of ours, and the paths of the lists in its pages.

    Raises:
        UnpagedListError: the operation does not answer in pages.
    """
    rule = rule_of(connection, service, operation)
    if rule is None:
        raise UnpagedListError(f"{service}.{operation} does not answer in pages; use call()")
    model = connection.operation(service, operation)
    return Paginator(cast("Any", send), dict(rule), model), [
        path for path in paths(rule) if _kind(model.output_shape, path) == "list"
    ]


def refuse_list(connection: Connection, service: str, operation: str) -> None:
    """Refuse to call once what answers in pages.

    Raises:
        UnpagedListError: it does.
    """
    if rule_of(connection, service, operation) is not None:
        raise UnpagedListError(
            f"{service}.{operation} answers in pages, and one call reads the first alone; "
            "use list_all(), or pages() for what is beside the list"
        )


def paths(rule: Mapping[str, Any]) -> list[str]:
    """Return where a rule's lists are in an answer: `DBInstances`, `DistributionList.Items`."""
    found = rule["result_key"]
    return cast("list[str]", found) if isinstance(found, list) else [str(found)]


def at(page: Mapping[str, Any], path: str) -> Any:
    """Return what is at a path of an answer, None where nothing is."""
    found: Any = page
    for name in path.split("."):
        found = cast("Mapping[str, Any]", found or {}).get(name)
    return found


def merged(pages: Iterator[dict[str, Any]], found: Sequence[str]) -> dict[str, Any]:
    """Return the first page, whose lists and maps at the given paths have what the other pages have too."""
    whole = next(pages, dict[str, Any]())
    for page in pages:
        for path in found:
            _add(whole, path, at(page, path))
    return whole


def _add(whole: dict[str, Any], path: str, more: Any) -> None:
    *folders, name = path.split(".")
    place = whole
    for folder in folders:
        place = place.setdefault(folder, {})
    if isinstance(more, list):
        place[name] = [*place.get(name, ()), *cast("list[Any]", more)]
    elif isinstance(more, dict):
        place[name] = {**place.get(name, {}), **cast("dict[str, Any]", more)}


def _derived(model: Any) -> Mapping[str, Any] | None:
    """The rule of an operation for which botocore has no paginator, by the names in its model."""
    given, told = model.input_shape, model.output_shape
    if given is None or told is None:
        return None
    into = next((name for name in _TOKENS_IN if name in given.members), None)
    # CloudFront wraps a list and its marker into a structure.
    places = ("", *(f"{name}." for name, shape in told.members.items() if shape.type_name == "structure"))
    out = next((f"{at}{name}" for at in places for name in _TOKENS_OUT if _kind(told, f"{at}{name}")), None)
    if into is None or out is None:
        return None
    return {"input_token": into, "output_token": out, "result_key": list(_lists(told))}


def _lists(shape: Any) -> Iterator[str]:
    """The paths of the lists and maps of an answer, those in its structures too."""
    for name, member in shape.members.items():
        if member.type_name in _MANY:
            yield name
        elif member.type_name == "structure":
            yield from (f"{name}.{inner}" for inner, one in member.members.items() if one.type_name in _MANY)


def _kind(shape: Any, path: str) -> str:
    """The type of what is at a path of an answer; empty where nothing is."""
    for name in path.split("."):
        members = getattr(shape, "members", {})
        if name not in members:
            return ""
        shape = members[name]
    return str(shape.type_name)
