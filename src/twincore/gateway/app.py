"""The application: desks of operations behind one edge."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from twincore.gateway.document import api_document
from twincore.gateway.edge import Edge
from twincore.gateway.operation import OperationRoute, takes_call_alone
from twincore.gateway.platform import Platform
from twincore.gateway.problem import invalid, problem_response
from twincore.gateway.routes import open as open_routes
from twincore.kernel.refusal import Category, Refusal

DESKS = (
    "transfers",
    "transactions",
    "bulk",
    "accounts",
    "members",
    "products",
    "loans",
    "standing_orders",
    "interest",
    "credit",
    "credit_products",
    "nights",
    "core",
    "provenance",
    "control",
    "gl",
    "reconciliation",
    "statements",
    "journal",
    "audit",
    "tenants",
    "clients",
)
"""The rooms' desks, those that are asked most first: a request is matched with one route after the other."""


@dataclass(frozen=True, slots=True)
class Service:
    """What one process serves. desks: of the API; nights, cores: whether it ends days, and runs the adaptors to the cores."""

    name: str
    desks: tuple[str, ...]
    nights: bool
    cores: bool


SERVICES: Mapping[str, Service] = {
    service.name: service
    for service in (
        Service("gateway", DESKS, nights=True, cores=True),
        Service("ledger", ("transfers", "provenance", "journal", "audit"), nights=False, cores=False),
        Service("transactions", tuple(name for name in DESKS if name != "core"), nights=True, cores=False),
        Service("sync", ("core",), nights=False, cores=True),
    )
}
"""Everything in one process, or three that stand alone: the books, the bank around them, and the link to the core."""


class Application(FastAPI):
    """FastAPI, but for the operations that take the call alone (those that move money are among them): they are served right behind the edge.

    They need nothing of the framework between, and it costs them as much time as all that they do.
    """

    def serve_directly(self, routes: Iterable[BaseRoute]) -> None:
        """Serve what can be of these routes without going through the framework."""
        self._direct = {
            (method, route.path): route
            for route in routes
            if isinstance(route, OperationRoute) and takes_call_alone(route.endpoint) and not route.param_convertors
            for method in route.methods or ()
        }
        self._edge = Edge(self._serve)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, directly where that is enough."""
        if scope["type"] == "http" and (route := self._direct.get((scope["method"], scope["path"]))) is not None:
            scope["app"], scope["route"] = self, route
            await self._edge(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    @staticmethod
    async def _serve(scope: Scope, receive: Receive, send: Send) -> None:
        response = await scope["route"].serve(Request(scope, receive, send))
        await response(scope, receive, send)


def create_app(platform: Platform | None, *, service: Service = SERVICES["gateway"], on_stop: Callable[[], None] | None = None) -> FastAPI:
    """The API over a platform (None: for its document alone), or what one service has of it.

    The platform is started with the application; closing it is left to who made it (or to on_stop).
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        assert platform is not None, "an application without a platform has a document and no requests"
        platform.start(nights=service.nights, cores=service.cores)
        yield
        if on_stop is not None:
            on_stop()

    app = Application(
        title="twincore",
        version=version("twincore"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.platform = platform
    app.state.service = service
    for name in service.desks:
        app.router.routes.extend(import_module(f"twincore.gateway.routes.{name}").desk.routes)
    app.router.routes.extend(open_routes.router.routes)
    app.serve_directly(app.router.routes)
    app.add_middleware(Edge)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(Refusal, _refusal)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = api_document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    return app


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return problem_response(Refusal("path_not_found", "There is nothing at this path: see /docs.", category=Category.NOT_FOUND))
    if error.status_code == 405:
        return problem_response(Refusal("method_not_allowed", "This path does not take this method."), error.headers)
    return problem_response(Refusal("request_malformed", str(error.detail)))


async def _validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem_response(invalid(error.errors()))


async def _refusal(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return problem_response(error)
