"""Admission: while the core is away, what the twin lets accounts spend that the core keeps too. Asked before the ledger, and durable before it is.

Everything that customers, or staff for them, ask to be paid goes through here, whatever route or night it comes by; what the bank itself posts (interest,
tax, fees, instalments, write-offs, corrections) does not. Where a tenant has no core, or the core is up, this costs a look at what was known half a second ago.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
import numpy.typing as npt
import structlog
from psycopg import OperationalError
from starlette.concurrency import run_in_threadpool

from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.kernel.refusal import Refusal
from twincore.ledger import Flag, Kind, Outcome, Outcomes, Status, TransferRequest, get_transfers
from twincore.sync import (
    Link,
    LinkState,
    Mode,
    Spend,
    admit,
    get_link,
    holds_left,
    load_mapping,
    mapping_version,
    refusal_of_decline,
    settle_spends,
    withdraw,
)

FRESH_S = 0.5
_SPENDS = (Kind.POST, Kind.HOLD)
"""What uses up an allotment. A capture does so only beyond its hold: the hold did for the rest."""
_ENDS = (Kind.CAPTURE, Kind.RELEASE, Kind.REVERSE)
"""What may give some of it back."""
_log = structlog.get_logger("twincore.gateway")


@dataclass(slots=True)
class _Known:
    link: Link | None = None
    version: tuple[int, int] = (-1, -1)
    core_of: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))


class Admission:
    """What this process knows of the tenants' links, at most ``FRESH_S`` old."""

    def __init__(self, database: Database, now_us: Callable[[int], int]) -> None:
        self._database, self._now_us = database, now_us
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

    def asked_now(self, tenant: int) -> bool:
        """The same as ``asked``, for callers with a thread of their own: looks at the link as it stands at this moment."""
        self._look(tenant)
        link = self._known[tenant].link
        return link is not None and not (link.mode is Mode.ACTIVE and link.state is LinkState.UP)

    def linked(self, tenant: int) -> bool:
        """Whether a tenant had a core at the last look."""
        known = self._known.get(tenant)
        return known is not None and known.link is not None

    def admit(self, tenant: int, requests: Sequence[TransferRequest]) -> bool:
        """Whether a submission that stands or falls together has to be told of afterwards (``give_back``): the core does not decide with us now.

        Refuses what may not go to the ledger, as ``sync.refusal_of_decline`` says.
        """
        if not self.asked_now(tenant):
            return False
        if (declined := self.refusal(tenant, requests)) is not None:
            raise declined
        return True

    def submitted(self, tenant: int, requests: Sequence[TransferRequest], submit: Callable[[], "Future[Outcomes]"]) -> Outcomes:
        """Post a submission that stands or falls together, for callers with a thread of their own. Refuses as ``admit`` does."""
        admitted = self.admit(tenant, requests)
        outcomes = submit().result()
        if admitted:
            self.give_back(tenant, requests, outcomes)
        return outcomes

    def refusal(self, tenant: int, requests: Sequence[TransferRequest]) -> Refusal | None:
        """Why a submission that stands or falls together may not go to the ledger; None: it may."""
        declined = self.declined(tenant, requests, [(0, len(requests))])
        return refusal_of_decline(declined[0]) if declined else None

    def declined(self, tenant: int, requests: Sequence[TransferRequest], groups: Sequence[tuple[int, int]]) -> dict[int, str]:
        """Which groups may not go to the ledger, and why: the group's number and the code of the decline.

        What the journal has already may: the ledger answers that it exists. What is forced by somebody who may is not asked for its amount.
        """
        with self._database.app(tenant) as conn:
            link = get_link(conn, tenant)
            known = self._with_accounts(conn, tenant)
            if link.mode is not Mode.ACTIVE:
                found = self._touched(conn, tenant, known, requests, groups)
            else:
                found = self._over(conn, tenant, known, requests, groups)
            if found:
                ids = [requests[groups[group][0]].id for group in found]
                there = get_transfers(conn, tenant, ids)
                found = {group: code for group, code in found.items() if requests[groups[group][0]].id not in there}
        return found

    def declined_columns(self, tenant: int, rows: npt.NDArray[np.void]) -> dict[int, str]:
        """The same for columns: which rows may not go, each by itself or with its linked group."""
        linked = (rows["flags"] & Flag.LINKED) != 0
        starts = [0, *(np.flatnonzero(~linked[:-1]) + 1).tolist()] if len(rows) else []
        groups = list(zip(starts, [*starts[1:], len(rows)], strict=True))
        columns = ("id_hi", "id_lo", "kind", "debit", "credit", "amount", "flags", "ref_hi", "ref_lo")
        requests = [_request(*values) for values in zip(*(rows[name].tolist() for name in columns), strict=True)]
        found = self.declined(tenant, requests, groups)
        return {row: code for group, code in found.items() for row in range(*groups[group])}

    def give_back(self, tenant: int, requests: Sequence[TransferRequest], outcomes: Sequence[Outcome]) -> None:
        """What the ledger refused uses up no allotment, nor does what was released of holds, captured for less, or reversed."""
        self._given_back(
            tenant,
            [request.id for request, outcome in zip(requests, outcomes, strict=True) if not outcome.status.ok],
            [
                request.ref
                for request, outcome in zip(requests, outcomes, strict=True)
                if outcome.status.ok and request.kind in _ENDS and request.ref is not None
            ],
        )

    def give_back_columns(self, tenant: int, rows: npt.NDArray[np.void], status: npt.NDArray[np.int16]) -> None:
        """The same for columns."""
        refused = rows[status > Status.EXISTS]
        ended = rows[(status <= Status.EXISTS) & np.isin(rows["kind"], _ENDS)]
        self._given_back(tenant, _ids(refused["id_hi"], refused["id_lo"]), _ids(ended["ref_hi"], ended["ref_lo"]))

    def _given_back(self, tenant: int, refused: list[UUID], ended: list[UUID]) -> None:
        if not refused and not ended:
            return
        now_us = self._now_us(tenant)
        with self._database.app(tenant) as conn:
            if refused:
                withdraw(conn, tenant, refused, now_us=now_us)
            if ended:
                settle_spends(conn, tenant, ended, now_us=now_us)

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
        self, conn: Connection, tenant: int, known: _Known, requests: Sequence[TransferRequest], groups: Sequence[tuple[int, int]]
    ) -> dict[int, str]:
        spends, of = [], []
        beyond = self._beyond(conn, tenant, requests)
        for group, (start, end) in enumerate(groups):
            for request in requests[start:end]:
                if Flag.FORCED in request.flags:
                    continue
                if request.kind in _SPENDS and request.amount > 0 and _bound(known, request.debit):
                    spends.append(Spend(request.id, request.debit, request.amount, request.kind is Kind.HOLD))
                    of.append(group)
                elif (excess := beyond.get(request.id)) is not None and _bound(known, excess[0]):
                    spends.append(Spend(request.id, *excess))
                    of.append(group)
        if not spends:
            return {}
        now_us = self._now_us(tenant)
        decisions = admit(conn, tenant, spends, now_us=now_us)
        found: dict[int, str] = {}
        for group, decision in zip(of, decisions, strict=True):
            if decision.code is not None:
                found.setdefault(group, decision.code)
        if halves := [spend.transfer for spend, group in zip(spends, of, strict=True) if group in found]:
            withdraw(conn, tenant, halves, now_us=now_us)
        return found

    def _beyond(self, conn: Connection, tenant: int, requests: Sequence[TransferRequest]) -> dict[UUID, tuple[int, int]]:
        """Captures of more than is left of their hold: the payer and the excess."""
        captures = [request for request in requests if request.kind is Kind.CAPTURE and request.ref is not None and request.amount > 0]
        if not captures:
            return {}
        here = {request.id: (request.debit, request.amount) for request in requests if request.kind is Kind.HOLD}
        left = holds_left(conn, tenant, {request.ref for request in captures if request.ref is not None}) | here
        found = {}
        for request in captures:
            payer, remaining = left.get(request.ref, (0, 0)) if request.ref is not None else (0, 0)
            if payer and request.amount > remaining:
                found[request.id] = (payer, request.amount - remaining)
        return found


class NightGate:
    """What the night asks before it makes payments that customers have ordered, and tells afterwards."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission

    def declined(self, tenant: int, groups: Sequence[Sequence[TransferRequest]]) -> Mapping[int, str]:
        """Which payments may not go to the ledger now, by their place, and why."""
        if not self._admission.asked_now(tenant):
            return {}
        ends = np.cumsum([len(group) for group in groups]).tolist()
        bounds = list(zip([0, *ends[:-1]], ends, strict=True)) if ends else []
        return self._admission.declined(tenant, [request for group in groups for request in group], bounds)

    def posted(self, tenant: int, requests: Sequence[TransferRequest], outcomes: Sequence[Outcome]) -> None:
        """What became of those that went."""
        if self._admission.linked(tenant):
            self._admission.give_back(tenant, requests, outcomes)


def _bound(known: _Known, account: int) -> bool:
    return 0 < account < len(known.core_of) and known.core_of[account] != 0


def _ids(high: npt.NDArray[np.uint64], low: npt.NDArray[np.uint64]) -> list[UUID]:
    return [UUID(int=hi << 64 | lo) for hi, lo in zip(high.tolist(), low.tolist(), strict=True)]


def _request(hi: int, lo: int, kind: int, debit: int, credit: int, amount: int, flags: int, ref_hi: int, ref_lo: int) -> TransferRequest:
    ref = UUID(int=ref_hi << 64 | ref_lo) if ref_hi or ref_lo else None
    known = Kind(kind) if kind in _KINDS else Kind.POST
    return TransferRequest(UUID(int=hi << 64 | lo), known, debit, credit, amount, 0, ref, Flag(flags))


_KINDS = frozenset(Kind)
