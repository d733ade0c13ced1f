"""A terminal at which `storefront` is typed as somebody: every call is put to IAM as theirs before it is made.

It stands either on a rehearsed stack, over HTTP, or on the small stack of `rehearsal.drills`, in this process, where
disasters come and go; there calls are judged with the names of a rehearsed one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from typer.testing import CliRunner

import operations.aws
import operations.recovery.recovery
from cli.commands import app
from manifest.path import path
from operations.aws import AwsClient
from operations.recovery.clock import SYSTEM
from rehearsal.drills.small_stack import SERVING, STANDBY
from tests.access.calls.call import Call
from tests.access.calls.commands import command_of
from tests.access.calls.enforced import Enforcement
from tests.access.calls.heard import Answer, Guard, heard, heard_of_boto3
from tests.access.calls.names import as_on_stack
from tests.access.matrix import role_of
from tests.access.principals import Stack
from tests.operations.recovery.world import Doomed, FakeClock, World, call, darkness, spare, world

Answers = Mapping[tuple[str, str], Answer]
Hears = Callable[[Guard, Answers], AbstractContextManager[list[Call]]]
OPERATOR = "operator"
WAITS = 3
"""The exit status of a command that waits for a person."""


@dataclass
class Terminal:
    """Where commands are typed: `hears` records what one calls, and asks a guard before each call."""

    stack: Stack
    hears: Hears
    exports: Mapping[str, str] = field(default_factory=dict[str, str])
    named: Callable[[Call], Call] = lambda call: call
    rights: dict[str, Enforcement] = field(default_factory=dict[str, Enforcement])
    """What IAM answered, by role."""
    typed: dict[str, list[Call]] = field(default_factory=dict[str, list[Call]])
    """What each command called, by its words."""
    wrong: list[str] = field(default_factory=list[str])
    """Commands that ended otherwise than they should, and what was refused to them."""

    @property
    def aws(self) -> AwsClient:
        """What nobody hears: whoever prepares things."""
        return AwsClient()

    def type(self, words: str, *, role: str = OPERATOR, answers: Answers | None = None, ends: int = 0) -> None:
        """Type a command as a role of the stack; `ends`: its exit status."""
        rights = self._rights(role)
        made, refused = len(rights.calls), len(rights.refused)
        with self.hears(rights.check, answers or {}):
            done = CliRunner().invoke(app, words.split(), catch_exceptions=False)
        self.typed.setdefault(command_of(words), []).extend(rights.calls[made:])
        why = [f"storefront {words} as {role}: {one}" for one in rights.refused[refused:]]
        if done.exit_code != ends and not why:
            why = [f"storefront {words} as {role}: exit status {done.exit_code}, expected {ends}: {done.output}"]
        self.wrong += why

    def _rights(self, role: str) -> Enforcement:
        if role not in self.rights:
            self.rights[role] = Enforcement(self.stack, role_of(self.stack, role), self.named)
        return self.rights[role]


@contextmanager
def at_rehearsed(stack: Stack, exports: Mapping[str, str]) -> Generator[Terminal]:
    """A terminal on the emulator that a rehearsal left; nobody waits there."""
    clock = FakeClock(skew=timedelta(0)).clock()
    environment = {**exports, "AWS_REGION": exports["AWS_DEFAULT_REGION"], "COLUMNS": "200"}
    with (
        patch.dict(os.environ, environment),
        patch.dict(vars(SYSTEM), steady=clock.steady, sleep=clock.sleep),
    ):
        yield Terminal(stack, lambda guard, answers: heard_of_boto3(answers, guard), exports=exports)


@dataclass
class Small:
    """A terminal on a small stack of its own, and the stack."""

    terminal: Terminal
    standing: World
    _dark: set[str] = field(default_factory=set[str])

    def type(self, words: str, *, ends: int = 0) -> None:
        """Type a command as the operator; `ends`: its exit status."""
        self.terminal.type(words, ends=ends)

    @contextmanager
    def darkness(self) -> Generator[None]:
        """The region that serves does not answer."""
        with darkness(SERVING) as dark:
            self._dark |= dark
            yield
            self._dark -= dark


@contextmanager
def at_small(stack: Stack, manifest: Mapping[str, Any]) -> Generator[Small]:
    """A terminal on a small stack; `manifest` is that of the rehearsed one, whose names calls are given."""
    dark = set[str]()
    with world() as standing, ExitStack() as patched:
        for region in (SERVING, STANDBY):
            for section, content in standing.document.items():
                value = json.dumps(content)
                call(region, "ssm", "PutParameter", Name=path("prod", section), Type="String", Value=value)
        clock, here = standing.clock.clock(), {"AWS_REGION": STANDBY, "COLUMNS": "200"}
        patched.enter_context(patch.dict(os.environ, here))
        patched.enter_context(patch.dict(vars(SYSTEM), vars(clock)))

        def client(*_settings: object) -> Doomed:
            return Doomed(standing.clock, spare, frozenset(dark))

        for module in (operations.aws, operations.recovery.recovery):
            patched.enter_context(patch.object(module, "AwsClient", client))

        named = as_on_stack(stack, manifest, standing.document)

        def hears(guard: Guard, _answers: Answers) -> AbstractContextManager[list[Call]]:
            def check(region: str, service: str, operation: str, params: Mapping[str, Any]) -> None:
                # What does not answer refuses nothing.
                if region not in dark:
                    guard(region, service, operation, params)

            return heard(Doomed, check)

        yield Small(Terminal(stack, hears, named=named), standing, dark)
