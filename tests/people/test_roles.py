"""Roles are given and taken by those who may, and hold at the next request."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from tests.people.conftest import Someone

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Role
from shelterbelt.people import services
from shelterbelt.people.services import Refused

Make = Callable[..., Someone]


def test_lead_grants_and_revokes_in_the_own_organisation(someone: Make, organisation: UUID) -> None:
    lead = someone("Mei Tan", Role.PROGRAMME_LEAD, organisation=organisation)
    person = someone("Amina Otieno")
    grant = services.grant_role(
        by=lead.actor, account=person.account.pk, role=Role.PANELLIST, organisation=organisation
    )
    assert actor_of(person.account.pk).roles() == {Role.PANELLIST}
    again = services.grant_role(
        by=lead.actor, account=person.account.pk, role=Role.PANELLIST, organisation=organisation
    )
    assert again == grant
    services.revoke_role(by=lead.actor, grant=grant)
    services.revoke_role(by=lead.actor, grant=grant)
    assert actor_of(person.account.pk).roles() == frozenset()


def test_nobody_grants_beyond_their_power(someone: Make, organisation: UUID) -> None:
    person = someone("Amina Otieno").account.pk
    lead = someone("Mei Tan", Role.PROGRAMME_LEAD, organisation=organisation)
    staff = someone("Luca Moretti", Role.PROGRAMME_STAFF, organisation=organisation)
    operator = someone("Sofia Reyes", Role.OPERATOR)
    refused: list[tuple[Someone, Role, UUID | None, type[Exception]]] = [
        (lead, Role.PANELLIST, uuid4(), NotThere),
        (lead, Role.OPERATOR, None, Denied),
        (staff, Role.PANELLIST, organisation, Denied),
        (operator, Role.PROGRAMME_STAFF, organisation, NotThere),
        (operator, Role.PANELLIST, organisation, NotThere),
    ]
    for actor, role, where, error in refused:
        with pytest.raises(error):
            services.grant_role(by=actor.actor, account=person, role=role, organisation=where)
    with pytest.raises(Denied):
        services.grant_role(by=ANONYMOUS, account=person, role=Role.PANELLIST, organisation=organisation)
    assert not Grant.objects.filter(account_id=person).exists()


def test_operator_appoints_a_lead_but_never_oneself(someone: Make, organisation: UUID) -> None:
    operator, person = someone("Sofia Reyes", Role.OPERATOR), someone("Amina Otieno")
    services.grant_role(
        by=operator.actor, account=person.account.pk, role=Role.PROGRAMME_LEAD, organisation=organisation
    )
    assert actor_of(person.account.pk).organisations(Role.PROGRAMME_LEAD) == {organisation}
    with pytest.raises(Denied):
        services.grant_role(
            by=operator.actor,
            account=operator.account.pk,
            role=Role.PROGRAMME_LEAD,
            organisation=organisation,
        )


def test_role_and_place_fit_together_and_the_end_lies_ahead(someone: Make, organisation: UUID) -> None:
    person = someone().account.pk
    with pytest.raises(Refused):
        services.grant_role(by=SYSTEM, account=person, role=Role.OPERATOR, organisation=organisation)
    with pytest.raises(Refused):
        services.grant_role(by=SYSTEM, account=person, role=Role.PANELLIST, organisation=None)
    with pytest.raises(Refused):
        services.grant_role(
            by=SYSTEM,
            account=person,
            role=Role.PANELLIST,
            organisation=organisation,
            ends_at=clock.now() - dt.timedelta(days=1),
        )
    with pytest.raises(NotThere):
        services.grant_role(by=SYSTEM, account=uuid4(), role=Role.PANELLIST, organisation=organisation)


def test_invitation_makes_an_account_that_nobody_can_enter_yet(someone: Make, organisation: UUID) -> None:
    lead = someone("Mei Tan", Role.PROGRAMME_LEAD, organisation=organisation)
    address = " New.Person@Example.org "
    account = services.invite_person(
        by=lead.actor, email=address, role=Role.PANELLIST, organisation=organisation
    )
    again = services.invite_person(
        by=lead.actor, email=address, role=Role.PROGRAMME_STAFF, organisation=organisation
    )
    assert again == account
    found = Account.objects.get(pk=account)
    assert found.email == "new.person@example.org"
    assert not found.has_usable_password()
    assert actor_of(account).roles() == {Role.PANELLIST, Role.PROGRAMME_STAFF}


@pytest.mark.parametrize("email", ["", "nobody", "@example.org", "a b@example.org", "a@b"])
def test_invitation_needs_an_address(email: str, someone: Make, organisation: UUID) -> None:
    lead = someone("Mei Tan", Role.PROGRAMME_LEAD, organisation=organisation)
    with pytest.raises(Refused):
        services.invite_person(by=lead.actor, email=email, role=Role.PANELLIST, organisation=organisation)
