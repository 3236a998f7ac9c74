"""The chosen name everywhere, legal names in custody, unsafe names never shown."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from tests.people.conftest import Someone

from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.people import queries, services
from shelterbelt.people.choices import NameContext, NameKind, SeenBy
from shelterbelt.people.models import PersonName

Make = Callable[..., Someone]


def names_of(person: Someone) -> dict[str, str]:
    with scope(person.actor):
        return {name.kind.value: name.words for name in queries.own_names(for_=person.actor)}


def test_chosen_name_is_replaced_and_the_former_not_kept(someone: Make) -> None:
    person = someone("Amina Otieno")
    services.change_names(by=person.actor, kind=NameKind.CHOSEN, words="  Amani\n Otieno ", seen_by=SeenBy.ME)
    assert queries.chosen_names([person.id]) == {person.id: "Amani Otieno"}
    assert names_of(person) == {"chosen": "Amani Otieno"}


def test_sealed_name_is_read_by_its_owner(someone: Make) -> None:
    person = someone("Amina Otieno")
    services.change_names(by=person.actor, kind=NameKind.LEGAL, words="Amina Wanjiru Otieno")
    services.change_names(by=person.actor, kind=NameKind.FORMER, words="Amina Kamau", seen_by=SeenBy.EVERYONE)
    assert names_of(person) == {
        "chosen": "Amina Otieno",
        "legal": "Amina Wanjiru Otieno",
        "former": "Amina Kamau",
    }
    with scope(person.actor):
        assert PersonName.objects.get(kind=NameKind.FORMER).seen_by == SeenBy.ME


def test_unsafe_name_is_kept_without_ever_being_shown(someone: Make) -> None:
    person = someone("Amina Otieno")
    services.change_names(by=person.actor, kind=NameKind.UNSAFE, words="Candy Rose", seen_by=SeenBy.EVERYONE)
    assert names_of(person) == {"chosen": "Amina Otieno", "unsafe": ""}


@pytest.mark.parametrize(
    "typed", ["candy rose", "Dear CANDY  Röse,", "(Candy)-Rose", "hello candy rose welcome"]
)
def test_unsafe_name_is_warned_about_when_typed(typed: str, someone: Make) -> None:
    person, other = someone("Amina Otieno"), someone("Luca Moretti")
    services.change_names(by=person.actor, kind=NameKind.UNSAFE, words="Candy Rose")
    assert queries.is_unsafe_name(typed, person=person.id)
    assert not queries.is_unsafe_name(typed, person=other.id)


@pytest.mark.parametrize("typed", ["", "Rose", "Candy and Rose", "candyrose", "Amina Otieno"])
def test_other_words_raise_no_warning(typed: str, someone: Make) -> None:
    person = someone("Amina Otieno")
    services.change_names(by=person.actor, kind=NameKind.UNSAFE, words="Candy Rose")
    assert not queries.is_unsafe_name(typed, person=person.id)


def test_unsafe_name_cannot_become_another_name_until_it_is_taken_back(someone: Make) -> None:
    person = someone("Amina Otieno")
    unsafe = services.change_names(by=person.actor, kind=NameKind.UNSAFE, words="Candy")
    with pytest.raises(services.Refused) as refused:
        services.change_names(by=person.actor, kind=NameKind.CHOSEN, words="Candy Otieno")
    assert "andy" not in str(refused.value)
    services.remove_name(by=person.actor, name=unsafe)
    services.change_names(by=person.actor, kind=NameKind.CHOSEN, words="Candy Otieno")
    assert names_of(person) == {"chosen": "Candy Otieno"}


def test_custodian_opens_a_legal_name_with_a_reason_that_the_person_sees(
    someone: Make, organisation: UUID
) -> None:
    person = someone("Amina Otieno")
    lead = someone("Luca Moretti", "programme_lead", organisation=organisation)
    staff = someone("Mei Tan", "programme_staff", organisation=organisation)
    elsewhere = someone("Sofia Reyes", "programme_lead")
    services.change_names(
        by=person.actor,
        kind=NameKind.LEGAL,
        words="Amina Wanjiru Otieno",
        seen_by=SeenBy.CUSTODIAN,
        custodian=organisation,
        context=NameContext.CERTIFICATES,
    )
    opened = queries.legal_name(person.id, for_=lead.actor, purpose="certificate of the spring cohort")
    assert opened == "Amina Wanjiru Otieno"
    with pytest.raises(Denied):
        queries.legal_name(person.id, for_=staff.actor, purpose="curious")
    with pytest.raises(NotThere):
        queries.legal_name(person.id, for_=elsewhere.actor, purpose="curious")
    with pytest.raises(NotThere):
        queries.legal_name(lead.id, for_=lead.actor, purpose="curious")
    seen = queries.views_of_me(for_=person.actor)
    assert [(event.actor, event.purpose) for event in seen.events] == [
        (lead.actor.label, "certificate of the spring cohort")
    ]
    assert queries.views_of_me(for_=lead.actor).events == ()
    assert not Event.objects.filter(purpose__contains="curious").exists()


def test_chosen_name_cannot_be_taken_back_and_another_one_cannot_be_touched(someone: Make) -> None:
    person, other = someone("Amina Otieno"), someone("Luca Moretti")
    with scope(person.actor):
        chosen = PersonName.objects.get(person_id=person.id).pk
    with pytest.raises(services.Refused):
        services.remove_name(by=person.actor, name=chosen)
    with pytest.raises(NotThere):
        services.remove_name(by=other.actor, name=chosen)


@pytest.mark.parametrize("words", ["", "   ", "\u0000", "x" * 201])
def test_empty_and_endless_names_are_refused(words: str, someone: Make) -> None:
    with pytest.raises(services.Refused):
        services.change_names(by=someone().actor, kind=NameKind.NICKNAME, words=words)


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "legal", "words": "in the open"},
        {"kind": "nickname", "words": ""},
        {"kind": "nickname", "words": "Ami", "seen_by": "custodian"},
        {"kind": "chosen", "words": "Ami", "seen_by": "me"},
        {"kind": "stage", "words": "Ami"},
        {"kind": "chosen", "words": "a second one", "seen_by": "everyone"},
    ],
)
def test_database_refuses_names_against_the_rules(broken: dict[str, str], someone: Make) -> None:
    person = someone()
    with scope(person.actor), pytest.raises(IntegrityError), transaction.atomic():
        PersonName.objects.create(person_id=person.id, **broken)
