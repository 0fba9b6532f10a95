"""Audit: every command of a tenant and what came of it, append-only and hash-chained; it is also the idempotency record."""

from twincore.audit.model import (
    ENTRIES_MAX,
    ENTRY_BYTES_MAX,
    HISTORY_MAX,
    KEY_MAX,
    NAME_MAX,
    REASON_MAX,
    ChainCheck,
    ChainHead,
    Command,
    Entry,
    Recorded,
)
from twincore.audit.rules import check_command, same_request
from twincore.audit.service import chain_head, find, find_command, history, record, verify_chain

__all__ = [
    "ENTRIES_MAX",
    "ENTRY_BYTES_MAX",
    "HISTORY_MAX",
    "KEY_MAX",
    "NAME_MAX",
    "REASON_MAX",
    "ChainCheck",
    "ChainHead",
    "Command",
    "Entry",
    "Recorded",
    "chain_head",
    "check_command",
    "find",
    "find_command",
    "history",
    "record",
    "same_request",
    "verify_chain",
]
