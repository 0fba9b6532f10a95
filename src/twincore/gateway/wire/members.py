"""Members on the wire: people and organisations. Answers to writes carry no personal data, so that they can be kept for a retry."""

from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from twincore.gateway.wire.scalar import (
    Answer,
    Body,
    Currency,
    Day,
    Identity,
    OutDay,
    OutId,
    OutTime,
    Reason,
    say_time,
    say_time_or_none,
    words,
)
from twincore.parties import Address, Kyc, OrganisationSpec, Party, PersonSpec


class KycState(Enum):
    """How far it is known that a member is who it says."""

    UNVERIFIED = "unverified"
    PENDING = "pending"
    VERIFIED = "verified"
    REFUSED = "refused"


class IdentifierName(Enum):
    """What a member can be found by, exactly."""

    EMAIL = "email"
    PHONE = "phone"
    TFN = "tfn"
    ABN = "abn"
    LICENCE = "licence"


class PostalAddress(Body):
    """A postal address."""

    line1: Annotated[str, words(200, examples=["12 Station Street"])]
    suburb: Annotated[str, words(100, examples=["Newtown"])]
    state: Annotated[str, words(50, description="In Australia one of ACT NSW NT QLD SA TAS VIC WA.", examples=["NSW"])]
    postcode: Annotated[str, words(20, examples=["2042"])]
    country: Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")] = "AU"

    def address(self) -> Address:
        """As the room of parties takes it."""
        return Address(self.line1, self.suburb, self.state, self.postcode, self.country)


_EMAIL = Annotated[
    str | None, Field(max_length=254, pattern="^[^\\x00-\\x20\\x7f]+@[^\\x00-\\x20\\x7f]+$", examples=["ruby.wells@example.com"])
]
_PHONE = Annotated[str | None, Field(max_length=30, pattern="^[0-9+() -]+$", examples=["+61412345678"])]
_TFN = Annotated[str | None, Field(max_length=20, pattern="^[0-9 -]+$", description="Tax file number, with its check digits.")]
_ABN = Annotated[str | None, Field(max_length=20, pattern="^[0-9 -]+$", description="Australian business number, with its check digits.")]
_LICENCE = Annotated[str | None, Field(max_length=30, pattern="^[A-Za-z0-9 -]+$", description="Driver licence number.")]


class PersonOpening(Body):
    """A person to make a member."""

    given_name: Annotated[str, words(100, examples=["Ruby"])]
    family_name: Annotated[str, words(100, examples=["Wells"])]
    birth_date: Day
    email: _EMAIL = None
    phone: _PHONE = None
    address: PostalAddress | None = None
    tfn: _TFN = None
    abn: _ABN = None
    licence: _LICENCE = None
    kyc: Annotated[KycState, Field(description="Where the member was verified before; needs the role manager or operator.")] = (
        KycState.UNVERIFIED
    )
    synthetic: Annotated[bool, Field(description="Made up by a generator.")] = False

    def spec(self) -> PersonSpec:
        """As the room of parties takes it."""
        return PersonSpec(
            self.given_name,
            self.family_name,
            self.birth_date,
            self.email,
            self.phone,
            self.address.address() if self.address else None,
            self.tfn,
            self.abn,
            self.licence,
            Kyc(self.kyc.value),
            self.synthetic,
        )


class OrganisationOpening(Body):
    """An organisation to make a member."""

    name: Annotated[str, words(200, examples=["Newtown Bakery Pty Ltd"])]
    abn: _ABN = None
    email: _EMAIL = None
    phone: _PHONE = None
    address: PostalAddress | None = None
    tfn: _TFN = None
    kyc: Annotated[KycState, Field(description="Where the member was verified before; needs the role manager or operator.")] = (
        KycState.UNVERIFIED
    )
    synthetic: Annotated[bool, Field(description="Made up by a generator.")] = False

    def spec(self) -> OrganisationSpec:
        """As the room of parties takes it."""
        return OrganisationSpec(
            self.name,
            self.abn,
            self.email,
            self.phone,
            self.address.address() if self.address else None,
            self.tfn,
            Kyc(self.kyc.value),
            self.synthetic,
        )


class KycMove(Body):
    """Where to move a member's KYC, and why."""

    kyc: KycState
    reason: Reason


class MemberClosing(Body):
    """Why a membership ends."""

    reason: Reason


class IdentifierSearch(Body):
    """What to look for. It travels in the body, so that it is in no access log."""

    kind: IdentifierName
    value: Annotated[str, words(254)]


class Membership(Answer):
    """A member's state, without anything personal."""

    id: OutId
    kind: Literal["person", "organisation"]
    status: Literal["open", "closed"]
    kyc: Literal["unverified", "pending", "verified", "refused"]
    synthetic: bool
    version: Annotated[int, Field(description="Counts the changes, from 0.")]
    opened_at: OutTime
    changed_at: OutTime
    closed_at: OutTime | None


class AddressRecord(Answer):
    """A postal address as recorded."""

    line1: str
    suburb: str
    state: str
    postcode: str
    country: str


class MemberRecord(Membership):
    """A member with personal data."""

    name: str
    given_name: str | None
    family_name: str | None
    birth_date: OutDay | None
    email: str | None
    phone: str | None
    address: AddressRecord | None
    tfn: str | None
    abn: str | None
    licence: str | None


class MemberList(Answer):
    """A page of members."""

    members: list[MemberRecord]
    next: Annotated[str | None, Field(description="Cursor of the next page; null at the end.")]


class OnboardingAccount(Body):
    """An account that comes with a new member."""

    product: Annotated[str, words(48, pattern="^[a-z][a-z0-9_]*$", examples=["everyday"])]
    currency: Currency | None = None


class Onboarding(Body):
    """One line of a bulk onboarding: a person or an organisation, and the accounts to open at once."""

    id: Annotated[
        UUID | None, Field(description="Id of the member; without it one that follows from your Idempotency-Key and the line.")
    ] = None
    person: PersonOpening | None = None
    organisation: OrganisationOpening | None = None
    accounts: list[OnboardingAccount] = Field(default_factory=list, max_length=8)


class OnboardingItem(Answer):
    """What became of one line of a bulk onboarding."""

    line: int
    status: Literal["created", "refused"]
    member: OutId | None
    accounts: list[int]
    refusal: dict[str, Any] | None


def membership_body(party: Party) -> dict[str, Any]:
    """A member's state as the wire has it; nothing personal."""
    return {
        "id": str(party.id),
        "kind": party.kind.value,
        "status": "closed" if party.closed else "open",
        "kyc": party.kyc.value,
        "synthetic": party.synthetic,
        "version": party.version,
        "opened_at": say_time(party.opened_at_us),
        "changed_at": say_time(party.changed_at_us),
        "closed_at": say_time_or_none(party.closed_at_us),
    }


def member_body(party: Party) -> dict[str, Any]:
    """A member as the wire has it, with personal data."""
    details = party.details
    person = details if isinstance(details, PersonSpec) else None
    address = details.address
    return {
        **membership_body(party),
        "name": party.name,
        "given_name": person.given_name if person else None,
        "family_name": person.family_name if person else None,
        "birth_date": person.birth_date.isoformat() if person else None,
        "email": details.email,
        "phone": details.phone,
        "address": None
        if address is None
        else {name: getattr(address, name) for name in ("line1", "suburb", "state", "postcode", "country")},
        "tfn": details.tfn,
        "abn": details.abn,
        "licence": person.licence if person else None,
    }


MemberId = Identity
