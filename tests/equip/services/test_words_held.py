"""A text of an agency that tells of someone is held by one press: nobody reads it but the person on call, and it stays."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.equip.strategy.written import DOMAIN, Written, in_days, programme, questions, said, write
from tests.fixtures.agencies import AgencyFixture, make_agency, member
from tests.fixtures.desk import signed_in

from shelterbelt.equip.queries.assessments import sheets_own
from shelterbelt.equip.queries.domains import domain_of
from shelterbelt.equip.queries.members import members_of
from shelterbelt.equip.queries.papers import public_strategy_of
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.sites import walk_of
from shelterbelt.equip.queries.strategies import strategies_of, strategies_shown, strategy_shown
from shelterbelt.equip.services import actions, answering, assessments, goals, settling, sites, strategies
from shelterbelt.equip.services.answering import Said
from shelterbelt.equip.services.errors import NotInThisState
from shelterbelt.equip.services.goals import GoalWords, RiskWords
from shelterbelt.equip.services.held_places import TEXTS
from shelterbelt.equip.services.settling import Agreed, Shown
from shelterbelt.equip.services.sites import Look
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import ANONYMOUS, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token
from shelterbelt.people.choices.safety import TextPlace
from shelterbelt.people.queries.held_texts import held_text, texts_held
from shelterbelt.people.queries.on_call import Told, listeners_now
from shelterbelt.people.services.held_texts import act_on_text, hold_text_seen, release_text

pytestmark = pytest.mark.django_db
WORDS = "Planted: a girl from room four came back with a new phone."
HELD = "This text is held. Nobody but the person on call reads it."
ASSESSMENT = (TextPlace.SETTLED, TextPlace.EVIDENCE)
SHOWN_OUTSIDE = (TextPlace.STRATEGY, TextPlace.GOAL, TextPlace.ACTION, TextPlace.RISK)


@dataclass(frozen=True)
class House:
    """An agency with planted words in every place, and someone on call."""

    written: Written
    guard: Actor
    texts: dict[TextPlace, UUID]
    assessment: UUID
    standing: UUID
    assessor: UUID
    walk: UUID
    look: str
    asked: str

    @property
    def agency(self) -> AgencyFixture:
        return self.written.agency

    @property
    def settling(self) -> dict[str, Any]:
        own = {"agency": self.agency.organisation, "assessment": self.assessment}
        return {"by": self.agency.leader, **own}

    @property
    def site(self) -> dict[str, Any]:
        return {"agency": self.agency.organisation, "site": self.written.site}

    def writer(self, place: TextPlace) -> Actor:
        return self.agency.front_line if place == TextPlace.OWN_REASON else self.agency.board

    def hold(self, place: TextPlace, by: Actor | None = None) -> UUID:
        return hold_text_seen(by=by or self.writer(place), place=place, object_id=self.texts[place])


@pytest.fixture
def house(db: None) -> House:
    del db
    written = write()
    agency = written.agency
    own: dict[str, Any] = {"by": agency.leader, "agency": agency.organisation}
    within: dict[str, Any] = {**own, "strategy": written.strategy}
    strategies.change_strategy(**within, said=said(WORDS))
    goals.change_goal(
        **within, goal=written.goal, said=GoalWords(WORDS, DOMAIN, questions(), "Planted outside.")
    )
    doing = actions.ActionWords(WORDS, in_days(20), "Planted owner")
    actions.change_action(**within, action=written.action, said=doing)
    goals.change_risk(**within, goal=written.goal, risk=written.risk, said=RiskWords(WORDS, "Planted met."))
    progress = actions.tell_progress(**within, action=written.action, state="under_way", words=WORDS)
    sign_off = written.sign("not_yet", WORDS)
    assessment = assessments.open_assessment(**own, sites=(), closes_on=clock.today() + dt.timedelta(days=30))
    standing = settling.settle_question(
        **own,
        assessment=assessment,
        question=_question(),
        site=None,
        agreed=Agreed("does_not_apply", WORDS, "Planted owner"),
    )
    shown = Shown("visit", WORDS, "Planted shelf")
    evidence = settling.add_evidence(**own, assessment=assessment, standing=standing, shown=shown)
    assessor, asked, reason = _answered(agency, assessment)
    look = next(one.key for one in question_set().looks if one.site_kind == "group_home")
    walk = sites.keep_walk(
        **own, site=written.site, walked_on=clock.today(), looks={look: Look("partly", WORDS)}
    )
    with scope(agency.leader):
        view = walk_of(for_=agency.leader, agency=agency.organisation, site=written.site, walk=walk)
    noted = view.noted[0].id
    assert noted is not None
    texts = {
        TextPlace.OWN_REASON: reason,
        TextPlace.SETTLED: standing,
        TextPlace.EVIDENCE: evidence,
        TextPlace.LOOK: noted,
        TextPlace.STRATEGY: written.strategy,
        TextPlace.GOAL: written.goal,
        TextPlace.ACTION: written.action,
        TextPlace.RISK: written.risk,
        TextPlace.PROGRESS: progress,
        TextPlace.SIGN_OFF: sign_off,
    }
    guard = member(agency.organisation, Role.SAFEGUARDING)
    return House(written, guard, texts, assessment, standing, assessor, walk, look, asked)


def _question() -> str:
    return question_set().questions_for("agency")[0].key


def _answered(agency: AgencyFixture, assessment: UUID) -> tuple[UUID, str, UUID]:
    """Someone of the front line says why a question does not apply."""
    with scope(agency.leader):
        known = members_of(for_=agency.leader, agency=agency.organisation)
    grants = [one.grant for one in known if one.account == agency.front_line.account]
    own: dict[str, Any] = {"by": agency.leader, "agency": agency.organisation}
    assessments.ask_members(**own, assessment=assessment, members=grants)
    with scope(agency.front_line):
        (sheet,) = sheets_own(for_=agency.front_line)
    asked = sheet.places[0].questions[0].key
    answer = {(asked, None): Said("does_not_apply", WORDS)}
    answering.answer_questions(by=agency.front_line, assessor=sheet.assessor, said=answer)  # type: ignore[arg-type]
    with scope(agency.front_line):
        (sheet,) = sheets_own(for_=agency.front_line)
    return sheet.assessor, asked, sheet.written[asked, None][0]


def browser(actor: Actor) -> Client:
    assert actor.account is not None
    return signed_in(Account.objects.get(pk=actor.account))


def pages_of(house: House, place: TextPlace) -> list[str]:
    """Addresses of the agency's pages and documents on which the text of a place stands."""
    agency, strategy = house.agency.organisation, house.written.strategy
    own = [agency, strategy]
    if place in ASSESSMENT:
        domain = next(one.domain for one in question_set().questions if one.key == _question())
        return [reverse("agency.assessment.domain", args=[agency, house.assessment, domain])]
    if place == TextPlace.LOOK:
        site = house.written.site
        return [
            reverse("agency.site", args=[agency, site]),
            reverse("agency.walk", args=[agency, site, house.walk]),
        ]
    if place == TextPlace.PROGRESS:
        return [reverse("agency.action", args=[*own, house.written.action])]
    return [reverse("agency.strategy", args=own)]


def told(client: Client, addresses: list[str]) -> str:
    answers = [client.get(address) for address in addresses]
    assert {one.status_code for one in answers} == {200}
    return " ".join(one.content.decode() for one in answers)


def test_every_place_of_an_agency_has_a_reader_and_planted_words(house: House) -> None:
    mine = {one for one in TextPlace if one.split(".")[0] in {"assessment", "walk", "strategy"}}
    assert set(TEXTS) == set(house.texts) == mine


@pytest.mark.parametrize("place", [one for one in TEXTS if one != TextPlace.OWN_REASON])
def test_a_held_text_is_read_by_nobody_of_the_agency_and_by_the_person_on_call(
    house: House, place: TextPlace
) -> None:
    reader = browser(house.agency.front_line)
    addresses = pages_of(house, place)
    before = told(reader, addresses)
    assert before.count(WORDS) >= 1
    held = house.hold(place)
    after = told(reader, addresses)
    assert HELD in after or "held until the person on call" in after
    for one in (house.agency.front_line, house.agency.board):
        assert told(browser(one), addresses).count(WORDS) < before.count(WORDS)
    with scope(house.guard):
        found = held_text(for_=house.guard, held=held, purpose="deciding what must be done")
        assert [one.country for one in texts_held(for_=house.guard)] == ["CA"]
    assert found.words is not None
    assert WORDS in found.words
    act_on_text(by=house.guard, held=held, action="reported")
    release_text(by=house.guard, held=held)
    assert told(reader, addresses).count(WORDS) == before.count(WORDS)


def test_with_everything_held_no_page_and_no_query_has_a_word_left(house: House) -> None:
    for place in TEXTS:
        house.hold(place)
    agency, board = house.agency.organisation, house.agency.board
    addresses = [one for place in TEXTS if place != TextPlace.OWN_REASON for one in pages_of(house, place)]
    page = told(browser(board), addresses)
    assert "Planted" not in page.replace("Planted Harbour Lane", "")
    with scope(board):
        view = house.written.view(board)
        listed = strategies_of(for_=board, agency=agency)
        public = public_strategy_of(for_=board, agency=agency, strategy=house.written.strategy)
        domain = next(one.domain for one in question_set().questions if one.key == _question())
        settled = domain_of(for_=board, agency=agency, assessment=house.assessment, domain=domain)
        walked = walk_of(for_=board, agency=agency, site=house.written.site, walk=house.walk)
    found = repr((view, listed, public, settled, walked)).replace("Planted Harbour Lane", "")
    assert "Planted" not in found
    assert (public.words, public.goals, public.untold) == ("", (), 1)


@pytest.mark.parametrize("place", SHOWN_OUTSIDE)
def test_an_adviser_who_is_shown_a_text_can_hold_it_and_reads_it_no_more(
    house: House, place: TextPlace
) -> None:
    programme_id, adviser = programme()
    with pytest.raises(NotThere):
        house.hold(place, adviser)
    house.written.share(programme_id)
    house.hold(place, adviser)
    with scope(adviser):
        view = strategy_shown(for_=adviser, strategy=house.written.strategy)
        line = strategies_shown(for_=adviser)[0]
    goal = view.goals[0]
    words = {
        TextPlace.STRATEGY: view.title,
        TextPlace.GOAL: goal.words,
        TextPlace.ACTION: goal.actions[0].words,
        TextPlace.RISK: goal.risks[0].words,
    }
    assert words == {one: HELD if one == place else WORDS for one in words}
    assert line.title == words[TextPlace.STRATEGY]
    page = told(browser(adviser), [reverse("advise.strategy", args=[house.written.strategy])])
    assert HELD in page


@pytest.mark.parametrize("place", [TextPlace.PROGRESS, TextPlace.SIGN_OFF, TextPlace.EVIDENCE])
def test_what_an_adviser_is_not_shown_they_do_not_find(house: House, place: TextPlace) -> None:
    programme_id, adviser = programme()
    house.written.share(programme_id)
    with pytest.raises(NotThere):
        house.hold(place, adviser)


@pytest.mark.parametrize("place", list(TEXTS))
def test_nobody_else_finds_a_text(house: House, place: TextPlace) -> None:
    other = make_agency(name="Other")
    strangers = [*other.everyone, house.guard, member(other.organisation, Role.SAFEGUARDING), ANONYMOUS]
    strangers += [house.agency.leader] if place == TextPlace.OWN_REASON else []
    for actor in strangers:
        with pytest.raises(NotThere):
            house.hold(place, actor)
    with pytest.raises(NotThere):
        hold_text_seen(by=house.agency.leader, place=place, object_id=uuid4())
    held = house.hold(place)
    stranger = member(other.organisation, Role.SAFEGUARDING)
    with scope(stranger), pytest.raises(NotThere):
        held_text(for_=stranger, held=held, purpose="curious")


def test_what_is_held_is_neither_changed_nor_taken_away(house: House) -> None:
    for place in TEXTS:
        house.hold(place)
    within: dict[str, Any] = {**house.written.given}
    written, leader = house.written, house.agency.leader
    doing = actions.ActionWords("Other", in_days(20))
    again = settling.settle_question
    refused: list[Callable[[], object]] = [
        lambda: strategies.change_strategy(**within, said=said("Other")),
        lambda: goals.change_goal(**within, goal=written.goal, said=GoalWords("Other", DOMAIN)),
        lambda: goals.change_risk(
            **within, goal=written.goal, risk=written.risk, said=RiskWords("Other", "Met.")
        ),
        lambda: actions.change_action(**within, action=written.action, said=doing),
        lambda: actions.hand_action_over(**within, action=written.action, owner="Other"),
        lambda: again(**house.settling, question=_question(), site=None, agreed=Agreed("met")),
        lambda: settling.unsettle_question(**house.settling, standing=house.standing),
        lambda: settling.remove_evidence(
            **house.settling, standing=house.standing, evidence=house.texts[TextPlace.EVIDENCE]
        ),
    ]
    for change in refused:
        with pytest.raises(NotInThisState) as error:
            change()
        assert error.value.args == ("held",)
    walked = {**house.site, "walked_on": clock.today(), "walk": house.walk}
    other = [one.key for one in question_set().looks if one.site_kind == "group_home"][1]
    sites.keep_walk(by=leader, **walked, looks={house.look: Look("yes", "Other")})
    sites.keep_walk(by=leader, **walked, looks={other: Look("yes")})
    answer: dict[Any, Said] = {(house.asked, None): Said("met")}
    answering.answer_questions(by=house.agency.front_line, assessor=house.assessor, said=answer)
    with scope(house.guard):
        lines = texts_held(for_=house.guard)
        read = [held_text(for_=house.guard, held=one.id, purpose="deciding").words or "" for one in lines]
    assert [WORDS in words for words in read] == [True] * len(TEXTS)


def test_goals_that_were_taken_out_are_held_too(house: House) -> None:
    goals.remove_goal(**house.written.given, goal=house.written.goal)
    held = house.hold(TextPlace.GOAL)
    assert [one.words for one in house.written.view().removed] == [HELD]
    with scope(house.guard):
        found = held_text(for_=house.guard, held=held, purpose="deciding").words
    assert found == f"{WORDS}\n\nPlanted outside."


def test_nobody_agrees_to_what_they_cannot_read_and_what_was_agreed_stays(house: House) -> None:
    house.written.sign("agreed")
    assert house.written.view().is_signed
    held = house.hold(TextPlace.RISK)
    assert house.written.view().is_signed
    with pytest.raises(NotInThisState) as error:
        house.written.sign("agreed")
    assert error.value.args == ("held_from_you",)
    house.written.sign("not_yet", "Show me all of it.")
    act_on_text(by=house.guard, held=held, action="no_need", is_shown_again=True)
    house.written.sign("agreed")


def test_writers_still_see_their_own_words(house: House) -> None:
    for place in (TextPlace.PROGRESS, TextPlace.SIGN_OFF, TextPlace.OWN_REASON):
        house.hold(place)
    own = house.written.view(house.agency.leader).actions[0].progress[0]
    assert (own.words, own.is_held) == (WORDS, True)
    assert house.written.view(house.agency.survivor_adviser).sign_offs[0].words == WORDS
    with scope(house.agency.front_line):
        (sheet,) = sheets_own(for_=house.agency.front_line)
    assert sheet.reasons[house.asked, None] == WORDS
    assert sheet.written[house.asked, None][1] is True


def test_reading_costs_the_same_whatever_is_held(house: House) -> None:
    client = browser(house.agency.front_line)
    addresses = [one for place in TEXTS if place != TextPlace.OWN_REASON for one in pages_of(house, place)]
    told(client, addresses)
    with CaptureQueriesContext(connection) as before:
        told(client, addresses)
    for place in TEXTS:
        house.hold(place)
    with CaptureQueriesContext(connection) as after:
        told(client, addresses)
    assert len(after) == len(before)


def test_one_press_on_the_page_holds_a_text(house: House) -> None:
    client = browser(house.agency.board)
    address = reverse("held.hold", args=[TextPlace.GOAL, house.written.goal])
    assert address in told(client, pages_of(house, TextPlace.GOAL))
    done = client.post(address, {"back": "/"})
    assert (done.status_code, WORDS in done.content.decode()) == (200, False)
    assert HELD in told(client, pages_of(house, TextPlace.GOAL))
    foreign = browser(make_agency(name="Other").board)
    assert foreign.post(address, {"back": "/"}).status_code == 404
    own = reverse("answer.domain", args=[house.assessor, _domain(house.asked)])
    button = reverse("held.hold", args=[TextPlace.OWN_REASON, house.texts[TextPlace.OWN_REASON]])
    assert button in told(browser(house.agency.front_line), [own])


def _domain(question: str) -> str:
    return next(one.domain for one in question_set().questions if one.key == question)


def test_leaders_are_told_while_nobody_is_on_call_and_can_ask_someone_in(db: None) -> None:
    del db
    agency = make_agency()
    listening = listeners_now(organisation=agency.organisation)
    assert (listening.why, listening.accounts) == (Told.LEADS, (agency.leader.account,))
    client = browser(agency.leader)
    form = {"email": "on.call@agency.example", "role": "safeguarding"}
    added = client.post(reverse("agency.people.add", args=[agency.organisation]), form)
    assert added.status_code == 302
    account = Account.objects.get(email="on.call@agency.example")
    assert listeners_now(organisation=agency.organisation) == type(listening)(Told.EVERYONE, (account.pk,))
    people = told(client, [reverse("agency.people", args=[agency.organisation])])
    assert "on.call@agency.example" in people
    with scope(agency.leader):
        asked = members_of(for_=agency.leader, agency=agency.organisation)
    assert account.pk not in {one.account for one in asked}, "who is on call is asked nothing else"


def test_a_card_takes_no_words_and_says_where_to_turn(db: None) -> None:
    del db
    agency = make_agency()
    own: dict[str, Any] = {"by": agency.leader, "agency": agency.organisation}
    assessment = assessments.open_assessment(**own, sites=(), closes_on=clock.today() + dt.timedelta(days=30))
    (card,) = assessments.make_cards(**own, assessment=assessment, group="young_adviser", number=1, site=None)
    question = question_set().asked("young_adviser", "agency")[0]
    address = reverse("card.domain", args=[card, question.domain])
    client = Client()
    for page in (told(client, [reverse("card", args=[card])]), told(client, [address])):
        assert "A card has no room for words." in page
        assert reverse("complain") in page
        assert ('type="text"' in page, "<textarea" in page, "texts/" in page) == (False, False, False)
    sent = {f"given:{question.key}@": "not_met", f"reason:{question.key}@": WORDS}
    assert client.post(address, sent).status_code == 302
    holder = bearer_of(digest_token(card))
    for place in TEXTS:
        with pytest.raises(NotThere):
            hold_text_seen(by=holder, place=place, object_id=assessment)
