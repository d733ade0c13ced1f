"""Where settings come from: a stack's file, or the configuration that Pulumi hands to the program."""

import json
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import get_origin

from components.settings.adapters import takes
from components.settings.check import check, section_in
from components.settings.document import Value
from components.settings.neighbours import file_name, neighbours, stack_of, stacks
from components.settings.problem import Problem, SettingsError, show
from components.settings.rules.rule import Others
from components.settings.sections.model import Settings
from components.settings.stack_file import NAMESPACE, StackFile, config_text, read_stack_file

_ENVIRONMENT = Settings.model_fields["environment"]
# How alike two names are, from 0 to 1, if one was meant for the other: `prd` for `prod`, `dev` for none of ours.
_NEAR = 0.7
# Whose settings a new environment begins with, if its file is valid: those that people look after most.
_USUAL_MODELS = ("prod", "staging")
_STRUCTURED = frozenset(
    str(field.alias)
    for field in Settings.model_fields.values()
    if section_in(field) or get_origin(field.annotation) is tuple
)


def stack_file(root: Path, stack: str) -> Path:
    """The settings file of a stack of the project at `root`; raises SettingsError for an unknown stack."""
    known = stacks(root)
    if stack not in known:
        possible = takes(_ENVIRONMENT, stack)
        given = f"no file {file_name(stack)}" if possible else f"{show(stack)}, which is no stack's name"
        allowed = ", ".join(known) or "no stack: the project has no Pulumi.STACK.yaml"
        problem = Problem((), given, allowed, _instead(root, stack, known), key=False)
        raise SettingsError(file_name(stack) if possible else "a stack", [problem])
    return root / file_name(stack)


def _instead(root: Path, stack: str, known: Sequence[str]) -> str:
    """What to do for want of a stack: name the one that was meant, or make it, where it can be made."""
    named = stack_of(Path(stack))
    meant = [named] if named in known else get_close_matches(named, known, n=1, cutoff=_NEAR)
    first = f"did you mean {meant[0]}?" if meant else "name one of them"
    if not takes(_ENVIRONMENT, stack):
        return first if meant else f"{first}; a new one has {_ENVIRONMENT.description}"
    models = sorted(known, key=lambda one: (*(one != usual for usual in _USUAL_MODELS), one))
    model = next((one for one in models if _is_valid(root / file_name(one))), None)
    if model is None:
        return f"{first}, whose file `storefront config check` says how to mend: a new one begins with a valid one"
    return f"{first}{'' if meant else ','} or write the file: `{_making(stack, model)}`"


def _making(stack: str, model: str) -> str:
    return f"storefront environment new {stack} --like {model} --account ID"


def _is_valid(file: Path) -> bool:
    try:
        load_file(file)
    except SettingsError:
        return False
    return True


def load_file(file: Path, others: Others | None = None) -> Settings:
    """Read one environment's settings, beside which the other files of its folder must fit.

    `others`: what the other environments occupy; None: it is read. Raises SettingsError, whose text reports every
    problem.
    """
    found = read_stack_file(file)
    stack = stack_of(file)
    return _checked(found, stack, neighbours(file.parent, stack) if others is None else others)


def from_pulumi_config() -> Settings:
    """Read the settings of the running Pulumi program's stack.

    Every key of the namespace is read, so that unknown ones are found. Raises SettingsError.
    """
    import pulumi  # noqa: PLC0415 - takes a second, which no command that reads files should wait
    from pulumi.runtime import config  # noqa: PLC0415

    stack = pulumi.get_stack()
    keys = {**config.get_config_env(), **config.CONFIG.get()}
    secret = {*config.get_config_secret_keys_env()}
    found = StackFile(file_name(stack))
    for full in sorted(keys):
        namespace, _, key = full.partition(":")
        if f"{namespace}:" != NAMESPACE:
            continue
        if full in secret or pulumi.runtime.is_config_secret(full):
            found.refuse_encrypted((key,), None)
        else:
            found.values[key] = _decoded(key, config.get_config(full))
    return _checked(found, stack, [])


def pulumi_config(file: Path) -> dict[str, str]:
    """A settings file in the form in which Pulumi hands it to a program: texts, and JSON for the rest."""
    values = read_stack_file(file).values
    return {NAMESPACE + key: config_text(value) for key, value in values.items()}


def _decoded(key: str, text: str) -> Value:
    """Pulumi writes mappings and lists as JSON, texts as they are, and an empty key as an empty text."""
    if key not in _STRUCTURED:
        return text
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _checked(found: StackFile, stack: str, others: Others) -> Settings:
    settings, problems = check(found.values, others)
    broken = {problem.path for problem in found.problems}
    problems = [*found.problems, *(problem for problem in problems if problem.path not in broken)]
    environment = found.values.get("environment")
    if environment != stack and ("environment",) not in {problem.path for problem in problems}:
        mend = f"set {stack}, or name the file after its environment"
        problems.append(Problem(("environment",), repr(environment), f"the stack's own name, {stack}", mend))
    if settings is None or problems:
        located = [replace(problem, line=problem.line or found.line_of(problem.path)) for problem in problems]
        raise SettingsError(found.name, located)
    return settings
