"""Receipts: anybody can check one with a short script that has nothing of ours, and nobody can bend one."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import twincore
from tests.ledger.journal import Pen
from tests.ledger.test_sealer import KEY
from twincore.kernel.db import Connection, Database
from twincore.kernel.refusal import Refusal
from twincore.ledger.model import Flag, Kind
from twincore.ledger.proof.note import SealKey
from twincore.ledger.proof.receipt import consistency, receipt, tlog_proof
from twincore.ledger.proof.sealer import Sealer

SCRIPT = Path(twincore.__file__).parents[2] / "scripts" / "verify_receipt.py"


def _check(folder: Path, given: dict[str, Any], *arguments: str, plain: bool = False) -> tuple[int, str]:
    """Run the script on a receipt in an isolated interpreter; plain: without any installed package."""
    path = folder / "receipt.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    command = [sys.executable, "-I", *(["-S"] if plain else []), str(SCRIPT), str(path), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def sealed(pen: Pen, database: Database) -> Pen:
    """Forty transfers, sealed at 25 and at 40; number 17 is a post with a detail, 18 a hold, 19 its capture."""
    cash, customer = pen.cash(), pen.customer()
    sealer = Sealer(database, KEY)
    for _ in range(16):
        pen.post(cash, customer, 100)
    pen.post(cash, customer, 12_345, detail={"memo": "Löhne", "n": 1}, flags=Flag.FORCED)
    hold = pen.hold(customer, cash, 300, expires_at_us=pen.now_us + 5)
    pen.refer(Kind.CAPTURE, hold, 200, Flag.FINAL)
    for _ in range(6):
        pen.post(cash, customer, 1)
    sealer.seal(pen.tenant)
    for _ in range(15):
        pen.post(cash, customer, 1)
    sealer.seal(pen.tenant)
    return pen


@pytest.mark.parametrize("plain", [False, True], ids=["with cryptography", "standard library only"])
def test_a_receipt_verifies_with_nothing_of_ours(sealed: Pen, app: Connection, tmp_path: Path, plain: bool) -> None:
    for seq in (1, 17, 18, 19, 40):
        given = receipt(app, sealed.tenant, sealed.book.rows[seq - 1].id)
        status, output = _check(tmp_path, given, "--verifier", KEY.verifier("twincore/testcu/journal"), plain=plain)
        assert status == 0, output
        assert f"is number {seq} of 40 in twincore/testcu/journal" in output


def test_the_script_imports_nothing_of_ours() -> None:
    imports = [line for line in SCRIPT.read_text().splitlines() if line.lstrip().startswith(("import ", "from "))]
    roots = {line.split()[1].split(".")[0] for line in imports}
    assert roots <= {"argparse", "base64", "datetime", "hashlib", "json", "struct", "sys", "uuid", "pathlib", "cryptography"}


def test_a_receipt_says_what_the_journal_says(sealed: Pen, app: Connection) -> None:
    given = receipt(app, sealed.tenant, sealed.book.rows[16].id)
    assert given["transfer"] == {
        "seq": 17,
        "debit": 1,
        "credit": 2,
        "amount": 12_345,
        "pending": 0,
        "ref": 0,
        "debit_prev": 16,
        "credit_prev": 16,
        "debit_posted": -13_945,
        "debit_held": 0,
        "credit_posted": 13_945,
        "credit_held": 0,
        "posted_at": "2026-07-01T00:00:00.000000Z",
        "expires_at": None,
        "id": str(sealed.book.rows[16].id),
        "command": str(UUID(int=0)),
        "tenant": 1,
        "code": 0,
        "value_date": "2026-07-01",
        "kind": "post",
        "flags": ["forced"],
        "detail": {"memo": "Löhne", "n": 1},
    }
    hold = receipt(app, sealed.tenant, sealed.book.rows[17].id)["transfer"]
    assert (hold["kind"], hold["expires_at"], hold["pending"]) == ("hold", "2026-07-01T00:00:00.000005Z", 300)
    json.dumps(given)


def test_one_changed_byte_fails(sealed: Pen, app: Connection, tmp_path: Path) -> None:
    given = receipt(app, sealed.tenant, sealed.book.rows[16].id)
    assert _check(tmp_path, given)[0] == 0
    leaf = bytearray.fromhex(given["leaf"])
    bent: dict[str, dict[str, Any]] = {}
    for at in (1, 5, 13, 40, 200, 245, len(leaf) - 3):
        other = bytearray(leaf)
        other[at] ^= 1
        bent[f"leaf byte {at}"] = given | {"leaf": other.hex()}
    for field, value in (("amount", 12_346), ("id", str(UUID(int=7))), ("detail", {"memo": "Lohne", "n": 1}), ("flags", []), ("seq", 18)):
        bent[f"transfer {field}"] = given | {"transfer": given["transfer"] | {field: value}}
    bent["a fact that the leaf does not have"] = given | {"transfer": given["transfer"] | {"currency": "AUD"}}
    for at in range(len(given["path"])):
        step = bytearray.fromhex(given["path"][at])
        step[7] ^= 1
        bent[f"path {at}"] = given | {"path": [*given["path"][:at], step.hex(), *given["path"][at + 1 :]]}
    bent["path too short"] = given | {"path": given["path"][:-1]}
    bent["path too long"] = given | {"path": [*given["path"], given["path"][0]]}
    bent["index"] = given | {"index": given["index"] + 1}
    bent["size"] = given | {"size": given["size"] + 1}
    lines = given["checkpoint"].split("\n")
    bent["checkpoint size"] = given | {"checkpoint": "\n".join([lines[0], "41", *lines[2:]])}
    bent["checkpoint origin"] = given | {"checkpoint": given["checkpoint"].replace("testcu", "othercu", 1)}
    root = base64.b64encode(bytes(32)).decode()
    bent["checkpoint root"] = given | {"checkpoint": "\n".join([*lines[:2], root, *lines[3:]])}
    bent["verifier"] = given | {"verifier": SealKey.generate().verifier("twincore/testcu/journal")}
    bent["format"] = given | {"format": "other"}
    bent["no path"] = {key: value for key, value in given.items() if key != "path"}
    for what, receipt_of_lies in bent.items():
        status, output = _check(tmp_path, receipt_of_lies)
        assert (status, output.startswith("NOT VALID: ")) == (1, True), (what, output)


def test_a_receipt_of_another_key_fails_against_the_published_one(sealed: Pen, app: Connection, tmp_path: Path) -> None:
    given = receipt(app, sealed.tenant, sealed.book.rows[0].id)
    stranger = SealKey.generate().verifier("twincore/testcu/journal")
    for plain in (False, True):
        status, output = _check(tmp_path, given, "--verifier", stranger, plain=plain)
        assert status == 1, output


def test_a_bent_signature_fails_in_plain_integers_too(sealed: Pen, app: Connection, tmp_path: Path) -> None:
    given = receipt(app, sealed.tenant, sealed.book.rows[0].id)
    text, _, line = given["checkpoint"].rpartition(" ")
    signature = bytearray(base64.b64decode(line))
    for at in (4, 30, 40, 67):
        other = bytearray(signature)
        other[at] ^= 1
        bent = given | {"checkpoint": f"{text} {base64.b64encode(other).decode()}\n"}
        status, output = _check(tmp_path, bent, plain=True)
        assert status == 1, (at, output)


def test_the_journal_is_shown_to_have_only_grown(sealed: Pen, app: Connection, tmp_path: Path) -> None:
    given = receipt(app, sealed.tenant, sealed.book.rows[4].id)
    proof = consistency(app, sealed.tenant, 25)
    assert proof == consistency(app, sealed.tenant, 25, 40)
    path = tmp_path / "growth.json"
    path.write_text(json.dumps(proof))
    status, output = _check(tmp_path, given, "--consistency", str(path), plain=True)
    assert status == 0, output
    assert "the journal of 40 transfers begins with that of 25" in output
    path.write_text(json.dumps(proof | {"path": proof["path"][::-1]}))
    assert _check(tmp_path, given, "--consistency", str(path))[0] == 1
    path.write_text(json.dumps(proof | {"from_size": 24}))
    assert _check(tmp_path, given, "--consistency", str(path))[0] == 1


def test_a_receipt_is_refused_where_there_is_nothing_to_prove_yet(pen: Pen, app: Connection, database: Database, other_tenant: int) -> None:
    cash, customer = pen.cash(), pen.customer()
    transfer = pen.post(cash, customer, 1)
    with pytest.raises(Refusal, match="receipt_not_ready"):
        receipt(app, pen.tenant, transfer.id)
    with pytest.raises(Refusal, match="transfer_not_found"):
        receipt(app, pen.tenant, UUID(int=1))
    Sealer(database, KEY).seal(pen.tenant)
    with database.app(other_tenant) as conn, pytest.raises(Refusal, match="transfer_not_found"):
        receipt(conn, pen.tenant, transfer.id)
    late = pen.post(cash, customer, 1)
    with pytest.raises(Refusal, match="receipt_not_ready"):
        receipt(app, pen.tenant, late.id)
    with pytest.raises(Refusal, match="tree_head_not_found"):
        consistency(app, pen.tenant, 2)
    Sealer(database, KEY).seal(pen.tenant)
    with pytest.raises(Refusal, match="sizes_invalid"):
        consistency(app, pen.tenant, 2, 1)


def test_the_proof_is_also_written_for_public_tools(sealed: Pen, app: Connection) -> None:
    """C2SP tlog-proof: a first line, the index, the path in base64, an empty line, the checkpoint."""
    given = receipt(app, sealed.tenant, sealed.book.rows[16].id)
    lines = tlog_proof(given).split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 16"]
    end = lines.index("")
    assert [base64.b64decode(line).hex() for line in lines[2:end]] == given["path"]
    assert "\n".join(lines[end + 1 :]) == given["checkpoint"]
