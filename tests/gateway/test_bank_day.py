"""A day at the bank through the API: members, accounts, money, loans, and what the books say afterwards."""

from typing import Any

import pytest

from tests.gateway.bank import ADDRESS, RUBY, Asker, Bank
from twincore.gateway import Role


@pytest.fixture(scope="module")
def teller(bank: Bank) -> Asker:
    return bank.as_(Role.TELLER)


@pytest.fixture(scope="module")
def manager(bank: Bank) -> Asker:
    return bank.as_(Role.MANAGER)


def ok(response: Any, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    return body


def test_a_member_is_opened_verified_moved_and_found_again(bank: Bank, teller: Asker, manager: Asker) -> None:
    made = teller.post("/v1/members/people", {**RUBY, "email": "ruby.one@example.com", "tfn": "123 456 782"})
    opened = ok(made, 201)
    assert opened == {**opened, "kind": "person", "status": "open", "kyc": "unverified", "version": 0}
    assert "Ruby" not in made.text
    assert made.headers["location"] == f"/v1/members/{opened['id']}"

    whole = ok(teller.get(made.headers["location"]))
    assert (whole["name"], whole["birth_date"], whole["tfn"], whole["address"]["suburb"]) == (
        "Ruby Wells",
        "1988-04-12",
        "123456782",
        "Newtown",
    )
    for kyc in ("pending", "verified"):
        assert ok(manager.post(f"/v1/members/{opened['id']}/kyc", {"kyc": kyc, "reason": "Passport sighted."}))["kyc"] == kyc
    back = manager.post(f"/v1/members/{opened['id']}/kyc", {"kyc": "unverified", "reason": "No."})
    assert back.json()["code"] == "kyc_move_refused"
    moved = teller.post(
        f"/v1/members/{opened['id']}/address", {**ADDRESS, "suburb": "Hobart", "state": "TAS", "postcode": "7000"}, method="PUT"
    )
    assert ok(moved)["version"] == 3
    for kind, value in (("email", "Ruby.One@example.com"), ("tfn", "123456782")):
        found = ok(teller.post("/v1/members/find", {"kind": kind, "value": value}))["members"]
        assert [member["id"] for member in found] == [opened["id"]]
    assert ok(teller.post("/v1/members/find", {"kind": "email", "value": "nobody@example.com"}))["members"] == []


def test_only_a_manager_brings_over_members_who_were_verified_elsewhere(teller: Asker, manager: Asker) -> None:
    assert teller.post("/v1/members/people", {**RUBY, "kyc": "verified"}).json()["code"] == "kyc_not_allowed"
    assert ok(manager.post("/v1/members/people", {**RUBY, "kyc": "verified"}), 201)["kyc"] == "verified"


def test_members_come_in_pages_that_follow_one_another(bank: Bank, teller: Asker) -> None:
    other = bank.open_tenant()
    asker = bank.as_(Role.TELLER, tenant=other)
    expected = sorted(bank.open_member(asker) for _ in range(5))
    seen: list[str] = []
    cursor = None
    while True:
        page = ok(asker.get("/v1/members", params={"limit": 2} | ({"after": cursor} if cursor else {})))
        seen += [member["id"] for member in page["members"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == expected


def test_an_account_is_opened_maintained_frozen_and_closed(bank: Bank, teller: Asker, manager: Asker) -> None:
    member = bank.open_member()
    made = teller.post(
        "/v1/accounts", {"product": "everyday_account", "party": member, "terms": {"nickname": "Daily", "overdraft_limit": 5_000}}
    )
    account = ok(made, 201)
    assert "Daily" not in made.text
    path = f"/v1/accounts/{account['id']}"
    assert ok(teller.get(path))["terms"] == {"nickname": "Daily", "overdraft_limit": 5_000}
    assert ok(teller.get(f"{path}/balances"))["available"] == 5_000
    assert ok(teller.post(path, {"overdraft_limit": 10_000}, method="PATCH"))["terms"]["overdraft_limit"] == 10_000
    assert ok(teller.get(f"{path}/balances"))["available"] == 10_000
    assert teller.post(path, {"overdraft_limit": 10**9}, method="PATCH").json()["code"] == "overdraft_limit_too_high"
    assert ok(manager.post(f"{path}/freeze", {"reason": "Stolen."}))["status"] == "frozen"
    assert ok(manager.post(f"{path}/unfreeze", {"reason": "Found."}))["status"] == "open"
    assert ok(manager.post(f"{path}/close", {"reason": "Asked."}))["status"] == "closed"
    assert manager.post(f"{path}/close", {"reason": "Asked."}).json()["code"] == "account_closed"
    still = bank.open_account(member)
    assert manager.post(f"/v1/members/{member}/close", {"reason": "Left."}).json()["code"] == "accounts_open"
    ok(manager.post(f"/v1/accounts/{still}/close", {"reason": "Asked."}))
    assert ok(manager.post(f"/v1/members/{member}/close", {"reason": "Left."}))["status"] == "closed"


def test_a_product_with_an_age_limit_asks_the_members_record_and_nobody_else(bank: Bank) -> None:
    rules = {"account_class": 2120, "side": "C", "ledger_flags": ["limited"], "age_maximum": 17}
    body = {"name": "youth_saver", "kind": "savings", "title": "Youth Saver", "description": "For members under 18.", "rules": rules}
    ok(bank.as_(Role.OPERATOR).post("/v1/products", body), 201)
    old, young = bank.open_member(), bank.open_member(birth_date="2012-01-01")
    assert bank.staff.post("/v1/accounts", {"product": "youth_saver", "party": old}).json()["code"] == "age_not_allowed"
    ok(bank.staff.post("/v1/accounts", {"product": "youth_saver", "party": young}), 201)


def test_money_moves_by_code_and_the_history_shows_each_balance(bank: Bank, teller: Asker) -> None:
    first, second = bank.open_account(deposit=10_000), bank.open_account()
    done = ok(
        teller.post(
            "/v1/transactions",
            {
                "code": "internal_transfer",
                "parameters": {"from_account": first, "to_account": second, "amount": 2_500, "description": "Rent"},
            },
        ),
        201,
    )
    (transfer,) = done["transfers"]
    assert (transfer["debit"], transfer["credit"], transfer["amount"], transfer["code"]) == (first, second, 2_500, 201)
    assert ok(teller.get(f"/v1/transfers/{transfer['id']}")) == transfer
    page = ok(teller.get(f"/v1/accounts/{first}/history", params={"limit": 1}))
    assert [(e["direction"], e["amount"], e["current_after"], e["detail"]) for e in page["entries"]] == [
        ("debit", 2_500, 7_500, {"description": "Rent"})
    ]
    older = ok(teller.get(f"/v1/accounts/{first}/history", params={"limit": 1, "after": page["next"]}))
    assert [(e["direction"], e["amount"], e["current_after"]) for e in older["entries"]] == [("credit", 10_000, 10_000)]
    both = ok(teller.get("/v1/balances", params={"account": [second, first, 999_999]}))["balances"]
    assert [(b["account"], b["current"]) for b in both] == [(first, 7_500), (second, 2_500)]


def test_holds_set_money_aside_until_they_are_captured_or_given_back(bank: Bank) -> None:
    partner = bank.as_(Role.PARTNER)
    payer, shop = bank.open_account(deposit=10_000), bank.open_account()
    hold = ok(partner.post("/v1/transfers", {"kind": "hold", "debit": payer, "credit": shop, "amount": 4_000}), 201)
    balances = ok(partner.get(f"/v1/accounts/{payer}/balances"))
    assert (balances["current"], balances["held"], balances["available"]) == (10_000, 4_000, 6_000)
    (listed,) = ok(partner.get(f"/v1/accounts/{payer}/holds"))["holds"]
    assert (listed["id"], listed["remaining"]) == (hold["id"], 4_000)
    ok(partner.post("/v1/transfers", {"kind": "capture", "ref": hold["id"], "amount": 2_500, "final": True}), 201)
    assert bank.available(payer) == 7_500
    posted = ok(partner.post("/v1/transfers", {"debit": payer, "credit": shop, "amount": 500}), 201)
    ok(partner.post("/v1/transfers", {"kind": "reverse", "ref": posted["id"]}), 201)
    again = partner.post("/v1/transfers", {"kind": "reverse", "ref": posted["id"]})
    assert (again.status_code, again.json()["code"]) == (409, "already_reversed")
    assert bank.available(payer) == 7_500


def test_the_balance_at_a_moment_is_what_it_was_then(bank: Bank) -> None:
    tenant = bank.open_tenant()
    staff = bank.as_(Role.TELLER, Role.MANAGER, Role.OPERATOR, tenant=tenant)
    account = bank.open_account(asker=staff, deposit=700)
    ok(staff.post(f"/v1/tenants/{tenant}/clock", {"to": "2026-03-05T00:00:00Z"}))
    staff.post("/v1/transactions", {"code": "cash_deposit", "parameters": {"account": account, "amount": 50}})
    for at, expected in (("2026-03-01T00:00:00Z", 0), ("2026-03-04T10:00:00+10:00", 700), ("2026-03-06T00:00:00Z", 750)):
        assert ok(staff.get(f"/v1/accounts/{account}/balance-at", params={"at": at}))["current"] == expected


def test_a_large_posting_waits_for_a_second_person(bank: Bank, teller: Asker, manager: Asker) -> None:
    account = bank.open_account()
    body, key = {"code": "cash_deposit", "parameters": {"account": account, "amount": 2_000_000}}, "large-deposit"
    refused = teller.post("/v1/transactions", body, key=key)
    assert (refused.status_code, refused.json()["code"], refused.json()["retry"]) == (403, "approval_required", "same_key")
    digest = refused.json()["request_digest"]
    ok(manager.post("/v1/approvals", {"request_digest": digest, "reason": "Sale of a house."}), 201)
    other = teller.post("/v1/transactions", {**body, "reason": "else"}, key="other-deposit")
    assert other.json()["code"] == "approval_required"
    done = ok(teller.post("/v1/transactions", body, key=key), 201)
    entry = ok(bank.as_(Role.AUDITOR).get(f"/v1/audit/commands/{done['command']}"))
    assert [approval["approver"] for approval in entry["approvals"]] == ["manager@harbour"]


def test_nobody_approves_his_own_request(bank: Bank, manager: Asker) -> None:
    body, key = {"code": "cash_deposit", "parameters": {"account": bank.open_account(), "amount": 2_000_000}}, "own-approval"
    digest = manager.post("/v1/transactions", body, key=key).json()["request_digest"]
    own = manager.post("/v1/approvals", {"request_digest": digest})
    assert (own.status_code, own.json()["code"]) == (403, "second_person_needed")
    assert manager.post("/v1/transactions", body, key=key).json()["code"] == "approval_required"


def test_a_code_is_for_its_roles(bank: Bank) -> None:
    account = bank.open_account()
    refused = bank.as_(Role.PARTNER).post("/v1/transactions", {"code": "cash_deposit", "parameters": {"account": account, "amount": 1}})
    assert (refused.status_code, refused.json()["code"]) == (403, "code_role_lacking")


def test_a_new_code_is_defined_and_used_at_once(bank: Bank, teller: Asker) -> None:
    account = bank.open_account(deposit=10_000)
    body = {
        "number": 7_701,
        "name": "raffle_ticket",
        "title": "Raffle ticket",
        "description": "A ticket in the members' raffle.",
        "parameters": [{"name": "account", "type": "account"}, {"name": "tickets", "type": "count", "minimum": 1, "maximum": 20}],
        "legs": [{"debit": "account", "credit": "@account_fee_income", "amount": "tickets * 500"}],
        "roles": ["teller"],
    }
    operator = bank.as_(Role.OPERATOR)
    assert ok(operator.post("/v1/transaction-codes", body), 201)["version"] == 1
    ok(teller.post("/v1/transactions", {"code": "raffle_ticket", "parameters": {"account": account, "tickets": 3}}), 201)
    assert bank.available(account) == 8_500
    ok(teller.get("/v1/transaction-codes/raffle_ticket"))
    names = [code["name"] for code in ok(teller.get("/v1/transaction-codes"))["codes"]]
    assert len(names) >= 26
    broken = {**body, "legs": [{"debit": "account", "credit": "@nowhere", "amount": "tickets * 500"}]}
    assert operator.post("/v1/transaction-codes", broken).status_code == 422


def test_a_loan_is_applied_for_decided_and_accepted_and_its_money_paid_out(bank: Bank, teller: Asker, manager: Asker) -> None:
    member = bank.open_member(kyc="verified")
    facts = {"employment": "full_time", "employed_months": 40, "gross_income": 720_000, "net_income": 560_000, "living_expenses": 240_000}
    order = {"product": "personal_loan", "party": member, "amount": 1_500_000, "term_months": 48, "purpose": "Used car", "applicant": facts}
    made = teller.post("/v1/loan-applications", order)
    loan = ok(made, 201)
    assert "720000" not in made.text
    decided = ok(teller.post(f"/v1/loan-applications/{loan['id']}/decide", {}))
    assert (decided["status"], decided["decision"]["verdict"]) == ("approved", "approved")
    accepted = ok(teller.post(f"/v1/loan-applications/{loan['id']}/accept", {}))
    assert accepted["application"]["status"] == "accepted"
    account = bank.open_account(member)
    parameters = {"loan": accepted["account"]["id"], "to_account": account, "amount": 1_500_000}
    paid = manager.post("/v1/transactions", {"code": "loan_disbursement", "parameters": parameters})
    ok(paid, 201)
    assert bank.available(account) == 1_500_000
    (listed,) = ok(teller.get("/v1/loan-applications", params={"party": member}))["applications"]
    assert listed["account"] == accepted["account"]["id"]
    refused = ok(teller.post("/v1/loan-applications", {**order, "applicant": {**facts, "employment": "unemployed", "defaults": 9}}), 201)
    assert ok(teller.post(f"/v1/loan-applications/{refused['id']}/decide", {}))["status"] in ("refused", "referred")


def test_a_member_sees_and_moves_what_is_his_own_and_nothing_else(bank: Bank) -> None:
    from uuid import UUID

    mine, theirs = bank.open_member(), bank.open_member()
    account, other = bank.open_account(mine, deposit=5_000), bank.open_account(theirs, deposit=5_000)
    me = bank.as_(Role.MEMBER, actor="ruby", party=UUID(mine))
    assert ok(me.get(f"/v1/members/{mine}"))["id"] == mine
    assert me.get(f"/v1/members/{theirs}").json()["code"] == "member_not_found"
    assert [a["id"] for a in ok(me.get("/v1/accounts"))["accounts"]] == [account]
    for path in ("", "/balances", "/history", "/holds", "/balance-at?at=2026-03-02T00:00:00Z"):
        assert me.get(f"/v1/accounts/{account}{path}").status_code == 200
        refused = me.get(f"/v1/accounts/{other}{path}")
        assert (refused.status_code, refused.json()["code"]) == (404, "account_not_found")
    transfer = {"from_account": account, "to_account": other, "amount": 100}
    ok(me.post("/v1/transactions", {"code": "internal_transfer", "parameters": transfer}), 201)
    stolen = me.post(
        "/v1/transactions", {"code": "internal_transfer", "parameters": {**transfer, "from_account": other, "to_account": account}}
    )
    assert (stolen.status_code, stolen.json()["code"]) == (404, "debit_account_not_found")
    printed = me.post("/v1/transactions", {"code": "atm_deposit", "parameters": {"account": account, "amount": 100}})
    assert (printed.status_code, printed.json()["code"]) == (404, "debit_account_not_found")
    assert bank.available(account) == 4_900


def test_the_audit_trail_says_who_what_and_when_and_holds_no_personal_data(bank: Bank, teller: Asker) -> None:
    member = bank.open_member(teller, family_name="Featherstonehaugh", email="very.secret@example.com")
    auditor = bank.as_(Role.AUDITOR)
    (entry,) = ok(auditor.get("/v1/audit", params={"subject": f"party/{member}"}))["entries"]
    assert (entry["type"], entry["actor"], entry["role"]) == ("parties.open_person", "teller@harbour", "teller")
    assert entry["after"]["on_record"] == ["email", "address"]
    whole, cursor = "", None
    while True:
        page = auditor.get("/v1/audit", params={"limit": 200} | ({"after": cursor} if cursor else {}))
        whole += page.text
        cursor = page.json()["next"]
        if cursor is None:
            break
    assert "Featherstonehaugh" not in whole
    assert "very.secret" not in whole
    assert ok(auditor.get("/v1/audit/chain"))["ok"] is True


def test_every_invariant_holds_after_all_this(bank: Bank) -> None:
    report = ok(bank.as_(Role.AUDITOR).get("/v1/invariants"))
    assert {name: found["first_bad"] for name, found in report["invariants"].items() if not found["ok"]} == {}
    assert report["ok"] is True
    assert {"balanced", "materialised", "chain", "limits", "isolation", "audit"} <= set(report["invariants"])
    assert report["invariants"]["balanced"]["checked"] > 0
