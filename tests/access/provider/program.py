"""Which types of resources the program can make, whatever the settings: read in its code, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws

from rehearsal.mocks.recorder import ROOT


@cache
def made() -> Mapping[str, str]:
    """Return each type of AWS that the code names, with the first file that does."""
    return {str(one.pulumi_type): file for one, file in _reversed() if _is_resource(one)}


def _is_resource(one: Any) -> bool:
    provider = isinstance(one, type) and issubclass(one, pulumi.ProviderResource)
    return isinstance(one, type) and issubclass(one, pulumi.CustomResource) and not provider


def asked() -> Mapping[str, str]:
    """Return each function of the provider that the code calls (`aws.ec2.get_ami`), with the first file that does."""
    return {one.__name__: file for one, file in _reversed() if one.__name__.startswith("get_")}


def _reversed() -> list[tuple[Any, str]]:
    return list(named())[::-1]


@cache
def named() -> tuple[tuple[Any, str], ...]:
    """Return what the program's files name of the provider's SDK: classes and functions, each with the file."""
    files = [ROOT / "__main__.py", *sorted((ROOT / "components").rglob("*.py"))]
    return tuple((one, str(file.relative_to(ROOT))) for file in files for one in in_file(file))


def in_file(file: Path) -> Iterator[Any]:
    """Yield what a file names of `pulumi_aws`, by whichever import."""
    tree = ast.parse(file.read_text())
    names = dict(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and (found := _value(node, names)) is not None:
            yield from [found] if callable(found) else []


def _imported(tree: ast.Module) -> Iterator[tuple[str, Any]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                if one.name == "pulumi_aws":
                    yield one.asname or one.name, pulumi_aws
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pulumi_aws":
            module = _value(ast.parse(str(node.module), mode="eval").body, {"pulumi_aws": pulumi_aws})
            for one in node.names:
                yield one.asname or one.name, getattr(module, one.name)


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, names), node.attr, None)
    return None
