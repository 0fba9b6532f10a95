"""A snapshot commits page by page: whoever asked for it is on record with the first account that it opens, whatever happens then."""

from pathlib import Path
from typing import Any

from tests.gateway.bank import open_bank
from tests.gateway.test_core import BSB, POLICY, Twin
from twincore.gateway import Role
from twincore.kernel.postgres import EmbeddedPostgres


def told(twin: Twin) -> list[Any]:
    """What the audit trail says of snapshots: result and reason."""
    listed = twin.bank.as_(Role.AUDITOR, tenant="marina").get("/v1/audit", params={"subject": "core_link"}).json()["entries"]
    return [(one["outcome"]["result"]["body"], one["reason"]) for one in listed if one["type"] == "core.snapshot"]


def test_a_snapshot_that_breaks_off_is_on_record_for_what_it_opened(server: EmbeddedPostgres, template: str, tmp_path: Path) -> None:
    with open_bank(server, template, tmp_path / "bank", core_folder=str(tmp_path), core_kind="standin", pool_size=8) as bank:
        twin = Twin(bank, tmp_path)
        try:
            assert twin.staff.post("/v1/core", {"policy": POLICY, "reason": "Begin."}).status_code == 201
            bank.platform.ledger.lane(twin.number).halt("the books disagree")
            order = {"to_account": BSB * 10**9 + 8, "reason": "The first eight."}
            broken = twin.staff.post("/v1/core/snapshot", order)
            assert (broken.status_code, broken.json()["code"]) == (503, "ledger_halted"), broken.text
            assert len(twin.staff.get("/v1/core/accounts").json()["accounts"]) == 8
            part = {"opened": 8, "from_account": BSB * 10**9 + 1, "to_account": BSB * 10**9 + 8}
            assert told(twin) == [(part, "The first eight.")]
            again = twin.staff.post("/v1/core/snapshot", order | {"to_account": BSB * 10**9 + 9})
            assert again.status_code == 503, "the ninth account is opened, and no balance is posted yet"
            ninth = {"opened": 1, "from_account": BSB * 10**9 + 9, "to_account": BSB * 10**9 + 9}
            assert told(twin)[1:] == [(ninth, "The first eight.")]
        finally:
            twin.core.kill()
