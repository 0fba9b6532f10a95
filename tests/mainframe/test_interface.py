"""The page about the interface says what is so; and the stand-in's index of transfers forgets nothing."""

import random
import re
from pathlib import Path

import numpy as np
import pytest

from twincore.copybook import Record
from twincore.mainframe import ACCOUNT, CHANGE, CONTROL, CUSTOMER, EXTRACT, REJECT, STATEMENT, STATUS, TRANSACTION
from twincore.mainframe.standin.core import REASONS
from twincore.mainframe.standin.index import TransferIndex

_PAGE = (Path(__file__).parents[2] / "mainframe" / "INTERFACE.md").read_text(encoding="utf-8")
_SOURCES = Path(__file__).parents[2] / "mainframe" / "src"


@pytest.mark.parametrize(
    ("layout", "length"),
    [
        (ACCOUNT, 300),
        (CHANGE, 200),
        (CONTROL, 200),
        (CUSTOMER, 200),
        (EXTRACT, 300),
        (REJECT, 450),
        (STATEMENT, 200),
        (STATUS, 200),
        (TRANSACTION, 350),
    ],
    ids=lambda value: value.name if isinstance(value, Record) else str(value),
)
def test_a_record_has_the_length_that_the_interface_promises(layout: Record, length: int) -> None:
    assert layout.fixed
    assert layout.length == length


def test_every_copybook_is_on_the_page() -> None:
    named = {name.strip() for row in re.findall(r"^\| `[^|]+\| [\d, ]+ \| ([A-Z, ]+) \|", _PAGE, re.MULTILINE) for name in row.split(",")}
    books = {path.stem for path in (Path(__file__).parents[2] / "src/twincore/mainframe/copybooks").glob("*.cpy")}
    assert books - named == {"CHECKPT"}, "private to the core"
    assert named <= books


def test_every_reason_is_on_the_page_and_in_the_cobol_in_the_same_words() -> None:
    on_the_page = dict(re.findall(r"^\| (\d{4}) \| ([A-Z/ ]+) \|", _PAGE, re.MULTILINE))
    in_the_cobol = {
        text[:4]: text[4:].rstrip()
        for text in re.findall(r'"(\d{4}[A-Z][A-Z/ ]+)"', (_SOURCES / "REJECTS.cob").read_text(encoding="ascii"))
    }
    assert on_the_page == in_the_cobol == REASONS


def test_every_tie_up_that_a_program_writes_is_on_the_page() -> None:
    on_the_page = set(re.findall(r"^\| `([A-Z]{4})` \|", _PAGE, re.MULTILINE))
    text = "".join(path.read_text(encoding="ascii") for path in _SOURCES.glob("*.cob"))
    assert on_the_page == set(re.findall(r'MOVE "([A-Z]{4})" TO REASON', text))


def test_the_index_finds_every_id_in_every_place_that_it_may_be_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given ids that were noted one by one, folded, noted in bulk and stored, then each is found where it was posted, and no other is."""
    monkeypatch.setattr("twincore.mainframe.standin.index._RECENT_MAX", 50)
    chance = random.Random(11)
    where: dict[int, bytes] = {}
    index = TransferIndex(lambda lsn: where[lsn])
    for lsn in range(1, 500):
        where[lsn] = chance.randbytes(16)
        index.note(where[lsn], lsn)
    for lsn in range(500, 700):
        where[lsn] = chance.randbytes(15) + b"\0"
    ids = np.frombuffer(b"".join(where[lsn] for lsn in range(500, 700)), np.uint8).reshape(-1, 16)
    index.note_many(ids, np.arange(500, 700, dtype=np.uint64))
    again = TransferIndex(lambda lsn: where[lsn], index.stored())
    for one in (index, again):
        assert [one.find(where[lsn]) for lsn in where] == list(where)
        assert [one.find(chance.randbytes(16)) for _ in range(500)] == [None] * 500


def test_two_ids_with_the_same_word_in_the_index_are_told_apart() -> None:
    """The word is the first half of the id, exclusive-or the second half times an odd constant: an id and zero halves make a pair."""
    mix = 0x9E3779B97F4A7C15
    one = bytes(8) + (5).to_bytes(8, "big")
    other = (5 * mix % 2**64).to_bytes(8, "big") + bytes(8)
    where = {1: one, 2: other}
    index = TransferIndex(lambda lsn: where[lsn])
    index.note_many(np.frombuffer(one + other, np.uint8).reshape(2, 16), np.array([1, 2], np.uint64))
    assert (index.find(one), index.find(other)) == (1, 2)
    assert index.find(bytes(7) + b"\x01" + bytes(8)) is None
