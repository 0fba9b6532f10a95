"""The tally: counts what the platform took and what it refused, for the report."""

from collections import Counter
from datetime import date

from twincore.simulation.bank import NightPosting
from twincore.simulation.intents import BY_CHOICE, CARD_ACTS, DAY, Act, Intent
from twincore.simulation.mind import Book
from twincore.simulation.report import Day, Line
from twincore.simulation.world import billers, categories

GROUPS: dict[str, frozenset[Act]] = {
    "Pay": frozenset({Act.SALARY, Act.BENEFIT}),
    "Cards": frozenset({Act.CARD, Act.CAPTURE, Act.SUBSCRIPTION, Act.REFUND, Act.PAY_CARD}),
    "Home and bills": frozenset({Act.RENT, Act.MORTGAGE, Act.BILL, Act.DIRECT_DEBIT}),
    "People": frozenset({Act.PAY_MEMBER, Act.PAY_OUT, Act.RECEIVE, Act.OWN_OUT}),
    "Savings": frozenset({Act.SAVE, Act.DRAW_SAVINGS}),
    "Loans": frozenset({Act.LOAN_DRAW, Act.SPEND_LOAN}),
    "Cash": frozenset({Act.CASH_OUT, Act.CASH_IN}),
}
"""How the report groups transactions."""
GROUP_OF = {act: group for group, acts in GROUPS.items() for act in acts}
NO_MONEY = frozenset({Act.AUTHORISE, Act.RELEASE, Act.SET_ASIDE})
"""Acts that move no money: steps of a purchase, a look at the balance. They are not counted as transactions."""
NIGHTLY = {"interest_credit": ("Savings", "interest"), "loan_repayment": ("Loans", "loan"), "internal_transfer": ("Savings", "savings")}
"""What nights post for members and the report counts with the day: group and category by transaction code."""
EXPECTED = frozenset({"insufficient_funds"})
"""Refusals that belong to ordinary life. Any other means that the run asked for something wrong."""
TITLES = {
    "salary": "Salary", "benefits": "Pensions and benefits", "housing": "Rent and mortgages", "people": "People", "savings": "Savings",
    "own_accounts": "Own accounts elsewhere", "cash": "Cash", "loan": "Loan repayments", "loan_draw": "Loans drawn",
    "card_paid": "Credit cards paid", "loan_spent": "Bought with a loan", "interest": "Interest",
}  # fmt: skip
HELD = ("transaction", "savings", "savings_goal", "term_deposit", "personal_loan")


class Tally:
    """Everything counted so far."""

    def __init__(self, calendar: list[date]) -> None:
        self.transactions = 0
        self.volume = 0
        self.undone = 0
        self.refusals: Counter[str] = Counter()
        self.unexpected: list[dict[str, str]] = []
        self.holds: Counter[str] = Counter()
        self.fraud: Counter[str] = Counter()
        self.fraud_labels: list[dict[str, str]] = []
        self.daily = [Day(day.isoformat(), day.weekday(), {}, {}, {}) for day in calendar]
        self.hours = [[0] * 24 for _ in range(7)]
        self._categories: dict[str, Line] = {}
        self._merchants: dict[str, Line] = {}

    def taken(self, intent: Intent, transaction: str) -> None:
        """The platform took it. transaction: its id."""
        if intent.act is Act.AUTHORISE:
            self.holds["placed"] += 1
        elif intent.act is Act.CAPTURE:
            assert intent.origin is not None
            self.holds["captured_in_part" if intent.amount < intent.origin.amount else "captured"] += 1
        elif intent.act is Act.RELEASE:
            self.holds["released"] += 1
        self._label(intent, transaction, "taken")
        day = self.daily[intent.at // DAY]
        if intent.act in CARD_ACTS - {Act.SUBSCRIPTION} or intent.act in BY_CHOICE:
            self.hours[day.weekday][intent.at % DAY // 60] += 1
        if intent.act in NO_MONEY:
            return
        self.transactions += 1
        self.volume += intent.amount
        group = GROUP_OF[intent.act]
        day.counts[group] = day.counts.get(group, 0) + 1
        day.volumes[group] = day.volumes.get(group, 0) + intent.amount
        _count(self._categories, intent.category, intent.amount)
        if intent.act in (Act.CARD, Act.CAPTURE) and intent.fraud is None:
            _count(self._merchants, intent.party, intent.amount)

    def night(self, n: int, posting: NightPosting) -> None:
        """The night after a day of the calendar has posted something."""
        if posting.code not in NIGHTLY:
            return
        group, category = NIGHTLY[posting.code]
        first, *others = (amount for _, _, amount in posting.legs)
        amount = first - sum(others) if posting.code == "interest_credit" else first + sum(others)
        day = self.daily[n]
        self.transactions += 1
        self.volume += amount
        day.counts[group] = day.counts.get(group, 0) + 1
        day.volumes[group] = day.volumes.get(group, 0) + amount
        _count(self._categories, category, amount)

    def refused(self, intent: Intent, transaction: str, code: str, message: str) -> None:
        """The platform said no, with a code. transaction: the id it would have had."""
        self._label(intent, transaction, code)
        self.refusals[code] += 1
        if code not in EXPECTED:
            self.unexpected.append({"act": intent.act.value, "code": code, "message": message})

    def _label(self, intent: Intent, transaction: str, outcome: str) -> None:
        if intent.fraud is not None:
            self.fraud[intent.fraud] += 1
            self.fraud_labels.append({"transaction": transaction, "pattern": intent.fraud, "outcome": outcome})

    def surprised(self, intent: Intent, taken: bool, code: str) -> None:
        """The platform decided otherwise than the simulation's own book says it should: one of the two is wrong."""
        said = "taken although the account has too little" if taken else "refused although the account has enough"
        self.unexpected.append({"act": intent.act.value, "code": code or "taken", "message": said})

    def close_day(self, n: int, book: Book) -> None:
        """Note what members hold and owe at the end of a day of the calendar."""
        self.daily[n].balances = {product: book.total(product) for product in HELD}

    def categories(self) -> list[Line]:
        """All categories by their titles, the largest volume first."""
        titles = TITLES | {c.name: c.title for c in categories()} | {b.name: b.title for b in billers().bills}
        lines = [Line(titles.get(name, name), line.count, line.volume) for name, line in self._categories.items()]
        return sorted(lines, key=lambda line: (-line.volume, line.name))

    def merchants(self, most: int = 12) -> list[Line]:
        """The merchants with the largest volume."""
        return sorted(self._merchants.values(), key=lambda line: (-line.volume, line.name))[:most]


def _count(lines: dict[str, Line], name: str, amount: int) -> None:
    line = lines.setdefault(name, Line(name))
    line.count += 1
    line.volume += amount
