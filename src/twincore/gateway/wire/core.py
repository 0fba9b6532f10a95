"""The link to the core on the wire: how it stands, stand-in, comparisons, and what waits."""

from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Any

from pydantic import Field

from twincore.gateway.wire.scalar import INT64_MAX, Answer, Body, OutTime, Reason, Time, say_time, say_time_or_none, words
from twincore.kernel.refusal import Refusal
from twincore.sync import (
    BINDINGS_MAX,
    Binding,
    DriftItem,
    DriftReport,
    EarmarkAsked,
    Earmarks,
    Link,
    LinkEvent,
    Parked,
    Policy,
    advice,
    core_name,
)

CORE_MAX = 10**15 - 1
Minor = Annotated[int, Field(ge=0, le=INT64_MAX, description="Minor units.")]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
CoreKey = Annotated[int, Field(ge=0, le=CORE_MAX, description="An account on the core: BSB and number as one number of 15 digits.")]


class StandInPolicy(Body):
    """How the twin stands in. What is left out stays as it is (when the link is opened: as shipped)."""

    allotment: Annotated[Minor | None, Field(description="What an account may spend in an outage, unless it has its own allotment.")] = None
    cap: Annotated[Minor | None, Field(description="Largest single payment while the core is down.")] = None
    cap_degraded: Annotated[Minor | None, Field(description="The same while the core is slow.")] = None
    velocity_count: Annotated[Count | None, Field(description="Payments of an account in the window.")] = None
    velocity_window_s: Count | None = None
    exposure_max: Annotated[Minor | None, Field(description="Of all accounts together; 0: no limit.")] = None
    degraded_after_s: Count | None = None
    down_after_s: Count | None = None
    answer_late_s: Count | None = None
    level_records: Count | None = None
    level_legs: Count | None = None
    level_s: Count | None = None
    shadow_s: Annotated[Count | None, Field(description="How long drift must have been zero before a promotion.")] = None
    send_rate: Annotated[Count | None, Field(description="Requests per second to the core while catching up.")] = None
    irrevocable: Annotated[
        list[Annotated[int, Field(ge=1, le=2**31 - 1)]] | None,
        Field(max_length=1000, description="Numbers of transaction codes whose money is gone once we said yes."),
    ] = None

    def over(self, policy: Policy) -> Policy:
        """A policy with what is said here. Refuses ``policy_invalid``."""
        return Policy.of(policy.document() | self.model_dump(exclude_none=True, exclude={"reason"}))


class StandInPolicyOrder(StandInPolicy):
    """How the twin stands in from now on."""

    reason: Reason


class LinkOpening(Body):
    """A tenant's link to its core."""

    policy: StandInPolicy = StandInPolicy()
    reason: Reason


class SnapshotOrder(Body):
    """Which accounts of the core are opened here, with their balances."""

    from_account: CoreKey = 0
    to_account: CoreKey = CORE_MAX
    account_class: Annotated[int, Field(ge=1, le=999_999, description="Class of the ledger accounts that are opened.")] = 2110
    reason: Reason


class SnapshotRecord(Answer):
    """What a snapshot has opened."""

    opened: int


class AccountRange(Body):
    """Accounts of the core, from and to."""

    from_account: CoreKey = 0
    to_account: CoreKey = CORE_MAX
    reason: Reason


class WithReason(Body):
    """A write that says why."""

    reason: Reason


class Promotion(Body):
    """From shadow to active."""

    even_if: Annotated[bool, Field(description="However long drift has been zero: for rehearsals.")] = False
    reason: Reason


class OutagePlan(Body):
    """The core goes away by agreement, or is back before it was to be."""

    until: Annotated[Time | None, Field(description="Until when; null: it is back.")]
    reason: Reason


class Earmark(Body):
    """An amount of one account."""

    account: Annotated[int, Field(ge=1, le=INT64_MAX, description="The ledger's account.")]
    amount: Minor


class EarmarkOrder(Body):
    """Amounts that are set aside on the core before a planned outage."""

    earmarks: Annotated[list[Earmark], Field(min_length=1, max_length=10_000)]
    reason: Reason


class EarmarkStatus(Enum):
    """What became of an order for earmarks."""

    ASKED = "asked"
    SENT = "sent"
    REFUSED = "refused"


class EarmarkOrderRecord(Answer):
    """An order for earmarks: asked of whoever works for the core, sent to it, or refused."""

    number: int
    status: EarmarkStatus
    words: Annotated[str | None, Field(description="Why it was refused.")]
    asked_at: OutTime
    done_at: OutTime | None


class EarmarkRecord(Answer):
    """How many accounts something is to be set aside for, and the order. Whether the core was sent it is told with the link."""

    accounts: int
    order: EarmarkOrderRecord


class EarmarksRecord(Answer):
    """What is set aside on the core."""

    accounts: int
    minor: Annotated[int, Field(description="Minor units of all accounts together.")]
    waiting: Annotated[int, Field(description="Orders that nobody has seen to yet.")]
    last: EarmarkOrderRecord | None


class Bind(Body):
    """An account of the core for one account of the ledger."""

    core: CoreKey
    adjust: Annotated[bool, Field(description="Take the core's balance though the account has another one.")] = False
    reason: Reason


class BindItem(Body):
    """Two accounts that are the same."""

    core: CoreKey
    account: Annotated[int, Field(ge=1, le=INT64_MAX, description="A product account.")]


class BindOrder(Body):
    """Accounts that are the same; all are bound, or none."""

    bindings: Annotated[list[BindItem], Field(min_length=1, max_length=BINDINGS_MAX)]
    adjust: Annotated[bool, Field(description="Take the core's balance where an account has another one.")] = False
    reason: Reason


class BindingRecord(Answer):
    """An account that both sides keep from now on."""

    core: Annotated[str, Field(description="On the core: BSB and number.")]
    core_key: int
    account: int
    opening: Annotated[int, Field(description="Minor units posted to it, so that both sides begin with the same balance.")]


class BindingList(Answer):
    """What was bound, the first thousand."""

    bound: int
    bindings: list[BindingRecord]


class AllotmentOrder(Body):
    """What one account may spend while the core is away."""

    allotment: Annotated[Minor | None, Field(description="null: as the policy says.")]
    reason: Reason


class AllotmentRecord(Answer):
    """What one account may spend while the core is away."""

    account: int
    allotment: int | None


class Replay(Body):
    """Take a parked record in after all."""

    corrected: Annotated[
        str | None, words(131_072, pattern="^([0-9a-f]{2})+$", description="What it should have said: its bytes in hexadecimal digits.")
    ] = None
    reason: Reason


class ReplayRecord(Answer):
    """What became of parked records."""

    replayed: int
    left: int


class DropRecord(Answer):
    """A record that is not taken in."""

    dropped: int
    left: int


class StateOfLink(Enum):
    """How the core is to be reached."""

    UP = "UP"
    DEGRADED = "DEGRADED"
    DOWN = "DOWN"
    CATCHING_UP = "CATCHING_UP"


class ModeOfTwin(Enum):
    """Who may start a transaction on the accounts that both sides keep."""

    SHADOW = "shadow"
    ACTIVE = "active"
    DEMOTING = "demoting"


class PolicyRecord(Answer):
    """How the twin stands in."""

    allotment: int
    cap: int
    cap_degraded: int
    velocity_count: int
    velocity_window_s: int
    exposure_max: int
    degraded_after_s: int
    down_after_s: int
    answer_late_s: int
    level_records: int
    level_legs: int
    level_s: int
    shadow_s: int
    send_rate: int
    irrevocable: list[int]


class LinkRecord(Answer):
    """The link to the core."""

    state: StateOfLink
    since: OutTime
    mode: ModeOfTwin
    mode_since: OutTime
    outage: Annotated[int, Field(description="How often the core was down.")]
    planned_until: OutTime | None
    clean_since: Annotated[
        OutTime | None, Field(description="Since when comparisons found no drift; null: there was some, or none was made.")
    ]
    resync_needed: Annotated[str | None, Field(description="Why both sides may differ unseen; null: they do not.")]
    schema_refused: Annotated[
        str | None, Field(description="Which of our schemas the registry refuses, and why: what would be told with it waits; null: none.")
    ]
    policy: PolicyRecord
    earmarks: EarmarksRecord


class ExposureRecord(Answer):
    """What the bank stands to lose if the core never hears of it, in minor units."""

    exposure: int
    unanswered: Annotated[int, Field(description="Sides of transfers that the core has not answered.")]
    oldest_unanswered_s: Annotated[str, Field(description="Age of the oldest, seconds.")]
    admitted_by_standin: Annotated[int, Field(description="Debits admitted in the last outage.")]
    declined_by_standin: int
    parked: int


class LinkEventRecord(Answer):
    """One change of the link."""

    number: int
    at: OutTime
    actor: str
    what: str
    before: str | None
    after: str | None
    words: str


class LinkEventList(Answer):
    """The newest changes of the link."""

    events: list[LinkEventRecord]


class CoreAccountRecord(Answer):
    """An account that both sides keep."""

    core: Annotated[str, Field(description="On the core: BSB and number.")]
    core_key: int
    account: int


class CoreAccountPage(Answer):
    """A page of accounts, in order of the core's."""

    accounts: list[CoreAccountRecord]
    next: str | None


class DriftRecord(Answer):
    """Both sides compared at one place of the core's log."""

    number: int
    at: OutTime
    epoch: int
    lsn: int
    clean: bool
    accounts: int
    in_flight: int
    in_flight_minor: int
    drift_accounts: int
    drift_minor: int


class DriftItemRecord(Answer):
    """One difference."""

    core: str
    account: int
    kind: str
    transaction: str | None
    amount: int
    words: str


class DriftDetail(DriftRecord):
    """A comparison with what differed, the first thousand."""

    items: list[DriftItemRecord]


class DriftList(Answer):
    """The newest comparisons."""

    reports: list[DriftRecord]


class ResyncRecord(Answer):
    """What a re-sync has done, and the comparison after it."""

    report: DriftDetail
    missing_posted: int
    asked_again: int
    adjusted_accounts: int
    adjusted_minor: int
    cases: int


class ParkedRecord(Answer):
    """A record that could not be taken in."""

    number: int
    stream: str
    place: int
    reason: str
    words: str
    core: str | None
    advice: Annotated[str, Field(description="What helps, in words.")]
    raw: Annotated[str, Field(description="Its bytes in hexadecimal digits.")]
    parked_at: OutTime


class ParkedPage(Answer):
    """A page of records that wait, oldest first."""

    records: list[ParkedRecord]
    next: str | None


def link_body(link: Link) -> dict[str, Any]:
    """A link as the API says it."""
    return {
        "state": link.state.value,
        "since": say_time(link.since_us),
        "mode": link.mode.value,
        "mode_since": say_time(link.mode_since_us),
        "outage": link.outage,
        "planned_until": say_time_or_none(link.planned_until_us),
        "clean_since": say_time_or_none(link.clean_since_us),
        "resync_needed": link.resync_needed,
        "schema_refused": link.schema_refused,
        "policy": link.policy.document(),
    }


def link_record(link: Link, earmarks: Earmarks) -> dict[str, Any]:
    """A link with what is set aside on the core."""
    last = None if earmarks.last is None else earmark_order_body(earmarks.last)
    told = {"accounts": earmarks.accounts, "minor": earmarks.minor, "waiting": earmarks.waiting, "last": last}
    return link_body(link) | {"earmarks": told}


def earmark_order_body(order: EarmarkAsked) -> dict[str, Any]:
    """An order for earmarks."""
    return {
        "number": order.number,
        "status": order.status,
        "words": order.words,
        "asked_at": say_time(order.asked_at_us),
        "done_at": say_time_or_none(order.done_at_us),
    }


def bindings_body(bindings: Sequence[Binding]) -> dict[str, Any]:
    """Accounts that were bound."""
    told = [binding_body(one) for one in bindings[:1000]]
    return {"bound": len(bindings), "bindings": told}


def binding_body(one: Binding) -> dict[str, Any]:
    """An account that was bound."""
    return {"core": core_name(one.core), "core_key": one.core, "account": one.account, "opening": one.opening}


def event_body(event: LinkEvent) -> dict[str, Any]:
    """A change of the link."""
    return {
        "number": event.number,
        "at": say_time(event.at_us),
        "actor": event.actor,
        "what": event.what,
        "before": event.before,
        "after": event.after,
        "words": event.words,
    }


def drift_body(report: DriftReport) -> dict[str, Any]:
    """A comparison without its items."""
    return {
        "number": report.number,
        "at": say_time(report.at_us),
        "epoch": report.epoch,
        "lsn": report.lsn,
        "clean": report.clean,
        "accounts": report.accounts,
        "in_flight": report.in_flight,
        "in_flight_minor": report.in_flight_minor,
        "drift_accounts": report.drift_accounts,
        "drift_minor": report.drift_minor,
    }


def item_body(item: DriftItem) -> dict[str, Any]:
    """One difference."""
    return {
        "core": core_name(item.core),
        "account": item.account,
        "kind": item.kind.value,
        "transaction": item.transaction,
        "amount": item.amount,
        "words": item.words,
    }


def parked_body(record: Parked) -> dict[str, Any]:
    """A record that waits."""
    return {
        "number": record.number,
        "stream": record.stream,
        "place": record.place,
        "reason": record.reason.value,
        "words": record.words,
        "core": None if record.core is None else core_name(record.core),
        "advice": advice(record),
        "raw": record.raw.hex(),
        "parked_at": say_time(record.parked_at_us),
    }


def check_range(low: int, high: int) -> None:
    """Refuses ``range_invalid``."""
    if low > high:
        raise Refusal("range_invalid", "The first account comes after the last.", field="to_account")
