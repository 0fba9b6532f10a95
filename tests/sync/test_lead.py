"""One process works for a tenant's core, whatever started it; whoever comes second is told which one does, and looks on."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sync.twin import BSB, Twin, core_id
from twincore.events import HOLDS, TRANSFERS, PostgresEventLog
from twincore.events.broker import Broker
from twincore.kernel.db import Database
from twincore.kernel.refusal import Refusal
from twincore.ledger import Ledger
from twincore.sync import Cores, sync_drift, sync_follow, sync_status
from twincore.sync.lead import lead
from twincore.tenants import TenantClocks


class Follows:
    """``twincore sync follow`` in a thread."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._ended = threading.Event()
        self.refusal: Refusal | None = None
        self._thread = threading.Thread(target=self._run, args=(database, folder))
        self._thread.start()

    def _run(self, database: Database, folder: Path) -> None:
        try:
            sync_follow(database, "testcu", folder, self._ended.is_set)
        except Refusal as refusal:
            self.refusal = refusal

    def ends(self) -> None:
        self._ended.set()
        self._thread.join(90)
        assert not self._thread.is_alive()


def until(reached: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def follow_elsewhere(database: Database, folder: Path) -> "subprocess.Popen[bytes]":
    settings = database.settings
    environment = os.environ | {
        "TWINCORE_DATABASE_HOST": settings.database_host,
        "TWINCORE_DATABASE_NAME": settings.database_name,
    }
    command = [str(Path(sys.executable).with_name("twincore")), "sync", "follow", "--tenant", "testcu", "--core", str(folder)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_one_follows_and_the_second_is_told_who_does(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.adaptor.close()
    first = Follows(twin.database, twin.folder)
    try:
        until(lambda: taken(twin))
        with pytest.raises(Refusal) as refused:
            sync_follow(twin.database, "testcu", twin.folder, lambda: False)
        assert refused.value.code == "core_taken"
        assert f"it is twincore {os.getpid()} on {socket.gethostname()}, since 20" in refused.value.message
        twin.core.post(BSB + 1, 70, core_id(1))
        until(lambda: twin.balance(1) == 1_070)
    finally:
        first.ends()
    assert first.refusal is None
    assert not taken(twin), "who ends gives up the lead"


def test_a_process_that_works_for_all_cores_and_one_that_follows_one_exclude_each_other(twin: Twin, tmp_path: Path) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.adaptor.close()
    cores_folder = tmp_path / "cores"
    cores_folder.mkdir()
    (cores_folder / "testcu").symlink_to(twin.folder, target_is_directory=True)
    database = Database(replace(twin.database.settings, core_folder=str(cores_folder)))
    clocks = TenantClocks(database)
    ledger = Ledger(database, clocks.clock)
    cores = Cores(database.settings, database, ledger, clocks)
    first = Follows(twin.database, twin.folder)
    try:
        until(lambda: taken(twin))
        cores.start()
        time.sleep(1.5)
        assert cores.adaptor(twin.tenant) is None, "it stands by"
        first.ends()
        until(lambda: cores.adaptor(twin.tenant) is not None)
        with pytest.raises(Refusal, match="One process works for a core"):
            sync_follow(twin.database, "testcu", twin.folder, lambda: False)
    finally:
        first.ends()
        cores.close()
        ledger.close()
        database.close()


def test_a_comparison_beside_the_one_who_works_takes_in_nothing_itself(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.core.post(BSB + 1, 70, core_id(1))
    extract = twin.core.extract(0, 10**15 - 1)
    with lead(twin.database, twin.tenant) as leads:
        assert leads is not None
        later = threading.Timer(0.5, twin.rounds)
        later.start()
        found = sync_drift(twin.database, "testcu", twin.folder, extract)
        later.join()
    assert found["clean"]
    assert twin.adaptor.follower.place.next == 4, "the one who works took it in, undisturbed"
    twin.core.post(BSB + 1, 5, core_id(2))
    assert sync_drift(twin.database, "testcu", twin.folder, twin.core.extract(0, 10**15 - 1))["clean"], "nobody works: it does so itself"
    assert sync_status(twin.database, "testcu")["change_log"] == 7


def test_who_loses_the_session_that_holds_the_lead_stops_and_takes_it_anew(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.adaptor.close()
    first = Follows(twin.database, twin.folder)
    try:
        until(lambda: taken(twin))
        before = holder(twin)
        with twin.database.app(twin.tenant) as conn:
            conn.execute("select pg_terminate_backend(%s)", (before,))
        until(lambda: taken(twin) and holder(twin) != before)
        twin.core.post(BSB + 1, 70, core_id(1))
        until(lambda: twin.balance(1) == 1_070)
    finally:
        first.ends()
    assert first.refusal is None


def test_the_command_ends_in_order_when_it_is_asked_to(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    twin.adaptor.close()
    process = follow_elsewhere(twin.database, twin.folder)
    try:
        until(lambda: taken(twin) or process.poll() is not None)
        twin.core.post(BSB + 1, 70, core_id(1))
        until(lambda: twin.balance(1) == 1_070 or process.poll() is not None)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=90)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, b"change_log" in out) == (0, True), err.decode()
    assert twin.balance(1) == 1_070


@pytest.mark.timeout(300)
def test_errands_go_over_kafka_where_it_is_configured(twin: Twin, broker: Broker) -> None:
    twin.begins({1: 1_000, 2: 0}, active=False)
    twin.adaptor.close()
    database = Database(replace(twin.database.settings, kafka_bootstrap=broker.bootstrap, kafka_prefix=f"lead{time.monotonic_ns()}"))
    first = Follows(database, twin.folder)
    try:
        twin.core.post(BSB + 1, 70, core_id(1))
        until(lambda: twin.balance(1) == 1_070, 60)
    finally:
        first.ends()
        database.close()
    assert first.refusal is None
    with pytest.raises(Refusal) as unknown:
        PostgresEventLog(twin.database, twin.tenant).ends([TRANSFERS.topic.name, HOLDS.topic.name])
    assert unknown.value.code == "topic_unknown", "nothing went to the other log"


def taken(twin: Twin) -> bool:
    return holder(twin) is not None


def holder(twin: Twin) -> int | None:
    """The server's process of the session that holds the lead."""
    with twin.database.app(twin.tenant) as conn:
        row = conn.execute(
            "select pid from pg_locks l where locktype = 'advisory' and objid = %s and objsubid = 2 and granted"
            " and database = (select oid from pg_database where datname = current_database())",
            (twin.tenant,),
        ).fetchone()
    return None if row is None else int(row[0])
