"""Texts of `learn` that can be held: how whoever sees one finds it, and how the person on call reads it."""

from uuid import UUID

from django.db import transaction

from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import read_field
from shelterbelt.learn import access
from shelterbelt.learn.models import Application, Review
from shelterbelt.people.queries.held_places import Find, Read, Standing, register_reader

READ_BY_REVIEWERS = "motivation"
"""The one text of an application that reviewers see, in a blind copy."""


def register_places() -> None:
    """Make every text of this slice known that can be held; once, when the application starts."""
    for field in ("motivation", "access_needs"):
        register_reader(f"application.{field}", read=_reading(field), find=_finding(field))
    register_reader("review.remark", read=read_remark, find=find_remark)


def read_remark(review: UUID) -> str:
    """A reviewer's remark; empty where there is none (any more)."""
    with transaction.atomic(), scope(SYSTEM):
        row = Review.objects.select_related("application").filter(pk=review).first()
        if row is None or row.remark is None:
            return ""
        return read_field(row, "remark", person=row.application.person, agency=row.organisation)


def find_remark(actor: Actor, review: UUID) -> Standing | None:
    """A remark that staff read, or the reviewer's own. It is about the applicant, and kept under their key."""
    with transaction.atomic(), scope(SYSTEM):
        rows = Review.objects.select_related("application").filter(pk=review)
        row = access.READ_REVIEWS.narrow(rows, actor).first() or access.REVIEW.narrow(rows, actor).first()
        return (
            Standing(row.pk, row.organisation, row.application.person, row.application.country)
            if row
            else None
        )


def _reading(field: str) -> Read:
    def read(application: UUID) -> str:
        with transaction.atomic(), scope(SYSTEM):
            row = Application.objects.filter(pk=application).first()
            if row is None or getattr(row, field) is None:
                return ""
            return read_field(row, field, person=row.person, agency=row.organisation)

    return read


def _finding(field: str) -> Find:
    def find(actor: Actor, given: UUID) -> Standing | None:
        # Reviewers never touch the table of applications; what they see is decided by what they were asked for.
        with transaction.atomic(), scope(SYSTEM):
            rows = Application.objects.filter(pk=given)
            row = (
                access.READ_APPLICATIONS.narrow(rows.exclude(submitted_at=None), actor).first()
                or access.HOLD_APPLICATION.narrow(rows, actor).first()
            )
            if row is None and field == READ_BY_REVIEWERS:
                row = _read_blind(actor, given)
            return Standing(row.pk, row.organisation, row.person, row.country) if row else None

    return find


def _read_blind(actor: Actor, given: UUID) -> Application | None:
    """The application behind a reviewer's own reading; `given` is the id of either."""
    asked = access.REVIEW.narrow(Review.objects.select_related("application"), actor)
    asked = asked.filter(state__in=("asked", "given"))
    row = asked.filter(pk=given).first() or asked.filter(application=given).first()
    return row.application if row else None
