"""Bulk: many items in one request, each with its own result, retried without doing anything twice."""

import io
import json
from typing import Any

import pyarrow as pa
import pytest

from tests.gateway.bank import RUBY, Asker, Bank, new_key
from twincore.gateway import Role
from twincore.gateway.columns import ROWS_MAX
from twincore.gateway.operation import ARROW


@pytest.fixture(scope="module")
def pair(bank: Bank) -> tuple[int, int]:
    """Two accounts, the first with a million in it."""
    return bank.open_account(deposit=1_000_000), bank.open_account()


def results(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def arrow(**columns: pa.Array) -> bytes:
    sink = io.BytesIO()
    batch = pa.record_batch(columns)
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue()


def send(asker: Asker, body: bytes, key: str | None = None, path: str = "/v1/transfers/bulk") -> Any:
    return asker.post(path, body, key=key, headers={"Content-Type": ARROW})


def test_a_broken_line_7_of_1000_is_named_and_the_others_are_done(bank: Bank, pair: tuple[int, int]) -> None:
    lines: list[Any] = [{"debit": pair[0], "credit": pair[1], "amount": 1} for _ in range(1000)]
    lines[6] = '{"debit": 1, "credit": '
    before = bank.available(pair[1])
    response = bank.staff.lines("/v1/transfers/bulk", lines)
    assert response.headers["content-type"].startswith("application/x-ndjson")
    answers = results(response.text)
    assert [answer["line"] for answer in answers] == list(range(1, 1001))
    assert (answers[6]["status"], answers[6]["refusal"]["code"], answers[6]["id"]) == ("refused", "json_malformed", None)
    assert {answer["status"] for answer in answers if answer["line"] != 7} == {"created"}
    assert bank.available(pair[1]) == before + 999


def test_each_line_is_refused_for_its_own_reason(bank: Bank, pair: tuple[int, int]) -> None:
    lines: list[Any] = [
        {"debit": pair[0], "credit": pair[1], "amount": 1.5},
        {"debit": pair[0], "credit": pair[1], "amount": 10**15},
        {"debit": 999_999, "credit": pair[1], "amount": 1},
        {"debit": pair[0], "credit": pair[1], "amount": 1, "colour": "red"},
        "",
        {"debit": pair[0], "credit": pair[1], "amount": 1, "id": "3e1b5b6e-6f3c-4c8e-9e7e-000000000001"},
        {"debit": pair[0], "credit": pair[1], "amount": 1, "id": "3e1b5b6e-6f3c-4c8e-9e7e-000000000001"},
        {"debit": pair[0], "credit": pair[1], "amount": 2, "id": "3e1b5b6e-6f3c-4c8e-9e7e-000000000001"},
    ]
    answers = results(bank.staff.lines("/v1/transfers/bulk", lines).text)
    told = [(a["refusal"]["code"], a["refusal"]["field"]) if a["refusal"] else a["status"] for a in answers]
    assert told == [
        ("request_invalid", "/amount"),
        ("insufficient_funds", "/amount"),
        ("debit_account_not_found", "/debit"),
        ("request_invalid", "/colour"),
        ("json_malformed", None),
        "created",
        "exists",
        ("id_conflict", "/id"),
    ]


def test_linked_lines_stand_or_fall_together(bank: Bank) -> None:
    first, second = bank.open_account(deposit=100), bank.open_account()
    lines = [
        {"debit": first, "credit": second, "amount": 60, "linked": True},
        {"debit": first, "credit": second, "amount": 60},
        {"debit": first, "credit": second, "amount": 10},
    ]
    answers = results(bank.staff.lines("/v1/transfers/bulk", lines).text)
    assert [a["refusal"] and a["refusal"]["code"] for a in answers] == ["group_refused", "insufficient_funds", None]
    assert bank.available(first) == 90


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_bulk_request_that_is_sent_again_gets_the_same_answer_and_moves_nothing(
    bank: Bank, pair: tuple[int, int], forgotten: bool
) -> None:
    key = new_key()
    lines = [{"debit": pair[0], "credit": pair[1], "amount": 1}] * 5000 + [{"debit": pair[0], "credit": pair[1], "amount": 10**15}]
    first = bank.staff.lines("/v1/transfers/bulk", lines, key=key)
    before = bank.available(pair[1])
    if forgotten:
        bank.platform.recall._seen.clear()
    again = bank.staff.lines("/v1/transfers/bulk", lines, key=key)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert bank.available(pair[1]) == before
    other = bank.staff.lines("/v1/transfers/bulk", lines[1:], key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_the_lines_of_a_bulk_request_are_found_in_the_audit_trail_by_their_command(bank: Bank, pair: tuple[int, int]) -> None:
    answer = results(bank.staff.lines("/v1/transfers/bulk", [{"debit": pair[0], "credit": pair[1], "amount": 3}]).text)[0]
    transfer = bank.staff.get(f"/v1/transfers/{answer['id']}").json()
    entry = bank.staff.get(f"/v1/audit/commands/{transfer['command']}").json()
    assert (entry["type"], entry["actor"]) == ("ledger.transfers", "staff@harbour")
    assert entry["outcome"]["result"]["items"] == 1


def test_arrow_columns_are_posted_in_their_order(bank: Bank, pair: tuple[int, int]) -> None:
    count = 20_000
    before = bank.available(pair[1])
    body = arrow(debit=pa.array([pair[0]] * count), credit=pa.array([pair[1]] * count), amount=pa.array([1] * count))
    key = new_key()
    response = send(bank.staff, body, key)
    assert response.headers["content-type"] == ARROW
    table = pa.ipc.open_stream(response.content).read_all()
    assert table.column_names == ["status", "seq", "id"]
    assert set(table.column("status").to_pylist()) == {"created"}
    seqs = table.column("seq").to_pylist()
    assert seqs == list(range(seqs[0], seqs[0] + count))
    assert len(set(table.column("id").to_pylist())) == count
    assert bank.available(pair[1]) == before + count
    assert send(bank.staff, body, key).content == response.content
    assert bank.available(pair[1]) == before + count
    transfer = bank.staff.get(f"/v1/transfers/{_text(table.column('id')[7].as_py())}").json()
    assert transfer["seq"] == seqs[7]


def _text(raw: bytes) -> str:
    from uuid import UUID

    return str(UUID(bytes=raw))


def test_arrow_items_are_refused_one_by_one(bank: Bank, pair: tuple[int, int]) -> None:
    given = b"\x01" * 16
    body = arrow(
        id=pa.array([None, given, given, None, None], pa.binary(16)),
        kind=pa.array(["post", None, "post", "steal", "hold"]).dictionary_encode(),
        debit=pa.array([pair[0]] * 5),
        credit=pa.array([pair[1], pair[1], pair[1], pair[1], pair[1]]),
        amount=pa.array([10**15, 1, 1, 1, 5]),
        value_date=pa.array([None, 20_000, None, None, None], pa.date32()),
        expires_at=pa.array([None, None, None, None, 4_000_000_000_000_000], pa.timestamp("us", "UTC")),
    )
    table = pa.ipc.open_stream(send(bank.staff, body).content).read_all()
    assert table.column("status").to_pylist() == ["insufficient_funds", "created", "exists", "kind_unknown", "created"]
    assert table.column("seq").to_pylist()[0] == 0
    transfer = bank.staff.get(f"/v1/transfers/{_text(given)}").json()
    assert transfer["value_date"] == "2024-10-04"


def test_arrow_of_many_batches_and_of_linked_groups_across_chunks_is_not_cut_in_a_group(bank: Bank, pair: tuple[int, int]) -> None:
    count = 8192 + 50
    linked = [at in range(8150, 8230) for at in range(count)]
    sink = io.BytesIO()
    schema = pa.schema([("debit", pa.int64()), ("credit", pa.int64()), ("amount", pa.int64()), ("linked", pa.bool_())])
    with pa.ipc.new_stream(sink, schema) as writer:
        for first in range(0, count, 1000):
            size = min(1000, count - first)
            writer.write_batch(
                pa.record_batch(
                    [pa.array([pair[0]] * size), pa.array([pair[1]] * size), pa.array([1] * size), pa.array(linked[first : first + size])],
                    schema=schema,
                )
            )
    table = pa.ipc.open_stream(send(bank.staff, sink.getvalue()).content).read_all()
    assert set(table.column("status").to_pylist()) == {"created"}


@pytest.mark.parametrize(
    ("columns", "code", "field"),
    [
        ({"amount": pa.array([1.0])}, "column_type_wrong", "/amount"),
        ({"amount": pa.array(["1"])}, "column_type_wrong", "/amount"),
        ({"amount": pa.array([1], pa.uint64())}, "column_type_wrong", "/amount"),
        ({"amount": pa.array([None], pa.int64())}, "column_null", "/amount"),
        ({"debit": pa.array([1])}, "column_missing", "/amount"),
        ({"amount": pa.array([1]), "colour": pa.array([1])}, "column_unknown", "/colour"),
        ({"amount": pa.array([1]), "id": pa.array([b"short"])}, "column_type_wrong", "/id"),
        ({"amount": pa.array([1]), "kind": pa.array([1])}, "column_type_wrong", "/kind"),
        ({"amount": pa.array([1]), "expires_at": pa.array([1])}, "column_type_wrong", "/expires_at"),
        ({"amount": pa.array([], pa.int64())}, "items_missing", None),
    ],
)
def test_arrow_columns_that_do_not_fit_are_named(bank: Bank, columns: dict[str, pa.Array], code: str, field: str | None) -> None:
    response = send(bank.staff, arrow(**columns))
    assert (response.status_code, response.json()["code"], response.json().get("field")) == (422, code, field)


def test_bytes_that_are_no_sound_arrow_stream_are_refused_whatever_byte_is_wrong(bank: Bank, pair: tuple[int, int]) -> None:
    import random

    chance = random.Random(11)
    sound = arrow(debit=pa.array([pair[0]] * 20), credit=pa.array([pair[1]] * 20), amount=pa.array([1] * 20))
    for body in (b"", b"x" * 100, sound[:-50], sound[: len(sound) // 2], sound[8:]):
        response = send(bank.staff, body)
        assert (response.status_code, response.json()["code"]) in ((400, "arrow_malformed"), (422, "items_missing"))
    for _ in range(60):
        mangled = bytearray(sound)
        mangled[chance.randrange(len(mangled))] ^= 1 << chance.randrange(8)
        assert send(bank.staff, bytes(mangled)).status_code in (200, 400, 422)


def test_more_rows_than_a_request_may_have_are_refused(bank: Bank) -> None:
    body = arrow(amount=pa.array([1] * (ROWS_MAX + 1)))
    response = send(bank.staff, body)
    assert (response.status_code, response.json()["code"]) == (413, "items_too_many")


def test_forced_columns_are_refused_in_bulk(bank: Bank) -> None:
    response = send(bank.staff, arrow(amount=pa.array([1]), forced=pa.array([True])))
    assert (response.status_code, response.json()["code"]) == (403, "force_not_allowed")


def test_postings_by_code_in_bulk_have_a_result_each(bank: Bank, pair: tuple[int, int]) -> None:
    items: list[Any] = [
        {"code": "internal_transfer", "parameters": {"from_account": pair[0], "to_account": pair[1], "amount": 5}},
        {"code": "atm_withdrawal", "parameters": {"account": pair[0], "amount": 100, "fee": 2}},
        {"code": "nothing", "parameters": {}},
        {"code": "internal_transfer", "parameters": {"from_account": pair[1], "to_account": pair[0], "amount": 10**14}},
        {"code": "cash_deposit", "parameters": {"account": pair[0], "amount": 1_000_001}},
        {"code": "interest_credit", "parameters": {}},
    ]
    answers = results(bank.staff.lines("/v1/transactions/bulk", items).text)
    assert [a["status"] for a in answers[:2]] == ["created", "created"]
    assert [a["refusal"]["code"] for a in answers[2:]] == [
        "transaction_code_not_found",
        "approval_required",
        "approval_required",
        "parameter_missing",
    ]
    fee = bank.staff.get(f"/v1/transfers/{answers[1]['id']}").json()
    assert len(bank.staff.get(f"/v1/commands/{fee['command']}/transfers").json()["transfers"]) == 3
    only_partner = bank.as_(Role.PARTNER).lines(
        "/v1/transactions/bulk", [{"code": "cash_deposit", "parameters": {"account": pair[0], "amount": 1}}]
    )
    assert results(only_partner.text)[0]["refusal"]["code"] == "code_role_lacking"


def test_postings_by_code_come_as_arrow_too(bank: Bank, pair: tuple[int, int]) -> None:
    parameters = pa.array(
        [
            {"from_account": pair[0], "to_account": pair[1], "amount": 5, "description": None},
            {"from_account": pair[0], "to_account": 1, "amount": 5, "description": "x"},
        ]
    )
    answers = results(
        send(bank.staff, arrow(code=pa.array(["internal_transfer"] * 2), parameters=parameters), path="/v1/transactions/bulk").text
    )
    assert [a["status"] for a in answers] == ["created", "created"]


def test_members_are_onboarded_with_their_accounts_and_a_bad_one_leaves_nothing(bank: Bank) -> None:
    items: list[Any] = [
        {"person": RUBY, "accounts": [{"product": "everyday_account"}, {"product": "online_savings"}]},
        {"person": {**RUBY, "email": "no@address@here"}},
        {"person": RUBY, "organisation": {"name": "Both"}},
        {"person": RUBY, "accounts": [{"product": "nothing"}]},
        {"organisation": {"name": "Newtown Bakery", "abn": "51 824 753 556"}, "accounts": [{"product": "everyday_account"}]},
        {"organisation": {"name": "Newtown Bakery", "abn": "51 824 753 557"}},
        "{",
    ]
    key = new_key()
    first = bank.staff.lines("/v1/members/bulk", items, key=key)
    answers = results(first.text)
    assert [a["status"] for a in answers] == ["created", "refused", "refused", "refused", "created", "refused", "refused"]
    assert [a["refusal"]["code"] for a in answers if a["refusal"]] == [
        "email_invalid",
        "request_invalid",
        "product_not_found",
        "abn_invalid",
        "json_malformed",
    ]
    assert len(answers[0]["accounts"]) == 2
    member = bank.staff.get(f"/v1/members/{answers[0]['member']}").json()
    assert (member["name"], member["email"]) == ("Ruby Wells", "ruby.wells@example.com")
    held = bank.staff.get("/v1/accounts", params={"party": answers[0]["member"]}).json()["accounts"]
    assert [account["id"] for account in held] == answers[0]["accounts"]
    again = bank.staff.lines("/v1/members/bulk", items, key=key)
    assert again.content == first.content
    assert "ruby.wells" not in bank.staff.get("/v1/audit?limit=200").text.lower()


def test_members_come_as_arrow_too(bank: Bank) -> None:
    from datetime import date

    people = pa.array([{"given_name": "Ann", "family_name": "Lee", "birth_date": date(1990, 5, 1)}])
    answers = results(
        send(bank.staff, arrow(person=people, accounts=pa.array([[{"product": "everyday_account"}]])), path="/v1/members/bulk").text
    )
    assert (answers[0]["status"], len(answers[0]["accounts"])) == ("created", 1)


@pytest.mark.parametrize("path", ["/v1/transfers/bulk", "/v1/transactions/bulk", "/v1/members/bulk"])
def test_an_empty_bulk_request_is_refused(bank: Bank, path: str) -> None:
    response = bank.staff.post(path, b"\n\n", headers={"Content-Type": "application/x-ndjson"})
    assert (response.status_code, response.json()["code"]) == (422, "items_missing")
