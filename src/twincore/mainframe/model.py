"""The core's nouns as its operator and its branches know them: accounts to load, postings, status."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

KEY_MAX: Final = 999_999_999_999_999
"""The greatest account key: BSB (6 digits) and number (9 digits) as one number."""
AMOUNT_MAX: Final = 999_999_999_999_999
"""The greatest amount or balance, in minor units: S9(13)V99."""
ID_LENGTH: Final = 16

Kind = Literal["cobol", "standin"]
"""The COBOL programs, or the Python stand-in that keeps to the same files."""
Positions = Literal["keep", "image"]
"""After a restore: go on in the queues where the core was, or where it was when the image was copied."""


class State(StrEnum):
    """What the core is doing. GONE is not in its status file: it is what an old heartbeat means."""

    OPEN = "OPEN"
    CLOSED = "CLSD"
    BATCH = "BTCH"
    STOPPED = "STOP"
    RECOVERING = "RECV"
    GONE = "GONE"


@dataclass(frozen=True, slots=True)
class CoreCustomer:
    """A customer to load. number: up to 10 digits; address: up to three lines of 30."""

    number: int
    name: str
    address: tuple[str, ...] = ()
    born: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class CoreAccount:
    """An account to load.

    balance, overdraft, earmark, monthly_fee, fee_waived_from, instalment: minor units; rate, debit_rate: hundredths of a percent per year;
    account_class: D deposit or L loan; status: A active, F frozen, C closed; cycle_day: of fee and statement, 1..28, 0 for none.
    """

    bsb: int
    number: int
    name: str
    balance: int = 0
    overdraft: int = 0
    customer: int = 0
    product: str = "EVERYDAY"
    account_class: Literal["D", "L"] = "D"
    status: Literal["A", "F", "C"] = "A"
    rate: int = 0
    debit_rate: int = 0
    opened: date | None = None
    cycle_day: int = 0
    earmark: int = 0
    monthly_fee: int = 0
    fee_waived_from: int = 0
    instalment: int = 0
    term_months: int = 0
    next_due: date | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """A request to post on one account (or from one to another: type TFR).

    id: 16 bytes, the same for every repetition; amount: minor units; side: D debits the account, C credits it; value_date: None is the business
    date of the core; sequence: the sender's own number, which the core gives back; sent_at_us: microseconds.
    """

    id: bytes
    bsb: int
    number: int
    side: Literal["D", "C"]
    amount: int
    type: str
    forced: bool = False
    to_bsb: int = 0
    to_number: int = 0
    value_date: date | None = None
    description: str = ""
    rail: str = ""
    reference: int = 0
    sequence: int = 0
    sent_at_us: int = 0


@dataclass(frozen=True, slots=True)
class CoreStatus:
    """What the status file says. beat_at_us: wall clock; clock_us: the core's; the records are the last ones taken from each queue."""

    state: State
    business_date: int
    last_batch: int
    opens: int
    closes: int
    beat: int
    beat_at_us: int
    process: int
    clock_us: int
    lsn: int
    epoch: int
    queue_record: int
    branch_record: int
    posted: int
    rejected: int
    control: int
    extract: int


def day_number(day: date | None) -> int:
    """A date as YYYYMMDD, 0 for none."""
    return 0 if day is None else day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date | None:
    """The date of a YYYYMMDD, None for 0."""
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None
