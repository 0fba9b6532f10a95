"""Products and loan applications on the wire."""

from dataclasses import asdict
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import Field

from twincore.gateway.wire.accounts import AccountRecord
from twincore.gateway.wire.scalar import Answer, Body, Currency, Identity, OutId, OutTime, Reason, Time, say_time, say_time_or_none, words
from twincore.kernel.money import AMOUNT_MAX
from twincore.products import Applicant, Decision, LoanApplication, Product

_MONTHLY = Annotated[int, Field(ge=0, le=AMOUNT_MAX, description="Minor units a month.")]


class ProductKindName(Enum):
    """The four kinds of product."""

    TRANSACTION = "transaction"
    SAVINGS = "savings"
    TERM_DEPOSIT = "term_deposit"
    LOAN = "loan"


class ProductDefinition(Body):
    """A product, or the next version of one. rules are data: each kind knows its own."""

    name: Annotated[str, words(48, pattern="^[a-z][a-z0-9_]*$", examples=["youth_saver"])]
    kind: ProductKindName
    title: Annotated[str, words(80)]
    description: Annotated[str, words(1000)]
    rules: Annotated[dict[str, Any], Field(description="account_class, side, interest_rate_ppm, ...; see docs.")]
    effective_from: Annotated[Time | None, Field(description="When it takes effect; at once if left out.")] = None


class ProductRecord(Answer):
    """One version of a product."""

    name: str
    version: int
    kind: Literal["transaction", "savings", "term_deposit", "loan"]
    title: str
    description: str
    rules: dict[str, Any]
    effective_from: OutTime
    recorded_at: OutTime


class ProductList(Answer):
    """Products by name."""

    products: list[ProductRecord]


class Employment(Enum):
    """How an applicant earns."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    CASUAL = "casual"
    SELF_EMPLOYED = "self_employed"
    RETIRED = "retired"
    UNEMPLOYED = "unemployed"


class Residence(Enum):
    """How an applicant lives."""

    OWNER = "owner"
    MORTGAGE = "mortgage"
    RENTING = "renting"
    BOARDING = "boarding"
    WITH_FAMILY = "with_family"


class ApplicantFacts(Body):
    """What the decision needs to know of who asks; the age is taken from the member's record."""

    employment: Employment
    employed_months: Annotated[int, Field(ge=0, le=1200)]
    gross_income: _MONTHLY
    net_income: _MONTHLY
    living_expenses: _MONTHLY
    debt_repayments: _MONTHLY = 0
    card_limits: Annotated[int, Field(ge=0, le=AMOUNT_MAX, description="Sum of the limits of all credit cards, minor units.")] = 0
    dependants: Annotated[int, Field(ge=0, le=30)] = 0
    residence: Residence = Residence.RENTING
    defaults: Annotated[int, Field(ge=0, le=100, description="Defaults on record in five years.")] = 0

    def applicant(self, age_years: int) -> Applicant:
        """As the room of products takes it."""
        return Applicant(age_years=age_years, **self.model_dump(mode="json"))


class LoanOrder(Body):
    """A loan asked for."""

    product: Annotated[str, words(48, pattern="^[a-z][a-z0-9_]*$", examples=["personal_loan"])]
    party: Identity
    currency: Currency | None = None
    amount: Annotated[int, Field(ge=1, le=AMOUNT_MAX, description="Minor units.")]
    term_months: Annotated[int, Field(ge=1, le=480)]
    purpose: Annotated[str, words(80, examples=["Used car"])]
    applicant: ApplicantFacts


class LoanDecisionOrder(Body):
    """Nothing: the decision engine decides by the credit policy that holds."""


class ReferredDecision(Body):
    """A person's decision on a referred application."""

    approve: bool
    reason: Annotated[str, words(280)]
    rate_ppm: Annotated[int | None, Field(ge=0, le=1_000_000, description="Another rate, parts per million a year.")] = None


class LoanAcceptance(Body):
    """Nothing: the offer is taken as it stands."""


class LoanWithdrawal(Body):
    """Why it is withdrawn."""

    reason: Reason


class DecisionReason(Answer):
    """One reason of a decision."""

    code: str
    verdict: Literal["approved", "referred", "refused"]
    text: str
    measure: int | None
    limit: int | None


class LoanDecision(Answer):
    """What was decided, and why."""

    verdict: Literal["approved", "referred", "refused"]
    reasons: list[DecisionReason]
    score: int
    band: str
    rate_ppm: int
    repayment: Annotated[int, Field(description="Minor units a month.")]


class LoanRecord(Answer):
    """A loan application. What the applicant earns is not repeated here."""

    id: OutId
    status: Literal["submitted", "approved", "referred", "refused", "accepted", "withdrawn"]
    party: OutId
    product: str
    product_version: int
    currency: str
    amount: int
    term_months: int
    purpose: str
    applied_by: str
    applied_at: OutTime
    decision: LoanDecision | None
    policy: str | None
    policy_version: int | None
    decided_by: Annotated[str | None, Field(description="Null where the engine decided.")]
    decided_at: OutTime | None
    offer_until: OutTime | None
    account: Annotated[int | None, Field(description="The loan account, once accepted.")]
    accepted_at: OutTime | None


class AcceptedLoan(Answer):
    """An accepted application and its loan account. The money is paid out by the transaction code loan_disbursement."""

    application: LoanRecord
    account: AccountRecord


class LoanList(Answer):
    """A page of loan applications."""

    applications: list[LoanRecord]
    next: Annotated[str | None, Field(description="Cursor of the next page; null at the end.")]


def product_body(product: Product) -> dict[str, Any]:
    """A product as the wire has it."""
    return {
        "name": product.name,
        "version": product.version,
        "kind": product.kind.value,
        "title": product.title,
        "description": product.description,
        "rules": {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(product.rules).items()},
        "effective_from": say_time(product.effective_from_us),
        "recorded_at": say_time(product.recorded_at_us),
    }


def _decision_body(decision: Decision) -> dict[str, Any]:
    return {
        "verdict": decision.verdict.value,
        "reasons": [
            {"code": r.code, "verdict": r.verdict.value, "text": r.text, "measure": r.measure, "limit": r.limit} for r in decision.reasons
        ],
        "score": decision.score,
        "band": decision.band,
        "rate_ppm": decision.rate_ppm,
        "repayment": decision.repayment,
    }


def loan_body(application: LoanApplication) -> dict[str, Any]:
    """A loan application as the wire has it."""
    request = application.request
    return {
        "id": str(application.id),
        "status": application.status.value,
        "party": str(request.party),
        "product": request.product,
        "product_version": application.product_version,
        "currency": request.currency,
        "amount": request.amount,
        "term_months": request.term_months,
        "purpose": request.purpose,
        "applied_by": application.applied_by,
        "applied_at": say_time(application.applied_at_us),
        "decision": None if application.decision is None else _decision_body(application.decision),
        "policy": application.policy,
        "policy_version": application.policy_version,
        "decided_by": application.decided_by,
        "decided_at": say_time_or_none(application.decided_at_us),
        "offer_until": say_time_or_none(application.offer_until_us),
        "account": application.account,
        "accepted_at": say_time_or_none(application.accepted_at_us),
    }
