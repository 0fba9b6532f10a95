"""SQL lives in ``.sql`` files beside the room that owns the tables; this loads the named blocks of one.

A block starts with ``-- name: open_account`` and a line or more of ``-- `` prose saying what it does, and runs to the next one.
"""

import re
from functools import cache
from importlib.resources import files
from typing import LiteralString

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


class Queries:
    """The named statements of one file: ``queries.open_account`` is its text."""

    def __init__(self, statements: dict[str, str]) -> None:
        self._statements = statements

    def __getattr__(self, name: str) -> LiteralString:
        try:
            return self._statements[name]
        except KeyError:
            raise AttributeError(f"no statement named {name!r}; there are {sorted(self._statements)}") from None


@cache
def load(package: str, file: str = "queries.sql") -> Queries:
    """The named statements of a room's SQL file, e.g. ``load("twincore.ledger")``."""
    text = read(package, file)
    parts = _NAME.split(text)
    names, bodies = parts[1::2], parts[2::2]
    assert len(names) == len(set(names)), f"a name stands twice in {package}/{file}"
    return Queries(dict(zip(names, (body.strip() for body in bodies), strict=True)))


def read(package: str, file: str) -> str:
    """The whole text of a file that ships inside a package."""
    return files(package).joinpath(file).read_text(encoding="utf-8")
