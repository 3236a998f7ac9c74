"""How people are admitted, in plain words, for a cohort's public page."""

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.definition.admission import BalanceRules, ReviewRules
from shelterbelt.learn.engine.definition.problem import Text
from shelterbelt.people.choices import community_choices

Shown = dict[str, Any]


def admission_shown(definition: Definition) -> Shown | None:
    """By which criteria applications are read, and whom the cohort needs; None when nothing is said of either."""
    if definition.review is None and definition.balance is None:
        return None
    return {
        "readers": _readers(definition.review) if definition.review else "",
        "criteria": _criteria(definition.review) if definition.review else [],
        "goals": _goals(definition.balance) if definition.balance else [],
    }


def _readers(review: ReviewRules) -> str:
    said = ngettext(
        "%(count)d person reads each application. This person does not see your name, your e-mail or your agency.",
        "%(count)d people read each application. They do not see your name, your e-mail or your agency.",
        review.readers,
    )
    return said % {"count": review.readers}


def _criteria(review: ReviewRules) -> list[Shown]:
    return [
        {"title": _said(one.title), "guide": _said(one.guide), "weight": one.weight if one.weight > 1 else 0}
        for one in review.criteria
    ]


def _goals(rules: BalanceRules) -> list[str]:
    sector, each, agency = (
        rules.each_sector_at_least,
        rules.each_community_at_least,
        rules.organisation_at_most,
    )
    names = dict(community_choices(get_language() or "en"))
    communities = ", ".join(names.get(key, key) for key in rules.communities)
    goals = [
        (
            sector > 0,
            ngettext(
                "At least %(count)d person from each sector that applied.",
                "At least %(count)d people from each sector that applied.",
                sector,
            )
            % {"count": sector},
        ),
        (
            rules.lower_income_at_least_percent > 0,
            _("At least %(percent)d%% of the places for people from countries where incomes are lower.")
            % {"percent": rules.lower_income_at_least_percent},
        ),
        (
            rules.region_at_most_percent < 100,  # noqa: PLR2004 -- a hundred percent is no limit
            _("At most %(percent)d%% of the places for any one region of the world.")
            % {"percent": rules.region_at_most_percent},
        ),
        (
            each > 0,
            ngettext(
                "At least %(count)d person from each of these communities: %(communities)s. "
                "Only people who chose to name their community are counted.",
                "At least %(count)d people from each of these communities: %(communities)s. "
                "Only people who chose to name their community are counted.",
                each,
            )
            % {"count": each, "communities": communities},
        ),
        (
            True,
            ngettext(
                "At most %(count)d person from one organisation.",
                "At most %(count)d people from one organisation.",
                agency,
            )
            % {"count": agency},
        ),
    ]
    return [words for is_goal, words in goals if is_goal]


def _said(text: Text) -> str:
    return text.in_language(get_language() or "en")
