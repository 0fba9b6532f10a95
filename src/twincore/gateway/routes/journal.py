"""Journal: proof for outsiders that what was recorded is there, unchanged, and adds up."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from twincore.gateway.commands import say
from twincore.gateway.invariants import check_tenant, report_body
from twincore.gateway.operation import Desk
from twincore.gateway.routes.scope import Calling
from twincore.gateway.wire.journal import ConsistencyProof, InvariantReport, Receipt, TreeHeadRecord
from twincore.gateway.wire.scalar import INT64_MAX, say_time
from twincore.kernel.refusal import not_found
from twincore.ledger import consistency, receipt, seal_lag, tile_reader, tree_head

desk = Desk("journal")
BINARY = "application/octet-stream"
HASH_BYTES = 32
TILE_WIDTH = 256
Size = Annotated[int, Query(ge=1, le=INT64_MAX)]


@desk.operation("GET", "/v1/journal/receipts/{transfer}", answer=Receipt, refusals=("transfer_not_found", "receipt_not_ready"))
def get_receipt(call: Calling, transfer: Annotated[UUID, Path(description="Id of the transfer.")]) -> Response:
    """Get the receipt of a transfer: proof that it stands in the journal.

    A transfer is sealed about a second after it is recorded; until then the answer is 503 receipt_not_ready.
    """
    with call.platform.database.app(call.tenant) as conn:
        return say(receipt(conn, call.tenant, transfer))


@desk.operation("GET", "/v1/journal/head", answer=TreeHeadRecord, refusals=("tree_head_not_found",))
def get_tree_head(call: Calling) -> Response:
    """Get the newest signed state of the journal's tree, and how far it is behind."""
    with call.platform.database.app(call.tenant) as conn:
        head = tree_head(conn, call.tenant)
        lag = seal_lag(conn, call.tenant)
    if head is None:
        raise not_found("tree_head", "at all")
    return say(
        {
            "size": head.size,
            "root": head.root.hex(),
            "checkpoint": head.note,
            "verifier": head.verifier,
            "sealed_at": say_time(head.sealed_at_us),
            "lag": lag,
        }
    )


@desk.operation("GET", "/v1/journal/consistency", answer=ConsistencyProof, refusals=("tree_head_not_found", "sizes_invalid"))
def get_consistency_proof(call: Calling, from_size: Size, to_size: Annotated[int | None, Query(ge=1, le=INT64_MAX)] = None) -> Response:
    """Get the proof that the journal has only grown between two signed sizes.

    Without to_size up to the newest.
    """
    with call.platform.database.app(call.tenant) as conn:
        return say(consistency(conn, call.tenant, from_size, to_size))


@desk.operation("GET", "/v1/journal/tiles/{level}/{index}", answers_media=(BINARY,), refusals=("tile_not_found",))
def get_tile(
    call: Calling,
    level: Annotated[int, Path(ge=0, le=7, description="Level of the tile; 0 holds leaf hashes.")],
    index: Annotated[int, Path(ge=0, le=INT64_MAX, description="Place of the tile in its level.")],
    width: Annotated[int, Query(ge=1, le=TILE_WIDTH, description="How many hashes; a full tile has 256.")] = TILE_WIDTH,
) -> Response:
    """Get a tile of the journal's tree: up to 256 hashes of 32 bytes (C2SP tlog-tiles)."""
    with call.platform.database.app(call.tenant) as conn:
        tile = tile_reader(conn, call.tenant)(level, index)
    if len(tile) < width * HASH_BYTES:
        raise not_found("tile", f"{level}/{index} of this width")
    return Response(tile[: width * HASH_BYTES], media_type=BINARY)


@desk.operation("GET", "/v1/invariants", answer=InvariantReport)
def check_invariants(call: Calling) -> Response:
    """Check every invariant of the tenant's books, recomputed from the raw rows.

    Reads the whole journal: seconds for millions of transfers. The first places that are wrong are named.
    """
    return say(report_body(check_tenant(call.platform.database, call.tenant, call.tenant_name)))
