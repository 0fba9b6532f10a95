"""The pure rules: pairing of a journal's sides, and translation, against independent arithmetic."""

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincore.gl.model import Entry, JournalLine
from twincore.gl.rules import last_of_month, pair, read_rate, to_zero, translate

DEEP = Context(prec=60)
amounts = st.integers(1, 10**15)
accounts = st.integers(1, 9)


@st.composite
def balanced(draw: st.DrawFn) -> list[JournalLine]:
    """Lines in two currencies, each balanced by a last line."""
    lines: list[JournalLine] = []
    for currency in ("", "USD"):
        sides = draw(st.lists(st.tuples(accounts, amounts, st.booleans()), max_size=12))
        lines += [JournalLine(a, n * debit, n * (not debit), currency) for a, n, debit in sides]
        left = sum(n if debit else -n for _, n, debit in sides)
        if left:
            lines.append(JournalLine(draw(accounts), max(0, -left), max(0, left), currency))
    return draw(st.permutations(lines))


@given(balanced())
def test_paired_entries_move_each_account_as_its_lines_do(lines: list[JournalLine]) -> None:
    entries = pair(lines, "AUD")

    moved: Counter[tuple[str, str, int]] = Counter()
    for entry in entries:
        moved["debit", entry.currency, entry.debit] += entry.amount
        moved["credit", entry.currency, entry.credit] += entry.amount
    asked: Counter[tuple[str, str, int]] = Counter()
    for line in lines:
        asked["debit" if line.debit else "credit", line.currency or "AUD", line.account] += line.debit or line.credit
    assert moved == asked
    assert all(entry.amount > 0 for entry in entries)
    assert len(entries) <= len(lines)


@given(
    st.integers(-(10**17), 10**17), st.integers(1, 10**15), st.sampled_from(["USD", "JPY", "KWD"]), st.sampled_from(["AUD", "JPY", "BHD"])
)
def test_translation_is_exact_half_to_even(amount: int, rate: int, currency: str, home: str) -> None:
    digits = {"AUD": 2, "USD": 2, "JPY": 0, "KWD": 3, "BHD": 3}
    exact = DEEP.multiply(Decimal(amount).scaleb(-digits[currency], DEEP), Decimal(rate).scaleb(-9, DEEP))
    assert translate(amount, rate, currency, home) == int(exact.scaleb(digits[home], DEEP).quantize(Decimal(1), ROUND_HALF_EVEN, DEEP))


def test_halves_go_to_the_even_cent() -> None:
    half = read_rate("0.5")
    assert [translate(n, half, "USD", "AUD") for n in (1, 3, 5, -1, -3)] == [0, 2, 2, 0, -2]
    assert translate(1_003, read_rate("0.0101"), "JPY", "AUD") == 10_13


@given(st.lists(st.tuples(accounts, st.just("AUD"), st.integers(-(10**15), 10**15)), max_size=9))
def test_what_is_brought_to_zero_goes_to_the_other_account_whole(balances: list[tuple[int, str, int]]) -> None:
    entries = to_zero(balances, 99)
    for account in range(1, 10):
        after = sum(n for a, _, n in balances if a == account) + sum(
            e.amount * ((e.debit == account) - (e.credit == account)) for e in entries
        )
        assert after == 0
    assert sum(e.amount * ((e.debit == 99) - (e.credit == 99)) for e in entries) == sum(n for _, _, n in balances)


@pytest.mark.parametrize(
    ("day", "last"),
    [(date(2028, 2, 1), date(2028, 2, 29)), (date(2100, 2, 9), date(2100, 2, 28)), (date(2026, 12, 31), date(2026, 12, 31))],
)
def test_months_end_as_the_calendar_says(day: date, last: date) -> None:
    assert last_of_month(day) == last


def test_a_split_line_keeps_its_words() -> None:
    lines = [JournalLine(1, debit=5, words="rent"), JournalLine(2, credit=2), JournalLine(3, credit=3, words="share")]
    assert pair(lines, "AUD") == [Entry(1, 2, "AUD", 2, words="rent"), Entry(1, 3, "AUD", 3, words="rent")]
