"""The topics of twincore, what travels in each, and what its keys are. ``docs/asyncapi.yaml`` says the same to others."""

from dataclasses import dataclass

from twincore.events.model import Topic

ACCOUNT_PARTITIONS = 6
"""Partitions of topics whose key is an account. Never change it for a topic that is in use: it would move accounts between partitions."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A topic with the schema of its values. key: what the key says, in words."""

    topic: Topic
    schema: str
    key: str


TRANSFERS = Stream(Topic("transfers", ACCOUNT_PARTITIONS), "TransferPosted", "the account's number in decimal digits")
HOLDS = Stream(Topic("holds", ACCOUNT_PARTITIONS), "HoldChanged", "the account's number in decimal digits")
CORE_REQUESTS = Stream(
    Topic("core.requests", ACCOUNT_PARTITIONS), "CorePostingRequest", "the twin's number of the account in decimal digits"
)
CORE_CHANGES = Stream(Topic("core.changes", ACCOUNT_PARTITIONS), "CoreChange", "branch number and account number, 15 digits")
CORE_ENVELOPES = Stream(Topic("core.envelopes", ACCOUNT_PARTITIONS), "CoreEnvelope", "branch number and account number, 15 digits")
CORE_LINK = Stream(Topic("core.link"), "StandInState", "core")
CORE_DRIFT = Stream(Topic("core.drift", retention_h=None), "DriftReport", "the core's business date, YYYYMMDD")
CORE_PARKED = Stream(Topic("core.parked", retention_h=24 * 90), "RecordParked", "the key of the record, or nothing")

STREAMS = (TRANSFERS, HOLDS, CORE_REQUESTS, CORE_CHANGES, CORE_ENVELOPES, CORE_LINK, CORE_DRIFT, CORE_PARKED)
"""Every stream, in the order in which the documents name them."""


def account_key(account: int) -> bytes:
    """The key of an account's events."""
    return b"%d" % account
