"""The client's code, generated from docs/openapi.json by openapi-python-client. ``python -m twincore.gateway.client_code`` writes both."""

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from twincore.gateway.document import document_bytes

CONFIG = """\
content_type_overrides:
  application/x-ndjson: application/octet-stream
  application/pdf: application/octet-stream
  text/html: application/octet-stream
post_hooks:
  - ruff format --isolated --line-length 140 --quiet .
"""
KEPT = ("README.md",)
"""Files of the client's folder that are written by hand."""


def generate(folder: Path, document: Path) -> None:
    """Generate the client of a document into a folder that does not exist yet. Needs the development tools."""
    with tempfile.TemporaryDirectory() as scratch:
        config = Path(scratch) / "config.yaml"
        config.write_text(CONFIG, encoding="utf-8")
        tools = Path(sys.executable).parent
        subprocess.run(
            [
                str(tools / "openapi-python-client"),
                *("generate", "--path", str(document), "--config", str(config), "--meta", "none", "--output-path", str(folder)),
            ],
            check=True,
            capture_output=True,
            env=os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', '')}"},
        )
    for left_over in folder.rglob(".ruff_cache"):
        shutil.rmtree(left_over)


def differences(one: Path, other: Path) -> list[str]:
    """The files that are not the same in two folders, by their paths below them."""
    names = {
        str(path.relative_to(folder))
        for folder in (one, other)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name not in KEPT
    }
    return sorted(
        name
        for name in names
        if not ((one / name).is_file() and (other / name).is_file() and filecmp.cmp(one / name, other / name, shallow=False))
    )


def main(arguments: list[str] | None = None) -> int:
    """Write docs/openapi.json and src/twincore/client, or with ``--check`` name what is not current (exit status 1)."""
    parser = argparse.ArgumentParser(prog="python -m twincore.gateway.client_code", description=main.__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--document", type=Path, default=Path("docs/openapi.json"))
    parser.add_argument("--client", type=Path, default=Path("src/twincore/client"))
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        document, fresh = Path(scratch) / "openapi.json", Path(scratch) / "client"
        document.write_bytes(document_bytes())
        generate(fresh, document)
        if given.check:
            stale = differences(fresh, given.client)
            if not given.document.exists() or given.document.read_bytes() != document.read_bytes():
                stale.insert(0, str(given.document))
            print("\n".join(f"not current: {name}" for name in stale) or "current")
            return 1 if stale else 0
        given.document.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(document, given.document)
        kept = {name: (given.client / name).read_bytes() for name in KEPT if (given.client / name).exists()}
        shutil.rmtree(given.client, ignore_errors=True)
        shutil.copytree(fresh, given.client)
        for name, text in kept.items():
            (given.client / name).write_bytes(text)
    print(f"{given.document} and {given.client} are current")
    return 0


if __name__ == "__main__":
    sys.exit(main())
