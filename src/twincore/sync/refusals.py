"""What the core refused although the twin had said yes: taken back, asked for again by force, or borne by the bank until its case is resolved. By rail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection, Database
from twincore.kernel.ids import id_of_key
from twincore.kernel.sql import load
from twincore.ledger import Flag, Kind, Ledger, TransferRequest, get_transfers
from twincore.reconciliation import CaseKind, Discrepancy, raise_discrepancies
from twincore.sync.books import ABSORBED_CREDIT, ABSORBED_DEBIT, REFUSED_BOTH, REFUSED_CREDIT, REFUSED_DEBIT, Contras
from twincore.sync.journal import Outstanding
from twincore.sync.model import Policy, Rows, Verdict, core_name
from twincore.sync.records import Reject
from twincore.sync.rules import places_of

_sql = load("twincore.sync")

ALREADY_POSTED = "0401"
MAY_BE_FORCED = frozenset({"0201"})
"""Reason codes after which the same posting may be asked for by force: the money is not there, but the account is."""
WITHOUT_MONEY = frozenset({"0301", "0302", "0303", "0304"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A leg that the core refused and nobody has settled. way: ``force``, ``absorb`` or ``compensate``."""

    seq: int
    leg: int
    account: int
    core: int
    amount: int
    code: int
    reason: str
    way: str
    refused_at_us: int


def refused_open(conn: Connection, tenant: int) -> list[Refused]:
    """What the core refused and nobody has settled yet, in the journal's order."""
    rows = conn.execute(_sql.refused_open, {"tenant": tenant}).fetchall()
    return [
        Refused(seq, leg, account, core, amount, code, reason, way, to_us(at))
        for seq, leg, account, core, amount, code, reason, way, at in rows
    ]


def refused_legs(conn: Connection, tenant: int) -> list[tuple[int, int, int]]:
    """Every leg that the core never posted and the twin has settled: (seq, core, signed amount)."""
    return [(seq, core, amount) for seq, core, amount in conn.execute(_sql.refused_legs, {"tenant": tenant}).fetchall()]


def settle_refused(conn: Connection, tenant: int, seq: int, legs: Sequence[int], status: str, now_us: int) -> None:
    """It is settled: ``forced``, ``absorbed`` or ``compensated``."""
    conn.execute(_sql.settle_refused, {"tenant": tenant, "seq": seq, "legs": list(legs), "status": status, "now": to_datetime(now_us)})


def refused_statuses(conn: Connection, tenant: int, seqs: Collection[int]) -> list[tuple[int, int, str]]:
    """Of refused legs of these transfers: (seq, leg, what became of it)."""
    return [(seq, leg, status) for seq, leg, status in conn.execute(_sql.refused_of, {"tenant": tenant, "seqs": list(seqs)}).fetchall()]


def settled_legs(conn: Connection, tenant: int, seqs: Collection[int]) -> list[tuple[int, int]]:
    """Of refused legs of these transfers, those that are settled; also where the books say so already and the note is still to be made."""
    rows = refused_statuses(conn, tenant, seqs)
    settled = [(seq, leg) for seq, leg, status in rows if status != "open"]
    waiting = [(seq, leg) for seq, leg, status in rows if status == "open"]
    ids = {_taken_back_id(tenant, seq): (seq, leg) for seq, leg in waiting} | {
        _borne_id(tenant, seq, leg): (seq, leg) for seq, leg in waiting
    }
    for transfer in get_transfers(conn, tenant, list(ids)).values():
        seq, leg = ids[transfer.id]
        settled += [(seq, other) for s, other in waiting if s == seq and (transfer.kind is Kind.REVERSE or other == leg)]
    return settled


def take_rejects(
    conn: Connection,
    tenant: int,
    outstanding: Outstanding,
    rejects: Sequence[Reject],
    policy: Policy,
    *,
    on: date,
    currency: str,
    now_us: int,
) -> tuple[int, int]:
    """Take in what the core refused: an answer each, and a case for what is more than a matter of form. Returns (acknowledged, refused).

    "Already posted" is an acknowledgement. A leg that is answered already, and one that was never asked for, changes nothing.
    """
    acknowledged = refused = 0
    for reject in rejects:
        if not reject.from_queue:
            continue
        seq, leg, attempt = (int(part[0]) for part in places_of(np.array([reject.low], np.uint64)))
        at = outstanding.places(np.array([seq]), np.array([leg], np.int16))
        if at[0] < 0 or int(outstanding.legs["proof"][at[0]]) != reject.proof:
            continue
        row, standing = outstanding.legs[at[0]], int(outstanding.verdict[at[0]])
        posted = reject.code == ALREADY_POSTED
        if standing in (Verdict.POSTED, Verdict.SETTLED) or (standing == Verdict.REJECTED and not posted and attempt == 0):
            continue
        verdict = Verdict.POSTED if posted else Verdict.REJECTED
        values = {"tenant": tenant, "epoch": reject.epoch, "seqs": [seq], "legs": [leg], "attempts": [attempt]}
        conn.execute(_sql.add_answers, values | {"verdicts": [int(verdict)], "lsns": [reject.lsn]})
        outstanding.answer(at, verdict)
        if posted:
            acknowledged += 1
            settle_refused(conn, tenant, seq, [leg], "forced", now_us)
            continue
        refused += 1
        _refuse(conn, tenant, row, reject, attempt, policy, on, currency, now_us)
    return acknowledged, refused


def _refuse(
    conn: Connection, tenant: int, row: np.void, reject: Reject, attempt: int, policy: Policy, on: date, currency: str, now_us: int
) -> None:
    amount, code = int(row["amount"]), int(row["code"])
    way = way_of(reject.code, amount, code, attempt, policy)
    values = {name: int(row[name]) for name in ("seq", "leg", "account", "core", "amount", "code")}
    words = f"{reject.code} {reject.text}".strip()
    conn.execute(_sql.add_refused, values | {"tenant": tenant, "reason": words, "way": way, "now": to_datetime(now_us)})
    subject = f"core/{core_name(int(row['core']))}/transfer/{int(row['seq'])}"
    measure = f"{'debit' if amount < 0 else 'credit'} ({words})"
    raise_discrepancies(
        conn, tenant, [Discrepancy(CaseKind.NOT_ON_STATEMENT, subject, measure, amount, 0, currency)], date=on, now_us=now_us
    )


def way_of(reason: str, amount: int, code: int, attempt: int, policy: Policy) -> str:
    """What is done about a refusal: pure.

    Money that is gone (irrevocable rails) is asked for by force where that can help, and else borne by the bank; all other transfers are taken back.
    """
    if code not in policy.irrevocable:
        return "compensate"
    return "force" if attempt == 0 and amount < 0 and reason in MAY_BE_FORCED else "absorb"


def settle(
    ledger: Ledger, database: Database, tenant: int, outstanding: Outstanding, contras: Contras, *, now_us: int
) -> tuple[list[tuple[int, int]], Rows]:
    """Do what is to be done about refused legs. Returns the (seq, leg) that are settled now, and the legs to be asked for by force.

    A transfer is taken back as a whole once the core has answered all its legs; if it cannot be taken back any more, the bank bears the refused legs.
    Whatever is posted has an id that follows from the refused leg, so that doing it twice is doing it once.
    """
    with database.app(tenant) as conn:
        waiting = refused_open(conn, tenant)
    done: list[tuple[int, int]] = []
    forced = [r for r in waiting if r.way == "force"]
    by_seq: dict[int, list[Refused]] = {}
    for refused in waiting:
        if refused.way != "force":
            by_seq.setdefault(refused.seq, []).append(refused)
    for seq, group in by_seq.items():
        both = outstanding.places(np.array([seq, seq]), np.array([0, 1], np.int16))
        here = both[both >= 0]
        if len(here) == 0 or (outstanding.verdict[here] == 0).any():
            continue  # the other leg is not answered yet
        legs = [r.leg for r in group]
        status = "absorbed"
        if all(r.way == "compensate" for r in group) and _take_back(ledger, tenant, _original(outstanding, int(here[0])), seq, legs):
            status = "compensated"
        else:
            for r in group:
                _bear(ledger, tenant, contras, r)
        with database.app(tenant) as conn:
            settle_refused(conn, tenant, seq, legs, status, now_us)
        done += [(seq, leg) for leg in legs]
    if not forced:
        return done, outstanding.legs[:0]
    at = outstanding.places(np.array([r.seq for r in forced]), np.array([r.leg for r in forced], np.int16))
    again = outstanding.legs[at[at >= 0]].copy()
    again["attempt"] = 1
    return done, again


def _original(outstanding: Outstanding, place: int) -> UUID:
    row = outstanding.legs[place]
    return UUID(int=int(row["id_hi"]) << 64 | int(row["id_lo"]))


def _take_back(ledger: Ledger, tenant: int, original: UUID, seq: int, legs: Sequence[int]) -> bool:
    code = REFUSED_BOTH if len(set(legs)) == 2 else (REFUSED_DEBIT if legs[0] == 0 else REFUSED_CREDIT)
    request = TransferRequest(_taken_back_id(tenant, seq), Kind.REVERSE, code=code, ref=original, flags=Flag.FORCED)
    (outcome,) = ledger.submit(tenant, [request], request.id).result()
    return outcome.status.ok


def _bear(ledger: Ledger, tenant: int, contras: Contras, refused: Refused) -> None:
    """The account is as the core has it, and the bank has the difference."""
    debited = refused.amount < 0
    debit, credit = (contras.exposed, refused.account) if debited else (refused.account, contras.exposed)
    request = TransferRequest(
        _borne_id(tenant, refused.seq, refused.leg),
        debit=debit,
        credit=credit,
        amount=abs(refused.amount),
        code=ABSORBED_DEBIT if debited else ABSORBED_CREDIT,
        flags=Flag.FORCED,
        detail={"refused": refused.seq, "reason": refused.reason},
    )
    (outcome,) = ledger.submit(tenant, [request], request.id).result()
    if not outcome.status.ok:
        raise RuntimeError(f"what the core refused of transfer {refused.seq} cannot be borne: {outcome.status.name}")


def _taken_back_id(tenant: int, seq: int) -> UUID:
    return id_of_key("core-refused", tenant, seq)


def _borne_id(tenant: int, seq: int, leg: int) -> UUID:
    return id_of_key("core-borne", tenant, seq, leg)
