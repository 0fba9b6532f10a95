"""What bad input gets: a refusal with its code, the field and what to do; never a 500, never a partial effect."""

import json
from typing import Any

import pytest

from tests.gateway.bank import RUBY, Bank, new_key
from twincore.gateway.operation import BODY_BYTES_MAX


@pytest.fixture(scope="module")
def pair(bank: Bank) -> tuple[int, int]:
    """Two accounts, the first with 10,000 in it."""
    return bank.open_account(deposit=10_000), bank.open_account()


def refused(bank: Bank, path: str, body: Any, **more: Any) -> tuple[int, dict[str, Any]]:
    response = bank.staff.post(path, body, **more)
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["status"] == response.status_code
    assert problem["request_id"] == response.headers["x-request-id"]
    assert problem["type"] == f"urn:twincore:refusal:{problem['code']}"
    assert problem["title"]
    assert problem["detail"].endswith(".")
    assert problem["retry"] in ("never", "same_key", "new_key")
    return response.status_code, problem


@pytest.mark.parametrize(
    "amount",
    [
        "1.5",
        "1.0",
        "1e3",
        '"100"',
        "true",
        "null",
        "[]",
        "{}",
        "-1",
        "1000000000000001",
        "9223372036854775808",
        "1" * 400,
        "NaN",
        "Infinity",
        "-0.0",
    ],
)
def test_an_amount_is_a_json_integer_of_minor_units_and_nothing_else(bank: Bank, pair: tuple[int, int], amount: str) -> None:
    body = f'{{"debit": {pair[0]}, "credit": {pair[1]}, "amount": {amount}}}'
    status, problem = refused(bank, "/v1/transfers", body)
    assert (status, problem["code"]) in ((422, "request_invalid"), (400, "json_malformed"))
    assert bank.available(pair[0]) == 10_000


def test_an_amount_of_zero_is_the_ledgers_to_refuse(bank: Bank, pair: tuple[int, int]) -> None:
    status, problem = refused(bank, "/v1/transfers", {"debit": pair[0], "credit": pair[1], "amount": 0})
    assert (status, problem["code"], problem["field"]) == (422, "amount_invalid", "/amount")


def test_every_field_that_is_wrong_is_listed(bank: Bank) -> None:
    status, problem = refused(
        bank, "/v1/transfers", {"debit": "x", "credit": 1.5, "amount": -3, "kind": "steal", "colour": "red", "ref": "no"}
    )
    assert (status, problem["code"]) == (422, "request_invalid")
    assert {error["field"] for error in problem["errors"]} == {"/debit", "/credit", "/amount", "/kind", "/colour", "/ref"}
    assert problem["field"] == problem["errors"][0]["field"]


def test_fields_inside_are_named_by_their_pointer(bank: Bank) -> None:
    _, problem = refused(bank, "/v1/transfers/linked", {"transfers": [{"amount": 1}, {"amount": "1", "a/b~c": 1}]})
    assert {error["field"] for error in problem["errors"]} == {"/transfers/1/amount", "/transfers/1/a~1b~0c"}


def test_what_was_sent_is_not_repeated_in_the_refusal(bank: Bank) -> None:
    body = {**RUBY, "tfn": ["123456782"], "birth_date": "the 3rd of May", "email": "secret-address"}
    response = bank.staff.post("/v1/members/people", body)
    assert response.status_code == 422
    for secret in ("123456782", "3rd of May", "secret-address"):
        assert secret not in response.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"x"',
        b"\xff\xfe",
        b'{"amount": 1,}',
        b"[" * 100_000,
        b'{"a"' * 5000,
        b'{"detail": {"x": "\\ud800"}}',
    ],
)
def test_a_body_that_is_not_the_json_object_it_should_be_is_refused(bank: Bank, body: bytes) -> None:
    status, problem = refused(bank, "/v1/transfers", body)
    assert (status, problem["code"]) in ((400, "json_malformed"), (422, "request_invalid"))


@pytest.mark.parametrize(
    "detail",
    [
        {"x": 1.5},
        {"x": "\x00"},
        {"\x00": 1},
        {"x": 2**63},
        {"x": {"x": {"x": {"x": {"x": {"x": {"x": {"x": {"x": {}}}}}}}}}},
        [],
        "x",
        {"x": "y" * 5000},
    ],
)
def test_a_detail_is_a_shallow_json_object_without_fractions(bank: Bank, pair: tuple[int, int], detail: Any) -> None:
    status, problem = refused(bank, "/v1/transfers", {"debit": pair[0], "credit": pair[1], "amount": 1, "detail": detail})
    assert (status, problem["code"]) in ((422, "request_invalid"), (413, "detail_too_large"))


@pytest.mark.parametrize("media", ["text/plain", "application/xml", "", "application/x-ndjson", "multipart/form-data; boundary=x"])
def test_another_media_type_is_refused(bank: Bank, media: str) -> None:
    status, problem = refused(bank, "/v1/transfers", b"{}", headers={"Content-Type": media})
    assert (status, problem["code"]) == (415, "media_type_unsupported")


def test_json_with_a_charset_is_json(bank: Bank, pair: tuple[int, int]) -> None:
    body = {"debit": pair[1], "credit": pair[0], "amount": 1}
    response = bank.staff.post("/v1/transfers", body, headers={"Content-Type": "Application/JSON; charset=utf-8"})
    assert response.json()["code"] == "insufficient_funds"


@pytest.mark.parametrize("announced", [True, False])
def test_an_oversize_body_is_refused_before_it_is_read(bank: Bank, announced: bool) -> None:
    body = b'{"x": "' + b"x" * BODY_BYTES_MAX + b'"}'
    headers = {"Authorization": f"Bearer {bank.staff.token}", "Idempotency-Key": new_key(), "Content-Type": "application/json"}
    content: Any = body if announced else iter([body[:1000], body[1000:]])
    response = bank.client.post("/v1/transfers", content=content, headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("path", "code", "field"),
    [
        ("/v1/accounts/abc", "request_invalid", "path:account"),
        ("/v1/accounts/0", "request_invalid", "path:account"),
        ("/v1/accounts/-1/balances", "request_invalid", "path:account"),
        ("/v1/accounts/9223372036854775808", "request_invalid", "path:account"),
        ("/v1/accounts?limit=0", "request_invalid", "query:limit"),
        ("/v1/accounts?limit=201", "request_invalid", "query:limit"),
        ("/v1/accounts?limit=many", "request_invalid", "query:limit"),
        ("/v1/accounts?colour=red", "request_invalid", "query:colour"),
        ("/v1/accounts?after=x", "cursor_invalid", "query:after"),
        ("/v1/members?after=x", "cursor_invalid", "query:after"),
        ("/v1/members?kyc=maybe", "request_invalid", "query:kyc"),
        ("/v1/accounts/1/balance-at", "request_invalid", "query:at"),
        ("/v1/accounts/1/balance-at?at=yesterday", "request_invalid", "query:at"),
        ("/v1/accounts/1/balance-at?at=2026-03-02T09:00:00", "request_invalid", "query:at"),
        ("/v1/balances?account=x", "request_invalid", "query:account/0"),
    ],
)
def test_parameters_that_do_not_fit_are_named(bank: Bank, path: str, code: str, field: str) -> None:
    response = bank.staff.get(path)
    assert (response.status_code, response.json()["code"], response.json()["field"]) == (422, code, field)


@pytest.mark.parametrize(
    "path",
    ["/v1/accounts/999999", "/v1/accounts/999999/balances", "/v1/products/nothing", "/v1/transaction-codes/x%00y", "/v1/products/%00"],
)
def test_what_does_not_exist_is_not_found(bank: Bank, path: str) -> None:
    assert bank.staff.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/v2/accounts",
        "/v1/nothing",
        "/v1/accounts/",
        "/v1//accounts",
        "/v1/transfers/linked/x",
        "/%ff",
        "/docs/../etc/passwd",
        "/docs/x.js",
    ],
)
def test_an_unknown_path_is_a_problem_and_not_a_page(bank: Bank, path: str) -> None:
    response = bank.staff.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "OPTIONS", "TRACE"])
def test_an_unknown_method_is_a_problem_that_names_the_known_ones(bank: Bank, method: str) -> None:
    response = bank.client.request(method, "/v1/transfers", headers={"Authorization": f"Bearer {bank.staff.token}"})
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert "POST" in response.headers["allow"]


def test_a_currency_that_is_none_is_refused(bank: Bank) -> None:
    for currency, status in (("XXQ", 422), ("aud", 422), ("AUDX", 422), (36, 422)):
        response = bank.staff.post("/v1/accounts", {"product": "everyday_account", "party": bank.open_member(), "currency": currency})
        assert response.status_code == status


def test_an_account_in_another_currency_takes_no_money_of_ours(bank: Bank) -> None:
    ours = bank.open_account(deposit=1_000)
    theirs = bank.staff.post("/v1/accounts", {"product": "online_savings", "party": bank.open_member(), "currency": "USD"})
    if theirs.status_code == 201:
        _, problem = refused(bank, "/v1/transfers", {"debit": ours, "credit": theirs.json()["id"], "amount": 1})
        assert problem["code"] == "currency_mismatch"
    else:
        assert theirs.json()["code"] == "currency_not_offered"


def test_an_unknown_frozen_or_closed_account_is_refused_by_its_side(bank: Bank, pair: tuple[int, int]) -> None:
    frozen, closed = bank.open_account(deposit=500), bank.open_account()
    bank.staff.post(f"/v1/accounts/{frozen}/freeze", {"reason": "Card reported stolen."})
    bank.staff.post(f"/v1/accounts/{closed}/close", {"reason": "Member asked."})
    for debit, credit, status, code in (
        (999_999, pair[0], 404, "debit_account_not_found"),
        (pair[0], 999_999, 404, "credit_account_not_found"),
        (frozen, pair[0], 422, "debit_account_frozen"),
        (pair[0], frozen, 422, "credit_account_frozen"),
        (closed, pair[0], 422, "debit_account_closed"),
        (pair[0], closed, 422, "credit_account_closed"),
        (pair[0], pair[0], 422, "accounts_same"),
    ):
        found, problem = refused(bank, "/v1/transfers", {"debit": debit, "credit": credit, "amount": 1})
        assert (found, problem["code"]) == (status, code)
    assert bank.available(pair[0]) == 10_000


def test_a_hold_is_captured_once_and_not_after_it_has_expired(bank: Bank, pair: tuple[int, int]) -> None:
    hold = {"kind": "hold", "debit": pair[0], "credit": pair[1], "amount": 100, "expires_at": "2026-03-03T00:00:00Z"}
    first = bank.staff.post("/v1/transfers", hold).json()["id"]
    assert bank.staff.post("/v1/transfers", {"kind": "capture", "ref": first, "amount": 0}).status_code == 201
    status, problem = refused(bank, "/v1/transfers", {"kind": "capture", "ref": first, "amount": 0})
    assert (status, problem["code"], problem["field"]) == (409, "hold_captured", "/ref")

    second = bank.staff.post("/v1/transfers", hold).json()["id"]
    assert bank.staff.post("/v1/tenants/harbour/clock", {"by_seconds": 2 * 86_400}).status_code == 200
    status, problem = refused(bank, "/v1/transfers", {"kind": "capture", "ref": second, "amount": 100})
    assert (status, problem["code"]) == (409, "hold_expired")
    status, problem = refused(bank, "/v1/transfers", hold)
    assert (status, problem["code"], problem["field"]) == (422, "expiry_invalid", "/expires_at")


def test_a_linked_group_with_one_bad_leg_leaves_nothing_and_names_the_leg(bank: Bank) -> None:
    first, second = bank.open_account(deposit=100), bank.open_account()
    legs = [{"debit": first, "credit": second, "amount": 60}, {"debit": first, "credit": second, "amount": 60}]
    status, problem = refused(bank, "/v1/transfers/linked", {"transfers": legs})
    assert (status, problem["code"], problem["field"], problem["leg"]) == (422, "insufficient_funds", "/transfers/1/amount", 1)
    assert bank.available(first) == 100
    status, problem = refused(bank, "/v1/transfers/linked", {"transfers": legs * 129})
    assert (status, problem["code"]) == (422, "request_invalid")


def test_going_beyond_a_limit_needs_the_role_and_a_reason(bank: Bank) -> None:
    from twincore.gateway import Role

    body = {"debit": bank.open_account(), "credit": bank.open_account(), "amount": 100, "forced": True}
    status, problem = refused(bank, "/v1/transfers", body)
    assert (status, problem["code"], problem["field"]) == (422, "reason_missing", "/reason")
    partner = bank.as_(Role.PARTNER).post("/v1/transfers", {**body, "reason": "I want to."})
    assert (partner.status_code, partner.json()["code"]) == (403, "force_not_allowed")
    done = bank.staff.post("/v1/transfers", {**body, "reason": "Ordered by the court."})
    assert done.json()["forced"] is True
    entry = bank.staff.get(f"/v1/audit/commands/{done.json()['command']}").json()
    assert entry["reason"] == "Ordered by the court."


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"code": "nothing", "parameters": {}}, "transaction_code_not_found"),
        ({"code": "internal_transfer", "parameters": {"amount": 1, "to_account": 1}}, "parameter_missing"),
        ({"code": "internal_transfer", "parameters": {"amount": "1", "from_account": 1, "to_account": 2}}, "parameter_invalid"),
        ({"code": "internal_transfer", "parameters": {"amount": 1.5, "from_account": 1, "to_account": 2}}, "request_invalid"),
        ({"code": "internal_transfer", "parameters": {"amount": True, "from_account": 1, "to_account": 2}}, "request_invalid"),
        ({"code": "internal_transfer", "parameters": {"amount": 1, "from_account": 1, "to_account": 2, "x": 1}}, "parameter_unknown"),
        ({"code": "internal_transfer", "parameters": {"amount": 0, "from_account": 1, "to_account": 2}}, "parameter_out_of_limits"),
        ({"code": "internal_transfer", "parameters": {"amount": 1, "from_account": 2**63, "to_account": 2}}, "parameter_invalid"),
    ],
)
def test_parameters_of_a_transaction_code_are_checked(bank: Bank, body: Any, code: str) -> None:
    _, problem = refused(bank, "/v1/transactions", body)
    assert problem["code"] == code


def test_no_answer_to_any_of_hundreds_of_mangled_bodies_is_a_500(bank: Bank, pair: tuple[int, int]) -> None:
    import random

    chance = random.Random(7)
    sound = json.dumps({"debit": pair[0], "credit": pair[1], "amount": 5, "detail": {"a": [1, "b"]}, "value_date": "2026-03-02"}).encode()
    for _ in range(300):
        mangled = bytearray(sound)
        for _ in range(chance.randint(1, 4)):
            mangled[chance.randrange(len(mangled))] = chance.randrange(256)
        response = bank.staff.post("/v1/transfers", bytes(mangled))
        assert response.status_code in (201, 400, 404, 422), (bytes(mangled), response.text)
