"""The general ledger on the wire: chart of accounts, statements, journals, periods, proposals, rates."""

from typing import Annotated, Any

from pydantic import Field

from twincore.gateway.wire.scalar import Answer, Body, Day, OutDay, OutTime, Reason, say_time, words
from twincore.gl import (
    ACCOUNT_MAX,
    WORDS_MAX,
    AccountCard,
    AccountKind,
    BalanceSheet,
    BatchReport,
    Book,
    CodeMapping,
    Entry,
    GlAccount,
    GlAccountSpec,
    IncomeStatement,
    Journal,
    JournalHead,
    Role,
    Source,
    StatementLine,
    SubledgerLine,
    TrialBalance,
)

GlNumber = Annotated[int, Field(ge=1, le=ACCOUNT_MAX, description="Number in the chart of accounts.", examples=[5110])]
GlWords = Annotated[str, words(WORDS_MAX)]


class GlBookOpening(Body):
    """The general ledger to open."""

    first_date: Annotated[Day, Field(description="First business date: its batch takes in all that was recorded until then.")]
    year_end_month: Annotated[int, Field(ge=1, le=12, description="Month in which the year ends.")] = 6


class GlBook(Answer):
    """A tenant's general ledger."""

    currency: str
    first_date: OutDay
    year_end_month: int
    batch_date: Annotated[OutDay | None, Field(description="The last business date that is posted.")]
    cut_seq: Annotated[int, Field(description="The last transfer that is posted.")]
    journals: Annotated[int, Field(description="How many journals it has; they are numbered from 1 without a gap.")]


class GlAccountOpening(Body):
    """A line of the chart of accounts to open."""

    number: GlNumber
    title: GlWords
    kind: AccountKind
    heading: Annotated[str, words(WORDS_MAX, min_length=0)] = ""
    role: Annotated[Role | None, Field(description="What the general ledger itself posts here for.")] = None
    control: Annotated[bool, Field(description="Follows a subledger, so no journal by hand.")] = False
    from_date: Annotated[Day, Field(description="Takes entries dated from here on.")]

    def spec(self) -> GlAccountSpec:
        """The line as the room takes it."""
        return GlAccountSpec(self.number, self.title, self.kind, self.heading, self.role, self.control)


class GlAccountClosing(Body):
    """From when a line takes no entries."""

    from_date: Day
    reason: Reason


class GlAccountRecord(Answer):
    """A line of the chart of accounts."""

    number: int
    title: str
    kind: AccountKind
    heading: str
    role: Role | None
    control: bool
    open_from: OutDay
    closed_from: OutDay | None


class GlAccountPage(Answer):
    """A page of the chart of accounts, by number."""

    accounts: list[GlAccountRecord]
    next: str | None


class GlCodeMapping(Answer):
    """Where one leg of a transaction code leads; 0: the class of the member's account."""

    code: str
    number: int
    leg: int
    debit: int
    credit: int


class GlCodeMappingList(Answer):
    """Where every leg of the transaction codes leads."""

    mappings: list[GlCodeMapping]


class GlTrialLine(Answer):
    """An account in one currency: all that was ever debited and credited; balance: debits less credits."""

    account: int
    title: str
    kind: AccountKind
    heading: str
    currency: str
    debits: int
    credits: int
    balance: int


class GlCurrencyTotal(Answer):
    """The two columns of a currency."""

    currency: str
    debits: int
    credits: int


class GlTrialBalance(Answer):
    """Every account that ever moved, at the end of a business date."""

    date: OutDay
    zero: Annotated[bool, Field(description="Whether debit and credit balances agree in every currency.")]
    totals: list[GlCurrencyTotal]
    lines: list[GlTrialLine]


class GlStatementLine(Answer):
    """A line of a statement, positive on the side where its kind grows."""

    account: int
    title: str
    heading: str
    amount: int


class GlBalanceSheet(Answer):
    """What the institution has and owes at the end of a business date, in the book's currency."""

    date: OutDay
    currency: str
    assets: list[GlStatementLine]
    liabilities: list[GlStatementLine]
    equity: list[GlStatementLine]
    result: Annotated[int, Field(description="Income less expense that is not carried to retained earnings yet.")]
    rounding: Annotated[int, Field(description="What translating foreign lines one by one left over.")]
    total_assets: int
    total_liabilities: int
    total_equity: Annotated[int, Field(description="With the result.")]
    balanced: bool


class GlIncomeStatement(Answer):
    """What was earned and spent between two business dates, both included, in the book's currency."""

    from_date: OutDay
    to_date: OutDay
    currency: str
    income: list[GlStatementLine]
    expenses: list[GlStatementLine]
    total_income: int
    total_expenses: int
    result: int


class GlBatchRecord(Answer):
    """What the end of a day posted."""

    date: OutDay
    from_seq: Annotated[int, Field(description="The transfers after this one.")]
    cut_seq: Annotated[int, Field(description="Up to this one.")]
    journal: int
    transfers: int
    entries: int
    totals: Annotated[dict[str, int], Field(description="Minor units moved, by currency.")]
    codes_unknown: Annotated[list[int], Field(description="Numbers on transfers that no transaction code has.")]


class GlBatchList(Answer):
    """Batches in the order of their dates."""

    batches: list[GlBatchRecord]


class GlEntry(Answer):
    """A line of a journal: one account debited and one credited with the same amount."""

    debit: int
    credit: int
    currency: str
    amount: int
    code: Annotated[int, Field(description="Transaction code of what it sums up; 0 for none.")]
    transfers: Annotated[int, Field(description="How many transfers it sums up; 0 for what was posted here alone.")]
    words: str | None


class GlJournalHead(Answer):
    """A journal as posted."""

    number: int
    key: str
    date: OutDay
    source: Source
    title: str
    maker: str
    checker: Annotated[str | None, Field(description="Who approved it; null where the end of day posted it.")]
    posted_at: OutTime


class GlJournal(GlJournalHead):
    """A journal with its entries."""

    entries: list[GlEntry]


class GlJournalPage(Answer):
    """A page of journals by number."""

    journals: list[GlJournalHead]
    next: str | None


class GlCardEntry(GlEntry):
    """An entry on the card of an account."""

    date: OutDay
    journal: int


class GlAccountCard(Answer):
    """What moved one account in one currency between two dates."""

    account: int
    currency: str
    from_date: OutDay
    to_date: OutDay
    opening: Annotated[int, Field(description="Debits less credits before the first date.")]
    closing: Annotated[int, Field(description="Debits less credits at the end of the last date.")]
    entries: list[GlCardEntry]
    next: str | None


class GlSubledgerLine(Answer):
    """A line of the general ledger beside the ledger accounts of that class."""

    account: int
    title: str
    currency: str
    accounts: int
    subledger_debits: int
    subledger_credits: int
    gl_debits: int
    gl_credits: int
    journals: Annotated[int, Field(description="Debits less credits of what was posted in the general ledger alone.")]
    difference: Annotated[int, Field(description="Subledger less general ledger, debits less credits.")]
    agrees: bool


class GlSubledgerReport(Answer):
    """The subledger against the general ledger, line by line."""

    date: OutDay
    cut_seq: int
    agrees: bool
    lines: list[GlSubledgerLine]


class GlFaults(Answer):
    """What is wrong inside the book, recounted from its entries."""

    ok: bool
    faults: list[str]


def book_body(book: Book) -> dict[str, Any]:
    """A book as the wire has it."""
    return {
        "currency": book.currency,
        "first_date": book.first_date.isoformat(),
        "year_end_month": book.year_end_month,
        "batch_date": None if book.batch_date is None else book.batch_date.isoformat(),
        "cut_seq": book.cut_seq,
        "journals": book.journal,
    }


def gl_account_body(account: GlAccount) -> dict[str, Any]:
    """A line of the chart as the wire has it."""
    return {
        "number": account.number,
        "title": account.title,
        "kind": account.kind.value,
        "heading": account.heading,
        "role": None if account.role is None else account.role.value,
        "control": account.control,
        "open_from": account.open_from.isoformat(),
        "closed_from": None if account.closed_from is None else account.closed_from.isoformat(),
    }


def mapping_body(mapping: CodeMapping) -> dict[str, Any]:
    """Where a leg leads, as the wire has it."""
    return {"code": mapping.code, "number": mapping.number, "leg": mapping.leg, "debit": mapping.debit, "credit": mapping.credit}


def trial_body(trial: TrialBalance) -> dict[str, Any]:
    """A trial balance as the wire has it."""
    return {
        "date": trial.date.isoformat(),
        "zero": trial.zero,
        "totals": [
            {"currency": currency, "debits": debits, "credits": credits_} for currency, (debits, credits_) in sorted(trial.totals().items())
        ],
        "lines": [
            {
                "account": line.account,
                "title": line.title,
                "kind": line.kind.value,
                "heading": line.heading,
                "currency": line.currency,
                "debits": line.debits,
                "credits": line.credits,
                "balance": line.balance,
            }
            for line in trial.lines
        ],
    }


def _lines(lines: tuple[StatementLine, ...]) -> list[dict[str, Any]]:
    return [{"account": line.account, "title": line.title, "heading": line.heading, "amount": line.amount} for line in lines]


def balance_sheet_body(sheet: BalanceSheet) -> dict[str, Any]:
    """A balance sheet as the wire has it."""
    return {
        "date": sheet.date.isoformat(),
        "currency": sheet.currency,
        "assets": _lines(sheet.assets),
        "liabilities": _lines(sheet.liabilities),
        "equity": _lines(sheet.equity),
        "result": sheet.result,
        "rounding": sheet.rounding,
        "total_assets": sheet.total_assets,
        "total_liabilities": sheet.total_liabilities,
        "total_equity": sheet.total_equity,
        "balanced": sheet.balanced,
    }


def income_body(statement: IncomeStatement) -> dict[str, Any]:
    """An income statement as the wire has it."""
    return {
        "from_date": statement.from_date.isoformat(),
        "to_date": statement.to_date.isoformat(),
        "currency": statement.currency,
        "income": _lines(statement.income),
        "expenses": _lines(statement.expenses),
        "total_income": statement.total_income,
        "total_expenses": statement.total_expenses,
        "result": statement.result,
    }


def batch_body(batch: BatchReport) -> dict[str, Any]:
    """A batch as the wire has it."""
    return {
        "date": batch.date.isoformat(),
        "from_seq": batch.from_seq,
        "cut_seq": batch.cut_seq,
        "journal": batch.journal,
        "transfers": batch.transfers,
        "entries": batch.entries,
        "totals": dict(batch.totals),
        "codes_unknown": list(batch.codes_unknown),
    }


def entry_body(entry: Entry) -> dict[str, Any]:
    """An entry as the wire has it."""
    return {
        "debit": entry.debit,
        "credit": entry.credit,
        "currency": entry.currency,
        "amount": entry.amount,
        "code": entry.code,
        "transfers": entry.transfers,
        "words": entry.words,
    }


def journal_head_body(journal: Journal | JournalHead) -> dict[str, Any]:
    """A journal without its entries as the wire has it."""
    return {
        "number": journal.number,
        "key": journal.key,
        "date": journal.date.isoformat(),
        "source": journal.source.value,
        "title": journal.title,
        "maker": journal.maker,
        "checker": journal.checker,
        "posted_at": say_time(journal.posted_at_us),
    }


def journal_body(journal: Journal) -> dict[str, Any]:
    """A journal as the wire has it."""
    return journal_head_body(journal) | {"entries": [entry_body(entry) for entry in journal.entries]}


def card_body(card: AccountCard, first: int, limit: int) -> dict[str, Any]:
    """The card of an account as the wire has it: its entries from a place on."""
    some = card.entries[first : first + limit]
    return {
        "account": card.account,
        "currency": card.currency,
        "from_date": card.from_date.isoformat(),
        "to_date": card.to_date.isoformat(),
        "opening": card.opening,
        "closing": card.closing,
        "entries": [{"date": day.isoformat(), "journal": journal, **entry_body(entry)} for day, journal, entry in some],
        "next": str(first + limit) if first + limit < len(card.entries) else None,
    }


def subledger_line_body(line: SubledgerLine) -> dict[str, Any]:
    """A line of both ledgers as the wire has it."""
    return {
        "account": line.account,
        "title": line.title,
        "currency": line.currency,
        "accounts": line.accounts,
        "subledger_debits": line.subledger_debits,
        "subledger_credits": line.subledger_credits,
        "gl_debits": line.gl_debits,
        "gl_credits": line.gl_credits,
        "journals": line.journals,
        "difference": line.difference,
        "agrees": line.agrees,
    }
