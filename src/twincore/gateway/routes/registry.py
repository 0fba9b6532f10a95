"""The schema registry's HTTP interface, as Confluent's clients speak it: an application of its own, for the network that Kafka is on.

It is not part of the public API: other paths, other media type, other errors (``{"error_code": 40401, "message": ...}``), no tenants.
"""

import base64
import binascii
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from twincore.events import Level, PostgresRegistry, Registered
from twincore.gateway import actuator
from twincore.kernel.refusal import Category, Refusal

MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
BODY_BYTES_MAX = 4 << 20
"""Bytes of one request's body at the most."""
_VERSION_MAX = 2**31 - 1

_CODES = {
    "subject_not_found": (404, 40401),
    "version_not_found": (404, 40402),
    "schema_not_found": (404, 40403),
    "compatibility_not_found": (404, 40408),
    "path_not_found": (404, 404),
    "schema_incompatible": (409, 409),
    "body_invalid": (422, 422),
    "schema_invalid": (422, 42201),
    "version_invalid": (422, 42202),
    "compatibility_invalid": (422, 42203),
    "not_permitted": (422, 42205),
    "subject_invalid": (422, 42208),
    "body_too_large": (413, 413),
    "credentials_invalid": (401, 40101),
}
"""HTTP status and error code of each refusal, as the protocol has them."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The user name and password that the registry's clients give (HTTP Basic)."""

    user: str
    password: str

    def admit(self, request: Request) -> None:
        """Refuse ``credentials_invalid`` unless the request carries them."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        try:
            said = base64.b64decode(given, validate=True) if scheme.lower() == "basic" else b""
        except (binascii.Error, ValueError):
            said = b""
        if not secrets.compare_digest(said, f"{self.user}:{self.password}".encode()):
            raise Refusal("credentials_invalid", "User name and password are required.", category=Category.UNAUTHENTICATED)


@dataclass(frozen=True, slots=True)
class _Ask:
    """One request, read: its path, its query and its body."""

    request: Request
    body: dict[str, Any]

    @property
    def subject(self) -> str:
        """The subject in the path."""
        return str(self.request.path_params["subject"])

    @property
    def deleted(self) -> bool:
        """Whether deleted versions count too."""
        return self.flag("deleted")

    def flag(self, name: str) -> bool:
        """Whether the query says so."""
        return self.request.query_params.get(name, "").lower() == "true"

    @property
    def version(self) -> int | None:
        """The version in the path; None: the latest. Refuses ``version_invalid``."""
        said = self.request.path_params["version"]
        if said in ("latest", "-1"):
            return None
        if not said.isascii() or not said.isdigit() or not 1 <= int(said[:12]) <= _VERSION_MAX:
            raise Refusal("version_invalid", f"{said!r} is no version: a number from 1 on, or latest.")
        return int(said)

    @property
    def id(self) -> int:
        """The schema's id in the path. Refuses ``schema_not_found``."""
        said = self.request.path_params["id"]
        if not said.isascii() or not said.isdigit() or int(said[:12]) > _VERSION_MAX:
            raise Refusal("schema_not_found", f"No schema {said!r}.", category=Category.NOT_FOUND)
        return int(said)

    @property
    def definition(self) -> str:
        """The schema in the body. Refuses ``body_invalid``, ``schema_invalid``."""
        said = self.body.get("schema")
        if not isinstance(said, str):
            raise Refusal("body_invalid", "The body is an object with the schema as text.", field="schema")
        if self.body.get("schemaType", "AVRO") != "AVRO":
            raise Refusal(
                "schema_invalid", f"Schemas of type {self.body['schemaType']!r} are not kept here, only AVRO.", field="schemaType"
            )
        if self.body.get("references"):
            raise Refusal(
                "schema_invalid", "References to other subjects are not kept here: a schema stands for itself.", field="references"
            )
        return said

    @property
    def level(self) -> str:
        """The level in the body. Refuses ``compatibility_invalid``."""
        said = self.body.get("compatibility", self.body.get("compatibilityLevel"))
        if not isinstance(said, str):
            raise Refusal("compatibility_invalid", f"compatibility is one of {', '.join(Level)}.", field="compatibility")
        return said


_Verb = Callable[[PostgresRegistry, _Ask], Any]


def _described(found: Registered) -> dict[str, Any]:
    return {"subject": found.subject, "version": found.version, "id": found.id, "schema": found.definition}


def _register(registry: PostgresRegistry, ask: _Ask) -> Any:
    return {"id": registry.register(ask.subject, ask.definition)}


def _delete(registry: PostgresRegistry, ask: _Ask) -> Any:
    if ask.flag("permanent"):
        raise Refusal("not_permitted", "Schemas are never removed: data written with them must stay readable.")
    if "version" not in ask.request.path_params:
        return registry.delete(ask.subject)
    found = registry.version(ask.subject, ask.version)
    return registry.delete(ask.subject, found.version)[0]


def _compare(registry: PostgresRegistry, ask: _Ask) -> Any:
    every = "version" not in ask.request.path_params
    reasons = registry.compare(ask.subject, ask.definition, None if every else ask.version, every=every)
    answer: dict[str, Any] = {"is_compatible": not reasons}
    if ask.flag("verbose"):
        answer["messages"] = [f"{reason.kind} at {reason.path or '/'}: {reason.message}" for reason in reasons]
    return answer


def _uses(registry: PostgresRegistry, ask: _Ask) -> Any:
    return [{"subject": subject, "version": version} for subject, version in registry.uses(ask.id)]


def _level(registry: PostgresRegistry, ask: _Ask) -> Any:
    subject = ask.request.path_params.get("subject")
    inherit = subject is None or ask.flag("defaultToGlobal")
    return {"compatibilityLevel": registry.level(subject, inherit=inherit)}


_VERBS: tuple[tuple[str, str, _Verb], ...] = (
    ("GET", "/", lambda r, a: {}),
    ("GET", "/mode", lambda r, a: {"mode": "READWRITE"}),
    ("GET", "/schemas/types", lambda r, a: ["AVRO"]),
    ("GET", "/schemas/ids/{id}", lambda r, a: {"schema": r.definition(a.id)}),
    ("GET", "/schemas/ids/{id}/schema", lambda r, a: orjson.loads(r.definition(a.id))),
    ("GET", "/schemas/ids/{id}/subjects", lambda r, a: sorted({subject for subject, _ in r.uses(a.id)})),
    ("GET", "/schemas/ids/{id}/versions", _uses),
    ("GET", "/subjects", lambda r, a: r.subjects(deleted=a.deleted)),
    ("GET", "/subjects/{subject:path}/versions", lambda r, a: r.versions(a.subject, deleted=a.deleted)),
    ("POST", "/subjects/{subject:path}/versions", _register),
    ("GET", "/subjects/{subject:path}/versions/{version}", lambda r, a: _described(r.version(a.subject, a.version, deleted=a.deleted))),
    ("GET", "/subjects/{subject:path}/versions/{version}/schema", lambda r, a: orjson.loads(r.version(a.subject, a.version).definition)),
    ("DELETE", "/subjects/{subject:path}/versions/{version}", _delete),
    ("POST", "/subjects/{subject:path}", lambda r, a: _described(r.find(a.subject, a.definition, deleted=a.deleted))),
    ("DELETE", "/subjects/{subject:path}", _delete),
    ("POST", "/compatibility/subjects/{subject:path}/versions", _compare),
    ("POST", "/compatibility/subjects/{subject:path}/versions/{version}", _compare),
    ("GET", "/config", _level),
    ("PUT", "/config", lambda r, a: {"compatibility": r.set_level(a.level)}),
    ("GET", "/config/{subject:path}", _level),
    ("PUT", "/config/{subject:path}", lambda r, a: {"compatibility": r.set_level(a.level, a.subject)}),
    ("DELETE", "/config/{subject:path}", lambda r, a: {"compatibility": r.clear_level(a.subject)}),
)
"""Method, path and verb of everything that is answered."""


def create_registry_app(registry: PostgresRegistry, credentials: Credentials | None = None) -> Starlette:
    """The registry's application. credentials: None admits everybody who can reach it, so keep it on Kafka's own network then.

    Its actuator is the same as the other services' and, as theirs, needs no credentials.
    """
    routes = [
        Route("/actuator", _actuator, methods=["GET"]),
        Route("/actuator/health", partial(_health, registry), methods=["GET"]),
        Route("/actuator/health/liveness", partial(_health, None), methods=["GET"]),
        Route("/actuator/health/readiness", partial(_health, registry), methods=["GET"]),
        Route("/actuator/info", _info, methods=["GET"]),
        Route("/actuator/prometheus", _metrics, methods=["GET"]),
    ]
    routes += [Route(path, partial(_answer, registry, credentials, verb), methods=[method]) for method, path, verb in _VERBS]
    return Starlette(routes=routes, exception_handlers={404: _no_such_path, 405: _no_such_path})


async def _answer(registry: PostgresRegistry, credentials: Credentials | None, verb: _Verb, request: Request) -> Response:
    try:
        if credentials is not None:
            credentials.admit(request)
        ask = _Ask(request, await _body(request))
        return _response(200, await run_in_threadpool(verb, registry, ask))
    except Refusal as refusal:
        return _refused(refusal)


async def _body(request: Request) -> dict[str, Any]:
    received = bytearray()
    try:
        async for part in request.stream():
            received += part
            if len(received) > BODY_BYTES_MAX:
                raise Refusal("body_too_large", f"A body has at most {BODY_BYTES_MAX} bytes.", category=Category.TOO_LARGE)
    except ClientDisconnect:
        raise Refusal("body_invalid", "The body ended early.") from None
    if not received:
        return {}
    try:
        body = orjson.loads(bytes(received))
    except orjson.JSONDecodeError as error:
        raise Refusal("body_invalid", f"The body is not JSON: {error}.") from None
    if not isinstance(body, dict):
        raise Refusal("body_invalid", "The body is an object.")
    return body


async def _actuator(_: Request) -> Response:
    return _told({"_links": {name: {"href": f"/actuator/{name}"} for name in actuator.ENDPOINTS}})


async def _health(registry: PostgresRegistry | None, request: Request) -> Response:
    """registry: None: only whether the process answers."""
    if registry is None:
        return _told(actuator.liveness())
    part = await run_in_threadpool(actuator.database, registry.database)
    whole: dict[str, Any] = {"status": part["status"]}
    if not request.url.path.endswith("readiness"):
        whole |= {"components": {"db": part}, "groups": ["liveness", "readiness"]}
    return _told(whole, 200 if part["status"] == "UP" else 503)


async def _info(_: Request) -> Response:
    return _told(actuator.process())


async def _metrics(_: Request) -> Response:
    body, media = actuator.prometheus()
    return Response(body, headers={"Content-Type": media})


def _told(body: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")


async def _no_such_path(request: Request, _: Exception) -> Response:
    return _refused(Refusal("path_not_found", f"There is nothing to {request.method} at {request.url.path}.", category=Category.NOT_FOUND))


def _refused(refusal: Refusal) -> Response:
    status, code = _CODES.get(refusal.code, (500, 50001))
    response = _response(status, {"error_code": code, "message": refusal.message})
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="schema registry"'
    return response


def _response(status: int, content: Any) -> Response:
    return Response(orjson.dumps(content), status, media_type=MEDIA_TYPE)
