"""What is measured of the API: rate, errors and duration per route, refusals by code, and the state of every lane."""

from prometheus_client import Counter, Gauge, Histogram

from twincore.kernel.telemetry import REGISTRY

requests = Counter(
    "twincore_http_requests", "Requests served, by route, method and status.", ("route", "method", "status"), registry=REGISTRY
)
duration = Histogram(
    "twincore_http_request_seconds",
    "Time from the first byte of the request to the last of the answer, by route and method.",
    ("route", "method"),
    buckets=(0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1, 2, 5, 10, 30),
    registry=REGISTRY,
)
in_flight = Gauge("twincore_http_requests_in_flight", "Requests being served now.", registry=REGISTRY)
refusals = Counter("twincore_refusals", "Refusals, by route and code.", ("route", "code"), registry=REGISTRY)
