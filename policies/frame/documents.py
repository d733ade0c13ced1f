"""IAM policy documents, read leniently: AWS allows one item where a list is meant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from policies.frame.guardrail import Finding, fail, undecided
from policies.frame.resources import Resource
from policies.frame.values import UNKNOWN, Props, Value, at, has_unknown, is_map, listed, parse_json


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One statement of a policy document."""

    label: str
    """Its Sid, or its place in the document."""
    allows: bool
    actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    principals: tuple[tuple[str, str], ...] = ()
    """Pairs such as ("Service", "rds.amazonaws.com"); the bare "*" is ("AWS", "*")."""
    inverses: tuple[str, ...] = ()
    """Which of NotAction, NotResource and NotPrincipal it uses."""
    conditions: Mapping[str, tuple[tuple[str, Value], ...]]
    """By condition key in lower case: pairs of operator and value."""

    def allows_action(self, *wanted: str) -> Iterator[str]:
        """Yield those of the wanted actions that the statement's action patterns cover."""
        for action in wanted:
            if any(fnmatchcase(action.lower(), pattern.lower()) for pattern in self.actions):
                yield action

    @property
    def on_everything(self) -> bool:
        """Whether it is about every resource."""
        return any(pattern in {"*", "arn:aws:*", "arn:*"} for pattern in self.resources)

    @property
    def open_to_all(self) -> bool:
        """Whether anyone at all is its principal."""
        return any(value == "*" for _, value in self.principals)

    def conditioned_by(self, keys: Iterable[str]) -> bool:
        """Whether a condition that really limits it uses one of the keys (one ending in ":" or "/" is a prefix)."""
        return any(
            key == wanted.lower() or (wanted.endswith((":", "/")) and key.startswith(wanted.lower()))
            for key, tests in self.conditions.items()
            if any(_limits(operator, value) for operator, value in tests)
            for wanted in keys
        )


def _limits(operator: str, value: Value) -> bool:
    """Whether a condition narrows anything: IfExists, negations and a bare wildcard let others through."""
    if operator.lower().endswith("ifexists") or "not" in operator.lower().split(":")[-1]:
        return False
    values = listed(value)
    return bool(values) and "*" not in values


@dataclass(frozen=True, slots=True)
class Document:
    """What could be read of a document, and what could not."""

    statements: tuple[Statement, ...] = ()
    problems: tuple[Finding, ...] = ()


def read(resource: Resource, prop: str) -> Document:
    """Read the policy document in a property of a resource; nothing is an empty document."""
    return parse(resource.at(prop), prop)


def parse(value: Value, prop: str) -> Document:
    """Read a policy document: a JSON text or, as the SDK also allows, a map."""
    if value is None or value == "":
        return Document()
    if value is UNKNOWN:
        return Document(problems=(undecided(prop),))
    if isinstance(value, str):
        try:
            value = parse_json(value)
        except ValueError as error:
            return Document(problems=(fail(f"{prop} is no JSON document: {error}", prop),))
    if not is_map(value):
        return Document(problems=(fail(f"{prop} is no policy document: expected a JSON object", prop),))
    return _document(value, prop)


def _document(value: Props, prop: str) -> Document:
    given = at(value, "Statement")
    if given is UNKNOWN:
        return Document(problems=(undecided(f"{prop}.Statement"),))
    if given is None:
        return Document(problems=(fail(f"{prop} has no Statement", prop),))
    statements: list[Statement] = []
    problems: list[Finding] = []
    for index, item in enumerate(listed(given)):
        place = f"{prop}.Statement[{index}]"
        if has_unknown(item):
            problems.append(undecided(place))
        elif not is_map(item) or item.get("Effect") not in ("Allow", "Deny"):
            problems.append(fail(f"{place} is no statement with an Effect of Allow or Deny", prop))
        elif problem := _misshapen(item):
            problems.append(fail(f"{place} has a {problem} of the wrong shape", prop))
        else:
            statements.append(_statement(item, index))
    return Document(tuple(statements), tuple(problems))


def _misshapen(item: Props) -> str | None:
    for key in ("Action", "NotAction", "Resource", "NotResource"):
        if not all(isinstance(entry, str) for entry in listed(item.get(key))):
            return key
    for key in ("Principal", "NotPrincipal"):
        principal = item.get(key)
        if principal is not None and not isinstance(principal, str) and not is_map(principal):
            return key
    condition = item.get("Condition")
    if condition is not None and not (is_map(condition) and all(is_map(test) for test in condition.values())):
        return "Condition"
    return None


def _statement(item: Props, index: int) -> Statement:
    sid = item.get("Sid")
    return Statement(
        label=sid if isinstance(sid, str) and sid else f"statement {index + 1}",
        allows=item.get("Effect") == "Allow",
        actions=tuple(_texts(item.get("Action"))),
        resources=tuple(_texts(item.get("Resource"))),
        principals=tuple(_principals(item.get("Principal"))),
        inverses=tuple(key for key in ("NotAction", "NotResource", "NotPrincipal") if key in item),
        conditions=_conditions(item.get("Condition")),
    )


def _texts(value: Value) -> Sequence[str]:
    return [entry for entry in listed(value) if isinstance(entry, str)]


def _principals(value: Value) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield "AWS", value
    elif is_map(value):
        for kind, names in value.items():
            for name in _texts(names):
                yield kind, name


def _conditions(value: Value) -> dict[str, tuple[tuple[str, Value], ...]]:
    found: dict[str, tuple[tuple[str, Value], ...]] = {}
    if is_map(value):
        for operator, tests in value.items():
            for key, wanted in tests.items() if is_map(tests) else ():
                found[key.lower()] = (*found.get(key.lower(), ()), (operator, wanted))
    return found


def denies_plain_transport(statements: Iterable[Statement]) -> bool:
    """Whether the document refuses everyone who does not come over TLS."""
    return any(
        not statement.allows
        and statement.open_to_all
        and any(
            operator.lower() == "bool" and {str(item).lower() for item in listed(value)} == {"false"}
            for operator, value in statement.conditions.get("aws:securetransport", ())
        )
        for statement in statements
    )
