"""The autumn cohort's dates: planned and published before anyone is offered a place, so that everyone sees them."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from shelterbelt.demonstration import programmes
from shelterbelt.demonstration.timeline import Dated
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.jobs.worker import run_worker

_SOME_OF_THEM = 2
"""Every second speaker of the sample sits here: enough for every panel, and the plan is found sooner."""


def invite_speakers(*, by: Actor, cohort: UUID, people: Mapping[str, UUID], definition: Dated) -> None:
    """The speakers who can be asked; days on which they cannot come move with the cohort."""
    moved = dt.timedelta(weeks=definition.weeks)
    programmes.load_cohort_speakers(by=by, cohort=cohort, people=people, moved=moved, every=_SOME_OF_THEM)


def publish(*, lead: UUID, cohort: UUID) -> None:
    """The plan, and the invitations that follow from it."""
    programmes.load_plan(by=actor_of(lead), cohort=cohort)
    run_worker(is_waiting=False)  # people are invited before they answer


def answer(*, cohort: UUID) -> None:
    """Panellists say yes, or no, or have not opened their mail yet."""
    programmes.answer_seats(cohort=cohort)
