"""The Merkle tree counted again: leaves from the raw rows, every tile and every signed root compared."""

from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal
from twincore.kernel.sql import load
from twincore.ledger.proof.extract import ROW_BYTES
from twincore.ledger.proof.merkle import HASH_BYTES, TILE_WIDTH, Tree, leaf_hashes
from twincore.ledger.proof.note import Checkpoint, SealKey, open_checkpoint
from twincore.ledger.proof.recount import Count, Part
from twincore.ledger.proof.sealer import TreeHead, tree_head

_sql = load("twincore.ledger.proof")

TILE_BYTES = TILE_WIDTH * HASH_BYTES


class Seals(Count):
    """The tree up to the newest head. checked: leaves.

    origin: the journal's own name, which every head must bear; key: whose signature they must bear, where it is at hand.
    """

    def __init__(self, conn: Connection, tenant: int, origin: str, key: SealKey | None = None) -> None:
        super().__init__()
        self._conn, self._tenant, self._origin = conn, tenant, origin
        self._verifier = None if key is None else key.verifier(origin)
        newest = tree_head(conn, tenant)
        self._size = newest.size if newest is not None else 0
        self._tree = Tree()
        self._wrong_head: str | None = None
        for head in self._heads(-1, 0):
            self._check_head(head)

    def take(self, part: Part) -> None:
        """Count a stretch of the journal."""
        start = self._tree.size
        rows = part.rows[: self._size - start]
        if len(rows) == 0 or self.first_bad is not None:
            return
        details = {seq - start - 1: body for seq, body in part.details.items() if seq - start <= len(rows)}
        hashes = leaf_hashes(rows.tobytes(), ROW_BYTES, details)
        self.checked += len(rows)
        full: dict[int, list[tuple[int, bytes]]] = {}
        for head in [*self._heads(start, start + len(rows)), None]:
            at, until = self._tree.size - start, len(rows) if head is None else head.size - start
            for level, index, tile in self._tree.append(hashes[at * HASH_BYTES : until * HASH_BYTES]):
                if len(tile) == TILE_BYTES:
                    full.setdefault(level, []).append((index, tile))
            if head is not None:
                self._check_head(head)
        for level, tiles in sorted(full.items()):
            self._check_tiles(level, tiles)

    def close(self) -> None:
        """Check the tiles at the right edge, once every row was counted."""
        if self._tree.size < self._size:
            self.blame(f"tree head {self._size}: the journal has only {self._tree.size} transfers")
        for level, tile in enumerate(self._tree.edge):
            if tile:
                self._check_tiles(level, [((self._tree.size >> 8 * level) // TILE_WIDTH, tile)])
        if self._wrong_head is not None:  # said last: a leaf that differs says more
            self.blame(self._wrong_head)

    def _heads(self, after_size: int, last_size: int) -> list[TreeHead]:
        values = {"tenant": self._tenant, "after_size": after_size, "last_size": last_size}
        rows = self._conn.execute(_sql.tree_heads, values).fetchall()
        return [TreeHead(self._tenant, row[0], bytes(row[1]), *row[2:]) for row in rows]

    def _check_head(self, head: TreeHead) -> None:
        if self._wrong_head is None and (wrong := self._wrong_with(head)) is not None:
            self._wrong_head = f"tree head {head.size}: {wrong}"

    def _wrong_with(self, head: TreeHead) -> str | None:
        if head.root != self._tree.root():
            return "its root does not recompute from the rows"
        if self._verifier is not None and head.verifier != self._verifier:
            return "it is signed by another key"
        try:
            stated = open_checkpoint(head.note, head.verifier)
        except Refusal as refusal:
            return refusal.message
        return None if stated == Checkpoint(self._origin, head.size, head.root) else "its note says something else"

    def _check_tiles(self, level: int, tiles: list[tuple[int, bytes]]) -> None:
        values = {"tenant": self._tenant, "level": level, "first": tiles[0][0], "last": tiles[-1][0]}
        kept = {index: bytes(hashes) for index, hashes in self._conn.execute(_sql.tiles, values)}
        for index, tile in tiles:
            found = kept.get(index, b"")
            if found != tile:
                self._blame_tile(level, index, tile, found)
                return

    def _blame_tile(self, level: int, index: int, counted: bytes, kept: bytes) -> None:
        if kept.startswith(counted):
            self.blame(f"tile {level}/{index}: it is wider than what was signed")
            return
        if level > 0 or len(kept) < len(counted):
            self.blame(f"tile {level}/{index}: it is not what the rows lead to")
            return
        place = next(at for at in range(0, len(counted), HASH_BYTES) if counted[at : at + HASH_BYTES] != kept[at : at + HASH_BYTES])
        self.blame(f"transfer {index * TILE_WIDTH + place // HASH_BYTES + 1}: it is not what was sealed")
