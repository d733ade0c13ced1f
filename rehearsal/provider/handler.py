"""What a creation handler is, and the table-driven one that serves nearly every type.

A row of the table says how one property travels: the parameter that carries it to the service on creation, and
where the service's description shows it. Oddities are small functions beside the table. So a type takes about ten
lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import jmespath

from operations.aws import AwsRegion

Inputs = Mapping[str, Any]
Live = Mapping[str, Any]


@dataclass(frozen=True)
class Created:
    """A resource that now stands: its id as the real provider gives it, and its outputs in the provider's names."""

    id: str
    outputs: dict[str, Any]


class Handler(Protocol):
    """Creates resources of one type, and reads them back."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        """Create the resource from the provider's inputs; `tagsAll` holds the tags to apply.

        Raises:
            RefusedCallError: AWS would refuse the parameters.
            AwsError: the service refused.
        """
        ...

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        """The resource as it stands, in the provider's names. The inputs tell only how a value was written."""
        ...


def dig(path: str, document: Any) -> Any:
    """What a JMESPath finds in a document."""
    # jmespath carries no types.
    return jmespath.search(path, document)  # pyright: ignore[reportUnknownMemberType]


def listed(inputs: Inputs, name: str) -> list[Any]:
    """The items of an input that is a list; none if it is not given."""
    return cast("list[Any]", inputs.get(name) or [])


def unchanged(value: Any) -> Any:
    """The value itself."""
    return value


@dataclass(frozen=True)
class Property:
    """How one property travels.

    `api`: the parameter of the creating call, dotted where it is nested; empty if a later step sends it.
    `live`: the JMESPath in the description, `api` if none is given; empty if nothing shows it.
    """

    api: str = ""
    live: str | None = None
    send: Callable[[Any], Any] = unchanged
    show: Callable[[Any], Any] = unchanged

    @property
    def shown_at(self) -> str:
        """Where the description shows the property; empty if it does not."""
        return self.api if self.live is None else self.live


class Tagging(Protocol):
    """How a service takes and shows tags."""

    def carry(self, tags: Mapping[str, str]) -> dict[str, Any]:
        """The parameters of the creating call that carry the tags."""
        ...

    def read(self, aws: AwsRegion, resource_id: str, live: Live) -> dict[str, str]:
        """The tags as they stand."""
        ...


Step = Callable[[AwsRegion, str, Inputs], None]
Describe = Callable[[AwsRegion, str, Inputs], Live]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A handler made from a table."""

    service: str
    create_operation: str
    properties: Mapping[str, Property]
    id_at: str
    """JMESPath of the id in the creating call's answer; an input's name after `@` where the name is the id."""
    describe: Describe
    computed: Mapping[str, str] = field(default_factory=dict[str, str])
    """Outputs that are no inputs, by their JMESPath in the description."""
    always: Mapping[str, Any] = field(default_factory=dict[str, Any])
    tagging: Tagging | None = None
    steps: tuple[Step, ...] = ()
    """What the provider does after creating."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        """See `Handler`."""
        answer = aws.call(self.service, self.create_operation, **self.parameters(inputs))
        resource_id = str(inputs[self.id_at[1:]] if self.id_at.startswith("@") else dig(self.id_at, answer))
        for step in self.steps:
            step(aws, resource_id, inputs)
        live = self.describe(aws, resource_id, inputs)
        outputs = self._shown(live, self._outputs())
        if self.tagging is not None:
            # As they were sent: reading them takes another call, and whoever reads the resource back does so.
            tags: dict[str, str] = dict(inputs.get("tagsAll") or {})
            outputs |= {"tags": tags, "tagsAll": tags}
        return Created(resource_id, outputs)

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        """See `Handler`."""
        live = self.describe(aws, resource_id, inputs)
        shown = self._shown(live, self.properties)
        if self.tagging is not None:
            tags = self.tagging.read(aws, resource_id, live)
            shown |= {"tags": tags, "tagsAll": tags}
        return shown

    def parameters(self, inputs: Inputs) -> dict[str, Any]:
        """The parameters of the creating call."""
        params: dict[str, Any] = dict(self.always)
        for name, one in self.properties.items():
            if one.api and inputs.get(name) is not None:
                put(params, one.api, one.send(inputs[name]))
        if self.tagging is not None and inputs.get("tagsAll"):
            params |= self.tagging.carry(inputs["tagsAll"])
        return params

    def _outputs(self) -> dict[str, Property]:
        return {**self.properties, **{name: Property(live=path) for name, path in self.computed.items()}}

    def _shown(self, live: Live, properties: Mapping[str, Property]) -> dict[str, Any]:
        return {
            name: one.show(value)
            for name, one in properties.items()
            if one.shown_at and (value := dig(one.shown_at, live)) is not None
        }


def put(params: dict[str, Any], path: str, value: Any) -> None:
    """Set a parameter at a dotted path."""
    *way, last = path.split(".")
    for step in way:
        params = params.setdefault(step, {})
    params[last] = value


def same(*names: str) -> dict[str, Property]:
    """Properties whose API names are their own in capitals: `cidrBlock` is `CidrBlock`."""
    return {name: Property(name[0].upper() + name[1:]) for name in names}


def pairs(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as most services take them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def unpaired(tags: list[Mapping[str, str]] | None, key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Tags as the provider shows them."""
    return {one[key]: one[value] for one in tags or []}


@dataclass(frozen=True)
class PairedTags:
    """Tags as a list of `Key` and `Value`, read with an operation of their own."""

    service: str
    operation: str
    by: Callable[[AwsRegion, str, Live], dict[str, Any]]
    """The parameters of the reading operation."""
    at: str
    parameter: str = "Tags"

    def carry(self, tags: Mapping[str, str]) -> dict[str, Any]:
        """See `Tagging`."""
        return {self.parameter: pairs(tags)}

    def read(self, aws: AwsRegion, resource_id: str, live: Live) -> dict[str, str]:
        """See `Tagging`."""
        answer = aws.whole(self.service, self.operation, **self.by(aws, resource_id, live))
        return unpaired(answer.get(self.at))


@dataclass(frozen=True)
class ShownTags:
    """Tags as a list of `Key` and `Value`, which the description shows beside everything else."""

    def carry(self, tags: Mapping[str, str]) -> dict[str, Any]:
        """See `Tagging`."""
        return {"Tags": pairs(tags)}

    def read(self, aws: AwsRegion, resource_id: str, live: Live) -> dict[str, str]:  # noqa: ARG002 - see `Tagging`
        """See `Tagging`."""
        return unpaired(live.get("Tags"))


@dataclass(frozen=True)
class MappedTags:
    """Tags as a map, read with an operation of their own."""

    service: str
    operation: str
    by: Callable[[AwsRegion, str, Live], dict[str, Any]]
    at: str
    parameter: str

    def carry(self, tags: Mapping[str, str]) -> dict[str, Any]:
        """See `Tagging`."""
        return {self.parameter: dict(tags)}

    def read(self, aws: AwsRegion, resource_id: str, live: Live) -> dict[str, str]:
        """See `Tagging`."""
        return dict(aws.whole(self.service, self.operation, **self.by(aws, resource_id, live)).get(self.at) or {})
