"""Everything that can die, dies at random: the core, the adaptor's process, PostgreSQL, the Kafka broker; wires are cut; requests come twice, late and in
another order. Then all is still there, once, and both sides agree to the cent. A failure prints its seed."""

import os
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.sync.rig import EVERY_CORE, FAULTS, OF_KAFKA, PATIENCE_S, Rig, rigged
from twincore.drill import audit
from twincore.kernel.refusal import Refusal
from twincore.mainframe import Kind, cobol_available
from twincore.sync import default_interface, get_link, refused_legs, sync_status


def deck(rig: Rig, faults: int) -> list[str]:
    """That many faults in random order, each kind as often as the others."""
    kinds = [kind for kind in FAULTS if rig.broker is not None or kind not in OF_KAFKA]
    rig.random.shuffle(kinds)
    found = [kinds[n % len(kinds)] for n in range(faults)]
    rig.random.shuffle(found)
    return found


def settled(rig: Rig) -> None:
    """Wait until nothing is on its way any more."""
    rig.wire.mend()
    rig.core.slow(0)
    rig.core.open()
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            status = sync_status(rig.database, "testcu")
            behind = default_interface().layouts["change"].length * status["change_log"] < (rig.folder / "change.log").stat().st_size
            if not (status["unanswered"] or behind) and status["state"] == "UP":
                return
        except Exception as error:
            status = {"error": str(error)}
        assert time.monotonic() < deadline, status
        time.sleep(0.2)


def ordeal(rig: Rig, faults: int) -> dict[str, Any]:
    rig.works()
    kinds = deck(rig, faults)
    for kind in kinds:
        rig.pays(rig.random.randint(1, 25))
        rig.branches(rig.random.randint(0, 5))
        time.sleep(rig.random.random() * 0.4)
        FAULTS[kind](rig)
    settled(rig)
    rig.dies()
    adaptor = rig.adaptor()
    while adaptor.step():
        pass
    report = adaptor.drift(rig.core.extract(*EVERY_CORE).read_bytes())
    adaptor.close()
    with rig.database.app(rig.tenant) as conn:
        refused = refused_legs(conn, rig.tenant)
        assert get_link(conn, rig.tenant).resync_needed is None
    found = audit(rig.accepted, refused, rig.core.change_log)
    assert rig.held() == rig.expected(refused)
    return {
        "faults": dict(Counter(kinds)),
        "sides": found.sides,
        "refused": len(refused),
        "lost": found.lost,
        "doubled": found.duplicated + found.unknown,
        "drift": (report.drift_accounts, report.drift_minor, report.in_flight),
    }


def undergone(folder: Path, core_folder: Path, core: Kind, log: str, faults: int) -> None:
    if core == "cobol" and not cobol_available():
        pytest.skip("the core in COBOL needs a compiler: apt-get install --no-install-recommends gnucobol3")
    seed = int(os.environ.get("TWINCORE_FAULT_SEED", "0")) or random.SystemRandom().randint(1, 10**6)
    print(f"TWINCORE_FAULT_SEED={seed}")
    try:
        with rigged(folder, core_folder, seed=seed, core=core, kafka=log == "kafka") as rig:
            figures = ordeal(rig, faults)
    except Refusal as refusal:
        if refusal.code != "broker_not_available":
            raise
        pytest.skip(f"tests of Kafka need a Java 17 and Maven: {refusal.message}")
    print(figures)
    assert (figures["lost"], figures["doubled"], figures["drift"]) == (0, 0, (0, 0, 0))


@pytest.mark.parametrize("log", ["postgresql", "kafka"])
def test_nothing_is_lost_and_nothing_doubled(server_folder: Path, tmp_path: Path, log: str) -> None:
    undergone(server_folder, tmp_path, "cobol", log, len(FAULTS))


@pytest.mark.long
@pytest.mark.parametrize("core", ["standin", "cobol"])
@pytest.mark.parametrize("log", ["postgresql", "kafka"])
def test_nothing_is_lost_and_nothing_doubled_by_a_hundred_faults(server_folder: Path, tmp_path: Path, log: str, core: Kind) -> None:
    undergone(server_folder, tmp_path, core, log, 100)
