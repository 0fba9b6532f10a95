"""A report made by hand, with everything that a page may have to show."""

import hashlib
from datetime import date, timedelta

from tests.simulation.made_banking import made_banking
from twincore.simulation import GROUPS, Day, Entry, Funnel, Invariant, Line, Report, Story

START = date(2026, 3, 2)


def digest(words: object) -> str:
    return hashlib.sha256(str(words).encode()).hexdigest()


def made_report(days: int = 30) -> Report:
    calendar = [START + timedelta(days=n) for n in range(days)]
    daily = [
        Day(
            day.isoformat(),
            day.weekday(),
            dict.fromkeys(GROUPS, 10 + n),
            {group: 1_000_00 * (n % 5 + k + 1) for k, group in enumerate(GROUPS)},
            {
                "transaction": 900_000_00 + n,
                "savings": 3_000_000_00,
                "savings_goal": 5_00,
                "term_deposit": 700_000_00,
                "personal_loan": 800_000_00 + n * 10_000_00,
            },
        )
        for n, day in enumerate(calendar)
    ]
    entries = [
        Entry(
            f"{day.isoformat()}T1{n % 9}:59:59+11:00",
            f"Shop <{n}> & Co",
            250_000 if n % 14 == 3 else -7_331,
            500_000 - n * 7_331,
            "payroll_credit" if n % 14 == 3 else "card_purchase",
        )
        for n, day in enumerate(calendar)
    ]
    report = Report(
        tenant="cu-test", title="CU & Test", scenario="Steady state", description="Ordinary <days>", seed=7, start=START.isoformat(),
        time_zone="Australia/Sydney", members=500, accounts=1260, products=4, days=days, currency="AUD", transactions=37_500,
        volume_minor=5_000_000_00, loan_applications=75, loan_approvals=60, elapsed_s=41.2, transactions_per_s=910.2,
        journal_root=digest("root"), journal_transfers=50_000,
    )  # fmt: skip
    report.invariants = {name: Invariant(True, 1000) for name in ("balanced", "materialised", "chain", "limits", "isolation", "audit")}
    report.opening = {"transfers": 1260, "volume_minor": 6_000_000_00}
    report.holds = {"placed": 12_000, "captured": 9_000, "captured_in_part": 1_500, "released": 300, "expired": 120}
    report.refusals = {"insufficient_funds": 156}
    report.undone = 460
    report.fraud = {"card_not_present": 20, "scam_payment": 17}
    report.fraud_labels = [{"transaction": digest(n), "pattern": "scam_payment", "outcome": "taken"} for n in range(37)]
    report.arrears = {"loans": 130, "in_arrears": 3}
    report.asked = {
        "transactions": 37_500, "volume_minor": 5_000_000_00, "loan_applications": 75, "approval": 0.8,
        "unemployment": 0.04, "inflation": 0.025, "fraud": 0.001, "arrears": 0.02,
    }  # fmt: skip
    report.population = {"households": 380, "labour_force": 415, "unemployed": 17}
    report.funnel = Funnel(75, 1_340_000_00, 60, 750_000_00, 6, 15, 60, 750_000_00, {"employed_too_short": 6, "score_band": 4})
    report.daily = daily
    report.categories = [Line(f"Category {n}", 1000 - n, 1_000_000_00 // (n + 1)) for n in range(20)]
    report.merchants = [Line(f"Merchant {n}", 500 - n, 40_000_00 - n * 1_000_00) for n in range(12)]
    report.hours = [[hour * (weekday + 1) for hour in range(24)] for weekday in range(7)]
    report.story = Story("Ruby O'Wells", "Newtown, NSW", "full_time", "880-001", "100000017", 500_000, entries)
    report.receipt = {
        "leaf": digest("leaf"), "path": [digest(n) for n in range(16)], "root": report.journal_root, "leads": True, "index": 12_344, "size": 50_000,
        "facts": {
            "id": "0e8f2a7c-5c1e-5d3b-9a55-6a1a2b3c4d5e", "posted_at": "2026-03-12T15:59:59.000000Z", "amount": 84_20, "debit": 12, "credit": 7,
            "value_date": "2026-03-13", "command": "0e8f2a7c-5c1e-5d3b-9a55-6a1a2b3c4d5f", "detail": {"merchant": "Corella Foods"},
        },
        "document": {"format": "twincore-receipt/1", "note": "<script>alert(1)</script>"},
    }  # fmt: skip
    report.reconciled = {"accounts": 1260, "differences": 0}
    report.banking = made_banking(START, days)
    report.phases = {"Starting": 4.2, "Planning": 0.6, "Members": 3.0, "Living": 30.0, "Checking": 2.0}
    report.requests = 2375
    return report
