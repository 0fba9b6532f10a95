"""What has been captured of the core's changes, up to the place that is taken in: in its change log, or in envelopes on the event log.

A comparison needs the same of both: the changes since an extract, to bring it forward, and those since the accounts were bound, to name a difference.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from twincore.events import EventLog, Record, partition_of, positions
from twincore.events import Place as Partition
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.sync.files import GrowingFile
from twincore.sync.follower import CHANGE_LOG
from twincore.sync.intake import committed
from twincore.sync.mapping import Mapping
from twincore.sync.model import CHANGE, ENVELOPES, Ints, Kind, Place, Rows
from twincore.sync.positions import position, tears
from twincore.sync.records import Interface, TieUp

_READ = 100_000
_LOOK = 64
_POLL = 10_000
_POLL_S = 5.0
WINDOW = 5_000
"""Envelopes of each partition, before the place that is taken in, that a comparison begins with."""
_EARMARK = b"EAR"


class ChangeSource(Protocol):
    """Where the core's changes are captured. ``stand`` comes first: all else is told as of the place that it has seen."""

    def stand(
        self, conn: Connection, tenant: int, mapping: Mapping, head: dict[str, Any], found: dict[str, Ints], tail: dict[str, Any]
    ) -> Place:
        """How far the changes are taken in, in the snapshot of a transaction, which must be as far as an extract goes.

        mapping: the accounts that are compared; head, found, tail: the extract. Refuses ``extract_ahead``.
        """
        ...

    def since(self, lsn: int) -> Rows:
        """The changes of money that the core has committed and not forgotten, after a place of its log and up to where they are taken in."""
        ...

    def answered(self, mapping: Mapping) -> int | Ints:
        """Answers count up to this place of the core's log: what came later is not taken in. For all accounts, or for each of a mapping."""
        ...

    def whole(self, lsn: int) -> bool:
        """Whether every change after a place of the core's log is still kept, so that what is not there never was."""
        ...


def ahead(extract: int, taken: int, words: str) -> Refusal:
    """The refusal where an extract is of a later moment than what is taken in."""
    message = f"The extract is as of {extract}, and {words} up to {taken}."
    return Refusal("extract_ahead", message, category=Category.CONFLICT, retry=Retry.NEW_KEY)


def tie_ups_of(interface: Interface, file: GrowingFile, upto: int) -> list[TieUp]:
    """Every tie-up in the first records of the log."""
    found = []
    for first in range(0, upto, _READ):
        data = file.read(first, min(_READ, upto - first))
        at = np.flatnonzero(interface.kinds(data) == Kind.TIE_UP)
        records = np.frombuffer(data, f"V{file.length}")[at].tobytes()
        found += [replace(tie_up, place=first + int(at[tie_up.place])) for tie_up in interface.changes(records, 0)[2]]
    return found


def changes_between(interface: Interface, file: GrowingFile, first: int, upto: int) -> Rows:
    """The committed changes of money in records first..upto of the log, without those whose figures contradict each other. upto: a place taken in."""
    parts: list[Rows] = []
    at, count = first, _READ
    while at < upto:
        asked = min(count, upto - at)
        rows, _, _ = interface.changes(file.read(at, asked), at)
        if len(rows) == 0:
            break
        last = at + asked == upto or len(rows) < asked  # taken in to the middle of a unit, so it was committed
        good, _, decided = committed(rows, Kind.COMMIT if last else None)
        if decided == 0:
            count *= 2
            continue
        believed = (good["amount"] != 0) & (good["after"] - good["before"] == good["amount"])
        parts.append(good[(good["code"] != _EARMARK) & believed])
        at += decided
    found: Rows = np.concatenate(parts) if parts else np.zeros(0, CHANGE)
    return found


class ChangeLog:
    """The core's change log: one file, in order, kept for ever; and the files of nightly batches that posted outside it, where the core writes them."""

    def __init__(self, interface: Interface, folder: Path, file: GrowingFile) -> None:
        self._interface, self._folder, self._file = interface, folder, file
        self._place, self._tie_ups = Place(CHANGE_LOG), list[TieUp]()

    def stand(
        self, conn: Connection, tenant: int, mapping: Mapping, head: dict[str, Any], found: dict[str, Ints], tail: dict[str, Any]
    ) -> Place:
        """As ``ChangeSource`` says."""
        self._place = position(conn, tenant, CHANGE_LOG)
        self._file = self._file.with_tears(tears(conn, tenant, CHANGE_LOG))
        if self._place.lsn < int(tail["lsn"]):
            raise ahead(int(tail["lsn"]), self._place.lsn, "the change log is taken in")
        self._tie_ups = tie_ups_of(self._interface, self._file, self._place.next)
        return self._place

    def since(self, lsn: int) -> Rows:
        """As ``ChangeSource`` says."""
        first = bisect_right(range(self._place.next), lsn, key=self._newest)
        rows: Rows = changes_between(self._interface, self._file, first, self._place.next)
        parts = [rows[rows["lsn"] > lsn]]
        parts += [self._night(t) for t in self._tie_ups if t.reason == "BTCH" and not t.logged and t.lsn > lsn]
        rows = np.concatenate(parts)
        for restored in self._tie_ups:
            if restored.reason == "REST":  # what came after the image is forgotten
                rows = rows[(rows["lsn"] <= restored.image_lsn) | (rows["lsn"] > restored.lsn)]
        return rows

    def _newest(self, place: int) -> int:
        """The highest sequence number among some records from a place on, of which single ones may not be readable: tears and gaps make it no function
        of the place."""
        count = _LOOK
        while True:
            rows, _, _ = self._interface.changes(self._file.read(place, count), place)
            if (newest := int(rows["lsn"].max(initial=0))) or len(rows) < count:
                return newest
            count *= 8

    def _night(self, tie_up: TieUp) -> Rows:
        name = self._interface.files.get("transactions")
        try:
            data = b"" if name is None else (self._folder / name.format(date=tie_up.business_date)).read_bytes()
        except FileNotFoundError:
            data = b""
        return self._interface.transactions(data, tie_up)

    def answered(self, mapping: Mapping) -> int:
        """As ``ChangeSource`` says."""
        return self._place.lsn

    def whole(self, lsn: int) -> bool:
        """As ``ChangeSource`` says."""
        return True


class Envelopes:
    """Envelopes on the event log, in order of the core's log within a partition; each may come again. One comparison's: what it has read it does not read again.

    It reads backwards from where they are taken in, as far as it is asked: to the extract, and only where something differs to where the accounts were bound.
    row: what a record says, as a CHANGE row; None: it is no change; a refusal: it was parked.
    """

    def __init__(self, log: EventLog, topic: str, consumer: str, row: Callable[[Record, int], tuple[Any, ...] | None]) -> None:
        self._log, self._topic, self._consumer, self._row = log, topic, consumer, row
        self._begins: dict[Partition, int] = {}
        self._first: dict[Partition, int] = {}
        self._next: dict[Partition, int] = {}
        self._rows: Rows = np.zeros(0, CHANGE)
        self._partitions: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self._offsets: Ints = np.zeros(0, np.int64)
        self._upto: Ints = np.zeros(1, np.int64)
        self._forgets: Callable[[Rows], Rows] = lambda rows: rows

    def stand(
        self, conn: Connection, tenant: int, mapping: Mapping, head: dict[str, Any], found: dict[str, Ints], tail: dict[str, Any]
    ) -> Place:
        """As ``ChangeSource`` says. An account is taken in as far as the extract goes where a change of it, or a later one of its partition, is."""
        place = position(conn, tenant, ENVELOPES)
        stands = positions(conn, tenant, self._consumer, [self._topic])
        self._begins, ends = self._log.beginnings([self._topic]), self._log.ends([self._topic])
        for partition, begin in self._begins.items():
            if partition not in self._first:
                self._first[partition] = self._next[partition] = max(stands.get(partition, 0) - WINDOW, begin)
        self._next = self._read(self._next, ends, stands)
        self._upto = np.zeros(max((p.partition for p in self._begins), default=0) + 1, np.int64)
        for partition in self._begins:
            self._upto[partition.partition] = stands.get(partition, 0)
        order = np.argsort(found["core"])
        last = found["last_lsn"][order[np.searchsorted(found["core"][order], mapping.core)]]
        self._back(int(head["lsn"]))
        if not (keyed := self._keyed()):
            self._back(-1)
        self._check(mapping, last, keyed=keyed)
        self._forgets = partial(_without_forgotten, mapping, last, int(head["epoch"]))
        return Place(ENVELOPES, place.next, place.epoch, place.lsn)

    def since(self, lsn: int) -> Rows:
        """As ``ChangeSource`` says."""
        self._back(lsn)
        rows = self._forgets(_unique(self._rows[self._taken()]))
        chosen: Rows = rows[(rows["lsn"] > lsn) & (rows["code"] != _EARMARK)]
        return chosen

    def answered(self, mapping: Mapping) -> Ints:
        """As ``ChangeSource`` says."""
        limit = np.full(len(mapping.core), 2**62, np.int64)
        taken = self._taken()
        coming = self._rows[~taken & (self._rows["lsn"] > self._floors()[self._partitions])]
        coming = coming[~np.isin(coming["lsn"], self._rows["lsn"][taken])]  # the others were taken in before, and come again
        at = mapping.places(coming["core"])
        np.minimum.at(limit, at[at >= 0], coming["lsn"][at >= 0] - 1)
        return limit

    def whole(self, lsn: int) -> bool:
        """As ``ChangeSource`` says: for each partition, nothing was removed yet, or the oldest that is kept is before the place."""
        self._back(lsn)
        return all(begin == 0 or self._oldest(partition, 2**62) <= lsn for partition, begin in self._begins.items())

    # --- what is read

    def _back(self, lsn: int) -> None:
        """Read backwards until nothing that is kept and came after a place of the core's log is missing."""
        while behind := [p for p, begin in self._begins.items() if self._first[p] > begin and self._oldest(p, 2**62) > lsn]:
            begins = {p: self._first[p] for p in self._begins}
            for partition in behind:
                more = max(3 * (self._next[partition] - self._first[partition]), WINDOW)
                begins[partition] = max(self._first[partition] - more, self._begins[partition])
            self._read(begins, self._first, self._first, before=True)
            self._first = begins

    def _read(
        self, begins: dict[Partition, int], ends: dict[Partition, int], least: dict[Partition, int], *, before: bool = False
    ) -> dict[Partition, int]:
        """Read a stretch of each partition; how far it was read: to its end, or to the last record before it (what ends a transaction is none).

        Refuses ``event_log_unavailable`` where it was not read as far as is known to be there.
        """
        left = {place: end for place, end in ends.items() if begins[place] < end}
        beyond = {place: max(end, self._next[place]) for place, end in ends.items()}
        rows, partitions, offsets = [self._rows[:0]], [self._partitions[:0]], [self._offsets[:0]]
        reached = dict(ends)
        subscription = self._log.subscribe([self._topic], beyond | {place: begins[place] for place in left})
        try:
            while left and (records := subscription.poll(_POLL, _POLL_S)):
                read = [(row, r) for r in records if r.place in left and r.offset < left[r.place] and (row := self._change(r)) is not None]
                rows.append(np.array([row for row, _ in read], CHANGE))
                partitions.append(np.array([record.partition for _, record in read], np.int32))
                offsets.append(np.array([record.offset for _, record in read], np.int64))
                for place in [place for place, end in left.items() if subscription.positions[place] >= end]:
                    subscription.seek(place, beyond[place])
                    del left[place]
            reached |= {place: subscription.positions[place] for place in left}
            if any(reached[place] < least.get(place, 0) for place in left):
                message = f"The event log does not give what it has of {self._topic}. Try again."
                raise Refusal("event_log_unavailable", message, category=Category.UNAVAILABLE, retry=Retry.SAME_KEY)
        finally:
            subscription.close()
        self._rows = np.concatenate([*rows, self._rows] if before else [self._rows, *rows])
        self._partitions = np.concatenate([*partitions, self._partitions] if before else [self._partitions, *partitions])
        self._offsets = np.concatenate([*offsets, self._offsets] if before else [self._offsets, *offsets])
        return reached

    def _change(self, record: Record) -> tuple[Any, ...] | None:
        try:
            return self._row(record, 0)
        except Refusal as refusal:
            if refusal.category is Category.UNAVAILABLE:
                raise
            return None

    def _oldest(self, partition: Partition, nothing: int) -> int:
        """The place in the core's log of the first change of a partition that was read."""
        here = self._partitions == partition.partition
        return int(self._rows["lsn"][here.argmax()]) if here.any() else nothing

    def _floors(self) -> Ints:
        """Per partition the place in the core's log up to which changes may have come before what was read."""
        floors = np.zeros(len(self._upto), np.int64)
        for partition, begin in self._begins.items():
            if self._first[partition] > begin:
                floors[partition.partition] = self._oldest(partition, 0) - 1
        return floors

    def _taken(self) -> npt.NDArray[np.bool_]:
        return self._offsets < self._upto[self._partitions]

    # --- how far it is taken in

    def _keyed(self) -> bool:
        """Whether changes are in the partitions of their accounts' keys, so that it is known where one is that was not read."""
        cores, first = np.unique(self._rows["core"], return_index=True)
        return all(self._partition(core) == self._partitions[at] for core, at in zip(cores.tolist(), first.tolist(), strict=True))

    def _partition(self, core: int) -> int:
        return partition_of(b"%015d" % core, len(self._begins))

    def _check(self, mapping: Mapping, last: Ints, *, keyed: bool) -> None:
        """Refuse where the last change of an account that the extract has may still be on its way."""
        if len(mapping.core) == 0:
            return
        taken = self._taken()
        here = {p.partition: self._partitions == p.partition for p in self._begins}
        levels = {partition: int(self._rows["lsn"][chosen & taken].max(initial=0)) for partition, chosen in here.items()}
        reached = np.full(len(mapping.core), min(levels.values(), default=0), np.int64)  # where none of its changes was read
        for partition, chosen in here.items():
            at = mapping.places(np.unique(self._rows["core"][chosen]))
            reached[at[at >= 0]] = levels[partition]
        behind = last > np.maximum(reached, mapping.base_lsn)
        if keyed:
            for place in np.flatnonzero(behind).tolist():
                reached[place] = max(int(reached[place]), levels[self._partition(int(mapping.core[place]))])
            behind &= last > reached
        if behind.any():
            worst = int(np.flatnonzero(behind)[0])
            words = f"the envelopes of {int(behind.sum())} accounts are not taken in that far; those of {int(mapping.core[worst])}"
            raise ahead(int(last[worst]), int(reached[worst]), words)


def _unique(rows: Rows) -> Rows:
    """Each change once, in order of the core's log: no two have one sequence number."""
    _, first = np.unique(rows["lsn"], return_index=True)
    chosen: Rows = rows[first]
    return chosen


def _without_forgotten(mapping: Mapping, last: Ints, epoch: int, rows: Rows) -> Rows:
    """A core that was restored has forgotten what it did after its image, in the epochs before. last: of each account in the extract."""
    at = mapping.places(rows["core"])
    void = (rows["epoch"] < epoch) & (at >= 0)
    void[void] = rows["lsn"][void] > last[at[void]]
    kept: Rows = rows[~void]
    return kept
