"""Settings of stores that lack a part of the platform, or have off-hours: what is laid over a stack's own."""

from typing import Any

Overrides = dict[str, Any]

NO_ANALYTICS: Overrides = {"visitors": None}
NO_BRIDGE: Overrides = {"servers": {"tableauBridge": None, "artifacts": {"tableauBridge": None}}}
NO_HOST: Overrides = {
    "servers": {"operationsHost": None, "artifacts": {"awsCli": None, "storefrontCli": None}},
}
# Of a fleet of arm64 alone the agent for x86_64 may be left out.
NO_STANDALONE_SERVERS: Overrides = {
    "servers": {
        "tableauBridge": None,
        "operationsHost": None,
        "patchWindow": None,
        "artifacts": {
            "tableauBridge": None,
            "awsCli": None,
            "storefrontCli": None,
            "cloudwatchAgent": {"x86_64": None},
        },
    },
}
# Everything that may be left out: staging has neither CloudFront nor a reserve.
BARE: Overrides = {**NO_ANALYTICS, **NO_STANDALONE_SERVERS}
# Staging has no peaks, but a patch window in off-hours.
OFF_HOURS: Overrides = {
    "offHours": {"from": "20:00", "until": "07:00", "days": "MON-FRI", "timeZone": "America/Santiago"},
    "servers": {"patchWindow": "tue:14:00-tue:16:00"},
}
# A store that calls others: by HTTPS, a wildcard, mail by two ports, and a partner in a network of his own.
WAYS_OUT: Overrides = {
    "egress": {
        "destinations": [
            {"name": "api.mercadopago.com", "port": 443, "why": "payments"},
            {"name": "*.carrier.example.net", "port": 443, "why": "parcels"},
            {"name": "smtp.example.net", "port": 587, "why": "mail"},
            {"name": "smtp.example.net", "port": 465, "why": "mail"},
            {"name": "sftp.partner.example.org", "port": 22, "networks": ["198.51.100.0/28"], "why": "price lists"},
        ]
    }
}
# Staging without its standby, as a test environment may say of itself.
ONE_SITE: Overrides = {
    "standbyLevel": "none",
    "sites": {"us-west-2": None},
    "fleet": {"images": {"us-west-2": None}},
    "guidelines": {"region-outage": None},
    "backups": {"copyDeleteAfterDays": None},
    "database": {"replicatedBackupRetentionDays": None},
}
# Staging without a replica, and all of it in one zone.
NO_REPLICA: Overrides = {
    "servers": {"tableauBridge": None, "artifacts": {"tableauBridge": None}},
    "database": {"replica": None},
    "sites": {region: {"database": {"replicaZone": None}} for region in ("us-east-1", "us-west-2")},
    "guidelines": {what: {"rto": "4h", "rpo": "15m"} for what in ("zone-outage", "multi-zone-outage")},
}
# Staging whose database stops too: as it has no replica, and as all that needs it happens by day.
DATABASE_OFF_HOURS: Overrides = {
    **NO_REPLICA,
    **OFF_HOURS,
    "servers": {**NO_REPLICA["servers"], **OFF_HOURS["servers"]},
    "database": {
        "replica": None,
        "backupWindow": "13:00-13:30",
        "maintenanceWindow": "mon:14:00-mon:15:00",
        "tuningSchedule": "cron(0 17 ? * MON *)",
    },
    "backups": {"schedule": "cron(0 19 ? * MON-FRI *)"},
    "guidelines": {**NO_REPLICA["guidelines"], "account-compromise": {"rto": "2d", "rpo": "72h"}},
}
SINGLE_ZONE: Overrides = {
    **NO_REPLICA,
    "network": {"singleZone": True},
    "fleet": {"capacity": {"minSize": 1}},
}
