"""The nights and books of a report made by hand: figures that add up, with everything that a page may have to show."""

from datetime import date, timedelta

from twincore.simulation import (
    ArrearsDay,
    BalanceSheet,
    Banking,
    BookLine,
    Comparison,
    Fee,
    IncomeStatement,
    MonthEnd,
    Night,
    NightLine,
    ProvisionLine,
    Recount,
    Sample,
    StatementLine,
    Statements,
    Subledger,
    SubledgerLine,
    TrialBalance,
    TrialLine,
)

STEPS = {
    "movements": 31,
    "accrue": 60,
    "fees": 12,
    "standing_orders": 9,
    "repayments": 40,
    "cards": 22,
    "statements": 18,
    "gl_batch": 45,
    "reconcile": 64,
}


def made_balance_sheet(day: date, n: int) -> BalanceSheet:
    """Sums that agree: assets are liabilities and equity."""
    assets = [
        BookLine(1110, "Settlement with the payment system", "Settlement and correspondents", 2_950_000_00 - n * 10_000_00),
        BookLine(1310, "Personal loans", "Loans", 1_240_000_00 + n * 10_000_00),
        BookLine(1330, "Home loans <fixed>", "Loans", 5_310_000_00),
        BookLine(1410, "Accrued interest: loans and cards", "Accrued income", 21_412_33 + n),
        BookLine(1390, "Provision for loan losses", "Loans", 0),
    ]
    liabilities = [
        BookLine(2110, "Transaction accounts", "Deposits", 1_410_200_00),
        BookLine(2120, "Savings accounts", "Deposits", 5_620_000_00),
        BookLine(2310, "Withholding tax payable", "Taxes payable", 212_07),
    ]
    equity = [BookLine(3010, "Member capital", "Capital and reserves", 2_480_000_00)]
    total = sum(line.amount for line in assets)
    owed, own = sum(line.amount for line in liabilities), sum(line.amount for line in equity)
    return BalanceSheet(day.isoformat(), assets, liabilities, equity, total - owed - own, 0, total, owed, total - owed, True)


def made_income_statement(first: date, last: date, n: int) -> IncomeStatement:
    income = [
        BookLine(4010, "Interest income: loans", "Interest income", 41_312_44 + n),
        BookLine(4110, "Account fees", "Fees", 3_120_00),
    ]
    expenses = [BookLine(5010, "Interest expense: deposits", "Interest expense", 29_801_19)]
    earned, spent = sum(line.amount for line in income), sum(line.amount for line in expenses)
    return IncomeStatement(first.isoformat(), last.isoformat(), income, expenses, earned, spent, earned - spent)


def made_trial_balance(day: date) -> TrialBalance:
    lines = [
        TrialLine(
            1110, "Settlement with the payment system", "asset", "Settlement and correspondents", 9_000_000_00, 6_050_000_00, 2_950_000_00
        ),
        TrialLine(2110, "Transaction accounts", "liability", "Deposits", 6_050_000_00, 9_000_000_00, -2_950_000_00),
    ]
    return TrialBalance(day.isoformat(), True, 15_050_000_00, 15_050_000_00, lines)


def made_subledger(day: date) -> Subledger:
    lines = [
        SubledgerLine(1110, "Settlement with the payment system", 3, 2_950_000_00, 2_950_000_00, 0, 0, True),
        SubledgerLine(2110, "Transaction accounts", 500, -2_950_000_00, -2_950_000_00, 0, 0, True),
    ]
    return Subledger(day.isoformat(), True, lines)


def made_arrears(day: date, n: int) -> ArrearsDay:
    return ArrearsDay(
        day.isoformat(),
        {"0": 3 + n % 4, "30": n // 20, "60": n // 40},
        {"0": 900_00 + n * 10_00, "30": n // 20 * 800_00, "60": n // 40 * 900_00},
        {"0": (3 + n % 4) * 8_000_00, "30": n // 20 * 12_000_00, "60": n // 40 * 15_000_00},
    )


def made_provisioning() -> list[ProvisionLine]:
    return [
        ProvisionLine("personal_loan", 0, 1, 127, 1_210_000_00, 0, 0, 12_100_00),
        ProvisionLine("personal_loan", 30, 2, 2, 24_000_00, 0, 0, 4_800_00),
        ProvisionLine("credit_card", 0, 1, 40, 61_000_00, 200_000_00, 0, 900_00),
    ]


def made_month_end(first: date, last: date, n: int) -> MonthEnd:
    statements = [
        StatementLine(1000 + k, last.isoformat(), f"Everyday <{k}>", "card" if k % 9 == 0 else "deposit", 12_34 * k) for k in range(60)
    ]
    return MonthEnd(
        f"{last:%Y-%m}", last.isoformat(), made_trial_balance(last), made_balance_sheet(last, n), made_income_statement(first, last, n),
        made_subledger(last), made_arrears(last, n), made_provisioning(), [Comparison("balances", 1260, 0), Comparison("gl_lines", 22, 0)], statements,
    )  # fmt: skip


def made_banking(start: date, days: int) -> Banking:
    """So many nights from a day on; a month end for each month that is over by then."""
    calendar = [start + timedelta(days=n) for n in range(days)]
    ends = [(n, day) for n, day in enumerate(calendar) if (day + timedelta(days=1)).day == 1]
    banking = Banking()
    banking.nights = [
        Night(
            day.isoformat(), 0.12 + 0.01 * (n % 7), 420 + 10 * (n % 7) + (900 if (n, day) in ends else 0), 1200 + n, 40 + n % 5, n % 2, 0, True, day.weekday() < 5,
            ["month"] if (n, day) in ends else [], {step: ms + n % 9 for step, ms in STEPS.items()},
        )
        for n, day in enumerate(calendar)
    ]  # fmt: skip
    banking.postings = [
        NightLine("interest_paid", "Interest paid", "interest_paid", 300, 29_000_00),
        NightLine("loan_repayment", "Loan repayment", "collection", 130, 61_000_00),
        NightLine("monthly_fee", "Monthly fee", "fee", 200, 1_000_00),
    ]
    banking.interest_paid, banking.interest_charged, banking.tax_withheld = 29_000_00, 41_000_00, 212_07
    banking.fees = [
        Fee("monthly_fee", "Monthly fee", 200, 1_000_00, 260, {"salary": 180, "age": 55, "balance": 25}),
        Fee("late_fee", "Late <fee>", 4, 60_00),
    ]
    banking.arrears = [made_arrears(day, n) for n, day in enumerate(calendar)]
    firsts = [start, *(day + timedelta(days=1) for _, day in ends)]
    sheets = [*ends] if ends and ends[-1][1] == calendar[-1] else [*ends, (days - 1, calendar[-1])]
    banking.balance_sheets = [made_balance_sheet(day, n) for n, day in sheets]
    banking.income_statements = [made_income_statement(first, day, n) for first, (n, day) in zip(firsts, sheets, strict=False)]
    banking.trial_balance, banking.subledger = made_trial_balance(calendar[-1]), made_subledger(calendar[-1])
    banking.provisioning = made_provisioning()
    banking.reconciliation = [Comparison("balances", 1260, 0), Comparison("gl_lines", 22, 0)]
    banking.month_ends = [made_month_end(first, day, n) for first, (n, day) in zip(firsts, ends, strict=False)]
    if ends:
        months = [(f"{day:%Y-%m}", 9_666_66, 9_666_66) for _, day in ends]
        banking.recount = Recount(410, 410 * len(ends), 0, 9_666_66 * len(ends), 9_666_66 * len(ends), 212_07, 212_07, months)
        banking.statements = [Statements(day.isoformat(), 1260, {"statement_ready": 1260, "arrears": 3}) for _, day in ends]
        banking.sample = Sample("Ruby O'Wells", "savings", "100000018", ends[0][1].isoformat(), "statement.html", "statement.pdf")
    return banking
