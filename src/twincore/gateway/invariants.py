"""Every invariant of the books, recomputed from the raw rows: those of the ledger, and the chain of the audit trail."""

from dataclasses import dataclass
from typing import Any

from twincore.audit import verify_chain
from twincore.kernel.db import PLATFORM, Database
from twincore.ledger import InvariantResult, Progress, SealKey, verify_tenant
from twincore.tenants import list_tenants


@dataclass(frozen=True, slots=True)
class TenantReport:
    """The invariants of one tenant."""

    tenant: str
    results: tuple[InvariantResult, ...]

    @property
    def ok(self) -> bool:
        """Whether all hold."""
        return all(result.ok for result in self.results)


def check_tenant(
    database: Database, number: int, name: str, *, key: SealKey | None = None, progress: Progress | None = None
) -> TenantReport:
    """Check one tenant in one snapshot. Refuses ``lane_not_found``."""
    with database.readonly(number) as conn:
        results = verify_tenant(conn, number, key=key, progress=progress)
        chain = verify_chain(conn, number)
    bad = None if chain.ok else f"audit entry {chain.first_bad_seq}"
    return TenantReport(name, (*results, InvariantResult("audit", chain.ok, chain.checked, bad)))


def check_all(database: Database, *, key: SealKey | None = None, progress: Progress | None = None) -> list[TenantReport]:
    """Check every tenant, one after the other."""
    with database.readonly(PLATFORM) as conn:
        tenants = list_tenants(conn)
    return [check_tenant(database, tenant.number, tenant.name, key=key, progress=progress) for tenant in tenants]


def report_body(report: TenantReport) -> dict[str, Any]:
    """A report as JSON: name of the invariant -> ok, checked, first_bad."""
    return {
        "tenant": report.tenant,
        "ok": report.ok,
        "invariants": {
            result.name: {"ok": result.ok, "checked": result.checked, "first_bad": result.first_bad} for result in report.results
        },
    }
