"""The core: how the link to it stands, stand-in, comparisons and re-sync, what waits, and who leads."""

from typing import Annotated, Any

from fastapi import Path, Response

from twincore import sync
from twincore.gateway.commands import Done, perform, say
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.scope import After, Calling, Limit, page, whole_cursor
from twincore.gateway.wire.core import (
    AccountRange,
    AllotmentOrder,
    AllotmentRecord,
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
    check_range,
    drift_body,
    event_body,
    item_body,
    link_body,
    parked_body,
)
from twincore.gateway.wire.scalar import INT64_MAX, hear_time
from twincore.kernel.db import Connection
from twincore.kernel.refusal import not_found
from twincore.ledger import Ledger, accounts
from twincore.reconciliation import install_reconciliation

desk = Desk("core")
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="Its number.")]
AccountPath = Annotated[int, Path(ge=1, le=INT64_MAX, description="The ledger's account.")]
LINK = "core_link"


@desk.operation("GET", "/v1/core", answer=LinkRecord, refusals=("link_not_found",))
def get_core_link(call: Calling) -> Response:
    """Say how the link to the core stands: its state, who leads, and how the twin stands in."""
    with call.platform.database.app(call.tenant) as conn:
        return say(link_body(sync.get_link(conn, call.tenant)))


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
        body = link_body(sync.get_link(conn, call.tenant))
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

    def verb(conn: Connection, now_us: int) -> Done:
        check_range(asked.from_account, asked.to_account)
        sync.get_link(conn, call.tenant)
        platform = call.platform
        extract = platform.cores.core(call.tenant).extract(asked.from_account, asked.to_account).read_bytes()
        opener = sync.plain_accounts(platform.tenants.currency(call.tenant), asked.account_class, now_us)
        interface = sync.default_interface()
        opened = sync.snapshot(platform.database, platform.ledger, call.tenant, interface, extract, opener, now_us=now_us)
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
        return Done(link_body(link), LINK, before.policy.document(), link.policy.document())

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
        return Done(link_body(link), LINK, link_body(before), link_body(link))

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
        return Done(link_body(link), LINK, link_body(before), link_body(link))

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
        return Done(link_body(link), LINK, link_body(before), link_body(link))

    return _changed(call, verb, asked.reason)


@desk.operation(
    "POST",
    "/v1/core/earmarks",
    command="core.earmark",
    body=EarmarkOrder,
    answer=EarmarkRecord,
    refusals=("link_not_found", "core_not_configured", "file_taken"),
    example={"earmarks": [{"account": 1001, "amount": 50_000}], "reason": "Release weekend."},
)
def earmark_on_core(call: Calling) -> Response:
    """Set amounts aside on the core before a planned outage, so that its own channels do not spend what the twin may.

    They are lifted before anything else is sent once the outage is over. Asked of the process that runs the adaptor.
    """
    asked = call.heard(EarmarkOrder)

    def verb(_conn: Connection, _now_us: int) -> Done:
        with call.platform.cores.at_work(call.tenant) as adaptor:
            marked = adaptor.earmark({one.account: one.amount for one in asked.earmarks})
        return Done({"accounts": marked}, LINK)

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
        found = next((report for report in sync.drifts(conn, call.tenant, 100_000) if report.number == number), None)
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
            report = adaptor.drift(extract)
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

    def verb(conn: Connection, _now_us: int) -> Done:
        check_range(asked.from_account, asked.to_account)
        sync.get_link(conn, call.tenant)
        with call.platform.cores.at_work(call.tenant) as adaptor:
            report, repairs = adaptor.resync(call.platform.cores.core(call.tenant), asked.from_account, asked.to_account)
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
    refusals=("link_not_found", "core_not_configured"),
    example={"reason": "The account is bound now."},
)
def replay_parked_records(call: Calling) -> Response:
    """Take in all parked records that can be taken in by now, oldest first."""
    asked = call.heard(WithReason)

    def verb(conn: Connection, now_us: int) -> Done:
        sync.get_link(conn, call.tenant)
        with call.platform.cores.at_work(call.tenant) as adaptor, adaptor.held():
            replayed, left = sync.replay_waiting(*_arguments(adaptor), now_us=now_us)
        return Done({"replayed": replayed, "left": left}, LINK)

    return perform(call, verb, reason=asked.reason)


@desk.operation(
    "POST",
    "/v1/core/parked/{number}/replay",
    command="core.replay",
    body=Replay,
    answer=ReplayRecord,
    refusals=("link_not_found", "core_not_configured", "parked_record_not_found", "parked_record_resolved", "parked_record_still_unfit"),
    example={"reason": "Corrected with the core's operators."},
)
def replay_parked_record(call: Calling, number: Number) -> Response:
    """Take in one parked record after all, as it came or with other bytes."""
    asked = call.heard(Replay)

    def verb(conn: Connection, now_us: int) -> Done:
        sync.get_link(conn, call.tenant)
        raw = None if asked.corrected is None else bytes.fromhex(asked.corrected)
        with call.platform.cores.at_work(call.tenant) as adaptor, adaptor.held():
            sync.replay(*_arguments(adaptor), number, now_us=now_us, corrected=raw)
        with call.platform.database.app(call.tenant) as after:
            left = sync.parked_count(after, call.tenant)
        return Done({"replayed": 1, "left": left}, f"parked_record/{number}")

    return perform(call, verb, reason=asked.reason)


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


def _arguments(adaptor: sync.Adaptor) -> tuple[Ledger, sync.Books, sync.Outstanding | None, sync.Interface]:
    return adaptor.ledger, adaptor.books, adaptor.outstanding if adaptor.relay.place.next else None, adaptor.interface


def _detail(report: sync.DriftReport) -> dict[str, Any]:
    return drift_body(report) | {"items": [item_body(item) for item in report.items[:1000]]}


def _changed(call: Call, verb: Any, reason: str) -> Response:
    return perform(call, verb, reason=reason, on_commit=lambda: call.platform.admission.forget(call.tenant))
