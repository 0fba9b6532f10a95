"""Serve: the processes of the platform, and the errands an operator runs beside them."""

from twincore.serve.ground import Ground, stand_on
from twincore.serve.night import end_day
from twincore.serve.process import announce, serve, up
from twincore.serve.tokens import mint
from twincore.serve.verification import verification

__all__ = ["Ground", "announce", "end_day", "mint", "serve", "stand_on", "up", "verification"]
