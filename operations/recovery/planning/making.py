"""The steps of which ways back are made, each with what it is told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from manifest.site import Site
from operations.recovery.durations import Part
from operations.recovery.planning.requests import (
    Ground,
    from_backups,
    from_vault,
    marks,
    replica_across,
    replica_of,
    settled,
)
from operations.recovery.planning.situation import Situation
from operations.recovery.steps import Params, Step

_RECOVERED_FIRST = "the store serves; only the way back to the lost region waits"
_NAMED_BY_NOBODY = "no secret names it any more, so clients that connect anew go to the new writer"
_LED_ELSEWHERE = "traffic follows the other door's answer"


class Steps:
    """Makes the steps of one situation, towards one site."""

    def __init__(self, situation: Situation, site: Site) -> None:
        self._situation, self._manifest, self._site = situation, situation.manifest, site
        self._old = situation.manifest.database.instances.primary.identifier

    def fence(self, *, owed: bool = False) -> Step:
        """Close the old writer to new connections; `owed`: its region may not answer."""
        site = self._manifest.serving
        params = {
            "instance": self._old,
            "closed_group": site.closed_group,
            "open_groups": [site.security_groups["database"]],
        }
        title = f"close {self._old} to new connections"
        return _step("fence", title, site.region, Part.FENCE, params, debt_unless=_NAMED_BY_NOBODY if owed else "")

    def cut(self, *, owed: bool = False) -> Step:
        """Restart the old writer, which ends the connections that were open when it was fenced."""
        params = {"instance": self._old, "run": self._situation.run}
        title = f"restart {self._old}, which ends its open connections"
        region = self._manifest.index.serving
        return _step("cut", title, region, Part.CUT, params, debt_unless=_NAMED_BY_NOBODY if owed else "")

    def stop(self) -> Step:
        """Stop the old writer, which has no replica any more."""
        return _step(
            "stop",
            f"stop {self._old}, and with it what is still connected",
            self._manifest.index.serving,
            Part.STOP,
            {"instance": self._old},
            debt_unless=_NAMED_BY_NOBODY,
        )

    def promote(self, new: str) -> Step:
        """Promote a replica, with backups from the start."""
        shape = self._manifest.database.shape
        params = {
            "instance": new,
            "backup_retention_days": shape.backup_retention_days,
            "backup_window": shape.backup_window,
        }
        return self._here("promote", f"promote {new}", Part.PROMOTE, params)

    def restore(self, new: str, ground: Ground, source: dict[str, str], part: Part) -> Step:
        """Restore automated backups as a new instance."""
        at = self._situation.at
        moment = f"as it was at {at:%Y-%m-%dT%H:%M:%SZ}" if at else "to the latest moment"
        request = from_backups(self._situation, ground, source)
        params = {"instance": new, "run": self._situation.run, "request": request}
        return self._here("restore", f"restore {new} {moment}", part, params)

    def restore_copy(self, new: str, ground: Ground, point: str, made: str) -> Step:
        """Restore a recovery point of the vault as a new instance."""
        params = {
            "instance": new,
            "run": self._situation.run,
            "point": point,
            "role": self._manifest.backups.restore_role,
            "metadata": from_vault(self._situation, ground, new),
            "tags": marks(self._manifest),
        }
        return self._here(
            "restore-copy", f"restore {new} from the vault's copy of {made}", Part.RESTORE_COPY, params
        )

    def shape(self, new: str) -> Step:
        """Give a restored instance what a restore cannot give."""
        params = {"instance": new, "wanted": settled(self._manifest, self._site)}
        return self._here("modify", f"give {new} its settings", Part.SHAPE, params)

    def judged(self, new: str, moment: datetime) -> tuple[Step, ...]:
        """Have the restored data of a moment proven, where the site has a function for it; a person judges them."""
        judge = self._here("confirm", f"judge the data of {new}, and confirm", Part.JUDGE, {"instance": new})
        function, access = self._site.verification, self._manifest.access
        if not function or access is None:
            return (judge,)
        params = {
            "instance": new,
            "run": self._situation.run,
            "function": function,
            "trust_parameter": access.trust_parameter,
            "request": {
                "dbname": self._manifest.database.name,
                "moment": moment.isoformat(),
                "allowed_seconds": self._manifest.guidelines[self._situation.scenario.measured_by].rpo_seconds,
            },
        }
        return (self._here("verify", f"prove the data of {new}", Part.VERIFY, params), judge)

    def admit(self, new: str) -> Step:
        """Let clients reach the new writer."""
        params = {
            "instance": new,
            "wanted": {"VpcSecurityGroupIds": [self._site.security_groups["database"]]},
            "before": {"VpcSecurityGroupIds": [self._site.copy_group]},
        }
        return self._here("modify", f"let clients reach {new}", Part.ADMIT, params)

    def switch(self, new: str, *, beside: bool = False) -> tuple[Step, ...]:
        """Point clients at the new writer; `beside`: they can be pointed at the old one again."""
        if self._manifest.client_secret is None:
            return ()
        access = self._manifest.access
        function = access.functions.get(self._site.region) if access else None
        params = {
            "instance": new,
            "secret": self._manifest.client_secret,
            **({"function": function} if function else {}),
            **({"before": self._old} if beside else {}),
        }
        return (self._here("point-clients", f"point clients at {new}", Part.SWITCH, params),)

    def close_door(self) -> tuple[Step, ...]:
        """Turn visitors away at the old site's door."""
        return self._door(self._manifest.serving, serves=False)

    def make_ways(self) -> tuple[Step, ...]:
        """Make the ways by which what runs here reaches AWS's services."""
        endpoints = self._site.endpoints
        if endpoints is None:
            return ()
        params = {
            "vpc": self._site.vpc,
            "subnets": sorted(self._site.subnets["application"].values()),
            "group": self._site.security_groups["endpoints"],
            "names": endpoints.names,
            "policy": endpoints.policy,
            "tags": marks(self._manifest),
        }
        title = f"make the ways to AWS's services in {self._site.region}"
        return (self._here("make-endpoints", title, Part.ENDPOINTS, params),)

    def bring_up(self) -> tuple[Step, ...]:
        """Let servers run here, and visitors in."""
        fleet = self._manifest.fleets.get(self._site.region)
        door = self._door(self._site, serves=True)
        if fleet is None or not door:
            return ()
        params = {"group": fleet.group, "least": fleet.capacity.min_size}
        return (self._here("raise-fleet", f"bring {fleet.capacity.min_size} servers up", Part.FLEET, params), *door)

    def _door(self, site: Site, *, serves: bool) -> tuple[Step, ...]:
        traffic = self._manifest.traffic
        if traffic is None or site.region not in traffic.load_balancers:
            return ()
        door = traffic.load_balancers[site.region]
        title = f"let visitors in at {site.region}" if serves else f"turn visitors away at {site.region}"
        params = {"serves": serves, "rules": door.rules, "target_group": door.target_group}
        owed = "" if serves else _LED_ELSEWHERE
        part = Part.DOOR if serves else Part.CLOSE
        return (_step("door", title, site.region, part, params, debt_unless=owed),)

    def protect(self, new: str, replica: str, zone: str) -> tuple[Step, ...]:
        """Give the new writer a standby and a replica again."""
        return (*self._multi_az(new), *self._replica(new, replica, zone))

    def _multi_az(self, new: str) -> tuple[Step, ...]:
        if not self._manifest.database.multi_az:
            return ()
        params = {"instance": new, "wanted": {"MultiAZ": True}}
        title = f"give {new} a standby in another zone"
        return (self._later("modify", title, Part.MAKE_MULTI_AZ, params),)

    def _replica(self, source: str, name: str, zone: str) -> tuple[Step, ...]:
        if not zone:
            return ()
        request = replica_of(self._situation, self._site, source, zone)
        params = {"instance": name, "run": self._situation.run, "request": request}
        return (self._later("replica", f"make the replica {name} in {zone}", Part.MAKE_REPLICA, params),)

    def replica_across(self, name: str, ground: Ground, source_arn: str) -> Step:
        """Make a replica of another region's writer."""
        request = replica_across(self._situation, ground, source_arn)
        params = {"instance": name, "run": self._situation.run, "request": request}
        return self._here("replica", f"make {name}, a replica of {self._old}", Part.MAKE_REPLICA, params)

    def catch_up(self, name: str) -> Step:
        """Wait until the replica has all that the fenced writer took."""
        params = {"instance": name, "run": self._situation.run}
        return self._here("catch-up", f"wait until {name} has everything", Part.CATCH_UP, params)

    def widen(self, new: str) -> Step:
        """Give a promoted replica the writer's place in the network, and its settings."""
        groups = {"VpcSecurityGroupIds": [self._site.security_groups["database"]]}
        wanted = groups | {
            "BackupRetentionPeriod": self._manifest.database.shape.backup_retention_days,
            "DeletionProtection": True,
        }
        return self._later(
            "modify",
            f"give {new} the writer's place in the network",
            Part.SHAPE,
            {"instance": new, "wanted": wanted},
        )

    def replicate(self, source_arn: str, to: Site) -> Step:
        """Have the new writer's backups kept in the other region."""
        params = {
            "source_arn": source_arn,
            "key": to.keys["database"],
            "retention_days": self._manifest.database.shape.replicated_backup_retention_days,
        }
        title = f"replicate the new writer's backups to {to.region}"
        step = _step("replicate-backups", title, to.region, Part.REPLICATE_BACKUPS, params)
        return replace(step, restores_service=False, debt_unless=_RECOVERED_FIRST)

    def arn(self, name: str) -> str:
        """Return the ARN of an instance of the site."""
        return f"arn:aws:rds:{self._site.region}:{self._manifest.index.account}:db:{name}"

    def _here(self, kind: str, title: str, part: Part, params: Params) -> Step:
        return _step(kind, title, self._site.region, part, params)

    def _later(self, kind: str, title: str, part: Part, params: Params) -> Step:
        return replace(self._here(kind, title, part, params), restores_service=False)


def _step(
    kind: str, title: str, region: str, part: Part, params: Mapping[str, Any], *, debt_unless: str = ""
) -> Step:
    return Step(
        kind=kind,
        title=title,
        region=region,
        part=part,
        params=params,
        restores_service=True,
        debt_unless=debt_unless,
    )
