"""botocore's waiters, whose sleep is the caller's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import WaiterError
from botocore.waiter import Waiter

from operations.aws.errors import RefusedError, WaitError

if TYPE_CHECKING:
    from collections.abc import Callable


def wait(
    call: tuple[str, str, str],
    model: Any,
    look: Callable[[], dict[str, Any]],
    *,
    resource: str,
    looks: int,
    pause: Callable[[], None],
) -> None:
    """Look until the waiter is content.

    Args:
        call: region, service and the waiter's name.
        model: botocore's `SingleWaiterConfig`.
        look: calls the operation that the waiter looks by.
        resource: what is waited for.
        looks: how many at most.
        pause: waits between two looks.

    Raises:
        WaitError: it did not come in time, or never will.
        AwsError: a look failed in a way that the waiter does not expect.
    """
    watch = _Watch(look, pause)
    try:
        # A delay of none: botocore would sleep by itself, which no test can shorten and no lock outlives.
        waiter = cast("Any", Waiter(call[2], model, watch))
        waiter.wait(WaiterConfig={"Delay": 0, "MaxAttempts": looks})
    except WaiterError as error:
        # A refusal that the waiter does not know is the caller's to evaluate.
        if watch.refused is not None and "Max attempts" not in str(error):
            raise watch.refused from None
        raise WaitError(*call, str(error), resource=resource, code=type(error).__name__) from None


class _Watch:
    """Looks, with a pause before each look but the first, and gives refusals the form that waiters know."""

    def __init__(self, look: Callable[[], dict[str, Any]], pause: Callable[[], None]) -> None:
        self._look, self._pause = look, pause
        self._looked = False
        self.refused: RefusedError | None = None

    def __call__(self, **_: Any) -> dict[str, Any]:
        if self._looked:
            self._pause()
        self._looked, self.refused = True, None
        try:
            return self._look()
        except RefusedError as error:
            self.refused = error
            return {"Error": {"Code": error.code, "Message": error.words}}
