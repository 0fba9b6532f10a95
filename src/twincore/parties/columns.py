"""Many parties at once, a column at a time: the same rules and the same encryption as for one, at a few microseconds each.

``normal`` asks of whole columns whether everything is well formed and in normal form already; only if not does it go party by party.
"""

import struct
from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from unicodedata import is_normalized
from uuid import UUID

import numpy as np
import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

from twincore.parties.keys import KeyRing
from twincore.parties.model import EMAIL_MAX, NAME_MAX, ORGANISATION_NAME_MAX, Address, Kyc, OrganisationSpec, PartySpec, PersonSpec
from twincore.parties.rules import E164, EMAIL, LICENCE, STATES, check_spec, first_birth_date, postcode_in_use

FIELDS = ("name", "birth_date", "email", "phone", "address", "tfn", "abn", "licence")
"""The encrypted fields, in the order of their columns."""
IDENTIFIERS = ("email", "phone", "tfn", "abn", "licence")
"""The fields with a blind index."""
SEPARATOR = "\x1f"
"""Between the parts of a field that has several (a person's two names, an address); it is not printable, so no part has it."""

_TFN_WEIGHTS = np.array([1, 4, 3, 7, 5, 8, 6, 9, 10], dtype=np.int32)
_ABN_WEIGHTS = np.array([10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19], dtype=np.int32)
_OID_BYTEA, _OID_CHAR, _OID_INT8, _OID_UUID, _OID_BOOL = 17, 18, 20, 2950, 16
_NULL = b"\xff\xff\xff\xff"
_LENGTHS = [n.to_bytes(4, "big") for n in range(4096)]
_array_head = struct.Struct(">iiIii").pack
KYC_LETTERS = {Kyc.UNVERIFIED: b"U", Kyc.PENDING: b"P", Kyc.VERIFIED: b"V", Kyc.REFUSED: b"R"}


class SqlArray:
    """A one-dimensional array in PostgreSQL's binary form, ready to be sent; the statement says its type."""

    __slots__ = ("form",)

    def __init__(self, oid: int, values: Sequence[bytes | None]) -> None:
        if any(values):
            lengths = _LENGTHS
            elements = b"".join([_NULL if value is None else lengths[len(value)] + value for value in values])
            self.form = _array_head(1, 1, oid, len(values), 1) + elements
        else:
            self.form = _array_head(0, 0, oid, 0, 1)[:12]  # unnest fills up a shorter array with nulls


class _SqlArrayDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: SqlArray) -> Buffer | None:
        return obj.form


psycopg.adapters.register_dumper(SqlArray, _SqlArrayDumper)


def normal(specs: Sequence[PartySpec], today: date) -> Sequence[PartySpec]:
    """The specs in normal form; refuses as ``check_spec`` does, the field led by the place of the spec (``17/email``)."""
    if _is_normal(specs, today):
        return specs
    checked = []
    for place, spec in enumerate(specs):
        checked.append(check_spec(spec, today, f"{place}/"))
    return checked


def _is_normal(specs: Sequence[PartySpec], today: date) -> bool:
    people = [spec for spec in specs if type(spec) is PersonSpec]
    organisations = [spec for spec in specs if type(spec) is OrganisationSpec]
    assert len(people) + len(organisations) == len(specs), "a party is a person or an organisation"
    born = [spec.birth_date for spec in people]
    addresses = [spec.address for spec in specs if spec.address is not None]
    return (
        _tidy([spec.given_name for spec in people], NAME_MAX)
        and _tidy([spec.family_name for spec in people], NAME_MAX)
        and (not born or first_birth_date(today) <= min(born) <= max(born) <= today)
        and _tidy([spec.name for spec in organisations], ORGANISATION_NAME_MAX)
        and _addresses_are_normal(addresses)
        and _emails_are_normal([spec.email for spec in specs if spec.email is not None])
        and all(map(E164.fullmatch, [spec.phone for spec in specs if spec.phone is not None]))
        and _numbers_are_right([spec.tfn for spec in specs if spec.tfn is not None], _TFN_WEIGHTS, 11, 0)
        and _abns_are_right([spec.abn for spec in specs if spec.abn is not None])
        and all(map(LICENCE.fullmatch, [spec.licence for spec in people if spec.licence is not None]))
        and all(type(spec.kyc) is Kyc for spec in specs)
    )


def _tidy(texts: Sequence[str], longest: int) -> bool:
    # One look at all of them joined: nothing empty, no space at an end, all printable and composed. Strict where in doubt.
    if not texts:
        return True
    joined = SEPARATOR.join(("", *texts, ""))
    return (
        SEPARATOR * 2 not in joined
        and max(map(len, texts)) <= longest
        and f"{SEPARATOR} " not in joined
        and f" {SEPARATOR}" not in joined
        and "".join(texts).isprintable()
        and is_normalized("NFC", joined)
    )


def _emails_are_normal(emails: Sequence[str]) -> bool:
    return _tidy(emails, EMAIL_MAX) and all(map(EMAIL.fullmatch, emails))


def _addresses_are_normal(addresses: Sequence[Address]) -> bool:
    return (
        all(address.country == "AU" for address in addresses)
        and {address.state for address in addresses} <= STATES
        and all(map(postcode_in_use, {address.postcode for address in addresses}))
        and _tidy([address.line1 for address in addresses], ORGANISATION_NAME_MAX)
        and _tidy([address.suburb for address in addresses], NAME_MAX)
    )


def _abns_are_right(abns: Sequence[str]) -> bool:
    # The two check digits run from 11 to 99, so that no two of them say the same.
    return all(abn >= "11" for abn in abns) and _numbers_are_right(abns, _ABN_WEIGHTS, 89, 10)


def _numbers_are_right(numbers: Sequence[str], weights: "np.ndarray[Any, np.dtype[np.int32]]", modulus: int, less: int) -> bool:
    """Whether each is all digits, as many as there are weights, not all zero, with a weighted sum (minus ``less``) divisible by the modulus."""
    if not numbers:
        return True
    joined = "".join(numbers)
    width = len(weights)
    if set(map(len, numbers)) != {width} or not (joined.isascii() and joined.isdigit()):
        return False
    digits = np.frombuffer(joined.encode(), dtype=np.uint8).reshape(-1, width) - np.uint8(48)
    return bool(((digits @ weights - less) % modulus == 0).all() and digits.any(axis=1).all())


def party_columns(keys: KeyRing, tenant: int, ids: Sequence[UUID], specs: Sequence[PartySpec]) -> dict[str, SqlArray]:
    """The columns of parties in normal form, encrypted, under the names that the statement ``open_parties`` has for them."""
    columns = {
        "id": SqlArray(_OID_UUID, [party.bytes for party in ids]),
        "kind": SqlArray(_OID_CHAR, [b"P" if type(spec) is PersonSpec else b"O" for spec in specs]),
        "kyc": SqlArray(_OID_CHAR, [KYC_LETTERS[spec.kyc] for spec in specs]),
        "synthetic": SqlArray(_OID_BOOL, [b"\x01" if spec.synthetic else b"\x00" for spec in specs]),
    }
    plain = plain_columns(specs)
    bindings = keys.bindings(tenant, ids)
    for field in FIELDS:
        columns[field] = SqlArray(_OID_BYTEA, keys.seal_column(tenant, bindings, field, plain[field]))
    for field in IDENTIFIERS:
        known = plain[field] if field != "email" else [None if spec.email is None else spec.email.lower().encode() for spec in specs]
        columns[f"{field}_index"] = SqlArray(_OID_INT8, keys.blind_column(tenant, field, known))
    return columns


def sealed_columns(keys: KeyRing, tenant: int, ids: Sequence[UUID], plain: dict[str, list[bytes | None]]) -> dict[str, SqlArray]:
    """The encrypted fields of parties, of their plain form: what a key rotation writes."""
    bindings = keys.bindings(tenant, ids)
    columns = {field: SqlArray(_OID_BYTEA, keys.seal_column(tenant, bindings, field, plain[field])) for field in FIELDS}
    return columns | {"id": SqlArray(_OID_UUID, [party.bytes for party in ids])}


def plain_columns(specs: Sequence[PartySpec]) -> dict[str, list[bytes | None]]:
    """The fields of parties in normal form as bytes before encryption, a list per field; None where a party has none."""
    return {
        "name": [plain_name(spec) for spec in specs],
        "birth_date": [spec.birth_date.isoformat().encode() if type(spec) is PersonSpec else None for spec in specs],
        "email": [None if spec.email is None else spec.email.encode() for spec in specs],
        "phone": [None if spec.phone is None else spec.phone.encode() for spec in specs],
        "address": [None if spec.address is None else plain_address(spec.address) for spec in specs],
        "tfn": [None if spec.tfn is None else spec.tfn.encode() for spec in specs],
        "abn": [None if spec.abn is None else spec.abn.encode() for spec in specs],
        "licence": [spec.licence.encode() if type(spec) is PersonSpec and spec.licence is not None else None for spec in specs],
    }


def plain_name(spec: PartySpec) -> bytes:
    """A name as it is encrypted: an organisation's, or a person's given and family name."""
    if type(spec) is PersonSpec:
        return f"{spec.given_name}{SEPARATOR}{spec.family_name}".encode()
    return cast(OrganisationSpec, spec).name.encode()


def plain_address(address: Address) -> bytes:
    """An address as it is encrypted."""
    return SEPARATOR.join((address.line1, address.suburb, address.state, address.postcode, address.country)).encode()


def spec_of(kind: str, kyc: Kyc, synthetic: bool, plain: dict[str, str | None]) -> PartySpec:
    """A party's details of its decrypted fields. kind: ``P`` or ``O``."""
    address = None if plain["address"] is None else Address(*plain["address"].split(SEPARATOR))
    email, phone, tfn, abn = plain["email"], plain["phone"], plain["tfn"], plain["abn"]
    name, born = plain["name"], plain["birth_date"]
    assert name is not None, "every party has a name"
    if kind == "O":
        return OrganisationSpec(name, abn, email, phone, address, tfn, kyc, synthetic)
    assert born is not None, "every person was born"
    given, family = name.split(SEPARATOR)
    return PersonSpec(given, family, date.fromisoformat(born), email, phone, address, tfn, abn, plain["licence"], kyc, synthetic)
