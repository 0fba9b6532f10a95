"""The outage drill: a day in which the core dies in the middle. This is its front door."""

from twincore.drill.auditor import Audit, apart, audit
from twincore.drill.customers import Customers, Payment
from twincore.drill.run import outage_drill

__all__ = ["Audit", "Customers", "Payment", "apart", "audit", "outage_drill"]
