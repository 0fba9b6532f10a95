"""The gateway: the public HTTP API over all rooms. Identity, roles, idempotency, problem details, bulk, actuator."""

from twincore.gateway.access import ACCESS, PLATFORM_TENANT, Access, Realm, Role
from twincore.gateway.admission import NightGate
from twincore.gateway.app import SERVICES, Service, create_app
from twincore.gateway.clients import register_client
from twincore.gateway.document import document_bytes
from twincore.gateway.invariants import TenantReport, check_all, check_tenant, report_body
from twincore.gateway.issuer import Grant, LocalIssuer
from twincore.gateway.nights import ages_on
from twincore.gateway.platform import Parts, Platform
from twincore.gateway.routes.registry import Credentials, create_registry_app

__all__ = [
    "ACCESS",
    "PLATFORM_TENANT",
    "SERVICES",
    "Access",
    "Credentials",
    "Grant",
    "LocalIssuer",
    "NightGate",
    "Parts",
    "Platform",
    "Realm",
    "Role",
    "Service",
    "TenantReport",
    "ages_on",
    "check_all",
    "check_tenant",
    "create_app",
    "create_registry_app",
    "document_bytes",
    "register_client",
    "report_body",
]
