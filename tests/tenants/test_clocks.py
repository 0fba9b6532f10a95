"""What time it is for each tenant, asked for as often as there are postings."""

import threading
import time
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import START_US
from twincore.kernel.clock import SystemClock
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.kernel.refusal import Refusal
from twincore.kernel.sql import read
from twincore.tenants import TenantClocks, create_tenant, resume_tenant, set_clock, suspend_tenant

DAY_US = 86_400_000_000


@pytest.fixture
def clocks(database: Database) -> TenantClocks:
    return TenantClocks(database)


def move(database: Database, tenant: int, to_us: int) -> None:
    with database.app(tenant) as conn:
        set_clock(conn, tenant, to_us)


def test_a_synthetic_tenant_lives_at_the_time_it_was_given(clocks: TenantClocks, tenant: int) -> None:
    clock = clocks.clock(tenant)
    assert clock.now_us() == START_US
    assert clock.business_date() == date(2026, 7, 1)
    assert clocks.clock(tenant) is clock


def test_a_refreshed_clock_shows_the_new_time_at_once(database: Database, clocks: TenantClocks, tenant: int) -> None:
    clock = clocks.clock(tenant)
    assert clock.business_date() == date(2026, 7, 1)
    move(database, tenant, START_US + DAY_US)
    clocks.refresh(tenant)
    assert clock.now_us() == START_US + DAY_US
    assert clock.business_date() == date(2026, 7, 2)
    assert clock.business_date(START_US) == date(2026, 7, 1)


def test_a_clock_that_somebody_else_moved_is_noticed_within_about_a_second(database: Database, clocks: TenantClocks, tenant: int) -> None:
    clock = clocks.clock(tenant)
    move(database, tenant, START_US + DAY_US)
    deadline = time.monotonic() + 30
    while clock.now_us() == START_US and time.monotonic() < deadline:
        time.sleep(0.02)
    assert clock.now_us() == START_US + DAY_US


def test_a_real_tenant_lives_by_the_wall_clock(database: Database, clocks: TenantClocks) -> None:
    with database.app(PLATFORM) as conn:
        real = create_tenant(conn, name="realbank", display_name="Real", synthetic=False, now_us=START_US)
    before = SystemClock().now_us()
    now = clocks.clock(real.number).now_us()
    assert before <= now <= SystemClock().now_us()


def test_a_tenant_that_does_not_exist_has_no_clock(clocks: TenantClocks) -> None:
    with pytest.raises(Refusal) as refused:
        clocks.clock(404)
    assert refused.value.code == "tenant_not_found"


def test_a_suspended_tenant_is_refused_without_a_question_to_the_database(database: Database, clocks: TenantClocks, tenant: int) -> None:
    assert clocks.active(tenant).name == "testcu"
    with database.app(PLATFORM) as conn:
        suspend_tenant(conn, tenant)
    clocks.refresh(tenant)
    with pytest.raises(Refusal) as refused:
        clocks.active(tenant)
    assert refused.value.code == "tenant_suspended"
    with database.app(PLATFORM) as conn:
        resume_tenant(conn, tenant)
    clocks.refresh(tenant)
    assert clocks.active(tenant).number == tenant


def test_many_threads_see_one_time_that_never_goes_back(database: Database, clocks: TenantClocks, tenant: int) -> None:
    stop = threading.Event()
    wrong: list[tuple[int, int]] = []

    def watch() -> None:
        last = 0
        while not stop.is_set():
            now = clocks.clock(tenant).now_us()
            if now < last:
                wrong.append((last, now))
            last = now
            stop.wait(0.0005)

    threads = [threading.Thread(target=watch) for _ in range(6)]
    for thread in threads:
        thread.start()
    for step in range(1, 40):
        move(database, tenant, START_US + step)
        clocks.refresh(tenant)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert clocks.clock(tenant).now_us() == START_US + 39


def test_asking_for_the_time_costs_next_to_nothing(clocks: TenantClocks, tenant: int) -> None:
    clock = clocks.clock(tenant)
    asked = 100_000
    start = time.process_time()
    for _ in range(asked):
        clock.now_us()
        clock.business_date(START_US)
    assert (time.process_time() - start) / asked < 20e-6  # about 0.5 us; the margin is for crowded machines


@pytest.mark.long
def test_the_time_stays_known_while_the_database_is_away(server_folder: Path) -> None:
    server = EmbeddedPostgres(server_folder, settings={"shared_buffers": "32MB", "min_wal_size": "32MB", "max_wal_size": "128MB"})
    server.start()
    database = Database(Settings(database_host=str(server.socket), database_name="away", pool_size=1))
    try:
        server.create_database("away")
        with database.connect("owner", autocommit=True) as owner:
            for room in ("kernel", "tenants"):
                owner.execute(read(f"twincore.{room}", "schema.sql").encode())
        with database.app(PLATFORM) as conn:
            number = create_tenant(conn, name="alpha", display_name="Alpha", synthetic=True, now_us=START_US).number
        clock = TenantClocks(database).clock(number)
        server.kill()
        time.sleep(1.1)  # past the moment when it would be read again
        assert clock.now_us() == START_US
    finally:
        database.close()
        server.stop()
