"""The stand-in keeps to the interface of the COBOL core to the byte: the same days give the same files."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.mainframe.cases import CLOCK_US, EVERY, a_day_of_requests, a_membership, credit, kinds, reasons, with_amount
from tests.mainframe.conftest import MakeCore
from twincore.mainframe import Mainframe

_DAY_US = 86_400_000_000


def _files(core: Mainframe) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in core.extracts.iterdir()}
    return found | {path.name: path.read_bytes() for path in (core.change_log, core.reject_file)}


def _assert_same(one: Mainframe, other: Mainframe) -> None:
    files, others = _files(one), _files(other)
    assert sorted(files) == sorted(others)
    for name, data in files.items():
        at = next((n for n, (a, b) in enumerate(zip(data, others[name], strict=False)) if a != b), None)
        assert at is None, f"{name} differs at byte {at}: {data[at - 20 : at + 20].hex()} {others[name][at - 20 : at + 20].hex()}"
        assert len(data) == len(others[name]), name


@pytest.fixture
def both(programs: Path | None) -> None:
    if programs is None:
        pytest.skip("GnuCOBOL is not installed: apt-get install --no-install-recommends gnucobol3")


@pytest.mark.parametrize("seed", [1, 2])
def test_days_of_generated_business_leave_the_same_bytes_in_every_file(both: None, make_core: MakeCore, seed: int) -> None:
    accounts, customers = a_membership(seed, 60)
    cobol, standin = (make_core(kind, accounts, customers, day=date(2026, 1, 29)) for kind in ("cobol", "standin"))
    for n in range(4):
        day = date(2026, 1, 29) + timedelta(days=n)
        for core in (cobol, standin):
            core.set_clock(CLOCK_US + n * _DAY_US, day)
            core.submit_records(a_day_of_requests(seed * 10 + n, accounts, 400))
            core.drain()
            with core.branch_queue.open("ab") as file:
                file.write(a_day_of_requests(seed * 10 + n, accounts, 100, "CORE"))
            core.drain()
            core.extract(*EVERY)
            core.extract(802_001_000_000_010, 802_001_000_000_030)
            core.run_batch(day, logged=n != 2)
        _assert_same(cobol, standin)
    assert set(kinds(cobol)) == set("TURCB")
    assert set(reasons(cobol)) >= {"0101", "0102", "0103", "0201", "0202", "0301", "0302", "0303", "0304", "0401", "0402", "0501"}


def test_both_come_back_from_a_kill_with_the_same_bytes(both: None, make_core: MakeCore) -> None:
    accounts, customers = a_membership(3, 30)
    cores = [make_core(kind, accounts, customers) for kind in ("cobol", "standin")]
    for core in cores:
        core.submit_records(a_day_of_requests(7, accounts, 300))
        core.drain()
        core.kill()
        core.start()
        core.image_copy(core.folder / "image")
        core.submit_records(a_day_of_requests(8, accounts, 300))
        core.drain()
        core.stop()
        core.restore(core.folder / "image")
        core.start()
        core.submit_records(a_day_of_requests(8, accounts, 300))
        core.drain()
        core.extract(*EVERY)
    _assert_same(*cores)


def test_every_sign_and_every_broken_digit_of_an_amount_is_judged_alike(both: None, make_core: MakeCore) -> None:
    cobol, standin = (make_core(kind) for kind in ("cobol", "standin"))
    amounts = [bytes(7) + bytes([0x10 | sign]) for sign in range(16)]
    amounts += [bytes(6) + bytes([digits, 0x1C]) for digits in (0x0A, 0xA0, 0xFF)] + [bytes(8), b"\x40" * 8]
    for core in (cobol, standin):
        core.submit_records(b"".join(with_amount(credit(n + 1, 1, 1), amount) for n, amount in enumerate(amounts)))
        assert core.drain().posted == 2, "C and F are plus, D is minus, and nothing else is a sign"
    _assert_same(cobol, standin)
