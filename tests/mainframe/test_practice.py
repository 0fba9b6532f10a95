"""A core to practise on: every command is a console of its own, and finds the core by its folder alone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from twincore.kernel.refusal import Refusal
from twincore.mainframe import (
    Kind,
    Mainframe,
    Posting,
    copy_core,
    core_status,
    kill_core,
    load_practice_core,
    post_on_core,
    practice_core,
    restore_core,
    run_night,
    stop_core,
)

BRANCH = Posting(bytes(15) + b"\x01", 802_985, 1, "C", 15_00, "CRE")


Console = Callable[[], Mainframe]


@pytest.fixture
def folder(tmp_path: Path, kind: Kind) -> Path:
    load_practice_core(tmp_path / "core", 3, balance=100_00, kind=kind)
    return tmp_path / "core"


@pytest.fixture
def console(folder: Path) -> Iterator[Console]:
    """Another console of the core each time; the core is killed at the end."""
    opened: list[Mainframe] = []

    def open_one() -> Mainframe:
        opened.append(practice_core(folder))
        return opened[-1]

    yield open_one
    kill_core(open_one())
    for one in opened:
        one.kill()  # what it started is dead by now, and is waited for


def test_a_core_that_one_console_started_is_run_by_the_next(console: Console, folder: Path) -> None:
    console().start()
    assert core_status(console())["state"] == "OPEN"
    post_on_core(console(), [BRANCH])
    assert core_status(console())["posted"] == 1
    ended = run_night(console())
    assert (folder / ended["extract"]).exists()
    assert core_status(console())["state"] == "OPEN"
    stop_core(console())
    assert core_status(console())["state"] == "STOP"


def test_killed_it_has_lost_nothing(console: Console) -> None:
    console().start()
    post_on_core(console(), [BRANCH])
    kill_core(console())
    kill_core(console())
    console().start()
    post_on_core(console(), [BRANCH])
    assert core_status(console())["rejected"] == 1, "it knows the posting"


def test_an_image_is_put_back_into_a_core_that_does_not_run(console: Console, tmp_path: Path) -> None:
    console().start()
    copy_core(console(), tmp_path / "image")
    post_on_core(console(), [BRANCH])
    with pytest.raises(Refusal) as refused:
        restore_core(console(), tmp_path / "image")
    assert refused.value.code == "core_running"
    stop_core(console())
    restore_core(console(), tmp_path / "image")
    console().start()
    assert core_status(console())["epoch"] == 2


def test_a_folder_without_a_practice_core_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        practice_core(tmp_path)
    assert refused.value.code == "core_not_found"
