"""The books that the nights left, as the control desk reads them: at each month's end and at the end of the run."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import partial

from twincore.client.api.credit import get_provisioning
from twincore.client.api.gl import compare_subledger, get_balance_sheet, get_income_statement, get_trial_balance
from twincore.client.api.reconciliation import get_reconciliation
from twincore.client.api.statements import list_notices
from twincore.client.models import GlStatementLine, NoticeKind, NoticeList, NoticeRecord
from twincore.client.types import UNSET, Unset
from twincore.simulation.platform import Platform
from twincore.simulation.report import (
    BalanceSheet,
    Banking,
    BookLine,
    Comparison,
    IncomeStatement,
    MonthEnd,
    ProvisionLine,
    StatementLine,
    Statements,
    Subledger,
    SubledgerLine,
    TrialBalance,
    TrialLine,
)

NOTICES_MAX = 200
KINDS = {"personal_loan": "loan", "credit_card": "card"}
"""Kinds of statement by product; any other is a deposit's."""


class Books:
    """Reads the general ledger, provisions, reconciliation and notices of a date that has ended."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def trial_balance(self, day: date) -> TrialBalance:
        """Every account of the general ledger that ever moved."""
        found = self._platform.read(lambda client: get_trial_balance.sync_detailed(client=client, date=day))
        return TrialBalance(
            day.isoformat(),
            found.zero,
            sum(total.debits for total in found.totals),
            sum(total.credits_ for total in found.totals),
            [
                TrialLine(line.account, line.title, str(line.kind), line.heading, line.debits, line.credits_, line.balance)
                for line in found.lines
            ],
        )

    def balance_sheet(self, day: date) -> BalanceSheet:
        """What the credit union has and owes."""
        found = self._platform.read(lambda client: get_balance_sheet.sync_detailed(client=client, date=day))
        return BalanceSheet(
            day.isoformat(),
            _lines(found.assets),
            _lines(found.liabilities),
            _lines(found.equity),
            found.result,
            found.rounding,
            found.total_assets,
            found.total_liabilities,
            found.total_equity,
            found.balanced,
        )

    def income_statement(self, first: date, last: date) -> IncomeStatement:
        """What was earned and spent between two dates, both included."""
        found = self._platform.read(lambda client: get_income_statement.sync_detailed(client=client, from_date=first, to_date=last))
        return IncomeStatement(
            first.isoformat(),
            last.isoformat(),
            _lines(found.income),
            _lines(found.expenses),
            found.total_income,
            found.total_expenses,
            found.result,
        )

    def subledger(self, day: date) -> Subledger:
        """The general ledger against the accounts behind it."""
        found = self._platform.read(lambda client: compare_subledger.sync_detailed(client=client, date=day))
        lines = [
            SubledgerLine(
                line.account,
                line.title,
                line.accounts,
                line.subledger_debits - line.subledger_credits,
                line.gl_debits - line.gl_credits,
                line.journals,
                line.difference,
                line.agrees,
            )
            for line in found.lines
        ]
        return Subledger(day.isoformat(), found.agrees, lines)

    def provisioning(self) -> list[ProvisionLine]:
        """What is owed by product and bucket, and set aside, as the last night left it."""
        found = self._platform.read(lambda client: get_provisioning.sync_detailed(client=client))
        return [
            ProvisionLine(line.product, line.bucket, line.stage, line.accounts, line.owed, line.undrawn, line.secured, line.provision)
            for line in found.lines
        ]

    def reconciliation(self, day: date) -> list[Comparison]:
        """What the night of a date has compared."""
        found = self._platform.read(lambda client: get_reconciliation.sync_detailed(client=client, date=day))
        return [Comparison(str(one.comparison), one.checked, one.different) for one in found.results]

    def notices(self, day: date, kind: NoticeKind | None = None) -> list[NoticeRecord]:
        """What members were told at the end of a date."""
        told: list[NoticeRecord] = []
        after: str | Unset | None = UNSET
        while after is not None:
            page = self._notices(day, kind, after)
            told += page.notices
            after = page.next_
        return told

    def _notices(self, day: date, kind: NoticeKind | None, after: str | Unset | None) -> NoticeList:
        asked = UNSET if kind is None else kind
        call = partial(list_notices.sync_detailed, date=day, kind=asked, after=after, limit=NOTICES_MAX)
        return self._platform.read(lambda client: call(client=client))


class BookReader:
    """Fills the report: at the end of each month, which cannot be asked for later (provisions are those of the last night), and at the end of the run.

    accounts: ids by (member, product), which may grow; start: the first day of the run.
    """

    def __init__(self, platform: Platform, accounts: Mapping[tuple[int, str], int], start: date, banking: Banking) -> None:
        self._books = Books(platform)
        self._accounts, self._start, self._banking = accounts, start, banking

    def end_day(self, day: date, *, notices: int, month_ends: bool) -> None:
        """The night after a date is over. notices: how many it prepared."""
        told = self._books.notices(day) if notices else []
        if told:
            kinds = Counter(str(notice.kind) for notice in told)
            statements = self._banking.nights[-1].statements
            self._banking.statements.append(Statements(day.isoformat(), statements, dict(sorted(kinds.items()))))
        if month_ends and day >= self._start:
            self._end_month(day, told)

    def _end_month(self, day: date, told: list[NoticeRecord]) -> None:
        books, banking = self._books, self._banking
        kinds = {account: product for (_, product), account in self._accounts.items()}
        end = MonthEnd(
            month=day.isoformat()[:7],
            date=day.isoformat(),
            trial_balance=books.trial_balance(day),
            balance_sheet=books.balance_sheet(day),
            income_statement=books.income_statement(day.replace(day=1), day),
            subledger=books.subledger(day),
            arrears=banking.arrears[-1],
            provisioning=books.provisioning(),
            reconciliation=books.reconciliation(day),
            statements=[
                StatementLine(
                    notice.account,
                    day.isoformat(),
                    notice.title,
                    KINDS.get(kinds.get(notice.account, ""), "deposit"),
                    notice.facts.to_dict().get("closing"),
                )
                for notice in told
                if str(notice.kind) == "statement_ready"
            ],
        )
        banking.month_ends.append(end)
        banking.balance_sheets.append(end.balance_sheet)
        banking.income_statements.append(end.income_statement)

    def close(self, last: date) -> list[str]:
        """The books at the end of the run; gives what does not hold."""
        books, banking = self._books, self._banking
        banking.trial_balance = books.trial_balance(last)
        banking.subledger = books.subledger(last)
        banking.provisioning = books.provisioning()
        banking.reconciliation = books.reconciliation(last)
        if not banking.balance_sheets or banking.balance_sheets[-1].date != last.isoformat():
            banking.balance_sheets.append(books.balance_sheet(last))
            banking.income_statements.append(books.income_statement(last.replace(day=1), last))
        wrong = [f"the balance sheet of {sheet.date} does not balance" for sheet in banking.balance_sheets if not sheet.balanced]
        wrong += [f"the general ledger and the accounts of {end.date} differ" for end in banking.month_ends if not end.subledger.agrees]
        if not banking.subledger.agrees:
            wrong.append(f"the general ledger and the accounts of {last} differ")
        if not banking.trial_balance.zero:
            wrong.append(f"the trial balance of {last} is not zero")
        return wrong + [f"{one.name} of {last}: {one.different} differ" for one in banking.reconciliation if one.different]


def _lines(lines: list[GlStatementLine]) -> list[BookLine]:
    return [BookLine(line.account, line.title, line.heading, line.amount) for line in lines]
