"""The manifest's sections, as the program writes them: what a stack says of itself."""

from policies import tokens
from policies.guardrail import Finding, fail, undecided
from policies.resources import DISPOSABLE, TEST, Resource
from policies.stack import Stack
from policies.values import UNKNOWN, Props, is_map, parse_json

# Where the program writes them, after the environment. The pack imports nothing of it; a test holds the two
# together.
GUIDELINES_SUFFIX, INDEX_SUFFIX = "/manifest/guidelines", "/manifest/index"


def parameters_of(stack: Stack, suffix: str) -> list[Resource]:
    """Return the parameters that hold a section: each region has a copy."""
    return [one for one in stack.of(tokens.SSM_PARAMETER) if _ends(one, suffix)]


def _ends(parameter: Resource, suffix: str) -> bool:
    name = parameter.at("name")
    return isinstance(name, str) and name.endswith(suffix)


def content_of(parameter: Resource) -> Props | Finding:
    """Return what a section holds, or why it cannot be read."""
    section = str(parameter.at("name")).rpartition("/")[2]
    text = parameter.at("insecureValue")
    text = parameter.at("value") if text is None else text
    if text is UNKNOWN:
        return undecided("insecureValue", parameter.urn)
    try:
        document = parse_json(text) if isinstance(text, str) else None
    except ValueError as error:
        return fail(f"the {section} are no JSON: {error}", urn=parameter.urn)
    return document if is_map(document) else fail(f"the {section} are no JSON object", urn=parameter.urn)


def states_one_site(stack: Stack) -> bool:
    """Whether a stack states that it has one site alone, which production may not.

    An index that is computed states nothing: the guardrails then demand what two sites have.
    """
    found = [(one.kind, content_of(one)) for one in parameters_of(stack, INDEX_SUFFIX)]
    return bool(found) and all(
        kind in (TEST, DISPOSABLE) and is_map(index) and "serving" in index and "standby" not in index
        for kind, index in found
    )
