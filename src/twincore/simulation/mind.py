"""What a member knows and decides when the moment comes: the balance on the phone, and whether to pay, wait, or take it from savings first."""

from dataclasses import dataclass, field

from twincore.simulation.intents import BY_CHOICE, INCOMING, Act, Intent
from twincore.simulation.members import Member
from twincore.simulation.seeds import Seed

TRANSACTION = "transaction"
CARD = "credit_card"
SAVINGS = ("savings", "savings_goal")
TOP_UP_STEP = 50_00
"""Members take round sums from savings."""
CARELESS_TRIES = 0.6
"""How often a careless member tries although there is too little."""
TAKES_TIME = frozenset({Act.RENT, Act.MORTGAGE, Act.BILL, Act.DIRECT_DEBIT})
"""What a member sees coming and tops up for."""


@dataclass
class Book:
    """What is available on each account as its owner knows it, minor units, by (member, product). Loans are what is owed."""

    available: dict[tuple[int, str], int] = field(default_factory=dict)
    limits: dict[tuple[int, str], int] = field(default_factory=dict)
    """What of that is a limit granted and not the owner's money."""

    def of(self, member: int, product: str = TRANSACTION) -> int:
        """Available minor units; 0 where there is no such account."""
        return self.available.get((member, product), 0)

    def add(self, member: int, product: str, amount: int) -> None:
        """Move what is known by an amount (negative: less)."""
        key = (member, product)
        self.available[key] = self.available.get(key, 0) + amount

    def grant(self, member: int, product: str, limit: int) -> None:
        """A limit is granted on an account."""
        self.limits[member, product] = limit
        self.add(member, product, limit)

    def owed(self, member: int, product: str) -> int:
        """What is owed on an account with a limit."""
        return max(0, self.limits.get((member, product), 0) - self.of(member, product))

    def total(self, product: str) -> int:
        """The sum over all members of a product, without limits."""
        lent = sum(limit for (_, held), limit in self.limits.items() if held == product)
        return sum(amount for (_, held), amount in self.available.items() if held == product) - lent


class Mind:
    """Decides for all members. Pure but for the book: the same intent with the same book is decided alike."""

    def __init__(self, seed: Seed, members: list[Member], book: Book) -> None:
        self._seed = seed
        self._members = {member.number: member for member in members}
        self.book = book
        self.done: set[int] = set()
        """Numbers of the purchases that the platform has taken, for what depends on them."""

    def decide(self, intent: Intent) -> list[Intent]:
        """What is really asked of the platform for an intent: nothing, itself, or a withdrawal from savings and then itself.

        Amounts may be lowered (savings that are no longer there). Intents returned without a number are new.
        """
        if intent.origin is not None:
            intent.account = intent.origin.account  # where it was paid from in the end
            return [intent] if intent.origin.number in self.done else []
        if intent.act is Act.DRAW_SAVINGS:
            left = self.book.of(intent.member, intent.account)
            intent.amount = min(intent.amount, left - left % 100)
            return [intent] if intent.amount > 0 else []
        if intent.act is Act.SET_ASIDE:
            short = intent.amount - self.book.of(intent.member)
            top_up = self._top_up(intent, short) if short > 0 else None
            return [] if top_up is None else [top_up]
        if intent.act is Act.PAY_CARD:
            owed, there = self.book.owed(intent.member, CARD), self.book.of(intent.member)
            intent.amount = min(intent.amount, owed, max(there, 0))
            return [intent] if intent.amount > 0 else []
        if intent.fraud is not None or intent.act not in BY_CHOICE | TAKES_TIME:
            return [intent]
        short = intent.amount - self.book.of(intent.member, CARD if intent.account == CARD else TRANSACTION)
        if short <= 0:
            return [intent]
        if intent.act is Act.SAVE:
            return []
        if intent.account == CARD:
            intent.account = TRANSACTION  # the limit is used up: the other card
            short = intent.amount - self.book.of(intent.member)
            if short <= 0:
                return [intent]
        random = self._seed.stream("mind", intent.number)
        member = self._members[intent.member]
        if random.random() < (0.35 if member.careless else 0.8) and (top_up := self._top_up(intent, short)) is not None:
            return [top_up, intent]
        if intent.act in TAKES_TIME:
            return [intent]  # the payment is tried whatever the balance
        return [intent] if random.random() < (CARELESS_TRIES if member.careless else 0.06) else []

    def _top_up(self, intent: Intent, short: int) -> Intent | None:
        wanted = -(-short // TOP_UP_STEP) * TOP_UP_STEP
        for account in SAVINGS:
            if self.book.of(intent.member, account) >= wanted:
                return Intent(intent.at, intent.member, Act.DRAW_SAVINGS, wanted, "savings", "Savings", account=account)
        return None

    def can_pay(self, intent: Intent) -> bool:
        """Whether the paying account has enough, so that the platform should take the intent; what has no paying member always has."""
        if intent.act in INCOMING or intent.origin is not None:
            return True
        payer = intent.account if intent.act in (Act.DRAW_SAVINGS, Act.CARD) else TRANSACTION
        return intent.amount <= self.book.of(intent.member, payer)

    def settle(self, intent: Intent, *, sign: int = 1) -> None:
        """Enter an intent into the book as if the platform took it; with sign -1 take that back."""
        amount, member = intent.amount * sign, intent.member
        match intent.act:
            case Act.SAVE | Act.PAY_CARD:
                self.book.add(member, TRANSACTION, -amount)
                self.book.add(member, intent.account, amount)
            case Act.DRAW_SAVINGS:
                self.book.add(member, intent.account, -amount)
                self.book.add(member, TRANSACTION, amount)
            case Act.PAY_MEMBER:
                self.book.add(member, TRANSACTION, -amount)
                self.book.add(intent.other, TRANSACTION, amount)
            case Act.LOAN_DRAW:
                self.book.add(member, TRANSACTION, amount)
                self.book.add(member, intent.account, amount + intent.fee * sign)
            case Act.CAPTURE | Act.RELEASE:
                assert intent.origin is not None
                self.book.add(member, TRANSACTION, intent.origin.amount * sign - amount)
            case Act.REFUND:
                self.book.add(member, intent.account, amount)
            case Act.CARD:
                self.book.add(member, intent.account, -amount)
            case Act.SALARY | Act.BENEFIT | Act.RECEIVE | Act.CASH_IN:
                self.book.add(member, TRANSACTION, amount)
            case _:
                self.book.add(member, TRANSACTION, -amount)
