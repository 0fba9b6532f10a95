"""Postings due: what the end of a day leaves to be posted, stored under ids that the same work always leads to, and marked once it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import numpy as np
from psycopg.types.json import Jsonb

from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.money import BY_NUMBER
from twincore.kernel.sql import load
from twincore.products.columns import int4_column, uuid_column
from twincore.products.interest.accrual import Ints
from twincore.products.interest.model import STEPS, PostingDue
from twincore.products.interest.pages import int8_column

_sql = load("twincore.products.interest")
_DAY = timedelta(days=1)


def postings_due(conn: Connection, tenant: int, *, date: date, step: str | None = None, limit: int = 5_000) -> list[PostingDue]:
    """The first postings of a date (or of one of its steps) that are neither posted nor refused, by step, account, code.

    The parameters are what ``transactions.expand(catalogue, code, parameters, id=id)`` takes. Post them, ``mark_due`` them, ask again until there are none.
    """
    values = {"tenant": tenant, "date": date, "steps": list(STEPS) if step is None else [step], "limit": limit}
    return [PostingDue(*row) for row in conn.execute(_sql.postings_due, values).fetchall()]


def mark_due(
    conn: Connection, tenant: int, *, date: date, step: str, posted: Sequence[UUID] = (), refused: Mapping[UUID, str] | None = None
) -> int:
    """Mark postings of a step as posted, or as refused with the ledger's reason. Returns how many were due until now; again, it is none."""
    by_reason: dict[str | None, list[UUID]] = defaultdict(list, {None: list(posted)})
    for id_, refusal in (refused or {}).items():
        by_reason[refusal].append(id_)
    where = {"tenant": tenant, "date": date, "step": step}
    marked = 0
    for reason, ids in by_reason.items():
        if ids:
            status = "posted" if reason is None else "refused"
            values = where | {"status": status, "reason": reason, "ids": uuid_column(ids)}
            marked += conn.execute(_sql.mark_due, values, prepare=False).rowcount  # planned for the ids at hand: it hashes them
    if marked:
        conn.execute(_sql.move_progress, where)
    return marked


def due_id(step: str, day: date, account: int, *more: object) -> UUID:
    """The id of a posting due: it follows from the step, the date and the account."""
    return id_of_key("eod", step, day.isoformat(), account, *more)


def add_due(
    conn: Connection, tenant: int, day: date, step: str, code: str, accounts: Ints, amounts: Ints, *, tax_ppm: Ints | None = None
) -> int:
    """Store postings of one code with the parameters account, amount, currency and value date (the day after); those stored before stay.

    tax_ppm: the rate to withhold where the holder gave no tax number. Returns how many are new.
    """
    if not len(accounts):
        return 0
    values = {
        "tenant": tenant,
        "date": day,
        "step": step,
        "code": code,
        "value_date": day + _DAY,
        "accounts": int8_column(accounts),
        "amounts": int8_column(amounts),
        "tax": int4_column(np.zeros(len(accounts), np.int64) if tax_ppm is None else tax_ppm),
        "ids": uuid_column([due_id(step, day, account, code) for account in accounts.tolist()]),
        "numbers": list(BY_NUMBER),
        "currencies": list(BY_NUMBER.values()),
    }
    added = conn.execute(_sql.add_due, values).rowcount
    if added:
        conn.execute(_sql.hold_progress, values | {"before": int(accounts.min()) - 1})
    return added


def add_posting(conn: Connection, tenant: int, due: PostingDue) -> bool:
    """Store one posting of any code; False if it was stored before."""
    values = due._asdict() | {"tenant": tenant, "parameters": Jsonb(due.parameters)}
    added = conn.execute(_sql.add_posting_due, values).rowcount == 1
    if added:
        conn.execute(_sql.hold_progress, values | {"before": due.account - 1})
    return added


def withhold_tax(conn: Connection, tenant: int, parties: Sequence[UUID], *, since: date) -> int:
    """Withhold tax from the interest of parties that gave no tax number, from a day on. Returns how many were not withheld from before."""
    return conn.execute(_sql.withhold, {"tenant": tenant, "parties": uuid_column(parties), "since": since}).rowcount


def stop_withholding(conn: Connection, tenant: int, parties: Sequence[UUID], *, until: date) -> int:
    """These parties gave their tax number: interest that falls due from a day on is paid whole. Returns for how many that changes something."""
    return conn.execute(_sql.stop_withholding, {"tenant": tenant, "parties": uuid_column(parties), "until": until}).rowcount
