"""The auditor: rebuilds a lane's books from the acknowledged commands alone and compares them with the raw rows in the database.

It trusts neither the engine nor the reference model and imports only the kernel: what a capture does to a hold is written here a third
time, on purpose. Hand it every command that was sent and every answer that came back; ``audit`` returns what is wrong, in words.
"""

import hashlib
import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any
from uuid import UUID

from twincore.kernel.clock import to_us
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key

POST, HOLD, CAPTURE, RELEASE, EXPIRE, REVERSE = range(1, 7)
LINKED, FORCED, IMPORTED, FINAL = 1, 2, 4, 8
CREATED, EXISTS = 0, 1
NEVER_US = 2**63 - 1

COLUMNS = (  # noqa: SIM905 - a list of words reads better as one
    "seq debit credit amount pending ref debit_prev credit_prev debit_posted debit_held credit_posted credit_held"
    " posted_at expires_at id command tenant code value_date kind flags"
).split()
WIDTHS = (8,) * 14 + (16, 16, 4, 4, 4, 2, 2)
TUPLE_BYTES = 2 + sum(4 + width for width in WIDTHS)
COPY_HEADER_BYTES, COPY_TRAILER_BYTES = 19, 2


Request = Any
"""Anything with id, kind, debit, credit, amount, code, ref, flags, value_date, posted_at_us, expires_at_us and detail."""


@dataclass(slots=True)
class Book:
    """The auditor's own books of one account."""

    currency: str
    side: str
    limit: int | None  # how far below zero it may go; None: no limit, or one that moved on the way
    debits_posted: int = 0
    credits_posted: int = 0
    debits_pending: int = 0
    credits_pending: int = 0
    last: int = 0

    @property
    def posted(self) -> int:
        """Credits minus debits."""
        return self.credits_posted - self.debits_posted

    @property
    def held(self) -> int:
        """On the side of spending."""
        return self.debits_pending if self.side == "C" else self.credits_pending

    @property
    def short(self) -> bool:
        """Whether it stands beyond its limit."""
        if self.limit is None:
            return False
        return (self.posted if self.side == "C" else -self.posted) - self.held + self.limit < 0

    @property
    def sums(self) -> tuple[int, int, int, int, int]:
        """The four sums and the last transfer, as ledger.balance has them."""
        return self.debits_posted, self.credits_posted, self.debits_pending, self.credits_pending, self.last


@dataclass(slots=True)
class Standing:
    """A hold as the auditor sees it."""

    id: UUID
    debit: int
    credit: int
    left: int
    expires: int
    imported: bool


@dataclass
class Auditor:
    """One lane under audit."""

    tenant: int
    accounts: dict[int, Book] = field(default_factory=dict)
    sent: dict[UUID, list[Request]] = field(default_factory=dict)
    acknowledged: dict[UUID, tuple[Request, int | None]] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    _created: set[UUID] = field(default_factory=set)
    _holds: dict[int, Standing] = field(default_factory=dict)
    _due: list[tuple[int, int]] = field(default_factory=list)
    _reversed: set[int] = field(default_factory=set)
    _rows: list[dict[str, Any]] = field(default_factory=list)

    # -- what the auditor is told

    def open_account(self, number: int, currency: str, side: str, limit: int | None) -> None:
        """An account was opened."""
        self.accounts[number] = Book(currency, side, limit)

    def limit_moved(self, number: int) -> None:
        """An account's limit was changed on the way: rows before and after cannot be held against one figure."""
        self.accounts[number].limit = None

    def send(self, requests: Iterable[Request]) -> None:
        """These left for the bank; whether they arrive is not known yet."""
        for request in requests:
            self.sent.setdefault(request.id, []).append(request)

    def answer(self, request: Request, status: int, seq: int | None) -> None:
        """The bank answered. A transfer once acknowledged must stay what it was."""
        if status not in (CREATED, EXISTS):
            return
        if status == CREATED and request.id in self._created:
            self._find(f"{request.id} was created twice")
        if status == CREATED:
            self._created.add(request.id)
        known = self.acknowledged.get(request.id)
        if known is None:
            self.acknowledged[request.id] = (request, seq)
            return
        if seq is not None and known[1] is not None and seq != known[1]:
            self._find(f"{request.id} was acknowledged as transfer {known[1]} and then as {seq}")

    # -- the audit

    def audit(self, conn: Connection, *, everything_answered: bool = True) -> list[str]:
        """Compare with the database; conn may read all rows of the tenant. Returns the findings, none if all is well.

        everything_answered: every command sent has had its answer, so a row without an acknowledgement is one too many.
        """
        conn.execute("select set_config('app.tenant', %s, false)", (str(self.tenant),))
        self._begin_again()
        self._rows = self._read(conn)
        checkpoint = self._checkpoint(conn)
        at_checkpoint = self._walk(checkpoint, everything_answered)
        self._all_there()
        self._groups()
        self._balanced()
        self._folded(conn, checkpoint, at_checkpoint)
        self._chained(conn)
        return self.findings

    @property
    def transfers(self) -> int:
        """How many rows the last audit read."""
        return len(self._rows)

    def _find(self, what: str) -> None:
        if len(self.findings) < 50:
            self.findings.append(what)

    def _begin_again(self) -> None:
        """Books of zero, as before the first transfer."""
        for book in self.accounts.values():
            book.debits_posted = book.credits_posted = book.debits_pending = book.credits_pending = book.last = 0
        self._holds.clear()
        self._due.clear()
        self._reversed.clear()

    def _read(self, conn: Connection) -> list[dict[str, Any]]:
        listed = ", ".join(f"case when {c} = 'infinity' then null else {c} end" if c == "expires_at" else c for c in COLUMNS)
        rows = conn.execute(f"select {listed} from ledger.transfer where tenant = %s order by seq".encode(), (self.tenant,)).fetchall()
        read = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        for row in read:
            row["posted_at"] = to_us(row["posted_at"])
            row["expires_at"] = NEVER_US if row["expires_at"] is None else to_us(row["expires_at"])
        return read

    def _walk(self, checkpoint: int, everything_answered: bool) -> tuple[dict[int, tuple[int, ...]], dict[int, Standing]]:
        """Rebuild row by row; returns the books as they were at the checkpoint."""
        sums: dict[int, tuple[int, ...]] = {}
        holds: dict[int, Standing] = {}
        latest = None
        for place, row in enumerate(self._rows, 1):
            if row["seq"] != place:
                self._find(f"transfer {row['seq']} stands in place {place}: the order has a gap or a double")
                break
            if latest is not None and row["posted_at"] < latest:
                self._find(f"transfer {place} is dated before the one in front of it")
            latest = row["posted_at"]
            self._row(row, everything_answered)
            if place == checkpoint:
                sums = {number: book.sums for number, book in self.accounts.items()}
                holds = {seq: Standing(h.id, h.debit, h.credit, h.left, h.expires, h.imported) for seq, h in self._holds.items()}
        return sums, holds

    def _row(self, row: dict[str, Any], everything_answered: bool) -> None:
        seq, identity = row["seq"], row["id"]
        while row["kind"] != EXPIRE and self._due and self._due[0][0] <= row["posted_at"]:
            overdue = heappop(self._due)[1]
            if overdue in self._holds and not self._holds[overdue].imported:
                self._find(f"transfer {seq} was posted while hold {overdue} was overdue")
        if row["kind"] == EXPIRE:
            expected = self._expected_expiry(row)
        else:
            known = self.acknowledged.get(identity)
            if known is None:
                candidates = self.sent.get(identity, [])
                if everything_answered or not candidates:
                    self._find(f"transfer {seq} ({identity}) was {'never acknowledged' if candidates else 'never asked for'}")
                if not candidates:
                    return
                known = (next((c for c in candidates if int(c.kind) == row["kind"]), candidates[0]), None)
            if known[1] is not None and known[1] != seq:
                self._find(f"{identity} was acknowledged as transfer {known[1]} and is transfer {seq}")
            expected = self._expected(row, known[0])
        if expected is None:
            return
        self._apply(row, expected)
        for column, value in expected.items():
            if row[column] != value:
                self._find(f"transfer {seq}: {column} is {row[column]}, the commands say {value}")

    def _expected_expiry(self, row: dict[str, Any]) -> dict[str, Any] | None:
        hold = self._holds.get(row["ref"])
        if hold is None:
            self._find(f"transfer {row['seq']} expires {row['ref']}, which is no open hold")
            return None
        if hold.expires > row["posted_at"]:
            self._find(f"transfer {row['seq']} expires hold {row['ref']} before its time")
        return {
            "id": id_of_key("expire", hold.id),
            "debit": hold.debit,
            "credit": hold.credit,
            "amount": 0,
            "pending": -hold.left,
            "code": 0,
            "command": UUID(int=0),
            "flags": 0,
        }

    def _expected(self, row: dict[str, Any], request: Request) -> dict[str, Any] | None:
        kind, seq = int(request.kind), row["seq"]
        expected = {
            "kind": kind,
            "code": request.code,
            "flags": int(request.flags),
            "expires_at": request.expires_at_us if kind == HOLD else NEVER_US,
        }
        if request.value_date is not None:
            expected["value_date"] = request.value_date
        if request.posted_at_us is not None:
            expected["posted_at"] = request.posted_at_us
        if kind in (POST, HOLD):
            return expected | {
                "debit": request.debit,
                "credit": request.credit,
                "amount": request.amount if kind == POST else 0,
                "pending": request.amount if kind == HOLD else 0,
                "ref": 0,
            }
        ref = row["ref"]
        if not 0 < ref < seq or self._rows[ref - 1]["id"] != request.ref:
            self._find(f"transfer {seq} refers to transfer {ref}, the command to {request.ref}")
            return None
        other = self._rows[ref - 1]
        if kind == REVERSE:
            if ref in self._reversed or other["kind"] not in (POST, CAPTURE):
                self._find(f"transfer {seq} reverses {ref}, which is reversed already or not of a kind to be")
            return expected | {"debit": other["credit"], "credit": other["debit"], "amount": other["amount"], "pending": 0}
        hold = self._holds.get(ref)
        if hold is None:
            self._find(f"transfer {seq} captures or releases {ref}, which is no open hold")
            return None
        amount = request.amount or hold.left
        expected |= {"debit": hold.debit, "credit": hold.credit}
        if kind == RELEASE:
            return expected | {"amount": 0, "pending": -amount}
        ended = hold.left if int(request.flags) & FINAL or amount >= hold.left else amount
        return expected | {"amount": amount, "pending": -ended}

    def _apply(self, row: dict[str, Any], expected: dict[str, Any]) -> None:
        """Move the auditor's books by what is expected, and expect the row to say what they say then."""
        seq, kind = row["seq"], row["kind"]
        payer, payee = self.accounts.get(expected["debit"]), self.accounts.get(expected["credit"])
        if payer is None or payee is None:
            self._find(f"transfer {seq} touches an account that was never opened")
            return
        if payer.currency != payee.currency:
            self._find(f"transfer {seq} moves {payer.currency} into {payee.currency}")
        amount, pending = expected["amount"], expected["pending"]
        grew = amount + pending if kind == CAPTURE else max(amount, pending)  # an over-capture's excess, or the whole
        expected |= {"debit_prev": payer.last, "credit_prev": payee.last}
        payer.debits_posted += amount
        payee.credits_posted += amount
        payer.debits_pending += pending
        payee.credits_pending += pending
        payer.last = payee.last = seq
        expected |= {
            "debit_posted": payer.posted,
            "debit_held": payer.held,
            "credit_posted": payee.posted,
            "credit_held": payee.held,
        }
        if grew > 0 and not row["flags"] & FORCED:
            if payer.side == "C" and payer.short:
                self._find(f"transfer {seq} takes account {expected['debit']} beyond its limit")
            if payee.side == "D" and payee.short:
                self._find(f"transfer {seq} takes account {expected['credit']} beyond its limit")
        if kind == HOLD:
            self._holds[seq] = Standing(
                row["id"], expected["debit"], expected["credit"], pending, expected["expires_at"], bool(row["flags"] & IMPORTED)
            )
            heappush(self._due, (expected["expires_at"], seq))
        elif kind in (CAPTURE, RELEASE, EXPIRE):
            hold = self._holds[row["ref"]]
            hold.left += pending
            if hold.left < 0:
                self._find(f"transfer {seq} takes more from hold {row['ref']} than was left")
            if hold.left <= 0:
                del self._holds[row["ref"]]
        elif kind == REVERSE:
            self._reversed.add(row["ref"])

    def _all_there(self) -> None:
        """What was acknowledged is in the journal, once."""
        recorded = [row["id"] for row in self._rows]
        if len(set(recorded)) != len(recorded):
            self._find("an id stands twice in the journal")
        for identity in self.acknowledged.keys() - set(recorded):
            self._find(f"{identity} was acknowledged and is not in the journal")

    def _groups(self) -> None:
        """What is linked stands in the journal side by side, to its last member."""
        for here, after in pairwise([*self._rows, None]):
            assert here is not None
            if not here["flags"] & LINKED:
                continue
            if after is None or after["command"] != here["command"] or after["kind"] == EXPIRE:
                self._find(f"transfer {here['seq']} is linked to the next, which is not of its group")

    def _balanced(self) -> None:
        net: dict[str, int] = {}
        for book in self.accounts.values():
            net[book.currency] = net.get(book.currency, 0) + book.posted
        for currency, difference in net.items():
            if difference:
                self._find(f"{currency}: debits and credits differ by {difference}")

    def _checkpoint(self, conn: Connection) -> int:
        row = conn.execute("select seq from ledger.checkpoint where tenant = %s", (self.tenant,)).fetchone()
        return 0 if row is None else int(row[0])

    def _folded(self, conn: Connection, checkpoint: int, expected: tuple[dict[int, tuple[int, ...]], dict[int, Standing]]) -> None:
        """The checkpoint's balances and open holds are those of the commands up to its place."""
        sums, holds = expected
        folded = conn.execute(
            "select account, debits_posted, credits_posted, debits_pending, credits_pending, last_seq from ledger.balance where tenant = %s",
            (self.tenant,),
        ).fetchall()
        found = {row[0]: tuple(row[1:]) for row in folded}
        for number in sums.keys() | found.keys():
            if found.get(number, (0,) * 5) != sums.get(number, (0,) * 5):
                self._find(f"account {number} is folded as {found.get(number)} at {checkpoint}, the commands say {sums.get(number)}")
        standing = {
            row[0]: tuple(row[1:])
            for row in conn.execute(
                "select seq, id, debit, credit, remaining from ledger.open_hold where tenant = %s", (self.tenant,)
            ).fetchall()
        }
        expected_holds = {seq: (h.id, h.debit, h.credit, h.left) for seq, h in holds.items()}
        if standing != expected_holds:
            odd = sorted(seq for seq in standing.keys() | expected_holds.keys() if standing.get(seq) != expected_holds.get(seq))
            self._find(f"open holds at {checkpoint} differ from the commands' at transfers {odd[:10]}")

    def _chained(self, conn: Connection) -> None:
        """The blocks cover the journal and every hash follows from the one before, the rows and the details."""
        with conn.cursor() as cursor:
            statement = f"copy (select {', '.join(COLUMNS)} from ledger.transfer where tenant = {self.tenant:d} order by seq) to stdout (format binary)"
            with cursor.copy(statement.encode()) as copy:
                raw = b"".join(bytes(part) for part in copy)
        tuples = raw[COPY_HEADER_BYTES : len(raw) - COPY_TRAILER_BYTES]
        details: dict[int, bytes] = {
            row[0]: row[1].encode()
            for row in conn.execute("select seq, body from ledger.transfer_detail where tenant = %s", (self.tenant,)).fetchall()
        }
        for row in self._rows:
            asked = self.acknowledged.get(row["id"], (None, None))[0]
            said = json.loads(details[row["seq"]]) if row["seq"] in details else None
            if asked is not None and asked.detail != said:
                self._find(f"transfer {row['seq']} came with the words {asked.detail} and has {said}")
        head = conn.execute("select seq, hash from ledger.lane where tenant = %s", (self.tenant,)).fetchone()
        assert head is not None, "the lane has a head"
        blocks = conn.execute(
            "select first_seq, transfers, hash from ledger.block where tenant = %s order by first_seq", (self.tenant,)
        ).fetchall()
        chain, place = hashlib.sha256(b"twincore lane").digest(), 1
        for first, transfers, recorded in blocks:
            if first != place:
                self._find(f"block {first} should begin at {place}")
                return
            rows = tuples[(first - 1) * TUPLE_BYTES : (first - 1 + transfers) * TUPLE_BYTES]
            words = b"".join(
                struct.pack(">qi", seq, len(details[seq])) + details[seq] for seq in range(first, first + transfers) if seq in details
            )
            chain = hashlib.sha256(
                chain + struct.pack(">qi", first, transfers) + hashlib.sha256(rows).digest() + hashlib.sha256(words).digest()
            ).digest()
            if chain != bytes(recorded):
                self._find(f"block {first} has another hash than its rows")
                return
            place += transfers
        if (place - 1, len(self._rows)) != (head[0], head[0]):
            self._find(f"the head stands at {head[0]}, the blocks end at {place - 1}, the journal has {len(self._rows)} transfers")
        if chain != bytes(head[1]):
            self._find("the head's hash is not the last block's")
