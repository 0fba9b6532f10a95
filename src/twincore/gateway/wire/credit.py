"""Loans and cards in life on the wire: products and rates, accounts, schedules, arrears, statements."""

from dataclasses import asdict
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import Field

from twincore.gateway.wire.scalar import (
    AccountId,
    Amount,
    Answer,
    Body,
    Currency,
    Day,
    Identity,
    OutDay,
    OutTime,
    Reason,
    Time,
    say_time,
    words,
)
from twincore.kernel.money import AMOUNT_MAX
from twincore.products.credit import CardStatement, CreditAccount, CreditProduct, Instalment, Offset, ProvisionLine

_NAME = words(48, pattern="^[a-z][a-z0-9_]*$")
_RATE = Field(ge=0, le=1_000_000, description="Parts per million a year.")
_MINOR = Field(ge=0, le=AMOUNT_MAX, description="Minor units.")
_State = Literal["current", "late", "arrears", "default", "probation", "hardship"]
_Kind = Literal["personal_loan", "auto_loan", "home_loan", "credit_card"]


class CreditKindName(Enum):
    """The kinds of credit product."""

    PERSONAL_LOAN = "personal_loan"
    AUTO_LOAN = "auto_loan"
    HOME_LOAN = "home_loan"
    CREDIT_CARD = "credit_card"


class CreditProductDefinition(Body):
    """A credit product, or the next version of one. rules are data: loans and cards know their own."""

    name: Annotated[str, _NAME]
    kind: CreditKindName
    title: Annotated[str, words(80)]
    description: Annotated[str, words(1000)]
    rules: Annotated[
        dict[str, Any], Field(description="account_class, amounts, terms, rates, fees, provision_ppm, ...; see a shipped one.")
    ]
    effective_from: Annotated[Time | None, Field(description="When it takes effect; at once if left out.")] = None
    reason: Reason | None = None


class CreditProductRecord(Answer):
    """One version of a credit product. Loans keep the version they were opened under; cards follow the one that holds."""

    name: str
    version: int
    kind: _Kind
    title: str
    description: str
    rules: dict[str, Any]
    effective_from: OutTime
    recorded_at: OutTime


class CreditProductList(Answer):
    """Credit products by name, or the versions of one, oldest first."""

    products: list[CreditProductRecord]


class CreditRateDefinition(Body):
    """A reference rate from a day on, for all variable loans that follow it."""

    series: Annotated[str, words(48, pattern="^[a-z][a-z0-9_]*$", examples=["home_loan_variable"])]
    rate_ppm: Annotated[int, _RATE]
    effective_from: Day
    reason: Reason | None = None


class CreditRateRecord(Answer):
    """A reference rate from a day on."""

    series: str
    rate_ppm: int
    effective_from: OutDay


class CreditRateList(Answer):
    """Reference rates by series, in the order of their days."""

    rates: list[CreditRateRecord]


class MethodName(Enum):
    """How a loan is repaid."""

    ANNUITY = "annuity"
    PRINCIPAL = "principal"
    BULLET = "bullet"


class LoanAgreement(Body):
    """What is agreed for a loan, within what its product allows."""

    amount: Amount
    term_months: Annotated[int, Field(ge=1, le=480)]
    due_day: Annotated[int, Field(ge=1, le=28, description="Day of the month on which interest is charged and an instalment falls due.")]
    method: MethodName | None = None
    rate_ppm: Annotated[int | None, Field(ge=0, le=1_000_000, description="The fixed rate; a variable loan has none.")] = None
    fixed_until: Annotated[Day | None, Field(description="Until then it is fixed, and variable after.")] = None
    margin_ppm: Annotated[int, Field(ge=-1_000_000, le=1_000_000, description="On top of the reference rate.")] = 0
    interest_only_months: Annotated[int, Field(ge=0, le=480)] = 0
    repayment: Annotated[int | None, Field(ge=1, le=AMOUNT_MAX, description="The level instalment; worked out if left out.")] = None
    repayment_account: Annotated[
        AccountId | None, Field(description="Where instalments are collected from; the borrower pays if left out.")
    ] = None
    security_value: Annotated[int, _MINOR] = 0


class CardAgreement(Body):
    """What is agreed for a card, within what its product allows."""

    limit: Amount
    statement_day: Annotated[int, Field(ge=1, le=28)]
    balance_transfers_until: Annotated[Day | None, Field(description="After it transferred balances bear the rate of cash.")] = None
    over_limit_agreed: bool = False


class CreditAccountOpening(Body):
    """A loan or a card to open for a member: with terms of a loan or of a card, by its product."""

    product: Annotated[str, words(48, pattern="^[a-z][a-z0-9_]*$", examples=["home_loan"])]
    party: Identity
    currency: Currency | None = None
    loan: LoanAgreement | None = None
    card: CardAgreement | None = None
    financed_fee: Annotated[int, Field(ge=0, le=AMOUNT_MAX, description="Establishment fee that the disbursement adds to a loan.")] = 0
    reason: Reason | None = None

    def terms(self) -> dict[str, Any]:
        """As the room takes them; what is not one of the two is refused there."""
        agreed = self.card if self.loan is None else self.loan
        return {} if agreed is None else agreement(agreed)


class LoanBooking(Body):
    """What an accepted application, or a loan that was brought over, does not say."""

    product: Annotated[
        str | None, words(48, pattern="^[a-z][a-z0-9_]*$", description="The credit product; the account's own name if left out.")
    ] = None
    due_day: Annotated[int | None, Field(ge=1, le=28, description="That of today, 28 at the most, if left out.")] = None
    method: MethodName | None = None
    repayment_account: AccountId | None = None
    security_value: Annotated[int, _MINOR] = 0
    financed_fee: Annotated[int, _MINOR] = 0
    reason: Reason | None = None


class CreditAccountRecord(Answer):
    """A loan or card as the last day's end left it; minor units. due and paid of a loan are all in all, of a card since its last statement."""

    account: int
    product: str
    version: int
    kind: _Kind
    currency: str
    status: Literal["active", "repaid", "written_off"]
    opened_on: OutDay
    terms: dict[str, Any]
    owed: int
    due: int
    due_on: OutDay | None
    paid: int
    next_due: Annotated[OutDay, Field(description="The next due date, or statement.")]
    state: _State
    days_past_due: int
    arrears: int


class CreditAccountList(Answer):
    """A page of loans and cards in the order of their accounts."""

    accounts: list[CreditAccountRecord]
    next: Annotated[str | None, Field(description="Cursor of the next page; null at the end.")]


class InstalmentRecord(Answer):
    """One instalment; opening + interest - payment = closing."""

    number: int
    due: OutDay
    opening: int
    interest: int
    principal: int
    payment: int
    closing: int


class ScheduleRecord(Answer):
    """The schedule in force of a loan: what fell due under former ones, and what is to come."""

    account: int
    instalments: list[InstalmentRecord]


class PayoutRecord(Answer):
    """What it takes to pay a loan out today; minor units."""

    account: int
    date: OutDay
    owed: int
    accrued: Annotated[int, Field(description="Interest of the days before today that is not charged yet.")]
    total: int


class Repayment(Body):
    """Money for a loan or a card, from an account of this institution."""

    from_account: AccountId
    amount: Amount
    reason: Reason | None = None


class Redraw(Body):
    """What was repaid ahead of a home loan, paid out again."""

    to_account: AccountId
    amount: Amount
    reason: Reason | None = None


class RedrawRecord(Answer):
    """What can be redrawn of a loan now; minor units."""

    account: int
    available: int


class OffsetLink(Body):
    """A deposit account that takes off what bears interest of a home loan, from today on."""

    account: AccountId
    reason: Reason | None = None


class OffsetRecord(Answer):
    """An offset account of a loan; until_date is the first day without it."""

    account: int
    from_date: OutDay
    until_date: OutDay | None


class OffsetList(Answer):
    """The offset accounts of a loan, past ones too."""

    offsets: list[OffsetRecord]


class ReliefName(Enum):
    """What a hardship arrangement gives."""

    PAUSE = "pause"
    REDUCED = "reduced"


class HardshipOrder(Body):
    """A pause, or smaller repayments, for the next instalments of a loan."""

    relief: ReliefName
    months: Annotated[int, Field(ge=1, le=60, description="Instalments that it covers.")]
    payment: Annotated[int, Field(ge=0, le=AMOUNT_MAX, description="Each of them, where they are smaller; 0 for a pause.")] = 0
    extend_months: Annotated[int, Field(ge=0, le=120, description="By how much the term grows.")] = 0
    capitalise: Annotated[bool, Field(description="What is overdue becomes part of what the new schedule repays.")] = True
    reason: Annotated[str, words(280)]


class WriteOffOrder(Body):
    """Why a loan or card is given up."""

    reason: Annotated[str, words(280)]


class WriteOffRecord(Answer):
    """A loan or card given up, under two persons' names."""

    account: int
    amount: int
    transfer: str
    maker: str
    checker: str


class LimitChange(Body):
    """Another limit of a card."""

    limit: Amount
    reason: Reason


class CreditReason(Body):
    """Why."""

    reason: Reason


class BucketRecord(Answer):
    """Arrears of one bucket; days: its first day past due, 0 for 1 to 29."""

    days: int
    accounts: int
    overdue: int
    owed: int


class ArrearsReport(Answer):
    """Arrears at the end of a date by bucket, minor units."""

    date: OutDay
    buckets: list[BucketRecord]


class ProvisionRecord(Answer):
    """Provisioning input of one product and bucket; stage after IFRS 9. Minor units."""

    product: str
    bucket: int
    stage: int
    accounts: int
    owed: int
    undrawn: int
    secured: int
    provision: int


class ProvisionReport(Answer):
    """Provisioning input as the last day's end left it."""

    lines: list[ProvisionRecord]


class CardStatementRecord(Answer):
    """A statement of a card; minor units. difference is not 0 where the journal says otherwise."""

    account: int
    closed_on: OutDay
    due_on: OutDay
    opening: int
    debits: int
    credits: int
    interest: int
    fees: int
    closing: int
    minimum: int
    overdue: int
    balances: dict[str, int]
    difference: int


class CardStatementList(Answer):
    """Statements of a card, newest first."""

    statements: list[CardStatementRecord]
    next: Annotated[str | None, Field(description="Cursor of the next (older) page; null at the end.")]


def agreement(body: Body) -> dict[str, Any]:
    """What was agreed, without what was left out or is nothing; a rate of 0 is something."""
    said = body.model_dump(mode="json").items()
    return {name: value for name, value in said if value is not None and value is not False and (value != 0 or name == "rate_ppm")}


def credit_product_body(product: CreditProduct) -> dict[str, Any]:
    """A credit product as the wire has it."""
    return {
        "name": product.name,
        "version": product.version,
        "kind": product.kind.value,
        "title": product.title,
        "description": product.description,
        "rules": _plain(asdict(product.rules)),
        "effective_from": say_time(product.effective_from_us),
        "recorded_at": say_time(product.recorded_at_us),
    }


def credit_account_body(account: CreditAccount) -> dict[str, Any]:
    """A loan or card as the wire has it."""
    terms = {name: value for name, value in asdict(account.terms).items() if value is not None}
    return {
        "account": account.account,
        "product": account.product,
        "version": account.version,
        "kind": account.kind.value,
        "currency": account.currency,
        "status": account.status.value,
        "opened_on": account.opened_on.isoformat(),
        "terms": {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in terms.items()},
        "owed": account.owed,
        "due": account.due,
        "due_on": None if account.due_on is None else account.due_on.isoformat(),
        "paid": account.paid,
        "next_due": account.next_due.isoformat(),
        "state": account.state.value,
        "days_past_due": account.days_past_due,
        "arrears": account.arrears,
    }


def schedule_body(account: int, instalments: list[Instalment]) -> dict[str, Any]:
    """A schedule as the wire has it."""
    return {
        "account": account,
        "instalments": [
            {
                "number": one.number,
                "due": one.due.isoformat(),
                "opening": one.opening,
                "interest": one.interest,
                "principal": one.principal,
                "payment": one.payment,
                "closing": one.closing,
            }
            for one in instalments
        ],
    }


def offset_body(offset: Offset) -> dict[str, Any]:
    """An offset account as the wire has it."""
    until = None if offset.until_date is None else offset.until_date.isoformat()
    return {"account": offset.account, "from_date": offset.from_date.isoformat(), "until_date": until}


def provision_body(line: ProvisionLine) -> dict[str, Any]:
    """A line of provisioning input as the wire has it."""
    return asdict(line)


def card_statement_body(statement: CardStatement) -> dict[str, Any]:
    """A card's statement as the wire has it."""
    body = asdict(statement) | {"closed_on": statement.closed_on.isoformat(), "due_on": statement.due_on.isoformat()}
    return body | {"balances": dict(statement.balances)}


def _plain(rules: dict[str, Any]) -> dict[str, Any]:
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in rules.items()}
    return {name: value for name, value in listed.items() if value is not None and value != []}
