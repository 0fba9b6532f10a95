"""Postings due of the rooms below: from where they wait, through the ledger, to what became of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import twincore.products.credit as credit
import twincore.products.interest as interest
import twincore.reconciliation as reconciliation
from twincore.eod.model import Day, Due, Result
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal
from twincore.ledger import REQUESTS_MAX, Ledger, Status, TransferRequest
from twincore.transactions import Catalogue

DUES = 5_000
"""Postings of one page at the most."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where postings of a step wait. due: the first so many; mark: says what became of them, in the transaction that ends the page."""

    due: Callable[[Connection, Day, int], Sequence[Due]]
    mark: Callable[[Connection, Day, Sequence[Result]], object]


def post_dues(ledger: Ledger, catalogue: Catalogue, tenant: int, dues: Sequence[Due], command: UUID, *, bulk: bool = True) -> list[Result]:
    """Post what is due, each as a group of its own; those that are in the journal already are found again by their ids.

    bulk: what customers ask for goes first. Not within a database transaction. Raises as the ledger's future does where it cannot be known what became of them.
    """
    groups: list[tuple[Due, list[TransferRequest]]] = []
    results: list[Result] = []
    for due in dues:
        try:
            groups.append((due, catalogue.expander(due.code)(due.parameters, due.id)))
        except Refusal as refusal:
            results.append(Result(due.id, None, refusal.code))
    for start, end in _submissions([len(requests) for _, requests in groups]):
        results += _post(ledger, tenant, groups[start:end], command, bulk)
    return results


def _submissions(sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where to cut groups of these sizes so that no submission is larger than the ledger takes."""
    start = requests = 0
    for end, size in enumerate(sizes):
        if requests + size > REQUESTS_MAX:
            yield start, end
            start, requests = end, 0
        requests += size
    if start < len(sizes):
        yield start, len(sizes)


def _post(
    ledger: Ledger, tenant: int, groups: Sequence[tuple[Due, Sequence[TransferRequest]]], command: UUID, bulk: bool
) -> Iterator[Result]:
    requests = [request for _, group in groups for request in group]
    outcomes = ledger.submit(tenant, requests, command, bulk=bulk).result()
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
