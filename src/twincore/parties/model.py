"""The nouns of membership: people and organisations, their identifiers and what is known of who they are. Times: microseconds since 1970 UTC.

Whatever is personal hides from ``repr``, so that it does not end up in a log line or a traceback.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from twincore.kernel.refusal import Category, Refusal

PARTIES_MAX = 10_000
"""Parties of one call of ``open_parties`` at the most."""
LIST_MAX = 1_000
"""Parties of one page of a list at the most."""
NAME_MAX = 100
"""Characters of a given, family or suburb name at the most."""
ORGANISATION_NAME_MAX = 200
"""Characters of an organisation's name and of an address line at the most."""
EMAIL_MAX = 254
"""Characters of an email address at the most (RFC 5321, 4.5.3.1.3, less the angle brackets)."""
AGE_MAX_YEARS = 130
"""Nobody is older."""


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Kyc(StrEnum):
    """How far we know that a party is who it says: know your customer."""

    UNVERIFIED = "unverified"
    PENDING = "pending"
    VERIFIED = "verified"
    REFUSED = "refused"


class IdentifierKind(StrEnum):
    """What a party can be found by, exactly."""

    EMAIL = "email"
    PHONE = "phone"
    TFN = "tfn"
    ABN = "abn"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A postal address. state: for country AU one of its eight abbreviations; postcode: for AU four digits; country: ISO 3166-1 alpha-2."""

    line1: str
    suburb: str
    state: str
    postcode: str
    country: str = "AU"

    def __repr__(self) -> str:
        return "Address(...)"


@dataclass(frozen=True, slots=True, repr=False)
class PersonSpec:
    """A person to open, or as opened.

    tfn: tax file number; abn: of a sole trader; licence: driver licence number; phone: international (+61...) or an Australian number;
    kyc: the state the person arrives with (``verified`` for members who are brought over from where they were verified);
    synthetic: made up by a generator.
    """

    given_name: str
    family_name: str
    birth_date: date
    email: str | None = None
    phone: str | None = None
    address: Address | None = None
    tfn: str | None = None
    abn: str | None = None
    licence: str | None = None
    kyc: Kyc = Kyc.UNVERIFIED
    synthetic: bool = False

    def __repr__(self) -> str:
        return f"PersonSpec(..., kyc={self.kyc.value!r}, synthetic={self.synthetic})"


@dataclass(frozen=True, slots=True, repr=False)
class OrganisationSpec:
    """An organisation to open, or as opened. Members as in ``PersonSpec``."""

    name: str
    abn: str | None = None
    email: str | None = None
    phone: str | None = None
    address: Address | None = None
    tfn: str | None = None
    kyc: Kyc = Kyc.UNVERIFIED
    synthetic: bool = False

    def __repr__(self) -> str:
        return f"OrganisationSpec(..., kyc={self.kyc.value!r}, synthetic={self.synthetic})"


PartySpec = PersonSpec | OrganisationSpec


@dataclass(frozen=True, slots=True)
class Party:
    """A party as recorded. details: in normal form (see ``rules``), decrypted; version: counts its changes from 0."""

    id: UUID
    details: PartySpec
    version: int
    opened_at_us: int
    changed_at_us: int
    closed_at_us: int | None

    @property
    def kind(self) -> PartyKind:
        """Person or organisation."""
        return PartyKind.PERSON if isinstance(self.details, PersonSpec) else PartyKind.ORGANISATION

    @property
    def name(self) -> str:
        """What to call it. Personal data."""
        if isinstance(self.details, PersonSpec):
            return f"{self.details.given_name} {self.details.family_name}"
        return self.details.name

    @property
    def kyc(self) -> Kyc:
        """How far its identity is verified."""
        return self.details.kyc

    @property
    def synthetic(self) -> bool:
        """Whether a generator made it up."""
        return self.details.synthetic

    @property
    def closed(self) -> bool:
        """Whether the membership has ended."""
        return self.closed_at_us is not None


class Standing(NamedTuple):
    """What other rooms need to know of a party, without anything personal."""

    id: UUID
    kind: PartyKind
    kyc: Kyc
    synthetic: bool
    closed: bool


class RotationPage(NamedTuple):
    """How far a key rotation came. rotated: parties encrypted anew in this page; next: where to go on, None at the end."""

    rotated: int
    next: UUID | None


def party_exists(party: UUID | None) -> Refusal:
    """The refusal for an id that is taken; None: one of several."""
    which = "one of these ids" if party is None else f"the id {party}"
    return Refusal("party_exists", f"There is a party of {which} already.", category=Category.CONFLICT, field="id")


def party_closed(party: UUID) -> Refusal:
    """The refusal for whatever is asked of a party whose membership has ended."""
    return Refusal("party_closed", f"The membership of party {party} has ended.", category=Category.RULE)


def personal_data_unreadable(field: str, why: str) -> Refusal:
    """The refusal for a field that does not decrypt: it was altered, moved from elsewhere, or its key is gone."""
    return Refusal("personal_data_unreadable", f"The {field} on record cannot be read: {why}.", category=Category.UNAVAILABLE, field=field)
