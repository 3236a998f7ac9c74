"""The one clock. Everything that needs the time asks here, so that a demonstration can move it.

The demonstration's offset is one number in a file of the data folder; production never reads it.
"""

import datetime as dt
import os
from zoneinfo import ZoneInfo

from django.conf import settings

FILE = "demonstration-clock"


class ClockIsReal(Exception):
    """Time can be moved only where there is nothing but a demonstration."""


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return dt.datetime.now(tz=dt.UTC) + offset()


def today(zone: str = "UTC") -> dt.date:
    """Today's date as people in the IANA zone see it."""
    return now().astimezone(ZoneInfo(zone)).date()


def offset() -> dt.timedelta:
    """How far the demonstration is ahead of real time; zero everywhere else."""
    if not settings.CONF.shows_demonstration:
        return dt.timedelta()
    try:
        return dt.timedelta(seconds=int((settings.CONF.data_dir / FILE).read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError):
        return dt.timedelta()


def move(*, ahead: dt.timedelta) -> None:
    """Set how far the demonstration is ahead of real time.

    Raises:
        ClockIsReal: this is not a demonstration.
    """
    if not settings.CONF.shows_demonstration:
        raise ClockIsReal
    settings.CONF.data_dir.mkdir(parents=True, exist_ok=True)
    fresh = settings.CONF.data_dir / f"{FILE}.{os.getpid()}"
    fresh.write_text(str(int(ahead.total_seconds())), encoding="ascii")
    fresh.replace(settings.CONF.data_dir / FILE)
