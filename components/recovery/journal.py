"""The journal of recoveries and their lock: one table in each region, so that either can run a recovery alone."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.encryption.keys import Purpose

# The journal is written by hand and by one process at a time: nothing to plan capacity for.
_ON_DEMAND = "PAY_PER_REQUEST"
HASH_KEY, RANGE_KEY = "part", "entry"


@dataclass(frozen=True, kw_only=True)
class JournalArgs:
    """Where it stands."""

    baseline: Baseline


class Journal(pulumi.ComponentResource):
    """The table; `table` is its name.

    No global table: with two regions it would be eventually consistent, and two operators could both hold the lock.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
    """

    table: pulumi.Output[str]

    def __init__(self, name: str, *, args: JournalArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:recovery:Journal", name, None, opts)
        place = args.baseline.place
        table = aws.dynamodb.Table(
            place.logical("recovery-journal"),
            name=place.name("recovery-journal", limit=255),
            billing_mode=_ON_DEMAND,
            hash_key=HASH_KEY,
            range_key=RANGE_KEY,
            attributes=[
                aws.dynamodb.TableAttributeArgs(name=HASH_KEY, type="S"),
                aws.dynamodb.TableAttributeArgs(name=RANGE_KEY, type="S"),
            ],
            server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(
                enabled=True, kms_key_arn=args.baseline.key_arn(Purpose.RECOVERY)
            ),
            point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(enabled=True),
            deletion_protection_enabled=place.lifecycle.protected,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        self.table = table.name
        self.register_outputs({"table": self.table})
