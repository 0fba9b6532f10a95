"""What the credit union pays and charges: the interest plans that a run defines, in numbers that the independent recount reads too."""

from typing import Any

SAVINGS_RATE_PPM = 15_000
SAVINGS_UPPER_FROM, SAVINGS_UPPER_PPM = 50_000_00, 25_000
"""What lies above so much bears another rate."""
BONUS_PPM, BONUS_DEPOSIT, BONUS_WITHDRAWALS = 30_000, 100_00, 1
"""On top, for a calendar month with so much deposited and at most so many withdrawals."""
WITHHOLDING_PPM = 470_000
MONTHLY_FEE = 4_00
FEE_WAIVED_FROM_BALANCE, FEE_WAIVED_FROM_SALARY = 2_500_00, 1_500_00
FEE_WAIVED_BELOW_AGE, FEE_WAIVED_FROM_AGE = 25, 60
YEAR_DAYS = 365
"""Day count actual/365."""

PLANS: dict[str, dict[str, Any]] = {
    "transaction": {
        "day_count": "actual/365",
        "cycle": "monthly",
        "withholding_rate_ppm": WITHHOLDING_PPM,
        "tiers": [{"from": 0, "rate_ppm": 0}],
        "overdraft": {"rate_ppm": 149_900, "fee": 10_00, "fee_free": 50_00},
        "monthly_fee": {
            "amount": MONTHLY_FEE,
            "waived_from_balance": FEE_WAIVED_FROM_BALANCE,
            "waived_from_salary": FEE_WAIVED_FROM_SALARY,
            "waived_below_age": FEE_WAIVED_BELOW_AGE,
            "waived_from_age": FEE_WAIVED_FROM_AGE,
        },
    },
    "savings": {
        "day_count": "actual/365",
        "cycle": "monthly",
        "withholding_rate_ppm": WITHHOLDING_PPM,
        "tiers": [{"from": 0, "rate_ppm": SAVINGS_RATE_PPM}, {"from": SAVINGS_UPPER_FROM, "rate_ppm": SAVINGS_UPPER_PPM}],
        "bonus": {"rate_ppm": BONUS_PPM, "deposit_minimum": BONUS_DEPOSIT, "withdrawals_maximum": BONUS_WITHDRAWALS},
    },
}
"""Interest plans by what members call the product."""
