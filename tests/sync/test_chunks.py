"""Chunks of the change log that are under way at the same time: the position moves in their order, whatever each has in it."""

import time
from concurrent.futures import ThreadPoolExecutor

from tests.sync.twin import BSB, Twin, core_id
from twincore.ledger.engine.store import LaneStore


def test_a_chunk_of_answers_alone_waits_for_the_postings_of_the_chunk_before_it(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 0})
    twin.pays(1, 2, 40)
    twin.rounds()
    twin.core.post(BSB + 1, 70, core_id(1))
    follower, outstanding = twin.adaptor.follower, twin.adaptor.outstanding
    lane = LaneStore(twin.database, twin.tenant)
    lane.connect()
    try:
        lane.lock()
        postings = follower.start(outstanding)
        assert postings is not None
        twin.core.work()
        with ThreadPoolExecutor(1) as reader:
            answers = reader.submit(follower.start, outstanding)
            time.sleep(0.2)
            lane.unlock()
            found = answers.result(30)
        follower.finish(postings[1])
    finally:
        lane.close()
    assert found is not None
    assert (postings[0].posted, found[0].answered) == (1, 2)
    twin.settles()
    assert (twin.both(1), twin.both(2)) == ((1_030, 1_030), (40, 40))
