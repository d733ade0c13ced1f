"""What the programs on servers call that are not ours: AWS's agents, the tools of image builds, and scripts' AWS CLI.

AWS's own policies for these programs say what they call, line by line; what of it no role of ours has, says why. What
they call besides, on resources of ours, is a row with its source. `{...}` are the places of `tests/access/rows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from tests.access.calls.call import Request
from tests.access.matrix import filled, short_name, words
from tests.access.principals import AWS_OWN, Principal, Stack, aws_policy
from tests.access.rows.arns import DELIVERIES, MANIFEST, OWN_MARKETING, OWN_SECRET, REPORTS, SERVER, TOKEN
from tests.access.rows.row import Context

SERVERS = ("application", "operations-host", "tableau-bridge")
BUILD = "image-build"

# https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html,
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html and
# https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-builder-setting-up.html
_ON_SERVERS = ("AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy")
POLICIES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(SERVERS, _ON_SERVERS),
    # A build starts no agent of CloudWatch's: it applies the phase `image`.
    BUILD: ("AmazonSSMManagedInstanceCore", "EC2InstanceProfileForImageBuilder"),
}

_EC2_TAGS = (
    "the agent's dimensions are plain values, so that it asks EC2 for nothing (ansible/roles/cloudwatch_agent)"
)
_NO_ISO = "images are made from neither ISO files nor products of the Marketplace"
_TRACES = "nothing here traces"
_PATCHED = "packages are installed by the playbooks, none by Systems Manager's aws:configurePackage"
_CHANNEL = (
    "the agent uses ssmmessages where it is allowed: "
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html"
)
_GROUPS = "groups stand before servers do, under our key and with our retention"
_PARAMETERS = (
    "no document and no agent here reads a parameter, and with it a server would read all of the account's"
)
WITHHELD: Mapping[str, str] = {
    "ec2:CreateSnapshot": _NO_ISO,
    "ec2:CreateTags": _NO_ISO,
    "ec2:DescribeSnapshots": _NO_ISO,
    "ec2:DescribeTags": _EC2_TAGS,
    "ec2:DescribeVolumes": _EC2_TAGS,
    "ec2messages:*": _CHANNEL,
    "imagebuilder:GetMarketplaceResource": _NO_ISO,
    "logs:CreateLogGroup": _GROUPS,
    "logs:PutRetentionPolicy": _GROUPS,
    "s3:GetObject": "the tools' own bucket is asked without a signature, and the endpoint's policy lets that through",
    "ssm:GetManifest": _PATCHED,
    "ssm:GetParameter": _PARAMETERS,
    "ssm:GetParameters": _PARAMETERS,
    "ssm:PutConfigurePackageResult": _PATCHED,
    "ssm:UpdateAssociationStatus": "UpdateInstanceAssociationStatus is what the agent calls for associations by tags",
    "xray:*": _TRACES,
}
"""What AWS's policies for these programs grant and no role of ours has, with the reason."""
# Without these rights Image Builder writes none: https://docs.aws.amazon.com/imagebuilder/latest/userguide/monitor-cwlogs.html
_NO_STREAMS = "a build's log goes to the bucket of reports alone"
WITHHELD_OF: Mapping[str, Mapping[str, str]] = {
    BUILD: {"logs:CreateLogStream": _NO_STREAMS, "logs:PutLogEvents": _NO_STREAMS},
}
"""The same of one role."""


@dataclass(frozen=True, kw_only=True)
class AgentCall:
    """One call: which action on what, what the request says of itself, and where it is known from."""

    action: str
    on: str
    source: str
    context: Context = field(default_factory=dict[str, "str | list[str]"])


_AGENT = "https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/"
_COMPONENT = "arn:aws:imagebuilder:{r}:{a}:component/{p}{r}-application-image/1.0.0/1"
_DOCUMENT = "arn:aws:ssm:{r}:{a}:document/{p}{r}-deliver"
_GROUP = "arn:aws:logs:{r}:{a}:log-group:/{p}{r}-servers/{kind}/audit:log-stream:i-1"
_SESSIONS = "arn:aws:logs:{r}:{a}:log-group:/{p}{r}-sessions:log-stream:x"
# On what the actions of AWS's policies act here; the others act on everything.
_ON: Mapping[str, str] = {
    "imagebuilder:GetComponent": _COMPONENT,
    "kms:Decrypt": "{key-storage}",
    "logs:CreateLogStream": _GROUP,
    "logs:DescribeLogStreams": _GROUP,
    "logs:PutLogEvents": _GROUP,
    "ssm:DescribeDocument": _DOCUMENT,
    "ssm:GetDocument": _DOCUMENT,
    "ssm:ListInstanceAssociations": SERVER,
    "ssm:PutComplianceItems": SERVER,
    "ssm:UpdateInstanceAssociationStatus": SERVER,
    "ssm:UpdateInstanceInformation": SERVER,
}
_SAYS: Mapping[str, Context] = {
    "cloudwatch:PutMetricData": {"cloudwatch:namespace": "Storefront/Servers"},
    # A component is decrypted as whoever asks Image Builder for it.
    "kms:Decrypt": {
        "kms:ViaService": "imagebuilder.{r}.amazonaws.com",
        "aws:CalledVia": ["imagebuilder.amazonaws.com"],
        "kms:EncryptionContextKeys": ["aws:imagebuilder:arn"],
        "kms:ResourceAliases": ["alias/{p}{r}-storage"],
    },
}


def _session() -> tuple[AgentCall, ...]:
    """A session that is encrypted and written down: the agent looks whether the group is encrypted before it starts."""
    source = _AGENT + "session/shell/shell.go"
    written = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")
    return (
        AgentCall(action="logs:DescribeLogGroups", on="*", source=source),
        *(AgentCall(action=action, on=_SESSIONS, source=source) for action in written),
        AgentCall(action="kms:Decrypt", on="{key-sessions}", source=_AGENT + "session/datachannel/datachannel.go"),
    )


def _uploads(*folders: str) -> tuple[AgentCall, ...]:
    """Reports of associations and patches: every upload sets the ACL bucket-owner-full-control."""
    source, bucket = _AGENT + "s3util/s3util.go", REPORTS.rstrip("/")
    put = ("s3:PutObject", "s3:PutObjectAcl")
    return (
        AgentCall(action="s3:GetEncryptionConfiguration", on=bucket, source=source),
        *(AgentCall(action=action, on=f"{REPORTS}{one}/x", source=source) for one in folders for action in put),
        _key("storage", "kms:GenerateDataKey", "s3", source),
    )


def _key(purpose: str, action: str, service: str, source: str) -> AgentCall:
    context = {"kms:ViaService": f"{service}.{{r}}.amazonaws.com"}
    return AgentCall(action=action, on=f"{{key-{purpose}}}", source=source, context=context)


def _deliveries(*folders: str) -> tuple[AgentCall, ...]:
    return (
        *(
            AgentCall(action="s3:GetObject", on=f"{DELIVERIES}{one}/x", source="ansible/README.md")
            for one in folders
        ),
        _key("storage", "kms:Decrypt", "s3", "ansible/README.md"),
    )


def _secret(on: str) -> AgentCall:
    return AgentCall(action="secretsmanager:GetSecretValue", on=on, source="ansible/README.md")


_OPENED = _key("secrets", "kms:Decrypt", "secretsmanager", "ansible/README.md")
_EVERY = ("bundles", "cloudwatch-agent", "rds-ca")
CALLS: Mapping[str, tuple[AgentCall, ...]] = {
    "application": (
        *_session(),
        *_uploads("associations/application", "patches"),
        *_deliveries(*_EVERY, "application"),
        _secret(OWN_SECRET),
        _OPENED,
        AgentCall(
            action="cloudwatch:PutMetricData",
            on="*",
            source="docs/store-metrics.md",
            context={"cloudwatch:namespace": "Storefront/Store"},
        ),
    ),
    "tableau-bridge": (
        *_session(),
        *_uploads("associations/tableau-bridge", "patches"),
        *_deliveries(*_EVERY, "tableau-bridge"),
        _secret(OWN_MARKETING),
        _secret(TOKEN),
        _OPENED,
    ),
    "operations-host": (
        *_session(),
        *_uploads("associations/operations-host", "patches"),
        *_deliveries(*_EVERY, "aws-cli", "storefront-cli"),
        *(
            AgentCall(action=action, on=MANIFEST, source="operations/manifest.py")
            for action in ("ssm:GetParameter", "ssm:GetParameters")
        ),
    ),
    BUILD: (
        *_deliveries(*_EVERY, "application"),
        # https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-iam-identity-based-policies.html
        AgentCall(action="s3:PutObject", on=REPORTS + "images/x", source="components/servers/images.py"),
        _key("storage", "kms:GenerateDataKey", "s3", "components/servers/images.py"),
    ),
}


def requests_of_agents(stack: Stack, role: Principal) -> Iterator[Request]:
    """Yield what the programs on a server of this role ask IAM for; nothing for other roles."""
    kind, region = short_name(stack, role.name)
    known = {**words(stack, region), "kind": kind}
    for one in (*_of_policies(kind), *CALLS.get(kind, ())):
        context = {key: _filled(value, known) for key, value in one.context.items()}
        yield Request(one.action, filled(one.on, known), region, context, f"{kind} ({one.source})")


def services_called(kind: str) -> set[str]:
    """Return the services that the programs on servers of a kind call themselves, by the prefix of their actions."""
    calls = (*_of_policies(kind), *CALLS.get(kind, ()))
    return {one.action.partition(":")[0] for one in calls if "kms:ViaService" not in one.context}


def _filled(value: str | list[str], known: Mapping[str, str]) -> str | list[str]:
    return [filled(one, known) for one in value] if isinstance(value, list) else filled(value, known)


def _of_policies(kind: str) -> Iterator[AgentCall]:
    for name in POLICIES.get(kind, ()):
        source = f"https://docs.aws.amazon.com/aws-managed-policy/latest/reference/{name}.html"
        for statement in cast("list[dict[str, Any]]", aws_policy(AWS_OWN + name)["Statement"]):
            for action in statement["Action"]:
                if not withheld(kind, action):
                    yield AgentCall(
                        action=action, on=_ON.get(action, "*"), source=source, context=_SAYS.get(action, {})
                    )


def withheld(kind: str, action: str) -> bool:
    """Whether a role does not have the action, for a reason that a table gives."""
    return action in {**WITHHELD, **WITHHELD_OF.get(kind, {})} or f"{action.partition(':')[0]}:*" in WITHHELD
