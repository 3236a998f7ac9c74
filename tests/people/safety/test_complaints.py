"""The life of a complaint, from both sides."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from tests.people.safety.conftest import ABOUT, CONTACT, WORDS, Office, bearer

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Grant
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.choices.safety import ComplaintOutcome, ComplaintState, ComplaintStepKind
from shelterbelt.people.models import Complaint, ComplaintStep, KeptApart
from shelterbelt.people.queries.complaints import (
    ComplaintFile,
    OwnComplaint,
    complaint_file,
    complaint_held,
    complaints_listed,
    officers_of,
    officers_to_remind,
    place_to_complain,
    places_to_complain,
)
from shelterbelt.people.services.complaints import make_complaint, take_back_complaint, tell_more
from shelterbelt.people.services.errors import Refused
from shelterbelt.people.services.handling import (
    acknowledge_complaint,
    close_complaint,
    hand_over_complaint,
    message_complaint,
    note_complaint,
)
from shelterbelt.people.services.upkeep import erase_complaints_due


def read(office: Office, complaint: UUID) -> ComplaintFile:
    with scope(office.officer.actor):
        return complaint_file(for_=office.officer.actor, complaint=complaint, purpose="to handle it")


def held(token: str) -> OwnComplaint:
    with scope(bearer(token)):
        return complaint_held(for_=bearer(token))


def test_a_complaint_is_read_by_an_officer_and_followed_by_whoever_made_it(office: Office) -> None:
    made = office.complain(wants_apart=True)
    file = read(office, made.complaint)
    assert (file.words, file.about, file.contact, file.wants_apart) == (WORDS, ABOUT, CONTACT, True)
    own = held(made.token)
    assert (own.reference, own.state, own.words) == (made.reference, ComplaintState.RECEIVED, WORDS)
    assert own.dates.acknowledge_by == clock.today() + dt.timedelta(days=3)
    assert own.dates.decide_by == clock.today() + dt.timedelta(days=30)
    assert len(own.looked_at) == 1
    assert [step.kind for step in own.steps] == [ComplaintStepKind.RECEIVED]


def test_its_whole_life_is_told_without_the_notes(office: Office) -> None:
    made = office.complain()
    actor = office.officer.actor
    acknowledge_complaint(by=actor, complaint=made.complaint, words="I have read it.")
    acknowledge_complaint(by=actor, complaint=made.complaint, words="Twice.")
    note_complaint(by=actor, complaint=made.complaint, words="Planted-Note")
    message_complaint(by=actor, complaint=made.complaint, words="May I ask when?")
    tell_more(by=bearer(made.token), words="On Tuesday.")
    close_complaint(by=actor, complaint=made.complaint, outcome="upheld", words="You were right.")
    own = held(made.token)
    told = [(step.kind.value, step.words) for step in own.steps]
    assert told == [
        ("received", ""),
        ("acknowledged", "I have read it."),
        ("answered", "May I ask when?"),
        ("told_more", "On Tuesday."),
        ("closed", "You were right."),
    ]
    assert own.outcome is ComplaintOutcome.UPHELD
    assert own.dates.erase_on == clock.today() + dt.timedelta(days=730)
    file = read(office, made.complaint)
    assert [step.words for step in file.steps if step.kind is ComplaintStepKind.NOTED] == ["Planted-Note"]
    assert file.handler == "Officer Marchbanks"
    for call in (
        lambda: tell_more(by=bearer(made.token), words="More."),
        lambda: take_back_complaint(by=bearer(made.token)),
        lambda: note_complaint(by=actor, complaint=made.complaint, words="Late."),
        lambda: close_complaint(by=actor, complaint=made.complaint, outcome="upheld", words="Again."),
    ):
        with pytest.raises(Refused):
            call()  # type: ignore[no-untyped-call]


def test_what_cannot_be_sent_says_why_and_keeps_nothing(office: Office) -> None:
    for given, field in (
        ({"words": "  "}, "words"),
        ({"words": "x" * 10_001}, "words"),
        ({"about": "x" * 1_001}, "about"),
        ({"contact": "x" * 501}, "contact"),
    ):
        with pytest.raises(Refused) as refused:
            office.complain(**given)
        assert refused.value.field == field
    with pytest.raises(NotThere):
        make_complaint(by=ANONYMOUS, organisation=uuid4(), words="x")
    with scope(SYSTEM):
        assert not Complaint.objects.filter(organisation=office.organisation).exists()


def test_a_complaint_about_an_officer_does_not_exist_for_that_officer(office: Office) -> None:
    made = office.complain(not_to=[office.officer.account.pk])
    with scope(office.officer.actor):
        assert Complaint.objects.count() == 0, "row-level security"
        assert ComplaintStep.objects.count() == 0
        with pytest.raises(NotThere):
            complaint_file(for_=office.officer.actor, complaint=made.complaint, purpose="x")
    with pytest.raises(NotThere):
        acknowledge_complaint(by=office.officer.actor, complaint=made.complaint)
    with scope(office.second.actor):
        lines, _more = complaints_listed(for_=office.second.actor)
    assert [line.id for line in lines] == [made.complaint]
    with pytest.raises(Refused):
        office.complain(not_to=[office.officer.account.pk, office.second.account.pk])


def test_an_officer_steps_out_for_good_and_only_where_another_is_left(office: Office) -> None:
    made = office.complain()
    actor = office.officer.actor
    hand_over_complaint(by=actor, complaint=made.complaint, to=office.second.account.pk, concerns_me=True)
    with scope(actor):
        assert complaints_listed(for_=actor) == ((), False)
    second = office.second.actor
    with pytest.raises(Refused):
        hand_over_complaint(by=second, complaint=made.complaint, concerns_me=True)
    with pytest.raises(Refused):
        hand_over_complaint(by=second, complaint=made.complaint, to=office.lead.account.pk)
    with scope(SYSTEM):
        assert Complaint.objects.get(pk=made.complaint).handler_id == office.second.account.pk


def test_the_list_begins_with_what_is_overdue(office: Office) -> None:
    late, open_, closed = (office.complain().complaint for _place in range(3))
    close_complaint(by=office.officer.actor, complaint=closed, outcome="not_upheld", words="Told.")
    with scope(SYSTEM):
        Complaint.objects.filter(pk=late).update(acknowledge_by=clock.today() - dt.timedelta(days=1))
    with scope(office.officer.actor):
        lines, has_more = complaints_listed(for_=office.officer.actor)
    assert [(line.id, line.is_overdue) for line in lines] == [(late, True), (open_, False), (closed, False)]
    assert not has_more


def test_reminders_go_to_the_handler_or_to_whoever_may_read_it(office: Office) -> None:
    ahead = dt.timedelta(days=1)
    made = office.complain(not_to=[office.second.account.pk])
    assert officers_to_remind(today=clock.today(), ahead=ahead) == frozenset()
    due = clock.today() + dt.timedelta(days=2)
    assert officers_to_remind(today=due, ahead=ahead) == {office.officer.account.pk}
    acknowledge_complaint(by=office.officer.actor, complaint=made.complaint)
    assert officers_to_remind(today=due, ahead=ahead) == frozenset()
    assert officers_to_remind(today=due + dt.timedelta(days=28), ahead=ahead) == {office.officer.account.pk}


def test_it_is_erased_on_its_date_with_all_that_hangs_on_it(office: Office) -> None:
    made, stays = office.complain(), office.complain()
    take_back_complaint(by=bearer(made.token))
    with scope(SYSTEM):
        KeptApart.objects.create(
            organisation=office.organisation,
            first=UUID(int=1),
            second=UUID(int=2),
            complaint_id=made.complaint,
        )
        Complaint.objects.filter(pk=made.complaint).update(erase_on=clock.today())
    assert erase_complaints_due() == 1
    with scope(SYSTEM):
        assert set(Complaint.objects.values_list("pk", flat=True)) == {stays.complaint}
        assert not ComplaintStep.objects.filter(complaint=made.complaint).exists()
        assert not KeptApart.objects.exists()
    with scope(bearer(made.token)), pytest.raises(NotThere):
        complaint_held(for_=bearer(made.token))
    with pytest.raises(Denied):
        erase_complaints_due(by=ANONYMOUS)


def test_who_stands_in_the_programmes_line_reads_nothing_even_with_the_role(office: Office) -> None:
    made = office.complain()
    both = office.lead
    Grant.objects.create(account=both.account, role=Role.COMPLAINTS_OFFICER, organisation=office.organisation)
    actor = actor_of(both.account.pk)
    with scope(actor), pytest.raises((NotThere, Denied)):
        complaint_file(for_=actor, complaint=made.complaint, purpose="x")
    assert both.account.pk not in {one.account for one in officers_of(office.organisation)}


def test_places_name_officers_by_the_names_they_chose_and_no_account(office: Office) -> None:
    place = place_to_complain(office.slug)
    assert [one.name for one in place.officers] == sorted(
        ["Officer Marchbanks", "Officer Tindall"],
        key=lambda name: str((office.officer if "March" in name else office.second).account.pk),
    )
    assert not {str(one.account) for one in place.officers} & {one.key for one in place.officers}
    assert office.slug in {one.slug for one in places_to_complain()}
    with pytest.raises(NotThere):
        place_to_complain("nothing-here")
