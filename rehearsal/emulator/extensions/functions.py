"""Lambda: where a function logs to, and its invocation as a process of this machine.

moto runs functions in Docker. Here the uploaded archive is unpacked and run by this interpreter, in an environment
that has the function's own variables, the credentials of its role, this emulator for AWS, and nothing else:
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from moto.awslambda import urls
from moto.awslambda.responses import LambdaResponse
from moto.core.config import default_user_config
from moto.sts.models import sts_backends

from rehearsal.emulator.hosts import HOSTS

_RUNTIME = Path(__file__).resolve().parents[1] / "runtime.py"
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", HOSTS)


class RunningLambdaResponse(LambdaResponse):
    """Lambda with the properties of this module."""

    def create_function(self) -> Any:
        """`CreateFunction`, which keeps `LoggingConfig`."""
        answer = super().create_function()
        function: Any = self.backend.get_function(str(self.json_body["FunctionName"]), None)
        function.logging_config = self.json_body.get("LoggingConfig")
        return answer

    def get_function(self) -> str:
        """`GetFunction`, which shows `LoggingConfig`."""
        shown: dict[str, Any] = json.loads(super().get_function())
        found = self.backend.get_function(str(shown["Configuration"]["FunctionName"]), None)
        shown["Configuration"]["LoggingConfig"] = getattr(found, "logging_config", None)
        return json.dumps(shown)

    def invoke(self) -> Any:
        """`Invoke`, which waits for the answer."""
        name = self.path.rsplit("/", 2)[-2]
        function: Any = self.backend.get_function(name, None)
        status, answer = _run(function, str(self.body or "null"), self._environment(function))
        headers = {"content-type": "application/json"}
        if status:
            headers["x-amz-function-error"] = "Unhandled"
        return 200, headers, answer

    def _environment(self, function: Any) -> dict[str, str]:
        role = sts_backends[self.current_account]["aws"].assume_role(
            region_name=self.region,
            role_session_name=function.function_name,
            role_arn=function.role,
            policy="",
            duration=3600,
            external_id="",
        )
        return {
            **{name: os.environ[name] for name in _KEPT if name in os.environ},
            **function.environment_vars,
            "AWS_ENDPOINT_URL": f"http://{self.headers['Host']}",
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": role.access_key_id,
            "AWS_SECRET_ACCESS_KEY": role.secret_access_key,
            "AWS_SESSION_TOKEN": role.session_token,
            "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        }


def _run(function: Any, event: str, environment: dict[str, str]) -> tuple[int, str]:
    with tempfile.TemporaryDirectory(prefix="storefront-function-") as folder:
        zipfile.ZipFile(io.BytesIO(function.code_bytes)).extractall(folder)
        done = subprocess.run(  # noqa: S603 - this interpreter, on the archive that was uploaded here
            [sys.executable, "-P", str(_RUNTIME), folder, str(function.handler)],
            input=event,
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            timeout=function.timeout,
        )
    words = done.stdout.strip() or json.dumps(
        {"errorType": "Runtime.ExitError", "errorMessage": done.stderr[-500:]}
    )
    return done.returncode, words


def install() -> None:
    """Let the extended responses answer the service's routes, and have no Docker asked for."""
    default_user_config["lambda"] = {"use_docker": False}
    for path in urls.url_paths:
        urls.url_paths[path] = RunningLambdaResponse.dispatch
