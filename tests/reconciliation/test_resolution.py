"""How cases end: one person proposes, another agrees, and suspense is left with nothing."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.conftest import START_US
from tests.reconciliation.bank import DAY, Bank, later, mt940
from twincore.kernel.refusal import Refusal
from twincore.reconciliation import (
    Action,
    Case,
    CaseState,
    Posting,
    add_note,
    assign_case,
    due_postings,
    get_case,
    list_cases,
    notes,
    propose_resolution,
    raise_discrepancies,
    reject_resolution,
    resolve_case,
)
from twincore.reconciliation.model import CaseKind, Discrepancy

NOW = START_US + 1


@pytest.fixture
def strange(bank: Bank) -> UUID:
    """500 came that nobody knows of; they stand in suspense, and there is a case."""
    bank.open_nostro()
    bank.receives(mt940(1, 0, [("C", 500, "X", "h1")]))
    bank.closes()
    return only(bank).id


def only(bank: Bank) -> Case:
    with bank.database.app(bank.tenant) as conn:
        (case,) = list_cases(conn, bank.tenant, states=[CaseState.OPEN, CaseState.ASSIGNED])
    return case


def propose(bank: Bank, case: UUID, action: Action = Action.POST, maker: str = "mia", **given: Any) -> Case:
    with bank.database.app(bank.tenant) as conn:
        return propose_resolution(conn, bank.tenant, case, maker=maker, action=action, reason="it is the member's", now_us=NOW, **given)


def agree(bank: Bank, case: UUID, checker: str = "carl") -> Case:
    with bank.database.app(bank.tenant) as conn:
        return resolve_case(conn, bank.tenant, case, checker=checker, date=DAY, now_us=NOW)


def to_member(bank: Bank, amount: int) -> Posting:
    return Posting("suspense_credit", {"account": bank.member, "amount": amount, "reason": "found the member"})


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


def test_two_people_take_the_money_out_of_suspense_to_where_it_belongs(bank: Bank, strange: UUID) -> None:
    proposed = propose(bank, strange, postings=[to_member(bank, 300), to_member(bank, 200)])
    assert (proposed.state, proposed.maker, proposed.action) == (CaseState.OPEN, "mia", Action.POST)

    resolved = agree(bank, strange)
    bank.posts_what_is_due()

    assert (resolved.state, resolved.maker, resolved.checker, resolved.suspense) == (CaseState.RESOLVED, "mia", "carl", 0)
    assert bank.balance(bank.suspense) == 0
    assert bank.balance(bank.member) == 500
    bank.closes(later(1))
    assert bank.position().unexplained == 0
    with bank.database.app(bank.tenant) as conn:
        assert [(n.event, n.actor) for n in notes(conn, bank.tenant, strange)] == [
            ("opened", "reconciliation"),
            ("proposed", "mia"),
            ("resolved", "carl"),
        ]


def test_nobody_agrees_with_himself(bank: Bank, strange: UUID) -> None:
    propose(bank, strange, postings=[to_member(bank, 500)])

    for checker in ("mia", "reconciliation"):
        with pytest.raises(Refusal) as refused:
            agree(bank, strange, checker)
        assert code_of(refused) == "second_person_needed"
    assert only(bank).state is CaseState.OPEN


def test_the_database_itself_refuses_one_person_as_both(bank: Bank, strange: UUID) -> None:
    propose(bank, strange, postings=[to_member(bank, 500)])

    with bank.database.app(bank.tenant) as conn, pytest.raises(Exception, match="check constraint"):
        conn.execute("update reconciliation.investigation set state = 'resolved', checker = maker, resolved_at = now()")


def test_nothing_is_agreed_that_nobody_proposed(bank: Bank, strange: UUID) -> None:
    with pytest.raises(Refusal) as refused:
        agree(bank, strange)
    assert code_of(refused) == "nothing_proposed"


@pytest.mark.parametrize("amount", [499, 501])
def test_postings_that_leave_a_cent_in_suspense_are_refused(bank: Bank, strange: UUID, amount: int) -> None:
    with pytest.raises(Refusal) as refused:
        propose(bank, strange, postings=[to_member(bank, amount)])
    assert (code_of(refused), refused.value.detail) == ("resolution_unbalanced", {"taken": amount, "held": 500})


def test_what_stands_in_suspense_is_not_explained_away(bank: Bank, strange: UUID) -> None:
    with pytest.raises(Refusal) as refused:
        propose(bank, strange, Action.EXPLAIN)
    assert code_of(refused) == "resolution_invalid"


def test_a_resolution_does_not_touch_the_account_that_agrees_already(bank: Bank, strange: UUID) -> None:
    back = Posting("suspense_credit", {"account": bank.nostro, "amount": 500, "reason": "send it back"})
    with pytest.raises(Refusal) as refused:
        propose(bank, strange, postings=[back])
    assert code_of(refused) == "resolution_invalid"


@pytest.mark.parametrize(
    ("posting", "code"),
    [
        (Posting("no_such_code", {}), "transaction_code_not_found"),
        (Posting("suspense_credit", {"account": 1}), "parameter_missing"),
    ],
)
def test_a_posting_that_cannot_be_made_is_refused_when_it_is_proposed(bank: Bank, strange: UUID, posting: Posting, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        propose(bank, strange, postings=[posting])
    assert code_of(refused) == code


def test_nothing_leaves_suspense_before_it_is_there(bank: Bank) -> None:
    bank.open_nostro()
    bank.receives(mt940(1, 0, [("C", 500, "X", "h1")]))
    posts = bank.posts_what_is_due
    bank.posts_what_is_due = lambda on=DAY: None  # type: ignore[method-assign]
    bank.closes()
    case = only(bank).id
    propose(bank, case, postings=[to_member(bank, 500)])

    with pytest.raises(Refusal) as refused:
        agree(bank, case)
    assert code_of(refused) == "suspense_not_posted"

    posts()
    assert agree(bank, case).state is CaseState.RESOLVED


def test_a_case_that_is_resolved_stays_so(bank: Bank, strange: UUID) -> None:
    propose(bank, strange, postings=[to_member(bank, 500)])
    agree(bank, strange)

    for verb in (lambda: agree(bank, strange), lambda: propose(bank, strange, postings=[to_member(bank, 500)])):
        with pytest.raises(Refusal) as refused:
            verb()
        assert code_of(refused) == "case_resolved"


def test_a_rejected_proposal_may_be_made_anew(bank: Bank, strange: UUID) -> None:
    propose(bank, strange, postings=[to_member(bank, 500)])
    with bank.database.app(bank.tenant) as conn:
        rejected = reject_resolution(conn, bank.tenant, strange, checker="carl", reason="ask the bank first", now_us=NOW)
    assert (rejected.maker, rejected.action, rejected.proposal) == (None, None, None)

    propose(bank, strange, maker="carl", postings=[to_member(bank, 500)])
    assert agree(bank, strange, "mia").checker == "mia"


def test_a_counterpart_that_comes_late_is_proposed_and_a_person_agrees(bank: Bank, strange: UUID) -> None:
    bank.pays_in((500, "X"), on=later(1))
    matched, opened = bank.closes(later(1))

    assert (matched.proposed, opened.opened) == (1, 0)
    case = only(bank)
    assert (case.maker, case.action) == ("reconciliation", Action.MATCH)
    agree(bank, strange)
    bank.posts_what_is_due()
    bank.closes(later(2))

    assert bank.balance(bank.suspense) == 0
    assert bank.balance(bank.nostro) == -500
    found = bank.position()
    assert (found.statement, found.ours, found.entries, found.movements, found.unexplained) == (500, 500, 0, 0, 0)


def test_a_late_counterpart_that_is_turned_down_gets_a_case_of_its_own(bank: Bank, strange: UUID) -> None:
    bank.pays_in((500, "X"), on=later(1))
    bank.closes(later(1))
    with bank.database.app(bank.tenant) as conn:
        reject_resolution(conn, bank.tenant, strange, checker="carl", reason="another payment", now_us=NOW)

    bank.receives(mt940(2, 500, [], on=later(9)))
    matched, opened = bank.closes(later(9))

    assert (matched.proposed, opened.opened) == (0, 1)
    with bank.database.app(bank.tenant) as conn:
        assert [c.kind for c in list_cases(conn, bank.tenant)] == [CaseKind.UNKNOWN_REFERENCE, CaseKind.NOT_ON_STATEMENT]
    assert bank.balance(bank.suspense) == 0, "500 that came and 500 that did not"


def test_a_person_matches_what_no_rule_does_and_both_cases_end(bank: Bank) -> None:
    bank.open_nostro(movement_grace_days=0, rules=[{"name": "ours", "kind": "reference"}])
    bank.pays_in((-300, "P-1"), (-200, "P-2"))
    bank.receives(mt940(1, 0, [("D", 500, "BATCH", "h1")]))
    bank.closes()
    with bank.database.app(bank.tenant) as conn:
        opened = list_cases(conn, bank.tenant)
        batch = next(c for c in opened if c.kind is CaseKind.UNKNOWN_REFERENCE)
    assert len(opened) == 3
    assert bank.balance(bank.suspense) == 0, "-500 and 300 and 200"

    with pytest.raises(Refusal) as refused:
        propose(bank, batch.id, Action.MATCH, entries=[(1, 1)], movements=[1])
    assert code_of(refused) == "resolution_unbalanced"
    propose(bank, batch.id, Action.MATCH, entries=[(1, 1)], movements=[1, 2])
    agree(bank, batch.id)
    bank.posts_what_is_due()
    bank.closes(later(1))

    with bank.database.app(bank.tenant) as conn:
        assert {c.state for c in list_cases(conn, bank.tenant)} == {CaseState.RESOLVED}
    assert bank.balance(bank.suspense) == 0
    assert bank.balance(bank.nostro) == 500
    assert bank.position().unexplained == 0
    assert bank.position().movements == 0


def test_what_does_not_wait_cannot_be_matched(bank: Bank, strange: UUID) -> None:
    for given in ({"entries": [(1, 9)]}, {"entries": [(1, 1)], "movements": [77]}):
        with pytest.raises(Refusal) as refused:
            propose(bank, strange, Action.MATCH, **given)
        assert code_of(refused) == "item_not_waiting"


def test_a_difference_without_money_in_suspense_is_explained_by_two(bank: Bank) -> None:
    found = Discrepancy(CaseKind.BALANCE, "account/17", "credits_posted", 101, 100, "AUD")
    with bank.database.app(bank.tenant) as conn:
        raise_discrepancies(conn, bank.tenant, [found], date=DAY, now_us=NOW)
    case = only(bank)
    assert case.amount == 1

    with pytest.raises(Refusal) as refused:
        propose(bank, case.id, postings=[to_member(bank, 1)])
    assert code_of(refused) == "resolution_invalid"
    propose(bank, case.id, Action.EXPLAIN)

    assert agree(bank, case.id).state is CaseState.RESOLVED
    with bank.database.app(bank.tenant) as conn:
        raised = raise_discrepancies(conn, bank.tenant, [found], date=later(1), now_us=NOW)
        assert raised.opened == 1, "found again on another day it is another case"


def test_a_case_is_assigned_and_looked_into(bank: Bank, strange: UUID) -> None:
    with bank.database.app(bank.tenant) as conn:
        case = assign_case(conn, bank.tenant, strange, actor="lea", assignee="mia", now_us=NOW)
        add_note(conn, bank.tenant, strange, actor="mia", words="asked Harbour Bank", now_us=NOW)
        assert (case.state, case.assignee) == (CaseState.ASSIGNED, "mia")
        assert [(n.number, n.event, n.actor, n.words) for n in notes(conn, bank.tenant, strange)][1:] == [
            (2, "assigned", "lea", "to mia"),
            (3, "note", "mia", "asked Harbour Bank"),
        ]
        for actor, words, code in (("", "x", "actor_invalid"), ("mia", " ", "note_invalid"), ("mia", "x" * 2_001, "note_invalid")):
            with pytest.raises(Refusal) as refused:
                add_note(conn, bank.tenant, strange, actor=actor, words=words, now_us=NOW)
            assert code_of(refused) == code
        with pytest.raises(Refusal) as refused:
            get_case(conn, bank.tenant, uuid4())
        assert code_of(refused) == "case_not_found"


def test_postings_are_due_once_whatever_happens(bank: Bank, strange: UUID) -> None:
    propose(bank, strange, postings=[to_member(bank, 500)])
    agree(bank, strange)
    with bank.database.app(bank.tenant) as conn:
        first = due_postings(conn, bank.tenant, date=DAY)
        assert due_postings(conn, bank.tenant, date=later(-1)) == []
    bank.posts_what_is_due()
    with bank.database.app(bank.tenant) as conn:
        assert due_postings(conn, bank.tenant, date=later(5)) == []
    assert [(posting.step, posting.code) for posting in first] == [("resolution", "suspense_credit")]


def test_cases_are_listed_a_page_at_a_time(bank: Bank) -> None:
    found = [Discrepancy(CaseKind.BALANCE, f"account/{n}", "credits_posted", 1, 0) for n in range(7)]
    with bank.database.app(bank.tenant) as conn:
        raise_discrepancies(conn, bank.tenant, found, date=DAY, now_us=NOW)
        seen: list[UUID] = []
        while page := list_cases(conn, bank.tenant, after=seen[-1] if seen else None, limit=3):
            seen += [case.id for case in page]
        assert len(seen) == len(set(seen)) == 7
