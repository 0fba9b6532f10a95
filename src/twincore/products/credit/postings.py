"""The journal in, postings out: collecting the movements of credit accounts, and handing over the postings that are due."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from uuid import UUID

from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal
from twincore.kernel.sql import load
from twincore.products.credit.model import PostingDue
from twincore.products.credit.shipped import card_balance_of_code, credit_codes
from twincore.transactions import shipped_codes

_sql = load("twincore.products.credit")
_OTHER_CREDITS = ("loan_write_off", "loan_interest_refund", "loan_interest_charge", "card_refund")
_REDRAWS = ("loan_redraw",)


@cache
def code_numbers() -> dict[str, int]:
    """Numbers of the transaction codes that credit knows, by name."""
    return {code.name: code.number for code in (*shipped_codes(), *credit_codes())}


@cache
def balance_of_number() -> dict[int, str]:
    """Which of a card's balances a debit makes grow, by the number of the transaction code; numbers that are not there: purchases."""
    return {code_numbers()[name]: balance for name, balance in card_balance_of_code().items()}


def collect_movements(conn: Connection, tenant: int, *, from_seq: int, cut_seq: int) -> int:
    """Collect what moved on loans, cards and offset accounts in the journal's stretch (from_seq, cut_seq]; returns how many movements are new.

    The first step of a day's end here. A stretch may be cut into slices, one database transaction each, in order; one collected again changes
    nothing. Refunds, write-offs and corrections of interest lower what is owed and are no repayment.
    """
    numbers = code_numbers()
    values = {
        "tenant": tenant,
        "from_seq": from_seq,
        "cut_seq": cut_seq,
        "other_credits": [numbers[name] for name in _OTHER_CREDITS],
        "redraws": [numbers[name] for name in _REDRAWS],
    }
    conn.execute(_sql.hash_joins)
    row = conn.execute(_sql.collect, values).fetchone()
    conn.execute(_sql.any_joins)
    assert row is not None
    return int(row[0])


def postings_due(conn: Connection, tenant: int, *, date: date, step: str | None = None, limit: int = 5_000) -> list[PostingDue]:
    """Postings of a date that are not marked yet, the first ``limit`` of them by step, account and id."""
    values = {"tenant": tenant, "date": date, "step": step, "limit": limit}
    return [PostingDue(*row) for row in conn.execute(_sql.postings_due, values).fetchall()]


def mark_postings(conn: Connection, tenant: int, results: Sequence[tuple[UUID, int | None, str | None]]) -> int:
    """Say what became of postings: (id, seq of its first transfer, None) or (id, None, the ledger's refusal). Marked ones stay as they are.

    Returns how many are marked now. Refuses ``posting_result_invalid`` (both or neither of the two).
    """
    for posting, seq, refusal in results:
        if (seq is None) == (refusal is None):
            raise Refusal("posting_result_invalid", f"Posting {posting} is either posted or refused.", field="results")
    ids, seqs, refusals = (list(column) for column in zip(*results, strict=True)) if results else ([], [], [])
    conn.execute(_sql.hash_joins)
    marked = conn.execute(_sql.mark_postings, {"tenant": tenant, "ids": ids, "seqs": seqs, "refusals": refusals}, prepare=False).rowcount
    conn.execute(_sql.any_joins)
    return marked


def postings_refused(conn: Connection, tenant: int, *, date: date) -> list[tuple[PostingDue, str]]:
    """Postings of a date that the ledger refused, with its refusal: for people to look at."""
    rows = conn.execute(_sql.postings_refused, {"tenant": tenant, "date": date}).fetchall()
    return [(PostingDue(*row[:6]), row[6]) for row in rows]
