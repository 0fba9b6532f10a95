"""Loans and cards in life: open and book, schedule, repay, redraw, offset, relief, limits, arrears, statements."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import Path, Query, Response
from starlette.concurrency import run_in_threadpool

from twincore import eod, ledger
from twincore.audit import find
from twincore.eod import Due, post_dues
from twincore.gateway.access import Role
from twincore.gateway.approvals import APPROVERS, approve_or_wait
from twincore.gateway.commands import Done, answer, command_of, perform, refuse, replay, say
from twincore.gateway.control import check_posting
from twincore.gateway.operation import Call, Desk
from twincore.gateway.posting import Posting, post, tell_group
from twincore.gateway.problem import problem_response, recorded_refusal
from twincore.gateway.routes.accounts import AccountPath, own_account
from twincore.gateway.routes.interest import business_date
from twincore.gateway.routes.scope import After, Calling, Limit, bad_cursor, page, whole_cursor
from twincore.gateway.routes.transactions import check_own_debits, code_of
from twincore.gateway.routes.transfers import LEDGER_REFUSALS
from twincore.gateway.wire.credit import (
    ArrearsReport,
    CardStatementList,
    CreditAccountList,
    CreditAccountOpening,
    CreditAccountRecord,
    CreditReason,
    HardshipOrder,
    LimitChange,
    LoanBooking,
    OffsetLink,
    OffsetList,
    PayoutRecord,
    ProvisionReport,
    Redraw,
    RedrawRecord,
    Repayment,
    ScheduleRecord,
    WriteOffOrder,
    WriteOffRecord,
    agreement,
    card_statement_body,
    credit_account_body,
    offset_body,
    provision_body,
    schedule_body,
)
from twincore.gateway.wire.scalar import INT64_MAX, DayParameter
from twincore.gateway.wire.transactions import TransactionRecord
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal
from twincore.ledger import Outcome
from twincore.products import credit
from twincore.products.credit import CreditKind, CreditStatus, Relief, State

desk = Desk("credit")
_ALL = 2**62
_log = structlog.get_logger("twincore.gateway")


def collected_seq(conn: Connection, tenant: int) -> int:
    """The journal's transfer up to which the nights have collected the movements of loans and cards."""
    last = eod.day_reports(conn, tenant, limit=1)
    if not last:
        return 0
    collected = any(step.step == "credit_movements" and step.done for step in last[0].steps)
    return last[0].cut_seq if collected else last[0].from_seq


def _own(call: Call, conn: Connection, account: int) -> credit.CreditAccount:
    own_account(call, conn, account)
    return credit.get_credit_account(conn, call.tenant, account)


def _change(call: Call, account: int, change: Callable[[Connection, int], object], reason: str | None) -> Response:
    """A write that leaves the account otherwise than it was; its answer is the account."""

    def verb(conn: Connection, now_us: int) -> Done:
        before = credit_account_body(_own(call, conn, account))
        change(conn, now_us)
        after = credit_account_body(credit.get_credit_account(conn, call.tenant, account))
        return Done(after, f"account/{account}", before, after)

    return perform(call, verb, reason=reason)


@desk.operation(
    "POST",
    "/v1/credit-accounts",
    command="credit.open_account",
    body=CreditAccountOpening,
    answer=CreditAccountRecord,
    status=201,
    refusals=(
        "credit_product_not_found",
        "party_not_found",
        "party_closed",
        "kyc_insufficient",
        "terms_invalid",
        "loan_amount_not_offered",
        "loan_term_not_offered",
        "credit_limit_not_offered",
        "rate_missing",
        "schedule_never_amortises",
        "schedule_too_long",
    ),
    example={
        "product": "home_loan",
        "party": "01960c52-7d3e-7b1c-9f7a-2f1f6a7c9e10",
        "loan": {"amount": 45_000_000, "term_months": 300, "due_day": 15, "repayment_account": 1001, "security_value": 60_000_000},
    },
)
def open_credit_account(call: Calling) -> Response:
    """Open a car loan, home loan, personal loan or credit card for a member.

    Give loan for a loan and card for a card. A loan's money is paid out afterwards by the transaction code loan_disbursement, on the same date.
    """
    order = call.heard(CreditAccountOpening)

    def verb(conn: Connection, now_us: int) -> Done:
        kind = credit.get_credit_product(conn, call.tenant, order.product, at_us=now_us).kind
        wanted, other = ("card", order.loan) if kind is CreditKind.CREDIT_CARD else ("loan", order.card)
        if getattr(order, wanted) is None or other is not None:
            raise Refusal("terms_invalid", f"{order.product} takes the terms of a {wanted}, and no others.", field=wanted)
        account = credit.open_credit_account(
            conn,
            call.tenant,
            product=order.product,
            party=order.party,
            currency=order.currency or call.platform.tenants.currency(call.tenant),
            terms=order.terms(),
            opened_on=business_date(call, now_us),
            now_us=now_us,
            financed_fee=order.financed_fee,
        )
        body = credit_account_body(account)
        return Done(body, f"account/{account.account}", None, body, location=f"/v1/credit-accounts/{account.account}")

    return perform(call, verb, reason=order.reason)


@desk.operation(
    "POST",
    "/v1/accounts/{account}/book-loan",
    command="credit.book_loan",
    body=LoanBooking,
    answer=CreditAccountRecord,
    status=201,
    refusals=("account_not_found", "account_closed", "credit_product_not_found", "not_a_loan", "credit_account_exists", "terms_invalid"),
    example={"due_day": 15, "repayment_account": 1001},
)
def book_loan(call: Calling, account: AccountPath) -> Response:
    """Put a loan account under the day's end: one of an accepted application, or one that was brought over.

    From today on its interest is charged, its instalments fall due and its arrears are aged by the nights. What it owes already counts.
    """
    asked = call.heard(LoanBooking)
    terms = agreement(asked)
    for name in ("product", "financed_fee", "reason"):
        terms.pop(name, None)

    def verb(conn: Connection, now_us: int) -> Done:
        booked = credit.book_loan(
            conn,
            call.tenant,
            account,
            terms=terms,
            opened_on=business_date(call, now_us),
            now_us=now_us,
            product=asked.product,
            financed_fee=asked.financed_fee,
        )
        body = credit_account_body(booked)
        return Done(body, f"account/{account}", None, body, location=f"/v1/credit-accounts/{account}")

    return perform(call, verb, reason=asked.reason)


@desk.operation("GET", "/v1/credit-accounts", answer=CreditAccountList, refusals=("cursor_invalid",))
def list_credit_accounts(
    call: Calling,
    after: After = None,
    party: Annotated[UUID | None, Query(description="Only this member's.")] = None,
    kind: Annotated[CreditKind | None, Query(description="Only of this kind.")] = None,
    status: Annotated[CreditStatus | None, Query(description="Only in this part of their life.")] = None,
    state: Annotated[State | None, Query(description="Only in this state of delinquency.")] = None,
    limit: Limit = 50,
) -> Response:
    """List loans and cards in the order of their accounts, as the last day's end left them."""
    cursor = whole_cursor(after) or 0
    with call.platform.database.app(call.tenant) as conn:
        found = credit.list_credit_accounts(
            conn, call.tenant, after=cursor, limit=limit, party=party, kind=kind, status=status, state=state
        )
    return say(page("accounts", [credit_account_body(account) for account in found], limit, found[-1].account if found else ""))


@desk.operation("GET", "/v1/credit-accounts/{account}", answer=CreditAccountRecord, refusals=("credit_account_not_found",))
def get_credit_account(call: Calling, account: AccountPath) -> Response:
    """Get a loan or card as the last day's end left it. What is owed at this moment is the account's balance."""
    with call.platform.database.app(call.tenant) as conn:
        return say(credit_account_body(_own(call, conn, account)))


@desk.operation("GET", "/v1/credit-accounts/{account}/schedule", answer=ScheduleRecord, refusals=("credit_account_not_found",))
def get_schedule(call: Calling, account: AccountPath) -> Response:
    """Get the schedule in force of a loan: what fell due under former ones, and what is to come. A card has none."""
    with call.platform.database.app(call.tenant) as conn:
        _own(call, conn, account)
        return say(schedule_body(account, credit.schedule_of(conn, call.tenant, account)))


@desk.operation(
    "POST",
    "/v1/credit-accounts/{account}/recompute-schedule",
    command="credit.recompute_schedule",
    body=CreditReason,
    answer=ScheduleRecord,
    refusals=("credit_account_not_found", "not_a_loan", "loan_over", "loan_in_arrears", "schedule_never_amortises"),
    example={"reason": "Member repaid ahead and wants smaller instalments."},
)
def recompute_schedule(call: Calling, account: AccountPath) -> Response:
    """Work out the instalments of a loan again after extra repayments: the term stays, the instalment shrinks."""
    reason = call.heard(CreditReason).reason

    def verb(conn: Connection, now_us: int) -> Done:
        _own(call, conn, account)
        credit.recompute_schedule(conn, call.tenant, account, date=business_date(call, now_us), cut_seq=collected_seq(conn, call.tenant))
        body = schedule_body(account, credit.schedule_of(conn, call.tenant, account))
        return Done(body, f"account/{account}")

    return perform(call, verb, reason=reason)


@desk.operation(
    "GET", "/v1/credit-accounts/{account}/payout", answer=PayoutRecord, refusals=("credit_account_not_found", "not_a_loan", "loan_over")
)
def get_payout(call: Calling, account: AccountPath) -> Response:
    """Tell what it takes to pay a loan out today: what is owed, and the interest that is not charged yet."""
    with call.platform.database.app(call.tenant) as conn:
        _own(call, conn, account)
        day = business_date(call, call.now_us())
        owed, accrued = credit.payout(conn, call.tenant, account, date=day, cut_seq=collected_seq(conn, call.tenant))
    return say({"account": account, "date": day.isoformat(), "owed": owed, "accrued": accrued, "total": owed + accrued})


@desk.operation(
    "POST",
    "/v1/credit-accounts/{account}/repayments",
    command="credit.repay",
    body=Repayment,
    answer=TransactionRecord,
    status=201,
    refusals=("credit_account_not_found", "code_role_lacking", "approval_required", *LEDGER_REFUSALS),
    example={"from_account": 1001, "amount": 250_000},
)
async def repay_credit(call: Calling, account: AccountPath) -> Response:
    """Repay a loan or a card from an account of this institution.

    Instalments are met from the oldest on, and the rest counts ahead.
    """
    asked = call.heard(Repayment)
    catalogue = await call.platform.catalogue(call.tenant)

    def kind() -> CreditKind:
        with call.platform.database.app(call.tenant) as conn:
            return credit.get_credit_account(conn, call.tenant, account).kind

    if await run_in_threadpool(kind) is CreditKind.CREDIT_CARD:
        name, parameters = "internal_transfer", {"from_account": asked.from_account, "to_account": account, "amount": asked.amount}
    else:
        name, parameters = "loan_repayment", {"from_account": asked.from_account, "loan": account, "principal": asked.amount}
    code = code_of(catalogue, name, call.principal.roles)
    requests = catalogue.expander(name)(parameters, id_of_key("transfer", call.tenant, call.actor, call.key))
    if call.principal.roles == {Role.MEMBER}:
        await run_in_threadpool(check_own_debits, call, requests)
    await check_posting(call, requests, code.spec.approval_above)
    told = partial(_tell, name)
    return await post(call, lambda _id: requests, told, reason=asked.reason, subject=f"account/{account}")


def _tell(code: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    told = tell_group(outcomes, "")
    if "result" in told:
        transfers = told["result"]["body"]["transfers"]
        told["result"]["body"] = {"code": code, "command": transfers[0]["command"], "transfers": transfers}
        told["result"]["location"] = f"/v1/transfers/{transfers[0]['id']}"
    return told


@desk.operation("GET", "/v1/credit-accounts/{account}/redraw", answer=RedrawRecord, refusals=("credit_account_not_found",))
def get_redraw(call: Calling, account: AccountPath) -> Response:
    """Tell what can be redrawn of a home loan now. What is repaid today can be redrawn from tomorrow on."""
    with call.platform.database.app(call.tenant) as conn:
        _own(call, conn, account)
        return say({"account": account, "available": _redrawable(conn, call.tenant, account, business_date(call, call.now_us()))})


@desk.operation(
    "POST",
    "/v1/credit-accounts/{account}/redraw",
    command="credit.redraw",
    body=Redraw,
    answer=TransactionRecord,
    status=201,
    refusals=("credit_account_not_found", "redraw_too_large", "code_role_lacking", *LEDGER_REFUSALS),
    example={"to_account": 1001, "amount": 500_000},
)
def redraw(call: Calling, account: AccountPath) -> Response:
    """Pay out again what was repaid ahead of a home loan."""
    asked = call.heard(Redraw)
    platform, tenant = call.platform, call.tenant
    now_us = call.now_us()
    catalogue = platform.catalogues.at(tenant, now_us)
    code_of(catalogue, "loan_redraw", call.principal.roles)
    parameters = {"loan": account, "to_account": asked.to_account, "amount": asked.amount}
    requests = catalogue.expander("loan_redraw")(parameters, id_of_key("transfer", tenant, call.actor, call.key))
    posting = Posting(command_of(call, now_us, reason=asked.reason), partial(_tell, "loan_redraw"), f"account/{account}")
    try:
        with platform.database.app(tenant) as conn:
            if (recorded := find(conn, tenant, call.actor, call.key)) is not None:
                return replay(call, recorded)
            _own(call, conn, account)
            available = _redrawable(conn, tenant, account, business_date(call, now_us))  # holds the loan still until the money is out
            if asked.amount > available:
                raise Refusal(
                    "redraw_too_large",
                    f"Of loan {account} {available} minor units can be redrawn, not {asked.amount}.",
                    category=Category.RULE,
                    field="amount",
                    available=available,
                )
            platform.admission.submitted(
                tenant, requests, lambda: platform.ledger.submit(tenant, requests, posting.command.id, context=posting)
            )
    except Refusal as refusal:
        if refusal.category in (Category.BUSY, Category.UNAVAILABLE):
            raise
        return refuse(call, refusal, asked.reason)
    outcome = posting.outcome
    assert outcome is not None, "the lane has asked what to record"
    if "refusal" in outcome:
        return problem_response(recorded_refusal(outcome["refusal"]))
    return answer(outcome["result"])


def _redrawable(conn: Connection, tenant: int, account: int, day: date) -> int:
    """What can be redrawn now: by the schedule, less what left the loan's account since the last night. Holds the loan still."""
    by_schedule = credit.redraw_available(conn, tenant, account, date=day, cut_seq=_ALL)
    now = ledger.balances(conn, tenant, [account])[account]
    collected = credit.get_credit_account(conn, tenant, account).owed
    return max(0, by_schedule - max(0, now.debits_posted - now.credits_posted - collected))


@desk.operation(
    "POST",
    "/v1/credit-accounts/{account}/offsets",
    command="credit.link_offset",
    body=OffsetLink,
    answer=OffsetList,
    status=201,
    refusals=(
        "credit_account_not_found",
        "not_a_loan",
        "loan_over",
        "offset_not_offered",
        "offset_party_differs",
        "offset_invalid",
        "offset_exists",
    ),
    example={"account": 1002},
)
def link_offset(call: Calling, account: AccountPath) -> Response:
    """Let a deposit account of the borrower take off what bears interest of a home loan, from today on."""
    asked = call.heard(OffsetLink)

    def change(conn: Connection, day: date) -> None:
        credit.link_offset(conn, call.tenant, account, asked.account, from_date=day)

    return _change_offsets(call, account, change, asked.reason)


@desk.operation(
    "POST",
    "/v1/credit-accounts/{account}/offsets/{deposit}/unlink",
    command="credit.unlink_offset",
    body=CreditReason,
    answer=OffsetList,
    refusals=("credit_account_not_found", "offset_not_found", "offset_invalid"),
    example={"reason": "Account is used for the business now."},
)
def unlink_offset(
    call: Calling, account: AccountPath, deposit: Annotated[int, Path(ge=1, le=INT64_MAX, description="Id of the offset account.")]
) -> Response:
    """End an offset: today is the first day without it."""
    reason = call.heard(CreditReason).reason

    def change(conn: Connection, day: date) -> None:
        credit.unlink_offset(conn, call.tenant, account, deposit, until_date=day)

    return _change_offsets(call, account, change, reason)


def _change_offsets(call: Call, account: int, change: Callable[[Connection, date], None], reason: str | None) -> Response:
    def verb(conn: Connection, now_us: int) -> Done:
        _own(call, conn, account)
        before = _offsets_body(conn, call.tenant, account)
        change(conn, business_date(call, now_us))
        after = _offsets_body(conn, call.tenant, account)
        return Done(after, f"account/{account}", before, after)

    return perform(call, verb, reason=reason)


def _offsets_body(conn: Connection, tenant: int, account: int) -> dict[str, Any]:
    return {"offsets": [offset_body(offset) for offset in credit.offsets_of(conn, tenant, account)]}


@desk.operation("GET", "/v1/credit-accounts/{account}/offsets", answer=OffsetList, refusals=("credit_account_not_found",))
def list_offsets(call: Calling, account: AccountPath) -> Response:
    """List the offset accounts of a loan, past ones too."""
    with call.platform.database.app(call.tenant) as conn:
        _own(call, conn, account)
        return say(_offsets_body(conn, call.tenant, account))


@desk.operation(
    "POST",
    "/v1/credit-accounts/{account}/hardship",
    command="credit.arrange_hardship",
    body=HardshipOrder,
    answer=ScheduleRecord,
    status=201,
    refusals=("credit_account_not_found", "not_a_loan", "loan_over", "hardship_invalid", "hardship_exists", "schedule_never_amortises"),
    example={"relief": "pause", "months": 3, "extend_months": 3, "reason": "Lost work; back in June."},
)
def arrange_hardship(call: Calling, account: AccountPath) -> Response:
    """Agree on a pause, or on smaller repayments, for the next instalments of a loan; its schedule is made again. Interest goes on."""
    asked = call.heard(HardshipOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        before = credit_account_body(_own(call, conn, account))
        credit.arrange_hardship(
            conn,
            call.tenant,
            account,
            relief=Relief(asked.relief.value),
            months=asked.months,
            payment=asked.payment,
            extend_months=asked.extend_months,
            capitalise=asked.capitalise,
            reason=asked.reason,
            actor=call.actor,
            date=business_date(call, now_us),
            cut_seq=collected_seq(conn, call.tenant),
            now_us=now_us,
        )
        after = credit_account_body(credit.get_credit_account(conn, call.tenant, account))
        body = schedule_body(account, credit.schedule_of(conn, call.tenant, account))
        return Done(body, f"account/{account}", before, after)

    return perform(call, verb, reason=asked.reason)


@desk.operation(
    "POST",
    "/v1/credit-accounts/{account}/write-off",
    command="credit.write_off",
    body=WriteOffOrder,
    answer=WriteOffRecord,
    refusals=("credit_account_not_found", "approval_required", "loan_over", "write_off_too_early", "nothing_owed"),
    example={"reason": "Borrower is bankrupt; dividend paid."},
)
def write_off(call: Calling, account: AccountPath) -> Response:
    """Give up a loan or card: all that is owed becomes a loss. Always needs a second person's approval.

    From then on no interest is charged and nothing is collected; what is still paid is a recovery.
    """
    asked = call.heard(WriteOffOrder)
    if not call.approvals:
        approve_or_wait(call, APPROVERS, None, None)
    made: list[tuple[UUID, UUID, date]] = []

    def verb(conn: Connection, now_us: int) -> Done:
        before = credit_account_body(_own(call, conn, account))
        day, checker = business_date(call, now_us), call.approvals[0]["approver"]
        amount, transfer = credit.write_off(
            conn, call.tenant, account, reason=asked.reason, maker=call.actor, checker=checker, date=day, now_us=now_us
        )
        made.append((command_of(call, now_us).id, transfer, day))
        body = {"account": account, "amount": amount, "transfer": str(transfer), "maker": call.actor, "checker": checker}
        after = credit_account_body(credit.get_credit_account(conn, call.tenant, account))
        return Done(body, f"account/{account}", before, after)

    return perform(call, verb, reason=asked.reason, on_commit=lambda: _post_write_off(call, *made[-1]))


def _post_write_off(call: Call, command: UUID, transfer: UUID, day: date) -> None:
    """Post it at once; what the ledger refuses stays due, and the night tries it again."""
    with call.platform.database.app(call.tenant) as conn:
        due = [one for one in credit.postings_due(conn, call.tenant, date=day, step="write_off") if one.id == transfer]
    waiting = [Due(one.id, one.code, one.parameters) for one in due]
    catalogue = call.platform.catalogues.at(call.tenant, call.now_us())
    for one in post_dues(call.platform.ledger, catalogue, call.tenant, waiting, command, bulk=False):
        if one.refusal is not None:
            _log.warning("write_off_waits", tenant=call.tenant, transfer=str(one.id), refusal=one.refusal)
            continue
        with call.platform.database.app(call.tenant) as conn:
            credit.mark_postings(conn, call.tenant, [(one.id, one.seq, None)])


@desk.operation(
    "POST",
    "/v1/credit-accounts/{account}/limit",
    command="credit.change_card_limit",
    body=LimitChange,
    answer=CreditAccountRecord,
    refusals=("credit_account_not_found", "not_a_card", "card_over", "credit_limit_not_offered", "account_closed"),
    example={"limit": 500_000, "reason": "Income was verified."},
)
def change_card_limit(call: Calling, account: AccountPath) -> Response:
    """Give a card another limit; it holds from the next purchase on. Below what is owed it stops purchases until enough is paid."""
    asked = call.heard(LimitChange)

    def change(conn: Connection, now_us: int) -> None:
        credit.change_card_limit(conn, call.tenant, account, asked.limit, date=business_date(call, now_us))

    return _change(call, account, change, asked.reason)


@desk.operation(
    "GET",
    "/v1/credit-accounts/{account}/card-statements",
    answer=CardStatementList,
    refusals=("credit_account_not_found", "cursor_invalid"),
)
def list_card_statements(call: Calling, account: AccountPath, after: After = None, limit: Limit = 24) -> Response:
    """List the statements of a card, newest first: balances, interest, fees, the minimum payment and when it is due."""
    try:
        before = None if after is None else date.fromisoformat(after)
    except ValueError:
        raise bad_cursor() from None
    with call.platform.database.app(call.tenant) as conn:
        _own(call, conn, account)
        found = credit.card_statements(conn, call.tenant, account, before=before, limit=limit)
    bodies = [card_statement_body(statement) for statement in found]
    return say(page("statements", bodies, limit, found[-1].closed_on.isoformat() if found else ""))


@desk.operation("GET", "/v1/arrears/{date}", answer=ArrearsReport)
def get_arrears(call: Calling, date: Annotated[DayParameter, Path(description="A business date that has ended.")]) -> Response:
    """Tell how much was in arrears at the end of a date, by days past due."""
    with call.platform.database.app(call.tenant) as conn:
        found = credit.arrears_on(conn, call.tenant, date=date)
    buckets = [
        {"days": days, "accounts": accounts, "overdue": overdue, "owed": owed} for days, (accounts, overdue, owed) in sorted(found.items())
    ]
    return say({"date": date.isoformat(), "buckets": buckets})


@desk.operation("GET", "/v1/provisioning", answer=ProvisionReport)
def get_provisioning(call: Calling) -> Response:
    """Tell what provisioning needs: exposures by product, bucket of arrears and stage, as the last day's end left them."""
    with call.platform.database.app(call.tenant) as conn:
        found = credit.provisioning(conn, call.tenant)
    return say({"lines": [provision_body(line) for line in found]})
