"""The ground that every test stands on: one real PostgreSQL for the session, and a database of its own for each test.

How the fixtures compose, from the ground up::

    server         session   an embedded PostgreSQL in a temporary folder; gone at the end, even after kill -9
    template       session   name of a database with every room's tables, built once by the migrations
    clock          function  a FixedClock that stands at START_US until a test sets it
    settings       function  Settings that lead to this test's database and to an empty data folder
    clones         session   databases as the template is, one for each test that asks (see tests/clones.py)
    database       function  twincore.kernel.db.Database on a clone of the template that is this test's alone
    tenant         function  1, the open synthetic AUD tenant "testcu", with its ledger lane
    other_tenant   function  2, another one ("othercu"), for everything that must not cross tenants
    app            function  a transaction of the application role for ``tenant``, open during the test
    superuser      function  an autocommit connection to the clone as the server's administrator (row-level security does not bind it)
    server_folder  function  a folder for a test that starts a server of its own (to kill it, say); never use tmp_path for that
    chromium       session   path of Debian's chromium for browser tests

A rule of a room is tested with ``database`` and ``tenant``; what two tenants may not see of each other adds ``other_tenant``; what an
attacker with the administrator's password could do to the rows uses ``superuser``. A test asks for the ones it names and pays only for those::

    def test_a_closed_account_takes_no_credit(database: Database, tenant: int) -> None:
        with database.app(tenant) as conn:
            ...

What several test modules share stands in a module beside them and is imported by its full name: ``from tests.ledger.reference import Model``
(two modules of one name in two folders do not clash; no ``__init__.py`` is needed). Constants: ``from tests.conftest import START_US``.

``TWINCORE_TEST_SOCKET`` names the socket folder of a server of your own (of another version, say) to use instead of the embedded one.

The session's server does not wait for the disk (nothing here cuts the power); tests of durability start their own server in ``server_folder``.
With ``CI=true`` a skipped test is a failed test.
"""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

import twincore
from tests.clones import Clones
from twincore.kernel.clock import FixedClock
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.kernel.migrations import ROOMS, migrate
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.ledger import open_lane
from twincore.tenants import create_tenant

START_US = 1_782_864_000_000_000
"""2026-07-01T00:00Z, ten o'clock in the morning in Sydney: when the clock of every test starts."""

CHROMIUM_COMMAND = "apt-get install --no-install-recommends chromium"

LONGEST_FIRST = (
    "gateway/test_schemathesis.py",
    "playbook/test_playbook.py",
    "simulation/test_nights.py",
    "sync/test_real_core.py",
    "mainframe/test_crashes.py",
    "serve/test_up.py",
    "events/test_kafka.py",
    "serve/test_services.py",
    "drill/test_outage_drill.py",
    "mainframe/test_same_bytes.py",
    "eod/test_credit_nights.py",
    "events/test_log.py",
    "simulation/test_demo.py",
    "ledger/test_tenancy.py",
    "ledger/test_verify.py",
    "ledger/test_crash.py",
    "ledger/test_engine_property.py",
    "sync/test_faults.py",
    "serve/test_nights.py",
    "events/test_broker.py",
)
"""Files that a worker takes first, whole: begun last, one of them would run alone while the other workers have nothing left."""

_TEST_SERVER = {
    "shared_buffers": "128MB",
    "wal_buffers": "16MB",
    "min_wal_size": "128MB",
    "max_wal_size": "2GB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}

# Waits until the test process is gone (its end of the pipe closes), then ends the server and removes the folders, unless that was done.
_WATCH = """
while read -r _; do :; done
if [ -f "$1/data/postmaster.pid" ]; then
  pid=$(head -n 1 "$1/data/postmaster.pid")
  kill -INT "$pid" 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
fi
rm -rf "$1" "$2"
"""

hypothesis.settings.register_profile("twincore", deadline=None, print_blob=True)
hypothesis.settings.load_profile("twincore")


class _OwnServer(EmbeddedPostgres):
    """A server that somebody else started and will stop."""

    def __init__(self, socket: Path, folder: Path) -> None:
        super().__init__(folder)
        self.socket = socket

    def start(self) -> None:
        """It runs."""

    def stop(self) -> None:
        """It goes on."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """One PostgreSQL for the session. A watching process ends it if the session is killed."""
    if socket := os.environ.get("TWINCORE_TEST_SOCKET"):
        yield _OwnServer(Path(socket), tmp_path_factory.mktemp("server"))
        return
    folder = Path(tempfile.mkdtemp(prefix="twincore-test-"))
    postgres = EmbeddedPostgres(folder, settings=_TEST_SERVER)
    arguments = ["sh", "-c", _WATCH, "watch", str(folder), str(postgres.socket)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, start_new_session=True) as watch:
        try:
            postgres.start()
            yield postgres
        finally:
            postgres.stop()
            assert watch.stdin is not None
            watch.stdin.close()


@pytest.fixture(scope="session")
def template(server: EmbeddedPostgres) -> str:
    """Name of the database with every table and no row, made the way a bank's database is made: by the role ``owner``."""
    name = "twincore_template"
    server.drop_database(name)
    server.create_database(name)
    cluster = Database(Settings(database_host=str(server.socket), database_name=name))
    with cluster.connect("owner", autocommit=True) as owner:
        migrate(owner)
    return name


def build_from_schemas(owner: Connection) -> None:
    """Run the ``schema.sql`` of every room, in the order of the house: what the migrations must arrive at."""
    for room in ROOMS:
        with owner.transaction():
            owner.execute((Path(twincore.__file__).parent / room / "schema.sql").read_bytes())


_numbers = itertools.count(1)


@pytest.fixture
def settings(server: EmbeddedPostgres, tmp_path: Path) -> Settings:
    """Settings of this test: a database name that nobody else has, and an empty data folder."""
    return Settings(
        database_host=str(server.socket),
        database_name=f"twincore_{next(_numbers)}",
        data_folder=str(tmp_path / "var"),
        pool_size=4,
    )


@pytest.fixture(scope="session")
def clones(server: EmbeddedPostgres, template: str) -> Iterator[Clones]:
    """Where the databases of the tests come from."""
    made = Clones(server, template)
    yield made
    made.close()


@pytest.fixture
def database(clones: Clones, settings: Settings) -> Iterator[Database]:
    """A clone of the template for this test alone, with no tenant in it."""
    with clones.lend(settings.database_name):
        clone = Database(settings)
        try:
            yield clone
        finally:
            clone.close()


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands still at START_US."""
    return FixedClock(START_US)


@pytest.fixture
def tenant(database: Database) -> int:
    """The open synthetic tenant number 1, "testcu", with its lane."""
    return _open_tenant(database, 1, "testcu")


@pytest.fixture
def other_tenant(database: Database, tenant: int) -> int:
    """The open synthetic tenant number 2, "othercu", with its lane."""
    return _open_tenant(database, tenant + 1, "othercu")


def _open_tenant(database: Database, number: int, name: str) -> int:
    with database.app(PLATFORM) as conn:
        created = create_tenant(conn, name=name, display_name=name.title(), synthetic=True, start_us=START_US, now_us=START_US)
    assert created.number == number
    with database.app(number) as conn:
        open_lane(conn, number)
    return number


@pytest.fixture
def app(database: Database, tenant: int) -> Iterator[Connection]:
    """A transaction of the application role on behalf of ``tenant``; commits when the test is over."""
    with database.app(tenant) as conn:
        yield conn


@pytest.fixture
def superuser(server: EmbeddedPostgres, database: Database) -> Iterator[Connection]:
    """The administrator's connection to this test's database, autocommit."""
    with server.superuser(database.settings.database_name) as conn:
        yield conn


@pytest.fixture
def server_folder() -> Iterator[Path]:
    """A folder that an EmbeddedPostgres of the test's own may live in; the test stops or kills its server itself.

    Not below pytest's own temporary folder: that one is private to its user, and PostgreSQL runs as another when we are root.
    """
    folder = Path(tempfile.mkdtemp(prefix="twincore-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; the test is skipped where there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip(f"browser tests need chromium: {CHROMIUM_COMMAND}")
    return path


def _skips_fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        reason: Any = report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, and with CI=true nothing may skip: {reason[2] if isinstance(reason, tuple) else reason}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, and each test has an id of its own: of those with one id only one would be given to a worker."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))
    for item in items:
        if item.parent is not None and not item.nodeid.endswith(item.name):  # schemathesis leaves out which operation it is
            item._id = item.parent.id.child(item.name)
    twice = [name for name, count in Counter(item.nodeid for item in items).items() if count > 1]
    if twice:
        raise pytest.UsageError(f"These tests have one id, and only one of them would run: {', '.join(twice[:5])}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one under CI."""
    report = yield
    _skips_fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a skipped module into a failed one under CI."""
    report = yield
    _skips_fail(report)
    return report
