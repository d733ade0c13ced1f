"""The function outside the VPC: the monthly examination, which is `storefront database tune` with OpsItems."""

from __future__ import annotations

import os
from typing import Any

from functions.shared.aws import Services
from functions.shared.logs import function_log
from functions.tuning.detect.thresholds import Thresholds
from functions.tuning.target import Target
from functions.tuning.tune import LONGEST_DAYS, tune

STACK, READER, RESOURCE_ID, REPORTS = "STACK", "READER", "RESOURCE_ID", "REPORTS"
"""The environment: the stack, the function that reads its database, the main one's resource id, the reports."""

log = function_log("database_tuning")


def handle(_event: object, _context: object) -> dict[str, Any]:
    """Examine the stack's database, keep the report, and open OpsItems for what needs a person.

    Raises:
        TuningError: it could not be examined; the text says why and what to do next.
    """
    target = Target(
        services=Services(),
        environment=os.environ[STACK],
        reader=os.environ[READER],
        resource_id=os.environ[RESOURCE_ID],
        reports=os.environ[REPORTS],
    )
    done = tune(target, target.reports, LONGEST_DAYS, Thresholds(), ops_items=True)
    told = {
        "recommendations": len(done.report.recommendations),
        "opened": done.opened,
        "known": done.known,
        "files": list(done.files),
        "notes": list(done.report.snapshot.notes),
    }
    log.info("%s", told)
    return told
