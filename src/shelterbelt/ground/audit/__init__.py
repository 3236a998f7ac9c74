"""The audit: who did or read what, when, why; hash-chained, append-only, in the transaction of the deed.

with audit.act("learn.application.submit", by=actor, about=("application", row.pk)) as event:
    ...
    event.note(programme=slug)
"""

from shelterbelt.ground.audit.recording import Deed, DifferentActor, NotForTheAudit, act, record_view
from shelterbelt.ground.audit.verification import Break, Fault, verify

__all__ = ["Break", "Deed", "DifferentActor", "Fault", "NotForTheAudit", "act", "record_view", "verify"]
