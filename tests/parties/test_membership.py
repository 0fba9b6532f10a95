"""Members join, change, are found, and leave; nobody reads of them what is not his to read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import psycopg
import pytest

from tests.conftest import START_US
from tests.parties.people import ABN, HOME, TFN, organisation, person
from twincore.kernel.db import Connection, Database
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal
from twincore.parties import (
    PARTIES_MAX,
    Address,
    IdentifierKind,
    KeyRing,
    Kyc,
    Party,
    PartyKind,
    PartySpec,
    PersonSpec,
    RotationPage,
    Standing,
    audit_view,
    change_address,
    change_contact,
    close_party,
    find_by_identifier,
    get_party,
    list_parties,
    open_organisation,
    open_parties,
    open_person,
    rotate_key,
    set_kyc,
    standings,
)

KEYS = KeyRing.generate()
LATER_US = START_US + 60_000_000


def number(n: int) -> UUID:
    """Ids that sort as they count."""
    return UUID(int=(0x0193 << 112) | (7 << 76) | (2 << 62) | n)


@pytest.fixture
def margaret(database: Database, tenant: int) -> UUID:
    with database.app(tenant) as conn:
        return open_person(conn, KEYS, tenant, person(), id=number(1), now_us=START_US).id


def test_a_person_is_on_record_as_opened(app: Connection, tenant: int) -> None:
    opened = open_person(app, KEYS, tenant, person(), id=number(1), now_us=START_US)
    assert opened == Party(number(1), person(), 0, START_US, START_US, None)
    assert (opened.kind, opened.name, opened.kyc, opened.synthetic, opened.closed) == (
        PartyKind.PERSON, "Margaret O'Brien", Kyc.UNVERIFIED, True, False,
    )  # fmt: skip
    assert get_party(app, KEYS, tenant, number(1)) == opened


def test_an_organisation_is_on_record_as_opened(app: Connection, tenant: int) -> None:
    opened = open_organisation(app, KEYS, tenant, organisation(kyc=Kyc.VERIFIED), id=number(1), now_us=START_US)
    assert (opened.kind, opened.name, opened.kyc) == (PartyKind.ORGANISATION, "Balmain Rowing Club Ltd", Kyc.VERIFIED)
    assert get_party(app, KEYS, tenant, number(1)) == opened


def test_many_are_opened_at_once_as_they_would_be_one_by_one(app: Connection, tenant: int) -> None:
    few: list[PartySpec] = [
        person(email=None, tfn=None, address=None, licence=None, phone=None),
        organisation(phone="1300 123 456", tfn=TFN),
        person(given_name="  Zoe\u0308", phone="0412 345 678", abn=ABN, kyc=Kyc.PENDING),
        organisation(abn=None, email=None, address=None, synthetic=True),
        person(address=Address("1 Rue de Rivoli", "Paris", "", "75001", "FR"), birth_date=date(2026, 7, 1)),
    ]
    specs = few * 60
    ids = [number(n) for n in range(len(specs))]
    open_parties(app, KEYS, tenant, specs, ids=ids, now_us=START_US)
    for n, spec in enumerate(few):
        if isinstance(spec, PersonSpec):
            alone = open_person(app, KEYS, tenant, spec, id=number(1000 + n), now_us=START_US)
        else:
            alone = open_organisation(app, KEYS, tenant, spec, id=number(1000 + n), now_us=START_US)
        assert get_party(app, KEYS, tenant, number(n)) == replace(alone, id=number(n))
    everyone = list_parties(app, KEYS, tenant, limit=1000)
    assert [party.id for party in everyone[:300]] == ids
    assert [party.details for party in everyone[:5]] * 60 == [party.details for party in everyone[:300]]


def test_one_bad_party_among_many_refuses_all_and_is_named(app: Connection, tenant: int) -> None:
    specs = [person(), person(), person(email="nowhere"), person()]
    with pytest.raises(Refusal) as refused:
        open_parties(app, KEYS, tenant, specs, ids=[number(n) for n in range(4)], now_us=START_US)
    assert (refused.value.code, refused.value.field) == ("email_invalid", "2/email")
    assert list_parties(app, KEYS, tenant) == []
    with pytest.raises(Refusal) as refused:
        open_parties(app, KEYS, tenant, [person()] * (PARTIES_MAX + 1), ids=[number(n) for n in range(PARTIES_MAX + 1)], now_us=START_US)
    assert refused.value.category is Category.TOO_LARGE
    open_parties(app, KEYS, tenant, [], ids=[], now_us=START_US)


def test_an_id_is_given_once(database: Database, tenant: int, margaret: UUID) -> None:
    with pytest.raises(Refusal) as refused, database.app(tenant) as conn:
        open_person(conn, KEYS, tenant, person(), id=margaret, now_us=START_US)
    assert (refused.value.code, refused.value.category, refused.value.field) == ("party_exists", Category.CONFLICT, "id")


def test_members_are_found_by_every_identifier_however_it_is_spelled(app: Connection, tenant: int) -> None:
    open_person(app, KEYS, tenant, person(), id=number(1), now_us=START_US)
    open_person(app, KEYS, tenant, person(given_name="Sean", tfn=None, licence=None), id=number(2), now_us=START_US)
    open_parties(app, KEYS, tenant, [organisation(), person(email="MARGARET@mail.example.au")], ids=[number(3), number(4)], now_us=START_US)

    def found(kind: IdentifierKind, value: str) -> list[UUID]:
        return [party.id for party in find_by_identifier(app, KEYS, tenant, kind, value)]

    assert found(IdentifierKind.EMAIL, "margaret@MAIL.example.au") == [number(1), number(2), number(4)]
    assert found(IdentifierKind.PHONE, "0412 345 678") == [number(1), number(2), number(4)]
    assert found(IdentifierKind.TFN, "123 456 782") == [number(1), number(4)]
    assert found(IdentifierKind.ABN, "51 824 753 556") == [number(3)]
    assert found(IdentifierKind.LICENCE, "nsw1234567") == [number(1), number(4)]
    assert found(IdentifierKind.EMAIL, "nobody@mail.example.au") == []
    with pytest.raises(Refusal) as refused:
        found(IdentifierKind.TFN, "123456789")
    assert refused.value.code == "tfn_invalid"


def test_a_false_alarm_of_the_blind_index_is_not_an_answer(database: Database, tenant: int, margaret: UUID, superuser: Connection) -> None:
    with database.app(tenant) as conn:
        open_person(conn, KEYS, tenant, person(email="sean@mail.example.au"), id=number(2), now_us=START_US)
    superuser.execute("update parties.party set email_index = (select email_index from parties.party where id = %s)", (margaret,))
    with database.app(tenant) as conn:
        assert [party.id for party in find_by_identifier(conn, KEYS, tenant, IdentifierKind.EMAIL, "sean@mail.example.au")] == []
        assert [party.id for party in find_by_identifier(conn, KEYS, tenant, IdentifierKind.EMAIL, "margaret@mail.example.au")] == [
            margaret
        ]


def test_a_member_moves_house(app: Connection, tenant: int) -> None:
    opened = open_person(app, KEYS, tenant, person(), id=number(1), now_us=START_US)
    moved = change_address(app, KEYS, tenant, opened.id, Address(" 3 Mitchell Street", "Darwin", "NT", "0800"), now_us=LATER_US)
    home = Address("3 Mitchell Street", "Darwin", "NT", "0800")
    assert moved == replace(opened, details=person(address=home), version=1, changed_at_us=LATER_US)
    assert get_party(app, KEYS, tenant, opened.id) == moved
    with pytest.raises(Refusal) as refused:
        change_address(app, KEYS, tenant, opened.id, replace(home, postcode="9"), now_us=LATER_US)
    assert (refused.value.code, refused.value.field) == ("postcode_invalid", "postcode")


def test_a_member_changes_how_to_be_reached_and_is_found_by_the_new_way_only(app: Connection, tenant: int) -> None:
    opened = open_person(app, KEYS, tenant, person(), id=number(1), now_us=START_US)
    changed = change_contact(app, KEYS, tenant, opened.id, email="Peg@mail.example.au", phone=None, now_us=LATER_US)
    assert changed.details == person(email="Peg@mail.example.au", phone=None)
    assert get_party(app, KEYS, tenant, opened.id) == changed
    assert find_by_identifier(app, KEYS, tenant, IdentifierKind.EMAIL, "peg@mail.example.au") == [changed]
    assert find_by_identifier(app, KEYS, tenant, IdentifierKind.EMAIL, "margaret@mail.example.au") == []
    assert find_by_identifier(app, KEYS, tenant, IdentifierKind.PHONE, "+61412345678") == []


def test_kyc_goes_step_by_step(app: Connection, tenant: int) -> None:
    opened = open_person(app, KEYS, tenant, person(), id=number(1), now_us=START_US)
    with pytest.raises(Refusal) as refused:
        set_kyc(app, KEYS, tenant, opened.id, Kyc.VERIFIED, now_us=LATER_US)
    assert (refused.value.code, refused.value.field) == ("kyc_move_refused", "kyc")
    for version, kyc in enumerate((Kyc.PENDING, Kyc.REFUSED, Kyc.PENDING, Kyc.VERIFIED, Kyc.PENDING), 1):
        moved = set_kyc(app, KEYS, tenant, opened.id, kyc, now_us=LATER_US)
        assert (moved.kyc, moved.version) == (kyc, version)
        assert get_party(app, KEYS, tenant, opened.id) == moved


def test_who_has_left_stays_on_record_and_changes_no_more(app: Connection, tenant: int) -> None:
    opened = open_person(app, KEYS, tenant, person(), id=number(1), now_us=START_US)
    left = close_party(app, KEYS, tenant, opened.id, now_us=LATER_US)
    assert (left.closed, left.closed_at_us, left.version) == (True, LATER_US, 1)
    assert get_party(app, KEYS, tenant, opened.id) == left
    changes: list[Callable[[], Party]] = [
        lambda: close_party(app, KEYS, tenant, opened.id, now_us=LATER_US),
        lambda: set_kyc(app, KEYS, tenant, opened.id, Kyc.PENDING, now_us=LATER_US),
        lambda: change_address(app, KEYS, tenant, opened.id, HOME, now_us=LATER_US),
        lambda: change_contact(app, KEYS, tenant, opened.id, email=None, phone=None, now_us=LATER_US),
    ]
    for change in changes:
        with pytest.raises(Refusal) as refused:
            change()
        assert (refused.value.code, refused.value.category) == ("party_closed", Category.RULE)


def test_who_is_not_there_is_not_found(app: Connection, tenant: int) -> None:
    nobody = id_of_key("nobody")
    looks: list[Callable[[], Party]] = [
        lambda: get_party(app, KEYS, tenant, nobody),
        lambda: close_party(app, KEYS, tenant, nobody, now_us=LATER_US),
        lambda: set_kyc(app, KEYS, tenant, nobody, Kyc.PENDING, now_us=LATER_US),
    ]
    for look in looks:
        with pytest.raises(Refusal) as refused:
            look()
        assert (refused.value.code, refused.value.category) == ("party_not_found", Category.NOT_FOUND)


def test_members_are_listed_in_pages_and_by_kyc(app: Connection, tenant: int) -> None:
    specs = [person(kyc=Kyc.VERIFIED if n % 3 == 0 else Kyc.PENDING) for n in range(10)]
    open_parties(app, KEYS, tenant, specs, ids=[number(n) for n in range(10)], now_us=START_US)
    first = list_parties(app, KEYS, tenant, limit=4)
    rest = list_parties(app, KEYS, tenant, after=first[-1].id, limit=100)
    assert [party.id for party in (*first, *rest)] == [number(n) for n in range(10)]
    assert [party.id for party in list_parties(app, KEYS, tenant, kyc=Kyc.VERIFIED)] == [number(n) for n in (0, 3, 6, 9)]


def test_other_rooms_learn_the_standing_of_parties_and_nothing_personal(app: Connection, tenant: int) -> None:
    open_parties(app, KEYS, tenant, [person(kyc=Kyc.VERIFIED), organisation()], ids=[number(1), number(2)], now_us=START_US)
    close_party(app, KEYS, tenant, number(2), now_us=LATER_US)
    expected = {
        number(1): Standing(number(1), PartyKind.PERSON, Kyc.VERIFIED, synthetic=True, closed=False),
        number(2): Standing(number(2), PartyKind.ORGANISATION, Kyc.UNVERIFIED, synthetic=False, closed=True),
    }
    for lock in (False, True):
        assert standings(app, tenant, [number(1), number(2), number(3)], lock=lock) == expected


def test_an_audit_row_says_what_is_on_record_without_saying_it(app: Connection, tenant: int) -> None:
    view = audit_view(open_person(app, KEYS, tenant, person(phone=None), id=number(1), now_us=START_US))
    assert view == {
        "kind": "person",
        "kyc": "unverified",
        "synthetic": True,
        "closed": False,
        "version": 0,
        "on_record": ["email", "address", "tfn", "licence"],
    }


def test_nothing_personal_is_readable_in_the_database(database: Database, tenant: int, margaret: UUID, superuser: Connection) -> None:
    row = superuser.execute("select to_jsonb(p)::text, p::text from parties.party p where id = %s", (margaret,)).fetchone()
    assert row is not None
    everything = row[0] + row[1]
    for secret in ("Margaret", "O'Brien", "1968-02-29", "mail.example", "412345678", "Harbour", "Balmain", "2041", TFN, "NSW1234567"):
        assert secret not in everything
        assert secret.encode().hex() not in everything


@pytest.mark.parametrize("field", ["name", "birth_date", "email", "phone", "address", "tfn", "licence"])
def test_a_field_that_was_swapped_between_members_or_altered_is_not_read(
    database: Database, tenant: int, margaret: UUID, superuser: Connection, field: str
) -> None:
    with database.app(tenant) as conn:
        open_person(conn, KEYS, tenant, person(given_name="Sean"), id=number(2), now_us=START_US)
    for statement in (
        f"update parties.party set {field} = (select {field} from parties.party where id = %(other)s) where id = %(id)s",
        f"update parties.party set {field} = set_byte({field}, 20, get_byte({field}, 20) # 1) where id = %(id)s",
    ):
        with superuser.transaction(force_rollback=True):
            superuser.execute(statement.encode(), {"id": margaret, "other": number(2)})
            with pytest.raises(Refusal) as refused:
                get_party(superuser, KEYS, tenant, margaret)
            assert (refused.value.code, refused.value.field) == ("personal_data_unreadable", field)


def test_a_rotation_puts_everybody_under_the_new_key_page_by_page(database: Database, tenant: int, superuser: Connection) -> None:
    specs: list[PartySpec] = [person(), organisation(), person(email=None, tfn=None)] * 5
    with database.app(tenant) as conn:
        open_parties(conn, KEYS, tenant, specs, ids=[number(n) for n in range(15)], now_us=START_US)
        before = list_parties(conn, KEYS, tenant)
    rotated = KEYS.with_new_key()
    with database.app(tenant) as conn:
        change_address(conn, rotated, tenant, number(3), HOME, now_us=LATER_US)  # one field ahead of the others
        before = list_parties(conn, rotated, tenant)
    pages: list[RotationPage] = []
    after = None
    while not pages or after is not None:
        with database.app(tenant) as conn:
            pages.append(rotate_key(conn, rotated, tenant, after=after, limit=6))
        after = pages[-1].next
    assert [page.rotated for page in pages] == [6, 6, 3]
    with database.app(tenant) as conn:
        assert list_parties(conn, rotated.without(1), tenant) == before
        assert rotate_key(conn, rotated, tenant) == RotationPage(0, None)
        assert len(find_by_identifier(conn, rotated.without(1), tenant, IdentifierKind.TFN, TFN)) == 5
        with pytest.raises(Refusal):
            list_parties(conn, KEYS, tenant)
    assert superuser.execute("select distinct key_id from parties.party").fetchall() == [(2,)]


def test_another_tenant_sees_nobody_and_changes_nobody(database: Database, tenant: int, other_tenant: int, margaret: UUID) -> None:
    with database.app(other_tenant) as conn:
        looks: list[Callable[[], Party]] = [
            lambda: get_party(conn, KEYS, tenant, margaret),
            lambda: close_party(conn, KEYS, tenant, margaret, now_us=LATER_US),
            lambda: change_address(conn, KEYS, tenant, margaret, HOME, now_us=LATER_US),
            lambda: get_party(conn, KEYS, other_tenant, margaret),
        ]
        for look in looks:
            with pytest.raises(Refusal) as refused:
                look()
            assert refused.value.code == "party_not_found"
        assert list_parties(conn, KEYS, tenant) == []
        assert standings(conn, tenant, [margaret]) == {}
        assert find_by_identifier(conn, KEYS, tenant, IdentifierKind.TFN, TFN) == []
        assert rotate_key(conn, KEYS.with_new_key(), tenant) == RotationPage(0, None)
        assert conn.execute("select count(*) from parties.party").fetchone() == (0,)
        assert conn.execute("update parties.party set kyc = 'V'").rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database.app(other_tenant) as conn:
        open_person(conn, KEYS, tenant, person(), id=number(9), now_us=START_US)


def test_two_tenants_may_have_a_member_of_one_id(database: Database, tenant: int, other_tenant: int, margaret: UUID) -> None:
    with database.app(other_tenant) as conn:
        open_person(conn, KEYS, other_tenant, person(given_name="Other"), id=margaret, now_us=START_US)
        assert get_party(conn, KEYS, other_tenant, margaret).name == "Other O'Brien"
    with database.app(tenant) as conn:
        assert get_party(conn, KEYS, tenant, margaret).name == "Margaret O'Brien"


def test_members_are_not_deleted_and_what_they_are_does_not_change(database: Database, tenant: int, margaret: UUID) -> None:
    for statement in ("delete from parties.party", "update parties.party set kind = 'O'", "update parties.party set synthetic = false"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.app(tenant) as conn:
            conn.execute(statement.encode())
    for role in ("ledger", "readonly"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction(role, tenant) as conn:
            conn.execute("update parties.party set kyc = 'V'")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database.app(tenant) as conn:
        conn.execute("insert into parties.encryption_key values (9, 'x', now())")
