"""The synthetic world: a credit union with invented members, lived through the public API alone."""

from twincore.simulation.archetype import archetypes, load_archetype
from twincore.simulation.bank import Progress
from twincore.simulation.platform import Refused, fetch_token
from twincore.simulation.report import Day, Entry, Funnel, Invariant, Line, Report, Story
from twincore.simulation.run import plan_run, run
from twincore.simulation.scenario import load_scenario, scenarios
from twincore.simulation.tally import GROUPS

__all__ = [
    "GROUPS",
    "Day",
    "Entry",
    "Funnel",
    "Invariant",
    "Line",
    "Progress",
    "Refused",
    "Report",
    "Story",
    "archetypes",
    "fetch_token",
    "load_archetype",
    "load_scenario",
    "plan_run",
    "run",
    "scenarios",
]
