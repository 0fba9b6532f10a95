"""scripts/setup.sh --tests: what Debian has is installed package by package, and what it has not is named with the command."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from tests.project.tree import ROOT

TOOLS = ("bash", "cat", "cut", "dirname", "env", "head", "mktemp", "rm", "sha256sum")
APT = """#!/usr/bin/env bash
[ "$1" = install ] || exit 0
shift
for word in "$@"; do case "$word" in -*) ;; chromium) echo "E: Unable to locate package $word"; exit 100 ;; *) echo "$word" >>"$INSTALLED" ;; esac; done
"""
TOLD = "apt-get install --no-install-recommends"


def told(folder: Path, user: int) -> tuple[str, list[str]]:
    """What the script says on a machine with no tool of the tests and no chromium to be had, and which packages it installs there."""
    (folder / "scripts").mkdir()
    for name in ("scripts/setup.sh", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    content = b"".join((folder / name).read_bytes() for name in ("requirements.lock", "pyproject.toml", "scripts/setup.sh"))
    programs = folder / "bin"
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / ".twincore").write_text(f"{folder}\n{hashlib.sha256(content).hexdigest()}  -\n")
    programs.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (programs / tool).symlink_to(found)
    for path, text in ((folder / ".venv/bin/twincore", ""), (programs / "apt-get", APT), (programs / "id", f"#!/bin/sh\necho {user}\n")):
        path.write_text(text)
        path.chmod(0o755)
    installed = folder / "installed"
    installed.touch()
    done = subprocess.run(
        [str(programs / "bash"), str(folder / "scripts/setup.sh"), "--tests"],
        env={"PATH": str(programs), "INSTALLED": str(installed), "TMPDIR": os.environ.get("TMPDIR", "/tmp")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr, installed.read_text().split()


def test_a_package_that_is_not_to_be_had_keeps_no_other_away(tmp_path: Path) -> None:
    said, installed = told(tmp_path, user=0)
    assert installed == ["curl", "gnucobol3", "default-jre-headless", "maven"]
    assert "E: Unable to locate package chromium" in said
    assert f"not installed: chromium; try: {TOLD} chromium\n" in said


def test_who_may_not_install_is_told_the_command(tmp_path: Path) -> None:
    said, installed = told(tmp_path, user=1000)
    assert installed == []
    assert f"sudo {TOLD} chromium curl gnucobol3 default-jre-headless maven\n" in said
