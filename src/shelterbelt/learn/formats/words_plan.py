"""The engines' reasons in plain words, for the command line, the printed plan and the pages alike.

Engines answer with codes and parameters; here is the one place where they become sentences. They are written in the
language that is active when the function is called.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from shelterbelt.ground.design.names import zone_name
from shelterbelt.learn.engine.timetable import Policy

Params = Mapping[str, Any]

POLICY_NAMES: Mapping[Policy, str | Promise] = {
    Policy.FRAME: gettext_lazy("The programme’s own hours"),
    Policy.FIXED_BEST: gettext_lazy("One hour for all, the fairest"),
    Policy.ROTATED: gettext_lazy("Hours that rotate"),
    Policy.ECHO: gettext_lazy("Each online meeting twice, twelve hours apart"),
    Policy.CORE: gettext_lazy("A shorter live core"),
    Policy.CORE_TWICE: gettext_lazy("A shorter live core, held twice"),
}

POLICY_MEANINGS: Mapping[Policy, str | Promise] = {
    Policy.FRAME: gettext_lazy("Every meeting at the hour the programme has always had."),
    Policy.FIXED_BEST: gettext_lazy("The same hour for a whole series, moved to where it weighs least."),
    Policy.ROTATED: gettext_lazy(
        "Each meeting has its own hour, so that no part of the world has every night."
    ),
    Policy.ECHO: gettext_lazy("Online meetings are held twice. Each person joins the one that suits them."),
    Policy.CORE: gettext_lazy("Long days are live for a few hours; the rest is done in one’s own time."),
    Policy.CORE_TWICE: gettext_lazy("The live hours of long days are held twice, twelve hours apart."),
}


def policy_name(key: str) -> str:
    """What a row of the comparison is called; `chosen` is a mixture of policies."""
    if key not in list(Policy):
        return _("Your mixture")
    return str(POLICY_NAMES[Policy(key)])


def policy_meaning(key: str) -> str:
    """What a policy does, in one sentence."""
    if key not in list(Policy):
        return _("Each series by its own rule.")
    return str(POLICY_MEANINGS[Policy(key)])


@dataclass(frozen=True, slots=True)
class Names:
    """What ids and keys are called in the reader's language.

    Attributes:
        series: titles by key.
        speakers: names by id; an id without a name stays as it is.
        sectors: names by key.
        currency: ISO 4217.
        minor_digits: decimal places of the currency.
    """

    series: Mapping[str, str] = field(default_factory=dict)
    speakers: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    minor_digits: int = 2

    def meeting(self, series: object, number: object) -> str:
        """The name of one meeting of a series."""
        title = self.series.get(str(series), str(series))
        return pgettext("a meeting of a series", "%(title)s %(number)s") % {"title": title, "number": number}

    def panel(self, key: str) -> str:
        """The name of a panel by its key."""
        series, _dash, number = key.rpartition("-")
        return self.meeting(series, number)

    def speaker(self, key: object) -> str:
        """A speaker's name."""
        return self.speakers.get(str(key), str(key))

    def sector(self, key: object) -> str:
        """A sector's name."""
        return self.sectors.get(str(key), str(key))

    def money(self, minor: int) -> str:
        """An amount with its currency."""
        amount = formats.number_format(minor / 10**self.minor_digits, self.minor_digits, force_grouping=True)
        return pgettext("amount and currency", "%(amount)s %(currency)s") % {
            "amount": amount,
            "currency": self.currency,
        }


def params_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a stored remark or reason."""
    return dict(told.get("params", told.get("parameters", ())))


def points(number: int) -> str:
    """Points, counted."""
    return ngettext("%(number)s point", "%(number)s points", number) % {"number": amount(number)}


def people(number: int) -> str:
    """People, counted."""
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": amount(number)}


def amount(number: float) -> str:
    """A number as the reader writes it, with at most one decimal."""
    return formats.number_format(number, 0 if float(number).is_integer() else 1, force_grouping=True)


def hours(number: float) -> str:
    """Hours, counted."""
    return ngettext("%(number)s hour", "%(number)s hours", 1 if number == 1 else 2) % {
        "number": amount(number)
    }


def trade_sentence(told: Mapping[str, Any]) -> str:
    """What a plan gives and takes against the programme's own hours."""
    say = _TRADES.get(told["code"])
    return say(params_of(told)) if say else _unknown(told)


def _worst(one: Params) -> str:
    now, then = int(one["worst"]), int(one["frame_worst"])
    carried = {"points": points(now), "people": people(int(one["people"])), "before": points(then)}
    if now < then:
        return _("The heaviest share falls from %(before)s to %(points)s (%(people)s).") % carried
    if now > then:
        return _("The heaviest share grows from %(before)s to %(points)s (%(people)s).") % carried
    return _("The heaviest share stays at %(points)s (%(people)s).") % carried


def _lighter(one: Params) -> str:
    return _("It is lighter for %(lighter)s and heavier for %(heavier)s than the programme’s own hours.") % {
        "lighter": people(int(one["lighter"])),
        "heavier": people(int(one["heavier"])),
    }


def _relieved(one: Params) -> str:
    return _("Most is taken off people in %(place)s: %(points)s.") % {
        "place": zone_name(str(one["zone"])),
        "points": points(int(one["points"])),
    }


def _added(one: Params) -> str:
    return _("Most is added for people in %(place)s: %(points)s.") % {
        "place": zone_name(str(one["zone"])),
        "points": points(int(one["points"])),
    }


def _night_free(one: Params) -> str:
    return _("%(gained)s no longer have a meeting at night; %(lost)s who had none now do.") % {
        "gained": people(int(one["gained"])),
        "lost": people(int(one["lost"])),
    }


def _second_runs(one: Params) -> str:
    fees = int(one["second_fees"])
    return _("It takes %(hours)s more of speakers’ time and %(fees)s.") % {
        "hours": hours(float(one["speaker_hours"])),
        "fees": ngettext("%(number)s second fee", "%(number)s second fees", fees) % {"number": amount(fees)},
    }


def _given_up(one: Params) -> str:
    return _("%(hours)s are no longer lived together; they are done in one’s own time.") % {
        "hours": hours(int(one["minutes"]) / 60)
    }


_TRADES: Mapping[str, Callable[[Params], str]] = {
    "worst_against_frame": _worst,
    "people_against_frame": _lighter,
    "most_relieved": _relieved,
    "most_added": _added,
    "night_free_against_frame": _night_free,
    "second_runs": _second_runs,
    "live_minutes_given_up": _given_up,
}


def flag_sentence(told: Mapping[str, Any], names: Names) -> str:
    """A warning of the timetable about one meeting."""
    one = params_of(told)
    if told["code"] == "policy_refused":
        name, reason = policy_name(str(one["policy"])), refusal(str(one["reason"]))
        return _("“%(policy)s” cannot be planned: %(reason)s") % {"policy": name, "reason": reason}
    meeting = names.meeting(one.get("series", ""), one.get("number", ""))
    if told["code"] == "overlap":
        other = names.meeting(one["other"], one["second"])
        return _("%(meeting)s and %(other)s run at the same time.") % {"meeting": meeting, "other": other}
    place = zone_name(str(one.get("zone", "")))
    if told["code"] == "clock_change":
        return _("%(meeting)s: clocks in %(place)s change in the seven days before it.") % {
            "meeting": meeting,
            "place": place,
        }
    if told["code"] == "date_roll":
        later = int(one["days"]) > 0
        words = _("%(meeting)s: it is already the next day in %(place)s.") if later else ""
        words = words or _("%(meeting)s: it is still the day before in %(place)s.")
        return words % {"meeting": meeting, "place": place}
    return _unknown(told)


def refusal(code: str) -> str:
    """Why no timetable exists, and what to change, by the engine's code."""
    known = {
        "no_people": _("Nobody is listed. Add at least one person."),
        "no_start_left": _("No date and start is left. Add a date or widen the hours the host accepts."),
        "no_shared_start": _("No single start fits all dates. Let meetings have their own starts."),
        "dates_collide": _("The dates do not hold all meetings. Add dates, or let meetings be closer."),
        "frame_outside_window": _(
            "This start is not one the host accepts. Take another, or widen the hours."
        ),
        "not_quarter": _("Times must lie on a quarter-hour. Round it."),
        "too_many_meetings": _("There are too many meetings. Plan one term at a time."),
    }
    return known.get(code, _("The programme cannot be planned as it is. Check dates, hours and people."))


def _unknown(told: Mapping[str, Any]) -> str:
    """A code of a newer engine than these words: shown as it is rather than left out."""
    given = ", ".join(f"{name}: {value}" for name, value in params_of(told).items())
    return f"{told['code']} ({given})" if given else str(told["code"])
