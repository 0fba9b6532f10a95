"""Bulk: transfers, postings by code and new members, many in one request, with a result for each item."""

import hashlib
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from fastapi import Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from twincore.gateway.bulk import Chunk, in_chunks, line_refused, ndjson, ndjson_lines, packed, unpacked
from twincore.gateway.columns import DECLINED, AnswerStream, answer_batch, give_ids, json_rows, read_stream, transfer_columns
from twincore.gateway.control import binds, largest_referred, posting_needs
from twincore.gateway.operation import ARROW, BULK_BYTES_MAX, NDJSON, Call, Desk
from twincore.gateway.posting import Posting, first_refusal, landed
from twincore.gateway.problem import invalid_body
from twincore.gateway.routes.onboarding import onboard
from twincore.gateway.routes.scope import Calling
from twincore.gateway.routes.transactions import code_of
from twincore.gateway.routes.transfers import check_forced
from twincore.gateway.wire.bulk import BulkTransfer
from twincore.gateway.wire.transactions import TransactionAsk
from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Category, Refusal
from twincore.ledger import GROUP_MAX, TRANSFERS_MAX, Flag, Outcome, Outcomes, Status, TransferRequest, refusal_of
from twincore.sync import refusal_of_decline
from twincore.transactions import Catalogue

desk = Desk("bulk")
CHUNK_LINES = 2048
CHUNK_ROWS = TRANSFERS_MAX
Done = dict[str, Any]


@desk.operation(
    "POST",
    "/v1/transfers/bulk",
    command="ledger.transfers",
    media=(NDJSON, ARROW),
    answers_media=(NDJSON, ARROW),
    body_bytes_max=BULK_BYTES_MAX,
    refusals=("items_missing", "items_too_many", "arrow_malformed", "column_unknown", "column_missing", "column_type_wrong"),
    example=[{"debit": 1001, "credit": 1002, "amount": 2500}, {"debit": 1003, "credit": 1002, "amount": 990}],
)
async def post_transfers(call: Calling) -> Response:
    """Post many transfers, with a result for each.

    NDJSON: a transfer a line (as POST /v1/transfers takes it, and `linked`); the answer is a line for each line, in order: line, status
    (created, exists, refused), id, seq, refusal. A broken line is refused by itself. Arrow: columns id, kind, debit, credit, amount, code, ref,
    value_date, expires_at, posted_at, linked, final, forced (amount must be there); the answer's columns are status, seq, id.
    The answer streams as chunks become durable; it is complete when its last line (or Arrow's end of stream) is there.
    """
    await call.platform.open_lane(call.tenant)
    return await (_arrow_transfers(call) if call.media == ARROW else _ndjson_transfers(call))


async def _arrow_transfers(call: Call) -> Response:
    rows = await run_in_threadpool(lambda: transfer_columns(read_stream(call.body)))
    call.body = b""
    if (rows["flags"] & Flag.FORCED).any():
        raise Refusal(
            "force_not_allowed", "Forced transfers are posted one by one, with a reason.", category=Category.FORBIDDEN, field="forced"
        )
    await run_in_threadpool(_check_columns, call, rows)
    seed = hashlib.sha256(f"{call.tenant}\x1f{call.actor}\x1f{call.key}".encode()).digest()[:16]
    firsts = _cuts((rows["flags"] & Flag.LINKED) != 0)
    ends = [*firsts[1:], len(rows)]
    stream = AnswerStream()

    def part_of(chunk: Chunk) -> npt.NDArray[np.void]:
        part = rows[chunk.first : ends[chunk.number]]
        give_ids(part, seed, chunk.first)
        return part

    async def work(chunk: Chunk) -> Awaitable[Done]:
        part = part_of(chunk)
        asked = await call.platform.admission.asked(call.tenant)
        declined = await run_in_threadpool(_declined, call, part) if asked else {}
        sent = np.ones(len(part), bool)
        sent[list(declined)] = False

        def tell(outcomes: Outcomes | None) -> Done:
            status, seq = np.zeros(len(part), np.int64), np.zeros(len(part), np.int64)
            for row, code in declined.items():
                status[row] = DECLINED[code]
            if outcomes is not None:
                status[sent], seq[sent] = outcomes.status, outcomes.seq
            steps = np.diff(seq, prepend=0).astype("<i8")
            return {
                "result": {"first": chunk.first, "items": len(part), "answer": packed(status.astype("<i2").tobytes() + steps.tobytes())}
            }

        if not sent.any():
            return _recorded_alone(call, chunk, tell(None))
        return _submitted(call, chunk, part[sent], tell, give_back=asked)

    def say(chunk: Chunk, result: Mapping[str, Any]) -> bytes:
        raw, items = unpacked(result["answer"]), result["items"]
        status = np.frombuffer(raw, "<i2", items)
        seq = np.cumsum(np.frombuffer(raw, "<i8", items, offset=2 * items))
        return stream.write(answer_batch(part_of(chunk), status, seq))

    return await in_chunks(call, firsts, work, say, stream.close, ARROW)


def _cuts(linked: npt.NDArray[np.bool_]) -> list[int]:
    """Where chunks begin, so that no linked group is cut; a group that is too long stands in one chunk and is refused there."""
    firsts, at = [0], 0
    while (at := at + CHUNK_ROWS) < len(linked):
        back = at
        while back > firsts[-1] and at - back <= GROUP_MAX and linked[back - 1]:
            back -= 1
        if back > firsts[-1] and not linked[back - 1]:
            at = back
        firsts.append(at)
    return firsts


def _declined(call: Call, part: npt.NDArray[np.void]) -> Mapping[int, str]:
    return call.platform.admission.declined_columns(call.tenant, part)


async def _submitted(call: Call, chunk: Chunk, part: npt.NDArray[np.void], tell: Any, *, give_back: bool = False) -> Done:
    posting = Posting(chunk.command, tell, f"bulk/{chunk.command.id}")
    future = call.platform.ledger.submit_columns(call.tenant, part, chunk.command.id, posting, bulk=True)
    outcomes = await landed(future)
    if give_back:
        await run_in_threadpool(call.platform.admission.give_back_columns, call.tenant, part, outcomes.status)
    return dict((posting.outcome or tell(outcomes))["result"])


async def _ndjson_transfers(call: Call) -> Response:
    lines = ndjson_lines(call.body)

    def read(chunk: Chunk, some: list[bytes]) -> "Lines":
        read = Lines(chunk.first)
        for at, line in enumerate(some):
            try:
                ask = BulkTransfer.model_validate_json(line)
                check_forced(call, [ask], "bulk")
                request = ask.request(id_of_key("transfer", call.tenant, call.actor, call.key, chunk.first + at), linked=ask.linked)
                check_alone(call, [request])
                read.take([request])
            except ValidationError as error:
                read.refuse(at, invalid_body(error))
            except Refusal as refusal:
                read.refuse(at, refusal)
        return read

    return await _ndjson(call, lines, read)


@desk.operation(
    "POST",
    "/v1/transactions/bulk",
    command="transactions.post_many",
    media=(NDJSON, ARROW),
    answers_media=(NDJSON,),
    body_bytes_max=BULK_BYTES_MAX,
    refusals=("items_missing", "items_too_many", "arrow_malformed"),
    example=[
        {"code": "internal_transfer", "parameters": {"from_account": 1001, "to_account": 1002, "amount": 2500}},
        {"code": "cash_deposit", "parameters": {"account": 1003, "amount": 10_000}},
    ],
)
async def post_transactions(call: Calling) -> Response:
    """Post many times by transaction codes, with a result for each.

    NDJSON: {code, parameters, id} a line. Arrow: columns code, parameters (a struct) and id. The answer is NDJSON, a line for each item.
    The legs of one item stand or fall together; items do not depend on one another. What needs a second person's approval is refused here.
    """
    await call.platform.open_lane(call.tenant)
    catalogue = await call.platform.catalogue(call.tenant)
    lines = await run_in_threadpool(_lines_of, call)
    return await _ndjson(call, lines, lambda chunk, some: _expanded(call, catalogue, chunk, some))


def check_alone(call: Call, requests: list[TransferRequest], code_above: int | None = None) -> None:
    """What needs a second person's approval is posted by itself; refuses ``approval_required``."""
    if (needed := posting_needs(call, requests, code_above)) is not None:
        above = needed[1]
        when = "This needs a second person's approval" if above is None else f"Above {above} minor units a second person approves"
        raise Refusal("approval_required", f"{when}: post it by itself.", category=Category.FORBIDDEN, field="parameters")


def _check_columns(call: Call, rows: npt.NDArray[np.void]) -> None:
    """The same for columns: as they have no place for a refusal's words, the whole request is refused."""
    if call.rule is None:
        return
    small = rows["amount"] == 0
    refs = {UUID(int=(int(row["ref_hi"]) << 64) | int(row["ref_lo"])) for row in rows[small]}
    largest = max(int(rows["amount"].max(initial=0)), largest_referred(call.platform.database, call.tenant, refs))
    if binds(call.rule, largest):
        raise Refusal(
            "approval_required",
            "Some of these need a second person's approval: post them by themselves.",
            category=Category.FORBIDDEN,
            field="amount",
        )


def _expanded(call: Call, catalogue: Catalogue, chunk: Chunk, some: list[bytes]) -> "Lines":
    read = Lines(chunk.first)
    for at, line in enumerate(some):
        try:
            ask = TransactionAsk.model_validate_json(line)
            code = code_of(catalogue, ask.code, call.principal.roles)
            identifier = ask.id or id_of_key("transfer", call.tenant, call.actor, call.key, chunk.first + at)
            requests = catalogue.expander(ask.code)(ask.parameters, identifier)
            check_alone(call, requests, code.spec.approval_above)
            read.take(requests)
        except ValidationError as error:
            read.refuse(at, invalid_body(error))
        except Refusal as refusal:
            read.refuse(at, refusal)
    return read


def _lines_of(call: Call) -> list[bytes]:
    return list(json_rows(read_stream(call.body))) if call.media == ARROW else ndjson_lines(call.body)


class Lines:
    """The lines of one chunk: for each either its transfers, or why it is refused."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.requests: list[TransferRequest] = []
        self.items: list[tuple[int, int] | Refusal] = []

    def take(self, requests: list[TransferRequest]) -> None:
        """The next line asks for these transfers."""
        start = len(self.requests)
        self.requests += requests
        self.items.append((start, start + len(requests)))

    def refuse(self, _at: int, refusal: Refusal) -> None:
        """The next line is refused."""
        self.items.append(refusal)

    def answer(self, outcomes: Sequence[Outcome]) -> bytes:
        """The lines of the answer."""
        return ndjson(self._item(number, item, outcomes) for number, item in enumerate(self.items, self.first + 1))

    def _item(self, line: int, item: tuple[int, int] | Refusal, outcomes: Sequence[Outcome]) -> Done:
        if isinstance(item, Refusal):
            return line_refused(line, item, id=None, seq=None)
        start, end = item
        group = outcomes[start:end]
        identifier = str(self.requests[start].id)
        if (refused := first_refusal(group)) is not None:
            return line_refused(line, refusal_of(refused[1]), id=identifier, seq=None)
        created = any(outcome.status is Status.CREATED for outcome in group)
        first = group[0].transfer
        assert first is not None, "a transfer in the journal comes with its record"
        return {"line": line, "status": "created" if created else "exists", "id": identifier, "seq": first.seq, "refusal": None}


async def _ndjson(call: Call, lines: list[bytes], read: Any) -> Response:
    call.body = b""
    firsts = list(range(0, len(lines), CHUNK_LINES))

    async def work(chunk: Chunk) -> Awaitable[Done]:
        some = await run_in_threadpool(read, chunk, lines[chunk.first : chunk.first + CHUNK_LINES])
        asked = await call.platform.admission.asked(call.tenant)
        if asked and some.requests:
            some = await run_in_threadpool(_admitted, call, some)

        def tell(outcomes: Sequence[Outcome]) -> Done:
            return {"result": {"first": chunk.first, "items": len(some.items), "answer": packed(some.answer(outcomes))}}

        if not some.requests:
            return _recorded_alone(call, chunk, tell([]))
        posting = Posting(chunk.command, tell, f"bulk/{chunk.command.id}")
        future = call.platform.ledger.submit(call.tenant, some.requests, chunk.command.id, posting, bulk=True)

        async def result() -> Done:
            outcomes = await landed(future)
            if asked:
                await run_in_threadpool(call.platform.admission.give_back, call.tenant, some.requests, outcomes)
            return dict((posting.outcome or tell(outcomes))["result"])

        return result()

    return await in_chunks(call, firsts, work, lambda _chunk, result: unpacked(result["answer"]), lambda: b"", NDJSON)


def _admitted(call: Call, read: Lines) -> Lines:
    """The same lines, less what may not go to the ledger while the core is away."""
    groups: list[tuple[int, int]] = []
    of: dict[int, int] = {}  # line -> group; linked lines are one
    for at, item in enumerate(read.items):
        if isinstance(item, Refusal):
            continue
        start, end = item
        if groups and Flag.LINKED in read.requests[start - 1].flags:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append(item)
        of[at] = len(groups) - 1
    declined = call.platform.admission.declined(call.tenant, read.requests, groups)
    if not declined:
        return read
    left = Lines(read.first)
    for at, item in enumerate(read.items):
        if isinstance(item, Refusal):
            left.refuse(at, item)
        elif (code := declined.get(of[at])) is not None:
            left.refuse(at, refusal_of_decline(code))
        else:
            left.take(read.requests[slice(*item)])
    return left


async def _recorded_alone(call: Call, chunk: Chunk, outcome: Done) -> Done:
    """A chunk of which nothing came to the ledger is recorded by itself."""
    await run_in_threadpool(call.platform.record_outcome, call.tenant, chunk.command, outcome)
    return dict(outcome["result"])


@desk.operation(
    "POST",
    "/v1/members/bulk",
    command="parties.onboard_members",
    media=(NDJSON, ARROW),
    answers_media=(NDJSON,),
    body_bytes_max=BULK_BYTES_MAX,
    refusals=("items_missing", "items_too_many", "arrow_malformed", "kyc_not_allowed"),
    example=[
        {
            "person": {"given_name": "Ruby", "family_name": "Wells", "birth_date": "1988-04-12"},
            "accounts": [{"product": "everyday_account"}],
        }
    ],
)
async def onboard_members(call: Calling) -> Response:
    """Make many people and organisations members, with their first accounts.

    NDJSON: {id, person or organisation, accounts} a line. Arrow: the same as columns (structs and a list of structs). The answer is NDJSON, a line
    for each item: line, status, member, accounts, refusal. A refused item leaves nothing behind; the others are done.
    """
    lines = await run_in_threadpool(_lines_of, call)
    return await onboard(call, lines)
