"""Organisations with officers, for the tests of the safety floor."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from tests.people.conftest import Someone

from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor, Role
from shelterbelt.ground.secrets import digest_token
from shelterbelt.people import services
from shelterbelt.people.services.complaints import Made, make_complaint

WORDS = "Planted-Words: something was said to me on Tuesday"
ABOUT = "Planted-About Quillfeather"
CONTACT = "planted.contact@example.org"


@dataclass(frozen=True)
class Office:
    """An organisation with two officers, a lead and staff."""

    organisation: UUID
    slug: str
    officer: Someone
    second: Someone
    lead: Someone
    staff: Someone

    def complain(self, **given: object) -> Made:
        """A complaint with words to look for."""
        told = {"words": WORDS, "about": ABOUT, "contact": CONTACT, **given}
        return make_complaint(by=ANONYMOUS, organisation=self.organisation, **told)  # type: ignore[arg-type]


@pytest.fixture
def office(db: None, someone: Callable[..., Someone]) -> Office:
    """One organisation."""
    del db
    return make_office(someone)


def make_office(someone: Callable[..., Someone]) -> Office:
    """An organisation of its own."""
    slug = f"office-{uuid4().hex[:8]}"
    place = services.register_organisation(by=SYSTEM, name=f"House {slug}", slug=slug, country="CA")
    return Office(
        place,
        slug,
        someone("Officer Marchbanks", Role.COMPLAINTS_OFFICER, organisation=place),
        someone("Officer Tindall", Role.COMPLAINTS_OFFICER, organisation=place),
        someone("Lead Okonjo", Role.PROGRAMME_LEAD, organisation=place),
        someone("Staff Bellweather", Role.PROGRAMME_STAFF, organisation=place),
    )


def bearer(token: str) -> Actor:
    """Whoever holds the link."""
    return bearer_of(digest_token(token))
