"""Two-way replication between the ledger and a core that may be away for hours. This is its front door."""

from twincore.sync.adaptor import Adaptor, Operator
from twincore.sync.books import Contras, contras, install_sync, is_of_core
from twincore.sync.cores import Cores
from twincore.sync.drift import Comparison, compare, describe, drift_items, drifts
from twincore.sync.envelopes import EnvelopeFollower
from twincore.sync.errands import WHOLE, sync_drift, sync_drop, sync_parked, sync_replay, sync_resync, sync_status
from twincore.sync.intake import Books, Intake
from twincore.sync.journal import Outstanding
from twincore.sync.link import LinkEvent, demote, get_link, link_events, need_resync, observe, plan_outage, promote, set_policy
from twincore.sync.mapping import Mapping, bind_accounts, load_mapping, mapping_version
from twincore.sync.model import (
    Allowance,
    Decision,
    DriftClass,
    DriftItem,
    DriftReport,
    Exposure,
    Facts,
    Link,
    LinkState,
    Mode,
    Parked,
    ParkReason,
    Place,
    Policy,
    Spend,
    core_key,
    core_name,
)
from twincore.sync.overview import overview
from twincore.sync.parked import drop_parked, get_parked, list_parked, parked_count, replay, replay_waiting
from twincore.sync.positions import all_positions, recorder
from twincore.sync.records import Interface, default_interface
from twincore.sync.refusals import Refused, refused_legs, refused_open
from twincore.sync.resync import Repair
from twincore.sync.rules import request_ids
from twincore.sync.snapshot import plain_accounts, snapshot
from twincore.sync.standin import DECLINES, StandinTotals, admit, earmarks, refusal_of_decline, set_allotment, standin_totals, withdraw

__all__ = [
    "DECLINES",
    "WHOLE",
    "Adaptor",
    "Allowance",
    "Books",
    "Comparison",
    "Contras",
    "Cores",
    "Decision",
    "DriftClass",
    "DriftItem",
    "DriftReport",
    "EnvelopeFollower",
    "Exposure",
    "Facts",
    "Intake",
    "Interface",
    "Link",
    "LinkEvent",
    "LinkState",
    "Mapping",
    "Mode",
    "Operator",
    "Outstanding",
    "ParkReason",
    "Parked",
    "Place",
    "Policy",
    "Refused",
    "Repair",
    "Spend",
    "StandinTotals",
    "admit",
    "all_positions",
    "bind_accounts",
    "compare",
    "contras",
    "core_key",
    "core_name",
    "default_interface",
    "demote",
    "describe",
    "drift_items",
    "drifts",
    "drop_parked",
    "earmarks",
    "get_link",
    "get_parked",
    "install_sync",
    "is_of_core",
    "link_events",
    "list_parked",
    "load_mapping",
    "mapping_version",
    "need_resync",
    "observe",
    "overview",
    "parked_count",
    "plain_accounts",
    "plan_outage",
    "promote",
    "recorder",
    "refusal_of_decline",
    "refused_legs",
    "refused_open",
    "replay",
    "replay_waiting",
    "request_ids",
    "set_allotment",
    "set_policy",
    "snapshot",
    "standin_totals",
    "sync_drift",
    "sync_drop",
    "sync_parked",
    "sync_replay",
    "sync_resync",
    "sync_status",
    "withdraw",
]
