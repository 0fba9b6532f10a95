"""The rules of products as data: what each kind may say, and what an account's own terms may then be. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from twincore.kernel.money import AMOUNT_MAX, CURRENCIES
from twincore.kernel.refusal import Category, Refusal
from twincore.parties import Kyc, PartyKind, Standing
from twincore.products.annuity import repayment
from twincore.products.model import (
    NICKNAME_CHARS_MAX,
    RATE_PPM_MAX,
    TERM_MONTHS_MAX,
    Product,
    ProductKind,
    ProductSpec,
    Rules,
)
from twincore.products.shape import Shape, members, misfit, one_of, several, text, whole
from twincore.transactions import shipped_chart

NAME = re.compile(r"^[a-z][a-z0-9_]{0,47}$", re.ASCII)
DAY_COUNTS = ("actual/365", "actual/360", "actual/actual", "30/360")
"""Day count conventions by the names that ISDA 2006 gives them (actual/365 is the fixed one)."""
STATEMENTS = ("electronic", "paper", "none")
_amount = whole(0, AMOUNT_MAX)
_rate = whole(0, RATE_PPM_MAX)
_age = whole(0, 150)
_months = whole(1, TERM_MONTHS_MAX)

_EVERY: dict[str, Shape] = {
    "ledger_flags": several(one_of(("limited", "over_capture"))),
    "currencies": several(one_of(CURRENCIES)),
    "party_kinds": several(one_of(("person", "organisation")), fewest=1),
    "kyc": one_of(("unverified", "pending", "verified")),
    "age_minimum": _age,
    "age_maximum": _age,
    "interest_rate_ppm": _rate,
    "day_count": one_of(DAY_COUNTS),
}
_DEPOSIT = {"opening_amount_minimum": _amount, "monthly_fee": _amount}
_REQUIRED: dict[str, Shape] = {"account_class": whole(1, 99_999), "side": one_of(("C", "D"))}
_SHAPES: dict[ProductKind, Shape] = {
    ProductKind.TRANSACTION: members(_REQUIRED, {**_EVERY, **_DEPOSIT, "overdraft_limit_maximum": _amount, "overdraft_rate_ppm": _rate}),
    ProductKind.SAVINGS: members(_REQUIRED, {**_EVERY, **_DEPOSIT}),
    ProductKind.TERM_DEPOSIT: members({**_REQUIRED, "term_months": several(_months, fewest=1)}, {**_EVERY, **_DEPOSIT}),
    ProductKind.LOAN: members(
        {
            **_REQUIRED,
            "loan_amount_minimum": whole(1, AMOUNT_MAX),
            "loan_amount_maximum": whole(1, AMOUNT_MAX),
            "loan_term_months_minimum": _months,
            "loan_term_months_maximum": _months,
            "offer_days": whole(1, 365),
            "credit_policy": text(1, 48),
        },
        {**_EVERY, "establishment_fee": _amount, "late_fee": _amount},
    ),
}
_TERMS = members(
    {},
    {
        "nickname": text(0, NICKNAME_CHARS_MAX),
        "statement": one_of(STATEMENTS),
        "overdraft_limit": _amount,
        "opening_amount": _amount,
        "term_months": _months,
    },
)
_LOAN_TERMS = members(
    {"brought_over_from": text(1, 64), "amount": whole(1, AMOUNT_MAX), "term_months": _months, "rate_ppm": _rate},
    {"nickname": text(0, NICKNAME_CHARS_MAX), "statement": one_of(STATEMENTS), "repayment": _amount},
)
_CHANGES = members({}, {"nickname": text(0, NICKNAME_CHARS_MAX), "statement": one_of(STATEMENTS), "overdraft_limit": _amount})
_KYC_RANK = {Kyc.UNVERIFIED: 0, Kyc.PENDING: 1, Kyc.VERIFIED: 2}
_KYC_NEEDED = {"unverified": 0, "pending": 1, "verified": 2}


def check_product(spec: ProductSpec) -> Rules:
    """Whether a product is sound; returns its rules. Refuses ``product_invalid`` (name, title) and what ``read_rules`` refuses."""
    if not NAME.match(spec.name):
        raise Refusal("product_invalid", "A product's name is snake_case, from 1 to 48 characters.", field="name")
    for name, words, most in (("title", spec.title, 80), ("description", spec.description, 1000)):
        if not words.strip() or len(words) > most or not words.isprintable():
            said = f"A product has a {name} of at most {most} characters, without control characters."
            raise Refusal("product_invalid", said, field=name)
    return read_rules(spec.kind, spec.rules)


def read_rules(kind: ProductKind, document: Mapping[str, Any], place: str = "rules") -> Rules:
    """The rules of a kind of product from their JSON document.

    Refuses ``rules_invalid`` with the place: a rule that this kind does not have, one that is missing or out of range (a rate over 1,000,000 ppm), a
    minimum above its maximum, a side that is wrong for the kind, an account class that is not in the chart of accounts or not on that side.
    """
    rules = Rules(**_SHAPES[kind](document, place, "rules_invalid"))
    side = "D" if kind is ProductKind.LOAN else "C"
    if rules.side != side:
        raise misfit("rules_invalid", f"{place}/side", f"must be {side} for a {kind} product")
    line = shipped_chart().get(rules.account_class)
    if line is None or line.side != side:
        raise misfit("rules_invalid", f"{place}/account_class", f"must be a line of the chart of accounts that grows on side {side}")
    for low, high in (
        ("age_minimum", "age_maximum"),
        ("loan_amount_minimum", "loan_amount_maximum"),
        ("loan_term_months_minimum", "loan_term_months_maximum"),
    ):
        least, most = getattr(rules, low), getattr(rules, high)
        if least is not None and most is not None and least > most:
            raise misfit("rules_invalid", f"{place}/{high}", f"must not be below {low} ({least})")
    if rules.overdraft_limit_maximum and "limited" not in rules.ledger_flags:
        raise misfit("rules_invalid", f"{place}/overdraft_limit_maximum", "needs the ledger flag limited")
    return rules


def read_terms(product: Product, terms: Mapping[str, Any] | None) -> dict[str, Any]:
    """The terms of a new account of a product, with what the product itself settles (term and rate of a term deposit).

    A loan has terms of its own only where it is brought over from another system (``brought_over_from``, ``amount``, ``term_months``, ``rate_ppm``, and
    ``repayment`` unless it is the annuity's); a new one needs an application.
    Refuses ``terms_invalid`` with the place, ``overdraft_limit_too_high``, ``opening_amount_too_small``, ``term_not_offered``,
    ``loan_needs_application``.
    """
    if product.kind is ProductKind.LOAN:
        return _read_loan_terms(product, terms or {})
    if not terms and product.kind is not ProductKind.TERM_DEPOSIT and not product.rules.opening_amount_minimum:
        return {}
    read: dict[str, Any] = _TERMS(terms or {}, "terms", "terms_invalid")
    rules = product.rules
    if "overdraft_limit" in read:
        check_overdraft(product, read["overdraft_limit"])
    if (opening := read.get("opening_amount", 0)) < rules.opening_amount_minimum:
        raise Refusal(
            "opening_amount_too_small",
            f"{product.title} is opened with at least {rules.opening_amount_minimum} minor units, not {opening}.",
            category=Category.RULE,
            field="terms/opening_amount",
            minimum=rules.opening_amount_minimum,
        )
    if product.kind is ProductKind.TERM_DEPOSIT:
        months = read.setdefault("term_months", rules.term_months[0])
        if months not in rules.term_months:
            offered = ", ".join(map(str, rules.term_months))
            raise Refusal(
                "term_not_offered", f"{product.title} is offered for {offered} months.", category=Category.RULE, field="terms/term_months"
            )
        read["rate_ppm"] = rules.interest_rate_ppm
    elif "term_months" in read:
        raise misfit("terms_invalid", "terms/term_months", f"does not belong to a {product.kind} product")
    return read


def _read_loan_terms(product: Product, terms: Mapping[str, Any]) -> dict[str, Any]:
    if "brought_over_from" not in terms:
        raise Refusal(
            "loan_needs_application",
            f"{product.title} is opened by accepting an application, or brought over from another system (terms/brought_over_from).",
            category=Category.RULE,
            field="product",
        )
    read: dict[str, Any] = _LOAN_TERMS(terms, "terms", "terms_invalid")
    read.setdefault("repayment", repayment(read["amount"], read["rate_ppm"], read["term_months"]))
    return read


def read_changes(product: Product, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes to an account's terms: nickname, statement, overdraft_limit. Refuses ``changes_invalid``, ``overdraft_limit_too_high``."""
    read: dict[str, Any] = _CHANGES(changes, "", "changes_invalid")
    if not read:
        raise Refusal("changes_invalid", "There is nothing to change: give nickname, statement or overdraft_limit.")
    if "overdraft_limit" in read:
        check_overdraft(product, read["overdraft_limit"], "overdraft_limit")
    return read


def check_overdraft(product: Product, limit: int, field: str = "terms/overdraft_limit") -> None:
    """Refuses ``overdraft_limit_too_high`` for a limit that the product does not allow (minor units)."""
    most = product.rules.overdraft_limit_maximum
    if limit > most:
        raise Refusal(
            "overdraft_limit_too_high",
            f"{product.title} allows an overdraft of at most {most} minor units, not {limit}.",
            category=Category.RULE,
            field=field,
            maximum=most,
        )


def check_currency(product: Product, currency: str) -> None:
    """Refuses ``currency_unknown`` and ``currency_not_offered``."""
    if currency not in CURRENCIES:
        raise Refusal("currency_unknown", f"{currency!r} is not a currency code of ISO 4217 that is in use here.", field="currency")
    if product.rules.currencies and currency not in product.rules.currencies:
        offered = ", ".join(product.rules.currencies)
        raise Refusal("currency_not_offered", f"{product.title} is offered in {offered}.", category=Category.RULE, field="currency")


def check_holder(product: Product, party: Standing, age_years: int | None) -> None:
    """Whether a party may hold the product.

    Refuses ``party_closed``, ``kyc_refused``, ``kyc_insufficient``, ``party_kind_not_allowed``, ``age_needed``, ``age_not_allowed``.
    """
    rules = product.rules
    if party.closed:
        raise Refusal("party_closed", f"Party {party.id} is closed.", category=Category.RULE, field="party")
    if party.kyc is Kyc.REFUSED:
        raise Refusal("kyc_refused", "The identity check of this party was refused.", category=Category.RULE, field="party")
    if _KYC_RANK[party.kyc] < _KYC_NEEDED[rules.kyc]:
        raise Refusal(
            "kyc_insufficient", f"{product.title} needs a party whose identity is {rules.kyc}.", category=Category.RULE, field="party"
        )
    if ("person" if party.kind is PartyKind.PERSON else "organisation") not in rules.party_kinds:
        raise Refusal(
            "party_kind_not_allowed", f"{product.title} is for {' and '.join(rules.party_kinds)}s.", category=Category.RULE, field="party"
        )
    if party.kind is PartyKind.PERSON:
        check_age(product, age_years)


def check_age(product: Product, age_years: int | None) -> None:
    """Refuses ``age_needed`` where the product has an age limit and no age is given, and ``age_not_allowed`` outside of the limits."""
    low, high = product.rules.age_minimum, product.rules.age_maximum
    if low is None and high is None:
        return
    if age_years is None:
        raise Refusal("age_needed", f"{product.title} has an age limit: the holder's age must be given.", field="age_years")
    if (low is not None and age_years < low) or (high is not None and age_years > high):
        between = f"from {low or 0} years" + (f" to {high}" if high is not None else "")
        raise Refusal("age_not_allowed", f"{product.title} is for holders {between}.", category=Category.RULE, field="age_years")
