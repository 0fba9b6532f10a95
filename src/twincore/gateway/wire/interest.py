"""Interest plans, interest of accounts, term deposits, protection and availability on the wire."""

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
    OutDay,
    OutId,
    OutTime,
    Reason,
    say_time,
    words,
)
from twincore.gateway.wire.transfers import TransferRecord
from twincore.products.interest import EarlyWithdrawal, Interest, Plan, PlanVersion, Term


class InterestPlanDefinition(Body):
    """An interest plan of a deposit product, or its next version."""

    rules: Annotated[
        dict[str, Any],
        Field(
            description="day_count, tiers, whole_balance, bonus, overdraft, cycle, withholding_rate_ppm, monthly_fee, early_withdrawal, "
            "availability; each may be left out. Rates are parts per million a year, amounts minor units."
        ),
    ]
    effective_from: Annotated[Day, Field(description="The first day whose interest it rules; not accrued yet.")]
    reason: Reason | None = None


class InterestPlanRecord(Answer):
    """One version of an interest plan."""

    product: str
    version: int
    rules: dict[str, Any]
    effective_from: OutDay
    recorded_at: OutTime


class InterestPlanList(Answer):
    """Every version of a product's interest plan, oldest first; none where the product's own rules hold."""

    plans: list[InterestPlanRecord]


class InterestRecord(Answer):
    """An account's interest at the end of a date. Micro-units are millionths of a minor unit; sums run since the account's first day."""

    account: int
    date: OutDay
    balance: Annotated[int, Field(description="At the end of the date, by value date; minor units.")]
    earned_micro: Annotated[int, Field(description="Earned in all, micro-units; a bonus is in it.")]
    bonus_micro: Annotated[int, Field(description="Bonus earned, micro-units.")]
    charged_micro: Annotated[int, Field(description="Overdraft interest in all, micro-units.")]
    paid: Annotated[int, Field(description="Of what was earned, fallen due; minor units.")]
    debited: Annotated[int, Field(description="Of what was charged, fallen due; minor units.")]
    accrued_micro: Annotated[int, Field(description="Earned and not due yet, micro-units.")]
    owed_micro: Annotated[int, Field(description="Charged and not due yet, micro-units.")]
    plan: Annotated[dict[str, Any], Field(description="The rules of the plan that rules the account on the date.")]


class AtMaturity(Enum):
    """What happens when the term of a term deposit ends."""

    PAY = "pay"
    RENEW = "renew"
    RENEW_PRINCIPAL = "renew_principal"


class MaturityInstruction(Body):
    """What to do when the running term ends: pay all to pay_to, renew with the interest, or renew and pay the interest to pay_to."""

    at_maturity: AtMaturity
    pay_to: AccountId | None = None
    reason: Reason | None = None


class TermRecord(Answer):
    """A term of a term deposit."""

    account: int
    placed_on: OutDay
    matures_on: OutDay
    months: int
    rate_ppm: int
    at_maturity: Literal["pay", "renew", "renew_principal"]
    pay_to: int | None
    status: Literal["running", "paid", "renewed", "broken"]


class TermList(Answer):
    """The terms of a term deposit, oldest first."""

    terms: list[TermRecord]


class EarlyWithdrawalOrder(Body):
    """A term deposit, or part of it, taken before it matures."""

    to_account: AccountId
    amount: Annotated[Amount | None, Field(description="Minor units; all of it if left out, which breaks the term.")] = None
    reason: Reason


class EarlyWithdrawalRecord(Answer):
    """What an early withdrawal comes to; minor units."""

    account: int
    to_account: int
    amount: int
    interest: Annotated[int, Field(description="Earned on the amount, before the reduction.")]
    reduction_ppm: Annotated[int, Field(description="The share of the interest that it costs, parts per million.")]
    paid: Annotated[int, Field(description="Interest after the reduction.")]
    tax: Annotated[int, Field(description="Withheld of what is paid.")]
    transfer: Annotated[OutId, Field(description="The first transfer that pays it out.")]


class ProtectionChain(Body):
    """The accounts that cover an overdrawn one, in order; none: it is not protected any more."""

    sources: Annotated[list[AccountId], Field(max_length=8)]
    reason: Reason | None = None


class ProtectionRecord(Answer):
    """The accounts that cover an account, in order."""

    account: int
    sources: list[int]


class WithholdingOrder(Body):
    """Whether tax is withheld from a member's interest, and from which day on."""

    withhold: bool
    since: Day
    reason: Reason | None = None


class WithholdingRecord(Answer):
    """Whether tax is withheld from a member's interest."""

    member: OutId
    withhold: bool
    since: OutDay
    changed: Annotated[bool, Field(description="Whether that was otherwise before.")]


class AvailabilityOrder(Body):
    """A deposit that may not be spent at once, by a schedule of the account's plan."""

    schedule: Annotated[str, words(32, description="Name of the schedule in the plan.", examples=["cheque"])]
    amount: Amount
    deposited_on: Annotated[Day | None, Field(description="The business date of now if left out.")] = None
    currency: Currency | None = None
    reason: Reason | None = None


class AvailabilityRecord(Answer):
    """The holds on a deposit; each ends by itself when its part may be spent. None where all of it is available at once."""

    account: int
    transfers: list[TransferRecord]


def plan_rules(plan: Plan) -> dict[str, Any]:
    """A plan as the document that defines it, with every member that holds."""
    rules: dict[str, Any] = {
        "day_count": plan.day_count,
        "tiers": [{"from": tier.from_amount, "rate_ppm": tier.rate_ppm} for tier in plan.tiers],
        "whole_balance": plan.whole_balance,
        "cycle": plan.cycle,
        "withholding_rate_ppm": plan.withholding_rate_ppm,
        "early_withdrawal": [asdict(reduction) for reduction in plan.early_withdrawal],
    }
    for name in ("bonus", "overdraft", "monthly_fee"):
        part = getattr(plan, name)
        if part is not None:
            rules[name] = {key: value for key, value in asdict(part).items() if value is not None}
    if plan.availability:
        rules["availability"] = {
            name: [{key: value for key, value in asdict(part).items() if value is not None} for part in parts]
            for name, parts in plan.availability.items()
        }
    return rules


def interest_plan_body(version: PlanVersion) -> dict[str, Any]:
    """A version of a plan as the wire has it."""
    return {
        "product": version.product,
        "version": version.version,
        "rules": plan_rules(version.plan),
        "effective_from": version.effective_from.isoformat(),
        "recorded_at": say_time(version.recorded_at_us),
    }


def interest_body(account: int, day: str, interest: Interest, plan: Plan) -> dict[str, Any]:
    """An account's interest as the wire has it."""
    return {
        "account": account,
        "date": day,
        "balance": interest.balance,
        "earned_micro": interest.credit,
        "bonus_micro": interest.bonus,
        "charged_micro": interest.debit,
        "paid": interest.credit_paid,
        "debited": interest.debit_paid,
        "accrued_micro": interest.credit_accrued,
        "owed_micro": interest.debit_accrued,
        "plan": plan_rules(plan),
    }


def term_body(term: Term) -> dict[str, Any]:
    """A term as the wire has it."""
    return {
        "account": term.account,
        "placed_on": term.placed_on.isoformat(),
        "matures_on": term.matures_on.isoformat(),
        "months": term.months,
        "rate_ppm": term.rate_ppm,
        "at_maturity": term.at_maturity,
        "pay_to": term.pay_to,
        "status": term.status,
    }


def early_withdrawal_body(found: EarlyWithdrawal) -> dict[str, Any]:
    """An early withdrawal as the wire has it."""
    return {
        "account": found.account,
        "to_account": found.due.parameters["to_account"],
        "amount": found.amount,
        "interest": found.interest,
        "reduction_ppm": found.reduction_ppm,
        "paid": found.paid,
        "tax": found.tax,
        "transfer": str(found.due.id),
    }
