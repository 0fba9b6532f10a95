"""The operator's commands for a core and the link to it; the command line mounts them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from twincore.kernel.config import Settings

core = typer.Typer(help="A core to practise on: in COBOL or its stand-in, in a folder of its own.", no_args_is_help=True)
sync = typer.Typer(help="The link to the core: begin it, how it stands, what differs, what waits.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
TenantName = Annotated[str, typer.Option("--tenant", help="Name of the tenant.")]
CoreFolder = Annotated[Path, typer.Option("--core", exists=True, file_okay=False, help="Folder with the core's interface files.")]


@contextmanager
def settings_at_hand() -> Iterator["Settings"]:
    """The settings of this command, with telemetry started."""
    from twincore.kernel.config import load_settings
    from twincore.kernel.telemetry import start_telemetry

    settings = load_settings()
    start_telemetry(settings, "twincore")
    yield settings


@contextmanager
def _database() -> Iterator[Any]:
    from twincore.kernel.db import Database
    from twincore.serve import stand_on

    with settings_at_hand() as settings, stand_on(settings) as ground:
        database = Database(ground.settings)
        try:
            yield database
        finally:
            database.close()


def told(result: dict[str, Any], as_json: bool) -> None:
    """Print figures, as JSON or as lines; exit status 1 where they say that something was not verified."""
    if as_json:
        print(json.dumps(result))
    else:
        width = max(map(len, result))
        for name, value in result.items():
            for at, line in enumerate(_lines(value)):
                print(f"{name if at == 0 else '':{width}}  {line}")
    if result.get("verified") is False:
        raise typer.Exit(1)


def _lines(value: Any) -> list[str]:
    """A figure in words: a line for each entry of a list, and for what is not there a dash."""
    if isinstance(value, dict):
        return [", ".join(f"{count:,} {name}" for name, count in value.items()) or "-"]
    if isinstance(value, list | tuple):
        return [str(one) for one in value] or ["-"]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return ["-" if value is None else f"{value:,}" if isinstance(value, int) else str(value)]


@sync.command("status")
def sync_status(tenant: TenantName, as_json: Json = False) -> None:
    """How the link to the core stands."""
    from twincore.sync import sync_status as run

    with _database() as database:
        told(run(database, tenant), as_json)


@sync.command("drift")
def sync_drift(
    tenant: TenantName,
    core: CoreFolder,
    extract: Annotated[str, typer.Option(help="A master extract of the core; by default one that it writes now.")] = "",
    as_json: Json = False,
) -> None:
    """Compare both sides to the cent; exit status 1 if they differ."""
    from twincore.sync import sync_drift as run

    with _database() as database:
        found = run(database, tenant, core, Path(extract) if extract else None)
    told(found, as_json)
    if not found["clean"]:
        raise typer.Exit(1)


@sync.command("resync")
def sync_resync(
    tenant: TenantName,
    core: CoreFolder,
    low: Annotated[int, typer.Option("--from", min=0, help="First account: BSB and number, 15 digits.")] = 0,
    high: Annotated[int, typer.Option("--to", min=0, help="Last account.")] = 10**15 - 1,
    as_json: Json = False,
) -> None:
    """Make both sides of a range of accounts agree, while both go on moving; exit status 1 if they still differ."""
    from twincore.sync import sync_resync as run

    with _database() as database:
        found = run(database, tenant, core, low, high)
    told(found, as_json)
    if not found["clean"]:
        raise typer.Exit(1)


@sync.command("parked")
def sync_parked(
    tenant: TenantName,
    core: Annotated[str, typer.Option(help="Folder with the core's interface files; needed to replay.")] = "",
    replay: Annotated[bool, typer.Option("--replay", help="Take in all that can be taken in by now.")] = False,
    number: Annotated[int, typer.Option(min=0, help="Only the record of this number.")] = 0,
    account: Annotated[int, typer.Option(min=0, help="Only the records of this account: BSB and number, 15 digits.")] = 0,
    corrected: Annotated[
        str,
        typer.Option(help="What that record should have said: its bytes in hexadecimal digits, or @ and the name of a file that has them."),
    ] = "",
    drop: Annotated[str, typer.Option(help="Do not take that record in: why.")] = "",
    as_json: Json = False,
) -> None:
    """List the records that could not be taken in, take them in after all, or drop one."""
    from twincore.sync import PAGE_MAX, sync_drop, sync_replay
    from twincore.sync import sync_parked as run

    if (corrected or drop) and not number:
        raise typer.BadParameter("is needed with --corrected and --drop.", param_hint="--number")
    if (replay or corrected) and not core:
        raise typer.BadParameter("is needed to replay.", param_hint="--core")
    raw = _bytes(corrected)
    with _database() as database:
        if drop:
            told(sync_drop(database, tenant, number, drop), as_json)
            return
        if replay or corrected:
            told(sync_replay(database, tenant, Path(core), number=number or None, account=account or None, corrected=raw), as_json)
            return
        found = run(database, tenant, number=number or None, account=account or None)
        if as_json:
            print(json.dumps(found))
            return
        for record in found:
            print(f"{record['number']:6}  {record['account'] or 'no account':20}  {record['stream']} {record['place']}  {record['reason']}")
            then = f"Then: {record['advice']}." if record["resolution"] is None else f"It waits no more: {record['resolution']}."
            print(f"{'':8}{record['words']}\n{'':8}{then}")
        if len(found) == PAGE_MAX:
            print(f"These are the oldest {PAGE_MAX:,}; twincore sync status counts all.")


def _bytes(given: str) -> bytes | None:
    """The bytes that an option says, in hexadecimal digits or by the name of a file."""
    if given.startswith("@"):
        try:
            return Path(given[1:]).read_bytes()
        except OSError as error:
            raise typer.BadParameter(f"{given[1:]} cannot be read: {error.strerror}.", param_hint="--corrected") from None
    try:
        return bytes.fromhex(given) if given else None
    except ValueError:
        raise typer.BadParameter("has hexadecimal digits, two for each byte, or @FILE.", param_hint="--corrected") from None


@sync.command("follow")
def sync_follow(tenant: TenantName, core: CoreFolder, as_json: Json = False) -> None:
    """Work for one core until SIGINT or SIGTERM; refused where another process does."""
    import signal
    import threading

    from twincore.sync import sync_follow as run

    ended = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: ended.set())
    with _database() as database:
        told(run(database, tenant, core, ended.is_set), as_json)


@sync.command("capture")
def sync_capture(
    tenant: TenantName,
    by: Annotated[str, typer.Option(help="log: the core's change log; envelopes: Debezium's, on the event log.")],
    as_json: Json = False,
) -> None:
    """Say how the core's changes reach the twin, from the next start of the process that works for it."""
    from twincore.sync import sync_capture as run

    with _database() as database:
        told(run(database, tenant, by), as_json)


PracticeFolder = Annotated[Path, typer.Option("--core", file_okay=False, help="Folder with the core's interface files.")]


@core.command("load")
def core_load(
    folder: PracticeFolder,
    accounts: Annotated[int, typer.Option(min=1, help="How many accounts, numbered from 1.")] = 100,
    balance: Annotated[int, typer.Option(min=0, help="Balance of each, in minor units.")] = 100_000,
    kind: Annotated[str, typer.Option(help="cobol or standin; by default COBOL where there is a compiler.")] = "",
    as_json: Json = False,
) -> None:
    """Make a core with accounts, in an empty folder."""
    from twincore.mainframe import load_practice_core as run

    if kind not in ("", "cobol", "standin"):
        raise typer.BadParameter("cobol or standin.", param_hint="--kind")
    chosen: Any = kind or None
    told(run(folder, accounts, balance=balance, kind=chosen), as_json)


@core.command("start")
def core_start(folder: PracticeFolder, as_json: Json = False) -> None:
    """Start its online program, which stays when this command has ended; after a crash it recovers first."""
    from twincore.mainframe import core_status, practice_core

    found = practice_core(folder)
    found.start()
    told(core_status(found), as_json)


@core.command("stop")
def core_stop(folder: PracticeFolder) -> None:
    """Stop it in order."""
    from twincore.mainframe import practice_core, stop_core

    stop_core(practice_core(folder))


@core.command("kill")
def core_kill(folder: PracticeFolder) -> None:
    """Kill it (SIGKILL), wherever it is."""
    from twincore.mainframe import kill_core, practice_core

    kill_core(practice_core(folder))


@core.command("status")
def core_state(folder: PracticeFolder, as_json: Json = False) -> None:
    """What it says of itself."""
    from twincore.mainframe import core_status, practice_core

    told(core_status(practice_core(folder)), as_json)


@core.command("slow")
def core_slow(folder: PracticeFolder, ms: Annotated[int, typer.Option(help="Milliseconds that each posting waits, up to 500.")]) -> None:
    """Make it slow, or with 0 fast again."""
    from twincore.mainframe import practice_core

    practice_core(folder).slow(ms)


@core.command("post")
def core_post(
    folder: PracticeFolder,
    number: Annotated[int, typer.Option(min=1, help="Number of the account.")],
    amount: Annotated[int, typer.Option(help="Minor units; below 0 it is a debit.")],
    bsb: Annotated[int, typer.Option(help="BSB of the account.")] = 802_985,
    description: Annotated[str, typer.Option(help="Words of the posting.")] = "",
) -> None:
    """Post at a branch: a transaction that begins on the core."""
    from uuid import uuid4

    from twincore.mainframe import Posting, post_on_core, practice_core

    side, kind = ("C", "CRE") if amount > 0 else ("D", "DEB")
    posting = Posting(uuid4().bytes, bsb, number, side, abs(amount), kind, description=description)  # type: ignore[arg-type]
    post_on_core(practice_core(folder), [posting])


@core.command("night")
def core_night(
    folder: PracticeFolder,
    unlogged: Annotated[bool, typer.Option("--unlogged", help="What the night posts is not in the change log.")] = False,
    as_json: Json = False,
) -> None:
    """End its business date: interest, fees, statements, extracts."""
    from twincore.mainframe import practice_core, run_night

    told(run_night(practice_core(folder), logged=not unlogged), as_json)


@core.command("copy")
def core_copy(folder: PracticeFolder, to: Annotated[Path, typer.Option(help="A folder that is made for it.")]) -> None:
    """Take an image copy of its files; it is stopped meanwhile."""
    from twincore.mainframe import copy_core, practice_core

    copy_core(practice_core(folder), to)


@core.command("restore")
def core_restore(
    folder: PracticeFolder,
    copy: Annotated[Path, typer.Option("--from", exists=True, file_okay=False, help="The image copy.")],
    forward: Annotated[bool, typer.Option("--forward", help="Roll it forward over the change log: nothing is lost.")] = False,
) -> None:
    """Put an image copy back into a core that does not run: what it committed since is gone."""
    from twincore.mainframe import practice_core, restore_core

    restore_core(practice_core(folder), copy, forward=forward)
