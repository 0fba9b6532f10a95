"""The end of a date: statements and notices are prepared, a page of accounts at a time. Rows only; documents are drawn when they are asked for."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.sql import load
from twincore.statements.model import PAGE_ACCOUNTS, NoticeKind, StatementReport
from twincore.statements.notices import announcements, give, give_notices, statement_ready
from twincore.tenants import Tenant, tenant_by_number

_sql = load("twincore.statements")
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)


def prepare_statements(
    conn: Connection, tenant: int, *, date: date, after: int, now_us: int, cut_seq: int | None = None, limit: int = PAGE_ACCOUNTS
) -> StatementReport:
    """Prepare what the end of a date gives to members, for the accounts from after (exclusive) on: up to limit account numbers.

    On the last day of a month each deposit and loan gets its statement, at any date a card that was billed; notices say that statements are ready,
    that an account has fallen behind, that a term ends soon, that rates change. Run when the date's interest, loans and cards are done. Run again
    it changes nothing. cut_seq: the journal's last transfer of the date (default: the last one posted before the date was over).
    """
    own = tenant_by_number(conn, tenant)
    row = conn.execute(_sql.last_account, {"tenant": tenant}).fetchone()
    top = row[0] if row is not None else 0
    last = min(after + limit, top)
    if cut_seq is None:
        cut_seq = seq_at_end(conn, own, date)
    begin, end = moment(own, date), moment(own, date + _DAY)
    values = {
        "tenant": tenant,
        "date": date,
        "after": after,
        "last": last,
        "cut_seq": cut_seq,
        "zone": own.time_zone,
        "end": end,
        "now": to_datetime(now_us),
    }
    prepared = conn.execute(_sql.prepare_cards, values).fetchall()
    if (date + _DAY).day == 1:
        month = date.replace(day=1)
        opened = {"month": month, "begin": moment(own, month), "from_seq": seq_at_end(conn, own, month - _DAY)}
        conn.execute(_sql.by_range)
        prepared += conn.execute(_sql.prepare_monthly, values | opened).fetchall()
        conn.execute(_sql.by_any_way)
    notices = give(conn, tenant, date, NoticeKind.STATEMENT_READY, [statement_ready(one, date) for one in prepared], now_us)
    announced = announcements(conn, tenant, date, begin, end, own.currency)
    notices += give_notices(conn, tenant, date, after, last, announced, end, now_us)
    return StatementReport(date, len(prepared), notices, last, last >= top)


def moment(tenant: Tenant, day: date) -> datetime:
    """The first moment of a date where the tenant is."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(tenant.time_zone))


def seq_at_end(conn: Connection, tenant: Tenant, day: date) -> int:
    """The journal's last transfer posted before a date was over where the tenant is; 0: none."""
    values = {"tenant": tenant.number, "at": moment(tenant, day + _DAY) - _MICROSECOND}
    row = conn.execute(_sql.seq_at, values).fetchone()
    assert row is not None, "a function gives one row"
    return int(row[0])
