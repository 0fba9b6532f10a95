"""Reconciliation: other institutions' files against our books, and a case for everything that differs."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response

from twincore import reconciliation
from twincore.gateway.commands import Done, perform, say
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.scope import After, Calling, Limit, bad_cursor, id_cursor, page, whole_cursor
from twincore.gateway.wire.cases import (
    Ageing,
    CaseAssignment,
    CaseHistory,
    CaseNoteOrder,
    CasePage,
    CaseRecord,
    NightResult,
    ResolutionAgreement,
    ResolutionOrder,
    ResolutionRejection,
    SuspensePostingPage,
    bucket_body,
    case_body,
    due_body,
    note_body,
    result_body,
)
from twincore.gateway.wire.reconciliation import (
    ExternalAccountList,
    ExternalAccountOrder,
    ExternalAccountRecord,
    ExternalEntryPage,
    ExternalMovementPage,
    ExternalPosition,
    ExternalStatementPage,
    MatchingRulesOrder,
    MatchingRulesRecord,
    MatchOrder,
    MatchResult,
    StatementImport,
    external_account_body,
    external_entry_body,
    imported_body,
    match_body,
    movement_body,
    parked_body,
    position_body,
    rules_body,
    statement_body,
)
from twincore.gateway.wire.scalar import DayParameter
from twincore.gateway.wire.statement_files import CAMT053, CARD_SETTLEMENT, MT940
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal
from twincore.reconciliation import Case, CaseState, ItemStatus, StatementFormat

desk = Desk("reconciliation")
Name = Annotated[str, Path(max_length=48, pattern="^[a-z][a-z0-9_]*$", description="Name of the external account.")]
CasePath = Annotated[UUID, Path(description="Id of the case.")]
OfAccount = Annotated[str | None, Query(max_length=48, pattern="^[a-z][a-z0-9_]*$", description="Only of this external account.")]
Standing = Annotated[list[ItemStatus] | None, Query(description="Only in one of these standings.")]

TEXT, CSV, XML, BYTES = "text/plain", "text/csv", "application/xml", "application/octet-stream"
MEDIA = {
    StatementFormat.MT940: (TEXT, BYTES),
    StatementFormat.CAMT053: (XML, "text/xml", BYTES),
    StatementFormat.CARD_SETTLEMENT: (CSV, TEXT, BYTES),
    StatementFormat.CENTRAL_BANK: (TEXT, BYTES),
}
FILE_REFUSALS = (
    "external_account_not_found",
    "statement_malformed",
    "statement_too_large",
    "statement_total_wrong",
    "statement_balance_wrong",
    "statement_account_wrong",
    "statement_currency_wrong",
    "statement_gap",
    "statement_duplicate",
)


def today(call: Call, now_us: int) -> date:
    """The tenant's business date."""
    return call.platform.clocks.clock(call.tenant).business_date(now_us)


@desk.operation("GET", "/v1/reconciliation/accounts", answer=ExternalAccountList)
def list_external_accounts(call: Calling) -> Response:
    """List the accounts whose movements somebody else records too: nostro, vostro, central bank, card schemes."""
    with call.platform.database.app(call.tenant) as conn:
        found = reconciliation.external_accounts(conn, call.tenant)
    return say({"accounts": [external_account_body(one) for one in found]})


@desk.operation(
    "POST",
    "/v1/reconciliation/accounts",
    command="reconciliation.define_external_account",
    body=ExternalAccountOrder,
    answer=ExternalAccountRecord,
    status=201,
    refusals=("external_account_invalid", "external_account_exists", "account_not_found", "suspense_missing", "matching_rules_invalid"),
    example={
        "name": "nostro_aud",
        "kind": "nostro",
        "format": "mt940",
        "identification": "802-001/00012345",
        "currency": "AUD",
        "ledger_account": 3,
        "from_date": "2026-03-02",
    },
)
def define_external_account(call: Calling) -> Response:
    """Compare an account of the ledger with what somebody else says of it, from now on."""
    asked = call.heard(ExternalAccountOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        rules = reconciliation.DEFAULT_RULES if asked.rules is None else [rule.document() for rule in asked.rules]
        reconciliation.install_reconciliation(conn, call.tenant, now_us=now_us)
        defined = reconciliation.define_external_account(
            conn, call.tenant, asked.account(), from_date=asked.from_date, now_us=now_us, rules=rules
        )
        body = external_account_body(defined)
        return Done(body, f"external_account/{asked.name}", None, body, location=f"/v1/reconciliation/accounts/{asked.name}")

    return perform(call, verb, on_commit=lambda: call.platform.forget_catalogue(call.tenant))


@desk.operation("GET", "/v1/reconciliation/accounts/{name}", answer=ExternalAccountRecord, refusals=("external_account_not_found",))
def get_external_account(call: Calling, name: Name) -> Response:
    """Get an external account."""
    with call.platform.database.app(call.tenant) as conn:
        return say(external_account_body(reconciliation.get_external_account(conn, call.tenant, name)))


@desk.operation("GET", "/v1/reconciliation/accounts/{name}/position", answer=ExternalPosition, refusals=("external_account_not_found",))
def get_external_position(call: Calling, name: Name) -> Response:
    """Get both sides of an external account beside each other: what no known item accounts for is unexplained, and must be 0."""
    with call.platform.database.app(call.tenant) as conn:
        return say(position_body(reconciliation.position(conn, call.tenant, name)))


@desk.operation("GET", "/v1/reconciliation/accounts/{name}/rules", answer=MatchingRulesRecord, refusals=("external_account_not_found",))
def get_matching_rules(
    call: Calling, name: Name, on: Annotated[DayParameter | None, Query(alias="date", description="Today unless said.")] = None
) -> Response:
    """Get the matching rules of an external account that hold on a date, in the order in which they are tried."""
    day = on or today(call, call.now_us())
    with call.platform.database.app(call.tenant) as conn:
        reconciliation.get_external_account(conn, call.tenant, name)
        version, rules = reconciliation.matching_rules(conn, call.tenant, name, day)
    return say(rules_body(name, version, rules))


@desk.operation(
    "POST",
    "/v1/reconciliation/accounts/{name}/rules",
    command="reconciliation.define_matching_rules",
    body=MatchingRulesOrder,
    answer=MatchingRulesRecord,
    status=201,
    refusals=("external_account_not_found", "matching_rules_invalid", "effective_time_invalid"),
    example={"rules": [{"name": "our_reference", "kind": "reference", "days": 30}], "effective_from": "2026-04-01"},
)
def define_matching_rules(call: Calling, name: Name) -> Response:
    """Define the next version of an external account's matching rules. What was matched before stays."""
    asked = call.heard(MatchingRulesOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        documents = [rule.document() for rule in asked.rules]
        version = reconciliation.define_matching_rules(
            conn, call.tenant, name, documents, effective_from=asked.effective_from, now_us=now_us
        )
        body = rules_body(name, version, reconciliation.read_rules(documents))
        return Done(body, f"external_account/{name}", None, body)

    return perform(call, verb, reason=asked.reason)


@desk.operation(
    "POST",
    "/v1/reconciliation/accounts/{name}/statements",
    command="reconciliation.import_statement",
    media=(TEXT, CSV, XML, "text/xml", BYTES),
    answer=StatementImport,
    status=201,
    body_bytes_max=reconciliation.FILE_BYTES_MAX,
    refusals=FILE_REFUSALS,
    example={TEXT: MT940, CSV: CARD_SETTLEMENT, XML: CAMT053, "text/xml": CAMT053, BYTES: MT940},
)
def import_statement(
    call: Calling,
    name: Name,
    park: Annotated[bool, Query(description="Keep a file that is refused as it came, and open a case, instead of refusing it.")] = False,
) -> Response:
    """Take in a statement file, sent as it is: all of its statements and entries, or none.

    MT940 as text/plain, camt.053 as application/xml, card settlement as text/csv, central bank as text/plain; application/octet-stream for any. A file
    that is malformed, does not add up, came before or does not continue the one before is refused with the line and the reason; with park=true it is
    kept and has a case, and the answer says so.
    """
    content = call.body

    def verb(conn: Connection, now_us: int) -> Done:
        external = reconciliation.get_external_account(conn, call.tenant, name)
        taken = MEDIA[external.format]
        if call.media not in taken:
            raise Refusal(
                "media_type_unsupported",
                f"{name} takes {external.format.value} files: send it as {' or '.join(taken)}.",
                field="header:Content-Type",
            )
        try:
            with conn.transaction():
                report = reconciliation.import_statement(conn, call.tenant, account=name, content=content, now_us=now_us)
        except Refusal as refusal:
            if not park:
                raise
            case = reconciliation.park_statement(
                conn, call.tenant, account=name, content=content, refusal=refusal, date=today(call, now_us), now_us=now_us
            )
            body = parked_body(case, refusal.code, refusal.message, refusal.field, refusal.detail.get("line"))
            return Done(body, f"external_account/{name}", None, body, location=f"/v1/reconciliation/cases/{case.id}")
        body = imported_body(report)
        return Done(body, f"external_account/{name}", None, body, location=f"/v1/reconciliation/accounts/{name}/statements")

    return perform(call, verb)


@desk.operation(
    "GET",
    "/v1/reconciliation/accounts/{name}/statements",
    answer=ExternalStatementPage,
    refusals=("external_account_not_found", "cursor_invalid"),
)
def list_external_statements(call: Calling, name: Name, after: After = None, limit: Limit = 50) -> Response:
    """List the statements of an external account in the order in which they came."""
    with call.platform.database.app(call.tenant) as conn:
        found = reconciliation.list_statements(conn, call.tenant, name, after=small_cursor(after), limit=limit)
    return say(page("statements", [statement_body(one) for one in found], limit, found[-1].number if found else ""))


@desk.operation(
    "GET",
    "/v1/reconciliation/accounts/{name}/entries",
    answer=ExternalEntryPage,
    refusals=("external_account_not_found", "cursor_invalid"),
)
def list_external_entries(
    call: Calling,
    name: Name,
    statement: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Only of this statement.")] = None,
    status: Standing = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """List what statements say happened, and where each entry stands."""
    with call.platform.database.app(call.tenant) as conn:
        found = reconciliation.list_entries(
            conn, call.tenant, name, statement=statement, statuses=status, after=place_cursor(after), limit=limit
        )
    cursor = f"{found[-1].statement}.{found[-1].place}" if found else ""
    return say(page("entries", [external_entry_body(one) for one in found], limit, cursor))


@desk.operation(
    "GET",
    "/v1/reconciliation/accounts/{name}/movements",
    answer=ExternalMovementPage,
    refusals=("external_account_not_found", "cursor_invalid"),
)
def list_external_movements(call: Calling, name: Name, status: Standing = None, after: After = None, limit: Limit = 100) -> Response:
    """List what our own books say happened on an external account, and where each movement stands.

    Movements are taken from the journal at the end of the day, and when matching is asked for.
    """
    with call.platform.database.app(call.tenant) as conn:
        found = reconciliation.list_movements(conn, call.tenant, name, statuses=status, after=whole_cursor(after) or 0, limit=limit)
    return say(page("movements", [movement_body(one) for one in found], limit, found[-1].seq if found else ""))


@desk.operation(
    "POST",
    "/v1/reconciliation/accounts/{name}/match",
    command="reconciliation.match",
    body=MatchOrder,
    answer=MatchResult,
    refusals=("external_account_not_found",),
    example={},
)
def match_external_account(call: Calling, name: Name) -> Response:
    """Match an external account now: take our movements up to this moment, and find what is one event on both sides.

    The end of the day does the same for every account, and then opens cases for what is left.
    """
    asked = call.heard(MatchOrder)

    def verb(conn: Connection, now_us: int) -> Done:
        reconciliation.get_external_account(conn, call.tenant, name)
        reconciliation.take_all_movements(conn, call.tenant)
        report = reconciliation.match(conn, call.tenant, date=asked.date or today(call, now_us), now_us=now_us, account=name)
        body = match_body(report, reconciliation.position(conn, call.tenant, name))
        return Done(body, f"external_account/{name}", None, body)

    return perform(call, verb)


@desk.operation("GET", "/v1/reconciliation/cases", answer=CasePage, refusals=("cursor_invalid",))
def list_cases(
    call: Calling,
    state: Annotated[list[CaseState] | None, Query(description="Only in one of these states.")] = None,
    account: OfAccount = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """List investigations by the date of their opening."""
    with call.platform.database.app(call.tenant) as conn:
        found = reconciliation.list_cases(conn, call.tenant, states=state, account=account, after=id_cursor(after), limit=limit)
    return say(page("cases", [case_body(case) for case in found], limit, found[-1].id if found else ""))


@desk.operation("GET", "/v1/reconciliation/cases/{case}", answer=CaseHistory, refusals=("case_not_found",))
def get_case(call: Calling, case: CasePath) -> Response:
    """Get an investigation with its history."""
    with call.platform.database.app(call.tenant) as conn:
        found = reconciliation.get_case(conn, call.tenant, case)
        notes = reconciliation.notes(conn, call.tenant, case)
    return say(case_body(found) | {"notes": [note_body(note) for note in notes]})


@desk.operation(
    "GET", "/v1/reconciliation/cases/{case}/file", answers_media=(BYTES,), refusals=("case_not_found", "refused_file_not_found")
)
def get_refused_file(call: Calling, case: CasePath) -> Response:
    """Get the file that a case is about, byte for byte as it came."""
    with call.platform.database.app(call.tenant) as conn:
        found = reconciliation.refused_file(conn, call.tenant, case)
    return Response(found.content, media_type=BYTES)


def _change(
    call: Call, case: UUID, change: Callable[[Connection, int], Case], reason: str | None = None, *, agrees: bool = False
) -> Response:
    def verb(conn: Connection, now_us: int) -> Done:
        before = case_body(reconciliation.get_case(conn, call.tenant, case))
        after = case_body(change(conn, now_us))
        approvals: list[Any] = [{"maker": before["maker"], "checker": call.actor, "action": before["action"]}] if agrees else []
        return Done(after, f"case/{case}", before, after, approvals=approvals)

    return perform(call, verb, reason=reason)


@desk.operation(
    "POST",
    "/v1/reconciliation/cases/{case}/assign",
    command="reconciliation.assign_case",
    body=CaseAssignment,
    answer=CaseRecord,
    refusals=("case_not_found", "case_resolved", "actor_invalid"),
    example={"assignee": "back-office@harbour"},
)
def assign_case(call: Calling, case: CasePath) -> Response:
    """Give an investigation to somebody to look into."""
    assignee = call.heard(CaseAssignment).assignee
    return _change(
        call,
        case,
        lambda conn, now_us: reconciliation.assign_case(conn, call.tenant, case, actor=call.actor, assignee=assignee, now_us=now_us),
    )


@desk.operation(
    "POST",
    "/v1/reconciliation/cases/{case}/notes",
    command="reconciliation.add_note",
    body=CaseNoteOrder,
    answer=CaseRecord,
    status=201,
    refusals=("case_not_found", "note_invalid"),
    example={"words": "Rang the correspondent: they look for the payment order."},
)
def add_case_note(call: Calling, case: CasePath) -> Response:
    """Write down what was found out."""
    asked = call.heard(CaseNoteOrder)

    def change(conn: Connection, now_us: int) -> Case:
        reconciliation.add_note(conn, call.tenant, case, actor=call.actor, words=asked.words, now_us=now_us)
        return reconciliation.get_case(conn, call.tenant, case)

    return _change(call, case, change)


@desk.operation(
    "POST",
    "/v1/reconciliation/cases/{case}/propose",
    command="reconciliation.propose_resolution",
    body=ResolutionOrder,
    answer=CaseRecord,
    refusals=(
        "case_not_found",
        "case_resolved",
        "resolution_invalid",
        "resolution_unbalanced",
        "item_not_waiting",
        "transaction_code_not_found",
        "parameter_invalid",
    ),
    example={"action": "explain", "reason": "The checkpoint was taken while the account moved; counted again it agrees."},
)
def propose_resolution(call: Calling, case: CasePath) -> Response:
    """Propose how an investigation is to end; a proposal before is replaced. Another person agrees or not."""
    asked = call.heard(ResolutionOrder)
    return _change(
        call,
        case,
        lambda conn, now_us: reconciliation.propose_resolution(
            conn,
            call.tenant,
            case,
            maker=call.actor,
            action=asked.action,
            reason=asked.reason,
            now_us=now_us,
            postings=asked.asked(),
            entries=[(one.statement, one.place) for one in asked.entries],
            movements=asked.movements,
        ),
        asked.reason,
    )


@desk.operation(
    "POST",
    "/v1/reconciliation/cases/{case}/resolve",
    command="reconciliation.resolve_case",
    body=ResolutionAgreement,
    answer=CaseRecord,
    refusals=(
        "case_not_found",
        "case_resolved",
        "nothing_proposed",
        "second_person_needed",
        "suspense_not_posted",
        "resolution_unbalanced",
    ),
    example={},
)
def resolve_case(call: Calling, case: CasePath) -> Response:
    """Agree to what another person proposed: the investigation ends, and the postings that empty suspense are due."""
    asked = call.heard(ResolutionAgreement)
    return _change(
        call,
        case,
        lambda conn, now_us: reconciliation.resolve_case(
            conn, call.tenant, case, checker=call.actor, date=asked.date or today(call, now_us), now_us=now_us
        ),
        agrees=True,
    )


@desk.operation(
    "POST",
    "/v1/reconciliation/cases/{case}/reject",
    command="reconciliation.reject_resolution",
    body=ResolutionRejection,
    answer=CaseRecord,
    refusals=("case_not_found", "case_resolved", "nothing_proposed"),
    example={"reason": "That payment was another one."},
)
def reject_resolution(call: Calling, case: CasePath) -> Response:
    """Disagree with what was proposed: the investigation goes on."""
    reason = call.heard(ResolutionRejection).reason
    return _change(
        call,
        case,
        lambda conn, now_us: reconciliation.reject_resolution(conn, call.tenant, case, checker=call.actor, reason=reason, now_us=now_us),
        reason,
    )


@desk.operation("GET", "/v1/reconciliation/ageing", answer=Ageing)
def get_ageing(
    call: Calling,
    on: Annotated[DayParameter | None, Query(alias="date", description="Today unless said.")] = None,
    account: OfAccount = None,
) -> Response:
    """Tell how long investigations have been unresolved, and what stands in suspense for them, by currency."""
    day = on or today(call, call.now_us())
    with call.platform.database.app(call.tenant) as conn:
        found = reconciliation.ageing(conn, call.tenant, date=day, account=account)
    return say({"date": day.isoformat(), "buckets": [bucket_body(one) for one in found]})


@desk.operation("GET", "/v1/reconciliation/results", answer=NightResult)
def get_reconciliation(
    call: Calling, on: Annotated[DayParameter, Query(alias="date", description="A business date whose night is over.")]
) -> Response:
    """Tell what a night has found: balances and holds counted again, and the general ledger's lines against the subledger."""
    with call.platform.database.app(call.tenant) as conn:
        found = reconciliation.results(conn, call.tenant, date=on)
    agrees = bool(found) and not any(one.different for one in found)
    return say({"date": on.isoformat(), "agrees": agrees, "results": [result_body(one) for one in found]})


@desk.operation("GET", "/v1/reconciliation/postings", answer=SuspensePostingPage, refusals=("cursor_invalid",))
def list_suspense_postings(
    call: Calling,
    on: Annotated[DayParameter | None, Query(alias="date", description="Due by this date; today unless said.")] = None,
    after: After = None,
    limit: Limit = 200,
) -> Response:
    """List the postings to and from suspense that wait for the end of the day, oldest first."""
    day = on or today(call, call.now_us())
    with call.platform.database.app(call.tenant) as conn:
        found = reconciliation.due_postings(conn, call.tenant, date=day, after=id_cursor(after), limit=limit)
    return say(page("postings", [due_body(one) for one in found], limit, found[-1].id if found else ""))


def small_cursor(after: str | None) -> int:
    """A cursor that is a number of 32 bits; refuses ``cursor_invalid``."""
    number = whole_cursor(after) or 0
    if number >= 1 << 31:
        raise bad_cursor()
    return number


def place_cursor(after: str | None) -> tuple[int, int]:
    """A cursor of two numbers of 32 bits, ``statement.place``; refuses ``cursor_invalid``."""
    if after is None:
        return 0, 0
    statement, dot, place = after.partition(".")
    if not dot or not statement or not place:
        raise bad_cursor()
    return small_cursor(statement), small_cursor(place)
