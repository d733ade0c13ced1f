"""What the files of servers say of their ways out: hosts that they name, and programs and modules that may ask for one.

Everything that is read here is in a table of `outward`, or unknown to it: a new module or program is a question, never
silently a local one.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml
from ansible.playbook.task import Task

# Domains under which servers and services have names; those of countries would take `check.sh` for one.
_TOP = "amazonaws|app|aws|cloud|com|dev|edu|gov|internal|io|net|org"
_HOST = re.compile(rf"(?<![\w.@%/-])((?:[a-z0-9*{{}}_-]+\.)+(?:{_TOP}))(?![\w-]|\.\w)", re.IGNORECASE)
_OF_URL = re.compile(r"\b[a-z][a-z0-9+]*://(?:[^\s/@\"']+@)?\[?([^\s/:\"'#?|\\)\]]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\w.-])(\d{1,3}(?:\.\d{1,3}){3})(?![\w.-])")
_DESCRIBED = {"description", "short_description", "fail_msg", "galaxy_info"}
# Modules whose names are of packages.
_PACKAGES = {"ansible.builtin.apt", "ansible.builtin.package", "ansible.builtin.pip"}
_COMMANDS = {"command", "shell", "raw", "script", "expect"}
_TASK_WORDS = {*(str(name) for name in Task.fattributes), "block", "rescue", "always", "local_action"}
_BETWEEN = {";", ";;", "|", "||", "&", "&&", "(", ")"}
_SHELL_SYNTAX = {"for", "case", "export", "fi", "done", "esac", "exit", "set", "["}
# Assignments, patterns of `case`, places that the platform fills, and what a parameter holds.
_NO_COMMAND = re.compile(r"^\w+=|^@\w+@$|^\$\w*$|^\$@$|^\w*\*")
_SHELL_WORDS = {"if", "then", "elif", "else", "while", "until", "do", "{", "}", "exec"}


@dataclass(frozen=True, order=True)
class Asked:
    """Something of a file that may lead out: of the kind host, address, module, program, import or service."""

    file: str
    kind: str
    what: str


def in_file(path: Path, root: Path) -> set[Asked]:
    """Return what a file of a server asks for; words to people (comments, descriptions) ask for nothing."""
    name, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
    reader = _READERS.get(path.suffix, _of_text)
    return {Asked(name, kind, what) for kind, what in reader(text)}


def _of_text(text: str) -> Iterator[tuple[str, str]]:
    """Hosts and addresses of a template or unit, and the programs that a unit starts."""
    plain = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    plain = "\n".join(re.sub(r"(^|\s)#.*", "", line) for line in plain.splitlines())
    yield from _hosts(plain)
    for started in re.findall(
        r"^Exec(?:Start|Stop|Reload|StartPre|StartPost|StopPost)=[-@:+!]*(\S+)", plain, re.MULTILINE
    ):
        yield "program", started.rpartition("/")[2]


def _hosts(text: str) -> Iterator[tuple[str, str]]:
    hosts = {
        *_HOST.findall(text),
        *(one for one in _OF_URL.findall(text) if re.fullmatch(r"[\w.{}*-]*[a-z][\w.{}*-]*", one)),
    }
    yield from (("host", host.lower()) for host in hosts)
    yield from (("address", address) for address in _ADDRESS.findall(text))


def _of_yaml(text: str) -> Iterator[tuple[str, str]]:
    for document in yaml.safe_load_all(text):
        yield from _of_value(document)


def _of_value(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield from _hosts(value)
    elif isinstance(value, list):
        for one in cast("list[Any]", value):
            yield from _of_task(one)
            yield from _of_value(one)
    elif isinstance(value, dict):
        for key, one in cast("dict[Any, Any]", value).items():
            if key in _PACKAGES:
                options = cast("dict[str, Any]", one)
                yield from _of_value({name: held for name, held in options.items() if name not in {"name", "pkg"}})
            elif key not in _DESCRIBED:
                yield from _of_value(one)


def _of_task(task: Any) -> Iterator[tuple[str, str]]:
    """The module of a task, and the programs of a command."""
    if not isinstance(task, dict) or "name" not in task:
        return
    for module, given in cast("dict[str, Any]", task).items():
        if module not in _TASK_WORDS and ("." in module or isinstance(given, dict)):
            yield "module", module
            if module.rpartition(".")[2] in _COMMANDS:
                yield from (("program", program) for program in _started(given))


def _started(given: Any) -> Iterator[str]:
    """The programs that a command starts, whichever way it is written."""
    options = cast("dict[str, Any]", given) if isinstance(given, dict) else {"cmd": given}
    if "argv" in options:
        yield str(options["argv"][0]).rpartition("/")[2]
    for line in str(options.get("cmd", "")).splitlines():
        yield from _commands(line)


def _of_shell(text: str) -> Iterator[tuple[str, str]]:
    plain = "\n".join(re.sub(r"^\s*#.*|\s#\s.*", "", line) for line in text.replace("\\\n", " ").splitlines())
    yield from _hosts(plain.replace("\\.", "."))
    for line in plain.splitlines():
        yield from (("program", program) for program in _commands(line))


def _commands(line: str) -> Iterator[str]:
    """The first word of each command of a line, without its folder."""
    words, first = shlex.shlex(line, posix=True, punctuation_chars=True), True
    words.whitespace_split = True
    for word in words:
        if word in _BETWEEN or word in _SHELL_WORDS:
            first = True
        elif word != "!" and first and not _NO_COMMAND.match(word):
            first = False
            if word not in _SHELL_SYNTAX:
                yield word.rpartition("/")[2]
        for inner in re.findall(r"\$\(([^()]+)\)", word):
            yield from _commands(inner)


def _of_python(text: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (("import", one.name.partition(".")[0]) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "import", str(node.module).partition(".")[0]
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"client", "resource"}
        ):
            yield from (("service", str(one.value)) for one in node.args[:1] if isinstance(one, ast.Constant))
        elif isinstance(node, ast.List) and node.elts and isinstance(node.elts[0], ast.Constant):
            first = node.elts[0].value
            if (
                isinstance(first, str)
                and not first.startswith("-")
                and any(isinstance(one, ast.Constant) and str(one.value).startswith("-") for one in node.elts)
            ):
                yield "program", first.rpartition("/")[2]
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) and id(node) not in told else None
        # An Ansible module's documentation is no docstring.
        if isinstance(said, str) and not said.lstrip().startswith("module: "):
            yield from _hosts(said)


_READERS = {".yml": _of_yaml, ".yaml": _of_yaml, ".sh": _of_shell, ".py": _of_python}
