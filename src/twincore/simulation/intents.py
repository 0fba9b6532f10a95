"""What members set out to do: intents, planned before anything is asked of the platform. Money is minor units, times minutes of the tenant's calendar."""

from dataclasses import dataclass, field
from enum import StrEnum

DAY = 1440
"""Minutes of a day. Moments are minutes since midnight of the scenario's first day, on the tenant's own clock."""


class Act(StrEnum):
    """What an intent does, in the words of a member."""

    SALARY = "salary"  # pay arrives
    BENEFIT = "benefit"  # a pension or benefit arrives
    RENT = "rent"
    MORTGAGE = "mortgage"  # to a lender elsewhere
    BILL = "bill"  # paid by the member
    DIRECT_DEBIT = "direct_debit"  # taken by the biller
    SUBSCRIPTION = "subscription"  # a regular charge on the card
    CARD = "card"  # a purchase that posts at once
    AUTHORISE = "authorise"  # a purchase that is held first
    CAPTURE = "capture"  # the shop settles what it held
    RELEASE = "release"  # the shop gives it back
    REFUND = "refund"
    CASH_OUT = "cash_out"  # cash machine
    CASH_IN = "cash_in"  # over the counter
    PAY_MEMBER = "pay_member"  # to another member of this credit union
    PAY_OUT = "pay_out"  # to somebody at another bank
    RECEIVE = "receive"  # from somebody at another bank
    OWN_OUT = "own_out"  # to an account of one's own elsewhere
    SAVE = "save"
    DRAW_SAVINGS = "draw_savings"
    LOAN_DRAW = "loan_draw"
    PAY_CARD = "pay_card"  # what is owed on the credit card, or the least of it
    SET_ASIDE = "set_aside"  # from savings, what the night will collect and is not there
    SPEND_LOAN = "spend_loan"  # what a loan was taken for


INCOMING = frozenset({Act.SALARY, Act.BENEFIT, Act.REFUND, Act.CASH_IN, Act.RECEIVE, Act.LOAN_DRAW})
"""Acts that bring money to the member's transaction account."""
WITHIN = frozenset({Act.SAVE, Act.DRAW_SAVINGS})
"""Acts between two accounts of one member."""
CARD_ACTS = frozenset({Act.CARD, Act.AUTHORISE, Act.SUBSCRIPTION})
"""Acts by card."""
BY_CHOICE = frozenset({Act.CARD, Act.AUTHORISE, Act.CASH_OUT, Act.PAY_MEMBER, Act.PAY_OUT, Act.OWN_OUT, Act.SAVE})
"""Acts that a member who looks at the balance first leaves undone when there is too little."""


@dataclass(slots=True)
class Intent:
    """One thing a member (or a shop, an employer, the credit union) sets out to do.

    at: minutes since the scenario began; amount: minor units (of a capture: what is settled); number: place in the plan, from which ids are
    derived; origin: the purchase that a capture, release or refund belongs to; other: the member paid; hold_minutes: how long an
    authorisation holds; fee: added to a loan that is drawn; fraud: the pattern, where this is labelled as fraud.
    """

    at: int
    member: int
    act: Act
    amount: int
    category: str
    party: str
    number: int = -1
    other: int = 0
    online: bool = False
    mcc: int = 0
    origin: "Intent | None" = None
    hold_minutes: int = 0
    fee: int = 0
    account: str = "transaction"
    fraud: str | None = None
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Applicant:
    """What somebody who asks for a loan says of himself. Money is minor units a month; defaults: on record."""

    employment: str
    employed_months: int
    gross_income: int
    net_income: int
    living_expenses: int
    debt_repayments: int
    residence: str
    defaults: int


@dataclass(frozen=True, slots=True)
class LoanWish:
    """A loan that a member is going to ask for: amount in minor units over so many months.

    kind: sound, borderline or stretched; person_approves: what a person would decide if the application is referred to one.
    """

    at: int
    member: int
    amount: int
    months: int
    purpose: str
    applicant: Applicant
    kind: str
    person_approves: bool
