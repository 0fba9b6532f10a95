"""Errands of an operator beside the running service: look, compare, re-sync, and take in what was parked. Each opens what it needs and closes it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from twincore.events import Coder, PostgresEventLog, PostgresRegistry
from twincore.kernel.db import PLATFORM, Database
from twincore.ledger import Ledger
from twincore.mainframe import Mainframe
from twincore.sync.adaptor import Adaptor
from twincore.sync.drift import describe
from twincore.sync.model import DriftReport, core_name
from twincore.sync.overview import overview
from twincore.sync.parked import drop_parked, list_parked, replay, replay_waiting
from twincore.sync.positions import recorder
from twincore.tenants import Tenant, TenantClocks, tenant_by_name

WHOLE = (0, 10**15 - 1)
"""All accounts of a core, by BSB and number."""


@contextmanager
def _at_work(database: Database, name: str, core: Path) -> Iterator[tuple[Adaptor, Tenant]]:
    with database.readonly(PLATFORM) as conn:
        tenant = tenant_by_name(conn, name)
    clocks = TenantClocks(database)
    clock = clocks.clock(tenant.number)
    ledger = Ledger(database, clocks.clock, recorder(), lambda number, us: clocks.clock(number).business_date(us))
    log, coder = PostgresEventLog(database, tenant.number), Coder(PostgresRegistry(database))
    adaptor = Adaptor(database, ledger, tenant.number, core, log, coder, clock, currency=tenant.currency, business_date=clock.business_date)
    try:
        yield adaptor, tenant
    finally:
        adaptor.close()
        ledger.close()


def sync_status(database: Database, name: str) -> dict[str, Any]:
    """How the link of a tenant stands. Refuses ``tenant_not_found``, ``link_not_found``."""
    with database.readonly(PLATFORM) as conn:
        number = tenant_by_name(conn, name).number
    with database.readonly(number) as conn:
        return overview(conn, number)


def sync_drift(database: Database, name: str, core: Path, extract: Path | None = None) -> dict[str, Any]:
    """Compare both sides by a master extract (or one that the core writes now), and put the result on record."""
    with _at_work(database, name, core) as (adaptor, _):
        path = Mainframe(core).extract(*WHOLE) if extract is None else extract
        return _told(adaptor.drift(path.read_bytes()))


def sync_resync(database: Database, name: str, core: Path, low: int = WHOLE[0], high: int = WHOLE[1]) -> dict[str, Any]:
    """Make both sides of a range of accounts agree, while both go on moving."""
    with _at_work(database, name, core) as (adaptor, _):
        report, repairs = adaptor.resync(Mainframe(core), low, high)
        done = {
            "missing_posted": sum(r.missing for r in repairs),
            "asked_again": sum(r.resent for r in repairs),
            "adjusted_accounts": sum(r.adjusted for r in repairs),
            "adjusted_minor": sum(r.adjusted_minor for r in repairs),
            "cases": sum(r.cases for r in repairs),
        }
        return _told(report) | done


def sync_parked(database: Database, name: str) -> list[dict[str, Any]]:
    """The records that wait, with their bytes, oldest first."""
    with database.readonly(PLATFORM) as conn:
        number = tenant_by_name(conn, name).number
    with database.readonly(number) as conn:
        return [
            {
                "number": p.number,
                "stream": p.stream,
                "place": p.place,
                "reason": p.reason.value,
                "words": p.words,
                "account": None if p.core is None else core_name(p.core),
                "raw": p.raw.hex(),
            }
            for p in list_parked(conn, number)
        ]


def sync_replay(database: Database, name: str, core: Path, *, number: int | None = None, corrected: bytes | None = None) -> dict[str, Any]:
    """Take in what is parked: one record, as it came or with other bytes, or all that can be taken in by now.

    Refuses ``parked_record_not_found``, ``parked_record_resolved``, ``parked_record_still_unfit``, ``parked_record_foreign``.
    """
    with _at_work(database, name, core) as (adaptor, tenant):
        outstanding = adaptor.outstanding if adaptor.relay.place.next else None
        arguments = (adaptor.ledger, adaptor.books, outstanding, adaptor.interface)
        if number is not None:
            replay(*arguments, number, now_us=adaptor.now_us(), corrected=corrected)
            with database.readonly(tenant.number) as conn:
                return {"replayed": 1, "left": len(list_parked(conn, tenant.number))}
        replayed, left = replay_waiting(*arguments, now_us=adaptor.now_us())
        return {"replayed": replayed, "left": left}


def sync_drop(database: Database, name: str, number: int, reason: str) -> dict[str, Any]:
    """Say that a parked record is not to be taken in, and why."""
    with database.readonly(PLATFORM) as conn:
        tenant = tenant_by_name(conn, name).number
    clock = TenantClocks(database).clock(tenant)
    with database.app(tenant) as conn:
        drop_parked(conn, tenant, number, reason=reason, now_us=clock.now_us())
        return {"dropped": number, "left": len(list_parked(conn, tenant))}


def _told(report: DriftReport) -> dict[str, Any]:
    return {
        "clean": report.clean,
        "accounts": report.accounts,
        "in_flight": report.in_flight,
        "in_flight_minor": report.in_flight_minor,
        "drift_accounts": report.drift_accounts,
        "drift_minor": report.drift_minor,
        "lsn": report.lsn,
        "epoch": report.epoch,
        "items": [describe(item) for item in report.items[:50]],
    }
