"""Loans: applications, their decisions, and the account that an accepted one opens."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from twincore import products
from twincore.gateway.commands import Done, perform, say
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.accounts import age_of
from twincore.gateway.routes.scope import After, Calling, Limit, id_cursor, page
from twincore.gateway.wire.accounts import account_body
from twincore.gateway.wire.products import (
    AcceptedLoan,
    LoanAcceptance,
    LoanDecisionOrder,
    LoanList,
    LoanOrder,
    LoanRecord,
    LoanWithdrawal,
    ReferredDecision,
    loan_body,
)
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.products import ApplicationStatus, LoanApplication, LoanRequest

desk = Desk("loans")
Application = Annotated[UUID, Path(description="Id of the application.")]


@desk.operation(
    "POST",
    "/v1/loan-applications",
    command="products.apply_for_loan",
    body=LoanOrder,
    answer=LoanRecord,
    status=201,
    refusals=(
        "product_not_found",
        "product_not_a_loan",
        "loan_amount_not_offered",
        "loan_term_not_offered",
        "party_not_found",
        "party_closed",
    ),
    example={
        "product": "personal_loan",
        "party": "01960c52-7d3e-7b1c-9f7a-2f1f6a7c9e10",
        "amount": 1_500_000,
        "term_months": 48,
        "purpose": "Used car",
        "applicant": {
            "employment": "full_time",
            "employed_months": 40,
            "gross_income": 720_000,
            "net_income": 560_000,
            "living_expenses": 240_000,
        },
    },
)
def apply_for_loan(call: Calling) -> Response:
    """Apply for a loan. The application waits for its decision."""
    order = call.heard(LoanOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        age_years = age_of(call, conn, order.party, now_us)
        request = LoanRequest(
            order.party,
            order.product,
            order.currency or call.platform.tenants.currency(call.tenant),
            order.amount,
            order.term_months,
            order.purpose,
            order.applicant.applicant(0 if age_years is None else age_years),
        )
        identifier = id_of_key("loan", call.tenant, call.actor, call.key)
        applied = products.apply_for_loan(conn, call.tenant, request, id=identifier, actor=call.actor, now_us=now_us)
        body = loan_body(applied)
        return Done(body, f"loan/{applied.id}", None, body, location=f"/v1/loan-applications/{applied.id}")

    return perform(call, verb)


@desk.operation("GET", "/v1/loan-applications", answer=LoanList, refusals=("cursor_invalid",))
def list_loan_applications(
    call: Calling,
    after: After = None,
    party: Annotated[UUID | None, Query(description="Only this member's.")] = None,
    status: Annotated[ApplicationStatus | None, Query(description="Only in this state.")] = None,
    limit: Limit = 50,
) -> Response:
    """List loan applications in the order of their ids."""
    with call.platform.database.app(call.tenant) as conn:
        found = products.list_applications(conn, call.tenant, after=id_cursor(after), limit=limit, party=party, status=status)
    return say(page("applications", [loan_body(application) for application in found], limit, found[-1].id if found else ""))


@desk.operation("GET", "/v1/loan-applications/{application}", answer=LoanRecord, refusals=("application_not_found",))
def get_loan_application(call: Calling, application: Application) -> Response:
    """Get a loan application."""
    with call.platform.database.app(call.tenant) as conn:
        return say(loan_body(products.get_application(conn, call.tenant, application)))


def _change(call: Call, application: UUID, change: Callable[[Connection, int], LoanApplication], reason: str | None = None) -> Response:
    def verb(conn: Connection, now_us: int) -> Done:
        before = loan_body(products.get_application(conn, call.tenant, application))
        after = loan_body(change(conn, now_us))
        return Done(after, f"loan/{application}", before, after)

    return perform(call, verb, reason=reason)


@desk.operation(
    "POST",
    "/v1/loan-applications/{application}/decide",
    command="products.decide_loan",
    body=LoanDecisionOrder,
    answer=LoanRecord,
    refusals=("application_not_found", "application_decided"),
    example={},
)
def decide_loan(call: Calling, application: Application) -> Response:
    """Let the decision engine decide on an application.

    By the credit policy that holds: approved, refused, or referred to a person; with every reason.
    """
    call.heard(LoanDecisionOrder)
    return _change(call, application, lambda conn, now_us: products.decide_loan(conn, call.tenant, application, now_us=now_us))


@desk.operation(
    "POST",
    "/v1/loan-applications/{application}/decide-referred",
    command="products.decide_referred",
    body=ReferredDecision,
    answer=LoanRecord,
    refusals=("application_not_found", "application_not_referred", "second_person_needed"),
    example={"approve": True, "reason": "Permanent contract sighted."},
)
def decide_referred_loan(call: Calling, application: Application) -> Response:
    """Decide in person on an application that was referred; never on one's own."""
    asked = call.heard(ReferredDecision)

    def change(conn: Connection, now_us: int) -> LoanApplication:
        return products.decide_referred(
            conn,
            call.tenant,
            application,
            approve=asked.approve,
            actor=call.actor,
            reason=asked.reason,
            now_us=now_us,
            rate_ppm=asked.rate_ppm,
        )

    return _change(call, application, change, asked.reason)


@desk.operation(
    "POST",
    "/v1/loan-applications/{application}/accept",
    command="products.accept_loan",
    body=LoanAcceptance,
    answer=AcceptedLoan,
    refusals=("application_not_found", "application_not_approved", "offer_expired"),
    example={},
)
def accept_loan(call: Calling, application: Application) -> Response:
    """Take the offer of an approved application.

    Opens the loan account; the money is paid out by the transaction code loan_disbursement.
    """
    call.heard(LoanAcceptance)

    def verb(conn: Connection, now_us: int) -> Done:
        before = loan_body(products.get_application(conn, call.tenant, application))
        accepted, account = products.accept_loan(conn, call.tenant, application, now_us=now_us)
        body = {"application": loan_body(accepted), "account": account_body(account, nickname=False)}
        return Done(body, f"loan/{application}", before, body["application"])

    return perform(call, verb)


@desk.operation(
    "POST",
    "/v1/loan-applications/{application}/withdraw",
    command="products.withdraw_loan",
    body=LoanWithdrawal,
    answer=LoanRecord,
    refusals=("application_not_found", "application_over"),
    example={"reason": "Member changed his mind."},
)
def withdraw_loan(call: Calling, application: Application) -> Response:
    """Withdraw an application that is not over yet."""
    reason = call.heard(LoanWithdrawal).reason
    return _change(call, application, lambda conn, _now: products.withdraw_loan(conn, call.tenant, application), reason)
