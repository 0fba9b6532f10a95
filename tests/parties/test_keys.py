"""The keys of personal data: what is encrypted opens only where it belongs, and a lost key file is said at once."""

import json
import stat
import threading
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.conftest import START_US
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.refusal import Category, Refusal
from twincore.parties import KeyRing, open_key_ring
from twincore.parties.keys import FILE_NAME

PARTY = UUID("01930000-0000-7000-8000-000000000001")
OTHER = UUID("01930000-0000-7000-8000-000000000002")
KEYS = KeyRing({1: bytes(range(32))}, 1, bytes(range(32, 64)))


def refused_at_start(database: Database, folder: Path) -> str:
    with pytest.raises(Refusal) as refused, database.app(PLATFORM) as conn:
        open_key_ring(conn, folder, now_us=START_US)
    return refused.value.code


def start(database: Database, folder: Path) -> KeyRing:
    with database.app(PLATFORM) as conn:
        return open_key_ring(conn, folder, now_us=START_US)


def test_a_field_opens_where_it_was_sealed() -> None:
    for words in (b"", b"Margaret", "Zoë 金".encode(), b"x" * 3000):
        assert KEYS.open(1, PARTY, "name", KEYS.seal(1, PARTY, "name", words)) == words


def test_the_envelope_is_aes_256_gcm_as_published_and_anybody_with_the_key_can_open_it() -> None:
    envelope = KEYS.seal(7, PARTY, "email", b"ann@mail.example")
    assert envelope[:2] == b"\x00\x01"
    assert len(envelope) == 2 + 12 + 16 + 16
    key = HKDF(SHA256(), 32, salt=None, info=b"twincore|personal data|7").derive(bytes(range(32)))
    binding = (7).to_bytes(4, "big") + PARTY.bytes + b"email"
    assert AESGCM(key).decrypt(envelope[2:14], envelope[14:], binding) == b"ann@mail.example"


def test_no_two_envelopes_are_alike() -> None:
    sealed = {KEYS.seal(1, PARTY, "name", b"Margaret") for _ in range(1000)}
    assert len({envelope[2:14] for envelope in sealed}) == 1000
    column = KEYS.seal_column(1, KEYS.bindings(1, [PARTY] * 1000), "name", [b"Margaret"] * 1000)
    assert len({envelope[2:14] for envelope in column if envelope}) == 1000
    assert all(KEYS.open(1, PARTY, "name", envelope) == b"Margaret" for envelope in column if envelope)


def test_one_bit_of_difference_is_enough_to_refuse() -> None:
    envelope = KEYS.seal(1, PARTY, "tfn", b"123456782")
    for place in range(len(envelope)):
        broken = bytearray(envelope)
        broken[place] ^= 1
        with pytest.raises(Refusal) as refused:
            KEYS.open(1, PARTY, "tfn", bytes(broken))
        assert (refused.value.code, refused.value.field) == ("personal_data_unreadable", "tfn")
    for length in range(len(envelope)):
        with pytest.raises(Refusal):
            KEYS.open(1, PARTY, "tfn", envelope[:length])


@pytest.mark.parametrize(("tenant", "party", "field"), [(2, PARTY, "email"), (1, OTHER, "email"), (1, PARTY, "phone")])
def test_a_field_that_was_moved_elsewhere_does_not_open(tenant: int, party: UUID, field: str) -> None:
    envelope = KEYS.seal(1, PARTY, "email", b"ann@mail.example")
    with pytest.raises(Refusal) as refused:
        KEYS.open(tenant, party, field, envelope)
    assert refused.value.code == "personal_data_unreadable"


def test_blind_indexes_of_two_tenants_and_two_kinds_have_nothing_in_common() -> None:
    found = {KEYS.blind(tenant, kind, "0412345678") for tenant in (1, 2) for kind in ("phone", "licence")}
    assert len(found) == 4
    assert KEYS.blind_column(1, "phone", [b"0412345678", None]) == [KEYS.blind(1, "phone", "0412345678"), None]


def test_after_a_new_key_the_old_one_still_opens_until_it_is_forgotten() -> None:
    old = KEYS.seal(1, PARTY, "name", b"Margaret")
    rotated = KEYS.with_new_key()
    assert (rotated.current, sorted(rotated.ids)) == (2, [1, 2])
    assert rotated.seal(1, PARTY, "name", b"Margaret")[:2] == b"\x00\x02"
    assert rotated.open(1, PARTY, "name", old) == b"Margaret"
    assert rotated.blind(1, "email", "a@b.example") == KEYS.blind(1, "email", "a@b.example")
    with pytest.raises(Refusal) as refused:
        rotated.without(1).open(1, PARTY, "name", old)
    assert "key 1" in refused.value.message


def test_a_ring_shows_no_key_when_printed() -> None:
    assert repr(KEYS) == "KeyRing(ids=[1], current=1)"


def test_the_key_file_is_for_its_owner_alone_and_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys" / FILE_NAME
    KEYS.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [FILE_NAME]
    assert KeyRing.load(path).check_of(1) == KEYS.check_of(1)
    with pytest.raises(FileExistsError):
        KeyRing.generate().save(path)
    assert KeyRing.load(path).check_of(1) == KEYS.check_of(1)
    KEYS.with_new_key().save(path, replace=True)
    assert KeyRing.load(path).ids == {1, 2}


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    KEYS.save(path)
    path.chmod(0o640)
    with pytest.raises(Refusal) as refused:
        KeyRing.load(path)
    assert (refused.value.code, refused.value.category) == ("keys_exposed", Category.FORBIDDEN)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"current": 2, "index_key": "00", "keys": {"1": "00"}}', '{"current": 1, "keys": {"1": 5}}']
)
def test_a_broken_key_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(Refusal) as refused:
        KeyRing.load(path)
    assert refused.value.code == "keys_unreadable"


def test_the_first_start_makes_the_keys_and_every_other_start_finds_them(database: Database, tmp_path: Path) -> None:
    first, second = start(database, tmp_path / "keys"), start(database, tmp_path / "keys")
    assert first.check_of(1) == second.check_of(1)
    with database.readonly(PLATFORM) as conn:
        assert conn.execute("select id from parties.encryption_key").fetchall() == [(1,)]
        stored = conn.execute('select "check" from parties.encryption_key').fetchone()
    given = json.loads((tmp_path / "keys" / FILE_NAME).read_text())
    assert stored is not None
    assert stored[0].hex() not in (given["keys"]["1"], given["index_key"])


def test_starting_twice_at_the_same_time_makes_one_ring(database: Database, tmp_path: Path) -> None:
    rings: list[KeyRing] = []
    threads = [threading.Thread(target=lambda: rings.append(start(database, tmp_path))) for _ in range(4)]
    with database.app(PLATFORM) as conn:  # opens the pool before the threads need it
        conn.execute("select 1")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({ring.check_of(1) for ring in rings}) == 1
    assert len(rings) == 4


def test_a_lost_key_file_is_said_at_the_start_and_no_new_one_is_made(database: Database, tmp_path: Path) -> None:
    start(database, tmp_path)
    (tmp_path / FILE_NAME).rename(tmp_path / "elsewhere")
    with pytest.raises(Refusal) as refused, database.app(PLATFORM) as conn:
        open_key_ring(conn, tmp_path, now_us=START_US)
    assert (refused.value.code, refused.value.category) == ("keys_lost", Category.UNAVAILABLE)
    assert "backup" in refused.value.message
    assert not (tmp_path / FILE_NAME).exists()
    (tmp_path / "elsewhere").rename(tmp_path / FILE_NAME)
    start(database, tmp_path)


def test_the_key_file_of_another_database_is_refused(database: Database, tmp_path: Path) -> None:
    start(database, tmp_path)
    KeyRing.generate().save(tmp_path / FILE_NAME, replace=True)
    assert refused_at_start(database, tmp_path) == "keys_differ"


def test_a_key_file_from_before_a_rotation_is_refused(database: Database, tmp_path: Path) -> None:
    old = start(database, tmp_path)
    old.with_new_key().save(tmp_path / FILE_NAME, replace=True)
    assert start(database, tmp_path).current == 2
    old.save(tmp_path / FILE_NAME, replace=True)
    assert refused_at_start(database, tmp_path) == "keys_lost"
