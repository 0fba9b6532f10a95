"""Admission: while the core is away, what the twin lets accounts spend that the core keeps too. Asked before the ledger, and durable before it is.

Where a tenant has no core, or the core is up, this costs a look at what was known half a second ago.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import structlog
from psycopg import OperationalError
from starlette.concurrency import run_in_threadpool

from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.kernel.refusal import Refusal
from twincore.ledger import Flag, Kind, Outcome, TransferRequest, get_transfers
from twincore.sync import (
    Cores,
    Link,
    LinkState,
    Mode,
    Spend,
    admit,
    get_link,
    load_mapping,
    mapping_version,
    refusal_of_decline,
    standin_totals,
    withdraw,
)

FRESH_S = 0.5
_SPENDS = (Kind.POST, Kind.HOLD)
"""What uses up an allotment. A capture does not: its hold did."""
_log = structlog.get_logger("twincore.gateway")


@dataclass(slots=True)
class _Known:
    link: Link | None = None
    version: tuple[int, int] = (-1, -1)
    core_of: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    exposure_at: float = 0.0
    exposure: int = 0


class Admission:
    """What this process knows of the tenants' links, at most ``FRESH_S`` old."""

    def __init__(self, database: Database, cores: Cores) -> None:
        self._database, self._cores = database, cores
        self._known: dict[int, _Known] = {}
        self._due_s: dict[int, float] = {}

    async def asked(self, tenant: int) -> bool:
        """Whether postings of a tenant have to be admitted now: it has a core, and the core does not decide with us."""
        now_s = time.monotonic()
        if now_s >= self._due_s.get(tenant, 0.0):
            if tenant in self._known:
                self._due_s[tenant] = now_s + FRESH_S  # one looks, the others go on with what is known
            try:
                await run_in_threadpool(self._look, tenant)
            except OperationalError as trouble:
                if tenant not in self._known:
                    raise
                _log.warning("link_not_read", tenant=tenant, error=str(trouble))
            self._due_s[tenant] = time.monotonic() + FRESH_S
        link = self._known[tenant].link
        return link is not None and not (link.mode is Mode.ACTIVE and link.state is LinkState.UP)

    def forget(self, tenant: int) -> None:
        """Look anew the next time: the link was changed here."""
        self._due_s.pop(tenant, None)

    def _look(self, tenant: int) -> None:
        known = self._known.get(tenant) or _Known()
        if tenant != PLATFORM:
            with self._database.app(tenant) as conn:
                try:
                    known.link = get_link(conn, tenant)
                except Refusal as refusal:
                    if refusal.code != "link_not_found":
                        raise
                    known.link = None
        self._known[tenant] = known

    def refusal(self, tenant: int, requests: Sequence[TransferRequest], now_us: int) -> Refusal | None:
        """Why a submission that stands or falls together may not go to the ledger; None: it may."""
        declined = self.declined(tenant, requests, [(0, len(requests))], now_us)
        return refusal_of_decline(declined[0]) if declined else None

    def declined(self, tenant: int, requests: Sequence[TransferRequest], groups: Sequence[tuple[int, int]], now_us: int) -> dict[int, str]:
        """Which groups may not go to the ledger, and why: the group's number and the code of the decline.

        What the journal has already may: the ledger answers that it exists. What is forced by somebody who may is not asked for its amount.
        """
        with self._database.app(tenant) as conn:
            link = get_link(conn, tenant)
            known = self._with_accounts(conn, tenant)
            if link.mode is not Mode.ACTIVE:
                found = self._touched(conn, tenant, known, requests, groups)
            else:
                found = self._over(conn, tenant, known, link, requests, groups, now_us)
            if found:
                ids = [requests[groups[group][0]].id for group in found]
                there = get_transfers(conn, tenant, ids)
                found = {group: code for group, code in found.items() if requests[groups[group][0]].id not in there}
        return found

    def declined_columns(self, tenant: int, rows: npt.NDArray[np.void], now_us: int) -> dict[int, str]:
        """The same for columns: which rows may not go, each by itself or with its linked group."""
        linked = (rows["flags"] & Flag.LINKED) != 0
        starts = [0, *(np.flatnonzero(~linked[:-1]) + 1).tolist()] if len(rows) else []
        groups = list(zip(starts, [*starts[1:], len(rows)], strict=True))
        columns = ("id_hi", "id_lo", "kind", "debit", "credit", "amount", "flags", "ref_hi", "ref_lo")
        requests = [_request(*values) for values in zip(*(rows[name].tolist() for name in columns), strict=True)]
        found = self.declined(tenant, requests, groups, now_us)
        return {row: code for group, code in found.items() for row in range(*groups[group])}

    def give_back(self, tenant: int, requests: Sequence[TransferRequest], outcomes: Sequence[Outcome]) -> None:
        """What the ledger refused, and holds that were released, use up no allotment."""
        freed = [request.id for request, outcome in zip(requests, outcomes, strict=True) if not outcome.status.ok]
        freed += [
            request.ref
            for request, outcome in zip(requests, outcomes, strict=True)
            if outcome.status.ok and request.kind is Kind.RELEASE and request.ref is not None and request.amount == 0
        ]
        self.give_back_ids(tenant, freed)

    def give_back_ids(self, tenant: int, ids: Sequence[Any]) -> None:
        """The same, for transfers that did not come to be."""
        if ids:
            with self._database.app(tenant) as conn:
                withdraw(conn, tenant, ids)

    def _with_accounts(self, conn: Connection, tenant: int) -> _Known:
        known = self._known.setdefault(tenant, _Known())
        version = mapping_version(conn, tenant)
        if version != known.version:
            known.core_of, known.version = load_mapping(conn, tenant).core_of, version
        return known

    def _touched(
        self, conn: Connection, tenant: int, known: _Known, requests: Sequence[TransferRequest], groups: Sequence[tuple[int, int]]
    ) -> dict[int, str]:
        refs = {request.ref for request in requests if request.ref is not None and request.debit == 0}
        referred = get_transfers(conn, tenant, refs) if refs else {}
        found = {}
        for group, (start, end) in enumerate(groups):
            for request in requests[start:end]:
                earlier = None if request.ref is None else referred.get(request.ref)
                sides = (request.debit, request.credit) if earlier is None else (earlier.debit, earlier.credit)
                if any(_bound(known, side) for side in sides):
                    found[group] = "twin_is_shadow"
        return found

    def _over(
        self,
        conn: Connection,
        tenant: int,
        known: _Known,
        link: Link,
        requests: Sequence[TransferRequest],
        groups: Sequence[tuple[int, int]],
        now_us: int,
    ) -> dict[int, str]:
        spends, of = [], []
        for group, (start, end) in enumerate(groups):
            for request in requests[start:end]:
                if request.kind in _SPENDS and Flag.FORCED not in request.flags and _bound(known, request.debit):
                    spends.append(Spend(request.id, request.debit, request.amount))
                    of.append(group)
        if not spends:
            return {}
        exposed = self._exposure(conn, tenant, known, link) if link.policy.exposure_max else 0
        decisions = admit(conn, tenant, spends, now_us=now_us, exposure=exposed)
        known.exposure += sum(spend.amount for spend, decision in zip(spends, decisions, strict=True) if decision.accepted)
        found: dict[int, str] = {}
        for group, decision in zip(of, decisions, strict=True):
            if decision.code is not None:
                found.setdefault(group, decision.code)
        if halves := [spend.transfer for spend, group in zip(spends, of, strict=True) if group in found]:
            withdraw(conn, tenant, halves)
        return found

    def _exposure(self, conn: Connection, tenant: int, known: _Known, link: Link) -> int:
        if time.monotonic() - known.exposure_at > FRESH_S:
            adaptor = self._cores.adaptor(tenant)
            known.exposure = standin_totals(conn, tenant, link.outage).admitted_minor if adaptor is None else adaptor.exposure().total
            known.exposure_at = time.monotonic()
        return known.exposure


def _bound(known: _Known, account: int) -> bool:
    return 0 < account < len(known.core_of) and known.core_of[account] != 0


def _request(hi: int, lo: int, kind: int, debit: int, credit: int, amount: int, flags: int, ref_hi: int, ref_lo: int) -> TransferRequest:
    ref = UUID(int=ref_hi << 64 | ref_lo) if ref_hi or ref_lo else None
    known = Kind(kind) if kind in _KINDS else Kind.POST
    return TransferRequest(UUID(int=hi << 64 | lo), known, debit, credit, amount, 0, ref, Flag(flags))


_KINDS = frozenset(Kind)
