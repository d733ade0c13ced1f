"""Tells CloudWatch what a drill found, in the region that recoveries run from."""

from functions.shared.metrics import Namespace
from operations.aws import AwsClient
from operations.drill.evidence import Evidence


def publish(aws: AwsClient, region: str, evidence: Evidence) -> None:
    """Publish the figures and the verdict of a drill; raises AwsError."""
    figures = {
        "RecoverySeconds": (evidence.recovery_seconds, "Seconds"),
        "LossSeconds": (max(evidence.measured_loss_seconds, evidence.expected_loss_seconds), "Seconds"),
        "Passed": (float(evidence.passed), "Count"),
    }
    of = {"Environment": evidence.stack, "Scenario": str(evidence.scenario), "Target": evidence.target}
    dimensions = [{"Name": name, "Value": value} for name, value in of.items()]
    data = [
        {"MetricName": name, "Dimensions": dimensions, "Value": value, "Unit": unit}
        for name, (value, unit) in figures.items()
    ]
    aws.call(region, "cloudwatch", "PutMetricData", Namespace=Namespace.DRILLS, MetricData=data)
