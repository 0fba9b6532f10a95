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
eod_under_way = Gauge(
    "twincore_eod_day_under_way", "Date being ended, seconds from 1970 to its beginning; 0 while none is.", ("tenant",), registry=REGISTRY
)
eod_step = Gauge(
    "twincore_eod_step", "Number of the step that is under way, from 1; 0 while no date is ended.", ("tenant",), registry=REGISTRY
)
eod_steps = Gauge("twincore_eod_steps", "Steps of the end of a date.", ("tenant",), registry=REGISTRY)
eod_pages = Counter("twincore_eod_pages", "Pages of work committed by the end of dates.", ("tenant", "step"), registry=REGISTRY)
eod_items = Counter("twincore_eod_items", "Transfers, accounts or postings taken by these pages.", ("tenant", "step"), registry=REGISTRY)
eod_last_day = Gauge("twincore_eod_last_day", "Last date ended, seconds from 1970 to its beginning.", ("tenant",), registry=REGISTRY)
eod_seconds = Gauge("twincore_eod_seconds", "How long the end of the last date took, by the wall clock.", ("tenant",), registry=REGISTRY)
eod_stopped = Gauge("twincore_eod_stopped", "1 where a refusal has stopped the end of a date.", ("tenant",), registry=REGISTRY)
