"""The manifest's sections, as the program writes them: what a stack says of itself."""

import json

from policies.frame import tokens
from policies.frame.guardrail import Finding, fail, resource, undecided
from policies.frame.resources import DISPOSABLE, TEST, Resource
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Props, Value, is_map, listed, parse_json

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


def kept_elsewhere(stack: Stack) -> frozenset[str]:
    """Return what a stack states that another one of its account keeps: nothing where the index is computed."""
    indexes = [index for one in parameters_of(stack, INDEX_SUFFIX) if is_map(index := content_of(one))]
    stated = [frozenset(str(what) for what in listed(index.get("kept_elsewhere"))) for index in indexes]
    return frozenset[str].intersection(*stated) if stated else frozenset()


def log_archive(stack: Stack) -> str | None:
    """Return the account that a stack states to keep its record; None: it states none, or computes the index."""
    indexes = [index for one in parameters_of(stack, INDEX_SUFFIX) if is_map(index := content_of(one))]
    stated = {str(index.get("log_archive") or "") for index in indexes}
    return (stated.pop() or None) if len(stated) == 1 else None


def archiving_index(account: Value) -> Resource:
    """Return the index of an example, which states who keeps the record."""
    text = json.dumps({"log_archive": account})
    return resource(
        tokens.SSM_PARAMETER, {"name": f"/storefront/prod{INDEX_SUFFIX}", "insecureValue": text}, "index"
    )


def index_of(*elsewhere: Value) -> Resource:
    """Return the index of an example, which states what is kept elsewhere, or is computed."""
    text = UNKNOWN if UNKNOWN in elsewhere else json.dumps({"kept_elsewhere": elsewhere})
    return resource(
        tokens.SSM_PARAMETER, {"name": f"/storefront/prod{INDEX_SUFFIX}", "insecureValue": text}, "index"
    )
