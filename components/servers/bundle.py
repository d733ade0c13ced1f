"""The bundle: what servers are brought to, which has a playbook for each kind and the checksum that is recorded.

`python -m components.servers.bundle` records the checksum of what stands in `ansible/`; the program refuses any
other, so that nothing is delivered that was not committed with its checksum.
"""

import sys
from pathlib import Path

from components.servers.kinds import ServerKind
from components.servers.packing import CHECKSUM_FILE, Bundle, BundleError, pack

PLAYBOOKS = "playbooks"


def checked_bundle(folder: Path) -> Bundle:
    """Pack the playbooks and roles in `folder`.

    Raises BundleError where a kind of server lacks its playbook, a playbook has no kind, or the checksum is not the
    one that is recorded.
    """
    _check_playbooks(folder)
    bundle = pack(folder)
    file = folder / CHECKSUM_FILE
    expected = file.read_text(encoding="utf-8").strip() if file.is_file() else "no recorded checksum"
    if bundle.sha256 != expected:
        raise BundleError(
            f"{folder.name}/: the bundle's checksum differs: got {bundle.sha256}, expected {expected} "
            f"({folder.name}/{CHECKSUM_FILE}); undo the change, or record it with `make bundle` for review"
        )
    return bundle


def _check_playbooks(folder: Path) -> None:
    found = {path.stem for path in (folder / PLAYBOOKS).glob("*.yml")}
    known = {str(kind) for kind in ServerKind}
    expected = f"expected a playbook for each of {', '.join(sorted(known))}"
    if missing := known - found:
        lacking = ", ".join(sorted(missing))
        raise BundleError(
            f"{folder.name}/{PLAYBOOKS}/: no playbook for {lacking}; {expected}; write it, or remove the kind"
        )
    if unknown := found - known:
        names = ", ".join(f"{name}.yml" for name in sorted(unknown))
        raise BundleError(
            f"{folder.name}/{PLAYBOOKS}/: {names} is for no kind of server; {expected}; rename it, or add the kind "
            "to components/servers/kinds.py"
        )


def main() -> int:
    """Record the checksum of the project's bundle; returns the exit status."""
    folder = Path(__file__).parents[2] / "ansible"
    try:
        _check_playbooks(folder)
        bundle = pack(folder)
    except BundleError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    (folder / CHECKSUM_FILE).write_text(f"{bundle.sha256}\n", encoding="utf-8")
    sys.stdout.write(f"{bundle.sha256}  {len(bundle.content)} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
