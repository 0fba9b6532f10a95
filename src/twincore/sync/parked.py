"""Records that could not be taken in: who waits for what, and taking them in after all. Only the account of a parked record waits; all others go on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from twincore.events import CORE_ENVELOPES, CORE_REQUESTS, UNREADABLE, Record
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.ledger import Ledger, get_transfers
from twincore.sync.envelopes import EnvelopeReader
from twincore.sync.follower import CHANGE_LOG
from twincore.sync.intake import Books, Intake, ids_of_changes, take_in
from twincore.sync.journal import Outstanding, journal_rows_at, legs_of
from twincore.sync.model import CHANGE, PAGE_MAX, RAW_BYTES_MAX, Kind, Origin, Parked, ParkReason, Rows, Verdict, core_name
from twincore.sync.records import Interface
from twincore.sync.relay import read_request
from twincore.sync.rules import places_of

_sql = load("twincore.sync")
Beside = Callable[[Connection, int], None]
"""What is written in the transaction in which a record, given its number, waits no more: who asked for it, say."""
BY_ITSELF = (ParkReason.SCHEMA_UNREADABLE, ParkReason.ACCOUNT_WAITING)
"""What waits for nobody's decision: it is taken in as soon as it can be."""
AT_ONCE = 200
"""Records that are taken in by themselves in one go at the most: what comes from the core does not wait behind them."""
_ENVELOPES, _REQUESTS = CORE_ENVELOPES.topic.name, CORE_REQUESTS.topic.name
_ADVICE = {
    ParkReason.ACCOUNT_UNKNOWN: "bind the account, then replay",
    ParkReason.ACCOUNT_WAITING: "goes on by itself once the account's first record is replayed or dropped",
    ParkReason.UNIT_UNFINISHED: "ask the core whether its unit of work was committed: replay it if so, else drop it",
    ParkReason.LEDGER_REFUSED: "see to the account, then replay",
    ParkReason.SCHEMA_UNREADABLE: "goes on by itself once the registry knows a schema that can be read",
    ParkReason.REQUEST_UNKNOWN: "compare both sides, re-sync the account, then drop",
    ParkReason.REQUEST_DIFFERS: "compare both sides, re-sync the account, then drop",
}
_ADVICE_ELSE = "replay with the bytes that it should have, or re-sync the account and drop"
_ADVICE_REQUEST = "nothing is lost: the journal asks the core again by itself; see who wrote it, then drop"


@dataclass(frozen=True, slots=True)
class Replays:
    """What taking in parked records needs of whoever works for the core. outstanding: None: nothing was ever asked of it; ask: asks it for legs
    (model.LEG) once more, and says whether that was published."""

    ledger: Ledger
    books: Books
    outstanding: Outstanding | None
    interface: Interface
    envelopes: EnvelopeReader
    ask: Callable[[Rows], bool]


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


def parked_reasons(conn: Connection, tenant: int) -> dict[str, int]:
    """How many records wait, by reason."""
    return {reason: int(count) for reason, count in conn.execute(_sql.parked_reasons, {"tenant": tenant}).fetchall()}


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
    get_parked(conn, tenant, number)
    _resolve(conn, tenant, number, f"dropped: {reason[:200]}", now_us)


def advice(record: Parked) -> str:
    """What helps a record that waits, in words."""
    if _stream(record) not in (CHANGE_LOG, _ENVELOPES) and record.reason is not ParkReason.SCHEMA_UNREADABLE:
        return _ADVICE_REQUEST
    return _ADVICE.get(record.reason, _ADVICE_ELSE)


def replay(by: Replays, number: int, *, now_us: int, corrected: bytes | None = None, beside: Beside | None = None) -> None:
    """Take in a parked record after all, or what it should have said. What it becomes, that it waits no more, and what ``beside`` writes (last, in the same
    transaction: that may be the ledger's) commit together.

    A change, of the log or in an envelope, is posted under the id that it always has: run as often as one likes, and should the same arrive again, it
    has its effect once. A request of ours is asked for again from the journal, if the core has not answered it. Refuses ``parked_record_not_found``,
    ``parked_record_resolved``, ``parked_record_still_unfit`` (with the reason; it waits as it did), ``parked_record_foreign`` (it is not to be replayed).
    """
    with by.books.database.app(by.books.tenant) as conn:
        record = get_parked(conn, by.books.tenant, number)
    if record.resolved_at_us is not None:
        raise _resolved(number)
    if corrected is None and len(record.raw) >= RAW_BYTES_MAX:
        raise _unfit(number, f"no more than its first {RAW_BYTES_MAX} bytes are kept; replay it with its whole bytes (corrected)")
    raw = record.raw if corrected is None else corrected
    stream = _stream(record)
    if stream == _REQUESTS:
        _ask_again(by, record, corrected, now_us, beside)
        return
    if stream not in (CHANGE_LOG, _ENVELOPES):
        raise _foreign(number, f"it is of {stream}, and what it answers is asked for again from the journal by itself: drop it")
    rows = _change(by, record, raw) if stream == CHANGE_LOG else _envelope(by, record, raw)
    _take_in(by, record, rows, raw, "replayed" if corrected is None else "replayed with other bytes", now_us, beside)


def _change(by: Replays, record: Parked, raw: bytes) -> Rows:
    length = by.interface.layouts["change"].length
    if len(raw) != length:
        raise _unfit(record.number, f"it has {len(raw)} of {length} bytes; replay it with its whole bytes (corrected)")
    rows, unfit, _ = by.interface.changes(raw, record.place)
    if unfit:
        raise _unfit(record.number, f"{unfit[0].reason.value}: {unfit[0].words}")
    chosen: Rows = rows[rows["kind"] == Kind.REDO]
    return chosen


def _envelope(by: Replays, record: Parked, raw: bytes) -> Rows:
    _, _, partition = record.stream.partition("/")
    message = Record(_ENVELOPES, int(partition), record.place, b"", raw, (), record.parked_at_us)
    try:
        row = by.envelopes.row(message, record.place)
    except Refusal as refusal:
        if refusal.category is Category.UNAVAILABLE:
            raise
        raise _unfit(record.number, refusal.message.rstrip(".")) from refusal
    return np.array([] if row is None else [row], CHANGE)


def _take_in(by: Replays, record: Parked, rows: Rows, raw: bytes, resolution: str, now_us: int, beside: Beside | None) -> None:
    """Post a change, unless it is unfit still: then the record waits as it did."""
    books, tenant, number = by.books, by.books.tenant, record.number
    books.refresh()
    with books.database.app(tenant) as conn:
        for core in sorted({record.core, *rows["core"].tolist()} - {None}):
            first = list_parked(conn, tenant, core=core, limit=1)
            if first and first[0].number < number:
                raise _unfit(number, f"record {first[0].number} of the same account waits before it")
        for row in rows:
            if (repaired := _made_good(conn, books, row)) is not None:
                raise _unfit(number, f"re-sync {repaired} has adjusted {core_name(int(row['core']))} for it: drop it")
    intake = Intake()

    def advance(conn: Connection, tenant: int) -> None:
        if intake.parked:
            return
        _resolve(conn, tenant, number, resolution, now_us)
        if beside is not None:
            beside(conn, number)

    waiting, books.waiting = books.waiting, books.waiting[:0]
    try:
        _, future = take_in(
            by.ledger,
            books,
            by.outstanding,
            rows,
            (),
            lambda _: raw,
            stream=record.stream,
            epoch=int(rows["epoch"].max(initial=0)),
            command=id_of_key("core-replay", tenant, number),
            advance=advance,
            now_us=now_us,
            place_of=lambda _: (record.stream, record.place),
            intake=intake,
        )
        if future is not None:
            future.result()
    finally:
        books.waiting = waiting
        books.refresh()
    if intake.parked:
        raise _unfit(number, f"{intake.unfit[0].reason.value}: {intake.unfit[0].words}")


def _made_good(conn: Connection, books: Books, row: np.void) -> int | None:
    """The re-sync that has put the balance right for a change that nobody could read then; None: the change is to be posted, or is there."""
    change, mapping = np.array([row], CHANGE), books.mapping
    at = int(mapping.places(change["core"])[0])
    if at < 0 or row["lsn"] <= mapping.base_lsn[at] or row["origin"] == Origin.TWIN or row["code"] == b"EAR":
        return None
    high, low = ids_of_changes(change)
    if get_transfers(conn, books.tenant, [UUID(int=int(high[0]) << 64 | int(low[0]))]):
        return None
    found = conn.execute(_sql.adjusted_since, {"tenant": books.tenant, "core": int(row["core"]), "lsn": int(row["lsn"])}).fetchone()
    return None if found is None else found[0]


def _ask_again(by: Replays, record: Parked, corrected: bytes | None, now_us: int, beside: Beside | None) -> None:
    """A request is not sent as it came: what was to be asked, the journal says, and what was answered is not asked twice."""
    number, books = record.number, by.books
    if corrected is not None:
        raise _foreign(
            number, "it is a request of ours, and what it should have said is in the journal: replay it without other bytes, or drop it"
        )
    try:
        asked = read_request(by.envelopes.coder, books.tenant, record.raw)
    except Refusal as refusal:
        if refusal.category is Category.UNAVAILABLE:
            raise
        if refusal.code in UNREADABLE:
            raise _unfit(number, refusal.message.rstrip(".")) from refusal
        why = f"it is a request of ours that nobody can read ({refusal.message.rstrip('.')})"
        raise _foreign(number, f"{why}; what the core has not answered is asked for again from the journal by itself: drop it") from refusal
    leg = _unanswered(by, asked["id"])
    if leg is None:
        raise _foreign(number, "it is a request, and the journal has asked for nothing under its id: drop it")
    if len(leg) and not by.ask(leg):
        raise _unfit(number, "the registry refuses the schema of requests (see schema_refused in the status)")
    with books.database.app(books.tenant) as conn:
        _resolve(conn, books.tenant, number, "asked for again from the journal" if len(leg) else "the core has answered it", now_us)
        if beside is not None:
            beside(conn, number)


def _unanswered(by: Replays, id_: bytes) -> Rows | None:
    """The leg of a request (model.LEG), as it is to be asked for again; none of them: the core has answered it; None: nobody has asked for it."""
    if by.outstanding is None:
        return None
    proof, low = (np.array([int.from_bytes(half, "big")], np.uint64) for half in (id_[:8], id_[8:]))
    seq, leg, attempt = places_of(low)
    with by.books.database.app(by.books.tenant) as conn:
        by.outstanding.extend(conn, by.books.tenant, by.books.mapping)
        legs = legs_of(journal_rows_at(conn, by.books.tenant, seq.tolist()), by.books.mapping)
    asked = legs[(legs["leg"] == leg) & (legs["proof"] == proof)]
    if len(asked) == 0:
        return None
    at = int(by.outstanding.places(seq, leg)[0])
    verdict = Verdict.SETTLED if at < 0 else by.outstanding.verdict[at]
    asked["attempt"] = attempt
    chosen: Rows = asked[:1] if verdict == 0 or (verdict == Verdict.REJECTED and attempt[0] > 0) else asked[:0]
    return chosen


def replay_waiting(by: Replays, *, now_us: int, core: int | None = None, beside: Beside | None = None) -> tuple[int, int]:
    """Take in what waits, oldest first, of one account or of all; an account stops at the first record that is still unfit. Returns (replayed, left).

    beside: as of ``replay``, for each record. Refuses what is away: ``registry_unavailable``, ``event_log_unavailable``.
    """
    books = by.books
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
            if _replayed(by, record.number, now_us, beside):
                replayed += 1
            else:
                stuck.add(record.core)
    with books.database.app(books.tenant) as conn:
        return replayed, parked_count(conn, books.tenant)


def replay_by_itself(by: Replays, *, now_us: int) -> int:
    """Take in what waited for nobody's decision and can be taken in by now; returns how many. Where something is away, it is for the next time."""
    values = {"tenant": by.books.tenant, "reasons": [reason.value for reason in BY_ITSELF], "limit": AT_ONCE}
    replayed = 0
    while replayed < AT_ONCE:
        with by.books.database.app(by.books.tenant) as conn:
            first = [row[0] for row in conn.execute(_sql.parked_first, values).fetchall()]
        try:
            done = sum(_replayed(by, number, now_us, None) for number in first[: AT_ONCE - replayed])
        except Refusal:
            break
        if done == 0:
            break
        replayed += done
    return replayed


def _replayed(by: Replays, number: int, now_us: int, beside: Beside | None) -> bool:
    try:
        replay(by, number, now_us=now_us, beside=beside)
    except Refusal as refusal:
        if refusal.category is Category.UNAVAILABLE:
            raise
        return False
    return True


def _stream(record: Parked) -> str:
    return record.stream.partition("/")[0]


def _resolve(conn: Connection, tenant: int, number: int, resolution: str, now_us: int) -> None:
    """It waits no more. Refuses ``parked_record_resolved`` where somebody was faster: then what commits with this has not happened."""
    values = {"tenant": tenant, "number": number, "resolution": resolution, "now": to_datetime(now_us)}
    if conn.execute(_sql.resolve_parked, values).rowcount == 0:
        raise _resolved(number)


def _parked(row: tuple[Any, ...]) -> Parked:
    number, stream, place, reason, words, core, raw, parked_at, resolved_at, resolution = row
    resolved_at_us = None if resolved_at is None else to_us(resolved_at)
    return Parked(number, stream, place, ParkReason(reason), words, core, bytes(raw), to_us(parked_at), resolved_at_us, resolution)


def _resolved(number: int) -> Refusal:
    return Refusal("parked_record_resolved", f"Record {number} waits no more.", category=Category.CONFLICT, field="number")


def _unfit(number: int, why: str) -> Refusal:
    return Refusal("parked_record_still_unfit", f"Record {number} cannot be taken in: {why}.", category=Category.RULE, field="number")


def _foreign(number: int, why: str) -> Refusal:
    return Refusal("parked_record_foreign", f"Record {number} is not replayed: {why}.", category=Category.RULE, field="number")
