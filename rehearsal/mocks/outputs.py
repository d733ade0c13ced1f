"""The outputs that AWS would give to a creation: by the type's row in `shapes`, or else by the SDK's class for it.

Digests are taken over account, region, type and logical name: the same resource always gets the same id, and no two
share one.
"""

import base64
import hashlib
import uuid
from collections.abc import Mapping
from typing import NamedTuple, cast

from pulumi.runtime.rpc import is_rpc_secret, unwrap_rpc_secret

from components.shared.facts.catalogue import name_of_zone
from rehearsal.mocks.shapes import Shape, shape_of
from rehearsal.mocks.synthesis import Synthesis

CERTIFICATE = "aws:acm/certificate:Certificate"
SUBNET = "aws:ec2/subnet:Subnet"


class Created(NamedTuple):
    """What a provider answers to a creation: the resource's physical id and its whole output state."""

    id: str
    outputs: dict[str, object]


class _Digest:
    """A digest for templates: `{hex:17 purpose}` is its length, then an optional purpose that varies it."""

    def __init__(self, seed: str, alphabet: str) -> None:
        self._seed = seed
        self._alphabet = alphabet

    def __format__(self, spec: str) -> str:
        length, _, purpose = spec.partition(" ")
        digest = hashlib.sha512(f"{self._seed}|{purpose}".encode()).digest()
        text = {
            "hex": digest.hex(),
            "BASE32": base64.b32encode(digest).decode().rstrip("="),
            "base32": base64.b32encode(digest).decode().rstrip("=").lower(),
            "number": str(int.from_bytes(digest)),
            "octet": str(digest[0] % 253 + 1),
        }[self._alphabet]
        return text[: int(length)] if length else text


def plain(value: object) -> object:
    """Undo what travelling as protobuf does to a value: unwrap secrets, make whole numbers integers again."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [plain(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        items = cast("dict[str, object]", value)
        return plain(unwrap_rpc_secret(items)) if is_rpc_secret(items) else {k: plain(v) for k, v in items.items()}
    return value


def created(token: str, name: str, inputs: Mapping[str, object], *, region: str, account: str) -> Created:
    """Answer as the provider would to the creation of `name`: its inputs echoed, its computed outputs added.

    Raises `LookupError` for a type that the installed SDK does not have, and for a row that needs an input which
    was not given.
    """
    region = str(inputs.get("region", region))
    shape = shape_of(token, inputs)
    if shape is None:
        plain = Synthesis(token=token, name=name, region=region, account=account)
        physical_id = str(inputs.get("name", plain.id))
        return Created(physical_id, {**inputs, **plain.outputs(inputs, physical_id)})
    physical_id, outputs = _rendered(shape, token, name, inputs, region=region, account=account)
    if token == SUBNET and "availabilityZoneId" in inputs:
        outputs["availabilityZone"] = name_of_zone(str(inputs["availabilityZoneId"]))
    if token == CERTIFICATE:
        outputs["domainValidationOptions"] = _asked_by_acm(inputs)
    return Created(physical_id, {**inputs, **outputs})


def _rendered(
    shape: Shape, token: str, name: str, inputs: Mapping[str, object], *, region: str, account: str
) -> tuple[str, dict[str, object]]:
    seed = f"{account}|{region}|{token}|{name}"
    fields = _fields(seed, inputs, region=region, account=account)
    # Providers that give a missing name themselves add seven hex digits to the logical name.
    fields.setdefault("name", f"{name}-{_Digest(seed, 'hex'):7}")
    outputs: dict[str, object] = {}
    try:
        physical_id = shape.id.format_map(fields)
        fields.setdefault("vpc", _Digest(physical_id, "hex"))
        fields["id"] = physical_id
        for key, template in shape.outputs.items():
            outputs[key] = fields[key] = inputs[key] if key in inputs else _render(template, fields)
    except KeyError as missing:
        raise LookupError(
            f"{token} {name!r}: its synthesised outputs need the input {missing}, got only {sorted(inputs)}; "
            "give it, or mend its row in rehearsal/mocks/shapes.py"
        ) from None
    return physical_id, outputs


def _asked_by_acm(inputs: Mapping[str, object]) -> list[dict[str, object]]:
    """One record for each name: the same in every region of an account, as ACM has it."""
    names = [inputs["domainName"], *cast("list[object]", inputs.get("subjectAlternativeNames", []))]
    return [
        {
            "domainName": name,
            "resourceRecordName": f"_{_Digest(str(name), 'hex'):32}.{name}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{_Digest(str(name), 'hex'):32 value}.acm-validations.aws.",
        }
        for name in reversed(names)
    ]


def _fields(seed: str, inputs: Mapping[str, object], *, region: str, account: str) -> dict[str, object]:
    fields: dict[str, object] = {
        **inputs,
        "account": account,
        "region": region,
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, seed)),
        **{alphabet: _Digest(seed, alphabet) for alphabet in ("hex", "BASE32", "base32", "number", "octet")},
    }
    if "url" in inputs:
        fields["host"] = str(inputs["url"]).removeprefix("https://")
    if "vpcId" in inputs:
        # A VPC's default resources take their ids from the VPC, so that adopting them yields the same id.
        fields["vpc"] = _Digest(str(inputs["vpcId"]), "hex")
    return fields


def _render(template: object, fields: Mapping[str, object]) -> object:
    if isinstance(template, str):
        return template.format_map(fields)
    if isinstance(template, list):
        return [_render(item, fields) for item in cast("list[object]", template)]
    if isinstance(template, dict):
        return {key: _render(item, fields) for key, item in cast("dict[str, object]", template).items()}
    return template
