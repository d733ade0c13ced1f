"""Writes a section as a parameter holds it: whole, without anything else, and small enough."""

import json
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter

from manifest.document import BY_REGION, Document

# A standard parameter's value: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
SECTION_LIMIT_BYTES = 4096


def render(section: str, content: object) -> str:
    """Return a section as JSON, without keys that are None; the same content is the same text.

    Raises:
        ValueError: it is not what its model says, has keys that it does not know, or does not fit a parameter.
    """
    adapter = _adapter(section)
    plain = adapter.dump_python(adapter.validate_python(content, extra="forbid"), mode="json", exclude_none=True)
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    size = len(text.encode())
    if size > SECTION_LIMIT_BYTES:
        raise ValueError(
            f"manifest section {section!r}: got {size} bytes, a standard parameter holds {SECTION_LIMIT_BYTES}; "
            "divide the section"
        )
    return text


@cache
def _adapter(section: str) -> TypeAdapter[Any]:
    for field, prefix in BY_REGION.items():
        if section.startswith(prefix):
            return TypeAdapter(get_args(_annotation(field))[1])
    return TypeAdapter(_annotation(section))


def _annotation(field: str) -> Any:
    return Document.model_fields[field].annotation
