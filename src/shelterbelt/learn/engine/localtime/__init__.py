"""A meeting on the reader's clock, with the host's beside it: date rolls, clock changes, shifted hours."""

from shelterbelt.learn.engine.localtime.describe import describe, quarters
from shelterbelt.learn.engine.localtime.names import UnknownZoneError, resolve, zone, zones
from shelterbelt.learn.engine.localtime.plan import Code, LocalTime, Part, Quarter, Reason
from shelterbelt.learn.engine.localtime.problem import Meeting

__all__ = [
    "Code",
    "LocalTime",
    "Meeting",
    "Part",
    "Quarter",
    "Reason",
    "UnknownZoneError",
    "describe",
    "quarters",
    "resolve",
    "zone",
    "zones",
]
