"""The edge: ids, headers, metrics, traces, logs, limits, health, and the documentation page."""

import json
import re
from pathlib import Path

import pytest
import structlog
from opentelemetry import trace

from tests.gateway.bank import Bank, open_bank
from twincore.gateway import edge
from twincore.gateway.limits import RateLimit
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.kernel.refusal import Refusal


def test_a_request_id_is_taken_if_it_is_sound_and_made_if_it_is_not(bank: Bank) -> None:
    given = bank.client.get("/actuator/info", headers={"X-Request-Id": "order-66/a"})
    assert given.headers["x-request-id"] == "order-66/a"
    for odd in ("", "two words", "x" * 129, "a;b", "<script>"):
        made = bank.client.get("/actuator/info", headers={"X-Request-Id": odd})
        assert re.fullmatch(r"[0-9a-f]{32}", made.headers["x-request-id"])


def test_the_request_id_reaches_the_problem_the_audit_trail_and_the_log(bank: Bank) -> None:
    with structlog.testing.capture_logs() as lines:
        response = bank.staff.post(
            "/v1/members/people", {"given_name": "A", "family_name": "B", "birth_date": "1990-01-01"}, headers={"X-Request-Id": "trail-1"}
        )
    assert response.status_code == 201
    (entry,) = bank.staff.get("/v1/audit", params={"subject": f"party/{response.json()['id']}"}).json()["entries"]
    assert entry["request_id"] == "trail-1"
    (line,) = [line for line in lines if line["event"] == "request" and line["method"] == "POST"]
    assert line == {
        **line,
        "route": "/v1/members/people",
        "status": 201,
        "tenant": "harbour",
        "actor": "staff@harbour",
        "log_level": "info",
    }
    problem = bank.staff.get("/v1/accounts/999999", headers={"X-Request-Id": "trail-2"}).json()
    assert problem["request_id"] == "trail-2"


@pytest.mark.parametrize("path", ["/v1/products", "/actuator/health", "/nothing", "/openapi.json", "/docs"])
def test_every_answer_carries_the_security_headers(bank: Bank, path: str) -> None:
    headers = bank.staff.get(path).headers
    for name in edge._HEADERS:
        assert name.decode() in headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_metrics_count_requests_and_refusals_by_route_and_not_by_path(bank: Bank) -> None:
    for account in (900_001, 900_002):
        bank.staff.get(f"/v1/accounts/{account}")
    bank.client.get("/some/odd/path")
    text = bank.client.get("/actuator/prometheus").text
    assert 'twincore_http_requests_total{method="GET",route="/v1/accounts/{account}",status="404"}' in text
    assert 'route="unmatched"' in text
    assert "/900001" not in text
    assert "twincore_http_request_seconds_bucket" in text
    assert 'twincore_refusals_total{code="account_not_found",route="/v1/accounts/{account}"}' in text
    assert "twincore_ledger" in text


def test_a_traceparent_is_honoured(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    class Watch:
        def info(self, *_: object, **__: object) -> None:
            seen.append(trace.get_current_span().get_span_context().trace_id)

        debug = info

    monkeypatch.setattr(edge, "_log", Watch())
    bank.client.get("/v1/products", headers={"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    assert seen == [0x0AF7651916CD43DD8448EB211C80319C]


def test_a_traceparent_that_is_none_is_ignored(bank: Bank) -> None:
    for odd in ("x", "00-zz-zz-01", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"):
        assert bank.client.get("/actuator/info", headers={"traceparent": odd}).status_code == 200


def test_a_client_that_asks_too_often_is_told_to_wait(server: EmbeddedPostgres, template: str, tmp_path: Path) -> None:
    with open_bank(server, template, tmp_path, rate_limit_per_s=20) as bank:
        answers = [bank.staff.get("/v1/products") for _ in range(60)]
        limited = [answer for answer in answers if answer.status_code == 429]
        assert limited
        assert (limited[0].json()["code"], limited[0].json()["retry"], limited[0].headers["retry-after"]) == (
            "rate_limited",
            "same_key",
            "1",
        )
        strangers = [bank.client.get("/v1/products").status_code for _ in range(60)]
        assert set(strangers) == {401, 429}


def test_a_bucket_fills_by_the_second_and_each_client_has_its_own() -> None:
    limit = RateLimit(10)
    for _ in range(10):
        limit.take("ann", 100.0)
    with pytest.raises(Refusal, match="rate_limited"):
        limit.take("ann", 100.0)
    limit.take("bob", 100.0)
    limit.take("ann", 100.15)
    with pytest.raises(Refusal, match="rate_limited"):
        limit.take("ann", 100.15)


def test_health_says_of_each_part_whether_it_is_up(bank: Bank) -> None:
    health = bank.client.get("/actuator/health").json()
    assert health["status"] == "UP"
    assert set(health["components"]) == {"db", "ledger", "identity"}
    for path in ("liveness", "readiness", "db", "ledger", "identity"):
        assert bank.client.get(f"/actuator/health/{path}").json()["status"] == "UP"
    assert bank.client.get("/actuator/health/kafka").status_code == 404
    assert bank.client.get("/actuator/info").json()["app"]["name"] == "twincore"
    assert "prometheus" in bank.client.get("/actuator").json()["_links"]


def test_a_ledger_that_has_halted_is_out_of_service_and_no_other_one(
    bank: Bank, server: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    with open_bank(server, template, tmp_path) as other:
        other.platform.ledger.lane(other.number).halt("the books disagree")
        assert other.client.get("/actuator/health/readiness").status_code == 503
        assert other.client.get("/actuator/health/ledger").json() == {"status": "DOWN", "details": {"halted": [str(other.number)]}}
        assert bank.client.get("/actuator/health/readiness").status_code == 200
    with open_bank(server, template, tmp_path) as again:
        again.platform.ledger.lane(again.number)
        assert f'twincore_ledger_halted{{tenant="{again.number}"}} 0.0' in again.client.get("/actuator/prometheus").text


def test_without_its_database_the_service_is_not_ready_says_so_and_comes_back(
    server: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    with open_bank(server, template, tmp_path) as bank:
        account = bank.open_account(deposit=100)
        name = bank.platform.settings.database_name
        with server.superuser() as conn:
            conn.execute(f'alter database "{name}" allow_connections false'.encode())
            conn.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))
        try:
            assert bank.client.get("/actuator/health/liveness").status_code == 200
            ready = bank.client.get("/actuator/health/readiness", timeout=60)
            assert (ready.status_code, ready.json()["status"]) == (503, "DOWN")
            away = bank.staff.get(f"/v1/accounts/{account}/balances", timeout=60)
            assert (away.status_code, away.json()["code"], away.json()["retry"]) == (503, "database_unavailable", "same_key")
        finally:
            with server.superuser() as conn:
                conn.execute(f'alter database "{name}" allow_connections true'.encode())
        for _ in range(50):
            if bank.client.get("/actuator/health/readiness", timeout=60).status_code == 200:
                break
        assert bank.available(account) == 100
        assert (
            bank.staff.post("/v1/transactions", {"code": "cash_deposit", "parameters": {"account": account, "amount": 1}}).status_code
            == 201
        )


def test_the_documentation_page_loads_nothing_from_another_host(bank: Bank) -> None:
    page = bank.client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    loaded = [address for address in re.findall(r'(?:src|href)="([^"]+)"', page.text) if address != "data:,"]
    assert loaded
    for path in loaded:
        assert path.startswith("/docs/")
        found = bank.client.get(path)
        assert found.status_code == 200
        assert len(found.content) > 100
    assert not re.search(r"https?://", page.text)
    assert bank.client.get("/", follow_redirects=False).headers["location"] == "/docs"


def test_the_document_is_openapi_3_1_and_whole(bank: Bank) -> None:
    document = bank.client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    references = set(re.findall(r'"\$ref": "#/components/(\w+)/(\w+)"', json.dumps(document)))
    for kind, name in references:
        assert name in document["components"][kind]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert operation["security"] == [{"bearer": []}]
            assert {"401", "403", "422", "429", "500"} <= set(operation["responses"])
            if "requestBody" in operation:
                for media, content in operation["requestBody"]["content"].items():
                    assert media.endswith("arrow.stream") or "example" in content, (path, method, media)
