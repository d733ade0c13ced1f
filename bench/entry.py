"""How a program hands over to the SDK: once every registration has started."""

import asyncio


async def started() -> None:
    """Let every registration start, for the SDK then waits for each of them once.

    Where none has, it waits for all outputs at once instead, over and over until each is there.
    """
    await asyncio.sleep(0)
