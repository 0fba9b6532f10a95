"""The adaptor against a core that runs: the stand-in, and the COBOL programs where there is a compiler. It is killed, closed, restored and slow."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from tests.sync.twin import BSB, POLICY, core_id
from twincore.events import Coder, PostgresEventLog, PostgresRegistry
from twincore.kernel.clock import SystemClock, to_datetime
from twincore.kernel.db import Database
from twincore.kernel.ids import id_of_key
from twincore.ledger import Ledger, TransferRequest, balances, history
from twincore.mainframe import CHANGE, CoreAccount, Mainframe, Posting, cobol_available
from twincore.reconciliation import install_reconciliation
from twincore.sync import (
    Adaptor,
    LinkState,
    ParkReason,
    Policy,
    core_name,
    default_interface,
    get_link,
    install_sync,
    list_parked,
    load_mapping,
    plain_accounts,
    promote,
    recorder,
    snapshot,
    sync_parked,
    sync_replay,
)
from twincore.transactions import install_catalogue, system_accounts

DAY = date(2026, 7, 1)
FEE = 300
KINDS = ["standin", pytest.param("cobol", marks=pytest.mark.skipif(not cobol_available(), reason="cobc: apt-get install gnucobol3"))]


class Bank:
    """A tenant by the wall clock, a core that runs, and the adaptor in its own thread."""

    def __init__(self, database: Database, tenant: int, folder: Path, kind: str, members: int) -> None:
        self.database, self.tenant = database, tenant
        self.clock = SystemClock()
        self.core = Mainframe(folder / "core", kind)  # type: ignore[arg-type]
        accounts = [
            CoreAccount(802_985, n, f"MEMBER {n}", 100_000, monthly_fee=FEE, cycle_day=DAY.day, opened=DAY) for n in range(1, members + 1)
        ]
        self.core.load_accounts(accounts, business_date=DAY)
        self.core.start()
        now = self.clock.now_us()
        with database.app(tenant) as conn:
            install_catalogue(conn, tenant, "AUD", now)
            install_reconciliation(conn, tenant, now_us=now)
            policy = Policy(**(POLICY.document() | {"down_after_s": 2, "degraded_after_s": 1, "irrevocable": (204,)}))
            install_sync(conn, tenant, currency="AUD", now_us=now, policy=policy)
            self.system = {a.name: a.account for a in system_accounts(conn, tenant)}
        self.ledger = Ledger(database, lambda _: self.clock, recorder())
        extract = self.core.extract(0, 10**15 - 1).read_bytes()
        snapshot(database, self.ledger, tenant, default_interface(), extract, plain_accounts("AUD", 2110, now), now_us=now)
        with database.app(tenant) as conn:
            mapping = load_mapping(conn, tenant)
        self.accounts = dict(zip((mapping.core - BSB).tolist(), mapping.account.tolist(), strict=True))
        log, coder = PostgresEventLog(database, tenant), Coder(PostgresRegistry(database))
        self.adaptor = Adaptor(
            database,
            self.ledger,
            tenant,
            folder / "core",
            log,
            coder,
            self.clock,
            currency="AUD",
            business_date=lambda us: to_datetime(us).date(),
        )
        self.adaptor.start()
        self.until(lambda: self.state() is LinkState.UP)
        assert self.adaptor.drift(self.core.extract(0, 10**15 - 1).read_bytes()).clean
        with database.app(tenant) as conn:
            promote(conn, tenant, actor="operator", now_us=self.clock.now_us())
        self.until(lambda: self.adaptor.link.mode.value == "active")

    def until(self, reached: Callable[[], bool], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < deadline, (self.adaptor.link, self.adaptor.facts(self.adaptor.status()))
            time.sleep(0.02)

    def state(self) -> LinkState:
        with self.database.app(self.tenant) as conn:
            return get_link(conn, self.tenant).state

    def pays(self, debit: int, credit: int, amount: int, code: int = 201) -> None:
        request = TransferRequest(uuid4(), debit=self.accounts[debit], credit=self.accounts[credit], amount=amount, code=code)
        (outcome,) = self.ledger.submit(self.tenant, [request], uuid4()).result(30)
        assert outcome.status.ok, outcome

    def balance(self, number: int) -> int:
        with self.database.app(self.tenant) as conn:
            found = balances(conn, self.tenant, [self.accounts[number]])[self.accounts[number]]
        return found.credits_posted - found.debits_posted

    def level(self) -> bool:
        link = self.adaptor.look()
        facts = self.adaptor.facts(self.adaptor.status())
        return link.state is LinkState.UP and facts.unanswered == 0 and facts.behind == 0

    def agrees(self) -> None:
        """Both sides level, and not a cent apart."""
        self.until(self.level)
        report = self.adaptor.drift(self.core.extract(0, 10**15 - 1).read_bytes())
        assert (report.drift_accounts, report.drift_minor, report.in_flight) == (0, 0, 0), report

    def branch(self, number: int, amount: int, key: int) -> None:
        side, kind = ("C", "CRE") if amount > 0 else ("D", "DEB")
        self.core.post_branch([Posting(core_id(key), 802_985, number, side, abs(amount), kind)])  # type: ignore[arg-type]

    def closes(self) -> None:
        self.adaptor.close()
        self.ledger.close()
        self.core.kill()


@pytest.fixture(params=KINDS)
def bank(request: pytest.FixtureRequest, database: Database, tenant: int, tmp_path: Path) -> Iterator[Bank]:
    made = Bank(database, tenant, tmp_path, request.param, 20)
    yield made
    made.closes()


def test_both_ways_while_the_core_is_killed_again_and_again(bank: Bank) -> None:
    key = 0
    for turn in range(4):
        for n in range(1, 20):
            bank.pays(n, n + 1, 100 + turn)
            key += 1
            bank.branch(n, -7 if n % 2 else 9, key)
        bank.core.kill()
        bank.pays(1, 20, 50)
        bank.core.start()
    bank.agrees()
    expected = 100_000 - sum(100 + t for t in range(4)) - 4 * 50 - 4 * 7
    assert bank.balance(1) == expected


def test_hours_of_outage_and_the_way_back(bank: Bank) -> None:
    bank.core.kill()
    bank.until(lambda: bank.state() is LinkState.DOWN)
    for n in range(1, 20):
        bank.pays(n, n + 1, 1_000)
    exposed = bank.adaptor.exposure()
    assert exposed.unanswered == 19_000
    bank.core.start()
    bank.agrees()
    assert bank.adaptor.exposure().total == 0


def test_a_night_on_the_core_reaches_the_twin(bank: Bank) -> None:
    bank.pays(1, 2, 500)
    bank.agrees()
    bank.core.run_batch(DAY)
    bank.agrees()
    assert bank.balance(3) == 100_000 - FEE


def test_a_night_outside_the_change_log_is_noticed_and_made_good(bank: Bank) -> None:
    bank.pays(1, 2, 500)
    bank.agrees()
    bank.core.run_batch(DAY, logged=False)
    bank.until(bank.level)
    with bank.database.app(bank.tenant) as conn:
        assert "nightly batch" in str(get_link(conn, bank.tenant).resync_needed)
    report, repairs = bank.adaptor.resync(bank.core)
    assert report.clean
    assert [(r.missing, r.adjusted, r.cases) for r in repairs] == [(20, 0, 0)], (
        "each fee is a transaction of its own: no adjustment hides it"
    )
    assert bank.balance(3) == 100_000 - FEE
    with bank.database.app(bank.tenant) as conn:
        assert get_link(conn, bank.tenant).resync_needed is None
        for number in (1, 2, 3):
            (fee,) = [t for t in history(conn, bank.tenant, bank.accounts[number]) if t.amount == FEE]
            assert (fee.code, fee.value_date, fee.credit) == (862, DAY, bank.system["account_fee_income"])
            proof = "FEE".encode("cp037") + bytes.fromhex(f"{BSB + number:015d}F{20260701:09d}F")  # as the core writes it
            assert fee.id == id_of_key("core", f"{proof.hex()}/{BSB + number}/D")
    bank.agrees()
    bank.pays(2, 3, 100)
    bank.agrees()


def test_an_image_copy_without_forward_recovery_is_noticed_and_made_good(bank: Bank, tmp_path: Path) -> None:
    bank.pays(1, 2, 500)
    bank.agrees()
    bank.core.image_copy(tmp_path / "image")
    bank.pays(2, 3, 700)
    bank.branch(5, -40, 1)
    bank.agrees()
    bank.core.stop()
    bank.core.restore(tmp_path / "image")
    bank.core.start()
    bank.until(lambda: bank.adaptor.follower.place.epoch == 2)
    with bank.database.app(bank.tenant) as conn:
        assert "image copy" in str(get_link(conn, bank.tenant).resync_needed)
    bank.until(bank.level)
    report, _ = bank.adaptor.resync(bank.core)
    assert report.clean
    assert bank.balance(3) == 100_700, "the twin's own transfer was asked for again"
    assert bank.balance(5) == 100_000, "of its own posting the core's word holds"
    bank.agrees()


DAMAGE = {
    "an invalid packed digit": (155, b"\xfa", ParkReason.RECORD_INVALID, 1),
    "truncated, and blanks behind": (120, b"\x40" * 80, ParkReason.RECORD_INVALID, 1),
    "truncated, and nothing behind": (100, bytes(100), ParkReason.RECORD_INVALID, 1),
    "an unknown kind": (0, b"\x5c", ParkReason.KIND_UNKNOWN, 1),
    "an unknown account": (12, "000000077".encode("cp037"), ParkReason.ACCOUNT_UNKNOWN, 77),
}
"""Bytes of a REDO of account 1 from an offset on, why it is parked then, and under which account."""


@pytest.mark.parametrize("damage", list(DAMAGE))
def test_a_damaged_record_of_the_core_is_parked_and_only_its_account_waits(bank: Bank, damage: str) -> None:
    """Given what the core has really written, when bytes of one record are damaged, then it is kept as it came, all others flow, and put right it is taken in."""
    offset, wrong, reason, number = DAMAGE[damage]
    bank.agrees()
    bank.adaptor.close()
    first = bank.core.change_log.stat().st_size // CHANGE.length
    bank.branch(1, 100, 1)
    bank.branch(2, 200, 2)
    bank.core.drain()
    at = (first + 1) * CHANGE.length
    right = bank.core.change_log.read_bytes()[at : at + CHANGE.length]
    with bank.core.change_log.open("r+b") as log:
        log.seek(at + offset)
        log.write(wrong)
    bank.adaptor.start()
    bank.until(lambda: bank.balance(2) == 100_200)
    with bank.database.app(bank.tenant) as conn:
        (record,) = list_parked(conn, bank.tenant)
    assert (record.stream, record.place, record.reason, record.core) == ("change-log", first + 1, reason, BSB + number)
    assert record.raw == right[:offset] + wrong + right[offset + len(wrong) :]
    assert bank.balance(1) == 100_000
    bank.branch(1, 10, 3)
    bank.branch(2, 20, 4)
    bank.until(lambda: bank.balance(2) == 100_220)
    assert bank.balance(1) == (100_000 if number == 1 else 100_010), "it waits behind the first"
    assert [r["reason"] for r in sync_parked(bank.database, "testcu")] == [reason.value, "account_waiting"][: 2 if number == 1 else 1]
    sync_replay(bank.database, "testcu", bank.core.folder, number=record.number, corrected=right)
    sync_replay(bank.database, "testcu", bank.core.folder)
    assert bank.balance(1) == 100_110
    assert sync_parked(bank.database, "testcu") == []
    bank.agrees()


def test_a_log_that_has_lost_bytes_in_the_middle_is_followed_behind_them(bank: Bank) -> None:
    """Given a record that is shorter than it should be, then no record behind it stands where it should: it is parked as it is, and the others flow."""
    bank.agrees()
    bank.adaptor.close()
    first = bank.core.change_log.stat().st_size // CHANGE.length
    bank.branch(1, 100, 1)
    bank.branch(2, 200, 2)
    bank.core.drain()
    bank.core.kill()
    data = bank.core.change_log.read_bytes()
    at = (first + 1) * CHANGE.length
    right = data[at : at + CHANGE.length]
    bank.core.change_log.write_bytes(data[: at + 120] + data[at + CHANGE.length :])
    bank.adaptor.start()
    bank.until(lambda: bank.balance(2) == 100_200)
    assert bank.balance(1) == 100_000
    assert "torn" in str(bank.adaptor.look().resync_needed)
    (record,) = sync_parked(bank.database, "testcu")
    assert (record["reason"], record["place"], record["account"]) == ("record_truncated", first + 1, core_name(BSB + 1))
    assert (record["raw"], record["words"]) == (right[:120].hex(), f"120 bytes from byte {at} of the file on, where a record has 200")
    sync_replay(bank.database, "testcu", bank.core.folder, number=record["number"], corrected=right)
    assert bank.balance(1) == 100_100
    assert sync_parked(bank.database, "testcu") == []
