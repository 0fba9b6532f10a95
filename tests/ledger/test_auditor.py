"""Who audits the auditor: an honest journal passes, and every way of cheating that we can think of is found."""

import pytest

from tests.conftest import START_US
from tests.ledger.auditor import Auditor
from tests.ledger.journal import Pen
from tests.ledger.workload import Change, Submit, Workload
from twincore.kernel.db import Connection
from twincore.ledger.model import AccountFlag

SEED = 20_260_701


def kept_by(pen: Pen, seed: int, events: int) -> Auditor:
    """A workload written by the reference's pen, and an auditor who was told of every command and answer."""
    workload = Workload(seed, accounts=20, start_us=START_US, changes=False)
    auditor = Auditor(pen.tenant)
    for number, spec in zip(pen.open(*workload.specs), workload.specs, strict=True):
        auditor.open_account(number, spec.currency, spec.side, spec.credit_limit if AccountFlag.LIMITED in spec.flags else None)
    for event in workload.events(events, size=20):
        assert not isinstance(event, Change)
        pen.now_us = event.now_us
        if isinstance(event, Submit):
            auditor.send(event.requests)
            for request, outcome in zip(event.requests, pen.write(*event.requests, command=event.command), strict=True):
                auditor.answer(request, outcome.status, outcome.transfer.seq if outcome.transfer else None)
    return auditor


@pytest.mark.parametrize("seed", range(SEED, SEED + 3))
def test_an_honest_journal_passes(pen: Pen, superuser: Connection, seed: int) -> None:
    auditor = kept_by(pen, seed, 12)
    assert auditor.audit(superuser) == [], f"seed {seed}"
    pen.checkpoint()
    assert auditor.audit(superuser) == [], f"seed {seed}, after the checkpoint"
    assert auditor.transfers == len(pen.book.rows) > 50


POST = "(select seq from ledger.transfer where kind = 1 and flags & 2 = 0 order by seq offset 20 limit 1)"
CHEATS = {
    "an amount was raised": f"update ledger.transfer_t1 set amount = amount + 1 where seq = {POST}",
    "money went to another account": f"update ledger.transfer_t1 set credit = credit % 20 + 1 where seq = {POST}",
    "a running balance was mended": f"update ledger.transfer_t1 set debit_posted = debit_posted + 1 where seq = {POST}",
    "a hold was made to look released": "update ledger.transfer_t1 set pending = pending - 1 where seq = (select min(seq) from ledger.transfer where kind = 2)",
    "a code was changed": f"update ledger.transfer_t1 set code = code + 1 where seq = {POST} and code < 2000000000",
    "a value date was moved": f"update ledger.transfer_t1 set value_date = value_date - 400 where seq = {POST}",
    "a row was removed": "delete from ledger.transfer_t1 where seq = (select max(seq) from ledger.transfer)",
    "a row was removed inside": f"delete from ledger.transfer_t1 where seq = {POST}",
    "a row was added": "insert into ledger.transfer_t1 select t.* from ledger.transfer_t1 t where false"
    " union all select (t.x).* from (select jsonb_populate_record(t, jsonb_build_object('seq', t.seq + 1, 'id', gen_random_uuid())) x"
    " from ledger.transfer_t1 t order by seq desc limit 1) t",
    "a block's hash was replaced": "update ledger.block set hash = sha256('x') where first_seq = (select max(first_seq) from ledger.block)",
    "the head was moved": "update ledger.lane set seq = seq - 1",
    "a balance was mended": "update ledger.balance set credits_posted = credits_posted + 1 where account = 2",
    "an open hold was dropped": "delete from ledger.open_hold where seq = (select min(seq) from ledger.open_hold)",
    "words were changed": "update ledger.transfer_detail_t1 set body = '{\"n\":1}' where seq = (select min(seq) from ledger.transfer_detail)",
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_cheating_is_found(pen: Pen, superuser: Connection, cheat: str) -> None:
    auditor = kept_by(pen, SEED, 12)
    pen.checkpoint()
    assert auditor.audit(superuser) == []
    superuser.execute("set session_replication_role = replica")
    changed = superuser.execute(CHEATS[cheat].encode())
    superuser.execute("set session_replication_role = origin")
    assert changed.rowcount == 1, "the cheat took place"
    assert auditor.audit(superuser) != []


def test_what_was_acknowledged_and_is_gone_is_named(pen: Pen, superuser: Connection) -> None:
    auditor = kept_by(pen, SEED, 6)
    lost = pen.book.rows[-1]
    superuser.execute("set session_replication_role = replica")
    superuser.execute("delete from ledger.transfer_t1 where id = %s", (lost.id,))
    assert f"{lost.id} was acknowledged and is not in the journal" in auditor.audit(superuser)


def test_what_nobody_acknowledged_is_named(pen: Pen, superuser: Connection) -> None:
    auditor = kept_by(pen, SEED, 6)
    unheard = next(row for row in reversed(pen.book.rows) if row.id in auditor.acknowledged)
    del auditor.acknowledged[unheard.id]
    assert auditor.audit(superuser) == [f"transfer {unheard.seq} ({unheard.id}) was never acknowledged"]
    auditor.findings.clear()
    assert auditor.audit(superuser, everything_answered=False) == []
