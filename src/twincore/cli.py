"""The command ``twincore``. Each command is a thin call into the room that does the work; rooms are imported when their command runs."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twincore.console import Json, core, sync
from twincore.console import settings_at_hand as _settings
from twincore.console import told as _told

if TYPE_CHECKING:
    from twincore.eod import Progress

app = typer.Typer(
    name="twincore",
    help="The always-on twin of a core bank.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
bench = typer.Typer(help="Measure on this machine, and verify the ledger afterwards.", no_args_is_help=True)
app.add_typer(bench, name="bench")
copybook = typer.Typer(help="Records of a mainframe, by their copybooks.", no_args_is_help=True)
app.add_typer(copybook, name="copybook")
app.add_typer(sync, name="sync")
app.add_typer(core, name="core")
eod = typer.Typer(help="End a tenant's business dates.", no_args_is_help=True)
app.add_typer(eod, name="eod")

Host = Annotated[str, typer.Option(help="Address to listen at.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen at; 0 takes a free one.")]


def main() -> None:
    """Run the command; what is refused is said on standard error, with exit status 1."""
    from twincore.kernel.refusal import Refusal

    try:
        app()
    except Refusal as refusal:
        print(f"twincore: {refusal}", file=sys.stderr)
        sys.exit(1)


def _roles(names: list[str]) -> list[Any]:
    from twincore.gateway.access import Role

    known = {role.value: role for role in Role}
    if unknown := [name for name in names if name not in known]:
        raise typer.BadParameter(f"{unknown[0]!r} is not a role: there are {', '.join(known)}.", param_hint="--role")
    return [known[name] for name in names]


@app.command()
def up(host: Host = "127.0.0.1", port: Port = 8080) -> None:
    """Start everything on this machine, until interrupted."""
    from twincore.serve import up as start

    with _settings() as settings:
        start(settings, host=host, port=port)


@app.command()
def serve(
    service: Annotated[str, typer.Argument(help="gateway (everything), ledger, transactions, sync, or registry.")] = "gateway",
    host: Host = "127.0.0.1",
    port: Port = 8080,
    public_url: Annotated[str, typer.Option(help="The address that others reach it by, if it is another.")] = "",
) -> None:
    """Serve the API, or one service of it, against the configured PostgreSQL, until interrupted."""
    services = ("gateway", "ledger", "transactions", "sync", "registry")
    if service not in services:
        raise typer.BadParameter(f"{service!r} is not a service: there are {', '.join(services)}.", param_hint="SERVICE")
    from twincore.serve import serve as start

    with _settings() as settings:
        start(settings, service=service, host=host, port=port, public_url=public_url or None)


@app.command()
def token(
    tenant: Annotated[str, typer.Option(help="Name of the tenant; platform for those who run the platform.")],
    role: Annotated[list[str], typer.Option(help="Role of the token; may be given several times.")],
    actor: Annotated[str, typer.Option(help="Who it is for; made of role and tenant unless said.")] = "",
    seconds: Annotated[int, typer.Option(min=1, max=30 * 86_400, help="How long it is good for.")] = 3600,
    party: Annotated[str, typer.Option(help="Id of the member that a token of role member speaks for.")] = "",
) -> None:
    """Print an access token, signed with the key in the data folder."""
    from uuid import UUID

    from twincore.serve import mint

    with _settings() as settings:
        print(mint(settings, tenant, _roles(role), actor=actor, life_s=seconds, party=UUID(party) if party else None))


@app.command()
def migrate() -> None:
    """Bring the database to this version, as the role owner."""
    from twincore.serve import stand_on

    with _settings() as settings, stand_on(settings) as ground:
        ran = ground.migrate()
    print("\n".join(f"ran {migration.name}" for migration in ran) or "The database is current.")


@app.command()
def verify(tenant: Annotated[str, typer.Option(help="Only this tenant.")] = "", as_json: Json = False) -> None:
    """Check every invariant from the raw rows; exit status 1 on a breach."""
    from twincore.serve import verification

    with _settings() as settings:
        reports = verification(settings, tenant or None)
    ok = all(report["ok"] for report in reports)
    if as_json:
        print(json.dumps({"ok": ok, "tenants": {report["tenant"]: report["invariants"] for report in reports}}))
    else:
        for report in reports:
            for name, found in report["invariants"].items():
                state = "holds " if found["ok"] else "BREACH"
                print(f"{report['tenant']:20} {name:14} {state} {found['checked']:>12,} checked  {found['first_bad'] or ''}".rstrip())
        print("Every invariant holds." if ok else "The books are broken: see BREACH above.")
    if not ok:
        raise typer.Exit(1)


@app.command()
def demo(
    members: Annotated[int, typer.Option(min=1, max=100_000, help="Members of the synthetic credit union.")] = 500,
    days: Annotated[int, typer.Option(min=1, max=3_650, help="Days of its life.")] = 30,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same ledger.")] = 1,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the database and the keys of the demo in place.")] = False,
) -> None:
    """Bring a synthetic credit union to life and prove its books; exit status 1 on a breach."""
    from twincore.demo import run_demo

    with _settings() as settings:
        status = run_demo(settings, members=members, days=days, seed=seed, keep=keep)
    if status:
        raise typer.Exit(status)


@eod.command("run")
def eod_run(
    tenant: Annotated[str, typer.Option(help="Name of the tenant.")],
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The date to end, and any before it; the next one unless said.")
    ] = None,
    as_json: Json = False,
) -> None:
    """End a business date, while customers go on; exit status 1 where a posting was refused or a figure differs."""
    from time import monotonic

    from twincore.kernel.priority import give_way

    with _settings() as settings, _bar() as show:
        if settings.database_host:  # an embedded server that starts here would serve others later, and not as well
            give_way()
        from twincore.serve import end_day  # imports are the first second of a night: they give way too

        began_s = monotonic()
        report = end_day(settings, tenant, date.date() if date is not None else None, progress=show)
    body = report.body() | {"seconds": round(monotonic() - began_s, 2)}
    if as_json:
        print(json.dumps(body))
    else:
        for step in report.steps:
            print(f"{step.step:22} {step.items:>12,} in {step.took_ms / 1e3:>8.2f} s".rstrip())
        print(f"{report.date} has ended: {report.posted:,} posted, {report.refused:,} refused, {report.discrepancies:,} differences.")
    if not report.trial_balance_zero or report.discrepancies:
        raise typer.Exit(1)


@contextmanager
def _bar() -> Iterator["Callable[[Progress], None]"]:
    """A bar on standard error that fills step by step."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description:36}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[items]:>14,}"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[Any, tuple[Any, str, int]] = {}

        def show(page: "Progress") -> None:
            if page.date not in tasks:
                tasks[page.date] = bar.add_task(str(page.date), total=page.steps, items=0), "", 0
            task, step, items = tasks[page.date]
            items = page.items + (items if step == page.step else 0)
            tasks[page.date] = task, page.step, items
            bar.update(task, description=f"{page.date} {page.step}", completed=page.number if page.done else page.number - 1, items=items)

        yield show


@bench.command("ledger")
def bench_ledger(
    accounts: Annotated[int, typer.Option(min=2, help="Accounts of each lane.")] = 1_000_000,
    transfers: Annotated[int, typer.Option(min=1, help="Transfers of each lane.")] = 1_000_000,
    lanes: Annotated[int, typer.Option(min=1, max=64, help="Lanes, each in a process of its own.")] = 1,
    mix: Annotated[str, typer.Option(help="posts or real.")] = "posts",
    as_json: Json = False,
) -> None:
    """How many transfers a second the engine commits, beside plain COPY."""
    from twincore.bench.ledger import bench_ledger as run

    with _settings() as settings:
        _told(run(accounts, transfers, lanes=lanes, mix=mix, folder=settings.data_path), as_json)


@bench.command("api")
def bench_api(
    rate: Annotated[float, typer.Option(min=1, help="Posts offered a second.")] = 500,
    seconds: Annotated[float, typer.Option(min=1, help="For how long.")] = 30,
    as_json: Json = False,
) -> None:
    """How fast single posts are answered over HTTP, in open loop."""
    from twincore.bench.api import bench_api as run

    with _settings() as settings:
        _told(run(rate, seconds, folder=settings.data_path), as_json)


@bench.command("ingest")
def bench_ingest(
    data_format: Annotated[str, typer.Option("--format", help="arrow or ndjson.")] = "arrow",
    transfers: Annotated[int, typer.Option(min=1, help="Transfers to post.")] = 1_000_000,
    as_json: Json = False,
) -> None:
    """How many transfers a second come in by bulk over HTTP."""
    if data_format not in ("arrow", "ndjson"):
        raise typer.BadParameter("arrow or ndjson.", param_hint="--format")
    from twincore.bench.ingest import bench_ingest as run

    with _settings() as settings:
        _told(run(data_format, transfers, folder=settings.data_path), as_json)


@bench.command("onboarding")
def bench_onboarding(
    customers: Annotated[int, typer.Option(min=1, help="Customers: a person, a product account and its ledger account each.")] = 200_000,
    as_json: Json = False,
) -> None:
    """How many customers a second are onboarded."""
    from twincore.bench.onboarding import bench_onboarding as run

    with _settings() as settings:
        _told(run(customers, folder=settings.data_path), as_json)


@bench.command("eod")
def bench_eod(
    accounts: Annotated[int, typer.Option(min=1_000, help="Deposit accounts.")] = 1_000_000,
    transactions: Annotated[int, typer.Option(min=1_000, help="Transactions of each day.")] = 1_000_000,
    history: Annotated[
        int | None, typer.Option(min=0, help="Transfers of the days before; seven for each transaction unless said.")
    ] = None,
    rate: Annotated[float, typer.Option(min=1, help="Single posts offered a second while the day is ended.")] = 200,
    month_end: Annotated[bool, typer.Option("--month-end", help="End the last day of a month, with its interest.")] = False,
    as_json: Json = False,
) -> None:
    """How long the end of a day takes, and how fast single posts are answered meanwhile."""
    from twincore.bench.eod import bench_eod as run

    with _settings() as settings:
        _told(run(accounts, transactions, history=history, rate=rate, month_end=month_end, folder=settings.data_path), as_json)


@bench.command("recovery")
def bench_recovery(
    accounts: Annotated[int, typer.Option(min=2, help="Accounts of the lane.")] = 1_000_000,
    kills: Annotated[int, typer.Option(min=1, help="How often its process is killed.")] = 3,
    as_json: Json = False,
) -> None:
    """How soon a lane posts again after its process was killed under load."""
    from twincore.bench.recovery import bench_recovery as run

    with _settings() as settings:
        _told(run(accounts, kills, folder=settings.data_path), as_json)


@bench.command("history")
def bench_history(
    entries: Annotated[int, typer.Option(min=100, help="Entries of the account.")] = 1_000_000,
    as_json: Json = False,
) -> None:
    """How long a page of 50 takes, of an account with a great many entries."""
    from twincore.bench.history import bench_history as run

    with _settings() as settings:
        _told(run(entries, folder=settings.data_path), as_json)


@bench.command("copybook")
def bench_copybook(
    records: Annotated[int, typer.Option(min=1, help="Records of 350 bytes.")] = 200_000,
    as_json: Json = False,
) -> None:
    """How many records of 350 bytes a second are decoded and encoded."""
    from twincore.bench.copybook import bench_copybook as run

    _told(run(records), as_json)


@bench.command("events")
def bench_events(
    log: Annotated[
        str, typer.Option(help="postgresql or kafka: a broker of its own is started, which takes a Java and, once, Maven.")
    ] = "postgresql",
    events: Annotated[int, typer.Option(min=1, help="Events, of some 75 bytes.")] = 500_000,
    as_json: Json = False,
) -> None:
    """How many events a second go through the event log, there and back, and how soon a single one is seen."""
    from twincore.bench.events import bench_events as run

    if log not in ("postgresql", "kafka"):
        raise typer.BadParameter("postgresql or kafka.", param_hint="--log")
    with _settings() as settings:
        _told(run(log, events, folder=settings.data_path), as_json)


@bench.command("sync")
def bench_sync(
    log: Annotated[str, typer.Option(help="postgresql, or kafka: a broker is started (takes a Java and, once, Maven).")] = "postgresql",
    changes: Annotated[int, typer.Option(min=1_000, help="Transactions for the rates each way.")] = 200_000,
    queued: Annotated[int, typer.Option(min=1_000, help="Transactions that wait when the core comes back.")] = 1_000_000,
    as_json: Json = False,
) -> None:
    """How soon the twin sees what the core posts, how fast transactions go either way, and how long it takes to catch up after an outage."""
    from twincore.bench.sync import bench_sync as run

    if log not in ("postgresql", "kafka"):
        raise typer.BadParameter("postgresql or kafka.", param_hint="--log")
    with _settings() as settings:
        _told(run(log, changes, queued, folder=settings.data_path), as_json)


@bench.command("mainframe")
def bench_mainframe(
    kind: Annotated[str, typer.Option(help="cobol (takes GnuCOBOL 3) or standin.")] = "standin",
    postings: Annotated[int, typer.Option(min=1, help="Requests in the queue.")] = 100_000,
    accounts: Annotated[int, typer.Option(min=1, help="Accounts of the core.")] = 20_000,
    as_json: Json = False,
) -> None:
    """How fast a core posts what its queue holds, comes back from a kill, and does a night."""
    from twincore.bench.mainframe import bench_mainframe as run

    if kind not in ("cobol", "standin"):
        raise typer.BadParameter("cobol or standin.", param_hint="--kind")
    _told(run("cobol" if kind == "cobol" else "standin", postings, accounts), as_json)


RecordFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file.")]
Copybook = Annotated[Path, typer.Option("--copybook", exists=True, dir_okay=False, help="The copybook that describes its records.")]
Codepage = Annotated[str, typer.Option(help="Its code page: cp037, cp500, cp1140, cp273, cp1047 or ascii.")]
RecordName = Annotated[str, typer.Option("--record", help="Which record of the copybook, if it has several.")]
FormOfRecords = Annotated[str, typer.Option("--form", help="fixed, or variable: with a record descriptor word before each record.")]
DialectName = Annotated[str, typer.Option("--dialect", help="ibm or gnucobol: byte order of COMP-5, format of COMP-1 and COMP-2.")]
Redefines = Annotated[
    list[str], typer.Option(help="Which description holds: ITEM=NAME, or ITEM=FIELD:CASE=NAME,... with * for all other cases.")
]
Raw = Annotated[list[str], typer.Option(help="A field whose bytes are taken as they are, in hexadecimal digits.")]
Replacing = Annotated[list[str], typer.Option(help="What the copybook is copied with, as :TAG:=TEXT.")]


def _form(name: str) -> Any:
    if name not in ("fixed", "variable"):
        raise typer.BadParameter("fixed or variable.", param_hint="--form")
    return name


@copybook.command("decode")
def copybook_decode(
    file: RecordFile,
    book: Copybook,
    codepage: Codepage = "cp037",
    record: RecordName = "",
    form: FormOfRecords = "fixed",
    dialect: DialectName = "ibm",
    redefines: Redefines = [],  # noqa: B006 - typer copies it
    raw: Raw = [],  # noqa: B006
    replacing: Replacing = [],  # noqa: B006
    fillers: Annotated[bool, typer.Option("--fillers", help="FILLERs too.")] = False,
) -> None:
    """Print the records of a file, each as a line of JSON."""
    from twincore.copybook.lines import decode_lines, read_layout

    layout = read_layout(book, record=record, dialect=dialect, redefines=redefines, raw=raw, replacing=replacing)
    for line in decode_lines(file, layout, codepage, _form(form), fillers=fillers):
        print(line)


@copybook.command("encode")
def copybook_encode(
    file: RecordFile,
    book: Copybook,
    output: Annotated[Path | None, typer.Option(dir_okay=False, help="Where the records go, if not to standard output.")] = None,
    codepage: Codepage = "cp037",
    record: RecordName = "",
    form: FormOfRecords = "fixed",
    dialect: DialectName = "ibm",
    redefines: Redefines = [],  # noqa: B006
    raw: Raw = [],  # noqa: B006
    replacing: Replacing = [],  # noqa: B006
) -> None:
    """Write the records that a file of JSON lines describes; into a file all of them or none."""
    from twincore.copybook.lines import encode_lines, read_layout, write_records

    layout = read_layout(book, record=record, dialect=dialect, redefines=redefines, raw=raw, replacing=replacing)
    if output is not None:
        print(f"{write_records(file, output, layout, codepage, _form(form)):,} records")
        return
    for image in encode_lines(file, layout, codepage, _form(form)):
        sys.stdout.buffer.write(image)


@copybook.command("layout")
def copybook_layout(
    book: Copybook,
    record: RecordName = "",
    dialect: DialectName = "ibm",
    replacing: Replacing = [],  # noqa: B006
    as_json: Json = False,
) -> None:
    """Print where each field of a copybook lies."""
    from twincore.copybook.lines import describe, read_layout

    layout = read_layout(book, record=record, dialect=dialect, replacing=replacing)
    fields = list(describe(layout))
    if as_json:
        print(json.dumps({"record": layout.name, "length": layout.length, "fixed": layout.fixed, "fields": fields}))
        return
    print(f"{layout.name}: {layout.length:,} bytes" + ("" if layout.fixed else " at most"))
    for field in fields:
        occurs = "".join(f" x {count}" for count in field["occurs"])
        digits = f" {field['digits']} digits, scale {field['scale']}" if field["digits"] else ""
        print(f"{field['offset']:6} {field['length']:5}{occurs}  {field['name']:30} {field['type']}{digits}")


@app.command("outage-drill")
def outage_drill(
    hours: Annotated[float, typer.Option(min=0.05, max=72, help="How long the core is dead, by the clock of the drill.")] = 6,
    rate: Annotated[int, typer.Option(min=1, max=10_000, help="Transactions a second in the busiest hour of the day.")] = 200,
    members: Annotated[int | None, typer.Option(min=2, max=1_000_000, help="Members; by default 3,000 for each of the rate.")] = None,
    allotment: Annotated[int | None, typer.Option(min=0, help="What an account may spend meanwhile, minor units.")] = None,
    cap: Annotated[int | None, typer.Option(min=0, help="The largest single payment meanwhile, minor units.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same customers.")] = 1,
    core: Annotated[str, typer.Option(help="cobol or standin; by default COBOL where there is a compiler.")] = "",
    as_json: Json = False,
) -> None:
    """Rehearse an outage: the core is killed, comes back hours later, and both sides must agree; exit status 1 if they do not."""
    from twincore.drill import outage_drill as run
    from twincore.drill import report, sound

    if core not in ("", "cobol", "standin"):
        raise typer.BadParameter("cobol or standin.", param_hint="--core")
    kind: Any = core or None
    with _settings() as settings:
        figures = run(
            hours=hours,
            rate=rate,
            members=members,
            allotment=allotment,
            cap=cap,
            seed=seed,
            kind=kind,
            folder=settings.data_path,
            said=lambda words: print(words, file=sys.stderr, flush=True),
        )
    print(json.dumps(figures) if as_json else report(figures))
    if not sound(figures):
        raise typer.Exit(1)
