"""A date some months later."""

import calendar
import datetime as dt


def after_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month, or the last one where the month is shorter: 31 January and a month is 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))
