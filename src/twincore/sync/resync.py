"""Making both sides agree again, account by account, without stopping either. Transactions are repeated where they are known; only what no transaction
accounts for is adjusted, with a case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from twincore.kernel.db import Connection, Database
from twincore.kernel.ids import id_of_key
from twincore.kernel.sql import load
from twincore.ledger import Flag, Ledger, TransferRequest
from twincore.reconciliation import CaseKind, Discrepancy, raise_discrepancies
from twincore.sync.books import ADJUSTMENT_IN, ADJUSTMENT_OUT
from twincore.sync.drift import Comparison
from twincore.sync.intake import Books, transfers_of
from twincore.sync.model import DriftReport, core_name

_sql = load("twincore.sync")
_PAGE = 4_096
Beside = Callable[[Connection, DriftReport], None]
"""What is written in the transaction in which a comparison is put on record."""


class Operator(Protocol):
    """What is asked of whoever runs the core."""

    def extract(self, first: int, last: int) -> Path:
        """Have the core write an extract of the accounts first..last, while it goes on posting; the file, once it is whole."""
        ...


@dataclass(frozen=True, slots=True)
class Repair:
    """What was done. missing: transfers that were posted; resent: legs that the core is asked for again; adjusted: accounts, and adjusted_minor their sum."""

    missing: int
    resent: int
    adjusted: int
    adjusted_minor: int
    cases: int


def void_forgotten(conn: Connection, tenant: int, lsn: int, epoch: int) -> list[tuple[int, int]]:
    """The core was restored to a place of its log: what it answered after that holds no more. Returns the (seq, leg) concerned."""
    keys = conn.execute(_sql.answers_after, {"tenant": tenant, "lsn": lsn, "epoch": epoch}).fetchall()
    conn.execute(_sql.void_answers, {"tenant": tenant, "lsn": lsn, "epoch": epoch})
    return [(seq, leg) for seq, leg in keys]


def void_answers(conn: Connection, tenant: int, keys: list[tuple[int, int]]) -> None:
    """The core does not have these legs although it said so."""
    conn.execute(_sql.void_these, {"tenant": tenant, "seqs": [k[0] for k in keys], "legs": [k[1] for k in keys]})


def repair(database: Database, ledger: Ledger, books: Books, comparison: Comparison, *, on: date, currency: str, now_us: int) -> Repair:
    """Repair what a comparison has found. Broken off, it is run again after another comparison.

    Missing: what the core's log has is posted in the twin under the id that it would have had. Extra, and sent from here: the core is asked again (the
    legs are open again afterwards). Extra, and the core's own: the core's word holds. That and whatever no transaction accounts for is adjusted against
    suspense, with a case for each account.
    """
    tenant, mapping = books.tenant, comparison.mapping
    for start in range(0, len(comparison.missing), _PAGE):
        page = comparison.missing[start : start + _PAGE]
        ledger.submit_columns(
            tenant, transfers_of(page, books), id_of_key("core-repair", tenant, comparison.lsn, start), bulk=True
        ).result()
    if comparison.resend:
        with database.app(tenant) as conn:
            void_answers(conn, tenant, comparison.resend)
    adjust = {core: amount for core, amount in comparison.adjust.items() if amount}
    accounts = dict(zip(mapping.core.tolist(), mapping.account.tolist(), strict=True))
    requests = [
        TransferRequest(
            id_of_key("core-adjustment", tenant, core, comparison.epoch, comparison.lsn, comparison.seq),
            debit=books.contras.suspense if amount > 0 else accounts[core],
            credit=accounts[core] if amount > 0 else books.contras.suspense,
            amount=abs(amount),
            code=ADJUSTMENT_IN if amount > 0 else ADJUSTMENT_OUT,
            flags=Flag.FORCED,
            detail={"resync": f"epoch {comparison.epoch}, record {comparison.lsn}"},
        )
        for core, amount in adjust.items()
    ]
    if requests:
        ledger.submit(tenant, requests, id_of_key("core-adjustments", tenant, comparison.lsn, comparison.seq), bulk=True).result()
    found = [
        Discrepancy(CaseKind.BALANCE, f"core/{core_name(core)}", "balance adjusted by a re-sync", 0, amount, currency)
        for core, amount in adjust.items()
    ]
    with database.app(tenant) as conn:
        report = raise_discrepancies(conn, tenant, found, date=on, now_us=now_us)
        for core, delta in sorted(comparison.recount.items()):  # an adjustment is no posting on the core: its count is taken over
            if delta:
                conn.execute(_sql.recount, {"tenant": tenant, "core": core, "delta": delta})
    return Repair(len(comparison.missing), len(comparison.resend), len(requests), sum(abs(a) for a in adjust.values()), report.opened)
