"""The end of the function's process at a call of its, to Secrets Manager and to the server alike."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from functions.database_access import handler as handler_module
from functions.database_access import rotation as rotation_module
from tests.postgres.world import World

WRITES = {"put_secret_value", "rotate_secret", "stop_replication_to_replica", "update_secret_version_stage"}


class Killed(BaseException):
    """Nothing in the function may catch this: it stands for the end of the process."""


class Cut:
    """Lets so many calls through, and then ends the process."""

    def __init__(self, client: Any, calls: int, *, after: bool) -> None:
        self._client, self._left, self._after = client, calls, after
        self.made = 0
        """How many calls there were so far."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return self.passing(getattr(self._client, name))

    def passing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, with the end before or after it if its turn has come."""

        def passed(*args: Any, **kwargs: Any) -> Any:
            self._left -= 1
            self.made += 1
            if self._left < 0 and not self._after:
                raise Killed
            answer = call(*args, **kwargs)
            if self._left < 0:
                raise Killed
            return answer

        return passed


class _Writes:
    """Secrets Manager whose writes alone can be cut: a cut at a read leaves what the write before it left."""

    def __init__(self, client: Any, cut: Cut) -> None:
        self._client, self._cut = client, cut

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cut if name in WRITES else self._client, name)


class _Clients:
    """boto3, as far as the function uses it."""

    def __init__(self, clients: Mapping[str, Any]) -> None:
        self._clients = clients

    def client(self, service: str) -> Any:
        return self._clients[service]


def cut_at_write(
    world: World, event: Mapping[str, Any], number: int, *, after: bool, monkeypatch: pytest.MonkeyPatch
) -> bool:
    """Have the function do it, cut at a write, to a secret or to the server; return whether it was cut."""
    cut = Cut(world.client, number, after=after)
    clients = {"secretsmanager": _Writes(world.client, cut), "ssm": world.parameters}
    with monkeypatch.context() as patched:
        patched.setattr(handler_module, "boto3", _Clients(clients))
        patched.setattr(handler_module, "apply", cut.passing(handler_module.apply))
        patched.setattr(rotation_module, "set_password", cut.passing(rotation_module.set_password))
        try:
            world.run(event)
        except Killed:
            return True
    return False
