"""The page docs/guardrails.md, made from the declarations."""

from collections import Counter
from collections.abc import Iterator, Sequence

from policies.catalogue import GUARDRAILS, SUBJECTS
from policies.frame.guardrail import Expected, Guardrail, ResourceGuardrail, Severity

_EXPECTED = {Expected.PASS: "passes", Expected.FAIL: "fails", Expected.UNDECIDED: "decided at update"}
_INTRODUCTION = """\
# Guardrails

Made from the declarations in `policies/` by `make docs`: change those, not this page.

A guardrail is *mandatory* (a violation stops the update) or *advisory* (it is only told). A value that is not known
before the update is reported as *decided at update*, with the guardrail, the resource and the property. Exemptions
are in `policies/exemptions.yaml`: those in force are told on every run; one that is expired, or that nothing needs,
is a violation.

Controls: FSBP is AWS Security Hub's Foundational Security Best Practices, CIS the AWS Foundations Benchmark 3.0,
NIST the SP 800-53 revision 5. Practices are those of the AWS Well-Architected Framework.
"""


def render() -> str:
    """Return the page."""
    return "\n".join(
        (
            _INTRODUCTION,
            *_numbers(),
            *_practices(),
            *(line for subject, guardrails in SUBJECTS.items() for line in _chapter(subject, guardrails)),
        )
    )


def _numbers() -> Iterator[str]:
    levels = Counter(guardrail.severity for guardrail in GUARDRAILS)
    examples = sum(len(guardrail.examples) for guardrail in GUARDRAILS)
    types = {token for guardrail in GUARDRAILS for token in guardrail.types}
    yield (
        f"{len(GUARDRAILS)} guardrails, {levels[Severity.MANDATORY]} mandatory and "
        f"{levels[Severity.ADVISORY]} advisory, over {len(types)} resource types, shown by {examples} examples.\n"
    )


def _practices() -> Iterator[str]:
    yield "## By Well-Architected practice\n"
    yield "| practice | guardrails |"
    yield "|---|---|"
    for practice in sorted({guardrail.practice for guardrail in GUARDRAILS}):
        names = (f"[{one.name}](#{one.name})" for one in GUARDRAILS if one.practice == practice)
        yield f"| {practice} | {', '.join(names)} |"
    yield ""


def _chapter(subject: str, guardrails: Sequence[Guardrail]) -> Iterator[str]:
    title = subject.removeprefix("Guardrails for ").removesuffix(".")
    yield f"## {title[0].upper()}{title[1:]}\n"
    for guardrail in guardrails:
        yield from _entry(guardrail)


def _entry(guardrail: Guardrail) -> Iterator[str]:
    yield f"### {guardrail.name}\n"
    yield f"{guardrail.summary} {guardrail.why}\n"
    judged = "one resource" if isinstance(guardrail, ResourceGuardrail) else "the whole stack"
    yield f"- {guardrail.severity.value}, over {judged}: {', '.join((guardrail.practice, *guardrail.controls))}"
    yield f"- mend: {guardrail.mend}"
    yield f"- looks at: {', '.join(f'`{token}`' for token in dict.fromkeys(guardrail.types))}"
    for expected, said in _EXPECTED.items():
        titles = [example.title for example in guardrail.examples if example.expected is expected]
        if titles:
            yield f"- {said}: {'; '.join(titles)}"
    yield ""
