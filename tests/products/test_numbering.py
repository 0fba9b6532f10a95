"""Account numbers: nine digits with a check digit, one for each ledger account id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn  # an implementation of the algorithm that is not ours

from twincore.kernel.refusal import Refusal
from twincore.products.numbering import ID_MAX, account_numbers, account_of_number, bsb_number, bsb_text, is_account_number


@given(st.integers(1, ID_MAX - 50), st.integers(1, 50))
def test_every_account_number_is_nine_digits_and_passes_luhn(first: int, count: int) -> None:
    numbers = account_numbers(range(first, first + count)).tolist()

    assert all(len(str(n)) == 9 and luhn.is_valid(str(n)) and is_account_number(str(n)) for n in numbers)
    assert len(set(numbers)) == count
    assert [account_of_number(str(n)) for n in numbers] == list(range(first, first + count))


@given(st.integers(100_000_000, 999_999_999))
def test_a_number_with_a_wrong_check_digit_is_not_an_account_number(number: int) -> None:
    assert is_account_number(str(number)) == luhn.is_valid(str(number))


@pytest.mark.parametrize("number", ["", "12345678", "1234567890", "12345678x", "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19"])
def test_what_is_not_nine_digits_is_not_an_account_number(number: str) -> None:
    assert not is_account_number(number)


def test_numbers_run_out_with_a_refusal() -> None:
    assert account_numbers([ID_MAX]).tolist()[0] // 10 == 99_999_999
    with pytest.raises(Refusal) as caught:
        account_numbers(range(ID_MAX, ID_MAX + 2))
    assert caught.value.code == "account_numbers_exhausted"


def test_a_bsb_is_six_digits() -> None:
    assert bsb_number("802-001") == bsb_number("802001") == 802_001
    assert bsb_text(1_234) == "001-234"
    for wrong in ("802-01", "80-2001x", "", "8020011", "802--001"):
        with pytest.raises(Refusal):
            bsb_number(wrong)
