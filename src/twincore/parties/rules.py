"""Pure decisions about members: what is well formed and its normal form, how KYC may move, what may be shown of a party in an audit row."""

import re
from datetime import date
from typing import Any
from unicodedata import normalize

from stdnum.au import abn as abn_rules
from stdnum.au import tfn as tfn_rules
from stdnum.exceptions import ValidationError

from twincore.kernel.refusal import Category, Refusal
from twincore.parties.model import (
    AGE_MAX_YEARS,
    EMAIL_MAX,
    NAME_MAX,
    ORGANISATION_NAME_MAX,
    Address,
    IdentifierKind,
    Kyc,
    OrganisationSpec,
    Party,
    PartySpec,
    PersonSpec,
)

STATES = frozenset({"ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"})
"""The states and territories of Australia, as on an envelope."""

KYC_MOVES: dict[Kyc, frozenset[Kyc]] = {
    Kyc.UNVERIFIED: frozenset({Kyc.PENDING}),
    Kyc.PENDING: frozenset({Kyc.VERIFIED, Kyc.REFUSED}),
    Kyc.VERIFIED: frozenset({Kyc.PENDING}),  # a periodic review, or a doubt
    Kyc.REFUSED: frozenset({Kyc.PENDING}),  # new evidence
}
"""From which state of identity a party may go to which."""

EMAIL = re.compile(r"[^@\s\x00-\x20\x7f]+@[^@\s.\x00-\x20\x7f]+(?:\.[^@\s.\x00-\x20\x7f]+)+")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
LICENCE = re.compile(r"[0-9A-Z]{4,20}")
_PHONE_AU = re.compile(r"0([2-478][0-9]{8})|(1[38]00[0-9]{6}|13[0-9]{4})")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SPACING = str.maketrans("", "", " -().\u00a0")


def check_spec(spec: PartySpec, today: date, at: str = "") -> PartySpec:
    """The spec in normal form: text in Unicode NFC without surrounding space, phone numbers in E.164, identifiers without spacing.

    today: the latest birth date. at: what the refusal's field starts with. Refuses, naming the field: ``name_invalid``,
    ``birth_date_invalid``, ``email_invalid``, ``phone_invalid``, ``tfn_invalid``, ``abn_invalid``, ``licence_invalid``,
    ``address_invalid``, ``country_invalid``, ``state_invalid``, ``postcode_invalid``.
    """
    email = None if spec.email is None else check_email(spec.email, f"{at}email")
    phone = None if spec.phone is None else check_phone(spec.phone, f"{at}phone")
    address = None if spec.address is None else check_address(spec.address, f"{at}address/")
    tfn = None if spec.tfn is None else check_tfn(spec.tfn, f"{at}tfn")
    abn = None if spec.abn is None else check_abn(spec.abn, f"{at}abn")
    if isinstance(spec, OrganisationSpec):
        name = _text(spec.name, ORGANISATION_NAME_MAX, "name_invalid", f"{at}name")
        return OrganisationSpec(name, abn, email, phone, address, tfn, Kyc(spec.kyc), spec.synthetic)
    return PersonSpec(
        _text(spec.given_name, NAME_MAX, "name_invalid", f"{at}given_name"),
        _text(spec.family_name, NAME_MAX, "name_invalid", f"{at}family_name"),
        check_birth_date(spec.birth_date, today, f"{at}birth_date"),
        email,
        phone,
        address,
        tfn,
        abn,
        None if spec.licence is None else check_licence(spec.licence, f"{at}licence"),
        Kyc(spec.kyc),
        spec.synthetic,
    )


def check_birth_date(born: date, today: date, field: str = "birth_date") -> date:
    """The date, if somebody alive can be born then: not after today, not more than AGE_MAX_YEARS ago."""
    if not first_birth_date(today) <= born <= today:
        raise Refusal("birth_date_invalid", f"A date of birth lies in the past, at most {AGE_MAX_YEARS} years ago.", field=field)
    return born


def first_birth_date(today: date) -> date:
    """The earliest date of birth that is believed."""
    return date(today.year - AGE_MAX_YEARS, today.month, min(today.day, 28))


def check_email(email: str, field: str = "email") -> str:
    """The address without surrounding space: something, one @, a domain of two labels or more, at most EMAIL_MAX characters."""
    clean = normalize("NFC", email.strip())
    if len(clean) > EMAIL_MAX or not clean.isprintable() or not EMAIL.fullmatch(clean):
        raise Refusal("email_invalid", "An email address is written name@domain.example.", field=field)
    return clean


def check_phone(phone: str, field: str = "phone") -> str:
    """The number in E.164 (``+61...``): international numbers begin with +, others are taken as Australian."""
    bare = phone.strip().translate(_SPACING)
    if E164.fullmatch(bare):
        return bare
    if match := _PHONE_AU.fullmatch(bare):
        return f"+61{match[1] or match[2]}"
    raise Refusal(
        "phone_invalid", "A phone number is international, beginning with +, or an Australian one with its area code.", field=field
    )


def check_tfn(tfn: str, field: str = "tfn") -> str:
    """The digits of a tax file number, if its check digit is right (weights 1 4 3 7 5 8 6 9 10, sum divisible by 11)."""
    try:
        digits: str = tfn_rules.validate(tfn)
    except ValidationError:
        digits = ""
    if not digits.strip("0"):
        raise Refusal("tfn_invalid", "This is no tax file number: 8 or 9 digits with a check digit.", field=field)
    return digits


def check_abn(abn: str, field: str = "abn") -> str:
    """The digits of an Australian business number, if its check digits are right (weighted sum divisible by 89)."""
    try:
        digits: str = abn_rules.validate(abn)
    except ValidationError:
        raise Refusal(
            "abn_invalid", "This is no Australian business number: 11 digits, the first two of them check digits.", field=field
        ) from None
    return digits


def check_licence(licence: str, field: str = "licence") -> str:
    """A driver licence number: 4 to 20 letters and digits, without spacing, in capitals."""
    clean = licence.strip().translate(_SPACING).upper()
    if not LICENCE.fullmatch(clean):
        raise Refusal("licence_invalid", "A licence number has 4 to 20 letters and digits.", field=field)
    return clean


def check_address(address: Address, at: str = "address/") -> Address:
    """The address in normal form. In Australia the state is one of the eight, the postcode is in use somewhere; they need not agree,
    for postcodes cross state borders."""
    country = address.country.strip()
    if not _COUNTRY.fullmatch(country):
        raise Refusal("country_invalid", "A country is two capital letters of ISO 3166-1, such as AU.", field=f"{at}country")
    line1 = _text(address.line1, ORGANISATION_NAME_MAX, "address_invalid", f"{at}line1")
    suburb = _text(address.suburb, NAME_MAX, "address_invalid", f"{at}suburb")
    state, postcode = address.state.strip(), address.postcode.strip()
    if country == "AU":
        if state not in STATES:
            raise Refusal("state_invalid", f"A state of Australia is one of {', '.join(sorted(STATES))}.", field=f"{at}state")
        if not postcode_in_use(postcode):
            raise Refusal("postcode_invalid", "An Australian postcode has four digits, 0200-0299 or 0800-9999.", field=f"{at}postcode")
        return Address(line1, suburb, state, postcode, country)
    state = "" if not state else _text(state, NAME_MAX, "state_invalid", f"{at}state")
    postcode = "" if not postcode else _text(postcode, 16, "postcode_invalid", f"{at}postcode")
    return Address(line1, suburb, state, postcode, country)


def postcode_in_use(postcode: str) -> bool:
    """Whether Australia Post has given out the range that a postcode is in: 0200-0299 (ACT) or 0800 (NT) and up."""
    return len(postcode) == 4 and postcode.isascii() and postcode.isdigit() and ("0200" <= postcode <= "0299" or postcode >= "0800")


def normal_identifier(kind: IdentifierKind, value: str) -> str:
    """An identifier as it is indexed: two spellings of one have the same. Refuses as ``check_spec`` does."""
    match kind:
        case IdentifierKind.EMAIL:
            return check_email(value).lower()
        case IdentifierKind.PHONE:
            return check_phone(value)
        case IdentifierKind.TFN:
            return check_tfn(value)
        case IdentifierKind.ABN:
            return check_abn(value)
        case IdentifierKind.LICENCE:
            return check_licence(value)


def check_kyc_move(current: Kyc, wanted: Kyc) -> None:
    """Refuses ``kyc_move_refused`` unless KYC may go from one state to the other."""
    if wanted not in KYC_MOVES[current]:
        possible = " or ".join(sorted(KYC_MOVES[current]))
        raise Refusal(
            "kyc_move_refused",
            f"A party whose KYC is {current.value} can become {possible}, not {wanted.value}.",
            category=Category.RULE,
            field="kyc",
        )


def audit_view(party: Party) -> dict[str, Any]:
    """What an audit row may say of a party: its state, and which personal data is on record, without any of it."""
    details = party.details
    on_record = [name for name in ("email", "phone", "address", "tfn", "abn", "licence") if getattr(details, name, None) is not None]
    return {
        "kind": party.kind.value,
        "kyc": party.kyc.value,
        "synthetic": party.synthetic,
        "closed": party.closed,
        "version": party.version,
        "on_record": on_record,
    }


def _text(text: str, longest: int, code: str, field: str) -> str:
    clean = normalize("NFC", text.strip())
    if not 1 <= len(clean) <= longest or not clean.isprintable():
        raise Refusal(code, f"This has 1 to {longest} printable characters.", field=field)
    return clean
