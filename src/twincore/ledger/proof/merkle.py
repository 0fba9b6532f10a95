"""The Merkle tree over a journal, hashed as RFC 6962 (and RFC 9162) says and kept as C2SP tlog-tiles.

A leaf is a row's canonical bytes; leaf n is the transfer with seq n + 1. A tile at level L and index N holds up to 256 hashes: the roots of
perfect subtrees of 256**L leaves. Only the last tile of a level is narrower than 256, and a tile only ever grows to the right, so every size
the tree ever had can still be proven from the tiles of today. Hashes are 32 bytes; sizes and indexes count leaves from 0.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np

HASH_BYTES = 32
TILE_WIDTH = 256
TILE_HEIGHT = 8
EMPTY_ROOT = sha256().digest()

TileReader = Callable[[int, int], bytes]
"""(level, index) -> the tile's hashes, joined."""


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def leaf_hashes(rows: bytes | memoryview, width: int, details: Mapping[int, bytes] | None = None) -> bytes:
    """The leaf hashes, joined, of rows that stand back to back, each ``width`` bytes long.

    details: for the place of a row (from 0), the bytes that follow it in its leaf.
    """
    table = np.frombuffer(rows, np.uint8).reshape(-1, width)
    prefixed = np.zeros((len(table), width + 1), np.uint8)  # the 0x00 in front of each: one copy for all instead of one for each
    prefixed[:, 1:] = table
    raw = prefixed.tobytes()
    step = width + 1
    hashes = [sha256(raw[at : at + step]).digest() for at in range(0, len(raw), step)]
    for place, detail in (details or {}).items():
        hashes[place] = sha256(raw[place * step : (place + 1) * step] + detail).digest()
    return b"".join(hashes)


def subtree_root(hashes: bytes) -> bytes:
    """The root over joined hashes of which there are a power of two."""
    while len(hashes) > HASH_BYTES:
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, len(hashes), 64)])
    return hashes


@dataclass(slots=True)
class Tree:
    """The right edge of a tree: all that is needed to grow it. edge[L]: the joined hashes of level L's last tile, if it is not full."""

    size: int = 0
    edge: list[bytes] = field(default_factory=list)

    @classmethod
    def resume(cls, size: int, read: TileReader) -> "Tree":
        """The edge of the tree of that many leaves, from its tiles."""
        edge = []
        for level in range(tile_levels(size)):
            index, width = divmod(size >> TILE_HEIGHT * level, TILE_WIDTH)
            edge.append(read(level, index)[: width * HASH_BYTES] if width else b"")
        return cls(size, edge)

    def append(self, hashes: bytes) -> list[tuple[int, int, bytes]]:
        """Grow by joined leaf hashes; returns the tiles that are new or wider now, as (level, index, hashes)."""
        changed = []
        before, level = self.size, 0
        self.size += len(hashes) // HASH_BYTES
        while hashes:
            if level == len(self.edge):
                self.edge.append(b"")
            index = (before >> TILE_HEIGHT * level) // TILE_WIDTH
            hashes = self.edge[level] + hashes
            full = len(hashes) // (TILE_WIDTH * HASH_BYTES)
            tiles = [hashes[at * 8192 : (at + 1) * 8192] for at in range(full)]
            self.edge[level] = hashes[full * TILE_WIDTH * HASH_BYTES :]
            changed += [(level, index + at, tile) for at, tile in enumerate(tiles)]
            if self.edge[level]:
                changed.append((level, index + full, self.edge[level]))
            hashes = b"".join(map(subtree_root, tiles))
            level += 1
        return changed

    def root(self) -> bytes:
        """The Merkle tree hash (RFC 9162, 2.1.1)."""
        root: bytes | None = None
        for hashes in self.edge:  # from the right end of the leaves to the left: perfect subtrees, ever larger
            end, width = len(hashes), HASH_BYTES
            while end:
                if end & width:
                    part = subtree_root(hashes[end - width : end])
                    root = part if root is None else node_hash(part, root)
                    end -= width
                width *= 2
        return EMPTY_ROOT if root is None else root


def tile_levels(size: int) -> int:
    """How many levels of tiles a tree of that many leaves has."""
    levels = 0
    while size >> TILE_HEIGHT * levels:
        levels += 1
    return levels


def root_at(size: int, read: TileReader) -> bytes:
    """The root that the tree had when it was of that size."""
    return _range_root(0, size, read) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, read: TileReader) -> list[bytes]:
    """The audit path of a leaf in the tree of ``size`` leaves (RFC 9162, 2.1.3.1), from the leaf up."""
    assert 0 <= index < size
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range_root(middle, high, read))
            high = middle
        else:
            path.append(_range_root(low, middle, read))
            low = middle
    return path[::-1]


def consistency_path(old: int, new: int, read: TileReader) -> list[bytes]:
    """The proof that the tree of ``new`` leaves begins with the tree of ``old`` (RFC 9162, 2.1.4.1)."""
    assert 0 < old <= new
    path: list[bytes] = []
    low, high, whole = 0, new, True
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_range_root(middle, high, read))
            high = middle
        else:
            path.append(_range_root(low, middle, read))
            low, whole = middle, False
    if not whole:
        path.append(_range_root(low, high, read))
    return path[::-1]


def root_of_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that an audit path leads to from a leaf hash (RFC 9162, 2.1.3.2); None if it is no path for that place."""
    if not 0 <= index < size:
        return None
    place, last, root = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            root = node_hash(step, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, step)
        place, last = place >> 1, last >> 1
    return root if last == 0 else None


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree of ``new`` leaves begins with the tree of ``old`` (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_side = new_side = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_side, new_side = node_hash(step, old_side), node_hash(step, new_side)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_side = node_hash(new_side, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old_side == old_root and new_side == new_root


def _split(count: int) -> int:
    """The largest power of two below a count of two or more: where RFC 9162 splits a tree."""
    return 1 << (count - 1).bit_length() - 1


def _range_root(low: int, high: int, read: TileReader) -> bytes:
    """The root over the leaves low <= n < high, where low is where a split falls."""
    count = high - low
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        level, inner = divmod(height, TILE_HEIGHT)
        first = low >> TILE_HEIGHT * level
        index, offset = divmod(first, TILE_WIDTH)
        hashes = read(level, index)[offset * HASH_BYTES : (offset + (1 << inner)) * HASH_BYTES]
        assert len(hashes) == HASH_BYTES << inner, f"tile {level}/{index} is too narrow for leaves {low} to {high}"
        return subtree_root(hashes)
    middle = low + _split(count)
    return node_hash(_range_root(low, middle, read), _range_root(middle, high, read))
