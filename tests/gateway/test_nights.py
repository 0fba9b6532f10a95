"""Nights through the API: a new tenant is ready for its first one, it runs behind the requests, and it survives the process."""

import os
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.bank import Asker, Bank, open_bank, served
from twincore.gateway import Role
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.kernel.priority import BEHIND

FIRST = date(2026, 3, 2)
"""The tenant's clock starts at 2026-03-02T00:00Z: eleven in the morning of that date in Sydney."""
DAY = timedelta(days=1)


def clock_to(bank: Bank, day: date, tenant: str, hour: int = 1) -> None:
    """To one in the morning (hour) of a date where the tenant is: Sydney has eleven hours on UTC until April."""
    moment = f"{day - DAY}T{hour + 13:02}:00:00Z"
    assert bank.operator.post(f"/v1/tenants/{tenant}/clock", {"to": moment}).status_code == 200


def end(bank: Bank, day: date, asker: Asker, tenant: str, wait_s: float = 60) -> Any:
    """Move the clock behind a date, have it ended, and wait for that."""
    clock_to(bank, day + DAY, tenant)
    asked = asker.post(f"/v1/days/{day}/end", {})
    assert asked.status_code in (200, 202), asked.text
    until = time.monotonic() + wait_s
    while time.monotonic() < until:
        report = asker.get(f"/v1/days/{day}").json()
        if report["status"] in ("done", "stopped"):
            return report
        time.sleep(0.1)
    raise AssertionError(f"the night of {day} did not end: {report}")


@pytest.fixture
def tenant(bank: Bank) -> str:
    """A tenant of the test's own."""
    return bank.open_tenant()


@pytest.fixture
def staff(bank: Bank, tenant: str) -> Asker:
    """One who may do everything in it."""
    return bank.as_(Role.TELLER, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.OPERATOR, actor="staff", tenant=tenant)


def test_a_new_tenant_is_ready_for_its_first_night(bank: Bank, staff: Asker, tenant: str) -> None:
    account = bank.open_account(asker=staff, deposit=1_000_00)
    report = end(bank, FIRST, staff, tenant)
    assert report["status"] == "done"
    assert report["trial_balance_zero"] is True
    assert (report["discrepancies"], report["refused"]) == (0, 0)
    assert report["steps_done"] == report["steps_planned"] == len(report["steps"])
    assert report["asked_by"] == "staff"
    interest = staff.get(f"/v1/accounts/{account}/interest").json()
    assert (interest["date"], interest["balance"]) == (str(FIRST), 1_000_00)


def test_a_date_is_ended_once_and_only_when_it_is_over(bank: Bank, staff: Asker, tenant: str) -> None:
    early = staff.post(f"/v1/days/{FIRST}/end", {})
    assert (early.status_code, early.json()["code"]) == (422, "day_not_over")
    before = staff.post(f"/v1/days/{FIRST - DAY}/end", {})
    assert (before.status_code, before.json()["code"]) == (422, "day_before_first")
    assert staff.get(f"/v1/days/{FIRST}").json()["code"] == "day_not_found"
    first = end(bank, FIRST, staff, tenant)
    again = staff.post(f"/v1/days/{FIRST}/end", {})
    assert again.status_code == 200
    assert again.json() == first


def test_dates_that_were_missed_are_ended_first(bank: Bank, staff: Asker, tenant: str) -> None:
    last = FIRST + 3 * DAY
    end(bank, last, staff, tenant)
    page = staff.get("/v1/days?limit=3").json()
    assert [day["date"] for day in page["days"]] == [str(last - n * DAY) for n in range(3)]
    assert {day["status"] for day in page["days"]} == {"done"}
    rest = staff.get(f"/v1/days?limit=3&after={page['next']}").json()
    assert ([day["date"] for day in rest["days"]], rest["next"]) == ([str(FIRST)], None)
    assert rest["next_date"] == str(last + DAY)
    cuts = [(day["from_seq"], day["cut_seq"]) for day in [*page["days"], *rest["days"]][::-1]]
    assert [begin for begin, _ in cuts] == [0, *(cut for _, cut in cuts[:-1])]


def test_what_is_posted_while_a_night_is_asked_for_belongs_to_the_next_date(bank: Bank, staff: Asker, tenant: str) -> None:
    account = bank.open_account(asker=staff, deposit=500_00)
    clock_to(bank, FIRST + DAY, tenant)
    assert staff.post("/v1/transactions", {"code": "cash_deposit", "parameters": {"account": account, "amount": 1}}).status_code == 201
    first = end(bank, FIRST, staff, tenant)
    assert first["cut_seq"] == 1
    assert staff.get(f"/v1/accounts/{account}/interest?on={FIRST}").json()["balance"] == 500_00
    end(bank, FIRST + DAY, staff, tenant)
    assert staff.get(f"/v1/accounts/{account}/interest?on={FIRST + DAY}").json()["balance"] == 500_01


def test_the_calendar_rules_business_days_and_is_never_without(staff: Asker) -> None:
    assert staff.get("/v1/calendar").json() == {"first_date": str(FIRST), "weekend": [6, 7], "year_end_month": 6, "special_days": []}
    days = [
        {"date": "2026-04-03", "kind": "holiday", "name": "Good Friday"},
        {"date": "2026-04-04", "kind": "working", "name": "Stocktaking"},
    ]
    assert staff.post("/v1/calendar/days", {"days": days}).json()["special_days"] == days
    friday = staff.get("/v1/calendar/days/2026-04-03").json()
    assert (friday["business_day"], friday["next_business_day"], friday["previous_business_day"]) == (False, "2026-04-04", "2026-04-02")
    closed = [{"date": str(date(2026, 5, 1) + n * DAY), "kind": "holiday", "name": "Closed"} for n in range(70)]
    refused = staff.post("/v1/calendar/days", {"days": closed})
    assert (refused.status_code, refused.json()["code"]) == (422, "calendar_without_business_days")
    assert staff.post("/v1/calendar/weekend", {"weekend": [1, 2, 3, 4, 5, 6, 7]}).json()["code"] == "calendar_without_business_days"
    cleared = staff.post("/v1/calendar/days/2026-04-04/clear", {})
    assert cleared.json()["special_days"] == days[:1]
    assert staff.post("/v1/calendar/days/2026-04-04/clear", {}).json()["code"] == "special_day_not_found"


def test_a_tenant_that_has_a_calendar_keeps_it(staff: Asker) -> None:
    same = staff.post("/v1/calendar", {"first_date": str(FIRST)})
    assert (same.status_code, same.json()) == (201, staff.get("/v1/calendar").json())
    other = staff.post("/v1/calendar", {"first_date": str(FIRST + DAY)})
    assert (other.status_code, other.json()["code"]) == (409, "calendar_exists")


def test_the_holidays_of_a_state_are_taken_over_with_their_names(staff: Asker) -> None:
    calendar = staff.post("/v1/calendar/holidays", {"state": "NSW", "years": [2026]}).json()
    known = {day["date"]: day["name"] for day in calendar["special_days"]}
    assert {"2026-01-26", "2026-04-03", "2026-04-06", "2026-12-25"} <= set(known)
    assert known["2026-04-03"] == "Good Friday"


def measured(bank: Bank) -> dict[str, str]:
    """The metrics of nights, name and labels -> value."""
    text = bank.client.get("/actuator/prometheus").text
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("twincore_eod"))


def test_the_night_is_measured(bank: Bank, staff: Asker, tenant: str) -> None:
    end(bank, FIRST, staff, tenant)
    number = bank.platform.number_of(tenant)
    until = time.monotonic() + 30
    while (lines := measured(bank)).get(f'twincore_eod_day_under_way{{tenant="{number}"}}') != "0.0" and time.monotonic() < until:
        time.sleep(0.02)  # the night is measured when it has been reported
    assert float(lines[f'twincore_eod_last_day{{tenant="{number}"}}']) == 1_772_409_600  # date -u -d 2026-03-02 +%s
    assert float(lines[f'twincore_eod_day_under_way{{tenant="{number}"}}']) == 0
    assert float(lines[f'twincore_eod_seconds{{tenant="{number}"}}']) > 0
    assert float(lines[f'twincore_eod_stopped{{tenant="{number}"}}']) == 0
    assert float(lines[f'twincore_eod_pages_total{{step="report",tenant="{number}"}}']) >= 1


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux says whose child a process is")
def test_the_pages_of_a_night_give_way_on_the_server(bank: Bank, staff: Asker, tenant: str) -> None:
    assert end(bank, FIRST, staff, tenant)["status"] == "done"
    with bank.platform.database.app(bank.number) as customers:
        ours = os.getpriority(os.PRIO_PROCESS, customers.info.backend_pid)
        named = customers.execute("select pid from pg_stat_activity where application_name = 'twincore-app'").fetchall()
    ranks = {os.getpriority(os.PRIO_PROCESS, pid) for (pid,) in named}
    assert ranks == {ours, max(BEHIND, ours)}


def test_nights_survive_the_process(server: EmbeddedPostgres, template: str, tmp_path: Path) -> None:
    last = FIRST + 20 * DAY
    with open_bank(server, template, tmp_path) as bank:
        staff = bank.as_(Role.TELLER, Role.MANAGER, Role.OPERATOR, actor="staff")
        account = bank.open_account(asker=bank.staff, deposit=1_000_00)
        clock_to(bank, last + DAY, bank.tenant)
        assert staff.post(f"/v1/days/{last}/end", {}).status_code == 202
        while not staff.get("/v1/days").json()["days"]:
            time.sleep(0.02)
        bank.platform.nights.close()  # what a process that ends does
        left = staff.get("/v1/days").json()["days"][0]["date"]
        assert left < str(last)
        with served(bank.platform.settings) as (_, address):
            assert address != str(bank.client.base_url)
            until = time.monotonic() + 120
            while (report := staff.get(f"/v1/days/{last}").json()).get("status") != "done":
                assert time.monotonic() < until, report
                time.sleep(0.2)
        days = staff.get("/v1/days?limit=50").json()["days"]
        assert [day["date"] for day in days] == [str(last - n * DAY) for n in range(21)]
        assert staff.get(f"/v1/accounts/{account}/interest").json()["date"] == str(last)


def test_a_night_that_a_refusal_stops_says_why_and_is_tried_again_when_asked_for(bank: Bank, staff: Asker, tenant: str) -> None:
    closed = staff.post("/v1/gl/accounts/2120/close", {"from_date": str(FIRST + DAY), "reason": "No savings accounts any more."})
    assert closed.status_code == 200, closed.text
    assert end(bank, FIRST, staff, tenant)["status"] == "done"
    bank.open_account(product="online_savings", asker=staff, deposit=100_00)
    stopped = end(bank, FIRST + DAY, staff, tenant)
    assert (stopped["status"], stopped["step"]) == ("stopped", "gl_batch")
    assert stopped["stopped_by"]["code"] == "gl_account_unmapped"
    assert "2120" in stopped["stopped_by"]["message"]
    number = bank.platform.number_of(tenant)
    assert f'twincore_eod_stopped{{tenant="{number}"}} 1.0' in bank.client.get("/actuator/prometheus").text
    again = staff.post(f"/v1/days/{FIRST + DAY}/end", {})
    assert (again.status_code, again.json()["status"]) == (202, "running")
    assert end(bank, FIRST + DAY, staff, tenant)["status"] == "stopped"


def test_a_monthly_fee_is_waived_by_the_age_that_the_member_has_on_the_day(bank: Bank) -> None:
    tenant = bank.open_tenant(start="2026-03-31T00:00:00Z")
    staff = bank.as_(Role.TELLER, Role.MANAGER, Role.COMPLIANCE, Role.OPERATOR, actor="staff", tenant=tenant)
    plan = {"monthly_fee": {"amount": 5_00, "waived_below_age": 25}}
    planned = staff.post("/v1/products/everyday_account/interest-plans", {"rules": plan, "effective_from": "2026-03-31"})
    assert planned.status_code == 201, planned.text
    young, old = (bank.open_member(staff, birth_date=born) for born in ("2001-04-01", "2001-03-31"))
    accounts = [bank.open_account(member, asker=staff, deposit=100_00) for member in (young, old)]
    assert end(bank, date(2026, 3, 31), staff, tenant)["status"] == "done"
    assert [bank.available(account, staff) for account in accounts] == [100_00, 95_00]


def test_a_tenant_elsewhere_with_another_currency_is_ready_as_well(bank: Bank) -> None:
    tenant = bank.open_tenant(currency="NZD", time_zone="Pacific/Auckland", year_end_month=3, start="2026-03-30T20:00:00Z")
    staff = bank.as_(Role.TELLER, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.OPERATOR, actor="staff", tenant=tenant)
    account = bank.open_account(asker=staff, deposit=100_000)
    report = end(bank, date(2026, 3, 31), staff, tenant)
    assert (report["status"], report["period_ends"], report["trial_balance_zero"]) == ("done", ["month", "quarter", "year"], True)
    assert staff.get("/v1/gl/book").json()["currency"] == "NZD"
    assert bank.available(account, staff) == 100_000
