"""Signed checkpoints of a journal's tree, in the formats of C2SP: tlog-checkpoint inside signed-note, Ed25519.

A checkpoint is three lines (origin, size, root in base64), an empty line, and a signature line::

    twincore/testcu/journal
    1234
    m2Yb6m7f0...=

    — twincore/testcu/journal Az3grl...

The key is a file that only its owner may read, never a row: whoever holds the database cannot sign a history of their own.
"""

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key

from twincore.kernel.refusal import Category, Refusal

_ED25519 = b"\x01"


def origin_of(tenant_name: str) -> str:
    """The name under which a tenant's journal is known to whoever checks it; also the name of its key."""
    return f"twincore/{tenant_name}/journal"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint states: the tree of ``origin`` had ``size`` leaves and this root."""

    origin: str
    size: int
    root: bytes


class SealKey:
    """The platform's signing key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self._public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def generate(cls) -> "SealKey":
        """A new key, kept nowhere."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def at(cls, path: Path) -> "SealKey":
        """The key in a PEM file; makes the file, readable by its owner alone, if there is none.

        Refuses ``key_file_open`` if others may read it and ``key_file_invalid`` if it is no Ed25519 key.
        """
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = Ed25519PrivateKey.generate()
            pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            aside = path.with_name(f"{path.name}.{os.getpid()}")
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(pem)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(aside, path)  # whole or not at all, and never over another's key
            except FileExistsError:
                pass
            finally:
                aside.unlink()
        if path.stat().st_mode & 0o077:
            raise Refusal("key_file_open", f"{path} may be read by others: chmod 600 it.", category=Category.FORBIDDEN)
        try:
            key = load_pem_private_key(path.read_bytes(), None)
        except ValueError:
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise Refusal("key_file_invalid", f"{path} is not an Ed25519 private key in PEM.")
        return cls(key)

    def verifier(self, name: str) -> str:
        """The public key as C2SP writes it: name, key id in hexadecimal, algorithm and key in base64, joined by plus signs."""
        return f"{name}+{_key_id(name, self._public).hex()}+{base64.b64encode(_ED25519 + self._public).decode()}"

    def sign(self, text: str, name: str) -> str:
        """A signed note of a text that ends with a newline."""
        assert text.endswith("\n")
        signature = base64.b64encode(_key_id(name, self._public) + self._private.sign(text.encode())).decode()
        return f"{text}\n\N{EM DASH} {name} {signature}\n"

    def sign_checkpoint(self, checkpoint: Checkpoint) -> str:
        """A signed checkpoint."""
        text = f"{checkpoint.origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"
        return self.sign(text, checkpoint.origin)


def open_note(note: str, verifier: str) -> str:
    """The text of a signed note if the key of ``verifier`` has signed it. Refuses ``note_invalid`` and ``signature_invalid``."""
    name, _, rest = verifier.partition("+")
    key_id, _, key = rest.partition("+")
    text, separator, signatures = note.rpartition("\n\n")
    try:
        raw = base64.b64decode(key, validate=True)
        if not separator or raw[:1] != _ED25519 or len(raw) != 33 or _key_id(name, raw[1:]).hex() != key_id:
            raise Refusal("note_invalid", "This is not a signed note with an Ed25519 key.")
        text += "\n"
        for line in signatures.splitlines():
            dash, signer, signature = line.split(" ")
            signed = base64.b64decode(signature, validate=True)
            if dash == "\N{EM DASH}" and signer == name and signed[:4].hex() == key_id:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signed[4:], text.encode())
                return text
    except InvalidSignature:
        raise Refusal("signature_invalid", f"The signature is not that of {name}.") from None
    except (ValueError, binascii.Error):
        raise Refusal("note_invalid", "This is not a signed note.") from None
    raise Refusal("signature_invalid", f"The note is not signed by {name}.")


def open_checkpoint(note: str, verifier: str) -> Checkpoint:
    """What a signed checkpoint states. Refuses ``note_invalid`` and ``signature_invalid``."""
    lines = open_note(note, verifier).split("\n")
    try:
        checkpoint = Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
    except (IndexError, ValueError, binascii.Error):
        raise Refusal("note_invalid", "This is not a checkpoint of a log.") from None
    if len(checkpoint.root) != 32 or str(checkpoint.size) != lines[1]:
        raise Refusal("note_invalid", "This is not a checkpoint of a log.")
    return checkpoint


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]
