"""Following the core's change log and reject file: from where the database says it stands, as far as the files go."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np

from twincore.kernel.db import Connection, Database
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Refusal
from twincore.ledger import Ledger, Outcomes
from twincore.sync.files import GrowingFile, Tear
from twincore.sync.intake import Books, Intake, committed, is_end, take_in
from twincore.sync.journal import Outstanding
from twincore.sync.link import need_resync
from twincore.sync.model import CHUNK_MAX, Kind, ParkReason, Place, Rows
from twincore.sync.positions import Unfit, add_tears, move, position, tears
from twincore.sync.records import Interface, TieUp
from twincore.sync.tears import Log, Reading

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
        self.log = Log(interface, GrowingFile(folder / interface.files["changes"], interface.layouts["change"].length))
        self.chunk = min(CHUNK_MAX, database.settings.batch_transfers_max)
        self.tie_ups: list[TieUp] = []
        self._long = (0, Kind.BACKOUT)
        self._nothing_new = (0, 0, 0)
        self._before: Future[Outcomes] | None = None
        self._stand()

    def _stand(self) -> None:
        """Stand where the database says."""
        with self.database.app(self.tenant) as conn:
            self.place = position(conn, self.tenant, CHANGE_LOG)
            self.log.know(tears(conn, self.tenant, CHANGE_LOG))

    @property
    def file(self) -> GrowingFile:
        """The change log as a file, with the tears that are known."""
        return self.log.file

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
        first = self.place.next
        seen = (first, *self.file.state())
        if seen == self._nothing_new:
            return None
        read = self.log.read(first, self.place.lsn, READ_RECORDS)
        if len(read.rows) == 0 and read.stuck is None and self.file.records() < first:
            self._mistrust("the change log is shorter than what was taken in of it")
            raise Refusal("change_log_shrunk", "The change log is shorter than what was taken in of it: re-sync with the core.")
        good, unended, decided = committed(read.rows)
        if decided == 0:
            if (long := self._long_unit(first, read)) is None:
                self._nothing_new = seen
                return None
            read, (good, unended, decided) = long
        good, cut = self._cut(good, first + decided)
        rows = read.rows[: cut - first]
        torn = [tear for tear in self.log.fresh if tear.place < cut]
        unfit = [u for u in read.unfit if u.place < cut] + [self._unended(row) for row in unended if row["place"] < cut]
        unfit = sorted(unfit + [self._torn(tear) for tear in torn], key=lambda u: u.place)
        passed = [t for t in read.tie_ups if t.place < cut]
        self._look(rows, torn, passed, unfit)
        epochs = rows["epoch"][rows["epoch"] > 0]
        stands = Place(CHANGE_LOG, cut, int(epochs[-1]) if len(epochs) else self.place.epoch, int(rows["lsn"][-1]))
        stood, now_us = self.place, self.now_us()

        def advance(conn: Connection, tenant: int) -> None:
            move(conn, tenant, stood, stands, now_us)
            add_tears(conn, tenant, CHANGE_LOG, torn)

        intake, future = take_in(
            self.ledger,
            self.books,
            outstanding,
            good,
            unfit,
            self.file.raw,
            stream=CHANGE_LOG,
            epoch=stands.epoch,
            command=id_of_key(CHANGE_LOG, self.tenant, first),
            advance=advance,
            now_us=now_us,
            after=self._before,
        )
        self._before = future
        intake.records = cut - first
        self.place = stands
        self.log.fresh = [tear for tear in self.log.fresh if tear.place >= cut]
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
        self._long, self._nothing_new, self._before = (0, Kind.BACKOUT), (0, 0, 0), None
        self._stand()
        self.books.refresh()

    def _long_unit(self, first: int, read: Reading) -> tuple[Reading, tuple[Rows, Rows, int]] | None:
        """A piece of a unit of work that is longer than one reading, once it is known how that ends; None: it has not ended yet."""
        at, lsn, piece = first, self.place.lsn, read
        if len(read.rows) == 0 and read.stuck is None:
            return None
        while self._long[0] <= first:
            ends = np.flatnonzero(is_end(piece.rows))
            if len(ends):
                self._long = (at + int(ends[0]) + 1, Kind(int(piece.rows["kind"][ends[0]])))
            elif piece.stuck is not None:
                self._mistrust(f"the change log cannot be read from record {piece.stuck} on")
                return None
            elif len(piece.rows) == 0:
                return None
            else:
                at, lsn = at + len(piece.rows), int(piece.rows["lsn"][-1])
                piece = self.log.read(at, lsn, 8 * READ_RECORDS)
        if at > first:
            read = self.log.read(first, self.place.lsn, READ_RECORDS)  # what was found behind it may have torn the last of it
        return (read, committed(read.rows, self._long[1])) if len(read.rows) else None

    def _cut(self, good: Rows, end: int) -> tuple[Rows, int]:
        """At most a chunk of transfers, and where the chunk ends."""
        if len(good) <= self.chunk:
            return good, end
        return good[: self.chunk], int(good["place"][self.chunk])

    def _unended(self, row: np.void) -> Unfit:
        words = "its unit of work has no end, or records are missing behind it"
        return Unfit(int(row["place"]), ParkReason.UNIT_UNFINISHED, words, int(row["core"]) or None, self.file.raw(int(row["place"])))

    def _torn(self, tear: Tear) -> Unfit:
        """A torn record, and the account that has to wait for it: one that is bound, unless the record could be read before the tear was seen."""
        unfit = self.log.unfit(tear)
        taken = tear.place < self.place.next
        bound = unfit.core is not None and int(self.books.mapping.places(np.array([unfit.core]))[0]) >= 0
        return replace(unfit, core=unfit.core if bound and not taken else None)

    def _look(self, rows: Rows, torn: list[Tear], tie_ups: list[TieUp], unfit: list[Unfit]) -> None:
        """See that the log goes on without a tear or a gap, in the epoch that it was: if not, say so before anything of it is taken in, once."""
        if torn:
            self._mistrust(f"record {torn[0].place} of the change log is torn")
        shift = rows["lsn"] - rows["place"]
        gaps = np.flatnonzero(np.diff(shift, prepend=self.place.lsn - self.place.next + 1))
        for at in gaps[:1].tolist():
            self._mistrust(f"record {int(rows['place'][at])} of the change log has sequence number {int(rows['lsn'][at])}")
        lost = [t for t in tie_ups if t.reason == "REST"]
        epochs = set(rows["epoch"][rows["epoch"] > 0].tolist()) - {self.place.epoch}
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
