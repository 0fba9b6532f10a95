"""Who may be a tenant, what changes in one afterwards, and what one tenant sees of another."""

import threading
from datetime import date, datetime
from typing import Any

import psycopg
import pytest

from tests.conftest import START_US
from twincore.kernel.clock import to_us
from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.kernel.refusal import Category, Refusal
from twincore.tenants import (
    CLOCK_MAX_US,
    Tenant,
    TenantStatus,
    active_tenant,
    business_date,
    create_tenant,
    list_tenants,
    resume_tenant,
    set_clock,
    suspend_tenant,
    tenant_by_name,
    tenant_by_number,
)
from twincore.tenants.rules import check_name, check_time_zone

HOUR_US = 3_600_000_000


def create(database: Database, name: str, *, synthetic: bool = True) -> Tenant:
    with database.app(PLATFORM) as conn:
        return create_tenant(conn, name=name, display_name=name.title(), synthetic=synthetic, now_us=START_US)


def test_tenant_numbers_count_up_from_one(database: Database) -> None:
    assert [create(database, name).number for name in ("alpha", "bravo", "charlie")] == [1, 2, 3]


def test_a_creation_that_was_rolled_back_leaves_no_gap(database: Database) -> None:
    create(database, "alpha")
    with database.app(PLATFORM) as conn:
        create_tenant(conn, name="bravo", display_name="Bravo", synthetic=True, now_us=START_US)
        conn.rollback()
    assert create(database, "charlie").number == 2


def test_tenants_created_at_the_same_time_get_numbers_of_their_own(database: Database) -> None:
    created: list[Tenant] = []
    threads = [threading.Thread(target=lambda n=n: created.append(create(database, f"cu-{n}"))) for n in range(8)]
    with database.app(PLATFORM) as conn:  # opens the pool before the threads need it
        assert list_tenants(conn) == []
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(tenant.number for tenant in created) == list(range(1, 9))


def test_a_tenant_is_as_it_was_created(database: Database) -> None:
    with database.app(PLATFORM) as conn:
        created = create_tenant(
            conn,
            name="harbour-mutual",
            display_name="  Harbour Mutual  ",
            currency="NZD",
            time_zone="Pacific/Auckland",
            synthetic=True,
            start_us=START_US + 7,
            now_us=START_US,
        )
    expected = Tenant(1, "harbour-mutual", "Harbour Mutual", "NZD", "Pacific/Auckland", True, TenantStatus.ACTIVE, START_US + 7, START_US)
    assert created == expected
    with database.app(PLATFORM) as conn:
        assert tenant_by_number(conn, 1) == tenant_by_name(conn, "harbour-mutual") == active_tenant(conn, 1) == expected


def test_a_real_tenant_has_no_clock_of_its_own(database: Database) -> None:
    assert create(database, "realbank", synthetic=False).clock_us is None


@pytest.mark.parametrize("name", ["", "a", "A1", "1a", "-a", "a_b", "a b", "a" * 32, "naïve", "ab\n"])
def test_a_name_that_is_no_slug_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_name(name)
    assert (refused.value.code, refused.value.field) == ("tenant_name_invalid", "name")


def test_the_name_of_the_platform_is_reserved() -> None:
    with pytest.raises(Refusal) as refused:
        check_name("platform")
    assert refused.value.code == "tenant_name_reserved"


def test_a_name_is_given_once(database: Database) -> None:
    create(database, "alpha")
    with pytest.raises(Refusal) as refused:
        create(database, "alpha")
    assert (refused.value.code, refused.value.category, refused.value.field) == ("tenant_name_taken", Category.CONFLICT, "name")
    assert create(database, "bravo").number == 2


BAD_PARTICULARS: list[tuple[dict[str, Any], str, str]] = [
    ({"name": "Alpha"}, "tenant_name_invalid", "name"),
    ({"currency": "XTS"}, "currency_unknown", "currency"),
    ({"time_zone": "Australia/Atlantis"}, "time_zone_unknown", "time_zone"),
    ({"time_zone": "../../etc/passwd"}, "time_zone_unknown", "time_zone"),
    ({"display_name": "   "}, "display_name_invalid", "display_name"),
    ({"display_name": "x" * 101}, "display_name_invalid", "display_name"),
    ({"display_name": "a\0b"}, "display_name_invalid", "display_name"),
    ({"synthetic": False, "start_us": START_US}, "clock_not_controllable", "start"),
    ({"start_us": -1}, "clock_out_of_range", "start"),
    ({"start_us": CLOCK_MAX_US}, "clock_out_of_range", "start"),
]


def test_bad_particulars_are_refused_with_their_field_and_create_nothing(database: Database) -> None:
    with database.app(PLATFORM) as conn:
        for changed, code, field in BAD_PARTICULARS:
            given: dict[str, Any] = {"name": "alpha", "display_name": "Alpha", "synthetic": True, "now_us": START_US} | changed
            with pytest.raises(Refusal) as refused:
                create_tenant(conn, **given)
            assert (refused.value.code, refused.value.field) == (code, field)
        assert list_tenants(conn) == []


def test_a_suspended_tenant_is_not_served_until_it_is_resumed(database: Database, tenant: int) -> None:
    with database.app(PLATFORM) as conn:
        assert suspend_tenant(conn, tenant).status is TenantStatus.SUSPENDED
        assert suspend_tenant(conn, tenant).status is TenantStatus.SUSPENDED
    with database.app(PLATFORM) as conn:
        with pytest.raises(Refusal) as refused:
            active_tenant(conn, tenant)
        assert (refused.value.code, refused.value.category) == ("tenant_suspended", Category.FORBIDDEN)
        assert resume_tenant(conn, tenant).status is TenantStatus.ACTIVE
        assert active_tenant(conn, tenant).number == tenant


def test_a_tenant_that_does_not_exist_is_not_found(database: Database) -> None:
    with database.app(PLATFORM) as conn:
        for verb in (tenant_by_number, active_tenant, suspend_tenant, resume_tenant):
            with pytest.raises(Refusal) as refused:
                verb(conn, 99)
            assert refused.value.code == "tenant_not_found"
        for name in ("nobody", "no\0body"):
            with pytest.raises(Refusal) as refused:
                tenant_by_name(conn, name)
            assert refused.value.code == "tenant_not_found"
        with pytest.raises(Refusal) as refused:
            set_clock(conn, 99, START_US)
        assert refused.value.code == "tenant_not_found"


def test_the_clock_of_a_synthetic_tenant_goes_forward_and_never_back(database: Database, tenant: int) -> None:
    with database.app(tenant) as conn:
        assert set_clock(conn, tenant, START_US + HOUR_US).clock_us == START_US + HOUR_US
        assert set_clock(conn, tenant, START_US + HOUR_US).clock_us == START_US + HOUR_US
        with pytest.raises(Refusal) as refused:
            set_clock(conn, tenant, START_US + HOUR_US - 1)
        assert refused.value.code == "clock_backwards"
        assert refused.value.detail["clock_us"] == START_US + HOUR_US
        with pytest.raises(Refusal) as refused:
            set_clock(conn, tenant, CLOCK_MAX_US)
        assert refused.value.code == "clock_out_of_range"


def test_nobody_sets_the_clock_of_a_real_tenant(database: Database) -> None:
    real = create(database, "realbank", synthetic=False)
    with pytest.raises(Refusal) as refused, database.app(PLATFORM) as conn:
        set_clock(conn, real.number, START_US + HOUR_US)
    assert refused.value.code == "clock_not_controllable"


def test_not_even_the_administrator_turns_a_clock_back_by_accident(tenant: int, superuser: Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        superuser.execute("update tenants.tenant set clock = clock - interval '1 second' where number = %s", (tenant,))


@pytest.mark.parametrize(
    ("time_zone", "moment", "expected"),
    [
        # Sydney is at UTC+10 in winter and at UTC+11 from 04:00 of 4 October 2026 (first Sunday of October, 02:00 standard time).
        ("Australia/Sydney", "2026-07-01T13:59:59.999999+00:00", date(2026, 7, 1)),
        ("Australia/Sydney", "2026-07-01T14:00:00+00:00", date(2026, 7, 2)),
        ("Australia/Sydney", "2026-10-04T12:59:59.999999+00:00", date(2026, 10, 4)),
        ("Australia/Sydney", "2026-10-04T13:00:00+00:00", date(2026, 10, 5)),
        # Perth keeps UTC+8, Adelaide is half an hour off, Lord Howe moves by half an hour.
        ("Australia/Perth", "2026-12-31T15:59:59+00:00", date(2026, 12, 31)),
        ("Australia/Perth", "2026-12-31T16:00:00+00:00", date(2027, 1, 1)),
        ("Australia/Adelaide", "2026-07-01T14:30:00+00:00", date(2026, 7, 2)),
        ("Australia/Lord_Howe", "2026-07-01T13:30:00+00:00", date(2026, 7, 2)),
        ("America/New_York", "2026-07-01T03:59:59+00:00", date(2026, 6, 30)),
    ],
)
def test_the_business_date_is_the_calendar_day_where_the_tenant_is(time_zone: str, moment: str, expected: date) -> None:
    tenant = Tenant(1, "alpha", "Alpha", "AUD", check_time_zone(time_zone), False, TenantStatus.ACTIVE, None, START_US)
    assert business_date(tenant, to_us(datetime.fromisoformat(moment))) == expected


def test_the_list_of_tenants_is_read_in_pages(database: Database) -> None:
    for n in range(5):
        create(database, f"cu-{n}")
    with database.app(PLATFORM) as conn:
        first = list_tenants(conn, limit=2)
        second = list_tenants(conn, after_number=first[-1].number, limit=10)
    assert [tenant.name for tenant in (*first, *second)] == [f"cu-{n}" for n in range(5)]


def test_a_tenant_sees_itself_and_no_other(database: Database, tenant: int, other_tenant: int) -> None:
    with database.app(tenant) as conn:
        assert [seen.number for seen in list_tenants(conn)] == [tenant]
        with pytest.raises(Refusal) as refused:
            tenant_by_number(conn, other_tenant)
        assert refused.value.code == "tenant_not_found"


def test_a_tenant_cannot_touch_another(database: Database, tenant: int, other_tenant: int) -> None:
    with database.app(tenant) as conn:
        for verb in (suspend_tenant, resume_tenant):
            with pytest.raises(Refusal) as refused:
                verb(conn, other_tenant)
            assert refused.value.code == "tenant_not_found"
        with pytest.raises(Refusal):
            set_clock(conn, other_tenant, START_US + HOUR_US)
    with database.app(PLATFORM) as conn:
        assert tenant_by_number(conn, other_tenant).clock_us == START_US


def test_only_the_platform_creates_tenants(database: Database, tenant: int) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database.app(tenant) as conn:
        create_tenant(conn, name="upstart", display_name="Upstart", synthetic=True, now_us=START_US)


def test_what_a_tenant_is_never_changes(database: Database, tenant: int) -> None:
    for change in ("synthetic = false, clock = null", "name = 'renamed'", "currency = 'USD'", "number = 9"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.app(PLATFORM) as conn:
            conn.execute(f"update tenants.tenant set {change} where number = %s".encode(), (tenant,))


def test_tenants_are_not_deleted_and_other_roles_only_read(database: Database, tenant: int) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database.app(PLATFORM) as conn:
        conn.execute("delete from tenants.tenant")
    for role in ("ledger", "readonly"):
        with database.connect(role, autocommit=True) as conn:
            conn.execute("select set_config('app.tenant', '0', false)")
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
                conn.execute("update tenants.tenant set status = 'suspended'")


def test_without_a_tenant_nothing_is_seen(database: Database, tenant: int) -> None:
    with database.connect("app", autocommit=True) as conn:
        assert conn.execute("select count(*) from tenants.tenant").fetchone() == (0,)
