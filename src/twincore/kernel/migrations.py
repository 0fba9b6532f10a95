"""Migrations: numbered SQL files, run in order by the role ``owner`` and by nobody else, each once and whole."""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal

_FILE = re.compile(r"^(\d{4})_\w+\.sql$")

ROOMS = (
    "kernel",
    "tenants",
    "events",
    "audit",
    "parties",
    "ledger",
    "transactions",
    "products",
    "products/interest",
    "products/credit",
    "gl",
    "reconciliation",
    "statements",
    "eod",
    "sync",
    "gateway",
)
"""The rooms, and parts of rooms, that own a ``schema.sql``, in the order in which they build on each other. A part's tables are in its room's schema."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: version counts from 1 without a gap; sql is the file's text."""

    version: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal: a file that ran must never change."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def all_migrations() -> list[Migration]:
    """The migrations that ship with this version, in order."""
    entries = sorted(files("twincore.migrations").iterdir(), key=lambda entry: entry.name)
    named = [(match, entry) for entry in entries if (match := _FILE.match(entry.name))]
    found = [Migration(int(match[1]), entry.name, entry.read_text(encoding="utf-8")) for match, entry in named]
    assert [m.version for m in found] == list(range(1, len(found) + 1)), "migrations are numbered 1, 2, 3, ..."
    return found


def migrate(owner: Connection) -> list[Migration]:
    """Bring a database to this version; returns the migrations that ran now. Safe to call at every start and from several processes.

    Refuses ``migration_changed`` if a file that already ran has another text, ``migration_unknown`` if the database is newer than this program.
    """
    ran = []
    with owner.transaction():
        owner.execute("select pg_advisory_xact_lock(7305071)")
        owner.execute("create schema if not exists kernel")
        owner.execute(
            "create table if not exists kernel.migration (version int4 primary key, name text not null, digest text not null,"
            " applied_at timestamptz not null default now())"
        )
        applied = {row[0]: row[1] for row in owner.execute("select version, digest from kernel.migration").fetchall()}
        migrations = all_migrations()
        if newer := set(applied) - {m.version for m in migrations}:
            raise Refusal(
                "migration_unknown",
                f"The database has migration {max(newer)}, which this version of twincore does not know: run a newer one.",
                category=Category.CONFLICT,
            )
        for migration in migrations:
            if migration.version in applied:
                if applied[migration.version] != migration.digest:
                    raise Refusal(
                        "migration_changed",
                        f"Migration {migration.name} ran with another text than this version ships.",
                        category=Category.CONFLICT,
                    )
                continue
            owner.execute(migration.sql.encode())
            owner.execute(
                "insert into kernel.migration (version, name, digest) values (%s, %s, %s)",
                (migration.version, migration.name, migration.digest),
            )
            ran.append(migration)
    return ran
