"""The autumn cohort and its 180 applications, which closed a few weeks before the day of loading."""

import datetime as dt
import math
from dataclasses import dataclass, replace
from uuid import UUID

from babel.dates import format_date

from shelterbelt.demonstration import cast, programmes
from shelterbelt.demonstration.cast import Applicant
from shelterbelt.demonstration.people import Bodies
from shelterbelt.demonstration.timeline import Dated
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.engine.definition import move, parse, to_toml
from shelterbelt.learn.engine.definition.plan import apply_window
from shelterbelt.learn.engine.definition.problem import Text
from shelterbelt.learn.models import Application, Cohort
from shelterbelt.learn.services.cohorts import close_cohort, create_cohort, open_cohort

CLOSED = dt.timedelta(days=20)
"""About how long before the day of loading applications closed; whole weeks make it up to three days less or more."""

DISCLOSED_AT = 31
"""The place of the applicant whose text tells of someone who may need help."""

_DISCLOSED = (
    "Je dirige un foyer de douze places. Une personne de seize ans que nous accompagnons ne va pas bien en ce moment, "
    "et je ne sais pas à qui le dire. J’espère apprendre à mieux réagir avec mon équipe."
)
_WEEK = dt.timedelta(weeks=1)
_COMES_EVERY = 5


@dataclass(frozen=True)
class Autumn:
    """The cohort, when its applications opened and closed, and the secrets of links made in this run."""

    definition: Dated
    cohort: UUID
    tokens: dict[str, str]

    @property
    def closes(self) -> dt.datetime:
        """When applications closed."""
        return self.definition.closes


def autumn_definition(executive: Dated, anchor: dt.datetime) -> Dated:
    """The executive programme's definition, moved back by whole weeks so that applications are over."""
    weeks = math.floor((anchor - CLOSED + _WEEK / 2 - executive.closes) / _WEEK)
    base = parse(executive.text, name="definition")
    monday = base.cohort.first_week + weeks * _WEEK
    names = tuple(
        (tag, format_date(monday, "LLLL y", locale=tag).capitalize()) for tag in base.cohort.label.languages
    )
    moved = move(base, monday, label=Text(names))
    opens, closes = apply_window(moved.cohort)
    return replace(executive, text=to_toml(moved), weeks=weeks, opens=opens, closes=closes, first_week=monday)


def load_autumn(*, bodies: Bodies, definition: Dated) -> UUID:
    """The cohort, open for applications; what is there stays."""
    lead = bodies.acting("lead")
    slug = parse(definition.text, name="definition").cohort.slug
    with scope(lead):
        found = Cohort.objects.filter(programme__slug=definition.programme, slug=slug).first()
        cohort = found.pk if found else create_cohort(by=lead, organisation=bodies.host, text=definition.text)
        if found is None:
            open_cohort(by=lead, cohort=cohort)
        return cohort


def autumn_applicants(definition: Dated) -> tuple[Applicant, ...]:
    """Everyone who applied, in the order of their coming. All of them sent what they wrote."""
    everyone = cast.applicants(opens=definition.opens, until=definition.closes, names="names_autumn")
    return tuple(
        replace(one, fate="sent", answers=_answers(one, place)) for place, one in enumerate(everyone)
    )


def load_applicant(*, autumn: Autumn, applicant: Applicant) -> None:
    """One application, if it is not there yet."""
    with scope(SYSTEM):
        if Application.objects.filter(cohort=autumn.cohort, email=applicant.email).exists():
            return
    autumn.tokens[applicant.email] = programmes.load_application(cohort=autumn.cohort, applicant=applicant)


def close_autumn(*, by: Actor, cohort: UUID) -> None:
    """Applications are closed by the lead, who can do so before or after the date."""
    with scope(by):
        if Cohort.objects.filter(pk=cohort, state="open").exists():
            close_cohort(by=by, cohort=cohort)


def holders(cohort: UUID, *states: str) -> list[tuple[str, Actor, Application]]:
    """Address, actor and row of everyone whose application is in one of the states, in a steady order."""
    with scope(SYSTEM):
        rows = list(Application.objects.filter(cohort=cohort, state__in=states).order_by("email"))
    return [(row.email, bearer_of(row.token_digest), row) for row in rows]


def _answers(applicant: Applicant, place: int) -> dict[str, object]:
    changed: dict[str, object] = {"motivation": _DISCLOSED} if place == DISCLOSED_AT else {}
    if place % _COMES_EVERY == 1:
        changed["mode"] = "on_site"
    changed["communities"] = _communities(f"A-{place + 1:04}")
    return {**applicant.answers, **changed}


def _communities(reference: str) -> list[str]:
    """The communities that one of the sample's people names; most name none."""
    return [key for key, people in cast.data("communities_autumn").items() if reference in people]
