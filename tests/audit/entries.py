"""Entries for the tests of the audit trail."""

import hashlib
from typing import Any

from tests.conftest import START_US
from twincore.audit import Command, Entry
from twincore.kernel.ids import id_of_key


def entry(n: int, *, actor: str = "ann", key: str | None = None, subject: str | None = None, **changed: Any) -> Entry:
    """The n-th entry: what two calls with the same arguments give is equal."""
    values: dict[str, Any] = {
        "id": id_of_key("command", actor, key, n),
        "type": "payments.transfer",
        "key": key or f"key-{n}",
        "actor": actor,
        "role": "teller",
        "reason": "customer asked" if n % 3 == 0 else None,
        "request_id": f"request-{n}" if n % 2 else None,
        "request_digest": hashlib.sha256(f"request {n}".encode()).digest(),
        "at_us": START_US + n * 1_000_001,
    }
    command = Command(**(values | changed))
    outcome = (
        {"result": {"n": n, "said": "done ✓"}} if n % 4 else {"refusal": {"code": "insufficient_funds", "message": "no", "field": None}}
    )
    return Entry(
        command,
        outcome,
        subject or f"account/{n % 3}",
        {"balance": n} if n % 2 else None,
        {"balance": n + 1},
        [{"by": "bob"}] if n % 5 == 0 else [],
    )
