"""The night of the business date on the card: interest, fee, statement, master extract; all of it one unit of work, as in the COBOL program BATCH."""

from datetime import date, timedelta
from pathlib import Path
from typing import Final

from twincore.copybook import encode
from twincore.mainframe.model import AMOUNT_MAX
from twincore.mainframe.records import CHANGE, CODEPAGE, CUSTOMER, STATEMENT, TRANSACTION
from twincore.mainframe.standin.books import Account
from twincore.mainframe.standin.core import Core, CoreFailed
from twincore.mainframe.standin.extracts import EVERY, ExtractFile
from twincore.mainframe.standin.fields import ACC, ebcdic, unpacked, zoned
from twincore.mainframe.standin.heart import Heart
from twincore.mainframe.standin.recovery import recover

DONE_ALREADY: Final = 4
_CLOSED: Final = ebcdic("C", 1)
_DEPOSIT: Final = ebcdic("D", 1)
_ACCRUED_LIMIT: Final = 10**15


def batch() -> None:
    """Run the night. Ends with 4 if this date was done already."""
    core = Core()
    heart = Heart(core)
    recover(core, heart)
    core.state = "BTCH"
    heart.beat()
    if core.business_date <= core.last_batch:
        raise CoreFailed(DONE_ALREADY, f"BATCH: DONE ALREADY {core.business_date:08d}")
    night = _Night(core, heart)
    night.post()
    night.end()
    core.state = "STOP"
    heart.beat()


class _Night:
    """One run of the batch."""

    def __init__(self, core: Core, heart: Heart) -> None:
        self.core, self.heart = core, heart
        self.day = core.business_date
        self.day_digits = zoned(self.day, 8)
        today = date(self.day // 10_000, self.day // 100 % 100, self.day % 100)
        self.month_ends = (today + timedelta(days=1)).day == 1
        self.cycle = zoned(today.day, 2)
        self.first = self.changes = 0
        self.commit: dict[str, object] = {}
        records = Path("private/CUSTOMER").read_bytes()
        length = CUSTOMER.length
        self.customers = {records[at + 4 : at + 14]: records[at : at + length] for at in range(0, len(records), length)}
        self.transactions = Path(f"extract/TRANS.{self.day:08d}.part").open("wb")  # noqa: SIM115 - closed by ``end``
        self.statements = Path(f"extract/STATEMNT.{self.day:08d}.part").open("wb")  # noqa: SIM115

    def post(self) -> None:
        """Every account that is not closed, in order."""
        for key in self.core.books.keys():  # noqa: SIM118 - not a dict's
            account = self.core.books.find(key)
            assert account is not None
            if account.status != _CLOSED:
                self._account(key, account)
                self.heart.tick()
        self.core.put()
        self.transactions.close()
        self.statements.close()

    def end(self) -> None:
        """The extract, the commit, the cut-off."""
        core = self.core
        last = core.lsn
        core.lsn = cut_off = last + (2 if self.changes else 1)
        extract = ExtractFile(core, Path(f"extract/MASTER.{self.day:08d}"), *EVERY)
        for record in core.books.records():
            extract.add(record)
        extract.close()
        core.last_batch = self.day
        core.prepare_checkpoint("BTCH", cut_off, extract.count, extract.total_actual)
        core.lsn = last
        if self.changes:
            nothing = dict.fromkeys(
                ("LOG-AMOUNT", "LOG-ACTUAL-BEFORE", "LOG-AVAILABLE-BEFORE", "LOG-ACTUAL", "LOG-AVAILABLE", "LOG-SUM"), 0
            )
            change = nothing | {"LOG-COUNT": self.changes}
            core.add(encode(CHANGE, self.commit | {"LOG-KIND": "C", "LOG-LSN": last + 1, "LOG-CHANGE": change}, CODEPAGE))
        core.tie_up("BTCH", cut_off - 1, extract.count, extract.total_actual)
        for name in ("TRANS", "STATEMNT"):
            path = Path(f"extract/{name}.{self.day:08d}")
            path.with_name(f"{path.name}.part").replace(path)
        extract.name()
        core.swap_checkpoint()

    def _account(self, key: bytes, account: Account) -> None:
        record = account.record
        rate = int(record[ACC["RATE"] if account.actual > 0 else ACC["DEBIT-RATE"]].decode("cp037"))
        accrued = account.accrued + _interest(account.actual, rate)
        if abs(accrued) < _ACCRUED_LIMIT:
            account.accrued = accrued
        if self.month_ends:
            interest = _rounded(account.accrued, 10_000)
            if interest and self._post(key, account, "C" if interest > 0 else "D", abs(interest), "INT", "INTEREST"):
                account.accrued -= interest * 10_000
        if record[ACC["CYCLE-DAY"]] == self.cycle:
            if record[ACC["CLASS"]] == _DEPOSIT:
                self._fee(key, account)
            self._statement(key, account)

    def _fee(self, key: bytes, account: Account) -> None:
        digits = account.record[ACC["MONTHLY-FEE"]].hex()
        fee, waived_from = int(digits[:-1]), unpacked(account.record[ACC["FEE-WAIVED-FROM"]])
        if fee and digits[-1] == "c" and (waived_from == 0 or account.actual < waived_from):
            self._post(key, account, "D", fee, "FEE", "MONTHLY FEE")

    def _post(self, key: bytes, account: Account, side: str, amount: int, kind: str, words: str) -> bool:
        core = self.core
        number = int(key.decode("cp037"))
        proof = ebcdic(kind, 3) + bytes.fromhex(f"{number:015d}F{self.day:09d}F")
        forced = "N" if kind == "FEE" else "Y"
        transaction = {
            "TRN-EYE": "TRAN",
            "TRN-ORIGIN": "CORE",
            "TRN-BSB": number // 10**9,
            "TRN-NUMBER": number % 10**9,
            "TRN-DC": side,
            "TRN-TYPE": kind,
            "TRN-FORCED": forced,
            "TRN-VALUE-DATE": self.day,
            "TRN-DATE": self.day,
            "TRN-RAIL": "BATCH",
            "TRN-DESCRIPTION": words,
            "TRN-ID": proof,
            "TRN-AMOUNT": amount,
            "TRN-SENT-AT": core.clock,
        }
        image = encode(TRANSACTION, transaction, CODEPAGE)
        signed = amount if side == "C" else -amount
        actual, available, total = account.actual + signed, account.available + signed, account.sum + signed
        if kind == "FEE" and amount > account.available:
            core.reject(image, "N", 0, "0501", 0)
            return False
        if any(abs(balance) > AMOUNT_MAX for balance in (actual, available, total)):
            core.reject(image, "N", 0, "0202", 0)
            return False
        before = {"LOG-AMOUNT": amount, "LOG-ACTUAL-BEFORE": account.actual, "LOG-AVAILABLE-BEFORE": account.available}
        logged = core.batch_logged == "Y"
        if logged:
            self._log("U", transaction, before, account)
        account.set_balances(actual, available, total)
        account.count += 1
        account.last_posted = self.day_digits
        if logged:
            self._log("R", transaction, before, account)
            self.changes += 1
        account.last_lsn = core.lsn if logged else core.lsn + 1
        self.transactions.write(image)
        return True

    def _log(self, kind: str, transaction: dict[str, object], before: dict[str, int], account: Account) -> None:
        core = self.core
        self.first = self.first or core.lsn + 1
        names = ("ORIGIN", "BSB", "NUMBER", "DC", "TYPE", "FORCED", "VALUE-DATE", "DESCRIPTION", "ID")
        values = core.log_values(kind, "N") | {f"LOG-{name}": transaction[f"TRN-{name}"] for name in names} | {"LOG-UOW": self.first}
        change = before | {
            "LOG-ACTUAL": account.actual,
            "LOG-AVAILABLE": account.available,
            "LOG-SUM": account.sum,
            "LOG-COUNT": account.count,
        }
        self.commit = self.commit or values
        core.add(encode(CHANGE, values | {"LOG-CHANGE": change}, CODEPAGE))

    def _statement(self, key: bytes, account: Account) -> None:
        record = account.record
        customer = self.customers.get(record[ACC["CUSTOMER"]])
        values = {
            "STM-EYE": "STMT",
            "STM-BSB": int(key[:6].decode("cp037")),
            "STM-NUMBER": int(key[6:].decode("cp037")),
            "STM-CUSTOMER": int(record[ACC["CUSTOMER"]].decode("cp037")),
            "STM-NAME": record[ACC["NAME"]].decode("cp037").rstrip(),
            "STM-ADDRESS": [customer[at : at + 30].decode("cp037").rstrip() for at in (54, 84, 114)] if customer else ["", "", ""],
            "STM-FROM": int(account.last_statement.decode("cp037")),
            "STM-TO": self.day,
            "STM-OPENING": account.statement_balance,
            "STM-CLOSING": account.actual,
        }
        self.statements.write(encode(STATEMENT, values, CODEPAGE))
        account.last_statement = self.day_digits
        account.statement_balance = account.actual


def _interest(balance: int, rate: int) -> int:
    """A day's interest in millionths, of minor units at hundredths of a percent per year of 365 days."""
    interest = _rounded(balance * rate, 365)
    return interest if abs(interest) < _ACCRUED_LIMIT else 0


def _rounded(number: int, by: int) -> int:
    """A quotient rounded half away from zero, as COBOL's ROUNDED does."""
    quotient = (2 * abs(number) + by) // (2 * by)
    return -quotient if number < 0 else quotient
