"""``verify``: every invariant of the ledger, from the raw rows. It writes nothing and trusts nothing that the engine keeps.

The journal is read once, in order, stretch by stretch; each stretch is counted by every count of ``recount``. What is materialised is
recomputed by PostgreSQL from the same rows. All of a tenant is read in one snapshot, while the tenant goes on working.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from psycopg import sql

from twincore.kernel.db import PLATFORM, Connection, Database, copy_out
from twincore.kernel.refusal import Refusal, not_found
from twincore.kernel.sql import load
from twincore.ledger.model import Kind
from twincore.ledger.proof.extract import extract
from twincore.ledger.proof.note import SealKey, origin_of
from twincore.ledger.proof.recount import AccountBook, Balanced, Chain, Count, Holds, Ints, Limits, Part, Rules, Running
from twincore.ledger.proof.seals import Seals
from twincore.ledger.rows import COPY_HEADER, COPY_TRAILER
from twincore.tenants import list_tenants, tenant_by_number

_sql = load("twincore.ledger.proof", "verify.sql")
_reads = load("twincore.ledger.proof")

STEP_ROWS = 131_072
"""Transfers read and counted at once."""

_ACCOUNT = np.dtype(
    [
        ("columns", ">i2"),
        *(("id_width", ">i4"), ("id", ">i8"), ("currency_width", ">i4"), ("currency", ">i2"), ("side_width", ">i4"), ("side", "u1")),
        *(("flags_width", ">i4"), ("flags", ">i4"), ("limit_width", ">i4"), ("limit", ">i8")),
    ]
)

Progress = Callable[[int, int], None]
"""(transfers counted, transfers there are) of a tenant, after each stretch."""


@dataclass(frozen=True, slots=True)
class InvariantResult:
    """What became of one invariant. checked: how many things were looked at; first_bad: the first that is wrong, None if all is well."""

    name: str
    ok: bool
    checked: int
    first_bad: str | None


def verify(
    database: Database,
    tenant: int | None = None,
    *,
    key: SealKey | None = None,
    progress: Progress | None = None,
    step_rows: int = STEP_ROWS,
) -> list[InvariantResult]:
    """Check the ledger's invariants for one tenant, or for all (``first_bad`` then begins with the tenant's name).

    Names: ``balanced``, ``materialised``, ``running``, ``chain``, ``limits``, ``holds``, ``reversals``, ``isolation``, ``sealed``.
    key: the installation's signing key, where it is at hand: heads that another has signed are then wrong too. step_rows: transfers held
    in memory at once (about 1 kB each).
    Refuses ``tenant_not_found``, ``lane_not_found``.
    """
    if tenant is not None:
        with database.readonly(tenant) as conn:
            return verify_tenant(conn, tenant, key=key, progress=progress, step_rows=step_rows)
    merged: dict[str, InvariantResult] = {}
    for number, name in _tenants(database):
        with database.readonly(number) as conn:
            try:
                results = verify_tenant(conn, number, key=key, progress=progress, step_rows=step_rows)
            except Refusal as refusal:
                if refusal.code != "lane_not_found":  # a tenant that was made a moment ago has no ledger yet
                    raise
                continue
        for result in results:
            before = merged.get(result.name, InvariantResult(result.name, True, 0, None))
            bad = result.first_bad if result.first_bad is None else f"{name}: {result.first_bad}"
            merged[result.name] = InvariantResult(
                result.name, before.ok and result.ok, before.checked + result.checked, before.first_bad or bad
            )
    return list(merged.values())


def verify_tenant(
    conn: Connection, tenant: int, *, key: SealKey | None = None, progress: Progress | None = None, step_rows: int = STEP_ROWS
) -> list[InvariantResult]:
    """The invariants of one tenant in one snapshot; conn: ``database.readonly(tenant)``. Refuses ``lane_not_found``."""
    row = conn.execute(_sql.lane, {"tenant": tenant}).fetchone()
    if row is None:
        raise not_found("lane", tenant)
    last_seq, head_hash, account_next, covered = row
    book = _accounts(conn, tenant, account_next)
    changes = np.array(conn.execute(_sql.account_changes, {"tenant": tenant}).fetchall(), np.int64).reshape(-1, 4)
    balanced, running, limits = Balanced(book), Running(book), Limits(book, Rules(book, changes))
    holds, chain, reversals = Holds(book), Chain(), Reversals(conn, tenant)
    seals = Seals(conn, tenant, origin_of(tenant_by_number(conn, tenant).name), key)
    for part, blocks in _parts(conn, tenant, last_seq, step_rows):
        balanced.take(part)
        limits.take(part, running.take(part))
        holds.take(part)
        chain.take(part, blocks)
        reversals.take(part)
        seals.take(part)
        if progress is not None:
            progress(chain.seq, last_seq)
    _close_books(conn, tenant, balanced, running, book)
    _close_chain(chain, last_seq, bytes(head_hash))
    if (found := conn.execute(_sql.account_unlike_its_history, {"tenant": tenant}).fetchone()) is not None:
        limits.blame(f"account {found[0]}: its recorded changes do not lead to what it is")
    seals.close()
    counts: dict[str, Count] = {
        "balanced": balanced,
        "materialised": _materialised(conn, tenant, covered),
        "running": running,
        "chain": chain,
        "limits": limits,
        "holds": holds,
        "reversals": reversals,
        "isolation": _isolation(conn, tenant),
        "sealed": seals,
    }
    return [InvariantResult(name, count.first_bad is None, count.checked, count.first_bad) for name, count in counts.items()]


class Reversals(Count):
    """Every reversal is the opposite of one earlier post or capture, whole, and each is reversed once at the most."""

    def __init__(self, conn: Connection, tenant: int) -> None:
        super().__init__()
        self._conn = conn
        self._tenant = tenant
        self._reversed = np.zeros(0, np.int64)

    def take(self, part: Part) -> None:
        """Count a stretch."""
        places = np.flatnonzero(part.kind == Kind.REVERSE)
        if len(places) == 0:
            return
        self.checked += len(places)
        seq, ref = part.seq[places], part.ref[places]
        found = self._conn.execute(_sql.reversed, {"tenant": self._tenant, "seqs": ref.tolist()}).fetchall()
        originals = np.array(found, np.int64).reshape(-1, 5)
        at = np.minimum(np.searchsorted(originals[:, 0], ref), max(len(originals) - 1, 0))
        if len(originals) == 0:
            self.blame_first(ref >= 0, seq, "transfer {}, which it reverses, is not there", ref)
            return
        original = originals[at]
        self.blame_first((original[:, 0] != ref) | (ref >= seq), seq, "transfer {}, which it reverses, is not there", ref)
        same = (original[:, 1] == part.credit[places]) & (original[:, 2] == part.debit[places]) & (original[:, 3] == part.amount[places])
        same &= np.isin(original[:, 4], (Kind.POST, Kind.CAPTURE))
        self.blame_first(~same, seq, "it is not the opposite of transfer {}", ref)
        order = np.argsort(ref, kind="stable")
        again = np.zeros(len(ref), bool)
        again[order[1:]] = ref[order[1:]] == ref[order[:-1]]
        again |= np.isin(ref, self._reversed)
        self.blame_first(again, seq, "transfer {} was reversed before", ref)
        self._reversed = np.concatenate([self._reversed, ref])


def _tenants(database: Database) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    with database.readonly(PLATFORM) as conn:
        while page := list_tenants(conn, after_number=found[-1][0] if found else 0):
            found += [(tenant.number, tenant.name) for tenant in page]
    return found


def _parts(conn: Connection, tenant: int, last_seq: int, step_rows: int) -> Iterator[tuple[Part, list[tuple[int, int, bytes]]]]:
    """The journal in order, in stretches that end where a block ends."""
    after = 0
    while after < last_seq:
        values = {"tenant": tenant, "after_seq": after, "until": after + step_rows}
        blocks = [(first, count, bytes(digest)) for first, count, digest in conn.execute(_sql.blocks, values)]
        until = min(last_seq, blocks[-1][0] + blocks[-1][1] - 1 if blocks else after + step_rows)
        until = max(until, after + 1)
        part = extract(conn, tenant, after, until)
        yield Part.of(part.rows, part.details), blocks
        after = until


def _accounts(conn: Connection, tenant: int, account_next: int) -> AccountBook:
    payload = copy_out(conn, _sql.copy_accounts, {"tenant": tenant})
    rows = np.frombuffer(payload[len(COPY_HEADER) : -len(COPY_TRAILER)], _ACCOUNT)
    columns: dict[str, Ints] = {name: np.zeros(account_next, np.int64) for name in ("currency", "side", "flags", "limit")}
    rows = rows[(rows["id"] > 0) & (rows["id"] < account_next)]
    for name, column in columns.items():
        column[rows["id"].astype(np.int64)] = rows[name]
    return AccountBook(columns["currency"], columns["side"] == ord("C"), columns["flags"], columns["limit"])


def _close_books(conn: Connection, tenant: int, balanced: Balanced, running: Running, book: AccountBook) -> None:
    """Debits equal credits per currency: over what was counted again, and over what is materialised."""
    for currency in np.unique(book.currency[1:]):
        net = sum(running.posted[book.currency == currency].tolist())
        if net != 0:
            balanced.blame(f"currency {currency}: credits exceed debits by {net}")
    if (found := conn.execute(_sql.unbalanced_currency, {"tenant": tenant}).fetchone()) is not None:
        balanced.blame(f"currency {found[0]}: the balances' debits and credits differ")


def _close_chain(chain: Chain, last_seq: int, head_hash: bytes) -> None:
    if chain.seq != last_seq:
        chain.blame(f"transfer {chain.seq + 1} is missing: the lane's head says there are {last_seq}")
    if chain.hash != head_hash:
        chain.blame(f"the lane's head: its hash is not that of the last block, which ends at transfer {chain.seq}")


def _materialised(conn: Connection, tenant: int, covered: int) -> Count:
    count = Count()
    values = {"tenant": tenant, "covered": covered}
    for statement, noun in ((_sql.balance_unlike_rows, "account"), (_sql.hold_unlike_rows, "hold")):
        row = conn.execute(statement, values).fetchone()
        assert row is not None
        count.checked += row[0]
        if row[1] is not None:
            count.blame(f"{noun} {row[1]}: what is kept differs from what the rows up to {covered} add up to")
    return count


def _isolation(conn: Connection, tenant: int) -> Count:
    """The walls stand: by the catalogue, and by trying to see anything on nobody's behalf."""
    count = Count()
    if (found := conn.execute(_sql.open_tables).fetchone()) is not None:
        count.blame(f"table {found[0]} {found[1]}")
    if (found := conn.execute(_sql.powerful_role).fetchone()) is not None:
        count.blame(f"role {found[0]} is not bound by row-level security")
    if (found := conn.execute(_sql.foreign_partition).fetchone()) is not None:
        count.blame(f"partition {found[0]} belongs to another tenant")
    conn.execute(_sql.act_for, {"tenant": ""})
    for schema, name in conn.execute(_sql.tenant_tables).fetchall():
        count.checked += 1
        seen = conn.execute(sql.SQL("select exists (select from {})").format(sql.Identifier(schema, name))).fetchone()
        if seen != (False,):
            count.blame(f"table {schema}.{name} shows rows to nobody")
    conn.execute(_sql.act_for, {"tenant": str(tenant)})
    return count
