"""The annuity: the level repayment of a loan. Exact to the last digit, rounded once."""

from decimal import Context, Decimal, localcontext

from twincore.kernel.money import round_half_even
from twincore.products.model import RATE_PPM_MAX, TERM_MONTHS_MAX
from twincore.transactions import half_even

_PPM = 1_000_000
_DIGITS = Context(prec=60)


def repayment(amount: int, rate_ppm: int, months: int) -> int:
    """The level monthly repayment of an annuity, paid in arrears, in minor units, rounded half to even.

    amount: minor units; rate_ppm: nominal yearly rate in parts per million, compounded monthly. P r / (1 - (1 + r)^-n), or P / n without interest.
    """
    assert amount > 0
    assert 0 <= rate_ppm <= RATE_PPM_MAX
    assert 1 <= months <= TERM_MONTHS_MAX
    if rate_ppm == 0:
        return half_even(amount, months)
    with localcontext(_DIGITS):
        rate = Decimal(rate_ppm) / (12 * _PPM)
        return round_half_even(amount * rate / (1 - (1 + rate) ** -months))
