"""How far each stream has been taken in, and what could not be: both move in the transaction that has the effect, which may be the lane's own commit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.kernel.sql import load
from twincore.ledger import Outcomes, Recorder
from twincore.sync.files import Tear
from twincore.sync.model import RAW_BYTES_MAX, ParkReason, Place

_sql = load("twincore.sync")


@dataclass(frozen=True, slots=True)
class Unfit:
    """A record that cannot be taken in. core: the account it is of, if that could be read; stream: where it came from, if not from where all come from."""

    place: int
    reason: ParkReason
    words: str
    core: int | None
    raw: bytes
    stream: str | None = None


@dataclass(slots=True)
class Taken:
    """The context of a submission: what commits with its transfers. ``judge`` says, once the outcomes are known, what the ledger refused."""

    stream: str
    advance: Callable[[Connection, int], None]
    now_us: int
    unfit: list[Unfit] = field(default_factory=list)
    judge: Callable[[Outcomes], list[Unfit]] | None = None

    def record(self, conn: Connection, tenant: int, outcomes: Outcomes | None) -> None:
        """Park what is unfit and move the position. Refuses ``position_moved``."""
        unfit = self.unfit + (self.judge(outcomes) if self.judge is not None and outcomes is not None else [])
        streams = {u.stream or self.stream for u in unfit}
        for stream in sorted(streams):
            park(conn, tenant, stream, [u for u in unfit if (u.stream or self.stream) == stream], self.now_us)
        self.advance(conn, tenant)


def recorder(*others: Recorder) -> Recorder:
    """What a ledger is given so that the adaptor's positions commit with its postings; others are called for the contexts that are theirs."""

    def record(conn: Connection, tenant: int, submissions: list[tuple[object, Outcomes]]) -> None:
        rest = []
        for context, outcomes in submissions:
            if isinstance(context, Taken):
                context.record(conn, tenant, outcomes)
            else:
                rest.append((context, outcomes))
        if rest:
            for other in others:
                other(conn, tenant, rest)

    return record


def position(conn: Connection, tenant: int, stream: str) -> Place:
    """How far a stream has been taken in; its beginning if it never was."""
    row = conn.execute(_sql.position, {"tenant": tenant, "stream": stream}).fetchone()
    return Place(stream) if row is None else Place(stream, *row)


def all_positions(conn: Connection, tenant: int) -> list[Place]:
    """How far all streams have been taken in."""
    return [Place(*row) for row in conn.execute(_sql.positions, {"tenant": tenant}).fetchall()]


def move(conn: Connection, tenant: int, stood: Place, stands: Place, now_us: int) -> None:
    """Move a stream's position. Refuses ``position_moved`` where it stands elsewhere than it stood: another process has been at work."""
    values = {"tenant": tenant, "stream": stands.stream, "next": stands.next, "epoch": stands.epoch, "lsn": stands.lsn, "stood": stood.next}
    if conn.execute(_sql.move_position, values | {"now": to_datetime(now_us)}).fetchone() is None:
        raise Refusal(
            "position_moved",
            f"Another process has taken in {stands.stream} beyond record {stood.next}.",
            category=Category.CONFLICT,
            retry=Retry.SAME_KEY,
        )


def tears(conn: Connection, tenant: int, stream: str) -> list[Tear]:
    """The torn records of a stream that were passed, in order. Read after the position they are all of those before it."""
    return [Tear(*row) for row in conn.execute(_sql.tears, {"tenant": tenant, "stream": stream}).fetchall()]


def add_tears(conn: Connection, tenant: int, stream: str, found: Sequence[Tear]) -> None:
    """Torn records are passed: in the transaction that moves the position beyond them."""
    for tear in found:
        values = {"tenant": tenant, "stream": stream, "place": tear.place, "bytes": tear.bytes, "lsn": tear.lsn}
        conn.execute(_sql.add_tear, values)


def park(conn: Connection, tenant: int, stream: str, unfit: Sequence[Unfit], now_us: int) -> None:
    """Keep records as they came, with the reason; a record that is kept already stays."""
    if not unfit:
        return
    conn.execute(
        _sql.park,
        {
            "tenant": tenant,
            "stream": stream,
            "places": [u.place for u in unfit],
            "reasons": [u.reason.value for u in unfit],
            "words": [u.words[:500] for u in unfit],
            "cores": [u.core for u in unfit],
            "raws": [u.raw[:RAW_BYTES_MAX] for u in unfit],
            "now": to_datetime(now_us),
        },
    )
