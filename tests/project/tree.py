"""The project's own files, as the tests of the project read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "twincore"
GENERATED = (PACKAGE / "client",)
"""Folders that a generator writes."""

_NOT_OURS = {".git", ".venv", "var", "dist", "build", "__pycache__"}


def _walk(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name in _NOT_OURS or entry.name.endswith(("_cache", ".egg-info")) or entry.name == ".hypothesis":
            continue
        if entry.is_dir():
            yield from _walk(entry)
        elif entry.is_file():
            yield entry


@cache
def files(*suffixes: str, generated: bool = False) -> tuple[Path, ...]:
    """Every file of the project whose name ends so (all of them without a suffix); generated ones only where asked for."""
    return tuple(
        path
        for path in _walk(ROOT)
        if (not suffixes or path.name.endswith(suffixes)) and (generated or not any(path.is_relative_to(folder) for folder in GENERATED))
    )


@cache
def text(path: Path) -> str:
    """A file's text."""
    return path.read_text(encoding="utf-8")


@cache
def syntax(path: Path) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse(text(path), str(path))


def sources() -> tuple[Path, ...]:
    """Python files of the package, without generated ones."""
    return tuple(path for path in files(".py") if path.is_relative_to(PACKAGE))


def rooms() -> tuple[str, ...]:
    """Names of the rooms of the house."""
    return tuple(sorted(entry.name for entry in PACKAGE.iterdir() if (entry / "__init__.py").exists() and entry.name != "migrations"))


def room_of(path: Path) -> str:
    """The room that a file of the package is in; the stem of a file that stands at the top."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def where(path: Path, line: int) -> str:
    """``path:line`` relative to the project, for messages."""
    return f"{path.relative_to(ROOT)}:{line}"
