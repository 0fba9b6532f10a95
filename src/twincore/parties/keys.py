"""The keys of personal data: AES-256-GCM per field, blind indexes to find by, and the file that the keys live in."""

import json
import os
import secrets
import stat
import struct
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from twincore.kernel.refusal import Category, Refusal
from twincore.parties.model import personal_data_unreadable

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
HEADER_BYTES = 2 + NONCE_BYTES
FILE_NAME = "personal-data.json"

_binding = struct.Struct(">i16s").pack  # tenant, party: what every field is bound to, before the field's name
_key_id = struct.Struct(">H")


class KeyRing:
    """The keys that personal data is encrypted under; immutable and safe to use from any thread.

    keys: id (1 to 65535) -> 32 bytes; current: the id that new data is encrypted under; index_key: 32 bytes for the blind indexes, which
    does not change when keys rotate. Every tenant has keys of its own, derived from these (HKDF-SHA256, RFC 5869), so that neither a
    ciphertext nor a blind index means anything in another tenant.

    An encrypted field is: key id (2 bytes, big-endian), nonce (12 random bytes), ciphertext and tag of AES-256-GCM (NIST SP 800-38D); the
    associated data is tenant (int32), party (16 bytes) and the field's name, so a field moved elsewhere does not decrypt.
    """

    def __init__(self, keys: Mapping[int, bytes], current: int, index_key: bytes) -> None:
        assert current in keys, "the current key is one of the keys"
        assert all(0 < key_id < 2**16 and len(key) == KEY_BYTES for key_id, key in keys.items()), "key ids have 16 bits, keys 256"
        assert len(index_key) == KEY_BYTES, "the index key has 256 bits"
        self._keys = dict(keys)
        self._current = current
        self._index_key = index_key
        self._ciphers: dict[tuple[int, int], AESGCM] = {}
        self._index_keys: dict[tuple[int, str], bytes] = {}

    def __repr__(self) -> str:
        return f"KeyRing(ids={sorted(self._keys)}, current={self._current})"

    @classmethod
    def generate(cls) -> "KeyRing":
        """A ring of one new random key."""
        return cls({1: secrets.token_bytes(KEY_BYTES)}, 1, secrets.token_bytes(KEY_BYTES))

    @classmethod
    def load(cls, path: Path) -> "KeyRing":
        """The ring of a file that ``save`` wrote. Refuses ``keys_exposed`` if others may read the file, ``keys_unreadable`` if it is broken."""
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise Refusal(
                "keys_exposed",
                f"{path} can be read by others than its owner: make it mode 0600, and rotate the keys if somebody may have read it.",
                category=Category.FORBIDDEN,
            )
        try:
            given = json.loads(path.read_bytes())
            keys = {int(key_id): bytes.fromhex(key) for key_id, key in given["keys"].items()}
            return cls(keys, int(given["current"]), bytes.fromhex(given["index_key"]))
        except (ValueError, KeyError, TypeError, AttributeError, AssertionError):
            raise Refusal(
                "keys_unreadable",
                f"{path} is not a key file of twincore: put it back from its backup.",
                category=Category.UNAVAILABLE,
            ) from None

    def save(self, path: Path, *, replace: bool = False) -> None:
        """Write the ring to a file of mode 0600, whole or not at all; raises FileExistsError if it is there and ``replace`` is not said."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps(
            {
                "current": self._current,
                "index_key": self._index_key.hex(),
                "keys": {str(key_id): key.hex() for key_id, key in sorted(self._keys.items())},
            },
            indent=1,
        )
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
            if replace:
                draft.replace(path)
            else:
                path.hardlink_to(draft)  # fails if another process was first
        finally:
            draft.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def with_new_key(self) -> "KeyRing":
        """A ring with one more key, which is current from now on; the others still decrypt. Save it, then ``rotate_key`` page by page."""
        new = max(self._keys) + 1
        return KeyRing(self._keys | {new: secrets.token_bytes(KEY_BYTES)}, new, self._index_key)

    def without(self, key_id: int) -> "KeyRing":
        """A ring that has forgotten a key: once no party is encrypted under it any more. The current key stays."""
        assert key_id != self._current, "the current key cannot be forgotten"
        return KeyRing({k: v for k, v in self._keys.items() if k != key_id}, self._current, self._index_key)

    @property
    def current(self) -> int:
        """The id of the key that new data is encrypted under."""
        return self._current

    @property
    def ids(self) -> frozenset[int]:
        """The ids of all keys of the ring."""
        return frozenset(self._keys)

    def check_of(self, key_id: int) -> bytes:
        """32 bytes that tell whether two rings have the same key (and index key) under an id, and nothing else about them."""
        inner = blake2b(b"twincore index key", key=self._index_key, digest_size=32).digest()
        return blake2b(b"twincore key check" + inner, key=self._keys[key_id], digest_size=32).digest()

    def seal(self, tenant: int, party: UUID, field: str, words: bytes) -> bytes:
        """Encrypt one field of one party; another call gives another envelope."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher(self._current, tenant).encrypt(nonce, words, _binding(tenant, party.bytes) + field.encode())
        return _key_id.pack(self._current) + nonce + sealed

    def bindings(self, tenant: int, parties: Sequence[UUID]) -> list[bytes]:
        """What the fields of many parties are bound to, before the field's name; for ``seal_column``."""
        return [_binding(tenant, party.bytes) for party in parties]

    def seal_column(self, tenant: int, bindings: Sequence[bytes], field: str, values: Sequence[bytes | None]) -> list[bytes | None]:
        """Encrypt one field of many parties, each for itself under a nonce of its own; None stays None. About 1 us each."""
        if not any(values):
            return []
        encrypt = self._cipher(self._current, tenant).encrypt
        head, name, pool = _key_id.pack(self._current), field.encode(), os.urandom(NONCE_BYTES * len(values))
        return [
            None if words is None else head + (nonce := pool[n : n + NONCE_BYTES]) + encrypt(nonce, words, binding + name)
            for n, binding, words in zip(range(0, len(pool), NONCE_BYTES), bindings, values, strict=True)
        ]

    def open(self, tenant: int, party: UUID, field: str, envelope: bytes) -> bytes:
        """Decrypt one field. Refuses ``personal_data_unreadable`` if a bit of it changed, if it belongs elsewhere, or if its key is gone."""
        if len(envelope) < HEADER_BYTES + TAG_BYTES:
            raise personal_data_unreadable(field, "it is not an encrypted field")
        key_id = _key_id.unpack_from(envelope)[0]
        if key_id not in self._keys:
            raise personal_data_unreadable(field, f"it is encrypted under key {key_id}, which is not in the key file")
        try:
            binding = _binding(tenant, party.bytes) + field.encode()
            return self._cipher(key_id, tenant).decrypt(envelope[2:HEADER_BYTES], envelope[HEADER_BYTES:], binding)
        except InvalidTag:
            raise personal_data_unreadable(field, "it was altered or belongs elsewhere") from None

    def index_key(self, tenant: int, identifier: str) -> bytes:
        """The key of a tenant's blind index of one kind of identifier."""
        known = self._index_keys.get((tenant, identifier))
        if known is None:
            known = self._index_keys[tenant, identifier] = _derived(self._index_key, f"blind index|{tenant}|{identifier}")
        return known

    def blind(self, tenant: int, identifier: str, value: str) -> bytes:
        """The blind index of an identifier in normal form: 8 bytes of keyed BLAKE2b (RFC 7693), a MAC at a third of the cost of HMAC."""
        return blake2b(value.encode(), key=self.index_key(tenant, identifier), digest_size=8).digest()

    def blind_column(self, tenant: int, identifier: str, values: Sequence[bytes | None]) -> list[bytes | None]:
        """The blind indexes of many values in normal form (UTF-8); None stays None."""
        if not any(values):
            return []
        key = self.index_key(tenant, identifier)
        return [None if value is None else blake2b(value, key=key, digest_size=8).digest() for value in values]

    def _cipher(self, key_id: int, tenant: int) -> AESGCM:
        cipher = self._ciphers.get((key_id, tenant))
        if cipher is None:
            cipher = self._ciphers[key_id, tenant] = AESGCM(_derived(self._keys[key_id], f"personal data|{tenant}"))
        return cipher


def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"twincore|" + purpose.encode()).derive(key)
