"""Where an agency stands, in two minutes: by domain, over time, what comes first, who learns."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.equip import access
from shelterbelt.equip.engine.readiness.plan import Gap, Tally
from shelterbelt.equip.engine.readiness.problem import Question
from shelterbelt.equip.models import PackAssignment, PackReading
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.sites import SiteLine, sites_of
from shelterbelt.equip.queries.standings import Stood, standings_over_time
from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope

FIRST_GAPS = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """One assessment in the row of them: when, and how many of what applied were met."""

    assessment: UUID
    on: dt.date
    met: int
    applies: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What a board reads.

    Attributes:
        stood: the latest assessment; None while there is none.
        moments: every assessment, the oldest first.
        first_gaps: what comes first, with its question.
        sites: open sites with their walks.
        asked_packs, read_packs: askings that stand, and readings ever told; whose, is for leaders alone.
    """

    stood: Stood | None
    moments: tuple[Moment, ...]
    first_gaps: tuple[tuple[Gap, Question], ...]
    sites: tuple[SiteLine, ...]
    asked_packs: int
    read_packs: int

    @property
    def by_domain(self) -> Mapping[str, Tally]:
        """The latest tallies; empty while there are none."""
        return self.stood.results.by_domain if self.stood else {}


def overview_of(*, for_: Actor, agency: UUID) -> Overview:
    """The picture of an agency.

    Raises:
        NotThere, Denied: not the actor's agency.
    """
    require(access.READ_AGENCY, for_, agency)
    told = standings_over_time(for_=for_, agency=agency)
    stood = told[-1] if told else None
    with scope(SYSTEM):
        read = PackReading.objects.filter(organisation=agency).count()
    return Overview(
        stood=stood,
        moments=tuple(_moment(one) for one in told),
        first_gaps=tuple(
            (gap, question_set().by_key[gap.question]) for gap in (stood.gaps if stood else ())[:FIRST_GAPS]
        ),
        sites=sites_of(for_=for_, agency=agency),
        asked_packs=PackAssignment.objects.filter(organisation=agency, ended_at__isnull=True).count(),
        read_packs=read,
    )


def _moment(stood: Stood) -> Moment:
    tallies = stood.results.by_domain.values()
    return Moment(
        stood.assessment.pk,
        stood.assessment.opened_at.date(),
        sum(one.met for one in tallies),
        sum(one.applies for one in tallies),
    )
