"""The function outside the VPC: the monthly examination, which is `storefront database tune` with OpsItems."""

from __future__ import annotations

import os
from typing import Any

from functions.shared.logs import function_log
from operations.tuning.detect.thresholds import Thresholds
from operations.tuning.target import target
from operations.tuning.tune import LONGEST_DAYS, tune

log = function_log("database_tuning")


def handle(_event: object, _context: object) -> dict[str, Any]:
    """Examine the stack's database, keep the report, and open OpsItems for what needs a person.

    Raises:
        TuningError: it could not be examined; the text says why and what to do next.
    """
    found = target(os.environ["STACK"])
    done = tune(found, found.reports, LONGEST_DAYS, Thresholds(), ops_items=True)
    told = {
        "recommendations": len(done.report.recommendations),
        "opened": done.opened,
        "known": done.known,
        "files": list(done.files),
        "notes": list(done.report.snapshot.notes),
    }
    log.info("%s", told)
    return told
