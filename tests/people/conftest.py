"""People for the tests of `people`."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.people import services
from shelterbelt.people.services import Newcomer


@dataclass(frozen=True)
class Someone:
    """A professional with an account."""

    id: UUID
    account: Account
    actor: Actor


@pytest.fixture
def organisation(db: None) -> UUID:
    """An agency in Nairobi."""
    del db
    return services.register_organisation(
        by=SYSTEM, name="Harbour Youth House", slug=f"harbour-{uuid4().hex[:8]}", country="KE"
    )


@pytest.fixture
def someone(db: None, account_factory: Callable[..., Account]) -> Callable[..., Someone]:
    """Makes professionals: `someone("Name", "programme_lead", organisation=...)`."""
    del db

    def make(name: str = "Amina Otieno", *roles: Role | str, organisation: UUID | None = None) -> Someone:
        account = account_factory(*roles, organisation=organisation)
        person = services.register_professional(
            by=SYSTEM,
            newcomer=Newcomer(
                chosen_name=name,
                country="KE",
                zone="Africa/Nairobi",
                languages=("en", "sw"),
                sectors=("education",),
                account=account.pk,
            ),
        )
        return Someone(person, account, actor_of(account.pk))

    return make
