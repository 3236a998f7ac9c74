"""Loads the demonstration, step by step. Each step looks at what is there: it can be ended and begun again."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from django.db import connection

from shelterbelt.demonstration import cast, people, programmes
from shelterbelt.demonstration.agencies import plot as agencies
from shelterbelt.demonstration.autumn import plot
from shelterbelt.demonstration.autumn.intake import autumn_definition
from shelterbelt.demonstration.cast import Applicant
from shelterbelt.demonstration.note import Note, begin_note, read_note, write_note
from shelterbelt.demonstration.people import Bodies, Tell
from shelterbelt.demonstration.story import Story
from shelterbelt.demonstration.timeline import Dated, dated, let_it_be, let_it_be_now
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.jobs.worker import run_worker
from shelterbelt.learn.formats.shipped import shipped_definitions

_PREPARED = dt.timedelta(days=10)
_PUBLISHED = dt.timedelta(days=6)
_ANSWERED = dt.timedelta(minutes=40)
_LAST = dt.timedelta(hours=2)
_EVERY_SIXTH = 6
_SHOWN_IN = "en"


class NoSamples(Exception):
    """The folder `programmes` is not there; the demonstration runs from a copy of the repository."""


def load(*, tell: Tell) -> Note:
    """Bring in what of the demonstration is not there yet.

    Args:
        tell: told of progress.

    Raises:
        NoSamples: the sample files are not there.
        NotThere: this instance is no demonstration.
    """
    note = read_note() or begin_note()
    if note.is_complete:
        return note
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO off")  # what a power cut takes is loaded again
        return _load(note, tell)
    finally:
        connection.close()
        let_it_be_now()


def _load(note: Note, tell: Tell) -> Note:
    texts = shipped_definitions()
    if not {"executive", "masters", "workshops"} <= texts.keys():
        raise NoSamples(
            "The folder 'programmes' is missing. Run the demonstration in a copy of the repository."
        )
    found = {name: dated(text, note.anchor) for name, text in texts.items()}
    executive = found["executive"]
    autumn = autumn_definition(executive, note.anchor)
    story = Story()
    let_it_be(note.anchor - agencies.BEGINS - _PREPARED)
    tell("agencies", 0, 1)
    people_of_agencies = agencies.begin(
        story=story, anchor=note.anchor, host=cast.data("cast")["host"]["slug"]
    )
    begins = min(each.opens for each in (autumn, *found.values())) - 2 * _PREPARED
    story.tell_until(begins)
    tell("agencies", 1, 1)
    let_it_be(begins)
    tell("organisations and roles", 0, 1)
    bodies = people.load_bodies()
    tell("organisations and roles", 1, 1)
    speakers = people.load_speakers(bodies=bodies, tell=tell)
    bodies.accounts.update(people_of_agencies)
    plot.begin(story=story, bodies=bodies, definition=autumn, anchor=note.anchor, speakers=speakers)
    cohort = _open(bodies, "lead", executive, speakers)
    _open(bodies, "lead", found["masters"], {})
    programmes.load_next_cohort(by=bodies.acting("lead"), cohort=cohort, first_week=executive.first_week)
    _load_applications(cohort, executive, note=note, tell=tell, bodies=bodies, story=story)
    story.tell_until(note.anchor - _LAST)
    workshops = _open(bodies, "other-lead", found["workshops"], speakers, every=_EVERY_SIXTH)
    _load_workshops(workshops, note, tell, bodies)
    return _finish(note, bodies, cohort, story)


def _open(
    bodies: Bodies,
    lead: str,
    definition: Dated,
    speakers: dict[str, UUID],
    every: int = 1,
) -> UUID:
    by = bodies.acting(lead)
    organisation = bodies.host if lead == "lead" else bodies.other
    cohort = programmes.load_cohort(by=by, organisation=organisation, definition=definition)
    if speakers:
        moved = dt.timedelta(weeks=definition.weeks)
        programmes.load_cohort_speakers(by=by, cohort=cohort, people=speakers, moved=moved, every=every)
    return cohort


def _load_applications(
    cohort: UUID, definition: Dated, *, note: Note, tell: Tell, bodies: Bodies, story: Story
) -> None:
    everyone = cast.applicants(opens=definition.opens, until=note.anchor)
    published_at = note.anchor - _PUBLISHED
    there = programmes.applications_there(cohort)
    is_planned = False
    for place, applicant in enumerate(everyone, start=1):
        if applicant.moment > published_at and not is_planned:
            is_planned = True
            story.tell_until(published_at)
            _plan(cohort, published_at, tell, bodies.acting("lead"))
        story.tell_until(applicant.moment)
        if applicant.email not in there:
            _apply(cohort, applicant)
        tell("applications", place, len(everyone))
    programmes.withdraw_applications(cohort=cohort, applicants=everyone)


def _plan(cohort: UUID, moment: dt.datetime, tell: Tell, lead: Actor) -> None:
    let_it_be(moment)
    tell("the fair plan", 0, 1)
    programmes.load_plan(by=lead, cohort=cohort)
    run_worker(is_waiting=False)  # people are invited before they answer
    tell("the fair plan", 1, 1)


def _apply(cohort: UUID, applicant: Applicant) -> None:
    token = programmes.load_application(cohort=cohort, applicant=applicant)
    note = read_note()
    if note is not None and applicant.language == _SHOWN_IN and applicant.fate in ("sent", "draft"):
        write_note(note, links={**note.links, applicant.fate: token})


def _load_workshops(cohort: UUID, note: Note, tell: Tell, bodies: Bodies) -> None:
    rows = cast.data("cast")["workshops"]["people"]
    there = programmes.applications_there(cohort)
    for place, (name, country, zone, mode, sector) in enumerate(rows):
        email = cast.address(name, cast.APPLICANT_DOMAIN)
        if email in there:
            continue
        answers: dict[str, object] = {"name": name, "email": email, "country": country, "zone": zone}
        answers |= {"mode": mode, "sectors": [sector], "languages": ["en"]}
        moment = note.anchor - _LAST + dt.timedelta(minutes=5 * place)
        programmes.load_application(cohort=cohort, applicant=Applicant(email, "en", "sent", moment, answers))
    tell("workshops of the other organisation", 0, 1)
    programmes.load_plan(by=bodies.acting("other-lead"), cohort=cohort)
    tell("workshops of the other organisation", 1, 1)


def _finish(note: Note, bodies: Bodies, cohort: UUID, story: Story) -> Note:
    let_it_be(note.anchor - _ANSWERED)
    programmes.answer_seats(cohort=cohort)
    plot.end(bodies=bodies, cohort=cohort)
    told = people.accounts_that_told()
    seated = [account for account in programmes.seated_accounts(cohort=cohort) if account not in told]
    accounts = {key: str(account) for key, account in bodies.accounts.items()}
    accounts |= {"panellist": str(seated[0])} if seated else {}
    kept = read_note() or note
    links = {**kept.links, **plot.links(story)}
    return write_note(replace(kept, accounts=accounts, links=links, is_complete=True))
