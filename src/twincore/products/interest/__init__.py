"""Interest: plans as data, daily accrual on value-dated balances, capitalisation, fees, term deposits, overdraft protection, availability."""

from twincore.products.day_count import days_30_360, months_after, part_of_year
from twincore.products.interest.accrue import accrue, interest_of, pages
from twincore.products.interest.availability import availability_holds, available
from twincore.products.interest.capitalisation import capitalise
from twincore.products.interest.codes import install_interest, interest_codes
from twincore.products.interest.due import mark_due, postings_due, stop_withholding, withhold_tax
from twincore.products.interest.fees import assess_fees
from twincore.products.interest.model import (
    MICRO,
    PAGE_ACCOUNTS,
    STEPS,
    AccrualReport,
    Availability,
    Bonus,
    EarlyWithdrawal,
    Interest,
    MonthlyFee,
    MovementReport,
    Overdraft,
    Plan,
    PlanVersion,
    PostingDue,
    Reduction,
    Term,
    Tier,
)
from twincore.products.interest.movements import build_movements
from twincore.products.interest.plan import read_plan
from twincore.products.interest.plans import define_plan, get_plan, plan_versions
from twincore.products.interest.protection import cover, protect, protection_of, set_protection
from twincore.products.interest.terms import break_term, mature_deposits, set_maturity, settle_interest, terms_of

__all__ = [
    "MICRO",
    "PAGE_ACCOUNTS",
    "STEPS",
    "AccrualReport",
    "Availability",
    "Bonus",
    "EarlyWithdrawal",
    "Interest",
    "MonthlyFee",
    "MovementReport",
    "Overdraft",
    "Plan",
    "PlanVersion",
    "PostingDue",
    "Reduction",
    "Term",
    "Tier",
    "accrue",
    "assess_fees",
    "availability_holds",
    "available",
    "break_term",
    "build_movements",
    "capitalise",
    "cover",
    "days_30_360",
    "define_plan",
    "get_plan",
    "install_interest",
    "interest_codes",
    "interest_of",
    "mark_due",
    "mature_deposits",
    "months_after",
    "pages",
    "part_of_year",
    "plan_versions",
    "postings_due",
    "protect",
    "protection_of",
    "read_plan",
    "set_maturity",
    "set_protection",
    "settle_interest",
    "stop_withholding",
    "terms_of",
    "withhold_tax",
]
