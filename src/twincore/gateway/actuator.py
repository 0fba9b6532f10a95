"""The actuator: health, information and metrics, in the shape their scrapers know."""

import platform as host
import time
from contextlib import closing
from importlib.metadata import version
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from twincore.gateway.platform import Platform
from twincore.kernel.db import Database
from twincore.kernel.telemetry import REGISTRY

STARTED_S = time.time()
ENDPOINTS = ("health", "health/liveness", "health/readiness", "info", "prometheus")


def liveness() -> dict[str, Any]:
    """Whether the process answers at all."""
    return {"status": "UP"}


def components(platform: Platform) -> dict[str, dict[str, Any]]:
    """The health of each part. Asks the database, so not from the event loop."""
    parts = {"db": database(platform.database), "ledger": ledger(platform), "identity": identity(platform)}
    if platform.settings.core_path is not None:
        parts["core"] = core(platform)
    return parts


def health(platform: Platform) -> dict[str, Any]:
    """The whole: UP if every component is."""
    parts = components(platform)
    status = "UP" if all(part["status"] == "UP" for part in parts.values()) else "DOWN"
    return {"status": status, "components": parts, "groups": ["liveness", "readiness"]}


def database(of: Database) -> dict[str, Any]:
    """Whether PostgreSQL answers, and which."""
    began = time.perf_counter()
    try:
        with closing(of.connect("app", autocommit=True)) as conn:  # not from the pool: that would wait for better times
            number = conn.info.server_version
            conn.execute("select 1")
    except Exception as trouble:  # whatever it is, the answer is that it is down
        return {"status": "DOWN", "details": {"error": type(trouble).__name__}}
    took_ms = round((time.perf_counter() - began) * 1000, 2)
    return {"status": "UP", "details": {"database": "PostgreSQL", "version": f"{number // 10_000}.{number % 10_000}", "took_ms": took_ms}}


def ledger(platform: Platform) -> dict[str, Any]:
    """Whether the lanes take work: one that has stopped over a difference is out of service."""
    if not platform.ready:
        return {"status": "DOWN", "details": {"reason": "not started"}}
    halted = [str(lane.tenant) for lane in platform.ledger.lanes if lane.halted is not None]
    return {"status": "DOWN" if halted else "UP", "details": {"halted": halted}}


def identity(platform: Platform) -> dict[str, Any]:
    """Which issuer's tokens are taken."""
    return {"status": "UP", "details": {"issuer": platform.keys.issuer, "local": platform.issuer is not None}}


def core(platform: Platform) -> dict[str, Any]:
    """The links to the cores, by tenant. A core that is away takes nothing out of service: that is what the twin is for."""
    try:
        tenants = platform.cores.figures()
    except Exception as trouble:  # told under db
        return {"status": "UP", "details": {"error": type(trouble).__name__}}
    return {"status": "UP", "details": {"adaptors": platform.cores.working, "tenants": tenants}}


def ready(platform: Platform) -> bool:
    """Whether requests may be sent here: database and ledger answer. The core has no say."""
    return all(part["status"] == "UP" for part in (database(platform.database), ledger(platform)))


def info(platform: Platform) -> dict[str, Any]:
    """What runs here."""
    return process() | {
        "issuer": platform.keys.issuer,
        "audience": platform.settings.oidc_audience,
        "embedded_postgres": not platform.settings.database_host,
    }


def process() -> dict[str, Any]:
    """Which program runs here, and for how long."""
    return {
        "app": {"name": "twincore", "version": version("twincore")},
        "python": host.python_version(),
        "up_s": round(time.time() - STARTED_S, 1),
    }


def prometheus() -> tuple[bytes, str]:
    """Every metric of the process, and its media type."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
