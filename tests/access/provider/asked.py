"""What IAM is asked while the engine reads, makes, changes or deletes a stack's resources.

The provider's own calls; what AWS does in the caller's name for them: keys (by the tables of `tests/access/calls`) and
what actions depend on (by the service authorization reference); and what CloudFormation's handlers ask other services
for to do the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.access.calls.call import Call, Request
from tests.access.calls.implied import KEYS
from tests.access.calls.requests import PREFIXES, action_of, arn_of, fits, kind_of, reference
from tests.access.principals import Resource, Stack
from tests.access.provider.handlers import handlers
from tests.access.provider.table import Phase, Row, row_of, table
from tests.access.provider.world import World, own_arn, region_of

_KEY = "arn:aws:kms:"
AWS = "aws:"
# The provider asks for the checksum of an object that was put with one.
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html (ChecksumMode)
_OBJECTS_CHECKSUM = {("s3", "HeadObject"): ("kms:Decrypt",)}
# Asked for everything: by KMS's own list of actions, and where the evaluator takes an ARN for several kinds at once.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html (ListAliases)
_OF_EVERYTHING = ("backup:ListTags", "kms:ListAliases")


def readable() -> frozenset[str]:
    """Return the actions that a read of some type asks for, in whichever stack, and what those imply."""
    own = {one for row in table().values() for one in row.actions(Phase.READ)}
    depends = {one for action in own for _, actions in reference(*action.split(":", 1)) for one in actions}
    keys = {one for row in table().values() for one in handlers(row, Phase.READ) if one.startswith("kms:")}
    return frozenset(own | depends | keys)


def asked(stack: Stack, resources: Iterable[Resource], *phases: Phase) -> list[Request]:
    """Return what IAM is asked in these phases, each request once; raises UnknownTypeError for a type without a row."""
    found: dict[Request, None] = {}
    world = World(stack)
    for resource in resources:
        if str(resource["type"]).startswith(AWS):
            for one in _of(world, resource, row_of(str(resource["type"])), phases):
                found.setdefault(one)
    return list(found)


def _of(world: World, resource: Resource, row: Row, phases: tuple[Phase, ...]) -> Iterator[Request]:
    near = world.arns(resource)
    keys = sorted(one for one in near if one.startswith(_KEY) and ":key/" in one)
    for phase in phases:
        for service, operation in row.operations(phase):
            call = Call(region_of(resource, service), service, operation, {})
            why = f"{row.provider} {resource['name']}: {phase} calls {operation}"
            yield from _requests(world, resource, action_of(call), near, call.region, why)
            yield from _dependent(world, action_of(call), near, call.region, why)
            for action in _key_actions(service, operation):
                yield from _of_keys(world, action, keys, PREFIXES.get(service, service), call.region, why)
        yield from _as_handlers_do(world, resource, row, phase, near, keys)


def _key_actions(service: str, operation: str) -> tuple[str, ...]:
    """What AWS does with the resource's keys in the caller's name for a call."""
    use = KEYS.get((service, operation))
    return use.actions if use else _OBJECTS_CHECKSUM.get((service, operation), ())


def _dependent(world: World, action: str, near: frozenset[str], region: str, why: str) -> Iterator[Request]:
    """What an action depends on, as far as it is about anything that the resource has to do with."""
    for one in sorted({one for _, actions in reference(*action.split(":", 1)) for one in actions}):
        formats = [kind for kind, _ in reference(*one.split(":", 1)) if kind != "*"]
        for arn in sorted(arn for arn in near if any(fits(kind, arn) for kind in formats)):
            if not arn.startswith(_KEY):
                yield Request(one, arn, region, world.boundary(arn), f"{why} (which depends on it)")


def _as_handlers_do(
    world: World, resource: Resource, row: Row, phase: Phase, near: frozenset[str], keys: list[str]
) -> Iterator[Request]:
    """What a handler asks other services for; what it reads is compared apart, but for keys (`DIFFERENCES`)."""
    why = f"{row.provider} {resource['name']}: {phase}, as {row.schema}'s handler"
    service = next(row.operations(Phase.READ))[0]
    own = PREFIXES.get(service, service)
    for action in sorted(one for one in handlers(row, phase) if one.partition(":")[0] != own):
        region = region_of(resource, action.partition(":")[0])
        if action.startswith("kms:"):
            yield from _of_keys(world, action, keys, own, region, why)
        elif phase is not Phase.READ and reference(*action.split(":", 1)):
            yield from _requests(world, resource, action, near, region, why)


def _of_keys(
    world: World, action: str, keys: Iterable[str], service: str, region: str, why: str
) -> Iterator[Request]:
    for key in keys:
        context: dict[str, Any] = {"kms:ViaService": f"{service}.{region}.amazonaws.com", **world.aliases(key)}
        if action.endswith("Grant"):
            context["kms:GrantIsForAWSResource"] = "true"
        yield Request(action, key, region, context, f"{why} (with the key)")


def _requests(
    world: World, resource: Resource, action: str, near: frozenset[str], region: str, why: str
) -> Iterator[Request]:
    for arn in sorted(_resources(world, resource, action, near, region)):
        yield Request(action, arn, region, {**world.boundary(arn), **world.aliases(arn)}, why)


def _resources(world: World, resource: Resource, action: str, near: frozenset[str], region: str) -> set[str]:
    """Which resources an action is asked for: the resource itself, or what its inputs name of the action's kinds.

    What the emulator gives no ARN has the one of its kind with its id.
    """
    formats = [one for one, _ in reference(*action.split(":", 1)) if one != "*"]
    if not formats or action in _OF_EVERYTHING:
        return {"*"}
    own = own_arn(resource)
    if any(fits(one, own) for one in formats):
        return {own}
    named = {arn for arn in near if any(fits(one, arn) for one in formats)}
    # An id that is an ARN of something else names nothing of the action's kinds: there is nothing to ask about.
    made = {
        arn_of(one, kind_of(one), str(resource["id"]).replace("|", "/"), region, world.stack.account)
        for one in formats
    }
    return named or {arn for arn in made if any(fits(one, arn) for one in formats)}
