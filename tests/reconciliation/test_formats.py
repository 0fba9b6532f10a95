"""Statement files: what they say is read exactly, and whatever is wrong with one is refused with the line and the reason."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconciliation.bank import DAY, mt940
from tests.reconciliation.files import CAMT, camt, camt_balance, camt_entry, card, central_bank, settled
from twincore.kernel.refusal import Refusal
from twincore.reconciliation import StatementFile, StatementFormat, read_statement

MT940, CAMT053 = StatementFormat.MT940, StatementFormat.CAMT053
CARD, CENTRAL = StatementFormat.CARD_SETTLEMENT, StatementFormat.CENTRAL_BANK


def refusal(content: bytes | str, form: StatementFormat) -> tuple[str, int, str]:
    with pytest.raises(Refusal) as refused:
        read_statement(content.encode() if isinstance(content, str) else content, form)
    line = refused.value.detail["line"]
    assert refused.value.field == f"line/{line}"
    return refused.value.code, line, refused.value.message


# ------------------------------------------------------------------------------------------------ MT940
# The statement of the SWIFT user handbook's kind: three messages blocks, two entries, further balances.
MESSAGE = """{1:F01HARBAU2SAXXX0000000000}{2:O9400900260701HARBAU2SAXXX00000000002607010900N}{4:
:20:123456
:25:123-304958
:28C:123/1
:60F:C260630EUR4321789,56
:61:2607010701C100000,NTRFPAY-7781//8327000090031789
Card transaction
:86:salary of June
second line
:61:2512310102D1,5S103NONREF
:62F:C260701EUR4421788,06
:64:C260701EUR4421788,06
:65:C260702EUR4421788,06
:86:no more
-}
"""


def test_an_mt940_message_is_read_exactly() -> None:
    (statement,) = read_statement(MESSAGE.encode(), MT940)

    assert (statement.reference, statement.identification, statement.currency) == ("123/1/2026", "123-304958", "EUR")
    assert (statement.opening, statement.closing) == (432_178_956, 442_178_806)
    assert (statement.opening_on, statement.closing_on) == (date(2026, 6, 30), date(2026, 7, 1))
    first, second = statement.entries
    assert (first.line, first.amount, first.reference, first.servicer_reference) == (6, 10_000_000, "PAY-7781", "8327000090031789")
    assert first.words == "Card transaction salary of June second line"
    assert (second.amount, second.reference, second.servicer_reference) == (-150, "", "")
    assert (second.value_date, second.booked_on) == (date(2025, 12, 31), date(2026, 1, 2))


def test_the_reversal_of_a_credit_is_a_debit_and_the_other_way_round() -> None:
    (statement,) = read_statement(mt940(1, 0, [("C", 500, "A", "1"), ("RC", 500, "A", "2"), ("RD", 30, "B", "3")]), MT940)

    assert [entry.amount for entry in statement.entries] == [500, -500, 30]
    assert statement.closing == 30


def test_several_messages_of_a_file_are_several_statements() -> None:
    content = mt940(1, 0, [("C", 500, "A", "1")]) + mt940(2, 500, [])

    assert [(s.reference, s.closing) for s in read_statement(content, MT940)] == [("1/1/2026", 500), ("2/1/2026", 500)]


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "reason"),
    [
        ("4421788,06\n:64", "4421788,07\n:64", "statement_balance_wrong", 11, "come to 442178806"),
        (":60F:C260630EUR4321789,56", ":60F:C260630EUR4321789.56", "statement_malformed", 5, "not a balance"),
        (":60F:C260630EUR4321789,56", ":60F:C260631EUR4321789,56", "statement_malformed", 5, "not a date"),
        (":60F:C260630EUR4321789,56", ":60F:C260630EUR4321789,567", "statement_malformed", 5, "more digits"),
        (":62F:C260701EUR", ":62F:C260701USD", "statement_malformed", 11, "closes in USD"),
        (":25:123-304958\n", "", "statement_malformed", 2, "no field 25"),
        (":28C:123/1", ":28C:X", "statement_malformed", 4, "not a statement number"),
        ("D1,5S103NONREF", "D1.5S103NONREF", "statement_malformed", 10, "not a statement line"),
        ("D1,5S103NONREF", "ED1,5S103NONREF", "statement_malformed", 10, "not a statement line"),
        ("D1,5S103NONREF", "DX1,5S103NONREF", "statement_malformed", 10, "funds code"),
        ("2512310102D", "2512311302D", "statement_malformed", 10, "not a day of the year"),
        (":64:", ":99:", "statement_malformed", 12, "does not belong"),
        (":28C:123/1", ":28C:123/1\n:28C:123/1", "statement_malformed", 5, "stands twice"),
        (":20:123456\n:25:123-304958", ":25:123-304958\n:20:123456", "statement_malformed", 2, "no field"),
        ("salary of June", "salary of\x07June", "statement_malformed", 8, "control character"),
        (":62F:C260701EUR4421788,06\n:64:C260701EUR4421788,06", "", "statement_malformed", 2, "no field 62"),
        ("\n-}\n", "\n{4:\n", "statement_malformed", 15, "before the one before has ended"),
    ],
)
def test_what_is_wrong_with_an_mt940_is_said_with_its_line(old: str, new: str, code: str, line: int, reason: str) -> None:
    assert old in MESSAGE

    found = refusal(MESSAGE.replace(old, new, 1), MT940)

    assert found[:2] == (code, line)
    assert reason in found[2]


def test_a_currency_without_cents_has_none() -> None:
    content = mt940(1, 100, []).decode().replace("AUD1,00", "JPY100,")
    assert read_statement(content.encode(), MT940)[0].closing == 100
    assert refusal(content.replace("JPY100,", "JPY100,5"), MT940)[:2] == ("statement_malformed", 4)


def test_what_is_not_text_and_what_is_empty_are_refused() -> None:
    assert refusal(b":20:A\n\xff\xfe", MT940)[:2] == ("statement_malformed", 2)
    assert refusal(b"", MT940)[:2] == ("statement_malformed", 1)


# ------------------------------------------------------------------------------------------------ camt.053
TWO = camt_entry("25.50"), camt_entry("5", "DBIT", ours="NOTPROVIDED", theirs="BANK-2")
TOTALS = (
    "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>30.50</Sum><TtlNetNtry><Amt>20.50</Amt><CdtDbtInd>CRDT</CdtDbtInd></TtlNetNtry>"
    "</TtlNtries><TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>25.50</Sum></TtlCdtNtries>"
    "<TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>5.00</Sum></TtlDbtNtries></TxsSummry>"
)


def test_a_camt_053_message_is_read_exactly() -> None:
    (statement,) = read_statement(camt(*TWO, summary=TOTALS), CAMT053)

    assert (statement.reference, statement.identification, statement.currency) == ("S-1", "12345678", "AUD")
    assert (statement.opening, statement.closing, statement.closing_on) == (1_000, 3_050, DAY)
    first, second = statement.entries
    assert (first.line, first.amount, first.reference, first.servicer_reference, first.words) == (8, 2_550, "PAY-1", "BANK-1", "invoice 7")
    assert (second.line, second.amount, second.reference) == (9, -500, "")


def test_a_previous_closing_balance_opens_a_statement_too() -> None:
    content = camt(*TWO).replace(b"<Cd>OPBD</Cd>", b"<Cd>PRCD</Cd>")

    assert read_statement(content, CAMT053)[0].opening == 1_000


@pytest.mark.parametrize(
    ("content", "code", "line", "reason"),
    [
        (camt(*TWO, closing="30.51"), "statement_balance_wrong", 6, "come to 3050"),
        (camt(*TWO, summary=TOTALS.replace("<Sum>30.50", "<Sum>30.51")), "statement_total_wrong", 7, "TtlNtries/Sum"),
        (camt(*TWO, summary=TOTALS.replace("<NbOfNtries>2", "<NbOfNtries>3")), "statement_total_wrong", 7, "NbOfNtries"),
        (camt(*TWO, summary=TOTALS.replace("<Sum>5.00", "<Sum>4.99")), "statement_total_wrong", 7, "TtlDbtNtries"),
        (camt(*TWO, summary=TOTALS.replace("<Amt>20.50", "<Amt>20.49")), "statement_total_wrong", 7, "TtlNetNtry"),
        (camt(camt_entry("20.50", status="PDNG")), "statement_malformed", 8, "booked entries only"),
        (camt(camt_entry("20.50", currency="USD")), "statement_malformed", 8, "its account in AUD"),
        (camt(camt_entry("20.505")), "statement_malformed", 8, "more digits"),
        (camt(camt_entry("-20.50")), "statement_malformed", 8, "not an amount"),
        (camt(camt_entry("20.50", "CRED")), "statement_malformed", 8, "neither CRDT nor DBIT"),
        (camt(camt_entry("20.50").replace(f"{DAY}", "2026-02-30")), "statement_malformed", 8, "not a date"),
        (camt(camt_balance("OPBD", "1")), "statement_malformed", 8, "stands twice"),
        (camt(*TWO).replace(b"OPBD", b"OTHR"), "statement_malformed", 4, "no balance OPBD or PRCD"),
        (camt(*TWO, account="<Othr></Othr>"), "statement_malformed", 4, "neither an IBAN"),
        (camt(*TWO).replace(CAMT.encode(), b"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"), "statement_malformed", 2, "namespace"),
        (camt(*TWO).replace(b"</Stmt>", b""), "statement_malformed", 10, "not well-formed"),
        (camt(*TWO).replace(b"<Document", b"<!DOCTYPE a [<!ENTITY e 'x'>]>\n<Document"), "statement_malformed", 2, "entities"),
        (camt("<Ntry>" * 50), "statement_malformed", 8, "deeper"),
        (b"\xff\xfe<", "statement_malformed", 1, "UTF-8"),
    ],
)
def test_what_is_wrong_with_a_camt_053_is_said_with_its_line(content: bytes, code: str, line: int, reason: str) -> None:
    found = refusal(content, CAMT053)

    assert found[:2] == (code, line)
    assert reason in found[2]


# ------------------------------------------------------------------------------------------------ card scheme
ITEMS = "D,ARN-1,T-1,purchase,D,1050,2026-06-30,corner shop", "D,ARN-2,,refund,C,200,2026-06-30,", 'D,ARN-3,,fee,D,5,2026-07-01,"a, b"'


def test_a_card_settlement_is_read_exactly() -> None:
    (statement,) = read_statement(card(*ITEMS, trailer="T,3,200,1055,D,855"), CARD)

    assert (statement.reference, statement.identification, statement.currency) == ("SCHEME/7", "ACQ-99", "AUD")
    assert (statement.opening, statement.closing, statement.chained) == (0, -855, False)
    assert [(e.amount, e.reference, e.servicer_reference) for e in statement.entries] == [
        (-1_050, "T-1", "ARN-1"),
        (200, "", "ARN-2"),
        (-5, "", "ARN-3"),
    ]
    assert statement.entries[2].words == "fee a, b"


@pytest.mark.parametrize(
    ("content", "code", "line", "reason"),
    [
        (card(*ITEMS, trailer="T,3,200,1055,D,854"), "statement_total_wrong", 5, "net"),
        (card(*ITEMS, trailer="T,3,201,1055,D,855"), "statement_total_wrong", 5, "credit total"),
        (card(*ITEMS, trailer="T,4,200,1055,D,855"), "statement_total_wrong", 5, "number of items"),
        (card(*ITEMS[:2], trailer="T,3,200,1055,D,855"), "statement_total_wrong", 4, "number of items"),
        (card(*ITEMS, trailer="X"), "statement_malformed", 5, "trailer"),
        (card(*ITEMS, trailer="T,3,200,1055,D,855", header="H"), "statement_malformed", 1, "header"),
        (card("D,A,B,gift,D,5,2026-07-01,", trailer="T,1,0,5,D,5"), "statement_malformed", 2, "not a type"),
        (card("D,,B,fee,D,5,2026-07-01,", trailer="T,1,0,5,D,5"), "statement_malformed", 2, "empty"),
        (card("D,A,B,fee,D,5.00,2026-07-01,", trailer="T,1,0,5,D,5"), "statement_malformed", 2, "not a whole number"),
        (card("D,A,B,fee,D,5,07/01/2026,", trailer="T,1,0,5,D,5"), "statement_malformed", 2, "not a date"),
        (card("D,A,B,fee,D,1000000000000001,2026-07-01,", trailer="T,1,0,5,D,5"), "statement_malformed", 2, "larger"),
        (card('D,A,"B', trailer="T,1,0,5,D,5"), "statement_malformed", 2, "comma-separated"),
    ],
)
def test_what_is_wrong_with_a_card_settlement_is_said_with_its_line(content: bytes, code: str, line: int, reason: str) -> None:
    found = refusal(content, CARD)

    assert found[:2] == (code, line)
    assert reason in found[2]


# ------------------------------------------------------------------------------------------------ central bank
LINES = settled("RITS-1", "OUR-1", 123_456, "C", 90_000, "direct entry"), settled("RITS-2", "", 980_000, "D", 40_000)


def test_the_central_banks_file_is_read_exactly() -> None:
    content = central_bank(*LINES, opening=-100, closing=49_900, count=2, credited=90_000, debited=40_000, check=1_103_456)

    (statement,) = read_statement(content, CENTRAL)

    assert (statement.reference, statement.identification, statement.currency) == ("2026-07-01/3", "ESA-802", "AUD")
    assert (statement.opening, statement.closing) == (-100, 49_900)
    assert [(e.amount, e.reference, e.servicer_reference, e.words) for e in statement.entries] == [
        (90_000, "OUR-1", "RITS-1", "direct entry"),
        (-40_000, "", "RITS-2", ""),
    ]


@pytest.mark.parametrize(
    ("changed", "code", "reason"),
    [
        ({"closing": 49_901}, "statement_balance_wrong", "come to 49900"),
        ({"count": 3}, "statement_total_wrong", "number of settlements"),
        ({"credited": 90_001}, "statement_total_wrong", "credit total"),
        ({"debited": 39_999}, "statement_total_wrong", "debit total"),
        ({"check": 1_103_455}, "statement_total_wrong", "hash total"),
    ],
)
def test_a_control_total_that_does_not_hold_is_refused(changed: dict[str, int], code: str, reason: str) -> None:
    right = {"opening": -100, "closing": 49_900, "count": 2, "credited": 90_000, "debited": 40_000, "check": 1_103_456}

    found = refusal(central_bank(*LINES, **(right | changed)), CENTRAL)

    assert found[:2] == (code, 4)
    assert reason in found[2]


def test_a_line_of_another_width_or_kind_is_refused() -> None:
    right = {"opening": 0, "closing": 90_000, "count": 1, "credited": 90_000, "debited": 0, "check": 123_456}
    assert refusal(central_bank(LINES[0][:-1], **right), CENTRAL)[:2] == ("statement_malformed", 2)
    assert refusal(central_bank("2" + LINES[0][1:], **right), CENTRAL)[:2] == ("statement_malformed", 2)
    assert refusal(b"", CENTRAL)[0] == "statement_malformed"


# ------------------------------------------------------------------------------------------------ whatever comes
SOUND = {
    MT940: MESSAGE.encode(),
    CAMT053: camt(*TWO, summary=TOTALS),
    CARD: card(*ITEMS, trailer="T,3,200,1055,D,855"),
    CENTRAL: central_bank(*LINES, opening=-100, closing=49_900, count=2, credited=90_000, debited=40_000, check=1_103_456),
}


@settings(max_examples=150)
@given(form=st.sampled_from(list(StatementFormat)), data=st.data())
def test_a_damaged_file_is_refused_or_adds_up(form: StatementFormat, data: st.DataObject) -> None:
    content = bytearray(SOUND[form])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))

    found = read_or_refusal(bytes(content), form)

    if isinstance(found, Refusal):
        assert found.code in {"statement_malformed", "statement_total_wrong", "statement_balance_wrong"}
        assert found.detail["line"] >= 1
    else:
        for statement in found:
            assert statement.opening + sum(entry.amount for entry in statement.entries) == statement.closing


def read_or_refusal(content: bytes, form: StatementFormat) -> list[StatementFile] | Refusal:
    try:
        return read_statement(content, form)
    except Refusal as refused:
        return refused


@pytest.mark.parametrize("form", list(StatementFormat))
def test_an_amount_that_one_digit_of_is_changed_never_passes(form: StatementFormat) -> None:
    """Every single digit of every amount is under a balance or a control total."""
    (sound,) = read_statement(SOUND[form], form)
    for at, byte in enumerate(SOUND[form]):
        if chr(byte).isdigit():
            changed = bytearray(SOUND[form])
            changed[at] = ord("9") if byte != ord("9") else ord("8")
            try:
                (read,) = read_statement(bytes(changed), form)
            except Refusal:
                continue
            assert [e.amount for e in read.entries] == [e.amount for e in sound.entries]
            assert (read.opening, read.closing) == (sound.opening, sound.closing)
