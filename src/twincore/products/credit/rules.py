"""The rules of credit products as data, and what may be agreed with a borrower under them. Pure."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from twincore.kernel.money import AMOUNT_MAX
from twincore.kernel.refusal import Category, Refusal
from twincore.products.credit.model import (
    BUCKETS,
    CARD_BALANCES,
    DAY_MAX,
    TERM_MONTHS_MAX,
    CardRules,
    CardTerms,
    CreditKind,
    CreditProductSpec,
    CreditRules,
    LoanRules,
    LoanTerms,
    Method,
)
from twincore.products.model import RATE_PPM_MAX
from twincore.products.rules import DAY_COUNTS, NAME
from twincore.products.shape import Shape, members, misfit, one_of, one_per, several, text, whole

_amount = whole(0, AMOUNT_MAX)
_positive = whole(1, AMOUNT_MAX)
_rate = whole(0, RATE_PPM_MAX)
_months = whole(0, TERM_MONTHS_MAX)
_days = whole(0, 3650)
_provision = one_per([str(bucket) for bucket in (0, *BUCKETS)], _rate)
_balances = several(one_of(CARD_BALANCES), fewest=len(CARD_BALANCES), most=len(CARD_BALANCES))


def _flag(value: Any, place: str, code: str) -> bool:
    if type(value) is not bool:
        raise misfit(code, place, f"must be true or false, not {value!r}")
    return value


def _day(value: Any, place: str, code: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise misfit(code, place, f"must be a date such as 2026-03-31, not {value!r}") from None


_LOAN: Shape = members(
    {
        "account_class": whole(1, 99_999),
        "amount_minimum": _positive,
        "amount_maximum": _positive,
        "term_months_minimum": whole(1, TERM_MONTHS_MAX),
        "term_months_maximum": whole(1, TERM_MONTHS_MAX),
        "rate_ppm": _rate,
        "day_count": one_of(DAY_COUNTS),
        "methods": several(one_of(tuple(Method)), fewest=1),
        "provision_ppm": _provision,
        "write_off_days": _days,
    },
    {
        "rate_series": text(1, 48),
        "interest_only_months_maximum": _months,
        "offset": _flag,
        "redraw": _flag,
        "security": _flag,
        "establishment_fee": _amount,
        "late_fee": _amount,
        "late_fee_after_days": whole(1, 60),
        "collection_days": whole(0, 60),
        "hardship_months_maximum": whole(0, 60),
        "probation_days": _days,
    },
)
_CARD: Shape = members(
    {
        "account_class": whole(1, 99_999),
        "limit_minimum": _positive,
        "limit_maximum": _positive,
        "rates_ppm": one_per(("purchases", "cash", "balance_transfers"), _rate),
        "day_count": one_of(DAY_COUNTS),
        "grace_days": whole(0, 28),
        "minimum_floor": _positive,
        "minimum_share_ppm": whole(1, 1_000_000),
        "payment_order": _balances,
        "provision_ppm": _provision,
        "write_off_days": _days,
    },
    {"minimum_order": _balances, "late_fee": _amount, "over_limit_fee": _amount, "probation_days": _days},
)
_LOAN_TERMS: Shape = members(
    {"amount": _positive, "term_months": whole(1, TERM_MONTHS_MAX), "due_day": whole(1, DAY_MAX)},
    {
        "method": one_of(tuple(Method)),
        "rate_ppm": _rate,
        "fixed_until": _day,
        "margin_ppm": whole(-RATE_PPM_MAX, RATE_PPM_MAX),
        "interest_only_months": _months,
        "repayment": _positive,
        "repayment_account": whole(1, 2**63 - 1),
        "security_value": _amount,
    },
)
_CARD_TERMS: Shape = members(
    {"limit": _positive, "statement_day": whole(1, DAY_MAX)}, {"balance_transfers_until": _day, "over_limit_agreed": _flag}
)


def check_credit_product(spec: CreditProductSpec) -> CreditRules:
    """Whether a product is sound; returns its rules. Refuses ``credit_product_invalid`` (name, title) and what ``read_credit_rules`` refuses."""
    if not NAME.match(spec.name):
        raise Refusal("credit_product_invalid", "A product's name is snake_case, from 1 to 48 characters.", field="name")
    for name, words, most in (("title", spec.title, 80), ("description", spec.description, 1000)):
        if not words.strip() or len(words) > most or not words.isprintable():
            raise Refusal("credit_product_invalid", f"A product has a {name} of at most {most} characters.", field=name)
    return read_credit_rules(spec.kind, spec.rules)


def read_credit_rules(kind: CreditKind, document: Mapping[str, Any], place: str = "rules") -> CreditRules:
    """The rules of a kind of credit product from their JSON document.

    Refuses ``rules_invalid`` with the place: a rule that is not known, missing or out of range (a rate over 1,000,000 ppm), a minimum above its
    maximum, a payment order that names a balance twice, provisions that fall from one bucket to the next; and ``schedule_never_amortises`` for a
    card whose minimum payment does not cover a month's interest.
    """
    code = "rules_invalid"
    if kind is CreditKind.CREDIT_CARD:
        card = CardRules(**_CARD(document, place, code))
        _check_order(card.limit_minimum, card.limit_maximum, f"{place}/limit_maximum")
        for name in ("payment_order", "minimum_order"):
            order = getattr(card, name)
            if order and len(set(order)) != len(CARD_BALANCES):
                raise misfit(code, f"{place}/{name}", f"must name each of {', '.join(CARD_BALANCES)} once")
        dearest = max(card.rates_ppm.values())
        if card.minimum_share_ppm * 12 <= dearest:
            raise Refusal(
                "schedule_never_amortises",
                f"{place}/minimum_share_ppm: {card.minimum_share_ppm} of a million does not cover a month's interest at {dearest} a year.",
                category=Category.RULE,
                field=f"{place}/minimum_share_ppm",
            )
        _check_provision(card.provision_ppm, place)
        return card
    loan = LoanRules(**_LOAN(document, place, code))
    _check_order(loan.amount_minimum, loan.amount_maximum, f"{place}/amount_maximum")
    _check_order(loan.term_months_minimum, loan.term_months_maximum, f"{place}/term_months_maximum")
    if loan.interest_only_months_maximum >= loan.term_months_maximum:
        raise misfit(code, f"{place}/interest_only_months_maximum", "must be below the longest term")
    if kind is not CreditKind.HOME_LOAN and (loan.offset or loan.redraw):
        raise misfit(code, f"{place}/{'offset' if loan.offset else 'redraw'}", "is for home loans")
    if loan.rate_series is not None and not NAME.match(loan.rate_series):
        raise misfit(code, f"{place}/rate_series", "must be a snake_case name")
    _check_provision(loan.provision_ppm, place)
    return loan


def read_loan_terms(product: str, rules: LoanRules, document: Mapping[str, Any]) -> LoanTerms:
    """What may be agreed for a loan under a product's rules.

    Refuses ``terms_invalid`` with the place, ``loan_amount_not_offered``, ``loan_term_not_offered``, ``rate_missing`` (no fixed rate, and no series
    that a variable one could follow).
    """
    code = "terms_invalid"
    given = _LOAN_TERMS(document, "terms", code)
    terms = LoanTerms(**{**given, "method": Method(given.get("method", rules.methods[0]))})
    if not rules.amount_minimum <= terms.amount <= rules.amount_maximum:
        raise Refusal(
            "loan_amount_not_offered",
            f"{product} is offered from {rules.amount_minimum} to {rules.amount_maximum} minor units.",
            category=Category.RULE,
            field="terms/amount",
        )
    if not rules.term_months_minimum <= terms.term_months <= rules.term_months_maximum:
        raise Refusal(
            "loan_term_not_offered",
            f"{product} is offered over {rules.term_months_minimum} to {rules.term_months_maximum} months.",
            category=Category.RULE,
            field="terms/term_months",
        )
    if terms.method not in rules.methods:
        raise misfit(code, "terms/method", f"must be one of {', '.join(rules.methods)} for {product}")
    if terms.interest_only_months > rules.interest_only_months_maximum:
        raise misfit(code, "terms/interest_only_months", f"must be at most {rules.interest_only_months_maximum} for {product}")
    if terms.rate_ppm is None and rules.rate_series is None:
        raise Refusal("rate_missing", f"{product} follows no reference rate: agree on a rate.", field="terms/rate_ppm")
    if terms.fixed_until is not None and (terms.rate_ppm is None or rules.rate_series is None):
        raise misfit(code, "terms/fixed_until", "needs a fixed rate, and a reference rate of the product to follow after it")
    if terms.security_value and not rules.security:
        raise misfit(code, "terms/security_value", f"is not for {product}, which is unsecured")
    return terms


def read_card_terms(product: str, rules: CardRules, document: Mapping[str, Any]) -> CardTerms:
    """What may be agreed for a card. Refuses ``terms_invalid`` with the place, ``credit_limit_not_offered``."""
    terms = CardTerms(**_CARD_TERMS(document, "terms", "terms_invalid"))
    if not rules.limit_minimum <= terms.limit <= rules.limit_maximum:
        raise Refusal(
            "credit_limit_not_offered",
            f"{product} is offered with a limit from {rules.limit_minimum} to {rules.limit_maximum} minor units.",
            category=Category.RULE,
            field="terms/limit",
        )
    return terms


def terms_document(terms: LoanTerms | CardTerms) -> dict[str, Any]:
    """Terms as the JSON document that they are read from."""
    given = {f.name: getattr(terms, f.name) for f in fields(terms)}
    written = {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
    return {
        name: value for name, value in written.items() if value is not None and value is not False and not (value == 0 and name in _ZERO)
    }


_ZERO = {"margin_ppm", "interest_only_months", "security_value"}


def _check_order(low: int, high: int, place: str) -> None:
    if low > high:
        raise misfit("rules_invalid", place, f"must not be below the minimum ({low})")


def _check_provision(rates: Mapping[str, int], place: str) -> None:
    ordered = [rates[str(bucket)] for bucket in (0, *BUCKETS)]
    if ordered != sorted(ordered):
        raise misfit("rules_invalid", f"{place}/provision_ppm", "must not fall from one bucket of arrears to the next")
