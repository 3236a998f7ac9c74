"""Reasons, goals, blocking rules and remedies of panels in plain words. Never a word on lived experience."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shelterbelt.learn.formats.words_plan import Names, amount, params_of, points
from shelterbelt.people.choices import Region

_REASONS: Mapping[str, str | Promise] = {
    "brings_sector": gettext_lazy("brings: %(what)s"),
    "comes_from_region": gettext_lazy("from %(what)s"),
    "locked_in": gettext_lazy("set by the office"),
    "required_sector": gettext_lazy("brings what this panel needs: %(what)s"),
    "only_cover_in_series": gettext_lazy("alone in the whole series for: %(what)s"),
    "only_cover_in_panel": gettext_lazy("alone on this panel for: %(what)s"),
    "only_region_in_panel": gettext_lazy("alone on this panel from %(what)s"),
    "was_published": gettext_lazy("on this panel before"),
}

_GOALS: Mapping[str, str | Promise] = {
    "sectors_covered": gettext_lazy("Sectors covered in the series"),
    "worst_panel_sectors": gettext_lazy("Sectors on the panel with the fewest"),
    "worst_panel_regions": gettext_lazy("Regions on the panel with the fewest"),
    "worst_speaker_points": gettext_lazy("Unsociable time of the speaker with the most"),
    "total_points": gettext_lazy("Unsociable time of all speakers"),
    "seats_changed": gettext_lazy("Seats changed"),
    "repeat_appearances": gettext_lazy("Second appearances"),
}

_RULES: Mapping[str, str | Promise] = {
    "seats": gettext_lazy("%(panel)s: every seat is filled"),
    "availability": gettext_lazy("%(panel)s: people sit there only when they are free"),
    "points_limit": gettext_lazy("%(panel)s: nobody sits through more unsociable time than allowed"),
    "per_organisation": gettext_lazy("%(panel)s: only so many from one organisation"),
    "max_appearances": gettext_lazy("Nobody appears more often than they agreed to"),
    "budget": gettext_lazy("All fees stay within the budget"),
    "locked_in": gettext_lazy("%(panel)s: %(speaker)s is set by the office"),
    "locked_out": gettext_lazy("%(panel)s: %(speaker)s was taken off by the office"),
    "required_sector": gettext_lazy("%(panel)s: %(sector)s must be there"),
    "must_cover": gettext_lazy("The series must cover %(sector)s"),
}


def reason_phrases(seat: Mapping[str, Any], names: Names) -> list[str]:
    """Why a person has this seat: short phrases, each thing said once, in its strongest form."""
    said: set[str] = set()
    gathered: dict[str, list[str]] = {}
    for reason in seat.get("reasons", ()):
        code, given = reason["code"], params_of(reason)
        about = str(given.get("sector") or given.get("region") or code)
        if about in said or code not in _REASONS:
            continue
        said.add(about)
        told = names.sector(given["sector"]) if "sector" in given else _region(str(given.get("region", "")))
        gathered.setdefault(code, []).append(told)
    found = [str(_REASONS[code]) % {"what": _listed(told)} for code, told in gathered.items()]
    if seat.get("points"):
        found.append(_("carries %(points)s of unsociable time") % {"points": points(seat["points"])})
    return found


def _listed(parts: list[str]) -> str:
    return _("; ").join(parts) if any(", " in part for part in parts) else ", ".join(parts)


def _region(key: str) -> str:
    """Regions of the database have names; a table of speakers brings its own words."""
    return str(Region(key).label) if key in Region.values else key


def goal_row(goal: Mapping[str, Any]) -> tuple[str, str, str]:
    """A goal, what was reached, and whether better is impossible."""
    label = str(_GOALS.get(goal["code"], goal["code"]))
    if goal["proven"]:
        return label, amount(goal["value"]), _("proven: nothing better exists")
    better = _("not proven; %(bound)s may be possible") % {"bound": amount(goal["bound"])}
    return label, amount(goal["value"]), better


def gap_sentence(gap: Mapping[str, Any], names: Names) -> str:
    """A sector that no seat covers, and what would cover it."""
    sector = names.sector(gap["sector"])
    if not gap["meetings"]:
        return _("No seat is free to bring %(sector)s.") % {"sector": sector}
    panels = ", ".join(names.panel(key) for key in gap["meetings"])
    words = _("Nobody brings %(sector)s. One more speaker of this sector could sit on: %(panels)s.")
    told = words % {"sector": sector, "panels": panels}
    if gap["pay_at_most"] is not None:
        told += " " + _("At most %(money)s could be paid.") % {"money": names.money(gap["pay_at_most"])}
    return told


def rule_sentence(rule: Mapping[str, Any], names: Names) -> str:
    """A rule that blocks."""
    return str(_RULES.get(rule["code"], rule["code"])) % _about(rule, names)


def remedy_sentence(remedy: list[Mapping[str, Any]], names: Names) -> str:
    """One way out: what to add or release; all parts of it together are enough."""
    return _(" and ").join(_addition(part, names) for part in remedy)


def _addition(part: Mapping[str, Any], names: Names) -> str:
    about = _about(part, names)
    if part["code"] == "budget":
        return _("%(money)s more in the budget") % about
    if part["code"] == "release_locked_in":
        return _("no longer setting %(speaker)s on %(panel)s") % about
    if part["code"] == "release_locked_out":
        return _("letting %(speaker)s back on %(panel)s") % about
    who = ngettext("%(count)s more speaker", "%(count)s more speakers", part["count"]) % {
        "count": amount(part["count"])
    }
    if part["sector"]:
        who = _("%(who)s of the sector %(sector)s") % {"who": who, **about}
    terms = _(
        "from an organisation not yet on the list, free for %(panel)s, paid at most %(money)s each time"
    )
    return _("%(who)s, %(terms)s") % {"who": who, "terms": terms % about}


def _about(told: Mapping[str, Any], names: Names) -> dict[str, str]:
    return {
        "panel": names.panel(told["meeting"]) if told.get("meeting") else "",
        "sector": names.sector(told.get("sector", "")),
        "speaker": names.speaker(told.get("speaker", "")),
        "money": names.money(int(told.get("amount", 0))),
    }
