"""How the link to a core stands, for people and for the console: read from the database alone, whoever does the work."""

from typing import Any

from twincore.kernel.clock import SystemClock, to_datetime
from twincore.kernel.db import Connection
from twincore.sync.drift import drifts
from twincore.sync.journal import exposure, load_outstanding
from twincore.sync.link import get_link
from twincore.sync.mapping import load_mapping
from twincore.sync.model import Mode
from twincore.sync.parked import parked_reasons
from twincore.sync.positions import all_positions
from twincore.sync.refusals import settled_legs
from twincore.sync.standin import standin_totals


def overview(conn: Connection, tenant: int, now_us: int | None = None) -> dict[str, Any]:
    """The figures of ``twincore sync status``. Amounts are minor units; now_us: the tenant's time, None: that of the machine. Refuses ``link_not_found``."""
    now_us = SystemClock().now_us() if now_us is None else now_us
    link = get_link(conn, tenant)
    outstanding = load_outstanding(conn, tenant, load_mapping(conn, tenant)) if link.mode is not Mode.SHADOW else None
    unanswered = exposed = 0
    oldest_s = 0.0
    if outstanding is not None:
        outstanding.settle(settled_legs(conn, tenant, outstanding.refused_seqs()))
        legs = outstanding.unanswered()
        unanswered, exposed = len(legs), exposure(conn, tenant, outstanding).total
        if unanswered:
            oldest_s = max(now_us - int(legs["at"].min()), 0) / 1_000_000
    totals = standin_totals(conn, tenant, link.outage)
    last = next(iter(drifts(conn, tenant, 1)), None)
    reasons = parked_reasons(conn, tenant)
    places = {place.stream: place.next for place in all_positions(conn, tenant)}
    return {
        "state": link.state.value,
        "since": to_datetime(link.since_us).isoformat(),
        "mode": link.mode.value,
        "outage": link.outage,
        "resync_needed": link.resync_needed,
        "schema_refused": link.schema_refused,
        "capture": link.capture.value,
        "change_log": places.get("change-log", 0),
        "envelopes": places.get("envelopes", 0),
        "journal": places.get("journal", 0),
        "unanswered": unanswered,
        "oldest_unanswered_s": round(oldest_s, 1),
        "exposure_minor": exposed,
        "parked": sum(reasons.values()),
        "parked_reasons": reasons,
        "admitted_by_standin": totals.admitted,
        "declined_by_standin": sum(totals.declines.values()),
        "drift_accounts": None if last is None else last.drift_accounts,
        "drift_minor": None if last is None else last.drift_minor,
        "drift_at": None if last is None else to_datetime(last.at_us).isoformat(),
    }
