"""Postings due of the rooms below: from where they wait, through the ledger, to what became of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol
from uuid import UUID

import twincore.products.credit as credit
import twincore.products.interest as interest
import twincore.reconciliation as reconciliation
from twincore.eod.model import Day, Due, Result
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal
from twincore.ledger import Ledger, Outcome, Outcomes, Status, TransferRequest
from twincore.transactions import Catalogue

DUES = 10_000
"""Postings of one page at the most."""
TOGETHER = 2_500
"""Requests handed to the ledger together: while it posts them, the next ones are expanded."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where postings of a step wait. due: the first so many; mark: says what became of them, in the transaction that ends the page.

    of_customers: they are payments that customers have ordered; all others are the bank's own.
    """

    due: Callable[[Connection, Day, int], Sequence[Due]]
    mark: Callable[[Connection, Day, Sequence[Result]], object]
    of_customers: bool = False


class Gate(Protocol):
    """Who says which payments of customers may go to the ledger while a core that keeps their accounts is away."""

    def declined(self, tenant: int, groups: Sequence[Sequence[TransferRequest]]) -> Mapping[int, str]:
        """Which may not, by their place, and why."""

    def posted(self, tenant: int, requests: Sequence[TransferRequest], outcomes: Sequence[Outcome]) -> None:
        """What became of those that went."""


def post_dues(
    ledger: Ledger,
    catalogue: Catalogue,
    tenant: int,
    dues: Sequence[Due],
    command: UUID,
    *,
    bulk: bool = True,
    gate: Gate | None = None,
) -> list[Result]:
    """Post what is due, each as a group of its own; those that are in the journal already are found again by their ids.

    bulk: what customers ask for goes first. gate: asked first, for what customers have ordered; None for what the bank posts itself. Not within a database transaction. Raises as the ledger's future does where it cannot be known what became of them.
    """
    results: list[Result] = []
    asked: list[tuple[list[tuple[UUID, int]], list[TransferRequest], Future[Outcomes]]] = []
    groups: list[tuple[UUID, int]] = []
    requests: list[TransferRequest] = []

    def hand_over() -> None:
        nonlocal groups, requests
        if gate is not None:
            groups, requests, declined = _through(gate, tenant, groups, requests)
            results.extend(declined)
        if requests:
            asked.append((groups, requests, ledger.submit(tenant, requests, command, bulk=bulk)))
        groups, requests = [], []

    for due in dues:
        try:
            group = catalogue.expander(due.code)(due.parameters, due.id)
        except Refusal as refusal:
            results.append(Result(due.id, None, refusal.code))
            continue
        groups.append((due.id, len(group)))
        requests += group
        if len(requests) >= TOGETHER:
            hand_over()
    if requests:
        hand_over()
    for sent, posted, future in asked:
        outcomes = future.result()
        if gate is not None:
            gate.posted(tenant, posted, outcomes)
        results += _results(sent, outcomes)
    return results


def _through(
    gate: Gate, tenant: int, groups: list[tuple[UUID, int]], requests: list[TransferRequest]
) -> tuple[list[tuple[UUID, int]], list[TransferRequest], list[Result]]:
    """What may go to the ledger, and the results of what may not."""
    ends = list(accumulate(size for _, size in groups))
    parts = [requests[end - size : end] for end, (_, size) in zip(ends, groups, strict=True)]
    declined = gate.declined(tenant, parts)
    kept = [at for at in range(len(groups)) if at not in declined]
    refused = [Result(groups[at][0], None, code) for at, code in declined.items()]
    return [groups[at] for at in kept], [request for at in kept for request in parts[at]], refused


def _results(groups: Sequence[tuple[UUID, int]], outcomes: Outcomes) -> Iterator[Result]:
    """groups: id and number of requests of each posting of a submission, in its order."""
    status, seq = outcomes.status.tolist(), outcomes.seq.tolist()
    first = 0
    for id_, size in groups:
        end = first + size
        wrong = [Status(one) for one in status[first:end] if one > Status.EXISTS]
        named = next((one for one in wrong if one is not Status.GROUP_REFUSED), wrong[0] if wrong else None)
        yield Result(id_, seq[first], None) if named is None else Result(id_, None, named.name.lower())
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
