"""The core's programs: the COBOL ones compiled and kept, or the stand-in's."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, Literal

from twincore.kernel.refusal import Category, Refusal
from twincore.mainframe.model import Kind

SOURCES: Final = Path(__file__).parents[3] / "mainframe"
COPYBOOKS: Final = Path(__file__).parent / "copybooks"

Program = Literal["online", "batch", "loader"]


def cobol_available() -> bool:
    """Whether the COBOL core can be compiled here: GnuCOBOL and the sources are there."""
    return shutil.which("cobc") is not None and (SOURCES / "build.sh").exists()


def build_cobol(target: Path | None = None) -> Path:
    """Compile the COBOL programs, unless that was done for exactly these sources; returns their folder.

    target: where to; by default a folder of the user's cache, named by the sources' digest. Refuses ``cobol_unavailable``, ``cobol_not_compiled``.
    """
    if not cobol_available():
        raise Refusal(
            "cobol_unavailable",
            "GnuCOBOL 3 (cobc; Debian: gnucobol3) or the folder mainframe/ is missing; the stand-in needs neither.",
            category=Category.UNAVAILABLE,
        )
    target = target or _cache() / f"mainframe-{_digest()}"
    if all((target / name).exists() for name in ("online", "batch", "loader")):
        return target
    environment = os.environ | {"COPYBOOKS": str(COPYBOOKS)}
    done = subprocess.run([SOURCES / "build.sh", target], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal("cobol_not_compiled", f"GnuCOBOL refuses the core: {done.stderr.strip()[:1000]}", category=Category.UNAVAILABLE)
    return target


def command(kind: Kind, program: Program, folder: Path | None) -> list[str]:
    """How a program is run; its working folder is that of the core's files."""
    if kind == "standin":
        return [sys.executable, "-m", "twincore.mainframe.standin", program]
    assert folder is not None, "the COBOL programs are built first"
    return [str(folder / program)]


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted([*SOURCES.glob("src/*"), SOURCES / "build.sh", *COPYBOOKS.glob("*.cpy")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "twincore"
