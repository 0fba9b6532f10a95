"""Dual control: one person proposes a journal, the close of a period, its opening again or the year end; another approves or rejects."""

from datetime import date
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from twincore.gl.chart import account_of_role
from twincore.gl.exchange import balances_on
from twincore.gl.model import Book, Entry, JournalLine, JournalSpec, Period, Proposal, ProposalKind, ProposalStatus, Role, Source
from twincore.gl.posting import chart_by_number, check_open, check_posted, lock_book, periods, post
from twincore.gl.rules import check_actor, check_journal, check_line, check_words, first_of_month, last_of_month, to_zero
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load

_sql = load("twincore.gl")
PROPOSALS_MAX = 1_000
"""Proposals of one list at the most."""


def propose_journal(conn: Connection, tenant: int, spec: JournalSpec, *, id: UUID, maker: str, reason: str, now_us: int) -> Proposal:  # noqa: A002
    """Ask for a journal by hand. It is posted when another person approves it.

    Refuses what is wrong with it now (it is checked again then): ``journal_unbalanced``, ``journal_lines_invalid``, ``journal_line_invalid``,
    ``gl_account_not_found``, ``gl_account_closed``, ``gl_account_controlled``, ``gl_words_invalid``, ``currency_unknown``, ``period_closed``,
    ``period_not_found``, ``gl_actor_invalid``; and ``proposal_exists`` (another proposal has this id; the same again is the same).
    """
    book = lock_book(conn, tenant)
    _journal_entries(conn, book, spec)
    lines = [
        {"account": e.account, "debit": e.debit, "credit": e.credit, "currency": e.currency or book.currency, "words": e.words}
        for e in spec.lines
    ]
    body = {"title": spec.title, "lines": lines}
    return _propose(conn, tenant, id, ProposalKind.JOURNAL, spec.date, body, maker, reason, now_us)


def propose_period_close(conn: Connection, tenant: int, month: date, *, id: UUID, maker: str, reason: str, now_us: int) -> Proposal:  # noqa: A002
    """Ask for a period (any date of it) to be closed: no entry is dated in it afterwards.

    Refuses ``period_not_found``, ``period_closed``, ``period_earlier_open``, ``period_incomplete`` (a day of it is not posted),
    ``period_has_proposals`` (journals that wait for a decision), ``year_end_missing`` (the last period of a year while income and expense are not
    carried to retained earnings), ``gl_words_invalid``, ``gl_actor_invalid``, ``proposal_exists``.
    """
    _check_close(conn, lock_book(conn, tenant), month)
    return _propose(conn, tenant, id, ProposalKind.PERIOD_CLOSE, last_of_month(month), {}, maker, reason, now_us)


def propose_period_reopen(conn: Connection, tenant: int, month: date, *, id: UUID, maker: str, reason: str, now_us: int) -> Proposal:  # noqa: A002
    """Ask for the last closed period (any date of it) to be opened again.

    Refuses ``period_not_found``, ``period_open``, ``period_later_closed``, ``gl_words_invalid``, ``gl_actor_invalid``, ``proposal_exists``.
    """
    lock_book(conn, tenant)
    _check_reopen(conn, tenant, month)
    return _propose(conn, tenant, id, ProposalKind.PERIOD_REOPEN, last_of_month(month), {}, maker, reason, now_us)


def propose_year_end(conn: Connection, tenant: int, year_end: date, *, id: UUID, maker: str, reason: str, now_us: int) -> Proposal:  # noqa: A002
    """Ask for the year's income and expense to be carried to retained earnings on its last day. What comes later that year may be carried again.

    Refuses ``year_end_invalid`` (not the last day of a year of this book), ``date_not_posted``, ``period_closed``, ``year_end_empty``,
    ``gl_role_missing``, ``gl_words_invalid``, ``gl_actor_invalid``, ``proposal_exists``.
    """
    _year_end_entries(conn, lock_book(conn, tenant), year_end)
    return _propose(conn, tenant, id, ProposalKind.YEAR_END, year_end, {}, maker, reason, now_us)


def approve(conn: Connection, tenant: int, id: UUID, *, checker: str, now_us: int, remark: str | None = None) -> Proposal:  # noqa: A002
    """Do what a proposal asks for, as its second person; everything is checked again first. The same checker again changes nothing.

    Refuses ``checker_is_maker``, ``proposal_not_found``, ``proposal_decided``, ``gl_actor_invalid``, and whatever proposing it now would.
    """
    book = lock_book(conn, tenant)
    proposal = _undecided(conn, tenant, id, checker, ProposalStatus.APPROVED)
    if proposal.status is not ProposalStatus.PROPOSED:
        return proposal
    if proposal.kind is ProposalKind.JOURNAL:
        entries = _journal_entries(conn, book, JournalSpec(proposal.date, proposal.title, proposal.lines))
        _post(conn, book, proposal, Source.JOURNAL, proposal.title, checker, entries, now_us)
    elif proposal.kind is ProposalKind.YEAR_END:
        entries = _year_end_entries(conn, book, proposal.date)
        _post(conn, book, proposal, Source.YEAR_END, f"Result of the year to {proposal.date}", checker, entries, now_us)
    else:
        closing = proposal.kind is ProposalKind.PERIOD_CLOSE
        if closing:
            _check_close(conn, book, proposal.date)
        else:
            _check_reopen(conn, tenant, proposal.date)
        values = {"tenant": tenant, "first_date": first_of_month(proposal.date), "status": "closed" if closing else "open"}
        conn.execute(_sql.set_period, values)
    return _decide(conn, tenant, id, ProposalStatus.APPROVED, checker, remark, now_us)


def reject(conn: Connection, tenant: int, id: UUID, *, checker: str, remark: str, now_us: int) -> Proposal:  # noqa: A002
    """Turn a proposal down, as its second person. The same checker again changes nothing.

    Refuses ``checker_is_maker``, ``proposal_not_found``, ``proposal_decided``, ``gl_words_invalid``, ``gl_actor_invalid``.
    """
    check_words(remark, "remark")
    lock_book(conn, tenant)
    proposal = _undecided(conn, tenant, id, checker, ProposalStatus.REJECTED)
    if proposal.status is not ProposalStatus.PROPOSED:
        return proposal
    return _decide(conn, tenant, id, ProposalStatus.REJECTED, checker, remark, now_us)


def withdraw(conn: Connection, tenant: int, id: UUID, *, maker: str, now_us: int) -> Proposal:  # noqa: A002
    """Take one's own proposal back. Again is the same. Refuses ``proposal_not_found``, ``proposal_decided``, ``maker_differs``."""
    lock_book(conn, tenant)
    proposal = _get(conn, tenant, id)
    if proposal.maker != maker:
        raise Refusal("maker_differs", f"Proposal {id} is another person's.", category=Category.FORBIDDEN, field="maker")
    if proposal.status is ProposalStatus.WITHDRAWN:
        return proposal
    if proposal.status is not ProposalStatus.PROPOSED:
        raise _decided(proposal)
    return _decide(conn, tenant, id, ProposalStatus.WITHDRAWN, maker, None, now_us)


def proposals(
    conn: Connection, tenant: int, *, status: ProposalStatus | None = None, after: UUID | None = None, limit: int = 100
) -> list[Proposal]:
    """Proposals of a status, or all, oldest first; at most ``limit`` (1 to PROPOSALS_MAX), the page after a proposal."""
    wanted = None if status is None else status.value
    values = {"tenant": tenant, "status": wanted, "id": None, "after": after, "limit": max(1, min(limit, PROPOSALS_MAX))}
    return [_proposal(row) for row in conn.execute(_sql.proposals, values).fetchall()]


def get_proposal(conn: Connection, tenant: int, id: UUID) -> Proposal:  # noqa: A002
    """One proposal. Refuses ``proposal_not_found``."""
    row = conn.execute(_sql.proposals, {"tenant": tenant, "status": None, "id": id, "after": None, "limit": 1}).fetchone()
    if row is None:
        raise not_found("proposal", id, "id")
    return _proposal(row)


def _propose(
    conn: Connection,
    tenant: int,
    id: UUID,  # noqa: A002
    kind: ProposalKind,
    day: date,
    body: dict[str, Any],
    maker: str,
    reason: str,
    now_us: int,
) -> Proposal:
    check_actor(maker, "maker")
    check_words(reason, "reason")
    values = {
        "tenant": tenant,
        "id": id,
        "kind": kind.value,
        "date": day,
        "body": Jsonb(body),
        "maker": maker,
        "reason": reason,
        "now": to_datetime(now_us),
    }
    if conn.execute(_sql.propose, values).rowcount == 0:
        found = conn.execute(_sql.proposal, {"tenant": tenant, "id": id}).fetchone()
        if found is None or found[1:6] != (kind.value, day, body, maker, reason):
            raise Refusal("proposal_exists", f"Proposal {id} was made before and is another one.", category=Category.CONFLICT, field="id")
    return _get(conn, tenant, id)


def _get(conn: Connection, tenant: int, id: UUID) -> Proposal:  # noqa: A002
    row = conn.execute(_sql.proposal, {"tenant": tenant, "id": id}).fetchone()
    if row is None:
        raise not_found("proposal", id, "id")
    return _proposal(row)


def _proposal(row: tuple[Any, ...]) -> Proposal:
    id_, kind, day, body, maker, reason, proposed_at, status, checker, decision, decided_at, journal = row
    lines = tuple(JournalLine(**line) for line in body.get("lines", ()))
    decided_us = None if decided_at is None else to_us(decided_at)
    return Proposal(
        id_,
        ProposalKind(kind),
        day,
        body.get("title", ""),
        lines,
        maker,
        reason,
        to_us(proposed_at),
        ProposalStatus(status),
        checker,
        decision,
        decided_us,
        journal,
    )


def _undecided(conn: Connection, tenant: int, id: UUID, checker: str, wanted: ProposalStatus) -> Proposal:  # noqa: A002
    """The proposal, still open or decided just so by the same checker before."""
    check_actor(checker, "checker")
    proposal = _get(conn, tenant, id)
    if proposal.maker == checker:
        raise Refusal(
            "checker_is_maker", f"{checker} made proposal {id}: another person decides.", category=Category.FORBIDDEN, field="checker"
        )
    if proposal.status is not ProposalStatus.PROPOSED and (proposal.status, proposal.checker) != (wanted, checker):
        raise _decided(proposal)
    return proposal


def _decided(proposal: Proposal) -> Refusal:
    return Refusal(
        "proposal_decided",
        f"Proposal {proposal.id} was {proposal.status.value} by {proposal.checker} before.",
        category=Category.CONFLICT,
        field="id",
    )


def _decide(
    conn: Connection,
    tenant: int,
    id: UUID,  # noqa: A002
    status: ProposalStatus,
    checker: str,
    remark: str | None,
    now_us: int,
) -> Proposal:
    values = {"tenant": tenant, "id": id, "status": status.value, "checker": checker, "decision": remark, "now": to_datetime(now_us)}
    conn.execute(_sql.decide, values)
    return _get(conn, tenant, id)


def _journal_entries(conn: Connection, book: Book, spec: JournalSpec) -> list[Entry]:
    entries = check_journal(spec, chart_by_number(conn, book.tenant), book.currency)
    check_open(conn, book.tenant, spec.date)
    return entries


def _year_end_entries(conn: Connection, book: Book, year_end: date) -> list[Entry]:
    if year_end.month != book.year_end_month or year_end != last_of_month(year_end):
        raise Refusal(
            "year_end_invalid", f"A year of this book ends with month {book.year_end_month}, not on {year_end}.", field="year_end"
        )
    check_posted(book, year_end, "year_end")
    check_open(conn, book.tenant, year_end, "year_end")
    chart = chart_by_number(conn, book.tenant)
    retained = account_of_role(chart, Role.RETAINED_EARNINGS)
    check_line(chart, retained.number, year_end, "year_end")
    entries = to_zero(_results(conn, book, year_end), retained.number)
    if not entries:
        raise Refusal("year_end_empty", f"There is no income or expense to carry on {year_end}.", category=Category.RULE, field="year_end")
    return entries


def _results(conn: Connection, book: Book, day: date) -> list[tuple[int, str, int]]:
    """Income and expense accounts that are not zero at the end of a date: account, currency, debits less credits."""
    chart = chart_by_number(conn, book.tenant)
    balances = balances_on(conn, book.tenant, day)
    return [
        (number, currency, balance) for (number, currency), balance in sorted(balances.items()) if chart[number].kind.result and balance
    ]


def _period(conn: Connection, tenant: int, month: date) -> tuple[Period, list[Period]]:
    """The period of a date, and all of them."""
    every = periods(conn, tenant)
    for period in every:
        if period.first_date == first_of_month(month):
            return period, every
    raise not_found("period", f"{month:%Y-%m}", "month")


def _check_close(conn: Connection, book: Book, month: date) -> None:
    period, every = _period(conn, book.tenant, month)
    name = f"{month:%Y-%m}"
    earlier = [p for p in every if p.first_date < period.first_date and not p.closed]
    waiting = conn.execute(
        _sql.proposals_within, {"tenant": book.tenant, "from_date": period.first_date, "to_date": period.last_date}
    ).fetchone()
    year_ends = period.first_date.month == book.year_end_month
    if period.closed:
        code, message = "period_closed", f"The period {name} is closed already."
    elif earlier:
        code, message = "period_earlier_open", f"The period {earlier[0].first_date:%Y-%m} is still open: periods close in order."
    elif book.batch_date is None or book.batch_date < period.last_date:
        code, message = "period_incomplete", f"The period {name} is posted up to {book.batch_date or 'nowhere'}, not to its end."
    elif waiting is not None and waiting[0]:
        code, message = "period_has_proposals", f"{waiting[0]} journals dated in {name} wait for a decision."
    elif year_ends and _results(conn, book, period.last_date):
        code, message = "year_end_missing", f"The year ends with {name}: carry income and expense to retained earnings first."
    else:
        return
    raise Refusal(code, message, category=Category.RULE, field="month")


def _check_reopen(conn: Connection, tenant: int, month: date) -> None:
    period, every = _period(conn, tenant, month)
    if not period.closed:
        raise Refusal("period_open", f"The period {month:%Y-%m} is open.", category=Category.CONFLICT, field="month")
    if any(p.closed and p.first_date > period.first_date for p in every):
        raise Refusal("period_later_closed", "A later period is closed: open that one again first.", category=Category.RULE, field="month")


def _post(
    conn: Connection, book: Book, proposal: Proposal, source: Source, title: str, checker: str, entries: list[Entry], now_us: int
) -> None:
    post(
        conn,
        book,
        key=f"proposal/{proposal.id}",
        day=proposal.date,
        source=source,
        title=title,
        maker=proposal.maker,
        checker=checker,
        entries=entries,
        now_us=now_us,
    )
