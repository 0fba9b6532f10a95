"""The general ledger through the API: what accountants and regulators read, and what takes two of them."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.gateway.bank import Asker, Bank
from twincore import gl
from twincore.gateway import Role

FIRST = date(2026, 3, 2)


def ok(response: Any, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    return body


class Books:
    """A tenant whose book is posted, day after day."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.tenant = bank.open_tenant()
        self.number = bank.platform.number_of(self.tenant) or 0
        self.accountant = bank.as_(Role.MANAGER, tenant=self.tenant, actor="accountant")
        self.controller = bank.as_(Role.MANAGER, tenant=self.tenant, actor="controller")
        self.auditor = bank.as_(Role.AUDITOR, tenant=self.tenant)
        self.staff = bank.as_(Role.TELLER, Role.MANAGER, Role.OPERATOR, tenant=self.tenant)
        if self.auditor.get("/v1/gl/book").status_code == 404:
            ok(self.staff.post("/v1/gl/book", {"first_date": FIRST.isoformat(), "year_end_month": 6}), 201)
        self.next = date.fromisoformat(ok(self.auditor.get("/v1/gl/book"))["first_date"])

    def post_up_to(self, day: date) -> None:
        """Post every date up to one; the first takes in all there is."""
        database = self.bank.platform.database
        while self.next <= day:
            with database.app(self.number) as conn:
                book = gl.get_book(conn, self.number)
                row = conn.execute("select seq from ledger.lane where tenant = %s", (self.number,)).fetchone()
                assert row is not None
                gl.post_batch(conn, self.number, date=self.next, from_seq=book.cut_seq, cut_seq=row[0])
            self.next += timedelta(1)


@pytest.fixture(scope="module")
def books(bank: Bank) -> Books:
    """1,000.00 paid in, 300.00 of it paid out again."""
    opened = Books(bank)
    account = bank.open_account(asker=opened.staff, deposit=100_000)
    ok(opened.staff.post("/v1/transactions", {"code": "cash_withdrawal", "parameters": {"account": account, "amount": 30_000}}), 201)
    opened.post_up_to(FIRST)
    return opened


def wages(day: date = FIRST, amount: int = 42_000, credit: int | None = None) -> dict[str, Any]:
    lines = [{"account": 5220, "debit": amount}, {"account": 2490, "credit": amount if credit is None else credit}]
    return {"date": day.isoformat(), "title": "Wages", "lines": lines, "reason": "Payroll run."}


def propose(asker: Asker, what: str, body: dict[str, Any]) -> dict[str, Any]:
    return ok(asker.post(f"/v1/gl/proposals/{what}", body), 201)


def approve(asker: Asker, proposal: dict[str, Any]) -> Any:
    return asker.post(f"/v1/gl/proposals/{proposal['id']}/approve", {})


def test_the_statements_of_a_posted_date_agree_with_what_was_paid_in_and_out(books: Books) -> None:
    trial = ok(books.auditor.get("/v1/gl/trial-balance", params={"date": FIRST.isoformat()}))
    by_account = {line["account"]: line for line in trial["lines"]}
    assert trial["zero"]
    assert (by_account[1010]["debits"], by_account[1010]["credits"], by_account[1010]["balance"]) == (100_000, 30_000, 70_000)
    assert by_account[2110]["balance"] == -70_000
    sheet = ok(books.auditor.get("/v1/gl/balance-sheet", params={"date": FIRST.isoformat()}))
    assert sheet["balanced"]
    assert (sheet["currency"], sheet["total_assets"]) == ("AUD", 70_000)
    subledger = ok(books.auditor.get("/v1/gl/subledger", params={"date": FIRST.isoformat()}))
    assert subledger["agrees"]
    assert {line["account"]: line["subledger_debits"] for line in subledger["lines"]}[1010] == 100_000
    assert ok(books.auditor.get("/v1/gl/faults")) == {"ok": True, "faults": []}
    (batch,) = ok(books.auditor.get("/v1/gl/batches", params={"from_date": FIRST.isoformat(), "to_date": FIRST.isoformat()}))["batches"]
    assert (batch["transfers"], batch["totals"]) == (2, {"AUD": 130_000})
    journal = ok(books.auditor.get(f"/v1/gl/journals/{batch['journal']}"))
    assert sum(entry["amount"] for entry in journal["entries"]) == 130_000


def test_a_date_that_is_not_posted_has_no_statements(books: Books) -> None:
    for path in ("trial-balance", "balance-sheet", "subledger"):
        refused = books.auditor.get(f"/v1/gl/{path}", params={"date": "2027-01-01"})
        assert (refused.status_code, refused.json()["code"]) == (422, "date_not_posted")


@pytest.mark.parametrize("day", ["yesterday", "20260302", "2026-02-30", "1772409600"])
def test_a_date_in_an_address_is_written_in_full(books: Books, day: str) -> None:
    assert books.auditor.get("/v1/gl/trial-balance", params={"date": day}).json()["code"] == "request_invalid"


def test_the_chart_of_accounts_comes_in_pages_that_follow_one_another(books: Books) -> None:
    whole = [account["number"] for account in ok(books.auditor.get("/v1/gl/accounts"))["accounts"]]
    seen: list[int] = []
    cursor = None
    while True:
        page = ok(books.auditor.get("/v1/gl/accounts", params={"limit": 7} | ({"after": cursor} if cursor else {})))
        seen += [account["number"] for account in page["accounts"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == whole == sorted(whole)
    assert len(whole) > 40


def test_a_line_is_opened_used_and_closed(books: Books) -> None:
    line = {"number": 5299, "title": "Raffles", "kind": "expense", "heading": "Operating expenses", "from_date": FIRST.isoformat()}
    ok(books.accountant.post("/v1/gl/accounts", line), 201)
    assert books.accountant.post("/v1/gl/accounts", line).json()["code"] == "gl_account_exists"
    closing = {"from_date": (FIRST + timedelta(30)).isoformat(), "reason": "No more raffles."}
    assert ok(books.accountant.post("/v1/gl/accounts/5299/close", closing))["closed_from"] == closing["from_date"]
    late = books.accountant.post(
        "/v1/gl/proposals/journal", wages() | {"lines": [{"account": 9, "debit": 1}, {"account": 2490, "credit": 1}]}
    )
    assert (late.json()["code"], late.json()["field"]) == ("gl_account_not_found", "/lines/0/account")


def test_every_leg_of_every_code_leads_to_a_line_of_the_chart(books: Books) -> None:
    found = ok(books.auditor.get("/v1/gl/code-mappings"))["mappings"]
    assert {one["code"] for one in found} >= {"cash_deposit", "cash_withdrawal", "internal_transfer"}
    assert (next(one for one in found if one["code"] == "cash_deposit"))["debit"] == 1010


def test_a_journal_by_hand_takes_two_people(books: Books) -> None:
    proposal = propose(books.accountant, "journal", wages())
    assert (proposal["status"], proposal["maker"], proposal["journal"]) == ("proposed", "accountant", None)
    own = approve(books.accountant, proposal)
    assert (own.status_code, own.json()["code"]) == (403, "checker_is_maker")
    done = ok(approve(books.controller, proposal))
    assert (done["status"], done["checker"]) == ("approved", "controller")
    journal = ok(books.auditor.get(f"/v1/gl/journals/{done['journal']}"))
    assert (journal["maker"], journal["checker"], journal["source"]) == ("accountant", "controller", "journal")
    income = ok(books.auditor.get("/v1/gl/income-statement", params={"from_date": FIRST.isoformat(), "to_date": FIRST.isoformat()}))
    assert income["result"] == -42_000
    card = ok(
        books.auditor.get(
            "/v1/gl/accounts/5220/card", params={"from_date": FIRST.isoformat(), "to_date": FIRST.isoformat(), "currency": "AUD"}
        )
    )
    assert (card["opening"], card["closing"], [entry["amount"] for entry in card["entries"]]) == (0, 42_000, [42_000])
    again = approve(books.bank.as_(Role.MANAGER, tenant=books.tenant, actor="third"), proposal)
    assert (again.status_code, again.json()["code"]) == (409, "proposal_decided")


def test_the_audit_trail_names_maker_and_checker_of_a_journal(books: Books) -> None:
    proposal = propose(books.accountant, "journal", wages(amount=100))
    ok(approve(books.controller, proposal))
    trail = ok(books.auditor.get("/v1/audit", params={"subject": f"gl_proposal/{proposal['id']}"}))["entries"]
    assert [(entry["type"], entry["actor"]) for entry in trail] == [("gl.propose_journal", "accountant"), ("gl.approve", "controller")]
    assert trail[1]["approvals"] == [{"maker": "accountant", "checker": "controller", "status": "approved"}]


def test_a_journal_that_does_not_balance_is_refused_with_what_is_missing(books: Books) -> None:
    refused = books.accountant.post("/v1/gl/proposals/journal", wages(credit=41_999))
    assert (refused.status_code, refused.json()["code"], refused.json()["difference"]) == (422, "journal_unbalanced", 1)


def test_a_line_that_follows_a_subledger_takes_no_journal_by_hand(books: Books) -> None:
    lines = [{"account": 2110, "debit": 5}, {"account": 2490, "credit": 5}]
    refused = books.accountant.post("/v1/gl/proposals/journal", wages() | {"lines": lines})
    assert (refused.json()["code"], refused.json()["field"]) == ("gl_account_controlled", "/lines/0/account")


def test_a_proposal_is_rejected_by_another_and_withdrawn_by_its_maker(books: Books) -> None:
    one, other = propose(books.accountant, "journal", wages(amount=7)), propose(books.accountant, "journal", wages(amount=8))
    remark = {"remark": "Not that much."}
    assert books.accountant.post(f"/v1/gl/proposals/{one['id']}/reject", remark).json()["code"] == "checker_is_maker"
    assert ok(books.controller.post(f"/v1/gl/proposals/{one['id']}/reject", remark))["decision"] == "Not that much."
    assert books.controller.post(f"/v1/gl/proposals/{other['id']}/withdraw", {}).json()["code"] == "maker_differs"
    assert ok(books.accountant.post(f"/v1/gl/proposals/{other['id']}/withdraw", {}))["status"] == "withdrawn"
    rejected = ok(books.auditor.get("/v1/gl/proposals", params={"status": "rejected"}))["proposals"]
    assert [proposal["id"] for proposal in rejected] == [one["id"]]
    first = ok(books.auditor.get("/v1/gl/proposals", params={"limit": 1}))
    second = ok(books.auditor.get("/v1/gl/proposals", params={"limit": 1, "after": first["next"]}))
    assert first["proposals"][0]["id"] != second["proposals"][0]["id"]
    assert first["proposals"][0]["proposed_at"] <= second["proposals"][0]["proposed_at"]


def test_a_month_is_closed_and_opened_again_by_two_people(books: Books) -> None:
    month = {"month": FIRST.isoformat(), "reason": "The month is complete."}
    early = books.accountant.post("/v1/gl/proposals/period-close", month)
    assert (early.status_code, early.json()["code"]) == (422, "period_incomplete")
    books.post_up_to(date(2026, 3, 31))
    assert ok(approve(books.controller, propose(books.accountant, "period-close", month)))["status"] == "approved"
    assert ok(books.auditor.get("/v1/gl/periods"))["periods"][0] == {"first_date": "2026-03-01", "last_date": "2026-03-31", "closed": True}
    assert books.accountant.post("/v1/gl/proposals/journal", wages()).json()["code"] == "period_closed"
    assert ok(approve(books.controller, propose(books.accountant, "period-reopen", month)))["status"] == "approved"
    assert not ok(books.auditor.get("/v1/gl/periods"))["periods"][0]["closed"]


def test_a_year_is_carried_to_retained_earnings_by_two_people(books: Books) -> None:
    books.post_up_to(date(2026, 6, 30))
    done = ok(approve(books.controller, propose(books.accountant, "year-end", {"year_end": "2026-06-30", "reason": "Year 2026."})))
    journal = ok(books.auditor.get(f"/v1/gl/journals/{done['journal']}"))
    assert journal["source"] == "year_end"
    assert {entry["debit"] for entry in journal["entries"]} | {entry["credit"] for entry in journal["entries"]} == {3020, 5220}
    sheet = ok(books.auditor.get("/v1/gl/balance-sheet", params={"date": "2026-06-30"}))
    assert (sheet["result"], sheet["balanced"]) == (0, True)


def test_rates_are_versions_and_positions_are_revalued_at_them(books: Books) -> None:
    rate = {"currency": "USD", "date": "2026-03-02", "rate": "1.5283", "source": "Central bank, 4 pm"}
    assert ok(books.accountant.post("/v1/gl/rates", rate), 201)["version"] == 1
    assert ok(books.accountant.post("/v1/gl/rates", rate | {"rate": "1.53"}), 201) == {**rate, "rate": "1.53", "version": 2}
    held = ok(books.auditor.get("/v1/gl/rates", params={"date": "2026-03-05"}))["rates"]
    assert held == [{"currency": "USD", "rate": "1.53"}]
    nothing = (
        ok(books.accountant.post("/v1/gl/revaluations", {"date": books.next.replace(day=1).isoformat()})) if books.next.day > 1 else None
    )
    assert nothing is None or nothing["gain"] == 0
    assert books.accountant.post("/v1/gl/rates", rate | {"currency": "AUD"}).json()["code"] == "exchange_rate_invalid"
    assert books.accountant.post("/v1/gl/rates", rate | {"rate": "0"}).json()["code"] == "exchange_rate_invalid"


def test_journals_come_in_pages_by_number(books: Books) -> None:
    first = ok(books.auditor.get("/v1/gl/journals", params={"limit": 2}))
    second = ok(books.auditor.get("/v1/gl/journals", params={"limit": 2, "after": first["next"]}))
    assert [journal["number"] for journal in first["journals"] + second["journals"]] == [1, 2, 3, 4]


def test_lists_by_date_reach_over_a_year_at_the_most(books: Books) -> None:
    for path in ("batches", "accounts/1010/card"):
        refused = books.auditor.get(f"/v1/gl/{path}", params={"from_date": "2026-01-01", "to_date": "2027-02-01"})
        assert (refused.status_code, refused.json()["code"]) == (422, "dates_too_far")


def test_another_tenants_book_is_its_own(books: Books) -> None:
    stranger = books.bank.as_(Role.MANAGER)
    proposal = propose(books.accountant, "journal", wages(day=date(2026, 6, 30), amount=11))
    assert stranger.get(f"/v1/gl/proposals/{proposal['id']}").status_code == 404
    assert approve(stranger, proposal).status_code == 404
