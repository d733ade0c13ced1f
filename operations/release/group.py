"""An Auto Scaling group as a release sees and changes it: each method is one call, or one look."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from operations.aws import AwsClient, RefusedError
from operations.release.configuration import Configuration
from operations.release.errors import ReleaseError
from operations.release.manifest import Target
from operations.release.refresh import Refresh, refresh_of

UNDER_WAY, NOT_UNDER_WAY = "InstanceRefreshInProgress", "ActiveInstanceRefreshNotFound"
"""Auto Scaling's codes: another refresh runs already; none runs."""
SETBACKS = 3
"""How often the answer to a change may be lost before it is given up."""
# A tenth of the servers come first, and the alarms are watched before more do.
_FIRST_PERCENT, _ALL_PERCENT = 10, 100
_LEAVING = "Terminating"
_DENIED = "AccessDenied"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a look at a group found."""

    configuration: Configuration
    """The group's own: what it launches servers by when it scales out."""
    versions: Mapping[str, int]
    """How many servers were launched by which version."""
    settled: bool
    """Whether every server is as the group's own configuration has it."""
    refreshes: tuple[Refresh, ...]
    """Those of the last six weeks, the newest first."""

    @property
    def active(self) -> Refresh | None:
        """The refresh that is under way; AWS has one at a time."""
        return next((one for one in self.refreshes if one.active), None)

    def runs(self, wanted: Configuration) -> bool:
        """Whether the group and all of its servers are as wanted, for good."""
        return self.active is None and self.configuration == wanted and self.settled

    def words(self) -> str:
        """Say what runs."""
        servers = ", ".join(f"{count} by version {version}" for version, count in sorted(self.versions.items()))
        return f"version {self.configuration.version}; servers: {servers or 'none'}"


@dataclass(frozen=True)
class ReleasedGroup:
    """One group, in its region."""

    aws: AwsClient
    target: Target

    @property
    def place(self) -> str:
        """Say which group it is, and of which site."""
        return f"{self.target.region} ({self.target.level}), {self.target.name}"

    def look(self) -> Seen:
        """Look at the group, its servers and its refreshes.

        Raises:
            ReleaseError: there is no such group.
        """
        # The refreshes first: one that ends in between has then changed the group already.
        refreshes = tuple(map(refresh_of, self._refreshes()))
        found = self._list("DescribeAutoScalingGroups", {"AutoScalingGroupNames": [self.target.name]})
        if not found:
            raise self._missing()
        configuration = Configuration.of_answer(found[0])
        staying = [one for one in found[0]["Instances"] if not one["LifecycleState"].startswith(_LEAVING)]
        return Seen(
            configuration=configuration,
            versions=Counter(map(_version, staying)),
            settled=all(map(configuration.launched, staying)),
            refreshes=refreshes,
        )

    def start(self, wanted: Configuration, *, alarms: bool) -> str:
        """Start a refresh that AWS takes back by itself; returns its id. Servers are replaced before they end.

        How many at once is the group's instance maintenance policy.
        """
        watched = {"AlarmSpecification": {"Alarms": list(self.target.alarms)}} if alarms else {}
        return self._start(
            wanted,
            AutoRollback=True,
            CheckpointPercentages=[_FIRST_PERCENT, _ALL_PERCENT],
            CheckpointDelay=self.target.watch_seconds,
            # AWS watches the alarms meanwhile, and takes back what has replaced every server already.
            BakeTime=self.target.watch_seconds,
            **watched,
        )

    def start_back(self, wanted: Configuration) -> str:
        """Start a refresh to what is known to work, as fast as may be; returns its id."""
        return self._start(wanted, AutoRollback=False)

    def take_back(self) -> str:
        """Have AWS take the refresh back that is under way; returns its id."""
        return str(self._call("RollbackInstanceRefresh", self._name)["InstanceRefreshId"])

    def alarms(self) -> dict[str, str]:
        """Return the state of each alarm of a release that there is."""
        found = self.aws.list_all(
            self.target.region,
            "cloudwatch",
            "DescribeAlarms",
            "MetricAlarms",
            AlarmNames=list(self.target.alarms),
            AlarmTypes=["MetricAlarm"],
        )
        return {str(one["AlarmName"]): str(one["StateValue"]) for one in found}

    def note(self, before: Configuration, at: str) -> None:
        """Note what the group has before a release: afterwards AWS does not tell it."""
        noted = {"before": before.note(), "towards": self.target.declared.note()}
        self.aws.call_again(
            self.target.region,
            "dynamodb",
            "PutItem",
            TableName=self.target.journal,
            Item={**self._key, "document": {"S": json.dumps(noted, sort_keys=True)}, "at": {"S": at}},
        )

    def noted(self, now: Configuration) -> Configuration | None:
        """Return what the group had before the release that brought what it has now; None: nothing says it."""
        item = self.aws.call(
            self.target.region,
            "dynamodb",
            "GetItem",
            TableName=self.target.journal,
            Key=self._key,
            ConsistentRead=True,
        ).get("Item")
        if item is None:
            return None
        document = json.loads(item["document"]["S"])
        towards = Configuration.of_note(document["towards"])
        return Configuration.of_note(document["before"]) if towards == now else None

    @property
    def _name(self) -> dict[str, Any]:
        return {"AutoScalingGroupName": self.target.name}

    @property
    def _key(self) -> dict[str, Any]:
        return {"part": {"S": "release"}, "entry": {"S": self.target.name}}

    def _refreshes(self) -> list[Any]:
        try:
            return self._list("DescribeInstanceRefreshes", self._name)
        except RefusedError as error:
            # What AWS says of a group that is not there; of its name nothing else can be wrong.
            raise self._missing() if error.code == "ValidationError" else error from None

    def _missing(self) -> ReleaseError:
        return ReleaseError(
            f"the Auto Scaling group {self.target.name} does not exist in {self.target.region}; deploy the stack, "
            "then run this again"
        )

    def _start(self, wanted: Configuration, **preferences: Any) -> str:
        params = {
            **self._name,
            "Strategy": "Rolling",
            "DesiredConfiguration": wanted.desired(),
            "Preferences": {"SkipMatching": True, "ScaleInProtectedInstances": "Refresh", **preferences},
        }
        try:
            return str(self._call("StartInstanceRefresh", params)["InstanceRefreshId"])
        except RefusedError as error:
            if _DENIED not in error.code:
                raise
            raise ReleaseError(
                f"{error}\n  whoever starts servers by the template needs its rights (decision 79): run this as "
                "the role that deploys, in the pipeline"
            ) from None

    def _call(self, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        return self.aws.call(self.target.region, "autoscaling", operation, **params)

    def _list(self, operation: str, params: Mapping[str, Any]) -> list[Any]:
        return self.aws.list_all(self.target.region, "autoscaling", operation, **params)


def _version(instance: Mapping[str, Any]) -> str:
    template: Mapping[str, Any] = instance.get("LaunchTemplate") or {}
    return str(template.get("Version", "?"))
