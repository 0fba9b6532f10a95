"""How a case ends: one person proposes, another agrees. Money leaves suspense in no other way."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.kernel.sql import load
from twincore.reconciliation.accounts import get_external_account, lock_external_account, suspense_account
from twincore.reconciliation.cases import SELF, add_due, add_event, check_name, get_case, lock_case, make_due
from twincore.reconciliation.items import Waiting, record_matches, set_entries, set_movements, waiting_entries, waiting_movements
from twincore.reconciliation.matching import Pairing
from twincore.reconciliation.model import Action, Case, Due, ExternalAccount, ItemStatus, Posting
from twincore.transactions import expand, load_catalogue

POSTINGS_MAX = 20
"""Postings of one resolution at the most."""

_sql = load("twincore.reconciliation")


def propose_resolution(
    conn: Connection,
    tenant: int,
    case: UUID,
    *,
    maker: str,
    action: Action,
    reason: str,
    now_us: int,
    postings: Sequence[Posting] = (),
    entries: Sequence[tuple[int, int]] = (),
    movements: Sequence[int] = (),
) -> Case:
    """Propose how a case is to end; a proposal before is replaced.

    POST: postings that take exactly what stands in suspense for the case to where it belongs. MATCH: entries (statement, place) and movements (seq) of
    the external account that are one event after all and have equal totals; whatever suspense holds for them it gives back. EXPLAIN: nothing stands
    in suspense, and the reason says what it was.
    Refuses ``case_not_found``, ``case_resolved``, ``resolution_invalid`` (the action does not go with the case), ``resolution_unbalanced``,
    ``item_not_waiting``, what ``transactions.expand`` refuses, ``note_invalid`` and ``actor_invalid``.
    """
    found = lock_case(conn, tenant, case)
    check_name(maker, "maker")
    proposal: dict[str, Any] = {"reason": reason}
    if action is Action.EXPLAIN:
        if found.suspense:
            raise _invalid(f"{found.suspense} of the case stand in suspense: they go somewhere, by postings or by a match.", "action")
        if postings or entries or movements:
            raise _invalid("An explanation moves nothing.", "action")
    elif action is Action.POST:
        external = _external(conn, tenant, found)
        _check_postings(conn, tenant, found, external, postings, now_us)
        proposal["postings"] = [{"code": posting.code, "parameters": dict(posting.parameters)} for posting in postings]
    else:
        external = _external(conn, tenant, found)
        _withdraw(conn, tenant, found)
        theirs, ours = _items(conn, tenant, external, entries, movements)
        _check_match(found, theirs, ours)
        _reserve(conn, tenant, external, theirs, ours)
        proposal["entries"] = [[*w.key, w.status.value] for w in theirs]
        proposal["movements"] = [[*w.key, w.status.value] for w in ours]
    if action is not Action.MATCH:
        _withdraw(conn, tenant, found)
    _propose(conn, tenant, case, maker, action, proposal, reason, now_us)
    return get_case(conn, tenant, case)


def propose_late(
    conn: Connection, tenant: int, external: ExternalAccount, entry: Waiting, movement: Waiting, rule: str, now_us: int
) -> bool:
    """Propose, in the room's own name, that what came late is the counterpart of an item in suspense; not where something is proposed already."""
    case = entry.case if entry.status is ItemStatus.SUSPENDED else movement.case
    assert case is not None, "an item in suspense has a case"
    if get_case(conn, tenant, case).maker is not None:
        return False
    _reserve(conn, tenant, external, [entry], [movement])
    reason = f"The counterpart came late: entry {entry.key[0]}/{entry.key[1]} and transfer {movement.key[0]}, by rule {rule}."
    proposal = {
        "reason": reason,
        "entries": [[*entry.key, entry.status.value]],
        "movements": [[*movement.key, movement.status.value]],
    }
    _propose(conn, tenant, case, SELF, Action.MATCH, proposal, reason, now_us)
    return True


def resolve_case(conn: Connection, tenant: int, case: UUID, *, checker: str, date: date, now_us: int) -> Case:
    """Agree to what was proposed: the case is resolved, and the postings that empty suspense are due on the date.

    Refuses ``case_not_found``, ``case_resolved``, ``nothing_proposed``, ``second_person_needed`` (the maker cannot be the checker),
    ``suspense_not_posted`` (its way into suspense is not in the journal yet) and ``resolution_unbalanced``.
    """
    found = lock_case(conn, tenant, case)
    check_name(checker, "checker")
    if found.maker is None or found.proposal is None:
        raise Refusal("nothing_proposed", f"Nobody has proposed how case {case} is to end.", category=Category.CONFLICT, field="case")
    if checker in (found.maker, SELF):
        raise Refusal("second_person_needed", "Who proposed a resolution cannot agree to it.", category=Category.FORBIDDEN, field="checker")
    reason = found.proposal["reason"]
    involved = [found]
    if found.action is Action.POST:
        external = _external(conn, tenant, found)
        postings = [Posting(given["code"], given["parameters"]) for given in found.proposal["postings"]]
        _check_postings(conn, tenant, found, external, postings, now_us)
        _check_posted(conn, tenant, involved)
        account = suspense_account(conn, tenant, external.currency)
        for at, posting in enumerate(postings):
            number = id_of_key("reconciliation", "resolution", case, at)
            add_due(conn, tenant, Due(date, "resolution", case, account, posting.code, dict(posting.parameters), number))
    elif found.action is Action.MATCH:
        involved = _settle_match(conn, tenant, found, date, reason)
    for each in involved:
        conn.execute(
            _sql.resolve_case,
            {
                "tenant": tenant,
                "case": each.id,
                "maker": found.maker,
                "action": found.action,
                "proposal": Jsonb(found.proposal),
                "checker": checker,
                "now": to_datetime(now_us),
            },
        )
        add_event(conn, tenant, each.id, "resolved", checker, f"as {found.maker} proposed: {reason}"[:2_000], now_us)
    return get_case(conn, tenant, case)


def reject_resolution(conn: Connection, tenant: int, case: UUID, *, checker: str, reason: str, now_us: int) -> Case:
    """Disagree with what was proposed: the case goes on, and what came late for it is looked at on its own.

    Refuses ``case_not_found``, ``case_resolved``, ``nothing_proposed``, ``note_invalid``.
    """
    found = lock_case(conn, tenant, case)
    if found.maker is None:
        raise Refusal("nothing_proposed", f"Nobody has proposed how case {case} is to end.", category=Category.CONFLICT, field="case")
    _withdraw(conn, tenant, found)
    conn.execute(_sql.propose_resolution, {"tenant": tenant, "case": case, "maker": None, "action": None, "proposal": None})
    add_event(conn, tenant, case, "rejected", checker, reason, now_us)
    return get_case(conn, tenant, case)


def _propose(
    conn: Connection, tenant: int, case: UUID, maker: str, action: Action, proposal: Mapping[str, Any], reason: str, now_us: int
) -> None:
    values = {"tenant": tenant, "case": case, "maker": maker, "action": action.value, "proposal": Jsonb(dict(proposal))}
    conn.execute(_sql.propose_resolution, values)
    add_event(conn, tenant, case, "proposed", maker, reason, now_us)


def _check_postings(conn: Connection, tenant: int, case: Case, external: ExternalAccount, postings: Sequence[Posting], now_us: int) -> None:
    """The postings empty suspense of what it holds for the case, and touch the external account's mirror nowhere."""
    if not case.suspense:
        raise _invalid("Nothing of the case stands in suspense: explain it.", "action")
    if not 1 <= len(postings) <= POSTINGS_MAX:
        raise _invalid(f"A resolution has from 1 to {POSTINGS_MAX} postings.", "postings")
    suspense = suspense_account(conn, tenant, external.currency)
    catalogue = load_catalogue(conn, tenant, at_us=now_us)
    taken = 0
    for at, posting in enumerate(postings):
        for request in expand(catalogue, posting.code, posting.parameters, id=id_of_key("reconciliation", "resolution", case.id, at)):
            if external.ledger_account in (request.debit, request.credit):
                raise _invalid(f"It moves {external.name} itself, which agrees with its statement already.", f"postings/{at}")
            taken += request.amount * ((request.debit == suspense) - (request.credit == suspense))
    held = case.suspense if external.mirrored else -case.suspense  # what suspense was credited with
    if taken != held:
        raise Refusal(
            "resolution_unbalanced",
            f"The postings take {taken} out of suspense, where {held} stand for the case.",
            category=Category.RULE,
            field="postings",
            taken=taken,
            held=held,
        )


def _items(
    conn: Connection, tenant: int, external: ExternalAccount, entries: Sequence[tuple[int, int]], movements: Sequence[int]
) -> tuple[list[Waiting], list[Waiting]]:
    theirs = {w.key: w for w in waiting_entries(conn, tenant, external.name) if w.status is not ItemStatus.PROPOSED}
    ours = {w.key: w for w in waiting_movements(conn, tenant, external.name) if w.status is not ItemStatus.PROPOSED}
    wanted_entries, wanted_movements = sorted({tuple(key) for key in entries}), sorted({(seq,) for seq in movements})
    for key in wanted_entries:
        if key not in theirs:
            raise _not_waiting(f"entry {key}", "entries")
    for key in wanted_movements:
        if key not in ours:
            raise _not_waiting(f"transfer {key[0]}", "movements")
    return [theirs[key] for key in wanted_entries], [ours[key] for key in wanted_movements]


def _check_match(case: Case, entries: Sequence[Waiting], movements: Sequence[Waiting]) -> None:
    if case.id not in {w.case for w in (*entries, *movements) if w.status is ItemStatus.SUSPENDED}:
        raise _invalid("None of the items is the one that the case is about.", "entries")
    difference = sum(w.item.amount for w in entries) - sum(w.item.amount for w in movements)
    if difference:
        raise Refusal(
            "resolution_unbalanced",
            f"The entries exceed the movements by {difference}.",
            category=Category.RULE,
            field="entries",
            difference=difference,
        )


def _reserve(conn: Connection, tenant: int, external: ExternalAccount, entries: Sequence[Waiting], movements: Sequence[Waiting]) -> None:
    """Nobody else matches what is proposed; what stands in suspense stays there."""
    free = ItemStatus.OPEN, ItemStatus.PARKED
    set_entries(conn, tenant, external.name, [(w.key, ItemStatus.PROPOSED, None, None) for w in entries if w.status in free])
    set_movements(conn, tenant, external.name, [(w.key, ItemStatus.PROPOSED, None, None) for w in movements if w.status in free])


def _withdraw(conn: Connection, tenant: int, case: Case) -> None:
    """Give items that a proposal has reserved back to where they were; they are not proposed for a case again by themselves."""
    if case.proposal is None or case.account is None:
        return
    entries = [((s, p), ItemStatus(status), None, case.id) for s, p, status in case.proposal.get("entries", ()) if status != "suspended"]
    movements = [((seq,), ItemStatus(status), None, case.id) for seq, status in case.proposal.get("movements", ()) if status != "suspended"]
    set_entries(conn, tenant, case.account, entries)
    set_movements(conn, tenant, case.account, movements)


def _settle_match(conn: Connection, tenant: int, case: Case, on: date, reason: str) -> list[Case]:
    """Match what was proposed, and let suspense give back what it holds for every case that this ends."""
    external = lock_external_account(conn, tenant, case.account or "")
    assert case.proposal is not None, "it was proposed"
    chosen = {tuple(item[:2]) for item in case.proposal["entries"]}
    taken = {item[0] for item in case.proposal["movements"]}
    entries = [w for w in waiting_entries(conn, tenant, external.name) if w.key in chosen]
    movements = [w for w in waiting_movements(conn, tenant, external.name) if w.key[0] in taken]
    if len(entries) < len(chosen) or len(movements) < len(taken):
        raise _not_waiting("one of the items", "case")
    ids = {w.case for w in (*entries, *movements) if w.status is ItemStatus.SUSPENDED and w.case is not None}
    involved = [case if each == case.id else lock_case(conn, tenant, each) for each in sorted(ids | {case.id})]
    _check_match(case, entries, movements)
    _check_posted(conn, tenant, involved)
    everything = Pairing("by hand", tuple(range(len(entries))), tuple(range(len(movements))), 0)
    record_matches(conn, tenant, external.name, 0, on, entries, movements, [everything])
    for each in involved:
        if each.suspense:
            make_due(conn, tenant, external, each.id, "back", -each.suspense, reason, on)
    return involved


def _check_posted(conn: Connection, tenant: int, cases: Sequence[Case]) -> None:
    row = conn.execute(_sql.unposted, {"tenant": tenant, "cases": [case.id for case in cases]}).fetchone()
    if row is not None and row[0]:
        raise Refusal(
            "suspense_not_posted",
            "Its way into suspense is not in the journal yet: it is posted at the end of the day.",
            category=Category.CONFLICT,
            field="case",
            retry=Retry.NEW_KEY,
        )


def _external(conn: Connection, tenant: int, case: Case) -> ExternalAccount:
    if case.account is None:
        raise _invalid("The case is about no external account: explain it.", "action")
    return get_external_account(conn, tenant, case.account)


def _invalid(message: str, field: str) -> Refusal:
    return Refusal("resolution_invalid", message, category=Category.RULE, field=field)


def _not_waiting(what: str, field: str) -> Refusal:
    return Refusal("item_not_waiting", f"There is no {what} that waits for a counterpart.", category=Category.CONFLICT, field=field)
