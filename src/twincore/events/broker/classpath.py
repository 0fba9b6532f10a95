"""Where the broker's Java classes are: resolved once by Maven from ``pom.xml``, remembered for every later start."""

import hashlib
import os
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

from twincore.kernel.refusal import Category, Refusal

_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
_RESOLVE_S_MAX = 900
_COMMAND = "apt-get install --no-install-recommends default-jre-headless maven"


def class_path(cache: Path | None = None) -> str:
    """The class path of a Kafka broker.

    ``KAFKA_HOME`` in the environment names an installed Kafka and wins. Otherwise Maven fetches the artifacts into its own repository, once;
    cache: folder that remembers the answer (default ``~/.cache/twincore``). Refuses ``broker_not_available`` and says what is missing.
    """
    if home := os.environ.get("KAFKA_HOME"):
        return str(Path(home) / "libs" / "*")
    pom = files("twincore.events.broker").joinpath("pom.xml").read_bytes()
    cache = cache or Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "twincore"
    remembered = cache / f"kafka-{hashlib.sha256(pom).hexdigest()[:16]}.classpath"
    if remembered.exists():
        found = remembered.read_text(encoding="utf-8").strip()
        if all(Path(jar).exists() for jar in found.split(os.pathsep)):
            return found
    found = _resolve(pom, cache)
    new = remembered.with_suffix(f".{os.getpid()}")
    new.write_text(found, encoding="utf-8")
    new.replace(remembered)
    return found


def _resolve(pom: bytes, cache: Path) -> str:
    if (maven := shutil.which("mvn")) is None:
        raise _not_available("Maven (mvn) is not installed, and KAFKA_HOME names no Kafka")
    folder = cache / f"resolve-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        (folder / "pom.xml").write_bytes(pom)
        done = subprocess.run(
            [maven, "--batch-mode", "--quiet", _PLUGIN, "-Dmdep.outputFile=classpath"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=_RESOLVE_S_MAX,
            check=False,
        )
        if done.returncode != 0:
            raise _not_available(f"Maven could not fetch Kafka: {(done.stdout + done.stderr).strip()[-500:]}")
        return (folder / "classpath").read_text(encoding="utf-8").strip()
    except subprocess.TimeoutExpired:
        raise _not_available(f"Maven took longer than {_RESOLVE_S_MAX} s") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def java() -> str:
    """The Java to run it with: that of ``JAVA_HOME``, or the one on the path. Refuses ``broker_not_available``."""
    home = os.environ.get("JAVA_HOME")
    found = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if found is None or not Path(found).exists():
        raise _not_available("there is no Java (17 or later)")
    return found


def _not_available(reason: str) -> Refusal:
    message = f"A Kafka broker cannot be started here: {reason}. What Debian has of it: {_COMMAND}."
    return Refusal("broker_not_available", message, category=Category.UNAVAILABLE)
