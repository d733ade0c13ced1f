"""The bundle and its delivery: the same bytes for the same files, refusals before anything is created, and the script
that applies it, run for real up to the point where Ansible would begin.

What the playbooks do is left to tests/ansible; that associations reach every kind to `test_servers`.
"""

import base64
import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pulumi
import pytest

from components.servers.bundle import checked_bundle
from components.servers.delivery import command_document, encoded
from components.servers.kinds import ServerKind
from components.servers.packing import Bundle, BundleError, pack
from components.shared.naming import Place
from rehearsal.mocks.recorder import ROOT, run_program

PLACE = Place(environment="prod", region="us-east-1", account="111122223333")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the real tree."""
    return Path(shutil.copytree(ROOT / "ansible", tmp_path / "ansible"))


def test_the_recorded_checksum_is_the_trees(tree: Path) -> None:
    bundle = checked_bundle(tree)
    assert bundle.key == f"bundles/{(tree / 'bundle.sha256').read_text().strip()}.tar.gz"


def test_the_same_files_are_the_same_bytes_whatever_their_times_and_modes(tree: Path) -> None:
    before = pack(tree)
    for path in tree.rglob("*"):
        os.utime(path, (1, 1))
        if path.is_file():
            path.chmod(0o600)
    (tree / "roles" / "__pycache__").mkdir()
    (tree / "README.md").write_text("anything")
    assert pack(tree) == before


def _interpreters() -> set[Path]:
    """Each later Python of this machine, beside the one that runs this."""
    names = [f"python3.{minor}" for minor in range(11, 15)]
    pyenv = Path.home() / ".pyenv" / "versions"
    found = [Path(path) for name in names if (path := shutil.which(name)) and ".pyenv" not in path]
    return {path.resolve() for path in (*found, *(each for name in names for each in pyenv.glob(f"*/bin/{name}")))}


def test_every_python_makes_the_same_bundle(tree: Path) -> None:
    """On each that this machine has: 3.13 names no system in gzip's header, earlier ones name this."""
    made = pack(tree)
    assert made.content[:10].hex() == "1f8b08000000000002ff"
    assert made.sha256 == hashlib.sha256(gzip.decompress(made.content)).hexdigest()
    told = (
        "import sys, pathlib; from components.servers.packing import pack; made = pack(pathlib.Path(sys.argv[1]));"
        "print(made.sha256, made.content[:10].hex())"
    )
    for interpreter in (Path(sys.executable), *_interpreters()):
        done = subprocess.run([interpreter, "-c", told, tree], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.split() == [made.sha256, made.content[:10].hex()], interpreter


def test_the_archive_holds_the_files_and_nobodys_name(tree: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(pack(tree).content)) as archive:
        entries = archive.getmembers()
    names = [entry.name for entry in entries]
    assert names == sorted(names)
    assert {f"playbooks/{kind}.yml" for kind in ServerKind} < set(names)
    assert {(entry.uid, entry.gid, entry.uname, entry.mtime) for entry in entries} == {(0, 0, "", 0)}
    assert not {"README.md", "bundle.sha256"} & set(names)


def _refusal(tree: Path) -> str:
    with pytest.raises(BundleError) as refused:
        checked_bundle(tree)
    return str(refused.value)


def test_a_changed_file_is_refused_until_it_is_recorded(tree: Path) -> None:
    expected = pack(tree).sha256
    (tree / "ansible.cfg").write_text("[defaults]\n")
    said = _refusal(tree)
    assert f"got {pack(tree).sha256}, expected {expected}" in said
    assert "`make bundle`" in said
    (tree / "bundle.sha256").unlink()
    assert "no recorded checksum" in _refusal(tree)


def test_a_playbook_for_an_unknown_kind_is_refused(tree: Path) -> None:
    (tree / "playbooks" / "mail-server.yml").write_text("---\n")
    assert "mail-server.yml is for no kind of server; expected a playbook for each of application" in _refusal(tree)


def test_a_kind_without_a_playbook_is_refused(tree: Path) -> None:
    (tree / "playbooks" / "tableau-bridge.yml").unlink()
    assert "no playbook for tableau-bridge" in _refusal(tree)


def test_links_and_what_is_too_large_are_refused(tree: Path) -> None:
    (tree / "large").write_bytes(os.urandom(2 * 1024 * 1024))
    with pytest.raises(BundleError, match="at most 1048576 are delivered"):
        pack(tree)
    (tree / "large").unlink()
    (tree / "link").symlink_to("/etc/passwd")
    with pytest.raises(BundleError, match="link: a link or a device cannot be delivered"):
        pack(tree)


def test_the_program_refuses_a_wrong_bundle_before_it_registers_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    def another(folder: Path) -> Bundle:
        return Bundle(b"", f"{folder.name}-another")

    monkeypatch.setattr("components.servers.bundle.pack", another)
    with pytest.raises(pulumi.RunError, match="the bundle's checksum differs: got ansible-another"):
        run_program("staging")


def _apply(
    folder: Path, content: bytes, sha256: str, kind: str = "application", *, lock: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the document's own script as the agent does, with its parameters put in, in a folder of its own.

    `lock` is that of the tools on the server, if it is not the bundle's. What the script would install with is told in
    `called` in its place.
    """
    work, tools = folder / "delivery", folder / "tools"
    (work).mkdir()
    (tools / "bin").mkdir(parents=True)
    (work / "bundle.tar.gz").write_bytes(content)
    (tools / "requirements.lock").write_text(lock or (ROOT / "ansible" / "requirements.lock").read_text())
    program = tools / "bin" / "ansible-playbook"
    program.write_text(f'#!/bin/sh\necho "$@" > {folder}/called\ncat ../vars.json >> {folder}/called\n')
    program.chmod(0o755)
    script = "\n".join(command_document(PLACE, tuple(ServerKind))["mainSteps"][1]["inputs"]["runCommand"])
    given = {"Sha256": sha256, "Kind": kind, "Variables": encoded({"storefront_region": "us-east-1"})}
    for name, value in given.items():
        script = script.replace(f"{{{{ {name} }}}}", value)
    places = {"/var/lib/storefront/delivery": work, "/opt/storefront/ansible": tools, "/etc/": folder / "etc"}
    for there, here in places.items():
        script = script.replace(there, f"{here}/" if there.endswith("/") else str(here))
    path = f"{_substitutes(folder)}:{os.environ['PATH']}"
    return subprocess.run(
        ["/bin/sh", "-c", script], capture_output=True, text=True, check=False, timeout=30, env={"PATH": path}
    )


def _substitutes(folder: Path) -> Path:
    """Programs that only tell how they were called."""
    programs = folder / "bin"
    programs.mkdir()
    for name in ("apt-get", "python3", "cloud-init"):
        (programs / name).write_text(f'#!/bin/sh\necho "{name} $@" >> {folder}/called\n')
        (programs / name).chmod(0o755)
    return programs


def test_a_bundle_as_declared_is_unpacked_and_its_playbook_applied(tmp_path: Path) -> None:
    bundle = pack(ROOT / "ansible")
    done = _apply(tmp_path, bundle.content, bundle.sha256)
    assert done.returncode == 0, done.stderr
    command, variables = (tmp_path / "called").read_text().splitlines()
    assert command == "-i localhost, -c local playbooks/application.yml -e @../vars.json"
    assert json.loads(variables) == {"storefront_region": "us-east-1"}


def _edited(content: bytes) -> bytes:
    raw = gzip.decompress(content)
    assert b"- name:" in raw
    return gzip.compress(raw.replace(b"- name:", b"- nome:", 1))


def _cut_off(content: bytes) -> bytes:
    return content[:-100]


def _not_an_archive(content: bytes) -> bytes:
    return content[::-1]


@pytest.mark.parametrize("damaged", [_edited, _cut_off, _not_an_archive])
def test_a_bundle_that_differs_is_refused_on_the_server_before_it_is_unpacked(
    tmp_path: Path, damaged: Callable[[bytes], bytes]
) -> None:
    bundle = pack(ROOT / "ansible")
    done = _apply(tmp_path, damaged(bundle.content), bundle.sha256)
    assert done.returncode == 3
    assert f"expected {bundle.sha256}; nothing was applied" in done.stderr
    assert not (tmp_path / "called").exists()
    assert not (tmp_path / "delivery" / "tree").exists()
    assert not (tmp_path / "delivery" / "bundle.tar.gz").exists()


def test_a_kind_that_the_bundle_lacks_is_refused_on_the_server(tmp_path: Path) -> None:
    bundle = pack(ROOT / "ansible")
    done = _apply(tmp_path, bundle.content, bundle.sha256, kind="mail-server")
    assert done.returncode == 4
    assert "no playbook for this kind" in done.stderr
    assert not (tmp_path / "called").exists()


def test_a_server_without_a_way_to_archives_keeps_its_images_tools(tmp_path: Path) -> None:
    bundle = pack(ROOT / "ansible")
    done = _apply(tmp_path, bundle.content, bundle.sha256, lock="ansible-core==2.0\n")
    assert done.returncode == 0, done.stderr
    assert "the image's tools apply it. Start the image pipeline" in done.stderr
    assert (tmp_path / "called").read_text().startswith("-i localhost, -c local playbooks/application.yml")


def test_a_server_with_a_way_to_archives_gets_the_bundles_tools_by_https(tmp_path: Path) -> None:
    bundle = pack(ROOT / "ansible")
    sources = tmp_path / "etc" / "apt" / "sources.list.d" / "ubuntu.sources"
    sources.parent.mkdir(parents=True)
    (tmp_path / "etc" / "cloud" / "cloud.cfg.d").mkdir(parents=True)
    sources.write_text("URIs: http://us-east-1.ec2.archive.ubuntu.com/ubuntu/\n")
    done = _apply(tmp_path, bundle.content, bundle.sha256, kind="operations-host", lock="ansible-core==2.0\n")
    called = (tmp_path / "called").read_text().splitlines()
    assert called[:2] == ["cloud-init status --wait", "apt-get update --quiet --quiet"]
    assert called[3].startswith("python3 -m venv")
    assert sources.read_text() == "URIs: https://archive.ubuntu.com/ubuntu/\n"
    # The substitute makes no environment, in which pip would be.
    assert (done.returncode, "bin/pip" in done.stderr) == (127, True)


def test_variables_are_one_word_that_no_shell_reads() -> None:
    text = encoded({"b": "$(reboot)", "a": "'; reboot"})
    assert json.loads(base64.b64decode(text)) == {"a": "'; reboot", "b": "$(reboot)"}
    assert text.isascii()
    assert not set(text) & set(" $'\"`;()\\")
