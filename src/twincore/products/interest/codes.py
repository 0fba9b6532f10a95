"""The transaction codes of interest beyond the shipped catalogue (``codes.json``), and the verb that installs them."""

import json
from functools import cache

from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import read
from twincore.transactions import CodeSpec, define_code, get_code, read_code


@cache
def interest_codes() -> tuple[CodeSpec, ...]:
    """Availability hold, overdraft cover, interest taken back, overdraft interest given back."""
    return tuple(read_code(document) for document in json.loads(read("twincore.products.interest", "codes.json")))


def install_interest(conn: Connection, tenant: int, *, now_us: int) -> int:
    """Install the transaction codes that interest needs, effective at once. What is there already stays as it is. Returns how many are new.

    Refuses ``catalogue_not_installed``.
    """
    new = 0
    for spec in interest_codes():
        try:
            get_code(conn, tenant, spec.name, at_us=now_us)
        except Refusal as refusal:
            if refusal.category is not Category.NOT_FOUND:
                raise
            define_code(conn, tenant, spec, now_us=now_us)
            new += 1
    return new
