#!/usr/bin/env python3
"""Check a twincore receipt (or consistency proof) with nothing but this file.

    verify_receipt.py receipt.json [--verifier KEY] [--consistency proof.json ...]

It shows that (1) the transfer printed is what the leaf's bytes say, (2) the leaf stands in the journal's Merkle tree (RFC 6962 / RFC 9162)
under the root of the checkpoint, (3) the checkpoint (C2SP signed note) is signed by the journal's key, and, with consistency proofs, that
(4) the later journal begins with the earlier one. Give --verifier the key that the bank has published; without it the receipt's own key
is used, which shows less. Exit status 0: all of it holds; 1: something does not, and the line says what.

Only the standard library is needed; `cryptography` is used for the signature where it is installed.
"""

import argparse
import base64
import datetime
import hashlib
import json
import struct
import sys
import uuid
from pathlib import Path

EIGHT = (
    *("seq", "debit", "credit", "amount", "pending", "ref", "debit_prev", "credit_prev"),
    *("debit_posted", "debit_held", "credit_posted", "credit_held", "posted_at", "expires_at"),
)
WIDTHS = [
    *((name, 8) for name in EIGHT),
    ("id", 16),
    ("command", 16),
    ("tenant", 4),
    ("code", 4),
    ("value_date", 4),
    ("kind", 2),
    ("flags", 2),
]
KINDS = {1: "post", 2: "hold", 3: "capture", 4: "release", 5: "expire", 6: "reverse"}
FLAGS = {1: "linked", 2: "forced", 4: "imported", 8: "final"}
INFINITY = 2**63 - 1
EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)  # noqa: UP017 - runs on old interpreters too


class Invalid(Exception):  # noqa: N818
    """What does not hold."""


def require(condition, message):
    """Say what does not hold."""
    if not condition:
        raise Invalid(message)


# -- the leaf


def decode(leaf):
    """The transfer in a leaf: PostgreSQL's binary COPY tuple, then the detail as JSON."""
    at = 2
    require(struct.unpack_from(">h", leaf) == (len(WIDTHS),), "the leaf does not have the journal's columns")
    facts = {}
    for name, width in WIDTHS:
        require(struct.unpack_from(">i", leaf, at) == (width,), f"column {name} of the leaf has another width")
        raw = leaf[at + 4 : at + 4 + width]
        facts[name] = str(uuid.UUID(bytes=raw)) if width == 16 else int.from_bytes(raw, "big", signed=True)
        at += 4 + width
    facts["posted_at"] = utc(facts["posted_at"])
    facts["expires_at"] = None if facts["expires_at"] == INFINITY else utc(facts["expires_at"])
    facts["value_date"] = (EPOCH + datetime.timedelta(days=facts["value_date"])).date().isoformat()
    facts["kind"] = KINDS.get(facts["kind"])
    facts["flags"] = [name for bit, name in FLAGS.items() if facts["flags"] & bit]
    facts["detail"] = json.loads(leaf[at:]) if len(leaf) > at else None
    return facts


def utc(us):
    """A time as receipts write it."""
    return (EPOCH + datetime.timedelta(microseconds=us)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


# -- the tree (RFC 9162, 2.1.3.2 and 2.1.4.2)


def node(left, right):
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of_inclusion(leaf, index, size, path):
    """The root that an audit path leads to."""
    require(0 <= index < size, "the index lies outside of the tree")
    place, last, root = index, size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    for step in path:
        require(last > 0, "the path is too long")
        if place & 1 or place == last:
            root = node(step, root)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            root = node(root, step)
        place, last = place >> 1, last >> 1
    require(last == 0, "the path is too short")
    return root


def roots_of_consistency(old, new, old_root, path):
    """The old and the new root that a consistency proof leads to."""
    require(0 < old <= new, "the sizes of the proof are in the wrong order")
    if old == new:
        require(not path, "two journals of one size need no path")
        return old_root, old_root
    steps = ([old_root] if old & (old - 1) == 0 else []) + path
    require(steps, "the proof is empty")
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        require(last > 0, "the proof is too long")
        if place & 1 or place == last:
            older, newer = node(step, older), node(step, newer)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            newer = node(newer, step)
        place, last = place >> 1, last >> 1
    require(last == 0, "the proof is too short")
    return older, newer


# -- the checkpoint (C2SP signed-note, tlog-checkpoint)


def open_checkpoint(note, verifier):
    """Origin, size and root of a checkpoint that the key has signed."""
    name, key_id, key = verifier.split("+", 2)
    raw = base64.b64decode(key)
    require(len(raw) == 33 and raw[0] == 1, "the key is not an Ed25519 key")
    require(hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == key_id, "the key's id is not its own")
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        signer, signature = line.split(" ")[1:]
        signed = base64.b64decode(signature)
        if signer == name and signed[:4].hex() == key_id:
            require(signed_by(raw[1:], signed[4:], text.encode()), f"the signature is not that of {name}")
            origin, size, root = text.split("\n")[:3]
            require(origin == name, "the checkpoint is that of another journal")
            return origin, int(size), base64.b64decode(root)
    raise Invalid(f"the checkpoint is not signed by {name}")


def signed_by(public, signature, message):
    """Whether an Ed25519 signature (RFC 8032) is good."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return signed_by_plain(public, signature, message)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def signed_by_plain(public, signature, message):
    """The same in plain integers: 8·S·B == 8·R + 8·k·A (RFC 8032, 5.1.7)."""
    if len(signature) != 64:
        return False
    a, r = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    base_y = 4 * pow(5, P - 2, P) % P
    left, right = times(8 * s, point(base_y.to_bytes(32, "little"))), add(times(8, r), times(8 * k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def point(raw):
    """A point of the curve in extended coordinates, or None."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def add(p, q):
    """The sum of two points."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, p):
    """A point added to itself."""
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, p)
        p, scalar = add(p, p), scalar >> 1
    return total


# -- the documents


def check_receipt(receipt, verifier):
    """Everything a receipt claims; returns the transfer and the checkpoint's origin, size and root."""
    require(receipt["format"] == "twincore-receipt/1", "this is not a receipt")
    leaf = bytes.fromhex(receipt["leaf"])
    facts = decode(leaf)
    for name in sorted(facts.keys() | receipt["transfer"].keys()):
        said, true = receipt["transfer"].get(name), facts.get(name)
        require(said == true, f"the receipt says {name} = {said}, its leaf says {true}")
    require(facts["seq"] == receipt["index"] + 1, "the leaf is that of another place")
    checkpoint = open_checkpoint(receipt["checkpoint"], verifier)
    require(checkpoint[1] == receipt["size"], "the checkpoint is that of another size")
    root = root_of_inclusion(leaf, receipt["index"], receipt["size"], [bytes.fromhex(step) for step in receipt["path"]])
    require(root == checkpoint[2], "the path does not lead to the signed root")
    return facts, checkpoint


def check_consistency(proof, verifier):
    """Everything a consistency proof claims; returns the two checkpoints."""
    require(proof["format"] == "twincore-consistency/1", "this is not a consistency proof")
    old, new = open_checkpoint(proof["from_checkpoint"], verifier), open_checkpoint(proof["to_checkpoint"], verifier)
    require((old[1], new[1]) == (proof["from_size"], proof["to_size"]), "the checkpoints are those of other sizes")
    roots = roots_of_consistency(old[1], new[1], old[2], [bytes.fromhex(step) for step in proof["path"]])
    require(roots == (old[2], new[2]), "the later journal does not begin with the earlier one")
    return old, new


def main():
    """Check the documents named on the command line."""
    parser = argparse.ArgumentParser(description="Check a twincore receipt with nothing but this file.")
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--verifier", help="the journal's key as the bank publishes it")
    parser.add_argument(
        "--consistency", type=Path, action="append", default=[], help="proof that a later journal begins with an earlier one"
    )
    given = parser.parse_args()
    try:
        receipt = json.loads(given.receipt.read_text(encoding="utf-8"))
        verifier = given.verifier or receipt["verifier"]
        facts, (origin, size, root) = check_receipt(receipt, verifier)
        moved = f"{facts['kind']} of {facts['amount'] or facts['pending']} from account {facts['debit']} to {facts['credit']}"
        print(f"ok: transfer {facts['id']} ({moved}, {facts['posted_at']}) is number {facts['seq']} of {size} in {origin}")
        print(f"ok: root {root.hex()} is signed by {'the key given' if given.verifier else 'the key that the receipt itself names'}")
        for path in given.consistency:
            old, new = check_consistency(json.loads(path.read_text(encoding="utf-8")), verifier)
            print(f"ok: the journal of {new[1]} transfers begins with that of {old[1]}")
    except (Invalid, KeyError, ValueError, TypeError, struct.error, OSError) as error:
        print(f"NOT VALID: {type(error).__name__ + ': ' if not isinstance(error, Invalid) else ''}{error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
