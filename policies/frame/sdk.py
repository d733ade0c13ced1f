"""Whether a resource type token exists in the installed provider SDKs, without importing them.

pulumi_aws alone has over a thousand modules; importing it would make every preview wait. A token names its
module and file, so a look at the file settles the question: `aws:rds/instance:Instance` is declared in
`pulumi_aws/rds/instance.py`.
"""

import re
from functools import cache
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path

_TOKEN = re.compile(r"(?P<package>[a-z][\w-]*):(?P<module>\w+)(?:/(?P<file>\w+))?:(?P<name>[A-Z]\w*)")
_PROVIDER = re.compile(r"pulumi:providers:(?P<package>[a-z][\w-]*)")


@cache
def _package_folder(package: str) -> Path | None:
    spec = find_spec(f"pulumi_{package.replace('-', '_')}")
    return Path(spec.origin).parent if spec and spec.origin else None


def _snake(camel: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", camel).lower()


def source_of(token: str) -> Path | None:
    """Return the SDK file that declares a resource type, or None if the token cannot be one."""
    if provider := _PROVIDER.fullmatch(token):
        folder = _package_folder(provider["package"])
        return folder / "provider.py" if folder else None
    match = _TOKEN.fullmatch(token)
    folder = _package_folder(match["package"]) if match else None
    if not match or not folder or not match["file"]:
        return None
    if match["name"] != match["file"][0].upper() + match["file"][1:]:
        return None
    # A module that is called like a word of Python's has a line under it.
    name = f"{match['module']}_" if iskeyword(match["module"]) else match["module"]
    module = folder if name == "index" else folder / name
    return module / f"{_snake(match['file'])}.py"


@cache
def type_exists(token: str) -> bool:
    """Whether the installed SDK has a file for this type."""
    source = source_of(token)
    return source is not None and source.is_file()


def type_is_declared(token: str) -> bool:
    """Whether that file really declares the token: slower, as it reads the file, so it is for the tests."""
    source = source_of(token)
    if source is None or not source.is_file():
        return False
    text = source.read_text(encoding="utf-8")
    return f"'{token}'" in text or (token.startswith("pulumi:providers:") and "ProviderResource" in text)
