"""Following the core's change log and reject file: from where the database says it stands, as far as the files go."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import numpy as np

from twincore.kernel.db import Database
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Refusal
from twincore.ledger import Ledger, Outcomes
from twincore.sync.files import GrowingFile
from twincore.sync.intake import Books, Intake, committed, take_in
from twincore.sync.journal import Outstanding
from twincore.sync.link import need_resync
from twincore.sync.model import CHUNK_MAX, Kind, ParkReason, Place, Rows
from twincore.sync.positions import Unfit, move, position
from twincore.sync.records import Interface, TieUp

CHANGE_LOG = "change-log"
READ_RECORDS = 3 * CHUNK_MAX
"""Records read at once: a posting takes three."""


class LogFollower:
    """The change log of one tenant's core, chunk by chunk. It belongs to one thread; a second process that follows the same log is refused at its first commit.

    now_us: the tenant's clock.
    """

    def __init__(
        self, database: Database, ledger: Ledger, books: Books, interface: Interface, folder: Path, now_us: Callable[[], int]
    ) -> None:
        self.database, self.ledger, self.books, self.tenant = database, ledger, books, books.tenant
        self.interface, self.now_us = interface, now_us
        self.file = GrowingFile(folder / interface.files["changes"], interface.layouts["change"].length)
        self.chunk = min(CHUNK_MAX, database.settings.batch_transfers_max)
        self.tie_ups: list[TieUp] = []
        self._long = (0, Kind.BACKOUT)
        self._looked = (0, 0)
        with database.app(self.tenant) as conn:
            self.place = position(conn, self.tenant, CHANGE_LOG)

    def behind(self) -> int:
        """Records of the log that are not taken in."""
        return max(self.file.records() - self.place.next, 0)

    def step(self, outstanding: Outstanding | None) -> Intake | None:
        """Take in one chunk and wait until it is committed; None: nothing is there, or a unit of work has not ended yet.

        Tie-ups that were passed are in ``tie_ups``, for whoever has to act on them. Refuses ``position_moved`` if another process follows the log,
        and ``change_log_shrunk`` where it is shorter than what was taken in of it: it is not the same log.
        """
        started = self.start(outstanding)
        if started is None:
            return None
        intake, future = started
        self.finish(future)
        if intake.parked:
            self.books.refresh()
        return intake

    def start(self, outstanding: Outstanding | None) -> tuple[Intake, Future[Outcomes] | None] | None:
        """As ``step``, without waiting: more chunks may be started, and finished in the same order."""
        data = self.file.read(self.place.next, READ_RECORDS)
        if not data:
            if self.file.records() < self.place.next:
                self._mistrust("the change log is shorter than what was taken in of it")
                raise Refusal("change_log_shrunk", "The change log is shorter than what was taken in of it: re-sync with the core.")
            return None
        first = self.place.next
        rows, unfit, tie_ups = self.interface.changes(data, first)
        good, torn, decided = committed(rows)
        if decided == 0 or self._long[0] > first + decided:
            if (fate := self._fate_of_long(first)) is None:
                if self._looked != (first, len(rows)):  # its end may never be found: bytes may be missing
                    self._looked = (first, len(rows))
                    self._look(rows, [], unfit)
                return None
            decided = min(len(rows), self._long[0] - first)
            inside = rows[:decided]
            good, torn = inside[(inside["kind"] == Kind.REDO) & (fate is Kind.COMMIT)], rows[:0]
        unfit += [
            Unfit(place, ParkReason.UNIT_UNFINISHED, "its unit of work has no end", core or None, self._raw(place))
            for place, core in zip(torn["place"].tolist(), torn["core"].tolist(), strict=True)
        ]
        good, cut = self._cut(good, first + decided)
        unfit = [u for u in unfit if u.place < cut]
        passed = [t for t in tie_ups if t.place < cut]
        last = rows[cut - first - 1]
        self._look(rows[: cut - first], passed, unfit)
        stands = Place(CHANGE_LOG, cut, int(last["epoch"]) or self.place.epoch, int(last["lsn"]) or self.place.lsn)
        stood, now_us = self.place, self.now_us()
        intake, future = take_in(
            self.ledger,
            self.books,
            outstanding,
            good,
            unfit,
            self._raw,
            stream=CHANGE_LOG,
            epoch=stands.epoch,
            command=id_of_key(CHANGE_LOG, self.tenant, first),
            advance=lambda conn, tenant: move(conn, tenant, stood, stands, now_us),
            now_us=now_us,
        )
        intake.records = cut - first
        self.place = stands
        self.tie_ups += passed
        return intake, future

    def finish(self, future: Future[Outcomes] | None) -> None:
        """Wait until a chunk is committed; if it was not, stand where the database says."""
        if future is None:
            return
        try:
            future.result()
        except BaseException:
            self.reset()
            raise

    def reset(self) -> None:
        """Stand where the database says."""
        self._long = (0, Kind.BACKOUT)
        with self.database.app(self.tenant) as conn:
            self.place = position(conn, self.tenant, CHANGE_LOG)
        self.books.refresh()

    def _fate_of_long(self, first: int) -> Kind | None:
        """How a unit of work ends that is longer than one reading; None: it has not ended yet. Then it is taken in piece by piece."""
        end, fate = self._long
        at = first
        while end <= first:
            data = self.file.read(at, 8 * READ_RECORDS)
            if not data:
                return None
            kinds = self.interface.kinds(data)
            ends = np.flatnonzero((kinds == Kind.COMMIT) | (kinds == Kind.BACKOUT) | (kinds == Kind.TIE_UP))
            if len(ends):
                end, fate = at + int(ends[0]) + 1, Kind(int(kinds[ends[0]]))
                self._long = (end, fate)
            at += len(kinds)
        return fate

    def _cut(self, good: Rows, end: int) -> tuple[Rows, int]:
        """At most a chunk of transfers, and where the chunk ends."""
        if len(good) <= self.chunk:
            return good, end
        return good[: self.chunk], int(good["place"][self.chunk])

    def _look(self, rows: Rows, tie_ups: list[TieUp], unfit: list[Unfit]) -> None:
        """See that the log is without a gap, and of the epoch that it was: if not, say so before anything of it is taken in."""
        readable = rows[rows["kind"] != 0]
        gaps = readable[readable["lsn"] != readable["place"] + 1]
        if len(gaps):
            at = gaps[0]
            self._mistrust(f"record {int(at['place'])} of the change log has sequence number {int(at['lsn'])}")
        lost = [t for t in tie_ups if t.reason == "REST"]
        epochs = set(readable["epoch"].tolist()) - {self.place.epoch}
        if lost:
            self._mistrust(f"an image copy as of {lost[-1].image_lsn} was restored")
        elif self.place.epoch and epochs:
            self._mistrust(f"the change log goes on in epoch {max(epochs)}")
        if any(not t.logged and t.reason == "BTCH" for t in tie_ups):
            self._mistrust("the nightly batch is not in the change log")
        if any(u.core is None for u in unfit):
            self._mistrust("a record of the change log could not be read, not even its account")

    def _mistrust(self, why: str) -> None:
        with self.database.app(self.tenant) as conn:
            need_resync(conn, self.tenant, why, now_us=self.now_us())

    def _raw(self, place: int) -> bytes:
        return self.file.read(place, 1)
