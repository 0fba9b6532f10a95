"""The Merkle tree counted again: leaves from the raw rows, every tile and every signed root compared."""

from twincore.kernel.db import Connection
from twincore.kernel.sql import load
from twincore.ledger.extract import ROW_BYTES
from twincore.ledger.merkle import HASH_BYTES, TILE_WIDTH, Tree, leaf_hashes
from twincore.ledger.recount import Count, Part
from twincore.ledger.sealer import TreeHead

_sql = load("twincore.ledger")


class Seals(Count):
    """The tree up to the newest head. checked: leaves."""

    def __init__(self, conn: Connection, tenant: int) -> None:
        super().__init__()
        self._conn = conn
        self._tenant = tenant
        rows = conn.execute(_sql.tree_heads, {"tenant": tenant}).fetchall()
        self.heads = [TreeHead(tenant, row[0], bytes(row[1]), *row[2:]) for row in rows]
        self._size = self.heads[-1].size if self.heads else 0
        self._tree = Tree()
        self._due = iter(self.heads)
        self._next = next(self._due, None)
        self._wrong_roots: list[int] = []

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
        at = 0
        while at < len(rows):
            until = len(rows) if self._next is None else min(len(rows), max(self._next.size - start, at))
            for level, index, tile in self._tree.append(hashes[at * HASH_BYTES : until * HASH_BYTES]):
                if len(tile) == TILE_WIDTH * HASH_BYTES:
                    full.setdefault(level, []).append((index, tile))
            at = until
            self._check_heads()
        for level, tiles in sorted(full.items()):
            self._check_tiles(level, tiles)

    def close(self) -> None:
        """Check the tiles at the right edge, once every row was counted."""
        if self._tree.size < self._size:
            self.blame(f"tree head {self._size}: the journal has only {self._tree.size} transfers")
        for level, tile in enumerate(self._tree.edge):
            if tile:
                self._check_tiles(level, [((self._tree.size >> 8 * level) // TILE_WIDTH, tile)])
        if self._wrong_roots:  # said last: a leaf that differs says more
            self.blame(f"tree head {self._wrong_roots[0]}: its root does not recompute from the rows")

    def _check_heads(self) -> None:
        while self._next is not None and self._next.size <= self._tree.size:
            if self._next.size == self._tree.size and self._next.root != self._tree.root():
                self._wrong_roots.append(self._next.size)
            self._next = next(self._due, None)

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
