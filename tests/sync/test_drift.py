"""Both sides are compared at one place of the core's log, while both go on; a difference has a name, and is repaired by repeating transactions."""

import time
from uuid import uuid4

from tests.sync.twin import BSB, Twin, core_id
from twincore.ledger import Flag, TransferRequest
from twincore.reconciliation import list_cases
from twincore.sync import DriftClass, drift_items, drifts, get_link


def kinds(twin: Twin) -> list[tuple[DriftClass, int, int]]:
    report = twin.drift()
    return [(item.kind, item.core - BSB, item.amount) for item in report.items]


def quietly(twin: Twin, debit: int, credit: int, amount: int, code: int) -> None:
    """A transfer that the adaptor did not make, under its codes."""
    request = TransferRequest(uuid4(), debit=debit, credit=credit, amount=amount, code=code, flags=Flag.FORCED)
    twin.ledger.submit(twin.tenant, [request], uuid4()).result(30)


def test_what_is_in_flight_is_no_drift(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 0})
    twin.pays(1, 2, 100)
    twin.shows()
    twin.rounds()
    twin.core.work(1)
    report = twin.drift()
    assert (report.clean, report.drift_minor) == (True, 0)
    assert report.in_flight in (1, 2)


def test_a_transaction_that_the_twin_lacks_is_missing_and_is_posted_under_its_own_id(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 0}, active=False)
    twin.core.post(BSB + 1, 70, core_id(1))
    with twin.database.app(twin.tenant) as conn:  # somebody has moved the position over it
        conn.execute("update sync.position set next = next + 3, lsn = lsn + 3 where stream = 'change-log'")
    twin.restarts()
    assert kinds(twin) == [(DriftClass.MISSING, 1, 70)]
    report, (repair,) = twin.adaptor.resync(twin.core)
    assert (report.clean, repair.missing, repair.adjusted) == (True, 1, 0)
    assert twin.both(1) == (1_070, 1_070)


def test_a_transaction_that_the_core_never_made_is_extra_and_adjusted_with_a_case(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    quietly(twin, twin.system["core_clearing"], twin.accounts[1], 55, 861)
    assert kinds(twin) == [(DriftClass.EXTRA, 1, -55)]
    report, (repair,) = twin.adaptor.resync(twin.core)
    assert (report.clean, repair.adjusted, repair.adjusted_minor, repair.cases) == (True, 1, 55, 1)
    assert twin.both(1) == (1_000, 1_000)
    assert twin.drift().clean


def test_the_same_transaction_for_another_amount_is_found(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.core.post(BSB + 1, 70, core_id(1))
    twin.rounds()
    path = twin.folder / "change.log"
    whole = path.read_bytes()
    core = twin.core
    lsn = core.lsn
    core.lsn -= 1
    redo = core.record("R", BSB + 1, 90, core_id(1), "CORE", None, 1_000, lsn - 2)
    core.lsn = lsn
    path.write_bytes(whole[:-400] + redo + whole[-200:])
    core.balance[BSB + 1] = 1_090
    assert kinds(twin) == [(DriftClass.AMOUNT, 1, 20)]
    report, (repair,) = twin.adaptor.resync(twin.core)
    assert (report.clean, repair.adjusted_minor) == (True, 20)


def test_what_no_transaction_accounts_for_is_a_balance(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.core.balance[BSB + 1] += 5
    assert kinds(twin) == [(DriftClass.BALANCE, 1, 5)]
    with twin.database.app(twin.tenant) as conn:
        assert get_link(conn, twin.tenant).clean_since_us is None
        (report,) = drifts(conn, twin.tenant)
        assert [item.amount for item in drift_items(conn, twin.tenant, report.number)] == [5]


def test_two_errors_that_cancel_out_are_found_by_their_count(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    quietly(twin, twin.system["core_clearing"], twin.accounts[1], 55, 861)
    quietly(twin, twin.accounts[1], twin.system["core_clearing"], 55, 862)
    report = twin.drift()
    assert (report.drift_accounts, report.drift_minor) == (1, 0)
    assert sorted(item.amount for item in report.items) == [-55, 55]
    report, _ = twin.adaptor.resync(twin.core)
    assert report.clean


def test_an_image_copy_that_is_restored_loses_nothing_of_the_twins(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 0})
    twin.pays(1, 2, 10)
    twin.settles()
    core = twin.core
    image = (dict(core.balance), dict(core.count), dict(core.last_lsn), core.lsn)
    twin.pays(1, 2, 20)
    twin.settles()
    core.post(BSB + 1, -7, core_id(1))  # a branch posting that the image does not have
    twin.settles()
    assert twin.both(1) == (963, 963)
    core.restore(*image)
    twin.settles()
    with twin.database.app(twin.tenant) as conn:
        assert "image copy" in str(get_link(conn, twin.tenant).resync_needed)
    assert len(twin.adaptor.outstanding.unanswered()) == 2, "the core has forgotten its answers"
    twin.adaptor.relay.publish(twin.adaptor.outstanding.unanswered())
    twin.settles()
    assert core.balance[BSB + 2] == 30
    report, repairs = twin.adaptor.resync(core)
    assert report.clean
    assert [r.adjusted_minor for r in repairs] == [7]
    assert twin.both(1) == (970, 970)
    with twin.database.app(twin.tenant) as conn:
        assert get_link(conn, twin.tenant).resync_needed is None
        assert any(case.subject.startswith("core/") for case in list_cases(conn, twin.tenant))


def test_what_was_lost_on_the_way_is_sent_again_by_itself(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 0})
    twin.pays(1, 2, 10)
    twin.shows()
    twin.adaptor.look()
    twin.rounds()
    (twin.folder / "request.queue").write_bytes(b"")  # the queue is gone, and with it what was asked
    twin.shows()
    twin.adaptor.look()
    time.sleep(2.1)
    twin.adaptor.look()
    twin.settles()
    assert twin.both(1) == (990, 990)


def test_an_account_is_followed_from_the_middle_of_its_life_while_it_moves(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 500}, active=False)
    core = twin.core
    core.open_account(BSB + 3, 100)
    core.post(BSB + 3, 11, core_id(1))
    core.post(BSB + 1, 22, core_id(2))
    extract = core.extract(0, 10**15 - 1)  # read here, while the log goes on
    core.post(BSB + 3, 33, core_id(3))
    core.extract = lambda first, last: extract  # type: ignore[method-assign]
    twin.follows()
    del core.extract
    twin.rounds()
    assert twin.both(3) == (144, 144)
    assert twin.both(1) == (1_022, 1_022)
    assert twin.drift().clean


def test_a_night_outside_the_log_is_taken_in_from_its_own_file_and_adjusted_only_where_that_is_silent(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 0, 3: 0}, active=False)
    before = twin.core.extract(0, 10**15 - 1).read_bytes()
    twin.core.night(20260701, [(BSB + 1, -30, core_id(1)), (BSB + 2, 8, core_id(2)), (BSB + 3, 5, core_id(3))], told=[1, 0])
    twin.rounds()
    with twin.database.app(twin.tenant) as conn:
        assert "nightly batch" in str(get_link(conn, twin.tenant).resync_needed)
    found = twin.adaptor.drift(before)
    assert [(i.kind, i.core - BSB, i.amount) for i in found.items] == [(DriftClass.MISSING, 2, 8), (DriftClass.MISSING, 1, -30)], (
        "brought forward"
    )
    assert sorted(kinds(twin)) == [(DriftClass.BALANCE, 3, 5), (DriftClass.MISSING, 1, -30), (DriftClass.MISSING, 2, 8)]
    report, (repair,) = twin.adaptor.resync(twin.core)
    assert (report.clean, repair.missing, repair.adjusted, repair.adjusted_minor, repair.cases) == (True, 2, 1, 5, 1)
    assert [twin.both(n) for n in (1, 2, 3)] == [(970, 970), (8, 8), (5, 5)]
    twin.restarts()
    assert twin.drift().clean


def test_a_night_that_a_restored_core_has_forgotten_is_not_taken_in(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    core = twin.core
    image = (dict(core.balance), dict(core.count), dict(core.last_lsn), core.lsn)
    core.night(20260701, [(BSB + 1, -30, core_id(1))], told=[0])
    core.restore(*image)
    twin.rounds()
    assert twin.drift().clean
    core.night(20260701, [(BSB + 1, -20, core_id(1))], told=[0])  # run again, under the same ids
    twin.rounds()
    report, (repair,) = twin.adaptor.resync(core)
    assert (report.clean, repair.missing, repair.adjusted) == (True, 1, 0)
    assert twin.both(1) == (980, 980)
