"""The Avro schemas of our events, as files: ``<Name>.<version>.avsc``. A version that was released never changes; the next one has the next number."""

import re
from functools import cache
from importlib.resources import files

_FILE = re.compile(r"(\w+)\.(\d+)\.avsc")
NAMESPACE = "twincore"


@cache
def versions(name: str) -> tuple[str, ...]:
    """The texts of all versions of a schema, oldest first."""
    found = {
        int(match[2]): entry.read_text(encoding="utf-8")
        for entry in files("twincore.events.schemas").iterdir()
        if (match := _FILE.fullmatch(entry.name)) and match[1] == name
    }
    assert found, f"there is no schema {name}"
    assert sorted(found) == list(range(1, len(found) + 1)), f"versions of {name} are numbered 1, 2, 3, ..."
    return tuple(found[version] for version in sorted(found))


@cache
def names() -> tuple[str, ...]:
    """The names of all schemas."""
    return tuple(sorted({match[1] for entry in files("twincore.events.schemas").iterdir() if (match := _FILE.fullmatch(entry.name))}))


def subject(name: str) -> str:
    """The registry's subject of a schema: the record's full name, whatever topic it travels in (Confluent's RecordNameStrategy)."""
    return f"{NAMESPACE}.{name}"
