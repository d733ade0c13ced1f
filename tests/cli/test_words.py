"""What a command says of words that it cannot take: what was given, what is expected, and what was meant.

Every command is tried, each with every argument and option that it has, whatever they are: a new one that lets its
library speak is found here.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.core import TyperArgument, TyperGroup
from typer.testing import CliRunner

from cli.commands import app
from operations.arguments import directory
from operations.layout import WIDTH

# What typer, click, pydantic and Python say, and nobody here.
LIBRARIES = (
    "Value error", "Input should", "Invalid value", "is not one of", "Traceback", "<", ">", "{", "}", "%", "(s)",
    "NoneType", "datetime", "None",
)  # fmt: skip
NONSENSE = "no-such-thing"
# What is no directory, as any other word could be made one.
WRONG = {"DIRECTORY": "/dev/null"}
# Whatever is taken as it is, and judged where it is used.
UNREAD = (str, Path, list[str], bool)


def _commands(command: Any = None, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    command = command or typer.main.get_command(app)
    yield words, command
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from _commands(below, (*words, name))


COMMANDS = list(_commands())
LEAVES = [(words, command) for words, command in COMMANDS if not isinstance(command, TyperGroup)]
PARAMETERS = [(words, command, one) for words, command in LEAVES for one in command.params]
each_command = pytest.mark.parametrize(("words", "command"), COMMANDS, ids=[" ".join(one) for one, _ in COMMANDS])
each_leaf = pytest.mark.parametrize(("words", "command"), LEAVES, ids=[" ".join(one) for one, _ in LEAVES])
each_parameter = pytest.mark.parametrize(
    ("words", "command", "parameter"), PARAMETERS, ids=[f"{' '.join(one)} {p.name}" for one, _, p in PARAMETERS]
)


def _said(*words: str) -> str:
    """What is said of words that cannot be taken."""
    done = CliRunner().invoke(app, [*words], prog_name="storefront", env={"COLUMNS": str(WIDTH)})
    assert (done.exit_code, done.stdout) == (2, ""), done.output
    assert [one for one in LIBRARIES if one in done.stderr] == []
    assert max(map(len, done.stderr.splitlines())) <= WIDTH
    return " ".join(done.stderr.split())


def _parser(parameter: Any) -> Any:
    return parameter.type_descriptor.parameter_info.parser


def _shown(parameter: Any) -> str:
    return parameter.display_name_raw if isinstance(parameter, TyperArgument) else parameter.opts[-1]


@each_parameter
def test_each_value_has_a_name_in_capitals_and_a_help(words: tuple[str, ...], command: Any, parameter: Any) -> None:
    assert words
    assert command
    assert parameter.help
    assert parameter.is_flag if parameter.metavar is None else parameter.metavar.replace("=", "").isupper()


@each_parameter
def test_a_wrong_value_is_told_with_what_is_expected(words: tuple[str, ...], command: Any, parameter: Any) -> None:
    if _parser(parameter) is None:
        assert parameter.type_descriptor.annotation in UNREAD
        return
    before = [NONSENSE] * command.params.index(parameter)
    wrong = WRONG.get(parameter.metavar, NONSENSE)
    given = [*before, wrong] if isinstance(parameter, TyperArgument) else [parameter.opts[-1], wrong]
    said = _said(*words, *given)
    assert said.startswith(f"{_shown(parameter)}: got '{wrong}'")
    assert ", expected " in said
    assert f"For more: storefront {' '.join(words)} --help" in said


@each_parameter
def test_what_is_missing_is_told_with_what_it_is(words: tuple[str, ...], command: Any, parameter: Any) -> None:
    if not parameter.required:
        return
    others = [one for one in command.params if one.required and one is not parameter]
    given = [word for one in others if not isinstance(one, TyperArgument) for word in (one.opts[-1], _good(one))]
    arguments = [one for one in command.params if isinstance(one, TyperArgument)]
    end = arguments.index(parameter) if parameter in arguments else len(arguments)
    given += map(_good, arguments[:end])
    said = _said(*words, *given)
    assert f"{_shown(parameter)} is missing. {' '.join(parameter.help.split())}" in said


def _good(parameter: Any) -> str:
    """A value that is taken: an example of a refusal or the first word that it names; or any word."""
    parser = _parser(parameter)
    if parser in {None, directory}:
        return "a"
    try:
        parser(NONSENSE)
    except typer.BadParameter as error:
        return str(error).rpartition("such as " if "such as" in str(error) else "expected ")[2].partition(",")[0]
    raise AssertionError(parameter.name)


@each_leaf
def test_a_mistyped_option_is_told_with_the_one_that_was_meant(words: tuple[str, ...], command: Any) -> None:
    for option in [one.opts[-1] for one in command.params if not isinstance(one, TyperArgument)] + ["--help"]:
        wrong = f"{option[:-1]}x{option[-1]}"
        said = _said(*words, wrong, "a")
        assert f"has no option {wrong}; did you mean --" in said


@each_command
def test_a_mistyped_command_is_told_with_the_one_that_was_meant(words: tuple[str, ...], command: Any) -> None:
    if not isinstance(command, TyperGroup):
        return
    for name in command.commands:
        wrong = f"{name[:-1]}x{name[-1]}"
        assert f"No such command '{wrong}'. Did you mean " in _said(*words, wrong, "prod")
    said = _said(*words, "zzz", "prod")
    assert all(name in said for name in command.commands)


@each_leaf
def test_a_word_too_many_is_told(words: tuple[str, ...], command: Any) -> None:
    arguments = [one for one in command.params if isinstance(one, TyperArgument)]
    if any(one.nargs == -1 for one in arguments):
        return
    options = [one for one in command.params if one.required and one not in arguments]
    required = [word for one in options for word in (one.opts[-1], _good(one))]
    said = _said(*words, *required, *map(_good, arguments), "word-too-many")
    assert "word-too-many" in said


@each_leaf
def test_the_help_has_no_word_of_the_library(words: tuple[str, ...], command: Any) -> None:
    assert command
    done = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": str(WIDTH)})
    assert [one for one in ("<", ">", "{", "}", "datetime") if one in done.stdout] == []


@each_parameter
def test_one_word_stands_for_a_directory_which_is_looked_at_before_the_work(
    words: tuple[str, ...], command: Any, parameter: Any
) -> None:
    assert words
    assert command
    assert parameter.metavar not in {"DIR", "FOLDER", "PATH"}
    assert (parameter.metavar == "DIRECTORY") is (_parser(parameter) is directory)


def test_a_directory_is_one_that_takes_files_or_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert directory(str(tmp_path / "a" / "b")) == tmp_path / "a" / "b"
    for wrong, said in (
        (tmp_path / "file", "is a file"),
        (tmp_path / "file" / "x", "is a file"),
        ("/proc/x", "/proc: "),
    ):
        with pytest.raises(typer.BadParameter, match=f"{said}.*expected a directory"):
            directory(str(wrong))


def test_every_way_of_being_wrong_was_tried() -> None:
    assert len(LEAVES) > 25
    assert sum(_parser(one) is not None for _, _, one in PARAMETERS) > 8


def test_whatever_reads_the_manifest_takes_it_from_a_file_too() -> None:
    """A picture of what stands needs the region that the dashboards are in; a new environment is in none yet."""
    options = {words: {option for one in command.params for option in one.opts} for words, command in LEAVES}
    reading = {words for words, known in options.items() if "--region" in known}
    reading -= {("dashboards", "render"), ("environment", "new")}
    assert {words for words in reading if "--manifest" not in options[words]} == set()
    assert len(reading) > 15


def test_whatever_asks_can_be_tried_without_doing_it() -> None:
    """A confirmation has nothing to show beyond its question."""
    options = {words: {option for one in command.params for option in one.opts} for words, command in LEAVES}
    asking = {words for words, known in options.items() if "--yes" in known} - {("failover", "confirm")}
    assert {words for words in asking if "--dry-run" not in options[words]} == set()
    assert len(asking) > 8
