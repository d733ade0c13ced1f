"""The wishes: what stores of the Americas and others asked for, a row each."""

from typing import Any

from cli.wishes.wish import PROD, STAGING, Wish, moved
from components.settings import AccountWide
from components.settings.rules.rule import Neighbour

_OFF_HOURS = {"from": "20:00", "until": "07:00", "days": "MON-FRI", "timeZone": "America/Santiago"}
_SAO_PAULO = ("sa-east-1a", "sa-east-1b", "sa-east-1c")
_VIRGINIA = ("us-east-1a", "us-east-1b", "us-east-1c")
_MONTREAL = ("ca-central-1a", "ca-central-1b", "ca-central-1d")
_IRELAND = ("eu-west-1a", "eu-west-1b")
_MEXICO = ("mx-central-1a", "mx-central-1b")
# Mexico's region has no VPC encryption control.
_UNCONTROLLED = {"network": {"encryptionControl": "off"}}
_INTEL = {"instanceTypes": ["m7i.large", "m6i.large"]}
_ONE_SITE: dict[str, Any] = {
    "standbyLevel": "none",
    "sites": {"us-west-2": None},
    "fleet": {"images": {"us-west-2": None}},
    "database": {"replicatedBackupRetentionDays": None},
    "backups": {"copyDeleteAfterDays": None},
    "guidelines": {"region-outage": None},
}

REGIONS = (
    Wish(
        title="The store serves from São Paulo, and Virginia stands by",
        like=PROD,
        settings=moved(PROD, "sa-east-1", "us-east-1", {"sa-east-1": _SAO_PAULO, "us-east-1": _VIRGINIA}),
    ),
    Wish(
        title="The store serves from Montreal, whose zones are a, b and d",
        like=PROD,
        settings=moved(PROD, "ca-central-1", "us-east-1", {"ca-central-1": _MONTREAL, "us-east-1": _VIRGINIA}),
    ),
    Wish(
        title="A test environment serves from Querétaro, and Ireland stands by",
        like=STAGING,
        settings={
            **moved(STAGING, "mx-central-1", "eu-west-1", {"mx-central-1": _MEXICO, "eu-west-1": _IRELAND}),
            **_UNCONTROLLED,
        },
    ),
    Wish(
        title="The store serves from Querétaro, and Virginia stands by",
        like=STAGING,
        settings={
            **moved(STAGING, "mx-central-1", "us-east-1", {"mx-central-1": _MEXICO, "us-east-1": _VIRGINIA[:2]}),
            **_UNCONTROLLED,
        },
    ),
    Wish(
        title="The store serves from Santiago, a region that AWS has announced",
        like=STAGING,
        settings=moved(
            STAGING,
            "sa-west-1",
            "us-east-1",
            {"sa-west-1": ("sa-west-1a", "sa-west-1b"), "us-east-1": _VIRGINIA[:2]},
        ),
    ),
    Wish(
        title="The store serves from GovCloud",
        like=STAGING,
        settings=moved(
            STAGING,
            "us-gov-west-1",
            "us-gov-east-1",
            {
                "us-gov-west-1": ("us-gov-west-1a", "us-gov-west-1b"),
                "us-gov-east-1": ("us-gov-east-1a", "us-gov-east-1b"),
            },
        ),
    ),
    Wish(
        title="The store serves from China",
        like=STAGING,
        settings=moved(
            STAGING,
            "cn-north-1",
            "cn-northwest-1",
            {
                "cn-north-1": ("cn-north-1a", "cn-north-1b"),
                "cn-northwest-1": ("cn-northwest-1a", "cn-northwest-1b"),
            },
        ),
    ),
)
SITES = (
    Wish(
        title="A test environment has one site alone",
        like=STAGING,
        settings=_ONE_SITE,
    ),
    Wish(
        title="Production has one site alone",
        like=PROD,
        settings=_ONE_SITE,
    ),
    Wish(
        title="A store has three sites",
        like=STAGING,
        settings={
            "sites": {
                "us-east-2": {
                    "cidr": "10.48.0.0/16",
                    "zones": ["us-east-2a", "us-east-2b"],
                    "database": {"primaryZones": ["us-east-2a"], "replicaZone": "us-east-2b"},
                }
            },
            "fleet": {"images": {"us-east-2": "ami-0fedcba9876543210"}},
        },
    ),
    Wish(
        title="A developer's environment has a single zone",
        like=STAGING,
        settings={"kind": "disposable", "sites": {"us-east-1": {"zones": ["us-east-1a"]}}},
    ),
    Wish(
        title="A site has four zones",
        like=PROD,
        settings={"sites": {"us-east-1": {"zones": [*_VIRGINIA, "us-east-1d"]}}},
    ),
    Wish(
        title="Zones are named by their ids, which are the same in every account",
        like=STAGING,
        settings={
            "sites": {
                "us-east-1": {
                    "zones": ["use1-az1", "use1-az2"],
                    "database": {"primaryZones": ["use1-az1"], "replicaZone": "use1-az2"},
                }
            }
        },
    ),
    Wish(
        title="A site stands in a VPC that is there already",
        like=STAGING,
        settings={"sites": {"us-east-1": {"vpcId": "vpc-0123456789abcdef0"}}},
    ),
)
PARTS = (
    Wish(title="Nobody uses Google Analytics", like=PROD, settings={"visitors": None}),
    Wish(
        title="Nobody uses Tableau Cloud",
        like=PROD,
        settings={"servers": {"tableauBridge": None, "artifacts": {"tableauBridge": None}}},
    ),
    Wish(
        title="Procedures run from elsewhere, without an operations host",
        like=PROD,
        settings={"servers": {"operationsHost": None, "artifacts": {"awsCli": None, "storefrontCli": None}}},
    ),
    Wish(
        title="Visitors reach the load balancer without CloudFront",
        like=PROD,
        settings={"edge": {"cloudFront": {"enabled": False}}},
    ),
    Wish(title="The fleet is of x86_64", like=PROD, settings={"fleet": _INTEL}),
    Wish(title="Visitors come by IPv6", like=STAGING, settings={"edge": {"ipv6": True}}),
    Wish(title="The standby runs servers", like=PROD, settings={"standbyLevel": "warm"}),
)
NAMES = (
    Wish(
        title="A store has a domain for each country, and subdomains",
        like=PROD,
        settings={
            "edge": {
                "zones": [{"name": "tienda.cl"}, {"name": "tienda.com.mx"}],
                "alternativeNames": ["www.tienda.cl", "www.tienda.com.mx", "pe.example.com"],
            }
        },
    ),
    Wish(
        title="The same without CloudFront",
        like=PROD,
        settings={
            "edge": {
                "zones": [{"name": "tienda.cl"}, {"name": "tienda.com.mx"}],
                "alternativeNames": ["www.tienda.cl", "www.tienda.com.mx", "pe.example.com"],
                "cloudFront": {"enabled": False},
            }
        },
    ),
    Wish(
        title="A hosted zone belongs to another account",
        like=PROD,
        settings={
            "edge": {
                "zones": [
                    {
                        "name": "tienda.cl",
                        "zoneId": "Z0123456789",
                        "role": "arn:aws:iam::222233334444:role/storefront-records",
                    }
                ],
                "alternativeNames": ["www.tienda.cl"],
            }
        },
    ),
    Wish(
        title="A name stands in a zone that no setting names",
        like=PROD,
        settings={"edge": {"alternativeNames": ["www.tienda.cl"]}},
    ),
)
KINDS = (
    Wish(
        title="A test environment stops in off-hours",
        like=STAGING,
        settings={"offHours": _OFF_HOURS, "servers": {"patchWindow": "tue:14:00-tue:16:00"}},
    ),
    Wish(title="Production stops in off-hours", like=PROD, settings={"offHours": _OFF_HOURS}),
    Wish(
        title="A developer's environment has the smallest sizes",
        like=STAGING,
        settings={
            "kind": "disposable",
            "database": {
                "instanceClass": "db.t4g.small",
                "replica": {"instanceClass": "db.t4g.small"},
                "storage": {"allocatedGib": 20, "maxAllocatedGib": 40},
            },
            "keys": {"deletionWindowDays": 7},
        },
    ),
    Wish(
        title="Production has a burstable database",
        like=PROD,
        settings={"database": {"instanceClass": "db.t4g.large", "replica": {"instanceClass": "db.t4g.large"}}},
    ),
    Wish(title="Production has a burstable fleet", like=PROD, settings={"fleet": {"instanceTypes": ["t4g.large"]}}),
)
ENVIRONMENTS = (
    Wish(
        title="An environment stands beside the others",
        like=STAGING,
        settings={
            "environment": "dev",
            "account": "777788889999",
            "deploymentRole": "arn:aws:iam::777788889999:role/storefront-deployment",
            "identity": {
                "people": {"trusted": ["arn:aws:iam::777788889999:saml-provider/identity"]},
                "pipelines": {
                    "stateBucket": "example-storefront-dev-state",
                    "stateKey": "arn:aws:kms:us-east-1:777788889999:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                },
            },
        },
    ),
    Wish(title="An environment has a long name", like=STAGING, settings={"environment": "integration-tests"}),
)
# A second store beside staging, in staging's account: what the account has once is staging's to keep.
SECOND_STORE: dict[str, Any] = {
    "environment": "boutique",
    "keptElsewhere": [str(what) for what in AccountWide],
    "sites": {"us-east-1": {"cidr": "10.48.0.0/16"}, "us-west-2": {"cidr": "10.49.0.0/16"}},
    "servers": {"operationsHost": None, "artifacts": {"awsCli": None, "storefrontCli": None}},
    "edge": {"hostedZone": "boutique.example.com", "domain": "www.boutique.example.com"},
    "identity": {"pipelines": {"stateBucket": "example-storefront-boutique-state"}},
}
_STAGING = Neighbour(
    environment=STAGING, account="444455556666", networks=(), regions=frozenset({"us-east-1", "us-west-2"})
)
STORES = (
    Wish(
        title="Two stores share an account and its regions",
        like=STAGING,
        settings=SECOND_STORE,
        others=(_STAGING,),
    ),
    Wish(
        title="The account is in use, and has the pipelines' provider, GuardDuty and RDSOSMetrics",
        like=PROD,
        settings={"keptElsewhere": ["oidc-provider", "guardduty-detector", "rds-os-metrics"]},
    ),
    Wish(
        title="Two stores share an account, and each keeps what it has once",
        like=STAGING,
        settings={**SECOND_STORE, "keptElsewhere": None},
        others=(_STAGING,),
    ),
)
WISHES = (*REGIONS, *SITES, *PARTS, *NAMES, *KINDS, *ENVIRONMENTS, *STORES)
