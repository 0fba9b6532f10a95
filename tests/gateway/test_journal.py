"""Proof through the API: a receipt, a head, consistency, tiles; and that what was tampered with is named."""

import hashlib

import pytest

from tests.gateway.bank import Asker, Bank
from twincore.gateway import Role
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.ledger import Sealer, SealKey, key_path


@pytest.fixture(scope="module")
def auditor(bank: Bank) -> Asker:
    return bank.as_(Role.AUDITOR)


@pytest.fixture(scope="module")
def transfers(bank: Bank) -> list[str]:
    """Three transfers, sealed after the second and again after the third."""
    first, second = bank.open_account(deposit=1_000), bank.open_account()
    sealer = Sealer(bank.platform.database, SealKey.at(key_path(bank.platform.settings)))
    ids = []
    for at in range(2):
        ids.append(str(bank.staff.post("/v1/transfers", {"debit": first, "credit": second, "amount": 10 + at}).json()["id"]))
        sealer.seal(bank.number)
    ids.append(str(bank.staff.post("/v1/transfers", {"debit": first, "credit": second, "amount": 12}).json()["id"]))
    return ids


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def root_of(receipt: dict[str, object]) -> bytes:
    """RFC 9162, 2.1.3.2, written again from its text."""
    index, size = int(str(receipt["index"])), int(str(receipt["size"]))
    node, last, place = leaf_hash(bytes.fromhex(str(receipt["leaf"]))), size - 1, index
    for step in receipt["path"]:  # type: ignore[attr-defined]
        sibling = bytes.fromhex(step)
        if place % 2 or place == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while not place % 2 and place:
                place, last = place // 2, last // 2
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        place, last = place // 2, last // 2
    return node


def test_a_receipt_leads_to_the_root_of_the_signed_head(auditor: Asker, transfers: list[str]) -> None:
    head = auditor.get("/v1/journal/head").json()
    for transfer in transfers[:2]:
        receipt = auditor.get(f"/v1/journal/receipts/{transfer}").json()
        assert receipt["transfer"]["id"] == transfer
        assert receipt["size"] == head["size"]
        assert root_of(receipt).hex() == head["root"]
        assert receipt["checkpoint"] == head["checkpoint"]


def test_a_transfer_that_is_not_sealed_yet_has_no_receipt_yet(auditor: Asker, transfers: list[str]) -> None:
    early = auditor.get(f"/v1/journal/receipts/{transfers[2]}")
    assert (early.status_code, early.json()["code"], early.json()["retry"]) == (503, "receipt_not_ready", "same_key")
    assert auditor.get("/v1/journal/head").json()["lag"] == 1


def test_the_journal_is_shown_to_have_only_grown(auditor: Asker, transfers: list[str]) -> None:
    size = auditor.get("/v1/journal/head").json()["size"]
    proof = auditor.get("/v1/journal/consistency", params={"from_size": size - 1}).json()
    assert (proof["from_size"], proof["to_size"]) == (size - 1, size)
    assert proof["path"]
    assert auditor.get("/v1/journal/consistency", params={"from_size": 10_000}).json()["code"] == "tree_head_not_found"
    assert auditor.get("/v1/journal/consistency", params={"from_size": size, "to_size": size - 1}).json()["code"] == "sizes_invalid"


def test_a_tile_holds_the_leaf_hashes(auditor: Asker, transfers: list[str]) -> None:
    receipt = auditor.get(f"/v1/journal/receipts/{transfers[0]}").json()
    tile = auditor.get("/v1/journal/tiles/0/0", params={"width": receipt["size"]})
    assert tile.headers["content-type"] == "application/octet-stream"
    at = receipt["index"] * 32
    assert tile.content[at : at + 32] == leaf_hash(bytes.fromhex(receipt["leaf"]))
    assert auditor.get("/v1/journal/tiles/0/0").json()["code"] == "tile_not_found"


def test_a_row_that_was_tampered_with_is_named(bank: Bank, auditor: Asker, transfers: list[str], server: EmbeddedPostgres) -> None:
    assert auditor.get("/v1/invariants").json()["ok"] is True
    with server.superuser(bank.platform.settings.database_name) as conn:
        conn.execute("set session_replication_role = replica")
        conn.execute("update ledger.transfer set amount = amount + 1 where id = %s", (transfers[0],))
        conn.execute("set session_replication_role = origin")
    report = auditor.get("/v1/invariants").json()
    assert report["ok"] is False
    assert report["invariants"]["chain"]["first_bad"]
