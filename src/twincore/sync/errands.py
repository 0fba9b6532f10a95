"""Errands of an operator beside the running service: look, compare, re-sync, and take in what was parked. Each opens what it needs and closes it again."""

import getpass
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import psycopg
import structlog
from psycopg_pool import PoolTimeout

from twincore.audit import Command, Entry, record
from twincore.events import Coder, event_log, schema_registry
from twincore.kernel.db import PLATFORM, Connection, Database
from twincore.kernel.ids import uuid7
from twincore.kernel.refusal import Refusal
from twincore.ledger import Ledger
from twincore.mainframe import Mainframe
from twincore.sync.adaptor import Adaptor
from twincore.sync.drift import describe
from twincore.sync.lead import core_taken, lead
from twincore.sync.link import set_capture
from twincore.sync.model import Capture, DriftReport, core_name
from twincore.sync.overview import overview
from twincore.sync.parked import advice, drop_parked, get_parked, list_parked, parked_count, parked_reasons, replay, replay_waiting
from twincore.sync.positions import recorder
from twincore.sync.streams import Streams
from twincore.tenants import TenantClocks, tenant_by_name

WHOLE = (0, 10**15 - 1)
"""All accounts of a core, by BSB and number."""
LOOK_S = 0.5
"""How often the one who works for a core looks whether it still may."""
_log = structlog.get_logger("twincore.sync")


@contextmanager
def _adaptor(database: Database, name: str, core: Path, *, watching: bool) -> Iterator[Adaptor]:
    with database.readonly(PLATFORM) as conn:
        tenant = tenant_by_name(conn, name)
    clocks = TenantClocks(database)
    clock = clocks.clock(tenant.number)
    ledger = Ledger(database, clocks.clock, recorder(), lambda number, us: clocks.clock(number).business_date(us))
    log = event_log(database.settings, database, tenant.number)
    try:
        coder = Coder(schema_registry(database.settings, database))
        adaptor = Adaptor(
            database, ledger, tenant.number, core, log, coder, clock, currency=tenant.currency, business_date=clock.business_date
        )
        adaptor.watching = watching
        try:
            yield adaptor
        finally:
            adaptor.close()
    finally:
        log.close()
        ledger.close()


@contextmanager
def _at_work(database: Database, name: str, core: Path) -> Iterator[Adaptor]:
    """An adaptor beside the process that works for the core; if there is none, it works itself, and none begins meanwhile."""
    with lead(database, _number(database, name)) as leads, _adaptor(database, name, core, watching=leads is None) as adaptor:
        yield adaptor


def _number(database: Database, name: str) -> int:
    with database.readonly(PLATFORM) as conn:
        return tenant_by_name(conn, name).number


def sync_follow(database: Database, name: str, core: Path, ended: Callable[[], bool]) -> dict[str, Any]:
    """Work for one core until ``ended`` says so, and tell subscribers; then how the link stands.

    Where the database goes away it goes on when that is back. Refuses ``core_taken`` where another process works for the core, naming it,
    ``tenant_not_found``, ``link_not_found``.
    """
    tenant = _number(database, name)
    while not ended():
        try:
            with lead(database, tenant) as leads:
                if leads is None:
                    raise core_taken(database, tenant)
                with _adaptor(database, name, core, watching=False) as adaptor, _working(adaptor):
                    while leads.holds() and not ended():
                        time.sleep(LOOK_S)
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as trouble:
            _log.warning("follow_database_away", tenant=tenant, error=str(trouble).strip())
            time.sleep(LOOK_S)
    return sync_status(database, name)


@contextmanager
def _working(adaptor: Adaptor) -> Iterator[None]:
    streams = Streams(adaptor)
    adaptor.start()
    streams.start()
    try:
        yield
    finally:
        streams.close()


def sync_status(database: Database, name: str) -> dict[str, Any]:
    """How the link of a tenant stands. Refuses ``tenant_not_found``, ``link_not_found``."""
    number = _number(database, name)
    with database.readonly(number) as conn:
        return overview(conn, number)


def sync_drift(database: Database, name: str, core: Path, extract: Path | None = None) -> dict[str, Any]:
    """Compare both sides by a master extract (or one that the core writes now), and put the result on record."""
    with _at_work(database, name, core) as adaptor:
        path = Mainframe(core).extract(*WHOLE) if extract is None else extract
        comparison = adaptor.compare(path.read_bytes())
        with database.app(adaptor.tenant) as conn:
            report = adaptor.record(conn, comparison)
            _audit(conn, adaptor.tenant, adaptor.now_us(), "core.compare", {"report": report.number})
    return _told(report)


def sync_resync(database: Database, name: str, core: Path, low: int = WHOLE[0], high: int = WHOLE[1]) -> dict[str, Any]:
    """Make both sides of a range of accounts agree, while both go on moving."""
    with _at_work(database, name, core) as adaptor:

        def beside(conn: Connection, found: DriftReport) -> None:
            _audit(conn, adaptor.tenant, adaptor.now_us(), "core.resync", {"repaired": found.number})

        report, repairs = adaptor.resync(Mainframe(core), low, high, beside=beside)
        done = {
            "missing_posted": sum(r.missing for r in repairs),
            "asked_again": sum(r.resent for r in repairs),
            "adjusted_accounts": sum(r.adjusted for r in repairs),
            "adjusted_minor": sum(r.adjusted_minor for r in repairs),
            "cases": sum(r.cases for r in repairs),
        }
        return _told(report) | done


def sync_parked(database: Database, name: str, *, number: int | None = None, account: int | None = None) -> list[dict[str, Any]]:
    """The records that wait, with their bytes and what helps, oldest first: all of them (PAGE_MAX), the one of a number, or those of an account of the core.

    Refuses ``parked_record_not_found``.
    """
    tenant = _number(database, name)
    with database.readonly(tenant) as conn:
        found = list_parked(conn, tenant, core=account) if number is None else [get_parked(conn, tenant, number)]
        return [
            {
                "number": p.number,
                "stream": p.stream,
                "place": p.place,
                "reason": p.reason.value,
                "words": p.words,
                "account": None if p.core is None else core_name(p.core),
                "advice": advice(p),
                "resolution": p.resolution,
                "raw": p.raw.hex(),
            }
            for p in found
        ]


def sync_replay(
    database: Database, name: str, core: Path, *, number: int | None = None, account: int | None = None, corrected: bytes | None = None
) -> dict[str, Any]:
    """Take in what is parked: one record, as it came or with other bytes, or all that can be taken in by now, of an account of the core or of all.

    Refuses ``parked_record_not_found``, ``parked_record_resolved``, ``parked_record_still_unfit``, ``parked_record_foreign``.
    """
    with _at_work(database, name, core) as adaptor:

        def beside(conn: Connection, replayed: int) -> None:
            _audit(conn, adaptor.tenant, adaptor.now_us(), "core.replay", {"replayed": replayed}, f"parked_record/{replayed}")

        if number is not None:
            replay(adaptor.replays(), number, now_us=adaptor.now_us(), corrected=corrected, beside=beside)
            replayed = 1
        else:
            replayed, _ = replay_waiting(adaptor.replays(), now_us=adaptor.now_us(), core=account, beside=beside)
        with database.readonly(adaptor.tenant) as conn:
            reasons = parked_reasons(conn, adaptor.tenant)
        return {"replayed": replayed, "left": sum(reasons.values()), "left_reasons": reasons}


def sync_drop(database: Database, name: str, number: int, reason: str) -> dict[str, Any]:
    """Say that a parked record is not to be taken in, and why."""
    tenant = _number(database, name)
    clock = TenantClocks(database).clock(tenant)
    with database.app(tenant) as conn:
        drop_parked(conn, tenant, number, reason=reason, now_us=clock.now_us())
        _audit(conn, tenant, clock.now_us(), "core.drop_parked", {"dropped": number}, f"parked_record/{number}", reason)
        return {"dropped": number, "left": parked_count(conn, tenant)}


def sync_capture(database: Database, name: str, by: str) -> dict[str, Any]:
    """Follow the core by its change log (``log``) or by ``envelopes``, from the next start of the process that works for it. Refuses ``capture_invalid``."""
    if by not in set(Capture):
        raise Refusal("capture_invalid", f"Changes are captured by log or by envelopes, not by {by!r}.", field="by")
    tenant = _number(database, name)
    clock = TenantClocks(database).clock(tenant)
    with database.app(tenant) as conn:
        set_capture(conn, tenant, Capture(by), actor=_actor(), now_us=clock.now_us())
        _audit(conn, tenant, clock.now_us(), "core.set_capture", {"capture": by})
    return sync_status(database, name)


def _actor() -> str:
    return f"console/{getpass.getuser()}"


def _audit(
    conn: Connection, tenant: int, now_us: int, what: str, told: dict[str, Any], subject: str = "core_link", reason: str | None = None
) -> None:
    """Who did this, in the transaction that does it: the errands of a console have no key of their own, so one is made."""
    id_ = uuid7(now_us)
    digest = sha256(orjson.dumps([what, told])).digest()
    command = Command(id_, what, f"console {id_}", _actor(), "console", reason, None, digest, now_us)
    record(conn, tenant, [Entry(command, {"result": told}, subject)])


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
