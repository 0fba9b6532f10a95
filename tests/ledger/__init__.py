"""The ledger's rule book, its reference model, and the auditor who trusts neither."""
