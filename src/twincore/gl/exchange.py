"""What is posted here alone from data: exchange rates, the revaluation of foreign positions, accrued interest."""

from collections.abc import Sequence
from datetime import date

from twincore.gl.batch import END_OF_DAY
from twincore.gl.chart import account_of_role
from twincore.gl.model import AccountKind, Accrual, Entry, ExchangeRate, GlAccount, Journal, PositionValue, Revaluation, Role, Source
from twincore.gl.posting import chart_by_number, check_open, check_posted, get_journal, journal_of, lock_book, post
from twincore.gl.rules import check_actor, check_line, check_words, rate_of, read_rate, translate
from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.money import BY_NUMBER, currency_number
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load

_sql = load("twincore.gl")


def set_rate(conn: Connection, tenant: int, *, currency: str, date: date, rate: str, source: str, actor: str, now_us: int) -> ExchangeRate:
    """Record what one unit of a currency is worth in the book's, from a date on until the next rate.

    rate: a decimal number such as "1.5283", at most nine digits after the point. Another rate for the same date is its next version; the same
    again changes nothing. Refuses ``currency_unknown``, ``exchange_rate_invalid`` (also for the book's own currency), ``gl_words_invalid``,
    ``gl_actor_invalid``, ``book_not_found``.
    """
    number, worth = currency_number(currency), read_rate(rate)
    check_words(source, "source")
    check_actor(actor, "actor")
    if lock_book(conn, tenant).currency == currency:
        raise Refusal("exchange_rate_invalid", f"The book is kept in {currency} itself.", field="currency")
    values: dict[str, object] = {"tenant": tenant, "currency": number, "date": date}
    newest = conn.execute(_sql.rate_versions, values).fetchone()
    if newest is not None and (newest[3], newest[4]) == (worth, source):
        return ExchangeRate(currency, date, newest[2], worth, source)
    version = 1 if newest is None else newest[2] + 1
    conn.execute(_sql.set_rate, values | {"version": version, "rate": worth, "source": source, "actor": actor, "now": to_datetime(now_us)})
    return ExchangeRate(currency, date, version, worth, source)


def rates_on(conn: Connection, tenant: int, day: date) -> dict[str, int]:
    """The rates that hold on a date, in billionths, by currency: of each the last one up to it."""
    return {BY_NUMBER[currency]: rate for currency, _, _, rate, _ in conn.execute(_sql.rates, {"tenant": tenant, "date": day}).fetchall()}


def revalue(conn: Connection, tenant: int, *, date: date, actor: str = END_OF_DAY, now_us: int | None = None) -> Revaluation:
    """Bring the foreign exchange position to what it is worth at the rates of a posted date; the change is an exchange gain or loss.

    Every foreign currency's own books balance, so what the institution stands to win or lose by rates is its position accounts: those in foreign
    currencies at the rates, that in its own currency (what was paid and received for them) and what was revalued before sum to zero afterwards.
    Again for the same date it changes nothing. Refuses ``date_not_posted``, ``exchange_rate_missing``, ``period_closed``,
    ``revaluation_out_of_order`` (a later date was revalued), ``gl_role_missing``, ``book_not_found``.
    """
    book = lock_book(conn, tenant)
    check_posted(book, date)
    if found := _revalued(conn, tenant, date):
        return found
    latest = conn.execute(_sql.later_revaluation, {"tenant": tenant}).fetchone()
    if latest is not None and latest[0] is not None and latest[0] > date:
        raise _out_of_order("revaluation_out_of_order", latest[0])
    check_open(conn, tenant, date)
    chart = chart_by_number(conn, tenant)
    roles = (Role.EXCHANGE_POSITION, Role.EXCHANGE_REVALUATION, Role.EXCHANGE_GAIN, Role.EXCHANGE_LOSS)
    position, adjusted, gain_line, loss_line = (account_of_role(chart, role) for role in roles)
    balances = balances_on(conn, tenant, date)
    held = {
        currency: amount
        for (number, currency), amount in balances.items()
        if number == position.number and currency != book.currency and amount
    }
    rates = rates_on(conn, tenant, date)
    positions = tuple(
        PositionValue(currency, amount, rate_of(rates, currency, date), translate(amount, rates[currency], currency, book.currency))
        for currency, amount in sorted(held.items())
    )
    booked = sum(balances.get((line.number, book.currency), 0) for line in (position, adjusted))
    loss = booked + sum(line.value for line in positions)
    journal = None
    if loss:
        debit, credit = (loss_line, adjusted) if loss > 0 else (adjusted, gain_line)
        for line in (debit, credit):
            check_line(chart, line.number, date, "date")
        entry = Entry(debit.number, credit.number, book.currency, abs(loss))
        journal = post(
            conn,
            book,
            key=f"revaluation/{date}",
            day=date,
            source=Source.JOURNAL,
            title=f"Foreign exchange position at the rates of {date}",
            maker=actor,
            checker=None,
            entries=[entry],
            now_us=now_us,
        )
    for found_position in positions:
        values = {
            "tenant": tenant,
            "date": date,
            "currency": currency_number(found_position.currency),
            "journal": journal or 0,
            "position": found_position.position,
            "rate": found_position.rate,
            "value": found_position.value,
        }
        conn.execute(_sql.record_revaluation, values)
    return Revaluation(date, positions, -loss, journal)


def post_accruals(
    conn: Connection, tenant: int, *, date: date, accruals: Sequence[Accrual], actor: str = END_OF_DAY, now_us: int | None = None
) -> Journal | None:
    """Let accrued lines show what is earned or owed at the end of a posted date and not yet on members' accounts, against income or expense.

    Each accrued line is moved by the difference from what it shows, so an accrual that was paid out in the meantime comes off again. Returns the
    journal; None if nothing had to move. Again for the same date it changes nothing. Refuses ``accrual_invalid`` (an account twice, a negative
    balance, a pair that is neither asset and income nor liability and expense), ``accruals_out_of_order`` (a later date has accruals),
    ``gl_account_not_found``, ``gl_account_closed``, ``date_not_posted``, ``period_closed``, ``currency_unknown``, ``book_not_found``.
    """
    book = lock_book(conn, tenant)
    check_posted(book, date)
    key = f"accruals/{date}"
    if found := journal_of(conn, tenant, key):
        return found
    latest = conn.execute(_sql.later_journal, {"tenant": tenant, "prefix": "accruals/"}).fetchone()
    if latest is not None and latest[0] is not None and latest[0] > date:
        raise _out_of_order("accruals_out_of_order", latest[0])
    check_open(conn, tenant, date)
    chart = chart_by_number(conn, tenant)
    balances = balances_on(conn, tenant, date)
    entries = []
    seen: set[tuple[int, str]] = set()
    for place, accrual in enumerate(accruals):
        line = _check_accrual(accrual, chart, date, f"accruals/{place}")
        if (accrual.account, accrual.currency) in seen:
            raise Refusal("accrual_invalid", f"{accrual.account} in {accrual.currency} stands twice.", field=f"accruals/{place}/account")
        seen.add((accrual.account, accrual.currency))
        target = accrual.balance if line.kind.debit_side else -accrual.balance
        change = target - balances.get((accrual.account, accrual.currency), 0)
        if change:
            debit, credit = (accrual.account, accrual.contra) if change > 0 else (accrual.contra, accrual.account)
            entries.append(Entry(debit, credit, accrual.currency, abs(change)))
    if not entries:
        return None
    number = post(
        conn,
        book,
        key=key,
        day=date,
        source=Source.JOURNAL,
        title=f"Accruals of {date}",
        maker=actor,
        checker=None,
        entries=entries,
        now_us=now_us,
    )
    return get_journal(conn, tenant, number)


def _check_accrual(accrual: Accrual, chart: dict[int, GlAccount], day: date, field: str) -> GlAccount:
    currency_number(accrual.currency, f"{field}/currency")
    line = check_line(chart, accrual.account, day, f"{field}/account")
    contra = check_line(chart, accrual.contra, day, f"{field}/contra")
    if (line.kind, contra.kind) not in ((AccountKind.ASSET, AccountKind.INCOME), (AccountKind.LIABILITY, AccountKind.EXPENSE)):
        raise Refusal("accrual_invalid", "Income is accrued as an asset, an expense as a liability.", field=f"{field}/contra")
    if accrual.balance < 0:
        raise Refusal("accrual_invalid", "What is accrued is 0 or more.", field=f"{field}/balance")
    return line


def balances_on(conn: Connection, tenant: int, day: date) -> dict[tuple[int, str], int]:
    """Debits less credits of every account and currency at the end of a date, posted or not."""
    found: dict[tuple[int, str], int] = {}
    for number, currency, _, debited, credited in conn.execute(_sql.sums, {"tenant": tenant, "from_date": None, "to_date": day}):
        key = number, BY_NUMBER[currency]
        found[key] = found.get(key, 0) + debited - credited
    return found


def _revalued(conn: Connection, tenant: int, day: date) -> Revaluation | None:
    rows = conn.execute(_sql.revaluation, {"tenant": tenant, "date": day}).fetchall()
    posted = journal_of(conn, tenant, f"revaluation/{day}")
    if not rows and posted is None:
        return None
    positions = tuple(PositionValue(BY_NUMBER[currency], position, rate, value) for currency, position, rate, value, _ in rows)
    gain = 0
    if posted is not None:
        chart = chart_by_number(conn, tenant)
        gain = sum(e.amount if chart[e.credit].role is Role.EXCHANGE_GAIN else -e.amount for e in posted.entries)
    return Revaluation(day, positions, gain, None if posted is None else posted.number, repeated=True)


def _out_of_order(code: str, latest: date) -> Refusal:
    return Refusal(
        code, f"{latest} was posted before: an earlier date would change what it rests on.", category=Category.CONFLICT, field="date"
    )
