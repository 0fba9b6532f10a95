"""``twincore up``: starts from nothing, stops when told, and after kill -9 nothing acknowledged is lost and nothing is done twice."""

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from tests.serve.service import Up, upright
from twincore.cli import main
from twincore.kernel.postgres import EmbeddedPostgres

TENANT = {"name": "harbour", "display_name": "Harbour Credit Union", "synthetic": True, "start": "2026-03-02T00:00:00Z"}
PERSON = {"given_name": "Ruby", "family_name": "Wells", "birth_date": "1988-04-12"}


def opened(up: Up) -> tuple[str, int, int]:
    """A tenant with two accounts, the first with money: a token and their ids."""
    assert up.post("/v1/tenants", up.token("platform", "operator"), TENANT, "tenant").status_code in (201, 409)
    token = up.token("harbour", "teller", "manager")
    member = up.post("/v1/members/people", token, PERSON, "member").json()["id"]
    accounts = [
        up.post("/v1/accounts", token, {"product": "everyday_account", "party": member}, f"account-{n}").json()["id"] for n in (1, 2)
    ]
    deposit = {"code": "cash_deposit", "parameters": {"account": accounts[0], "amount": 500_000}}
    assert up.post("/v1/transactions", token, deposit, "deposit").status_code == 201
    return token, accounts[0], accounts[1]


def available(up: Up, token: str, account: int) -> int:
    return int(up.get(f"/v1/accounts/{account}/balances", token).json()["available"])


def test_up_starts_from_nothing_says_where_everything_is_keeps_its_port_and_stops_when_told(server_folder: Path) -> None:
    with upright(server_folder) as up:
        for word in ("/docs", "/actuator/health", "/actuator/prometheus", "PostgreSQL      embedded", "twincore token --tenant"):
            assert word in up.said
        _, first, _ = opened(up)
        lines = [line.strip() for line in up.said.splitlines()]
        start = next(at for at, line in enumerate(lines) if line.startswith("SECRET="))
        script = "\n".join(lines[start : start + 5]).replace('"name": "harbour"', '"name": "by-curl"')
        made = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, timeout=60)
        assert json.loads(made.stdout)["name"] == "by-curl"
        assert (server_folder / "keys" / "operator.json").stat().st_mode & 0o777 == 0o600
        token = up.run("token", "--tenant", "harbour", "--role", "teller").stdout.strip()
        assert available(up, token, first) == 500_000
        taken = up.run("up", "--port", str(up.client.base_url.port))
        assert (taken.returncode, "address_in_use" in taken.stderr) == (1, True)
        assert up.client.get("/actuator/health").json()["status"] == "UP"
        found = up.run("verify", "--json")
        assert found.returncode == 0, found.stdout + found.stderr
        report = json.loads(found.stdout)
        assert report["ok"] is True
        assert report["tenants"]["harbour"]["balanced"]["ok"] is True
        assert up.end(signal.SIGINT) == 0
    postgres = EmbeddedPostgres(server_folder / "postgres")
    assert not postgres.running
    with upright(server_folder) as up:
        assert available(up, up.token("harbour", "teller"), first) == 500_000
        assert up.end(signal.SIGTERM) == 0
    assert not postgres.running
    only = up.run("verify", "--tenant", "harbour")
    assert (only.returncode, "Every invariant holds." in only.stdout) == (0, True), only.stdout + only.stderr
    assert up.run("verify", "--tenant", "atlantis").returncode == 1
    assert "current" in up.run("migrate").stdout
    assert not postgres.running


def test_after_kill_9_nothing_acknowledged_is_lost_and_a_retry_does_nothing_twice(server_folder: Path) -> None:
    acknowledged: dict[str, bytes] = {}
    sent: list[str] = []

    def body(first: int, second: int) -> dict[str, Any]:
        return {"debit": first, "credit": second, "amount": 1}

    try:
        up = Up(server_folder)
        token, first, second = opened(up)
        for round_ in range(2):
            stop = threading.Event()

            def load(number: int, up: Up = up, stop: threading.Event = stop, round_: int = round_) -> None:
                turn = 0
                while not stop.is_set():
                    key = f"load-{round_}-{number}-{turn}"
                    turn += 1
                    sent.append(key)
                    try:
                        response = up.post("/v1/transfers", token, body(first, second), key)
                    except httpx.HTTPError:
                        return
                    if response.status_code == 201:
                        acknowledged[key] = response.content

            threads = [threading.Thread(target=load, args=(number,)) for number in range(4)]
            for thread in threads:
                thread.start()
            while len(acknowledged) < 40 * (round_ + 1):  # in the thick of it, however slow the machine
                assert any(thread.is_alive() for thread in threads)
                time.sleep(0.005)
            up.process.send_signal(signal.SIGKILL)
            stop.set()
            for thread in threads:  # before the client they share is closed
                thread.join()
            assert up.end(signal.SIGKILL) == -signal.SIGKILL
            if round_ == 1:
                EmbeddedPostgres(server_folder / "postgres").kill()  # and PostgreSQL with it
            up = Up(server_folder)
        assert len(acknowledged) >= 80
        for key in sent:
            response = up.post("/v1/transfers", token, body(first, second), key)
            assert response.status_code == 201, response.text
            if key in acknowledged:
                assert response.content == acknowledged[key]
                assert response.headers["idempotent-replayed"] == "true"
        assert available(up, token, second) == len(sent)
        assert available(up, token, first) == 500_000 - len(sent)
        auditor = up.token("harbour", "auditor")
        assert up.get("/v1/invariants", auditor).json()["ok"] is True
    finally:
        if up.process.poll() is None:
            up.end(signal.SIGINT)
        EmbeddedPostgres(server_folder / "postgres").stop()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["token", "--tenant", "harbour", "--role", "king"], "is not a role"),
        (["serve", "kitchen"], "is not a service"),
        (["bench", "ingest", "--format", "xml"], "arrow or ndjson"),
        (["verify"], "nothing_to_verify"),
        (["fly"], "No such command"),
    ],
)
def test_a_command_that_cannot_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], word: str
) -> None:
    setting = {
        "TWINCORE_DATA_FOLDER": str(tmp_path / "var"),
        "TWINCORE_CONFIG": str(tmp_path / "none.toml"),
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }
    for name, value in setting.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["twincore", *arguments])
    logs = structlog.get_config()
    with pytest.raises(SystemExit) as done:
        main()
    structlog.configure(**logs)  # a command has its logs on the standard error of its own process
    assert done.value.code not in (0, None)
    assert word in capsys.readouterr().err


def test_the_help_of_the_command_loads_no_room() -> None:
    script = "import sys, twincore.cli; print([name for name in sys.modules if name.startswith('twincore.') and name not in ('twincore.cli', 'twincore.console')])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert loaded.stdout.strip() == "[]"
