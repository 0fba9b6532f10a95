"""The link to the core: its state, its mode, its policy. Every change is on record."""

from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import load
from twincore.sync.books import link_missing
from twincore.sync.journal import lane_seq
from twincore.sync.model import Capture, Facts, Link, LinkState, Mode, Place, Policy
from twincore.sync.positions import move, position
from twincore.sync.rules import SECOND_US, next_state

_sql = load("twincore.sync")


@dataclass(frozen=True, slots=True)
class LinkEvent:
    """One change of the link. what: ``state``, ``mode``, ``policy``, ``outage``, ``resync``, ``capture``, ``schema``."""

    number: int
    at_us: int
    actor: str
    what: str
    before: str | None
    after: str | None
    words: str


def get_link(conn: Connection, tenant: int) -> Link:
    """How the link stands. Refuses ``link_not_found``."""
    return _link(conn.execute(_sql.link, {"tenant": tenant}).fetchone(), tenant)


def lock_link(conn: Connection, tenant: int) -> Link:
    """How a tenant's link stands, and stays until the transaction ends. Refuses ``link_not_found``."""
    return _link(conn.execute(_sql.lock_link, {"tenant": tenant}).fetchone(), tenant)


def observe(conn: Connection, tenant: int, facts: Facts, *, now_us: int) -> Link:
    """Look at the link: its state follows from what is known of the core. Returns how it stands now. Refuses ``link_not_found``."""
    link = lock_link(conn, tenant)
    state, words = next_state(link.state, facts, link.policy, now_us=now_us, planned_until_us=link.planned_until_us)
    if state is link.state:
        return link
    fresh = state is LinkState.DOWN and not link.state.standing_in
    outage = link.outage + 1 if fresh or link.outage == 0 else link.outage
    conn.execute(_sql.set_state, {"tenant": tenant, "state": state.value, "now": to_datetime(now_us), "outage": outage})
    if outage != link.outage:
        conn.execute(_sql.begin_standing, {"tenant": tenant, "outage": outage})
    _event(conn, tenant, "sync", "state", link.state.value, state.value, words, now_us)
    return get_link(conn, tenant)


def plan_outage(conn: Connection, tenant: int, until_us: int | None, *, actor: str, now_us: int) -> Link:
    """The core goes away by agreement until a time, or, with None, is back before it. Earmark the allotments on the core first.

    Refuses ``link_not_found``, ``outage_invalid`` (a time that has passed).
    """
    link = lock_link(conn, tenant)
    if until_us is not None and until_us <= now_us:
        raise Refusal("outage_invalid", "A planned outage ends in the future.", field="until")
    conn.execute(_sql.set_planned, {"tenant": tenant, "until": None if until_us is None else to_datetime(until_us)})
    before, after = (None if at is None else str(to_datetime(at)) for at in (link.planned_until_us, until_us))
    _event(conn, tenant, actor, "outage", before, after, "planned outage", now_us)
    return get_link(conn, tenant)


def set_policy(conn: Connection, tenant: int, policy: Policy, *, actor: str, now_us: int) -> Link:
    """Stand in by another policy from now on. Refuses ``link_not_found``."""
    conn.execute(_sql.standing_alone, {"tenant": tenant})
    link = lock_link(conn, tenant)
    conn.execute(_sql.set_policy, {"tenant": tenant, "policy": Jsonb(policy.document())})
    conn.execute(_sql.recount_standing, {"tenant": tenant, "outage": link.outage})
    _event(conn, tenant, actor, "policy", None, None, "policy changed", now_us)
    return get_link(conn, tenant)


def set_capture(conn: Connection, tenant: int, capture: Capture, *, actor: str, now_us: int) -> Link:
    """Follow the core by its change log, or by envelopes, from the adaptor's next start on; what both have is taken in once.

    How far each has been taken in stays where it is, and a re-sync is asked for, since the new one may not have what the old one had not yet told.
    Refuses ``link_not_found``.
    """
    link = lock_link(conn, tenant)
    if link.capture is not capture:
        conn.execute(_sql.set_capture, {"tenant": tenant, "capture": capture.value})
        _event(conn, tenant, actor, "capture", link.capture.value, capture.value, "captured another way", now_us)
        if link.clean_since_us is not None or link.mode is not Mode.SHADOW:
            need_resync(conn, tenant, f"changes are captured by {capture.value} from now on", now_us=now_us)
    return get_link(conn, tenant)


def promote(conn: Connection, tenant: int, *, actor: str, now_us: int, even_if: bool = False) -> Link:
    """The twin takes transactions from now on and sends them to the core.

    Only from shadow mode, with the link UP, no re-sync needed, and no drift for as long as the policy says (shadow_s); even_if: whatever the drift,
    for a rehearsal. Everything the journal has up to here is the core's already, so the outbox begins at its end.
    Refuses ``link_not_found``, ``promotion_refused``.
    """
    link = lock_link(conn, tenant)
    why = None
    if link.mode is not Mode.SHADOW:
        why = f"the twin is {link.mode.value}, not a shadow"
    elif link.state is not LinkState.UP:
        why = f"the link is {link.state.value}"
    elif link.resync_needed is not None:
        why = f"a re-sync is needed: {link.resync_needed}"
    elif link.clean_since_us is None:
        why = "drift was found, or nobody has looked"
    elif not even_if and now_us - link.clean_since_us < link.policy.shadow_s * SECOND_US:
        why = f"drift has been zero for {(now_us - link.clean_since_us) // SECOND_US} s of {link.policy.shadow_s} s"
    if why is not None:
        raise Refusal("promotion_refused", f"The twin is not promoted: {why}.", category=Category.RULE)
    end = lane_seq(conn, tenant)
    for stream in ("journal", "answered"):
        move(conn, tenant, position(conn, tenant, stream), Place(stream, end), now_us)
    return _set_mode(conn, tenant, link, Mode.ACTIVE, actor, "promoted", now_us)


def demote(conn: Connection, tenant: int, *, actor: str, now_us: int) -> Link:
    """The twin takes no more transactions; once the core has answered all it was sent, the twin is a shadow again (``finish_demotion``).

    Refuses ``link_not_found``, ``demotion_refused`` unless it is active.
    """
    link = lock_link(conn, tenant)
    if link.mode is not Mode.ACTIVE:
        raise Refusal("demotion_refused", f"The twin is {link.mode.value}, not active.", category=Category.RULE)
    return _set_mode(conn, tenant, link, Mode.DEMOTING, actor, "demoted; what was taken is still being sent", now_us)


def finish_demotion(conn: Connection, tenant: int, *, now_us: int) -> Link:
    """Nothing is outstanding any more: the twin is a shadow."""
    link = lock_link(conn, tenant)
    return link if link.mode is not Mode.DEMOTING else _set_mode(conn, tenant, link, Mode.SHADOW, "sync", "all is answered", now_us)


def need_resync(conn: Connection, tenant: int, why: str | None, *, now_us: int, words: str = "") -> None:
    """Record that the two sides may differ without anybody having seen it, and why; None: it is seen to."""
    link = lock_link(conn, tenant)
    if link.resync_needed == why or (why is not None and link.resync_needed is not None):
        return
    conn.execute(_sql.set_resync, {"tenant": tenant, "why": why})
    if why is not None:
        set_clean(conn, tenant, link, clean=False, now_us=now_us)
    _event(conn, tenant, "sync", "resync", link.resync_needed, why, words or why or "done", now_us)


def set_schema_refused(conn: Connection, tenant: int, why: str | None, *, now_us: int) -> None:
    """Record which of our schemas the registry refuses, and why; None: it refuses none any more. Refuses ``link_not_found``."""
    link = lock_link(conn, tenant)
    if link.schema_refused != why:
        conn.execute(_sql.set_schema, {"tenant": tenant, "why": why})
        _event(conn, tenant, "sync", "schema", link.schema_refused, why, "a schema is refused" if why else "schemas are accepted", now_us)


def set_clean(conn: Connection, tenant: int, link: Link, *, clean: bool, now_us: int) -> None:
    """A comparison has found no drift, or some."""
    if clean != (link.clean_since_us is not None):
        conn.execute(_sql.set_clean, {"tenant": tenant, "since": to_datetime(now_us) if clean else None})


def link_events(conn: Connection, tenant: int, limit: int = 50) -> list[LinkEvent]:
    """The newest changes of the link."""
    rows = conn.execute(_sql.link_events, {"tenant": tenant, "limit": limit}).fetchall()
    return [LinkEvent(row[0], to_us(row[1]), *row[2:]) for row in rows]


def _set_mode(conn: Connection, tenant: int, link: Link, mode: Mode, actor: str, words: str, now_us: int) -> Link:
    conn.execute(_sql.set_mode, {"tenant": tenant, "mode": mode.value, "now": to_datetime(now_us)})
    _event(conn, tenant, actor, "mode", link.mode.value, mode.value, words, now_us)
    return get_link(conn, tenant)


def _event(conn: Connection, tenant: int, actor: str, what: str, before: str | None, after: str | None, words: str, now_us: int) -> None:
    values = {"tenant": tenant, "now": to_datetime(now_us), "actor": actor, "what": what, "before": before, "after": after, "words": words}
    conn.execute(_sql.add_link_event, values)


def _link(row: tuple[Any, ...] | None, tenant: int) -> Link:
    if row is None:
        raise link_missing(tenant)
    state, since, mode, mode_since, outage, planned_until, clean_since, resync_needed, policy, capture, schema_refused = row
    return Link(
        LinkState(state),
        to_us(since),
        Mode(mode),
        to_us(mode_since),
        outage,
        None if planned_until is None else to_us(planned_until),
        None if clean_since is None else to_us(clean_since),
        resync_needed,
        Policy.of(policy),
        Capture(capture),
        schema_refused,
    )
