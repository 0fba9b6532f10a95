"""Receipts are checked by the rules of RFC 9162, with a tree that is built here from scratch."""

import hashlib

import pytest

from twincore.simulation.receipt import leaf_hash, root_of


def tree(leaves: list[bytes]) -> bytes:
    """Merkle tree hash as RFC 9162, 2.1.1 defines it, by recursion."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + tree(leaves[:split]) + tree(leaves[split:])).digest()


def path(leaves: list[bytes], index: int) -> list[bytes]:
    """Audit path as RFC 9162, 2.1.3.1 defines it, by recursion."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*path(leaves[:split], index), tree(leaves[split:])]
    return [*path(leaves[split:], index - split), tree(leaves[:split])]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 64, 65])
def test_the_path_of_every_leaf_leads_to_the_root(size: int) -> None:
    leaves = [f"transfer {n}".encode() for n in range(size)]
    assert all(root_of(leaves[n], n, size, path(leaves, n)) == tree(leaves) for n in range(size))


def test_another_leaf_place_or_path_does_not() -> None:
    leaves = [f"transfer {n}".encode() for n in range(13)]
    good, root = path(leaves, 5), tree(leaves)
    assert root_of(b"transfer 6", 5, 13, good) != root
    assert root_of(leaves[5], 4, 13, good) != root
    assert root_of(leaves[5], 5, 13, good[:-1]) is None
    assert root_of(leaves[5], 5, 13, [*good, root]) is None
    assert root_of(leaves[5], 13, 13, good) is None


def test_the_empty_leaf_has_the_hash_of_the_standard() -> None:
    # SHA-256 of the single byte 0x00, the leaf hash of an empty entry in RFC 6962's test vectors
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
