"""Holds a call against the regions of what it names: a service takes things of its own, with few exceptions.

Whatever an ARN in a parameter names must be in the region that is asked, unless a row here says otherwise; so what
a program takes from the wrong site is refused, whichever resource it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from components.shared.facts.dated_regions import BACKUP_DESTINATIONS, CLOUDFRONT_LISTS

Problem = tuple[str, object, str]
"""Where a parameter is, what was given, what is allowed."""

# CloudFront answers in this region, and takes certificates and web ACLs of no other:
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
# https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html
CLOUDFRONT = "us-east-1"
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:([a-z0-9-]+):[0-9]{12}:\S+")

# Services that stand in no region of their own and take ARNs of any.
_WITHOUT_REGION = {"iam", "route53", "sts", "budgets", "ce"}

# What may be of another region, or must be: service, operation and parameter, with where AWS says so.
ELSEWHERE: Mapping[tuple[str, str, str], str] = {
    ("rds", "StartDBInstanceAutomatedBackupsReplication", "SourceDBInstanceArn"): (
        "RDS API reference, StartDBInstanceAutomatedBackupsReplication"
    ),
    ("rds", "StopDBInstanceAutomatedBackupsReplication", "SourceDBInstanceArn"): (
        "RDS API reference, StopDBInstanceAutomatedBackupsReplication"
    ),
    ("backup", "CreateBackupPlan", "DestinationBackupVaultArn"): "AWS Backup API reference, CopyAction",
    ("backup", "StartCopyJob", "DestinationBackupVaultArn"): "AWS Backup API reference, StartCopyJob",
    ("secretsmanager", "CreateSecret", "KmsKeyId"): "Secrets Manager API reference, ReplicaRegionType",
    ("secretsmanager", "ReplicateSecretToRegions", "KmsKeyId"): "Secrets Manager API reference, ReplicaRegionType",
    ("lambda", "CreateFunction", "Variables"): "data for the function's own code",
    ("lambda", "UpdateFunctionConfiguration", "Variables"): "data for the function's own code",
}


def misplaced(service: str, operation: str, params: Mapping[str, Any], region: str) -> Iterator[Problem]:
    """The parameters that AWS refuses for their region.

    Args:
        service: its name in botocore.
        operation: its name in the API.
        params: by their API names.
        region: the region that is asked.
    """
    if service not in _WITHOUT_REGION:
        yield from _foreign(service, operation, params, CLOUDFRONT if service == "cloudfront" else region)
    if service == "wafv2" and params.get("Scope") == "CLOUDFRONT" and region != CLOUDFRONT:
        yield "Scope", "CLOUDFRONT", f"CLOUDFRONT in {CLOUDFRONT} alone, not in {region}"
    if (service, operation) == ("rds", "StartDBInstanceAutomatedBackupsReplication"):
        yield from _unpaired(str(params["SourceDBInstanceArn"]), region)


def _foreign(service: str, operation: str, params: Mapping[str, Any], region: str) -> Iterator[Problem]:
    for path, name, text in _texts(params, "", ""):
        found = _ARN.fullmatch(text)
        if found and found[1] != region and (service, operation, name) not in ELSEWHERE:
            yield path, text, f"something of {region}, where the call goes"
        home = _LISTS.get(text)
        if home is not None and home != region:
            yield path, text, f"CloudFront's prefix list of {region}; this is the one of {home}"


def _unpaired(source: str, region: str) -> Iterator[Problem]:
    found = _ARN.fullmatch(source)
    home = found[1] if found else ""
    if region not in BACKUP_DESTINATIONS.get(home, "").split():
        allowed = f"an instance of a region whose backups RDS replicates to {region}"
        yield "SourceDBInstanceArn", source, allowed


def _texts(value: Any, path: str, name: str) -> Iterator[tuple[str, str, str]]:
    """Every text of the parameters: where it is, the parameter that holds it or its mapping, and the text."""
    if isinstance(value, str):
        yield path, name, value
    elif isinstance(value, Mapping):
        for key, item in cast("Mapping[str, Any]", value).items():
            inner = name if name == "Variables" else key
            yield from _texts(item, f"{path}.{key}" if path else key, inner)
    elif isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        for index, item in enumerate(cast("Sequence[Any]", value)):
            yield from _texts(item, f"{path}[{index}]", name)


_LISTS = {prefix_list: region for region, prefix_list in CLOUDFRONT_LISTS.items()}
