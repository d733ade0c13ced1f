"""What renewing the origin's secret needs of the manifest: the distribution, the doors and the secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from operations.recovery.errors import RequestError
from operations.recovery.manifest import SITE_PREFIX


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Rules(_Part):
    store: str


class _Door(_Part):
    rules: _Rules


class _Traffic(_Part):
    distribution: str
    origin_header: str
    doors: dict[str, _Door]


class _Site(_Part):
    region: str
    journal: str
    origin_secret: str


class _Index(_Part):
    standby: str


class _Sections(_Part):
    index: _Index
    traffic: _Traffic
    sites: dict[str, _Site]


@dataclass(frozen=True, kw_only=True)
class Front:
    """CloudFront and the doors behind it; `rules` and `secrets` are by region.

    A site without a door has a secret too. The lock is where recoveries have theirs: `lock_table` in `lock_region`.
    """

    environment: str
    distribution: str
    header: str
    rules: Mapping[str, str]
    secrets: Mapping[str, str]
    lock_region: str
    lock_table: str


def front_of(sections: Mapping[str, Any], environment: str) -> Front:
    """Return what stands in front of a stack, from the manifest's sections.

    Raises:
        RequestError: the stack has no CloudFront, or the manifest is older than this program.
    """
    traffic: Any = sections.get("traffic")
    if isinstance(traffic, Mapping) and "distribution" not in traffic:
        raise RequestError(
            f"{environment} has no CloudFront (edge.cloudFront.enabled in Pulumi.{environment}.yaml is false), so "
            "that its doors know no secret: there is nothing to renew"
        )
    sites = {name: content for name, content in sections.items() if name.startswith(SITE_PREFIX)}
    try:
        found = _Sections.model_validate({**sections, "sites": sites})
        standby = found.sites[f"{SITE_PREFIX}{found.index.standby}"]
    except ValidationError as error:
        problems = "\n".join(f"  {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise _unusable(environment, problems) from None
    except KeyError as error:
        raise _unusable(environment, f"  {error.args[0]}: is missing") from None
    return Front(
        environment=environment,
        distribution=found.traffic.distribution,
        header=found.traffic.origin_header,
        rules={region: door.rules.store for region, door in found.traffic.doors.items()},
        secrets={site.region: site.origin_secret for site in found.sites.values()},
        lock_region=standby.region,
        lock_table=standby.journal,
    )


def _unusable(environment: str, problems: str) -> RequestError:
    return RequestError(
        f"the manifest of {environment} cannot be used; deploy the stack anew with this version:\n{problems}"
    )
