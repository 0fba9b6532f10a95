"""Verification from outside the service: every invariant of every tenant, whether or not anything runs."""

from typing import Any

from twincore.gateway import check_all, check_tenant, report_body
from twincore.kernel.config import Settings
from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.refusal import Category, Refusal
from twincore.ledger import SealKey, key_path
from twincore.serve.ground import stand_on
from twincore.tenants import tenant_by_name


def verification(settings: Settings, tenant: str | None = None) -> list[dict[str, Any]]:
    """A report for each tenant, or for one: tenant, ok, invariants (name -> ok, checked, first_bad). Refuses ``tenant_not_found``."""
    if not settings.database_host and not (settings.data_path / "postgres" / "data").exists():
        raise Refusal("nothing_to_verify", f"There is no database in {settings.data_path}.", category=Category.NOT_FOUND)
    with stand_on(settings) as ground:
        path = key_path(settings)
        key = SealKey.at(path) if path.exists() else None
        database = Database(ground.settings)
        try:
            if tenant is None:
                return [report_body(report) for report in check_all(database, key=key)]
            with database.readonly(PLATFORM) as conn:
                found = tenant_by_name(conn, tenant)
            return [report_body(check_tenant(database, found.number, found.name, key=key))]
        finally:
            database.close()
