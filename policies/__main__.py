"""The policy pack's entry: guardrails and exemptions in, answers to the engine out."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from policies.catalogue import GUARDRAILS, RESOURCE_GUARDRAILS, STACK_GUARDRAILS
from policies.engine.exemptions import ExemptionsError, load
from policies.engine.review import Review
from policies.engine.server import Analyzer, serve


def main() -> int:
    """Serve until told to end; return the exit status."""
    try:
        exemptions = load(Path(__file__).with_name("exemptions.yaml"), {guardrail.name for guardrail in GUARDRAILS})
    except ExemptionsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    today = datetime.now(UTC).date()
    serve(Analyzer(GUARDRAILS, Review(RESOURCE_GUARDRAILS, STACK_GUARDRAILS, exemptions, today)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
