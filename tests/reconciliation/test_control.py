"""The subledger against its lines of the general ledger."""

from dataclasses import replace

from tests.conftest import START_US
from tests.reconciliation.bank import DAY, Bank
from twincore.gl import SubledgerLine, open_book, post_batch, subledger_against_gl
from twincore.reconciliation import CaseKind, compare_lines, list_cases, reconcile

LINE = SubledgerLine(2110, "Transaction accounts", "AUD", 3, 100, 900, 100, 900, 0)
RAW = {(2110, "AUD"): (100, 900)}


def test_lines_that_agree_say_nothing() -> None:
    assert compare_lines([LINE], RAW) == []


def test_one_cent_between_the_general_ledger_and_the_subledger_is_named() -> None:
    (found,) = compare_lines([replace(LINE, gl_credits=901)], RAW)

    assert str(found) == "line/2110/AUD: credits of the general ledger says 901, counted again it is 900"
    assert found.difference == 1


def test_a_subledger_that_agrees_with_its_line_but_not_with_the_rows_is_found() -> None:
    (found,) = compare_lines([replace(LINE, gl_debits=99, subledger_debits=99)], RAW)

    assert (found.measure, found.stated, found.counted) == ("debits of the subledger", 99, 100)


def test_differences_that_cancel_out_within_a_line_are_found() -> None:
    assert len(compare_lines([replace(LINE, gl_debits=101, gl_credits=901)], RAW)) == 2


def test_a_class_without_a_line_is_found() -> None:
    found = compare_lines([LINE], {**RAW, (1160, "AUD"): (800, 0)})

    assert [(d.subject, d.stated, d.counted) for d in found] == [("line/1160/AUD", 0, 800)]


def test_a_day_posted_to_the_general_ledger_agrees_and_a_wrong_line_becomes_a_case(bank: Bank) -> None:
    bank.pays_in((1_000, "a"), (2_500, "b"), (-300, "c"))
    with bank.database.app(bank.tenant) as conn:
        open_book(conn, bank.tenant, first_date=DAY, actor="eod", now_us=START_US)
        post_batch(conn, bank.tenant, date=DAY, from_seq=0, cut_seq=3)
        lines = subledger_against_gl(conn, bank.tenant, date=DAY, cut_seq=3)

        sound = reconcile(conn, bank.tenant, date=DAY, cut_seq=3, now_us=START_US, lines=lines)
        wrong = [replace(line, gl_debits=line.gl_debits + (line.account == 1160)) for line in lines]
        unsound = reconcile(conn, bank.tenant, date=DAY, cut_seq=3, now_us=START_US, lines=wrong)

        assert sound.agrees
        assert sound.lines == len(lines) >= 2
        assert not unsound.agrees
        (case,) = list_cases(conn, bank.tenant)
        assert (case.kind, case.subject, case.amount) == (CaseKind.GL_LINE, "line/1160/AUD/debits of the general ledger", 1)
