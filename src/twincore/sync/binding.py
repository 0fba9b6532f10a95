"""Accounts that are in the books already, bound to accounts of the core: from then on both sides keep them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twincore.kernel.db import Connection
from twincore.kernel.refusal import Category, Refusal, Retry, not_found
from twincore.ledger import accounts, balances
from twincore.sync.follower import CHANGE_LOG
from twincore.sync.journal import JOURNAL_SETTLED, lane_seq
from twincore.sync.link import lock_link
from twincore.sync.mapping import bind_accounts, load_mapping
from twincore.sync.model import Mode, Place, core_name
from twincore.sync.positions import move, position
from twincore.sync.records import Interface

BINDINGS_MAX = 10_000
"""Accounts bound by one command at the most."""


@dataclass(frozen=True, slots=True)
class Binding:
    """An account of the ledger that is an account of the core. opening: minor units that are posted so that both begin with the core's balance."""

    core: int
    account: int
    opening: int


def bind_existing(
    conn: Connection,
    tenant: int,
    interface: Interface,
    extract: bytes,
    pairs: Sequence[tuple[int, int]],
    *,
    adjust: bool = False,
    now_us: int,
) -> list[Binding]:
    """Bind accounts of the ledger (second) to accounts of the core (first: ``core_key``) by an extract of the core; all of them, or none.

    While the twin is a shadow: what it posts itself to an account that is being bound would never be sent. The core's balance becomes the account's: what
    is lacking to it is to be posted afterwards (``post_openings``). adjust: also where the account has a balance of its own that differs from the core's.
    Refuses, naming the place in the list, ``binding_repeated``, ``account_not_found``, ``account_closed``, ``account_bound``, ``core_account_bound``,
    ``core_account_not_found``, ``binding_balance_differs``, ``account_busy`` (it is being posted to), and ``twin_leads``, ``extract_incomplete``.
    """
    if lock_link(conn, tenant).mode is not Mode.SHADOW:
        raise Refusal("twin_leads", "Accounts are bound while the twin is a shadow: demote it first.", category=Category.RULE)
    head, found, _ = interface.extract(extract)
    place = position(conn, tenant, CHANGE_LOG)
    if place.next == 0 and place.lsn == 0:  # nothing was followed yet: the log is followed from here on
        move(conn, tenant, place, Place(CHANGE_LOG, int(head["lsn"]), int(head["epoch"]), int(head["lsn"])), now_us)
    settled = position(
        conn, tenant, JOURNAL_SETTLED
    )  # a shadow has nothing outstanding: what is in these accounts by now is never to be sent
    move(conn, tenant, settled, Place(JOURNAL_SETTLED, lane_seq(conn, tenant)), now_us)
    known = load_mapping(conn, tenant)
    ids = [account for _, account in pairs]
    books, sums = accounts(conn, tenant, ids), balances(conn, tenant, ids)
    on_core = {int(core): at for at, core in enumerate(found["core"].tolist())}
    cores, own = set[int](), set[int]()
    rows, bound = [], []
    for at, (core, account) in enumerate(pairs):
        where = f"bindings/{at}"
        if core in cores or account in own:
            raise Refusal("binding_repeated", "Each account is named once.", field=where)
        cores.add(core)
        own.add(account)
        if account not in books:
            raise not_found("account", account, f"{where}/account")
        if books[account].closed_at_us is not None:
            raise Refusal("account_closed", f"Account {account} is closed.", category=Category.CONFLICT, field=f"{where}/account")
        if taken := int(known.cores(np.array([account], np.int64))[0]):
            said = f"Account {account} is bound to {core_name(taken)} on the core."
            raise Refusal("account_bound", said, category=Category.CONFLICT, field=f"{where}/account")
        if (there := int(known.places(np.array([core], np.int64))[0])) >= 0:
            said = f"The core's account {core_name(core)} is bound to account {int(known.account[there])}."
            raise Refusal("core_account_bound", said, category=Category.CONFLICT, field=f"{where}/core")
        if (line := on_core.get(core)) is None:
            said = f"The core has no account {core_name(core)}."
            raise Refusal("core_account_not_found", said, category=Category.NOT_FOUND, field=f"{where}/core")
        here = sums.get(account)
        have, last = (0, 0) if here is None else (here.credits_posted - here.debits_posted, here.last_seq)
        actual = int(found["actual"][line])
        if have not in (0, actual) and not adjust:
            raise Refusal(
                "binding_balance_differs",
                f"Account {account} has {have} minor units and {core_name(core)} on the core {actual}: say adjust if the core's balance is right.",
                category=Category.RULE,
                field=f"{where}/account",
                here=have,
                core=actual,
            )
        rows.append((int(found["last_lsn"][line]), int(found["count"][line]), actual - have, last))
        bound.append(Binding(core, account, actual - have))
    lsns, counts, openings, seqs = zip(*rows, strict=True)
    bind_accounts(
        conn,
        tenant,
        [core for core, _ in pairs],
        ids,
        now_us=now_us,
        seqs=seqs,
        lsns=lsns,
        counts=counts,
        openings=openings,
    )
    again = balances(conn, tenant, ids)
    for at, (account, last) in enumerate(zip(ids, seqs, strict=True)):
        if account in again and again[account].last_seq != last:
            said = f"Account {account} is being posted to: try again in a moment."
            raise Refusal("account_busy", said, category=Category.CONFLICT, field=f"bindings/{at}/account", retry=Retry.NEW_KEY)
    return bound
