"""Statement files as others write them: built here from words, independently of the readers."""

from tests.reconciliation.bank import DAY

CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def camt_balance(code: str, amount: str, mark: str = "CRDT", currency: str = "AUD") -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}</Amt>'
        f"<CdtDbtInd>{mark}</CdtDbtInd><Dt><Dt>{DAY}</Dt></Dt></Bal>"
    )


def camt_entry(
    amount: str, mark: str = "CRDT", *, ours: str = "PAY-1", theirs: str = "BANK-1", status: str = "BOOK", currency: str = "AUD"
) -> str:
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>'
        f"<BookgDt><Dt>{DAY}</Dt></BookgDt><ValDt><Dt>{DAY}</Dt></ValDt><AcctSvcrRef>{theirs}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{ours}</EndToEndId></Refs><RmtInf><Ustrd>invoice 7</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def camt(
    *parts: str, opening: str = "10.00", closing: str = "30.50", account: str = "<Othr><Id>12345678</Id></Othr>", summary: str = ""
) -> bytes:
    """A message with one statement; a line for each of its parts."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<Document xmlns="{CAMT}">',
        "<BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-07-01T20:00:00Z</CreDtTm></GrpHdr>",
        f"<Stmt><Id>S-1</Id><Acct><Id>{account}</Id></Acct>",
        camt_balance("OPBD", opening),
        camt_balance("CLBD", closing),
        summary,
        *parts,
        "</Stmt></BkToCstmrStmt></Document>",
    ]
    return "\n".join(lines).encode()


def card(*items: str, trailer: str, header: str = "H,SCHEME,2026-07-01,AUD,7,ACQ-99") -> bytes:
    """A settlement file of a card scheme."""
    return "\n".join([header, *items, trailer, ""]).encode()


def settled(reference: str, ours: str, counterparty: int, mark: str, amount: int, words: str = "", *, width: int = 49) -> str:
    """A line of the central bank's file."""
    return f"1{reference:<20}{ours:<18}{counterparty:06d}{mark}{amount:017d}20260701{words:<{width}}"


def central_bank(*lines: str, opening: int, closing: int, count: int, credited: int, debited: int, check: int, number: int = 3) -> bytes:
    """The central bank's file."""
    header = f"0{'ESA-802':<20}AUD20260701{number:06d}{'C' if opening >= 0 else 'D'}{abs(opening):017d}"
    trailer = f"9{count:06d}{credited:017d}{debited:017d}{check:010d}{'C' if closing >= 0 else 'D'}{abs(closing):017d}"
    return "\r\n".join([f"{header:<120}", *lines, f"{trailer:<120}", ""]).encode()
