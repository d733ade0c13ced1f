"""Proves that the pack looks for the availability guidelines where the program writes them.

What the guardrail says of them is in its own examples (test_examples).
"""

from manifest.document import Document, section_names
from manifest.path import path
from policies.data.guidelines import GUIDELINES_SUFFIX


def test_the_pack_reads_the_section_that_the_manifest_writes() -> None:
    assert "guidelines" in section_names(Document, ["us-east-1"])
    assert path("prod", "guidelines") == f"/storefront/prod{GUIDELINES_SUFFIX}"
