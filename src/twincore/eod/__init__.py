"""The end of the day: a tenant's calendar, standing orders, and the workflow that ends a date while customers go on. This is its front door."""

from twincore.eod.calendar import clear_special_day, get_calendar, install_end_of_day, set_holidays, set_weekend, set_working_days
from twincore.eod.day import ACTOR, day_report, day_reports, end_of_date_us, next_date, run_day
from twincore.eod.model import (
    DayReport,
    Frequency,
    OnProgress,
    Payment,
    PeriodEnd,
    Progress,
    StandingOrder,
    StandingOrderSpec,
    StepReport,
)
from twincore.eod.orders import (
    PAYMENT_CODES,
    cancel_standing_order,
    create_standing_order,
    get_standing_order,
    list_standing_orders,
    payments_of,
)
from twincore.eod.rules import Calendar, check_calendar, occurrence, period_ends
from twincore.eod.steps import Ages, steps

__all__ = [
    "ACTOR",
    "PAYMENT_CODES",
    "Ages",
    "Calendar",
    "DayReport",
    "Frequency",
    "OnProgress",
    "Payment",
    "PeriodEnd",
    "Progress",
    "StandingOrder",
    "StandingOrderSpec",
    "StepReport",
    "cancel_standing_order",
    "check_calendar",
    "clear_special_day",
    "create_standing_order",
    "day_report",
    "day_reports",
    "end_of_date_us",
    "get_calendar",
    "get_standing_order",
    "install_end_of_day",
    "list_standing_orders",
    "next_date",
    "occurrence",
    "payments_of",
    "period_ends",
    "run_day",
    "set_holidays",
    "set_weekend",
    "set_working_days",
    "steps",
]
