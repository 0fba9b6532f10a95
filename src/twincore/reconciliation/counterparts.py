"""Counterparts: what is one event on both sides of an external account."""

from collections import Counter
from datetime import date

from twincore.kernel.db import Connection
from twincore.reconciliation.accounts import external_accounts, lock_external_account, matching_rules
from twincore.reconciliation.items import record_matches, waiting_entries, waiting_movements
from twincore.reconciliation.matching import pair
from twincore.reconciliation.model import ItemStatus, MatchReport
from twincore.reconciliation.resolution import propose_late


def match(conn: Connection, tenant: int, *, date: date, now_us: int, account: str | None = None) -> MatchReport:
    """Find what is one event on both sides, by the rules that hold on the date, for one external account or all of them.

    What comes late for an item in suspense is proposed as its counterpart and waits for a second person. Run again, it changes nothing.
    Refuses ``external_account_not_found``.
    """
    names = [external.name for external in external_accounts(conn, tenant)] if account is None else [account]
    matched: Counter[str] = Counter()
    differing = proposed = open_entries = open_movements = 0
    for name in sorted(names):
        external = lock_external_account(conn, tenant, name)
        version, rules = matching_rules(conn, tenant, name, date)
        entries, movements = waiting_entries(conn, tenant, name), waiting_movements(conn, tenant, name)
        new_entries = [w for w in entries if w.status is ItemStatus.OPEN]
        new_movements = [w for w in movements if w.status is ItemStatus.OPEN]
        pairings = pair([w.item for w in new_entries], [w.item for w in new_movements], rules)
        record_matches(conn, tenant, name, version, date, new_entries, new_movements, pairings)
        matched.update(p.rule for p in pairings)
        differing += sum(1 for p in pairings if p.difference)
        done_entries = {at for p in pairings for at in p.entries}
        done_movements = {at for p in pairings for at in p.movements}
        new_entries = [w for at, w in enumerate(new_entries) if at not in done_entries]
        new_movements = [w for at, w in enumerate(new_movements) if at not in done_movements]
        late = 0
        for theirs, ours in (
            ([w for w in new_entries if w.case is None], [w for w in movements if w.status is ItemStatus.SUSPENDED]),
            ([w for w in entries if w.status is ItemStatus.SUSPENDED], [w for w in new_movements if w.case is None]),
        ):
            for found in pair([w.item for w in theirs], [w.item for w in ours], rules):
                if found.difference == 0 and len(found.entries) == len(found.movements) == 1:
                    entry, movement = theirs[found.entries[0]], ours[found.movements[0]]
                    late += propose_late(conn, tenant, external, entry, movement, found.rule, now_us)
        proposed += late
        left_entries, left_movements = waiting_entries(conn, tenant, name), waiting_movements(conn, tenant, name)
        open_entries += sum(1 for w in left_entries if w.status is ItemStatus.OPEN)
        open_movements += sum(1 for w in left_movements if w.status is ItemStatus.OPEN)
    return MatchReport(dict(matched), differing, proposed, open_entries, open_movements)
