"""Onboarding in bulk: members and their first accounts, thousands in one database transaction, a result for each."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from twincore.audit import Entry, record
from twincore.gateway.bulk import Chunk, in_chunks, line_refused, ndjson, packed, unpacked
from twincore.gateway.operation import NDJSON, Call
from twincore.gateway.problem import invalid_body
from twincore.gateway.routes.members import check_arriving
from twincore.gateway.wire.members import Onboarding
from twincore.kernel.db import Connection
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Refusal
from twincore.parties import PartySpec, PersonSpec, open_parties
from twincore.products import AccountOpening, ProductAccount, open_accounts

CHUNK_MEMBERS = 2000
Done = dict[str, Any]
Candidate = tuple[int, UUID, PartySpec, list[AccountOpening]]


async def onboard(call: Call, lines: list[bytes]) -> Response:
    """Answer a bulk onboarding; lines: an ``Onboarding`` each."""
    call.body = b""
    firsts = list(range(0, len(lines), CHUNK_MEMBERS))

    async def work(chunk: Chunk) -> Awaitable[Done]:
        return run_in_threadpool(_onboard_chunk, call, chunk, lines[chunk.first : chunk.first + CHUNK_MEMBERS])

    return await in_chunks(call, firsts, work, lambda _chunk, result: unpacked(result["answer"]), lambda: b"", NDJSON)


def _onboard_chunk(call: Call, chunk: Chunk, lines: list[bytes]) -> Done:
    refused: dict[int, Refusal] = {}
    candidates: list[Candidate] = []
    currency = call.platform.tenants.currency(call.tenant)
    now_us = call.now_us()
    today = call.platform.clocks.clock(call.tenant).business_date(now_us)
    for at, line in enumerate(lines):
        try:
            candidates.append(_candidate(call, Onboarding.model_validate_json(line), at, chunk.first + at, currency, today))
        except ValidationError as error:
            refused[at] = invalid_body(error)
        except Refusal as refusal:
            refused[at] = refusal
    while True:
        try:
            with call.platform.database.app(call.tenant) as conn:
                opened = _open(conn, call, candidates, now_us)
                outcome = _outcome(chunk, len(lines), refused, candidates, opened)
                record(conn, call.tenant, [Entry(chunk.command, outcome, f"bulk/{chunk.command.id}")])
            return dict(outcome["result"])
        except _Item as item:
            refused[candidates[item.at][0]] = item.refusal
            del candidates[item.at]


class _Item(Exception):  # noqa: N818 - carries a refusal
    """One of the candidates is refused; the others are tried again without it."""

    def __init__(self, at: int, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.at, self.refusal = at, refusal


def _candidate(call: Call, asked: Onboarding, at: int, line: int, currency: str, today: Any) -> Candidate:
    if (asked.person is None) == (asked.organisation is None):
        raise Refusal("request_invalid", "Give either a person or an organisation.", field="person")
    opening = asked.person or asked.organisation
    assert opening is not None
    check_arriving(call, opening.kyc)
    member = asked.id or id_of_key("party", call.tenant, call.actor, call.key, line)
    spec = opening.spec()
    age = None
    if isinstance(spec, PersonSpec):
        born = spec.birth_date
        age = max(0, today.year - born.year - ((today.month, today.day) < (born.month, born.day)))
    accounts = [AccountOpening(account.product, member, account.currency or currency, None, age) for account in asked.accounts]
    return at, member, spec, accounts


def _open(conn: Connection, call: Call, candidates: list[Candidate], now_us: int) -> list[list[ProductAccount]]:
    if not candidates:
        return []
    try:
        open_parties(
            conn,
            call.platform.key_ring,
            call.tenant,
            [spec for _, _, spec, _ in candidates],
            ids=[member for _, member, _, _ in candidates],
            now_us=now_us,
        )
    except Refusal as refusal:
        raise _located(refusal, list(range(len(candidates)))) from None
    openings = [opening for _, _, _, accounts in candidates for opening in accounts]
    owners = [at for at, (_, _, _, accounts) in enumerate(candidates) for _ in accounts]
    try:
        opened = open_accounts(conn, call.tenant, openings, now_us=now_us)
    except Refusal as refusal:
        raise _located(refusal, owners) from None
    grouped: list[list[ProductAccount]] = [[] for _ in candidates]
    for at, account in zip(owners, opened, strict=True):
        grouped[at].append(account)
    return grouped


def _located(refusal: Refusal, owners: list[int]) -> _Item | Refusal:
    """Which candidate a refusal is about: its field begins with the place among several."""
    if len(owners) == 1:
        return _Item(owners[0], refusal)
    place, _, field = (refusal.field or "").partition("/")
    if not place.isdigit() or int(place) >= len(owners):
        return refusal
    inner = Refusal(refusal.code, refusal.message, category=refusal.category, field=field or None, retry=refusal.retry, **refusal.detail)
    return _Item(owners[int(place)], inner)


def _outcome(
    chunk: Chunk, lines: int, refused: dict[int, Refusal], candidates: list[Candidate], opened: list[list[ProductAccount]]
) -> Done:
    items: list[Done] = [{}] * lines
    for at, refusal in refused.items():
        items[at] = line_refused(chunk.first + at + 1, refusal, member=None, accounts=[])
    for (at, member, _, _), accounts in zip(candidates, opened, strict=True):
        items[at] = {
            "line": chunk.first + at + 1,
            "status": "created",
            "member": str(member),
            "accounts": [account.id for account in accounts],
            "refusal": None,
        }
    return {"result": {"first": chunk.first, "items": lines, "answer": packed(ndjson(iter(items)))}}
