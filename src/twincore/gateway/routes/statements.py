"""Statements: what members are given at the end of a period, their tax summaries, and what they were told."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from twincore import statements
from twincore.gateway.commands import say
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.accounts import AccountPath, own_account
from twincore.gateway.routes.scope import After, Calling, Limit, page, whole_cursor
from twincore.gateway.wire.scalar import DayParameter
from twincore.gateway.wire.statements import (
    NoticeList,
    NoticeRecord,
    StatementDetail,
    StatementLines,
    StatementList,
    TaxSummaryRecord,
    detail_body,
    line_body,
    notice_body,
    statement_body,
    tax_body,
)
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal
from twincore.statements import NoticeKind, Paper, TaxSummary

desk = Desk("statements")
HTML, PDF = "text/html", "application/pdf"
PAGE_POLICY = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
"""A page of ours brings its own style along and loads nothing."""
LastDay = Annotated[DayParameter, Path(description="Last day of the statement.")]
Told = Annotated[DayParameter, Path(description="Date at the end of which it was said.")]
Before = Annotated[DayParameter | None, Query(description="Only what is older than this day: `next` of the page before.")]
Kind = Annotated[NoticeKind, Path(description="What it is about.")]
Member = Annotated[UUID, Path(description="Id of the member.")]
Year = Annotated[int, Path(ge=1901, le=9998, description="The year in which the tax year ends: 2026 is 1 July 2025 to 30 June 2026.")]


@desk.operation("GET", "/v1/accounts/{account}/statements", answer=StatementList, refusals=("account_not_found",))
def list_statements(call: Calling, account: AccountPath, before: Before = None, limit: Limit = 24) -> Response:
    """List the statements of an account, newest first."""
    with call.platform.database.app(call.tenant) as conn:
        own_account(call, conn, account)
        found = statements.statements_of(conn, call.tenant, account, before=before, limit=limit)
    return say(page("statements", [statement_body(one) for one in found], limit, found[-1].date if found else ""))


@desk.operation("GET", "/v1/accounts/{account}/statements/{day}", answer=StatementDetail, refusals=("statement_not_found",))
def get_statement(call: Calling, account: AccountPath, day: LastDay) -> Response:
    """Get a statement: its balances and totals, what a card or loan asks for, and the proof that covers its lines."""
    with call.platform.database.app(call.tenant) as conn:
        own_account(call, conn, account)
        found = statements.get_statement(conn, call.tenant, account, day)
        return say(detail_body(statements.summary_of(conn, call.tenant, found)))


@desk.operation(
    "GET", "/v1/accounts/{account}/statements/{day}/lines", answer=StatementLines, refusals=("statement_not_found", "cursor_invalid")
)
def list_statement_lines(call: Calling, account: AccountPath, day: LastDay, after: After = None, limit: Limit = 100) -> Response:
    """List the lines of a statement, newest first, each with the balance after it and its receipt.

    A page may have fewer lines than asked for, and still a next one: holds are no lines.
    """
    with call.platform.database.app(call.tenant) as conn:
        own_account(call, conn, account)
        found = statements.get_statement(conn, call.tenant, account, day)
        lines, cursor = statements.statement_lines(conn, call.tenant, found, before_seq=whole_cursor(after), limit=limit)
    return say({"lines": [line_body(line) for line in lines], "next": None if cursor is None else str(cursor)})


def _paper(paper: Paper, media: str, name: str) -> Response:
    if media == HTML:
        return Response(statements.as_html(paper), media_type=HTML, headers=PAGE_POLICY)
    headers = {"content-disposition": f'inline; filename="{name}.pdf"'}
    return Response(statements.as_pdf(paper), media_type=PDF, headers=headers)


def _address(call: Call) -> str:
    """Where this API is reached, as far as it knows."""
    issuer = call.platform.issuer
    return issuer.issuer if issuer is not None else ""


def _statement_paper(call: Call, account: int, day: date) -> Paper:
    with call.platform.database.app(call.tenant) as conn:
        own_account(call, conn, account)
        found = statements.get_statement(conn, call.tenant, account, day)
        return statements.statement_paper(conn, call.platform.key_ring, call.tenant, found, address=_address(call))


DOCUMENT_REFUSALS = ("statement_not_found", "statement_not_sealed", "statement_too_long")


@desk.operation("GET", "/v1/accounts/{account}/statements/{day}/page", answers_media=(HTML,), refusals=DOCUMENT_REFUSALS)
def get_statement_page(call: Calling, account: AccountPath, day: LastDay) -> Response:
    """Get a statement as a page of HTML, complete in itself."""
    return _paper(_statement_paper(call, account, day), HTML, "")


@desk.operation("GET", "/v1/accounts/{account}/statements/{day}/pdf", answers_media=(PDF,), refusals=DOCUMENT_REFUSALS)
def get_statement_file(call: Calling, account: AccountPath, day: LastDay) -> Response:
    """Get a statement as a PDF. The same statement and holder give the same bytes."""
    return _paper(_statement_paper(call, account, day), PDF, f"statement-{account}-{day}")


def _tax_summary(call: Call, conn: Connection, member: UUID, year: int) -> TaxSummary:
    call.require_own(member, "party", member)
    today = call.platform.clocks.clock(call.tenant).business_date(call.now_us())
    return statements.tax_summary(conn, call.tenant, member, year, today=today)


@desk.operation(
    "GET", "/v1/members/{member}/tax-summaries/{year}", answer=TaxSummaryRecord, refusals=("tax_year_not_over", "accounts_not_found")
)
def get_tax_summary(call: Calling, member: Member, year: Year) -> Response:
    """Get a member's interest and withholding tax of an Australian tax year, account by account."""
    with call.platform.database.app(call.tenant) as conn:
        return say(tax_body(_tax_summary(call, conn, member, year)))


def _tax_paper(call: Call, member: UUID, year: int) -> Paper:
    with call.platform.database.app(call.tenant) as conn:
        summary = _tax_summary(call, conn, member, year)
        return statements.tax_paper(conn, call.platform.key_ring, call.tenant, summary, address=_address(call))


TAX_REFUSALS = ("tax_year_not_over", "accounts_not_found", "statement_not_sealed")


@desk.operation("GET", "/v1/members/{member}/tax-summaries/{year}/page", answers_media=(HTML,), refusals=TAX_REFUSALS)
def get_tax_summary_page(call: Calling, member: Member, year: Year) -> Response:
    """Get a member's tax summary as a page of HTML, complete in itself."""
    return _paper(_tax_paper(call, member, year), HTML, "")


@desk.operation("GET", "/v1/members/{member}/tax-summaries/{year}/pdf", answers_media=(PDF,), refusals=TAX_REFUSALS)
def get_tax_summary_file(call: Calling, member: Member, year: Year) -> Response:
    """Get a member's tax summary as a PDF."""
    return _paper(_tax_paper(call, member, year), PDF, f"tax-summary-{year}")


@desk.operation("GET", "/v1/accounts/{account}/notices", answer=NoticeList, refusals=("account_not_found", "cursor_invalid"))
def list_account_notices(call: Calling, account: AccountPath, after: After = None, limit: Limit = 50) -> Response:
    """List what was said to the holder about an account, newest first."""
    day, kind = _notice_cursor(after)
    with call.platform.database.app(call.tenant) as conn:
        own_account(call, conn, account)
        cursor = (_day(day), kind) if after is not None else None
        found = statements.notices_of(conn, call.tenant, account, after=cursor, limit=limit)
    last = f"{found[-1].date}/{found[-1].kind.value}" if found else ""
    return say(page("notices", [notice_body(one) for one in found], limit, last))


@desk.operation("GET", "/v1/notices", answer=NoticeList, refusals=("cursor_invalid",))
def list_notices(
    call: Calling,
    day: Annotated[DayParameter, Query(alias="date", description="Date at the end of which they were prepared.")],
    kind: Annotated[NoticeKind | None, Query(description="Only of this kind.")] = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """List what was said to members at the end of a date, by account: what is to be sent."""
    with call.platform.database.app(call.tenant) as conn:
        account, last_kind = _notice_cursor(after)
        cursor = (whole_cursor(account) or 0 if after is not None else 0, last_kind)
        found = statements.notices_on(conn, call.tenant, day, kind=kind, after=cursor, limit=limit)
    last = f"{found[-1].account}/{found[-1].kind.value}" if found else ""
    return say(page("notices", [notice_body(one) for one in found], limit, last))


def _notice_cursor(after: str | None) -> tuple[str, str]:
    """What stands before and after the stroke of a cursor."""
    place, _, kind = (after or "").partition("/")
    if after is not None and kind not in {one.value for one in NoticeKind}:
        raise _bad_cursor()
    return place, kind


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise _bad_cursor() from None


def _bad_cursor() -> Refusal:
    return Refusal("cursor_invalid", "Take the cursor from next of the page before.", field="query:after")


@desk.operation("GET", "/v1/accounts/{account}/notices/{day}/{kind}", answer=NoticeRecord, refusals=("notice_not_found",))
def get_notice(call: Calling, account: AccountPath, day: Told, kind: Kind) -> Response:
    """Get a notice."""
    with call.platform.database.app(call.tenant) as conn:
        own_account(call, conn, account)
        return say(notice_body(statements.get_notice(conn, call.tenant, account, day, kind)))


def _notice_paper(call: Call, account: int, day: date, kind: NoticeKind) -> Paper:
    with call.platform.database.app(call.tenant) as conn:
        own_account(call, conn, account)
        found = statements.get_notice(conn, call.tenant, account, day, kind)
        return statements.notice_paper(conn, call.platform.key_ring, call.tenant, found)


@desk.operation("GET", "/v1/accounts/{account}/notices/{day}/{kind}/page", answers_media=(HTML,), refusals=("notice_not_found",))
def get_notice_page(call: Calling, account: AccountPath, day: Told, kind: Kind) -> Response:
    """Get a notice as a page of HTML, complete in itself."""
    return _paper(_notice_paper(call, account, day, kind), HTML, "")


@desk.operation("GET", "/v1/accounts/{account}/notices/{day}/{kind}/pdf", answers_media=(PDF,), refusals=("notice_not_found",))
def get_notice_file(call: Calling, account: AccountPath, day: Told, kind: Kind) -> Response:
    """Get a notice as a PDF."""
    return _paper(_notice_paper(call, account, day, kind), PDF, f"notice-{account}-{day}-{kind.value}")
