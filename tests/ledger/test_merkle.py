"""The tree: the published vectors of Certificate Transparency, and a naive implementation straight from the definitions of RFC 9162."""

import random
import time
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincore.ledger.proof.merkle import (
    EMPTY_ROOT,
    Tree,
    consistency_path,
    consistent,
    inclusion_path,
    leaf_hash,
    leaf_hashes,
    root_at,
    root_of_inclusion,
    tile_levels,
)

# From the reference implementation of RFC 6962 (certificate-transparency, merkle_tree_test): leaves, roots of their first 1 to 8, proofs.
LEAVES = [bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


# -- the definitions, word for word (RFC 9162, 2.1.1, 2.1.3.1, 2.1.4.1)


def mth(d: list[bytes]) -> bytes:
    if not d:
        return sha256().digest()
    if len(d) == 1:
        return sha256(b"\0" + d[0]).digest()
    k = largest_power_below(len(d))
    return sha256(b"\1" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: list[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = largest_power_below(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[bytes], known: bool) -> list[bytes]:
    if m == len(d):
        return [] if known else [mth(d)]
    k = largest_power_below(len(d))
    return [*subproof(m, d[:k], known), mth(d[k:])] if m <= k else [*subproof(m - k, d[k:], False), mth(d[:k])]


def largest_power_below(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


class Shelf:
    """Tiles in a dict, as a table would keep them: a tile may only grow."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.tree = Tree()

    def append(self, leaves: list[bytes]) -> None:
        for level, index, hashes in self.tree.append(b"".join(map(leaf_hash, leaves))):
            old = self.tiles.get((level, index), b"")
            assert hashes.startswith(old)
            assert len(hashes) > len(old)
            self.tiles[level, index] = hashes

    def read(self, level: int, index: int) -> bytes:
        return self.tiles[level, index]


def _leaves(count: int) -> list[bytes]:
    return [b"leaf %d" % n for n in range(count)]


def test_roots_of_the_published_vectors() -> None:
    assert EMPTY_ROOT == mth([]) == Tree().root() == bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    shelf = Shelf()
    for size, root in enumerate(ROOTS, 1):
        shelf.append([LEAVES[size - 1]])
        assert shelf.tree.root().hex() == root
        assert root_at(size, shelf.read).hex() == root


def test_proofs_of_the_published_vectors() -> None:
    shelf = Shelf()
    shelf.append(LEAVES)
    for (index, size), steps in INCLUSION.items():
        proof = [bytes.fromhex(step) for step in steps]
        assert inclusion_path(index, size, shelf.read) == proof
        assert root_of_inclusion(leaf_hash(LEAVES[index]), index, size, proof) == bytes.fromhex(ROOTS[size - 1])
    for (old, new), steps in CONSISTENCY.items():
        proof = [bytes.fromhex(step) for step in steps]
        assert consistency_path(old, new, shelf.read) == proof
        assert consistent(old, new, bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1]), proof)


def test_every_tree_up_to_seventy_leaves_is_that_of_the_definitions() -> None:
    leaves = _leaves(70)
    shelf = Shelf()
    shelf.append(leaves)  # proofs of every earlier size come from the tiles of the last
    roots = [mth(leaves[:size]) for size in range(71)]
    for size in range(1, 71):
        assert root_at(size, shelf.read) == roots[size]
        for index in range(size):
            proof = inclusion_path(index, size, shelf.read)
            assert proof == path(index, leaves[:size])
            assert root_of_inclusion(leaf_hash(leaves[index]), index, size, proof) == roots[size]
        for old in range(1, size + 1):
            steps = consistency_path(old, size, shelf.read)
            assert steps == subproof(old, leaves[:size], True)
            assert consistent(old, size, roots[old], roots[size], steps)


@given(st.lists(st.integers(1, 700), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_a_tree_does_not_depend_on_how_it_grew_nor_on_being_resumed(steps: list[int], rng: random.Random) -> None:
    leaves = _leaves(sum(steps))
    shelf, at = Shelf(), 0
    for step in steps:
        shelf.append(leaves[at : at + step])
        at += step
        shelf.tree = Tree.resume(at, shelf.read)
    assert shelf.tree.root() == mth(leaves)
    index, old = rng.randrange(at), rng.randrange(1, at + 1)
    assert inclusion_path(index, at, shelf.read) == path(index, leaves)
    assert consistency_path(old, at, shelf.read) == subproof(old, leaves, True)


def test_a_tree_over_two_full_levels_of_tiles() -> None:
    """65,536 leaves fill one tile of level 1; the next ones begin level 2."""
    shelf = Shelf()
    shelf.append(_leaves(65_536))
    assert [key for key in shelf.tiles if key[0] >= 1] == [(1, 0), (2, 0)]
    assert len(shelf.tiles[2, 0]) == 32
    shelf.append(_leaves(300))
    leaves = _leaves(65_536) + _leaves(300)
    root = mth(leaves)
    assert (shelf.tree.root(), tile_levels(len(leaves))) == (root, 3)
    assert Tree.resume(len(leaves), shelf.read).root() == root
    for index in (0, 255, 256, 65_535, 65_536, 65_835):
        assert root_of_inclusion(leaf_hash(leaves[index]), index, len(leaves), inclusion_path(index, len(leaves), shelf.read)) == root
    for old in (1, 256, 65_535, 65_536, 65_537, 65_800):
        assert consistent(old, len(leaves), root_at(old, shelf.read), root, consistency_path(old, len(leaves), shelf.read))


def test_a_proof_of_something_else_does_not_hold() -> None:
    leaves = _leaves(13)
    shelf = Shelf()
    shelf.append(leaves)
    root, old_root = mth(leaves), mth(leaves[:6])
    proof = inclusion_path(4, 13, shelf.read)
    right = leaf_hash(leaves[4])
    assert root_of_inclusion(right, 4, 13, proof) == root
    for leaf, index, size, steps in (
        (leaf_hash(b"x"), 4, 13, proof),
        (right, 5, 13, proof),
        (right, 4, 13, proof[:-1]),
        (right, 4, 13, [*proof, root]),
        (right, 4, 13, proof[::-1]),
        (right, 13, 13, proof),
        (right, -1, 13, proof),
    ):
        assert root_of_inclusion(leaf, index, size, steps) != root
    steps = consistency_path(6, 13, shelf.read)
    assert consistent(6, 13, old_root, root, steps)
    assert not consistent(6, 13, root, root, steps)
    assert not consistent(6, 13, old_root, old_root, steps)
    assert not consistent(5, 13, old_root, root, steps)
    assert not consistent(6, 13, old_root, root, steps[:-1])
    assert not consistent(6, 13, old_root, root, [*steps, root])
    assert not consistent(6, 13, old_root, root, [])
    assert not consistent(13, 6, root, old_root, steps)
    assert not consistent(0, 13, EMPTY_ROOT, root, [])
    assert not consistent(6, 6, old_root, root, [])


def test_leaves_are_hashed_in_one_go_with_their_details() -> None:
    rows = bytes(range(250)) * 2
    assert leaf_hashes(rows, 100) == b"".join(leaf_hash(rows[at : at + 100]) for at in range(0, 500, 100))
    with_details = leaf_hashes(rows, 250, {1: b'{"a":1}'})
    assert with_details == leaf_hash(rows[:250]) + leaf_hash(rows[250:] + b'{"a":1}')


@pytest.mark.parametrize("count", [200_000])
def test_a_burst_is_hashed_in_well_under_the_time_it_took_to_post(count: int) -> None:
    rows = random.Random(1).randbytes(246 * 1000) * (count // 1000)
    began_s = time.process_time()  # of ours alone, whatever else the machine does
    tree = Tree()
    tree.append(leaf_hashes(rows, 246))
    elapsed = time.process_time() - began_s
    print(f"{count / elapsed:,.0f} leaves/s")
    assert elapsed < 2
