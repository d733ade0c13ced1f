"""Enumerations of AWS's resource schemas: written by `make facts`, never by hand.

Source: cfn-lint 1.58.0 (schemas of 2026-10-20) and moto 5.2.5.
"""

# fmt: off
# Days for which CloudWatch Logs keeps a group's events.
LOG_RETENTION_DAYS = (
    "1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653"
)
