"""Statement files as the API's document shows them: small, and such that the reader takes them."""

MT940 = """\
:20:HARBOUR-0302
:25:802-001/00012345
:28C:41/1
:60F:C260302AUD0,00
:61:2603020302C2500,00NTRFRENT-03//HB-1
:86:Rent of March
:62F:C260302AUD2500,00
-
"""
CAMT053 = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M-41</MsgId><CreDtTm>2026-03-02T20:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S-41</Id><Acct><Id><Othr><Id>802-001/00012345</Id></Othr></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="AUD">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="AUD">2500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>
<Ntry><Amt Ccy="AUD">2500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt>
<ValDt><Dt>2026-03-02</Dt></ValDt><AcctSvcrRef>HB-1</AcctSvcrRef>
<NtryDtls><TxDtls><Refs><EndToEndId>RENT-03</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""
CARD_SETTLEMENT = """\
H,SCHEME,2026-03-02,AUD,41,802-001/00012345
D,SCH-1,AUTH-9,purchase,D,2500,2026-03-02,Corner Grocer
D,SCH-2,,interchange,C,12,2026-03-02,
T,2,12,2500,D,2488
"""
