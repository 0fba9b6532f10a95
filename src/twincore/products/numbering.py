"""Account numbers: nine digits, the last one a check digit by the Luhn algorithm (ISO/IEC 7812-1, annex B).

The first eight are 10,000,000 plus the ledger account's id: a number is unique because the id is, and finds its account without an index.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from twincore.kernel.refusal import Category, Refusal

FIRST = 10_000_000
ID_MAX = 99_999_999 - FIRST
"""Largest ledger account id that still has a number of nine digits."""


def account_numbers(ids: range | Sequence[int]) -> npt.NDArray[np.int64]:
    """The account number of each ledger account id, as a column. Refuses ``account_numbers_exhausted`` beyond ``ID_MAX``."""
    if len(ids) and max(ids[0], ids[-1]) > ID_MAX:
        raise Refusal("account_numbers_exhausted", "This tenant's account numbers of nine digits are used up.", category=Category.RULE)
    stems = np.asarray(ids, dtype=np.int64) + FIRST
    total = np.zeros(len(stems), dtype=np.int64)
    rest = stems.copy()
    for place in range(8):
        digit = rest % 10
        rest //= 10
        if place % 2 == 0:  # counted from the right, the digit beside the check digit is doubled
            digit *= 2
            digit -= 9 * (digit > 9)
        total += digit
    return stems * 10 + (10 - total % 10) % 10


def account_of_number(number: str) -> int:
    """The ledger account id that is in an account number."""
    return int(number) // 10 - FIRST


def is_account_number(number: str) -> bool:
    """Whether a text is nine digits with the right check digit."""
    if len(number) != 9 or not number.isascii() or not number.isdigit():
        return False
    doubled = [int(d) * 2 if place % 2 else int(d) for place, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def bsb_text(bsb: int) -> str:
    """A BSB as it is written: ``802-001``."""
    return f"{bsb // 1000:03d}-{bsb % 1000:03d}"


def bsb_number(bsb: str) -> int:
    """A BSB from how it is written, with or without the hyphen. Refuses ``bsb_invalid``."""
    digits = bsb.replace("-", "", 1)
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        raise Refusal("bsb_invalid", f"{bsb!r} is not a BSB: six digits such as 802-001.", field="bsb")
    return int(digits)
