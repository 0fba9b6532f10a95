"""Reading the books: every answer must be what the sequential reference says, with and without a checkpoint below."""

import time
from uuid import UUID

import pytest

from tests.conftest import START_US
from tests.ledger.journal import Pen, busy_day
from twincore.kernel.db import Connection, Database
from twincore.kernel.refusal import Refusal
from twincore.ledger.model import Flag, Kind, Transfer, TransferRequest
from twincore.ledger.reading import (
    balance_at,
    balances,
    get_transfer,
    get_transfers,
    history,
    open_holds,
    transfers_by_ref,
    transfers_of_command,
)

SECOND = 1_000_000


def _touching(rows: list[Transfer], account: int) -> list[Transfer]:
    return [row for row in rows if account in (row.debit, row.credit)]


@pytest.fixture(params=[True, False], ids=["with checkpoints", "without"])
def busy(pen: Pen, request: pytest.FixtureRequest) -> tuple[Pen, list[int]]:
    return pen, busy_day(pen, 60, checkpoints=request.param)


def test_balances_are_exact(busy: tuple[Pen, list[int]], app: Connection) -> None:
    pen, everybody = busy
    assert balances(app, pen.tenant, [*everybody, 999]) == {account: pen.book.balances(account) for account in everybody}
    assert balances(app, pen.tenant, []) == {}


def test_the_readonly_role_reads_the_same(busy: tuple[Pen, list[int]], database: Database) -> None:
    pen, everybody = busy
    with database.readonly(pen.tenant) as conn:
        assert balances(conn, pen.tenant, everybody) == {account: pen.book.balances(account) for account in everybody}
        assert history(conn, pen.tenant, everybody[0], None, 9) == _touching(pen.book.rows, everybody[0])[:-10:-1]


def test_history_pages_newest_first_and_misses_nothing(busy: tuple[Pen, list[int]], app: Connection) -> None:
    pen, everybody = busy
    for account in everybody:
        expected = _touching(pen.book.rows, account)[::-1]
        pages: list[Transfer] = []
        while page := history(app, pen.tenant, account, pages[-1].seq if pages else None, 7):
            assert len(page) <= 7
            pages += page
        assert pages == expected
        for before in (1, 2, len(pen.book.rows) // 2, len(pen.book.rows), len(pen.book.rows) + 100):
            assert history(app, pen.tenant, account, before, 5) == [row for row in expected if row.seq < before][:5]


def test_the_balance_at_any_time_is_what_the_last_transfer_by_then_left(busy: tuple[Pen, list[int]], app: Connection) -> None:
    pen, everybody = busy
    times = sorted({row.posted_at_us for row in pen.book.rows})
    probes = [START_US - 1, times[0] - 1, times[-1] + SECOND, *times[::3], *(t + 1 for t in times[::7])]
    for account in everybody:
        side = pen.book.accounts[account].side
        for at_us in probes:
            past = [row for row in _touching(pen.book.rows, account) if row.posted_at_us <= at_us]
            then = balance_at(app, pen.tenant, account, at_us)
            assert then.seq == (past[-1].seq if past else 0)
            posted = sum((row.credit == account) * row.amount - (row.debit == account) * row.amount for row in past)
            held = sum(row.pending for row in past if account == (row.debit if side == "C" else row.credit))
            assert (then.current, then.held) == (posted if side == "C" else -posted, held)


def test_the_balance_of_an_imported_past_is_found_by_the_times_it_carries(pen: Pen, app: Connection) -> None:
    cash, customer = pen.cash(), pen.customer()
    day = 86_400 * SECOND
    for n in (300, 200, 200, 100):
        pen.post(cash, customer, n, flags=Flag.IMPORTED, posted_at_us=START_US - n * day)
    pen.post(cash, customer, 1)
    probe = {n: balance_at(app, pen.tenant, customer, START_US - n * day).current for n in (301, 300, 201, 200, 199, 100, 1, 0)}
    assert probe == {301: 0, 300: 300, 201: 300, 200: 700, 199: 700, 100: 800, 1: 800, 0: 801}


def test_a_balance_deep_in_a_long_journal_is_found_from_either_side(pen: Pen, app: Connection) -> None:
    """A busy account and a quiet one among 3,000 transfers, all below the checkpoint: both searches of entry_at get to win."""
    cash, busy, quiet, never = pen.cash(), pen.customer(), pen.customer(), pen.customer()
    for n in range(30):
        pen.now_us += SECOND
        pen.write(
            *(TransferRequest(pen.new_id(), Kind.POST, cash, quiet if n % 10 == 3 and k == 50 else busy, 1) for k in range(100)),
        )
    pen.checkpoint()
    for account in (cash, busy, quiet, never):
        for n in range(0, 31, 3):
            past = [row for row in _touching(pen.book.rows, account) if row.posted_at_us <= START_US + n * SECOND]
            assert balance_at(app, pen.tenant, account, START_US + n * SECOND).seq == (past[-1].seq if past else 0)
    for seq in (1, 54, 500, 1_300, 1_351, 1_352, 2_999, 3_000):
        for account in (busy, quiet, never):
            found = app.execute("select ledger.entry_at(%s, %s, %s)", (pen.tenant, account, seq)).fetchone()
            assert found == (max((row.seq for row in _touching(pen.book.rows[:seq], account)), default=0),)


def test_open_holds_are_those_with_something_left(busy: tuple[Pen, list[int]], app: Connection) -> None:
    pen, everybody = busy
    assert pen.book.remaining, "the day left some holds open"
    for account in everybody:
        expected = [(pen.book.rows[seq - 1], left) for seq, left in sorted(pen.book.remaining.items(), reverse=True)]
        expected = [(row, left) for row, left in expected if account in (row.debit, row.credit)]
        assert [(hold.transfer, hold.remaining) for hold in open_holds(app, pen.tenant, account)] == expected
        assert len(open_holds(app, pen.tenant, account, 1)) == min(1, len(expected))


def test_transfers_are_found_by_id_command_and_reference(busy: tuple[Pen, list[int]], app: Connection) -> None:
    pen, _ = busy
    rows = pen.book.rows
    for row in rows[::5]:
        assert get_transfer(app, pen.tenant, row.id) == row
        assert transfers_by_ref(app, pen.tenant, row.seq) == [other for other in rows if other.ref == row.seq]
    for number in (1, 2, 77):
        command = UUID(int=number)
        assert transfers_of_command(app, pen.tenant, command) == [row for row in rows if row.command == command]
    assert transfers_of_command(app, pen.tenant, UUID(int=0)) == []
    assert get_transfer(app, pen.tenant, UUID(int=5)) is None
    some = rows[3:9:2]
    assert list(get_transfers(app, pen.tenant, [row.id for row in some[::-1]]).items()) == [(row.id, row) for row in some]


def test_another_tenants_transfers_are_not_there(busy: tuple[Pen, list[int]], database: Database, other_tenant: int) -> None:
    pen, everybody = busy
    with database.app(other_tenant) as conn:
        for tenant in (pen.tenant, other_tenant):
            assert get_transfer(conn, tenant, pen.book.rows[0].id) is None
            assert balances(conn, tenant, everybody) == {}
            for verb in (history, open_holds):
                with pytest.raises(Refusal, match="account_not_found"):
                    verb(conn, tenant, everybody[0])
            with pytest.raises(Refusal, match="account_not_found"):
                balance_at(conn, tenant, everybody[0], START_US)


def test_a_page_of_nothing_or_of_everything_is_refused(pen: Pen, app: Connection) -> None:
    customer = pen.customer()
    for limit in (0, -1, 1_001):
        with pytest.raises(Refusal, match="page_invalid"):
            history(app, pen.tenant, customer, None, limit)
        with pytest.raises(Refusal, match="page_invalid"):
            open_holds(app, pen.tenant, customer, limit)
    assert history(app, pen.tenant, customer) == []
    assert open_holds(app, pen.tenant, customer) == []


def test_a_page_reads_that_many_rows_and_no_more(pen: Pen, app: Connection, superuser: Connection) -> None:
    """The whole journal is not looked at: history of the busiest account of 20,000 transfers stays quick from any place."""
    cash, customer = pen.cash(), pen.customer()
    for _ in range(4):
        pen.write(*(TransferRequest(pen.new_id(), Kind.POST, cash, customer, 1) for _ in range(5_000)))
    took_s = []
    for _ in range(5):  # the quickest counts: the machine may have been somebody else's for a while
        began = time.perf_counter()
        for before in (None, 10_000, 1, 20_000, 15_001):
            assert len(history(app, pen.tenant, cash, before)) == (0 if before == 1 else 50)
        took_s.append(time.perf_counter() - began)
    assert min(took_s) < 0.5
