"""A real Apache Kafka broker of one node (KRaft), for tests, rehearsals and demonstrations: started, stopped, killed and started again.

Not for production: one node, no authentication, listening on the loopback address alone.
"""

import json
import secrets
import socket
import subprocess
import time
from base64 import urlsafe_b64encode
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from twincore.events.broker.classpath import class_path, java
from twincore.kernel.refusal import Category, Refusal

__all__ = ["Broker", "class_path"]

_SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "inter.broker.listener.name": "PLAINTEXT",
    "auto.create.topics.enable": "false",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "broker.session.timeout.ms": "1000",  # after a kill it must wait for its own former life to be declared dead
    "broker.heartbeat.interval.ms": "200",
    "log.retention.check.interval.ms": "10000",
}
_JAVA_OPTIONS = (
    "-server",
    "-Xms256m",
    "-Xmx768m",
    "-XX:+UseG1GC",
    "-XX:MaxGCPauseMillis=20",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
)

# Waits until we are gone (our end of the pipe closes), then kills the broker: none outlives the program that started it.
_WATCH = 'while read -r _; do :; done; kill -KILL "$1" 2>/dev/null'


class Broker:
    """One broker in one folder: its topics outlive stopping, killing and starting again, and so do its ports."""

    def __init__(self, folder: Path, *, cache: Path | None = None, settings: dict[str, str] | None = None) -> None:
        """folder: where it keeps its data. cache: see ``class_path``. settings: more broker settings, or others than ours."""
        self.folder = folder.expanduser().resolve()
        self._cache = cache
        self._settings = settings or {}
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """Where clients find it: ``127.0.0.1:port``."""
        return f"127.0.0.1:{self._ports()[0]}"

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self, timeout_s: float = 120.0) -> None:
        """Format the folder if it is new, and start; returns when clients are served. Refuses ``broker_not_available``, ``broker_failed``."""
        if self.running:
            return
        command = [java(), *_JAVA_OPTIONS, "-cp", class_path(self._cache)]
        self.folder.mkdir(parents=True, exist_ok=True)
        properties = self._write_properties()
        if not (self.folder / "data" / "meta.properties").exists():
            self._format(command, properties)
        with (self.folder / "broker.log").open("ab") as log:
            arguments = [*command, "kafka.Kafka", str(properties)]
            self._process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder)
        watch = ["sh", "-c", _WATCH, "watch", str(self._process.pid)]
        self._watch = subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True)
        self._wait(timeout_s)

    def stop(self, timeout_s: float = 60.0) -> None:
        """Stop in an orderly way."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout_s)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._reap()

    def kill(self) -> None:
        """End it with SIGKILL, as the failure tests want it; what it acknowledged is in the files."""
        if self._process is not None:
            self._process.kill()
        self._reap()

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def _reap(self) -> None:
        if self._watch is not None:
            self._watch.kill()
            self._watch.wait()
            assert self._watch.stdin is not None
            self._watch.stdin.close()
            self._watch = None
        if self._process is not None:
            self._process.wait()
            self._process = None

    def _ports(self) -> tuple[int, int]:
        """The ports of clients and of the controller: free ones, chosen once."""
        chosen = self.folder / "ports.json"
        if not chosen.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            with socket.socket() as one, socket.socket() as two:
                one.bind(("127.0.0.1", 0))
                two.bind(("127.0.0.1", 0))
                chosen.write_text(json.dumps([one.getsockname()[1], two.getsockname()[1]]))
        clients, controller = json.loads(chosen.read_text())
        return clients, controller

    def _write_properties(self) -> Path:
        clients, controller = self._ports()
        settings = _SETTINGS | {
            "listeners": f"PLAINTEXT://127.0.0.1:{clients},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{clients},CONTROLLER://127.0.0.1:{controller}",
            "controller.quorum.bootstrap.servers": f"127.0.0.1:{controller}",
            "log.dirs": str(self.folder / "data"),
        }
        path = self.folder / "server.properties"
        path.write_text("".join(f"{name}={value}\n" for name, value in (settings | self._settings).items()), encoding="utf-8")
        return path

    def _format(self, command: list[str], properties: Path) -> None:
        cluster = "T" + urlsafe_b64encode(secrets.token_bytes(16)).decode()[1:22]
        arguments = [*command, "kafka.tools.StorageTool", "format", "--standalone", "--cluster-id", cluster, "--config", str(properties)]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise _failed(f"its storage could not be formatted: {_gist(done.stdout + done.stderr)}")

    def _wait(self, timeout_s: float) -> None:
        until = time.monotonic() + timeout_s
        admin: AdminClient | None = None
        while time.monotonic() < until:
            if not self.running:
                self._reap()
                raise _failed(f"it ended at once: {self._last_words()}")
            if admin is None and self._listens():
                admin = AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0})
            try:
                if admin is not None and admin.list_topics(timeout=1.0).brokers:
                    return
            except KafkaException:
                pass
            time.sleep(0.1)
        self.kill()
        raise _failed(f"it served nobody within {timeout_s:.0f} s: {self._last_words()}")

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._ports()[0]), timeout=0.2).close()
        except OSError:
            return False
        return True

    def _last_words(self) -> str:
        return _gist((self.folder / "broker.log").read_text(encoding="utf-8", errors="replace"))


def _gist(output: str) -> str:
    """The end of what a Java program said, without the frames of its exceptions."""
    return "\n".join(line for line in output.splitlines() if not line.startswith(("\tat ", "\t..."))).strip()[-500:]


def _failed(reason: str) -> Refusal:
    return Refusal("broker_failed", f"The Kafka broker did not start: {reason}", category=Category.UNAVAILABLE)
