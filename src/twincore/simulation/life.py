"""Life: the plan is lived slot by slot. The tenant's clock moves on, and what members decide in that slot is asked of the platform in order.

Everything that is sent follows from the seed and from the platform's earlier answers, so the same seed makes the same journal.
"""

from collections import deque
from datetime import timedelta
from heapq import heappop, heappush
from itertools import groupby

from twincore.simulation.bank import Answer, Bank, LoanAnswer, Progress
from twincore.simulation.commitments import repayments
from twincore.simulation.instructions import Desk, Instruction, Writer
from twincore.simulation.intents import DAY, Act, Intent, LoanWish
from twincore.simulation.loans import OldLoan
from twincore.simulation.mind import SAVINGS, Book, Mind
from twincore.simulation.plan import Plan
from twincore.simulation.report import Funnel
from twincore.simulation.tally import Tally

SLOT = 60
"""Minutes of a slot: how far the clock moves at a time."""
BULK_MAX = 4_000
"""Instructions of one bulk request at the most."""
SAVINGS_RATE = 0.0435
"""Interest that the credit union pays on savings, a year."""
INTEREST_MINUTE = 23 * 60 + 15
_DESKS = list(Desk)


class Life:
    """Lives a plan. accounts: account ids by (member, product); new loans are added to it."""

    def __init__(self, plan: Plan, bank: Bank, accounts: dict[tuple[int, str], int], progress: Progress) -> None:
        self.plan = plan
        self.book = Book()
        self.tally = Tally(plan.calendar)
        self.funnel = Funnel()
        self.new_loans: list[OldLoan] = []
        self._bank = bank
        self._accounts = accounts
        self._progress = progress
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
            self._set_interest(n)
            for start in range(n * DAY, (n + 1) * DAY, SLOT):
                due = self._due(intents, start + SLOT)
                asking = []
                while wishes and wishes[0].at < start + SLOT:
                    asking.append(wishes.popleft())
                if due or asking:
                    self._bank.set_clock(plan.at_us(start + SLOT - 1) + 59_000_000)
                    self._expire(start + SLOT)
                    self._slot(due)
                    for wish in asking:
                        self._borrow(wish, start + SLOT - 1)
            self.tally.close_day(n, self.book)
            self._progress.step(transactions=self.tally.transactions, volume=self.tally.volume)

    def _due(self, intents: deque[Intent], until: int) -> list[Intent]:
        due = []
        while intents and intents[0].at < until:
            due.append(intents.popleft())
        while self._coming and self._coming[0][0] < until:
            due.append(heappop(self._coming)[2])
        due.sort(key=lambda intent: (intent.at, intent.number))
        return due

    def _slot(self, due: list[Intent]) -> None:
        """One slot: what members really ask for, desk by desk; the channels in bulk, single requests last."""
        asked: list[tuple[Intent, Instruction]] = []
        for intent in due:
            decided = self._mind.decide(intent)
            if not decided:
                self.tally.undone += 1
            for one in decided:
                if one.number < 0:
                    one.number = self._number()
                self._mind.settle(one)
                asked.append((one, self._writer.write(one)))
        asked.sort(key=lambda pair: (pair[1].single, _DESKS.index(pair[1].desk) if not pair[1].single else 0))
        for (single, desk), group in groupby(asked, key=lambda pair: (pair[1].single, None if pair[1].single else pair[1].desk)):
            pairs = list(group)
            if single:
                for intent, instruction in pairs:
                    self._hear(intent, instruction, self._bank.post_one(instruction))
                continue
            assert desk is not None
            for first in range(0, len(pairs), BULK_MAX):
                chunk = pairs[first : first + BULK_MAX]
                answers = self._bank.post([instruction for _, instruction in chunk])
                for (intent, instruction), answer in zip(chunk, answers, strict=True):
                    self._hear(intent, instruction, answer)

    def _hear(self, intent: Intent, instruction: Instruction, answer: Answer) -> None:
        if not answer.ok:
            self._mind.settle(intent, sign=-1)
            self.tally.refused(intent, answer.code, answer.message)
            return
        self._mind.done.add(intent.number)
        self.tally.taken(intent, str(instruction.id))
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
        draw = Intent(
            minute, wish.member, Act.LOAN_DRAW, wish.amount, "loan_draw", f"Loan for {_words(wish.purpose)}", account="personal_loan"
        )
        draw.number = self._number()
        self._mind.settle(draw)
        instruction = self._writer.write(draw)
        heard = self._bank.post_one(instruction)
        self._hear(draw, instruction, heard)
        if not heard.ok:
            return
        self.funnel.drawn += 1
        self.funnel.drawn_amount += wish.amount
        self.new_loans.append(OldLoan(wish.member, wish.amount, wish.months, in_arrears=False))
        self._spend_and_repay(wish, minute)

    def _spend_and_repay(self, wish: LoanWish, minute: int) -> None:
        random = self.plan.seed.stream("loan spending", wish.number)
        at = (minute // DAY + random.randint(1, 3)) * DAY + random.randrange(9 * 60, 17 * 60)
        spent = int(wish.amount * random.uniform(0.75, 1.0) / 100_00) * 100_00
        self._come(Intent(at, wish.member, Act.SPEND_LOAN, spent, "loan_spent", PAYEES.get(wish.purpose, "Payee")))
        member = self.plan.members[wish.member - 1]
        for intent in repayments(
            self.plan.seed,
            member,
            amount=wish.amount,
            rate=self.plan.archetype.loans.rate,
            months=wish.months,
            first_day=minute // DAY + 7,
            calendar=self.plan.calendar,
            loan=wish.number,
        ):
            self._come(intent)

    def _funnel(self, wish: LoanWish, answer: LoanAnswer) -> None:
        funnel = self.funnel
        funnel.applied += 1
        funnel.applied_amount += wish.amount
        for reason in answer.reasons:
            funnel.reasons[reason] = funnel.reasons.get(reason, 0) + 1
        if answer.decision == "approved":
            funnel.approved += 1
            funnel.approved_amount += wish.amount
        elif answer.decision == "referred":
            funnel.referred += 1
        else:
            funnel.refused += 1

    def _set_interest(self, n: int) -> None:
        """On the last day of a month the credit union pays interest on savings."""
        day = self.plan.calendar[n]
        if (day + timedelta(days=1)).month == day.month:
            return
        for member in self.plan.members:
            for account in SAVINGS:
                interest = int(self.book.of(member.number, account) * SAVINGS_RATE / 12)
                if interest > 0:
                    at = n * DAY + INTEREST_MINUTE
                    self._come(Intent(at, member.number, Act.INTEREST, interest, "interest", "Interest", account=account))

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


def _words(purpose: str) -> str:
    return purpose.replace("_", " ")
