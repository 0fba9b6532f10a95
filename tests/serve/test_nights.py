"""A night that the API was asked for survives kill -9: the next process goes on where it was, and nothing is done twice."""

import signal
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.serve.service import Up, upright
from tests.serve.test_up import opened

FIRST, DAYS = date(2026, 3, 2), 25
LAST = FIRST + timedelta(days=DAYS - 1)


def days(up: Up, token: str) -> list[dict[str, Any]]:
    """The dates whose end has begun, newest first."""
    found: list[dict[str, Any]] = up.get("/v1/days?limit=100", token).json()["days"]
    return found


def test_a_night_that_was_asked_for_is_ended_by_the_next_process_after_a_kill(server_folder: Path) -> None:
    plan = {"rules": {"tiers": [{"from": 0, "rate_ppm": 36_500}], "cycle": "daily"}, "effective_from": str(FIRST)}
    with upright(server_folder) as up:
        _, account, _ = opened(up)
        token = up.token("harbour", "operator", "teller")
        assert up.post("/v1/products/everyday_account/interest-plans", token, plan, "plan").status_code == 201
        clock = {"to": f"{LAST}T14:00:00Z"}
        assert up.post("/v1/tenants/harbour/clock", up.token("platform", "operator"), clock, "clock").status_code == 200
        asked = up.post(f"/v1/days/{LAST}/end", token, {}, "end")
        assert (asked.status_code, asked.json()["status"]) == (202, "waiting")
        while len(days(up, token)) < 3:
            time.sleep(0.02)
        up.end(signal.SIGKILL)
    with upright(server_folder) as up:
        token = up.token("harbour", "operator", "teller")
        deadline = time.monotonic() + 120
        while (report := up.get(f"/v1/days/{LAST}", token).json())["status"] != "done":
            assert report["status"] in ("waiting", "running"), report
            assert time.monotonic() < deadline, report
            time.sleep(0.2)
        found = days(up, token)
        assert [day["date"] for day in found] == [str(LAST - timedelta(days=n)) for n in range(DAYS)]
        assert all(day["status"] == "done" and not day["refused"] and not day["discrepancies"] for day in found)
        assert report["trial_balance_zero"] is True
        # 5,000.00 earn 0.50 a day; these nights came late, so that interest on their interest is the next date's
        assert up.get(f"/v1/accounts/{account}/balances", token).json()["current"] == 500_000 + DAYS * 50
        verified = up.run("verify", "--json")
        assert verified.returncode == 0, verified.stdout + verified.stderr
