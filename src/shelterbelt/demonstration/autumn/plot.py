"""What happens to the autumn cohort, and when."""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from uuid import UUID

from shelterbelt.demonstration.autumn import caring, intake, paying, placing, planning, reviewing
from shelterbelt.demonstration.autumn.intake import Autumn
from shelterbelt.demonstration.people import Bodies
from shelterbelt.demonstration.story import Story
from shelterbelt.demonstration.timeline import Dated
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import Cohort
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.learn.services.reports import ask_report

_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
_SITTINGS, _DAYS_TO_ANSWER = 6, 6
_LEAD = dt.timedelta(days=10)


def begin(
    *, story: Story, bodies: Bodies, definition: Dated, anchor: dt.datetime, speakers: Mapping[str, UUID]
) -> None:
    """Add every step of the autumn cohort to the story.

    Args:
        story: what is told.
        bodies: the organisations and their accounts.
        definition: the cohort's.
        anchor: the day of loading.
        speakers: professionals by the sample's reference; some of them sit on the cohort's panels.
    """

    def open_it() -> None:
        cohort = intake.load_autumn(bodies=bodies, definition=definition)
        story.cohorts["autumn"] = cohort
        lead = bodies.acting("lead")
        planning.invite_speakers(by=lead, cohort=cohort, people=speakers, definition=definition)
        _then(story, bodies, Autumn(definition, cohort, story.tokens), anchor)

    story.add(definition.opens - _LEAD, open_it)


def _then(story: Story, bodies: Bodies, autumn: Autumn, anchor: dt.datetime) -> None:
    who, cohort = bodies.accounts, autumn.cohort
    everyone = intake.autumn_applicants(autumn.definition)
    for one in everyone:
        story.add(one.moment, partial(intake.load_applicant, autumn=autumn, applicant=one))
    closed = autumn.closes + _HOUR
    story.add(closed, partial(intake.close_autumn, by=bodies.acting("lead"), cohort=cohort))
    rota = partial(caring.go_on_call, lead=who["lead"], account=who["on-call"], organisation=bodies.host)
    story.add(closed + _HOUR, rota)
    story.add(closed + 2 * _HOUR, partial(reviewing.give_out, lead=who["lead"], cohort=cohort))
    story.add(closed + _DAY, partial(reviewing.one_steps_aside, cohort=cohort))
    told = everyone[intake.DISCLOSED_AT].email
    story.add(closed + _DAY + _HOUR, partial(caring.hold, email=told, cohort=cohort))
    story.add(closed + _DAY + 2 * _HOUR, partial(caring.act_on_held, account=who["on-call"]))
    for part in range(_SITTINGS):
        sitting = partial(reviewing.read_share, cohort=cohort, part=part, of=_SITTINGS)
        story.add(closed + (2 + part) * _DAY, sitting)
    decided = anchor - 8 * _DAY
    rest = partial(reviewing.read_share, cohort=cohort, part=_SITTINGS - 1, of=_SITTINGS)
    story.add(decided - 3 * _HOUR, rest)
    planned = decided - 12 * _HOUR
    story.add(planned, partial(planning.publish, lead=who["lead"], cohort=cohort))
    story.add(decided + 2 * _DAY, partial(planning.answer, cohort=cohort))
    story.add(decided, partial(placing.select, lead=who["lead"], cohort=cohort))
    story.add(decided + _HOUR, partial(placing.decide_otherwise, lead=who["lead"], cohort=cohort))
    for part in range(_DAYS_TO_ANSWER):
        day = decided + (part + 1) * _DAY
        story.add(day, partial(placing.answer, cohort=cohort, part=part, of=_DAYS_TO_ANSWER))
        story.add(day + _HOUR, partial(placing.join, cohort=cohort))
    _money(story, bodies, autumn, anchor)
    _care(story, bodies, autumn, anchor)


def _money(story: Story, bodies: Bodies, autumn: Autumn, anchor: dt.datetime) -> None:
    who, cohort, end = bodies.accounts, autumn.cohort, anchor - _DAY
    story.add(end - 5 * _HOUR, partial(paying.choose_fees, cohort=cohort))
    story.add(end - 4 * _HOUR, partial(paying.grant, lead=who["lead"], cohort=cohort))
    receive = partial(paying.receive, finance=who["finance"], cohort=cohort, organisation=bodies.host)
    story.add(end - 2 * _HOUR, receive)
    story.add(end - 3 * _HOUR, partial(paying.invoice_in_french, finance=who["finance"], cohort=cohort))
    story.add(end - _HOUR, partial(placing.confirm, staff=who["staff"], cohort=cohort))
    story.add(end, partial(placing.announce, lead=who["lead"], cohort=cohort))


def _care(story: Story, bodies: Bodies, autumn: Autumn, anchor: dt.datetime) -> None:
    officer = bodies.accounts["complaints"]

    def complain() -> None:
        story.tokens["complaint"] = caring.complain(organisation=bodies.host)

    story.add(anchor - 3 * _DAY, complain)
    heard = partial(caring.acknowledge, officer=officer, cohort=autumn.cohort)
    story.add(anchor - 3 * _DAY + 2 * _HOUR, heard)
    story.add(anchor - 2 * _DAY, partial(caring.close, officer=officer))


def end(*, bodies: Bodies, cohort: UUID) -> None:
    """Honoraria of the cohort that is planned, and a release of the programme's numbers, made in the background."""
    who = bodies.accounts
    paying.pay_people(lead=who["lead"], finance=who["finance"], cohort=cohort)
    lead = bodies.acting("lead")
    with scope(lead):
        programme = Cohort.objects.values_list("programme", flat=True).get(pk=cohort)
    with suppress(NotInThisState):
        ask_report(by=lead, programme=programme)


def links(story: Story) -> dict[str, str]:
    """Secrets of links that are shown: somebody with an offer, admitted, waiting; and who complained."""
    found = {"complaint": story.tokens.get("complaint", "")}
    cohort = story.cohorts.get("autumn")
    if cohort:
        for state in ("offered", "admitted", "waiting"):
            found[state] = story.tokens.get(placing.shown_holder(cohort, state), "")
    return {key: token for key, token in found.items() if token}
