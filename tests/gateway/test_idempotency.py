"""Retries: the same key and body get the same answer, whatever happened in between; nothing is done twice."""

import threading
from typing import Any

import pytest

from tests.gateway.bank import Bank, new_key
from twincore.gateway import Role
from twincore.gateway.operation import KEY_MAX


def transfer(bank: Bank, **changed: Any) -> dict[str, Any]:
    debit = bank.open_account(deposit=10_000)
    return {"debit": debit, "credit": bank.open_account(), "amount": 2_500, **changed}


def test_the_same_key_and_body_get_the_same_answer_and_move_money_once(bank: Bank) -> None:
    body, key = transfer(bank), new_key()
    first = bank.staff.post("/v1/transfers", body, key=key)
    again = bank.staff.post("/v1/transfers", body, key=key)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert bank.available(body["debit"]) == 7_500


def test_a_retry_after_this_process_has_forgotten_the_key_is_answered_from_the_audit_trail(bank: Bank) -> None:
    body, key = transfer(bank), new_key()
    first = bank.staff.post("/v1/transfers", body, key=key)
    bank.platform.recall._seen.clear()
    again = bank.staff.post("/v1/transfers", body, key=key)
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    assert bank.available(body["debit"]) == 7_500


def test_a_refused_posting_stays_refused_under_its_key_though_the_money_has_come(bank: Bank) -> None:
    body, key = transfer(bank, amount=50_000), new_key()
    first = bank.staff.post("/v1/transfers", body, key=key)
    assert (first.status_code, first.json()["code"], first.json()["retry"]) == (422, "insufficient_funds", "new_key")
    bank.staff.post("/v1/transactions", {"code": "cash_deposit", "parameters": {"account": body["debit"], "amount": 100_000}})
    for forgotten in (False, True):
        if forgotten:
            bank.platform.recall._seen.clear()
        again = bank.staff.post("/v1/transfers", body, key=key)
        assert (again.json()["code"], again.headers["idempotent-replayed"]) == ("insufficient_funds", "true")
    assert bank.available(body["debit"]) == 110_000
    assert bank.staff.post("/v1/transfers", body).status_code == 201


@pytest.mark.parametrize("forgotten", [False, True])
def test_another_body_under_the_same_key_is_refused(bank: Bank, forgotten: bool) -> None:
    body, key = transfer(bank), new_key()
    bank.staff.post("/v1/transfers", body, key=key)
    if forgotten:
        bank.platform.recall._seen.clear()
    other = bank.staff.post("/v1/transfers", {**body, "amount": 1}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert bank.available(body["debit"]) == 7_500


def test_the_key_of_one_operation_is_taken_for_another(bank: Bank) -> None:
    key = new_key()
    assert (
        bank.staff.post("/v1/members/people", {"given_name": "A", "family_name": "B", "birth_date": "1990-01-01"}, key=key).status_code
        == 201
    )
    other = bank.staff.post("/v1/members/organisations", {"name": "C"}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_two_people_may_use_the_same_key(bank: Bank) -> None:
    body, key = transfer(bank), new_key()
    for name in ("ann", "bob"):
        asker = bank.as_(Role.MANAGER, actor=name)
        assert asker.post("/v1/transfers", body, key=key).status_code == 201
    assert bank.available(body["debit"]) == 5_000


@pytest.mark.parametrize("path", ["/v1/members/people", "/v1/accounts"])
def test_a_write_of_any_room_is_replayed_word_for_word(bank: Bank, path: str) -> None:
    member, key = bank.open_member(), new_key()
    person = {"given_name": "A", "family_name": "B", "birth_date": "1990-01-01"}
    body = person if "people" in path else {"product": "everyday_account", "party": member}
    first = bank.staff.post(path, body, key=key)
    again = bank.staff.post(path, body, key=key)
    assert (first.status_code, first.content) == (201, again.content)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotent-replayed"] == "true"


def test_a_refusal_of_any_room_is_replayed_too(bank: Bank) -> None:
    key = new_key()
    first = bank.staff.post("/v1/accounts", {"product": "nothing", "party": bank.open_member()}, key=key)
    body = {"product": "nothing", "party": "00000000-0000-4000-8000-000000000000"}
    assert (first.status_code, first.json()["code"]) == (404, "product_not_found")
    assert bank.staff.post("/v1/accounts", body, key=key).json()["code"] == "idempotency_key_reused"


def test_the_same_key_at_the_same_time_moves_money_once(bank: Bank) -> None:
    body, key = transfer(bank), new_key()
    answers: list[tuple[int, Any]] = []
    barrier = threading.Barrier(8)

    def send() -> None:
        barrier.wait()
        response = bank.staff.post("/v1/transfers", body, key=key)
        answers.append((response.status_code, response.json().get("code")))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in answers} <= {201, 409}
    assert {code for status, code in answers if status == 409} <= {"request_in_flight"}
    assert bank.available(body["debit"]) == 7_500


def test_while_a_request_is_served_its_key_is_in_flight(bank: Bank) -> None:
    body, key = transfer(bank), new_key()
    staff = f"staff@{bank.tenant}"
    held = bank.platform.take_key(bank.number, staff, key)
    refused = bank.staff.post("/v1/transfers", body, key=key)
    assert (refused.status_code, refused.json()["code"], refused.json()["retry"]) == (409, "request_in_flight", "same_key")
    bank.platform.give_key(held)
    assert bank.staff.post("/v1/transfers", body, key=key).status_code == 201


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "idempotency_key_missing"),
        ("", "idempotency_key_invalid"),
        ("a b", "idempotency_key_invalid"),
        ("ä", "idempotency_key_invalid"),
        ("k" * (KEY_MAX + 1), "idempotency_key_invalid"),
    ],
)
def test_a_write_without_a_sound_key_is_refused(bank: Bank, key: str | None, code: str) -> None:
    headers = {"Authorization": f"Bearer {bank.staff.token}", "Content-Type": "application/json"}
    sent = headers if key is None else {**headers, "Idempotency-Key": key}
    response = bank.client.post("/v1/transfers", content=b"{}", headers={name: value.encode("latin-1") for name, value in sent.items()})
    assert (response.status_code, response.json()["code"]) == (400, code)
    assert response.json()["field"] == "header:Idempotency-Key"


def test_the_longest_key_is_good(bank: Bank) -> None:
    body = transfer(bank)
    assert bank.staff.post("/v1/transfers", body, key="~" * KEY_MAX).status_code == 201


def test_a_request_that_never_became_a_command_does_not_use_up_its_key_and_leaves_a_trace(bank: Bank) -> None:
    body, key = transfer(bank), new_key()
    assert bank.staff.post("/v1/transfers", {**body, "amount": -1}, key=key).status_code == 422
    assert bank.staff.post("/v1/transfers", body, key=key).status_code == 201
    entries = []
    after = ""
    while after is not None:
        page = bank.staff.get(
            "/v1/audit", params={"actor": f"staff@{bank.tenant}", "limit": 200, **({"after": after} if after else {})}
        ).json()
        entries += page["entries"]
        after = page["next"]
    (attempt,) = [e for e in entries if e["key"].startswith("attempt ") and e["outcome"]["refusal"]["field"] == "/amount"][-1:]
    assert attempt["type"] == "ledger.transfer"
    assert attempt["outcome"]["refusal"]["code"] == "request_invalid"
