"""``verify`` finds what is wrong and says where: one byte of one row, one row too many, one rule not kept."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.ledger.journal import SECOND, Pen, busy_day
from tests.ledger.test_sealer import KEY
from twincore.kernel.db import Connection, Database
from twincore.kernel.refusal import Refusal
from twincore.ledger.accounts import close_account, freeze, open_lane, set_credit_limit, unfreeze
from twincore.ledger.model import AccountFlag, Flag, Kind, Transfer, TransferRequest
from twincore.ledger.proof.note import Checkpoint, SealKey
from twincore.ledger.proof.sealer import Sealer
from twincore.ledger.proof.verify import InvariantResult, verify

NAMES = ["balanced", "materialised", "running", "chain", "limits", "holds", "reversals", "isolation", "sealed"]


def _results(pen: Pen, step_rows: int) -> dict[str, InvariantResult]:
    return {result.name: result for result in verify(pen.database, pen.tenant, step_rows=step_rows)}


def _breaches(pen: Pen, step_rows: int = 100_000) -> dict[str, str]:
    """Name of the invariant -> the first bad thing."""
    results = verify(pen.database, pen.tenant, step_rows=step_rows)
    assert [result.name for result in results] == NAMES
    assert all(result.ok == (result.first_bad is None) for result in results)
    return {result.name: result.first_bad for result in results if result.first_bad is not None}


@pytest.fixture
def day(pen: Pen) -> Pen:
    """A busy day of some two hundred transfers, checkpointed and sealed before its end."""
    busy_day(pen, 50)
    pen.checkpoint()
    Sealer(pen.database, KEY, step_rows=50).seal(pen.tenant)
    for _ in range(3):
        pen.post(1, 3, 10, flags=Flag.FORCED, detail={"memo": "after"})
    return pen


@pytest.fixture
def tamper(superuser: Connection) -> Callable[[str], None]:
    """Runs a statement as the administrator, past every trigger."""

    def run(statement: str) -> None:
        superuser.execute("set session_replication_role = replica")
        superuser.execute(statement.encode())

    return run


@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_all_is_well_with_an_honest_ledger(pen: Pen, step: int) -> None:
    for seed in (1, 2):
        busy_day(pen, 40, seed=seed)
        pen.checkpoint()
        Sealer(pen.database, KEY, step_rows=33).seal(pen.tenant)
    busy_day(pen, 3)
    rows = pen.book.rows
    covered = rows[-1].seq
    results = _results(pen, step)
    assert {name: result.first_bad for name, result in results.items()} == dict.fromkeys(NAMES)
    assert results["balanced"].checked == results["running"].checked == results["limits"].checked == len(rows)
    assert results["reversals"].checked == sum(row.kind == Kind.REVERSE for row in rows) > 0
    assert results["holds"].checked == sum(row.kind not in (Kind.POST, Kind.REVERSE) for row in rows) > 0
    assert 0 < results["sealed"].checked < covered
    assert results["isolation"].checked >= 11
    assert results["chain"].checked > 40


def test_an_empty_ledger_is_well(pen: Pen) -> None:
    assert _breaches(pen) == {}
    Sealer(pen.database, KEY).seal(pen.tenant)
    assert _breaches(pen) == {}


def test_progress_is_told(pen: Pen) -> None:
    pen.cash(), pen.customer()
    pen.post(1, 2, 5)
    told: list[tuple[int, int]] = []
    verify(pen.database, pen.tenant, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 1)]


@pytest.mark.parametrize(
    "column",
    [
        *("debit", "credit", "amount", "pending", "ref", "debit_prev", "credit_prev", "debit_posted", "debit_held"),
        *("credit_posted", "credit_held", "posted_at", "expires_at", "id", "command", "code", "value_date", "kind", "flags"),
    ],
)
def test_one_changed_byte_of_one_row_is_named(day: Pen, tamper: Callable[[str], None], column: str) -> None:
    row = next(row for row in day.book.rows if row.seq > 60 and row.kind == Kind.HOLD and row.expires_at_us < 2**63 - 1)
    change = {
        "posted_at": "posted_at + interval '1 microsecond'",
        "expires_at": "expires_at + interval '1 microsecond'",
        "id": "overlay(id::text placing 'f' from 36)::uuid",
        "command": "overlay(command::text placing 'f' from 36)::uuid",
        "value_date": "value_date + 1",
    }.get(column, f"{column} # 8")
    if row.id.hex.endswith("f") and column == "id":
        change = "overlay(id::text placing 'e' from 36)::uuid"
    tamper(f"update ledger.transfer_t1 set {column} = {change} where seq = {row.seq}")
    found = _breaches(day)
    assert found["sealed"] == f"transfer {row.seq}: it is not what was sealed"
    first, last = (int(number) for number in found["chain"].split("(")[1].split(")")[0].removeprefix("transfers ").split(" to "))
    assert first <= row.seq <= last
    if column.startswith(("debit_", "credit_")):
        assert found["running"].startswith(f"transfer {row.seq}: {column} of account ")


def test_a_row_above_the_last_seal_is_found_by_the_chain(day: Pen, tamper: Callable[[str], None]) -> None:
    last = len(day.book.rows)
    tamper(f"update ledger.transfer_t1 set code = 7 where seq = {last}")
    assert _breaches(day) == {"chain": f"block {last} (transfers {last} to {last}): its hash does not recompute from its rows"}


def test_a_changed_a_lost_and_an_invented_detail_are_named(day: Pen, tamper: Callable[[str], None]) -> None:
    row = next(row for row in day.book.rows if row.detail is not None)
    plain = next(row for row in day.book.rows if row.detail is None)
    for statement, seq in (
        (f"update ledger.transfer_detail_t1 set body = body || ' ' where seq = {row.seq}", row.seq),
        (f"delete from ledger.transfer_detail_t1 where seq = {row.seq}", row.seq),
        (f"insert into ledger.transfer_detail_t1 values ({plain.seq}, 1, '{{}}')", min(row.seq, plain.seq)),
    ):
        tamper(statement)
        found = _breaches(day)
        assert found.keys() == {"chain", "sealed"}
        assert found["sealed"] == f"transfer {seq}: it is not what was sealed"


def test_a_missing_row_is_named_wherever_it_was(day: Pen, tamper: Callable[[str], None]) -> None:
    last = len(day.book.rows)
    tamper(f"delete from ledger.transfer_t1 where seq = {last}")
    assert f"block {last}" in _breaches(day)["chain"]
    tamper("delete from ledger.transfer_t1 where seq = 5")
    found = _breaches(day)
    assert found["chain"] == "transfer 5 is missing"
    assert found["sealed"].startswith("transfer 5:")


def test_a_changed_or_missing_block_is_named(day: Pen, tamper: Callable[[str], None], superuser: Connection) -> None:
    row = superuser.execute("select first_seq from ledger.block order by first_seq offset 5 limit 1").fetchone()
    assert row is not None
    tamper(f"update ledger.block set hash = sha256('x') where first_seq = {row[0]}")
    assert _breaches(day)["chain"].startswith(f"block {row[0]} ")
    tamper(f"delete from ledger.block where first_seq = {row[0]}")
    assert "does not follow transfer" in _breaches(day)["chain"]
    tamper("delete from ledger.block")
    assert _breaches(day)["chain"] == "no block covers transfer 1"


def test_a_head_that_is_not_the_chains_is_named(day: Pen, tamper: Callable[[str], None]) -> None:
    tamper("update ledger.lane set hash = sha256('x')")
    assert _breaches(day).keys() == {"chain"}
    tamper("update ledger.lane set seq = seq + 1")
    assert "is missing" in _breaches(day)["chain"]


def test_what_is_materialised_is_recomputed(day: Pen, tamper: Callable[[str], None]) -> None:
    for statement, blame in (
        ("update ledger.balance set credits_posted = credits_posted + 1 where account = 4", "account 4"),
        ("update ledger.balance set last_seq = last_seq - 1 where account = 2", "account 2"),
        ("delete from ledger.balance where account = 1", "account 1"),
    ):
        tamper(statement)
        assert _breaches(day)["materialised"].startswith(f"{blame}: what is kept differs")
    day.checkpoint()
    assert _breaches(day) == {}
    hold = min(day.book.remaining)
    tamper(f"update ledger.open_hold set remaining = remaining + 1 where seq = {hold}")
    assert _breaches(day)["materialised"].startswith(f"hold {hold}: ")
    tamper(f"delete from ledger.open_hold where seq = {hold}")
    assert _breaches(day)["materialised"].startswith(f"hold {hold}: ")


# -- rules that were not kept, in rows whose hashes are in order


def test_a_limit_not_kept_is_named_unless_it_was_forced_or_lowered_later(pen: Pen) -> None:
    cash, customer = pen.cash(), pen.customer(limit=50)
    t = pen.tenant
    pen.post(customer, cash, 50)
    pen.post(customer, cash, 10, flags=Flag.FORCED)
    pen.post(cash, customer, 15)
    with pen.database.app(t) as conn:
        set_credit_limit(conn, t, customer, 0)  # lower than what is drawn: nothing wrong with what came before
    assert _breaches(pen) == {}
    bad = pen.post(customer, cash, 5)  # within the old limit of 50, not within the new one of 0
    with pen.database.app(t) as conn:
        set_credit_limit(conn, t, customer, 1_000)  # too late
    assert _breaches(pen) == {"limits": f"transfer {bad.seq}: it takes account {customer} beyond its limit"}


def test_limits_count_holds_and_the_payee_whose_balance_grows_by_debits(pen: Pen) -> None:
    cash, customer, loan = pen.cash(), pen.customer(), pen.customer()
    pen.post(cash, customer, 100)
    pen.hold(customer, cash, 60)
    assert _breaches(pen) == {}
    pen.book.change(customer, flags=AccountFlag(0))
    bad = pen.hold(customer, cash, 41)
    assert _breaches(pen) == {"limits": f"transfer {bad.seq}: it takes account {customer} beyond its limit"}
    with pen.database.app(pen.tenant) as conn:
        set_credit_limit(conn, pen.tenant, customer, 1)
        freeze(conn, pen.tenant, loan)
        unfreeze(conn, pen.tenant, loan)
    assert _breaches(pen).keys() == {"limits"}, "and a limit raised afterwards does not heal it"


def test_a_frozen_or_closed_account_that_moved_is_named(pen: Pen) -> None:
    cash, frozen, closed = pen.cash(), pen.customer(), pen.customer()
    t = pen.tenant
    with pen.database.app(t) as conn:
        freeze(conn, t, frozen, debits=False)
        close_account(conn, t, closed, now_us=pen.now_us)
    pen.post(cash, frozen, 5, flags=Flag.FORCED)
    pen.post(frozen, cash, 5)
    assert _breaches(pen) == {}
    bad = pen.post(cash, frozen, 5)
    assert _breaches(pen) == {"limits": f"transfer {bad.seq}: it credits account {frozen}, which was frozen"}
    with pen.database.app(t) as conn:
        unfreeze(conn, t, frozen)
    pen.post(cash, closed, 5, flags=Flag.FORCED)
    assert _breaches(pen) == {"limits": f"transfer {bad.seq}: it credits account {frozen}, which was frozen"}


def test_an_account_changed_behind_its_history_is_named(pen: Pen, tamper: Callable[[str], None]) -> None:
    customer = pen.customer()
    with pen.database.app(pen.tenant) as conn:
        set_credit_limit(conn, pen.tenant, customer, 5)
        set_credit_limit(conn, pen.tenant, customer, 6)
    assert _breaches(pen) == {}
    tamper(f"update ledger.account set credit_limit = 7 where id = {customer}")
    assert _breaches(pen) == {"limits": f"account {customer}: its recorded changes do not lead to what it is"}


def test_a_row_between_two_currencies_or_with_an_unknown_account_is_named(pen: Pen, tamper: Callable[[str], None]) -> None:
    cash, dollars = pen.cash(), pen.cash("USD")
    pen.book.accounts[dollars].currency = "AUD"
    bad = pen.post(cash, dollars, 5)
    found = _breaches(pen)
    assert found == {"balanced": f"transfer {bad.seq}: accounts {cash} and {dollars} differ in currency"}
    tamper(f"delete from ledger.account where id = {dollars}")
    assert _breaches(pen)["balanced"] == f"transfer {bad.seq}: account {dollars} does not exist"


def _commit(pen: Pen, *requests: TransferRequest, **change: object) -> Transfer:
    """Decide, then bend the last row before it is written: the chain is in order, the row is not."""
    before = len(pen.book.rows)
    pen.book.decide(requests, pen.now_us)
    rows = pen.book.rows[before:]
    rows[-1] = replace(rows[-1], **change)  # type: ignore[arg-type]
    pen.commit(rows)
    return rows[-1]


def test_a_row_that_does_not_go_with_its_kind_is_named(pen: Pen) -> None:
    cash, customer = pen.cash(), pen.customer()
    bad = _commit(pen, TransferRequest(pen.new_id(), Kind.POST, cash, customer, 5), kind=Kind.RELEASE, ref=0)
    found = _breaches(pen)
    assert found["balanced"] == f"transfer {bad.seq}: its amounts, accounts and reference do not go with its kind"


@pytest.mark.parametrize(
    ("change", "blame"),
    [
        ({"debit_posted": -6}, "debit_posted of account 1 says -6, counted again it is -10"),
        ({"credit_posted": 11}, "credit_posted of account 2 says 11, counted again it is 10"),
        ({"credit_held": 1}, "credit_held of account 2 says 1, counted again it is 0"),
        ({"debit_prev": 0}, "debit_prev of account 1 says 0, counted again it is 1"),
    ],
)
def test_a_balance_or_pointer_that_the_rows_do_not_lead_to_is_named(pen: Pen, change: dict[str, int], blame: str) -> None:
    cash, customer = pen.cash(), pen.customer()
    pen.post(cash, customer, 5)
    _commit(pen, TransferRequest(pen.new_id(), Kind.POST, cash, customer, 5), **change)
    assert _breaches(pen) == {"running": f"transfer 2: {blame}"}


def test_time_that_goes_back_is_named(pen: Pen) -> None:
    cash, customer = pen.cash(), pen.customer()
    pen.post(cash, customer, 5)
    _commit(pen, TransferRequest(pen.new_id(), Kind.POST, cash, customer, 5), posted_at_us=pen.now_us - 1)
    assert _breaches(pen) == {"chain": "transfer 2: it is posted before the one before it"}


def test_a_hold_captured_beyond_itself_is_named(pen: Pen) -> None:
    cash, customer = pen.cash(), pen.customer(flags=AccountFlag(0))
    hold = pen.hold(customer, cash, 100)
    pen.refer(Kind.CAPTURE, hold, 40)
    assert _breaches(pen) == {}
    pen.book.change(customer, flags=AccountFlag.OVER_CAPTURE)
    bad = pen.refer(Kind.CAPTURE, hold, 70)
    assert _breaches(pen) == {"holds": f"transfer {bad.seq}: it captures 70 of the hold {hold.seq}, of which 60 were left"}


def test_a_hold_that_ends_twice_is_named(pen: Pen) -> None:
    cash, customer = pen.cash(), pen.customer(flags=AccountFlag(0))
    hold = pen.hold(customer, cash, 100)
    pen.hold(customer, cash, 100)
    pen.refer(Kind.RELEASE, hold)
    del pen.book.closed_by[hold.seq]
    pen.book.remaining[hold.seq] = 30
    bad = pen.refer(Kind.RELEASE, hold)
    assert _breaches(pen) == {"holds": f"transfer {bad.seq}: it takes 30 of the hold {hold.seq}, of which 0 were left"}
    assert _breaches(pen, step_rows=1) == {"holds": f"transfer {bad.seq}: transfer {hold.seq}, which it refers to, is no open hold"}


def test_a_hold_that_gives_back_more_than_it_is_is_named(pen: Pen) -> None:
    cash, customer = pen.cash(), pen.customer(flags=AccountFlag(0))
    hold = pen.hold(customer, cash, 100)
    bad = _commit(pen, TransferRequest(pen.new_id(), Kind.RELEASE, amount=50, ref=hold.id), pending=-150)
    assert _breaches(pen)["holds"] == f"transfer {bad.seq}: it takes 150 of the hold {hold.seq}, of which 100 were left"
    assert _breaches(pen, step_rows=1)["holds"] == f"transfer {bad.seq}: it takes 150 of the hold {hold.seq}, of which 100 were left"


def test_a_hold_that_expires_before_its_time_is_named(pen: Pen) -> None:
    cash, customer = pen.cash(), pen.customer(flags=AccountFlag(0))
    hold = pen.hold(customer, cash, 100, expires_at_us=pen.now_us + 10 * SECOND)
    bad = _commit(pen, TransferRequest(pen.new_id(), Kind.RELEASE, ref=hold.id), kind=Kind.EXPIRE)
    assert _breaches(pen) == {"holds": f"transfer {bad.seq}: it expires the hold {hold.seq} in part or before its time"}


def test_a_reversal_that_is_not_the_opposite_or_comes_twice_is_named(pen: Pen) -> None:
    cash, customer = pen.cash(), pen.customer(flags=AccountFlag(0))
    first = pen.post(cash, customer, 5)
    pen.refer(Kind.REVERSE, first)
    assert _breaches(pen) == {}
    pen.book.reversed.clear()
    again = pen.refer(Kind.REVERSE, first)
    assert _breaches(pen) == {"reversals": f"transfer {again.seq}: transfer {first.seq} was reversed before"}


def test_a_reversal_of_another_amount_or_of_nothing_is_named(pen: Pen) -> None:
    cash, customer = pen.cash(), pen.customer(flags=AccountFlag(0))
    first, second = pen.post(cash, customer, 5), pen.post(cash, customer, 6)
    bad = _commit(pen, TransferRequest(pen.new_id(), Kind.REVERSE, ref=first.id), ref=second.seq)
    assert _breaches(pen) == {"reversals": f"transfer {bad.seq}: it is not the opposite of transfer {second.seq}"}


def test_a_reversal_of_what_is_not_there_is_named(pen: Pen) -> None:
    cash, customer = pen.cash(), pen.customer(flags=AccountFlag(0))
    first = pen.post(cash, customer, 5)
    bad = _commit(pen, TransferRequest(pen.new_id(), Kind.REVERSE, ref=first.id), ref=99)
    assert _breaches(pen) == {"reversals": f"transfer {bad.seq}: transfer 99, which it reverses, is not there"}


# -- the tree


def test_a_changed_tile_or_root_is_named(day: Pen, tamper: Callable[[str], None]) -> None:
    tamper("update ledger.tile set hashes = set_byte(hashes, 32 * 6 + 1, (get_byte(hashes, 32 * 6 + 1) + 1) % 256) where level = 0")
    assert _breaches(day) == {"sealed": "transfer 7: it is not what was sealed"}
    tamper("delete from ledger.tile")
    assert _breaches(day) == {"sealed": "tile 0/0: it is not what the rows lead to"}


def test_a_changed_head_or_note_is_named(day: Pen, tamper: Callable[[str], None]) -> None:
    tamper("update ledger.tree_head set note = replace(note, 'testcu', 'rescue') where size = 50")
    assert "tree head 50" in _breaches(day)["sealed"]
    tamper("update ledger.tree_head set root = sha256('x') where size = 50")
    assert _breaches(day) == {"sealed": "tree head 50: its root does not recompute from the rows"}


def test_a_history_signed_anew_with_another_key_is_named_where_the_key_is_known(day: Pen, tamper: Callable[[str], None]) -> None:
    tamper("truncate ledger.tile, ledger.tree_head")
    head = Sealer(day.database, SealKey.generate()).seal(day.tenant)
    assert _breaches(day) == {}
    found = {result.name: result.first_bad for result in verify(day.database, day.tenant, key=KEY)}
    assert found["sealed"] == f"tree head {head.size}: it is signed by another key"


def test_a_note_that_says_something_else_than_its_row_is_named(day: Pen, tamper: Callable[[str], None]) -> None:
    other = KEY.sign_checkpoint(Checkpoint("twincore/testcu/journal", 50, bytes(32)))
    tamper(f"update ledger.tree_head set note = '{other}' where size = 50")
    assert _breaches(day) == {"sealed": "tree head 50: its note says something else"}


def test_tiles_that_nobody_has_signed_are_named(day: Pen, tamper: Callable[[str], None]) -> None:
    tamper("delete from ledger.tree_head where size > 50")
    assert _breaches(day) == {"sealed": "tile 0/0: it is wider than what was signed"}


# -- the walls


@pytest.mark.parametrize(
    ("mutation", "blame"),
    [
        ("alter table ledger.balance disable row level security", "table ledger.balance does not force row-level security"),
        ("alter table ledger.lane no force row level security", "table ledger.lane does not force row-level security"),
        ("drop policy tenant on ledger.block", "table ledger.block has no policy by tenant"),
        ("create policy open on ledger.account using (true)", "table ledger.account has no policy by tenant"),
        (
            "grant select on ledger.transfer_t1 to twincore_app",
            "table ledger.transfer_t1 is a partition that others than the engine may reach",
        ),
        ("create table public.wild (tenant int4)", "table wild does not force row-level security"),
    ],
)
def test_a_wall_that_is_down_is_named(pen: Pen, superuser: Connection, mutation: str, blame: str) -> None:
    assert _breaches(pen) == {}
    superuser.execute(mutation.encode())
    assert _breaches(pen) == {"isolation": blame}


def test_all_tenants_are_verified_and_the_guilty_one_is_named(
    pen: Pen, other_tenant: int, database: Database, tamper: Callable[[str], None]
) -> None:
    with database.app(other_tenant) as conn:
        open_lane(conn, other_tenant)
    other = Pen(database, other_tenant)
    for each in (pen, other):
        cash, customer = each.cash(), each.customer()
        each.post(cash, customer, 5)
    results = verify(database)
    assert [(result.name, result.first_bad) for result in results] == [(name, None) for name in NAMES]
    assert {result.name: result.checked for result in results}["balanced"] == 2
    tamper("update ledger.transfer_t2 set credit_held = 9")
    found = {result.name: result.first_bad for result in verify(database) if not result.ok}
    assert found == {
        "running": "othercu: transfer 1: credit_held of account 2 says 9, counted again it is 0",
        "chain": "othercu: block 1 (transfers 1 to 1): its hash does not recompute from its rows",
    }


def test_a_tenant_without_a_ledger_is_refused(database: Database) -> None:
    with pytest.raises(Refusal, match="lane_not_found"):
        verify(database, 44)
