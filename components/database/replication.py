"""Where two sites touch: the serving site's automated backups, kept by the standby under its own key."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.shared.naming import Place


@dataclass(frozen=True, kw_only=True)
class ReplicationArgs:
    """The database whose backups are replicated and its letter, the standby's place, key and retention (days)."""

    standby: Place
    letter: str
    source_arn: pulumi.Input[str]
    standby_key_arn: pulumi.Input[str]
    retention_days: int


class Replication(pulumi.ComponentResource):
    """Automated backups in another region; it takes the standby's provider."""

    def __init__(self, name: str, *, args: ReplicationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Replication", name, None, opts)
        # Another database's backups are other backups: those of the one before stay until their time is over.
        what = "replicated-backups" if args.letter == "a" else f"replicated-backups-{args.letter}"
        replicated = aws.rds.InstanceAutomatedBackupsReplication(
            args.standby.logical(what),
            source_db_instance_arn=args.source_arn,
            kms_key_id=args.standby_key_arn,
            retention_period=args.retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )
        self.arn = replicated.id
        self.register_outputs({"arn": self.arn})
