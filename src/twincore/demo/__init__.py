"""The demo: one command that starts a platform, lets a credit union live on it for a month, and shows what came of it."""

from twincore.demo.page import render
from twincore.demo.run import run_demo

__all__ = ["render", "run_demo"]
