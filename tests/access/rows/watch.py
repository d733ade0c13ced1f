"""What watches and reminds."""

from __future__ import annotations

from tests.access.rows.arns import AUDIT_FILE, FLOWS, FUNCTION, POSTGRESQL_LOG, login
from tests.access.rows.exfiltration import EXPORTS, RISING
from tests.access.rows.row import Row, may, may_not

ROWS: tuple[Row, ...] = (
    *may_not("test-page", ("cloudwatch:SetAlarmState", "*"), ("sns:Publish", "arn:aws:sns:{r}:{a}:{p}{r}-on-call")),
    *may("flow-logs", ("logs:PutLogEvents", FLOWS)),
    *may_not("flow-logs", ("logs:PutLogEvents", POSTGRESQL_LOG), ("logs:GetLogEvents", FLOWS), *EXPORTS, *RISING),
    *may("trail", ("logs:PutLogEvents", "arn:aws:logs:{r}:{a}:log-group:/{p}{r}-trail:log-stream:{a}_CloudTrail_{r}")),
    *may_not("trail", ("logs:PutLogEvents", FLOWS), ("s3:GetObject", AUDIT_FILE), *EXPORTS, *RISING),
    *may(
        "visitors",
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "Storefront/Visitors"}),
        ("logs:PutLogEvents", "arn:aws:logs:{r}:{a}:log-group:/aws/lambda/{p}{r}-visitors:log-stream:x"),
    ),
    *may_not(
        "visitors",
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "AWS/RDS"}),
        ("logs:PutLogEvents", FLOWS),
        ("rds-db:connect", login("replica", "monitoring_a")),
        ("ec2:CreateNetworkInterface", "*"),
        ("lambda:InvokeFunction", FUNCTION),
        *EXPORTS,
        *RISING,
    ),
    *may("drill-reminder", ("ssm:CreateOpsItem", "*", {"aws:RequestedRegion": "us-west-2"})),
    *may_not(
        "drill-reminder",
        ("ssm:CreateOpsItem", "*", {"aws:RequestedRegion": "us-east-1"}),
        ("ssm:UpdateOpsItem", "*", {"aws:RequestedRegion": "us-west-2"}),
        *EXPORTS,
        *RISING,
    ),
    *may("visitors-schedule", ("lambda:InvokeFunction", "arn:aws:lambda:{r}:{a}:function:{p}{r}-visitors")),
    *may_not(
        "visitors-schedule",
        ("lambda:InvokeFunction", FUNCTION),
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "Storefront/Visitors"}),
        *EXPORTS,
        *RISING,
    ),
)  # fmt: skip
