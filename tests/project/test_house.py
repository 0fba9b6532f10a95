"""The house: rooms, the direction of imports, front doors."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.tree import PACKAGE, ROOT, room_of, rooms, sources, syntax, where
from twincore.kernel.migrations import ROOMS

OPEN = {"kernel", "client"}
"""Rooms without a front door: the kernel is everyone's ground, and the client's modules are laid out by its generator."""

HTTP_ROOMS = {"gateway", "client", "serve", "cli", "bench", "demo", "drill", "simulation"}
HTTP_LIBRARIES = {"fastapi", "starlette", "uvicorn", "httpx", "pydantic"}


def test_imports_only_go_down_the_house() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room", rooms())
def test_every_room_introduces_itself_on_one_page(room: str) -> None:
    page = PACKAGE / room / "README.md"
    assert page.exists(), f"{room} has no README.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    assert lines[0] == f"# {room}"
    assert len(lines) <= 120, "one page, not a book"


def _imported(path: Path) -> list[tuple[str, int]]:
    found = []
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, node.lineno))
        elif isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
    return found


def test_rooms_enter_each_other_by_the_front_door() -> None:
    """A part of a room that owns tables has a front door of its own. The command line alone reaches for the very module that a command needs,
    so that starting one does not import them all."""
    parts_of_rooms = {room for room in ROOMS if "/" in room}
    climbing = []
    for path in sources():
        for module, line in _imported(path):
            parts = module.split(".")
            if "/".join(parts[1:]) in parts_of_rooms:
                continue
            if parts[0] == "twincore" and len(parts) > 2 and parts[1] not in OPEN | {room_of(path)} and room_of(path) != "cli":
                climbing.append(f"{where(path, line)} imports {module}")
    assert not climbing, climbing


def test_only_the_gateway_and_its_callers_speak_http() -> None:
    speaking = [
        f"{where(path, line)} imports {module}"
        for path in sources()
        if room_of(path) not in HTTP_ROOMS
        for module, line in _imported(path)
        if module.split(".")[0] in HTTP_LIBRARIES
    ]
    assert not speaking, speaking


def test_the_synthetic_world_uses_the_public_interface_alone() -> None:
    inside = [
        f"{where(path, line)} imports {module}"
        for path in sources()
        if room_of(path) == "simulation"
        for module, line in _imported(path)
        if module.startswith("twincore.") and module.split(".")[1] not in {"simulation", "client", "kernel"}
    ]
    assert not inside, inside


@pytest.mark.parametrize("room", [room for room in rooms() if room not in OPEN])
def test_a_front_door_says_what_it_offers(room: str) -> None:
    door = syntax(PACKAGE / room / "__init__.py")
    assert ast.get_docstring(door), f"{room}/__init__.py has no docstring"
    imports = any(isinstance(node, ast.ImportFrom) for node in door.body)
    offers = any(isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__" for node in door.body)
    assert offers or not imports, f"{room}/__init__.py re-exports without __all__"
