"""The frame: what a guardrail declares, and what a check may answer.

A guardrail is declared once. Its declaration carries its own examples; the tests and `docs/guardrails.md` are
made from them, so a guardrail without a passing and a failing example cannot be declared.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from policies.frame.resources import DISPOSABLE, KIND_TAG, TEST, Provider, Resource
from policies.frame.sdk import type_exists
from policies.frame.values import Props, Value

if TYPE_CHECKING:
    from policies.frame.stack import Stack


class Severity(Enum):
    """What a violation does: stop the update, or only be told."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"


class Outcome(Enum):
    """What a check can answer about a property. Saying nothing means: it passes."""

    FAILED = "failed"
    UNDECIDED = "decided at update"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of a check, about one property of one resource."""

    outcome: Outcome
    text: str
    prop: str = ""
    urn: str = ""
    """The resource meant; empty for the one being analysed, or for the stack as a whole."""


Findings: TypeAlias = Iterable[Finding]


def fail(text: str, prop: str = "", urn: str = "") -> Finding:
    """Make the finding that something is wrong: `text` says what was found and what was expected."""
    return Finding(Outcome.FAILED, text, prop, urn)


def undecided(prop: str, urn: str = "") -> Finding:
    """Make the finding that a property's value is unknown until the update, so that nothing can be said yet."""
    return Finding(Outcome.UNDECIDED, f"{prop} is not known before the update", prop, urn)


class Expected(Enum):
    """What an example is an example of."""

    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    UNDECIDED = "undecided"


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A small stack, and what the guardrail must say of it."""

    title: str
    expected: Expected
    resources: tuple[Resource, ...]


@dataclass(frozen=True, kw_only=True)
class Guardrail:
    """What all guardrails declare."""

    name: str
    severity: Severity = Severity.MANDATORY
    summary: str
    """What must hold, as one sentence."""
    why: str
    """What goes wrong otherwise."""
    mend: str
    """What to change when it is violated."""
    practice: str
    """The AWS Well-Architected best practice that it enforces, e.g. SEC08-BP02."""
    controls: tuple[str, ...] = ()
    """The controls that it answers: AWS Security Hub (FSBP), CIS AWS Foundations 3.0, NIST SP 800-53 r5."""
    types: tuple[str, ...]
    """The resource types it looks at."""
    examples: tuple[Example, ...]

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise DeclarationError(f"guardrail {self.name!r}: " + "; ".join(problems))


@dataclass(frozen=True, kw_only=True)
class ResourceGuardrail(Guardrail):
    """A guardrail that evaluates one resource by its inputs."""

    check: Callable[[Resource], Findings]


@dataclass(frozen=True, kw_only=True)
class StackGuardrail(Guardrail):
    """A guardrail that evaluates how the resources of a stack stand to each other."""

    check: "Callable[[Stack], Findings]"


class DeclarationError(ValueError):
    """A guardrail that is declared wrongly: the pack does not start."""


_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_PRACTICE = re.compile(r"(OPS|SEC|REL|PERF|COST|SUS)\d\d-BP\d\d")
_CONTROL = re.compile(r"FSBP [A-Za-z0-9]+\.\d+|CIS \d(\.\d+)+|NIST [A-Z]{2}-\d+(\(\d+\))?")


def _problems(guardrail: Guardrail) -> Iterable[str]:
    if not _NAME.fullmatch(guardrail.name):
        yield "its name must be lower-case words joined by hyphens"
    if not _PRACTICE.fullmatch(guardrail.practice):
        yield f"{guardrail.practice!r} is no Well-Architected best practice id, such as SEC08-BP02"
    for control in guardrail.controls:
        if not _CONTROL.fullmatch(control):
            yield f"{control!r} is no control id, such as 'FSBP RDS.3', 'CIS 2.3.1' or 'NIST SC-28'"
    if not guardrail.types:
        yield "it names no resource type"
    for token in guardrail.types:
        if not type_exists(token):
            yield f"the installed SDK has no resource type {token!r}"
    shown = {example.expected for example in guardrail.examples}
    if Expected.PASS not in shown or Expected.FAIL not in shown:
        yield "it needs at least one example that passes and one that fails"


OUR_PROVIDER = Provider(name="us-east-1", props={"region": "us-east-1"})


def provider_of(kind: str) -> Provider:
    """Make the provider of an example whose environment is of a kind."""
    tags = {"tags": {KIND_TAG: kind}}
    return Provider(name=OUR_PROVIDER.name, props={**OUR_PROVIDER.props, "defaultTags": tags})


def example_urn(token: str, name: str) -> str:
    """Return the URN of a resource of the examples."""
    return f"urn:pulumi:example::storefront::{token}::{name}"


def resource(
    token: str,
    props: Props,
    name: str = "it",
    *,
    protect: bool = False,
    ignored: Iterable[str] = (),
    provider: Provider | None = OUR_PROVIDER,
    made_from: Mapping[str, Sequence[Resource]] | None = None,
    secrets: Iterable[str] = (),
) -> Resource:
    """Make a resource of an example.

    `ignored` lists the properties whose changes it ignores; `made_from` names, per property, the resources its
    value comes from; `secrets` lists the values that are secret.
    """
    dependencies = {prop: tuple(r.urn for r in sources) for prop, sources in (made_from or {}).items()}
    return Resource(
        urn=example_urn(token, name),
        type=token,
        name=name,
        props=props,
        protect=protect,
        ignored=frozenset(ignored),
        provider=provider,
        dependencies=dependencies,
        secrets=frozenset(secrets),
    )


def passes(title: str, *resources: Resource) -> Example:
    """An example that the guardrail must let through."""
    return Example(title=title, expected=Expected.PASS, resources=resources)


def fails(title: str, *resources: Resource) -> Example:
    """An example that the guardrail must refuse."""
    return Example(title=title, expected=Expected.FAIL, resources=resources)


def waits(title: str, *resources: Resource) -> Example:
    """An example that the guardrail can evaluate only at update."""
    return Example(title=title, expected=Expected.UNDECIDED, resources=resources)


@dataclass(frozen=True, slots=True)
class Case:
    """Makes the examples of a resource guardrail short: a type, and properties that every example shares."""

    token: str
    base: Mapping[str, Value] = field(default_factory=dict[str, Value])

    def good(self, title: str, **props: Value) -> Example:
        """An example that passes."""
        return passes(title, resource(self.token, {**self.base, **props}))

    def bad(self, title: str, **props: Value) -> Example:
        """An example that fails."""
        return fails(title, resource(self.token, {**self.base, **props}))

    def disposable(self, title: str, **props: Value) -> Example:
        """An example that passes since its environment is disposable."""
        return passes(title, resource(self.token, {**self.base, **props}, provider=provider_of(DISPOSABLE)))

    def of_test(self, title: str, **props: Value) -> Example:
        """An example that passes since its environment is there for tests."""
        return passes(title, resource(self.token, {**self.base, **props}, provider=provider_of(TEST)))

    def unknown(self, title: str, **props: Value) -> Example:
        """An example that waits for the update."""
        return waits(title, resource(self.token, {**self.base, **props}))
