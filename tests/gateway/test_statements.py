"""Statements through the API: rows, lines, documents, notices; a member sees its own and nobody else's."""

from datetime import date
from uuid import UUID

import pytest

from tests.gateway.bank import Asker, Bank
from tests.gateway.test_nights import clock_to
from twincore.gateway import Role
from twincore.ledger import Sealer, SealKey
from twincore.statements import prepare_statements

MARCH = date(2026, 3, 31)


@pytest.fixture(scope="module")
def account(bank: Bank) -> int:
    """An account with a statement of March, prepared as the night prepares it."""
    opened = bank.open_account(deposit=1_000_00)
    words = {"account": opened, "amount": 12_50, "merchant": "Corner <Grocer>"}
    assert bank.staff.post("/v1/transactions", {"code": "card_purchase", "parameters": words}).status_code == 201
    clock_to(bank, date(2026, 4, 1), bank.tenant)
    with bank.platform.database.app(bank.number) as conn:
        prepare_statements(conn, bank.number, date=MARCH, after=0, now_us=bank.platform.now_us(bank.number))
    Sealer(bank.platform.database, SealKey.generate()).seal(bank.number)
    return opened


def holder(bank: Bank, account: int) -> UUID:
    return UUID(bank.staff.get(f"/v1/accounts/{account}").json()["party"])


def member(bank: Bank, party: UUID) -> Asker:
    return bank.as_(Role.MEMBER, party=party, actor=str(party))


def test_a_statement_is_found_by_its_last_day_with_totals_and_proof(bank: Bank, account: int) -> None:
    listed = bank.staff.get(f"/v1/accounts/{account}/statements").json()
    assert [one["date"] for one in listed["statements"]] == ["2026-03-31"]
    detail = bank.staff.get(f"/v1/accounts/{account}/statements/2026-03-31").json()
    assert (detail["statement"]["opening_balance"], detail["statement"]["closing_balance"]) == (0, 987_50)
    assert (detail["totals"]["credits"], detail["totals"]["debits"], detail["totals"]["lines"]) == (1_000_00, 12_50, 2)
    assert detail["proof"]["size"] >= detail["statement"]["cut_seq"]
    assert detail["card"] is None
    missing = bank.staff.get(f"/v1/accounts/{account}/statements/2026-02-28")
    assert (missing.status_code, missing.json()["code"]) == (404, "statement_not_found")


def test_each_line_leads_to_a_receipt_under_a_tree_of_the_journal(bank: Bank, account: int) -> None:
    first = bank.staff.get(f"/v1/accounts/{account}/statements/2026-03-31/lines?limit=1").json()
    rest = bank.staff.get(f"/v1/accounts/{account}/statements/2026-03-31/lines?after={first['next']}").json()
    lines = first["lines"] + rest["lines"]
    assert [(line["amount"], line["balance"]) for line in lines] == [(-12_50, 987_50), (1_000_00, 1_000_00)]
    for line in lines:
        receipt = bank.staff.get(line["receipt"])
        assert receipt.status_code == 200
        assert receipt.json()["transfer"]["seq"] == line["seq"]


def test_a_document_is_a_page_that_loads_nothing_and_a_pdf_of_the_same_bytes(bank: Bank, account: int) -> None:
    page = bank.staff.get(f"/v1/accounts/{account}/statements/2026-03-31/page")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "Corner &lt;Grocer&gt;" in page.text
    assert "src=" not in page.text
    pdf = bank.staff.get(f"/v1/accounts/{account}/statements/2026-03-31/pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert bank.staff.get(f"/v1/accounts/{account}/statements/2026-03-31/pdf").content == pdf.content


def test_notices_are_listed_by_date_to_be_sent_and_by_account(bank: Bank, account: int) -> None:
    listed = bank.staff.get("/v1/notices?date=2026-03-31&kind=statement_ready").json()["notices"]
    assert [one["account"] for one in listed] == [account]
    own = bank.staff.get(f"/v1/accounts/{account}/notices?limit=1").json()
    assert own["notices"] == listed
    assert bank.staff.get(f"/v1/accounts/{account}/notices?after={own['next']}").json() == {"notices": [], "next": None}
    path = f"/v1/accounts/{account}/notices/2026-03-31/statement_ready"
    assert bank.staff.get(path).json() == listed[0]
    assert "Dear Ruby Wells," in bank.staff.get(f"{path}/page").text
    assert bank.staff.get(f"{path}/pdf").content.startswith(b"%PDF-")
    assert bank.staff.get(f"/v1/accounts/{account}/notices/2026-03-31/arrears").json()["code"] == "notice_not_found"


def test_a_tax_summary_is_there_when_the_year_is_over(bank: Bank, account: int) -> None:
    party = holder(bank, account)
    early = bank.staff.get(f"/v1/members/{party}/tax-summaries/2026")
    assert (early.status_code, early.json()["code"]) == (422, "tax_year_not_over")
    nothing = bank.staff.get(f"/v1/members/{party}/tax-summaries/2025")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "accounts_not_found")


def test_a_member_reads_its_own_and_of_others_it_does_not_know_that_they_are_there(bank: Bank, account: int) -> None:
    own, other = member(bank, holder(bank, account)), member(bank, UUID(bank.open_member()))
    for path in ("", "/2026-03-31", "/2026-03-31/lines", "/2026-03-31/page", "/2026-03-31/pdf"):
        assert own.get(f"/v1/accounts/{account}/statements{path}").status_code == 200
        assert other.get(f"/v1/accounts/{account}/statements{path}").json()["code"] == "account_not_found"
    assert other.get(f"/v1/accounts/{account}/notices").json()["code"] == "account_not_found"
    assert other.get(f"/v1/members/{holder(bank, account)}/tax-summaries/2025").json()["code"] == "party_not_found"
    assert own.get("/v1/notices?date=2026-03-31").status_code == 403


def test_another_tenant_does_not_know_of_it(bank: Bank, account: int) -> None:
    elsewhere = bank.as_(Role.MANAGER, tenant=bank.open_tenant())
    assert elsewhere.get(f"/v1/accounts/{account}/statements").json()["code"] == "account_not_found"
    assert elsewhere.get("/v1/notices?date=2026-03-31").json()["notices"] == []


@pytest.mark.parametrize("after", ["x", "1/none", "2026-13-01/arrears", "/"])
def test_a_cursor_of_ones_own_making_is_refused(bank: Bank, account: int, after: str) -> None:
    answer = bank.staff.get(f"/v1/accounts/{account}/notices", params={"after": after})
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")
