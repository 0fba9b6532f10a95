"""Bulk work: many items in one request, in chunks that are each one command, and an answer that streams as the chunks become durable.

A chunk is decided, recorded and answered as a whole. After a broken connection the same request gets the same answers for the chunks
that were recorded, and the rest is done then: nothing is lost, nothing is done twice.
"""

import base64
import hashlib
import zlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from twincore.audit import Command
from twincore.gateway.commands import REPLAYED, command_of, key_reused
from twincore.gateway.operation import Call
from twincore.gateway.problem import pointer
from twincore.kernel.refusal import Category, Refusal

WINDOW = 4
"""Chunks under way at once: enough to keep a lane busy while the next is read."""
LINES_MAX = 200_000
"""Lines of one NDJSON request at the most."""


@dataclass(slots=True)
class Chunk:
    """One chunk of a request: its number from 0, where its items begin (from 0) and its command."""

    number: int
    first: int
    command: Command


class HeldStream(StreamingResponse):
    """A streaming answer that holds the request's idempotency key until it is over, however it ends."""

    def __init__(self, call: Call, content: AsyncIterator[bytes], media: str, headers: Mapping[str, str]) -> None:
        super().__init__(content, media_type=media, headers=headers)
        self._platform, self._held, call.held = call.platform, call.held, None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, then let go of the key."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self._held is not None:
                self._platform.give_key(self._held)


def chunk_key(key: str, number: int) -> str:
    """The key under which a chunk is recorded: the caller's for the first, for the others one that no caller can send (it has spaces)."""
    return key if number == 0 else f"chunk {number} of {hashlib.sha256(key.encode()).hexdigest()}"


async def in_chunks(
    call: Call,
    firsts: list[int],
    work: Callable[[Chunk], Awaitable[Awaitable[dict[str, Any]]]],
    say: Callable[[Chunk, Mapping[str, Any]], bytes],
    ends: Callable[[], bytes],
    media: str,
) -> StreamingResponse:
    """The answer to a bulk request.

    firsts: where each chunk begins; work: starts a chunk and gives what will be recorded of it; say: the bytes that answer a chunk, from what
    is recorded of it; ends: the bytes after the last. Refuses ``idempotency_key_reused``.
    """
    platform, tenant = call.platform, call.tenant
    now_us = platform.tenants.now_us(tenant)
    chunks = [Chunk(number, first, command_of(call, now_us, key=chunk_key(call.key, number))) for number, first in enumerate(firsts)]

    async def recorded(chunk: Chunk) -> dict[str, Any] | None:
        found = await platform.recall.find(tenant, call.actor, chunk.command.key)
        if found is None:
            return None
        if found.entry.command.request_digest != call.digest or "result" not in found.entry.outcome:
            raise key_reused()
        return dict(found.entry.outcome["result"])

    known = await recorded(chunks[0])
    waiting: deque[tuple[Chunk, Awaitable[dict[str, Any]]]] = deque()

    async def begin(chunk: Chunk, before: dict[str, Any] | None) -> None:
        waiting.append((chunk, _ready(before) if before is not None else await work(chunk)))

    await begin(chunks[0], known)

    async def answers() -> AsyncIterator[bytes]:
        upcoming = iter(chunks[1:])
        more = True
        while waiting:
            while more and len(waiting) < WINDOW:
                chunk = next(upcoming, None)
                if chunk is None:
                    more = False
                else:
                    await begin(chunk, await recorded(chunk) if known is not None else None)
            chunk, result = waiting.popleft()
            yield say(chunk, await result)
        if tail := ends():
            yield tail

    return HeldStream(call, answers(), media, REPLAYED if known is not None else {})


async def _ready(result: dict[str, Any]) -> dict[str, Any]:
    return result


def packed(raw: bytes) -> str:
    """Bytes as the audit trail keeps them: deflated, base64."""
    return base64.b64encode(zlib.compress(raw, 1)).decode()


def unpacked(text: str) -> bytes:
    """The bytes again."""
    return zlib.decompress(base64.b64decode(text))


def ndjson_lines(body: bytes) -> list[bytes]:
    """The lines of an NDJSON body, numbered as they were sent (an empty line is an item that is refused, except at the end).

    Refuses ``items_missing`` and ``items_too_many``.
    """
    lines = body.removesuffix(b"\n").split(b"\n")
    if not body.strip():
        raise Refusal("items_missing", "There is no line in the request.")
    if len(lines) > LINES_MAX:
        raise Refusal("items_too_many", f"A request has at most {LINES_MAX:,} lines.", category=Category.TOO_LARGE)
    return lines


def line_refused(line: int, refusal: Refusal, **more: Any) -> dict[str, Any]:
    """The answer to a line that was refused."""
    told = {
        "code": refusal.code,
        "detail": refusal.message,
        "field": None if refusal.field is None else pointer(refusal.field),
        "retry": refusal.retry.value,
    }
    return {"line": line, "status": "refused", **more, "refusal": told}


def ndjson(items: Iterator[dict[str, Any]]) -> bytes:
    """Items as lines of NDJSON."""
    return b"".join(orjson.dumps(item) + b"\n" for item in items)
