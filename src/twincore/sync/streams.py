"""What happened, told to whoever subscribes: both sides of every transfer, changes of holds, of the link, records that were parked, and comparisons.

A position moves when the log has acknowledged: an event may come twice, none is left out. Nothing here holds up the adaptor.
"""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from twincore.events import CORE_DRIFT, CORE_LINK, CORE_PARKED, HOLDS, TRANSFERS, Event, account_key
from twincore.kernel.clock import to_us
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.ledger import NEVER_US, Kind, accounts
from twincore.sync.adaptor import Adaptor
from twincore.sync.books import is_of_core
from twincore.sync.journal import lane_seq
from twincore.sync.link import get_link
from twincore.sync.model import PAGE_MAX, DriftClass, LinkState, Place
from twincore.sync.parked import list_parked
from twincore.sync.positions import move, position
from twincore.sync.schemas import SCHEMA_REFUSED

_sql = load("twincore.sync")
PAGE = 2_000
"""Transfers of one publication at the most."""
DRIFTS_MAX = 20
_PAUSE_S = 0.05
_DAY_0 = date(1970, 1, 1)
_CHANGES = {Kind.HOLD: "PLACED", Kind.CAPTURE: "CAPTURED", Kind.RELEASE: "RELEASED", Kind.EXPIRE: "EXPIRED"}
_KINDS = {Kind.POST: "POST", Kind.CAPTURE: "CAPTURE", Kind.REVERSE: "REVERSE"}
_log = structlog.get_logger("twincore.sync")


class Streams:
    """The publisher of one tenant's events, in a thread of its own. It begins where the journal ends when it is first started."""

    def __init__(self, adaptor: Adaptor) -> None:
        self._adaptor, self._database, self._tenant = adaptor, adaptor.database, adaptor.tenant
        self._log, self._coder = adaptor.relay.log, adaptor.relay.coder
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._ready = False

    def start(self) -> None:
        """Publish from now on."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name=f"streams-{self._tenant}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the page at hand."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if not self.step():
                    self._stop.wait(_PAUSE_S)
            except Exception as trouble:
                passing = isinstance(trouble, psycopg.OperationalError | psycopg.InterfaceError | PoolTimeout)
                passing = passing or (isinstance(trouble, Refusal) and trouble.category in (Category.UNAVAILABLE, Category.CONFLICT))
                if passing:
                    _log.warning("streams_again", tenant=self._tenant, error=str(trouble).strip())
                else:
                    _log.exception("streams_again", tenant=self._tenant)
                self._stop.wait(1.0)

    def step(self) -> bool:
        """Publish one page of each stream; returns whether there was anything. Refuses ``event_log_unavailable``, ``registry_unavailable``."""
        if not self._ready:
            self._log.create_topics([stream.topic for stream in (TRANSFERS, HOLDS, CORE_LINK, CORE_PARKED, CORE_DRIFT)])
            self._begin()
            self._ready = True
        told = [self._told(stream) for stream in (self._journal, self._links, self._parked, self._drifts)]  # each has its turn
        return any(told)

    @staticmethod
    def _told(stream: Callable[[], bool]) -> bool:
        """One page of a stream: where the registry refuses its schema (the link says so), it waits, and the others go on."""
        try:
            return stream()
        except Refusal as refusal:
            if refusal.code not in SCHEMA_REFUSED:
                raise
            return False

    def _begin(self) -> None:
        with self._database.app(self._tenant) as conn:
            stood = position(conn, self._tenant, "streams/journal")
            if stood.next == 0 and (end := lane_seq(conn, self._tenant)):
                move(conn, self._tenant, stood, Place(stood.stream, end), self._adaptor.now_us())

    def _publish(self, stood: Place, events: list[Event], last: int) -> bool:
        if last <= stood.next:
            return False
        if events:
            self._log.publish(events)
        with self._database.app(self._tenant) as conn:
            move(conn, self._tenant, stood, Place(stood.stream, last), self._adaptor.now_us())
        return True

    def _journal(self) -> bool:
        with self._database.app(self._tenant) as conn:
            stood = position(conn, self._tenant, "streams/journal")
            rows = conn.execute(_sql.transfers_told, {"tenant": self._tenant, "after": stood.next, "limit": PAGE}).fetchall()
            currencies = _currencies(conn, self._tenant, {row[1] for row in rows} | {row[2] for row in rows})
        events: list[Event] = []
        for row in rows:
            events += self._sides(row, currencies) + self._hold(row, currencies)
        return self._publish(stood, events, rows[-1][0] if rows else 0)

    def _sides(self, row: tuple[Any, ...], currencies: dict[int, str]) -> list[Event]:
        (
            seq,
            debit,
            credit,
            amount,
            _,
            ref,
            debit_posted,
            debit_held,
            credit_posted,
            credit_held,
            at,
            _,
            id_,
            command,
            code,
            day,
            kind,
            flags,
            *_,
        ) = row
        if amount == 0:
            return []
        both = (("DEBIT", debit, credit, debit_posted, debit_held), ("CREDIT", credit, debit, credit_posted, credit_held))
        return [
            Event(
                TRANSFERS.topic.name,
                account_key(account),
                self._coder.encode(
                    TRANSFERS.schema,
                    {
                        "tenant": self._tenant,
                        "id": id_.bytes,
                        "seq": seq,
                        "account": account,
                        "counter_account": other,
                        "direction": direction,
                        "kind": _KINDS.get(kind, "OTHER"),
                        "amount": amount,
                        "currency": currencies[account],
                        "balance": balance,
                        "held": held,
                        "code": code,
                        "value_date": day,
                        "posted_at": to_us(at),
                        "command": command.bytes,
                        "ref": ref or None,
                        "flags": flags,
                        "origin": _origin(code),
                        "detail": None,
                    },
                ),
            )
            for direction, account, other, balance, held in both
        ]

    def _hold(self, row: tuple[Any, ...], currencies: dict[int, str]) -> list[Event]:
        seq, debit, credit, _, pending, ref, _, held, _, _, at, expires_us, id_, _, code, _, kind, _, hold = row
        if pending == 0 or kind not in _CHANGES:
            return []
        placed: UUID = id_ if hold is None else hold
        record = {
            "tenant": self._tenant,
            "hold": placed.bytes,
            "hold_seq": ref or seq,
            "seq": seq,
            "change": _CHANGES[kind],
            "account": debit,
            "counter_account": credit,
            "amount": pending,
            "currency": currencies[debit],
            "held": held,
            "expires_at": None if expires_us is None or expires_us >= NEVER_US else expires_us,
            "code": code,
            "at": to_us(at),
            "origin": _origin(code),
        }
        return [Event(HOLDS.topic.name, account_key(debit), self._coder.encode(HOLDS.schema, record))]

    def _links(self) -> bool:
        with self._database.app(self._tenant) as conn:
            stood = position(conn, self._tenant, "streams/link")
            rows = conn.execute(_sql.link_events_after, {"tenant": self._tenant, "after": stood.next, "limit": PAGE_MAX}).fetchall()
            if not rows:
                return False
            link = get_link(conn, self._tenant)
            values = {"tenant": self._tenant, "policy": link.policy.allotment, "outage": link.outage}
            found = conn.execute(_sql.allotment_left, values).fetchone()
        facts = self._adaptor.facts(self._adaptor.status())
        exposed = self._adaptor.exposure().total
        now_us = self._adaptor.now_us()
        events = []
        for _, at, what, before, after, words in rows:
            if what != "state":
                continue
            record = {
                "tenant": self._tenant,
                "state": after,
                "previous": before,
                "since": to_us(at),
                "at": now_us,
                "reason": words,
                "planned": link.planned_until_us is not None,
                "queued": facts.unanswered,
                "oldest_unacknowledged_at": now_us - facts.oldest_unanswered_us if facts.unanswered else None,
                "lag_us": (facts.heartbeat_age_us or 0) if facts.behind else 0,
                "exposure_minor": exposed,
                "allotment_minor": int(found[0]) if found is not None and LinkState(after).standing_in else 0,
            }
            events.append(Event(CORE_LINK.topic.name, b"core", self._coder.encode(CORE_LINK.schema, record)))
        return self._publish(stood, events, rows[-1][0])

    def _parked(self) -> bool:
        with self._database.app(self._tenant) as conn:
            stood = position(conn, self._tenant, "streams/parked")
            found = list_parked(conn, self._tenant, after=stood.next, resolved=True)
            mapping = self._adaptor.books.mapping
        events = []
        for one in found:
            stream, _, partition = one.stream.rpartition("/")
            numbered = bool(stream) and partition.isdigit()
            account = None
            if one.core is not None:
                at = int((mapping.core == one.core).argmax()) if len(mapping.core) else 0
                account = int(mapping.account[at]) if len(mapping.core) and mapping.core[at] == one.core else None
            record = {
                "tenant": self._tenant,
                "stream": stream if numbered else one.stream,
                "partition": int(partition) if numbered else 0,
                "offset": one.place,
                "account": account,
                "reason": one.reason.value,
                "message": one.words,
                "field": None,
                "raw": one.raw,
                "at": one.parked_at_us,
            }
            key = b"" if account is None else account_key(account)
            events.append(Event(CORE_PARKED.topic.name, key, self._coder.encode(CORE_PARKED.schema, record)))
        return self._publish(stood, events, found[-1].number if found else 0)

    def _drifts(self) -> bool:
        with self._database.app(self._tenant) as conn:
            stood = position(conn, self._tenant, "streams/drift")
            found = conn.execute(_sql.drifts_after, {"tenant": self._tenant, "after": stood.next, "limit": DRIFTS_MAX}).fetchall()
            sides = [conn.execute(_sql.drift_sides, {"tenant": self._tenant, "drift": row[0]}).fetchall() for row in found if row[7]]
        events, differing = [], iter(sides)
        for number, at, epoch, lsn, seq, compared, moving, drifting, minor, repaired, day in found:
            record = {
                "tenant": self._tenant,
                "id": id_of_key("core-drift", self._tenant, number).bytes,
                "business_date": (day - _DAY_0).days,
                "epoch": epoch,
                "core_lsn": lsn,
                "journal_seq": seq,
                "compared_at": to_us(at),
                "accounts": compared,
                "in_flight": moving,
                "drifting": drifting,
                "drift_minor": minor,
                "differences": [_difference(side, repaired) for side in (next(differing) if drifting else ())],
            }
            events.append(Event(CORE_DRIFT.topic.name, f"{day:%Y%m%d}".encode(), self._coder.encode(CORE_DRIFT.schema, record)))
        return self._publish(stood, events, found[-1][0] if found else 0)


def _difference(side: tuple[Any, ...], repaired: bool) -> dict[str, Any]:
    core, account, twin_balance, core_balance, twin_count, core_count, kinds, ids = side
    bsb, number = divmod(core, 10**9)
    named = [kind.upper() for kind in kinds if kind != DriftClass.BALANCE]
    return {
        "account": account,
        "bsb": f"{bsb:06d}",
        "number": f"{number:09d}",
        "kind": named[0] if named else "OTHER",
        "twin_balance": twin_balance,
        "core_balance": core_balance,
        "twin_postings": twin_count,
        "core_postings": core_count,
        "ids": [bytes.fromhex(id_) for id_ in ids[:100]],
        "repaired": repaired,
    }


def _origin(code: int) -> str:
    return "CORE" if is_of_core(code) else "TWIN"


def _currencies(conn: Connection, tenant: int, ids: set[int]) -> dict[int, str]:
    return {account.id: account.currency for account in accounts(conn, tenant, sorted(ids)).values()} if ids else {}
