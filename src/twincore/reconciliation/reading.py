"""What the tables of reconciliation hold, page by page: statements with their entries, our movements, each night's results, refused files."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from twincore.kernel.clock import to_us
from twincore.kernel.db import Connection
from twincore.kernel.refusal import not_found
from twincore.kernel.sql import load
from twincore.reconciliation.accounts import get_external_account
from twincore.reconciliation.cases import get_case
from twincore.reconciliation.model import LIST_MAX, ItemStatus

_sql = load("twincore.reconciliation")


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """A statement as recorded. number: counts from 1 in its account; chained: its opening balance continues the statement before."""

    account: str
    number: int
    reference: str
    opening: int
    opening_on: date
    closing: int
    closing_on: date
    chained: bool
    entries: int
    imported_at_us: int


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """An entry of a statement. place: in the statement, line: in the file, both from 1; amount: a credit in the file is above 0."""

    statement: int
    place: int
    line: int
    amount: int
    booked_on: date
    value_date: date
    reference: str
    servicer_reference: str
    words: str
    status: ItemStatus
    match: UUID | None
    case: UUID | None


@dataclass(frozen=True, slots=True)
class MovementRecord:
    """What our own books say happened. seq, id: of the transfer; amount: as the other side should see it."""

    seq: int
    id: UUID
    amount: int
    value_date: date
    reference: str
    status: ItemStatus
    match: UUID | None
    case: UUID | None


@dataclass(frozen=True, slots=True)
class ResultRecord:
    """What one comparison of a date has found. comparison: ``balances`` or ``gl_lines``; figures: both sides, line by line."""

    date: date
    comparison: str
    cut_seq: int
    checked: int
    different: int
    figures: Mapping[str, Any]
    recorded_at_us: int


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file as it came, and why it was refused (code, message, field, detail)."""

    case: UUID
    account: str
    content: bytes
    refusal: Mapping[str, Any]


def list_statements(conn: Connection, tenant: int, account: str, *, after: int = 0, limit: int = LIST_MAX) -> list[StatementRecord]:
    """The statements of an external account in the order in which they came; the page after a number. Refuses ``external_account_not_found``."""
    get_external_account(conn, tenant, account)
    rows = conn.execute(_sql.statements, {"tenant": tenant, "account": account, "after": after, "limit": _limit(limit)}).fetchall()
    return [
        StatementRecord(account, number, reference, opening, opening_on, closing, closing_on, chained, entries, to_us(imported_at))
        for number, reference, opening, opening_on, closing, closing_on, chained, entries, imported_at in rows
    ]


def list_entries(
    conn: Connection,
    tenant: int,
    account: str,
    *,
    statement: int | None = None,
    statuses: Collection[ItemStatus] | None = None,
    after: tuple[int, int] = (0, 0),
    limit: int = LIST_MAX,
) -> list[EntryRecord]:
    """Entries by statement and place: of one statement or all, in some standings or all; the page after a (statement, place).

    Refuses ``external_account_not_found``.
    """
    get_external_account(conn, tenant, account)
    values = {"tenant": tenant, "account": account, "statement": statement, "statuses": _statuses(statuses), "limit": _limit(limit)}
    rows = conn.execute(_sql.entries, values | {"after_statement": after[0], "after_place": after[1]}).fetchall()
    return [_entry(row) for row in rows]


def list_movements(
    conn: Connection,
    tenant: int,
    account: str,
    *,
    statuses: Collection[ItemStatus] | None = None,
    after: int = 0,
    limit: int = LIST_MAX,
) -> list[MovementRecord]:
    """Our movements on an external account in the order of the journal, in some standings or all; the page after a place of the journal.

    Refuses ``external_account_not_found``.
    """
    get_external_account(conn, tenant, account)
    values = {"tenant": tenant, "account": account, "statuses": _statuses(statuses), "after": after, "limit": _limit(limit)}
    rows = conn.execute(_sql.movements, values).fetchall()
    return [
        MovementRecord(seq, number, amount, value_date, reference, ItemStatus(status), found, case)
        for seq, number, amount, value_date, reference, status, found, case in rows
    ]


def results(conn: Connection, tenant: int, *, date: date) -> list[ResultRecord]:
    """What the comparisons of a business date have found; none before its night."""
    rows = conn.execute(_sql.results, {"tenant": tenant, "date": date}).fetchall()
    return [
        ResultRecord(date, comparison, cut_seq, checked, different, figures, to_us(recorded_at))
        for comparison, cut_seq, checked, different, figures, recorded_at in rows
    ]


def refused_file(conn: Connection, tenant: int, case: UUID) -> RefusedFile:
    """The file that a case is about, as it came. Refuses ``case_not_found`` and ``refused_file_not_found`` (the case is about something else)."""
    row = conn.execute(_sql.refused_file, {"tenant": tenant, "case": case}).fetchone()
    if row is None:
        get_case(conn, tenant, case)
        raise not_found("refused_file", case, "case")
    account, content, refusal = row
    return RefusedFile(case, account, bytes(content), refusal)


def _entry(row: Sequence[Any]) -> EntryRecord:
    statement, place, line, amount, booked_on, value_date, reference, servicer_reference, words, status, found, case = row
    return EntryRecord(
        statement, place, line, amount, booked_on, value_date, reference, servicer_reference, words, ItemStatus(status), found, case
    )


def _statuses(statuses: Collection[ItemStatus] | None) -> list[str] | None:
    return None if statuses is None else [status.value for status in statuses]


def _limit(limit: int) -> int:
    return max(1, min(limit, LIST_MAX))
