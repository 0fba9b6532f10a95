"""Dual control as data: who needs a second person for what, from which amount on, who that person may be, and who not."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyarrow as pa
import pytest
from pydantic import BaseModel

from tests.gateway.bank import EVERYONE, RUBY, Asker, Bank, new_key
from twincore.gateway import ACCESS, Role, create_app
from twincore.gateway.control import AMOUNTS, ANY, COVERED_BY, ControlRule, amount_in, rule_for
from twincore.gateway.document import operations_of


def ok(response: Any, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    return body


def refused(response: Any, code: str, status: int = 403) -> dict[str, Any]:
    assert (response.status_code, response.json().get("code")) == (status, code), response.text
    body: dict[str, Any] = response.json()
    return body


class House:
    """A tenant with two managers, a compliance officer, a teller and an operator."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.tenant = bank.open_tenant()
        self.teller = self.who(Role.TELLER)
        self.manager = self.who(Role.MANAGER)
        self.other_manager = self.who(Role.MANAGER, actor="second-manager")
        self.compliance = self.who(Role.COMPLIANCE)
        self.operator = self.who(Role.OPERATOR)
        self.auditor = self.who(Role.AUDITOR)
        self.staff = self.who(*EVERYONE, actor="staff")
        self.account = bank.open_account(asker=self.staff, deposit=1_000_000)
        self.other = bank.open_account(asker=self.staff)

    def who(self, *roles: Role, actor: str = "") -> Asker:
        return self.bank.as_(*roles, tenant=self.tenant, actor=actor)

    def approve(self, digest: str, asker: Asker | None = None) -> dict[str, Any]:
        return ok((asker or self.manager).post("/v1/approvals", {"request_digest": digest, "reason": "Checked."}), 201)

    def with_approval(self, asker: Asker, path: str, body: Any, approver: Asker | None = None) -> dict[str, Any]:
        """What takes two people, done by two people."""
        key = new_key()
        digest = refused(asker.post(path, body, key=key), "approval_required")["request_digest"]
        self.approve(digest, approver)
        response = asker.post(path, body, key=key)
        assert response.status_code < 300, response.text
        return dict(response.json())

    def rule(self, operation: str, **more: Any) -> dict[str, Any]:
        body = {"operation": operation, "reason": "Board decision.", **more}
        return self.with_approval(self.operator, "/v1/control-rules", body)

    def pay(self, amount: int) -> dict[str, Any]:
        return {"code": "internal_transfer", "parameters": {"from_account": self.account, "to_account": self.other, "amount": amount}}


@pytest.fixture
def house(bank: Bank) -> House:
    return House(bank)


def test_who_changes_the_rules_needs_a_second_person_whatever_the_rules_say(house: House) -> None:
    body = {"operation": "freeze_account", "reason": "Board decision."}
    first = house.operator.post("/v1/control-rules", body, key="rule-1")
    digest = refused(first, "approval_required")["request_digest"]
    assert [rule["operation"] for rule in ok(house.auditor.get("/v1/control-rules"))["rules"]] == ["define_control_rule"]
    house.approve(digest)
    made = ok(house.operator.post("/v1/control-rules", body, key="rule-1"), 201)
    assert (made["version"], made["role"], made["above"], made["approvers"]) == (1, "any", None, ["compliance", "manager"])
    assert house.operator.post("/v1/control-rules", body, key="rule-1").headers["Idempotent-Replayed"] == "true"
    refused(house.operator.post("/v1/control-rules", {**body, "required": False}), "approval_required")
    (entry,) = [
        one
        for one in ok(house.auditor.get("/v1/audit", params={"subject": "control_rule/freeze_account"}))["entries"]
        if "result" in one["outcome"]
    ]
    assert (entry["actor"], [one["approver"] for one in entry["approvals"]]) == (f"operator@{house.tenant}", [f"manager@{house.tenant}"])


def test_an_operation_under_a_rule_is_done_once_a_second_person_agrees(house: House) -> None:
    house.rule("freeze_account")
    body, key = {"reason": "Suspicious card use.", "debits": True, "credits": False}, "freeze"
    path = f"/v1/accounts/{house.account}/freeze"
    digest = refused(house.manager.post(path, body, key=key), "approval_required")["request_digest"]
    waiting = ok(house.compliance.get("/v1/approvals/requests", params={"state": "waiting"}))["requests"]
    assert [(one["request_digest"], one["operation"], one["asker"]) for one in waiting] == [
        (digest, "freeze_account", f"manager@{house.tenant}")
    ]
    (shown,) = ok(house.compliance.get(f"/v1/approvals/requests/{digest}"))["requests"]
    assert (shown["body"], shown["path"]) == (body, path)
    house.approve(digest, house.compliance)
    assert house.manager.post(path, body, key=key).status_code == 200
    (done,) = ok(house.compliance.get(f"/v1/approvals/requests/{digest}"))["requests"]
    assert (done["state"], done["decisions"][0]["approver"]) == ("used", f"compliance@{house.tenant}")


def test_nobody_approves_what_he_asks_for_himself(house: House) -> None:
    house.rule("freeze_account")
    body = {"reason": "x", "debits": True, "credits": True}
    digest = refused(house.manager.post(f"/v1/accounts/{house.account}/freeze", body), "approval_required")["request_digest"]
    for verb in ("", "/decline"):
        refused(house.manager.post(f"/v1/approvals{verb}", {"request_digest": digest, "reason": "Mine."}), "second_person_needed")
    house.approve(digest, house.other_manager)


@pytest.mark.parametrize("role", [Role.TELLER, Role.AUDITOR, Role.OPERATOR, Role.PARTNER, Role.MEMBER])
def test_a_second_person_is_a_manager_or_of_compliance(house: House, role: Role) -> None:
    digest = refused(house.operator.post("/v1/control-rules", {"operation": "redraw", "reason": "x"}), "approval_required")[
        "request_digest"
    ]
    refused(house.who(role, actor="somebody").post("/v1/approvals", {"request_digest": digest}), "role_lacking")
    refused(house.who(role, actor="somebody").post("/v1/approvals/decline", {"request_digest": digest, "reason": "x"}), "role_lacking")


def test_a_rule_says_which_role_the_second_person_has(house: House) -> None:
    house.rule("set_kyc", approvers=["compliance"])
    member = house.bank.open_member(house.staff)
    path, body, key = f"/v1/members/{member}/kyc", {"kyc": "pending", "reason": "Papers sent."}, "kyc"
    digest = refused(house.manager.post(path, body, key=key), "approval_required")["request_digest"]
    refused(house.other_manager.post("/v1/approvals", {"request_digest": digest}), "approver_role_lacking")
    house.approve(digest, house.compliance)
    assert ok(house.manager.post(path, body, key=key))["kyc"] == "pending"


def test_an_amount_up_to_the_limit_takes_one_person_and_a_cent_more_takes_two(house: House) -> None:
    house.rule("post_transaction", role="teller", above=50_000)
    ok(house.teller.post("/v1/transactions", house.pay(50_000)), 201)
    problem = refused(house.teller.post("/v1/transactions", house.pay(50_001)), "approval_required")
    assert (problem["approval_above"], problem["approvers"], problem["retry"]) == (50_000, ["compliance", "manager"], "same_key")
    ok(house.manager.post("/v1/transactions", house.pay(50_001)), 201)
    assert house.with_approval(house.teller, "/v1/transactions", house.pay(60_000))["transfers"][0]["amount"] == 60_000


def test_a_role_of_its_own_rule_is_not_bound_by_that_for_everybody(house: House) -> None:
    house.rule("post_transaction", above=1_000)
    house.rule("post_transaction", role="manager", above=20_000)
    refused(house.teller.post("/v1/transactions", house.pay(1_001)), "approval_required")
    ok(house.manager.post("/v1/transactions", house.pay(20_000)), 201)
    refused(house.manager.post("/v1/transactions", house.pay(20_001)), "approval_required")
    house.rule("post_transaction", role="manager", required=False)
    ok(house.manager.post("/v1/transactions", house.pay(20_001)), 201)
    versions = ok(house.auditor.get("/v1/control-rules/post_transaction/versions"))["rules"]
    assert [(rule["role"], rule["version"], rule["required"]) for rule in versions] == [
        ("any", 1, True),
        ("manager", 1, True),
        ("manager", 2, False),
    ]


def test_an_approval_is_good_for_one_command(house: House) -> None:
    house.rule("post_transaction", above=1_000)
    body = house.pay(5_000)
    digest = refused(house.teller.post("/v1/transactions", body, key="one"), "approval_required")["request_digest"]
    house.approve(digest)
    first = ok(house.teller.post("/v1/transactions", body, key="one"), 201)
    again = house.teller.post("/v1/transactions", body, key="one")
    assert (again.headers["Idempotent-Replayed"], again.json()) == ("true", first)
    assert refused(house.teller.post("/v1/transactions", body, key="two"), "approval_required")["request_digest"] == digest
    assert house.bank.available(house.other, house.staff) == 5_000
    house.approve(digest)
    ok(house.teller.post("/v1/transactions", body, key="two"), 201)
    assert house.bank.available(house.other, house.staff) == 10_000


def test_of_two_that_race_for_one_approval_one_gets_it(house: House) -> None:
    house.rule("post_transaction", above=1_000)
    body = house.pay(5_000)
    house.approve(refused(house.teller.post("/v1/transactions", body, key="race-0"), "approval_required")["request_digest"])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: house.teller.post("/v1/transactions", body, key=f"race-{number}"), range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [403] * 7
    assert house.bank.available(house.other, house.staff) == 5_000


def test_an_approval_outlives_a_break_between_it_and_its_command(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.rule("post_transaction", above=1_000)
    body = house.pay(5_000)
    house.approve(refused(house.teller.post("/v1/transactions", body, key="broken"), "approval_required")["request_digest"])

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("the process is gone here")

    with monkeypatch.context() as broke:
        broke.setattr(house.bank.platform.ledger, "submit", broken)
        assert house.teller.post("/v1/transactions", body, key="broken").json()["code"] == "internal_error"
    refused(house.teller.post("/v1/transactions", body, key="another"), "approval_required")
    ok(house.teller.post("/v1/transactions", body, key="broken"), 201)


def test_an_approval_is_for_that_request_word_for_word(house: House) -> None:
    house.rule("post_transaction", above=1_000)
    digest = refused(house.teller.post("/v1/transactions", house.pay(5_000), key="small"), "approval_required")["request_digest"]
    house.approve(digest)
    refused(house.teller.post("/v1/transactions", house.pay(5_001), key="large"), "approval_required")


def test_an_approval_is_good_for_a_day(house: House) -> None:
    house.rule("post_transaction", above=1_000)
    body = house.pay(5_000)
    digest = refused(house.teller.post("/v1/transactions", body, key="late"), "approval_required")["request_digest"]
    house.approve(digest)
    ok(house.staff.post(f"/v1/tenants/{house.tenant}/clock", {"by_seconds": 86_400}))
    refused(house.teller.post("/v1/transactions", body, key="late"), "approval_required")


def test_what_was_done_with_its_approval_is_answered_again_after_the_day(house: House) -> None:
    house.rule("post_transaction", above=1_000)
    body = house.pay(5_000)
    house.approve(refused(house.teller.post("/v1/transactions", body, key="done"), "approval_required")["request_digest"])
    first = ok(house.teller.post("/v1/transactions", body, key="done"), 201)
    ok(house.staff.post(f"/v1/tenants/{house.tenant}/clock", {"by_seconds": 10 * 86_400}))
    assert ok(house.teller.post("/v1/transactions", body, key="done"), 201) == first


def test_a_no_holds_for_a_day_and_a_later_yes_takes_it_back(house: House) -> None:
    house.rule("post_transaction", above=1_000)
    body = house.pay(5_000)
    digest = refused(house.teller.post("/v1/transactions", body, key="no"), "approval_required")["request_digest"]
    ok(house.manager.post("/v1/approvals/decline", {"request_digest": digest, "reason": "No signature."}), 201)
    problem = refused(house.teller.post("/v1/transactions", body, key="no"), "approval_declined")
    assert "No signature." in problem["detail"]
    (shown,) = ok(house.manager.get("/v1/approvals/requests", params={"state": "declined"}))["requests"]
    assert shown["request_digest"] == digest
    house.approve(digest, house.compliance)
    ok(house.teller.post("/v1/transactions", body, key="no"), 201)


def test_nobody_goes_round_a_rule_by_another_form_of_the_operation(house: House) -> None:
    house.rule("post_transaction", above=1_000)
    house.rule("post_transfer", above=1_000)
    big, small = house.pay(5_000), house.pay(10)
    answers = list(house.manager.lines("/v1/transactions/bulk", [small, big]).text.splitlines())
    assert "created" in answers[0]
    assert "approval_required" in answers[1]
    transfer = {"debit": house.account, "credit": house.other, "amount": 5_000}
    refused(house.manager.post("/v1/transfers", transfer), "approval_required")
    refused(house.manager.post("/v1/transfers/linked", {"transfers": [transfer | {"amount": 5}, transfer]}), "approval_required")
    assert "approval_required" in house.manager.lines("/v1/transfers/bulk", [transfer]).text
    sink = pa.BufferOutputStream()
    table = pa.table({"debit": [house.account], "credit": [house.other], "amount": [5_000]})
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    arrow = house.manager.post(
        "/v1/transfers/bulk", sink.getvalue().to_pybytes(), headers={"Content-Type": "application/vnd.apache.arrow.stream"}
    )
    refused(arrow, "approval_required")
    assert house.bank.available(house.other, house.staff) == 10


def test_taking_all_that_is_left_of_a_hold_counts_as_what_it_holds(house: House) -> None:
    hold = ok(house.manager.post("/v1/transfers", {"kind": "hold", "debit": house.account, "credit": house.other, "amount": 9_000}), 201)
    house.rule("post_transfer", above=1_000)
    refused(house.manager.post("/v1/transfers", {"kind": "capture", "ref": hold["id"]}), "approval_required")
    done = house.with_approval(house.manager, "/v1/transfers", {"kind": "capture", "ref": hold["id"]}, house.other_manager)
    assert done["amount"] == 9_000


def test_a_rule_that_cannot_be_is_refused_with_its_reason(house: House) -> None:
    for body, field in (
        ({"operation": "nothing_of_the_kind"}, "operation"),
        ({"operation": "create_tenant"}, "operation"),
        ({"operation": "define_control_rule", "required": False}, "operation"),
        ({"operation": "approve_request"}, "operation"),
        ({"operation": "post_transactions", "above": 5}, "operation"),
        ({"operation": "freeze_account", "role": "teller"}, "role"),
        ({"operation": "freeze_account", "above": 5}, "above"),
    ):
        key = new_key()
        asked = {"reason": "x", **body}
        house.approve(refused(house.operator.post("/v1/control-rules", asked, key=key), "approval_required")["request_digest"])
        assert refused(house.operator.post("/v1/control-rules", asked, key=key), "control_rule_invalid", 422)["field"] == f"/{field}"


def test_what_nobody_has_asked_for_is_not_approved(house: House) -> None:
    refused(house.manager.post("/v1/approvals", {"request_digest": "0" * 64}), "approval_request_not_found", 404)
    assert house.manager.get(f"/v1/approvals/requests/{'0' * 64}").status_code == 404


def test_what_was_sent_is_kept_encrypted_and_a_secret_is_not_kept_at_all(house: House) -> None:
    house.rule("open_person")
    house.rule("register_client")
    body = {**RUBY, "email": "only.here@example.com"}
    digest = refused(house.teller.post("/v1/members/people", body), "approval_required")["request_digest"]
    (shown,) = ok(house.compliance.get(f"/v1/approvals/requests/{digest}"))["requests"]
    assert shown["body"]["email"] == "only.here@example.com"
    with house.bank.platform.database.app(house.bank.platform.number_of(house.tenant) or 0) as conn:
        rows = conn.execute("select body from gateway.request where body is not null").fetchall()
    assert rows
    assert not any(b"only.here" in bytes(row[0]) for row in rows)
    client = {"name": "branch-7", "secret": "a" * 40, "roles": ["teller"]}
    digest = refused(house.operator.post(f"/v1/tenants/{house.tenant}/clients", client), "approval_required")["request_digest"]
    assert ok(house.compliance.get(f"/v1/approvals/requests/{digest}"))["requests"][0]["body"] is None


def test_requests_come_in_pages_and_are_their_tenants_own(house: House) -> None:
    house.rule("post_transaction", above=1)
    digests = {refused(house.teller.post("/v1/transactions", house.pay(100 + n)), "approval_required")["request_digest"] for n in range(5)}
    seen: list[str] = []
    cursor = None
    while True:
        page = ok(
            house.manager.get("/v1/approvals/requests", params={"state": "waiting", "limit": 2} | ({"after": cursor} if cursor else {}))
        )
        seen += [one["request_digest"] for one in page["requests"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == digests
    stranger = house.bank.as_(Role.MANAGER)
    assert stranger.get(f"/v1/approvals/requests/{seen[0]}").status_code == 404
    refused(stranger.post("/v1/approvals", {"request_digest": seen[0]}), "approval_request_not_found", 404)
    for cursor in ("x", "1.zz.a", f"1.{'0' * 63}.a"):
        assert house.manager.get("/v1/approvals/requests", params={"after": cursor}).json()["code"] == "cursor_invalid"


def test_of_several_roles_the_most_generous_rule_binds() -> None:
    def made(role: str, above: int | None, *, required: bool = True) -> ControlRule:
        return ControlRule("post_transfer", role, required, above, frozenset({Role.MANAGER}))

    rules = {("post_transfer", ANY): made(ANY, None), ("post_transfer", "manager"): made("manager", 500)}
    assert rule_for(rules, "post_transfer", [Role.OPERATOR]) is rules["post_transfer", ANY]
    assert rule_for(rules, "post_transfer", [Role.OPERATOR, Role.MANAGER]) is rules["post_transfer", "manager"]
    exempt = rules | {("post_transfer", "partner"): made("partner", None, required=False)}
    assert rule_for(exempt, "post_transfer", [Role.MANAGER, Role.PARTNER]) is None
    assert rule_for(rules, "redraw", [Role.MANAGER]) is None


def test_the_largest_number_at_the_named_places_counts() -> None:
    document = {"lines": [{"debit": 5, "credit": 0}, {"debit": 70}, {"debit": True}, {"debit": "900"}], "amount": 9_999}
    assert amount_in(document, ("lines/*/debit",)) == 70
    assert amount_in(document, ("nothing", "lines/*/nothing")) is None
    assert amount_in([1, 2], ("lines/*/debit",)) is None


def test_every_place_of_an_amount_is_one_of_the_operations_body() -> None:
    operations = {operation.id: operation for operation in operations_of(create_app(None))}
    assert set(AMOUNTS) | set(COVERED_BY) <= set(ACCESS)
    assert set(COVERED_BY.values()) <= set(AMOUNTS)
    for name, places in AMOUNTS.items():
        for place in places:
            model: Any = operations[name].body
            for part in place.split("/"):
                if part == "*":
                    continue
                assert issubclass(model, BaseModel)
                assert part in model.model_fields, (name, place)
                annotation = model.model_fields[part].annotation
                inner = [one for one in getattr(annotation, "__args__", (annotation,)) if one is not type(None)]
                model = inner[0]
