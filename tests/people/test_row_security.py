"""Row-level security alone: plain queries, no permission asked, as somebody else."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from tests.people.conftest import Someone

from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor, Held, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.people import services
from shelterbelt.people.choices import NameKind, SeenBy, Use
from shelterbelt.people.models import (
    CommunityChoice,
    Complaint,
    ComplaintStep,
    ConductSigning,
    Consent,
    ConsentEvent,
    HeldText,
    IdentityConfirmation,
    KeptApart,
    LivedExperience,
    OnCall,
    PersonName,
    UnsafeNameMark,
)
from shelterbelt.people.queries.sealed import declare_use

Make = Callable[..., Someone]
SEALED_TABLES = (LivedExperience, CommunityChoice, UnsafeNameMark, Consent, ConsentEvent)


@pytest.fixture
def full(someone: Make, organisation: UUID) -> Someone:
    """Someone with a row in every sealed table, and a legal name in an organisation's custody."""
    person = someone()
    services.change_names(by=person.actor, kind=NameKind.UNSAFE, words="Canary Unsafe")
    services.change_names(by=person.actor, kind=NameKind.NICKNAME, words="Canary Nick")
    services.change_names(
        by=person.actor,
        kind=NameKind.LEGAL,
        words="Canary Legal",
        seen_by=SeenBy.CUSTODIAN,
        custodian=organisation,
    )
    services.tell_communities(by=person.actor, keys=["deaf"])
    services.tell_lived_experience(by=person.actor, days=30, words="Canary Words")
    return person


def a_lead_of(organisation: UUID) -> Actor:
    account = uuid4()
    return Actor(f"account:{account}", account, frozenset({Held(Role.PROGRAMME_LEAD, organisation)}))


@pytest.mark.parametrize("table", SEALED_TABLES)
def test_sealed_rows_are_there_for_their_owner_alone(
    table: type[Model], full: Someone, someone: Make
) -> None:
    with scope(full.actor):
        assert table._default_manager.count() == 1
    strangers = (someone("Luca Moretti").actor, a_lead_of(uuid4()), ANONYMOUS, SYSTEM)
    for actor in strangers:
        with scope(actor):
            assert table._default_manager.count() == 0, actor.label
    assert table._default_manager.count() == 0, "outside any scope"


def test_names_beyond_the_chosen_one_are_there_for_owner_and_custodian(
    full: Someone, someone: Make, organisation: UUID
) -> None:
    kinds = PersonName.objects.filter(person=full.id).values_list("kind", flat=True)
    with scope(full.actor):
        assert sorted(kinds.all()) == ["chosen", "legal", "nickname", "unsafe"]
    with scope(a_lead_of(organisation)):
        assert sorted(kinds.all()) == ["chosen", "legal"]
    for actor in (someone("Luca Moretti").actor, a_lead_of(uuid4()), ANONYMOUS, SYSTEM):
        with scope(actor):
            assert sorted(kinds.all()) == ["chosen"], actor.label


def test_system_sees_consents_of_the_declared_use_only(full: Someone) -> None:
    services.give_consent(by=full.actor, use=Use.CONTACT_BY_MAIL, days=30)
    with scope(SYSTEM):
        with declare_use(Use.CONTACT_BY_MAIL):
            assert list(Consent.objects.values_list("use", flat=True)) == [Use.CONTACT_BY_MAIL]
        assert Consent.objects.count() == 0
    with scope(a_lead_of(uuid4())), declare_use(Use.CONTACT_BY_MAIL):
        assert Consent.objects.count() == 0


@pytest.mark.parametrize("table", [LivedExperience, CommunityChoice, Consent])
def test_nobody_writes_into_the_rows_of_another(table: type[Model], full: Someone, someone: Make) -> None:
    with scope(full.actor):
        row = table._default_manager.get()
    with scope(someone("Luca Moretti").actor):
        assert table._default_manager.filter(pk=row.pk).delete()[0] == 0
        row._state.adding = True
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)
    with scope(full.actor):
        assert table._default_manager.count() == 1


def test_every_sealed_table_forces_row_security(db: None) -> None:
    del db
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'people\\_%' AND relkind = 'r'"
            " AND relrowsecurity AND relforcerowsecurity"
        )
        forced = {name for (name,) in cursor.fetchall()}
    # Complaints, held texts and what is sealed under a secret link have tests of their own.
    of_safety = (
        Complaint,
        ComplaintStep,
        ConductSigning,
        HeldText,
        IdentityConfirmation,
        KeptApart,
        OnCall,
    )
    assert forced == {table._meta.db_table for table in (*SEALED_TABLES, PersonName, *of_safety)}
