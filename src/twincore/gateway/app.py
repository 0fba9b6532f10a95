"""The application: desks of operations behind one edge."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from twincore.gateway.document import api_document
from twincore.gateway.edge import Edge
from twincore.gateway.platform import Platform
from twincore.gateway.problem import invalid, problem_response
from twincore.gateway.routes import open as open_routes
from twincore.kernel.refusal import Category, Refusal

DESKS = ("transfers", "transactions", "bulk", "accounts", "members", "products", "loans", "journal", "audit", "tenants", "clients")
"""The rooms' desks, those that are asked most first: a request is matched with one route after the other."""


def create_app(platform: Platform | None, *, on_stop: Callable[[], None] | None = None) -> FastAPI:
    """The API over a platform (None: for its document alone). The platform is started with the application; closing it is left to who made it (or to on_stop)."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        assert platform is not None, "an application without a platform has a document and no requests"
        platform.start()
        yield
        if on_stop is not None:
            on_stop()

    app = FastAPI(
        title="twincore",
        version=version("twincore"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.platform = platform
    for name in DESKS:
        app.router.routes.extend(import_module(f"twincore.gateway.routes.{name}").desk.routes)
    app.router.routes.extend(open_routes.router.routes)
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
