"""Beginning to follow a core: its accounts are opened in the ledger with the balances of an extract, while both sides go on moving."""

from collections.abc import Callable

import numpy as np

from twincore.kernel.db import Connection, Database
from twincore.kernel.ids import id_of_key
from twincore.kernel.sql import load
from twincore.ledger import (
    ACCOUNTS_OPEN_MAX,
    NEVER_US,
    NO_DATE,
    NO_TIME,
    REQUEST,
    AccountFlag,
    AccountSpec,
    Flag,
    Kind,
    Ledger,
    open_accounts,
)
from twincore.sync.books import OPENING_IN, OPENING_OUT, contras
from twincore.sync.follower import CHANGE_LOG
from twincore.sync.journal import lane_seq
from twincore.sync.mapping import bind_accounts, load_mapping
from twincore.sync.model import Ints, Place
from twincore.sync.positions import move, position
from twincore.sync.records import Interface
from twincore.sync.rules import ids_of_keys

_sql = load("twincore.sync")
_PAGE = 20_000

Opener = Callable[[Connection, int, Ints, Ints], "list[int] | range"]
"""Opens ledger accounts for core accounts: (transaction, tenant, core keys, overdrafts in minor units) -> their ids in the same order."""
Beside = Callable[[Connection, Ints], None]
"""What is written in the transaction that opens some accounts: (transaction, core keys)."""


def plain_accounts(currency: str, account_class: int, now_us: int) -> Opener:
    """Opens accounts of the ledger alone, without a product or a member: credit side, limited to the core's overdraft."""

    def open_them(conn: Connection, tenant: int, _cores: Ints, overdrafts: Ints) -> range:
        specs = [AccountSpec(currency, account_class, "C", AccountFlag.LIMITED, limit) for limit in overdrafts.tolist()]
        return open_accounts(conn, tenant, specs, now_us=now_us)

    return open_them


def snapshot(
    database: Database,
    ledger: Ledger,
    tenant: int,
    interface: Interface,
    extract: bytes,
    opener: Opener,
    *,
    now_us: int,
    beside: Beside | None = None,
) -> int:
    """Open and bind every account of an extract that is not bound yet, with its balance; returns how many are new.

    beside: what commits with each page of accounts: who asked for it. Their balances are posted after that.

    The extract may be taken while postings go on: each account stands as of its own last record of the change log, and what the log says of it up to
    there is not taken in again. If the log was never followed, it is followed from the extract's low watermark on. Broken off, it is run again with
    the same or another extract. Refuses ``extract_incomplete``.
    """
    head, found, _ = interface.extract(extract)
    with database.app(tenant) as conn:
        place = position(conn, tenant, CHANGE_LOG)
        if place.next == 0 and place.lsn == 0:
            move(conn, tenant, place, Place(CHANGE_LOG, int(head["lsn"]), int(head["epoch"]), int(head["lsn"])), now_us)
        known = load_mapping(conn, tenant)
    new = np.flatnonzero(known.places(found["core"]) < 0)
    for start in range(0, len(new), min(_PAGE, ACCOUNTS_OPEN_MAX)):
        page = new[start : start + _PAGE]
        with database.app(tenant) as conn:
            accounts = opener(conn, tenant, found["core"][page], found["overdraft"][page])
            bind_accounts(
                conn,
                tenant,
                found["core"][page].tolist(),
                list(accounts),
                now_us=now_us,
                seq=lane_seq(conn, tenant),
                lsns=found["last_lsn"][page].tolist(),
                counts=found["count"][page].tolist(),
                openings=found["actual"][page].tolist(),
            )
            if beside is not None:
                beside(conn, found["core"][page])
    if len(found["core"]):
        post_openings(database, ledger, tenant, int(found["core"].min()), int(found["core"].max()))
    return len(new)


def post_openings(database: Database, ledger: Ledger, tenant: int, low: int, high: int) -> int:
    """Post the balances with which accounts of a range were bound; those that are in the books already are found again by their ids."""
    with database.app(tenant) as conn:
        contra = contras(conn, tenant).clearing
        rows = conn.execute(_sql.openings, {"tenant": tenant, "low": low, "high": high}).fetchall()
    created = 0
    for start in range(0, len(rows), _PAGE):
        core, account, amount = np.array(rows[start : start + _PAGE], np.int64).T
        requests = np.zeros(len(core), REQUEST)
        keys = [b"%d\x1f%d" % (tenant, one) for one in core.tolist()]
        requests["id_hi"], requests["id_lo"] = ids_of_keys("core-opening", keys)
        credit = amount > 0
        requests["debit"], requests["credit"] = np.where(credit, contra, account), np.where(credit, account, contra)
        requests["amount"], requests["code"] = np.abs(amount), np.where(credit, OPENING_IN, OPENING_OUT)
        requests["kind"], requests["flags"] = Kind.POST, Flag.FORCED
        requests["posted_at"], requests["expires_at"], requests["value_date"] = NO_TIME, NEVER_US, NO_DATE
        outcomes = ledger.submit_columns(tenant, requests, id_of_key("core-openings", tenant, low, high, start)).result()
        created += outcomes.created
    return created
