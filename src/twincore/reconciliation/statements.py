"""Both sides of an external account: what files say of it, and what our journal says."""

import hashlib
from collections.abc import Sequence

from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.reconciliation.accounts import get_external_account, lock_external_account
from twincore.reconciliation.formats import StatementFile, read_statement
from twincore.reconciliation.model import ExternalAccount, ImportReport, ItemStatus, Position
from twincore.reconciliation.plans import by_key

TAKE_ROWS = 200_000
"""Transfers looked at in one call of ``take_movements`` unless said otherwise."""
_END = 2**63 - 1

_sql = load("twincore.reconciliation")


def import_statement(conn: Connection, tenant: int, *, account: str, content: bytes, now_us: int) -> ImportReport:
    """Read a file and record its statements and entries: all of them or none.

    An entry whose servicer's reference came before with the same amount is parked: no rule matches it, and ``open_cases`` raises it.
    Refuses what ``read_statement`` refuses, always with the line; ``statement_account_wrong``, ``statement_currency_wrong``,
    ``statement_gap`` (its opening balance is not the closing balance before), ``statement_duplicate`` and ``external_account_not_found``.
    """
    external = lock_external_account(conn, tenant, account)
    statements = read_statement(content, external.format)
    digest = hashlib.sha256(content).digest()
    for statement in statements:
        _check_account(statement, external)
    _check_new(conn, tenant, account, statements, digest)
    latest = conn.execute(_sql.latest_statement, {"tenant": tenant, "account": account}).fetchone()
    number = 0 if latest is None else int(latest[0])
    before, closing, closing_on = (
        ("the agreed opening", external.opening, None) if latest is None else (f"statement {latest[1]}", *latest[2:])
    )
    entries = parked = 0
    for statement in statements:
        if statement.chained and statement.opening != closing:
            raise Refusal(
                "statement_gap",
                f"Line {statement.line}: statement {statement.reference} opens at {statement.opening}, but {before} closes at {closing}.",
                category=Category.CONFLICT,
                field=f"line/{statement.line}",
                line=statement.line,
                stated=statement.opening,
                expected=closing,
            )
        if closing_on is not None and statement.closing_on < closing_on:
            raise Refusal(
                "statement_gap",
                f"Line {statement.line}: statement {statement.reference} is of {statement.closing_on}, but {before} of {closing_on}.",
                category=Category.CONFLICT,
                field=f"line/{statement.line}",
                line=statement.line,
            )
        number += 1
        entries += len(statement.entries)
        parked += _record(conn, tenant, account, number, statement, digest, now_us)
        before, closing, closing_on = f"statement {statement.reference}", statement.closing, statement.closing_on
    assert closing_on is not None, "a file has at least one statement"
    return ImportReport(account, tuple(s.reference for s in statements), entries, parked, closing, closing_on)


def take_movements(conn: Connection, tenant: int, *, cut_seq: int, rows_max: int = TAKE_ROWS) -> int:
    """Take our own side of every external account from the journal, at most rows_max transfers further; returns where it stands now.

    Call it, a transaction each, until it returns cut_seq. Taken again, nothing changes. Postings to and from suspense that this room asked for are
    told apart by their ids. Refuses ``cut_invalid`` (beyond the lane's end).
    """
    row = conn.execute(_sql.first_untaken, {"tenant": tenant, "cut": cut_seq}).fetchone()
    assert row is not None, "the statement always gives a row"
    after, last_seq = row
    if cut_seq > (last_seq or 0):
        raise Refusal("cut_invalid", f"The lane has {last_seq} transfers: a cut at {cut_seq} is not one of them.", field="cut_seq")
    if after is None:
        return cut_seq
    until = min(cut_seq, after + rows_max)
    with by_key(conn):
        conn.execute(_sql.take_movements, {"tenant": tenant, "after": after, "until": until})
    conn.execute(_sql.move_taken, {"tenant": tenant, "until": until})
    return int(until)


def take_all_movements(conn: Connection, tenant: int) -> int:
    """The same, up to the end of the lane as it is now, in one transaction; returns where it stands."""
    row = conn.execute(_sql.first_untaken, {"tenant": tenant, "cut": _END}).fetchone()
    assert row is not None, "the statement always gives a row"
    end = int(row[1] or 0)
    while take_movements(conn, tenant, cut_seq=end) < end:
        pass
    return end


def position(conn: Connection, tenant: int, account: str) -> Position:
    """Both sides of an external account beside each other; ``unexplained`` must be 0. Refuses ``external_account_not_found``."""
    external = get_external_account(conn, tenant, account)
    row = conn.execute(_sql.position, {"tenant": tenant, "account": account}).fetchone()
    assert row is not None, "the account is there"
    closing, closing_on, settled, posted, entries, movements, differing = row
    return Position(
        account=account,
        currency=external.currency,
        statement=external.opening + settled if closing is None else closing,
        statement_on=closing_on,
        ours=-posted if external.mirrored else posted,
        entries=entries,
        movements=movements,
        differing=differing,
    )


def _check_account(statement: StatementFile, external: ExternalAccount) -> None:
    for code, what, stated, expected in (
        ("statement_account_wrong", "account", statement.identification, external.identification),
        ("statement_currency_wrong", "currency", statement.currency, external.currency),
    ):
        if stated != expected:
            raise Refusal(
                code,
                f"Line {statement.line}: the {what} of statement {statement.reference} is {stated}, that of {external.name} is {expected}.",
                category=Category.RULE,
                field=f"line/{statement.line}",
                line=statement.line,
            )


def _check_new(conn: Connection, tenant: int, account: str, statements: Sequence[StatementFile], digest: bytes) -> None:
    references = [statement.reference for statement in statements]
    twice = next((s for at, s in enumerate(statements) if s.reference in references[:at]), None)
    known = conn.execute(
        _sql.known_statement, {"tenant": tenant, "account": account, "digest": digest, "references": references}
    ).fetchone()
    if twice is None and known is None:
        return
    if known is not None and known[1]:
        line, message = 1, "the file came before, byte for byte"
    else:
        reference = twice.reference if twice is not None else known[0] if known is not None else ""
        line = next(s.line for s in reversed(statements) if s.reference == reference)
        message = f"statement {reference} came before, with other content" if twice is None else f"statement {reference} stands twice"
    raise Refusal("statement_duplicate", f"Line {line}: {message}.", category=Category.CONFLICT, field=f"line/{line}", line=line)


def _record(conn: Connection, tenant: int, account: str, number: int, statement: StatementFile, digest: bytes, now_us: int) -> int:
    """Record one statement and its entries; returns how many are parked."""
    conn.execute(
        _sql.add_statement,
        {
            "tenant": tenant,
            "account": account,
            "number": number,
            "reference": statement.reference,
            "digest": digest,
            "opening": statement.opening,
            "opening_on": statement.opening_on,
            "closing": statement.closing,
            "closing_on": statement.closing_on,
            "chained": statement.chained,
            "entries": len(statement.entries),
            "now": to_datetime(now_us),
        },
    )
    references = sorted({entry.servicer_reference for entry in statement.entries if entry.servicer_reference})
    rows = conn.execute(_sql.known_servicer_references, {"tenant": tenant, "account": account, "references": references}).fetchall()
    seen = {(reference, amount) for reference, amount in rows}
    statuses = []
    for entry in statement.entries:
        key = (entry.servicer_reference, entry.amount)
        statuses.append((ItemStatus.PARKED if entry.servicer_reference and key in seen else ItemStatus.OPEN).value)
        seen.add(key)
    entries = statement.entries
    conn.execute(
        _sql.add_entries,
        {
            "tenant": tenant,
            "account": account,
            "number": number,
            "lines": [e.line for e in entries],
            "amounts": [e.amount for e in entries],
            "booked": [e.booked_on for e in entries],
            "values": [e.value_date for e in entries],
            "references": [e.reference for e in entries],
            "servicer": [e.servicer_reference for e in entries],
            "words": [e.words for e in entries],
            "statuses": statuses,
        },
    )
    return statuses.count(ItemStatus.PARKED.value)
