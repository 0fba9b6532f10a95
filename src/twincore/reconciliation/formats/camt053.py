"""camt.053.001.08, the ISO 20022 bank-to-customer statement: strict, with the line of everything that is wrong."""

from datetime import date

from twincore.reconciliation.formats.file import (
    WORDS_MAX,
    StatementEntry,
    StatementFile,
    check_closing,
    day,
    malformed,
    minor_units,
    total_wrong,
    whole_number,
    words,
)
from twincore.reconciliation.formats.xml import Element, read_xml

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_SIGNS = {"CRDT": 1, "DBIT": -1}
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_NONE = {"NOTPROVIDED", "NONREF"}


def read_camt053(content: bytes) -> list[StatementFile]:
    """The statements of a message, in its order.

    Opening balance: OPBD, or PRCD (the previous closing balance); closing: CLBD. Control totals, where the summary gives them, must hold.
    Refuses ``statement_malformed``, ``statement_total_wrong`` and ``statement_balance_wrong``, each with the line.
    """
    root = read_xml(content, NAMESPACE)
    if root.name != "Document":
        raise malformed(root.line, "the root is not a Document")
    message = root.one("BkToCstmrStmt")
    message.one("GrpHdr", "MsgId")
    statements = message.all("Stmt")
    if not statements:
        raise malformed(message.line, "there is no Stmt")
    return [_statement(element) for element in statements]


def _statement(statement: Element) -> StatementFile:
    account = statement.one("Acct", "Id")
    identification = account.said("IBAN") or account.said("Othr", "Id")
    if not 1 <= len(identification) <= 35:
        raise malformed(account.line, "the account has neither an IBAN nor another identification of at most 35 characters")
    opening = _only(statement, _OPENING)
    closing = _only(statement, _CLOSING)
    currency = _currency(opening)
    if _currency(closing) != currency or statement.said("Acct", "Ccy") not in ("", currency):
        raise malformed(closing.line, f"the account, its opening and its closing balance are not all in {currency}")
    entries = tuple(_entry(entry, currency) for entry in statement.all("Ntry"))
    _check_summary(statement, entries, currency)
    identity = statement.one("Id")
    read = StatementFile(
        line=statement.line,
        reference=words(identity.text, "statement's Id", identity.line, 35),
        identification=identification,
        currency=currency,
        opening=_signed(opening, currency),
        opening_on=_date(opening.one("Dt")),
        closing=_signed(closing, currency),
        closing_on=_date(closing.one("Dt")),
        entries=entries,
    )
    if not read.reference:
        raise malformed(identity.line, "the statement's Id is empty")
    return check_closing(closing.line, read)


def _only(statement: Element, codes: tuple[str, ...]) -> Element:
    for code in codes:
        found = [balance for balance in statement.all("Bal") if balance.said("Tp", "CdOrPrtry", "Cd") == code]
        if len(found) > 1:
            raise malformed(found[1].line, f"the balance {code} stands twice")
        if found:
            return found[0]
    raise malformed(statement.line, f"there is no balance {' or '.join(codes)}")


def _entry(entry: Element, currency: str) -> StatementEntry:
    amount = entry.one("Amt")
    if _currency(entry) != currency:
        raise malformed(amount.line, f"the entry is in {_currency(entry)}, its account in {currency}")
    status = entry.said("Sts", "Cd") or entry.said("Sts", "Prtry")
    if status != "BOOK":
        raise malformed(entry.line, f"a statement has booked entries only, and this one is {status or 'without a status'}")
    booked = entry.first("BookgDt")
    value = entry.first("ValDt")
    dated = booked or value
    if dated is None:
        raise malformed(entry.line, "the entry has neither a booking date nor a value date")
    booked_on = _date(dated)
    details = entry.all("NtryDtls", "TxDtls")
    reference = _reference(entry, details)
    said = entry.said("AddtlNtryInf") or " ".join(
        text.text.strip() for detail in details for text in detail.all("RmtInf", "Ustrd") if text.text.strip()
    )
    return StatementEntry(
        line=entry.line,
        amount=_signed(entry, currency),
        booked_on=booked_on,
        value_date=booked_on if value is None else _date(value),
        reference=words(reference, "reference", entry.line),
        servicer_reference=words(entry.said("AcctSvcrRef"), "servicer's reference", entry.line),
        words=said[:WORDS_MAX],
    )


def _reference(entry: Element, details: list[Element]) -> str:
    """Ours, as far as the entry carries it back: of its only payment, else of the batch, else of the entry."""
    found = []
    if len(details) == 1:
        found = [details[0].said("Refs", name) for name in ("EndToEndId", "InstrId", "PmtInfId", "TxId")]
    batches = entry.all("NtryDtls", "Btch")
    found += [batch.said("PmtInfId") for batch in batches[:1]] + [entry.said("NtryRef")]
    return next((reference for reference in found if reference and reference not in _NONE), "")


def _check_summary(statement: Element, entries: tuple[StatementEntry, ...], currency: str) -> None:
    credited, debited = [e.amount for e in entries if e.amount > 0], [-e.amount for e in entries if e.amount < 0]
    zero = len(entries) - len(credited) - len(debited)
    for name, count, total in (
        ("TtlNtries", len(entries), sum(credited) + sum(debited)),
        ("TtlCdtNtries", len(credited), sum(credited)),
        ("TtlDbtNtries", len(debited), sum(debited)),
    ):
        stated = statement.first("TxsSummry", name)
        if stated is None:
            continue
        number, amount = stated.first("NbOfNtries"), stated.first("Sum")
        if number is not None and not count <= whole_number(number.text.strip(), "number of entries", number.line) <= count + zero:
            raise total_wrong(number.line, f"{name}/NbOfNtries", int(number.text), count)
        if amount is not None and (said := minor_units(amount.text.strip(), currency, amount.line, ".")) != total:
            raise total_wrong(amount.line, f"{name}/Sum", said, total)
    net = statement.first("TxsSummry", "TtlNtries", "TtlNetNtry")
    if net is not None:
        said = minor_units(net.one("Amt").text.strip(), currency, net.line, ".") * _sign(net)
        if said != sum(credited) - sum(debited):
            raise total_wrong(net.line, "TtlNetNtry", said, sum(credited) - sum(debited))


def _signed(element: Element, currency: str) -> int:
    amount = element.one("Amt")
    return _sign(element) * minor_units(amount.text.strip(), currency, amount.line, ".")


def _sign(element: Element) -> int:
    mark = element.one("CdtDbtInd")
    if mark.text.strip() not in _SIGNS:
        raise malformed(mark.line, f"{mark.text.strip()!r} is neither CRDT nor DBIT")
    return _SIGNS[mark.text.strip()]


def _currency(element: Element) -> str:
    amount = element.one("Amt")
    return amount.attributes.get("Ccy", "")


def _date(element: Element) -> date:
    text = element.said("Dt") or element.said("DtTm")[:10]
    return day(text, element.name, element.line)
