"""Who gives way to whom on the processor."""

import os
import threading
from pathlib import Path

import pytest

from twincore.kernel.db import PLATFORM, Database
from twincore.kernel.priority import BEHIND, give_way, let_server_give_way


def rank(process: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, process)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux says whose child a process is")
def test_a_night_has_the_servers_processes_stand_behind_those_of_others(database: Database) -> None:
    behind = Database(database.settings, on_connect=let_server_give_way)
    try:
        with database.app(PLATFORM) as others, behind.app(PLATFORM) as night, behind.connect("ledger") as lane:
            assert rank(others.info.backend_pid) == rank(lane.info.backend_pid)
            assert rank(night.info.backend_pid) == max(BEHIND, rank(others.info.backend_pid))
    finally:
        behind.close()


def test_a_process_that_is_not_the_servers_is_left_alone(database: Database) -> None:
    class Elsewhere:
        """A connection whose other end is a process of another machine or container, under a number that here is somebody else's."""

        def __init__(self, pgconn: object) -> None:
            self.pgconn, self.info, self.backend_pid = pgconn, self, os.getpid()

    before = rank(os.getpid())
    with database.app(PLATFORM) as conn:
        assert not let_server_give_way(Elsewhere(conn.pgconn))  # type: ignore[arg-type]
    assert rank(os.getpid()) == before


def test_a_thread_that_gives_way_takes_those_that_it_starts_with_it_and_nobody_else() -> None:
    ranks: list[int] = []

    def night() -> None:
        give_way()
        ranks.append(rank(0))
        started = threading.Thread(target=lambda: ranks.append(rank(0)))
        started.start()
        started.join()

    before = rank(0)
    thread = threading.Thread(target=night)
    thread.start()
    thread.join()
    assert ranks == [max(BEHIND, before)] * 2
    assert rank(0) == before
