"""Reconciliation through the API: other institutions' files, what agrees, and a case for every cent that does not."""

from datetime import date
from typing import Any

import pytest

from tests.gateway.bank import EVERYONE, Asker, Bank
from tests.reconciliation.bank import mt940
from tests.reconciliation.files import camt, camt_entry
from twincore import reconciliation
from twincore.eod import run_day
from twincore.gateway import Role
from twincore.gateway.wire.statement_files import CAMT053, CARD_SETTLEMENT, MT940
from twincore.kernel.clock import FixedClock
from twincore.transactions import expand, load_catalogue

DAY = date(2026, 3, 2)
TEXT = {"Content-Type": "text/plain"}


def ok(response: Any, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    return body


class Correspondence:
    """A tenant whose direct-entry settlement account another bank keeps books of, too."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.tenant = bank.open_tenant()
        self.number = bank.platform.number_of(self.tenant) or 0
        self.staff = bank.as_(*EVERYONE, tenant=self.tenant)
        self.maker = bank.as_(Role.MANAGER, tenant=self.tenant, actor="maker")
        self.checker = bank.as_(Role.MANAGER, tenant=self.tenant, actor="checker")
        self.auditor = bank.as_(Role.AUDITOR, tenant=self.tenant)
        own = ok(self.staff.get("/v1/system-accounts"))["accounts"]
        self.settlement = next(account["account"] for account in own if account["name"] == "direct_entry_settlement")
        self.member = bank.open_account(asker=self.staff)
        self.statements = 0
        self.closing = 0
        ok(self.staff.post("/v1/reconciliation/accounts", self.order()), 201)

    def order(self, **changes: Any) -> dict[str, Any]:
        return {
            "name": "direct_entry",
            "kind": "nostro",
            "format": "mt940",
            "identification": "12345678",
            "currency": "AUD",
            "ledger_account": self.settlement,
            "from_date": "2026-01-01",
            **changes,
        }

    def paid_in(self, amount: int, reference: str) -> str:
        """Money comes in for the member; returns the transfer's id."""
        body = {
            "debit": self.settlement,
            "credit": self.member,
            "amount": amount,
            "code": 202,
            "value_date": DAY.isoformat(),
            "detail": {"reference": reference},
        }
        return str(ok(self.staff.post("/v1/transfers", body), 201)["id"])

    def file(self, *entries: tuple[str, int, str, str], closing: int | None = None) -> bytes:
        """The next statement of the other bank."""
        signs = {"C": 1, "D": -1}
        content = mt940(self.statements + 1, self.closing, entries, on=DAY, closing=closing)
        self.next = self.statements + 1, self.closing + sum(signs[mark] * amount for mark, amount, _, _ in entries)
        return content

    def send(self, content: bytes, asker: Asker | None = None, **more: Any) -> Any:
        response = (asker or self.staff).post("/v1/reconciliation/accounts/direct_entry/statements", content, headers=TEXT, **more)
        if response.status_code == 201 and response.json()["outcome"] == "imported":
            self.statements, self.closing = self.next
        return response

    def match(self) -> dict[str, Any]:
        return ok(self.staff.post("/v1/reconciliation/accounts/direct_entry/match", {"date": DAY.isoformat()}))

    def night(self) -> None:
        """What the end of the day does: match, open cases, post what is due to suspense."""
        self.match()
        platform, number = self.bank.platform, self.number
        now_us = platform.now_us(number)
        with platform.database.app(number) as conn:
            reconciliation.open_cases(conn, number, date=DAY, now_us=now_us)
        with platform.database.app(number) as conn:
            due = reconciliation.due_postings(conn, number, date=DAY)
            catalogue = load_catalogue(conn, number, at_us=now_us)
        for posting in due:
            requests = expand(catalogue, posting.code, posting.parameters, id=posting.id)
            outcomes = platform.ledger.submit(number, requests, posting.id).result(60)
            assert all(outcome.status.ok for outcome in outcomes)
        with platform.database.app(number) as conn:
            reconciliation.mark_posted(conn, number, [posting.id for posting in due])
        self.match()

    def cases(self, *states: str) -> list[dict[str, Any]]:
        query = {"account": "direct_entry"} | ({"state": list(states)} if states else {})
        return list(ok(self.auditor.get("/v1/reconciliation/cases", params=query))["cases"])


@pytest.fixture
def correspondence(bank: Bank) -> Correspondence:
    return Correspondence(bank)


def test_a_statement_that_agrees_leaves_nothing_open(correspondence: Correspondence) -> None:
    one = correspondence.paid_in(10_000, "A")
    correspondence.paid_in(2_500, "B")
    report = ok(correspondence.send(correspondence.file(("C", 10_000, "A", "h1"), ("C", 2_500, "B", "h2"))), 201)
    assert report == {
        **report,
        "outcome": "imported",
        "statements": report["statements"],
        "entries": 2,
        "entries_parked": 0,
        "closing": 12_500,
        "case": None,
    }
    found = correspondence.match()
    assert (found["matched"], found["open_entries"], found["open_movements"]) == ({"our_reference": 2}, 0, 0)
    assert (found["position"]["statement"], found["position"]["ours"], found["position"]["unexplained"]) == (12_500, 12_500, 0)
    entries = ok(correspondence.auditor.get("/v1/reconciliation/accounts/direct_entry/entries"))["entries"]
    movements = ok(correspondence.auditor.get("/v1/reconciliation/accounts/direct_entry/movements"))["movements"]
    assert [entry["status"] for entry in entries] == ["matched", "matched"]
    assert (movements[0]["transfer"], movements[0]["match"]) == (one, entries[0]["match"])
    statements = ok(correspondence.auditor.get("/v1/reconciliation/accounts/direct_entry/statements"))["statements"]
    assert [(one["opening"], one["closing"], one["entries"]) for one in statements] == [(0, 12_500, 2)]


def test_one_cent_is_named_stands_in_suspense_and_goes_where_two_people_say(correspondence: Correspondence) -> None:
    correspondence.paid_in(10_000, "A")
    ok(correspondence.send(correspondence.file(("C", 10_001, "A", "h1"))), 201)
    correspondence.night()
    (case,) = correspondence.cases()
    assert (case["kind"], case["amount"], case["suspense"], case["state"]) == ("amount_differs", 1, 1, "open")
    assert ok(correspondence.auditor.get("/v1/reconciliation/accounts/direct_entry/position"))["unexplained"] == 0
    ageing = ok(correspondence.auditor.get("/v1/reconciliation/ageing", params={"date": "2026-03-12"}))["buckets"]
    assert ageing == [{"currency": "AUD", "first_day": 8, "last_day": 30, "cases": 1, "credits": 1, "debits": 0}]

    path = f"/v1/reconciliation/cases/{case['id']}"
    assert ok(correspondence.maker.post(f"{path}/assign", {"assignee": "maker"}))["assignee"] == "maker"
    ok(correspondence.maker.post(f"{path}/notes", {"words": "They paid a cent more; the member gets it."}), 201)
    away = correspondence.maker.post(f"{path}/propose", {"action": "explain", "reason": "It is only a cent."})
    assert away.json()["code"] == "resolution_invalid"
    posting = {"code": "suspense_credit", "parameters": {"account": correspondence.member, "amount": 2, "reason": "Cent"}}
    plan = {"action": "post", "reason": "The member gets it.", "postings": [posting]}
    wrong = correspondence.maker.post(f"{path}/propose", plan)
    assert (wrong.json()["code"], wrong.json()["taken"], wrong.json()["held"]) == ("resolution_unbalanced", 2, 1)
    posting["parameters"]["amount"] = 1  # type: ignore[index]
    assert ok(correspondence.maker.post(f"{path}/propose", plan))["maker"] == "maker"
    own = correspondence.maker.post(f"{path}/resolve", {})
    assert (own.status_code, own.json()["code"]) == (403, "second_person_needed")
    done = ok(correspondence.checker.post(f"{path}/resolve", {"date": DAY.isoformat()}))
    assert (done["state"], done["checker"], done["suspense"]) == ("resolved", "checker", 0)
    waiting = ok(correspondence.auditor.get("/v1/reconciliation/postings", params={"date": DAY.isoformat()}))["postings"]
    assert [(one["case"], one["code"], one["parameters"]["amount"]) for one in waiting] == [(case["id"], "suspense_credit", 1)]
    correspondence.night()
    assert correspondence.bank.available(correspondence.member, correspondence.staff) == 10_001
    events = [note["event"] for note in ok(correspondence.auditor.get(path))["notes"]]
    assert events == ["opened", "assigned", "note", "proposed", "resolved"]


def test_a_resolution_is_turned_down_and_the_case_goes_on(correspondence: Correspondence) -> None:
    correspondence.paid_in(10_000, "A")
    ok(correspondence.send(correspondence.file(("C", 9_000, "A", "h1"))), 201)
    correspondence.night()
    (case,) = correspondence.cases("open", "assigned")
    path = f"/v1/reconciliation/cases/{case['id']}"
    assert correspondence.checker.post(f"{path}/resolve", {}).json()["code"] == "nothing_proposed"
    posting = {"code": "suspense_credit", "parameters": {"account": correspondence.member, "amount": 1_000, "reason": "x"}}
    refused = correspondence.maker.post(f"{path}/propose", {"action": "post", "reason": "x", "postings": [posting]})
    assert refused.json()["code"] == "resolution_unbalanced"
    assert correspondence.maker.get(path).json()["maker"] is None


def test_an_entry_and_a_movement_are_matched_by_hand_by_two_people(correspondence: Correspondence) -> None:
    correspondence.paid_in(700, "OURS")
    correspondence.paid_in(700, "OTHER")
    ok(correspondence.send(correspondence.file(("C", 700, "THEIRS", "h1"), ("C", 700, "THINGS", "h2"))), 201)
    correspondence.night()
    case = correspondence.cases()[0]
    (entry, _) = ok(
        correspondence.auditor.get("/v1/reconciliation/accounts/direct_entry/entries", params={"status": ["suspended", "open"]})
    )["entries"]
    movement = ok(
        correspondence.auditor.get("/v1/reconciliation/accounts/direct_entry/movements", params={"status": ["open", "suspended"]})
    )["movements"][0]
    plan = {
        "action": "match",
        "reason": "Their reference was mistyped.",
        "entries": [{"statement": entry["statement"], "place": entry["place"]}],
        "movements": [movement["seq"]],
    }
    path = f"/v1/reconciliation/cases/{entry['case'] or case['id']}"
    ok(correspondence.maker.post(f"{path}/propose", plan))
    assert ok(correspondence.checker.post(f"{path}/reject", {"reason": "Look again."}))["maker"] is None
    ok(correspondence.maker.post(f"{path}/propose", plan))
    assert ok(correspondence.checker.post(f"{path}/resolve", {"date": DAY.isoformat()}))["state"] == "resolved"
    again = correspondence.checker.post(f"{path}/resolve", {})
    assert (again.status_code, again.json()["code"]) == (409, "case_resolved")


def test_a_file_that_does_not_add_up_is_refused_with_its_line_or_kept_with_a_case(correspondence: Correspondence) -> None:
    content = correspondence.file(("C", 10_000, "A", "h1"), closing=10_001)
    key = "wrong-total"
    refused = correspondence.send(content, key=key)
    assert (refused.status_code, refused.json()["code"]) == (422, "statement_balance_wrong")
    assert refused.json()["line"] == 7
    assert refused.json()["field"] == "/line/7"
    again = correspondence.send(content, key=key)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (422, "true")
    assert correspondence.cases() == []

    kept = ok(correspondence.send(content, params={"park": "true"}), 201)
    assert (kept["outcome"], kept["refusal"]["code"], kept["refusal"]["line"]) == ("parked", "statement_balance_wrong", 7)
    (case,) = correspondence.cases()
    assert (case["id"], case["kind"]) == (kept["case"], "file_refused")
    file = correspondence.auditor.get(f"/v1/reconciliation/cases/{case['id']}/file")
    assert (file.content, file.headers["content-type"]) == (content, "application/octet-stream")
    done = {"action": "explain", "reason": "They sent it again."}
    ok(correspondence.maker.post(f"/v1/reconciliation/cases/{case['id']}/propose", done))
    assert ok(correspondence.checker.post(f"/v1/reconciliation/cases/{case['id']}/resolve", {}))["state"] == "resolved"
    assert [one["id"] for one in correspondence.cases("resolved")] == [case["id"]]


def test_a_file_that_came_before_or_leaves_a_gap_is_refused(correspondence: Correspondence) -> None:
    content = correspondence.file(("C", 10_000, "A", "h1"))
    ok(correspondence.send(content), 201)
    again = correspondence.send(content)
    assert (again.status_code, again.json()["code"]) == (409, "statement_duplicate")
    gap = correspondence.send(mt940(9, 77, [("C", 1, "B", "h2")], on=DAY))
    assert (gap.json()["code"], gap.json()["stated"], gap.json()["expected"]) == ("statement_gap", 77, 10_000)
    malformed = correspondence.send(b":20:X\r\n:61:nonsense\r\n-\r\n")
    assert malformed.json()["code"] == "statement_malformed"
    assert malformed.json()["line"] >= 1


def test_a_file_is_sent_as_what_its_account_takes(correspondence: Correspondence) -> None:
    content = correspondence.file(("C", 1, "A", "h1"))
    path = "/v1/reconciliation/accounts/direct_entry/statements"
    wrong = correspondence.staff.post(path, content, headers={"Content-Type": "application/xml"})
    assert (wrong.status_code, wrong.json()["code"]) == (415, "media_type_unsupported")
    assert correspondence.staff.post(path, content, headers={"Content-Type": "image/png"}).status_code == 415
    assert correspondence.staff.post(path, content, headers={"Content-Type": "application/octet-stream"}).status_code == 201
    absent = correspondence.staff.post("/v1/reconciliation/accounts/nobody/statements", content, headers=TEXT)
    assert (absent.status_code, absent.json()["code"]) == (404, "external_account_not_found")


def test_a_camt_053_message_is_read_from_the_raw_body(correspondence: Correspondence) -> None:
    own = ok(correspondence.staff.get("/v1/system-accounts"))["accounts"]
    card = next(account["account"] for account in own if account["name"] == "card_settlement")
    order = correspondence.order(name="central", format="camt053", kind="central_bank", ledger_account=card, opening=1_000)
    ok(correspondence.staff.post("/v1/reconciliation/accounts", order), 201)
    message = camt(camt_entry("20.50"))
    sent = correspondence.staff.post(
        "/v1/reconciliation/accounts/central/statements", message, headers={"Content-Type": "application/xml; charset=utf-8"}
    )
    assert (ok(sent, 201)["closing"], sent.json()["entries"]) == (3_050, 1)
    assert [one["name"] for one in ok(correspondence.auditor.get("/v1/reconciliation/accounts"))["accounts"]] == ["central", "direct_entry"]


@pytest.mark.parametrize(
    ("content", "form", "closing"), [(MT940, "mt940", 250_000), (CAMT053, "camt053", 250_000), (CARD_SETTLEMENT, "card_settlement", -2_488)]
)
def test_the_files_that_the_document_shows_are_read(content: str, form: str, closing: int) -> None:
    (statement,) = reconciliation.read_statement(content.encode(), reconciliation.StatementFormat(form))
    assert (statement.identification, statement.currency, statement.closing) == ("802-001/00012345", "AUD", closing)


def test_external_accounts_and_their_rules_are_checked(correspondence: Correspondence) -> None:
    staff = correspondence.staff
    taken = staff.post("/v1/reconciliation/accounts", correspondence.order())
    assert (taken.status_code, taken.json()["code"]) == (409, "external_account_exists")
    other = staff.post("/v1/reconciliation/accounts", correspondence.order(name="usd", currency="USD"))
    assert other.json()["code"] == "external_account_invalid"
    nowhere = staff.post("/v1/reconciliation/accounts", correspondence.order(name="nowhere", ledger_account=999_999))
    assert nowhere.json()["code"] == "account_not_found"
    path = "/v1/reconciliation/accounts/direct_entry/rules"
    two = {"rules": [{"name": "one", "kind": "reference"}, {"name": "one", "kind": "amount_date"}], "effective_from": "2026-04-01"}
    assert staff.post(path, two).json()["code"] == "matching_rules_invalid"
    next_rules = {"rules": [{"name": "amounts", "kind": "amount_date", "days": 1}], "effective_from": "2026-04-01"}
    assert ok(staff.post(path, next_rules), 201)["version"] == 2
    assert staff.post(path, next_rules).json()["code"] == "effective_time_invalid"
    assert ok(correspondence.auditor.get(path, params={"date": "2026-03-31"}))["version"] == 1
    assert [rule["name"] for rule in ok(correspondence.auditor.get(path, params={"date": "2026-04-01"}))["rules"]] == ["amounts"]


def test_entries_and_movements_come_in_pages_that_follow_one_another(correspondence: Correspondence) -> None:
    for number in range(5):
        correspondence.paid_in(100 + number, f"R{number}")
    ok(correspondence.send(correspondence.file(*[("C", 100 + number, f"R{number}", f"h{number}") for number in range(5)])), 201)
    correspondence.match()
    for what in ("entries", "movements"):
        seen: list[int] = []
        cursor = None
        while True:
            page = ok(
                correspondence.auditor.get(
                    f"/v1/reconciliation/accounts/direct_entry/{what}", params={"limit": 2} | ({"after": cursor} if cursor else {})
                )
            )
            seen += [item["amount"] for item in page[what]]
            cursor = page["next"]
            if cursor is None:
                break
        assert seen == [100, 101, 102, 103, 104]
    for cursor in ("x", "1.", ".1", "99999999999.1"):
        bad = correspondence.auditor.get("/v1/reconciliation/accounts/direct_entry/entries", params={"after": cursor})
        assert bad.json()["code"] == "cursor_invalid"


def test_what_a_night_counted_again_is_read_by_its_date(correspondence: Correspondence) -> None:
    platform, number = correspondence.bank.platform, correspondence.number
    assert ok(correspondence.auditor.get("/v1/reconciliation/results", params={"date": DAY.isoformat()}))["results"] == []
    correspondence.paid_in(4_200, "A")
    with platform.database.app(number) as conn:
        row = conn.execute("select seq from ledger.lane where tenant = %s", (number,)).fetchone()
        assert row is not None
        reconciliation.reconcile(conn, number, date=DAY, cut_seq=row[0], now_us=FixedClock(0).now_us())
    found = ok(correspondence.auditor.get("/v1/reconciliation/results", params={"date": DAY.isoformat()}))
    (result,) = found["results"]
    assert (found["agrees"], result["comparison"], result["cut_seq"], result["different"]) == (True, "balances", row[0], 0)


def test_a_night_raises_what_differs_and_its_results_agree_with_the_general_ledger(correspondence: Correspondence) -> None:
    platform, auditor = correspondence.bank.platform, correspondence.auditor
    correspondence.paid_in(10_000, "A")
    ok(correspondence.send(correspondence.file(("C", 10_001, "A", "h1"))), 201)
    ok(correspondence.staff.post(f"/v1/tenants/{correspondence.tenant}/clock", {"to": "2026-03-03T00:00:00Z"}))
    run_day(platform.database, platform.ledger, platform.catalogues, platform.clocks, correspondence.number, DAY)
    (case,) = correspondence.cases()
    assert (case["kind"], case["amount"], case["opened_on"]) == ("amount_differs", 1, DAY.isoformat())
    found = ok(auditor.get("/v1/reconciliation/results", params={"date": DAY.isoformat()}))
    assert (found["agrees"], {one["comparison"] for one in found["results"]}) == (True, {"balances", "gl_lines"})
    assert ok(auditor.get("/v1/gl/trial-balance", params={"date": DAY.isoformat()}))["zero"]
    assert ok(auditor.get("/v1/gl/subledger", params={"date": DAY.isoformat()}))["agrees"]
    assert ok(auditor.get("/v1/reconciliation/postings"))["postings"] == []


def test_another_tenants_cases_and_accounts_do_not_exist(correspondence: Correspondence) -> None:
    ok(correspondence.send(correspondence.file(("C", 1, "A", "h1"), closing=2), params={"park": "true"}), 201)
    (case,) = correspondence.cases()
    stranger = correspondence.bank.as_(Role.MANAGER)
    for path in (f"cases/{case['id']}", f"cases/{case['id']}/file", "accounts/direct_entry", "accounts/direct_entry/position"):
        assert stranger.get(f"/v1/reconciliation/{path}").status_code == 404
