"""The formula language: exact, small, and clear about what is wrong and where."""

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincore.transactions.formula import FormulaError, half_even, parse, rate_of

KINDS = {"a": "integer", "b": "integer", "r": "rate", "sold": "currency", "bought": "currency"}
VALUES: dict[str, Any] = {"a": 1005, "b": 7, "r": (500_000, 1_000_000), "sold": "AUD", "bought": "JPY"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", 1005),
        ("a + b * 2", 1019),
        ("(a + b) * 2", 2024),
        ("a - b - 1", 997),
        ("-a + b", -998),
        ("a // b", 143),
        ("-a // b", -144),  # rounds down, as Python's and as the grammar says
        ("min(a, b, 3)", 3),
        ("max(a, b)", 1005),
        ("apply(a, r)", 502),  # 502.5: half to even
        ("apply(a + 2, r)", 504),  # 503.5: half to even
        ("apply(10000, 0.0475)", 475),
        ("apply(a, 1.0) + apply(b, 0.5)", 1009),  # 3.5 to 4
        ("min(apply(a, r), max(b, 1))", 7),
    ],
)
def test_a_formula_gives_the_whole_number_that_arithmetic_says(text: str, expected: int) -> None:
    assert parse(text, KINDS).evaluate(VALUES) == expected


@pytest.mark.parametrize(
    ("sold", "bought", "rate", "amount", "expected"),
    [
        ("AUD", "USD", "0.6543", 10_000, 6_543),  # 100.00 AUD at 0.6543 is 65.43 USD
        ("AUD", "JPY", "97.55", 10_050, 9_804),  # 100.50 AUD at 97.55 is 9,803.775 JPY, which has no minor unit
        ("JPY", "AUD", "0.0103", 12_345, 12_715),  # 12,345 JPY at 0.0103 is 127.1535 AUD
        ("AUD", "KWD", "0.2015", 10_000, 20_150),  # three digits after the point: 20.150 KWD
        ("AUD", "JPY", "0.5", 100, 0),  # 0.5 yen: half to even
        ("AUD", "JPY", "1.5", 100, 2),  # 1.5 yen: half to even
    ],
)
def test_an_exchange_respects_the_digits_of_both_currencies(sold: str, bought: str, rate: str, amount: int, expected: int) -> None:
    formula = parse("convert(a, r, sold, bought)", KINDS)

    assert formula.evaluate({"a": amount, "r": rate_of(rate), "sold": sold, "bought": bought}) == expected


@given(st.integers(-(10**18), 10**18), st.integers(1, 10**12))
def test_half_even_is_the_accountants_rounding(numerator: int, denominator: int) -> None:
    whole = Fraction(numerator, denominator)
    assert half_even(numerator, denominator) == round(whole)  # Python rounds a fraction half to even


@given(st.integers(0, 10**15), st.decimals(0, 1000, places=6))
def test_a_rate_as_a_decimal_and_in_parts_per_million_is_the_same_rate(amount: int, rate: Decimal) -> None:
    expected = int((amount * rate).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)) if amount < 10**9 else round(amount * Fraction(rate))
    formula = parse("apply(a, r)", KINDS)

    assert formula.evaluate({"a": amount, "r": rate_of(f"{rate:f}")}) == expected
    assert formula.evaluate({"a": amount, "r": rate_of(int(rate * 1_000_000))}) == expected


_leaves = st.one_of(st.integers(0, 10**6).map(str), st.sampled_from(["a", "b"]))
_formulas = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "//"]), inner).map(" ".join),
        inner.map(lambda t: f"({t})"),
        inner.map(lambda t: f"-({t})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
    ),
    max_leaves=8,
).filter(lambda t: len(t) <= 200)


@given(_formulas, st.integers(-100, 100), st.integers(-100, 100))
def test_any_formula_means_what_the_same_arithmetic_means_elsewhere(text: str, a: int, b: int) -> None:
    try:
        expected: int | None = eval(text, {"__builtins__": {}}, {"a": a, "b": b, "min": min, "max": max})
    except ZeroDivisionError:
        expected = None

    try:
        found: int | None = parse(text, KINDS).evaluate({"a": a, "b": b})
    except FormulaError as error:
        found = None if "division by zero" in str(error) else -1
    assert found == expected


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("", 1, "not expected"),
        ("a +", 4, "not expected"),
        ("a b", 3, "one too many"),
        ("amount", 1, "no amount, count, rate or currency named 'amount'"),
        ("a + sum(b, 1)", 5, "no function 'sum'"),
        ("a.b", 2, "one too many"),
        ("a[0]", 2, "one too many"),
        ("a ** 2", 4, "not expected"),
        ("a / 2", 3, "one too many"),
        ("(a", 3, "missing"),
        ("min(a)", 1, "two or more"),
        ("apply(a)", 1, "2 arguments"),
        ("apply(a, b)", 1, "takes (integer, rate)"),
        ("convert(a, r, sold, b)", 1, "takes (integer, rate, currency, currency)"),
        ("r", 1, "gives a rate"),
        ("sold", 1, "gives a currency"),
        ("0.5", 1, "gives a rate"),
        ("a * r", 5, "apply(amount, rate)"),
        ("r * a", 3, "apply(amount, rate)"),
        ("-r", 2, "cannot be negative"),
        ("a // 0", 3, "division by zero"),
        ("1234567890123456789", 1, "18 digits"),
        ("__import__('os')", 1, "no function '__import__'"),
        ("lambda: 1", 1, "'lambda'"),
        ("'x'", 1, "not expected"),
        ("a + \u00e9", 5, "not expected"),
        ("(" * 60 + "a" + ")" * 60, 34, "nests"),
        ("-" * 60 + "a", 34, "nests"),
        ("a" * 201, 200, "200 characters"),
    ],
)
def test_a_formula_that_is_not_one_is_refused_at_its_position(text: str, position: int, said: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text, KINDS)

    assert said in str(refused.value)
    assert refused.value.position == position


def test_division_by_a_parameter_that_is_zero_is_refused_when_it_happens() -> None:
    formula = parse("a // (b - 7)", KINDS)

    with pytest.raises(FormulaError, match="division by zero"):
        formula.evaluate(VALUES)


@given(st.text(max_size=60))
def test_no_text_whatever_does_anything_but_parse_or_be_refused(text: str) -> None:
    try:
        formula = parse(text, KINDS)
    except FormulaError:
        return
    assert formula.names <= KINDS.keys()


@pytest.mark.parametrize("value", ["", "-1", "1e3", "1.", ".5", "0x10", "1_000", "\u0661", "1" * 19, "nan"])
def test_a_rate_is_a_plain_decimal_number(value: str) -> None:
    with pytest.raises(ValueError, match="plain decimal"):
        rate_of(value)
