"""What happens to the agencies, and when: four assessments in eighteen months."""

import datetime as dt
from functools import partial
from uuid import UUID

from shelterbelt.demonstration.agencies import asking
from shelterbelt.demonstration.agencies.bodies import Agency, agencies_told, load_agency
from shelterbelt.demonstration.story import Story

_DAY = dt.timedelta(days=1)
BEGINS = dt.timedelta(days=548)
"""How long before the day of loading the first assessment begins."""
_ROUNDS = (548, 366, 184, 30)
_APART = dt.timedelta(hours=3)


def begin(*, story: Story, anchor: dt.datetime) -> dict[str, UUID]:
    """Load the agencies and add every step of theirs to the story.

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
    return accounts


def _round(story: Story, agency: Agency, round_: int, opened: dt.datetime) -> None:
    """The last one stays open for the agency that is shown first: there is something left to do."""
    story.add(opened, partial(asking.open_and_ask, agency))
    story.add(opened + 5 * _DAY, partial(asking.walk, agency, round_))
    story.add(opened + 12 * _DAY, partial(asking.answer, agency, round_))
    story.add(opened + 20 * _DAY, partial(asking.settle, agency, round_))
    if round_ < len(_ROUNDS) - 1 or agency.told["key"] != "homes":
        story.add(opened + 26 * _DAY, partial(asking.close, agency))
