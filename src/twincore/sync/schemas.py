"""What a registry says to schemas of ours: one that it refuses is on record and on the link, and what would be told with it waits until it is accepted."""

import structlog

from twincore.events import Coder, schema_names, subject_of
from twincore.kernel.db import Connection
from twincore.sync import telemetry
from twincore.sync.link import get_link, set_schema_refused
from twincore.sync.model import Link

SCHEMA_REFUSED = ("schema_incompatible", "schema_invalid")
"""The codes of such a refusal: nothing was told, and all else goes on."""
_log = structlog.get_logger("twincore.sync")


def mind_schemas(conn: Connection, tenant: int, coder: Coder, link: Link, *, now_us: int) -> Link:
    """Put on record which schemas the registry refuses by now, if that has changed; returns how the link stands. Refuses ``link_not_found``."""
    refused = coder.refused()
    for subject in map(subject_of, schema_names()):
        telemetry.SCHEMA.labels(str(tenant), subject).set(subject in refused)
    why = " ".join(refused.values()) or None
    if why == link.schema_refused:
        return link
    _log.warning("schema_refused" if why else "schemas_accepted", tenant=tenant, subjects=sorted(refused), error=why)
    set_schema_refused(conn, tenant, why, now_us=now_us)
    return get_link(conn, tenant)
