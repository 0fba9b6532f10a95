"""The trail shows whoever touched it: a changed byte, a row gone, rows swapped, a head turned back."""

import hashlib
import struct
from uuid import UUID

import orjson
import psycopg
import pytest
from psycopg import sql

from tests.audit.entries import entry
from tests.conftest import START_US
from twincore.audit import ChainCheck, chain_head, record, verify_chain
from twincore.kernel.db import Connection, Database

POSTGRES_EPOCH_US = 946_684_800_000_000


@pytest.fixture
def trail(database: Database, tenant: int) -> int:
    """A tenant with a trail of ten entries, recorded in three commits."""
    for first, last in ((1, 1), (2, 7), (8, 10)):
        with database.app(tenant) as conn:
            record(conn, tenant, [entry(n) for n in range(first, last + 1)])
    return tenant


@pytest.fixture
def tamper(superuser: Connection) -> Connection:
    """The administrator, with every trigger out of the way."""
    superuser.execute("set session_replication_role = replica")
    return superuser


def check(database: Database, tenant: int) -> ChainCheck:
    with database.readonly(tenant) as conn:
        return verify_chain(conn, tenant)


def test_an_untouched_trail_is_good(database: Database, trail: int, other_tenant: int) -> None:
    assert check(database, trail) == ChainCheck(ok=True, checked=10, first_bad_seq=None)
    assert check(database, other_tenant) == ChainCheck(ok=True, checked=0, first_bad_seq=None)


def test_every_hash_follows_from_the_row_and_the_one_before_by_the_published_recipe(database: Database, trail: int) -> None:
    expected = hashlib.sha256(b"twincore audit").digest()
    with database.readonly(trail) as conn:
        rows = conn.execute(
            "select seq, id, extract(epoch from at) * 1000000, request_digest, type, key, actor, role, reason, request_id, subject,"
            " outcome::text, before::text, after::text, approvals::text, hash from audit.command order by seq"
        ).fetchall()
        head = chain_head(conn, trail)
    for seq, id_, at_us, digest, *texts, found in rows:
        numbers = struct.pack(">iq16sq", trail, seq, UUID(str(id_)).bytes, int(at_us) - POSTGRES_EPOCH_US)
        form = numbers + digest + b"\x1f".join((text or "").encode() for text in texts)
        expected = hashlib.sha256(expected + form).digest()
        assert found == expected
    assert (head.seq, head.hash) == (10, expected)


TAMPERING = [
    ("update audit.command set outcome = replace(outcome::text, 'done', 'dome')::json where seq = 9", 9),
    ("update audit.command set outcome = (outcome::text || ' ')::json where seq = 10", 10),
    ("update audit.command set actor = 'mallory' where seq = 1", 1),
    ("update audit.command set at = at + interval '1 microsecond' where seq = 5", 5),
    ("update audit.command set request_digest = set_byte(request_digest, 31, 0) where seq = 6", 6),
    ("update audit.command set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where seq = 7", 7),
    ("update audit.command set reason = null, request_id = reason where seq = 3", 3),
    ("update audit.command set approvals = '[\"mallory\"]' where seq = 2", 2),
    ("delete from audit.command where seq = 5", 5),
    ("delete from audit.command where seq = 1", 1),
    ("delete from audit.command where seq = 10", 10),
    ("update audit.command set seq = case seq when 3 then -6 else -3 end where seq in (3, 6); update audit.command set seq = -seq where seq < 0", 3),
    ("update audit.head set seq = 8, hash = (select hash from audit.command where seq = 8)", 9),
    ("update audit.head set hash = set_byte(hash, 5, get_byte(hash, 5) # 1)", 10),
    ("delete from audit.head", 1),
    ("delete from audit.command", 1),
]  # fmt: skip
"""What an attacker with the administrator's password does, and the first place where it shows."""


def test_tampering_is_found_where_it_was_done(trail: int, tamper: Connection) -> None:
    for statement, first_bad_seq in TAMPERING:
        with tamper.transaction(force_rollback=True):
            tamper.execute(statement.encode())
            found = verify_chain(tamper, trail)
        assert (found.ok, found.first_bad_seq) == (False, first_bad_seq), statement
    assert verify_chain(tamper, trail).ok


def test_a_null_that_became_an_empty_text_is_found(trail: int, tamper: Connection) -> None:
    # The two have one canonical form, which is why no text may be empty: neither a constraint nor verification lets it pass.
    with pytest.raises(psycopg.errors.CheckViolation):
        tamper.execute("update audit.command set reason = '' where seq = 2")
    for (name,) in tamper.execute(
        "select conname from pg_constraint where conrelid = 'audit.command'::regclass and contype = 'c'"
    ).fetchall():
        tamper.execute(sql.SQL("alter table audit.command drop constraint {}").format(sql.Identifier(name)))
    tamper.execute("update audit.command set reason = '' where seq = 2")
    assert verify_chain(tamper, trail) == ChainCheck(ok=False, checked=1, first_bad_seq=2)


def test_a_forger_who_recomputes_one_row_is_found_at_the_next(database: Database, trail: int, tamper: Connection) -> None:
    previous = tamper.execute("select hash from audit.command where seq = 4").fetchone()
    row = tamper.execute(
        "select seq, id, extract(epoch from at) * 1000000, request_digest, type, key, actor, role, reason, request_id, subject,"
        " outcome::text, before::text, after::text, approvals::text from audit.command where seq = 5"
    ).fetchone()
    assert previous is not None
    assert row is not None
    seq, id_, at_us, digest, *texts = row
    texts[7] = orjson.dumps({"result": {"n": 999}}).decode()
    numbers = struct.pack(">iq16sq", trail, seq, id_.bytes, int(at_us) - POSTGRES_EPOCH_US)
    forged = hashlib.sha256(previous[0] + numbers + digest + b"\x1f".join((text or "").encode() for text in texts)).digest()
    tamper.execute("update audit.command set outcome = %s::json, hash = %s where seq = 5", (texts[7], forged))
    assert check(database, trail).first_bad_seq == 6


def test_a_published_head_pins_what_came_before_it(database: Database, trail: int) -> None:
    with database.app(trail) as conn:
        published = chain_head(conn, trail)
        record(conn, trail, [entry(11)])
        assert chain_head(conn, trail).seq == 11
    with database.readonly(trail) as conn:
        assert conn.execute("select hash from audit.command where seq = %s", (published.seq,)).fetchone() == (published.hash,)


def test_the_chains_of_two_tenants_are_apart(database: Database, trail: int, other_tenant: int) -> None:
    with database.app(other_tenant) as conn:
        record(conn, other_tenant, [entry(1, at_us=START_US)])
        other = chain_head(conn, other_tenant)
    assert other.seq == 1
    with database.readonly(trail) as conn:
        assert conn.execute("select hash from audit.command where seq = 1").fetchone() != (other.hash,)
    assert check(database, other_tenant).ok
    assert check(database, trail).ok
