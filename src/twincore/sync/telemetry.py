"""What the adaptor tells Prometheus: the state of the link, how far behind either side is, and what the bank stands to lose."""

from prometheus_client import Counter, Gauge

from twincore.kernel.telemetry import REGISTRY

LINK = Gauge("twincore_sync_link_state", "1 for the state that the link to the core is in", ["tenant", "state"], registry=REGISTRY)
BEHIND = Gauge("twincore_sync_log_behind", "Records of the core's change log not taken in", ["tenant"], registry=REGISTRY)
UNANSWERED = Gauge("twincore_sync_unanswered", "Sides of transfers that the core has not answered", ["tenant"], registry=REGISTRY)
OLDEST_S = Gauge("twincore_sync_oldest_unanswered_seconds", "Age of the oldest of them", ["tenant"], registry=REGISTRY)
EXPOSURE = Gauge(
    "twincore_sync_exposure_minor", "Debits that the core has not answered or refused for good, minor units", ["tenant"], registry=REGISTRY
)
PARKED = Gauge("twincore_sync_parked", "Records that wait because they could not be taken in", ["tenant"], registry=REGISTRY)
SCHEMA = Gauge(
    "twincore_sync_schema_refused", "1 for each of our schemas that the registry refuses", ["tenant", "subject"], registry=REGISTRY
)
DRIFT = Gauge("twincore_sync_drift_accounts", "Accounts that differed at the last comparison", ["tenant"], registry=REGISTRY)
TAKEN = Counter("twincore_sync_taken", "Changes of the core taken in, by what became of them", ["tenant", "what"], registry=REGISTRY)
SENT = Counter("twincore_sync_sent", "Requests written to the core's queue", ["tenant"], registry=REGISTRY)
