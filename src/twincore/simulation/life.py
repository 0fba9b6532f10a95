"""Life: the plan is lived slot by slot. The tenant's clock moves on, and what members decide in that slot is asked of the platform in order.

Everything that is sent follows from the seed and from the platform's earlier answers, so the same seed makes the same journal.
"""

from collections import deque
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby

from twincore.simulation.bank import Answer, Bank, LoanAnswer, Progress
from twincore.simulation.commitments import instalment
from twincore.simulation.holdings import Card
from twincore.simulation.instructions import Desk, Instruction, Writer, desk_of, on_its_own
from twincore.simulation.intents import DAY, Act, Intent, LoanWish
from twincore.simulation.mind import CARD, Book, Mind
from twincore.simulation.nights import NIGHT_MINUTE, Nights
from twincore.simulation.plan import Plan
from twincore.simulation.report import Banking, Funnel
from twincore.simulation.tally import Tally

SLOTS = (0, 180, 360, *range(450, DAY + 1, 90))
"""Minutes of a day at which a slot ends and the next begins: how far the clock moves at a time."""
BULK_MAX = 4_000
"""Instructions of one bulk request at the most."""
MINIMUM, MINIMUM_PERCENT = 25_00, 4
"""What a careful holder takes for the least to be paid on a card: the card asks for 3%, fees and interest come on top."""
LOOK_AHEAD_MINUTE = 20 * 60 + 30
"""When members look whether there is enough for the instalment that the night collects."""
_DESKS = list(Desk)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An intent as it was sent. single: in a request of its own; planned: whether, by the book, the platform should take it."""

    intent: Intent
    instruction: Instruction
    single: bool
    planned: bool


@dataclass(frozen=True, slots=True)
class _Owing:
    """An instalment that a member expects on a day of each month. first: the place in the calendar before which none falls due."""

    member: int
    due_day: int
    amount: int
    first: int


class Life:
    """Lives a plan. accounts: account ids by (member, product), new loans are added to it; breaches: what does not hold is added to them."""

    def __init__(self, plan: Plan, bank: Bank, accounts: dict[tuple[int, str], int], progress: Progress, breaches: list[str]) -> None:
        self.plan = plan
        self.book = Book()
        self.tally = Tally(plan.calendar)
        self.funnel = Funnel()
        self._bank = bank
        self._accounts = accounts
        self._progress = progress
        self.banking = Banking()
        self.nights = Nights(plan, bank, accounts, self.book, self.banking, breaches)
        self._owing: list[_Owing] = []
        self._mind = Mind(plan.seed, plan.members, self.book)
        self._writer = Writer(plan, accounts)
        self._next_number = len(plan.intents)
        self._coming: list[tuple[int, int, Intent]] = []  # intents that came up during the run: a heap by (at, number)
        self._holds: deque[tuple[int, Intent]] = deque()  # open authorisations by the minute they expire
        self._closed_holds: set[int] = set()

    def live(self) -> None:
        """Live all days of the plan."""
        plan = self.plan
        intents = deque(plan.intents)
        wishes = deque(plan.wishes)
        self._progress.begin("Living", len(plan.calendar))
        for n in range(len(plan.calendar)):
            self._look_ahead(n)
            for end in (n * DAY + minute for minute in SLOTS[1:]):
                due = self._due(intents, end)
                asking = []
                while wishes and wishes[0].at < end:
                    asking.append(wishes.popleft())
                if due or asking:
                    self._bank.set_clock(plan.at_us(end - 1) + 59_000_000)
                    self._expire(end)
                    self._slot(due)
                    for wish in asking:
                        self._borrow(wish, end - 1)
            self._bank.settle()
            self.tally.close_day(n, self.book)
            self._night(n)
            self._progress.step(transactions=self.tally.transactions, volume=self.tally.volume)

    def before(self, first: int) -> None:
        """The nights of the days before the plan, from a place in the calendar (below 0) on."""
        for n in range(first, 0):
            self.nights.end(n)

    def owe(self, member: int, *, due_day: int, amount: int, rate: float, months: int, first: int) -> None:
        """A member has a loan to repay. amount: borrowed; rate: a year's; first: place in the calendar from which instalments fall due."""
        self._owing.append(_Owing(member, due_day, instalment(amount, rate, months), first))

    def _night(self, n: int) -> None:
        """The night after a day: authorisations that ran out by then are gone when it collects."""
        self._expire((n + 1) * DAY + NIGHT_MINUTE)
        for posting in self.nights.end(n):
            self.tally.night(n, posting)
        for card in self.plan.holdings.cards:
            if card.statement_day == self.plan.calendar[n].day:
                self._pay_card(card, n)

    def _pay_card(self, card: Card, n: int) -> None:
        """A card's statement has closed: its holder pays all of it, the least, or the least too late."""
        owed = self.book.owed(card.member, CARD)
        if owed:
            random = self.plan.seed.stream("card payment", card.member, n)
            days = random.randint(27, 34) if card.pays == "late" else random.randint(12, 22)
            amount = owed if card.pays == "full" else min(owed, max(MINIMUM, -(-owed * MINIMUM_PERCENT // 100)))
            at = (n + days) * DAY + random.randrange(8 * 60, 21 * 60)
            self._come(Intent(at, card.member, Act.PAY_CARD, amount, "card_paid", "Credit card", account=CARD))

    def _look_ahead(self, n: int) -> None:
        """Who has an instalment due tonight sees to it in the evening that it is there."""
        day = self.plan.calendar[n]
        for owing in self._owing:
            if owing.due_day == day.day and n >= owing.first:
                self._come(Intent(n * DAY + LOOK_AHEAD_MINUTE, owing.member, Act.SET_ASIDE, owing.amount, "savings", "Savings"))

    def _due(self, intents: deque[Intent], until: int) -> list[Intent]:
        due = []
        while intents and intents[0].at < until:
            due.append(intents.popleft())
        while self._coming and self._coming[0][0] < until:
            due.append(heappop(self._coming)[2])
        due.sort(key=lambda intent: (intent.at, intent.number))
        return due

    def _slot(self, due: list[Intent]) -> None:
        """One slot: single requests last, the rest desk by desk. Members decide in the order of sending, so the book knows what will come of it."""
        due.sort(key=lambda intent: (on_its_own(intent), _DESKS.index(desk_of(intent.act)), intent.at, intent.number))
        asked: list[_Asked] = []
        for intent in due:
            decided = self._mind.decide(intent)
            if not decided:
                self.tally.undone += 1
            for one in decided:
                if one.number < 0:
                    one.number = self._number()
                asked.append(self._ask(one, single=on_its_own(intent)))
        for desk, group in groupby(asked, key=lambda sent: None if sent.single else sent.instruction.desk):
            some = list(group)
            if desk is None:
                for sent in some:
                    self._hear(sent, self._bank.post_one(sent.instruction))
                continue
            for first in range(0, len(some), BULK_MAX):
                chunk = some[first : first + BULK_MAX]
                answers = self._bank.post([sent.instruction for sent in chunk])
                for sent, answer in zip(chunk, answers, strict=True):
                    self._hear(sent, answer)

    def _ask(self, intent: Intent, *, single: bool) -> _Asked:
        """Write the instruction, and enter into the book what should come of it."""
        planned = self._mind.can_pay(intent)
        if planned:
            self._mind.settle(intent)
        return _Asked(intent, self._writer.write(intent), single, planned)

    def _hear(self, one: _Asked, answer: Answer) -> None:
        intent = one.intent
        if answer.ok != one.planned:
            self._mind.settle(intent, sign=1 if answer.ok else -1)
            self.tally.surprised(intent, answer.ok, answer.code)
        if not answer.ok:
            self.tally.refused(intent, str(one.instruction.id), answer.code, answer.message)
            return
        self._mind.done.add(intent.number)
        self.tally.taken(intent, str(one.instruction.id))
        if intent.act is Act.SAVE:
            self.nights.deposit(intent.member, intent.account, intent.amount)
        elif intent.act is Act.DRAW_SAVINGS:
            self.nights.withdraw(intent.member, intent.account)
        elif intent.act is Act.SALARY:
            self.nights.salary(intent.member, intent.amount)
        if intent.act is Act.AUTHORISE:
            self._holds.append((intent.at + intent.hold_minutes, intent))
        elif intent.act in (Act.CAPTURE, Act.RELEASE):
            assert intent.origin is not None
            self._closed_holds.add(intent.origin.number)

    def _expire(self, until: int) -> None:
        """Money of authorisations that ran out is there again."""
        still: deque[tuple[int, Intent]] = deque()
        for expires, intent in self._holds:
            if intent.number in self._closed_holds:
                self._closed_holds.discard(intent.number)
            elif expires < until:
                self.book.add(intent.member, "transaction", intent.amount)
                self.tally.holds["expired"] += 1
            else:
                still.append((expires, intent))
        self._holds = still

    def _borrow(self, wish: LoanWish, minute: int) -> None:
        """An application, its decision, and where it is approved the money and what it is spent on."""
        answer = self._bank.borrow(wish)
        self._funnel(wish, answer)
        if answer.account is None:
            return
        self._accounts[wish.member, "personal_loan"] = answer.account
        due_day = min(self.plan.calendar[minute // DAY].day, 28)
        self._bank.book_loan(answer.account, due_day=due_day, repayment_account=self._accounts[wish.member, "transaction"])
        words = f"Loan for {wish.purpose.replace('_', ' ')}"
        draw = Intent(minute, wish.member, Act.LOAN_DRAW, wish.amount, "loan_draw", words, fee=answer.fee, account="personal_loan")
        draw.number = self._number()
        asked = self._ask(draw, single=True)
        heard = self._bank.post_one(asked.instruction)
        self._hear(asked, heard)
        if not heard.ok:
            return
        self.funnel.drawn += 1
        self.funnel.drawn_amount += wish.amount
        self._spend(wish, minute)
        first = self.plan.calendar[minute // DAY].replace(day=28)
        after = (first - self.plan.scenario.start).days + 1
        owed = wish.amount + answer.fee
        self.owe(wish.member, due_day=due_day, amount=owed, rate=answer.rate, months=wish.months, first=after)

    def _spend(self, wish: LoanWish, minute: int) -> None:
        random = self.plan.seed.stream("loan spending", wish.member)
        at = (minute // DAY + random.randint(1, 3)) * DAY + random.randrange(9 * 60, 17 * 60)
        spent = int(wish.amount * random.uniform(0.75, 1.0) / 100_00) * 100_00
        self._come(Intent(at, wish.member, Act.SPEND_LOAN, spent, "loan_spent", PAYEES.get(wish.purpose, "Payee")))

    def _funnel(self, wish: LoanWish, answer: LoanAnswer) -> None:
        funnel = self.funnel
        funnel.applied += 1
        funnel.applied_amount += wish.amount
        funnel.referred += answer.verdict == "referred"
        for reason in answer.reasons:
            funnel.reasons[reason] = funnel.reasons.get(reason, 0) + 1
        if answer.approved:
            funnel.approved += 1
            funnel.approved_amount += wish.amount
        else:
            funnel.refused += 1

    def _come(self, intent: Intent) -> None:
        intent.number = self._number()
        heappush(self._coming, (intent.at, intent.number, intent))

    def _number(self) -> int:
        self._next_number += 1
        return self._next_number - 1


PAYEES = {
    "car": "Wheelhouse Motors",
    "debt_consolidation": "Old lender",
    "home_improvement": "Redgum Constructions",
    "travel": "Roamabout Travel",
    "medical": "Hillside Medical Centre",
    "education": "Harbour College",
    "wedding": "Garden Receptions",
}
"""Who gets the money of a loan, by its purpose."""
