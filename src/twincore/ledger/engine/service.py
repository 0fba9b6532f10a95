"""The ledger of a process: its lanes, opened when first used, and the checkpointer behind them."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import UTC, date, datetime
from uuid import UUID

import numpy as np
import numpy.typing as npt

from twincore.kernel.clock import Clock, SystemClock
from twincore.kernel.db import Database
from twincore.kernel.refusal import Category, Refusal
from twincore.ledger.engine.checkpoint import Checkpointer
from twincore.ledger.engine.lane import Lane, Recorder
from twincore.ledger.engine.outcomes import Outcomes
from twincore.ledger.engine.store import QUERIES, LaneStore
from twincore.ledger.engine.submission import Submission
from twincore.ledger.model import TRANSFERS_MAX, TransferRequest
from twincore.ledger.rows import REQUEST, detail_bytes, requests_array

REQUESTS_MAX = 100_000
"""Requests of one submission at the most."""


def _utc_date(_tenant: int, us: int) -> date:
    return datetime.fromtimestamp(us // 1_000_000, UTC).date()


def _wall_clock(_tenant: int) -> Clock:
    return SystemClock()


class Ledger:
    """Takes transfers for any tenant that has a lane. Thread safe; ``start`` it for checkpoints, ``close`` it in the end.

    clocks: tenant -> its clock; business_date: (tenant, microseconds since 1970) -> date; recorder: see ``lane.Recorder``.
    """

    def __init__(
        self,
        database: Database,
        clocks: Callable[[int], Clock] = _wall_clock,
        recorder: Recorder | None = None,
        business_date: Callable[[int, int], date] = _utc_date,
    ) -> None:
        self._database, self._clocks, self._recorder, self._business_date = database, clocks, recorder, business_date
        self._lanes: dict[int, Lane] = {}
        self._lock = threading.Lock()
        self._closed = False
        self._checkpointer = Checkpointer(database, lambda: list(self._lanes.values()), database.settings.checkpoint_interval_s)

    def start(self) -> None:
        """Take checkpoints from now on."""
        self._checkpointer.start()

    def close(self) -> None:
        """Finish the work that is queued, then end."""
        with self._lock:
            self._closed = True
            lanes = list(self._lanes.values())
        self._checkpointer.close()
        for lane in lanes:
            lane.close()

    def lane(self, tenant: int) -> Lane:
        """The lane of a tenant; refuses ``ledger_not_found`` if it has none."""
        lane = self._lanes.get(tenant)
        if lane is None:
            with self._lock:
                if self._closed:
                    raise Refusal("ledger_closed", "The ledger is shutting down.", category=Category.UNAVAILABLE)
                if (lane := self._lanes.get(tenant)) is None:
                    lane = self._lanes[tenant] = self._open(tenant)
        return lane

    @property
    def lanes(self) -> list[Lane]:
        """The lanes open in this process."""
        return list(self._lanes.values())

    def submit(
        self,
        tenant: int,
        requests: Sequence[TransferRequest],
        command: UUID,
        context: object | None = None,
        bulk: bool = False,
    ) -> Future[Outcomes]:
        """Ask for transfers, to be decided in this order; the future gives one outcome per request once all are durable.

        requests: 1 to ``REQUESTS_MAX``; a linked group stands within one call. command: the command they follow from, written into each row.
        context: handed to the recorder inside the last commit. bulk: may wait while other work is at hand.
        Refuses ``transfers_missing``, ``transfers_too_many``, ``ledger_not_found``, ``ledger_busy``, ``ledger_halted``, ``ledger_closed``.
        """
        details = {at: detail_bytes(r.detail) for at, r in enumerate(requests) if r.detail}
        return self.submit_columns(tenant, requests_array(requests), command, context, bulk, details)

    def submit_columns(
        self,
        tenant: int,
        requests: npt.NDArray[np.void],
        command: UUID,
        context: object | None = None,
        bulk: bool = True,
        details: dict[int, bytes] | None = None,
    ) -> Future[Outcomes]:
        """As ``submit``, for requests that are columns already. requests: rows.REQUEST; details: index -> canonical JSON."""
        assert requests.dtype == REQUEST, "requests are rows of rows.REQUEST"
        if len(requests) == 0:
            raise Refusal("transfers_missing", "There is no transfer in the request.", field="transfers")
        if len(requests) > REQUESTS_MAX:
            raise Refusal(
                "transfers_too_many",
                f"{len(requests)} transfers are more than the {REQUESTS_MAX} that one request may hold.",
                category=Category.TOO_LARGE,
                field="transfers",
            )
        return self.lane(tenant).submit(Submission(requests, command, details or {}, context, bulk))

    def _open(self, tenant: int) -> Lane:
        store = LaneStore(self._database, tenant)
        with self._database.transaction("ledger", tenant) as conn:
            if conn.execute(QUERIES.head, (tenant,)).fetchone() is None:
                raise Refusal("ledger_not_found", f"Tenant {tenant} has no ledger.", category=Category.NOT_FOUND)
        settings = self._database.settings
        return Lane(
            store,
            self._clocks(tenant),
            lambda us: self._business_date(tenant, us),
            self._recorder,
            min(settings.batch_transfers_max, TRANSFERS_MAX),
            settings.accounts_in_memory_max,
        )
