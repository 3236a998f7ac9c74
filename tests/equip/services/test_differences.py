"""How far people agree: by hand and by the engine, of named answers alone, in words that follow the interval."""

import datetime as dt
import html
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.agencies import AgencyFixture, make_agency, member
from tests.fixtures.desk import signed_in

from shelterbelt.equip.engine.agreement import Items, krippendorff
from shelterbelt.equip.models import Assessor, Response
from shelterbelt.equip.queries.agreement import Agreed, Differences, Verdict, agreed, differences_of
from shelterbelt.equip.queries.assessments import sheets_own
from shelterbelt.equip.queries.members import members_of
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.services import answering, assessments
from shelterbelt.equip.services.answering import Said
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token

DOMAIN = "policy"
SHARED = [
    one.key
    for one in question_set().questions_for("agency")
    if one.domain == DOMAIN and {"leader", "board"} <= set(one.asked_of)
]
LEADER = ("met", "met", "met", "not_met", "not_met", "met")
BOARD = ("met", "met", "met", "not_met", "not_met", "not_met")
ONE, OTHER, THIRD = uuid4(), uuid4(), uuid4()


def told(*rows: Sequence[str]) -> Agreed:
    """What people said, one word of answers for each question."""
    return agreed([dict(zip((ONE, OTHER, THIRD), row, strict=False)) for row in rows])


def test_the_figure_equals_one_worked_by_hand() -> None:
    """Twelve answers, 7 and 5 alike: by chance (7·6 + 5·4) / (12·11) = 31/66 are equal, 5/6 are: alpha is 24/35.

    The six questions move it by 2/49 (three times), 2/25 (twice) and -346/1225; its error is the root of 6/5 of the
    sum of their squares.
    """
    found = told(*zip(LEADER, BOARD, strict=True))
    error = (6 / 5 * (3 * (2 / 49) ** 2 + 2 * (2 / 25) ** 2 + (346 / 1225) ** 2)) ** 0.5
    assert found.interval is not None
    assert found.value == pytest.approx(24 / 35)
    assert found.equal == pytest.approx(5 / 6)
    assert found.interval[0] == pytest.approx(24 / 35 - 1.959963984540054 * error)
    assert found.interval[1] == 1.0
    assert (found.questions, found.assessors, found.verdict) == (6, 2, Verdict.TOO_FEW)
    engine = krippendorff(Items(tuple(zip(LEADER, BOARD, strict=True))))
    assert (found.value, found.interval, found.equal) == (engine.value, engine.interval, engine.observed)


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([("m", "m")] * 3 + [("n", "n")] * 2, Verdict.SAME),
        ([("m", "m")] * 5, Verdict.SAME),
        ([("m", "m")] * 20 + [("n", "n")] * 20 + [("m", "n")], Verdict.SAME),
        ([("m", "n")] * 6, Verdict.DIFFERENT),
        ([("m", "n"), ("n", "m")] * 6, Verdict.DIFFERENT),
        ([("m", "m"), ("m", "n"), ("n", "m"), ("n", "n")] * 6, Verdict.DIFFERENT),
        ([("m", "m")] * 30 + [("m", "n")], Verdict.ONE_ANSWER),
        ([("m", "m"), ("n", "n")] * 2, Verdict.TOO_FEW),
        ([("m",)] * 40, Verdict.TOO_FEW),
        ([], Verdict.TOO_FEW),
    ],
)
def test_words_follow_the_interval(rows: list[tuple[str, ...]], verdict: Verdict) -> None:
    assert told(*rows).verdict is verdict


def test_nothing_is_worked_out_from_fewer_than_two_people_or_five_questions() -> None:
    nothing = Agreed(Verdict.TOO_FEW, None, None, None, 4, 2)
    assert told(("m", "n"), ("m", "n"), ("m", "m"), ("n", "n"), ("m",), ()) == nothing
    assert told(*[("m",)] * 9) == Agreed(Verdict.TOO_FEW, None, None, None, 0, 0)
    assert told(*[("m", "n", "n")] * 5).assessors == 3


@pytest.fixture
def agency(db: None) -> AgencyFixture:
    del db
    return make_agency()


def begin(agency: AgencyFixture) -> UUID:
    ahead = clock.today() + dt.timedelta(days=30)
    return assessments.open_assessment(
        by=agency.leader, agency=agency.organisation, sites=(), closes_on=ahead
    )


def answer(agency: AgencyFixture, assessment: UUID, actor: Actor, given: Sequence[str]) -> None:
    with scope(agency.leader):
        known: dict[Any, UUID] = {
            one.account: one.grant for one in members_of(for_=agency.leader, agency=agency.organisation)
        }
    assessments.ask_members(
        by=agency.leader,
        agency=agency.organisation,
        assessment=assessment,
        members=[known[actor.account]],
    )
    with scope(actor):
        (sheet,) = sheets_own(for_=actor)
    said: dict[tuple[str, UUID | None], Said] = {
        (key, None): Said(one) for key, one in zip(SHARED, given, strict=True)
    }
    answering.answer_questions(by=actor, assessor=sheet.assessor, said=said)


def found(agency: AgencyFixture, assessment: UUID, reader: Actor | None = None) -> Differences:
    actor = reader or agency.front_line
    with scope(actor):
        return differences_of(for_=actor, agency=agency.organisation, assessment=assessment)


def shown(agency: AgencyFixture, assessment: UUID) -> str:
    assert agency.front_line.account is not None
    client = signed_in(Account.objects.get(pk=agency.front_line.account))
    address = reverse("agency.assessment.differences", args=[agency.organisation, assessment])
    page = client.get(address)
    assert page.status_code == 200
    return html.unescape(page.content.decode())


def test_domains_tell_how_far_their_people_agree(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    answer(agency, assessment, agency.leader, LEADER)
    answer(agency, assessment, agency.board, BOARD)
    by_hand = told(*zip(LEADER, BOARD, strict=True))
    result = found(agency, assessment)
    assert (result.by_domain[DOMAIN], result.overall) == (by_hand, by_hand)
    nothing = Agreed(Verdict.TOO_FEW, None, None, None, 0, 0)
    assert {one for key, one in result.by_domain.items() if key != DOMAIN} == {nothing}
    assert list(result.by_domain) == [
        one.key for one in question_set().domains if one.key in result.by_domain
    ]


def test_cards_take_no_part(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    answer(agency, assessment, agency.leader, LEADER)
    answer(agency, assessment, agency.board, BOARD)
    before = found(agency, assessment)
    with scope(SYSTEM):
        card = Assessor.objects.create(
            organisation=agency.organisation, assessment_id=assessment, group="board", token_digest="planted"
        )
        for key in SHARED:
            Response.objects.create(
                organisation=agency.organisation,
                assessment_id=assessment,
                assessor=card,
                is_anonymous=True,
                question=key,
                given="need_support",
            )
    after = found(agency, assessment)
    assert (after.overall, after.by_domain) == (before.overall, before.by_domain)
    made = assessments.make_cards(
        by=agency.leader, agency=agency.organisation, assessment=assessment, group="young_adviser", number=1
    )
    holder = bearer_of(digest_token(made[0]))
    with scope(holder), pytest.raises(NotThere):
        differences_of(for_=holder, agency=agency.organisation, assessment=assessment)


def test_who_answers_for_two_groups_agrees_with_nobody(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    answer(agency, assessment, agency.leader, LEADER)
    with scope(SYSTEM):
        again = Assessor.objects.create(
            organisation=agency.organisation,
            assessment_id=assessment,
            group="board",
            account=agency.leader.account,
        )
        for key, given in zip(SHARED, BOARD, strict=True):
            Response.objects.create(
                organisation=agency.organisation,
                assessment_id=assessment,
                assessor=again,
                is_anonymous=False,
                question=key,
                given=given,
            )
    assert found(agency, assessment).overall == Agreed(Verdict.TOO_FEW, None, None, None, 0, 0)
    answer(agency, assessment, agency.board, BOARD)
    # The leader's two answers count as one, the more cautious: the same as the board's.
    assert found(agency, assessment).overall.equal == 1.0


def test_the_number_of_queries_stays_the_same(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    counts = []
    for actor in (agency.leader, agency.board, member(agency.organisation, Role.BOARD_MEMBER)):
        answer(agency, assessment, actor, LEADER)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found(agency, assessment)
        counts.append(len(asked))
    assert counts == [counts[0]] * 3


def test_the_page_says_it_in_words_and_names_nobody(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    assert "As soon as two people have answered the same questions by name" in shown(agency, assessment)
    answer(agency, assessment, agency.leader, ["met"] * 6)
    answer(agency, assessment, agency.board, ["not_met"] * 6)
    page = shown(agency, assessment)
    assert "<strong>People see it very differently</strong>" in page
    assert "<dt>People see it very differently; talk about these first</dt>" in page
    assert page.count("Krippendorff") == 1
    people = Account.objects.filter(pk__in=[agency.leader.account, agency.board.account])
    assert [one.email for one in people if one.email in page] == []
    assert [str(one.account) for one in (agency.leader, agency.board) if str(one.account) in page] == []


def test_another_agency_finds_no_such_page(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    other = make_agency(name="Other")
    with scope(other.leader), pytest.raises(NotThere):
        differences_of(for_=other.leader, agency=other.organisation, assessment=assessment)
    with scope(other.leader), pytest.raises(NotThere):
        differences_of(for_=other.leader, agency=agency.organisation, assessment=assessment)
