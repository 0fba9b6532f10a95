"""The command ``twincore``. Each command is a thin call into the room that does the work; rooms are imported when their command runs."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from twincore.eod import Progress
    from twincore.kernel.config import Settings

app = typer.Typer(
    name="twincore",
    help="The always-on twin of a core bank.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
bench = typer.Typer(help="Measure on this machine, and verify the ledger afterwards.", no_args_is_help=True)
app.add_typer(bench, name="bench")
eod = typer.Typer(help="End a tenant's business dates.", no_args_is_help=True)
app.add_typer(eod, name="eod")

Host = Annotated[str, typer.Option(help="Address to listen at.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen at; 0 takes a free one.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def main() -> None:
    """Run the command; what is refused is said on standard error, with exit status 1."""
    from twincore.kernel.refusal import Refusal

    try:
        app()
    except Refusal as refusal:
        print(f"twincore: {refusal}", file=sys.stderr)
        sys.exit(1)


@contextmanager
def _settings() -> Iterator["Settings"]:
    from twincore.kernel.config import load_settings
    from twincore.kernel.telemetry import start_telemetry

    settings = load_settings()
    start_telemetry(settings, "twincore")
    yield settings


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
    service: Annotated[str, typer.Argument(help="Which service: gateway.")] = "gateway",
    host: Host = "127.0.0.1",
    port: Port = 8080,
    public_url: Annotated[str, typer.Option(help="The address that others reach it by, if it is another.")] = "",
) -> None:
    """Serve the API against the configured PostgreSQL, until interrupted."""
    if service != "gateway":
        raise typer.BadParameter(f"{service!r} is not a service: there is gateway.", param_hint="SERVICE")
    from twincore.serve import serve as start

    with _settings() as settings:
        start(settings, host=host, port=port, public_url=public_url or None)


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

    from twincore.serve import end_day

    with _settings() as settings, _bar() as show:
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


def _told(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(result))
    else:
        width = max(map(len, result))
        for name, value in result.items():
            print(f"{name:{width}}  {value:,}" if isinstance(value, int) and not isinstance(value, bool) else f"{name:{width}}  {value}")
    if result.get("verified") is False:
        raise typer.Exit(1)


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
