"""The nouns of the adaptor between twin and core. Amounts are integers of minor units, times microseconds since 1970 UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from twincore.kernel.refusal import Refusal

Rows = npt.NDArray[np.void]
Ints = npt.NDArray[np.int64]

CHUNK_MAX = 4096
"""Core transactions of one commit at the most: so few that a customer's own posting never waits long behind them."""
RAW_BYTES_MAX = 65_536
"""Bytes that are kept of one parked record at the most."""
PAGE_MAX = 1_000
"""Parked records or drift items of one page at the most."""


class LinkState(StrEnum):
    """How the core is to be reached."""

    UP = "UP"
    DEGRADED = "DEGRADED"  # answers, but late: large payments wait
    DOWN = "DOWN"  # the twin stands in
    CATCHING_UP = "CATCHING_UP"  # answers again; the twin stands in until both sides are level

    @property
    def standing_in(self) -> bool:
        """Whether the twin decides by its own allotments."""
        return self in (LinkState.DOWN, LinkState.CATCHING_UP)


class Mode(StrEnum):
    """Who may start a transaction on the accounts that both sides keep."""

    SHADOW = "shadow"  # the twin follows read-only
    ACTIVE = "active"  # the twin takes transactions and sends them to the core
    DEMOTING = "demoting"  # takes no more; what it has taken is still being sent


class Kind(IntEnum):
    """What a record of the core's change log says."""

    UNDO = 1  # the balances before
    REDO = 2  # what was posted, and the balances after
    COMMIT = 3  # the transaction stands
    BACKOUT = 4  # the transaction never was
    TIE_UP = 5  # the log was opened anew: the core was started


class Origin(IntEnum):
    """Where a transaction of the core was born: it travels in the record itself."""

    CORE = 0
    TWIN = 1


class Capture(StrEnum):
    """How the core's changes reach the twin. What the twin sends, the core's status and its rejects are files either way."""

    LOG = "log"  # its change log, a file
    ENVELOPES = "envelopes"  # Debezium's change envelopes, on the event log


ENVELOPES = "envelopes"
"""The stream whose position says how many envelopes were taken in, and the core's epoch and newest log sequence number in them."""


class Verdict(IntEnum):
    """What became of a leg that was sent."""

    POSTED = 1
    REJECTED = 2
    SETTLED = 3  # refused, and taken back, or borne by the bank: both sides agree


class ParkReason(StrEnum):
    """Why a record could not be taken in."""

    RECORD_INVALID = "record_invalid"  # a field that is no number, or digits that are none
    RECORD_TRUNCATED = "record_truncated"  # bytes of it are missing, or there are too many: what is behind it stands elsewhere
    KIND_UNKNOWN = "kind_unknown"
    UNIT_UNFINISHED = "unit_unfinished"  # the record that says whether its unit of work holds is missing, or records within it are
    ACCOUNT_UNKNOWN = "account_unknown"
    ACCOUNT_WAITING = "account_waiting"  # an earlier record of the account is parked
    BALANCES_DISAGREE = "balances_disagree"  # before and after do not differ by the amount
    ORIGIN_UNKNOWN = "origin_unknown"
    REQUEST_UNKNOWN = "request_unknown"  # an answer to something that was never asked
    REQUEST_DIFFERS = "request_differs"  # an answer with another account or amount than was asked for
    LEDGER_REFUSED = "ledger_refused"
    MESSAGE_POISONED = "message_poisoned"
    SCHEMA_UNREADABLE = (
        "schema_unreadable"  # the registry does not know its schema, or ours cannot read it: once put right, it goes on by itself
    )


class DriftClass(StrEnum):
    """What a difference between the two sides is."""

    IN_FLIGHT = "in_flight"  # sent and not answered: no difference, only time
    MISSING = "missing"  # the core has it, the twin has not
    EXTRA = "extra"  # the twin has it, the core has not
    AMOUNT = "amount"  # both have it, for different amounts
    BALANCE = "balance"  # the balances differ and no transaction accounts for it


CHANGE = np.dtype(
    [
        ("place", "i8"),  # record number in its stream, from 0
        ("lsn", "i8"),  # the core's log sequence number, without a gap within an epoch
        ("epoch", "i4"),  # moves when the core was restored
        ("unit", "i8"),  # unit of work; 0: each record is one
        ("kind", "i2"),  # Kind; 0: unknown
        ("origin", "i2"),  # Origin; -1: unknown
        ("txn_hi", "u8"),
        ("txn_lo", "u8"),  # the 16 bytes of a transaction's id: of a twin's own, the request id
        ("core", "i8"),  # account on the core: see core_key
        ("amount", "i8"),  # signed: a credit is above 0
        ("before", "i8"),
        ("after", "i8"),  # actual balance before and after
        ("at", "i8"),
        ("value_date", "i4"),  # days since 1970
        ("code", "S3"),  # the core's type of transaction
    ]
)
"""One record of the core's change log, as columns, whatever file or message it came in."""

LEG = np.dtype(
    [
        ("seq", "i8"),  # the transfer's place in the journal
        ("leg", "i2"),  # 0: its debit, 1: its credit
        ("attempt", "i2"),  # 0: asked; 1: forced
        ("proof", "u8"),  # upper half of the request id: follows from the transfer's own id
        ("account", "i8"),
        ("core", "i8"),
        ("amount", "i8"),  # signed as the account sees it: a credit is above 0
        ("code", "i4"),
        ("value_date", "i4"),
        ("at", "i8"),
        ("id_hi", "u8"),
        ("id_lo", "u8"),
    ]
)
"""One side of a transfer that the core is to post too."""


def core_key(bsb: int, number: int) -> int:
    """One int8 for an account on the core: six digits of BSB before nine of the number."""
    return bsb * 1_000_000_000 + number


def core_name(key: int) -> str:
    """How people write it: ``802-985/012345678``."""
    bsb, number = divmod(key, 1_000_000_000)
    return f"{bsb // 1000:03d}-{bsb % 1000:03d}/{number:09d}"


@dataclass(frozen=True, slots=True)
class Policy:
    """How the twin stands in, and when the link changes state. Amounts are minor units, times seconds.

    allotment: what one account may spend while the core is down, unless it has its own; cap: largest single payment then; cap_degraded: the same
    while the core is slow; velocity_count within velocity_window_s; exposure_max: of all accounts together, 0: no limit. irrevocable: numbers of
    transaction codes whose money is gone once we said yes. level_*: what may be open when both sides count as level again. send_rate: requests per second
    while catching up. shadow_s: how long drift must have been zero before the twin may be promoted.
    """

    allotment: int = 50_000
    cap: int = 20_000
    cap_degraded: int = 500_000
    velocity_count: int = 10
    velocity_window_s: int = 3_600
    exposure_max: int = 0
    degraded_after_s: int = 30
    down_after_s: int = 120
    answer_late_s: int = 60
    level_records: int = 3_000
    level_legs: int = 500
    level_s: int = 10
    shadow_s: int = 86_400
    send_rate: int = 2_000
    irrevocable: tuple[int, ...] = (104, 203, 204, 302)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Policy":
        """The policy that a document says, missing members by default. Refuses ``policy_invalid``."""
        given: dict[str, Any] = {}
        known = {f.name for f in fields(cls)}
        for name, value in document.items():
            if name not in known:
                raise Refusal("policy_invalid", f"A stand-in policy has no member {name!r}.", field=name)
            many = isinstance(value, list | tuple)
            numbers = list(value) if many else [value]
            if many != (name == "irrevocable") or any(isinstance(n, bool) or not isinstance(n, int) or n < 0 for n in numbers):
                raise Refusal("policy_invalid", f"{name} of a stand-in policy is not {value!r}.", field=name)
            given[name] = tuple(numbers) if many else value
        return cls(**given)

    def document(self) -> dict[str, Any]:
        """The policy as JSON."""
        return {f.name: list(v) if isinstance(v := getattr(self, f.name), tuple) else v for f in fields(self)}


@dataclass(frozen=True, slots=True)
class Link:
    """The link to the core of one tenant. outage: counts the times that the core was down; schema_refused: which of our schemas the registry refuses, and
    why: what would be told with it waits."""

    state: LinkState
    since_us: int
    mode: Mode
    mode_since_us: int
    outage: int
    planned_until_us: int | None
    clean_since_us: int | None
    resync_needed: str | None
    policy: Policy
    capture: Capture = Capture.LOG
    schema_refused: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the core at a moment. heartbeat_age_us: None: never seen; opened: it says that it is open for business.

    unanswered: legs that it has not answered, sent or not; oldest_unanswered_us: age of the oldest of them, 0: none; behind: records of its log not
    taken in.
    """

    heartbeat_age_us: int | None
    opened: bool
    oldest_unanswered_us: int = 0
    unanswered: int = 0
    behind: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one account may still do while the twin stands in. outage: which outage the figures are of; allotment: None: the policy's."""

    account: int
    outage: int = 0
    allotment: int | None = None
    spent: int = 0
    window_from_us: int = 0
    window_count: int = 0


@dataclass(frozen=True, slots=True)
class Spend:
    """A debit of an account that a channel asks for. transfer: the id that the transfer will have; hold: part of it may be given back later."""

    transfer: UUID
    account: int
    amount: int
    hold: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a debit may go to the ledger. code: why not: ``standin_cap``, ``standin_allotment``, ``standin_velocity``, ..."""

    accepted: bool
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """How far a stream has been taken in: the next record, and the core's epoch and log sequence number of the last one."""

    stream: str
    next: int = 0
    epoch: int = 0
    lsn: int = 0


@dataclass(frozen=True, slots=True)
class Parked:
    """A record that waits for somebody. core: the account it is of, where that could be read; field: where in the record it is wrong."""

    number: int
    stream: str
    place: int
    reason: ParkReason
    words: str
    core: int | None
    raw: bytes
    parked_at_us: int
    resolved_at_us: int | None = None
    resolution: str | None = None


@dataclass(frozen=True, slots=True)
class CoreBalance:
    """An account as the core knows it at a place of its log: actual balance, and count and signed sum of what was posted since the last cut-off."""

    core: int
    balance: int
    count: int = 0
    net: int = 0


@dataclass(frozen=True, slots=True)
class DriftItem:
    """One difference. transaction: the request's or the core's own id in hexadecimal, where one is known; amount: signed, as the core sees it."""

    core: int
    account: int
    kind: DriftClass
    transaction: str | None
    amount: int
    words: str


@dataclass(frozen=True, slots=True)
class DriftReport:
    """Both sides of a range of accounts at one place of the core's log.

    drift_accounts and drift_minor: how many differ, and the sum of the differences without sign; in_flight is no drift.
    """

    number: int
    at_us: int
    epoch: int
    lsn: int
    accounts: int
    in_flight: int
    in_flight_minor: int
    drift_accounts: int
    drift_minor: int
    items: tuple[DriftItem, ...] = field(default=())

    @property
    def clean(self) -> bool:
        """Whether both sides agree to the cent."""
        return self.drift_accounts == 0


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the bank stands to lose if the core never hears of it: debits not answered yet, and what it refused and we could not take back."""

    unanswered: int
    refused: int

    @property
    def total(self) -> int:
        """Both."""
        return self.unanswered + self.refused
