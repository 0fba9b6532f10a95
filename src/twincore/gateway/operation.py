"""Operations of the API: how one is declared, and what happens before its handler runs.

The order is fixed: who is asking, may he, how often, is it a write with an idempotency key, is the body of a kind and size we take.
Only then is the body read, and only then its fields.
"""

import hashlib
import inspect
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

import psycopg
import structlog
from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from psycopg_pool import PoolTimeout
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from twincore.gateway import metrics
from twincore.gateway.access import ACCESS, PLATFORM_TENANT, Access, Role
from twincore.gateway.identity import Principal, authorise, bearer
from twincore.gateway.problem import invalid, invalid_body, problem_response
from twincore.kernel.refusal import Category, Refusal, Retry
from twincore.kernel.telemetry import request_id

if TYPE_CHECKING:
    from twincore.gateway.control import ControlRule
    from twincore.gateway.platform import Platform

JSON = "application/json"
NDJSON = "application/x-ndjson"
ARROW = "application/vnd.apache.arrow.stream"
BODY_BYTES_MAX = 1 << 20
BULK_BYTES_MAX = 64 << 20
KEY_MAX = 255
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

Handler = Callable[..., Any]
H = TypeVar("H", bound=Handler)
M = TypeVar("M", bound=BaseModel)

_log = structlog.get_logger("twincore.gateway")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: what its document says and what the gateway checks. id is the key of the role table."""

    id: str
    command: str
    body: type[BaseModel] | None
    answer: type[BaseModel] | None
    status: int
    media: tuple[str, ...]
    answers_media: tuple[str, ...]
    body_bytes_max: int
    refusals: tuple[str, ...]
    example: Any
    access: Access | None
    write: bool


@dataclass(slots=True)
class Call:
    """One request that is being served: who asks for what, on behalf of which tenant."""

    platform: "Platform"
    operation: Operation
    principal: Principal
    tenant: int
    request_id: str
    key: str = ""
    digest: bytes = b""
    body: bytes = b""
    media: str = ""
    path: str = ""
    rule: "ControlRule | None" = None
    approvals: list[Any] = field(default_factory=list)
    held: tuple[int, str, str] | None = None

    @property
    def tenant_name(self) -> str:
        """The tenant as the token names it."""
        return self.principal.tenant

    @property
    def actor(self) -> str:
        """Who is asking."""
        return self.principal.actor

    @property
    def role(self) -> str:
        """Under which role."""
        assert self.operation.access is not None
        return self.principal.role_for(self.operation.access)

    def now_us(self) -> int:
        """The tenant's time in microseconds since the epoch (the wall clock for the platform)."""
        return self.platform.now_us(self.tenant)

    def require_own(self, party: object, noun: str, key: object) -> None:
        """A token of role member alone sees what is its party's and nothing else: the rest is as if it were not there."""
        if self.principal.roles == {Role.MEMBER} and self.principal.party != party:
            raise Refusal(f"{noun}_not_found", f"No {noun.replace('_', ' ')} {key} in this tenant.", category=Category.NOT_FOUND)

    def heard(self, model: type[M]) -> M:
        """The body as a model; refuses ``json_malformed`` and ``request_invalid`` with every field that is wrong."""
        try:
            return model.model_validate_json(self.body)
        except ValidationError as error:
            raise invalid_body(error) from None


async def calling(request: Request) -> Call:
    """The call of this request, for handlers to depend on."""
    return cast(Call, request.state.call)


class Desk(APIRouter):
    """The operations of one room: an APIRouter whose operations are declared with what the document and the checks need."""

    def __init__(self, tag: str) -> None:
        super().__init__(tags=[tag], route_class=OperationRoute)
        self.tag = tag

    def operation(
        self,
        method: str,
        path: str,
        *,
        command: str = "",
        body: type[BaseModel] | None = None,
        answer: type[BaseModel] | None = None,
        status: int = 200,
        media: tuple[str, ...] = (JSON,),
        answers_media: tuple[str, ...] = (JSON,),
        body_bytes_max: int = BODY_BYTES_MAX,
        refusals: tuple[str, ...] = (),
        example: Any = None,
        write: bool | None = None,
    ) -> Callable[[H], H]:
        """Declare a handler. Its name is the operation id and its docstring the document: first line the summary, the rest the description.

        command: what the audit trail calls it (writes only); body: model of a JSON body; refusals: the codes worth telling;
        write: False for a question that is asked by POST because it does not belong in an address.
        """

        def declare(handler: H) -> H:
            name = handler.__name__
            writes = method in _WRITES if write is None else write
            assert not writes or command, f"{name} is a write and needs the name of its command"
            taken = media if method in _WRITES else ()
            operation = Operation(
                name, command, body, answer, status, taken, answers_media, body_bytes_max, refusals, example, ACCESS[name], writes
            )
            handler.operation = operation  # type: ignore[attr-defined]
            summary, _, description = (handler.__doc__ or "").strip().partition("\n")
            self.add_api_route(
                path,
                handler,
                methods=[method],
                operation_id=name,
                name=name,
                status_code=status,
                summary=summary.rstrip("."),
                description=" ".join(description.split()) or None,
                response_model=None,
            )
            return handler

        return declare


class OperationRoute(APIRoute):
    """A route that does the checks of its operation before FastAPI reads the parameters."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, with our checks before and our answers to what goes wrong after."""
        handler = super().get_route_handler()
        if takes_call_alone(self.endpoint):
            handler = partial(_ask_directly, self.endpoint)
        operation: Operation = self.endpoint.operation  # type: ignore[attr-defined]
        assert operation.access is not None
        parameters = frozenset(param.alias for param in self.dependant.query_params)
        write, access = operation.write, operation.access
        path = self.path_format

        async def serve(request: Request) -> Response:
            platform: Platform = request.app.state.platform
            call: Call | None = None
            try:
                principal = await identify(platform, request)
                platform.rate_limit.take(f"{principal.tenant}/{principal.actor}")
                tenant = await platform.tenant_number(principal.tenant)
                call = Call(platform, operation, principal, tenant, request_id.get() or "")
                request.state.call = call
                authorise(principal, access, platform_tenant=PLATFORM_TENANT)
                if write:
                    platform.require_active(tenant)
                    call.key = idempotency_key(request)
                if operation.media:
                    call.media = media_type(request, operation.media)
                    call.body = await read_body(request, operation.body_bytes_max)
                if write:
                    call.digest = digest(request.method, request.url.path, request.url.query, call.body)
                    call.path = request.url.path
                    call.held = platform.take_key(tenant, principal.actor, call.key)
                    await platform.controls.check(call)
                if unknown := sorted(set(request.query_params) - parameters):
                    raise invalid({"type": "extra_forbidden", "loc": ("query", name), "msg": ""} for name in unknown)
                return await handler(request)
            except Refusal as refusal:
                return await refused(call, refusal, path)
            except RequestValidationError as error:
                return await refused(call, invalid(error.errors()), path)
            except (psycopg.OperationalError, PoolTimeout) as trouble:
                _log.warning("database_unavailable", error=str(trouble))
                return problem_response(_DATABASE_AWAY)
            except ClientDisconnect:
                return Response(status_code=400)
            except Exception:
                _log.exception("internal_error", route=path)
                return problem_response(_BROKEN)
            finally:
                if call is not None and call.held is not None:
                    platform.give_key(call.held)

        self.serve = serve
        return serve


def takes_call_alone(handler: Callable[..., Any]) -> bool:
    """Whether a handler needs nothing read from the request but its call, and waits for nothing that blocks."""
    return inspect.iscoroutinefunction(handler) and list(inspect.signature(handler).parameters) == ["call"]


async def _ask_directly(handler: Callable[[Call], Awaitable[Response]], request: Request) -> Response:
    return await handler(request.state.call)


_DATABASE_AWAY = Refusal(
    "database_unavailable",
    "The database cannot be reached now; nothing was done. Send the request again with the same key.",
    category=Category.UNAVAILABLE,
    retry=Retry.SAME_KEY,
)
_BROKEN = Refusal(
    "internal_error",
    "Something is wrong on our side. Send the request again with the same key; if it stays, give us the request id.",
    category=Category.UNAVAILABLE,
    retry=Retry.SAME_KEY,
)


async def identify(platform: "Platform", request: Request) -> Principal:
    """The principal of a request; those who fail are counted by their address."""
    now_s = time.time()
    try:
        token = bearer(request.headers.get("authorization"))
        known = platform.verifier.known(token, now_s)
        return known if known is not None else await run_in_threadpool(platform.verifier.verify, token, now_s)
    except Refusal:
        platform.rate_limit.take(request.client.host if request.client else "unknown")
        raise


async def refused(call: Call | None, refusal: Refusal, route: str) -> Response:
    """The answer to a request that never became a command; one that would have written leaves its trace in the audit trail."""
    metrics.refusals.labels(route, refusal.code).inc()
    if call is not None and call.operation.write and refusal.category not in (Category.BUSY, Category.UNAVAILABLE):
        await run_in_threadpool(call.platform.record_attempt, call, refusal)
    return problem_response(refusal)


def idempotency_key(request: Request) -> str:
    """The key of a write, 1 to 255 visible ASCII characters; refuses ``idempotency_key_missing`` and ``idempotency_key_invalid``."""
    key = request.headers.get("idempotency-key")
    if key is None:
        raise Refusal("idempotency_key_missing", "Every write needs an Idempotency-Key header.", field="header:Idempotency-Key")
    if not 1 <= len(key) <= KEY_MAX or any(not "!" <= character <= "~" for character in key):
        raise Refusal(
            "idempotency_key_invalid", f"An Idempotency-Key has 1 to {KEY_MAX} visible ASCII characters.", field="header:Idempotency-Key"
        )
    return key


def media_type(request: Request, taken: tuple[str, ...]) -> str:
    """The media type of the body; refuses ``media_type_unsupported`` if the operation does not take it."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in taken:
        raise Refusal("media_type_unsupported", f"Send the body as {' or '.join(taken)}.", field="header:Content-Type")
    return media


async def read_body(request: Request, bytes_max: int) -> bytes:
    """The body, as long as it is not larger than allowed; refuses ``body_too_large`` before it has read it all."""
    too_large = Refusal("body_too_large", f"The body is larger than {bytes_max:,} bytes.", category=Category.TOO_LARGE)
    length = request.headers.get("content-length")
    if length is not None and length.isdigit() and int(length) > bytes_max:
        raise too_large
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > bytes_max:
            raise too_large
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def digest(method: str, path: str, query: str, body: bytes) -> bytes:
    """What makes two requests the same: method, path, query and the bytes of the body (SHA-256)."""
    return hashlib.sha256(f"{method} {path}?{query}\n".encode() + body).digest()
