"""Two people are kept apart at once, for every caller, and without a word of why."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from tests.people.conftest import Someone
from tests.people.safety.conftest import Office, make_office

from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.choices.safety import ComplaintStepKind
from shelterbelt.people.models import KeptApart, Professional
from shelterbelt.people.queries.apart import are_apart, kept_from, kept_from_any, pairs_apart
from shelterbelt.people.queries.complaints import complaint_file
from shelterbelt.people.queries.finders import AlreadyRegistered, names_found, people_found, register_finder
from shelterbelt.people.services.apart import end_apart, keep_apart
from shelterbelt.people.services.errors import Refused
from shelterbelt.people.services.handling import close_complaint
from shelterbelt.people.services.held_safety import erase_safety

Make = Callable[..., Someone]


@pytest.fixture
def three(office: Office, someone: Make) -> tuple[UUID, UUID, UUID]:
    """Three professionals of the organisation."""
    people = tuple(someone(name).id for name in ("Aster Vance", "Bryn Vance", "Cleo Moss"))
    Professional.objects.filter(pk__in=people).update(organisation=office.organisation)
    return people  # type: ignore[return-value]


def test_everyone_who_asks_is_told_at_once(office: Office, three: tuple[UUID, UUID, UUID]) -> None:
    one, two, three_ = three
    made = office.complain()
    assert keep_apart(by=office.officer.actor, complaint=made.complaint, ones=[one], others=[two]) == 1
    for actor in (ANONYMOUS, SYSTEM, office.lead.actor):
        with scope(actor):
            assert are_apart(one, two)
            assert are_apart(two, one)
            assert not are_apart(one, three_)
            assert not are_apart(one, one)
            assert kept_from(one) == {two}
            assert kept_from_any([one, two]) == {one, two}
            assert pairs_apart(three) == {tuple(sorted((one, two)))}


def test_ending_what_one_complaint_asked_for_leaves_what_another_asked_for(
    office: Office, three: tuple[UUID, UUID, UUID]
) -> None:
    one, two, _three = three
    actor = office.officer.actor
    made = [office.complain().complaint for _place in range(2)]
    for complaint in made:
        keep_apart(by=actor, complaint=complaint, ones=[one], others=[two])
        assert keep_apart(by=actor, complaint=complaint, ones=[two], others=[one]) == 0
    with scope(actor):
        kept = complaint_file(for_=actor, complaint=made[0], purpose="x").apart
    assert {kept[0].first, kept[0].second} == {"Aster Vance", "Bryn Vance"}
    end_apart(by=actor, complaint=made[0], apart=kept[0].id)
    end_apart(by=actor, complaint=made[0], apart=kept[0].id)
    assert are_apart(one, two)
    with scope(actor):
        steps = complaint_file(for_=actor, complaint=made[0], purpose="x").steps
        other = complaint_file(for_=actor, complaint=made[1], purpose="x").apart[0].id
    assert [step.kind for step in steps][-2:] == [ComplaintStepKind.KEPT_APART, ComplaintStepKind.APART_ENDED]
    with pytest.raises(NotThere):
        end_apart(by=actor, complaint=made[0], apart=other)
    close_complaint(by=actor, complaint=made[1], outcome="upheld", words="Done.")
    assert are_apart(one, two), "closing does not put people together"
    end_apart(by=actor, complaint=made[1], apart=other)
    assert not are_apart(one, two)


def test_only_people_of_the_organisation_and_only_by_an_officer(
    office: Office, three: tuple[UUID, UUID, UUID], someone: Make
) -> None:
    one, two, _three = three
    made = office.complain()
    for ones, others in (([], [two]), ([one], [one]), ([one], [uuid4()]), ([someone("Elsewhere").id], [two])):
        with pytest.raises(Refused):
            keep_apart(by=office.officer.actor, complaint=made.complaint, ones=ones, others=others)
    for actor in (office.lead.actor, office.staff.actor, ANONYMOUS):
        with pytest.raises(Denied):
            keep_apart(by=actor, complaint=made.complaint, ones=[one], others=[two])
    elsewhere = make_office(someone)
    with pytest.raises(NotThere):
        keep_apart(by=elsewhere.officer.actor, complaint=made.complaint, ones=[one], others=[two])
    assert not are_apart(one, two)


def test_people_are_found_by_name_in_their_own_organisation(
    office: Office, three: tuple[UUID, UUID, UUID], someone: Make
) -> None:
    someone("Vance Elsewhere")
    assert [found.person for found in people_found(office.organisation, " vance ")] == list(three[:2])
    assert people_found(office.organisation, " ") == ()
    assert names_found(office.organisation, [*three, uuid4()]) == dict(
        zip(three, ("Aster Vance", "Bryn Vance", "Cleo Moss"), strict=True)
    )
    with pytest.raises(AlreadyRegistered):
        register_finder("people.professionals", find=lambda _place, _text: (), names=lambda _place, _ids: {})


def test_erasing_a_person_forgets_whom_they_are_kept_from(
    office: Office, three: tuple[UUID, UUID, UUID]
) -> None:
    one, two, _three = three
    made = office.complain()
    keep_apart(by=office.officer.actor, complaint=made.complaint, ones=[one], others=[two])
    erase_safety(two)
    with scope(SYSTEM):
        assert not KeptApart.objects.exists()
    assert kept_from(one) == frozenset()
