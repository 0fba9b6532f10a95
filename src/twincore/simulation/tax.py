"""Income tax of Australian residents, 2025-26, as far as take-home pay needs it: the scale of rates and the Medicare levy of 2%.

The low income offset and the reduction of the levy for low incomes are left out.
"""

SCALE = ((18_200_00, 0), (45_000_00, 16), (135_000_00, 30), (190_000_00, 37))
"""Up to so many minor units a year, so many percent of what lies above the step before. Beyond the last: 45%."""
TOP = 45
MEDICARE = 2
MEDICARE_FREE = 28_000_00
"""Incomes up to about here pay no levy."""


def income_tax(gross: int) -> int:
    """Tax and levy of a year in minor units, rounded down. gross: taxable income of a year in minor units."""
    tax = below = 0
    for bound, percent in SCALE:
        tax += max(0, min(gross, bound) - below) * percent
        below = bound
    tax += max(0, gross - below) * TOP
    if gross > MEDICARE_FREE:
        tax += gross * MEDICARE
    return tax // 100


def net_of_tax(gross: int) -> int:
    """What is left of a year's gross income, in minor units."""
    return gross - income_tax(gross)
