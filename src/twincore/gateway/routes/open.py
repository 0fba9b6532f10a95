"""What needs no token: the issuer's documents and tokens, the API's own document and page, and the actuator."""

import base64
import binascii
import time
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import orjson
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from twincore.gateway import actuator, docs_page
from twincore.gateway.access import PLATFORM_TENANT, Role
from twincore.gateway.clients import grant_of, split_client_id, waste_a_guess
from twincore.gateway.issuer import TOKEN_LIFE_S, Grant
from twincore.gateway.operation import read_body
from twincore.gateway.platform import Platform
from twincore.gateway.problem import problem_response
from twincore.kernel.db import PLATFORM
from twincore.kernel.refusal import Refusal, not_found

router = APIRouter()
FORM_BYTES_MAX = 8192
FORM = "application/x-www-form-urlencoded"


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status_code=status, media_type="application/json", headers=headers)


def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.platform
    return platform


@router.get("/.well-known/openid-configuration", include_in_schema=False)
async def discovery(request: Request) -> Response:
    """The OIDC discovery document of the local issuer."""
    issuer = _platform(request).issuer
    return problem_response(not_found("page", "here")) if issuer is None else _json(issuer.discovery())


@router.get("/oauth/jwks", include_in_schema=False)
async def jwks(request: Request) -> Response:
    """The public keys of the local issuer."""
    issuer = _platform(request).issuer
    return problem_response(not_found("page", "here")) if issuer is None else _json(issuer.jwks())


@router.post("/oauth/token", include_in_schema=False)
async def token(request: Request) -> Response:
    """An access token for a registered client (RFC 6749, 4.4: client credentials)."""
    platform = _platform(request)
    issuer = platform.issuer
    if issuer is None:
        return problem_response(not_found("page", "here"))
    try:
        platform.rate_limit.take(f"token {request.client.host if request.client else 'unknown'}", cost=10)
        body = await read_body(request, FORM_BYTES_MAX)
    except Refusal as refusal:
        return problem_response(refusal)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return _oauth_error(400, "invalid_request", f"Send the form as {FORM}.")
    try:
        form = {name: values[-1] for name, values in parse_qs(body.decode(), max_num_fields=20).items()}
    except ValueError:
        return _oauth_error(400, "invalid_request", "The form cannot be read.")
    if form.get("grant_type") != "client_credentials":
        return _oauth_error(400, "unsupported_grant_type", "The grant type is client_credentials.")
    credentials = _credentials(request, form)
    if credentials is None:
        return _oauth_error(401, "invalid_client", "Give client_id and client_secret, in the form or by HTTP Basic.")
    grant = await run_in_threadpool(_grant, platform, *credentials)
    if grant is None:
        return _oauth_error(401, "invalid_client", "There is no such client, or the secret is wrong.")
    wanted = form.get("scope", "").split()
    if not {*wanted} <= {role.value for role in grant.roles}:
        return _oauth_error(400, "invalid_scope", "The scope names a role that the client does not have.")
    roles = tuple(Role(role) for role in wanted) or grant.roles
    signed = issuer.token(Grant(grant.actor, grant.tenant, roles, grant.party), int(time.time()))
    return _json(
        {"access_token": signed, "token_type": "Bearer", "expires_in": TOKEN_LIFE_S, "scope": " ".join(role.value for role in roles)}
    )


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, found, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return None
        return (unquote_plus(client_id), unquote_plus(secret)) if found else None
    if "client_id" in form and "client_secret" in form:
        return form["client_id"], form["client_secret"]
    return None


def _grant(platform: Platform, client_id: str, secret: str) -> Grant | None:
    name, tenant_name = split_client_id(client_id)
    if "\x00" in name + tenant_name + secret or len(secret) > 1000:
        return None
    number = PLATFORM if tenant_name == PLATFORM_TENANT else platform.number_of(tenant_name)
    if number is None:
        waste_a_guess(secret)
        return None
    with platform.database.app(number) as conn:
        return grant_of(conn, number, tenant_name, name, secret)


def _oauth_error(status: int, error: str, description: str) -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="twincore"'} if status == 401 else None
    return _json({"error": error, "error_description": description}, status, headers)


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The OpenAPI 3.1 document of this API."""
    return _json(request.app.openapi())


@router.get("/", include_in_schema=False)
async def root() -> Response:
    """Where to look."""
    return Response(status_code=307, headers={"Location": "/docs"})


@router.get("/docs", include_in_schema=False)
async def documentation() -> Response:
    """The documentation page."""
    return docs_page.page()


@router.get("/docs/{name}", include_in_schema=False)
async def documentation_asset(name: str) -> Response:
    """What the documentation page loads."""
    return docs_page.asset(name) or problem_response(not_found("page", "here"))


@router.get("/actuator/health/liveness", include_in_schema=False)
async def liveness() -> Response:
    """Whether the process answers."""
    return _json(actuator.liveness())


@router.get("/actuator/health/readiness", include_in_schema=False)
def readiness(request: Request) -> Response:
    """Whether requests may be sent here."""
    return _health({"status": "UP" if actuator.ready(_platform(request)) else "DOWN"})


@router.get("/actuator/health", include_in_schema=False)
def health(request: Request) -> Response:
    """The health of the whole and its components."""
    return _health(actuator.health(_platform(request)))


@router.get("/actuator/health/{component}", include_in_schema=False)
def component(request: Request, component: str) -> Response:
    """The health of one component."""
    found = actuator.components(_platform(request)).get(component)
    return problem_response(not_found("component", "of this name")) if found is None else _health(found)


def _health(state: dict[str, Any]) -> Response:
    return _json(state, 200 if state["status"] == "UP" else 503)


@router.get("/actuator", include_in_schema=False)
async def endpoints() -> Response:
    """What the actuator offers."""
    return _json({"_links": {name: {"href": f"/actuator/{name}"} for name in actuator.ENDPOINTS}})


@router.get("/actuator/info", include_in_schema=False)
async def info(request: Request) -> Response:
    """What runs here."""
    return _json(actuator.info(_platform(request)))


@router.get("/actuator/prometheus", include_in_schema=False)
def prometheus() -> Response:
    """Every metric."""
    body, media = actuator.prometheus()
    return Response(body, headers={"Content-Type": media})
