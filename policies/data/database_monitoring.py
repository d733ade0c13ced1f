"""Guardrails for what is watched on the databases: figures, logs, events, and room to grow."""

from collections.abc import Iterator

from policies.data.database import INSTANCE, REPLICA, is_replica
from policies.frame import tokens
from policies.frame.checks import (
    both,
    must_be_at_least,
    must_be_own_key,
    must_be_set,
    must_be_true,
    must_contain,
    must_not_be_false,
    show,
    unless,
)
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, Severity, fail, undecided
from policies.frame.resources import Resource
from policies.frame.samples import KEY
from policies.frame.values import UNKNOWN, is_list, number

_LOG_OF_ENGINE = {"mysql": "error", "mariadb": "error"}
_LOG_OF_POSTGRESQL = "postgresql"


# RDS grows a volume by a tenth at least, and ends there.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
_LEAST_GROWTH, _LARGEST_GIB = 1.1, 65536


def _grows(resource: Resource) -> Iterator[Finding]:
    maximum, now = resource.at("maxAllocatedStorage"), resource.at("allocatedStorage")
    if maximum is UNKNOWN or now is UNKNOWN:
        yield undecided("maxAllocatedStorage" if maximum is UNKNOWN else "allocatedStorage")
    elif (number(maximum) or 0) <= (number(now) or 0) and (number(now) or 0) * _LEAST_GROWTH <= _LARGEST_GIB:
        yield fail(
            f"maxAllocatedStorage is {show(maximum)}, expected more than the allocated storage",
            "maxAllocatedStorage",
        )


def _exports_engine_log(resource: Resource) -> Iterator[Finding]:
    engine = resource.at("engine")
    if engine is UNKNOWN:
        yield undecided("engine")
        return
    wanted = _LOG_OF_ENGINE.get(str(engine), _LOG_OF_POSTGRESQL)
    yield from must_contain("enabledCloudwatchLogsExports", wanted)(resource)


def _hears_of_failures(resource: Resource) -> Iterator[Finding]:
    yield from must_not_be_false("enabled")(resource)
    categories = resource.at("eventCategories")
    if categories is None or categories == () or (is_list(categories) and not categories):
        return
    yield from must_contain("eventCategories", "configuration change", "failover", "failure", "maintenance")(
        resource
    )


GUARDRAILS = (
    ResourceGuardrail(
        name="database-enhanced-monitoring",
        summary="A database reports its operating system's figures.",
        why="Without them nobody can tell a slow query from a full disk or a busy neighbour.",
        mend="Set monitoringInterval (seconds, 1 to 60) and monitoringRoleArn.",
        practice="REL06-BP01",
        controls=("FSBP RDS.6", "NIST SI-2"),
        types=(tokens.RDS_INSTANCE,),
        check=both(must_be_at_least("monitoringInterval", 1, "second"), must_be_set("monitoringRoleArn", "a role")),
        examples=(
            INSTANCE.good(
                "on", monitoringInterval=15, monitoringRoleArn="arn:aws:iam::111122223333:role/monitoring"
            ),
            INSTANCE.bad(
                "off", monitoringInterval=0, monitoringRoleArn="arn:aws:iam::111122223333:role/monitoring"
            ),
            INSTANCE.bad("no role", monitoringInterval=15),
            INSTANCE.unknown("new role", monitoringInterval=15, monitoringRoleArn=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-insights-under-own-key",
        summary="Performance Insights is on, and its data are under a customer-managed key.",
        why="Tuning and the health indicators read it; it holds the text of queries.",
        mend="Set performanceInsightsEnabled and performanceInsightsKmsKeyId.",
        practice="SEC08-BP02",
        controls=("NIST SC-28(1)", "NIST AU-6"),
        types=(tokens.RDS_INSTANCE, tokens.RDS_CLUSTER_INSTANCE),
        check=both(must_be_true("performanceInsightsEnabled"), must_be_own_key("performanceInsightsKmsKeyId")),
        examples=(
            INSTANCE.good("own key", performanceInsightsEnabled=True, performanceInsightsKmsKeyId=KEY),
            INSTANCE.bad("default key", performanceInsightsEnabled=True),
            INSTANCE.bad("off", performanceInsightsEnabled=False, performanceInsightsKmsKeyId=KEY),
            INSTANCE.unknown("new key", performanceInsightsEnabled=True, performanceInsightsKmsKeyId=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-logs-exported",
        summary="A database's log reaches CloudWatch.",
        why="On the instance it is lost with the instance, and an intruder could wait for it to be rotated away.",
        mend="List the engine's log (postgresql) in enabledCloudwatchLogsExports.",
        practice="SEC04-BP01",
        controls=("FSBP RDS.9", "FSBP RDS.36", "NIST AU-2"),
        types=tokens.DATABASES,
        check=unless(is_replica, _exports_engine_log),
        examples=(
            INSTANCE.good("exported", enabledCloudwatchLogsExports=["postgresql", "upgrade"]),
            INSTANCE.bad("another log only", enabledCloudwatchLogsExports=["upgrade"]),
            INSTANCE.bad("none"),
            INSTANCE.unknown("computed", enabledCloudwatchLogsExports=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="replica-logs-exported",
        summary="A replica's log reaches CloudWatch, like its source's.",
        why="Reports and ad-hoc queries run there: it is where misuse would be seen.",
        mend="List postgresql in enabledCloudwatchLogsExports.",
        practice="SEC04-BP01",
        controls=("FSBP RDS.9", "NIST AU-2"),
        types=(tokens.RDS_INSTANCE,),
        check=unless(lambda resource: not is_replica(resource), _exports_engine_log),
        examples=(
            REPLICA.good("exported", enabledCloudwatchLogsExports=["postgresql"]),
            INSTANCE.good("a primary has a guardrail of its own"),
            REPLICA.bad("none"),
            REPLICA.unknown("computed", enabledCloudwatchLogsExports=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="database-storage-grows",
        severity=Severity.ADVISORY,
        summary="A database's storage grows before it is full.",
        why="A full volume stops the store; a peak fills it in hours.",
        mend="Set maxAllocatedStorage above allocatedStorage.",
        practice="REL07-BP01",
        types=(tokens.RDS_INSTANCE,),
        check=unless(is_replica, _grows),
        examples=(
            INSTANCE.good("fourfold", allocatedStorage=1000, maxAllocatedStorage=4000),
            INSTANCE.good("as large as there is", allocatedStorage=65536, maxAllocatedStorage=65536),
            INSTANCE.bad("fixed", allocatedStorage=1000),
            INSTANCE.unknown("computed", allocatedStorage=UNKNOWN, maxAllocatedStorage=100),
        ),
    ),
    ResourceGuardrail(
        name="database-events-heard",
        summary="Failures, failovers, maintenance and changes of a database are reported to a topic.",
        why="Nobody acts on what nobody hears of.",
        mend="Enable the subscription and list these categories, or none for all.",
        practice="REL06-BP03",
        controls=("FSBP RDS.20", "NIST SI-2"),
        types=(tokens.RDS_EVENTS,),
        check=_hears_of_failures,
        examples=(
            Case(tokens.RDS_EVENTS).good("all categories", sourceType="db-instance"),
            Case(tokens.RDS_EVENTS).bad("too few", eventCategories=["backup"]),
            Case(tokens.RDS_EVENTS).bad("switched off", enabled=False),
            Case(tokens.RDS_EVENTS).unknown("computed", eventCategories=UNKNOWN),
        ),
    ),
)
