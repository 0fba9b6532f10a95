"""The documents: they name every command, setting, refusal and metric there is, and nothing that is not."""

import ast
import json
import re
import tomllib
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.project.refusals import refusal_codes
from tests.project.tree import PACKAGE, ROOT, files, sources, syntax, text, where
from twincore.cli import app
from twincore.gateway.problem import status_of
from twincore.kernel.config import Settings
from twincore.ledger import ACCOUNTS_OPEN_MAX, DETAIL_BYTES_MAX, GROUP_MAX, REQUESTS_MAX, TRANSFERS_MAX, Status, refusal_of
from twincore.ledger.model import ANSWERS, OPEN_HOLDS_MAX

DOCS = ROOT / "docs"
README = text(ROOT / "README.md")
MARKDOWN = files(".md")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    found = set()
    for heading in HEADING.findall(_without_code(text(page))):
        words = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
        found.add(words.strip().replace(" ", "-"))
    return found


def _without_code(page: str) -> str:
    return re.sub(r"```.*?```", "", page, flags=re.DOTALL)


def _commands(command: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    inner: dict[str, Any] = getattr(command, "commands", {})
    return [(path, command)] if not inner else [found for name in inner for found in _commands(inner[name], (*path, name))]


def commands() -> list[tuple[tuple[str, ...], Any]]:
    """Every command of the command line: its words, and what typer knows of it."""
    return _commands(typer.main.get_command(app), ("twincore",))


def test_every_command_and_option_is_documented() -> None:
    page = text(DOCS / "commands.md")
    missing = []
    for path, command in commands():
        heading = f"## `{' '.join(path)}`"
        if heading not in page:
            missing.append(heading)
            continue
        section = page.split(heading, 1)[1].split("\n## ", 1)[0]
        options = [option for parameter in command.params for option in parameter.opts]
        missing += [
            f"{' '.join(path)} {option}"
            for option in options
            if option.startswith("--") and option != "--help" and f"`{option}" not in section
        ]
    assert not missing, missing


def test_no_command_is_documented_that_does_not_exist() -> None:
    known = {" ".join(path) for path, _ in commands()}
    assert not set(re.findall(r"^## `(twincore [^`]+)`", text(DOCS / "commands.md"), re.MULTILINE)) - known


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting: Field[Any]) -> None:
    name = setting.name
    assert f"| `{name}` | `TWINCORE_{name.upper()}` |" in text(DOCS / "configuration.md")


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {f.name for f in fields(Settings)}
    assert not set(re.findall(r"^\| `(\w+)` \| `TWINCORE_", text(DOCS / "configuration.md"), re.MULTILINE)) - known


def _strings(node: ast.expr) -> list[str]:
    """The strings that an expression may be: a literal, or the literals of a conditional."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _strings(node.body) + _strings(node.orelse)
    return []


def documented_codes() -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", text(DOCS / "refusals.md"), re.MULTILINE))


def test_every_refusal_is_documented() -> None:
    missing = {code: place for code, place in refusal_codes().items() if code not in documented_codes()}
    assert not missing, missing


def test_no_refusal_is_documented_that_nobody_makes() -> None:
    assert not documented_codes() - set(refusal_codes())


@pytest.mark.parametrize("status", ANSWERS, ids=lambda status: status.name)
def test_the_refusals_page_says_what_an_outcome_answers(status: Status) -> None:
    refusal = refusal_of(status)
    row = f"| `{refusal.code}` | {status_of(refusal)} | {refusal.retry.value.replace('_', ' ')} |"
    assert row in text(DOCS / "refusals.md")


def test_every_operation_of_the_api_is_documented() -> None:
    document = json.loads(text(DOCS / "openapi.json"))
    known = {
        f"{method.upper()} {path}" for path, operations in document["paths"].items() for method in operations if method != "parameters"
    }
    listed = set(re.findall(r"^\| `([A-Z]+ /v1/[^`]+)` \|", text(DOCS / "api.md"), re.MULTILINE))
    assert known == listed


def test_every_invariant_is_documented() -> None:
    tree = syntax(PACKAGE / "ledger" / "proof" / "verify.py")
    counts = [node.value for node in ast.walk(tree) if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "counts"]
    names = [key.value for counted in counts if isinstance(counted, ast.Dict) for key in counted.keys if isinstance(key, ast.Constant)]
    assert len(names) >= 5
    assert not [name for name in names if f"| `{name!s}` |" not in text(DOCS / "proof.md")]


@pytest.mark.parametrize("limit", [TRANSFERS_MAX, GROUP_MAX, DETAIL_BYTES_MAX, OPEN_HOLDS_MAX, ACCOUNTS_OPEN_MAX, REQUESTS_MAX])
def test_the_ledger_page_gives_the_limits_that_hold(limit: int) -> None:
    assert f"| {limit:,}" in text(DOCS / "ledger.md")


def metrics() -> dict[str, str]:
    """Every metric's name -> where it is made."""
    found = {}
    for path in sources():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"Counter", "Gauge", "Histogram"}:
                for name in _strings(node.args[0]) if node.args else []:
                    found[name] = where(path, node.lineno)
    return found


def test_every_metric_is_documented() -> None:
    page = text(DOCS / "operations.md")
    assert not {name: place for name, place in metrics().items() if f"`{name}`" not in page}


def test_every_transaction_code_is_documented() -> None:
    catalogue = tomllib.loads(text(PACKAGE / "transactions" / "catalogue.toml"))["codes"]
    catalogue += json.loads(text(PACKAGE / "products" / "credit" / "credit.json"))["codes"]
    for room in ("products/interest", "reconciliation"):
        catalogue += json.loads(text(PACKAGE / room / "codes.json"))
    page = text(DOCS / "transaction-codes.md")
    rows = [f"| {code['number']} | `{code['name']}` | {code['title']} |" for code in catalogue]
    assert not [row for row in rows if row not in page]
    assert len(re.findall(r"^\| \d+ \| `", page, re.MULTILINE)) == len(rows)


def glossary() -> list[str]:
    return re.findall(r"^\*\*([^*]+)\*\*", text(DOCS / "GLOSSARY.md"), re.MULTILINE)


def test_the_glossary_is_in_order_and_says_nothing_twice() -> None:
    assert glossary() == sorted(set(glossary()), key=str.casefold)
    assert len(glossary()) > 40


@pytest.mark.parametrize("noun", glossary())
def test_every_noun_of_the_glossary_is_used(noun: str) -> None:
    words = r"[\s_-]*".join(re.escape(word) for word in noun.lower().split())
    pattern = re.compile(words)
    assert any(pattern.search(text(path).lower()) for path in files(".py", ".sql", ".toml") if path.is_relative_to(PACKAGE))


def test_every_room_is_on_the_map() -> None:
    from tests.project.tree import rooms

    plan = text(DOCS / "ARCHITECTURE.md")
    assert not [room for room in rooms() if f"`{room}`" not in plan]


def _targets() -> list[tuple[Path, str]]:
    return [
        (page, target)
        for page in MARKDOWN
        for target in LINK.findall(_without_code(text(page)))
        if not target.startswith(("http:", "https:", "mailto:"))
    ]


@pytest.mark.parametrize(
    ("page", "target"), _targets(), ids=lambda value: str(value.relative_to(ROOT)) if isinstance(value, Path) else value
)
def test_links_lead_somewhere(page: Path, target: str) -> None:
    address, _, anchor = target.partition("#")
    destination = (page.parent / address).resolve() if address else page
    assert destination.exists(), f"{target} does not exist"
    assert destination.is_relative_to(ROOT)
    if anchor and destination.suffix == ".md":
        assert anchor in _anchors(destination)


def test_every_page_is_reached_from_the_index() -> None:
    index = text(DOCS / "README.md")
    pages = [page for page in DOCS.rglob("*.md") if page != DOCS / "README.md"]
    assert not [page.relative_to(DOCS) for page in pages if f"({page.relative_to(DOCS)})" not in index]


def test_the_make_targets_that_are_promised_exist() -> None:
    made = set(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.MULTILINE))
    promised = {target for page in MARKDOWN for target in re.findall(r"`make ([a-z-]+)", text(page))}
    promised |= set(re.findall(r"^make ([a-z-]+)", README, re.MULTILINE))
    assert {"demo", "test"} <= promised <= made


def test_the_files_that_are_promised_exist() -> None:
    promised = [(page, path) for page in MARKDOWN for path in re.findall(r"`((?:src|docs|tests|scripts|bench)/[\w./-]+)`", text(page))]
    assert not [f"{page.relative_to(ROOT)}: {path}" for page, path in promised if not (ROOT / path).exists()]


def test_the_commands_that_are_promised_exist() -> None:
    known = {" ".join(path[1:]) for path, _ in commands()}
    promised = [
        (page, words)
        for page in MARKDOWN
        for words in re.findall(r"(?:`|bin/)twincore ((?:[a-z]+(?:-[a-z]+)* ?)+)", text(page), re.MULTILINE)
    ]
    assert not [
        f"{page.relative_to(ROOT)}: twincore {words}"
        for page, words in promised
        if not any(words.strip() == command or words.startswith(f"{command} ") for command in known)
    ]


def test_decisions_are_numbered_and_say_what_a_decision_says() -> None:
    decisions = sorted((DOCS / "adr").glob("[0-9]*.md"))
    assert [page.name[:4] for page in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]
    for page in decisions:
        assert HEADING.findall(text(page))[1:] == ["Context", "Decision", "Consequences", "Alternatives"], page.name
        assert len(text(page).splitlines()) <= 70, f"{page.name}: one page"
