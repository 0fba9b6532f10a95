"""The core: how the link to it stands, stand-in, comparisons and re-sync, what waits, and who leads."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from fastapi import Path, Response

from twincore import products, sync
from twincore.audit import Entry, find, record
from twincore.gateway.commands import Done, answer, command_of, perform, refuse, replay, say
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.scope import After, Calling, Limit, page, whole_cursor
from twincore.gateway.wire.core import (
    AccountRange,
    AllotmentOrder,
    AllotmentRecord,
    Bind,
    BindingList,
    BindingRecord,
    BindOrder,
    CoreAccountPage,
    DriftDetail,
    DriftList,
    DropRecord,
    EarmarkOrder,
    EarmarkRecord,
    ExposureRecord,
    LinkEventList,
    LinkOpening,
    LinkRecord,
    OutagePlan,
    ParkedPage,
    Promotion,
    Replay,
    ReplayRecord,
    ResyncRecord,
    SnapshotOrder,
    SnapshotRecord,
    StandInPolicyOrder,
    WithReason,
    binding_body,
    bindings_body,
    check_range,
    drift_body,
    earmark_order_body,
    event_body,
    item_body,
    link_body,
    link_record,
    parked_body,
)
from twincore.gateway.wire.scalar import INT64_MAX, hear_time
from twincore.kernel.db import Connection
from twincore.kernel.ids import uuid7
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.ledger import accounts
from twincore.reconciliation import install_reconciliation

desk = Desk("core")
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="Its number.")]
AccountPath = Annotated[int, Path(ge=1, le=INT64_MAX, description="The ledger's account.")]
LINK = "core_link"
BIND_REFUSALS = (
    "link_not_found",
    "core_not_configured",
    "twin_leads",
    "binding_repeated",
    "account_not_found",
    "account_closed",
    "account_bound",
    "core_account_bound",
    "core_account_not_found",
    "binding_balance_differs",
    "account_busy",
    "extract_incomplete",
    "core_slow_to_answer",
)


@desk.operation("GET", "/v1/core", answer=LinkRecord, refusals=("link_not_found",))
def get_core_link(call: Calling) -> Response:
    """Say how the link to the core stands: its state, who leads, and how the twin stands in."""
    with call.platform.database.app(call.tenant) as conn:
        return say(_told(conn, call.tenant))


@desk.operation(
    "POST",
    "/v1/core",
    command="core.open_link",
    body=LinkOpening,
    answer=LinkRecord,
    status=201,
    refusals=("catalogue_not_installed", "policy_invalid"),
    example={"policy": {"allotment": 50_000, "cap": 20_000}, "reason": "The twin begins to follow the core."},
)
def open_core_link(call: Calling) -> Response:
    """Open the link of this tenant to its core, in shadow mode. A link that is there stays as it is."""
    asked = call.heard(LinkOpening)

    def verb(conn: Connection, now_us: int) -> Done:
        install_reconciliation(conn, call.tenant, now_us=now_us)
        policy = asked.policy.over(sync.Policy())
        currency = call.platform.tenants.currency(call.tenant)
        sync.install_sync(conn, call.tenant, currency=currency, now_us=now_us, policy=policy)
        body = _told(conn, call.tenant)
        return Done(body, LINK, None, body, location="/v1/core")

    def after() -> None:
        call.platform.forget_catalogue(call.tenant)
        call.platform.admission.forget(call.tenant)

    return perform(call, verb, reason=asked.reason, on_commit=after)


@desk.operation(
    "POST",
    "/v1/core/snapshot",
    command="core.snapshot",
    body=SnapshotOrder,
    answer=SnapshotRecord,
    refusals=("link_not_found", "core_not_configured", "range_invalid", "extract_incomplete", "core_slow_to_answer"),
    example={"reason": "First snapshot."},
)
def take_core_snapshot(call: Calling) -> Response:
    """Open the core's accounts here, with their balances of an extract that it writes now, while both sides go on.

    Accounts that are bound already stay as they are: broken off, it is run again.
    """
    asked = call.heard(SnapshotOrder)

    def beside(conn: Connection, cores: npt.NDArray[np.int64]) -> None:
        told = {"opened": len(cores), "from_account": int(cores.min()), "to_account": int(cores.max())}
        record(conn, call.tenant, [_part(call, asked.reason, told, LINK)])

    def verb(conn: Connection, now_us: int) -> Done:
        check_range(asked.from_account, asked.to_account)
        sync.get_link(conn, call.tenant)
        platform = call.platform
        extract = platform.cores.core(call.tenant).extract(asked.from_account, asked.to_account).read_bytes()
        opener = sync.plain_accounts(platform.tenants.currency(call.tenant), asked.account_class, now_us)
        interface = sync.default_interface()
        database, ledger = platform.database, platform.ledger
        opened = sync.snapshot(database, ledger, call.tenant, interface, extract, opener, now_us=now_us, beside=beside)
        return Done({"opened": opened}, LINK)

    return perform(call, verb, reason=asked.reason)


@desk.operation("GET", "/v1/core/events", answer=LinkEventList, refusals=("link_not_found",))
def list_core_events(call: Calling, limit: Limit = 50) -> Response:
    """List the newest changes of the link: states, modes, policies, planned outages, re-syncs."""
    with call.platform.database.app(call.tenant) as conn:
        sync.get_link(conn, call.tenant)
        return say({"events": [event_body(event) for event in sync.link_events(conn, call.tenant, limit)]})


@desk.operation("GET", "/v1/core/accounts", answer=CoreAccountPage, refusals=("cursor_invalid",))
def list_core_accounts(call: Calling, after: After = None, limit: Limit = 50) -> Response:
    """List the accounts that both sides keep, in order of the core's."""
    with call.platform.database.app(call.tenant) as conn:
        mapping = sync.load_mapping(conn, call.tenant)
    found = mapping.between((whole_cursor(after) or 0) + 1, 2**62)
    pairs = list(zip(found.core[:limit].tolist(), found.account[:limit].tolist(), strict=True))
    items = [{"core": sync.core_name(core), "core_key": core, "account": account} for core, account in pairs]
    return say(page("accounts", items, limit, pairs[-1][0] if pairs else ""))


@desk.operation(
    "POST",
    "/v1/core/accounts",
    command="core.bind",
    body=BindOrder,
    answer=BindingList,
    status=201,
    refusals=BIND_REFUSALS,
    example={"bindings": [{"core": 802_985_000_000_001, "account": 1001}], "reason": "Opened here before the twin followed."},
)
def bind_core_accounts(call: Calling) -> Response:
    """Say which accounts of the core product accounts of ours are: all of them are bound, or none. Only while the twin is a shadow.

    An account without a balance takes the core's. One with another balance than the core's is refused, unless adjust says that the core's is right.
    """
    asked = call.heard(BindOrder)
    return _bind(call, [(one.core, one.account) for one in asked.bindings], asked.adjust, asked.reason, bindings_body, "/v1/core/accounts")


@desk.operation(
    "POST",
    "/v1/accounts/{account}/core",
    command="core.bind",
    body=Bind,
    answer=BindingRecord,
    status=201,
    refusals=BIND_REFUSALS,
    example={"core": 802_985_000_000_001, "reason": "Opened here before the twin followed."},
)
def bind_account_to_core(call: Calling, account: AccountPath) -> Response:
    """Say which account of the core a product account of ours is. Only while the twin is a shadow."""
    asked = call.heard(Bind)
    return _bind(call, [(asked.core, account)], asked.adjust, asked.reason, lambda bound: binding_body(bound[0]), "/v1/core/accounts")


def _bind(
    call: Call,
    pairs: list[tuple[int, int]],
    adjust: bool,
    reason: str,
    body: Callable[[Sequence[sync.Binding]], dict[str, Any]],
    location: str,
) -> Response:
    low, high = min(core for core, _ in pairs), max(core for core, _ in pairs)
    platform, tenant = call.platform, call.tenant

    def verb(conn: Connection, now_us: int) -> Done:
        sync.get_link(conn, tenant)
        there = products.accounts_by_id(conn, tenant, [account for _, account in pairs])
        for at, (_, account) in enumerate(pairs):
            if account not in there:
                raise not_found("account", account, f"bindings/{at}/account")
        extract = platform.cores.core(tenant).extract(low, high).read_bytes()
        bound = sync.bind_existing(conn, tenant, sync.default_interface(), extract, pairs, adjust=adjust, now_us=now_us)
        subject = f"account/{pairs[0][1]}" if len(pairs) == 1 else LINK
        return Done(body(bound), subject, None, {"bound": len(bound)}, location=location)

    def after() -> None:
        sync.post_openings(platform.database, platform.ledger, tenant, low, high)

    return perform(call, verb, reason=reason, on_commit=after)


@desk.operation("GET", "/v1/core/exposure", answer=ExposureRecord, refusals=("link_not_found",))
def get_core_exposure(call: Calling) -> Response:
    """Say what the bank stands to lose now, and what waits for the core."""
    with call.platform.database.app(call.tenant) as conn:
        found = sync.overview(conn, call.tenant, call.now_us())
    told = ("unanswered", "admitted_by_standin", "declined_by_standin", "parked")
    oldest = str(found["oldest_unanswered_s"])
    return say({"exposure": found["exposure_minor"], "oldest_unanswered_s": oldest} | {name: found[name] for name in told})


@desk.operation(
    "POST",
    "/v1/core/policy",
    command="core.set_policy",
    body=StandInPolicyOrder,
    answer=LinkRecord,
    refusals=("link_not_found", "policy_invalid"),
    example={"allotment": 30_000, "reason": "Public holiday."},
)
def set_core_policy(call: Calling) -> Response:
    """Stand in by another policy from now on."""
    asked = call.heard(StandInPolicyOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        before = sync.get_link(conn, call.tenant)
        link = sync.set_policy(conn, call.tenant, asked.over(before.policy), actor=call.actor, now_us=now_us)
        return Done(_told(conn, call.tenant), LINK, before.policy.document(), link.policy.document())

    return _changed(call, verb, asked.reason)


@desk.operation(
    "POST",
    "/v1/core/promote",
    command="core.promote",
    body=Promotion,
    answer=LinkRecord,
    refusals=("link_not_found", "promotion_refused"),
    example={"reason": "No drift for a week."},
)
def promote_twin(call: Calling) -> Response:
    """Let the twin take transactions from now on, and send them to the core.

    Only from shadow mode, with the link up, no re-sync needed, and no drift for as long as the policy says.
    """
    asked = call.heard(Promotion)

    def verb(conn: Connection, now_us: int) -> Done:
        before = sync.get_link(conn, call.tenant)
        link = sync.promote(conn, call.tenant, actor=call.actor, now_us=now_us, even_if=asked.even_if)
        return Done(_told(conn, call.tenant), LINK, link_body(before), link_body(link))

    return _changed(call, verb, asked.reason)


@desk.operation(
    "POST",
    "/v1/core/demote",
    command="core.demote",
    body=WithReason,
    answer=LinkRecord,
    refusals=("link_not_found", "demotion_refused"),
    example={"reason": "Roll back."},
)
def demote_twin(call: Calling) -> Response:
    """Let the twin take no more transactions; once the core has answered all it was sent, the twin is a shadow again."""
    asked = call.heard(WithReason)

    def verb(conn: Connection, now_us: int) -> Done:
        before = sync.get_link(conn, call.tenant)
        link = sync.demote(conn, call.tenant, actor=call.actor, now_us=now_us)
        return Done(_told(conn, call.tenant), LINK, link_body(before), link_body(link))

    return _changed(call, verb, asked.reason)


@desk.operation(
    "POST",
    "/v1/core/outage",
    command="core.plan_outage",
    body=OutagePlan,
    answer=LinkRecord,
    refusals=("link_not_found", "outage_invalid"),
    example={"until": "2026-03-02T06:00:00Z", "reason": "Release weekend."},
)
def plan_core_outage(call: Calling) -> Response:
    """Say that the core goes away by agreement until a time, or (null) is back. Earmark the allotments on the core first."""
    asked = call.heard(OutagePlan)

    def verb(conn: Connection, now_us: int) -> Done:
        before = sync.get_link(conn, call.tenant)
        link = sync.plan_outage(conn, call.tenant, hear_time(asked.until), actor=call.actor, now_us=now_us)
        return Done(_told(conn, call.tenant), LINK, link_body(before), link_body(link))

    return _changed(call, verb, asked.reason)


@desk.operation(
    "POST",
    "/v1/core/earmarks",
    command="core.earmark",
    body=EarmarkOrder,
    answer=EarmarkRecord,
    refusals=("link_not_found",),
    example={"earmarks": [{"account": 1001, "amount": 50_000}], "reason": "Release weekend."},
)
def earmark_on_core(call: Calling) -> Response:
    """Set amounts aside on the core before a planned outage, so that its own channels do not spend what the twin may.

    They are lifted before anything else is sent once the outage is over. Asked of any process: the one that works for the core sees to it within a
    second, and the link tells what became of it. Accounts that are not bound are left out.
    """
    asked = call.heard(EarmarkOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        sync.get_link(conn, call.tenant)
        mapping = sync.load_mapping(conn, call.tenant)
        cores = mapping.cores(np.array([one.account for one in asked.earmarks], np.int64)).tolist()
        amounts = {one.account: one.amount for one, core in zip(asked.earmarks, cores, strict=True) if core}
        order = sync.ask_earmarks(conn, call.tenant, amounts, command=command_of(call, now_us).id, now_us=now_us)
        return Done({"accounts": len(amounts), "order": earmark_order_body(order)}, LINK)

    return _changed(call, verb, asked.reason)


@desk.operation(
    "POST",
    "/v1/accounts/{account}/allotment",
    command="core.set_allotment",
    body=AllotmentOrder,
    answer=AllotmentRecord,
    refusals=("link_not_found", "account_not_found"),
    example={"allotment": 20_000, "reason": "Small wages account."},
)
def set_allotment(call: Calling, account: AccountPath) -> Response:
    """Give an account its own allotment for when the core is away, or (null) the policy's again."""
    asked = call.heard(AllotmentOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        sync.get_link(conn, call.tenant)
        if account not in accounts(conn, call.tenant, [account]):
            raise not_found("account", account)
        sync.set_allotment(conn, call.tenant, account, asked.allotment, now_us=now_us)
        return Done({"account": account, "allotment": asked.allotment}, f"account/{account}")

    return perform(call, verb, reason=asked.reason)


@desk.operation("GET", "/v1/core/drift", answer=DriftList, refusals=("link_not_found",))
def list_drift_reports(call: Calling, limit: Limit = 50) -> Response:
    """List the newest comparisons of both sides."""
    with call.platform.database.app(call.tenant) as conn:
        sync.get_link(conn, call.tenant)
        return say({"reports": [drift_body(report) for report in sync.drifts(conn, call.tenant, limit)]})


@desk.operation("GET", "/v1/core/drift/{number}", answer=DriftDetail, refusals=("drift_report_not_found",))
def get_drift_report(call: Calling, number: Number) -> Response:
    """Get one comparison with what differed."""
    with call.platform.database.app(call.tenant) as conn:
        found = next(iter(sync.drifts(conn, call.tenant, 1, number=number)), None)
        if found is None:
            raise not_found("drift_report", number)
        items = sync.drift_items(conn, call.tenant, number)
    return say(drift_body(found) | {"items": [item_body(item) for item in items]})


@desk.operation(
    "POST",
    "/v1/core/drift",
    command="core.compare",
    body=WithReason,
    answer=DriftDetail,
    status=201,
    refusals=("link_not_found", "core_not_configured", "extract_ahead", "core_slow_to_answer"),
    example={"reason": "Cut-off of the core."},
)
def compare_core(call: Calling) -> Response:
    """Compare both sides to the cent by an extract that the core writes now. Nothing is repaired."""
    asked = call.heard(WithReason)

    def verb(conn: Connection, _now_us: int) -> Done:
        sync.get_link(conn, call.tenant)
        extract = call.platform.cores.core(call.tenant).extract(*sync.WHOLE).read_bytes()
        with call.platform.cores.at_work(call.tenant) as adaptor:
            report = adaptor.record(
                conn, adaptor.compare(extract)
            )  # in this transaction: it is on record with who asked for it, or not at all
        return Done(_detail(report), LINK, location=f"/v1/core/drift/{report.number}")

    return perform(call, verb, reason=asked.reason)


@desk.operation(
    "POST",
    "/v1/core/resync",
    command="core.resync",
    body=AccountRange,
    answer=ResyncRecord,
    refusals=("link_not_found", "core_not_configured", "range_invalid", "extract_ahead", "core_slow_to_answer"),
    example={"reason": "A gap in the core's log."},
)
def resync_core(call: Calling) -> Response:
    """Make both sides of a range of accounts agree, while both go on moving: compare, repair, and compare again."""
    asked = call.heard(AccountRange)

    def beside(conn: Connection, report: sync.DriftReport) -> None:
        record(conn, call.tenant, [_part(call, asked.reason, {"repaired": report.number}, LINK)])

    def verb(conn: Connection, _now_us: int) -> Done:
        check_range(asked.from_account, asked.to_account)
        sync.get_link(conn, call.tenant)
        with call.platform.cores.at_work(call.tenant) as adaptor:
            core = call.platform.cores.core(call.tenant)
            report, repairs = adaptor.resync(core, asked.from_account, asked.to_account, beside=beside)
        body = {
            "report": _detail(report),
            "missing_posted": sum(one.missing for one in repairs),
            "asked_again": sum(one.resent for one in repairs),
            "adjusted_accounts": sum(one.adjusted for one in repairs),
            "adjusted_minor": sum(one.adjusted_minor for one in repairs),
            "cases": sum(one.cases for one in repairs),
        }
        return Done(body, LINK)

    return _changed(call, verb, asked.reason)


@desk.operation("GET", "/v1/core/parked", answer=ParkedPage, refusals=("cursor_invalid",))
def list_parked_records(call: Calling, after: After = None, limit: Limit = 50) -> Response:
    """List the records that could not be taken in, oldest first: with their bytes, their place and the reason."""
    with call.platform.database.app(call.tenant) as conn:
        found = sync.list_parked(conn, call.tenant, after=min(whole_cursor(after) or 0, 2**31 - 1), limit=limit)
    return say(page("records", [parked_body(record) for record in found], limit, found[-1].number if found else ""))


@desk.operation(
    "POST",
    "/v1/core/parked/replay",
    command="core.replay_all",
    body=WithReason,
    answer=ReplayRecord,
    refusals=("link_not_found", "core_not_configured", "registry_unavailable"),
    example={"reason": "The account is bound now."},
)
def replay_parked_records(call: Calling) -> Response:
    """Take in all parked records that can be taken in by now, oldest first."""
    asked = call.heard(WithReason)

    def beside(conn: Connection, number: int) -> None:
        record(conn, call.tenant, [_part(call, asked.reason, {"replayed": number}, f"parked_record/{number}")])

    def verb(conn: Connection, now_us: int) -> Done:
        sync.get_link(conn, call.tenant)
        with call.platform.cores.at_work(call.tenant) as adaptor, adaptor.held():
            replayed, left = sync.replay_waiting(adaptor.replays(), now_us=now_us, beside=beside)
        return Done({"replayed": replayed, "left": left}, LINK)

    return perform(call, verb, reason=asked.reason)


@desk.operation(
    "POST",
    "/v1/core/parked/{number}/replay",
    command="core.replay",
    body=Replay,
    answer=ReplayRecord,
    refusals=(
        "link_not_found",
        "core_not_configured",
        "parked_record_not_found",
        "parked_record_resolved",
        "parked_record_still_unfit",
        "parked_record_foreign",
        "registry_unavailable",
    ),
    example={"reason": "Corrected with the core's operators."},
)
def replay_parked_record(call: Calling, number: Number) -> Response:
    """Take in one parked record after all, as it came or with other bytes.

    A change of the core, from its log or in an envelope, has its effect once, should it also arrive again. A request to the core is asked for again
    from the journal, if the core has not answered it; one that nobody can read is refused: drop it.
    """
    asked = call.heard(Replay)
    outcome: dict[str, Any] = {}

    def beside(conn: Connection, _number: int) -> None:
        body = {"replayed": 1, "left": sync.parked_count(conn, call.tenant)}
        outcome.update(status=call.operation.status, body=body, location=None)
        command = command_of(call, call.now_us(), reason=asked.reason)
        record(conn, call.tenant, [Entry(command, {"result": outcome}, f"parked_record/{number}", approvals=call.approvals)])

    with call.platform.database.app(call.tenant) as conn:
        if (recorded := find(conn, call.tenant, call.actor, call.key)) is not None:
            return replay(call, recorded)
    raw = None if asked.corrected is None else bytes.fromhex(asked.corrected)
    try:
        with call.platform.database.app(call.tenant) as conn:
            sync.get_link(conn, call.tenant)
        with call.platform.cores.at_work(call.tenant) as adaptor, adaptor.held():
            sync.replay(adaptor.replays(), number, now_us=call.now_us(), corrected=raw, beside=beside)
    except Refusal as refusal:
        if refusal.category in (Category.BUSY, Category.UNAVAILABLE):
            raise
        return refuse(call, refusal, asked.reason)
    return answer(outcome)


@desk.operation(
    "POST",
    "/v1/core/parked/{number}/drop",
    command="core.drop_parked",
    body=WithReason,
    answer=DropRecord,
    refusals=("parked_record_not_found", "parked_record_resolved"),
    example={"reason": "Sent again by the core as another record."},
)
def drop_parked_record(call: Calling, number: Number) -> Response:
    """Say that a parked record is not to be taken in; the next comparison says what that makes of its account."""
    asked = call.heard(WithReason)

    def verb(conn: Connection, now_us: int) -> Done:
        sync.drop_parked(conn, call.tenant, number, reason=asked.reason, now_us=now_us)
        return Done({"dropped": number, "left": sync.parked_count(conn, call.tenant)}, f"parked_record/{number}")

    return perform(call, verb, reason=asked.reason)


def _part(call: Call, reason: str, told: dict[str, Any], subject: str) -> Entry:
    """The record of a part that commits before its command does: under a key that no caller has."""
    now_us = call.now_us()
    command = command_of(call, now_us, reason=reason, key=f"part {uuid7(now_us)}")
    return Entry(command, {"result": {"status": call.operation.status, "body": told, "location": None}}, subject)


def _told(conn: Connection, tenant: int) -> dict[str, Any]:
    return link_record(sync.get_link(conn, tenant), sync.earmarks_stand(conn, tenant))


def _detail(report: sync.DriftReport) -> dict[str, Any]:
    return drift_body(report) | {"items": [item_body(item) for item in report.items[:1000]]}


def _changed(call: Call, verb: Any, reason: str) -> Response:
    return perform(call, verb, reason=reason, on_commit=lambda: call.platform.admission.forget(call.tenant))
