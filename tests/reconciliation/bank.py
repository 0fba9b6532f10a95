"""A small bank and its correspondents, in words. Amounts are minor units; the files are written here, independently of the readers."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from tests.conftest import START_US
from twincore.kernel.clock import FixedClock
from twincore.kernel.db import Database
from twincore.ledger import AccountSpec, Ledger, Outcome, TransferRequest, balances, checkpoint, open_accounts
from twincore.reconciliation import (
    CasesReport,
    ExternalAccount,
    ExternalKind,
    ImportReport,
    MatchReport,
    Position,
    StatementFormat,
    define_external_account,
    due_postings,
    import_statement,
    install_reconciliation,
    mark_posted,
    match,
    open_cases,
    position,
    take_movements,
)
from twincore.transactions import expand, install_catalogue, load_catalogue, system_accounts

DAY = date(2026, 7, 1)
NOSTRO = ExternalAccount("harbour", ExternalKind.NOSTRO, StatementFormat.MT940, "12345678", "AUD", 0)
EntryLine = tuple[str, int, str, str]
"""Mark (C, D, RC, RD), minor units, our reference, the bank's reference."""


def money(amount: int) -> str:
    """Minor units as MT940 writes them."""
    return f"{amount // 100},{amount % 100:02d}"


def mt940(
    number: int, opening: int, entries: Sequence[EntryLine], *, on: date = DAY, closing: int | None = None, account: str = "12345678"
) -> bytes:
    """One statement message."""
    signs = {"C": 1, "D": -1, "RC": -1, "RD": 1}
    total = opening + sum(signs[mark] * amount for mark, amount, _, _ in entries) if closing is None else closing

    def balance(tag: str, amount: int) -> str:
        return f":{tag}:{'C' if amount >= 0 else 'D'}{on:%y%m%d}AUD{money(abs(amount))}"

    lines = [":20:STARTUMSE", f":25:{account}", f":28C:{number}/1", balance("60F", opening)]
    for mark, amount, ours, theirs in entries:
        lines.append(f":61:{on:%y%m%d}{on:%m%d}{mark}{money(amount)}NTRF{ours or 'NONREF'}//{theirs}")
        lines.append(f":86:payment {ours}")
    lines.append(balance("62F", total))
    return ("\r\n".join([*lines, "-"]) + "\r\n").encode()


class Bank:
    """The tenant with a ledger of its own, a nostro account at Harbour Bank, a member, and words for a day's work."""

    def __init__(self, database: Database, tenant: int) -> None:
        self.database, self.tenant = database, tenant
        self.clock = FixedClock(START_US)
        with database.app(tenant) as conn:
            install_catalogue(conn, tenant, "AUD", START_US)
            install_reconciliation(conn, tenant, now_us=START_US)
            self.nostro, self.member = open_accounts(
                conn, tenant, [AccountSpec("AUD", 1160, "D"), AccountSpec("AUD", 2110, "C")], now_us=START_US
            )
            self.suspense = next(a.account for a in system_accounts(conn, tenant) if a.name == "suspense")

    def open_nostro(self, **changes: object) -> ExternalAccount:
        """Compare the nostro account with Harbour Bank's statements."""
        values = {name: getattr(NOSTRO, name) for name in NOSTRO.__dataclass_fields__} | {"ledger_account": self.nostro} | changes
        rules = values.pop("rules", None)
        given = {} if rules is None else {"rules": rules}
        with self.database.app(self.tenant) as conn:
            return define_external_account(
                conn, self.tenant, ExternalAccount(**values), from_date=date(2026, 1, 1), now_us=START_US, **given
            )  # type: ignore[arg-type]

    def post(self, requests: Sequence[TransferRequest]) -> list[Outcome]:
        """Post through a ledger that is started and closed again."""
        ledger = Ledger(self.database, lambda _: self.clock, None)
        ledger.start()
        try:
            outcomes = ledger.submit(self.tenant, list(requests), uuid4()).result(60)
        finally:
            ledger.close()
        assert all(outcome.status.ok for outcome in outcomes), outcomes
        return outcomes

    def pays_in(self, *amounts: tuple[int, str], on: date = DAY) -> list[UUID]:
        """Money comes into the nostro account, and a member's account is credited: (amount, reference); below zero it goes out."""
        requests = []
        for amount, reference in amounts:
            debit, credit = (self.nostro, self.member) if amount > 0 else (self.member, self.nostro)
            requests.append(
                TransferRequest(
                    uuid4(),
                    debit=debit,
                    credit=credit,
                    amount=abs(amount),
                    code=202,
                    value_date=on,
                    detail={"reference": reference} if reference else None,
                )
            )
        self.post(requests)
        return [request.id for request in requests]

    def receives(self, content: bytes, account: str = "harbour") -> ImportReport:
        """A statement file comes."""
        with self.database.app(self.tenant) as conn:
            return import_statement(conn, self.tenant, account=account, content=content, now_us=START_US)

    def closes(self, on: date = DAY) -> tuple[MatchReport, CasesReport]:
        """The night: take our side, match, open cases, post what is due."""
        with self.database.app(self.tenant) as conn:
            row = conn.execute("select seq from ledger.lane where tenant = %s", (self.tenant,)).fetchone()
        assert row is not None
        reached = -1
        while reached < row[0]:
            with self.database.app(self.tenant) as conn:
                reached = take_movements(conn, self.tenant, cut_seq=row[0])
        with self.database.app(self.tenant) as conn:
            matched = match(conn, self.tenant, date=on, now_us=START_US)
        with self.database.app(self.tenant) as conn:
            cases = open_cases(conn, self.tenant, date=on, now_us=START_US)
        self.posts_what_is_due(on)
        return matched, cases

    def posts_what_is_due(self, on: date = DAY) -> None:
        """What waits goes into the journal, as the end of the day does it."""
        with self.database.app(self.tenant) as conn:
            due = due_postings(conn, self.tenant, date=on)
            catalogue = load_catalogue(conn, self.tenant, at_us=START_US + 1)
        for posting in due:
            self.post(expand(catalogue, posting.code, posting.parameters, id=posting.id))
        with self.database.app(self.tenant) as conn:
            mark_posted(conn, self.tenant, [posting.id for posting in due])

    def position(self, account: str = "harbour") -> Position:
        """Both sides of an account."""
        with self.database.app(self.tenant) as conn:
            return position(conn, self.tenant, account)

    def balance(self, account: int) -> int:
        """Credits less debits."""
        with self.database.app(self.tenant) as conn:
            found = balances(conn, self.tenant, [account])[account]
        return found.credits_posted - found.debits_posted

    def checkpoints(self) -> int:
        """Fold the journal into what is kept."""
        return checkpoint(self.database, self.tenant)


def later(days: int) -> date:
    """Days after the first."""
    return DAY + timedelta(days=days)
