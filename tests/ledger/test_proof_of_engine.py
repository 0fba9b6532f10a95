"""What the engine writes, proven by what does not trust it: verify, the sealer and receipts over hostile days of work."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.stored import StoredLedger
from tests.ledger.test_receipt import SCRIPT
from tests.ledger.test_sealer import KEY
from tests.ledger.workload import START_US, Advance, Change, Submit, Workload
from twincore.kernel.db import Database
from twincore.ledger.proof.merkle import consistent
from twincore.ledger.proof.receipt import consistency, receipt
from twincore.ledger.proof.sealer import Sealer, tree_head
from twincore.ledger.proof.verify import verify
from twincore.ledger.reading import balances, history

DAYS = pytest.mark.parametrize("seed", [11, 12, 13])


@pytest.fixture
def stored(database: Database, tenant: int) -> StoredLedger:
    return StoredLedger(database, tenant, START_US)


def _live(stored: StoredLedger, work: Workload, events: int, every: int, sealer: Sealer | None = None) -> None:
    """Do the work, with a checkpoint and a seal now and then, and an orderly restart on the way."""
    opened = stored.open_accounts(work.specs)
    assert opened == work.number_of or sorted(opened) == sorted(work.number_of)
    for n, event in enumerate(work.events(events)):
        match event:
            case Submit():
                outcomes = stored.decide(event.requests, event.now_us, event.command)
                assert [outcome.status for outcome in outcomes] == list(event.planned), f"seed {work.seed}"
            case Change():
                stored.clock.set(event.now_us)
                stored.change(event.account, flags=event.flags, credit_limit=event.credit_limit)
            case Advance():
                stored.clock.set(event.now_us)
        if n % every == every - 1:
            stored.checkpoint()
            if sealer is not None:
                sealer.seal(stored.tenant)
        if n == events // 2:
            stored.restart()


@DAYS
def test_every_invariant_holds_over_what_the_engine_wrote(stored: StoredLedger, database: Database, tenant: int, seed: int) -> None:
    work = Workload(seed)
    try:
        _live(stored, work, 60, 9, Sealer(database, KEY, step_rows=500))
    finally:
        stored.close()
    for _ in range(2):  # behind the last checkpoint and seal, and then right at them
        results = verify(database, tenant, key=KEY)
        assert {result.name: result.first_bad for result in results if not result.ok} == {}, f"seed {seed}"
        stored.checkpoint()
        Sealer(database, KEY).seal(tenant)
    checked = {result.name: result.checked for result in results}
    count = len(work.model.rows)
    assert checked["running"] == checked["limits"] == count
    assert checked["reversals"] > 0
    assert checked["holds"] > 0


def test_reading_agrees_with_the_reference_and_receipts_verify(
    stored: StoredLedger, database: Database, tenant: int, tmp_path: Path
) -> None:
    work = Workload(21)
    sealer = Sealer(database, KEY)
    try:
        _live(stored, work, 40, 7, sealer)
    finally:
        stored.close()
    rows, model = work.model.rows, work.model
    first = sealer.seal(tenant)
    with database.readonly(tenant) as conn:
        assert balances(conn, tenant, list(model.accounts)) == {number: model.balances(number) for number in model.accounts}
        for account in list(model.accounts)[:10]:
            mine = [row for row in rows if account in (row.debit, row.credit)]
            assert history(conn, tenant, account, None, 1_000) == mine[::-1][:1_000]
        path = tmp_path / "receipt.json"
        for row in (rows[0], rows[len(rows) // 2], rows[-1]):
            path.write_text(json.dumps(receipt(conn, tenant, row.id)))
            command = [sys.executable, "-I", str(SCRIPT), str(path), "--verifier", first.verifier]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr


def test_the_root_follows_from_the_work_and_not_from_how_it_was_sealed_or_batched(database: Database, tenant: int) -> None:
    """The tree of the engine's journal is the one over the rows that the reference model has decided, by hand."""
    from tests.ledger.journal import tuple_bytes
    from tests.ledger.test_merkle import mth
    from twincore.ledger.rows import detail_bytes

    stored, work = StoredLedger(database, tenant, START_US), Workload(31)
    sealer = Sealer(database, KEY, step_rows=64)
    sealer.start(0.005)  # beside the lane, as in service
    try:
        _live(stored, work, 30, 5)
    finally:
        stored.close()
        sealer.close()
    head = sealer.seal(tenant)
    leaves = [tuple_bytes(row, tenant) + (b"" if row.detail is None else detail_bytes(row.detail)) for row in work.model.rows]
    assert head.root == mth(leaves)
    with database.readonly(tenant) as conn:
        sizes = [
            row[0] for row in conn.execute("select size from ledger.tree_head where tenant = %s and size > 0 order by size", (tenant,))
        ]
        assert sizes[-1] == len(leaves)
        for old in sizes:
            before = tree_head(conn, tenant, old)
            assert before is not None
            path = [bytes.fromhex(step) for step in consistency(conn, tenant, old)["path"]]
            assert consistent(old, len(leaves), before.root, head.root, path)
