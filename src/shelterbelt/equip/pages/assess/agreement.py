"""How far people agree, in words first and in figures for who asks for them."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.equip.formats.charts_standing import domain_name
from shelterbelt.equip.queries.agreement import Agreed, Differences, Verdict
from shelterbelt.equip.queries.shipped import question_set

WORDS = {
    Verdict.DIFFERENT: gettext_lazy("People see it very differently; talk about these first"),
    Verdict.ONE_ANSWER: gettext_lazy("Nearly everyone gives the same answer; hear those who do not"),
    Verdict.SAME: gettext_lazy("People mostly see it the same way"),
    Verdict.TOO_FEW: gettext_lazy("Too few answers to say"),
}
"""In the order in which they are worth talking about."""
OVERALL = {
    **WORDS,
    Verdict.DIFFERENT: gettext_lazy("People see it very differently"),
}


def agreement_shown(found: Differences) -> dict[str, Any]:
    """The words for all of it, the domains under each word, and a row of figures for each."""
    names = {one.key: domain_name(one) for one in question_set().domains}
    grouped = [
        (words, [names[key] for key, one in found.by_domain.items() if one.verdict == verdict])
        for verdict, words in WORDS.items()
    ]
    rows = [(names[key], *_figures(one)) for key, one in found.by_domain.items()]
    return {
        "words": OVERALL[found.overall.verdict],
        "grouped": [(words, domains) for words, domains in grouped if domains],
        "columns": (
            *(_("Domain"), _("Agreement, with its interval"), _("Equal answers")),
            *(_("Questions"), _("People")),
        ),
        "rows": [(_("All domains"), *_figures(found.overall)), *rows],
        "has_any": found.overall.questions > 0,
    }


def _figures(one: Agreed) -> tuple[str, str, str, str]:
    return (
        _figure(one),
        "–" if one.equal is None else _("%(share)s%%") % {"share": number_format(100 * one.equal, 0)},
        number_format(one.questions),
        number_format(one.assessors),
    )


def _figure(one: Agreed) -> str:
    if one.value is None:
        return "–"
    value = number_format(one.value, 2)
    if one.interval is None:
        return value
    low, high = (number_format(end, 2) for end in one.interval)
    return _("%(value)s (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}
