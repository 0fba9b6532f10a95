"""The core refuses what the twin has said yes to. Nothing is deleted: it is taken back, forced, or borne by the bank, and has a case."""

from tests.sync.twin import BSB, Twin, core_id
from twincore.reconciliation import list_cases
from twincore.sync import refused_open

IRREVOCABLE = 204
"""The code of an instant payment: once said, the money is gone."""


def overspent(twin: Twin, code: int, *, to_core: bool = True) -> None:
    """The core's own posting takes the money before the twin's debit of 80 arrives there."""
    twin.begins({1: 100, 2: 0})
    twin.core.post(BSB + 1, -90, core_id(1))
    assert twin.pays(1, 2 if to_core else -twin.system["cash"], 80, code=code).status.ok


def cases(twin: Twin) -> list[str]:
    with twin.database.app(twin.tenant) as conn:
        return [case.subject for case in list_cases(conn, twin.tenant)]


def test_a_transfer_that_can_be_taken_back_is_taken_back(twin: Twin) -> None:
    overspent(twin, 201)
    twin.settles()
    assert twin.both(1) == (10, 10)
    assert twin.both(2) == (0, 0)
    assert twin.drift().clean
    assert len(cases(twin)) == 1
    assert twin.core.balance[BSB + 2] == 0
    with twin.database.app(twin.tenant) as conn:
        assert refused_open(conn, twin.tenant) == []
    twin.restarts()
    twin.settles()
    assert twin.both(1) == (10, 10)
    assert twin.drift().clean


def test_money_that_is_gone_is_asked_for_by_force(twin: Twin) -> None:
    overspent(twin, IRREVOCABLE, to_core=False)
    twin.settles()
    assert twin.both(1) == (-70, -70)
    assert twin.drift().clean
    assert len(cases(twin)) == 1
    assert twin.adaptor.exposure().total == 0


def test_money_that_is_gone_and_cannot_be_forced_is_borne_by_the_bank(twin: Twin) -> None:
    twin.begins({1: 100, 2: 0})
    assert twin.pays(1, -twin.system["cash"], 80, code=IRREVOCABLE).status.ok
    closed = twin.core.balance.pop(BSB + 1)
    twin.settles()
    twin.core.balance[BSB + 1] = closed
    assert twin.both(1) == (100, 100)
    assert twin.balance(-twin.system["core_exposure"]) == -80
    assert twin.adaptor.exposure().refused == 80
    assert twin.drift().clean
    assert len(cases(twin)) == 1


def test_while_one_side_is_not_answered_a_transfer_is_not_taken_back(twin: Twin) -> None:
    overspent(twin, 201)
    twin.shows()
    twin.rounds()
    twin.core.work(1)
    twin.rounds()
    assert twin.balance(1) == -70
    report = twin.drift()
    assert report.clean, report
    twin.settles()
    assert twin.both(2) == (0, 0)
    assert twin.drift().clean


def test_posted_after_all_although_refused_it_is_the_cores_own_doing(twin: Twin) -> None:
    overspent(twin, 201)
    twin.settles()
    request = (twin.folder / "request.queue").read_bytes()[:350]
    twin.core.post(BSB + 1, 500, core_id(2))
    with (twin.folder / "request.queue").open("ab") as queue:
        queue.write(request)  # delivered once more, late
    twin.settles()
    assert twin.both(1) == (430, 430)
    assert twin.drift().clean


def test_a_repeated_refusal_changes_nothing(twin: Twin) -> None:
    overspent(twin, 201)
    twin.settles()
    with twin.database.app(twin.tenant) as conn:
        conn.execute("update sync.position set next = 0 where stream = 'reject-file'")
    twin.restarts()
    twin.settles()
    assert twin.both(1) == (10, 10)
    assert len(cases(twin)) == 1
