"""The entry point: nothing is loaded before an interruption can be answered."""

import sys


def main() -> None:
    """Run the command line."""
    try:
        from cli.commands import app  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        # As a shell tells of a process that SIGINT ended.
        sys.exit(130)
    app(prog_name="storefront")
