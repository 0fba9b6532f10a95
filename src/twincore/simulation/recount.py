"""Interest on savings worked out a second time: from the simulation's own book, in fractions, as the terms of the account say and no other way.

A day's interest is that of the balance at its end, kept in millionths of a minor unit; a month's is the sum so far, to the nearest minor unit, less
what was paid before. The bonus belongs to a calendar month that kept its conditions. What the bank posted is compared account by account.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from twincore.simulation.rates import (
    BONUS_DEPOSIT,
    BONUS_PPM,
    BONUS_WITHDRAWALS,
    SAVINGS_RATE_PPM,
    SAVINGS_UPPER_FROM,
    SAVINGS_UPPER_PPM,
    WITHHOLDING_PPM,
    YEAR_DAYS,
)
from twincore.simulation.report import Recount

MICRO = 1_000_000
Key = tuple[int, str]
"""(member, product)"""


@dataclass(slots=True)
class _Account:
    """An account's interest so far: earned and the month's bonus (micro-units), paid (minor units), deposits and withdrawals of the month."""

    earned: int = 0
    bonus: int = 0
    paid: int = 0
    deposited: int = 0
    withdrawals: int = 0
    kept: bool = False  # whether the month that has ended last kept the conditions of the bonus


def day_interest(balance: int) -> int:
    """Interest of a day on a balance (minor units) without bonus, in micro-units, half to even."""
    lower, upper = min(balance, SAVINGS_UPPER_FROM), max(0, balance - SAVINGS_UPPER_FROM)
    yearly = lower * SAVINGS_RATE_PPM + upper * SAVINGS_UPPER_PPM  # ppm of minor units are micro-units
    return round(Fraction(yearly, YEAR_DAYS))


def day_bonus(balance: int) -> int:
    """The bonus of a day on a balance, in micro-units, half to even."""
    return round(Fraction(balance * BONUS_PPM, YEAR_DAYS))


def tax_of(interest: int) -> int:
    """Tax withheld of interest where no tax number was given; minor units, half to even."""
    return round(Fraction(interest * WITHHOLDING_PPM, MICRO))


class InterestRecount:
    """Recounts the interest of all savings accounts. without_tfn: members whose interest is taxed at the source."""

    def __init__(self, without_tfn: set[int]) -> None:
        self.result = Recount()
        self._without_tfn = without_tfn
        self._accounts: dict[Key, _Account] = {}
        self._balances: dict[Key, int] = {}
        self._month_ended = False

    def deposit(self, key: Key, amount: int) -> None:
        """The holder has put money in."""
        self._account(key).deposited += amount

    def withdraw(self, key: Key) -> None:
        """The holder has taken money out."""
        self._account(key).withdrawals += 1

    def end_day(self, day: date, balances: dict[Key, int]) -> dict[Key, tuple[int, int]] | None:
        """A day is over with these balances; on the last of a month, what is due: (interest, tax) by account, without those that get none."""
        self._balances = dict(balances)
        for key, balance in balances.items():
            account = self._account(key)
            if balance > 0:
                account.earned += day_interest(balance)
                account.bonus += day_bonus(balance)
        self._month_ended = (day + timedelta(days=1)).month != day.month
        if not self._month_ended:
            return None
        due = {}
        for key, account in self._accounts.items():
            account.kept = account.deposited >= BONUS_DEPOSIT and account.withdrawals <= BONUS_WITHDRAWALS
            if account.kept:
                account.earned += account.bonus
            interest = round(Fraction(account.earned, MICRO)) - account.paid
            account.paid += interest
            account.bonus = account.deposited = account.withdrawals = 0
            if interest:
                due[key] = (interest, tax_of(interest) if key[0] in self._without_tfn else 0)
        return due

    def correct(self, key: Key, amount: int) -> None:
        """Money moved (amount below 0: out) as of the day that has ended last, and was posted after it: that day's interest is another."""
        account, before = self._account(key), self._balances.get(key, 0)
        after = self._balances[key] = before + amount
        account.earned += day_interest(max(0, after)) - day_interest(max(0, before))
        bonus = day_bonus(max(0, after)) - day_bonus(max(0, before))
        if not self._month_ended:
            account.bonus += bonus
        elif account.kept:
            account.earned += bonus

    def compare(self, day: date, due: dict[Key, tuple[int, int]], posted: dict[Key, tuple[int, int]]) -> list[str]:
        """Hold what is due beside what the bank posted; gives a line for each difference."""
        result = self.result
        differences = []
        for key in sorted(self._accounts | posted):
            ours, theirs = due.get(key, (0, 0)), posted.get(key, (0, 0))
            if ours != theirs:
                told = f"interest of member {key[0]}'s {key[1]} on {day}: recounted {ours[0]} less tax {ours[1]}"
                differences.append(f"{told}, posted {theirs[0]} less tax {theirs[1]}")
        computed, paid = (sum(interest for interest, _ in one.values()) for one in (due, posted))
        result.accounts = len(self._accounts)
        result.compared += len(self._accounts | posted)
        result.differences += len(differences)
        result.computed += computed
        result.posted += paid
        result.tax_computed += sum(tax for _, tax in due.values())
        result.tax_posted += sum(tax for _, tax in posted.values())
        result.by_month.append((day.isoformat()[:7], computed, paid))
        return differences

    def _account(self, key: Key) -> _Account:
        return self._accounts.setdefault(key, _Account())
