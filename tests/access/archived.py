"""What a log archive's template guards by policies of its own, and every action that AWS knows on each.

The policies are found by the type of the part that carries them; a part of another type that carries one is told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from tests.access.evaluator import HERE
from tests.access.principals import Document, Principal
from tests.components.settings.rules.log_archive import ARCHIVE, key

Part = Mapping[str, Any]
# AWS's service authorization reference, as the evaluator's package keeps it.
_ACTIONS = HERE / "node_modules" / "@cloud-copilot" / "iam-data" / "data" / "actions"
_A_KEY = "12345678-1234-1234-1234-123456789012"


@dataclass(frozen=True)
class Guarded:
    """A policy: the part of the template that carries it, whose actions it decides, and on which ARN of each kind."""

    part: str
    service: str
    on: Mapping[str, str]
    policy: Document

    def actions(self) -> Iterator[tuple[str, str]]:
        """Yield every action on what is guarded, each with the ARN that it is asked about."""
        known = cast("Mapping[str, Any]", json.loads((_ACTIONS / f"{self.service}.json").read_text()))
        for action in known.values():
            kinds = [one["name"] for one in action["resourceTypes"]]
            for kind, arn in self.on.items():
                if kind in kinds:
                    yield f"{self.service}:{action['name']}", arn
                    break

    def services(self) -> set[str]:
        """Return the services of AWS that the policy lets in."""
        principals = [one["Principal"] for one in self.policy["Statement"] if one["Effect"] == "Allow"]
        named = [one["Service"] for one in principals if "Service" in one]
        return {service for one in named for service in ([one] if isinstance(one, str) else one)}


def guarded(resources: Mapping[str, Part], region: str) -> list[Guarded]:
    """Return what the parts of a region's template guard; raises LookupError for a policy of a type that is unknown."""
    found = [
        _READ[part["Type"]](name, resources, region) for name, part in resources.items() if part["Type"] in _READ
    ]
    others = [
        name for name, part in resources.items() if part["Type"] not in _READ and '"Statement"' in json.dumps(part)
    ]
    if others:
        raise LookupError(
            f"{', '.join(others)}: a policy of a type that tests/access/archived.py does not read; add it to _READ"
        )
    return found


def _key(name: str, resources: Mapping[str, Part], region: str) -> Guarded:
    arn = key(region) if name == "RecordKey" else f"arn:aws:kms:{region}:{ARCHIVE}:key/{_A_KEY}"
    return Guarded(name, "kms", {"key": arn}, resources[name]["Properties"]["KeyPolicy"])


def _bucket(name: str, resources: Mapping[str, Part], region: str) -> Guarded:
    given = resources[name]["Properties"]
    arn = f"arn:aws:s3:::{resources[given['Bucket']['Ref']]['Properties']['BucketName']}"
    plain = json.dumps(given["PolicyDocument"]).replace('{"Fn::GetAtt": ["RecordKey", "Arn"]}', f'"{key(region)}"')
    return Guarded(name, "s3", {"bucket": arn, "object": f"{arn}/AWSLogs/x"}, json.loads(plain))


def _topic(name: str, resources: Mapping[str, Part], region: str) -> Guarded:
    given = resources[name]["Properties"]
    topic = resources[given["Topics"][0]["Ref"]]["Properties"]["TopicName"]
    return Guarded(name, "sns", {"topic": f"arn:aws:sns:{region}:{ARCHIVE}:{topic}"}, given["PolicyDocument"])


def _bus(name: str, resources: Mapping[str, Part], region: str) -> Guarded:
    given, at = resources[name]["Properties"], f"arn:aws:events:{region}:{ARCHIVE}"
    # A rule is the bus's: its policy decides about both.
    on = {
        "event-bus": f"{at}:event-bus/{given['EventBusName']}",
        "rule-on-custom-event-bus": f"{at}:rule/{given['EventBusName']}/x",
    }
    return Guarded(name, "events", on, _document([{"Sid": given["StatementId"], **given["Statement"]}]))


def _log(name: str, resources: Mapping[str, Part], region: str) -> Guarded:  # noqa: ARG001 - as its neighbours
    policy = cast("Document", json.loads(resources[name]["Properties"]["PolicyDocument"]))
    group = str(policy["Statement"][0]["Resource"]).removesuffix(":*")
    return Guarded(name, "logs", {"log-stream": f"{group}:log-stream:x", "log-group": group}, policy)


def _document(statements: Sequence[Part]) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


_READ: Mapping[str, Callable[[str, Mapping[str, Part], str], Guarded]] = {
    "AWS::KMS::Key": _key,
    "AWS::S3::BucketPolicy": _bucket,
    "AWS::SNS::TopicPolicy": _topic,
    "AWS::Events::EventBusPolicy": _bus,
    "AWS::Logs::ResourcePolicy": _log,
}


def asked(who: Principal, account: str, of: Guarded, action: str, on: str, region: str) -> dict[str, Any]:
    """Return what the evaluator is asked: a role of another account, by what it may there and the policy here."""
    bound = [{"name": "boundary", "policy": who.boundary}] if who.boundary else None
    said = {
        "aws:RequestedRegion": region, "aws:PrincipalAccount": account, "aws:PrincipalArn": who.arn,
        "aws:SecureTransport": "true", **({"kms:CallerAccount": account} if of.service == "kms" else {}),
    }  # fmt: skip
    return {
        **_request(who.arn, action, on, said, of),
        "identityPolicies": [{"name": name, "policy": one} for name, one in who.policies.items()],
        **({"permissionBoundaryPolicies": bound} if bound else {}),
    }


def asked_by_service(service: str, of: Guarded, action: str, on: str, context: Mapping[str, str]) -> dict[str, Any]:
    """Return what the evaluator is asked: a service of AWS, which comes as itself."""
    return {**_request(service, action, on, {"aws:SecureTransport": "true", **context}, of), "identityPolicies": []}


def _request(who: str, action: str, on: str, said: Mapping[str, str], of: Guarded) -> dict[str, Any]:
    resource = {"resource": on, "accountId": ARCHIVE}
    return {
        "request": {"principal": who, "action": action, "resource": resource, "contextVariables": dict(said)},
        "serviceControlPolicies": [],
        "resourceControlPolicies": [],
        "resourcePolicy": of.policy,
    }
