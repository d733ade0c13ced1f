"""Servers, what builds their images, and what patches them."""

from __future__ import annotations

from tests.access.rows.arns import (
    AUDIT_FILE,
    DB,
    DELIVERIES,
    FLOWS,
    FUNCTION,
    MANIFEST,
    MARKETING,
    OWN_MARKETING,
    OWN_SECRET,
    REPORTS,
    ROLE,
    SECRET,
    SERVER,
    TOKEN,
    login,
    through,
)
from tests.access.rows.exfiltration import COPIES, EXPORTS, RISING
from tests.access.rows.row import Row, may, may_not

ROWS: tuple[Row, ...] = (
    # Servers: each reads its own deliveries and its own secret, and writes its own records.
    *may(
        "application",
        ("s3:GetObject", DELIVERIES + "bundles/x.tar.gz"),
        ("s3:GetObject", DELIVERIES + "application/x.tar.gz"),
        ("secretsmanager:GetSecretValue", OWN_SECRET),
        ("kms:Decrypt", "{key-secrets}", through("secretsmanager", "secrets")),
        ("logs:PutLogEvents", "arn:aws:logs:{r}:{a}:log-group:/{p}{r}-servers/application/audit:log-stream:x"),
        ("ssmmessages:OpenDataChannel", "*"),
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "Storefront/Servers"}),
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "Storefront/Store"}),
    ),
    *may_not(
        "application",
        ("secretsmanager:GetSecretValue", MARKETING),
        ("secretsmanager:GetSecretValue", TOKEN),
        ("secretsmanager:PutSecretValue", SECRET),
        ("kms:Decrypt", "{key-secrets}"),
        ("s3:PutObject", DELIVERIES + "bundles/x.tar.gz"),
        ("s3:GetObject", DELIVERIES + "tableau-bridge/x.deb"),
        ("s3:GetObject", AUDIT_FILE),
        ("logs:PutLogEvents", FLOWS),
        ("ssm:GetParameter", MANIFEST),
        ("ssm:SendCommand", SERVER),
        ("rds-db:connect", login("primary", "storefront_master")),
        *(row for row in (*EXPORTS, *RISING) if row[0] != "secretsmanager:GetSecretValue"),
    ),
    *may(
        "tableau-bridge",
        ("secretsmanager:GetSecretValue", OWN_MARKETING),
        ("secretsmanager:GetSecretValue", TOKEN),
        ("s3:GetObject", DELIVERIES + "tableau-bridge/x.deb"),
    ),
    *may_not(
        "tableau-bridge",
        ("secretsmanager:GetSecretValue", SECRET.replace("application", "management")),
        ("s3:GetObject", DELIVERIES + "application/x.tar.gz"),
        ("s3:PutObject", DELIVERIES + "bundles/x.tar.gz"),
        *EXPORTS,
        *RISING,
    ),
    *may(
        "operations-host",
        ("s3:GetObject", DELIVERIES + "storefront-cli/x.tar.gz"),
        ("ssm:GetParameter", MANIFEST),
        ("logs:PutLogEvents", "arn:aws:logs:{r}:{a}:log-group:/{p}{r}-sessions:log-stream:x"),
    ),
    *may_not(
        "operations-host",
        ("rds:DescribeDBInstances", DB),
        ("lambda:InvokeFunction", FUNCTION),
        ("sts:AssumeRole", ROLE + "operator"),
        *COPIES,
        *EXPORTS,
        *RISING,
    ),
    *may("image-build", ("s3:GetObject", DELIVERIES + "bundles/x.tar.gz"), ("s3:PutObject", REPORTS + "images/x.log")),
    *may_not("image-build", ("secretsmanager:GetSecretValue", TOKEN), ("s3:PutObject", DELIVERIES + "bundles/x.tar.gz"), *EXPORTS, *RISING),
    # AWS's own documents have no account in their ARNs, which the evaluator's tables do not know.
    *may("patches", ("ssm:SendCommand", SERVER, {"aws:ResourceTag/Server": "tableau-bridge"})),
    *may_not(
        "patches",
        ("ssm:SendCommand", SERVER, {"aws:ResourceTag/Server": "application"}),
        ("ssm:SendCommand", "arn:aws:ssm:{r}:{a}:document/of-ones-own"),
        *EXPORTS,
        *RISING,
    ),
)  # fmt: skip
