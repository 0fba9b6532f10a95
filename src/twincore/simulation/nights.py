"""Nights: the operator's desk ends each business date, reads what the night has posted, and enters it into the simulation's book.

The book says beforehand what interest on savings is due; everything else that a night posts (fees, interest charged, instalments collected) is taken
from what the platform tells, transfer by transfer, so that at the end each balance must agree with the book.
"""

import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from twincore.simulation.bank import Bank, NightPosting
from twincore.simulation.intents import DAY
from twincore.simulation.mind import SAVINGS, Book
from twincore.simulation.plan import Plan
from twincore.simulation.rates import FEE_WAIVED_BELOW_AGE, FEE_WAIVED_FROM_AGE, FEE_WAIVED_FROM_SALARY
from twincore.simulation.recount import InterestRecount, Key
from twincore.simulation.report import Banking, Fee, Night, NightLine

NIGHT_MINUTE = 5
"""Minutes after midnight at which the operator's desk ends the date before."""
OWED = frozenset({"personal_loan"})
"""Accounts of which the book knows what is owed, not what is there."""
INTEREST_PAID = frozenset({"interest_credit", "interest_correction"})
INTEREST_CHARGED = frozenset(
    {"interest_debit", "overdraft_interest_refund", "loan_interest_charge", "loan_interest_refund", "card_interest"}
)
FEES = frozenset({"monthly_fee", "overdraft_fee", "late_fee", "card_late_fee", "card_over_limit_fee"})
OTHERS = {
    "loan_repayment": "collection",
    "internal_transfer": "standing_order",
    "term_deposit_maturity": "maturity",
    "overdraft_cover": "protection",
}
MEMBERS_OWN = frozenset({"internal_transfer", "overdraft_cover", "term_deposit_maturity"})
"""Codes that count as the holder's own deposits and withdrawals, for the bonus."""
GIVEN_BACK = frozenset({"interest_correction", "overdraft_interest_refund", "loan_interest_refund"})
"""Codes that take away from their group."""


def group_of(code: str) -> str:
    """The group of a transaction code among what nights post."""
    if code in INTEREST_PAID:
        return "interest_paid"
    if code in INTEREST_CHARGED:
        return "interest_charged"
    if code in FEES:
        return "fee"
    return OTHERS.get(code, "other")


class Nights:
    """Ends dates. accounts: ids by (member, product), which may grow; breaches: what does not hold is added to them."""

    def __init__(self, plan: Plan, bank: Bank, accounts: Mapping[Key, int], book: Book, banking: Banking, breaches: list[str]) -> None:
        self.recount = InterestRecount({member.number for member in plan.members if member.tfn is None})
        self.banking = banking
        self.after: Callable[[date, int, bool], None] | None = None
        """Who is told that a night is over: (date, notices prepared, whether a month has ended)."""
        self._plan, self._bank, self._accounts, self._book, self._breaches = plan, bank, accounts, book, breaches
        self._under_way: tuple[date, float, bool] | None = None
        """The night whose books are being done: its date, how long it was waited for, whether a month has ended."""
        self._owners: dict[int, Key] = {}
        self._lines: dict[str, NightLine] = {}
        self._fees: dict[str, Fee] = {}
        self._salary: dict[int, int] = {}

    def deposit(self, member: int, product: str, amount: int) -> None:
        """A member has put money into an account."""
        if product in SAVINGS:
            self.recount.deposit((member, product), amount)

    def withdraw(self, member: int, product: str) -> None:
        """A member has taken money out of an account."""
        if product in SAVINGS:
            self.recount.withdraw((member, product))

    def salary(self, member: int, amount: int) -> None:
        """Salary was paid in."""
        self._salary[member] = self._salary.get(member, 0) + amount

    def end(self, n: int) -> list[NightPosting]:
        """End a day of the plan, or one before it (n below 0); gives what its night posted."""
        day = self._plan.scenario.start + timedelta(days=n)
        balances = {key: self._book.of(*key) for key in self._accounts if key[1] in SAVINGS}
        due = self.recount.end_day(day, balances)
        self.finish()
        self._bank.set_clock(self._plan.at_us((n + 1) * DAY + NIGHT_MINUTE))
        began = time.perf_counter()
        posted_count = self._bank.begin_night(day)
        self._under_way = day, time.perf_counter() - began, due is not None
        postings = self._bank.night_postings() if posted_count else []
        if len(self._owners) != len(self._accounts):
            self._owners = {account: key for key, account in self._accounts.items()}
        interest: dict[Key, tuple[int, int]] = {}
        for posting in postings:
            self._enter(posting, day)
            self._count(posting)
            if posting.code == "interest_credit":
                key, amount, tax = self._interest(posting)
                interest[key] = amount, tax
        if due is not None:
            posted = {key: amounts for key, amounts in interest.items() if key[1] in SAVINGS}
            self._breaches += self.recount.compare(day, due, posted)
            self._waivers(day, postings)
        if due is not None:
            self.finish()  # the books of a month are read before the next day begins
        return postings

    def finish(self) -> None:
        """Wait for the night that is under way, if there is one: its books are done while the next day is lived."""
        if self._under_way is None:
            return
        day, waited_s, month_ends = self._under_way
        self._under_way = None
        night = self._bank.finish_night(day)
        night.seconds = round(night.seconds + waited_s, 3)
        self.banking.nights.append(night)
        self._look_at(night)
        self.banking.arrears.append(self._bank.arrears_on(day))
        if self.after is not None:
            self.after(day, night.notices, month_ends)

    def conclude(self) -> None:
        """What the nights came to."""
        self.finish()
        banking = self.banking
        banking.postings = sorted(self._lines.values(), key=lambda line: (line.group, line.code))
        banking.fees = sorted(self._fees.values(), key=lambda fee: -fee.volume)
        banking.recount = self.recount.result
        for group, name in (("interest_paid", "interest_paid"), ("interest_charged", "interest_charged"), ("tax", "tax_withheld")):
            signed = [line.volume * (-1 if line.code in GIVEN_BACK else 1) for line in banking.postings if line.group == group]
            setattr(banking, name, sum(signed))

    def _look_at(self, night: Night) -> None:
        if night.discrepancies:
            self._breaches.append(f"the night of {night.date} found {night.discrepancies} discrepancies")
        if not night.trial_balance_zero:
            self._breaches.append(f"the trial balance of {night.date} is not zero")

    def _enter(self, posting: NightPosting, day: date) -> None:
        """Enter a posting into the book."""
        for debit, credit, amount in posting.legs:
            for account, signed in ((debit, -amount), (credit, amount)):
                key = self._owners.get(account)
                if key is None:
                    continue
                self._book.add(*key, -signed if key[1] in OWED else signed)
                if posting.value_date <= day and key[1] in SAVINGS:  # the cover of an overdraft counts from the day that it covers
                    self.recount.correct(key, signed)
                if posting.code in MEMBERS_OWN and signed > 0:
                    self.deposit(*key, amount)
                elif posting.code in MEMBERS_OWN:
                    self.withdraw(*key)

    def _count(self, posting: NightPosting) -> None:
        amount = sum(amount for _, _, amount in posting.legs)
        group = group_of(posting.code)
        if posting.code == "interest_credit":
            amount = posting.legs[0][2]
            for _, _, tax in posting.legs[1:]:
                self._line("withholding_tax", "Tax withheld", "tax", tax)
        elif posting.code == "term_deposit_maturity":
            amount = posting.legs[-1][2]
            for debit, credit, part in posting.legs:
                if debit not in self._owners:
                    self._line("term_deposit_interest", "Interest of term deposits", "interest_paid", part)
                elif credit not in self._owners:
                    self._line("withholding_tax", "Tax withheld", "tax", part)
        self._line(posting.code, posting.title, group, amount)
        if group == "fee":
            fee = self._fee(posting.code, posting.title)
            fee.count += 1
            fee.volume += amount

    def _line(self, code: str, title: str, group: str, amount: int) -> None:
        line = self._lines.setdefault(code, NightLine(code, title, group))
        line.count += 1
        line.volume += amount

    def _fee(self, code: str, title: str) -> Fee:
        return self._fees.setdefault(code, Fee(code, title))

    def _interest(self, posting: NightPosting) -> tuple[Key, int, int]:
        (_, account, amount), *tax = posting.legs
        return self._owners.get(account, (0, str(account))), amount, sum(leg[2] for leg in tax)

    def _waivers(self, day: date, postings: list[NightPosting]) -> None:
        """Whose monthly fee was waived, and why: by age and salary as the members know them, else by the balance (or it was not there to be taken)."""
        salary, self._salary = self._salary, {}
        if day < self._plan.scenario.start:
            return
        fee = self._fee("monthly_fee", "Monthly account fee")
        paid = {self._owners.get(leg[0]) for posting in postings if posting.code == "monthly_fee" for leg in posting.legs}
        for member in self._plan.members:
            if (member.number, "transaction") in paid:
                continue
            age = member.age_on(day)
            if age < FEE_WAIVED_BELOW_AGE or age >= FEE_WAIVED_FROM_AGE:
                reason = "age"
            elif salary.get(member.number, 0) >= FEE_WAIVED_FROM_SALARY:
                reason = "salary"
            else:
                reason = "balance"
            fee.waived += 1
            fee.waivers[reason] = fee.waivers.get(reason, 0) + 1
