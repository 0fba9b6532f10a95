"""The figures of a drill in words."""

from collections.abc import Mapping
from typing import Any

UNSOUND = ("lost", "duplicated", "drift_accounts", "drift_minor")
"""What must be nothing in every drill."""
MANY = 0.1
"""A share of declines above which the limits are too small for the customers."""


def sound(figures: Mapping[str, Any]) -> bool:
    """Whether nothing was lost or doubled, and both sides agree to the cent."""
    return not any(figures[name] for name in UNSOUND)


def report(figures: Mapping[str, Any]) -> str:
    """What the drill found, for people."""
    words = {
        "standin_cap": f"larger than the cap of {_money(figures['cap'])}",
        "standin_allotment": f"the account's allotment of {_money(figures['allotment'])} was spent",
        "standin_velocity": "too many of one account in an hour",
    }
    paid, declined, short = figures["accepted_during_outage"], figures["declined_by_standin"], figures["refused_by_ledger"]
    p99 = figures["realtime_p99_ms"]
    lines = [
        "",
        f"{figures['hours']:g} hours without the core, {figures['members']:,} members",
        "",
        "What customers saw",
        _row(paid, "payments accepted by the twin alone"),
        _row(declined, f"payments declined by its stand-in limits: {figures['declined_share']:.1%} of those asked for"),
        *(_row(count, f"  {words.get(code, code)}") for code, count in figures["declines"].items()),
        _row(short, "payments refused by the ledger, before, during and after: not enough money"),
        _row(figures["received_during_outage"], "payments received: salaries, transfers, refunds"),
        _row(figures["reversed_during_outage"], "payments reversed by the shop; each gave its part of the allotment back"),
        "",
        "What the bank risked",
        _row(_money(figures["exposure_peak_minor"]), "at stake at most: accepted, and not known to the core yet"),
        _row(_money(figures["exposure_after_minor"]), "at stake afterwards"),
        "",
        "The way back",
        _row(figures["queued"], "requests waited for the core"),
        _row(f"{figures['caught_up_s']} s", "from its start until both were level and the usual limits held again"),
        _row("-" if p99 is None else f"{p99} ms", "meanwhile, for 99 of 100 customers' own payments, at most"),
        "",
        "Both sides afterwards",
        _row(figures["sides_audited"], "accepted sides looked for in the core's own log, one by one"),
        _row(figures["lost"], "lost"),
        _row(figures["duplicated"], "doubled, or posted by nobody's order"),
        _row(figures["drift_accounts"], f"accounts that differ, by {_money(figures['drift_minor'])} in all"),
        "",
        "Nothing lost, nothing doubled, not a cent apart."
        if sound(figures)
        else "THE TWO SIDES DO NOT AGREE: this must not happen; keep the log.",
    ]
    if figures["declined_share"] > MANY:
        lines.append("More than one payment in ten was declined: try a larger --allotment or --cap, or more --members for this --rate.")
    return "\n".join(lines)


def _row(figure: int | str, words: str) -> str:
    return f"{figure:>18,}  {words}" if isinstance(figure, int) else f"{figure:>18}  {words}"


def _money(minor: int) -> str:
    return f"{minor // 100:,}.{minor % 100:02}"
