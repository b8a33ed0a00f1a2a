"""The program's own source, parsed once for all architecture tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Import:
    """One imported name, and whether it is imported as soon as the module is (not in a function or for types only)."""

    name: str
    at_once: bool


@dataclass(frozen=True)
class Module:
    """A source file: its path from the root, dotted name, text and syntax tree."""

    path: Path
    name: str
    text: str
    tree: ast.Module

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        return tuple(_imports(self.tree, at_once=True))


def _imports(node: ast.AST, at_once: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, at_once) for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield from (Import(f"{child.module}.{alias.name}", at_once) for alias in child.names)
        else:
            later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) or _for_types(child)
            yield from _imports(child, at_once and not later)


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def _parse(path: Path) -> Module:
    inside = path.relative_to(REPOSITORY)
    text = path.read_text(encoding="utf-8")
    name = ".".join(inside.with_suffix("").parts).removesuffix(".__init__")
    return Module(inside, name, text, ast.parse(text))


def _package(name: str) -> list[Module]:
    return [_parse(path) for path in sorted((REPOSITORY / name).rglob("*.py"))]


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def cdss_modules() -> list[Module]:
    return _package("cdss")


@pytest.fixture(scope="session")
def ui_modules() -> list[Module]:
    return _package("ui")


@pytest.fixture(scope="session")
def source_modules(cdss_modules, ui_modules) -> list[Module]:
    return [*cdss_modules, *ui_modules]


@pytest.fixture(scope="session")
def test_modules() -> list[Module]:
    return _package("tests")
