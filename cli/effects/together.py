"""Keys of prod's settings that cannot change alone, with what must change beside them."""

from collections.abc import Mapping
from typing import Any

from components.settings.problem import Path

_EAST, _WEST = ("sites", "us-east-1"), ("sites", "us-west-2")
_LESSER = {
    "zone-outage": {"rto": "30m", "rpo": "5m"},
    "multi-zone-outage": {"rto": "4h", "rpo": "15m"},
    "region-outage": {"rto": "24h", "rpo": "1h"},
    "data-corruption": {"rto": "24h", "rpo": "15m"},
    "account-compromise": {"rto": "48h", "rpo": "25h"},
}
_ONE_ZONE: dict[Path, Any] = {
    (*_EAST, "database", "primaryZones"): ["us-east-1a"],
    (*_WEST, "database", "primaryZones"): ["us-west-2a"],
    ("database", "multiAz"): False,
    ("guidelines",): _LESSER,
}


def _zones(site: Path, zones: list[str]) -> dict[Path, Any]:
    *primary, replica = zones
    database = {"primaryZones": primary, "replicaZone": replica}
    return {(*site, "zones"): zones, (*site, "database"): database}


TOGETHER: Mapping[Path, Mapping[Path, Any]] = {
    ("account",): {
        ("account",): "777788889999",
        ("deploymentRole",): "arn:aws:iam::777788889999:role/storefront-deployment",
        ("identity", "pipelines", "stateKey"): (
            "arn:aws:kms:us-east-1:777788889999:key/1234abcd-12ab-34cd-56ef-1234567890ab"
        ),
    },
    ("serving",): {("serving",): "us-west-2"},
    ("home",): {("home",): "us-west-2"},
    (*_EAST, "zones"): _zones(_EAST, ["us-east-1a", "us-east-1b", "us-east-1d"]),
    (*_EAST, "database", "replicaZone"): _zones(_EAST, ["us-east-1a", "us-east-1b", "us-east-1d"]),
    (*_EAST, "database", "primaryZones"): {
        (*_EAST, "database"): {"primaryZones": ["us-east-1b", "us-east-1c"], "replicaZone": "us-east-1a"}
    },
    (*_WEST, "zones"): _zones(_WEST, ["us-west-2a", "us-west-2b", "us-west-2d"]),
    (*_WEST, "database", "replicaZone"): _zones(_WEST, ["us-west-2a", "us-west-2b", "us-west-2d"]),
    (*_WEST, "database", "primaryZones"): {
        (*_WEST, "database"): {"primaryZones": ["us-west-2b", "us-west-2c"], "replicaZone": "us-west-2a"}
    },
    ("database", "multiAz"): _ONE_ZONE,
    # Any window that differs by one digit is too near to AWS Backup's start, or meets the patches'.
    ("database", "backupWindow"): {("database", "backupWindow"): "04:00-04:30"},
    ("edge", "hostedZone"): {
        ("edge", "hostedZone"): "example.net",
        ("edge", "domain"): "www.example.net",
        ("edge", "alternativeNames"): ["example.net"],
    },
    ("identity", "people", "signIn"): {
        ("identity", "people"): {
            "signIn": "saml",
            "trusted": ["arn:aws:iam::111122223333:saml-provider/identity"],
        }
    },
    ("visitors", "signIn"): {("visitors", "signIn"): "key", ("visitors", "federation"): None},
}
