"""How much of a region's failover is the tool's own time: what is neither waiting for AWS nor for a person."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figure import Figure, Measured, MeasurementError
from operations.aws import AwsClient
from rehearsal.drills.small_stack import STANDBY, stand_up
from rehearsal.emulator.process import start
from rehearsal.mocks.recorder import ROOT

BOUND_SECONDS = 5.0

EXPLANATION = (
    "recovery: `storefront failover run prod region-outage` against the embedded AWS, from its start to its end: "
    "the processor's time of its process, imports included. The rest of the time it waits: for answers, and "
    "between looks for AWS to be done."
)


def measure(*, quick: bool) -> Measured:  # noqa: ARG001 - every measurement is asked alike; this one runs once
    """Fail a stack over once.

    Raises MeasurementError if it does not end well.
    """
    with start() as emulator, tempfile.TemporaryDirectory() as folder:
        given = {
            "AWS_ENDPOINT_URL": emulator.endpoint,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "not-a-secret",
        }
        os.environ.update(given)
        manifest = Path(folder, "manifest.json")
        manifest.write_text(json.dumps(stand_up(AwsClient(time.sleep))), encoding="utf-8")
        return Measured(_failed_over(manifest), [EXPLANATION])


def _failed_over(manifest: Path) -> list[Figure]:
    command = [
        str(Path(sys.executable).with_name("storefront")),
        "failover",
        "run",
        "prod",
        "region-outage",
        "--yes",
    ]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--region", STANDBY, "--manifest", str(manifest)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall, own = time.perf_counter() - begun, used.ru_utime + used.ru_stime
    if process.returncode:
        last = (said.strip() or "it said nothing").splitlines()[-1]
        raise MeasurementError(f"recovery: the failover ended with status {process.returncode}: {last}")
    return [
        Figure("failover of a region: the tool's own time", f"{own:.1f} s", own / BOUND_SECONDS, 1.0),
        Figure("  besides, waiting for the embedded AWS and between looks", f"{max(wall - own, 0.0):.1f} s"),
    ]
