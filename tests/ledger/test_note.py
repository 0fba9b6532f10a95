"""Signed notes and checkpoints: the published example of the format, and everything that must not open."""

import base64
import hashlib
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from twincore.kernel.refusal import Refusal
from twincore.ledger.proof.note import Checkpoint, SealKey, open_checkpoint, open_note, origin_of

# The example of the documentation of golang.org/x/mod/sumdb/note, where the format comes from.
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = TEXT + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"


def _peters_key() -> SealKey:
    seed = base64.b64decode(PRIVATE.split("+", 4)[4])[1:]
    return SealKey(Ed25519PrivateKey.from_private_bytes(seed))


def test_the_published_note_is_signed_and_opened() -> None:
    assert _peters_key().verifier("PeterNeumann") == VERIFIER
    assert _peters_key().sign(TEXT, "PeterNeumann") == NOTE
    assert open_note(NOTE, VERIFIER) == TEXT


def test_a_note_of_several_signers_opens_with_the_key_of_one() -> None:
    other = SealKey.generate()
    line = other.sign(TEXT, "Witness").rsplit("\n\n", 1)[1]
    assert open_note(NOTE + line, VERIFIER) == TEXT
    assert open_note(NOTE + line, other.verifier("Witness")) == TEXT


def test_a_checkpoint_says_origin_size_and_root() -> None:
    key, origin = SealKey.generate(), origin_of("testcu")
    checkpoint = Checkpoint(origin, 1234, hashlib.sha256(b"x").digest())
    note = key.sign_checkpoint(checkpoint)
    assert note.splitlines()[:4] == ["twincore/testcu/journal", "1234", base64.b64encode(checkpoint.root).decode(), ""]
    assert open_checkpoint(note, key.verifier(origin)) == checkpoint


@pytest.mark.parametrize(
    ("note", "verifier", "code"),
    [
        (NOTE.replace("answer", "Answer"), VERIFIER, "signature_invalid"),
        (NOTE.replace("x08go/ZJ", "x08go/ZK"), VERIFIER, "signature_invalid"),
        (NOTE.replace("x08go/ZJ", "y08go/ZJ"), VERIFIER, "signature_invalid"),
        (NOTE.replace("— PeterNeumann", "— PaulNeumann"), VERIFIER, "signature_invalid"),
        (TEXT, VERIFIER, "note_invalid"),
        ("", VERIFIER, "note_invalid"),
        (NOTE + "— broken\n", VERIFIER.replace("c74f20a3", "c74f20a4"), "note_invalid"),
        (NOTE, "PeterNeumann", "note_invalid"),
        (NOTE, VERIFIER.replace("+ARpc", "+Ahpc"), "note_invalid"),
        (NOTE.replace("x08go/ZJ", "!!!!"), VERIFIER, "note_invalid"),
    ],
)
def test_what_is_not_signed_by_the_key_does_not_open(note: str, verifier: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        open_note(note, verifier)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "text", ["origin\n12\n", "origin\n12\nAAAA\n", "origin\n-\n" + "A" * 43 + "=\n", "origin\n012\n" + "A" * 43 + "=\n"]
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    key = SealKey.generate()
    with pytest.raises(Refusal, match="note_invalid"):
        open_checkpoint(key.sign(text, "name"), key.verifier("name"))


def test_the_key_is_made_once_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "journal.pem"
    first = SealKey.at(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SealKey.at(path).verifier("a") == first.verifier("a") != SealKey.generate().verifier("a")
    assert list(path.parent.iterdir()) == [path]
    path.chmod(0o640)
    with pytest.raises(Refusal, match="key_file_open"):
        SealKey.at(path)


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.pem"
    path.write_text("hello")
    path.chmod(0o600)
    with pytest.raises(Refusal, match="key_file_invalid"):
        SealKey.at(path)
