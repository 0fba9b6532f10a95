"""Pure decisions of the general ledger: what a journal by hand may be, how its lines pair up, periods, translation between currencies."""

from calendar import monthrange
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from twincore.gl.model import (
    ACCOUNT_MAX,
    LINES_MAX,
    RATE_MAX,
    RATE_UNIT,
    WORDS_MAX,
    Entry,
    GlAccount,
    GlAccountSpec,
    JournalLine,
    JournalSpec,
)
from twincore.kernel.money import AMOUNT_MAX, CURRENCIES, currency_number
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.transactions import half_even

_ACTOR_MAX = 255


def first_of_month(day: date) -> date:
    """The first day of a date's month: it names the period."""
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    """The last day of a date's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def check_words(value: str, field: str) -> str:
    """The words, if they may stand in the books; refuses ``gl_words_invalid`` (empty, above 280 characters, unprintable)."""
    if not value.strip() or len(value) > WORDS_MAX or not value.isprintable():
        raise Refusal("gl_words_invalid", f"{field} has 1 to {WORDS_MAX} printable characters.", field=field)
    return value


def check_actor(value: str, field: str) -> str:
    """Who acts; refuses ``gl_actor_invalid`` for nobody."""
    if not value.strip() or len(value) > _ACTOR_MAX or not value.isprintable():
        raise Refusal("gl_actor_invalid", f"{field} says who acts, in 1 to {_ACTOR_MAX} printable characters.", field=field)
    return value


def check_account(spec: GlAccountSpec) -> GlAccountSpec:
    """The line, if a chart may have it; refuses ``gl_account_invalid`` and ``gl_words_invalid``."""
    if not 1 <= spec.number <= ACCOUNT_MAX:
        raise Refusal("gl_account_invalid", f"A line's number is from 1 to {ACCOUNT_MAX}, not {spec.number}.", field="number")
    check_words(spec.title, "title")
    if spec.heading:
        check_words(spec.heading, "heading")
    if spec.control and spec.kind.result:
        raise Refusal("gl_account_invalid", "Only lines of the balance sheet follow a subledger.", field="control")
    return spec


def check_journal(spec: JournalSpec, chart: Mapping[int, GlAccount], home: str) -> list[Entry]:
    """The entries of a journal by hand, paired by ``pair``.

    Refuses, with the line: ``gl_words_invalid``, ``journal_lines_invalid`` (fewer than 2 lines, or too many), ``journal_line_invalid`` (not one
    positive side), ``currency_unknown``, ``journal_unbalanced``, and what ``check_line`` refuses.
    """
    check_words(spec.title, "title")
    if not 2 <= len(spec.lines) <= LINES_MAX:
        raise Refusal("journal_lines_invalid", f"A journal has 2 to {LINES_MAX} lines, not {len(spec.lines)}.", field="lines")
    sums: dict[str, int] = {}
    for place, line in enumerate(spec.lines):
        field = f"lines/{place}"
        currency_number(line.currency or home, f"{field}/currency")
        if line.words:
            check_words(line.words, f"{field}/words")
        if (line.debit > 0) == (line.credit > 0) or min(line.debit, line.credit) < 0 or max(line.debit, line.credit) > AMOUNT_MAX:
            raise Refusal("journal_line_invalid", f"A line debits or credits from 1 to {AMOUNT_MAX} minor units, not both.", field=field)
        check_line(chart, line.account, spec.date, f"{field}/account", by_hand=True)
        currency = line.currency or home
        sums[currency] = sums.get(currency, 0) + line.debit - line.credit
    for currency, total in sums.items():
        if total:
            more, less = ("debits", "credits") if total > 0 else ("credits", "debits")
            raise Refusal(
                "journal_unbalanced",
                f"The {more} in {currency} exceed the {less} by {abs(total)} minor units.",
                field="lines",
                difference=total,
            )
    return pair(spec.lines, home)


def check_line(chart: Mapping[int, GlAccount], number: int, day: date, field: str, *, by_hand: bool = False) -> GlAccount:
    """The line of the chart, if an entry of a date may stand there.

    Refuses ``gl_account_not_found``, ``gl_account_closed`` and, by hand, ``gl_account_controlled``.
    """
    account = chart.get(number)
    if account is None:
        raise not_found("gl_account", number, field)
    if not account.takes(day):
        raise Refusal("gl_account_closed", f"{number} {account.title} takes no entry dated {day}.", category=Category.RULE, field=field)
    if by_hand and account.control:
        raise Refusal(
            "gl_account_controlled",
            f"{number} {account.title} follows a subledger: post a transaction to an account there instead.",
            category=Category.RULE,
            field=field,
        )
    return account


def pair(lines: Sequence[JournalLine], home: str) -> list[Entry]:
    """Balanced one-sided lines as entries that each debit one account and credit another: debits in order meet credits in order."""
    entries = []
    for currency in dict.fromkeys(line.currency or home for line in lines):
        these = [line for line in lines if (line.currency or home) == currency]
        debited = deque((line, line.debit) for line in these if line.debit)
        credited = deque((line, line.credit) for line in these if line.credit)
        while debited:
            (debit, left), (credit, right) = debited.popleft(), credited.popleft()
            amount = min(left, right)
            entries.append(Entry(debit.account, credit.account, currency, amount, words=debit.words or credit.words or None))
            if left > amount:
                debited.appendleft((debit, left - amount))
            if right > amount:
                credited.appendleft((credit, right - amount))
    return entries


def read_rate(value: str) -> int:
    """Billionths of a rate written as a plain decimal number such as "1.5283"; refuses ``exchange_rate_invalid``."""
    try:
        rate = Decimal(value)
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or not 0 < rate <= RATE_MAX or rate * RATE_UNIT != int(rate * RATE_UNIT):
        raise Refusal(
            "exchange_rate_invalid",
            f"A rate is a decimal number above 0, at most {RATE_MAX}, with at most nine digits after the point, not {value!r}.",
            field="rate",
        )
    return int(rate * RATE_UNIT)


def translate(amount: int, rate: int, currency: str, home: str) -> int:
    """Minor units of ``home`` that minor units of ``currency`` are worth at a rate in billionths, half to even."""
    return half_even(amount * rate * 10 ** CURRENCIES[home][1], RATE_UNIT * 10 ** CURRENCIES[currency][1])


def rate_of(rates: Mapping[str, int], currency: str, day: date) -> int:
    """The rate of a currency among those of a date; refuses ``exchange_rate_missing``."""
    if currency not in rates:
        raise Refusal(
            "exchange_rate_missing",
            f"There is no rate of {currency} on {day} or before: record one.",
            category=Category.RULE,
            field="currency",
        )
    return rates[currency]


def to_zero(balances: Iterable[tuple[int, str, int]], against: int) -> list[Entry]:
    """Entries that bring balances (account, currency, debits less credits) to zero, against one account."""
    return [
        Entry(against, account, currency, balance) if balance > 0 else Entry(account, against, currency, -balance)
        for account, currency, balance in balances
        if balance
    ]
