"""What a lane tells Prometheus: rate, refusals and duration per lane, and how far checkpoint and sealer are behind."""

from prometheus_client import Counter, Gauge, Histogram

from twincore.kernel.telemetry import REGISTRY

TRANSFERS = Counter("twincore_ledger_transfers", "Transfers committed", ["tenant"], registry=REGISTRY)
REFUSALS = Counter("twincore_ledger_refusals", "Transfers refused", ["tenant", "code"], registry=REGISTRY)
COMMIT_S = Histogram(
    "twincore_ledger_commit_seconds",
    "Time from taking a batch to its durable commit",
    ["tenant"],
    buckets=(0.0005, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.12, 0.25, 0.5, 1, 5),
    registry=REGISTRY,
)
QUEUE = Gauge("twincore_ledger_queue", "Transfers waiting to be decided", ["tenant"], registry=REGISTRY)
SEQ = Gauge("twincore_ledger_seq", "Last transfer of the lane", ["tenant"], registry=REGISTRY)
CHECKPOINT_SEQ = Gauge("twincore_ledger_checkpoint_seq", "Last transfer that the checkpoint covers", ["tenant"], registry=REGISTRY)
OPEN_HOLDS = Gauge("twincore_ledger_open_holds", "Open holds of the lane", ["tenant"], registry=REGISTRY)
RECOVERIES = Counter("twincore_ledger_recoveries", "Times a lane had to look again", ["tenant", "reason"], registry=REGISTRY)
HALTED = Gauge(
    "twincore_ledger_halted", "1 where a checkpoint has found a difference and the lane takes nothing", ["tenant"], registry=REGISTRY
)
