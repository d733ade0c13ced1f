"""Guardrails for servers: how they are launched, replaced and reached."""

from collections.abc import Callable, Iterator

from policies.frame import tokens
from policies.frame.checks import must_not_be_true, show, unless
from policies.frame.guardrail import (
    Case,
    Example,
    Finding,
    ResourceGuardrail,
    fail,
    fails,
    passes,
    resource,
    undecided,
)
from policies.frame.resources import DISPOSABLE, TEST, Resource
from policies.frame.values import UNKNOWN, Props, Value, at, has_unknown, is_map, listed, number, parse_json

_INSTANCE = "aws:ec2/instance:Instance"
_SSM_DOCUMENT = "aws:ssm/document:Document"

_MOVING = ("$Latest", "$Default", "", None)
_ALL_ON_DEMAND = 100


def _is_on(value: Value) -> bool:
    return value is True or value == "true"


def _is_off(value: Value) -> bool:
    return value is False or value == "false"


def _metadata(resource: Resource) -> Iterator[Finding]:
    options = resource.at("metadataOptions")
    tokens_, hops = at(options, "httpTokens"), at(options, "httpPutResponseHopLimit")
    if UNKNOWN in (options, tokens_, hops):
        yield undecided("metadataOptions")
        return
    if tokens_ != "required":
        yield fail(f"httpTokens is {show(tokens_)}, expected required", "metadataOptions.httpTokens")
    if number(hops) != 1:
        where = "metadataOptions.httpPutResponseHopLimit"
        yield fail(f"the hop limit is {show(hops)}, expected 1", where)


def _volumes(resource: Resource) -> Iterator[Finding]:
    mappings = resource.at("blockDeviceMappings")
    if mappings is UNKNOWN:
        yield undecided("blockDeviceMappings")
        return
    if not listed(mappings):
        yield fail("it says nothing of its volumes, which are then as the image has them", "blockDeviceMappings")
    for index, mapping in enumerate(listed(mappings)):
        place = f"blockDeviceMappings[{index}].ebs"
        encrypted, key = at(mapping, "ebs", "encrypted"), at(mapping, "ebs", "kmsKeyId")
        if UNKNOWN in (mapping, encrypted):
            yield undecided(place)
        elif not _is_on(encrypted):
            yield fail(f"encrypted is {show(encrypted)}, expected true", f"{place}.encrypted")
        elif key is UNKNOWN:
            yield undecided(f"{place}.kmsKeyId")
        elif not isinstance(key, str) or not key or "alias/aws/" in key:
            yield fail(f"kmsKeyId is {show(key)}, expected a customer-managed key", f"{place}.kmsKeyId")


def _steady(group: Resource) -> Iterator[Finding]:
    if group.at("targetGroupArns") is not UNKNOWN and not listed(group.at("targetGroupArns")):
        return
    overrides = at(group.at("mixedInstancesPolicy"), "launchTemplate", "overrides")
    if has_unknown(group.at("mixedInstancesPolicy")) and not listed(overrides):
        yield undecided("mixedInstancesPolicy")
    for index, override in enumerate(listed(overrides)):
        kind, where = at(override, "instanceType"), f"mixedInstancesPolicy.launchTemplate.overrides[{index}]"
        if kind is UNKNOWN:
            yield undecided(where)
        elif isinstance(kind, str) and kind.startswith("t"):
            yield fail(f"its type is {kind}, expected another family than t*", where)


def _no_public_address(resource: Resource) -> Iterator[Finding]:
    if resource.type == _INSTANCE:
        interfaces: list[Value] = [resource.props]
    else:
        given = resource.at("networkInterfaces")
        if given is UNKNOWN:
            yield undecided("networkInterfaces")
            return
        interfaces = list(listed(given))
        if not interfaces:
            yield fail("it leaves the address to the subnet", "networkInterfaces")
    for interface in interfaces:
        value = at(interface, "associatePublicIpAddress")
        if value is UNKNOWN:
            yield undecided("associatePublicIpAddress")
        elif not _is_off(value):
            yield fail(f"associatePublicIpAddress is {show(value)}, expected false", "associatePublicIpAddress")


def _no_key(resource: Resource) -> Iterator[Finding]:
    value = resource.at("keyName")
    if value is UNKNOWN:
        yield undecided("keyName")
    elif value:
        yield fail(f"keyName is {show(value)}: somebody could come in by SSH", "keyName")


def _versions(resource: Resource) -> Iterator[tuple[str, Value]]:
    mixed = ("mixedInstancesPolicy", "launchTemplate", "launchTemplateSpecification", "version")
    for path in (("launchTemplate", "version"), mixed):
        if resource.at(path[0]) is not None:
            yield ".".join(path), resource.at(*path)


def _numbered(resource: Resource) -> Iterator[Finding]:
    for place, version in _versions(resource):
        if version is UNKNOWN:
            yield undecided(place)
        elif version in _MOVING:
            yield fail(f"the version is {show(version)}, expected a number", place)


def _released(group: Resource) -> Iterator[Finding]:
    """See `fleet-released-by-procedure`; the provider's order is `resourceGroupUpdate`'s, in its `group.go`."""
    if group.at("instanceRefresh", "preferences", "autoRollback") not in (None, False):
        yield fail("autoRollback is set, and goes back to what the provider saved first", "instanceRefresh")
    if group.at("targetGroupArns") is not UNKNOWN and not listed(group.at("targetGroupArns")):
        return
    if group.at("instanceRefresh") is not None:
        yield fail("instanceRefresh is set, expected a release by procedure", "instanceRefresh")
    for prop in ("launchTemplate", "mixedInstancesPolicy"):
        if group.at(prop) is not None and prop not in group.ignored:
            yield fail(f"changes of {prop} are not ignored, so that an update undoes a release", prop)


def _healthy(resource: Resource) -> Iterator[Finding]:
    groups, check = resource.at("targetGroupArns"), resource.at("healthCheckType")
    if not listed(groups):
        return
    if check is UNKNOWN:
        yield undecided("healthCheckType")
    elif "ELB" not in str(check).split(","):
        yield fail(f"healthCheckType is {show(check)}, expected ELB", "healthCheckType")


def _pool(resource: Resource) -> Iterator[Finding]:
    if resource.at("warmPool") is None:
        return
    percent = resource.at("mixedInstancesPolicy", "instancesDistribution", "onDemandPercentageAboveBaseCapacity")
    if percent is UNKNOWN:
        yield undecided("mixedInstancesPolicy")
    elif percent is not None and number(percent) != _ALL_ON_DEMAND:
        yield fail("it has a warm pool and Spot Instances, which AWS refuses together", "warmPool")


def _sessions(resource: Resource) -> Iterator[Finding]:
    if resource.at("documentType") != "Session":
        return
    content = resource.at("content")
    if not isinstance(content, str):
        yield undecided("content")
        return
    try:
        inputs = at(parse_json(content), "inputs")
    except ValueError as error:
        yield fail(f"content is no JSON document: {error}", "content")
        return
    if not is_map(inputs) or has_unknown(inputs):
        yield fail("content has no inputs", "content")
        return
    for name in ("kmsKeyId", "cloudWatchLogGroupName"):
        if not inputs.get(name):
            yield fail(f"{name} is not set", "content")
    if inputs.get("cloudWatchEncryptionEnabled") is not True:
        yield fail("cloudWatchEncryptionEnabled is not true", "content")


_METADATA = {"httpTokens": "required", "httpPutResponseHopLimit": 1}
_KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
_TEMPLATE, _GROUP = Case(tokens.LAUNCH_TEMPLATE), Case(tokens.SCALING_GROUP)


def _of(*types: str) -> Value:
    """A mixed policy of an example, of these types."""
    return {"launchTemplate": {"overrides": [{"instanceType": one} for one in types]}}


_VERSION: Value = {"id": "lt-1", "version": "3"}
_REFRESH: Value = {"strategy": "Rolling"}


def _fleet(verdict: Callable[..., Example], title: str, *ignored: str, **props: Value) -> Example:
    """An example of a group behind a load balancer that ignores changes of these properties."""
    behind: Props = {"targetGroupArns": ["arn:tg"], "mixedInstancesPolicy": {"launchTemplate": _VERSION}, **props}
    return verdict(title, resource(tokens.SCALING_GROUP, behind, ignored=ignored))


_LAUNCHING = (tokens.LAUNCH_TEMPLATE, _INSTANCE)
_PREFERENCES = '{"inputs": {"kmsKeyId": "k", "cloudWatchLogGroupName": "g", "cloudWatchEncryptionEnabled": %s}}'


def _device(**ebs: Value) -> list[Value]:
    return [{"deviceName": "/dev/sda1", "ebs": ebs}]


def _spot(percent: int) -> Value:
    return {"instancesDistribution": {"onDemandPercentageAboveBaseCapacity": percent}}


GUARDRAILS = (
    ResourceGuardrail(
        name="server-metadata-tokens",
        summary="A server's metadata answers only to a token that was asked for on the server itself.",
        why="A forged request through the application could otherwise read the server's credentials.",
        mend="Set metadataOptions with httpTokens required and httpPutResponseHopLimit 1.",
        practice="SEC06-BP02",
        controls=("FSBP EC2.8", "FSBP EC2.170", "NIST AC-6"),
        types=_LAUNCHING,
        check=_metadata,
        examples=(
            _TEMPLATE.good("tokens, one hop", metadataOptions=_METADATA),
            _TEMPLATE.bad("nothing stated", name="x"),
            _TEMPLATE.bad("tokens for containers too", metadataOptions={**_METADATA, "httpPutResponseHopLimit": 2}),
            Case(_INSTANCE).bad("optional", metadataOptions={**_METADATA, "httpTokens": "optional"}),
            _TEMPLATE.unknown("computed", metadataOptions=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="server-volumes-encrypted",
        summary="Every volume of a launch template is encrypted with a customer-managed key.",
        why="A volume's snapshot holds whatever the server wrote, also what it deleted.",
        mend="State each device with encrypted true and the site's storage key.",
        practice="SEC08-BP02",
        controls=("FSBP EC2.3", "NIST SC-28"),
        types=(tokens.LAUNCH_TEMPLATE,),
        check=_volumes,
        examples=(
            _TEMPLATE.good("our key", blockDeviceMappings=_device(encrypted="true", kmsKeyId=_KEY)),
            _TEMPLATE.bad("not stated", name="x"),
            _TEMPLATE.bad("clear", blockDeviceMappings=_device(encrypted="false")),
            _TEMPLATE.bad("AWS's key", blockDeviceMappings=_device(encrypted=True, kmsKeyId="alias/aws/ebs")),
            _TEMPLATE.unknown("the key is computed", blockDeviceMappings=_device(encrypted=True, kmsKeyId=UNKNOWN)),
        ),
    ),
    ResourceGuardrail(
        name="server-no-public-address",
        summary="A server states that it has no public address.",
        why="What has one is scanned within minutes, and its traffic bypasses the NAT gateway.",
        mend="Set associatePublicIpAddress to false on the template's interface.",
        practice="SEC05-BP02",
        controls=("FSBP EC2.9", "FSBP EC2.25", "NIST AC-4"),
        types=_LAUNCHING,
        check=_no_public_address,
        examples=(
            _TEMPLATE.good("stated", networkInterfaces=[{"associatePublicIpAddress": "false"}]),
            _TEMPLATE.bad("left to the subnet", name="x"),
            _TEMPLATE.bad("public", networkInterfaces=[{"associatePublicIpAddress": "true"}]),
            Case(_INSTANCE).bad("an instance", associatePublicIpAddress=True),
            _TEMPLATE.unknown("computed", networkInterfaces=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="server-no-ssh-key",
        summary="No server is given an SSH key.",
        why="Whoever holds the key comes in without leaving a record; Session Manager keeps one.",
        mend="Take keyName out.",
        practice="SEC06-BP03",
        controls=("NIST AC-17",),
        types=_LAUNCHING,
        check=_no_key,
        examples=(
            _TEMPLATE.good("none", name="x"),
            _TEMPLATE.bad("one", keyName="operations"),
            _TEMPLATE.unknown("computed", keyName=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="fleet-version-numbered",
        summary="An Auto Scaling group names its launch template's version by number.",
        why="$Latest never changes in the program: no refresh starts, and none can be taken back.",
        mend="Take the template's latestVersion output.",
        practice="REL08-BP04",
        controls=("NIST CM-2",),
        types=(tokens.SCALING_GROUP,),
        check=_numbered,
        examples=(
            _GROUP.good("a number", launchTemplate={"id": "lt-1", "version": "3"}),
            _GROUP.bad("moving", launchTemplate={"id": "lt-1", "version": "$Latest"}),
            _GROUP.bad(
                "left out of a mixed policy",
                mixedInstancesPolicy={"launchTemplate": {"launchTemplateSpecification": {"launchTemplateId": "l"}}},
            ),
            _GROUP.unknown("computed", launchTemplate={"id": "lt-1", "version": UNKNOWN}),
        ),
    ),
    ResourceGuardrail(
        name="fleet-released-by-procedure",
        summary="What a group behind a load balancer launches its servers by is released by procedure alone.",
        why="The provider saves a new version on the group before it starts the refresh, so that AWS rolls a "
        "failed one back to itself; and its later updates put the group back to the version that the state knows.",
        mend="Leave instanceRefresh out, ignore changes of the whole launchTemplate or mixedInstancesPolicy, and "
        "run storefront release.",
        practice="OPS06-BP04",
        controls=("NIST CM-3",),
        types=(tokens.SCALING_GROUP,),
        check=_released,
        examples=(
            _fleet(passes, "ignored as a whole", "mixedInstancesPolicy"),
            _GROUP.good("of servers that no visitor reaches", launchTemplate=_VERSION, instanceRefresh=_REFRESH),
            _fleet(fails, "not ignored"),
            _fleet(fails, "its version alone ignored", "mixedInstancesPolicy.launchTemplate.version"),
            _fleet(fails, "refreshed by the provider", "mixedInstancesPolicy", instanceRefresh=_REFRESH),
            _GROUP.bad("to be rolled back to itself", instanceRefresh={"preferences": {"autoRollback": True}}),
        ),
    ),
    ResourceGuardrail(
        name="fleet-health-from-load-balancer",
        summary="A group behind a load balancer takes its servers' health from there.",
        why="A server that runs and answers nobody would stay for ever.",
        mend="Set healthCheckType ELB.",
        practice="REL11-BP01",
        controls=("FSBP AutoScaling.1", "NIST CP-2(2)"),
        types=(tokens.SCALING_GROUP,),
        check=_healthy,
        examples=(
            _GROUP.good("from there", targetGroupArns=["arn"], healthCheckType="ELB"),
            _GROUP.good("behind none", healthCheckType="EC2"),
            _GROUP.bad("from the hypervisor", targetGroupArns=["arn"], healthCheckType="EC2"),
            _GROUP.unknown("computed", targetGroupArns=["arn"], healthCheckType=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="fleet-not-burstable",
        summary="Production's servers behind a load balancer have processors of their own: no burstable type.",
        why="In a peak their credits are used up: then they slow to their baseline, or cost by the hour.",
        mend="Name types of another family, such as m8g or m7i.",
        practice="PERF02-BP02",
        controls=("NIST CP-2(2)",),
        types=(tokens.SCALING_GROUP,),
        check=unless(lambda group: group.kind in (TEST, DISPOSABLE), _steady),
        examples=(
            _GROUP.good("processors of their own", targetGroupArns=["arn"], mixedInstancesPolicy=_of("m8g.large")),
            _GROUP.good("behind no load balancer", mixedInstancesPolicy=_of("t4g.small")),
            _GROUP.good("one type, its template's", targetGroupArns=["arn"]),
            _GROUP.of_test("of a test", targetGroupArns=["arn"], mixedInstancesPolicy=_of("t4g.small")),
            _GROUP.disposable("disposable", targetGroupArns=["arn"], mixedInstancesPolicy=_of("t4g.small")),
            _GROUP.bad("burstable", targetGroupArns=["arn"], mixedInstancesPolicy=_of("m8g.large", "t4g.large")),
            _GROUP.unknown("computed", targetGroupArns=["arn"], mixedInstancesPolicy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="fleet-pool-without-spot",
        summary="A group with a warm pool has no Spot Instances.",
        why="AWS refuses the two together, in the middle of the update.",
        mend="Give the prepared servers a group of their own.",
        practice="REL07-BP01",
        types=(tokens.SCALING_GROUP,),
        check=_pool,
        examples=(
            _GROUP.good("On-Demand", warmPool={"minSize": 2}, launchTemplate={"id": "lt-1", "version": "1"}),
            _GROUP.good("Spot without a pool", mixedInstancesPolicy=_spot(0)),
            _GROUP.bad("both", warmPool={"minSize": 2}, mixedInstancesPolicy=_spot(50)),
            _GROUP.unknown("computed", warmPool={"minSize": 2}, mixedInstancesPolicy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="sessions-encrypted-and-recorded",
        summary="Session Manager's preferences name a key and an encrypted log group.",
        why="A session is a shell on a server: what was typed must be known afterwards, and to few.",
        mend="Set kmsKeyId, cloudWatchLogGroupName and cloudWatchEncryptionEnabled in the document.",
        practice="SEC04-BP01",
        controls=("NIST AU-2", "NIST AC-17(1)"),
        types=(_SSM_DOCUMENT,),
        check=_sessions,
        examples=(
            Case(_SSM_DOCUMENT).good("both", documentType="Session", content=_PREFERENCES % "true"),
            Case(_SSM_DOCUMENT).good("another kind", documentType="Command", content="{}"),
            Case(_SSM_DOCUMENT).bad("a clear record", documentType="Session", content=_PREFERENCES % "false"),
            Case(_SSM_DOCUMENT).bad("no JSON", documentType="Session", content="inputs:"),
            Case(_SSM_DOCUMENT).bad("no inputs", documentType="Session", content="[]"),
            Case(_SSM_DOCUMENT).unknown("computed", documentType="Session", content=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="association-applies-on-boot",
        summary="An association is applied when a server comes up, not only at its hour.",
        why="Until then a fresh server runs as it came from its image.",
        mend="Leave applyOnlyAtCronInterval out, or set it to false.",
        practice="SEC06-BP05",
        controls=("FSBP SSM.3", "NIST CM-6"),
        types=(tokens.SSM_ASSOCIATION,),
        check=must_not_be_true("applyOnlyAtCronInterval"),
        examples=(
            Case(tokens.SSM_ASSOCIATION).good("at once", applyOnlyAtCronInterval=False),
            Case(tokens.SSM_ASSOCIATION).bad("at its hour", applyOnlyAtCronInterval=True),
            Case(tokens.SSM_ASSOCIATION).unknown("computed", applyOnlyAtCronInterval=UNKNOWN),
        ),
    ),
)
