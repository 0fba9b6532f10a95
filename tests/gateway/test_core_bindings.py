"""Product accounts that are here already become accounts of the core: one or many, all or none, and only while the twin is a shadow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.bank import Asker, new_key, open_bank
from tests.gateway.test_core import BSB, POLICY, Twin
from twincore.gateway import Role
from twincore.kernel.postgres import EmbeddedPostgres

WHY = {"reason": "Opened here before the twin followed."}


def key(number: int) -> int:
    """An account on the core, as one number."""
    return BSB * 10**9 + number


@pytest.fixture(scope="module")
def twin(server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    folder: Path = tmp_path_factory.mktemp("cores")
    with open_bank(server, template, tmp_path_factory.mktemp("bank"), core_folder=str(folder), core_kind="standin", pool_size=8) as bank:
        made = Twin(bank, folder)
        try:
            yield made
        finally:
            made.core.kill()


@pytest.fixture(scope="module")
def own(twin: Twin) -> list[int]:
    """Five product accounts of this tenant; the second has 5.00 of its own, the third as much as the core's."""
    member = twin.bank.open_member(twin.staff)
    deposits = (0, 5_00, 1_000_00, 0, 0)
    return [twin.bank.open_account(member, asker=twin.staff, deposit=deposit) for deposit in deposits]


def bind(asker: Asker, *pairs: tuple[int, int], used: str | None = None, **more: Any) -> Any:
    """Ask for accounts (core's number, ledger's id) to be bound."""
    body = {"bindings": [{"core": key(number), "account": account} for number, account in pairs], **WHY, **more}
    return asker.post("/v1/core/accounts", body, key=used)


def refused(answer: Any) -> tuple[int, str, str]:
    """Status, code and place of a refusal."""
    body = answer.json()
    return answer.status_code, body["code"], str(body.get("field", ""))


def test_there_is_nothing_to_bind_to_without_a_link(twin: Twin, own: list[int]) -> None:
    assert refused(bind(twin.staff, (1, own[0])))[:2] == (404, "link_not_found")


def test_one_account_is_bound_and_takes_the_core_s_balance(twin: Twin, own: list[int]) -> None:
    assert twin.staff.post("/v1/core", {"policy": POLICY, "reason": "Begin."}).status_code == 201
    used = new_key()
    for _ in range(2):
        bound = twin.staff.post(f"/v1/accounts/{own[0]}/core", {"core": key(1), **WHY}, key=used)
        assert bound.status_code == 201, bound.text
        assert bound.json() == {"core": "802-985/000000001", "core_key": key(1), "account": own[0], "opening": 1_000_00}
    assert bound.headers["Idempotent-Replayed"] == "true"
    assert twin.bank.available(own[0], twin.staff) == 1_000_00


def test_what_cannot_be_bound_is_refused_with_its_place_and_nothing_is_bound(twin: Twin, own: list[int]) -> None:
    staff = twin.staff
    other = twin.bank.open_account(asker=twin.bank.staff)  # of another tenant
    for _ in range(20):  # so that its number is not one of this tenant's
        if other > 10_000 or staff.get(f"/v1/accounts/{other}").status_code == 404:
            break
        other = twin.bank.open_account(asker=twin.bank.staff)
    assert staff.get(f"/v1/accounts/{other}").status_code == 404
    cases = {
        "account_bound": (409, (2, own[0])),
        "core_account_bound": (409, (1, own[4])),
        "account_not_found": (404, (2, other)),
        "core_account_not_found": (404, (77, own[4])),
        "binding_balance_differs": (422, (2, own[1])),
        "binding_repeated": (422, (4, own[4])),
    }
    for code, (status, pair) in cases.items():
        answer = bind(staff, (4, own[3]), pair)
        assert refused(answer)[:2] == (status, code), answer.text
        assert "bindings/1" in refused(answer)[2], answer.text
    system = {one["name"]: one["account"] for one in staff.get("/v1/system-accounts").json()["accounts"]}
    assert refused(bind(staff, (4, system["cash"])))[:2] == (404, "account_not_found")
    teller = twin.bank.as_(Role.TELLER, tenant="marina")
    assert refused(bind(teller, (4, own[3])))[:2] == (403, "role_lacking")
    stranger = twin.bank.as_(Role.OPERATOR)
    assert refused(bind(stranger, (4, own[3])))[0] in (404, 422)
    assert len(staff.get("/v1/core/accounts").json()["accounts"]) == 1


def test_many_are_bound_and_listed_page_by_page_and_both_sides_agree(twin: Twin, own: list[int]) -> None:
    staff = twin.staff
    bound = bind(staff, (2, own[1]), (3, own[2]), (4, own[3]), adjust=True)
    assert bound.status_code == 201, bound.text
    assert [one["opening"] for one in bound.json()["bindings"]] == [995_00, 0, 1_000_00]
    assert [twin.bank.available(account, staff) for account in own[1:4]] == [1_000_00] * 3
    first = staff.get("/v1/core/accounts?limit=3").json()
    second = staff.get(f"/v1/core/accounts?limit=3&after={first['next']}").json()
    assert [one["account"] for one in first["accounts"] + second["accounts"]] == own[:4]
    assert second["next"] is None
    assert staff.post("/v1/core/snapshot", {"reason": "The others."}).json() == {"opened": 5}
    twin.until(lambda: twin.link()["state"] == "UP")
    compared = staff.post("/v1/core/drift", {"reason": "Begin."}).json()
    assert compared["items"] == []
    assert compared["clean"] is True
    commands = [entry["type"] for entry in twin.bank.as_(Role.AUDITOR, tenant="marina").get("/v1/audit?limit=200").json()["entries"]]
    assert "core.bind" in commands


def test_once_the_twin_leads_nothing_is_bound(twin: Twin, own: list[int]) -> None:
    assert twin.staff.post("/v1/core/promote", {"reason": "No drift."}).status_code == 200
    assert refused(bind(twin.staff, (9, own[4])))[:2] == (422, "twin_leads")
    twin.until(
        lambda: twin.staff.post("/v1/transfers", {"debit": own[0], "credit": own[1], "amount": 7_00, "code": 201}).status_code == 201
    )
    twin.until(twin.level)
    compared = twin.staff.post("/v1/core/drift", {"reason": "After."}).json()
    assert (compared["items"], compared["clean"]) == ([], True)
