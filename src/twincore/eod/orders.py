"""Standing orders and scheduled payments: asked for in advance, due on business days, tried again where the money is lacking."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.types.json import Jsonb

from twincore.eod.calendar import get_calendar
from twincore.eod.model import Day, Due, Frequency, PageDone, Payment, Result, StandingOrder, StandingOrderSpec, invalid
from twincore.eod.posting import Source
from twincore.eod.rules import DAY, after
from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.ledger import get_account
from twincore.transactions import expand, load_catalogue

_sql = load("twincore.eod")

PAYMENT_CODES = frozenset({"internal_transfer", "direct_credit_out", "realtime_payment_out", "bill_payment", "loan_repayment"})
"""Transaction codes that a standing order may use: those that take from its payer."""
RETRIES_MAX = 30
ORDERS = 2_000
"""Occurrences that fall due in one page."""
PAGE_MAX = 1_000
_STANDIN = ["twin_is_shadow", "standin_cap", "standin_velocity", "standin_allotment", "standin_exposure"]
"""What a payment is told while a core that keeps its account is away: another night may say yes."""
_AGAIN = ["insufficient_funds", "debit_account_frozen", "credit_account_frozen", *_STANDIN]
_FIRST = UUID(int=0)


def create_standing_order(
    conn: Connection,
    tenant: int,
    spec: StandingOrderSpec,
    *,
    id: UUID,  # noqa: A002
    now_us: int,
) -> StandingOrder:
    """Record a standing order, or a scheduled payment (frequency once). The same id and order again changes nothing.

    Its parameters are tried on the transaction code as it holds now. Refuses ``standing_order_invalid`` (another code, no payer, retries, dates,
    occurrences), ``standing_order_starts_in_past`` (payments of a date are made in the night before it), ``standing_order_exists``,
    ``account_not_found``, and what ``transactions.expand`` does.
    """
    if spec.code not in PAYMENT_CODES:
        raise invalid("standing_order_invalid", f"A standing order uses one of {', '.join(sorted(PAYMENT_CODES))}.", "code")
    payer = spec.parameters.get("from_account", spec.parameters.get("account"))
    if not isinstance(payer, int):
        raise invalid("standing_order_invalid", "The parameters must name the payer as from_account or account.", "parameters")
    if spec.ends_on is not None and spec.ends_on < spec.starts_on:
        raise invalid("standing_order_invalid", "It ends before it starts.", "ends_on")
    if spec.occurrences is not None and spec.occurrences < 1:
        raise invalid("standing_order_invalid", "It pays at least once.", "occurrences")
    if not 0 <= spec.retries <= RETRIES_MAX:
        raise invalid("standing_order_invalid", f"It is tried again up to {RETRIES_MAX} times.", "retries")
    row = conn.execute(_sql.order, {"tenant": tenant, "id": id}).fetchone()
    if row is None:
        get_calendar(conn, tenant)
        get_account(conn, tenant, payer)
        last = conn.execute(_sql.last_day, {"tenant": tenant}).fetchone()
        if last is not None and spec.starts_on <= last[0] + DAY:
            raise invalid(
                "standing_order_starts_in_past", f"The payments of {last[0] + DAY} are made: it may start after that.", "starts_on"
            )
        expand(load_catalogue(conn, tenant, at_us=now_us), spec.code, spec.parameters, id=id)
        values = {"tenant": tenant, "id": id, "payer": payer, "code": spec.code, "parameters": Jsonb(dict(spec.parameters))}
        when = {"frequency": spec.frequency.value, "starts_on": spec.starts_on, "ends_on": spec.ends_on, "now": to_datetime(now_us)}
        conn.execute(_sql.create_order, values | when | {"occurrences": spec.occurrences, "retries": spec.retries})
    found = get_standing_order(conn, tenant, id)
    recorded = StandingOrderSpec(
        found.code, found.parameters, found.frequency, found.starts_on, found.ends_on, found.occurrences, found.retries
    )
    if recorded != spec:
        raise Refusal("standing_order_exists", f"Another standing order is recorded as {id}.", category=Category.CONFLICT, field="id")
    return found


def get_standing_order(conn: Connection, tenant: int, id: UUID) -> StandingOrder:  # noqa: A002
    """One standing order. Refuses ``standing_order_not_found``."""
    row = conn.execute(_sql.order, {"tenant": tenant, "id": id}).fetchone()
    if row is None:
        raise not_found("standing_order", id, "id")
    return _order(row)


def list_standing_orders(
    conn: Connection, tenant: int, *, payer: int | None = None, after_id: UUID | None = None, limit: int = 200
) -> list[StandingOrder]:
    """Standing orders by id, of one payer or of all. limit: 1 to ``PAGE_MAX``. Refuses ``page_invalid``."""
    if not 1 <= limit <= PAGE_MAX:
        raise invalid("page_invalid", f"A page has from 1 to {PAGE_MAX} items, not {limit}.", "limit")
    values = {"tenant": tenant, "payer": payer, "after": after_id or _FIRST, "limit": limit}
    return [_order(row) for row in conn.execute(_sql.orders, values).fetchall()]


def cancel_standing_order(conn: Connection, tenant: int, id: UUID, *, now_us: int) -> StandingOrder:  # noqa: A002
    """It pays no more, nor what is still to be tried again. Again is the same. Refuses ``standing_order_not_found``, ``standing_order_ended``."""
    values = {"tenant": tenant, "id": id, "now": to_datetime(now_us)}
    cancelled = conn.execute(_sql.cancel_order, values).rowcount
    found = get_standing_order(conn, tenant, id)
    if found.status == "ended":
        raise Refusal("standing_order_ended", "It has paid for the last time.", category=Category.CONFLICT, field="id")
    if cancelled:
        conn.execute(_sql.cancel_payments, values)
    return found


def payments_of(conn: Connection, tenant: int, id: UUID, *, after: int = 0, limit: int = PAGE_MAX) -> list[Payment]:  # noqa: A002
    """The occurrences of a standing order (after a number) that have fallen due, oldest first."""
    values = {"tenant": tenant, "id": id, "after": after, "limit": limit}
    return [Payment(*row) for row in conn.execute(_sql.payments, values).fetchall()]


def fall_due(conn: Connection, day: Day, _cursor: int) -> PageDone:
    """The step's page: occurrences up to the date that opens become payments. On a day without business none do: they wait for the next one."""
    if not get_calendar(conn, day.tenant).is_business_day(day.opens_on):
        return PageDone(0)
    rows = conn.execute(_sql.orders_due, {"tenant": day.tenant, "date": day.opens_on, "limit": ORDERS}).fetchall()
    payments, moves = [], []
    for id_, frequency, starts_on, ends_on, occurrences, number, next_on in rows:
        payment = id_of_key("eod", "standing_orders", id_, number)
        payments.append({"tenant": day.tenant, "order": id_, "number": number, "due_on": next_on, "id": payment})
        following = after(starts_on, Frequency(frequency), number, ends_on=ends_on, occurrences=occurrences)
        status = "ended" if following is None else "active"
        number, next_on = following or (number, next_on)
        moves.append({"tenant": day.tenant, "id": id_, "number": number, "next_on": next_on, "status": status})
    if rows:
        with conn.cursor() as cursor:
            cursor.executemany(_sql.add_payment, payments)
            cursor.executemany(_sql.move_order, moves)
    return PageDone(len(rows), done=not rows)  # an order may owe several occurrences: look again until none is left


def order_postings() -> Source:
    """The payments that are due, those tried on earlier nights among them; each is tried once a night, on nights before a business day."""

    def due(conn: Connection, day: Day, limit: int) -> Sequence[Due]:
        if not get_calendar(conn, day.tenant).is_business_day(day.opens_on):
            return []
        rows = conn.execute(_sql.payments_due, {"tenant": day.tenant, "date": day.date, "limit": limit}).fetchall()
        return [Due(*row) for row in rows]

    def mark(conn: Connection, day: Day, results: Sequence[Result]) -> object:
        where = {"tenant": day.tenant, "date": day.date, "again": _AGAIN}
        for refusal in {one.refusal for one in results}:
            ids = [one.id for one in results if one.refusal == refusal]
            conn.execute(_sql.mark_payments, where | {"refusal": refusal, "ids": ids}, prepare=False)
        return len(results)

    return Source(due, mark, of_customers=True)


def _order(row: Sequence[object]) -> StandingOrder:
    id_, payer, code, parameters, frequency, *rest = row
    return StandingOrder(id_, payer, code, parameters, Frequency(frequency), *rest)  # type: ignore[arg-type]
