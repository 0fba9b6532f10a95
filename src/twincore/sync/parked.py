"""Records that could not be taken in: who waits for what, and taking them in after all. Only the account of a parked record waits; all others go on."""

from collections.abc import Callable
from typing import Any

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.ledger import Ledger
from twincore.sync.follower import CHANGE_LOG
from twincore.sync.intake import Books, check, take_in
from twincore.sync.journal import Outstanding
from twincore.sync.model import PAGE_MAX, Kind, Parked, ParkReason
from twincore.sync.positions import Unfit
from twincore.sync.records import Interface

_sql = load("twincore.sync")
Beside = Callable[[Connection, int], None]
"""What is written in the transaction in which a record, given its number, waits no more: who asked for it, say."""


def list_parked(
    conn: Connection, tenant: int, *, core: int | None = None, after: int = 0, limit: int = PAGE_MAX, resolved: bool = False
) -> list[Parked]:
    """Records that wait, oldest first; of one account of the core or of all; resolved: those too that wait no more. limit: 1 to PAGE_MAX."""
    values = {"tenant": tenant, "core": core, "after": after, "limit": max(1, min(limit, PAGE_MAX)), "all": resolved}
    return [_parked(row) for row in conn.execute(_sql.parked, values).fetchall()]


def parked_count(conn: Connection, tenant: int) -> int:
    """How many records wait."""
    row = conn.execute(_sql.parked_count, {"tenant": tenant}).fetchone()
    return 0 if row is None else int(row[0])


def get_parked(conn: Connection, tenant: int, number: int) -> Parked:
    """One parked record. Refuses ``parked_record_not_found``."""
    rows = conn.execute(_sql.parked, {"tenant": tenant, "core": None, "after": number - 1, "limit": 1, "all": True}).fetchall()
    if not rows or rows[0][0] != number:
        raise not_found("parked_record", number, field="number")
    return _parked(rows[0])


def drop_parked(conn: Connection, tenant: int, number: int, *, reason: str, now_us: int) -> None:
    """Somebody has decided that the record is not to be taken in; a comparison will say what that makes of the account.

    Refuses ``parked_record_not_found``, ``parked_record_resolved``, ``reason_missing``.
    """
    if not reason.strip():
        raise Refusal("reason_missing", "Say why the record is dropped.", field="reason")
    if get_parked(conn, tenant, number).resolved_at_us is not None:
        raise _resolved(number)
    _resolve(conn, tenant, [number], f"dropped: {reason[:200]}", now_us)


def replay(
    ledger: Ledger,
    books: Books,
    outstanding: Outstanding | None,
    interface: Interface,
    number: int,
    *,
    now_us: int,
    corrected: bytes | None = None,
    beside: Beside | None = None,
) -> None:
    """Take in a parked record of the change log after all, or what it should have said. What it becomes, that it waits no more, and what ``beside`` writes
    (last, in the same transaction: that may be the ledger's) commit together.

    Run as often as one likes, it has its effect once. Refuses ``parked_record_not_found``, ``parked_record_resolved``, ``parked_record_still_unfit``
    (with the reason), ``parked_record_foreign`` (it is of another stream: drop it, what it asked for is asked for again from the journal).
    """
    tenant = books.tenant
    with books.database.app(tenant) as conn:
        record = get_parked(conn, tenant, number)
        earlier = [p.number for p in list_parked(conn, tenant, core=record.core) if p.number < number] if record.core else []
    if record.resolved_at_us is not None:
        raise _resolved(number)
    if record.stream != CHANGE_LOG:
        raise Refusal("parked_record_foreign", f"Record {number} is of {record.stream}.", category=Category.RULE, field="number")
    if earlier:
        raise _unfit(number, f"record {earlier[0]} of the same account waits before it")
    raw = corrected if corrected is not None else record.raw
    if len(raw) != interface.layouts["change"].length:
        raise _unfit(number, f"it has {len(raw)} bytes, not {interface.layouts['change'].length}")
    rows, unfit, _ = interface.changes(raw, record.place)
    books.refresh()
    waiting, books.waiting = books.waiting, books.waiting[:0]
    try:
        if not unfit and int(rows["kind"][0]) == Kind.REDO:
            _, unfit = check(rows, books, lambda _: raw)
        if unfit:
            raise _unfit(number, f"{unfit[0].reason.value}: {unfit[0].words}")

        def advance(conn: Connection, tenant: int) -> None:
            _resolve(conn, tenant, [number], "replayed" if corrected is None else "replayed with other bytes", now_us)
            if beside is not None:
                beside(conn, number)

        found: list[Unfit] = []
        intake, future = take_in(
            ledger,
            books,
            outstanding,
            rows[rows["kind"] == Kind.REDO],
            found,
            lambda _: raw,
            stream=f"{CHANGE_LOG}/replay",
            epoch=int(rows["epoch"][0]),
            command=id_of_key("core-replay", tenant, number),
            advance=advance,
            now_us=now_us,
        )
        if future is not None:
            future.result()
        if intake.parked:
            raise _unfit(number, "it was parked again, under another number")
    finally:
        books.waiting = waiting
        books.refresh()


def replay_waiting(
    ledger: Ledger,
    books: Books,
    outstanding: Outstanding | None,
    interface: Interface,
    *,
    now_us: int,
    core: int | None = None,
    beside: Beside | None = None,
) -> tuple[int, int]:
    """Take in what waits, oldest first, of one account or of all; an account stops at the first record that is still unfit. Returns (replayed, left).

    beside: as of ``replay``, for each record.
    """
    replayed, stuck, after = 0, set[int | None](), 0
    while True:
        with books.database.app(books.tenant) as conn:
            page = list_parked(conn, books.tenant, core=core, after=after)
        if not page:
            break
        for record in page:
            after = record.number
            if record.core is not None and record.core in stuck:
                continue
            try:
                replay(ledger, books, outstanding, interface, record.number, now_us=now_us, beside=beside)
                replayed += 1
            except Refusal:
                stuck.add(record.core)
    with books.database.app(books.tenant) as conn:
        return replayed, parked_count(conn, books.tenant)


def _resolve(conn: Connection, tenant: int, numbers: list[int], resolution: str, now_us: int) -> None:
    conn.execute(_sql.resolve_parked, {"tenant": tenant, "numbers": numbers, "resolution": resolution, "now": to_datetime(now_us)})


def _parked(row: tuple[Any, ...]) -> Parked:
    number, stream, place, reason, words, core, raw, parked_at, resolved_at, resolution = row
    resolved_at_us = None if resolved_at is None else to_us(resolved_at)
    return Parked(number, stream, place, ParkReason(reason), words, core, bytes(raw), to_us(parked_at), resolved_at_us, resolution)


def _resolved(number: int) -> Refusal:
    return Refusal("parked_record_resolved", f"Record {number} waits no more.", category=Category.CONFLICT, field="number")


def _unfit(number: int, why: str) -> Refusal:
    return Refusal("parked_record_still_unfit", f"Record {number} cannot be taken in: {why}.", category=Category.RULE, field="number")
