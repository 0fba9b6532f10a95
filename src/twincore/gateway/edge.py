"""The edge: what every request goes through on its way in and out. Request id, trace, log line, metrics, security headers."""

import re
import secrets
import time
from typing import Any

import structlog
from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind, StatusCode
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twincore.gateway import metrics
from twincore.kernel.telemetry import request_id, tracer

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"geolocation=(), camera=(), microphone=()",
    b"strict-transport-security": b"max-age=31536000; includeSubDomains",
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
}
"""Sent with every answer, unless the route has set its own (the documentation page has its own content policy)."""
QUIET = ("/actuator", "/docs")
"""Paths whose requests are logged at debug level: they come every few seconds and say nothing."""


_log = structlog.get_logger("twincore.gateway")
_method_names = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Edge:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._counters: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        headers = dict(scope["headers"])
        asked = headers.get(b"x-request-id", b"").decode("latin-1")
        identifier = asked if _REQUEST_ID.fullmatch(asked) else secrets.token_hex(16)
        request_id.set(identifier)
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = message.setdefault("headers", [])
                names = {name.lower() for name, _ in given}
                message["headers"] = [
                    *given,
                    *(pair for pair in _HEADERS.items() if pair[0] not in names),
                    (b"x-request-id", identifier.encode()),
                ]
            await send(message)

        parent = extract({"traceparent": headers[b"traceparent"].decode("latin-1")}) if b"traceparent" in headers else None
        metrics.in_flight.inc()
        with tracer.start_as_current_span(f"{scope['method']}", context=parent, kind=SpanKind.SERVER) as span:
            try:
                await self.app(scope, receive, answer)
            finally:
                elapsed = time.perf_counter() - began
                metrics.in_flight.dec()
                route = getattr(scope.get("route"), "path_format", None) or "unmatched"
                if span.is_recording():
                    span.update_name(f"{scope['method']} {route}")
                    span.set_attributes(
                        {
                            "http.request.method": scope["method"],
                            "http.route": route,
                            "http.response.status_code": status,
                            "twincore.request_id": identifier,
                        }
                    )
                    if status >= 500 or status == 0:
                        span.set_status(StatusCode.ERROR)
                self._count(route, scope["method"], status, elapsed)
                call = scope.get("state", {}).get("call")
                write = _log.debug if scope["path"].startswith(QUIET) else _log.info
                write(
                    "request",
                    method=scope["method"],
                    route=route,
                    status=status,
                    duration_ms=round(elapsed * 1000, 3),
                    tenant=getattr(call, "tenant_name", None),
                    actor=getattr(call, "actor", None),
                )

    def _count(self, route: str, method: str, status: int, elapsed_s: float) -> None:
        method = method if method in _method_names else "OTHER"
        series = self._counters.get((route, method, status))
        if series is None:
            series = (metrics.requests.labels(route, method, str(status)), metrics.duration.labels(route, method))
            self._counters[(route, method, status)] = series
        series[0].inc()
        series[1].observe(elapsed_s)
