"""The night: interest, fees, statements, extracts; the figures are computed here, exactly, from the rules."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.mainframe.cases import BSB, accounts_of, batch_postings, books, changes, kinds, records, statements
from tests.mainframe.conftest import MakeCore
from twincore.kernel.refusal import Refusal
from twincore.mainframe import REJECT, CoreAccount, CoreCustomer, Kind, Mainframe


def _core(make_core: MakeCore, kind: Kind, day: date, *accounts: CoreAccount) -> Mainframe:
    customers = [CoreCustomer(77, "Ada Member", ("1 High Street", "Sydney NSW 2000"))]
    return make_core(kind, accounts, customers, day=day)


def test_interest_is_accrued_daily_and_paid_on_the_last_day_of_the_month(kind: Kind, make_core: MakeCore) -> None:
    rates = {1: (1_234_56, 425, 0), 2: (-500_00, 0, 1_990), 3: (3, 1, 0), 4: (0, 425, 1_990)}
    accounts = [CoreAccount(BSB, n, "Ada", balance, rate=rate, debit_rate=debit_rate) for n, (balance, rate, debit_rate) in rates.items()]
    core = _core(make_core, kind, date(2026, 1, 29), *accounts)
    for n in range(3):
        core.run_batch(date(2026, 1, 29) + timedelta(days=n))
    after = accounts_of(core.extracts / "MASTER.20260131")
    paid = {p["TRN-NUMBER"]: p for p in batch_postings(core, "20260131")}
    for n, (balance, rate, debit_rate) in rates.items():
        percent = Decimal(rate if balance > 0 else debit_rate) / 100
        daily = (Decimal(balance) / 100 * percent / 36500).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        interest = (3 * daily).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert after[n]["ACC-ACTUAL"] == balance + int(interest * 100)
        assert after[n]["ACC-ACCRUED"] == int((3 * daily - interest) * 1_000_000), "the rest is carried"
        assert (n in paid) == (interest != 0)
    assert {n: (p["TRN-DC"], p["TRN-TYPE"], p["TRN-FORCED"]) for n, p in paid.items()} == {1: ("C", "INT", "Y"), 2: ("D", "INT", "Y")}


def test_a_fee_is_charged_on_the_cycle_day_unless_it_is_waived_or_cannot_be_paid(kind: Kind, make_core: MakeCore) -> None:
    core = _core(
        make_core,
        kind,
        date(2026, 1, 15),
        CoreAccount(BSB, 1, "pays", 100_00, cycle_day=15, monthly_fee=5_00),
        CoreAccount(BSB, 2, "waived", 2_000_00, cycle_day=15, monthly_fee=5_00, fee_waived_from=2_000_00),
        CoreAccount(BSB, 3, "not waived", 1_999_99, cycle_day=15, monthly_fee=5_00, fee_waived_from=2_000_00),
        CoreAccount(BSB, 4, "cannot", 4_99, cycle_day=15, monthly_fee=5_00),
        CoreAccount(BSB, 5, "other day", 100_00, cycle_day=16, monthly_fee=5_00),
        CoreAccount(BSB, 6, "closed", 100_00, cycle_day=15, monthly_fee=5_00, status="C"),
        CoreAccount(BSB, 7, "to the last cent of the overdraft", -95_00, overdraft=100_00, cycle_day=15, monthly_fee=5_00),
    )
    core.run_batch(date(2026, 1, 15))
    after = accounts_of(core.extracts / "MASTER.20260115")
    assert {n: account["ACC-ACTUAL"] for n, account in after.items()} == {
        1: 95_00,
        2: 2_000_00,
        3: 1_994_99,
        4: 4_99,
        5: 100_00,
        6: 100_00,
        7: -100_00,
    }
    (reject,) = records(core.reject_file, REJECT)
    assert (reject["REJ-CODE"], reject["REJ-SOURCE"], reject["REJ-QUEUE-RECORD"]) == ("0501", "N", 0)


def test_a_statement_shows_the_balances_since_the_last_one(kind: Kind, make_core: MakeCore) -> None:
    account = CoreAccount(BSB, 1, "Ada Member", 100_00, customer=77, cycle_day=15, monthly_fee=5_00, opened=date(2020, 2, 29))
    core = _core(make_core, kind, date(2026, 1, 15), account, CoreAccount(BSB, 2, "No customer", 1, cycle_day=15))
    core.run_batch(date(2026, 1, 15))
    ada, other = statements(core, "20260115")
    assert ada == {
        "STM-EYE": "STMT",
        "STM-BSB": BSB,
        "STM-NUMBER": 1,
        "STM-CUSTOMER": 77,
        "STM-NAME": "Ada Member",
        "STM-ADDRESS": ["1 High Street", "Sydney NSW 2000", ""],
        "STM-FROM": 20200229,
        "STM-TO": 20260115,
        "STM-OPENING": 100_00,
        "STM-CLOSING": 95_00,
    }
    assert other["STM-ADDRESS"] == ["", "", ""]
    core.run_batch(date(2026, 2, 15))
    second = statements(core, "20260215")[0]
    assert (second["STM-FROM"], second["STM-OPENING"], second["STM-CLOSING"]) == (20260115, 95_00, 90_00)


def test_the_night_is_one_unit_of_work_and_ends_with_the_cut_off(kind: Kind, make_core: MakeCore) -> None:
    accounts = [CoreAccount(BSB, n, "Ada", 100_00, cycle_day=15, monthly_fee=5_00) for n in (1, 2, 3)]
    core = _core(make_core, kind, date(2026, 1, 15), *accounts)
    core.run_batch(date(2026, 1, 15))
    assert kinds(core) == "TTT" + "UR" * 3 + "CTT"
    log = changes(core)
    unit, cut_off = log[3:-2], log[-2]
    assert {(c["LOG-UOW"], c["LOG-SOURCE"], c["LOG-ORIGIN"]) for c in unit} == {(4, "N", "CORE")}
    assert unit[-1]["LOG-CHANGE"]["LOG-COUNT"] == 3
    assert unit[0]["LOG-ID"] == "FEE".encode("cp037") + bytes.fromhex("802001000000001F020260115F")
    assert cut_off["LOG-TIE-UP"] == {
        "LOG-REASON": "BTCH",
        "LOG-FILE": "ACCOUNT",
        "LOG-LOGGED": "Y",
        "LOG-IMAGE-LSN": cut_off["LOG-LSN"] - 1,
        "LOG-TOTAL": 285_00,
        "LOG-ACCOUNTS": 3,
    }
    assert core.business_date == date(2026, 1, 16)
    assert books(core)[1]["ACC-LAST-LSN"] == unit[1]["LOG-LSN"]


def test_a_batch_outside_the_log_says_so_and_leaves_its_postings_in_a_file(kind: Kind, make_core: MakeCore) -> None:
    core = _core(make_core, kind, date(2026, 1, 15), CoreAccount(BSB, 1, "Ada", 100_00, cycle_day=15, monthly_fee=5_00))
    core.run_batch(date(2026, 1, 15), logged=False)
    assert kinds(core) == "TTTTT"
    cut_off = changes(core)[-2]
    assert (cut_off["LOG-TIE-UP"]["LOG-REASON"], cut_off["LOG-TIE-UP"]["LOG-LOGGED"]) == ("BTCH", "N")
    (fee,) = batch_postings(core, "20260115")
    assert (fee["TRN-NUMBER"], fee["TRN-DC"], fee["TRN-AMOUNT"], fee["TRN-ORIGIN"], fee["TRN-RAIL"]) == (1, "D", 5_00, "CORE", "BATCH")
    account = books(core)[1]
    assert (account["ACC-ACTUAL"], account["ACC-COUNT"], account["ACC-LAST-LSN"]) == (95_00, 1, cut_off["LOG-LSN"])


def test_a_date_is_done_once_and_never_after_a_later_one(kind: Kind, make_core: MakeCore) -> None:
    core = _core(make_core, kind, date(2026, 1, 15), CoreAccount(BSB, 1, "Ada", 100_00))
    core.run_batch(date(2026, 1, 15))
    for day in (date(2026, 1, 15), date(2026, 1, 14)):
        with pytest.raises(Refusal, match="batch_done_already"):
            core.run_batch(day)
    assert core.running, "it is started again all the same"
    assert core.status().last_batch == 20260115  # type: ignore[union-attr]
