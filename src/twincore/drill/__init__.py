"""The outage drill: a day in which the core dies in the middle. This is its front door."""

from twincore.drill.auditor import Audit, apart, audit
from twincore.drill.customers import Customers
from twincore.drill.report import report, sound
from twincore.drill.run import outage_drill

__all__ = ["Audit", "Customers", "apart", "audit", "outage_drill", "report", "sound"]
