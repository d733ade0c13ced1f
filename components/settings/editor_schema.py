"""A JSON Schema of a settings file, by which an editor completes keys, shows what they mean and marks mistakes.

It refuses nothing that `storefront config check` takes, and takes some of what that refuses: what relates keys to
each other cannot be said in it.
"""

import json
import re
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from components.settings.sections.model import Settings
from components.settings.stack_file import NAMESPACE, PULUMI_KEYS

FILE = "docs/settings.schema.json"
# What editors with the YAML language server look for: https://github.com/redhat-developer/yaml-language-server
FIRST_LINE = f"# yaml-language-server: $schema={FILE}"
_WORDS = re.compile(r"\[\n[^\[\]{}]*\]")
_BREAK = re.compile(r"\n *")
_DIALECT = "http://json-schema.org/draft-07/schema#"


class _Generator(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes of names: an editor shows the key itself."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's signature
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        written = super().model_schema(schema)
        written.pop("title", None)
        return written


def editor_schema() -> dict[str, Any]:
    """Return the schema of a whole `Pulumi.STACK.yaml`."""
    settings = Settings.model_json_schema(by_alias=True, schema_generator=_Generator)
    config: dict[str, Any] = {
        "type": "object",
        "description": settings["description"],
        "properties": {NAMESPACE + key: value for key, value in settings["properties"].items()},
        "patternProperties": {"^pulumi:": {}},
        "required": [NAMESPACE + key for key in settings["required"]],
        "additionalProperties": False,
    }
    return {
        "$schema": _DIALECT,
        "title": "Settings of an environment of the storefront platform",
        "type": "object",
        "properties": {**{key: {} for key in PULUMI_KEYS}, "config": config},
        "required": ["config"],
        "additionalProperties": False,
        "$defs": dict(sorted(settings["$defs"].items())),
    }


def render() -> str:
    """Return the schema as the text of its file."""
    text = json.dumps(editor_schema(), indent=1, ensure_ascii=False)
    # Some enumerations have a thousand words: each list of words in one line. No text of JSON holds a line break.
    return _WORDS.sub(lambda found: _BREAK.sub(" ", found[0]), text) + "\n"
