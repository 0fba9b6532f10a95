"""The registry of schemas on our own PostgreSQL: subjects, versions, ids and compatibility, by the rules that Confluent's clients expect.

A platform has one registry; its rows are those of tenant 0. Ids are global: the same schema has the same id under every subject.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from twincore.events.compatibility import Incompatibility, Level, against_history
from twincore.events.definition import Type, canonical, parse
from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load

_SQL = load("twincore.events")
SUBJECT_MAX = 255
"""Characters of a subject at the most."""
_GLOBAL = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """One version of a subject. definition: the schema's JSON text as it was registered first."""

    subject: str
    version: int
    id: int
    definition: str


class Registry(Protocol):
    """What writing and reading events needs of a registry, ours or a remote one."""

    def register(self, subject: str, definition: str) -> int:
        """The id of a schema under a subject, registering it if it is new. Refuses ``schema_invalid`` and ``schema_incompatible``."""
        ...

    def definition(self, schema: int) -> str:
        """The schema of an id. Refuses ``schema_not_found``."""
        ...

    def latest(self, subject: str) -> Registered:
        """The last version of a subject. Refuses ``subject_not_found``."""
        ...

    def check(self, subject: str, definition: str) -> list[str]:
        """Why a schema may not become the next version of a subject; empty: it may. Refuses ``schema_invalid``."""
        ...


class PostgresRegistry:
    """The registry in ``events.schema`` and ``events.subject_version``. Any number of threads and processes may use it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def register(self, subject: str, definition: str) -> int:
        """The id of a schema under a subject; a new version if it is not among those registered and not deleted."""
        _check_subject(subject)
        new = parse(definition)
        with self.database.app(PLATFORM) as conn:
            conn.execute(_SQL.lock_registry)
            digest = hashlib.sha256(canonical(definition)).digest()
            known = conn.execute(_SQL.version_of_schema, {"subject": subject, "digest": digest, "deleted": False}).fetchone()
            if known is not None:
                return int(known[1])
            reasons = against_history(_level(conn, subject), new, _history(conn, subject))
            if reasons:
                raise _incompatible(subject, reasons)
            row = conn.execute(_SQL.add_schema, {"digest": digest, "definition": definition}).fetchone()
            assert row is not None
            conn.execute(_SQL.add_version, {"subject": subject, "schema": row[0]})
            return int(row[0])

    def definition(self, schema: int) -> str:
        """The schema of an id."""
        with self.database.app(PLATFORM) as conn:
            row = conn.execute(_SQL.schema_by_id, {"id": schema}).fetchone()
        if row is None:
            raise not_found("schema", schema)
        return str(row[0])

    def latest(self, subject: str) -> Registered:
        """The last version of a subject."""
        return self.version(subject, None)

    def check(self, subject: str, definition: str) -> list[str]:
        """Why a schema may not become the next version of a subject."""
        return [reason.message for reason in self.compare(subject, definition)]

    def find(self, subject: str, definition: str, *, deleted: bool = False) -> Registered:
        """The version of a subject that has this schema. Refuses ``schema_invalid``, ``subject_not_found``, ``schema_not_found``."""
        parse(definition)
        digest = hashlib.sha256(canonical(definition)).digest()
        with self.database.app(PLATFORM) as conn:
            row = conn.execute(_SQL.version_of_schema, {"subject": subject, "digest": digest, "deleted": deleted}).fetchone()
            if row is None:
                _versions(conn, subject, deleted)
                raise not_found("schema", f"like this under subject {subject!r}")
        return Registered(subject, *row)

    def compare(self, subject: str, definition: str, version: int | None = None, *, every: bool = False) -> list[Incompatibility]:
        """Why a schema may not follow a version (None: the last one), or every version, under the level of its subject.

        An unknown subject accepts everything. Refuses ``schema_invalid``, ``version_not_found``.
        """
        new = parse(definition)
        with self.database.app(PLATFORM) as conn:
            level = _level(conn, subject)
            if every or (version is None and level.endswith("_TRANSITIVE")):
                return against_history(_transitive(level), new, _history(conn, subject))
            earlier = _history(conn, subject) if version is None else [_parsed(_version(conn, subject, version, False).definition)]
        return against_history(level, new, earlier[-1:])

    def version(self, subject: str, version: int | None, *, deleted: bool = False) -> Registered:
        """One version of a subject, None for the last one. Refuses ``subject_not_found``, ``version_not_found``."""
        with self.database.app(PLATFORM) as conn:
            return _version(conn, subject, version, deleted)

    def subjects(self, *, deleted: bool = False) -> list[str]:
        """The subjects with a version that is not deleted, or with any."""
        with self.database.app(PLATFORM) as conn:
            return [row[0] for row in conn.execute(_SQL.subjects, {"deleted": deleted})]

    def versions(self, subject: str, *, deleted: bool = False) -> list[int]:
        """The versions of a subject. Refuses ``subject_not_found``."""
        with self.database.app(PLATFORM) as conn:
            return _versions(conn, subject, deleted)

    def uses(self, schema: int) -> list[tuple[str, int]]:
        """Subjects and versions that have the schema of an id. Refuses ``schema_not_found``."""
        self.definition(schema)
        with self.database.app(PLATFORM) as conn:
            return [(subject, version) for subject, version in conn.execute(_SQL.uses_of_schema, {"id": schema})]

    def delete(self, subject: str, version: int | None = None) -> list[int]:
        """Hide a version of a subject, or all of them; data written with them can still be read. Gives the versions that are now hidden.

        Refuses ``subject_not_found``, ``version_not_found``.
        """
        with self.database.app(PLATFORM) as conn:
            conn.execute(_SQL.lock_registry)
            hidden = _versions(conn, subject, False) if version is None else [_version(conn, subject, version, False).version]
            conn.execute(_SQL.delete_versions, {"subject": subject, "versions": hidden})
        return hidden

    def level(self, subject: str | None = None, *, inherit: bool = True) -> Level:
        """The level of a subject, or of all that have none of their own. Refuses ``compatibility_not_found`` without ``inherit``."""
        with self.database.app(PLATFORM) as conn:
            if subject is not None and not inherit:
                row = conn.execute(_SQL.compatibility, {"subject": subject, "global": subject}).fetchone()
                if row is None:
                    raise not_found("compatibility", f"of its own for subject {subject!r}")
                return Level(row[0])
            return _level(conn, _GLOBAL if subject is None else subject)

    def set_level(self, level: str, subject: str | None = None) -> Level:
        """Set the level of a subject, or of all that have none of their own. Refuses ``compatibility_invalid``."""
        if level not in [known.value for known in Level]:
            raise Refusal("compatibility_invalid", f"A compatibility level is one of {', '.join(Level)}.", field="compatibility")
        with self.database.app(PLATFORM) as conn:
            conn.execute(_SQL.set_compatibility, {"subject": _GLOBAL if subject is None else subject, "level": level})
        return Level(level)

    def clear_level(self, subject: str) -> Level:
        """Let a subject follow the general level again; gives the level it had. Refuses ``compatibility_not_found``."""
        with self.database.app(PLATFORM) as conn:
            row = conn.execute(_SQL.clear_compatibility, {"subject": subject}).fetchone()
        if row is None:
            raise not_found("compatibility", f"of its own for subject {subject!r}")
        return Level(row[0])


def _check_subject(subject: str) -> None:
    if not 0 < len(subject) <= SUBJECT_MAX or any(ord(character) < 32 for character in subject):
        raise Refusal("subject_invalid", f"A subject has 1 to {SUBJECT_MAX} printable characters.", field="subject")


def _incompatible(subject: str, reasons: Sequence[Incompatibility]) -> Refusal:
    message = f"The schema is incompatible with an earlier version of {subject!r}: {'; '.join(reason.message for reason in reasons)}."
    return Refusal("schema_incompatible", message, category=Category.CONFLICT, reasons=[reason.message for reason in reasons])


@lru_cache(maxsize=512)
def _parsed(definition: str) -> Type:
    return parse(definition)


def _transitive(level: Level) -> Level:
    return level if level is Level.NONE or level.endswith("_TRANSITIVE") else Level(f"{level}_TRANSITIVE")


def _history(conn: Connection, subject: str) -> list[Type]:
    return [_parsed(row[0]) for row in conn.execute(_SQL.definitions, {"subject": subject})]


def _level(conn: Connection, subject: str) -> Level:
    row = conn.execute(_SQL.compatibility, {"subject": subject, "global": _GLOBAL}).fetchone()
    return Level.BACKWARD if row is None else Level(row[0])


def _versions(conn: Connection, subject: str, deleted: bool) -> list[int]:
    found = [row[0] for row in conn.execute(_SQL.versions, {"subject": subject, "deleted": deleted})]
    if not found:
        raise not_found("subject", repr(subject))
    return found


def _version(conn: Connection, subject: str, version: int | None, deleted: bool) -> Registered:
    row = conn.execute(_SQL.version, {"subject": subject, "version": version, "deleted": deleted}).fetchone()
    if row is None:
        _versions(conn, subject, deleted)
        raise not_found("version", f"{version} of subject {subject!r}")
    return Registered(subject, *row)
