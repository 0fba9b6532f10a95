"""Beginning to follow a core: its accounts are opened in the ledger with the balances of an extract, while both sides go on moving."""

from collections.abc import Callable

import numpy as np

from twincore.kernel.db import Connection, Database
from twincore.kernel.ids import id_of_key
from twincore.kernel.sql import load
from twincore.ledger import ACCOUNTS_OPEN_MAX, AccountFlag, AccountSpec, Flag, Ledger, TransferRequest, open_accounts
from twincore.sync.books import OPENING_IN, OPENING_OUT, contras
from twincore.sync.follower import CHANGE_LOG
from twincore.sync.journal import lane_seq
from twincore.sync.mapping import bind_accounts, load_mapping
from twincore.sync.model import Ints, Place
from twincore.sync.positions import move, position
from twincore.sync.records import Interface

_sql = load("twincore.sync")
_PAGE = 20_000

Opener = Callable[[Connection, int, Ints, Ints], "list[int] | range"]
"""Opens ledger accounts for core accounts: (transaction, tenant, core keys, overdrafts in minor units) -> their ids in the same order."""


def plain_accounts(currency: str, account_class: int, now_us: int) -> Opener:
    """Opens accounts of the ledger alone, without a product or a member: credit side, limited to the core's overdraft."""

    def open_them(conn: Connection, tenant: int, _cores: Ints, overdrafts: Ints) -> range:
        specs = [AccountSpec(currency, account_class, "C", AccountFlag.LIMITED, limit) for limit in overdrafts.tolist()]
        return open_accounts(conn, tenant, specs, now_us=now_us)

    return open_them


def snapshot(database: Database, ledger: Ledger, tenant: int, interface: Interface, extract: bytes, opener: Opener, *, now_us: int) -> int:
    """Open and bind every account of an extract that is not bound yet, with its balance; returns how many are new.

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
        requests = [
            TransferRequest(
                id_of_key("core-opening", tenant, core),
                debit=contra if amount > 0 else account,
                credit=account if amount > 0 else contra,
                amount=abs(amount),
                code=OPENING_IN if amount > 0 else OPENING_OUT,
                flags=Flag.FORCED,
            )
            for core, account, amount in rows[start : start + _PAGE]
        ]
        outcomes = ledger.submit(tenant, requests, id_of_key("core-openings", tenant, low, high, start), bulk=True).result()
        created += outcomes.created
    return created
