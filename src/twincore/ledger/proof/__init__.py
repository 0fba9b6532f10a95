"""The proof: a transparency log over the journal, receipts from it, and the recount of everything from the raw rows."""
