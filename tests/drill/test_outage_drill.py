"""A small drill through to the end: nothing lost, nothing doubled, not a cent apart."""

from datetime import date
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from twincore.drill import Audit, Customers, apart, audit, outage_drill, report, sound
from twincore.mainframe import CHANGE, CoreAccount, Kind, Mainframe, Posting, cobol_available

COMMAND = "apt-get install --no-install-recommends gnucobol3"
KINDS = ["standin", pytest.param("cobol", marks=pytest.mark.skipif(not cobol_available(), reason=f"the core in COBOL: {COMMAND}"))]


@pytest.mark.parametrize("kind", KINDS)
def test_the_core_dies_for_half_an_hour(kind: Kind) -> None:
    figures = outage_drill(hours=0.5, rate=2, members=100, seed=7, allotment=30_000, cap=2_000_000, kind=kind)
    assert (figures["lost"], figures["duplicated"], figures["drift_accounts"], figures["drift_minor"]) == (0, 0, 0, 0)
    assert figures["accepted_during_outage"] > 0
    assert figures["declined_by_standin"] > 0
    assert figures["queued"] >= figures["accepted_during_outage"]
    assert figures["exposure_peak_minor"] > 0
    assert figures["parked"] == 0
    asked = figures["accepted_during_outage"] + figures["declined_by_standin"]
    assert figures["declined_share"] == pytest.approx(figures["declined_by_standin"] / asked, abs=1e-4), "nobody was out of money"
    assert set(figures["declines"]) == {"standin_allotment", "standin_velocity"}, (
        "so few members have spent theirs; nothing is beyond that cap"
    )
    assert figures["received_during_outage"] > 0
    assert sound(figures)
    told = report(figures)
    assert told.splitlines()[-2] == "Nothing lost, nothing doubled, not a cent apart."
    assert "More than one payment in ten was declined" in told


def test_with_as_many_members_as_such_a_rate_has_a_few_per_cent_are_declined() -> None:
    figures = outage_drill(hours=0.2, rate=2, kind="standin", said=(said := list[str]()).append)
    assert sound(figures)
    assert figures["members"] == 6_000
    assert 0.02 < figures["declined_share"] < 0.09
    assert any("19:14  0.2 h without the core" in line for line in said)
    for name in ("lost", "duplicated", "drift_accounts"):
        assert not sound(figures | {name: 1})
        assert "THE TWO SIDES DO NOT AGREE" in report(figures | {name: 1})


def test_the_same_seed_makes_the_same_customers() -> None:
    assert (Customers(10, 3).asks(50, 0) == Customers(10, 3).asks(50, 0)).all()
    assert (Customers(10, 3).asks(50, 0) != Customers(10, 4).asks(50, 0)).any()


def test_customers_pay_as_the_published_figures_say() -> None:
    """RBA: 50.00 a debit card payment (2021/22); 2.5 ATM withdrawals and 11 payments by the NPP for 82 by card (March 2024)."""
    asks = Customers(20_000, 1).asks(200_000, 1_782_896_400_000_000)
    card, atm = asks["code"] == 305, asks["code"] == 104
    assert asks["amount"][card].mean() == pytest.approx(5_000, rel=0.03)
    assert card.sum() / atm.sum() == pytest.approx(955.7 / 29.2, rel=0.1)
    assert card.sum() / np.isin(asks["code"], (201, 206)).sum() == pytest.approx(955.7 / 130.8, rel=0.05)
    incoming = asks["payer"] == 0
    assert incoming.mean() == pytest.approx(0.22, abs=0.01)
    assert (asks["payee"][incoming] > 0).all()
    assert (asks["payer"] != asks["payee"]).all()
    times = np.sort(np.bincount(asks["payer"][~incoming], minlength=20_001)[1:])
    assert times[10_000] < times.mean() < times[19_000] / 2, "most pay a few times, some many"
    ids = [UUID(int=int(high) << 64 | int(low)) for high, low in zip(asks["id_hi"], asks["id_lo"], strict=True)]
    assert ids == sorted(set(ids))
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}
    assert ids[0].int >> 80 == 1_782_896_400_000


def test_the_auditor_misses_what_the_core_does_not_have(tmp_path: Path) -> None:
    log = tmp_path / "change.log"
    log.write_bytes(b"")
    found = audit([(1, 802_985_000_000_001, -5), (2, 802_985_000_000_001, -5)], [(2, 802_985_000_000_001, -5)], log)
    assert (found.sides, found.lost, found.duplicated) == (2, 1, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_the_auditor_counts_what_is_lost_doubled_or_a_cent_apart(kind: Kind, tmp_path: Path) -> None:
    """Given what a core has really posted, when a side more was accepted, one is in its log twice, or a balance is a cent off, then it is counted."""
    bsb, first = 802_985, 802_985 * 10**9
    core = Mainframe(tmp_path / "core", kind)
    core.load_accounts([CoreAccount(bsb, n, f"M{n}", 1_000) for n in (1, 2)], business_date=date(2026, 7, 1))
    core.start()
    try:
        core.submit([Posting(b"TWIN" + bytes([n] * 12), bsb, n, "D", 100 * n, "DEB", sequence=n) for n in (1, 2)])
        core.drain()
        extract = core.extract(0, 10**15 - 1).read_bytes()
    finally:
        core.kill()
    accepted = [(1, first + 1, -100), (2, first + 2, -200)]
    assert audit(accepted, [], core.change_log) == Audit(2, 0, 0, 0)
    assert audit([*accepted, (3, first + 1, -7)], [], core.change_log) == Audit(3, 1, 0, 0), "lost"
    assert audit(accepted[:1], [], core.change_log) == Audit(1, 0, 0, 1), "posted, and accepted by nobody"
    assert audit([(1, first + 1, -101), accepted[1]], [], core.change_log) == Audit(2, 1, 0, 1), "for another amount"
    log = core.change_log.read_bytes()
    doubled = tmp_path / "doubled.log"
    doubled.write_bytes(log + log[-3 * CHANGE.length :])
    assert audit(accepted, [], doubled) == Audit(2, 0, 1, 0), "the last unit of work once more"
    assert apart({first + 1: 900, first + 2: 800}, extract) == (0, 0)
    assert apart({first + 1: 900, first + 2: 801}, extract) == (1, 1), "a cent"
    assert apart({first + 1: 899, first + 2: 801}, extract) == (2, 2), "cents that cancel out"
    assert apart({first + 1: 900}, extract) == (1, 800), "an account that one side lacks"
