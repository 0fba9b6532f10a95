"""Investigations: one for every discrepancy, with its history, and the postings that bring the amount to suspense meanwhile."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.money import BY_NUMBER, Money, currency_number
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.reconciliation.accounts import external_accounts, lock_external_account
from twincore.reconciliation.items import set_entries, set_movements, waiting_entries, waiting_movements
from twincore.reconciliation.model import (
    LIST_MAX,
    NOTE_CHARS_MAX,
    Action,
    Bucket,
    Case,
    CaseKind,
    CasesReport,
    CaseState,
    Discrepancy,
    Due,
    ExternalAccount,
    ItemStatus,
    Note,
)

SELF = "reconciliation"
"""Who acts where the room itself does."""
AGES: tuple[int, ...] = (0, 1, 8, 31, 61, 91)
"""First days of the ageing buckets."""

_sql = load("twincore.reconciliation")
_REASON_CHARS_MAX = 280


def open_cases(conn: Connection, tenant: int, *, date: date, now_us: int, account: str | None = None) -> CasesReport:
    """Open an investigation for each match whose amounts differ and each item that has waited longer than its account's grace, and make a posting
    due that brings the amount to suspense: from then on our account says what the statement says.

    A movement is waited for only as far as statements have come. Idempotent: what has a case gets no other. Refuses ``external_account_not_found``.
    """
    opened = due = 0
    for name in [external.name for external in external_accounts(conn, tenant)] if account is None else [account]:
        external = lock_external_account(conn, tenant, name)
        statement = conn.execute(_sql.latest_statement, {"tenant": tenant, "account": name}).fetchone()
        raised = _differing(conn, tenant, external, date, now_us) + _entries(conn, tenant, external, date, now_us)
        if statement is not None:
            raised += _movements(conn, tenant, external, date, min(date, statement[3]), now_us)
        opened += len(raised)
        due += sum(1 for amount in raised if amount)
    return CasesReport(opened, 0, due)


def raise_discrepancies(conn: Connection, tenant: int, found: Sequence[Discrepancy], *, date: date, now_us: int) -> CasesReport:
    """Open an investigation for each discrepancy, or note on the unresolved one that it was found again on a date."""
    opened = seen = 0
    for discrepancy in found:
        case = _open(
            conn,
            tenant,
            kind=discrepancy.kind,
            subject=f"{discrepancy.subject}/{discrepancy.measure}",
            account=None,
            currency=discrepancy.currency,
            amount=discrepancy.difference,
            suspense=0,
            summary=f"{discrepancy}: a difference of {discrepancy.difference}.",
            date=date,
            now_us=now_us,
        )
        opened, seen = (opened, seen + 1) if case is None else (opened + 1, seen)
    return CasesReport(opened, seen, 0)


def park_statement(conn: Connection, tenant: int, *, account: str, content: bytes, refusal: Refusal, date: date, now_us: int) -> Case:
    """Keep a file that ``import_statement`` has refused, as it came, and open an investigation of it. Parked again, it is the same case.

    Refuses ``external_account_not_found``.
    """
    external = lock_external_account(conn, tenant, account)
    digest = hashlib.sha256(content).digest()
    subject = f"file/{account}/{digest.hex()[:32]}"
    case = id_of_key("reconciliation", "case", tenant, CaseKind.FILE_REFUSED, subject, "")
    reason = {"code": refusal.code, "message": refusal.message, "field": refusal.field, "detail": refusal.detail}
    values = {"tenant": tenant, "id": case, "account": account, "digest": digest, "content": content, "refusal": Jsonb(reason)}
    if conn.execute(_sql.refuse_file, values | {"now": to_datetime(now_us)}).fetchone() is not None:
        _open(
            conn,
            tenant,
            kind=CaseKind.FILE_REFUSED,
            subject=subject,
            account=external.name,
            currency=external.currency,
            amount=0,
            suspense=0,
            summary=f"{refusal.code}: {refusal.message}",
            date=date,
            now_us=now_us,
            case=case,
        )
    return get_case(conn, tenant, case)


def get_case(conn: Connection, tenant: int, case: UUID) -> Case:
    """One case. Refuses ``case_not_found``."""
    found = _cases(conn, tenant, case=case)
    if not found:
        raise not_found("case", case, "case")
    return found[0]


def list_cases(
    conn: Connection,
    tenant: int,
    *,
    states: Collection[CaseState] | None = None,
    account: str | None = None,
    after: UUID | None = None,
    limit: int = LIST_MAX,
) -> list[Case]:
    """Cases by the date of opening: all or those in some states, of all or one external account; the page after a case. limit: 1 to LIST_MAX."""
    wanted = None if states is None else [state.value for state in states]
    return _cases(conn, tenant, states=wanted, account=account, after=after, limit=max(1, min(limit, LIST_MAX)))


def assign_case(conn: Connection, tenant: int, case: UUID, *, actor: str, assignee: str, now_us: int) -> Case:
    """Give a case to somebody to look into. Refuses ``case_not_found``, ``case_resolved``."""
    lock_case(conn, tenant, case)
    check_name(assignee, "assignee")
    conn.execute(_sql.assign_case, {"tenant": tenant, "case": case, "assignee": assignee})
    add_event(conn, tenant, case, "assigned", actor, f"to {assignee}", now_us)
    return get_case(conn, tenant, case)


def add_note(conn: Connection, tenant: int, case: UUID, *, actor: str, words: str, now_us: int) -> None:
    """Write down what was found out. Also of a case that is resolved. Refuses ``case_not_found``, ``note_invalid``."""
    get_case(conn, tenant, case)
    add_event(conn, tenant, case, "note", actor, words, now_us)


def notes(conn: Connection, tenant: int, case: UUID) -> list[Note]:
    """The history of a case, oldest first. Refuses ``case_not_found``."""
    get_case(conn, tenant, case)
    rows = conn.execute(_sql.notes, {"tenant": tenant, "case": case}).fetchall()
    return [Note(number, event, actor, words, to_us(at)) for number, event, actor, words, at in rows]


def ageing(conn: Connection, tenant: int, *, date: date, account: str | None = None, ages: Sequence[int] = AGES) -> list[Bucket]:
    """Unresolved cases by age on a date and currency (empty where a case has none), and what stands in suspense for them.

    ages: first day of each bucket, growing, from 0. Empty buckets are left out. Refuses ``ages_invalid``.
    """
    if not ages or ages[0] != 0 or any(later <= earlier for earlier, later in pairwise(ages)):
        raise Refusal("ages_invalid", "The buckets of an ageing begin with day 0 and grow.", field="ages")
    sums: dict[tuple[str, int], list[int]] = {}
    for number, days, count, credited, debited in conn.execute(
        _sql.ageing, {"tenant": tenant, "date": date, "account": account}
    ).fetchall():
        bucket = max(at for at, first in enumerate(ages) if first <= days)
        held = sums.setdefault((BY_NUMBER.get(number, ""), bucket), [0, 0, 0])
        for at, amount in enumerate((count, credited, debited)):
            held[at] += amount
    return [
        Bucket(currency, ages[at], ages[at + 1] - 1 if at + 1 < len(ages) else None, *held) for (currency, at), held in sorted(sums.items())
    ]


def due_postings(conn: Connection, tenant: int, *, date: date, after: UUID | None = None, limit: int = 1_000) -> list[Due]:
    """Postings to and from suspense that wait on a date, oldest first, at most limit: post each as ``expand(catalogue, code, parameters, id=id)``.

    after: the page after this posting.
    """
    rows = conn.execute(_sql.dues, {"tenant": tenant, "date": date, "after": after, "limit": limit}).fetchall()
    return [Due(*row) for row in rows]


def mark_posted(conn: Connection, tenant: int, ids: Collection[UUID]) -> int:
    """These postings are in the journal; returns how many were still due. Again is the same."""
    return conn.execute(_sql.mark_posted, {"tenant": tenant, "ids": list(ids)}).rowcount


def lock_case(conn: Connection, tenant: int, case: UUID) -> Case:
    """A case that nobody else changes until the transaction ends. Refuses ``case_not_found``, ``case_resolved``."""
    conn.execute(_sql.lock_case, {"tenant": tenant, "case": case})
    found = get_case(conn, tenant, case)
    if found.state is CaseState.RESOLVED:
        raise Refusal("case_resolved", f"Case {case} is resolved.", category=Category.CONFLICT, field="case")
    return found


def add_event(conn: Connection, tenant: int, case: UUID, event: str, actor: str, words: str, now_us: int) -> None:
    """One more line in a case's history. Refuses ``note_invalid``."""
    check_name(actor, "actor")
    if not words.strip() or len(words) > NOTE_CHARS_MAX or "\0" in words:
        raise Refusal("note_invalid", f"A note has from 1 to {NOTE_CHARS_MAX} characters.", field="words")
    values = {"tenant": tenant, "case": case, "event": event, "actor": actor, "words": words, "now": to_datetime(now_us)}
    conn.execute(_sql.add_note, values)


def check_name(name: str, field: str) -> None:
    """Who acts has a name. Refuses ``actor_invalid``."""
    if not name.strip() or len(name) > 255 or not name.isprintable():
        raise Refusal("actor_invalid", "Who acts has a name of at most 255 characters.", field=field)


def make_due(conn: Connection, tenant: int, external: ExternalAccount, case: UUID, step: str, amount: int, reason: str, on: date) -> None:
    """Make a posting due that changes the external account's mirror by an amount as the file sees it, against suspense."""
    debit = (amount > 0) == external.mirrored
    parameters = {
        "account": external.ledger_account,
        "amount": abs(amount),
        "reason": reason[:_REASON_CHARS_MAX],
        "currency": external.currency,
    }
    add_due(
        conn,
        tenant,
        Due(
            on,
            step,
            case,
            external.ledger_account,
            "statement_difference_in" if debit else "statement_difference_out",
            parameters,
            id_of_key("reconciliation", step, case),
        ),
    )


def add_due(conn: Connection, tenant: int, due: Due) -> None:
    """Keep a posting until it is made; the same id again is the same posting."""
    conn.execute(
        _sql.add_due,
        {
            "tenant": tenant,
            "id": due.id,
            "date": due.date,
            "step": due.step,
            "case": due.case,
            "account": due.account,
            "code": due.code,
            "parameters": Jsonb(due.parameters),
        },
    )


def _differing(conn: Connection, tenant: int, external: ExternalAccount, on: date, now_us: int) -> list[int]:
    rows = conn.execute(_sql.differing_matches, {"tenant": tenant, "account": external.name}).fetchall()
    raised = []
    for match, difference, statement, place, line, theirs in rows:
        said, ours = Money(theirs, external.currency), Money(theirs - difference, external.currency)
        summary = f"Statement {statement} of {external.name}, line {line}, says {said}; our books say {ours}: a difference of {difference}."
        subject = f"entry/{external.name}/{statement}/{place}"
        case = _raise(conn, tenant, external, CaseKind.AMOUNT_DIFFERS, subject, difference, summary, on, now_us)
        if case is not None:
            values = {"tenant": tenant, "account": external.name, "match": match, "case": case}
            conn.execute(_sql.set_match_investigation, values)
            raised.append(difference)
    return raised


def _entries(conn: Connection, tenant: int, external: ExternalAccount, on: date, now_us: int) -> list[int]:
    late = timedelta(days=external.entry_grace_days)
    waiting = [
        w
        for w in waiting_entries(conn, tenant, external.name)
        if w.status is ItemStatus.PARKED or (w.status is ItemStatus.OPEN and w.booked_on + late <= on)
    ]
    references = sorted({w.item.references["reference"] for w in waiting} - {""})
    rows = conn.execute(_sql.known_references, {"tenant": tenant, "account": external.name, "references": references}).fetchall()
    known = {row[0] for row in rows}
    raised = []
    for w in waiting:
        reference, servicer = w.item.references["reference"], w.item.references["servicer_reference"]
        kind, why = CaseKind.NOT_IN_OUR_BOOKS, "has no counterpart in our books"
        if w.status is ItemStatus.PARKED:
            kind, why = CaseKind.DUPLICATE_REFERENCE, f"repeats reference {servicer}"
        elif reference and reference not in known:
            kind, why = CaseKind.UNKNOWN_REFERENCE, f"has reference {reference}, which is unknown here"
        amount = w.item.amount
        summary = f"Statement {w.key[0]} of {external.name}, line {w.line}: {Money(amount, external.currency)} {why}."
        subject = f"entry/{external.name}/{w.key[0]}/{w.key[1]}"
        case = _raise(conn, tenant, external, kind, subject, amount, summary, on, now_us)
        if case is not None:
            set_entries(conn, tenant, external.name, [(w.key, ItemStatus.SUSPENDED, None, case)])
            raised.append(amount)
    return raised


def _movements(conn: Connection, tenant: int, external: ExternalAccount, on: date, stated_to: date, now_us: int) -> list[int]:
    late = timedelta(days=external.movement_grace_days)
    waiting = [
        w for w in waiting_movements(conn, tenant, external.name) if w.status is ItemStatus.OPEN and w.item.value_date + late <= stated_to
    ]
    raised = []
    for w in waiting:
        amount = w.item.amount
        summary = (
            f"Transfer {w.key[0]} on {external.name} of {w.item.value_date}: {Money(amount, external.currency)} stands on no statement "
            f"up to {stated_to}."
        )
        case = _raise(
            conn, tenant, external, CaseKind.NOT_ON_STATEMENT, f"movement/{external.name}/{w.key[0]}", -amount, summary, on, now_us
        )
        if case is not None:
            set_movements(conn, tenant, external.name, [(w.key, ItemStatus.SUSPENDED, None, case)])
            raised.append(amount)
    return raised


def _raise(
    conn: Connection,
    tenant: int,
    external: ExternalAccount,
    kind: CaseKind,
    subject: str,
    amount: int,
    summary: str,
    on: date,
    now_us: int,
) -> UUID | None:
    case = _open(
        conn,
        tenant,
        kind=kind,
        subject=subject,
        account=external.name,
        currency=external.currency,
        amount=amount,
        suspense=amount,
        summary=summary,
        date=on,
        now_us=now_us,
    )
    if case is not None and amount:
        make_due(conn, tenant, external, case, "suspense", amount, summary, on)
    return case


def _open(
    conn: Connection,
    tenant: int,
    *,
    kind: CaseKind,
    subject: str,
    account: str | None,
    currency: str | None,
    amount: int,
    suspense: int,
    summary: str,
    date: date,
    now_us: int,
    case: UUID | None = None,
) -> UUID | None:
    """The new case's id, or None where an unresolved one on the subject, or this very one, is there."""
    case = case or id_of_key("reconciliation", "case", tenant, kind, subject, date)
    values = {"tenant": tenant, "kind": kind.value, "subject": subject, "date": date}
    row = conn.execute(
        _sql.open_case,
        values
        | {
            "id": case,
            "account": account,
            "currency": None if currency is None else currency_number(currency),
            "amount": amount,
            "suspense": suspense,
            "summary": summary,
            "now": to_datetime(now_us),
        },
    ).fetchone()
    if row is None:
        conn.execute(_sql.see_case_again, values)
        return None
    add_event(conn, tenant, case, "opened", SELF, summary[:NOTE_CHARS_MAX], now_us)
    return case


def _cases(
    conn: Connection,
    tenant: int,
    *,
    case: UUID | None = None,
    states: list[str] | None = None,
    account: str | None = None,
    after: UUID | None = None,
    limit: int = 1,
) -> list[Case]:
    values: dict[str, Any] = {"tenant": tenant, "case": case, "states": states, "account": account, "after": after, "limit": limit}
    return [_case(row) for row in conn.execute(_sql.cases, values).fetchall()]


def _case(row: tuple[Any, ...]) -> Case:
    (
        number,
        kind,
        subject,
        account,
        currency,
        amount,
        suspense,
        opened_on,
        opened_at,
        seen_on,
        state,
        summary,
        assignee,
        maker,
        action,
        proposal,
        checker,
        resolved_at,
    ) = row
    return Case(
        id=number,
        kind=CaseKind(kind),
        subject=subject,
        account=account,
        currency=None if currency is None else BY_NUMBER[currency],
        amount=amount,
        suspense=suspense,
        opened_on=opened_on,
        opened_at_us=to_us(opened_at),
        seen_on=seen_on,
        state=CaseState(state),
        summary=summary,
        assignee=assignee,
        maker=maker,
        action=None if action is None else Action(action),
        proposal=proposal,
        checker=checker,
        resolved_at_us=None if resolved_at is None else to_us(resolved_at),
    )
