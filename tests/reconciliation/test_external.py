"""Our account at another bank: statements come in, agree or do not, and every cent that differs has a case and stands in suspense."""

from typing import Any
from uuid import UUID

import pytest

from tests.conftest import START_US
from tests.reconciliation.bank import DAY, Bank, later, mt940
from tests.reconciliation.files import card
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal
from twincore.reconciliation import (
    Case,
    CaseKind,
    CaseState,
    ExternalAccount,
    ExternalKind,
    StatementFormat,
    ageing,
    define_external_account,
    define_matching_rules,
    import_statement,
    list_cases,
    match,
    notes,
    open_cases,
    park_statement,
    take_movements,
)


def cases(bank: Bank) -> list[Case]:
    with bank.database.app(bank.tenant) as conn:
        return list_cases(conn, bank.tenant)


def refused(bank: Bank, content: bytes) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        bank.receives(content)
    return refusal.value


def test_a_statement_that_agrees_leaves_nothing_open(bank: Bank) -> None:
    bank.open_nostro()
    bank.pays_in((10_000, "A"), (-2_500, "B"))
    report = bank.receives(mt940(1, 0, [("C", 10_000, "A", "h1"), ("D", 2_500, "B", "h2")]))

    matched, opened = bank.closes()

    assert (report.entries, report.parked, report.closing) == (2, 0, 7_500)
    assert matched.matched == {"our_reference": 2}
    assert (matched.differing, matched.open_entries, matched.open_movements, opened.opened) == (0, 0, 0, 0)
    found = bank.position()
    assert (found.statement, found.ours, found.entries, found.movements, found.unexplained) == (7_500, 7_500, 0, 0, 0)


def test_one_cent_is_found_named_and_raised_and_stands_in_suspense(bank: Bank) -> None:
    bank.open_nostro()
    bank.pays_in((10_000, "A"))
    bank.receives(mt940(1, 0, [("C", 10_001, "A", "h1")]))

    matched, opened = bank.closes()

    assert (matched.differing, opened.opened, opened.postings_due) == (1, 1, 1)
    (case,) = cases(bank)
    assert (case.kind, case.amount, case.suspense, case.state) == (CaseKind.AMOUNT_DIFFERS, 1, 1, CaseState.OPEN)
    assert case.summary == "Statement 1 of harbour, line 5, says AUD 100.01; our books say AUD 100.00: a difference of 1."
    assert bank.balance(bank.suspense) == 1
    assert bank.balance(bank.nostro) == -10_001, "our account says what the statement says"
    bank.closes(later(1))
    assert bank.position().unexplained == 0


def test_money_that_we_know_nothing_of_goes_to_suspense_by_its_direction(bank: Bank) -> None:
    bank.open_nostro()
    bank.pays_in((100, "A"))
    bank.receives(mt940(1, 0, [("C", 5_000, "STRANGE", "h1"), ("D", 30, "", "h2")]))

    _, opened = bank.closes()

    assert opened.opened == 2
    assert [(c.kind, c.amount) for c in sorted(cases(bank), key=lambda c: c.amount)] == [
        (CaseKind.NOT_IN_OUR_BOOKS, -30),
        (CaseKind.UNKNOWN_REFERENCE, 5_000),
    ]
    assert bank.balance(bank.suspense) == 5_000 - 30
    assert bank.balance(bank.nostro) == -(100 + 5_000 - 30)


def test_a_payment_that_no_statement_shows_is_waited_for_and_then_raised(bank: Bank) -> None:
    bank.open_nostro(movement_grace_days=2)
    bank.pays_in((-800, "LOST"))
    bank.receives(mt940(1, 0, []))
    assert bank.closes()[1].opened == 0
    assert bank.closes(later(9))[1].opened == 0, "no statement has come that far"
    bank.receives(mt940(2, 0, [], on=later(2)))

    assert bank.closes(later(2))[1].opened == 1

    (case,) = cases(bank)
    assert (case.kind, case.amount, case.suspense) == (CaseKind.NOT_ON_STATEMENT, 800, 800)
    assert bank.balance(bank.nostro) == 0, "our account says what the statement says"
    assert bank.balance(bank.suspense) == 800
    bank.closes(later(3))
    assert bank.position().unexplained == 0


def test_the_night_run_again_changes_nothing(bank: Bank) -> None:
    bank.open_nostro()
    bank.pays_in((10_000, "A"), (500, "B"))
    bank.receives(mt940(1, 0, [("C", 10_001, "A", "h1"), ("C", 500, "B", "h2"), ("C", 7, "X", "h3")]))
    bank.closes()
    before = bank.balance(bank.suspense), len(cases(bank))

    for _ in range(3):
        matched, opened = bank.closes()
        assert (matched.matched, opened.opened) == ({}, 0)

    assert (bank.balance(bank.suspense), len(cases(bank))) == before == (8, 2)


def test_a_reference_that_came_before_is_parked_and_raised_not_matched(bank: Bank) -> None:
    bank.open_nostro()
    bank.pays_in((400, "A"), (400, "A"))
    bank.receives(mt940(1, 0, [("C", 400, "A", "h1")]))
    bank.closes()

    report = bank.receives(mt940(2, 400, [("C", 400, "A", "h1"), ("C", 400, "A", "h2")], on=later(1)))
    matched, opened = bank.closes(later(1))

    assert report.parked == 1
    assert (matched.matched, opened.opened) == ({"our_reference": 1}, 1)
    (case,) = cases(bank)
    assert (case.kind, case.amount) == (CaseKind.DUPLICATE_REFERENCE, 400)
    assert "repeats reference h1" in case.summary


def test_a_statement_that_does_not_continue_the_one_before_is_refused(bank: Bank) -> None:
    bank.open_nostro()
    bank.receives(mt940(1, 0, [("C", 400, "A", "h1")]))

    refusal = refused(bank, mt940(2, 401, []))

    assert (refusal.code, refusal.detail["stated"], refusal.detail["expected"]) == ("statement_gap", 401, 400)
    assert refused(bank, mt940(2, 400, [], on=later(-1))).code == "statement_gap"


def test_the_first_statement_opens_at_what_was_agreed(bank: Bank) -> None:
    bank.open_nostro(opening=5)

    assert refused(bank, mt940(1, 0, [])).code == "statement_gap"
    assert bank.receives(mt940(1, 5, [])).closing == 5
    assert bank.position().unexplained == 5, "and our books should have said so too"


def test_a_file_that_comes_twice_is_refused(bank: Bank) -> None:
    bank.open_nostro()
    content = mt940(1, 0, [("C", 400, "A", "h1")])
    bank.receives(content)

    again, other = refused(bank, content), refused(bank, mt940(1, 400, []))

    assert (again.code, other.code) == ("statement_duplicate", "statement_duplicate")
    assert "byte for byte" in again.message
    assert "with other content" in other.message
    assert refused(bank, mt940(7, 400, []) + mt940(7, 400, [])).code == "statement_duplicate"


def test_a_file_of_another_account_or_currency_is_refused_and_nothing_of_it_stays(bank: Bank) -> None:
    bank.open_nostro()

    assert refused(bank, mt940(1, 0, [], account="999")).code == "statement_account_wrong"
    assert refused(bank, mt940(1, 0, []).replace(b"AUD", b"USD")).code == "statement_currency_wrong"
    assert refused(bank, mt940(1, 0, [("C", 1, "A", "h1")]) + mt940(2, 9, [])).code == "statement_gap"
    assert bank.receives(mt940(1, 0, [])).statements == ("1/1/2026",)


def test_a_refused_file_is_parked_as_it_came_with_a_case(bank: Bank, superuser: Connection) -> None:
    bank.open_nostro()
    content = mt940(1, 0, [("C", 400, "A", "h1")], closing=401)
    refusal = refused(bank, content)

    for _ in range(2):
        with bank.database.app(bank.tenant) as conn:
            case = park_statement(conn, bank.tenant, account="harbour", content=content, refusal=refusal, date=DAY, now_us=START_US)

    assert (case.kind, case.state) == (CaseKind.FILE_REFUSED, CaseState.OPEN)
    assert case.summary.startswith("statement_balance_wrong: Line 7")
    assert superuser.execute("select content from reconciliation.refused_file").fetchall() == [(content,)]
    assert len(cases(bank)) == 1


def test_many_movements_settle_in_one_entry(bank: Bank) -> None:
    bank.open_nostro()
    bank.pays_in((100, ""), (250, ""), (-40, ""))
    bank.receives(mt940(1, 0, [("C", 310, "", "h1")]))

    matched, opened = bank.closes()

    assert (matched.matched, opened.opened) == ({"day_total": 1}, 0)


def test_movements_are_taken_page_by_page_as_in_one_go(bank: Bank) -> None:
    bank.open_nostro()
    bank.pays_in(*((100 + n, f"R{n}") for n in range(7)))

    reached = [0]
    while reached[-1] < 7:
        with bank.database.app(bank.tenant) as conn:
            reached.append(take_movements(conn, bank.tenant, cut_seq=7, rows_max=3))
    with bank.database.app(bank.tenant) as conn:
        assert take_movements(conn, bank.tenant, cut_seq=7) == 7
        with pytest.raises(Refusal, match="cut_invalid"):
            take_movements(conn, bank.tenant, cut_seq=8)

    assert reached == [0, 3, 6, 7]
    assert bank.position().movements == sum(range(100, 107))


def test_a_card_schemes_files_each_settle_their_own_net(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        scheme = ExternalAccount("scheme", ExternalKind.CARD_SCHEME, StatementFormat.CARD_SETTLEMENT, "ACQ-99", "AUD", bank.nostro)
        define_external_account(conn, bank.tenant, scheme, from_date=DAY, now_us=START_US)
    ids = bank.pays_in((-1_050, ""), (200, ""))
    items = f"D,ARN-1,{ids[0]},purchase,D,1050,2026-06-30,shop", f"D,ARN-2,{ids[1]},refund,C,200,2026-06-30,"
    bank.receives(card(*items, trailer="T,2,200,1050,D,850"), "scheme")

    matched, opened = bank.closes()

    assert (matched.matched, opened.opened) == ({"transfer_id": 2}, 0)
    found = bank.position("scheme")
    assert (found.statement, found.ours, found.unexplained) == (-850, -850, 0)


def test_a_vostro_account_is_mirrored_too_and_a_copy_of_our_marks_is_not(bank: Bank) -> None:
    with bank.database.app(bank.tenant) as conn:
        vostro = ExternalAccount("theirs", ExternalKind.VOSTRO, StatementFormat.MT940, "12345678", "AUD", bank.member, mirrored=False)
        define_external_account(conn, bank.tenant, vostro, from_date=DAY, now_us=START_US)
    bank.pays_in((600, "A"))
    bank.receives(mt940(1, 0, [("C", 600, "A", "h1"), ("C", 9, "B", "h2")]), "theirs")

    matched, opened = bank.closes()

    assert (matched.matched, opened.opened) == ({"our_reference": 1}, 1)
    assert bank.balance(bank.member) == 609, "our account says what the file says"
    assert bank.balance(bank.suspense) == -9


def test_cases_grow_old_in_buckets(bank: Bank) -> None:
    bank.open_nostro()
    bank.receives(mt940(1, 0, [("C", 500, "X", "h1"), ("D", 30, "Y", "h2")]))
    bank.closes()
    bank.receives(mt940(2, 470, [("C", 7, "Z", "h3")], on=later(20)))
    bank.closes(later(20))

    with bank.database.app(bank.tenant) as conn:
        found = ageing(conn, bank.tenant, date=later(40))
        assert [(b.first_day, b.last_day, b.cases, b.credits, b.debits) for b in found] == [(8, 30, 1, 7, 0), (31, 60, 2, 500, 30)]
        assert [b.cases for b in ageing(conn, bank.tenant, date=DAY)] == [2]
        assert [(b.first_day, b.last_day) for b in ageing(conn, bank.tenant, date=later(400))] == [(91, None)]
        assert ageing(conn, bank.tenant, date=later(40), account="elsewhere") == []
        with pytest.raises(Refusal, match="ages_invalid"):
            ageing(conn, bank.tenant, date=DAY, ages=(0, 5, 5))


def test_the_next_version_of_the_rules_holds_from_its_date(bank: Bank) -> None:
    bank.open_nostro(rules=[{"name": "never", "kind": "reference", "movement_field": "id", "days": 0}])
    bank.pays_in((500, "A"))
    bank.receives(mt940(1, 0, [("C", 500, "A", "h1")]))
    with bank.database.app(bank.tenant) as conn:
        rules = [{"name": "ours", "kind": "reference"}]
        assert define_matching_rules(conn, bank.tenant, "harbour", rules, effective_from=later(1), now_us=START_US) == 2
        with pytest.raises(Refusal, match="effective_time_invalid"):
            define_matching_rules(conn, bank.tenant, "harbour", rules, effective_from=later(1), now_us=START_US)
        take_movements(conn, bank.tenant, cut_seq=1)
        assert match(conn, bank.tenant, date=DAY, now_us=START_US).matched == {}
        assert match(conn, bank.tenant, date=later(1), now_us=START_US).matched == {"ours": 1}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "Not A Name"}, "external_account_invalid"),
        ({"identification": ""}, "external_account_invalid"),
        ({"movement_grace_days": 400}, "external_account_invalid"),
        ({"currency": "USD"}, "external_account_invalid"),
        ({"ledger_account": 999_999}, "account_not_found"),
        ({"rules": []}, "matching_rules_invalid"),
    ],
)
def test_an_external_account_that_cannot_be_compared_is_refused(bank: Bank, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        bank.open_nostro(**changes)
    assert refusal.value.code == code


def test_a_ledger_account_is_compared_with_one_other_only(bank: Bank) -> None:
    bank.open_nostro()
    with pytest.raises(Refusal, match="external_account_exists"):
        bank.open_nostro(name="again")


def test_tenants_see_nothing_of_each_other(bank: Bank, other_tenant: int) -> None:
    bank.open_nostro()
    bank.receives(mt940(1, 0, [("C", 500, "X", "h1")]))
    bank.closes()
    (case,) = cases(bank)

    with bank.database.app(other_tenant) as conn:
        assert list_cases(conn, other_tenant) == []
        assert open_cases(conn, other_tenant, date=DAY, now_us=START_US).opened == 0
        with pytest.raises(Refusal, match="external_account_not_found"):
            import_statement(conn, other_tenant, account="harbour", content=mt940(2, 500, []), now_us=START_US)
        with pytest.raises(Refusal, match="case_not_found"):
            notes(conn, other_tenant, case.id)


def test_what_is_recorded_of_a_statement_is_never_changed(bank: Bank, superuser: Connection) -> None:
    bank.open_nostro()
    bank.receives(mt940(1, 0, [("C", 500, "X", "h1")]))
    bank.closes()
    for table in ("statement", "note", "matching_rules"):
        with pytest.raises(Exception, match="append-only"):
            superuser.execute(f"delete from reconciliation.{table}")
    with bank.database.app(bank.tenant) as conn, pytest.raises(Exception, match="permission denied"):
        conn.execute("update reconciliation.entry set amount = 1")


def test_a_case_has_its_history(bank: Bank) -> None:
    bank.open_nostro()
    bank.receives(mt940(1, 0, [("C", 500, "X", "h1")]))
    bank.closes()
    (case,) = cases(bank)

    with bank.database.app(bank.tenant) as conn:
        assert isinstance(case.id, UUID)
        assert [(n.number, n.event, n.actor) for n in notes(conn, bank.tenant, case.id)] == [(1, "opened", "reconciliation")]
