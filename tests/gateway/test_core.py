"""The API over a core that runs: admission while it is away, single and bulk, and everything an operator does to the link."""

import io
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.gateway.bank import Asker, Bank, new_key, open_bank
from twincore.gateway import Role
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.mainframe import CoreAccount, Mainframe, Posting

BSB = 802_985
POLICY = {
    "allotment": 5_000,
    "cap": 3_000,
    "velocity_count": 50,
    "down_after_s": 1,
    "degraded_after_s": 1,
    "level_s": 1,
    "level_legs": 0,
    "level_records": 0,
    "shadow_s": 0,
}


class Twin:
    """A tenant with a core of nine members, 1,000.00 each, eight of them known here, and who asks."""

    def __init__(self, bank: Bank, folder: Path) -> None:
        self.bank = bank
        body = {"name": "marina", "display_name": "Marina"}
        assert bank.operator.post("/v1/tenants", body).status_code == 201
        self.number = bank.platform.number_of("marina") or 0
        self.core = Mainframe(folder / "marina", "standin")
        today = datetime.now(UTC).date()
        self.core.load_accounts([CoreAccount(BSB, n, f"MEMBER {n}", 100_000) for n in range(1, 10)], business_date=today)
        self.core.start()
        self.staff: Asker = bank.as_(*Role, tenant="marina", actor="staff@marina")
        self.accounts: dict[int, int] = {}

    def begins(self) -> None:
        """Opened, followed, compared."""
        opened = self.staff.post("/v1/core", {"policy": POLICY, "reason": "Begin."})
        assert opened.status_code == 201, opened.text
        assert opened.json()["mode"] == "shadow"
        taken = self.staff.post("/v1/core/snapshot", {"to_account": BSB * 10**9 + 8, "reason": "Begin."})
        assert taken.json() == {"opened": 8}, taken.text
        listed = self.staff.get("/v1/core/accounts").json()["accounts"]
        self.accounts = {one["core_key"] % 10**9: one["account"] for one in listed}
        self.until(lambda: self.link()["state"] == "UP")

    def link(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.staff.get("/v1/core").json()
        return answer

    def until(self, reached: Callable[[], bool], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < deadline, (self.link(), self.staff.get("/v1/core/exposure").json())
            time.sleep(0.05)

    def posts(self, debit: int, credit: int, amount: int, *, key: str | None = None, **more: Any) -> Any:
        order = {"debit": self.accounts[debit], "credit": self.accounts[credit], "amount": amount, "code": 201, **more}
        return self.staff.post("/v1/transfers", order, key=key)

    def level(self) -> bool:
        return bool(self.link()["state"] == "UP" and self.staff.get("/v1/core/exposure").json()["unanswered"] == 0)

    def health(self) -> dict[str, Any]:
        found: dict[str, Any] = self.bank.client.get("/actuator/health/core").json()["details"]["tenants"]["marina"]
        return found


@pytest.fixture(scope="module")
def twin(server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    folder = tmp_path_factory.mktemp("cores")
    with open_bank(server, template, tmp_path_factory.mktemp("bank"), core_folder=str(folder), core_kind="standin", pool_size=8) as bank:
        made = Twin(bank, folder)
        try:
            made.begins()
            yield made
        finally:
            made.core.kill()


def test_a_shadow_follows_and_takes_nothing(twin: Twin) -> None:
    refused = twin.posts(1, 2, 100)
    assert (refused.status_code, refused.json()["code"]) == (422, "twin_is_shadow")
    twin.core.post_branch([Posting(b"BRANCH0000000001", BSB, 1, "C", 2_500, "CRE", True)])
    twin.until(lambda: twin.bank.available(twin.accounts[1], twin.staff) == 102_500)
    history = twin.staff.get(f"/v1/accounts/{twin.accounts[1]}/history").json()
    newest = max(history["entries"], key=lambda entry: entry["seq"])
    told = twin.staff.get(f"/v1/transfers/{newest['id']}/provenance").json()
    assert told["origin"]["system"] == "core"
    early = twin.bank.as_(Role.OPERATOR, tenant="marina").post("/v1/core/promote", {"reason": "Too early."})
    assert (early.status_code, early.json()["code"]) == (422, "promotion_refused")
    key = new_key()
    compared = twin.staff.post("/v1/core/drift", {"reason": "Cut-off."}, key=key)
    assert compared.status_code == 201, compared.text
    assert (compared.json()["clean"], compared.json()["accounts"]) == (True, 8)
    again = twin.staff.post("/v1/core/drift", {"reason": "Cut-off."}, key=key)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == compared.json()
    assert len(twin.staff.get("/v1/core/drift").json()["reports"]) == 1
    assert twin.staff.get(f"/v1/core/drift/{compared.json()['number']}").json()["items"] == []


def test_active_the_core_posts_what_the_twin_posted(twin: Twin) -> None:
    promoted = twin.staff.post("/v1/core/promote", {"reason": "No drift."})
    assert promoted.json()["mode"] == "active", promoted.text
    twin.until(lambda: twin.posts(1, 2, 700).status_code == 201)
    twin.until(twin.level)
    assert twin.staff.post("/v1/core/drift", {"reason": "Cut-off."}).json()["clean"]
    what = [event["what"] for event in twin.staff.get("/v1/core/events").json()["events"]]
    assert {"state", "mode"} <= set(what)


def test_while_the_core_is_down_the_standin_decides_for_single_and_bulk_posts(twin: Twin) -> None:
    posted_before = new_key()
    assert twin.posts(3, 4, 4_000, key=posted_before).status_code == 201
    twin.core.kill()
    twin.until(lambda: twin.link()["state"] == "DOWN")
    time.sleep(0.6)  # what a process knows of the link is half a second old at the most
    assert twin.bank.client.get("/actuator/health/readiness").status_code == 200
    key = new_key()
    large = twin.posts(3, 4, 3_001, key=key)
    assert (large.status_code, large.json()["code"], large.json()["retry"]) == (422, "standin_cap", "new_key")
    again = twin.posts(3, 4, 3_001, key=key)
    assert (again.json()["code"], again.headers["Idempotent-Replayed"]) == ("standin_cap", "true")
    assert twin.posts(3, 4, 4_000, key=posted_before).status_code == 201  # it was posted before, and is answered as it was
    assert twin.posts(3, 4, 3_000).status_code == 201
    assert twin.posts(3, 4, 2_001).json()["code"] == "standin_allotment"
    assert twin.posts(3, 4, 2_000, forced=True, reason="The manager answers for it.").status_code == 201
    # what the ledger refuses uses up nothing: account 5 has 1,000.00, its allotment is 50.00
    hold = twin.posts(5, 6, 3_000, kind="hold")
    assert hold.status_code == 201
    released = twin.staff.post("/v1/transfers", {"kind": "release", "ref": hold.json()["id"]})
    assert released.status_code == 201, released.text
    assert [twin.posts(5, 6, amount).status_code for amount in (3_000, 2_000, 1)] == [201, 201, 422]

    lines = [{"debit": twin.accounts[6], "credit": twin.accounts[7], "amount": amount} for amount in (3_001, 2_000, 2_500, 1_000)]
    key = new_key()
    answers = [line["refusal"]["code"] if line["refusal"] else line["status"] for line in _lines(twin, lines, key)]
    assert answers == ["standin_cap", "created", "created", "standin_allotment"]
    assert [line["status"] for line in _lines(twin, lines, key)] == ["refused", "created", "created", "refused"]

    linked = [
        {"debit": twin.accounts[7], "credit": twin.accounts[8], "amount": amount, "linked": amount == 1_000} for amount in (1_000, 3_001)
    ]
    assert [line["refusal"]["code"] for line in _lines(twin, linked, new_key())] == ["standin_cap", "standin_cap"]

    table = pa.table(
        {"debit": [twin.accounts[8]] * 4, "credit": [twin.accounts[7]] * 4, "amount": [3_001, 3_000, 2_000, 1]},
        schema=pa.schema([("debit", pa.int64()), ("credit", pa.int64()), ("amount", pa.int64())]),
    )
    assert _arrow(twin, table) == ["standin_cap", "created", "created", "standin_allotment"]

    found = twin.staff.get("/v1/core/exposure").json()
    assert found["unanswered"] > 0
    assert found["exposure"] >= 3_000 + 2_000 + 5_000 + 4_500 + 5_000
    assert found["declined_by_standin"] >= 5
    told = twin.health()
    assert told["coreLink"] == "DOWN"
    assert told["mode"] == "active"
    assert twin.bank.client.get("/actuator/health").json()["status"] == "UP"

    assert twin.staff.post(f"/v1/accounts/{twin.accounts[1]}/allotment", {"allotment": 100, "reason": "Small."}).status_code == 200
    assert twin.posts(1, 2, 101).json()["code"] == "standin_allotment"


def test_the_core_comes_back_and_both_sides_agree(twin: Twin) -> None:
    twin.core.start()
    twin.until(twin.level)
    found = twin.staff.post("/v1/core/drift", {"reason": "After the outage."}).json()
    assert (found["clean"], found["drift_minor"]) == (True, 0)
    time.sleep(0.6)
    assert twin.posts(1, 2, 30_000).status_code == 201  # beyond every stand-in limit
    twin.until(twin.level)
    synced = twin.staff.post("/v1/core/resync", {"reason": "To be sure."}).json()
    assert synced["report"]["clean"] is True
    assert synced["adjusted_accounts"] == 0


def test_what_cannot_be_taken_in_is_listed_and_replayed(twin: Twin) -> None:
    assert twin.staff.get("/v1/core/parked").json() == {"records": [], "next": None}
    twin.core.post_branch(
        [Posting(b"BRANCH0000000009", BSB, 9, "C", 900, "CRE", True), Posting(b"BRANCH0000000010", BSB, 9, "C", 1, "CRE", True)]
    )
    twin.until(lambda: twin.health()["parked"] == 2)
    parked, _ = twin.staff.get("/v1/core/parked").json()["records"]
    assert (parked["reason"], parked["core"]) == ("account_unknown", "802-985/000000009")
    assert parked["advice"] == "bind the account, then replay"
    assert len(bytes.fromhex(parked["raw"])) > 100
    still = twin.staff.post(f"/v1/core/parked/{parked['number']}/replay", {"reason": "Try."})
    assert (still.status_code, still.json()["code"]) == (422, "parked_record_still_unfit")
    assert twin.staff.post("/v1/core/snapshot", {"reason": "The ninth."}).json() == {"opened": 1}
    key = new_key()
    once, again = (twin.staff.post(f"/v1/core/parked/{parked['number']}/replay", {"reason": "It is known now."}, key=key) for _ in range(2))
    assert (once.status_code, once.json()) == (200, {"replayed": 1, "left": 1}), once.text
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (once.json(), "true")
    assert twin.staff.post("/v1/core/parked/replay", {"reason": "The other as well."}).json() == {"replayed": 1, "left": 0}
    assert twin.staff.post("/v1/core/drift", {"reason": "With the ninth."}).json()["clean"] is True
    nothing = twin.staff.post("/v1/core/parked/7/replay", {"reason": "Try."})
    assert (nothing.status_code, nothing.json()["code"]) == (404, "parked_record_not_found")
    assert twin.staff.post("/v1/core/parked/replay", {"reason": "Try."}).json() == {"replayed": 0, "left": 0}


def test_a_planned_outage_is_earmarked_on_the_core_first(twin: Twin) -> None:
    marked = twin.staff.post("/v1/core/earmarks", {"earmarks": [{"account": twin.accounts[2], "amount": 5_000}], "reason": "Weekend."})
    assert (marked.json()["accounts"], marked.json()["order"]["status"]) == (1, "asked"), marked.text
    twin.until(lambda: twin.link()["earmarks"]["waiting"] == 0)
    earmarks = twin.link()["earmarks"]
    assert (earmarks["accounts"], earmarks["minor"], earmarks["last"]["status"]) == (1, 5_000, "sent")
    twin.core.drain()
    past = twin.staff.post("/v1/core/outage", {"until": "2020-01-01T00:00:00Z", "reason": "Weekend."})
    assert past.json()["code"] == "outage_invalid"
    planned = twin.staff.post("/v1/core/outage", {"until": "2999-01-01T00:00:00Z", "reason": "Weekend."})
    assert planned.json()["planned_until"] == "2999-01-01T00:00:00.000000Z"
    twin.until(lambda: twin.link()["state"] == "DOWN")
    assert twin.staff.post("/v1/core/outage", {"until": None, "reason": "Back."}).json()["planned_until"] is None
    twin.until(twin.level)
    changed = twin.staff.post("/v1/core/policy", {"cap": 1_000, "reason": "Careful."}).json()
    assert (changed["policy"]["cap"], changed["policy"]["allotment"]) == (1_000, 5_000)


def test_demoted_the_twin_is_a_shadow_again(twin: Twin) -> None:
    demoted = twin.staff.post("/v1/core/demote", {"reason": "Roll back."})
    assert demoted.json()["mode"] == "demoting", demoted.text
    twin.until(lambda: twin.link()["mode"] == "shadow")
    twin.until(lambda: twin.posts(1, 2, 1).status_code == 422)
    assert twin.staff.post("/v1/core/drift", {"reason": "Roll back."}).json()["clean"] is True


def test_a_tenant_without_a_core_says_so(twin: Twin) -> None:
    staff = twin.bank.staff
    assert staff.get("/v1/core").json()["code"] == "link_not_found"
    assert staff.post("/v1/core/drift", {"reason": "Why not."}).json()["code"] == "link_not_found"
    assert staff.post("/v1/core", {"reason": "A link without files."}).status_code == 201
    assert staff.post("/v1/core/snapshot", {"reason": "No files."}).json()["code"] == "core_not_configured"


def _lines(twin: Twin, items: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    import json

    response = twin.staff.lines("/v1/transfers/bulk", items, key=key)
    while response.status_code == 409:  # the answer before it is all here, and its key not yet let go
        time.sleep(0.05)
        response = twin.staff.lines("/v1/transfers/bulk", items, key=key)
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.splitlines()]


def _arrow(twin: Twin, table: pa.Table) -> list[str]:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    headers = {"Content-Type": "application/vnd.apache.arrow.stream"}
    response = twin.staff.post("/v1/transfers/bulk", sink.getvalue(), headers=headers)
    assert response.status_code == 200, response.text
    answer = pa.ipc.open_stream(response.content).read_all()
    return [str(status) for status in answer["status"].to_pylist()]
