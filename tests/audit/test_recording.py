"""Every command is recorded once, in order, together with what it did; a repeat gets the answer that was given."""

import threading
from dataclasses import replace

import psycopg
import pytest

from tests.audit.entries import entry
from twincore.audit import (
    ENTRIES_MAX,
    ENTRY_BYTES_MAX,
    HISTORY_MAX,
    ChainCheck,
    Entry,
    chain_head,
    check_command,
    find,
    find_command,
    history,
    record,
    same_request,
    verify_chain,
)
from twincore.kernel.db import Connection, Database, Role
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, Retry

WRITERS: tuple[Role, ...] = ("app", "ledger")
OTHERS: tuple[Role, ...] = ("readonly", "owner")


def test_what_is_recorded_is_found_again_under_the_actor_and_the_key(app: Connection, tenant: int) -> None:
    given = [entry(n) for n in range(1, 6)]
    record(app, tenant, given)
    for seq, each in enumerate(given, 1):
        found = find(app, tenant, "ann", each.command.key)
        assert found is not None
        assert (found.seq, found.entry) == (seq, each)
        assert find_command(app, tenant, each.command.id) == found
    assert find(app, tenant, "ann", "key-6") is None
    assert find(app, tenant, "bob", "key-1") is None
    assert find(app, tenant, "ann", "no\0key") is None
    assert find_command(app, tenant, id_of_key("nobody")) is None


def test_a_repeat_is_answered_and_another_request_under_the_key_is_refused(app: Connection, tenant: int) -> None:
    record(app, tenant, [entry(1)])
    found = find(app, tenant, "ann", "key-1")
    assert found is not None
    assert same_request(found, entry(1).command.request_digest) is found
    with pytest.raises(Refusal) as refused:
        same_request(found, entry(2).command.request_digest)
    assert (refused.value.code, refused.value.field) == ("idempotency_key_reused", "Idempotency-Key")


def test_two_actors_may_use_the_same_key(app: Connection, tenant: int) -> None:
    record(app, tenant, [entry(1, actor="ann", key="k"), entry(2, actor="bob", key="k")])
    assert verify_chain(app, tenant).checked == 2


def test_nothing_to_record_is_nothing_to_do(app: Connection, tenant: int) -> None:
    record(app, tenant, [])
    assert chain_head(app, tenant).seq == 0


def test_a_key_that_was_recorded_meanwhile_is_refused_with_its_place(database: Database, tenant: int) -> None:
    with database.app(tenant) as conn:
        record(conn, tenant, [entry(1), entry(2)])
    again = [entry(3), entry(9, key="key-2"), entry(4), entry(8, key="key-1")]
    with pytest.raises(Refusal) as refused, database.app(tenant) as conn:
        record(conn, tenant, again)
    refusal = refused.value
    assert (refusal.code, refusal.category, refusal.retry) == ("idempotency_key_in_use", Category.CONFLICT, Retry.SAME_KEY)
    assert refusal.detail == {"keys": ["key-2", "key-1"], "positions": [1, 3]}
    with database.app(tenant) as conn:  # all or none
        assert chain_head(conn, tenant).seq == 2
        record(conn, tenant, [each for n, each in enumerate(again) if n not in refusal.detail["positions"]])
        assert verify_chain(conn, tenant) == ChainCheck(True, 4, None)


def test_a_key_that_stands_twice_in_a_batch_is_refused_at_its_second_place(database: Database, tenant: int) -> None:
    with pytest.raises(Refusal) as refused, database.app(tenant) as conn:
        record(conn, tenant, [entry(1), entry(2), entry(3, key="key-1")])
    assert refused.value.detail["positions"] == [2]


def test_after_a_clash_a_savepoint_lets_the_transaction_go_on(database: Database, tenant: int) -> None:
    with database.app(tenant) as conn:
        record(conn, tenant, [entry(1)])
    with database.app(tenant) as conn:
        with pytest.raises(Refusal), conn.transaction():
            record(conn, tenant, [entry(2, key="key-1")])
        record(conn, tenant, [entry(2)])
        assert verify_chain(conn, tenant) == ChainCheck(True, 2, None)


def test_a_command_has_one_entry(database: Database, tenant: int) -> None:
    with database.app(tenant) as conn:
        record(conn, tenant, [entry(1)])
    with pytest.raises(Refusal) as refused, database.app(tenant) as conn:
        record(conn, tenant, [entry(2, id=entry(1).command.id)])
    assert refused.value.code == "command_id_in_use"


def test_of_two_commands_under_one_key_at_the_same_time_one_wins(database: Database, tenant: int) -> None:
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def command(n: int) -> None:
        try:
            with database.app(tenant) as conn:
                assert find(conn, tenant, "ann", "the-key") is None
                barrier.wait()
                record(conn, tenant, [entry(n, key="the-key")])
            outcomes.append("recorded")
        except Refusal as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=command, args=(n,)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["idempotency_key_in_use", "recorded"]
    with database.app(tenant) as conn:
        assert verify_chain(conn, tenant) == ChainCheck(True, 1, None)


def test_eight_recorders_of_one_tenant_make_one_chain_without_a_gap(database: Database, tenant: int, other_tenant: int) -> None:
    wrong: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            with database.connect(WRITERS[worker % 2]) as conn:
                for n in range(12):
                    conn.execute("select set_config('app.tenant', %s, true)", (str(tenant),))
                    record(conn, tenant, [entry(n * 3 + k, actor=f"worker-{worker}") for k in range(1 + n % 3)])
                    conn.rollback() if n % 4 == 3 else conn.commit()
        except BaseException as trouble:
            wrong.append(trouble)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    kept = 8 * sum(1 + n % 3 for n in range(12) if n % 4 != 3)
    with database.readonly(tenant) as conn:
        assert verify_chain(conn, tenant) == ChainCheck(True, kept, None)
        assert chain_head(conn, tenant).seq == kept
    with database.readonly(other_tenant) as conn:
        assert chain_head(conn, other_tenant).seq == 0


def test_history_is_read_in_pages_by_subject_by_actor_and_by_both(app: Connection, tenant: int) -> None:
    record(app, tenant, [entry(n, actor="ann" if n % 2 else "bob", subject=f"account/{n % 3}") for n in range(1, 31)])
    assert [found.seq for found in history(app, tenant, limit=4)] == [1, 2, 3, 4]
    assert [found.seq for found in history(app, tenant, after_seq=28)] == [29, 30]
    assert [found.seq for found in history(app, tenant, subject="account/1", limit=3)] == [1, 4, 7]
    assert [found.seq for found in history(app, tenant, subject="account/1", after_seq=7, limit=2)] == [10, 13]
    assert [found.seq for found in history(app, tenant, actor="bob", limit=3)] == [2, 4, 6]
    assert [found.seq for found in history(app, tenant, subject="account/1", actor="bob", limit=3)] == [4, 10, 16]
    assert history(app, tenant, subject="account/99") == history(app, tenant, actor="no\0body") == []
    assert len(history(app, tenant, limit=HISTORY_MAX * 10)) == 30
    assert len(history(app, tenant, limit=-5)) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"key": ""}, "key"),
        ({"key": "k" * 256}, "key"),
        ({"key": "a\0b"}, "key"),
        ({"key": "a\x1fb"}, "key"),
        ({"actor": ""}, "actor"),
        ({"actor": "a\x1fb"}, "actor"),
        ({"type": "t" * 256}, "type"),
        ({"role": ""}, "role"),
        ({"reason": ""}, "reason"),
        ({"reason": "r" * 2001}, "reason"),
        ({"request_id": "\0"}, "request_id"),
    ],
)
def test_words_that_cannot_be_recorded_are_refused_with_their_field(changed: dict[str, str], field: str) -> None:
    command = replace(entry(1).command, **changed)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as refused:
        check_command(command)
    assert (refused.value.code, refused.value.field) == ("audit_entry_invalid", field)


def test_an_entry_that_is_no_json_or_too_large_is_refused(app: Connection, tenant: int) -> None:
    for outcome in ({"result": "\ud800"}, {"result": object()}):
        with pytest.raises(Refusal) as refused:
            record(app, tenant, [replace(entry(1), outcome=outcome)])
        assert refused.value.code == "audit_entry_invalid"
    with pytest.raises(Refusal) as refused:
        record(app, tenant, [replace(entry(1), outcome={"result": "x" * ENTRY_BYTES_MAX})])
    assert (refused.value.code, refused.value.category) == ("audit_entry_too_large", Category.TOO_LARGE)
    with pytest.raises(Refusal) as refused:
        record(app, tenant, [replace(entry(1), subject="a\x1fb")])
    assert refused.value.field == "subject"
    assert chain_head(app, tenant).seq == 0


def test_as_many_entries_as_are_allowed_are_recorded_in_one_go(app: Connection, tenant: int) -> None:
    record(app, tenant, [entry(n) for n in range(ENTRIES_MAX)])
    assert verify_chain(app, tenant) == ChainCheck(True, ENTRIES_MAX, None)
    with pytest.raises(AssertionError):
        record(app, tenant, [entry(n) for n in range(ENTRIES_MAX + 1)])


def test_awkward_but_honest_text_survives(app: Connection, tenant: int) -> None:
    words = 'Ä "quoted" \\ back\nline\ttab 金 😀'
    given = Entry(
        replace(entry(1).command, reason=words, key=words, actor=words), {"result": {words: [words, None, 1.5, True, 2**53]}}, words
    )
    record(app, tenant, [given])
    found = find(app, tenant, words, words)
    assert found is not None
    assert found.entry == given
    assert verify_chain(app, tenant).ok


def test_another_tenant_sees_nothing_of_the_trail(database: Database, tenant: int, other_tenant: int) -> None:
    with database.app(tenant) as conn:
        record(conn, tenant, [entry(1)])
    with database.app(other_tenant) as conn:
        assert find(conn, tenant, "ann", "key-1") is None
        assert find_command(conn, tenant, entry(1).command.id) is None
        assert history(conn, tenant) == []
        assert chain_head(conn, tenant).seq == 0
        assert conn.execute("select count(*) from audit.command").fetchone() == (0,)


def test_nobody_writes_into_the_trail_of_another_tenant(database: Database, tenant: int, other_tenant: int) -> None:
    for role in WRITERS:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction(role, other_tenant) as conn:
            record(conn, tenant, [entry(1)])
    with database.app(tenant) as conn:
        record(conn, tenant, [entry(1)])
        assert verify_chain(conn, tenant) == ChainCheck(True, 1, None)


def test_without_a_tenant_nothing_is_recorded(database: Database, tenant: int) -> None:
    with database.connect("app") as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        record(conn, tenant, [entry(1)])


def test_the_trail_is_append_only_for_every_role_and_the_owner_and_the_administrator(
    database: Database, tenant: int, superuser: Connection
) -> None:
    with database.app(tenant) as conn:
        record(conn, tenant, [entry(1)])
    attempts = (
        "update audit.command set actor = 'mallory'",
        "delete from audit.command",
        "truncate audit.command",
        "delete from audit.head",
        "truncate audit.head",
    )
    for statement in attempts:
        for role in (*WRITERS, *OTHERS):
            with database.connect(role) as conn:
                conn.execute("select set_config('app.tenant', %s, true)", (str(tenant),))
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    conn.execute(statement.encode())
                conn.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            superuser.execute(statement.encode())


def test_no_role_writes_the_tables_past_the_verb(database: Database, tenant: int) -> None:
    with database.app(tenant) as conn:
        record(conn, tenant, [entry(1)])
    for role in WRITERS:
        for statement in (
            "update audit.head set seq = 0",
            "insert into audit.head (tenant) values (7)",
            "insert into audit.command select * from audit.command",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction(role, tenant) as conn:
                conn.execute(statement.encode())
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction("readonly", tenant) as conn:
        record(conn, tenant, [entry(2)])
