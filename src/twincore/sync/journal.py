"""The journal as the outbox: which sides of which transfers the core is to post too, and which of them it has answered."""

import struct
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from twincore.kernel.db import Connection, copy_out
from twincore.kernel.sql import load
from twincore.sync.books import NEVER_SENT, REFUSED_CREDIT, REFUSED_DEBIT
from twincore.sync.mapping import Mapping
from twincore.sync.model import LEG, Exposure, Ints, Rows, Verdict
from twincore.sync.rules import proof_of

_sql = load("twincore.sync")

JOURNAL_SETTLED = "answered"
"""The stream whose position says up to where every leg is settled."""
STRETCH = 50_000
"""Rows of the journal read at once."""
_EPOCH_US = 946_684_800_000_000  # PostgreSQL counts time from 2000-01-01
_EPOCH_DAYS = 10_957
_COLUMNS = (
    ("seq", 8),
    ("debit", 8),
    ("credit", 8),
    ("amount", 8),
    ("ref", 8),
    ("posted_at", 8),
    ("id", 16),
    ("code", 4),
    ("day", 4),
    ("kind", 2),
)
_HEADER = len(b"PGCOPY\n\xff\r\n\0" + struct.pack(">II", 0, 0))


def _row_type() -> np.dtype[np.void]:
    fields: list[tuple[str, str]] = [("columns", ">i2")]
    for name, width in _COLUMNS:
        fields.append((f"{name}_width", ">i4"))
        fields += [("id_hi", ">u8"), ("id_lo", ">u8")] if width == 16 else [(name, f">i{width}")]
    return np.dtype(fields)


_ROW = _row_type()


def lane_seq(conn: Connection, tenant: int) -> int:
    """The last transfer of the lane; 0: there is none."""
    row = conn.execute(_sql.lane_seq, {"tenant": tenant}).fetchone()
    return 0 if row is None else int(row[0])


def journal_rows(conn: Connection, tenant: int, after_seq: int, until: int) -> Rows:
    """A stretch of the journal, transfers that moved money alone, in order."""
    payload = copy_out(conn, _sql.copy_journal, {"tenant": tenant, "after_seq": after_seq, "until": until})
    return np.frombuffer(payload[_HEADER:-2], _ROW)


def journal_rows_at(conn: Connection, tenant: int, seqs: Sequence[int]) -> Rows:
    """Some transfers of the journal, in order."""
    payload = copy_out(conn, _sql.copy_journal_at, {"tenant": tenant, "seqs": list(seqs)})
    return np.frombuffer(payload[_HEADER:-2], _ROW)


def legs_of(rows: Rows, mapping: Mapping) -> Rows:
    """The sides of transfers that the core is to post too, in the journal's order, debit before credit.

    Those are the accounts that are bound. What came from the core is not sent back to it; of a transfer that was taken back because the core refused a
    side, that side is left out.
    """
    own = rows[~np.isin(rows["code"], NEVER_SENT)]
    parts = []
    for leg, side, sign, left_out in ((0, "debit", -1, REFUSED_CREDIT), (1, "credit", 1, REFUSED_DEBIT)):
        cores = mapping.cores(own[side].astype(np.int64))
        here = (cores != 0) & (own["code"] != left_out)
        chosen = own[here]
        legs = np.zeros(len(chosen), LEG)
        legs["seq"], legs["leg"] = chosen["seq"], leg
        legs["account"], legs["core"] = chosen[side], cores[here]
        legs["amount"] = chosen["amount"].astype(np.int64) * sign
        legs["code"], legs["value_date"] = chosen["code"], chosen["day"].astype(np.int32) + _EPOCH_DAYS
        legs["at"] = chosen["posted_at"].astype(np.int64) + _EPOCH_US
        legs["id_hi"], legs["id_lo"] = chosen["id_hi"], chosen["id_lo"]
        legs["proof"] = proof_of(legs["id_hi"], legs["id_lo"])
        parts.append(legs)
    both = np.concatenate(parts)
    ordered: Rows = both[np.argsort(both["seq"] * 2 + both["leg"], kind="stable")]
    return ordered


class Outstanding:
    """The legs from a place of the journal on, and what the core has said to them. A cache: all of it follows from the journal and the answers.

    Not thread safe: it belongs to the thread that works for the tenant.
    """

    def __init__(self, from_seq: int) -> None:
        self.from_seq = self.known_seq = from_seq
        self._legs: Rows = np.zeros(1024, LEG)
        self._verdict: npt.NDArray[np.int16] = np.zeros(1024, np.int16)
        self._start = self._end = 0

    @property
    def legs(self) -> Rows:
        """The legs, in the journal's order."""
        return self._legs[self._start : self._end]

    @property
    def verdict(self) -> npt.NDArray[np.int16]:
        """Per leg what the core has said: model.Verdict, 0: nothing yet."""
        return self._verdict[self._start : self._end]

    def extend(self, conn: Connection, tenant: int, mapping: Mapping, until: int | None = None) -> int:
        """Read on in the journal, to its end or to a place; returns how many legs are new."""
        end = lane_seq(conn, tenant) if until is None else until
        before = self._end - self._start
        while self.known_seq < end:
            upto = min(self.known_seq + STRETCH, end)
            self._add(legs_of(journal_rows(conn, tenant, self.known_seq, upto), mapping))
            self.known_seq = upto
        return self._end - self._start - before

    def _add(self, legs: Rows) -> None:
        count, kept = len(legs), self._end - self._start
        if self._end + count > len(self._legs):
            size = max(1024, (kept + count) * 2)
            grown, verdict = np.zeros(size, LEG), np.zeros(size, np.int16)
            grown[:kept], verdict[:kept] = self.legs, self.verdict
            self._legs, self._verdict, self._start, self._end = grown, verdict, 0, kept
        self._legs[self._end : self._end + count] = legs
        self._verdict[self._end : self._end + count] = 0
        self._end += count

    def places(self, seq: Ints, leg: npt.NDArray[np.int16]) -> Ints:
        """Where legs stand here; -1: not here."""
        legs = self.legs
        if len(legs) == 0:
            return np.full(len(seq), -1, np.int64)
        first = np.searchsorted(legs["seq"], seq)  # a transfer has one leg or two here, debit before credit
        at = np.minimum(first, len(legs) - 1)
        second = np.minimum(first + 1, len(legs) - 1)
        is_first = (legs["seq"][at] == seq) & (legs["leg"][at] == leg)
        is_second = (legs["seq"][second] == seq) & (legs["leg"][second] == leg)
        result: Ints = np.where(is_first, at, np.where(is_second, second, -1))
        return result

    def answer(self, places: Ints, verdicts: npt.NDArray[np.int16] | Verdict) -> None:
        """The core has answered these, or they are settled otherwise."""
        self.verdict[places] = verdicts

    def between(self, after_seq: int, until: int) -> Rows:
        """The legs with after_seq < seq <= until that are not answered."""
        legs = self.legs
        start, end = np.searchsorted(legs["seq"], [after_seq, until], side="right")
        rows: Rows = legs[start:end][self.verdict[start:end] == 0]
        return rows

    def unanswered(self) -> Rows:
        """The legs that the core has not answered."""
        rows: Rows = self.legs[self.verdict == 0]
        return rows

    def waiting(self) -> tuple[int, int]:
        """How many legs the core has not answered, and when the oldest of them was posted (microseconds; 0: there is none)."""
        open_ = self.verdict == 0
        count = int(np.count_nonzero(open_))  # times of posting never go back along the journal: the first is the oldest
        return count, int(self.legs["at"][int(np.argmax(open_))]) if count else 0

    def not_on_core(self) -> Rows:
        """The legs that stand in the twin's books and not in the core's: those not answered, and those refused and not taken back yet."""
        rows: Rows = self.legs[(self.verdict == 0) | (self.verdict == Verdict.REJECTED)]
        return rows

    def has_refused(self) -> bool:
        """Whether a leg is refused and not settled."""
        return bool((self.verdict == Verdict.REJECTED).any())

    def refused_seqs(self) -> list[int]:
        """The transfers with such a leg."""
        found: list[int] = self.legs["seq"][self.verdict == Verdict.REJECTED].tolist()
        return found

    def settle(self, keys: Iterable[tuple[int, int]]) -> None:
        """Refused (seq, leg) that were taken back or are borne by the bank: both sides agree about them."""
        if pairs := list(keys):
            columns = np.array(pairs, np.int64).T
            at = self.places(columns[0], columns[1].astype(np.int16))
            at = at[at >= 0]
            self.answer(at[self.verdict[at] == Verdict.REJECTED], Verdict.SETTLED)

    def drop_settled(self) -> int:
        """Forget the legs up to the first one that is not settled, and return the place in the journal up to which all are."""
        waiting = (self.verdict == 0) | (self.verdict == Verdict.REJECTED)
        first = int(np.argmax(waiting)) if waiting.any() else len(waiting)
        upto = self.known_seq if first == len(waiting) else int(self.legs["seq"][first]) - 1
        self._start += int(np.searchsorted(self.legs["seq"], upto, side="right"))
        self.from_seq = upto
        return upto

    def unanswered_minor(self) -> int:
        """The debits that the core has not answered, minor units."""
        amounts = self.legs["amount"]
        return -int(amounts[(self.verdict == 0) & (amounts < 0)].sum())


def load_outstanding(conn: Connection, tenant: int, mapping: Mapping, *, lsn_max: int | Ints | None = None) -> Outstanding:
    """The legs since the place up to which all are settled, with the answers.

    lsn_max: only answers that the core's log gives up to there; one number, or one for each account of the mapping. Refused legs that are settled are to be told by ``settle``.
    """
    row = conn.execute(_sql.position, {"tenant": tenant, "stream": JOURNAL_SETTLED}).fetchone()
    found = Outstanding(0 if row is None else int(row[0]))
    found.extend(conn, tenant, mapping)
    rows = conn.execute(_sql.answers_from, {"tenant": tenant, "after_seq": found.from_seq}).fetchall()
    if rows:
        seq, leg, attempt, verdict, lsn = np.array(rows, np.int64).T
        if isinstance(lsn_max, np.ndarray):
            cores = found.legs["core"][found.places(seq, leg.astype(np.int16))] if len(found.legs) else np.zeros(len(seq), np.int64)
            lsn_max = lsn_max[np.maximum(mapping.places(cores.astype(np.int64)), 0)] if len(mapping.core) else None
        keep = np.ones(len(seq), bool) if lsn_max is None else (lsn <= lsn_max) | (verdict == Verdict.REJECTED)
        order = np.flatnonzero(keep)[np.argsort((attempt * 4 + (verdict == Verdict.POSTED))[keep], kind="stable")]
        at = found.places(seq[order], leg[order].astype(np.int16))  # a posting stands over a refusal, a forced attempt over the first
        found.answer(at[at >= 0], verdict[order][at >= 0].astype(np.int16))
    return found


def exposure(conn: Connection, tenant: int, outstanding: Outstanding) -> Exposure:
    """What the bank stands to lose: debits not answered, and refused debits that it bears or that are not settled yet. Minor units."""
    refused = sum(
        total
        for status, way, _, total in conn.execute(_sql.refused_total, {"tenant": tenant}).fetchall()
        if status == "absorbed" or (status == "open" and way != "compensate")
    )
    return Exposure(outstanding.unanswered_minor(), refused)
