"""The review of a cohort for its pages: how far it is, and what giving out would do."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shelterbelt.learn.engine.review.plan import Likeness
from shelterbelt.learn.formats.charts_review import effect_words, effects_chart
from shelterbelt.learn.formats.meeting_times import day_words
from shelterbelt.learn.pages.desk.shown import words
from shelterbelt.learn.queries.reading_plans import Preview
from shelterbelt.learn.queries.review_desk import Progress, ProgressLine, ProgressPage, ReviewDesk

_NAMES: dict[Progress, str | Promise] = {
    Progress.UNREAD: gettext_lazy("Unread"),
    Progress.PARTLY: gettext_lazy("Partly read"),
    Progress.DISPUTED: gettext_lazy("Disputed"),
    Progress.ENOUGH: gettext_lazy("Read by enough"),
}
_LOOKS = {Progress.UNREAD: "", Progress.PARTLY: "info", Progress.DISPUTED: "care", Progress.ENOUGH: "success"}
_LARGEST = 5


def progress_in(given: str) -> Progress | None:
    """Which applications the address asks for; None for all that are not read enough."""
    return Progress(given) if given in set(Progress) else None


def page_in(given: str) -> int:
    """The page the address asks for; the first one for anything that is no number."""
    given = given[:_LARGEST]
    return int(given) if given.isascii() and given.isdigit() else 1


def desk_shown(desk: ReviewDesk) -> dict[str, Any]:
    """For `learn/desk/reviews.html`."""
    criteria = desk.rules.criteria if desk.rules else ()
    progress = desk.progress
    return {
        "desk": desk,
        "criteria": [(words(one.title), words(one.guide), one.weight) for one in criteria],
        "most": desk.rules.points if desk.rules else 0,
        "readers": [(one, effect_words(one.effect) if one.effect else "") for one in desk.readers],
        "chart": effects_chart((one.name, one.effect) for one in desk.readers if one.effect),
        "filters": _filters(progress),
        "lines": [
            (line, _NAMES[line.progress], _LOOKS[line.progress], _said(line)) for line in progress.lines
        ],
        "rest": f"&read={progress.wanted.value}" if progress.wanted else "",
    }


def preview_shown(preview: Preview) -> dict[str, Any]:
    """For `learn/desk/reviews_assign.html`."""
    return {
        "preview": preview,
        "due": day_words(preview.due_on),
        "lacking_readings": sum(missing for _code, missing in preview.lacking),
        "alike": [said for likeness in Likeness if (said := _alike(likeness, *preview.alike[likeness]))],
    }


def _filters(progress: ProgressPage) -> list[tuple[str | Promise, int, str, bool]]:
    """Words, how many, the query, whether it is chosen."""
    waiting = sum(count for one, count in progress.counts.items() if one is not Progress.ENOUGH)
    every = (_("Not read enough"), waiting, "", progress.wanted is None)
    return [
        every,
        *(
            (name, progress.counts[one], f"read={one.value}", progress.wanted is one)
            for one, name in _NAMES.items()
        ),
    ]


def _said(line: ProgressLine) -> list[str]:
    """What an application waits for."""
    said = []
    if line.waits_for:
        said.append(_("Waits for %(names)s.") % {"names": ", ".join(line.waits_for)})
    if line.missing and line.progress is Progress.DISPUTED:
        said.append(_("No third reader is asked yet."))
    elif line.missing:
        missing = ngettext(
            "%(count)d reader is not asked yet.", "%(count)d readers are not asked yet.", line.missing
        )
        said.append(missing % {"count": line.missing})
    return said


def _alike(likeness: Likeness, count: int, alone: int) -> str:
    if not count:
        return ""
    if likeness is Likeness.ORGANISATION:
        said = ngettext(
            "%(count)d application gets two readers of one organisation.",
            "%(count)d applications get two readers of one organisation.",
            count,
        )
    else:
        said = ngettext(
            "%(count)d application gets two readers who share a sector.",
            "%(count)d applications get two readers who share a sector.",
            count,
        )
    why = (
        _("Nobody else may read them.")
        if alone == count
        else _("Otherwise some readers would read more than their share, or nobody else may read.")
    )
    return f"{said % {'count': count}} {why}"
