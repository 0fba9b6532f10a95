"""What a member's particulars may be, and their normal form: one spelling for everything that can be looked up."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.au import abn as abn_rules
from stdnum.au import tfn as tfn_rules

from tests.parties.people import HOME, TFN, organisation, person
from twincore.kernel.refusal import Category, Refusal
from twincore.parties import Address, IdentifierKind, Kyc, OrganisationSpec, PartySpec, PersonSpec, check_spec
from twincore.parties.columns import normal
from twincore.parties.rules import check_kyc_move, normal_identifier

TODAY = date(2026, 7, 1)

BAD: list[tuple[PartySpec, str, str]] = [
    (person(given_name=""), "name_invalid", "given_name"),
    (person(given_name="  \t "), "name_invalid", "given_name"),
    (person(family_name="x" * 101), "name_invalid", "family_name"),
    (person(family_name="O\0Brien"), "name_invalid", "family_name"),
    (person(family_name="O\x1fBrien"), "name_invalid", "family_name"),
    (person(given_name="\ud800"), "name_invalid", "given_name"),
    (organisation(name=" "), "name_invalid", "name"),
    (organisation(name="x" * 201), "name_invalid", "name"),
    (person(birth_date=TODAY + timedelta(days=1)), "birth_date_invalid", "birth_date"),
    (person(birth_date=date(1896, 6, 30)), "birth_date_invalid", "birth_date"),
    (person(birth_date=date(1, 1, 1)), "birth_date_invalid", "birth_date"),
    (person(email=""), "email_invalid", "email"),
    (person(email="margaret"), "email_invalid", "email"),
    (person(email="margaret@"), "email_invalid", "email"),
    (person(email="@mail.example.au"), "email_invalid", "email"),
    (person(email="margaret@localhost"), "email_invalid", "email"),
    (person(email="a@b@c.example"), "email_invalid", "email"),
    (person(email="a b@c.example"), "email_invalid", "email"),
    (person(email="a@c..example"), "email_invalid", "email"),
    (person(email="a@b.example\x00"), "email_invalid", "email"),
    (person(email="a@" + "b" * 250 + ".au"), "email_invalid", "email"),
    (person(phone="12345"), "phone_invalid", "phone"),
    (person(phone="0112345678"), "phone_invalid", "phone"),
    (person(phone="+0123456789"), "phone_invalid", "phone"),
    (person(phone="+61 4 1234 567x"), "phone_invalid", "phone"),
    (person(phone="+" + "1" * 16), "phone_invalid", "phone"),
    (person(tfn="123456789"), "tfn_invalid", "tfn"),
    (person(tfn="000000000"), "tfn_invalid", "tfn"),
    (person(tfn="1234567"), "tfn_invalid", "tfn"),
    (person(tfn="12345678a"), "tfn_invalid", "tfn"),
    (person(tfn="١٢٣٤٥٦٧٨٢"), "tfn_invalid", "tfn"),
    (organisation(abn="51824753557"), "abn_invalid", "abn"),
    (organisation(abn="00000000000"), "abn_invalid", "abn"),
    (organisation(abn="5182475355"), "abn_invalid", "abn"),
    (person(licence="ab"), "licence_invalid", "licence"),
    (person(licence="12345/6"), "licence_invalid", "licence"),
    (person(address=replace(HOME, line1="")), "address_invalid", "address/line1"),
    (person(address=replace(HOME, suburb="x" * 101)), "address_invalid", "address/suburb"),
    (person(address=replace(HOME, state="XX")), "state_invalid", "address/state"),
    (person(address=replace(HOME, state="nsw")), "state_invalid", "address/state"),
    (person(address=replace(HOME, postcode="204")), "postcode_invalid", "address/postcode"),
    (person(address=replace(HOME, postcode="0100")), "postcode_invalid", "address/postcode"),
    (person(address=replace(HOME, postcode="0500")), "postcode_invalid", "address/postcode"),
    (person(address=replace(HOME, postcode="20 41")), "postcode_invalid", "address/postcode"),
    (person(address=replace(HOME, postcode="٢٠٤١")), "postcode_invalid", "address/postcode"),
    (person(address=replace(HOME, country="Australia")), "country_invalid", "address/country"),
    (person(address=replace(HOME, country="NZ", postcode="1" * 17)), "postcode_invalid", "address/postcode"),
]


@pytest.mark.parametrize(("spec", "code", "field"), BAD, ids=[f"{code}-{n}" for n, (_, code, _) in enumerate(BAD)])
def test_what_cannot_be_is_refused_with_its_field_alone_and_among_many(spec: PartySpec, code: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_spec(spec, TODAY)
    assert (refused.value.code, refused.value.field, refused.value.category) == (code, field, Category.INVALID)
    with pytest.raises(Refusal) as refused:
        normal([person(), organisation(), spec, person()], TODAY)
    assert (refused.value.code, refused.value.field) == (code, f"2/{field}")


def test_what_is_in_normal_form_stays_as_it_is() -> None:
    abroad = person(address=Address("1 Queen Street", "Auckland", "", "1010", "NZ"), phone="+6491234567")
    for spec in (person(), organisation(), abroad, person(email=None, phone=None, address=None, tfn=None, licence=None)):
        assert check_spec(spec, TODAY) == spec
        assert list(normal([spec, spec], TODAY)) == [spec, spec]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"given_name": "  Zoe\u0308 "}, {"given_name": "Zoë"}),  # decomposed and composed are one name
        ({"email": " margaret@mail.example.au\n"}, {"email": "margaret@mail.example.au"}),
        ({"phone": "0412 345 678"}, {"phone": "+61412345678"}),
        ({"phone": "(02) 9876-5432"}, {"phone": "+61298765432"}),
        ({"phone": "1300 123 456"}, {"phone": "+611300123456"}),
        ({"phone": "13 12 34"}, {"phone": "+61131234"}),
        ({"phone": "+44 20 7946 0018"}, {"phone": "+442079460018"}),
        ({"tfn": "123 456 782"}, {"tfn": "123456782"}),
        ({"abn": "51 824 753 556"}, {"abn": "51824753556"}),
        ({"licence": " nsw 123-4567 "}, {"licence": "NSW1234567"}),
        ({"address": Address(" 12 Harbour Street ", " Balmain ", " NSW ", " 2041 ")}, {"address": HOME}),
        ({"address": Address("1 Rue de Rivoli", "Paris", "", "75001", "FR")}, {"address": Address("1 Rue de Rivoli", "Paris", "", "75001", "FR")}),
    ],
)  # fmt: skip
def test_other_spellings_become_the_normal_form(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert check_spec(person(**given), TODAY) == person(**expected)
    assert list(normal([person(**given)], TODAY)) == [person(**expected)]


def test_who_is_born_today_and_who_is_very_old_may_join() -> None:
    for born in (TODAY, date(1896, 7, 1)):
        assert check_spec(person(birth_date=born), TODAY) == person(birth_date=born)
    leap_day = date(2028, 2, 29)
    assert check_spec(person(birth_date=leap_day), leap_day).kyc is Kyc.UNVERIFIED


@pytest.mark.parametrize(
    "postcode", ["0200", "0800", "0872", "1001", "2041", "2620", "3000", "4000", "5000", "6000", "7000", "8001", "9726"]
)
def test_a_postcode_in_use_is_taken_whatever_the_state_for_postcodes_cross_borders(postcode: str) -> None:
    spec = person(address=replace(HOME, postcode=postcode, state="NT"))
    assert check_spec(spec, TODAY) == spec


@given(st.lists(st.from_regex(r"[0-9]{8,9}", fullmatch=True) | st.just(TFN) | st.just("38593474"), min_size=1, max_size=8))
def test_tax_file_numbers_are_taken_exactly_when_the_published_check_takes_them(numbers: list[str]) -> None:
    right = all(tfn_rules.is_valid(number) and set(number) != {"0"} for number in numbers)
    _taken_if(right, [person(tfn=number) for number in numbers])


@given(st.lists(st.from_regex(r"[0-9]{11}", fullmatch=True) | st.integers(0, 10**9 - 1).map(lambda n: f"{n:09d}"), min_size=1, max_size=8))
def test_business_numbers_are_taken_exactly_when_the_published_check_takes_them(numbers: list[str]) -> None:
    numbers = [abn_rules.calc_check_digits(number) + number if len(number) == 9 else number for number in numbers]
    _taken_if(all(map(abn_rules.is_valid, numbers)), [organisation(abn=number) for number in numbers])


def _taken_if(right: bool, specs: list[PartySpec]) -> None:
    if right:
        assert list(normal(specs, TODAY)) == specs
    else:
        with pytest.raises(Refusal):
            normal(specs, TODAY)


WORDS = st.text(max_size=12) | st.sampled_from(["Zoë", "Zoe\u0308", " Ann", "Ann ", "a\x1fb", "", "x" * 101])
EMAILS = st.text("ab@. ", max_size=8) | st.sampled_from(["a@b.example", "A@B.example", " a@b.example"])
PHONES = st.text("+0461 ", max_size=12) | st.sampled_from(["+61412345678", "0412345678"])
ADDRESSES = st.builds(
    Address, WORDS, WORDS, st.sampled_from(["NSW", "NT", "nsw", ""]), st.sampled_from(["2041", "0800", "0300", "20410"]), st.sampled_from(["AU", "NZ", "au"])
) | st.just(HOME)  # fmt: skip
PEOPLE = st.builds(
    PersonSpec,
    WORDS | st.just("Ann"),
    WORDS | st.just("Lee"),
    st.dates(date(1890, 1, 1), date(2026, 12, 31)),
    st.none() | EMAILS,
    st.none() | PHONES,
    st.none() | ADDRESSES,
    st.none() | st.sampled_from([TFN, "123456789", "123 456 782"]),
    st.none(),
    st.none() | st.sampled_from(["AB1234", "ab1234", "A"]),
    st.sampled_from(Kyc),
    st.booleans(),
)
ORGANISATIONS = st.builds(OrganisationSpec, WORDS | st.just("Club"), st.none(), st.none() | EMAILS)


@given(st.lists(PEOPLE | ORGANISATIONS | st.just(person()) | st.just(organisation()), min_size=1, max_size=4))
def test_many_at_once_are_judged_exactly_as_one_by_one(specs: list[PartySpec]) -> None:
    try:
        expected: list[PartySpec] | str = [check_spec(spec, TODAY) for spec in specs]
    except Refusal as refusal:
        expected = refusal.code
    try:
        found: list[PartySpec] | str = list(normal(specs, TODAY))
    except Refusal as refusal:
        found = refusal.code
    assert found == expected


def test_an_identifier_has_one_normal_form_however_it_is_spelled() -> None:
    spellings = {
        IdentifierKind.EMAIL: ("Ann@Mail.example", " ann@mail.EXAMPLE "),
        IdentifierKind.PHONE: ("0412 345 678", "+61 412 345 678"),
        IdentifierKind.TFN: ("123 456 782", "123456782"),
        IdentifierKind.ABN: ("51 824 753 556", "51824753556"),
        IdentifierKind.LICENCE: ("nsw-123 4567", "NSW1234567"),
    }
    assert set(spellings) == set(IdentifierKind)
    for kind, (one, other) in spellings.items():
        assert normal_identifier(kind, one) == normal_identifier(kind, other)


def test_kyc_moves_only_along_the_ways_of_the_policy() -> None:
    allowed = {
        (Kyc.UNVERIFIED, Kyc.PENDING),
        (Kyc.PENDING, Kyc.VERIFIED),
        (Kyc.PENDING, Kyc.REFUSED),
        (Kyc.VERIFIED, Kyc.PENDING),
        (Kyc.REFUSED, Kyc.PENDING),
    }
    for current, wanted in product(Kyc, Kyc):
        if (current, wanted) in allowed:
            check_kyc_move(current, wanted)
        else:
            with pytest.raises(Refusal) as refused:
                check_kyc_move(current, wanted)
            assert (refused.value.code, refused.value.category) == ("kyc_move_refused", Category.RULE)


def test_nothing_personal_shows_where_objects_are_printed() -> None:
    shown = repr((person(), organisation(), HOME))
    for secret in ("Margaret", "Brien", "1968", "mail.example", "412345678", "Harbour", "123456782", "1234567", "Rowing", "51824753556"):
        assert secret not in shown
