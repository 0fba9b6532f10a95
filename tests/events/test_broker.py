"""The broker that we start ourselves: what it refuses, and that it never outlives the program that started it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from twincore.events import Broker
from twincore.events.broker import class_path
from twincore.kernel.refusal import Refusal


def test_without_a_java_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(Refusal, match=r"broker_not_available.*Java"):
        Broker(tmp_path).start()


def test_without_maven_it_says_so_and_an_installed_kafka_needs_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("KAFKA_HOME", raising=False)
    with pytest.raises(Refusal, match=r"broker_not_available.*Maven"):
        class_path(tmp_path)
    monkeypatch.setenv("KAFKA_HOME", "/opt/kafka")
    assert class_path(tmp_path) == "/opt/kafka/libs/*"


def test_a_class_path_whose_files_are_gone_is_resolved_again(broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert class_path(tmp_path), "Maven has the artifacts since the broker runs"
    (remembered,) = tmp_path.glob("kafka-*.classpath")
    whole = remembered.read_text()
    remembered.write_text("/nowhere/kafka.jar")
    assert class_path(tmp_path) == whole
    assert list(tmp_path.iterdir()) == [remembered], "nothing is left lying about"


def test_one_that_cannot_start_says_why(broker: Broker, server_folder: Path) -> None:
    wrong = Broker(server_folder / "kafka", settings={"process.roles": "butler"})
    with pytest.raises(Refusal, match=r"(?s)broker_failed.*butler"):
        wrong.start()
    assert not wrong.running


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["asked to stop", "killed"])
def test_it_ends_with_the_program_that_started_it(broker: Broker, server_folder: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-m", "twincore.events.broker", str(server_folder / "kafka")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        host, _, port = program.stdout.readline().strip().rpartition(":")
        socket.create_connection((host, int(port)), timeout=30).close()
        os.kill(program.pid, how)
        assert program.wait(60) == (0 if how is signal.SIGTERM else -signal.SIGKILL)
    until = time.monotonic() + 60
    while _listens(host, int(port)):
        assert time.monotonic() < until
        time.sleep(0.02)


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=30).close()
    except ConnectionRefusedError:
        return False
    return True
