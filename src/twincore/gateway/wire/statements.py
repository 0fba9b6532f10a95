"""Statements, tax summaries and notices on the wire. A balance is credits less debits: what is owed is below zero."""

from typing import Annotated, Any

from pydantic import Field

from twincore.gateway.wire.scalar import AccountId, Answer, Currency, OutDay, OutId, OutTime, Seq, Signed, say_time
from twincore.statements import Line, Notice, Proof, Statement, StatementSummary, TaxLine, TaxSummary, Totals

RECEIPTS = "/v1/journal/receipts/"


class StatementRecord(Answer):
    """A statement: the period it covers, and the balances at its ends."""

    account: AccountId
    date: Annotated[OutDay, Field(description="Its last day, by which it is called.")]
    number: Annotated[int, Field(description="Of the account's statements, from 1.")]
    kind: Annotated[str, Field(description="deposit, loan or card.")]
    currency: Currency
    from_date: OutDay
    from_seq: Annotated[int, Field(description="It covers the journal behind this place")]
    cut_seq: Annotated[int, Field(description="up to this one.")]
    opening_balance: Signed
    closing_balance: Signed
    credit_limit: int
    prepared_at: OutTime


class StatementList(Answer):
    """A page of statements, newest first."""

    statements: list[StatementRecord]
    next: str | None


class StatementTotals(Answer):
    """What moved, by what it was; minor units."""

    credits: int
    debits: int
    interest_earned: Annotated[int, Field(description="Before tax.")]
    tax_withheld: int
    interest_charged: int
    fees: int
    lines: int


class StatementProof(Answer):
    """The signed state of the journal's tree under which every line is proven."""

    size: int
    root: Annotated[str, Field(description="Hexadecimal.")]
    checkpoint: Annotated[str, Field(description="C2SP signed note.")]
    sealed_at: OutTime


class CardStatementPart(Answer):
    """What a card's statement asks for."""

    due_on: OutDay
    minimum_payment: int
    overdue: Annotated[int, Field(description="The part of it that was due before.")]
    balances: Annotated[dict[str, int], Field(description="Owed: interest, fees, cash, purchases, balance_transfers.")]


class LoanStatementPart(Answer):
    """How a loan stood at the end of the statement."""

    rate_ppm: Annotated[int, Field(description="Parts per million a year.")]
    instalment: int
    next_due: OutDay | None
    next_payment: int | None
    days_overdue: int
    overdue: int


class StatementDetail(Answer):
    """A statement with its totals and its proof; its lines are a list of their own."""

    statement: StatementRecord
    totals: StatementTotals
    tax_year: Annotated[
        StatementTotals, Field(description="Totals of the tax year, which begins on 1 July, up to the end of the statement.")
    ]
    accrued: Annotated[Signed, Field(description="Interest earned (below zero: charged) and not posted yet.")]
    card: CardStatementPart | None
    loan: LoanStatementPart | None
    proof: Annotated[StatementProof | None, Field(description="null until the journal is sealed that far.")]


class StatementLine(Answer):
    """A line of a statement, with where its receipt is."""

    seq: Annotated[
        Seq | None, Field(description="Place in the journal; null: charged by the statement, and refused when it was to be posted.")
    ]
    transfer: OutId
    date: OutDay
    value_date: OutDay
    title: str
    words: str
    amount: Annotated[Signed, Field(description="Above zero: credited; below: debited.")]
    balance: Annotated[Signed, Field(description="After it.")]
    receipt: Annotated[str | None, Field(description="Where the proof is that it stands in the journal.")]


class StatementLines(Answer):
    """A page of a statement's lines, newest first."""

    lines: list[StatementLine]
    next: str | None


class TaxAccount(Answer):
    """One account in a tax year."""

    account: AccountId
    bsb: str
    number: str
    product: str
    title: str
    currency: Currency
    totals: StatementTotals


class TaxSummaryRecord(Answer):
    """A member's interest and withholding in an Australian tax year."""

    party: OutId
    year: Annotated[int, Field(description="In which the tax year ends.")]
    first_day: OutDay
    last_day: OutDay
    accounts: list[TaxAccount]
    proof: StatementProof | None


class NoticeRecord(Answer):
    """What a member was told about an account."""

    account: AccountId
    date: Annotated[OutDay, Field(description="At the end of which it was said.")]
    kind: Annotated[str, Field(description="statement_ready, rate_change, arrears or maturity.")]
    title: str
    body: str
    facts: Annotated[dict[str, Any], Field(description="The figures that the words name.")]
    prepared_at: OutTime


class NoticeList(Answer):
    """A page of notices."""

    notices: list[NoticeRecord]
    next: str | None


def statement_body(statement: Statement) -> dict[str, Any]:
    """A statement as JSON."""
    return {
        "account": statement.account,
        "date": statement.date.isoformat(),
        "number": statement.number,
        "kind": statement.kind.value,
        "currency": statement.currency,
        "from_date": statement.from_date.isoformat(),
        "from_seq": statement.from_seq,
        "cut_seq": statement.cut_seq,
        "opening_balance": statement.opening,
        "closing_balance": statement.closing,
        "credit_limit": statement.credit_limit,
        "prepared_at": say_time(statement.prepared_at_us),
    }


def detail_body(summary: StatementSummary) -> dict[str, Any]:
    """A statement with its totals as JSON."""
    card, loan = summary.card, summary.loan
    return {
        "statement": statement_body(summary.statement),
        "totals": totals_body(summary.totals),
        "tax_year": totals_body(summary.year),
        "accrued": summary.accrued,
        "card": None
        if card is None
        else {"due_on": card.due_on.isoformat(), "minimum_payment": card.minimum, "overdue": card.overdue, "balances": dict(card.balances)},
        "loan": None
        if loan is None
        else {
            "rate_ppm": loan.rate_ppm,
            "instalment": loan.instalment,
            "next_due": None if loan.next_due is None else loan.next_due.isoformat(),
            "next_payment": loan.next_payment,
            "days_overdue": loan.days_overdue,
            "overdue": loan.overdue,
        },
        "proof": proof_body(summary.proof),
    }


def totals_body(totals: Totals) -> dict[str, int]:
    """Totals as JSON."""
    return {name: getattr(totals, name) for name in StatementTotals.model_fields}


def proof_body(proof: Proof | None) -> dict[str, Any] | None:
    """A proof as JSON."""
    if proof is None:
        return None
    return {"size": proof.size, "root": proof.root.hex(), "checkpoint": proof.note, "sealed_at": say_time(proof.sealed_at_us)}


def line_body(line: Line) -> dict[str, Any]:
    """A line as JSON."""
    return {
        "seq": line.seq,
        "transfer": str(line.transfer),
        "date": line.date.isoformat(),
        "value_date": line.value_date.isoformat(),
        "title": line.title,
        "words": line.words,
        "amount": line.amount,
        "balance": line.balance,
        "receipt": None if line.seq is None else f"{RECEIPTS}{line.transfer}",
    }


def tax_body(summary: TaxSummary) -> dict[str, Any]:
    """A tax summary as JSON."""
    return {
        "party": str(summary.party),
        "year": summary.year,
        "first_day": summary.first.isoformat(),
        "last_day": summary.last.isoformat(),
        "accounts": [_tax_account(line) for line in summary.lines],
        "proof": proof_body(summary.proof),
    }


def _tax_account(line: TaxLine) -> dict[str, Any]:
    return {**line._asdict(), "totals": totals_body(line.totals)}


def notice_body(notice: Notice) -> dict[str, Any]:
    """A notice as JSON."""
    return {
        "account": notice.account,
        "date": notice.date.isoformat(),
        "kind": notice.kind.value,
        "title": notice.title,
        "body": notice.body,
        "facts": dict(notice.facts),
        "prepared_at": say_time(notice.prepared_at_us),
    }
