"""What has been captured of the core's changes, up to the place that is taken in: in its change log, or in envelopes on the event log.

A comparison needs the same of both: the changes since an extract, to bring it forward, and those since the accounts were bound, to name a difference.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from twincore.events import EventLog, Record, positions
from twincore.events import Place as Partition
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.sync.files import GrowingFile
from twincore.sync.follower import CHANGE_LOG
from twincore.sync.intake import committed
from twincore.sync.mapping import Mapping
from twincore.sync.model import CHANGE, ENVELOPES, Ints, Kind, Place, Rows
from twincore.sync.positions import position
from twincore.sync.records import Interface, TieUp

_READ = 100_000
_POLL = 10_000
_POLL_S = 5.0
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
        for at in np.flatnonzero(interface.kinds(data) == Kind.TIE_UP).tolist():
            length = file.length
            _, _, (tie_up,) = interface.changes(data[at * length : (at + 1) * length], first + at)
            found.append(tie_up)
    return found


def changes_between(interface: Interface, file: GrowingFile, first: int, upto: int) -> Rows:
    """The committed changes of money in records first..upto of the log. upto: a place taken in."""
    parts: list[Rows] = []
    at, count = first, _READ
    while at < upto:
        rows, _, _ = interface.changes(file.read(at, min(count, upto - at)), at)
        if len(rows) == 0:
            break
        good, _, decided = committed(rows)
        if decided == 0 and at + len(rows) < upto:
            count *= 2
            continue
        if decided == 0:  # taken in to the middle of a unit, so it was committed
            good, decided = rows[rows["kind"] == Kind.REDO], len(rows)
        parts.append(good[good["code"] != _EARMARK])
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
        if self._place.lsn < int(tail["lsn"]):
            raise ahead(int(tail["lsn"]), self._place.lsn, "the change log is taken in")
        self._tie_ups = tie_ups_of(self._interface, self._file, self._place.next)
        return self._place

    def since(self, lsn: int) -> Rows:
        """As ``ChangeSource`` says."""
        first = max(lsn - max(self._place.lsn - self._place.next, 0), 0)  # a gap makes sequence numbers larger than record numbers
        parts = [changes_between(self._interface, self._file, first, self._place.next)]
        parts += [self._night(t) for t in self._tie_ups if t.reason == "BTCH" and not t.logged and t.lsn > lsn]
        rows: Rows = np.concatenate(parts)
        for restored in self._tie_ups:
            if restored.reason == "REST":  # what came after the image is forgotten
                rows = rows[(rows["lsn"] <= restored.image_lsn) | (rows["lsn"] > restored.lsn)]
        return rows

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
    """Envelopes on the event log, read from the oldest that is kept: in order of the core's log within a partition, and each may come again.

    row: what a record says, as a CHANGE row; None: it is no change; a refusal: it was parked. One comparison's: what it has read it does not read again.
    """

    def __init__(self, log: EventLog, topic: str, consumer: str, row: Callable[[Record, int], tuple[Any, ...] | None]) -> None:
        self._log, self._topic, self._consumer, self._row = log, topic, consumer, row
        self._read: dict[Partition, int] = {}
        self._rows: Rows = np.zeros(0, CHANGE)
        self._partitions: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self._offsets: Ints = np.zeros(0, np.int64)
        self._begins: dict[Partition, int] = {}
        self._taken: Rows = self._rows
        self._coming: Rows = self._rows

    def stand(
        self, conn: Connection, tenant: int, mapping: Mapping, head: dict[str, Any], found: dict[str, Ints], tail: dict[str, Any]
    ) -> Place:
        """As ``ChangeSource`` says. An account is taken in as far as the extract goes where a change of it, or a later one of its partition, is."""
        place = position(conn, tenant, ENVELOPES)
        stands = positions(conn, tenant, self._consumer, [self._topic])
        self._read_on()
        upto = np.zeros(max((p.partition for p in self._begins), default=0) + 1, np.int64)
        for partition in self._begins:
            upto[partition.partition] = stands.get(partition, 0)
        taken = self._offsets < upto[self._partitions]
        order = np.argsort(found["core"])
        at = order[np.searchsorted(found["core"][order], mapping.core)]
        last = found["last_lsn"][at]
        self._taken = self._unique(self._rows[taken])
        self._coming = self._rows[~taken]
        self._check(mapping, last, taken)
        self._forget(mapping, last, int(head["epoch"]))
        return Place(ENVELOPES, place.next, place.epoch, place.lsn)

    def _read_on(self) -> None:
        """Read what the log has had since the last time, to its end."""
        self._begins = self._log.beginnings([self._topic])
        ends = self._log.ends([self._topic])
        left = {place: end for place, end in ends.items() if max(self._read.get(place, 0), self._begins[place]) < end}
        if not left:
            return
        begin = {place: max(self._read.get(place, 0), self._begins[place]) for place in ends}
        found: list[tuple[Any, ...]] = []
        partitions: list[int] = []
        offsets: list[int] = []
        subscription = self._log.subscribe([self._topic], begin)
        try:
            while any(subscription.positions[place] < end for place, end in left.items()):
                records = subscription.poll(_POLL, _POLL_S)
                if not records:
                    break
                for record in records:
                    try:
                        row = self._row(record, len(self._rows) + len(found))
                    except Refusal as refusal:
                        if refusal.category is Category.UNAVAILABLE:
                            raise
                        continue
                    if row is not None:
                        found.append(row)
                        partitions.append(record.partition)
                        offsets.append(record.offset)
            self._read = dict(subscription.positions)
        finally:
            subscription.close()
        self._rows = np.concatenate((self._rows, np.array(found, CHANGE)))
        self._partitions = np.concatenate((self._partitions, np.array(partitions, np.int32)))
        self._offsets = np.concatenate((self._offsets, np.array(offsets, np.int64)))

    def _unique(self, rows: Rows) -> Rows:
        """Each change once, in order of the core's log: no two have one sequence number."""
        _, first = np.unique(rows["lsn"], return_index=True)
        chosen: Rows = rows[first]
        return chosen

    def _check(self, mapping: Mapping, last: Ints, taken: npt.NDArray[np.bool_]) -> None:
        """Refuse where the last change of an account that the extract has may still be on its way."""
        if len(mapping.core) == 0:
            return
        here = {p.partition: self._partitions == p.partition for p in self._begins}
        levels = {partition: int(self._rows["lsn"][chosen & taken].max(initial=0)) for partition, chosen in here.items()}
        reached = np.full(
            len(mapping.core), min(levels.values(), default=0), np.int64
        )  # where none of its changes is kept, whatever its partition
        for partition, chosen in here.items():
            at = mapping.places(np.unique(self._rows["core"][chosen]))
            reached[at[at >= 0]] = levels[partition]
        behind = last > np.maximum(reached, mapping.base_lsn)
        if behind.any():
            worst = int(np.flatnonzero(behind)[0])
            words = f"the envelopes of {int(behind.sum())} accounts are not taken in that far; those of {int(mapping.core[worst])}"
            raise ahead(int(last[worst]), int(reached[worst]), words)

    def _forget(self, mapping: Mapping, last: Ints, epoch: int) -> None:
        """A core that was restored has forgotten what it did after its image, in the epochs before."""
        at = mapping.places(self._taken["core"])
        void = (self._taken["epoch"] < epoch) & (at >= 0)
        void[void] = self._taken["lsn"][void] > last[at[void]]
        self._taken = self._taken[~void]

    def since(self, lsn: int) -> Rows:
        """As ``ChangeSource`` says."""
        rows: Rows = self._taken[(self._taken["lsn"] > lsn) & (self._taken["code"] != _EARMARK)]
        return rows

    def answered(self, mapping: Mapping) -> Ints:
        """As ``ChangeSource`` says."""
        limit = np.full(len(mapping.core), 2**62, np.int64)
        coming = self._coming[~np.isin(self._coming["lsn"], self._taken["lsn"])]  # the others were taken in before, and come again
        at = mapping.places(coming["core"])
        np.minimum.at(limit, at[at >= 0], coming["lsn"][at >= 0] - 1)
        return limit

    def whole(self, lsn: int) -> bool:
        """As ``ChangeSource`` says: for each partition, nothing was removed yet, or the oldest that is kept is before the place."""
        for partition, begin in self._begins.items():
            here = self._rows["lsn"][self._partitions == partition.partition]
            if begin > 0 and (len(here) == 0 or int(here[0]) > lsn):
                return False
        return True
