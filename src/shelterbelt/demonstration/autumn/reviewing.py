"""Readers give their points; one knows an applicant and steps aside; where two disagree, a third reads."""

import random
from uuid import UUID

from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import ReviewState
from shelterbelt.learn.models import Cohort, Review
from shelterbelt.learn.queries.reviews import rules_of
from shelterbelt.learn.services.reviews import assign_reviews, give_review, step_aside

_SEVERITY = (0.0, -0.9, 0.6, 0.2, -0.3)
_CHANCE = 0.75
_MIDDLE, _SPREAD = 2.8, 0.8
_REMARK_EVERY = 11
_REMARKS = (
    "Clear about what the agency lacks, and honest.",
    "Says what would change for young people. I would like to hear more.",
    "Works with many others already.",
)


def give_out(*, lead: UUID, cohort: UUID) -> None:
    """Every application gets its readers."""
    actor = actor_of(lead)
    with scope(actor):
        assign_reviews(by=actor, cohort=cohort)


def one_steps_aside(*, cohort: UUID) -> None:
    """Once, a reader recognises who wrote."""
    with scope(SYSTEM):
        rows = Review.objects.filter(cohort=cohort)
        if rows.filter(state=ReviewState.STEPPED_ASIDE).exists():
            return
        first = rows.filter(state=ReviewState.ASKED).order_by("account", "pk").first()
    if first:
        reader = actor_of(first.account_id)
        with scope(reader):
            step_aside(by=reader, review=first.pk)


def read_share(*, cohort: UUID, part: int, of: int) -> None:
    """Readers give points for a share of what waits: the `part`-th of `of` sittings; the last one reads the rest."""
    with scope(SYSTEM):
        rules = rules_of(Cohort.objects.get(pk=cohort))
        rows = Review.objects.filter(cohort=cohort, state=ReviewState.ASKED).select_related("application")
        waiting = list(rows.order_by("application__email", "place"))
        readers = list(
            Review.objects.filter(cohort=cohort).order_by("account").values_list("account", flat=True)
        )
    severity = dict(zip(dict.fromkeys(readers), _SEVERITY * len(readers), strict=False))
    if rules is None:
        return
    for row in waiting[: -(-len(waiting) // max(1, of - part))]:
        chance = random.Random(f"{row.application.email}/{severity[row.account_id]}")  # noqa: S311 -- not secret
        quality = random.Random(row.application.email).gauss(_MIDDLE, _SPREAD)  # noqa: S311 -- not secret
        points = {
            criterion.key: min(
                rules.points,
                max(0, round(quality + severity[row.account_id] + chance.gauss(0, _CHANCE))),
            )
            for criterion in rules.criteria
        }
        remark = chance.choice(_REMARKS) if chance.randrange(_REMARK_EVERY) == 0 else ""
        reader = actor_of(row.account_id)
        with scope(reader):
            give_review(by=reader, review=row.pk, points=points, remark=remark)
