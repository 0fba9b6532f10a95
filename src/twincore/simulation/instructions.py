"""Instructions: intents in the words of the platform, that is a transaction code with its parameters, and who sends it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from twincore.simulation.intents import Act, Intent
from twincore.simulation.plan import Plan

Accounts = Mapping[tuple[int, str], int]
"""Account ids by (member, product)."""


class Desk(Enum):
    """Who sends something to the platform; each has a token of its own with no more roles than it needs."""

    CHANNELS = "channels"  # the app, the card processor and the rails (role partner)
    BACK_OFFICE = "back-office"  # runs the tenant (role operator)
    BRANCH = "branch"  # serves members (role teller)
    LENDING = "lending"  # decides on loans (role manager)
    CONTROL = "control"  # reads and checks (role auditor)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One transaction to ask for. id: of the transaction (its first transfer), derived from the seed."""

    id: UUID
    desk: Desk
    code: str
    parameters: dict[str, Any]


_ODD = re.compile(r"[^\w .,&'()/-]", re.UNICODE)


class Writer:
    """Writes instructions for the intents of a plan, once the accounts are open."""

    def __init__(self, plan: Plan, accounts: Accounts) -> None:
        self._plan = plan
        self._accounts = accounts
        self._write: dict[Act, Callable[[Intent], tuple[str, dict[str, Any]]]] = {
            Act.SALARY: lambda i: (
                "payroll_credit",
                {"account": self._own(i), "amount": i.amount, "employer": i.party, "reference": "SALARY"},
            ),
            Act.BENEFIT: lambda i: ("direct_credit_in", {"account": self._own(i), "amount": i.amount, "description": i.party}),
            Act.RENT: lambda i: ("direct_credit_out", self._paid(i) | {"reference": "RENT"}),
            Act.MORTGAGE: lambda i: (
                "direct_debit_in",
                {"account": self._own(i), "amount": i.amount, "description": f"Home loan {i.party}"},
            ),
            Act.BILL: self._bill,
            Act.DIRECT_DEBIT: lambda i: ("direct_debit_in", {"account": self._own(i), "amount": i.amount, "description": i.party}),
            Act.SUBSCRIPTION: lambda i: ("card_purchase", self._shop(i)),
            Act.CARD: lambda i: ("card_purchase", self._shop(i)),
            Act.AUTHORISE: self._authorise,
            Act.CAPTURE: lambda i: ("card_capture", {"hold": str(self._of(i)), "amount": i.amount} | self._where(i)),
            Act.RELEASE: lambda i: ("card_release", {"hold": str(self._of(i))}),
            Act.REFUND: lambda i: ("card_refund", self._shop(i)),
            Act.CASH_OUT: lambda i: ("atm_withdrawal", {"account": self._own(i), "amount": i.amount}),
            Act.CASH_IN: lambda i: ("cash_deposit", {"account": self._own(i), "amount": i.amount, "description": "Takings"}),
            Act.PAY_MEMBER: lambda i: ("internal_transfer", self._between(self._own(i), self._accounts[i.other, "transaction"], i)),
            Act.PAY_OUT: lambda i: ("realtime_payment_out", self._paid(i)),
            Act.SPEND_LOAN: lambda i: ("realtime_payment_out", self._paid(i)),
            Act.OWN_OUT: lambda i: ("direct_credit_out", self._paid(i)),
            Act.RECEIVE: lambda i: ("realtime_payment_in", {"account": self._own(i), "amount": i.amount, "payer": plain(i.party)}),
            Act.SAVE: lambda i: ("internal_transfer", self._between(self._own(i), self._accounts[i.member, i.account], i)),
            Act.PAY_CARD: lambda i: ("internal_transfer", self._between(self._own(i), self._accounts[i.member, i.account], i)),
            Act.DRAW_SAVINGS: lambda i: ("internal_transfer", self._between(self._accounts[i.member, i.account], self._own(i), i)),
            Act.LOAN_DRAW: self._draw,
        }
        assert set(self._write) | {Act.SET_ASIDE} == set(Act), "every act but a look at the balance has its transaction code"

    def write(self, intent: Intent) -> Instruction:
        """The instruction of an intent."""
        code, parameters = self._write[intent.act](intent)
        return Instruction(self.id_of(intent), desk_of(intent.act), code, parameters)

    def id_of(self, intent: Intent) -> UUID:
        """The id of an intent's transaction: always the same for the same seed and place in the plan."""
        return self._plan.seed.id("transaction", intent.number)

    def _own(self, intent: Intent) -> int:
        return self._accounts[intent.member, "transaction"]

    def _of(self, intent: Intent) -> UUID:
        assert intent.origin is not None
        return self.id_of(intent.origin)

    def _paid(self, intent: Intent) -> dict[str, Any]:
        words = {"description": plain(intent.words["remark"])} if "remark" in intent.words else {}
        label = {"reference": f"fraud:{intent.fraud}"} if intent.fraud else {}
        return {"account": self._own(intent), "amount": intent.amount, "payee": plain(intent.party)} | words | label

    def _where(self, intent: Intent) -> dict[str, Any]:
        return {"merchant": plain(intent.party), "category": f"fraud:{intent.fraud}" if intent.fraud else intent.category}

    def _shop(self, intent: Intent) -> dict[str, Any]:
        return {"account": self._accounts[intent.member, intent.account], "amount": intent.amount} | self._where(intent)

    def _authorise(self, intent: Intent) -> tuple[str, dict[str, Any]]:
        return "card_authorisation", self._shop(intent) | {"expires_at": self._plan.at_us(intent.at + intent.hold_minutes)}

    def _between(self, payer: int, paid: int, intent: Intent) -> dict[str, Any]:
        words = plain(intent.words.get("remark", intent.party or "Transfer"))
        return {"from_account": payer, "to_account": paid, "amount": intent.amount, "description": words}

    def _bill(self, intent: Intent) -> tuple[str, dict[str, Any]]:
        biller = self._plan.seed.number("biller code", intent.party) % 900_000 + 100_000
        customer = self._plan.seed.number("customer reference", intent.party, intent.member) % 10**10
        return "bill_payment", {
            "account": self._own(intent),
            "amount": intent.amount,
            "biller_code": str(biller),
            "customer_reference": f"{customer:010d}",
            "biller": plain(intent.party),
            "category": intent.category,
        }

    def _draw(self, intent: Intent) -> tuple[str, dict[str, Any]]:
        loan = self._accounts[intent.member, intent.account]
        fee = {"fee": intent.fee} if intent.fee else {}
        return "loan_disbursement", {
            "loan": loan,
            "to_account": self._own(intent),
            "amount": intent.amount,
            "description": intent.party,
        } | fee


def desk_of(act: Act) -> Desk:
    """Who sends an act."""
    match act:
        case Act.CASH_IN | Act.LOAN_DRAW:
            return Desk.BRANCH
        case _:
            return Desk.CHANNELS


def on_its_own(intent: Intent) -> bool:
    """Whether an intent goes as a single request: what a teller does, and one in sixteen payments between members (the rest comes in bulk)."""
    return desk_of(intent.act) is Desk.BRANCH or (intent.act is Act.PAY_MEMBER and intent.number % 16 == 0)


def plain(words: str) -> str:
    """Words as a statement prints them: no odd characters, at most 64."""
    return _ODD.sub("", words)[:64]
