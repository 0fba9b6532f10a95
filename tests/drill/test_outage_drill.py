"""A small drill through to the end: nothing lost, nothing doubled, not a cent apart."""

from pathlib import Path

import pytest

from twincore.drill import Customers, audit, outage_drill
from twincore.mainframe import cobol_available


@pytest.mark.parametrize(
    "kind", ["standin", pytest.param("cobol", marks=pytest.mark.skipif(not cobol_available(), reason="cobc: apt-get install gnucobol3"))]
)
def test_the_core_dies_for_an_hour(kind: str) -> None:
    figures = outage_drill(hours=0.5, rate=2, members=100, seed=7, kind=kind)  # type: ignore[arg-type]
    assert (figures["lost"], figures["duplicated"], figures["drift_accounts"], figures["drift_minor"]) == (0, 0, 0, 0)
    assert figures["accepted_during_outage"] > 0
    assert figures["declined_by_standin"] > 0
    assert figures["queued"] >= figures["accepted_during_outage"]
    assert figures["exposure_peak_minor"] > 0
    assert figures["parked"] == 0


def test_the_same_seed_makes_the_same_customers() -> None:
    assert Customers(10, 3).payments(50) == Customers(10, 3).payments(50)
    assert Customers(10, 3).payments(50) != Customers(10, 4).payments(50)


def test_the_auditor_misses_what_the_core_does_not_have(tmp_path: Path) -> None:
    log = tmp_path / "change.log"
    log.write_bytes(b"")
    found = audit([(1, 802_985_000_000_001, -5), (2, 802_985_000_000_001, -5)], [(2, 802_985_000_000_001, -5)], log)
    assert (found.sides, found.lost, found.duplicated) == (2, 1, 0)
