"""Documents: what is drawn says what the rows say, the same bytes each time, and nothing that is sent in breaks out of its place."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.eod.bank import FIRST, Bank
from tests.products.members import KEYS
from tests.statements.test_statements import JULY, PLAN, prepare
from twincore.kernel.refusal import Refusal
from twincore.ledger import Sealer, SealKey
from twincore.parties import Address, change_address
from twincore.products.interest import withhold_tax
from twincore.statements import (
    NoticeKind,
    Paper,
    all_lines,
    as_html,
    as_pdf,
    get_notice,
    get_statement,
    notice_paper,
    statement_paper,
    summary_of,
    tax_paper,
    tax_summary,
)
from twincore.statements.as_pdf import printable
from twincore.statements.words import money, percent

ADDRESS = "https://bank.example"


def pdf_text(paper: Paper) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(as_pdf(paper))).pages)


def july(bank: Bank) -> int:
    """A month of an account, with its statement prepared; returns the account."""
    bank.product("everyday", kind="transaction", plan=PLAN)
    account = bank.open("everyday")
    with bank.database.app(bank.tenant) as conn:
        where = Address("12 <Harbour> Parade", "Coffs Harbour", "NSW", "2450")
        change_address(conn, KEYS, bank.tenant, bank.members[0], where, now_us=bank.now_us)
    bank.post("cash_deposit", account=account, amount=12_345_67)
    bank.post("card_purchase", account=account, amount=49_95, merchant="<script>alert(1)</script>")
    bank.post("card_purchase", account=account, amount=1, merchant="Nguyễn & Søn 株式")
    for n in range(60):
        bank.post("card_purchase", account=account, amount=100 + n, merchant=f"Shop {n}")
    bank.clock_to(date(2026, 8, 1), 0, 5)
    prepare(bank, JULY)
    return account


def drawn(bank: Bank, account: int, day: date = JULY) -> Paper:
    with bank.database.app(bank.tenant) as conn:
        statement = get_statement(conn, bank.tenant, account, day)
        return statement_paper(conn, KEYS, bank.tenant, statement, address=ADDRESS)


def test_a_document_is_drawn_when_every_line_of_it_is_proven_and_names_the_tree(bank: Bank) -> None:
    account = july(bank)
    with pytest.raises(Refusal) as refused:
        drawn(bank, account)
    assert refused.value.code == "statement_not_sealed"
    sealer = Sealer(bank.database, SealKey.generate())
    head = sealer.seal(bank.tenant)
    paper = drawn(bank, account)
    html, text = as_html(paper).decode(), pdf_text(paper)
    with bank.database.app(bank.tenant) as conn:
        lines = all_lines(conn, bank.tenant, get_statement(conn, bank.tenant, account, JULY))
    assert len(lines) == 63
    for line in lines:
        assert f"Receipt {line.seq} · {line.transfer}" in html
        assert f'href="{ADDRESS}/v1/journal/receipts/{line.transfer}"' in html
        assert str(line.transfer) in text
    assert head.root.hex() in html
    assert head.root.hex() in text
    assert "12,345.67" in text
    assert "Page 1\nof 3" in text
    # later postings and later heads change nothing of it
    bank.post("cash_deposit", account=account, amount=5)
    sealer.seal(bank.tenant)
    again = drawn(bank, account)
    assert again == paper
    assert (as_html(again), as_pdf(again)) == (as_html(paper), as_pdf(paper))


def test_the_links_of_a_pdf_lead_to_the_receipts(bank: Bank) -> None:
    account = july(bank)
    Sealer(bank.database, SealKey.generate()).seal(bank.tenant)
    reader = PdfReader(BytesIO(as_pdf(drawn(bank, account))))
    links = [note.get_object()["/A"]["/URI"] for page in reader.pages for note in page.get("/Annots", [])]
    with bank.database.app(bank.tenant) as conn:
        lines = all_lines(conn, bank.tenant, get_statement(conn, bank.tenant, account, JULY))
    assert links == [f"{ADDRESS}/v1/journal/receipts/{line.transfer}" for line in lines]
    assert reader.metadata is not None
    assert reader.metadata.title == "Account statement"


def test_words_of_others_are_words_and_not_markup(bank: Bank) -> None:
    account = july(bank)
    Sealer(bank.database, SealKey.generate()).seal(bank.tenant)
    html = as_html(drawn(bank, account)).decode()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "12 &lt;Harbour&gt; Parade" in html
    assert "Nguyễn &amp; Søn 株式" in html


def test_a_letter_that_the_typeface_lacks_loses_its_marks_on_the_pdf() -> None:
    assert printable("Café Søn Müller €") == "Café Søn Müller €"
    assert printable("Nguyễn") == "Nguyen"
    assert printable("株") == "?"


def test_totals_of_a_tax_year_are_those_of_its_statements(bank_of_late_july: Bank) -> None:
    bank, ends = bank_of_late_july, (JULY, date(2026, 8, 31))
    bank.product("everyday", kind="transaction", plan=PLAN)
    account = bank.open("everyday")
    with bank.database.app(bank.tenant) as conn:
        withhold_tax(conn, bank.tenant, [bank.members[0]], since=FIRST)
    bank.post("cash_deposit", account=account, amount=10_000_00)
    bank.end(JULY)
    bank.clock_to(date(2026, 9, 1), 0, 5)
    prepare(bank, date(2026, 8, 31))
    with bank.database.app(bank.tenant) as conn:
        parts = [summary_of(conn, bank.tenant, get_statement(conn, bank.tenant, account, end)).totals for end in ends]
        with pytest.raises(Refusal) as refused:
            tax_summary(conn, bank.tenant, bank.members[0], 2027, today=date(2027, 6, 30))
        assert refused.value.code == "tax_year_not_over"
    bank.clock_to(date(2027, 7, 2))
    bank.post("cash_deposit", account=account, amount=1)  # belongs to the next tax year
    Sealer(bank.database, SealKey.generate()).seal(bank.tenant)
    with bank.database.app(bank.tenant) as conn:
        summary = tax_summary(conn, bank.tenant, bank.members[0], 2027, today=date(2027, 7, 2))
        paper = tax_paper(conn, KEYS, bank.tenant, summary, address=ADDRESS)
        with pytest.raises(Refusal) as refused:
            tax_summary(conn, bank.tenant, bank.members[0], 2026, today=date(2027, 7, 2))
    assert refused.value.code == "accounts_not_found"
    [line] = summary.lines
    assert line.totals == parts[0] + parts[1]
    # three days at a dollar a day, taxed at 47%; the monthly fee
    assert (line.totals.interest_earned, line.totals.tax_withheld, line.totals.fees) == (3_00, 1_41, 5_00)
    assert line.totals.credits == 10_003_00
    assert "Interest and tax summary 2026-27" in pdf_text(paper)
    assert "$1.41" in as_html(paper).decode()


def test_a_notice_is_a_letter(bank: Bank) -> None:
    account = july(bank)
    with bank.database.app(bank.tenant) as conn:
        notice = get_notice(conn, bank.tenant, account, JULY, NoticeKind.STATEMENT_READY)
        paper = notice_paper(conn, KEYS, bank.tenant, notice)
    text = pdf_text(paper)
    assert "Your statement of 31 July 2026 is ready" in text
    assert "Dear Given Family 0," in text
    assert "12 <Harbour> Parade" in text
    assert "Given" not in notice.title + notice.body


@pytest.mark.parametrize(
    ("ppm", "words"), [(43_500, "4.35%"), (0, "0.00%"), (1_000_000, "100.00%"), (99_900, "9.99%"), (43_550, "4.355%"), (1, "0.0001%")]
)
def test_rates_are_written_as_people_write_them(ppm: int, words: str) -> None:
    assert percent(ppm) == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [(123_450, "AUD", "$1,234.50"), (-5, "AUD", "-$0.05"), (1_000, "JPY", "JPY 1,000"), (1_234_567, "KWD", "KWD 1,234.567")],
)
def test_amounts_are_written_in_their_currency(amount: int, currency: str, words: str) -> None:
    assert money(amount, currency) == words
