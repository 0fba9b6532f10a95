"""How the core posts: the rule book of the online program, for the COBOL and for the stand-in."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.mainframe.cases import (
    BSB,
    CLOCK_US,
    DAY,
    books,
    changes,
    credit,
    debit,
    kinds,
    proof,
    reasons,
    records,
    transfer,
)
from twincore.mainframe import REJECT, Mainframe, Posting, posting_records


def _post(core: Mainframe, *postings: Posting) -> None:
    core.submit(postings)
    core.drain()


def test_the_log_begins_with_what_was_loaded(core: Mainframe) -> None:
    (tie_up,) = changes(core)
    assert (tie_up["LOG-KIND"], tie_up["LOG-EPOCH"], tie_up["LOG-LSN"]) == ("T", 1, 1)
    assert tie_up["LOG-TIE-UP"] | {"LOG-FILE": ""} == {
        "LOG-REASON": "LOAD",
        "LOG-FILE": "",
        "LOG-LOGGED": "",
        "LOG-IMAGE-LSN": 0,
        "LOG-TOTAL": 100_00 + 50_00 + 75_00 - 1_000_00,
        "LOG-ACCOUNTS": 5,
    }


def test_a_debit_is_written_before_it_is_done_and_committed_after(core: Mainframe) -> None:
    _post(core, debit(7, 2, 120_50, description="Rent", sequence=4711, value_date=date(2026, 1, 20)))
    _, undo, redo, commit = changes(core)
    assert [undo["LOG-KIND"], redo["LOG-KIND"], commit["LOG-KIND"]] == ["U", "R", "C"]
    for change in (undo, redo, commit):
        assert change["LOG-ID"] == proof(7)
        assert (change["LOG-SOURCE"], change["LOG-ORIGIN"], change["LOG-QUEUE-RECORD"], change["LOG-SEQUENCE"]) == ("Q", "TWIN", 1, 4711)
        assert (change["LOG-BSB"], change["LOG-NUMBER"], change["LOG-DC"], change["LOG-TYPE"]) == (BSB, 2, "D", "DEB")
        assert (change["LOG-UOW"], change["LOG-EPOCH"], change["LOG-AT"]) == (2, 1, CLOCK_US)
        assert (change["LOG-BUSINESS-DATE"], change["LOG-VALUE-DATE"], change["LOG-DESCRIPTION"]) == (20260114, 20260120, "Rent")
    assert undo["LOG-CHANGE"] == {
        "LOG-AMOUNT": 120_50,
        "LOG-ACTUAL-BEFORE": 50_00,
        "LOG-AVAILABLE-BEFORE": 250_00,
        "LOG-ACTUAL": 50_00,
        "LOG-AVAILABLE": 250_00,
        "LOG-SUM": 0,
        "LOG-COUNT": 0,
    }
    assert redo["LOG-CHANGE"] == undo["LOG-CHANGE"] | {
        "LOG-ACTUAL": -70_50,
        "LOG-AVAILABLE": 129_50,
        "LOG-SUM": -120_50,
        "LOG-COUNT": 1,
    }
    assert commit["LOG-CHANGE"]["LOG-COUNT"] == 1
    account = books(core)[2]
    assert (account["ACC-ACTUAL"], account["ACC-AVAILABLE"], account["ACC-SUM"], account["ACC-COUNT"]) == (-70_50, 129_50, -120_50, 1)
    assert (account["ACC-LAST-LSN"], account["ACC-LAST-POSTED"]) == (3, 20260114)


def test_a_request_that_is_handed_in_again_is_acknowledged_and_not_posted(core: Mainframe) -> None:
    _post(core, debit(1, 1, 10_00), debit(1, 1, 10_00), debit(1, 1, 10_00, sequence=9))
    assert kinds(core) == "TURC"
    rejects = records(core.reject_file, REJECT)
    assert [(r["REJ-CODE"], r["REJ-LSN"], r["REJ-QUEUE-RECORD"], r["REJ-NUMBER"]) for r in rejects] == [
        ("0401", 2, 2, 1),
        ("0401", 2, 3, 2),
    ]
    assert books(core)[1]["ACC-ACTUAL"] == 90_00


def test_an_id_that_was_used_for_something_else_is_refused(core: Mainframe) -> None:
    first = debit(1, 1, 10_00)
    others: list[dict[str, Any]] = [{"amount": 10_01}, {"number": 2}, {"side": "C", "type": "CRE"}, {"type": "PDR"}]
    _post(core, first, *(replace(first, **other) for other in others))
    assert reasons(core) == ["0402"] * 4


def test_what_the_core_refuses_and_why(core: Mainframe) -> None:
    refused = [
        (debit(1, 99, 1), "0101"),
        (replace(credit(1, 1, 1), bsb=802_002), "0101"),
        (credit(1, 4, 1), "0102"),
        (debit(1, 4, 1, forced=True), "0102"),
        (debit(1, 3, 1), "0103"),
        (debit(1, 1, 100_01), "0201"),
        (debit(1, 2, 250_01), "0201"),
        (credit(1, 1, 999_999_999_999_999), "0202"),
        (debit(1, 1, 0), "0303"),
        (replace(debit(1, 1, 5), side="C"), "0302"),
        (replace(debit(1, 1, 5), type="FEE"), "0302"),
        (transfer(1, 1, 1, 5), "0302"),
    ]
    _post(core, *(posting for posting, _ in refused))
    assert (kinds(core), reasons(core)) == ("T", [reason for _, reason in refused])
    rejects = core.reject_file.read_bytes()
    images = b"".join(rejects[at : at + 350] for at in range(0, len(rejects), REJECT.length))
    assert images == core.request_queue.read_bytes(), "a reject carries the request as it came"


def test_what_the_core_takes_to_the_last_cent_or_by_force(core: Mainframe) -> None:
    taken = [debit(1, 1, 100_00), debit(2, 2, 250_00), debit(3, 1, 1, forced=True), debit(4, 3, 1, forced=True), credit(5, 3, 1)]
    _post(core, *taken)
    assert (kinds(core), reasons(core)) == ("T" + "URC" * len(taken), [])


def test_an_id_that_was_refused_is_free(core: Mainframe) -> None:
    _post(core, debit(1, 1, 200_00), credit(2, 1, 150_00), debit(1, 1, 200_00))
    assert (kinds(core), reasons(core)) == ("TURCURC", ["0201"])


def test_a_transfer_changes_two_accounts_in_one_unit_of_work(core: Mainframe) -> None:
    _post(core, transfer(1, 1, 5, 40_00))
    assert kinds(core) == "TURURC"
    log = changes(core)[1:]
    assert {change["LOG-UOW"] for change in log} == {2}
    assert [(c["LOG-NUMBER"], c["LOG-DC"]) for c in log] == [(1, "D"), (1, "D"), (5, "C"), (5, "C"), (1, "D")]
    assert log[-1]["LOG-CHANGE"]["LOG-COUNT"] == 2
    after = books(core)
    assert (after[1]["ACC-ACTUAL"], after[5]["ACC-ACTUAL"]) == (60_00, -960_00)


def test_a_transfer_whose_second_account_refuses_is_backed_out(core: Mainframe) -> None:
    before = books(core)
    _post(core, transfer(1, 1, 4, 40_00))
    assert (kinds(core), reasons(core)) == ("TURB", ["0102"])
    assert changes(core)[-1]["LOG-CHANGE"]["LOG-COUNT"] == 1
    assert books(core) == before
    _post(core, transfer(1, 1, 2, 40_00))
    assert kinds(core) == "TURBURURC", "its id is free"


def test_an_earmark_moves_no_money_and_lowers_what_is_available(core: Mainframe) -> None:
    earmark = Posting(proof(1), BSB, 1, "D", 60_00, "EAR")
    _post(core, earmark, debit(2, 1, 40_01), debit(3, 1, 40_00))
    account = books(core)[1]
    assert (account["ACC-EARMARK"], account["ACC-ACTUAL"], account["ACC-AVAILABLE"]) == (60_00, 60_00, 0)
    assert (account["ACC-COUNT"], account["ACC-SUM"]) == (1, -40_00), "an earmark is no posting"
    assert reasons(core) == ["0201"]
    _post(core, replace(earmark, id=proof(4), amount=0))
    account = books(core)[1]
    assert (account["ACC-EARMARK"], account["ACC-AVAILABLE"]) == (0, 60_00)


def test_branches_post_on_the_core_itself_before_the_twin(core: Mainframe) -> None:
    core.close()
    core.submit([debit(1, 1, 100_00)])
    core.post_branch([debit(2, 1, 30_00)])
    core.open()
    core.drain()
    redo = next(change for change in changes(core) if change["LOG-KIND"] == "R")
    assert (redo["LOG-SOURCE"], redo["LOG-ORIGIN"], redo["LOG-ID"]) == ("B", "CORE", proof(2))
    assert reasons(core) == ["0201"]


def test_a_request_of_another_origin_than_its_queue_is_refused(core: Mainframe) -> None:
    core.submit_records(posting_records([debit(1, 1, 1)], "CORE", 20260114))
    core.drain()
    assert reasons(core) == ["0304"]


def test_a_request_with_a_byte_that_makes_no_sense_is_refused_and_the_next_one_posted(core: Mainframe) -> None:
    broken = [(0, 0x40), (8, 0x40), (14, 0xC1), (22, 0xD1), (23, 0x00), (42, 0xE7), (43, 0xFA), (141, 0xA0), (148, 0x0B), (148, 0xAC)]
    for n, (at, byte) in enumerate(broken):
        image = bytearray(posting_records([debit(2 * n, 1, 5), debit(2 * n + 1, 1, 5)], "TWIN", 20260114))
        image[at] = byte
        core.submit_records(bytes(image))
    core.drain()
    assert (kinds(core), reasons(core)) == ("T" + "URC" * len(broken), ["0301"] * len(broken))


def test_a_request_that_is_half_there_waits_for_its_other_half(core: Mainframe) -> None:
    image = posting_records([debit(1, 1, 5)], "TWIN", 20260114)
    core.submit_records(image[:200])
    core.set_clock(CLOCK_US + 1)
    assert kinds(core) == "T"
    core.submit_records(image[200:])
    core.drain()
    assert kinds(core) == "TURC"


def test_the_same_money_in_every_column(core: Mainframe) -> None:
    """Actual = opening + sum; available = actual + overdraft - earmark: at every change, and in the master."""
    _post(core, *(credit(n, 1 + n % 3, 1_00 * n) for n in range(1, 30)), *(debit(n, 1 + n % 2, 7 * n) for n in range(30, 60)))
    opening = {1: 100_00, 2: 50_00, 3: 75_00}
    for change in changes(core):
        if change["LOG-KIND"] in "UR":
            after = change["LOG-CHANGE"]
            assert after["LOG-ACTUAL"] == opening[change["LOG-NUMBER"]] + after["LOG-SUM"]
    for account in books(core).values():
        assert account["ACC-ACTUAL"] == account["ACC-OPENING"] + account["ACC-SUM"]
        assert account["ACC-AVAILABLE"] == account["ACC-ACTUAL"] + account["ACC-OVERDRAFT"] - account["ACC-EARMARK"]
    assert core.business_date == DAY
