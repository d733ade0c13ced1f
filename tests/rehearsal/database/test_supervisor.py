"""Whoever starts servers may hold any number of connections: the lifeline's descriptor may be a great number."""

import fcntl
import os
import resource
import signal
import subprocess
import sys

FAR = 1500
"""More than select() takes, which is 1,023."""

SERVER = """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
print("up", flush=True)
time.sleep(60)
"""
"""Like PostgreSQL it has its own answer to a request to end."""


def test_a_server_runs_and_ends_with_its_lifeline_whatever_its_descriptor_is() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(2 * FAR, hard), hard))
    watched, held = os.pipe()
    far = fcntl.fcntl(watched, fcntl.F_DUPFD, FAR)
    try:
        command = [
            sys.executable,
            "-m",
            "rehearsal.database.supervisor",
            str(far),
            "",
            sys.executable,
            "-c",
            SERVER,
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, pass_fds=(far,)) as process:
            assert process.stdout is not None
            said = process.stdout.readline()
            os.close(held)
            assert (said, process.wait(20)) == ("up\n", 256 - signal.SIGINT)
    finally:
        os.close(watched)
        os.close(far)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
