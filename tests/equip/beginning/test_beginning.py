"""An agency begins: who may, how its leader comes in, and what happens when none is left."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from tests.equip.beginning.let_in import (
    LEADER,
    MAIL,
    NAME,
    House,
    begin,
    holder,
    link_of,
    make_house,
    someone,
    waiting,
)

from shelterbelt.equip.choices import INVITATION_DAYS, INVITATION_KEPT_DAYS
from shelterbelt.equip.models import LeaderInvitation
from shelterbelt.equip.queries.beginnings import Led, agencies_let_in, agency_let_in, invitation_held
from shelterbelt.equip.services import beginnings
from shelterbelt.equip.services.beginnings import Leader
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.equip.tasks import invite_leader as send
from shelterbelt.equip.tasks import tell_members
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor, Held, Role
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import erase_person
from shelterbelt.people.models import Organisation

pytestmark = pytest.mark.django_db
LATER = Leader("Second Leader", "second@example.org", "fr")


@pytest.fixture
def house(db: None) -> House:
    del db
    return make_house()


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    clock.move(ahead=dt.timedelta())
    yield
    clock.move(ahead=dt.timedelta())


def led(by: Actor) -> list[tuple[str, Led]]:
    return [(one.name, one.led) for one in agencies_let_in(for_=by)]


def address_of(actor: Actor) -> str:
    assert actor.account is not None
    return Account.objects.get(pk=actor.account).email


def accepted(agency: UUID) -> Actor:
    token = link_of(agency)
    with scope(holder(token)):
        account = beginnings.accept_invitation(by=holder(token))
    return actor_of(account)


def end_roles(agency: UUID, role: Role = Role.AGENCY_LEADER) -> None:
    Grant.objects.filter(organisation=agency, role=role).update(revoked_at=clock.now())


def test_an_agency_begins_and_its_leader_comes_in_by_mail(house: House) -> None:
    before = Event.objects.count()
    agency = begin(house.operator)
    assert Event.objects.count() == before + 1
    kept = Organisation.objects.get(pk=agency)
    assert (kept.name, kept.country, kept.kind, kept.sectors) == (NAME, "KE", "agency", ["education"])
    assert led(house.operator) == [(NAME, Led.INVITED)]
    assert not Account.objects.filter(email=MAIL).exists()
    token = link_of(agency)
    with scope(holder(token)):
        held = invitation_held(for_=holder(token))
    assert (held.agency_name, held.name, held.is_open) == (NAME, LEADER, True)
    with scope(holder(token)):
        account = beginnings.accept_invitation(by=holder(token))
    leader = actor_of(account)
    assert leader.held == {Held(Role.AGENCY_LEADER, agency)}
    assert Account.objects.get(pk=account).email == MAIL
    assert led(house.operator) == [(NAME, Led.ACCEPTED)]
    Account.objects.filter(pk=account).update(last_login=clock.now())
    assert led(house.operator) == [(NAME, Led.LED)]


def test_the_mail_is_in_the_language_chosen_and_names_only_what_it_must(house: House) -> None:
    agency = begin(house.lead, through=house.programme, language="fr")
    token = link_of(agency)
    letter = mail.outbox[-1]
    assert letter.to == [MAIL]
    assert NAME not in str(letter.subject)
    assert "University of the Lake" in str(letter.body)
    row = waiting(agency)
    assert row.language == "fr"
    plain = str({name: value for name, value in row.__dict__.items() if name != "sealed"})
    for secret in (token, MAIL, LEADER):
        assert secret not in plain
        assert secret.encode() not in bytes(row.sealed or b"")


@pytest.mark.parametrize(
    "role",
    [
        *(Role.AGENCY_LEADER, Role.FRONT_LINE, Role.SURVIVOR_ADVISER, Role.BOARD_MEMBER, Role.SAFEGUARDING),
        *(Role.PROGRAMME_STAFF, Role.PROGRAMME_ADVISER, Role.COMPLAINTS_OFFICER, Role.PANELLIST),
    ],
)
def test_nobody_else_lets_an_agency_in(house: House, role: Role) -> None:
    agency = begin(house.operator)
    other = someone(role, agency)
    with pytest.raises(Denied):
        begin(other, name="Another")
    with pytest.raises(Denied):
        agencies_let_in(for_=other)
    with pytest.raises(Denied):
        beginnings.take_back_invitation(by=other, agency=agency)
    with pytest.raises(Denied):
        begin(ANONYMOUS, name="Another")
    assert Organisation.objects.filter(name="Another").count() == 0


def test_a_lead_lets_in_for_their_own_programme_and_sees_no_one_elses(house: House) -> None:
    agency = begin(house.lead, through=house.programme)
    hidden = begin(house.operator, name="Planted Hidden Harbour")
    assert led(house.lead) == [(NAME, Led.INVITED)]
    assert led(house.other_lead) == []
    assert [name for name, _led in led(house.operator)] == ["Planted Hidden Harbour", NAME]
    for lead, foreign in ((house.other_lead, agency), (house.lead, hidden)):
        with pytest.raises(NotThere):
            agency_let_in(for_=lead, agency=foreign)
        for act in (beginnings.resend_invitation, beginnings.take_back_invitation):
            with pytest.raises(NotThere):
                act(by=lead, agency=foreign)
        with pytest.raises(NotThere):
            beginnings.invite_leader(by=lead, agency=foreign, leader=LATER)
    for through in (None, house.other_programme):
        with pytest.raises(NotThere):
            begin(house.lead, name="Elsewhere", through=through)
    with pytest.raises(NotThere):
        begin(house.operator, name="Elsewhere", through=house.programme)


@pytest.mark.parametrize("name", [NAME, "  quiet   ORCHARD ", "Quiet-Orchard", "Quíet Orchard"])
def test_a_second_agency_of_the_same_name_is_asked_about(house: House, name: str) -> None:
    begin(house.operator)
    with pytest.raises(Incomplete) as caught:
        begin(house.operator, name=name)
    assert list(caught.value.fields) == ["is_another"]
    begin(house.operator, name=name, country="UG")
    begin(house.operator, name=name, is_another=True)
    assert Organisation.objects.filter(country="KE", sectors=["education"]).count() == 2


def test_a_lead_does_not_learn_from_the_question_what_others_let_in(house: House) -> None:
    begin(house.operator)
    begin(house.other_lead, through=house.other_programme, is_another=True)
    agency = begin(house.lead, through=house.programme)
    assert [one.id for one in agencies_let_in(for_=house.lead)] == [agency]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"country": "XX"}, "country"),
        ({"kind": "castle"}, "kind"),
        ({"sectors": ()}, "sectors"),
        ({"sectors": ("lived_experience",)}, "sectors"),
        ({"leader_name": " "}, "leader_name"),
        ({"leader_mail": "no address"}, "leader_mail"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_is_missing_is_named_and_nothing_begins(house: House, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Incomplete) as caught:
        begin(house.operator, **given)
    assert list(caught.value.fields) == [field]
    assert agencies_let_in(for_=house.operator) == ()


def test_whoever_lets_an_agency_in_does_not_lead_it(house: House) -> None:
    own = address_of(house.operator)
    with pytest.raises(Incomplete) as caught:
        begin(house.operator, leader_mail=own.upper())
    assert list(caught.value.fields) == ["leader_mail"]
    agency = begin(house.operator)
    token = link_of(agency)
    Account.objects.filter(email=own).update(email=MAIL)
    with scope(holder(token)), pytest.raises(NotThere):
        beginnings.accept_invitation(by=holder(token))
    assert not Grant.objects.filter(organisation=agency).exists()


def test_an_invitation_is_used_once(house: House) -> None:
    agency = begin(house.operator)
    token = link_of(agency)
    with scope(holder(token)):
        beginnings.accept_invitation(by=holder(token))
    row = waiting(agency)
    assert (row.sealed, row.used_at is not None, row.ended_at) == (None, True, None)
    with scope(holder(token)), pytest.raises(NotThere):
        beginnings.accept_invitation(by=holder(token))
    for act in (beginnings.resend_invitation, beginnings.take_back_invitation):
        with pytest.raises(NotInThisState):
            act(by=house.operator, agency=agency)
    with scope(holder(token)):
        held = invitation_held(for_=holder(token))
    assert (held.is_open, held.is_used, held.name) == (False, True, "")
    assert agency_let_in(for_=house.operator, agency=agency)[1] is None


def test_sent_again_the_link_is_new_and_its_days_begin_anew(house: House) -> None:
    agency = begin(house.operator)
    first = link_of(agency)
    clock.move(ahead=dt.timedelta(days=INVITATION_DAYS + 1))
    assert led(house.operator) == [(NAME, Led.EXPIRED)]
    with scope(holder(first)), pytest.raises(NotThere):
        beginnings.accept_invitation(by=holder(first))
    count = len(mail.outbox)
    send(invitation=str(waiting(agency).pk))
    assert len(mail.outbox) == count
    beginnings.resend_invitation(by=house.operator, agency=agency)
    assert led(house.operator) == [(NAME, Led.INVITED)]
    second = link_of(agency)
    assert second != first
    with scope(holder(first)), pytest.raises(NotThere):
        invitation_held(for_=holder(first))
    with scope(holder(second)):
        beginnings.accept_invitation(by=holder(second))


def test_taken_back_the_link_ends_at_once_and_nobody_is_named_any_more(house: House) -> None:
    agency = begin(house.operator)
    token = link_of(agency)
    beginnings.take_back_invitation(by=house.operator, agency=agency)
    with scope(holder(token)), pytest.raises(NotThere):
        beginnings.accept_invitation(by=holder(token))
    assert waiting(agency).sealed is None
    assert led(house.operator) == [(NAME, Led.NOBODY)]
    count = len(mail.outbox)
    send(invitation=str(waiting(agency).pk))
    assert len(mail.outbox) == count
    beginnings.invite_leader(by=house.operator, agency=agency, leader=LATER)
    assert accepted(agency).organisations(Role.AGENCY_LEADER) == {agency}


def test_an_unused_invitation_is_forgotten_in_time(house: House) -> None:
    agency = begin(house.operator)
    days = INVITATION_DAYS + INVITATION_KEPT_DAYS
    clock.move(ahead=dt.timedelta(days=days) - dt.timedelta(minutes=5))
    assert beginnings.forget_invitations_due() == 0
    clock.move(ahead=dt.timedelta(days=days, minutes=5))
    assert beginnings.forget_invitations_due() == 1
    assert waiting(agency).sealed is None
    assert led(house.operator) == [(NAME, Led.NOBODY)]


def test_one_invitation_at_a_time_also_for_the_database(house: House) -> None:
    agency = begin(house.operator)
    with pytest.raises(NotInThisState, match="invited"):
        beginnings.invite_leader(by=house.operator, agency=agency, leader=LATER)
    with scope(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        LeaderInvitation.objects.create(
            organisation=agency, language="en", token_digest="0" * 64, expires_at=clock.now()
        )


def test_a_leader_is_invited_from_outside_only_where_none_is_left(house: House) -> None:
    agency = begin(house.operator)
    accepted(agency)
    with pytest.raises(NotInThisState, match="led"):
        beginnings.invite_leader(by=house.operator, agency=agency, leader=LATER)
    end_roles(agency)
    assert led(house.operator) == [(NAME, Led.NOBODY)]
    before = Event.objects.count()
    beginnings.invite_leader(by=house.operator, agency=agency, leader=LATER)
    event = Event.objects.latest("sequence")
    assert Event.objects.count() == before + 1
    assert (event.verb, event.actor, event.object_id) == (
        "equip.leader.invite",
        house.operator.label,
        str(agency),
    )


def test_members_are_told_who_let_whom_in(house: House) -> None:
    agency = begin(house.lead, through=house.programme)
    accepted(agency)
    worker, guard = someone(Role.FRONT_LINE, agency), someone(Role.SAFEGUARDING, agency)
    someone(Role.BOARD_MEMBER, agency)  # who leaves below, and is told nothing
    end_roles(agency, Role.BOARD_MEMBER)
    someone(Role.FRONT_LINE, uuid4())
    end_roles(agency)
    beginnings.invite_leader(by=house.lead, agency=agency, leader=LATER)
    addresses = {address_of(one) for one in (worker, guard)}
    inviter = address_of(house.lead)
    for is_used in (False, True):
        before = len(mail.outbox)
        tell_members(invitation=str(waiting(agency).pk))
        letters = mail.outbox[before:]
        assert {one.to[0] for one in letters} == addresses
        for one in letters:
            for word in (LATER.email, inviter, "University of the Lake", NAME):
                assert word in str(one.body)
        if not is_used:
            accepted(agency)


def test_nobody_is_told_of_an_invitation_that_was_taken_back(house: House) -> None:
    agency = begin(house.operator)
    someone(Role.FRONT_LINE, agency)
    beginnings.take_back_invitation(by=house.operator, agency=agency)
    beginnings.invite_leader(by=house.operator, agency=agency, leader=LATER)
    beginnings.take_back_invitation(by=house.operator, agency=agency)
    before = len(mail.outbox)
    tell_members(invitation=str(waiting(agency).pk))
    assert len(mail.outbox) == before


def test_someone_who_has_an_account_keeps_it(house: House) -> None:
    known = someone(Role.PANELLIST, house.programme, email=MAIL)
    agency = begin(house.operator)
    assert accepted(agency).held == known.held | {Held(Role.AGENCY_LEADER, agency)}


def test_rows_are_nobodys_but_the_holders(house: House) -> None:
    begin(house.operator)
    token = link_of(waiting(begin(house.lead, through=house.programme, name="Other")).organisation)
    for actor, seen in ((house.operator, 0), (house.lead, 0), (holder(token), 1), (holder("x"), 0)):
        with scope(actor):
            assert LeaderInvitation.objects.count() == seen
    assert LeaderInvitation.objects.count() == 0


def test_who_invited_and_who_agreed_are_forgotten_with_the_person(house: House) -> None:
    agency = begin(house.operator)
    leader = accepted(agency)
    for person in (leader.account, house.operator.account):
        assert person is not None
        erase_person(person, by=SYSTEM, purpose="asked for on paper")
    row = waiting(agency)
    assert (row.account, row.invited_by) == (None, None)
