"""What happens to the agencies, and when: four assessments in eighteen months."""

import datetime as dt
from functools import partial
from uuid import UUID

from shelterbelt.demonstration.agencies import asking, planning
from shelterbelt.demonstration.agencies.bodies import Agency, agencies_told, load_agency
from shelterbelt.demonstration.story import Story
from shelterbelt.people.queries import organisation_id

_DAY = dt.timedelta(days=1)
BEGINS = dt.timedelta(days=548)
"""How long before the day of loading the first assessment begins."""
_ROUNDS = (548, 366, 184, 30)
_APART = dt.timedelta(hours=3)
_SHOWS = "homes"


def begin(*, story: Story, anchor: dt.datetime, host: str) -> dict[str, UUID]:
    """Load the agencies and add every step of theirs to the story.

    Args:
        story: what is told.
        anchor: the day of loading.
        host: the slug of the organisation whose programme is shown a strategy.

    Returns:
        The accounts of their people by key.
    """
    accounts: dict[str, UUID] = {}
    for place, told in enumerate(agencies_told()):
        agency = load_agency(told)
        accounts |= agency.accounts
        for round_, days in enumerate(_ROUNDS):
            _round(story, agency, round_, anchor - days * _DAY + place * _APART)
        story.add(anchor - 300 * _DAY + place * _APART, partial(asking.learn, agency))
        written = anchor - planning.WRITTEN_DAYS * _DAY + place * _APART
        story.add(written, partial(planning.write_strategy, agency))
        story.add(written, partial(planning.compare, agency))
        if told["key"] == _SHOWS:
            story.add(anchor - 9 * _DAY, partial(_show, agency, host))
    return accounts


def _show(agency: Agency, host: str) -> None:
    programme = organisation_id(host)
    if programme is not None:
        planning.show_to_programme(agency, programme)


def _round(story: Story, agency: Agency, round_: int, opened: dt.datetime) -> None:
    """The last one stays open for the agency that is shown first: there is something left to do."""
    story.add(opened, partial(asking.open_and_ask, agency))
    story.add(opened + 5 * _DAY, partial(asking.walk, agency, round_))
    story.add(opened + 12 * _DAY, partial(asking.answer, agency, round_))
    story.add(opened + 20 * _DAY, partial(asking.settle, agency, round_))
    if round_ < len(_ROUNDS) - 1 or agency.told["key"] != "homes":
        story.add(opened + 26 * _DAY, partial(asking.close, agency))
