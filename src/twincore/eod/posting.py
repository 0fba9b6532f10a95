"""Postings due of the rooms below: from where they wait, through the ledger, to what became of them."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import twincore.products.credit as credit
import twincore.products.interest as interest
import twincore.reconciliation as reconciliation
from twincore.eod.model import Day, Due, Result
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal
from twincore.ledger import Ledger, Status, TransferRequest
from twincore.transactions import Catalogue

DUES = 5_000
"""Postings of one page at the most."""
SLICE, SLICE_MIN, SLICE_S = 400, 25, 0.05
"""Postings given to the ledger at once to begin with and at the least, and how long (seconds) it should take. Where another process posts to the same
lane, the larger a block, the less likely it is that the lane's head is still where the block stands upon: slices grow and shrink with what they take."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where postings of a step wait. due: the first so many; mark: says what became of them, in the transaction that ends the page."""

    due: Callable[[Connection, Day, int], Sequence[Due]]
    mark: Callable[[Connection, Day, Sequence[Result]], object]


def submit(ledger: Ledger, catalogue: Catalogue, tenant: int, dues: Sequence[Due], command: UUID) -> list[Result]:
    """Post what is due, each as a group of its own; those that are in the journal already are found again by their ids.

    It is bulk work: what customers ask for goes first. Raises as the ledger's future does where it cannot be known what became of them.
    """
    groups: list[tuple[Due, list[TransferRequest]]] = []
    results: list[Result] = []
    for due in dues:
        try:
            groups.append((due, catalogue.expander(due.code)(due.parameters, due.id)))
        except Refusal as refusal:
            results.append(Result(due.id, None, refusal.code))
    at, size = 0, SLICE
    while at < len(groups):
        began_s = time.monotonic()
        results += _post(ledger, tenant, groups[at : at + size], command)
        at += size
        took_s = time.monotonic() - began_s
        if took_s > SLICE_S:
            size = max(size // 2, SLICE_MIN)
        elif took_s < SLICE_S / 2:
            size *= 2
    return results


def _post(ledger: Ledger, tenant: int, groups: Sequence[tuple[Due, Sequence[TransferRequest]]], command: UUID) -> Iterator[Result]:
    requests = [request for _, group in groups for request in group]
    outcomes = ledger.submit(tenant, requests, command, bulk=True).result()
    status, seq = outcomes.status.tolist(), outcomes.seq.tolist()
    first = 0
    for due, group in groups:
        end = first + len(group)
        wrong = [Status(one) for one in status[first:end] if one > Status.EXISTS]
        named = next((one for one in wrong if one is not Status.GROUP_REFUSED), wrong[0] if wrong else None)
        yield Result(due.id, seq[first], None) if named is None else Result(due.id, None, named.name.lower())
        first = end


def interest_postings(step: str) -> Source:
    """What a step of interest left to be posted."""

    def due(conn: Connection, day: Day, limit: int) -> Sequence[Due]:
        found = interest.postings_due(conn, day.tenant, date=day.date, step=step, limit=limit)
        return [Due(one.id, one.code, one.parameters) for one in found]

    def mark(conn: Connection, day: Day, results: Sequence[Result]) -> object:
        posted = [one.id for one in results if one.refusal is None]
        refused = {one.id: one.refusal for one in results if one.refusal is not None}
        return interest.mark_due(conn, day.tenant, date=day.date, step=step, posted=posted, refused=refused)

    return Source(due, mark)


def credit_postings(step: str) -> Source:
    """What a step of credit left to be posted."""

    def due(conn: Connection, day: Day, limit: int) -> Sequence[Due]:
        found = credit.postings_due(conn, day.tenant, date=day.date, step=step, limit=limit)
        return [Due(one.id, one.code, one.parameters) for one in found]

    def mark(conn: Connection, day: Day, results: Sequence[Result]) -> object:
        return credit.mark_postings(conn, day.tenant, [(one.id, one.seq, one.refusal) for one in results])

    return Source(due, mark)


def suspense_postings() -> Source:
    """What reconciliation brings to suspense and back; one that the ledger refuses waits for the next night."""

    def due(conn: Connection, day: Day, limit: int) -> Sequence[Due]:
        found = reconciliation.due_postings(conn, day.tenant, date=day.date, limit=limit)
        return [Due(one.id, one.code, one.parameters) for one in found]

    def mark(conn: Connection, day: Day, results: Sequence[Result]) -> object:
        return reconciliation.mark_posted(conn, day.tenant, [one.id for one in results if one.refusal is None])

    return Source(due, mark)
