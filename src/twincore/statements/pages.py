"""What stands on each document: statements, tax summaries and notices as paper. The words of the bank are here."""

from collections.abc import Sequence

from twincore.kernel.clock import to_datetime
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.parties import KeyRing, Party, PersonSpec, get_party
from twincore.products import ProductAccount, get_account
from twincore.statements.model import Line, Notice, Proof, Statement, StatementKind, StatementSummary, TaxSummary, Totals
from twincore.statements.paper import Block, Cell, Column, Facts, Figures, Paper, Table, Words
from twincore.statements.reading import all_lines, product_title, summary_of, tax_year_of
from twincore.statements.words import day, days, money, percent, plain, short_day
from twincore.tenants import tenant_by_number

_TITLES = {
    StatementKind.DEPOSIT: "Account statement",
    StatementKind.LOAN: "Loan statement",
    StatementKind.CARD: "Credit card statement",
}
_OUT_AND_IN = {
    StatementKind.DEPOSIT: ("Money out", "Money in"),
    StatementKind.LOAN: ("Drawn and charged", "Repaid"),
    StatementKind.CARD: ("Spent and charged", "Paid"),
}
_PROOF = (
    "Every line stands in the bank's journal at the place that its receipt names. The journal only ever grows: its tree of hashes is signed,"
    " and a receipt proves, to anybody and without the bank's help, that the line was there when the tree had the size and the root below."
)
RECEIPTS = "/v1/journal/receipts/"


def statement_paper(conn: Connection, keys: KeyRing, tenant: int, statement: Statement, *, address: str = "") -> Paper:
    """A statement as a document. address: of the API, where the receipts are (empty: not said).

    The same statement, holder and address give the same paper. Refuses ``statement_not_sealed`` (the journal is not sealed that far yet),
    ``statement_too_long``, ``personal_data_unreadable``.
    """
    summary = summary_of(conn, tenant, statement)
    proof = sealed(summary.proof, statement.cut_seq)
    lines = all_lines(conn, tenant, statement)
    own, account = tenant_by_number(conn, tenant), get_account(conn, tenant, statement.account)
    blocks: list[Block] = [_figures(summary)]
    blocks += _to_pay(summary)
    blocks.append(_lines(summary, lines, address))
    blocks.append(_interest_and_fees(summary))
    if proof is not None:
        blocks += _proof(proof, address)
    about = [
        *_about_account(account, product_title(conn, tenant, account)),
        ("Statement", str(statement.number)),
        ("Currency", statement.currency),
    ]
    return Paper(
        own.display_name,
        _TITLES[statement.kind],
        f"{day(statement.from_date)} to {day(statement.date)}",
        receiver(get_party(conn, keys, tenant, account.party)),
        about,
        blocks,
        f"{own.display_name}. Statement {statement.number} of account {account.bsb} {account.number}, to {day(statement.date)}."
        " Please check each line and tell us soon if one is not yours.",
        own.synthetic,
    )


def tax_paper(conn: Connection, keys: KeyRing, tenant: int, summary: TaxSummary, *, address: str = "") -> Paper:
    """A tax summary as a document. Refuses ``statement_not_sealed``, ``personal_data_unreadable``."""
    proof = sealed(summary.proof, 1)
    own, party = tenant_by_number(conn, tenant), get_party(conn, keys, tenant, summary.party)
    heads = (("Interest earned", 15), ("Tax withheld", 15), ("Interest charged", 15), ("Fees", 12))
    columns = (Column("Account", 34), *(Column(title, share, right=True) for title, share in heads))
    blocks: list[Block] = []
    for currency in sorted({line.currency for line in summary.lines}):
        lines = [line for line in summary.lines if line.currency == currency]
        total = sum((line.totals for line in lines), Totals())
        blocks.append(
            Figures(
                [
                    ("Interest earned", money(total.interest_earned, currency)),
                    ("Tax withheld", money(total.tax_withheld, currency)),
                    ("Interest received", money(total.interest_earned - total.tax_withheld, currency)),
                ]
            )
        )
        rows = [(Cell(line.title, f"{line.bsb} {line.number}"), *_tax_cells(line.totals, currency)) for line in lines]
        blocks.append(Table(f"By account, in {currency}", columns, rows, last=(Cell("All accounts"), *_tax_cells(total, currency))))
    blocks.append(
        Words(
            "For your tax return",
            (
                "Interest earned is shown before tax and counts in the year in which it was credited. Tax withheld is what we paid to the tax"
                " office on your behalf, because no tax file number was given; it is taken off what you owe. Interest charged and fees are"
                " shown for your information.",
            ),
        )
    )
    if proof is not None:
        blocks += _proof(proof, address)
    title = f"Interest and tax summary {summary.year - 1}-{summary.year % 100:02}"
    return Paper(
        own.display_name,
        title,
        f"Tax year {day(summary.first)} to {day(summary.last)}",
        receiver(party),
        [("Tax file number", "on record" if party.details.tfn else "not given"), ("Accounts", str(len(summary.lines)))],
        blocks,
        f"{own.display_name}. {title}.",
        own.synthetic,
    )


def notice_paper(conn: Connection, keys: KeyRing, tenant: int, notice: Notice) -> Paper:
    """A notice as a document. Refuses ``account_not_found``, ``personal_data_unreadable``."""
    own, account = tenant_by_number(conn, tenant), get_account(conn, tenant, notice.account)
    party = get_party(conn, keys, tenant, account.party)
    return Paper(
        own.display_name,
        notice.title,
        day(notice.date),
        receiver(party),
        _about_account(account, product_title(conn, tenant, account)),
        [Words("", (f"Dear {party.name},", notice.body, f"Your {own.display_name}"))],
        f"{own.display_name}. Notice of {day(notice.date)} about account {account.bsb} {account.number}.",
        own.synthetic,
    )


def sealed(proof: Proof | None, cut_seq: int) -> Proof | None:
    """The proof of a document, which must be there if it has a line to prove. Refuses ``statement_not_sealed``."""
    if proof is None and cut_seq:
        raise Refusal(
            "statement_not_sealed",
            "The journal is not sealed up to the end of this document yet: ask again in a few seconds.",
            category=Category.UNAVAILABLE,
            retry=Retry.SAME_KEY,
        )
    return proof


def receiver(party: Party) -> list[str]:
    """Name and address as they stand on a letter."""
    lines, address = [party.name], party.details.address
    if address is not None:
        lines += [address.line1, f"{address.suburb} {address.state} {address.postcode}"]
        if address.country != "AU":
            lines.append(address.country)
    if not isinstance(party.details, PersonSpec) and party.details.abn:
        lines.append(f"ABN {party.details.abn}")
    return lines


def _about_account(account: ProductAccount, title: str) -> list[tuple[str, str]]:
    return [("Account", title), ("BSB", account.bsb), ("Account number", account.number)]


def _balance(amount: int, statement: Statement) -> str:
    """A balance as its kind of account shows it: of a loan or card what is owed."""
    if statement.kind is StatementKind.DEPOSIT:
        return plain(amount, statement.currency)
    return f"{plain(amount, statement.currency)} CR" if amount > 0 else plain(-amount, statement.currency)


def _figures(summary: StatementSummary) -> Figures:
    statement, totals = summary.statement, summary.totals
    out, come_in = _OUT_AND_IN[statement.kind]
    names = ("Opening balance", "Closing balance") if statement.kind is StatementKind.DEPOSIT else ("You owed", "You owe")
    currency = statement.currency
    return Figures(
        [
            (names[0], _balance(statement.opening, statement)),
            (come_in, plain(totals.credits, currency)),
            (out, plain(totals.debits, currency)),
            (names[1], _balance(statement.closing, statement)),
        ]
    )


def _to_pay(summary: StatementSummary) -> list[Block]:
    statement, card, loan = summary.statement, summary.card, summary.loan
    currency = statement.currency
    if card is not None:
        available = max(0, statement.credit_limit + statement.closing)
        blocks: list[Block] = [
            Figures(
                [
                    ("Credit limit", plain(statement.credit_limit, currency)),
                    ("Available", plain(available, currency)),
                    ("Pay at least", money(card.minimum, currency)),
                    ("By", short_day(card.due_on)),
                ]
            )
        ]
        facts = [(name.replace("_", " ").capitalize(), plain(amount, currency)) for name, amount in card.balances.items() if amount]
        if facts:
            blocks.append(Facts("What you owe is made of", facts))
        said = [("Overdue, please pay it at once", card.overdue), ("Not in our journal yet, we look into it", card.difference)]
        if told := [(label, plain(amount, currency)) for label, amount in said if amount]:
            blocks.append(Facts("Please note", told))
        return blocks
    if loan is None:
        return []
    facts = [("Interest rate", f"{percent(loan.rate_ppm)} a year"), ("Instalment", money(loan.instalment, currency))]
    if loan.next_due is not None and loan.next_payment is not None:
        facts.append(("Next instalment", f"{money(loan.next_payment, currency)} on {day(loan.next_due)}"))
    if loan.overdue:
        facts.append(("Overdue", f"{money(loan.overdue, currency)}, by {days(loan.days_overdue)}"))
    return [Facts("Your loan", facts)]


def _lines(summary: StatementSummary, lines: Sequence[Line], address: str) -> Table:
    statement = summary.statement
    out, come_in = _OUT_AND_IN[statement.kind]
    columns = (Column("Date", 14), Column("What", 46), Column(out, 13, True), Column(come_in, 13, True), Column("Balance", 14, True))
    empty = Cell("")
    opening = (
        Cell(short_day(statement.from_date)),
        Cell("Opening balance"),
        empty,
        empty,
        Cell(_balance(statement.opening, statement)),
    )
    closing = (Cell(short_day(statement.date)), Cell("Closing balance"), empty, empty, Cell(_balance(statement.closing, statement)))
    rows = []
    for line in lines:
        amount = Cell(plain(abs(line.amount), statement.currency))
        told = f"{line.title}: {line.words}" if line.words else line.title
        small = f"Receipt {line.seq} · {line.transfer}" if line.seq is not None else f"Not posted · {line.transfer}"
        if line.value_date != line.date:
            small += f" · value {short_day(line.value_date)}"
        link = f"{address}{RECEIPTS}{line.transfer}" if address and line.seq is not None else ""
        rows.append(
            (
                Cell(short_day(line.date)),
                Cell(told, small, link),
                amount if line.amount < 0 else empty,
                empty if line.amount < 0 else amount,
                Cell(_balance(line.balance, statement)),
            )
        )
    return Table("Lines", columns, rows, opening, closing)


def _interest_and_fees(summary: StatementSummary) -> Table:
    statement, currency = summary.statement, summary.statement.currency
    year = tax_year_of(statement.date)
    columns = (Column("", 50), Column("This statement", 25, True), Column(f"Tax year {year - 1}-{year % 100:02} so far", 25, True))
    names = [("Interest charged", "interest_charged"), ("Fees", "fees")]
    if statement.kind is StatementKind.DEPOSIT:
        names = [("Interest earned", "interest_earned"), ("Tax withheld", "tax_withheld"), *names]
    rows = [
        (Cell(name), Cell(plain(getattr(summary.totals, field), currency)), Cell(plain(getattr(summary.year, field), currency)))
        for name, field in names
    ]
    if summary.accrued:
        rows.append((Cell("Interest up to the last day, not posted yet"), Cell(plain(summary.accrued, currency)), Cell("")))
    return Table("Interest and fees", columns, rows)


def _proof(proof: Proof, address: str) -> list[Block]:
    facts = [
        ("Transfers in the tree", f"{proof.size:,}"),
        ("Root", proof.root.hex()),
        ("Signed", f"{to_datetime(proof.sealed_at_us):%Y-%m-%d %H:%M:%S} UTC"),
    ]
    if address:
        facts.append(("Receipts", f"{address}{RECEIPTS}<transfer>"))
    return [Words("Proof", (_PROOF,)), Facts("", facts)]


def _tax_cells(totals: Totals, currency: str) -> list[Cell]:
    figures = (totals.interest_earned, totals.tax_withheld, totals.interest_charged, totals.fees)
    return [Cell(plain(figure, currency)) for figure in figures]
