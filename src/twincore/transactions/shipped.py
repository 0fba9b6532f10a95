"""The catalogue that ships with twincore (``catalogue.toml``): chart of accounts, system accounts, transaction codes."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from twincore.kernel.sql import read
from twincore.ledger import Kind
from twincore.transactions.document import read_code
from twincore.transactions.model import CodeSpec, GlCode, SystemAccountSpec


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(read("twincore.transactions", "catalogue.toml"))


@cache
def shipped_chart() -> Mapping[int, GlCode]:
    """The chart of accounts by number."""
    return {int(number): GlCode(int(number), line["title"], line["kind"]) for number, line in _file()["chart"].items()}


@cache
def shipped_system_accounts() -> Mapping[str, SystemAccountSpec]:
    """The system accounts by name; the side of each follows from its line in the chart."""
    chart = shipped_chart()
    return {
        name: SystemAccountSpec(name, line["title"], line["gl"], chart[line["gl"]].side)
        for name, line in _file()["system_accounts"].items()
    }


@cache
def shipped_codes() -> tuple[CodeSpec, ...]:
    """The transaction codes, in the order of the file.

    The file is shorter than the documents it stands for: a parameter may be the name of a shared one, ``limits`` sets the maximum of an amount, a
    leg takes its value date from the parameter of that name, and the GL code of a system account's side is that account's own.
    """
    return tuple(read_code(_document(entry)) for entry in _file()["codes"])


def _document(entry: Mapping[str, Any]) -> dict[str, Any]:
    shared: Mapping[str, Any] = _file()["parameters"]
    document = dict(entry)
    limits = document.pop("limits", {})
    parameters = [{"name": p, **shared[p]} if isinstance(p, str) else p for p in document["parameters"]]
    document["parameters"] = [{**p, "maximum": limits[p["name"]]} if p["name"] in limits else p for p in parameters]
    document["derived"] = [{"name": name, "formula": formula} for name, formula in document.get("derived", {}).items()]
    dated = any(p["name"] == "value_date" for p in parameters)
    document["legs"] = [_leg(leg, dated) for leg in document["legs"]]
    return document


def _leg(leg: Mapping[str, Any], dated: bool) -> dict[str, Any]:
    accounts = shipped_system_accounts()
    full = {"kind": Kind.POST.name.lower(), **leg}
    if dated:
        full.setdefault("value_date", "value_date")
    for side in ("debit", "credit"):
        if (text := leg.get(side, "")).startswith("@"):
            full[f"gl_{side}"] = accounts[text[1:].partition(":")[0]].gl
    return full
