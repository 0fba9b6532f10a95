"""A change log that has lost bytes, or has too many, in the middle: the torn record is parked as it is, its account waits, and all that is whole flows."""

import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sync.paper_core import PAGE
from tests.sync.twin import BSB, Twin, core_id
from twincore.kernel.refusal import Refusal
from twincore.ledger import balances
from twincore.sync import ParkReason, drop_parked, follower, get_link, link_events, list_parked, replay, replay_waiting
from twincore.sync.files import GrowingFile, Tear
from twincore.sync.model import RAW_BYTES_MAX, Parked

L = 200
KINDS = {b"\xd9": "REDO", b"\xe4": "UNDO", b"\xc3": "COMMIT", b"\xc2": "BACKOUT", b"\xe3": "TIE-UP"}


def parked(twin: Twin) -> list[Parked]:
    with twin.database.app(twin.tenant) as conn:
        return list_parked(conn, twin.tenant)


def needed(twin: Twin) -> str | None:
    with twin.database.app(twin.tenant) as conn:
        return get_link(conn, twin.tenant).resync_needed


def unlevel(twin: Twin) -> set[int]:
    """The accounts whose balance in the twin is not the core's."""
    with twin.database.app(twin.tenant) as conn:
        found = balances(conn, twin.tenant, list(twin.accounts.values()))
    both = {number: (found[account], twin.core.balance[BSB + number]) for number, account in twin.accounts.items()}
    return {number for number, (here, there) in both.items() if here.credits_posted - here.debits_posted != there}


def dropped(twin: Twin) -> None:
    """Somebody has seen to what is parked."""
    with twin.database.app(twin.tenant) as conn:
        for record in list_parked(conn, twin.tenant):
            drop_parked(conn, twin.tenant, record.number, reason="seen to by a re-sync", now_us=twin.clock.now_us())
    twin.adaptor.books.refresh()


@dataclass
class Damage:
    """What a stretch of the log has become. hurt: which of its records are not there once, byte for byte and in one piece; data: its bytes."""

    records: list[bytes]
    hurt: set[int]
    data: bytes


def damaged(records: list[bytes], random: random.Random, faults: int) -> Damage:
    """A stretch of records of which bytes are lost, or to which bytes are added, at random places. Bytes are kept with the record that they are of."""
    cells: list[tuple[int, int]] = [(n, at) for n in range(len(records)) for at in range(L)]
    twice: set[int] = set()
    for _ in range(faults):
        place = random.randrange(len(cells))
        if random.random() < 0.2:
            place -= cells[place][1]  # at the border of a record, if that is whole
            place = max(place, 0)
        many = random.choice([1, 2, 7, 8, 16, 21, 40, 80, 100, 150, 192, 199, 200, 201, 208, 300, 392, 400, 555, 600])
        if random.random() < 0.7:
            del cells[place : place + many]
        else:
            source = random.random()
            if source < 0.3:
                junk = [(-1, random.randrange(256)) for _ in range(many)]
            elif source < 0.6:
                junk = [(-1, 0x40) for _ in range(many)]
            else:  # bytes of other records, once more
                begin = random.randrange(len(cells))
                junk = [(-1, records[n][at] if n >= 0 else at) for n, at in cells[begin : begin + many]]
                twice |= {n for n, _ in cells[begin : begin + many] + cells[max(place - 1, 0) : place + 1]}  # and what they come between
            cells[place:place] = junk
    data = bytes(records[n][at] if n >= 0 else at for n, at in cells)
    whole = {n for begin, (n, at) in enumerate(cells) if at == 0 and cells[begin : begin + L] == [(n, k) for k in range(L)]}
    return Damage(records, {*range(len(records))} - whole | twice, data)


def of(raw: bytes) -> tuple[str, int]:
    """What a record says: its kind, and the account's number."""
    return KINDS[raw[:1]], int(raw[12:21].decode(PAGE))


def stretch(twin: Twin, random: random.Random, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What the core does next, as records that are not in its log yet: postings of random accounts, some backed out, and tie-ups."""
    records: list[bytes] = []
    core = twin.core
    with monkeypatch.context() as patch:
        patch.setattr(core, "append", records.append)
        for _ in range(random.randrange(3, 10)):
            account, amount = BSB + random.randrange(1, 13), random.choice([-1, 1]) * random.randrange(1, 10_000)
            chance = random.random()
            if chance < 0.8:
                core.post(account, amount, core_id(core.lsn))
            elif chance < 0.9:
                core.back_out(account, amount, core_id(core.lsn))
            else:
                core.tie_up("OPEN")
    return records


def arrives(twin: Twin, data: bytes, random: random.Random) -> None:
    """Bytes come into the log piece by piece, the adaptor works meanwhile, and is killed and started again now and then."""
    while data:
        many = random.choice([1, 77, 200, 333, 1_000, 100_000])
        twin.core.append(data[:many])
        data = data[many:]
        twin.rounds()
        if random.random() < 0.1:
            twin.restarts()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_torn_what_is_whole_is_taken_in_and_the_rest_is_told(twin: Twin, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given bytes lost and added at random, then every account of which no record is torn is level, the others wait or are in the re-sync's finding, and
    after the re-sync nothing differs. One log with all the tears of an example and of those before it."""
    rand = random.Random(seed)
    twin.begins(dict.fromkeys(range(1, 14), 0), active=False)
    for _ in range(25):
        damage = damaged(stretch(twin, rand, monkeypatch), rand, rand.choice([1, 1, 1, 2, 3]))
        arrives(twin, damage.data, rand)
        for n in range(3):
            twin.core.post(BSB + 13, 1 + n, core_id(twin.core.lsn))
        twin.rounds()
        log = twin.adaptor.follower
        told = {of(damage.records[n]) for n in damage.hurt if n >= 0}
        torn = {number for kind, number in told if kind != "TIE-UP"}
        assert unlevel(twin) <= torn
        assert {p.core - BSB for p in parked(twin) if p.core} <= torn
        assert log.file.offset(log.place.next) == len((twin.folder / "change.log").read_bytes()), "every byte has its place"
        assert (needed(twin) is not None) == (damage.data != b"".join(damage.records))
        for record in parked(twin):
            assert record.raw == log.file.raw(record.place)
            assert record.reason is not ParkReason.RECORD_TRUNCATED or record.raw not in damage.records
        report, _ = twin.adaptor.resync(twin.core)
        assert report.clean
        assert unlevel(twin) == set()
        dropped(twin)
        twin.core.post(BSB + 1, 5, core_id(twin.core.lsn))
        twin.rounds()
        assert unlevel(twin) == set()
        assert needed(twin) is None, "a tear is told once"


# --- one tear at a time


def tail(twin: Twin) -> int:
    """Bytes of the log."""
    return (twin.folder / "change.log").stat().st_size


def tears(twin: Twin, begin: int, end: int, instead: bytes = b"") -> bytes:
    """Bytes of the log are lost from one place to another, or others are there; returns those that were."""
    path = twin.folder / "change.log"
    data = path.read_bytes()
    path.write_bytes(data[:begin] + instead + data[end:])
    return data[begin:end]


LOST = [(3, 5), (3, 180), (14, 1), (15, 60), (30, 40), (60, 140), (100, 8), (130, 64), (150, 8), (195, 5), (199, 1)]
"""Where in a record bytes are lost, and how many."""


@pytest.mark.parametrize("kind", ["UNDO", "REDO", "COMMIT", "TIE-UP"])
def test_a_record_of_any_kind_is_parked_as_it_is_and_what_is_behind_it_flows(twin: Twin, kind: str) -> None:
    twin.begins({1: 0, 2: 0, 3: 0}, active=False)
    for offset, count in LOST:
        before = twin.balance(1)
        twin.core.post(BSB + 3, 30, core_id(twin.core.lsn))
        at = tail(twin) + ["UNDO", "REDO", "COMMIT", "TIE-UP"].index(kind) * L
        twin.core.post(BSB + 1, 100, core_id(twin.core.lsn))
        twin.core.tie_up("OPEN")
        twin.core.post(BSB + 2, 7, core_id(twin.core.lsn))
        record = (twin.folder / "change.log").read_bytes()[at : at + L]
        tears(twin, at + offset, at + offset + count)
        twin.rounds()
        assert unlevel(twin) == ({1} if kind in ("REDO", "COMMIT") else set())
        assert twin.balance(1) - before == (0 if kind in ("REDO", "COMMIT") else 100)
        waits = parked(twin)
        (torn,) = [p for p in waits if p.reason is ParkReason.RECORD_TRUNCATED]
        account = BSB + 1 if offset >= 21 and kind != "TIE-UP" else None
        assert (torn.stream, torn.core, torn.raw) == ("change-log", account, record[:offset] + record[offset + count :])
        assert torn.words == f"{L - count} bytes from byte {at} of the file on, where a record has 200"
        if kind == "COMMIT":  # without it nobody knows whether the posting holds
            assert [(p.reason, p.core, p.place) for p in waits if p != torn] == [(ParkReason.UNIT_UNFINISHED, BSB + 1, torn.place - 1)]
        else:
            assert waits == [torn]
        assert needed(twin) == f"record {torn.place} of the change log is torn"
        twin.core.post(BSB + 1, 5, core_id(twin.core.lsn))
        twin.core.post(BSB + 2, 8, core_id(twin.core.lsn))
        twin.rounds()
        assert {2, 3}.isdisjoint(unlevel(twin))
        assert [p.core for p in parked(twin) if p.reason is ParkReason.ACCOUNT_WAITING] == [BSB + 1] * (
            account is not None or kind == "COMMIT"
        )
        report, _ = twin.adaptor.resync(twin.core)
        assert (report.clean, report.drift_minor, unlevel(twin), needed(twin)) == (True, 0, set(), None)
        dropped(twin)


def test_a_torn_record_is_taken_in_once_somebody_says_what_it_was(twin: Twin) -> None:
    twin.begins({1: 0, 2: 0}, active=False)
    begin = tail(twin)
    twin.core.post(BSB + 1, 100, core_id(1))
    right = (twin.folder / "change.log").read_bytes()[begin + L : begin + 2 * L]
    tears(twin, begin + L + 120, begin + 2 * L)
    twin.core.post(BSB + 1, 5, core_id(2))
    twin.rounds()
    twin.core.post(BSB + 1, 20, core_id(3))
    twin.rounds()
    assert twin.both(1) == (5, 125)
    torn, waiting = parked(twin)
    assert (torn.raw, waiting.reason) == (right[:120], ParkReason.ACCOUNT_WAITING)
    by = twin.adaptor.replays()
    with pytest.raises(Refusal, match="it has 120 of 200 bytes"):
        replay(by, torn.number, now_us=twin.clock.now_us())
    replay(by, torn.number, corrected=right, now_us=twin.clock.now_us())
    assert replay_waiting(by, now_us=twin.clock.now_us()) == (1, 0)
    assert twin.both(1) == (125, 125)
    report, repairs = twin.adaptor.resync(twin.core)
    assert (report.clean, repairs, needed(twin)) == (True, [], None)


def test_another_process_and_a_restart_know_where_the_log_is_torn(twin: Twin) -> None:
    """Given a tear that was passed, then who only looks on compares both sides rightly, before and after it goes on."""
    twin.begins({1: 0, 2: 0, 3: 0}, active=False)
    early = twin.core.extract(0, 10**15 - 1).read_bytes()
    begin = tail(twin)
    twin.core.post(BSB + 1, 100, core_id(1))
    tears(twin, begin + L + 60, begin + L + 61, b"torn!")  # bytes too many
    twin.core.post(BSB + 2, 7, core_id(2))
    onlooker = twin.made()
    onlooker.watching = True
    twin.rounds()
    twin.core.post(BSB + 2, 8, core_id(3))
    twin.core.post(BSB + 3, 9, core_id(4))
    twin.restarts()
    twin.rounds()
    assert (twin.balance(2), twin.balance(3)) == (15, 9)
    assert onlooker.drift(early).clean, "brought forward over the tear, of which neither side knows more"
    report = onlooker.drift(twin.core.extract(0, 10**15 - 1).read_bytes())
    assert [(item.core, item.amount) for item in report.items] == [(BSB + 1, 100)]
    onlooker.close()


def test_a_tear_with_nothing_behind_it_waits_until_more_is_written(twin: Twin) -> None:
    twin.begins({1: 0, 2: 0}, active=False)
    begin = tail(twin)
    twin.core.post(BSB + 1, 100, core_id(1))
    tears(twin, begin + L + 50, begin + 3 * L)
    twin.core.append(b"\x00" * 340)  # no record, and none behind it
    twin.rounds()
    assert parked(twin) == []
    assert needed(twin) == f"the change log cannot be read from record {begin // L + 1} on"
    assert not twin.adaptor.step(), "it is not read again before something is written"
    for at in range(2):
        twin.core.post(BSB + 2, 7, core_id(2 + at))
        twin.rounds()
        assert twin.balance(2) == 7 * (at + 1)
    (torn,) = parked(twin)
    assert (torn.core, len(torn.raw)) == (BSB + 1, 50 + 340)
    twin.adaptor.resync(twin.core)
    assert twin.both(1) == (100, 100)
    with twin.database.app(twin.tenant) as conn:
        asked = [e for e in link_events(conn, twin.tenant) if e.what == "resync" and e.after is not None]
    assert len(asked) == 1, "it was asked for once"


@pytest.mark.parametrize("there", [1, 199, 200, 201, 250, 399, 400, 401, 599])
def test_what_is_still_being_written_is_no_tear(twin: Twin, there: int) -> None:
    twin.begins({1: 0}, active=False)
    begin = tail(twin)
    twin.core.post(BSB + 1, 100, core_id(1))
    rest = tears(twin, begin + there, tail(twin))
    twin.rounds()
    assert twin.balance(1) == 0
    twin.core.append(rest)
    twin.rounds()
    assert twin.balance(1) == 100
    assert (parked(twin), needed(twin)) == ([], None)


def test_a_record_whose_end_is_lost_after_it_was_taken_in_leaves_the_next_one_whole(twin: Twin) -> None:
    """Given a COMMIT that lacks its last byte, a filler, so that the first byte of the next record completes it: only when that has come is it seen."""
    twin.begins({1: 0}, active=False)
    twin.core.post(BSB + 1, 100, core_id(1))
    tears(twin, tail(twin) - 1, tail(twin))
    begin = tail(twin)
    twin.core.tie_up("OPEN")
    rest = tears(twin, begin + 1, tail(twin))
    twin.rounds()
    assert twin.balance(1) == 100
    twin.core.append(rest)
    twin.core.post(BSB + 1, 5, core_id(2))
    twin.rounds()
    assert twin.both(1) == (105, 105)
    (torn,) = parked(twin)
    assert (torn.reason, torn.core, torn.place, len(torn.raw)) == (ParkReason.RECORD_TRUNCATED, None, begin // L, 199)


def test_bytes_that_are_no_records_are_kept_whole_however_many_there_are(twin: Twin) -> None:
    twin.begins({1: 0}, active=False)
    twin.core.post(BSB + 1, 100, core_id(1))
    junk = random.Random(7).randbytes(3 * RAW_BYTES_MAX + 77)
    twin.core.append(junk)
    twin.core.post(BSB + 1, 5, core_id(2))
    twin.rounds()
    assert twin.both(1) == (105, 105)
    assert b"".join(p.raw for p in parked(twin)) == junk
    twin.restarts()
    twin.core.post(BSB + 1, 5, core_id(3))
    twin.rounds()
    assert twin.both(1) == (110, 110)
    assert twin.adaptor.resync(twin.core)[0].clean


def test_a_log_that_is_shorter_than_what_was_taken_in_is_refused_torn_or_not(twin: Twin) -> None:
    twin.begins({1: 0}, active=False)
    begin = tail(twin)
    for n in range(3):
        twin.core.post(BSB + 1, 100, core_id(n))
    tears(twin, begin + 40, begin + 50)
    twin.rounds()
    whole = (twin.folder / "change.log").read_bytes()
    for size in (len(whole) - 1, begin + 190, begin + 5, 0):
        (twin.folder / "change.log").write_bytes(whole[:size])
        with pytest.raises(Refusal, match="shorter than what was taken in"):
            twin.adaptor.step()
    (twin.folder / "change.log").write_bytes(whole)
    assert not twin.adaptor.step()


def test_a_tie_up_that_cannot_be_read_is_parked_and_nothing_stops(twin: Twin) -> None:
    twin.begins({1: 0}, active=False)
    begin = tail(twin)
    twin.core.tie_up("OPEN")
    tears(twin, begin + 166, begin + 175, b"\xfa" * 9)
    twin.core.post(BSB + 1, 5, core_id(1))
    twin.rounds()
    assert twin.both(1) == (5, 5)
    assert [(p.reason, p.core) for p in parked(twin)] == [(ParkReason.RECORD_INVALID, None)]
    assert needed(twin) is not None
    assert twin.adaptor.resync(twin.core)[0].clean


def test_a_damaged_last_record_waits_for_what_stands_behind_it(twin: Twin) -> None:
    """Given a COMMIT that has lost bytes and is filled up by the next record, which is not all there yet, then it is parked as it is once that is."""
    twin.begins({1: 0, 2: 0}, active=False)
    twin.core.post(BSB + 1, 100, core_id(1))
    at = tail(twin) - L
    lost = tears(twin, at + 150, at + 155)
    begin = tail(twin)
    twin.core.post(BSB + 2, 7, core_id(2))
    rest = tears(twin, begin + len(lost), tail(twin))
    twin.rounds()
    assert parked(twin) == []
    assert needed(twin) is not None
    twin.core.append(rest)
    twin.rounds()
    assert twin.balance(2) == 7
    unended, torn = parked(twin)
    assert (unended.reason, torn.reason, len(torn.raw)) == (ParkReason.UNIT_UNFINISHED, ParkReason.RECORD_TRUNCATED, L - len(lost))


# --- units of work


def unit(twin: Twin, postings: list[tuple[int, int]], end: str = "C") -> int:
    """A unit of work of many postings: UNDO and REDO of each, and one end. Returns the byte at which it begins."""
    core, begin, unit = twin.core, tail(twin), twin.core.lsn + 1
    for number, amount in postings:
        before = core.balance[BSB + number]
        for letter in "UR":
            core.write(letter, BSB + number, amount, core_id(unit * 1_000 + core.lsn), "CORE", None, before, unit)
        if end == "C":
            core.balance[BSB + number] += amount
            core.count[BSB + number] += 1
            core.last_lsn[BSB + number] = core.lsn
    if end:
        core.write(end, BSB + postings[-1][0], 0, core_id(unit * 1_000), "CORE", None, 0, unit)
    return begin


def test_one_torn_posting_of_a_unit_does_not_hold_up_the_others(twin: Twin) -> None:
    twin.begins(dict.fromkeys(range(1, 5), 0), active=False)
    begin = unit(twin, [(1, 10), (2, 20), (3, 30)])
    tears(twin, begin + 3 * L + 100, begin + 3 * L + 190)
    unit(twin, [(4, 40)])
    twin.rounds()
    assert [twin.balance(n) for n in (1, 2, 3, 4)] == [10, 0, 30, 40]
    assert [(p.reason, p.core) for p in parked(twin)] == [(ParkReason.RECORD_TRUNCATED, BSB + 2)]
    assert twin.adaptor.resync(twin.core)[0].clean


def test_half_of_one_posting_and_half_of_another_are_not_believed(twin: Twin) -> None:
    """Given exactly 400 bytes lost within a unit of two postings, so that one record is the head of the first and the tail of the second."""
    twin.begins({1: 0, 2: 0, 3: 0}, active=False)
    begin = unit(twin, [(1, 10), (2, 20)])
    tears(twin, begin + L + 140, begin + 3 * L + 140)
    unit(twin, [(3, 40)])
    twin.rounds()
    assert [twin.balance(n) for n in (1, 2, 3)] == [0, 0, 40]
    assert [(p.reason, p.core) for p in parked(twin)] == [(ParkReason.UNIT_UNFINISHED, BSB + 1)]
    assert "sequence number" in str(needed(twin))
    report, (repair,) = twin.adaptor.resync(twin.core)
    assert (report.clean, repair.missing, repair.adjusted_minor) == (True, 0, 30)


@pytest.mark.parametrize("torn", [True, False])
def test_a_unit_of_work_longer_than_one_reading_may_be_torn(twin: Twin, torn: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "READ_RECORDS", 7)
    twin.begins(dict.fromkeys(range(1, 60), 0), active=False)
    twin.adaptor.follower.chunk = 2
    begin = unit(twin, [(n, n) for n in range(1, 59)])
    if torn:
        for n in (57, 40, 6):
            tears(twin, begin + (2 * n - 1) * L + 195, begin + (2 * n - 1) * L + 199)
    unit(twin, [(59, 1)])
    twin.rounds(100)
    assert unlevel(twin) == ({6, 40, 57} if torn else set())
    assert [p.core for p in parked(twin)] == ([BSB + 6, BSB + 40, BSB + 57] if torn else [])
    assert twin.adaptor.resync(twin.core)[0].clean


def test_a_long_unit_of_work_that_never_ends_is_parked(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "READ_RECORDS", 7)
    twin.begins(dict.fromkeys(range(1, 10), 0), active=False)
    unit(twin, [(n, n) for n in range(1, 9)], end="")
    twin.rounds()
    assert parked(twin) == []
    twin.core.tie_up("OPEN")
    unit(twin, [(9, 9)])
    twin.rounds(100)
    assert [(p.reason, p.core) for p in parked(twin)] == [(ParkReason.UNIT_UNFINISHED, BSB + n) for n in range(1, 9)]
    assert twin.balance(9) == 9


# --- gaps and epochs


def test_a_gap_and_a_new_epoch_are_told_once(twin: Twin) -> None:
    """Given a log whose numbers have jumped, and one that goes on in another epoch, when the re-sync has seen to it, then what follows is trusted again."""
    twin.begins({1: 0, 2: 0}, active=False)
    twin.core.lsn += 3
    for n in range(3):
        twin.core.post(BSB + 1, 5, core_id(n))
        twin.rounds()
        if n == 0:
            assert "has sequence number" in str(needed(twin))
            assert twin.adaptor.resync(twin.core)[0].clean
            twin.restarts()
        assert needed(twin) is None
    twin.core.epoch += 1
    for n in range(3, 6):
        twin.core.post(BSB + 1, 5, core_id(n))
        twin.rounds()
        if n == 3:
            assert needed(twin) == "the change log goes on in epoch 2"
            assert twin.adaptor.resync(twin.core)[0].clean
            twin.restarts()
        assert needed(twin) is None
    assert twin.both(1) == (30, 30)


def test_differences_are_found_by_their_place_in_a_log_with_gaps_and_tears(twin: Twin) -> None:
    """Given sequence numbers far from the numbers of records, in either direction, then an early extract is brought forward by exactly what came later."""
    twin.begins({1: 0, 2: 0}, active=False)
    early = []
    for n in range(60):
        early.append(twin.core.extract(0, 10**15 - 1).read_bytes())
        if n % 20 == 5:
            twin.core.lsn += 50
        if n % 20 == 15:
            for _ in range(40):
                twin.core.append(b"\x40" * 250)
                twin.core.tie_up("OPEN")
        twin.core.post(BSB + 1, n + 1, core_id(n))
    twin.rounds(100)
    assert all(twin.adaptor.drift(extract).clean for extract in early[::6])


def test_a_file_with_tears_is_read_by_record_number(tmp_path: Path) -> None:
    rand = random.Random(3)
    sizes = [rand.choice([10, 10, 10, 1, 9, 11, 35]) for _ in range(200)]
    records = [rand.randbytes(size) for size in sizes]
    path = tmp_path / "file"
    path.write_bytes(b"".join(records))
    file = GrowingFile(path, 10).with_tears(Tear(n, size, 0) for n, size in enumerate(sizes) if size != 10)
    seen = [record if len(record) == 10 else bytes(10) for record in records]
    assert file.records() == len(records)
    for n, record in enumerate(records):
        assert (file.offset(n), file.raw(n)) == (sum(sizes[:n]), record)
        count = rand.randrange(1, 30)
        assert file.read(n, count) == b"".join(seen[n : n + count])
    for size in range(0, sum(sizes), 7):
        path.write_bytes(b"".join(records)[:size])
        whole = max(n for n in range(len(records) + 1) if sum(sizes[:n]) <= size)
        assert file.records() == whole
        assert file.read(0, 1_000) == b"".join(seen[:whole])
