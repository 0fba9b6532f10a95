"""Members: people and organisations that bank here."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from twincore.gateway.access import Role
from twincore.gateway.commands import Done, perform, say
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.scope import After, Calling, Limit, id_cursor, page
from twincore.gateway.wire.members import (
    IdentifierSearch,
    KycMove,
    KycState,
    MemberClosing,
    MemberList,
    MemberRecord,
    Membership,
    OrganisationOpening,
    PersonOpening,
    PostalAddress,
    member_body,
    membership_body,
)
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.parties import (
    IdentifierKind,
    Kyc,
    OrganisationSpec,
    Party,
    PersonSpec,
    audit_view,
    close_party,
    find_by_identifier,
    get_party,
    list_parties,
)
from twincore.parties import (
    change_address as move_address,
)
from twincore.parties import (
    open_organisation as new_organisation,
)
from twincore.parties import (
    open_person as new_person,
)
from twincore.parties import (
    set_kyc as move_kyc,
)
from twincore.products import AccountStatus, accounts_of_party

desk = Desk("members")
Member = Annotated[UUID, Path(description="Id of the member.")]
PARTY_REFUSALS = ("tfn_invalid", "abn_invalid", "email_invalid", "phone_invalid", "address_invalid")


def check_arriving(call: Call, kyc: KycState) -> None:
    """Only a manager or an operator brings over members who were verified elsewhere; refuses ``kyc_not_allowed``."""
    if kyc is not KycState.UNVERIFIED and not call.principal.roles & {Role.MANAGER, Role.OPERATOR}:
        raise Refusal(
            "kyc_not_allowed", "Only a manager or an operator opens a member as verified.", category=Category.FORBIDDEN, field="kyc"
        )


def _open(call: Call, spec: PersonSpec | OrganisationSpec) -> Response:
    platform, tenant = call.platform, call.tenant
    identifier = id_of_key("party", tenant, call.actor, call.key)

    def verb(conn: Connection, now_us: int) -> Done:
        if isinstance(spec, PersonSpec):
            party = new_person(conn, platform.key_ring, tenant, spec, id=identifier, now_us=now_us)
        else:
            party = new_organisation(conn, platform.key_ring, tenant, spec, id=identifier, now_us=now_us)
        return Done(membership_body(party), f"party/{party.id}", None, audit_view(party), location=f"/v1/members/{party.id}")

    return perform(call, verb)


@desk.operation(
    "POST",
    "/v1/members/people",
    command="parties.open_person",
    body=PersonOpening,
    answer=Membership,
    status=201,
    refusals=(*PARTY_REFUSALS, "kyc_not_allowed"),
    example={
        "given_name": "Ruby",
        "family_name": "Wells",
        "birth_date": "1988-04-12",
        "email": "ruby.wells@example.com",
        "address": {"line1": "12 Station Street", "suburb": "Newtown", "state": "NSW", "postcode": "2042"},
    },
)
def open_person(call: Calling) -> Response:
    """Make a person a member.

    Personal data is encrypted field by field; the answer carries none of it.
    """
    opening = call.heard(PersonOpening)
    check_arriving(call, opening.kyc)
    return _open(call, opening.spec())


@desk.operation(
    "POST",
    "/v1/members/organisations",
    command="parties.open_organisation",
    body=OrganisationOpening,
    answer=Membership,
    status=201,
    refusals=(*PARTY_REFUSALS, "kyc_not_allowed"),
    example={"name": "Newtown Bakery Pty Ltd", "abn": "51 824 753 556"},
)
def open_organisation(call: Calling) -> Response:
    """Make an organisation a member."""
    opening = call.heard(OrganisationOpening)
    check_arriving(call, opening.kyc)
    return _open(call, opening.spec())


@desk.operation("GET", "/v1/members", answer=MemberList, refusals=("cursor_invalid",))
def list_members(
    call: Calling,
    after: After = None,
    kyc: Annotated[KycState | None, Query(description="Only those in this state.")] = None,
    limit: Limit = 50,
) -> Response:
    """List members in the order of their ids, which is that of their opening within a process."""
    with call.platform.database.app(call.tenant) as conn:
        found = list_parties(
            conn,
            call.platform.key_ring,
            call.tenant,
            after=id_cursor(after),
            kyc=None if kyc is None else Kyc(kyc.value),
            limit=limit,
        )
    return say(page("members", [member_body(party) for party in found], limit, found[-1].id if found else ""))


@desk.operation("GET", "/v1/members/{member:uuid}", answer=MemberRecord, refusals=("member_not_found",))
def get_member(call: Calling, member: Member) -> Response:
    """Get a member with personal data."""
    call.require_own(member, "member", member)
    with call.platform.database.app(call.tenant) as conn:
        try:
            return say(member_body(get_party(conn, call.platform.key_ring, call.tenant, member)))
        except Refusal as refusal:
            raise _of_member(refusal, member) from None


@desk.operation(
    "POST",
    "/v1/members/find",
    body=IdentifierSearch,
    answer=MemberList,
    refusals=("tfn_invalid", "abn_invalid"),
    example={"kind": "email", "value": "ruby.wells@example.com"},
    write=False,
)
def find_member(call: Calling) -> Response:
    """Find members by an identifier, exactly.

    Email, phone, tax file number, business number or licence, however it is spelled. It is asked for by POST so that the identifier is in no
    address and no access log; nothing is written.
    """
    search = call.heard(IdentifierSearch)
    with call.platform.database.app(call.tenant) as conn:
        found = find_by_identifier(conn, call.platform.key_ring, call.tenant, IdentifierKind(search.kind.value), search.value)
    return say({"members": [member_body(party) for party in found], "next": None})


@desk.operation(
    "PUT",
    "/v1/members/{member:uuid}/address",
    command="parties.change_address",
    body=PostalAddress,
    answer=Membership,
    refusals=("member_not_found", "party_closed", "address_invalid"),
    example={"line1": "7 Harbour Road", "suburb": "Hobart", "state": "TAS", "postcode": "7000"},
)
def change_address(call: Calling, member: Member) -> Response:
    """Give a member another address."""
    address = call.heard(PostalAddress).address()
    return _change(
        call, member, lambda conn, now_us: move_address(conn, call.platform.key_ring, call.tenant, member, address, now_us=now_us)
    )


@desk.operation(
    "POST",
    "/v1/members/{member:uuid}/kyc",
    command="parties.set_kyc",
    body=KycMove,
    answer=Membership,
    refusals=("member_not_found", "party_closed", "kyc_move_refused"),
    example={"kyc": "verified", "reason": "Passport and utility bill sighted."},
)
def set_kyc(call: Calling, member: Member) -> Response:
    """Move a member's KYC: how far it is known that it is who it says."""
    move = call.heard(KycMove)
    kyc = Kyc(move.kyc.value)
    return _change(
        call,
        member,
        lambda conn, now_us: move_kyc(conn, call.platform.key_ring, call.tenant, member, kyc, now_us=now_us),
        reason=move.reason,
    )


@desk.operation(
    "POST",
    "/v1/members/{member:uuid}/close",
    command="parties.close_party",
    body=MemberClosing,
    answer=Membership,
    refusals=("member_not_found", "party_closed", "accounts_open"),
    example={"reason": "Moved to another bank."},
)
def close_member(call: Calling, member: Member) -> Response:
    """End a membership; every account must be closed. The record stays."""
    closing = call.heard(MemberClosing)

    def verb(conn: Connection, now_us: int) -> Party:
        still = [account.id for account in accounts_of_party(conn, call.tenant, member) if account.status is not AccountStatus.CLOSED]
        if still:
            raise Refusal("accounts_open", "Close the member's accounts first.", category=Category.RULE, accounts=still[:20])
        return close_party(conn, call.platform.key_ring, call.tenant, member, now_us=now_us)

    return _change(call, member, verb, reason=closing.reason)


def _change(call: Call, member: UUID, change: Callable[[Connection, int], Party], *, reason: str | None = None) -> Response:
    def verb(conn: Connection, now_us: int) -> Done:
        try:
            before = get_party(conn, call.platform.key_ring, call.tenant, member)
            after = change(conn, now_us)
        except Refusal as refusal:
            raise _of_member(refusal, member) from None
        return Done(membership_body(after), f"party/{member}", audit_view(before), audit_view(after))

    return perform(call, verb, reason=reason)


def _of_member(refusal: Refusal, member: UUID) -> Refusal:
    """A party that is not there is a member that is not there, out here."""
    return not_found("member", member) if refusal.code == "party_not_found" else refusal
