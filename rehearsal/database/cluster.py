"""Starts and stops PostgreSQL servers in a folder of their own; nothing of them is left behind.

A superuser may not run PostgreSQL: as root the servers run as `nobody`, from a copy of the binaries that it can
read.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from functions.database_access.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from functions.shared.postgresql import Session
    from rehearsal.database.authority import Signed
    from rehearsal.database.binaries import Binaries

HOST = "localhost"
ADDRESS = "127.0.0.1"
SUPERUSER = "rdsadmin"
_NOBODY = 65534
_ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 30.0
_STOP_SECONDS = 20.0

# Who logs in by token: RDS checks it against IAM, here nobody is asked for one.
BY_TOKEN = ",".join(role.name for role in ROLES if role.iam)
_HBA = f"""
hostssl all         {BY_TOKEN}  {ADDRESS}/32 trust
hostssl all         all         {ADDRESS}/32 scram-sha-256
hostssl replication {SUPERUSER} {ADDRESS}/32 scram-sha-256
"""

# What RDS lets its master user create, and elsewhere takes a superuser.
_TRUSTED = ("pg_stat_statements", "pgstattuple", "hypopg")

# Those of the platform's parameter group that decide what a login may do and what is written down; and quickness.
_SETTINGS = {
    "listen_addresses": ADDRESS,
    "ssl": "on",
    "ssl_min_protocol_version": "TLSv1.2",
    "password_encryption": "scram-sha-256",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "top",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_connections": "on",
    "wal_level": "logical",
    "wal_keep_size": "1GB",
    "fsync": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "dynamic_shared_memory_type": "posix",
}


class ServerError(Exception):
    """A server could not be made or did not come up; the message ends in its own last words."""


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, whom it obeys, and what it writes down."""

    port: int
    password: str
    data: Path
    log: Path

    def logged(self) -> str:
        """Return everything that the server has written to its log."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass(frozen=True)
class Foundation:
    """A folder for servers, the binaries they run from, and the user they run as (None: one's own)."""

    folder: Path
    home: Path
    user: int | None

    def run(self, *command: str | Path) -> None:
        """Run a tool of PostgreSQL's to its end."""
        done = subprocess.run(  # noqa: S603 - the tools found on this machine
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            user=self.user,
            group=self.user,
            extra_groups=None if self.user is None else [],
        )
        if done.returncode:
            raise ServerError(f"{Path(command[0]).name}: {(done.stderr or done.stdout).strip().splitlines()[-1]}")

    def write(self, path: Path, text: str) -> None:
        """Write a file that belongs to the servers' user and to nobody else."""
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        self.own(path)

    def own(self, path: Path) -> None:
        """Give a file or a whole folder to the servers' user."""
        if self.user is not None:
            for one in (path, *path.rglob("*")):
                os.chown(one, self.user, self.user, follow_symlinks=False)

    def start(self, data: Path, log: Path) -> tuple[subprocess.Popen[bytes], int]:
        """Start a server and return its supervisor and the lifeline to hold."""
        watched, held = os.pipe()
        command = [sys.executable, "-m", "rehearsal.database.supervisor", str(watched)]
        command.append("" if self.user is None else str(self.user))
        command += [str(self.home / "bin" / "postgres"), "-D", str(data)]
        with log.open("ab") as sink:
            process = subprocess.Popen(  # noqa: S603 - our own module and the server found on this machine
                command,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                pass_fds=(watched,),
                start_new_session=True,
                cwd=_ROOT,
                # A replica's libpq looks for keys in the home folder of its user, not in ours.
                env={**os.environ, "HOME": str(self.folder)},
            )
        os.close(watched)
        return process, held


@contextmanager
def foundation(binaries: Binaries) -> Generator[Foundation]:
    """Make a folder for servers, and take it away when their work is done."""
    with tempfile.TemporaryDirectory(prefix="storefront-postgresql-") as made:
        folder = Path(made)
        home = folder / "server"
        _copy(binaries, home)
        _trust_extension(home)
        user = _NOBODY if os.geteuid() == 0 else None
        folder.chmod(0o755)
        yield Foundation(folder, home, user)


def _copy(binaries: Binaries, home: Path) -> None:
    try:
        for part in ("bin", "lib", "share"):
            if (binaries.home / part).is_dir():
                shutil.copytree(binaries.home / part, home / part, symlinks=True)
    except shutil.Error as error:
        (_, target, why), *_ = error.args[0]
        raise ServerError(f"{target}: {why}; PostgreSQL is copied to where TMPDIR points (50 MB)") from None


def _trust_extension(home: Path) -> None:
    """Let the master user create what RDS lets its own create, which elsewhere takes a superuser."""
    for name in _TRUSTED:
        for control in home.glob(f"share/**/extension/{name}.control"):
            with control.open("a", encoding="utf-8") as file:
                file.write("trusted = true\n")


@contextmanager
def servers(
    place: Foundation,
    signed: Signed,
    password: str,
    settings: Mapping[str, str] | None = None,
    *,
    replica: bool = False,
) -> Generator[list[Server]]:
    """Run a main server, and a replica that follows it if wanted.

    Args:
        place: where.
        signed: the servers' certificate and key.
        password: the superuser's, who stands in for RDS's own.
        settings: of the server, beside those of this module.
        replica: start a hot standby too.
    """
    own = Path(tempfile.mkdtemp(dir=place.folder))
    own.chmod(0o755)
    data = own / "main"
    _initialise(place, data, password)
    _configure(place, data, signed, settings or {})
    copies = [data]
    if replica:
        # Copied before its first start, the two are one cluster: the replica streams everything from there on.
        copies.append(own / "replica")
        shutil.copytree(data, copies[1])
    ports = [_free_port() for _ in copies]
    if replica:
        _follow(place, copies[1], ports[0], password)
    for copy in copies:
        place.own(copy)
    with ExitStack() as stack:
        yield [
            stack.enter_context(_running(place, copy, port, password))
            for copy, port in zip(copies, ports, strict=True)
        ]
    shutil.rmtree(own)


@contextmanager
def restarted(place: Foundation, server: Server) -> Generator[Server]:
    """Start a server again that was killed, on what it had written; it recovers by itself."""
    with _running(place, server.data, server.port, server.password) as again:
        yield again


@contextmanager
def restored(place: Foundation, backup: Path, signed: Signed, password: str) -> Generator[Server]:
    """Run a server on a copy that `back_up` made, under a certificate of its own."""
    place.write(backup / "server.crt", signed.certificate)
    place.write(backup / "server.key", signed.key)
    with (backup / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(f"unix_socket_directories = '{backup}'\n")
    place.own(backup)
    with _running(place, backup, _free_port(), password) as server:
        yield server


def back_up(place: Foundation, server: Server, admin: Session) -> Path:
    """Copy a server that runs, as a base backup does, and return where: https://www.postgresql.org/docs/17/continuous-archiving.html

    `admin` is a superuser's session, the same from beginning to end.
    """
    copy = Path(tempfile.mkdtemp(dir=place.folder)) / "backup"
    copy.parent.chmod(0o755)
    admin.rows("SELECT pg_backup_start('drill', fast => true)")
    shutil.copytree(server.data, copy, ignore=_only_what_a_backup_has(server.data), copy_function=_copy_if_there)
    ((label,),) = admin.rows("SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")
    # What was written meanwhile makes the copy whole; it is there only now.
    shutil.copytree(server.data / "pg_wal", copy / "pg_wal", dirs_exist_ok=True, copy_function=_copy_if_there)
    place.write(copy / "backup_label", str(label))
    copy.chmod(0o700)
    return copy


def _copy_if_there(source: str, target: str) -> str:
    """Copy a file, unless the server has taken it away meanwhile: then the log knows."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)
    return target


def _only_what_a_backup_has(data: Path) -> Callable[[str, list[str]], list[str]]:
    left_out = {"postmaster.pid", "postmaster.opts"}

    def ignore(folder: str, names: list[str]) -> list[str]:
        if Path(folder) == data / "pg_wal":
            return [name for name in names if (data / "pg_wal" / name).is_file()]
        sockets = [name for name in names if name.startswith(".s.PGSQL")]
        return [*sockets, *left_out.intersection(names)]

    return ignore


def _initialise(place: Foundation, data: Path, password: str) -> None:
    file = place.folder / "superuser"
    place.write(file, password)
    data.mkdir(mode=0o700)
    place.own(data)
    tool = place.home / "bin" / "initdb"
    options = ["--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={file}", "--encoding=UTF8"]
    place.run(tool, "-D", data, *options, "--locale=C", "--no-sync")
    file.unlink()


def _configure(place: Foundation, data: Path, signed: Signed, settings: Mapping[str, str]) -> None:
    place.write(data / "server.crt", signed.certificate)
    place.write(data / "server.key", signed.key)
    place.write(data / "pg_hba.conf", _HBA)
    sockets = {"unix_socket_directories": str(data)}
    lines = (f"{name} = '{value}'" for name, value in {**_SETTINGS, **sockets, **settings}.items())
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\n".join(("", *lines, "")))


def _follow(place: Foundation, data: Path, main: int, password: str) -> None:
    place.write(data / "standby.signal", "")
    place.write(data / "passwords", f"{ADDRESS}:{main}:*:{SUPERUSER}:{password}\n")
    source = f"host={ADDRESS} port={main} user={SUPERUSER} passfile={data / 'passwords'} sslmode=require"
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(f"primary_conninfo = '{source}'\nunix_socket_directories = '{data}'\n")


@contextmanager
def _running(place: Foundation, data: Path, port: int, password: str) -> Generator[Server]:
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(f"port = {port}\n")
    log = data.with_suffix(".log")
    # A server that was killed has said before that it is ready.
    said = log.stat().st_size if log.exists() else 0
    process, lifeline = place.start(data, log)
    try:
        _await(process, port, log, said)
        yield Server(port, password, data, log)
    finally:
        os.close(lifeline)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            # The server is the supervisor's child and ends only if it is asked to: this is a defect to be seen.
            raise ServerError(f"the server in {data} did not end within {_STOP_SECONDS:.0f} s") from None


def _await(process: subprocess.Popen[bytes], port: int, log: Path, said: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if b"ready to accept" in log.read_bytes()[said:]:
            return
        time.sleep(0.05)
    words = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise ServerError(f"PostgreSQL did not come up on port {port}: {words[-1] if words else 'without a word'}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])
