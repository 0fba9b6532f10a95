"""Writes what the sequential reference decides into the journal, row by row and without the engine, as an independent pen."""

import hashlib
import random
import struct
from collections.abc import Sequence
from uuid import UUID

import orjson

from tests.conftest import START_US
from tests.ledger.reference import NIL, ReferenceLedger
from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Database
from twincore.kernel.ids import uuid7
from twincore.ledger.accounts import open_accounts
from twincore.ledger.model import NEVER_US, AccountFlag, AccountSpec, Flag, Kind, Outcome, Status, Transfer, TransferRequest

COLUMNS = (
    *("seq", "debit", "credit", "amount", "pending", "ref", "debit_prev", "credit_prev"),
    *("debit_posted", "debit_held", "credit_posted", "credit_held", "posted_at", "expires_at"),
    *("id", "command", "tenant", "code", "value_date", "kind", "flags"),
)
PLAIN = Flag(0)
SECOND = 1_000_000


class Pen:
    """A reference ledger and the database it is written to, block by block."""

    def __init__(self, database: Database, tenant: int, now_us: int = START_US) -> None:
        self.database = database
        self.tenant = tenant
        self.now_us = now_us
        self.book = ReferenceLedger()
        self._serial = 0

    def open(self, *specs: AccountSpec) -> list[int]:
        with self.database.app(self.tenant) as conn:
            ids = open_accounts(conn, self.tenant, specs, now_us=self.now_us)
        assert [self.book.open_account(spec) for spec in specs] == list(ids)
        return list(ids)

    def customer(self, *, limit: int = 0, flags: AccountFlag = AccountFlag.LIMITED, currency: str = "AUD") -> int:
        return self.open(AccountSpec(currency, 2000, "C", flags, limit))[0]

    def cash(self, currency: str = "AUD") -> int:
        return self.open(AccountSpec(currency, 1000, "D"))[0]

    def new_id(self) -> UUID:
        self._serial += 1
        return uuid7(self.now_us, lambda bits: self._serial % (1 << bits))

    def write(self, *requests: TransferRequest, command: UUID = NIL) -> list[Outcome]:
        """Decide a block of requests and commit it."""
        before = len(self.book.rows)
        outcomes = self.book.decide(requests, self.now_us, command)
        self.commit(self.book.rows[before:])
        return outcomes

    def posted(self, request: TransferRequest, command: UUID = NIL) -> Transfer:
        outcome = self.write(request, command=command)[0]
        assert outcome.status == Status.CREATED, outcome
        assert outcome.transfer is not None
        return outcome.transfer

    def post(self, debit: int, credit: int, amount: int, *, flags: Flag = PLAIN, **given: object) -> Transfer:
        return self.posted(TransferRequest(self.new_id(), Kind.POST, debit, credit, amount, flags=flags, **given))  # type: ignore[arg-type]

    def hold(self, debit: int, credit: int, amount: int, expires_at_us: int = NEVER_US) -> Transfer:
        return self.posted(TransferRequest(self.new_id(), Kind.HOLD, debit, credit, amount, expires_at_us=expires_at_us))

    def refer(self, kind: Kind, ref: Transfer, amount: int = 0, flags: Flag = PLAIN) -> Transfer:
        return self.posted(TransferRequest(self.new_id(), kind, amount=amount, ref=ref.id, flags=flags))

    def commit(self, rows: Sequence[Transfer]) -> None:
        """One block of rows, with the chain and the head, in one transaction of the engine's role."""
        if not rows:
            return
        t = self.tenant
        with self.database.transaction("ledger", t) as conn:
            head = conn.execute("select seq, hash from ledger.lane where tenant = %s for update", (t,)).fetchone()
            assert head is not None
            assert head[0] == rows[0].seq - 1
            with conn.cursor() as cur, cur.copy(f"copy ledger.transfer_t{t} ({', '.join(COLUMNS)}) from stdin".encode()) as copy:
                for row in rows:
                    copy.write_row(values(row, t))
            details = [(row.seq, orjson.dumps(row.detail, option=orjson.OPT_SORT_KEYS)) for row in rows if row.detail is not None]
            for seq, body in details:
                conn.execute(f"insert into ledger.transfer_detail_t{t} values (%s, %s, %s)".encode(), (seq, t, body.decode()))
            block = hashlib.sha256(
                head[1]
                + struct.pack(">qi", rows[0].seq, len(rows))
                + hashlib.sha256(b"".join(tuple_bytes(row, t) for row in rows)).digest()
                + hashlib.sha256(b"".join(struct.pack(">qi", seq, len(body)) + body for seq, body in details)).digest()
            ).digest()
            conn.execute("insert into ledger.block values (%s, %s, %s, %s)", (t, rows[0].seq, len(rows), block))
            conn.execute(
                "update ledger.lane set seq = %s, hash = %s, posted_at = %s where tenant = %s",
                (rows[-1].seq, block, to_datetime(rows[-1].posted_at_us), t),
            )

    def checkpoint(self) -> None:
        """Fold everything so far into the balances and the open holds, the slow and plain way."""
        t = self.tenant
        with self.database.transaction("ledger", t) as conn:
            conn.execute("delete from ledger.open_hold where tenant = %s", (t,))
            for account, book in self.book.accounts.items():
                conn.execute(
                    "insert into ledger.balance values (%s, %s, %s, %s, %s, %s, %s) on conflict (tenant, account) do update set"
                    " debits_posted = excluded.debits_posted, credits_posted = excluded.credits_posted,"
                    " debits_pending = excluded.debits_pending, credits_pending = excluded.credits_pending, last_seq = excluded.last_seq",
                    (t, account, book.debits_posted, book.credits_posted, book.debits_pending, book.credits_pending, book.last_seq),
                )
            for seq, remaining in self.book.remaining.items():
                hold = self.book.rows[seq - 1]
                conn.execute(
                    "insert into ledger.open_hold values (%s, %s, %s, %s, %s, %s, %s)",
                    (t, seq, hold.id, hold.debit, hold.credit, remaining, at(hold.expires_at_us)),
                )
            conn.execute("update ledger.checkpoint set seq = %s where tenant = %s", (len(self.book.rows), t))


def at(us: int) -> object:
    return "infinity" if us == NEVER_US else to_datetime(us)


def values(row: Transfer, tenant: int) -> tuple[object, ...]:
    """The columns of ledger.transfer, in order."""
    return (
        *(row.seq, row.debit, row.credit, row.amount, row.pending, row.ref, row.debit_prev, row.credit_prev),
        *(row.debit_posted, row.debit_held, row.credit_posted, row.credit_held, at(row.posted_at_us), at(row.expires_at_us)),
        *(row.id, row.command, tenant, row.code, row.value_date, int(row.kind), int(row.flags)),
    )


def tuple_bytes(row: Transfer, tenant: int) -> bytes:
    """The row as PostgreSQL's binary COPY writes a tuple: a count, then length and bytes of each column (its documentation, "Tuples")."""
    epoch = 946_684_800_000_000
    expires = NEVER_US if row.expires_at_us == NEVER_US else row.expires_at_us - epoch
    eights = (
        *(row.seq, row.debit, row.credit, row.amount, row.pending, row.ref, row.debit_prev, row.credit_prev),
        *(row.debit_posted, row.debit_held, row.credit_posted, row.credit_held, row.posted_at_us - epoch, expires),
    )
    parts = [struct.pack(">h", len(COLUMNS))]
    parts += [struct.pack(">iq", 8, value) for value in eights]
    parts += [struct.pack(">i", 16) + value.bytes for value in (row.id, row.command)]
    parts += [struct.pack(">ii", 4, value) for value in (tenant, row.code, row.value_date.toordinal() - 730_120)]
    parts += [struct.pack(">ih", 2, value) for value in (row.kind, row.flags)]
    return b"".join(parts)


def busy_day(pen: Pen, steps: int, seed: int = 7, checkpoints: bool = True) -> list[int]:
    """Cash and customers; posts, holds and what becomes of them; now and then a checkpoint. The clock moves on."""
    rng = random.Random(seed)
    cash, bank = pen.cash(), pen.open(AccountSpec("AUD", 1100, "D", AccountFlag.LIMITED))[0]
    people = [pen.customer(limit=rng.randrange(1000)) for _ in range(6)]
    everybody = [cash, bank, *people]
    for _ in range(steps):
        pen.now_us += rng.randrange(3) * SECOND
        requests = []
        for _ in range(rng.randrange(1, 8)):
            debit, credit = rng.sample(everybody, 2)
            kind = rng.choice([Kind.POST, Kind.POST, Kind.HOLD, Kind.CAPTURE, Kind.RELEASE, Kind.REVERSE])
            flags = rng.choice([Flag(0), Flag.FORCED])
            if kind in (Kind.POST, Kind.HOLD):
                detail = {"memo": f"ü{rng.randrange(9)}"} if rng.random() < 0.3 else None
                expires = pen.now_us + rng.randrange(1, 20) * SECOND if kind == Kind.HOLD and rng.random() < 0.5 else 2**63 - 1
                requests.append(
                    TransferRequest(
                        pen.new_id(), kind, debit, credit, rng.randrange(1, 900), flags=flags, detail=detail, expires_at_us=expires
                    )
                )
            elif pen.book.rows:
                ref = rng.choice(pen.book.rows).id
                requests.append(TransferRequest(pen.new_id(), kind, ref=ref, flags=flags))
        pen.write(*requests, command=UUID(int=rng.randrange(1, 5)))
        if checkpoints and rng.random() < 0.1:
            pen.checkpoint()
    return everybody
