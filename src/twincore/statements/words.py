"""How figures and dates are put into words for members. Pure."""

from datetime import date
from functools import cache

from twincore.kernel.money import CURRENCIES
from twincore.products.interest import Plan

_PPM_OF_PERCENT = 10_000


def money(amount: int, currency: str) -> str:
    """An amount in words: ``$1,234.50`` for Australian dollars, ``NZD 1,234.50`` for others; ``-$5.00`` below zero."""
    sign = "-" if amount < 0 else ""
    mark = "$" if currency == "AUD" else f"{currency} "
    return f"{sign}{mark}{plain(abs(amount), currency)}"


def plain(amount: int, currency: str) -> str:
    """An amount without its currency: ``1,234.50``."""
    digits = CURRENCIES[currency][1]
    if not digits:
        return f"{amount:,}"
    whole, rest = divmod(abs(amount), 10**digits)
    return f"{'-' if amount < 0 else ''}{whole:,}.{rest:0{digits}}"


@cache
def day(of: date) -> str:
    """``31 July 2026``."""
    return f"{of.day} {of:%B} {of.year}"


@cache
def short_day(of: date) -> str:
    """``31 Jul 2026``."""
    return f"{of.day:02} {of:%b} {of.year}"


def percent(rate_ppm: int) -> str:
    """A rate a year: ``4.35%``, with two digits at least and four at the most."""
    whole, rest = divmod(rate_ppm, _PPM_OF_PERCENT)
    digits = f"{rest:04}".rstrip("0").ljust(2, "0")
    return f"{whole}.{digits}%"


def days(count: int) -> str:
    """``1 day``, ``30 days``."""
    return "1 day" if count == 1 else f"{count} days"


def bsb(number: int) -> str:
    """``802-001``."""
    return f"{number // 1000:03}-{number % 1000:03}"


def account(bsb_number: int, number: int) -> str:
    """``802-001 100000019``."""
    return f"{bsb(bsb_number)} {number}"


def plan_words(plan: Plan, currency: str) -> dict[str, str]:
    """What a plan says to a member, by subject."""
    told: dict[str, str] = {}
    if len(plan.tiers) == 1:
        told["Interest"] = f"{percent(plan.tiers[0].rate_ppm)} a year"
    else:
        rates = [f"{percent(tier.rate_ppm)} from {money(tier.from_amount, currency)}" for tier in plan.tiers]
        told["Interest"] = ", ".join(rates) + (" on the whole balance" if plan.whole_balance else " on that part of the balance")
    bonus, fee, overdraft = plan.bonus, plan.monthly_fee, plan.overdraft
    if bonus is None:
        told["Bonus interest"] = "none"
    else:
        told["Bonus interest"] = (
            f"{percent(bonus.rate_ppm)} a year in a month with deposits of {money(bonus.deposit_minimum, currency)} or more and"
            f" no more than {bonus.withdrawals_maximum} withdrawals"
        )
    told["Interest on an overdrawn balance"] = percent(overdraft.rate_ppm) + " a year" if overdraft else "none"
    told["Overdraft fee"] = money(overdraft.fee, currency) if overdraft and overdraft.fee else "none"
    told["Monthly fee"] = money(fee.amount, currency) if fee and fee.amount else "none"
    return told
