"""How a version of a product is written down, whatever it is a product of."""

from collections.abc import Mapping
from typing import Any, Protocol

from psycopg.types.json import Jsonb

from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal
from twincore.kernel.sql import Queries
from twincore.transactions import check_effective, next_version


class Definition(Protocol):
    """A product as it is defined."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def kind(self) -> Any:
        """A member of its room's enumeration of kinds."""
        ...

    @property
    def title(self) -> str:
        """What members read."""
        ...

    @property
    def description(self) -> str:
        """What it is, in a sentence or two."""
        ...

    @property
    def rules(self) -> Mapping[str, Any]:
        """Its rules, as the room reads them."""
        ...


def write_version(conn: Connection, sql: Queries, tenant: int, spec: Definition, effective_us: int, now_us: int) -> int:
    """Write the next version of a product whose rules are checked; returns its number. sql: the statements of the room that owns the table.

    Refuses ``effective_time_invalid`` (in the past, too far ahead, or not after the version before: versions never overlap), ``product_kind_fixed``.
    """
    check_effective(spec.name, effective_us, now_us)
    conn.execute(sql.lock_definitions, {"tenant": tenant})
    latest = conn.execute(sql.latest_product, {"tenant": tenant, "name": spec.name}).fetchone()
    if latest is not None and latest[1] != spec.kind:
        raise Refusal("product_kind_fixed", f"Product {spec.name} stays a {latest[1]}.", category=Category.CONFLICT, field="kind")
    version = next_version(spec.name, None if latest is None else (latest[0], to_us(latest[2])), effective_us)
    conn.execute(
        sql.define_product,
        {
            "tenant": tenant,
            "name": spec.name,
            "version": version,
            "kind": spec.kind.value,
            "title": spec.title,
            "description": spec.description,
            "rules": Jsonb(dict(spec.rules)),
            "effective_from": to_datetime(effective_us),
            "now": to_datetime(now_us),
        },
    )
    return version
