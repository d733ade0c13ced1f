"""The page `docs/bulk-data.md`, written from both tables."""

from operations.bulk_data.calls import API_PATHS, TEST
from operations.bulk_data.sql import SQL_PATHS


def render() -> str:
    """Return the page."""
    sql = "\n".join(f"| {path.attempt} | {path.prevented} | `{path.test}` |" for path in SQL_PATHS)
    calls = "\n".join(f"| {path.attempt} | {_code(path.calls)} | {path.prevented} |" for path in API_PATHS)
    return (
        "# Bulk data\n\n"
        "<!-- Written from operations/bulk_data/ by `storefront docs write`. -->\n\n"
        "No developer can export customers' data in bulk. These are the exfiltration paths that we know, what\n"
        "prevents each, and the test that tries it.\n\n"
        "## Through the database\n\n"
        "| attempt | prevented by | tested by |\n|---|---|---|\n"
        f"{sql}\n\n"
        "## Through AWS's API\n\n"
        f"`{TEST}` asks IAM about each call, for a developer\n"
        "and for the other roles; [access](access.md) has the answers.\n\n"
        "| attempt | calls | prevented by |\n|---|---|---|\n"
        f"{calls}\n"
    )


def _code(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)
