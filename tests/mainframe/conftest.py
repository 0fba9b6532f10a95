"""Cores to test: the real one in COBOL where GnuCOBOL is installed, and the stand-in; the same rules for both."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.mainframe.cases import ACCOUNTS, CLOCK_US, DAY
from twincore.mainframe import CoreAccount, CoreCustomer, Kind, Mainframe, build_cobol, cobol_available

MakeCore = Callable[..., Mainframe]


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The COBOL programs, compiled; None without GnuCOBOL."""
    return build_cobol(tmp_path_factory.mktemp("cobol")) if cobol_available() else None


@pytest.fixture(params=["cobol", "standin"])
def kind(request: pytest.FixtureRequest, programs: Path | None) -> Kind:
    found: Kind = request.param
    if found == "cobol" and programs is None:
        pytest.skip("GnuCOBOL is not installed: apt-get install --no-install-recommends gnucobol3")
    return found


@pytest.fixture
def make_core(tmp_path: Path, programs: Path | None) -> Iterator[MakeCore]:
    """Makes cores, loaded and started; kills them at the end."""
    made: list[Mainframe] = []

    def make(
        kind: Kind,
        accounts: Sequence[CoreAccount] = ACCOUNTS,
        customers: Sequence[CoreCustomer] = (),
        *,
        day: date = DAY,
        clock_us: int | None = CLOCK_US,
        start: bool = True,
    ) -> Mainframe:
        core = Mainframe(tmp_path / f"{kind}{len(made)}", kind, programs=programs if kind == "cobol" else None)
        made.append(core)
        core.load_accounts(accounts, customers, business_date=day, clock_us=clock_us)
        if start:
            core.start()
        return core

    yield make
    for core in made:
        core.kill()


@pytest.fixture
def core(kind: Kind, make_core: MakeCore) -> Mainframe:
    """A core of each kind with the usual accounts, running, its clock set by hand."""
    return make_core(kind)
