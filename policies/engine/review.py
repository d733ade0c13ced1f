"""What the pack says of a resource or a stack: the findings of the guardrails, less what is exempted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from policies.engine.exemptions import THE_STACK, Exemption
from policies.frame.guardrail import (
    Finding,
    Findings,
    Guardrail,
    Outcome,
    ResourceGuardrail,
    Severity,
    StackGuardrail,
)
from policies.frame.resources import Resource
from policies.frame.stack import Stack

EXEMPTIONS = "exemptions-in-order"
"""The name under which the exemptions file itself is reported on."""
UNDECIDED_PREFIX = "decided at update: "
EXEMPTED_PREFIX = "exempted: "
_SHORTEST_SECRET = 4
_Subject = TypeVar("_Subject", Resource, Stack)


@dataclass(frozen=True, slots=True)
class Report:
    """One line to the user: which guardrail, how binding, what, and about which resource."""

    guardrail: str
    level: Severity
    text: str
    urn: str = ""


class Review:
    """The guardrails and exemptions in force for one run of the engine.

    It remembers which exemptions were needed, so that at the end the others can be told.
    """

    def __init__(
        self,
        resource_guardrails: Sequence[ResourceGuardrail],
        stack_guardrails: Sequence[StackGuardrail],
        exemptions: Sequence[Exemption],
        today: date,
    ) -> None:
        by_type: defaultdict[str, list[ResourceGuardrail]] = defaultdict(list)
        for guardrail in resource_guardrails:
            for token in dict.fromkeys(guardrail.types):
                by_type[token].append(guardrail)
        self._by_type = {token: tuple(found) for token, found in by_type.items()}
        self._resource_names = {guardrail.name for guardrail in resource_guardrails}
        self._stack_guardrails = stack_guardrails
        self._exemptions = exemptions
        self._today = today
        self._needed: set[Exemption] = set()
        self._seen: set[str] = set()

    def applying(self, token: str) -> tuple[ResourceGuardrail, ...]:
        """Return the guardrails that look at a resource type."""
        return self._by_type.get(token, ())

    def resource(self, resource: Resource) -> list[Report]:
        """Judge one resource by its inputs."""
        self._seen.add(resource.urn)
        return [
            self._report(guardrail, finding, resource, resource.stack)
            for guardrail in self.applying(resource.type)
            for finding in _ask(guardrail, guardrail.check, resource)
        ]

    def stack(self, stack: Stack) -> list[Report]:
        """Judge the whole stack, and then the exemptions themselves."""
        name = stack.resources[0].stack if stack.resources else ""
        reports = [
            self._report(guardrail, finding, stack.by_urn.get(finding.urn), name)
            for guardrail in self._stack_guardrails
            for finding in _ask(guardrail, guardrail.check, stack)
        ]
        return [*reports, *self._exemptions_in_order(stack, name)]

    def _report(self, guardrail: Guardrail, finding: Finding, resource: Resource | None, stack: str) -> Report:
        name, urn = (resource.name, resource.urn) if resource else (THE_STACK, "")
        text = _without_secrets(finding.text, resource)
        exemption = next(
            (
                one
                for one in self._exemptions
                if one.holds(self._today) and one.covers(guardrail.name, stack, name, urn)
            ),
            None,
        )
        if exemption:
            self._needed.add(exemption)
        if finding.outcome is Outcome.UNDECIDED:
            return Report(guardrail.name, Severity.ADVISORY, f"{UNDECIDED_PREFIX}{text}", urn)
        if exemption:
            said = f"{EXEMPTED_PREFIX}{text} (until {exemption.until}, {exemption.who}: {exemption.why})"
            return Report(guardrail.name, Severity.ADVISORY, said, urn)
        return Report(guardrail.name, guardrail.severity, f"{text}. {guardrail.mend}", urn)

    def _exemptions_in_order(self, stack: Stack, name: str) -> Iterator[Report]:
        for exemption in self._exemptions:
            if name not in exemption.stacks:
                continue
            if not exemption.holds(self._today):
                yield Report(
                    EXEMPTIONS, Severity.MANDATORY, f"expired: {exemption}. Mend the cause, or have it renewed."
                )
            elif exemption in self._needed:
                yield Report(EXEMPTIONS, Severity.ADVISORY, f"in force: {exemption}")
            elif self._is_evaluated(exemption, stack, name):
                yield Report(EXEMPTIONS, Severity.MANDATORY, f"unused: {exemption}. Nothing needs it: remove it.")

    def _is_evaluated(self, exemption: Exemption, stack: Stack, name: str) -> bool:
        """Whether all that an exemption is about was looked at: an update by targets leaves resources out."""
        if exemption.guardrail not in self._resource_names:
            return True
        meant = [
            resource
            for resource in stack.resources
            if exemption.covers(exemption.guardrail, name, resource.name, resource.urn)
            and exemption.guardrail in {guardrail.name for guardrail in self.applying(resource.type)}
        ]
        return all(resource.urn in self._seen for resource in meant)


def _ask(guardrail: Guardrail, check: Callable[[_Subject], Findings], subject: _Subject) -> Iterable[Finding]:
    """Run a check; one that breaks is a violation, for an error would silence every other guardrail."""
    try:
        return list(check(subject))
    except Exception as error:  # noqa: BLE001 - whatever broke, the resource was not evaluated
        said = f"the check itself broke ({type(error).__name__}); mend guardrail {guardrail.name}"
        return [Finding(Outcome.FAILED, said)]


def _without_secrets(text: str, resource: Resource | None) -> str:
    for secret in resource.secrets if resource else ():
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "[secret]")
    return text
