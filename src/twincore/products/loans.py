"""The verbs of lending: apply, decide, decide on what was referred, accept the offer, withdraw."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER, currency_number
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.parties import standings
from twincore.products.accounts import check_page, open_loan_account
from twincore.products.annuity import repayment
from twincore.products.lending import check_request, decide, read_applicant
from twincore.products.model import (
    RATE_PPM_MAX,
    Applicant,
    ApplicationStatus,
    Decision,
    LoanApplication,
    LoanRequest,
    Product,
    ProductAccount,
    ProductKind,
    Reason,
    Verdict,
)
from twincore.products.rules import check_currency, check_holder
from twincore.products.service import get_credit_policy, get_product, get_product_version
from twincore.products.shape import text

_sql = load("twincore.products")
_DAY_US = 86_400_000_000


def apply_for_loan(
    conn: Connection,
    tenant: int,
    request: LoanRequest,
    *,
    id: UUID,  # noqa: A002 - the contract's name
    actor: str,
    now_us: int,
) -> LoanApplication:
    """Submit a loan application under an id of the caller's. actor: who submits it (they cannot decide on it later).

    Refuses ``product_not_found``, ``product_not_a_loan``, ``currency_not_offered``, ``loan_amount_not_offered``, ``loan_term_not_offered``,
    ``purpose_invalid``, ``applicant_invalid``, ``party_not_found``, ``party_closed``, ``kyc_refused``, ``kyc_insufficient``,
    ``party_kind_not_allowed``, ``application_exists``. An age below the product's is the decision engine's to refuse, with its reason.
    """
    product = get_product(conn, tenant, request.product, at_us=now_us)
    if product.kind is not ProductKind.LOAN:
        raise Refusal("product_not_a_loan", f"{product.title} is not a loan.", category=Category.RULE, field="product")
    check_currency(product, request.currency)
    check_request(product, request)
    request = replace(request, applicant=read_applicant(asdict(request.applicant)))
    _check_borrower(conn, tenant, product, request.party)
    values = {
        "tenant": tenant,
        "id": id,
        "party": request.party,
        "product": product.name,
        "product_version": product.version,
        "currency": currency_number(request.currency),
        "amount": request.amount,
        "term_months": request.term_months,
        "purpose": request.purpose,
        "applicant": Jsonb(asdict(request.applicant)),
        "applied_by": actor,
        "now": to_datetime(now_us),
    }
    if conn.execute(_sql.apply, values).rowcount == 0:
        raise Refusal("application_exists", f"There is an application {id} already.", category=Category.CONFLICT, field="id")
    return LoanApplication(id, request, product.version, ApplicationStatus.SUBMITTED, actor, now_us)


def decide_loan(conn: Connection, tenant: int, application: UUID, *, now_us: int) -> LoanApplication:
    """Let the decision engine decide on a submitted application by the credit policy that holds now: approved, referred or refused.

    Refuses ``application_not_found``, ``application_decided``.
    """
    found = _lock(conn, tenant, application, (ApplicationStatus.SUBMITTED,), "application_decided", "was decided on already")
    product = get_product_version(conn, tenant, found.request.product, found.product_version)
    assert product.rules.credit_policy is not None, "a loan product names its credit policy"
    policy = get_credit_policy(conn, tenant, product.rules.credit_policy, at_us=now_us)
    decision = decide(policy.rules, found.request)
    decided = replace(found, decision=decision, policy=policy.name, policy_version=policy.version)
    return _decided(conn, tenant, decided, product, decision.verdict, now_us)


def decide_referred(
    conn: Connection,
    tenant: int,
    application: UUID,
    *,
    approve: bool,
    actor: str,
    reason: str,
    now_us: int,
    rate_ppm: int | None = None,
) -> LoanApplication:
    """A person's decision on a referred application, with the reason; rate_ppm: another rate than the score's band says.

    Who submitted an application cannot decide on it. Refuses ``application_not_found``, ``application_not_referred``, ``second_person_needed``,
    ``reason_invalid``, ``rate_invalid``.
    """
    found = _lock(
        conn, tenant, application, (ApplicationStatus.REFERRED,), "application_not_referred", "does not wait for a person's decision"
    )
    if actor == found.applied_by:
        raise Refusal(
            "second_person_needed", "Who submitted an application cannot decide on it.", category=Category.FORBIDDEN, field="actor"
        )
    text(1, 280)(reason, "reason", "reason_invalid")
    assert found.decision is not None, "a referred application has a decision"
    decision = found.decision
    if rate_ppm is not None:
        if type(rate_ppm) is not int or not 0 <= rate_ppm <= RATE_PPM_MAX:
            raise Refusal("rate_invalid", f"A rate is from 0 to {RATE_PPM_MAX} parts per million.", field="rate_ppm")
        again = repayment(found.request.amount, rate_ppm, found.request.term_months)
        decision = replace(decision, rate_ppm=rate_ppm, repayment=again)
    product = get_product_version(conn, tenant, found.request.product, found.product_version)
    decided = replace(found, decision=decision, decided_by=actor, decided_reason=reason)
    return _decided(conn, tenant, decided, product, Verdict.APPROVED if approve else Verdict.REFUSED, now_us)


def accept_loan(conn: Connection, tenant: int, application: UUID, *, now_us: int) -> tuple[LoanApplication, ProductAccount]:
    """Take the offer of an approved application: opens the loan account, under the version of the product that was applied for.

    The money is paid out afterwards, by the transaction code ``loan_disbursement``. Refuses ``application_not_found``,
    ``application_not_approved``, ``offer_expired``, and if the party has changed since: ``party_closed``, ``kyc_refused``, ``kyc_insufficient``.
    """
    found = _lock(conn, tenant, application, (ApplicationStatus.APPROVED,), "application_not_approved", "has no offer to accept")
    assert found.offer_until_us is not None
    assert found.decision is not None
    if now_us >= found.offer_until_us:
        raise Refusal("offer_expired", f"The offer for application {application} has expired: apply again.", category=Category.RULE)
    product = get_product_version(conn, tenant, found.request.product, found.product_version)
    _check_borrower(conn, tenant, product, found.request.party)
    terms = {
        "amount": found.request.amount,
        "term_months": found.request.term_months,
        "rate_ppm": found.decision.rate_ppm,
        "repayment": found.decision.repayment,
        "application": str(application),
    }
    account = open_loan_account(conn, tenant, product, found.request.party, found.request.currency, terms, now_us=now_us)
    conn.execute(_sql.accept, {"tenant": tenant, "id": application, "account": account.id, "now": to_datetime(now_us)})
    return replace(found, status=ApplicationStatus.ACCEPTED, account=account.id, accepted_at_us=now_us), account


def withdraw_loan(conn: Connection, tenant: int, application: UUID) -> LoanApplication:
    """Withdraw an application that is submitted, referred or approved. Refuses ``application_not_found``, ``application_over``."""
    still = (ApplicationStatus.SUBMITTED, ApplicationStatus.REFERRED, ApplicationStatus.APPROVED)
    found = _lock(conn, tenant, application, still, "application_over", "is over")
    conn.execute(_sql.withdraw, {"tenant": tenant, "id": application})
    return replace(found, status=ApplicationStatus.WITHDRAWN)


def get_application(conn: Connection, tenant: int, application: UUID) -> LoanApplication:
    """One loan application. Refuses ``application_not_found``."""
    row = conn.execute(_sql.application, {"tenant": tenant, "id": application}).fetchone()
    if row is None:
        raise not_found("application", application, "application")
    return _application(row)


def list_applications(
    conn: Connection,
    tenant: int,
    *,
    after: UUID | None = None,
    limit: int = 50,
    party: UUID | None = None,
    status: ApplicationStatus | None = None,
) -> list[LoanApplication]:
    """A page of loan applications in order of id. after: the last id of the page before. Refuses ``page_limit_invalid``."""
    check_page(limit)
    values = {"tenant": tenant, "after": after, "limit": limit, "party": party, "status": status and status.value}
    return [_application(row) for row in conn.execute(_sql.list_applications, values).fetchall()]


def _check_borrower(conn: Connection, tenant: int, product: Product, party: UUID) -> None:
    found = standings(conn, tenant, [party], lock=True).get(party)
    if found is None:
        raise not_found("party", party, "party")
    ageless = replace(product, rules=replace(product.rules, age_minimum=None, age_maximum=None))
    check_holder(ageless, found, None)


def _decided(
    conn: Connection, tenant: int, application: LoanApplication, product: Product, verdict: Verdict, now_us: int
) -> LoanApplication:
    offer_until = now_us + product.rules.offer_days * _DAY_US if verdict is Verdict.APPROVED else None
    status = ApplicationStatus(verdict.value)
    assert application.decision is not None
    conn.execute(
        _sql.decide,
        {
            "tenant": tenant,
            "id": application.id,
            "status": status.value,
            "decision": Jsonb(_decision_document(application.decision)),
            "policy": application.policy,
            "policy_version": application.policy_version,
            "decided_by": application.decided_by,
            "decided_reason": application.decided_reason,
            "now": to_datetime(now_us),
            "offer_until": None if offer_until is None else to_datetime(offer_until),
        },
    )
    return replace(application, status=status, decided_at_us=now_us, offer_until_us=offer_until)


def _lock(conn: Connection, tenant: int, application: UUID, wanted: tuple[ApplicationStatus, ...], code: str, said: str) -> LoanApplication:
    row = conn.execute(_sql.lock_application, {"tenant": tenant, "id": application}).fetchone()
    if row is None:
        raise not_found("application", application, "application")
    found = _application(row)
    if found.status not in wanted:
        raise Refusal(code, f"Application {application} {said}: it is {found.status}.", category=Category.CONFLICT, field="application")
    return found


def _decision_document(decision: Decision) -> dict[str, Any]:
    return asdict(replace(decision, measures=dict(decision.measures)))


def _read_decision(document: Mapping[str, Any]) -> Decision:
    reasons = tuple(Reason(**{**reason, "verdict": Verdict(reason["verdict"])}) for reason in document["reasons"])
    return Decision(**{**document, "verdict": Verdict(document["verdict"]), "reasons": reasons})


def _application(row: tuple[Any, ...]) -> LoanApplication:
    (application, party, product, product_version, currency, amount, term_months, purpose, applicant, status, applied_by, applied_at) = row[
        :12
    ]
    (decision, policy, policy_version, decided_by, decided_reason, decided_at, offer_until, account, accepted_at) = row[12:]
    request = LoanRequest(party, product, BY_NUMBER[currency], amount, term_months, purpose, Applicant(**applicant))
    return LoanApplication(
        id=application,
        request=request,
        product_version=product_version,
        status=ApplicationStatus(status),
        applied_by=applied_by,
        applied_at_us=to_us(applied_at),
        decision=None if decision is None else _read_decision(decision),
        policy=policy,
        policy_version=policy_version,
        decided_by=decided_by,
        decided_reason=decided_reason,
        decided_at_us=None if decided_at is None else to_us(decided_at),
        offer_until_us=None if offer_until is None else to_us(offer_until),
        account=account,
        accepted_at_us=None if accepted_at is None else to_us(accepted_at),
    )
