"""The general ledger: chart of accounts, statements of any posted date, and what takes two people."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response

from twincore import gl
from twincore.gateway.commands import Done, perform, say
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.scope import After, Calling, Limit, id_cursor, page, whole_cursor
from twincore.gateway.wire.gl import (
    GlAccountCard,
    GlAccountClosing,
    GlAccountOpening,
    GlAccountPage,
    GlAccountRecord,
    GlBalanceSheet,
    GlBatchList,
    GlBook,
    GlBookOpening,
    GlCodeMappingList,
    GlFaults,
    GlIncomeStatement,
    GlJournal,
    GlJournalPage,
    GlSubledgerReport,
    GlTrialBalance,
    balance_sheet_body,
    batch_body,
    book_body,
    card_body,
    gl_account_body,
    income_body,
    journal_body,
    journal_head_body,
    mapping_body,
    subledger_line_body,
    trial_body,
)
from twincore.gateway.wire.gl_control import (
    ExchangeRateOrder,
    ExchangeRateRecord,
    GlDecision,
    GlJournalOrder,
    GlPeriodList,
    GlPeriodOrder,
    GlProposal,
    GlProposalPage,
    GlRejection,
    GlWithdrawal,
    GlYearEndOrder,
    RateList,
    RevaluationOrder,
    RevaluationRecord,
    period_body,
    proposal_body,
    revaluation_body,
    say_rate,
)
from twincore.gateway.wire.scalar import INT64_MAX, DayParameter
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Refusal

desk = Desk("gl")
GlPath = Annotated[int, Path(ge=1, le=gl.ACCOUNT_MAX, description="Number in the chart of accounts.")]
ProposalPath = Annotated[UUID, Path(description="Id of the proposal.")]
OnDate = Annotated[DayParameter, Query(alias="date", description="A business date that is posted.")]
FromDate = Annotated[DayParameter, Query(description="The first date.")]
ToDate = Annotated[DayParameter, Query(description="The last date.")]
SPAN_DAYS_MAX = 366


def check_span(from_date: date, to_date: date) -> None:
    """Lists by date reach over a year at the most; refuses ``dates_too_far``."""
    if (to_date - from_date).days > SPAN_DAYS_MAX:
        raise Refusal("dates_too_far", f"From the first to the last date it is {SPAN_DAYS_MAX} days at the most.", field="query:to_date")


@desk.operation(
    "POST",
    "/v1/gl/book",
    command="gl.open_book",
    body=GlBookOpening,
    answer=GlBook,
    status=201,
    refusals=("book_exists",),
    example={"first_date": "2026-03-02", "year_end_month": 6},
)
def open_gl_book(call: Calling) -> Response:
    """Open the general ledger, with the shipped chart of accounts and its first period.

    In the tenant's currency. The same again changes nothing.
    """
    asked = call.heard(GlBookOpening)

    def verb(conn: Connection, now_us: int) -> Done:
        book = gl.open_book(
            conn, call.tenant, first_date=asked.first_date, year_end_month=asked.year_end_month, actor=call.actor, now_us=now_us
        )
        return Done(book_body(book), "gl_book", None, book_body(book), location="/v1/gl/book")

    return perform(call, verb)


@desk.operation("GET", "/v1/gl/book", answer=GlBook, refusals=("book_not_found",))
def get_gl_book(call: Calling) -> Response:
    """Tell what the general ledger is kept in, and how far it is posted."""
    with call.platform.database.app(call.tenant) as conn:
        return say(book_body(gl.get_book(conn, call.tenant)))


@desk.operation("GET", "/v1/gl/accounts", answer=GlAccountPage, refusals=("cursor_invalid",))
def list_gl_accounts(call: Calling, after: After = None, limit: Limit = 200) -> Response:
    """List the chart of accounts by number, closed lines too."""
    first = whole_cursor(after) or 0
    with call.platform.database.app(call.tenant) as conn:
        found = [account for account in gl.chart_of_accounts(conn, call.tenant) if account.number > first][:limit]
    return say(page("accounts", [gl_account_body(account) for account in found], limit, found[-1].number if found else ""))


@desk.operation(
    "POST",
    "/v1/gl/accounts",
    command="gl.open_account",
    body=GlAccountOpening,
    answer=GlAccountRecord,
    status=201,
    refusals=("gl_account_invalid", "gl_account_exists", "gl_words_invalid"),
    example={"number": 5235, "title": "Branch rent", "kind": "expense", "heading": "Operating expenses", "from_date": "2026-03-02"},
)
def open_gl_account(call: Calling) -> Response:
    """Open a line of the chart of accounts."""
    asked = call.heard(GlAccountOpening)

    def verb(conn: Connection, _now_us: int) -> Done:
        body = gl_account_body(gl.open_gl_account(conn, call.tenant, asked.spec(), from_date=asked.from_date, actor=call.actor))
        return Done(body, f"gl_account/{asked.number}", None, body)

    return perform(call, verb)


@desk.operation(
    "POST",
    "/v1/gl/accounts/{number}/close",
    command="gl.close_account",
    body=GlAccountClosing,
    answer=GlAccountRecord,
    refusals=("gl_account_not_found", "gl_account_closed", "gl_account_in_use", "gl_account_not_empty", "gl_account_invalid"),
    example={"from_date": "2026-07-01", "reason": "The branch is closed."},
)
def close_gl_account(call: Calling, number: GlPath) -> Response:
    """Close a line of the chart of accounts for good, for entries from a date on."""
    asked = call.heard(GlAccountClosing)

    def verb(conn: Connection, _now_us: int) -> Done:
        after = gl_account_body(gl.close_gl_account(conn, call.tenant, number, from_date=asked.from_date, actor=call.actor))
        return Done(after, f"gl_account/{number}", after | {"closed_from": None}, after)

    return perform(call, verb, reason=asked.reason)


@desk.operation(
    "GET",
    "/v1/gl/accounts/{number}/card",
    answer=GlAccountCard,
    refusals=("book_not_found", "currency_unknown", "dates_reversed", "dates_too_far", "cursor_invalid"),
)
def get_gl_account_card(
    call: Calling,
    number: GlPath,
    from_date: FromDate,
    to_date: ToDate,
    currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$", description="The book's own unless said.")] = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Get the card of an account: the balance before, the entries in order, the balance after.

    In one currency; balances are debits less credits. The dates lie a year apart at the most.
    """
    check_span(from_date, to_date)
    first = whole_cursor(after) or 0
    with call.platform.database.app(call.tenant) as conn:
        kept_in = currency or gl.get_book(conn, call.tenant).currency
        card = gl.account_card(conn, call.tenant, number, currency=kept_in, from_date=from_date, to_date=to_date)
    return say(card_body(card, first, limit))


@desk.operation("GET", "/v1/gl/code-mappings", answer=GlCodeMappingList, refusals=("transaction_code_unmapped",))
def list_code_mappings(
    call: Calling, on: Annotated[DayParameter | None, Query(alias="date", description="Entries of this date; today unless said.")] = None
) -> Response:
    """List where every leg of every transaction code leads in the chart of accounts.

    A code that leads to a line that is not there, or closed on that date, is refused by its name.
    """
    now_us = call.now_us()
    with call.platform.database.app(call.tenant) as conn:
        day = on or call.platform.clocks.clock(call.tenant).business_date(now_us)
        return say({"mappings": [mapping_body(one) for one in gl.code_mappings(conn, call.tenant, at_us=now_us, day=day)]})


@desk.operation("GET", "/v1/gl/trial-balance", answer=GlTrialBalance, refusals=("date_not_posted", "book_not_found"))
def get_trial_balance(
    call: Calling,
    on: OnDate,
    before_year_end: Annotated[bool, Query(description="Without the year end's journal of that date.")] = False,
) -> Response:
    """Get the trial balance at the end of a business date."""
    with call.platform.database.app(call.tenant) as conn:
        return say(trial_body(gl.trial_balance(conn, call.tenant, on, before_year_end=before_year_end)))


@desk.operation(
    "GET", "/v1/gl/balance-sheet", answer=GlBalanceSheet, refusals=("date_not_posted", "exchange_rate_missing", "book_not_found")
)
def get_balance_sheet(call: Calling, on: OnDate) -> Response:
    """Get the balance sheet at the end of a business date, in the book's currency."""
    with call.platform.database.app(call.tenant) as conn:
        return say(balance_sheet_body(gl.balance_sheet(conn, call.tenant, on)))


@desk.operation(
    "GET",
    "/v1/gl/income-statement",
    answer=GlIncomeStatement,
    refusals=("date_not_posted", "dates_reversed", "exchange_rate_missing", "book_not_found"),
)
def get_income_statement(call: Calling, from_date: FromDate, to_date: ToDate) -> Response:
    """Get what was earned and spent between two business dates, both included."""
    with call.platform.database.app(call.tenant) as conn:
        return say(income_body(gl.income_statement(conn, call.tenant, from_date, to_date)))


@desk.operation("GET", "/v1/gl/batches", answer=GlBatchList, refusals=("dates_too_far",))
def list_gl_batches(call: Calling, from_date: FromDate, to_date: ToDate) -> Response:
    """List what the ends of days have posted, by date; over a year at the most."""
    check_span(from_date, to_date)
    with call.platform.database.app(call.tenant) as conn:
        return say({"batches": [batch_body(one) for one in gl.batches(conn, call.tenant, from_date=from_date, to_date=to_date)]})


@desk.operation("GET", "/v1/gl/journals", answer=GlJournalPage, refusals=("cursor_invalid",))
def list_gl_journals(
    call: Calling,
    from_date: Annotated[DayParameter | None, Query(description="Dated from here on.")] = None,
    to_date: Annotated[DayParameter | None, Query(description="Dated up to here.")] = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """List journals by number, without their entries."""
    with call.platform.database.app(call.tenant) as conn:
        found = gl.journals(conn, call.tenant, from_date=from_date, to_date=to_date, after=whole_cursor(after) or 0, limit=limit)
    return say(page("journals", [journal_head_body(one) for one in found], limit, found[-1].number if found else ""))


@desk.operation("GET", "/v1/gl/journals/{number}", answer=GlJournal, refusals=("journal_not_found",))
def get_gl_journal(call: Calling, number: Annotated[int, Path(ge=1, le=INT64_MAX, description="Number of the journal.")]) -> Response:
    """Get a journal with its entries."""
    with call.platform.database.app(call.tenant) as conn:
        return say(journal_body(gl.get_journal(conn, call.tenant, number)))


@desk.operation("GET", "/v1/gl/subledger", answer=GlSubledgerReport, refusals=("date_not_posted", "book_not_found"))
def compare_subledger(call: Calling, on: OnDate) -> Response:
    """Compare the accounts of the ledger with the lines of the general ledger at the cut of a business date.

    The ledger's side comes from its checkpoint and raw rows, never from the batches. Reads the journal between the checkpoint and the cut: seconds
    for dates far back.
    """
    with call.platform.database.app(call.tenant) as conn:
        cut = next((one.cut_seq for one in gl.batches(conn, call.tenant, from_date=on, to_date=on)), 0)
        lines = gl.subledger_against_gl(conn, call.tenant, date=on, cut_seq=cut)
    body = [subledger_line_body(line) for line in lines]
    return say({"date": on.isoformat(), "cut_seq": cut, "agrees": all(line.agrees for line in lines), "lines": body})


@desk.operation("GET", "/v1/gl/faults", answer=GlFaults)
def check_gl_book(call: Calling) -> Response:
    """Recount the book from its entries, and name what is wrong in it."""
    with call.platform.database.app(call.tenant) as conn:
        faults = gl.book_faults(conn, call.tenant)
    return say({"ok": not faults, "faults": faults})


@desk.operation("GET", "/v1/gl/periods", answer=GlPeriodList)
def list_gl_periods(call: Calling) -> Response:
    """List the periods that the book has reached, in order: one a month."""
    with call.platform.database.app(call.tenant) as conn:
        return say({"periods": [period_body(period) for period in gl.periods(conn, call.tenant)]})


def _propose(call: Call, make: Callable[[Connection, UUID, int], gl.Proposal], reason: str) -> Response:
    identifier = id_of_key("gl_proposal", call.tenant, call.actor, call.key)

    def verb(conn: Connection, now_us: int) -> Done:
        body = proposal_body(make(conn, identifier, now_us))
        return Done(body, f"gl_proposal/{identifier}", None, body, location=f"/v1/gl/proposals/{identifier}")

    return perform(call, verb, reason=reason)


@desk.operation(
    "POST",
    "/v1/gl/proposals/journal",
    command="gl.propose_journal",
    body=GlJournalOrder,
    answer=GlProposal,
    status=201,
    refusals=(
        "journal_unbalanced",
        "journal_lines_invalid",
        "journal_line_invalid",
        "gl_account_not_found",
        "gl_account_closed",
        "gl_account_controlled",
        "gl_words_invalid",
        "currency_unknown",
        "period_closed",
        "period_not_found",
        "book_not_found",
    ),
    example={
        "date": "2026-03-31",
        "title": "Wages of March",
        "lines": [{"account": 5220, "debit": 4_200_000}, {"account": 2490, "credit": 4_200_000, "words": "Payroll 03/2026"}],
        "reason": "Payroll run of 31 March.",
    },
)
def propose_journal(call: Calling) -> Response:
    """Propose a journal by hand. It is posted when another person approves it."""
    asked = call.heard(GlJournalOrder)
    spec = gl.JournalSpec(asked.date, asked.title, tuple(line.line() for line in asked.lines))
    return _propose(
        call,
        lambda conn, number, now_us: gl.propose_journal(
            conn, call.tenant, spec, id=number, maker=call.actor, reason=asked.reason, now_us=now_us
        ),
        asked.reason,
    )


@desk.operation(
    "POST",
    "/v1/gl/proposals/period-close",
    command="gl.propose_period_close",
    body=GlPeriodOrder,
    answer=GlProposal,
    status=201,
    refusals=(
        "period_not_found",
        "period_closed",
        "period_earlier_open",
        "period_incomplete",
        "period_has_proposals",
        "year_end_missing",
        "book_not_found",
    ),
    example={"month": "2026-03-31", "reason": "March is complete."},
)
def propose_period_close(call: Calling) -> Response:
    """Propose to close a period: once another person approves, no entry is dated in it."""
    asked = call.heard(GlPeriodOrder)
    return _propose(
        call,
        lambda conn, number, now_us: gl.propose_period_close(
            conn, call.tenant, asked.month, id=number, maker=call.actor, reason=asked.reason, now_us=now_us
        ),
        asked.reason,
    )


@desk.operation(
    "POST",
    "/v1/gl/proposals/period-reopen",
    command="gl.propose_period_reopen",
    body=GlPeriodOrder,
    answer=GlProposal,
    status=201,
    refusals=("period_not_found", "period_open", "period_later_closed", "book_not_found"),
    example={"month": "2026-03-31", "reason": "A bill of March came late."},
)
def propose_period_reopen(call: Calling) -> Response:
    """Propose to open the last closed period again."""
    asked = call.heard(GlPeriodOrder)
    return _propose(
        call,
        lambda conn, number, now_us: gl.propose_period_reopen(
            conn, call.tenant, asked.month, id=number, maker=call.actor, reason=asked.reason, now_us=now_us
        ),
        asked.reason,
    )


@desk.operation(
    "POST",
    "/v1/gl/proposals/year-end",
    command="gl.propose_year_end",
    body=GlYearEndOrder,
    answer=GlProposal,
    status=201,
    refusals=("year_end_invalid", "date_not_posted", "period_closed", "year_end_empty", "book_not_found"),
    example={"year_end": "2026-06-30", "reason": "Year end 2026."},
)
def propose_year_end(call: Calling) -> Response:
    """Propose to carry the year's income and expense to retained earnings."""
    asked = call.heard(GlYearEndOrder)
    return _propose(
        call,
        lambda conn, number, now_us: gl.propose_year_end(
            conn, call.tenant, asked.year_end, id=number, maker=call.actor, reason=asked.reason, now_us=now_us
        ),
        asked.reason,
    )


@desk.operation("GET", "/v1/gl/proposals", answer=GlProposalPage, refusals=("cursor_invalid",))
def list_gl_proposals(
    call: Calling,
    status: Annotated[gl.ProposalStatus | None, Query(description="Only in this state.")] = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """List proposals, oldest first."""
    with call.platform.database.app(call.tenant) as conn:
        found = gl.proposals(conn, call.tenant, status=status, after=id_cursor(after), limit=limit)
    return say(page("proposals", [proposal_body(one) for one in found], limit, found[-1].id if found else ""))


@desk.operation("GET", "/v1/gl/proposals/{proposal:uuid}", answer=GlProposal, refusals=("proposal_not_found",))
def get_gl_proposal(call: Calling, proposal: ProposalPath) -> Response:
    """Get a proposal."""
    with call.platform.database.app(call.tenant) as conn:
        return say(proposal_body(gl.get_proposal(conn, call.tenant, proposal)))


def _decide(
    call: Call, proposal: UUID, decide: Callable[[Connection, int], gl.Proposal], remark: str | None, *, second: bool = True
) -> Response:
    def verb(conn: Connection, now_us: int) -> Done:
        before = proposal_body(gl.get_proposal(conn, call.tenant, proposal))
        after = proposal_body(decide(conn, now_us))
        approvals: list[Any] = [{"maker": after["maker"], "checker": call.actor, "status": after["status"]}] if second else []
        return Done(after, f"gl_proposal/{proposal}", before, after, approvals=approvals)

    return perform(call, verb, reason=remark)


@desk.operation(
    "POST",
    "/v1/gl/proposals/{proposal}/approve",
    command="gl.approve",
    body=GlDecision,
    answer=GlProposal,
    refusals=("proposal_not_found", "proposal_decided", "checker_is_maker", "journal_unbalanced", "period_closed", "period_incomplete"),
    example={"remark": "Payroll report sighted."},
)
def approve_gl_proposal(call: Calling, proposal: ProposalPath) -> Response:
    """Approve a proposal as its second person: it is checked again and done."""
    remark = call.heard(GlDecision).remark
    return _decide(
        call,
        proposal,
        lambda conn, now_us: gl.approve(conn, call.tenant, proposal, checker=call.actor, remark=remark, now_us=now_us),
        remark,
    )


@desk.operation(
    "POST",
    "/v1/gl/proposals/{proposal}/reject",
    command="gl.reject",
    body=GlRejection,
    answer=GlProposal,
    refusals=("proposal_not_found", "proposal_decided", "checker_is_maker"),
    example={"remark": "The amount is not that of the payroll report."},
)
def reject_gl_proposal(call: Calling, proposal: ProposalPath) -> Response:
    """Turn a proposal down as its second person."""
    remark = call.heard(GlRejection).remark
    return _decide(
        call,
        proposal,
        lambda conn, now_us: gl.reject(conn, call.tenant, proposal, checker=call.actor, remark=remark, now_us=now_us),
        remark,
    )


@desk.operation(
    "POST",
    "/v1/gl/proposals/{proposal}/withdraw",
    command="gl.withdraw",
    body=GlWithdrawal,
    answer=GlProposal,
    refusals=("proposal_not_found", "proposal_decided", "maker_differs"),
    example={},
)
def withdraw_gl_proposal(call: Calling, proposal: ProposalPath) -> Response:
    """Take one's own proposal back."""
    call.heard(GlWithdrawal)
    return _decide(
        call, proposal, lambda conn, now_us: gl.withdraw(conn, call.tenant, proposal, maker=call.actor, now_us=now_us), None, second=False
    )


@desk.operation(
    "POST",
    "/v1/gl/rates",
    command="gl.set_rate",
    body=ExchangeRateOrder,
    answer=ExchangeRateRecord,
    status=201,
    refusals=("currency_unknown", "exchange_rate_invalid", "gl_words_invalid", "book_not_found"),
    example={"currency": "USD", "date": "2026-03-31", "rate": "1.5283", "source": "Reserve Bank of Australia, 4 pm"},
)
def set_exchange_rate(call: Calling) -> Response:
    """Record what one unit of a currency is worth in the book's, from a date on until the next rate.

    Another rate for the same date is its next version; the same again changes nothing.
    """
    asked = call.heard(ExchangeRateOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        rate = gl.set_rate(
            conn,
            call.tenant,
            currency=asked.currency,
            date=asked.date,
            rate=asked.rate,
            source=asked.source,
            actor=call.actor,
            now_us=now_us,
        )
        body = {
            "currency": rate.currency,
            "date": rate.date.isoformat(),
            "version": rate.version,
            "rate": say_rate(rate.rate),
            "source": rate.source,
        }
        return Done(body, f"exchange_rate/{rate.currency}/{rate.date}", None, body)

    return perform(call, verb)


@desk.operation("GET", "/v1/gl/rates", answer=RateList)
def list_exchange_rates(call: Calling, on: Annotated[DayParameter, Query(alias="date", description="The date.")]) -> Response:
    """List the exchange rates that hold on a date: of each currency the last one up to it."""
    with call.platform.database.app(call.tenant) as conn:
        found = gl.rates_on(conn, call.tenant, on)
    return say({"date": on.isoformat(), "rates": [{"currency": name, "rate": say_rate(rate)} for name, rate in sorted(found.items())]})


@desk.operation(
    "POST",
    "/v1/gl/revaluations",
    command="gl.revalue",
    body=RevaluationOrder,
    answer=RevaluationRecord,
    refusals=("date_not_posted", "exchange_rate_missing", "period_closed", "revaluation_out_of_order", "book_not_found"),
    example={"date": "2026-03-31"},
)
def revalue_positions(call: Calling) -> Response:
    """Bring the foreign exchange positions to what they are worth at the rates of a posted date.

    The change is an exchange gain or loss. Again for the same date it changes nothing and says so.
    """
    asked = call.heard(RevaluationOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        body = revaluation_body(gl.revalue(conn, call.tenant, date=asked.date, actor=call.actor, now_us=now_us))
        return Done(body, f"revaluation/{asked.date}", None, body)

    return perform(call, verb, reason=asked.reason)
