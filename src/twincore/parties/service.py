"""The verbs of membership. ``conn`` is a transaction of ``database.app(tenant)``; ``keys`` is the ring that ``open_key_ring`` gave.

Times are microseconds since the epoch. No verb records audit entries: the caller does, with ``audit_view`` for before and after.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load
from twincore.parties.columns import FIELDS, KYC_LETTERS, normal, party_columns, plain_address, sealed_columns, spec_of
from twincore.parties.keys import FILE_NAME, KeyRing
from twincore.parties.model import (
    LIST_MAX,
    PARTIES_MAX,
    Address,
    IdentifierKind,
    Kyc,
    OrganisationSpec,
    Party,
    PartyKind,
    PartySpec,
    PersonSpec,
    RotationPage,
    Standing,
    party_closed,
    party_exists,
)
from twincore.parties.rules import check_address, check_email, check_kyc_move, check_phone, check_spec, normal_identifier

_sql = load("twincore.parties")
_KYC = {letters.decode(): kyc for kyc, letters in KYC_LETTERS.items()}
_KINDS = {"P": PartyKind.PERSON, "O": PartyKind.ORGANISATION}
_FIND = {
    IdentifierKind.EMAIL: _sql.find_by_email,
    IdentifierKind.PHONE: _sql.find_by_phone,
    IdentifierKind.TFN: _sql.find_by_tfn,
    IdentifierKind.ABN: _sql.find_by_abn,
    IdentifierKind.LICENCE: _sql.find_by_licence,
}
_DAY_AHEAD_US = 14 * 3_600 * 1_000_000  # somewhere on earth it is already that much later (UTC+14)


def open_person(conn: Connection, keys: KeyRing, tenant: int, spec: PersonSpec, *, id: UUID, now_us: int) -> Party:  # noqa: A002
    """Make a person a member. Refuses as ``check_spec`` does, and ``party_exists``."""
    return _open(conn, keys, tenant, spec, id, now_us)


def open_organisation(conn: Connection, keys: KeyRing, tenant: int, spec: OrganisationSpec, *, id: UUID, now_us: int) -> Party:  # noqa: A002
    """Make an organisation a member. Refuses as ``check_spec`` does, and ``party_exists``."""
    return _open(conn, keys, tenant, spec, id, now_us)


def open_parties(conn: Connection, keys: KeyRing, tenant: int, specs: Sequence[PartySpec], *, ids: Sequence[UUID], now_us: int) -> None:
    """Make up to PARTIES_MAX parties members, all or none, in one statement. ids: one for each spec.

    Refuses ``parties_too_many``, and as ``check_spec`` does with the place of the first bad spec leading the field (``17/email``).
    An id that is taken is refused as ``party_exists``; that one the database finds, so the transaction cannot go on after it.
    """
    assert len(ids) == len(specs), "every party has an id"
    if not specs:
        return
    if len(specs) > PARTIES_MAX:
        raise Refusal("parties_too_many", f"At most {PARTIES_MAX} parties can be opened at once.", category=Category.TOO_LARGE)
    _insert(conn, keys, tenant, ids, normal(specs, to_datetime(now_us + _DAY_AHEAD_US).date()), now_us)


def get_party(conn: Connection, keys: KeyRing, tenant: int, id: UUID) -> Party:  # noqa: A002
    """A party with its personal data. Refuses ``party_not_found`` and ``personal_data_unreadable``."""
    row = conn.execute(_sql.get_party, {"tenant": tenant, "id": id}).fetchone()
    if row is None:
        raise not_found("party", id)
    return _party(keys, tenant, row)


def list_parties(
    conn: Connection, keys: KeyRing, tenant: int, *, after: UUID | None = None, kyc: Kyc | None = None, limit: int = 50
) -> list[Party]:
    """A page of parties in the order of their ids, from the one after ``after``; of one state of KYC if asked. limit: 1 to LIST_MAX."""
    values = {"tenant": tenant, "after": after, "kyc": None if kyc is None else KYC_LETTERS[kyc].decode(), "limit": _limit(limit)}
    return [_party(keys, tenant, row) for row in conn.execute(_sql.list_parties, values).fetchall()]


def find_by_identifier(conn: Connection, keys: KeyRing, tenant: int, kind: IdentifierKind, value: str) -> list[Party]:
    """The parties with an identifier, exactly, however it is spelled; closed ones too, at most LIST_MAX.

    Families share phones and addresses; two parties of one tax file number are for compliance to look at, not refused here.
    Refuses an identifier that cannot be one, as ``check_spec`` does.
    """
    wanted = normal_identifier(kind, value)
    index = int.from_bytes(keys.blind(tenant, kind.value, wanted), "big", signed=True)
    rows = conn.execute(_FIND[kind], {"tenant": tenant, "index": index, "limit": LIST_MAX}).fetchall()
    found = [_party(keys, tenant, row) for row in rows]
    return [party for party in found if normal_identifier(kind, getattr(party.details, kind.value)) == wanted]


def standings(conn: Connection, tenant: int, ids: Sequence[UUID], *, lock: bool = False) -> dict[UUID, Standing]:
    """What other rooms need to know of parties, without keys: kind, KYC, whether closed. A party that does not exist is not in the answer.

    lock: keep them as they are (share lock) until the end of the transaction.
    """
    statement = _sql.lock_standings if lock else _sql.standings
    rows = conn.execute(statement, {"tenant": tenant, "ids": list(ids)}).fetchall()
    return {id_: Standing(id_, _KINDS[kind], _KYC[kyc], synthetic, closed) for id_, kind, kyc, synthetic, closed in rows}


def change_address(conn: Connection, keys: KeyRing, tenant: int, id: UUID, address: Address, *, now_us: int) -> Party:  # noqa: A002
    """Give a party another address. Refuses ``party_not_found``, ``party_closed``, and addresses as ``check_spec`` does."""
    clean = check_address(address, "")
    party = _open_party(conn, keys, tenant, id)
    values = {"tenant": tenant, "id": id, "now": to_datetime(now_us), "address": keys.seal(tenant, id, "address", plain_address(clean))}
    conn.execute(_sql.change_address, values)
    return _changed(party, replace(party.details, address=clean), now_us)


def change_contact(
    conn: Connection,
    keys: KeyRing,
    tenant: int,
    id: UUID,  # noqa: A002
    *,
    email: str | None,
    phone: str | None,
    now_us: int,
) -> Party:
    """Give a party another email address and phone number: both as they shall be, None for none.

    Refuses ``party_not_found``, ``party_closed``, ``email_invalid``, ``phone_invalid``.
    """
    email = None if email is None else check_email(email)
    phone = None if phone is None else check_phone(phone)
    party = _open_party(conn, keys, tenant, id)
    values: dict[str, Any] = {"tenant": tenant, "id": id, "now": to_datetime(now_us)}
    for kind, value in ((IdentifierKind.EMAIL, email), (IdentifierKind.PHONE, phone)):
        field = kind.value
        values[field] = values[f"{field}_index"] = None
        if value is not None:
            values[field] = keys.seal(tenant, id, field, value.encode())
            blind = keys.blind(tenant, field, normal_identifier(kind, value))
            values[f"{field}_index"] = int.from_bytes(blind, "big", signed=True)
    conn.execute(_sql.change_contact, values)
    return _changed(party, replace(party.details, email=email, phone=phone), now_us)


def set_kyc(conn: Connection, keys: KeyRing, tenant: int, id: UUID, kyc: Kyc, *, now_us: int) -> Party:  # noqa: A002
    """Move a party's KYC (see ``rules.KYC_MOVES``). Refuses ``party_not_found``, ``party_closed``, ``kyc_move_refused``."""
    party = _open_party(conn, keys, tenant, id)
    check_kyc_move(party.kyc, kyc)
    conn.execute(_sql.set_kyc, {"tenant": tenant, "id": id, "kyc": KYC_LETTERS[kyc].decode(), "now": to_datetime(now_us)})
    return _changed(party, replace(party.details, kyc=kyc), now_us)


def close_party(conn: Connection, keys: KeyRing, tenant: int, id: UUID, *, now_us: int) -> Party:  # noqa: A002
    """End a membership; its record stays. The caller sees to it that no account is open. Refuses ``party_not_found``, ``party_closed``."""
    party = _open_party(conn, keys, tenant, id)
    conn.execute(_sql.close_party, {"tenant": tenant, "id": id, "now": to_datetime(now_us)})
    return replace(_changed(party, party.details, now_us), closed_at_us=now_us)


def rotate_key(conn: Connection, keys: KeyRing, tenant: int, *, after: UUID | None = None, limit: int = 500) -> RotationPage:
    """Encrypt a page of parties anew under the current key, from the one after ``after``; a transaction per page keeps locks short.

    Every party of the tenant is under the current key when a run from the start gives ``next`` None. limit: 1 to LIST_MAX.
    Refuses ``personal_data_unreadable``; that page stays as it was.
    """
    limit = _limit(limit)
    rows = conn.execute(_sql.page_to_rotate, {"tenant": tenant, "after": after, "key_id": keys.current, "limit": limit}).fetchall()
    if not rows:
        return RotationPage(0, None)
    ids = [row[0] for row in rows]
    plain = {
        field: [None if row[n] is None else keys.open(tenant, row[0], field, row[n]) for row in rows] for n, field in enumerate(FIELDS, 1)
    }
    columns = sealed_columns(keys, tenant, ids, plain)
    conn.execute(_sql.write_rotated, {"tenant": tenant, "key_id": keys.current, **columns})
    return RotationPage(len(rows), ids[-1] if len(rows) == limit else None)


def open_key_ring(conn: Connection, folder: Path, *, now_us: int) -> KeyRing:
    """The keys of this database's personal data, from the file in a folder; made there if neither file nor encrypted data exists yet.

    conn: ``database.app(PLATFORM)``. To be called at every start, before anything else touches a party: it says at once when the file is
    lost or is another database's, instead of encrypting under new keys beside data that nobody can read any more.
    Refuses ``keys_lost``, ``keys_differ``, ``keys_exposed``, ``keys_unreadable``.
    """
    path = folder / FILE_NAME
    in_use = {key_id: bytes(check) for key_id, check in conn.execute(_sql.keys_in_use).fetchall()}
    if not path.exists():
        if in_use:
            raise Refusal(
                "keys_lost",
                f"The key file {path} is not there, but the database holds personal data encrypted under its keys ({_listed(in_use)})."
                " Put the file back from its backup: without it nobody can read that data again.",
                category=Category.UNAVAILABLE,
                path=str(path),
            )
        with suppress(FileExistsError):  # another process was first; its keys are ours
            KeyRing.generate().save(path)
    keys = KeyRing.load(path)
    if missing := set(in_use) - keys.ids:
        raise Refusal(
            "keys_lost",
            f"The key file {path} lacks keys that the database's personal data is encrypted under: {_listed(missing)}. Put them back.",
            category=Category.UNAVAILABLE,
            path=str(path),
        )
    for key_id in sorted(keys.ids):
        if key_id not in in_use:
            conn.execute(_sql.introduce_key, {"id": key_id, "check": keys.check_of(key_id), "now": to_datetime(now_us)})
    for key_id, check in conn.execute(_sql.keys_in_use).fetchall():
        if key_id in keys.ids and keys.check_of(key_id) != bytes(check):
            raise Refusal(
                "keys_differ",
                f"Key {key_id} of {path} is not the one that this database's personal data is encrypted under: the file is another database's.",
                category=Category.UNAVAILABLE,
                path=str(path),
            )
    return keys


def _open(conn: Connection, keys: KeyRing, tenant: int, spec: PartySpec, party: UUID, now_us: int) -> Party:
    clean = check_spec(spec, to_datetime(now_us + _DAY_AHEAD_US).date())
    _insert(conn, keys, tenant, [party], [clean], now_us)
    return Party(party, clean, 0, now_us, now_us, None)


def _insert(conn: Connection, keys: KeyRing, tenant: int, ids: Sequence[UUID], specs: Sequence[PartySpec], now_us: int) -> None:
    columns = party_columns(keys, tenant, ids, specs)
    try:
        conn.execute(_sql.open_parties, {"tenant": tenant, "now": to_datetime(now_us), "key_id": keys.current, **columns})
    except psycopg.errors.UniqueViolation:
        raise party_exists(ids[0] if len(ids) == 1 else None) from None


def _open_party(conn: Connection, keys: KeyRing, tenant: int, party: UUID) -> Party:
    row = conn.execute(_sql.lock_party, {"tenant": tenant, "id": party}).fetchone()
    if row is None:
        raise not_found("party", party)
    found = _party(keys, tenant, row)
    if found.closed:
        raise party_closed(party)
    return found


def _changed(party: Party, details: PartySpec, now_us: int) -> Party:
    return replace(party, details=details, version=party.version + 1, changed_at_us=now_us)


def _party(keys: KeyRing, tenant: int, row: tuple[Any, ...]) -> Party:
    id_, kind, kyc, synthetic, version, opened_at, changed_at, closed_at = row[:8]
    plain = {
        field: None if sealed is None else keys.open(tenant, id_, field, sealed).decode()
        for field, sealed in zip(FIELDS, row[8:], strict=True)
    }
    details = spec_of(kind, _KYC[kyc], synthetic, plain)
    return Party(id_, details, version, to_us(opened_at), to_us(changed_at), None if closed_at is None else to_us(closed_at))


def _limit(limit: int) -> int:
    return max(1, min(limit, LIST_MAX))


def _listed(key_ids: "set[int] | dict[int, bytes]") -> str:
    return ", ".join(f"key {key_id}" for key_id in sorted(key_ids))
