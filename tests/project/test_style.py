"""The house style, as far as a machine can see it."""

import ast
import re
from pathlib import Path

import pytest

from tests.project.tree import PACKAGE, ROOT, files, room_of, sources, syntax, text, where

SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "processor", "base", "misc"}
LINES_MAX = 600
UNFINISHED = re.compile("|".join((r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"\bNotImplemented" + r"Error\b")))
MACHINE = re.compile(r"(?<![\w.-])/(?:work|farm|root)/|pypi" + r"\.org|python" + r"hosted\.org|registry\.npm" + r"js")
MONEY = re.compile(r"(?:^|_)(amount|balance|credit_limit|price|fee|principal|posted|held|debits|credits)s?(_minor)?$|_minor$")
STATEMENT = re.compile(
    r"^\s*(select|with|insert into|update [\w.]+ set|delete from|create|alter|drop|grant|revoke|truncate|copy|lock table|merge into)\s",
    re.IGNORECASE,
)
FLOATING = re.compile(r"\b(real|float[48]?|double precision|money)\b")
COMPOSED = {PACKAGE / "ledger" / "engine" / "store.py", PACKAGE / "ledger" / "engine" / "statement.py"}
"""Where statements are put together from their parts: the commit of a lane is one message to PostgreSQL, and names the tenant's own partition."""
OF_THEIR_OWN = {"kernel", "bench"}
"""Rooms with statements that belong to no room's tables: the kernel makes databases, roles and the list of migrations, a benchmark scratch tables."""
SQL = files(".sql")


def prose() -> list[Path]:
    return [path for path in files() if path.suffix in {".py", ".sql", ".md", ".toml", ".sh", ".yml", ".yaml", ".svg", ".html", ""}]


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert not [path.relative_to(ROOT) for path in files() if path.stem in SAY_NOTHING]


def test_a_file_is_read_in_one_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): len(text(path).splitlines())
        for path in files(".py", ".sql", ".sh")
        if path.parent.name != "migrations"
    }
    assert not {path: lines for path, lines in long.items() if lines > LINES_MAX}


def test_nothing_is_left_for_later() -> None:
    assert not [where(path, n) for path in prose() for n, line in enumerate(text(path).splitlines(), 1) if UNFINISHED.search(line)]


def test_the_tree_knows_no_machine_and_no_package_host() -> None:
    assert not [where(path, n) for path in prose() for n, line in enumerate(text(path).splitlines(), 1) if MACHINE.search(line)]
    assert not MACHINE.search(text(ROOT / "requirements.lock"))


@pytest.mark.parametrize("path", [path for path in SQL if path.name == "schema.sql"], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_table_says_what_it_is(path: Path) -> None:
    lines = text(path).splitlines()
    silent = [
        where(path, n)
        for n, line in enumerate(lines, 1)
        if re.match(r"create (unlogged )?table ", line) and not lines[n - 2].startswith("-- ") and "partition of" not in line
    ]
    assert not silent


@pytest.mark.parametrize("path", [path for path in SQL if path.name == "queries.sql"], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_named_statement_says_what_it_does(path: Path) -> None:
    lines = text(path).splitlines()
    assert not [where(path, n) for n, line in enumerate(lines, 1) if line.startswith("-- name: ") and not lines[n].startswith("-- ")]


def test_no_column_holds_money_in_floating_point() -> None:
    floating = []
    for path in SQL:
        for n, line in enumerate(text(path).splitlines(), 1):
            if FLOATING.search(line.split("--")[0].lower()) and path.is_relative_to(PACKAGE):
                floating.append(where(path, n))
    assert not floating


def _name(node: ast.expr | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _floats(tree: ast.AST, division: bool = True) -> list[int]:
    """Lines where something named like money is declared a float, turned into one, or divided into one."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
            name = node.arg if isinstance(node, ast.arg) else _name(node.target)
            if MONEY.search(name) and re.search(r"\bfloat\b", ast.unparse(node.annotation)):
                found.append(node.lineno)
        elif (isinstance(node, ast.Call) and _name(node.func) == "float" and node.args and MONEY.search(_name(node.args[0]))) or (
            division
            and isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Div)
            and (MONEY.search(_name(node.left)) or MONEY.search(_name(node.right)))
        ):
            found.append(node.lineno)
    return found


def test_money_is_never_a_float() -> None:
    """The synthetic world may divide while it draws a price from a distribution; what it sends is an integer or the API refuses it."""
    assert not [where(path, line) for path in sources() for line in _floats(syntax(path), division=room_of(path) != "simulation")]


@pytest.mark.parametrize(
    "source",
    ["amount: float = 0", "def fee_of(balance_minor: float): ...", "float(row.amount)", "share = amount / 3", "x = held_minor / total"],
)
def test_the_search_for_floats_finds_them(source: str) -> None:
    assert _floats(ast.parse(source))


def _is_statement(value: str) -> bool:
    """Whether a text is one. Tiny ones that set the transaction up may stand where they are, and so may those with an identifier to be filled in."""
    tiny = "set_config(" in value or value.startswith("set transaction") or "{}" in value
    return STATEMENT.search(value) is not None and not tiny and len(value.split()) > 3


def test_sql_lives_in_sql_files() -> None:
    """A statement is a named block beside its room, but for the two places below."""
    inline = []
    for path in sources():
        if room_of(path) in OF_THEIR_OWN or path in COMPOSED:
            continue
        tree = syntax(path)
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        inline += [
            f"{where(path, node.lineno)} {node.value[:60]!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings and _is_statement(node.value)
        ]
    assert not inline, inline
