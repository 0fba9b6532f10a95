"""Floors far below what is promised, so that a mistake of an order of magnitude shows on any machine."""

import time
from uuid import uuid4

import numpy as np

from tests.sync.load import postings
from tests.sync.twin import Twin
from twincore.ledger import NEVER_US, NO_DATE, NO_TIME, REQUEST


def test_the_change_log_is_taken_in_by_thousands_a_second(twin: Twin) -> None:
    twin.begins(dict.fromkeys(range(1, 501), 0), active=False)
    count = 40_000
    postings(twin.core, count)
    began = time.perf_counter()
    while twin.adaptor.step():
        pass
    rate = count / (time.perf_counter() - began)
    print(f"change log: {rate:,.0f} transactions/s")
    assert twin.adaptor.follower.behind() == 0
    assert rate > 5_000
    assert twin.drift().clean


def test_the_journal_is_relayed_and_sent_by_thousands_a_second(twin: Twin) -> None:
    twin.begins(dict.fromkeys(range(1, 501), 10**9))
    count = 20_000
    requests = np.zeros(count, REQUEST)
    ids = np.random.default_rng(2).integers(1, 2**63, (2, count), dtype=np.uint64)
    requests["id_hi"], requests["id_lo"] = ids
    accounts = np.array(list(twin.accounts.values()), np.int64)
    requests["debit"], requests["credit"] = accounts[np.arange(count) % 500], twin.system["cash"]
    requests["amount"], requests["posted_at"], requests["expires_at"] = 5, NO_TIME, NEVER_US
    requests["value_date"], requests["kind"], requests["code"] = NO_DATE, 1, 102
    assert twin.ledger.submit_columns(twin.tenant, requests, uuid4()).result(60).created == count
    twin.shows()
    began = time.perf_counter()
    while twin.adaptor.relay.step(twin.adaptor.outstanding, twin.adaptor.books.mapping):
        pass
    relayed = time.perf_counter()
    twin.adaptor.look()
    while twin.adaptor._send(twin.adaptor.status()):
        pass
    sent = time.perf_counter()
    print(f"relay: {count / (relayed - began):,.0f} events/s; sender: {count / (sent - relayed):,.0f} requests/s")
    assert (twin.folder / "request.queue").stat().st_size == count * 350
    assert count / (relayed - began) > 2_000
    assert count / (sent - relayed) > 2_000
