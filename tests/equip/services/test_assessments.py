"""Assessments: asked, answered, settled, closed; anonymous answers are nobody's and are told only as safe counts."""

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from tests.fixtures.agencies import AgencyFixture, make_agency

from shelterbelt.equip.choices import Group
from shelterbelt.equip.models import Assessment, Assessor, Evidence, GroupRelease, Response, Standing
from shelterbelt.equip.queries.assessments import groups_asked, sheet_of_card, sheets_own
from shelterbelt.equip.queries.domains import domain_of
from shelterbelt.equip.queries.members import members_of
from shelterbelt.equip.queries.releases import release_of
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.standings import standings_of, standings_over_time
from shelterbelt.equip.queries.unnamed import key_of
from shelterbelt.equip.services import answering, assessments, settling
from shelterbelt.equip.services.answering import Said
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.equip.services.settling import Agreed, Shown
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(db: None) -> AgencyFixture:
    del db
    return make_agency()


def begin(agency: AgencyFixture, *sites: UUID) -> UUID:
    return assessments.open_assessment(
        by=agency.leader,
        agency=agency.organisation,
        sites=sites,
        closes_on=clock.today() + dt.timedelta(days=30),
    )


def ask(agency: AgencyFixture, assessment: UUID, *actors: Actor) -> None:
    with scope(agency.leader):
        known: dict[Any, UUID] = {
            one.account: one.grant for one in members_of(for_=agency.leader, agency=agency.organisation)
        }
    assessments.ask_members(
        by=agency.leader,
        agency=agency.organisation,
        assessment=assessment,
        members=[known[one.account] for one in actors],
    )


def answer(actor: Actor, **given: str) -> None:
    """Answer agency-wide questions, `policy_x` standing for the first questions asked."""
    with scope(actor):
        (sheet,) = sheets_own(for_=actor)
    asked = [(one.key, place.site) for place in sheet.places for one in place.questions]
    said = {asked[int(name[1:])]: Said(what, "Not here.") for name, what in given.items()}
    answering.answer_questions(by=actor, assessor=sheet.assessor, said=said)


def cards(agency: AgencyFixture, assessment: UUID, number: int, site: UUID | None = None) -> list[Actor]:
    made = assessments.make_cards(
        by=agency.leader,
        agency=agency.organisation,
        assessment=assessment,
        group="young_adviser",
        number=number,
        site=site,
    )
    return [bearer_of(digest_token(one)) for one in made]


def close(agency: AgencyFixture, assessment: UUID) -> Mapping[str, int | None]:
    assessments.close_assessment(by=agency.leader, agency=agency.organisation, assessment=assessment)
    with scope(agency.leader):
        return release_of(assessment)


def question_of(scope_: str = "agency", group: str = "young_adviser", kind: str | None = None) -> str:
    return question_set().asked(group, scope_, kind)[0].key


def test_one_assessment_is_open_at_a_time(agency: AgencyFixture) -> None:
    first = begin(agency)
    with pytest.raises(NotInThisState) as error:
        begin(agency)
    assert error.value.args == ("open",)
    settle(agency, first)
    close(agency, first)
    second = begin(agency)
    with scope(agency.leader):
        assert Assessment.objects.filter(organisation=agency.organisation, state="open").get().pk == second


def settle(agency: AgencyFixture, assessment: UUID, given: str = "met", **more: Any) -> UUID:
    return settling.settle_question(
        by=agency.leader,
        agency=agency.organisation,
        assessment=assessment,
        question=str(more.pop("question", "") or question_set().questions_for("agency")[0].key),
        site=more.pop("site", None),
        agreed=Agreed(given, **more),
    )


def test_the_most_cautious_named_answer_stands_until_it_is_settled(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    ask(agency, assessment, agency.leader, agency.board)
    with scope(agency.leader):
        (sheet,) = sheets_own(for_=agency.leader)
    shared = next(
        one.key for one in question_set().questions_for("agency") if {"leader", "board"} <= set(one.asked_of)
    )
    for actor, given in ((agency.leader, "met"), (agency.board, "not_met")):
        with scope(actor):
            (sheet,) = sheets_own(for_=actor)
        answering.answer_questions(by=actor, assessor=sheet.assessor, said={(shared, None): Said(given)})
    with scope(agency.front_line):
        stood = standings_of(for_=agency.front_line, agency=agency.organisation)
        assert stood is not None
        stands = stood.results.at(shared, None)
    assert stands is not None
    assert (stands.answer, stands.is_settled, stands.differs) == ("not_met", False, True)
    assert stands.by_group == {"board": ("not_met",), "leader": ("met",)}
    settle(agency, assessment, "in_progress", question=shared)
    with scope(agency.front_line):
        again = standings_of(for_=agency.front_line, agency=agency.organisation)
        assert again is not None
        stands = again.results.at(shared, None)
    assert stands is not None
    assert (stands.answer, stands.is_settled, stands.differs) == ("in_progress", True, True)


def test_progress_is_told_against_the_assessment_before(agency: AgencyFixture) -> None:
    one, other, third = (each.key for each in question_set().questions_for("agency")[:3])
    first = begin(agency)
    for key, given in ((one, "not_met"), (other, "met"), (third, "not_met")):
        settle(agency, first, given, question=key)
    close(agency, first)
    second = begin(agency)
    for key, given in ((one, "met"), (other, "in_progress"), (third, "in_progress")):
        settle(agency, second, given, question=key)
    with scope(agency.board):
        told = standings_over_time(for_=agency.board, agency=agency.organisation)
    assert [one.assessment.pk for one in told] == [first, second]
    change = told[1].change
    assert change is not None
    assert (change.newly_met, change.slipped, change.moved_on) == (
        ((one, None),),
        ((other, None),),
        ((third, None),),
    )
    assert told[0].change is None


def test_an_answer_can_be_changed_until_it_is_closed(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    ask(agency, assessment, agency.front_line)
    answer(agency.front_line, q0="met")
    answer(agency.front_line, q0="need_support", q1="does_not_apply")
    with scope(agency.leader):
        assert sorted(Response.objects.values_list("given", flat=True)) == ["does_not_apply", "need_support"]
    close(agency, assessment)
    with scope(agency.front_line):
        assert sheets_own(for_=agency.front_line) == ()
        assessor = Assessor.objects.get(account=agency.front_line.account)
    with pytest.raises(NotInThisState):
        answering.answer_questions(by=agency.front_line, assessor=assessor.pk, said={})


def test_people_answer_only_what_they_were_asked(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    ask(agency, assessment, agency.front_line)
    with scope(agency.front_line):
        (sheet,) = sheets_own(for_=agency.front_line)
    foreign = next(
        one.key for one in question_set().questions_for("agency") if "front_line" not in one.asked_of
    )
    with pytest.raises(Incomplete) as error:
        answering.answer_questions(
            by=agency.front_line, assessor=sheet.assessor, said={(foreign, None): Said("met")}
        )
    assert list(error.value.fields) == [f"{foreign}@"]
    with scope(agency.board), pytest.raises(NotThere):
        answering.answer_questions(by=agency.board, assessor=sheet.assessor, said={})
    with scope(agency.leader):
        assert Response.objects.count() == 0


def test_nobody_of_the_agency_reads_an_anonymous_answer(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    (card,) = cards(agency, assessment, 1)
    key = question_of()
    answering.answer_questions(by=card, said={(key, None): Said("need_support", "Planted words")})
    for actor in agency.everyone:
        with scope(actor):
            assert Response.objects.count() == 0
            stood = standings_of(for_=actor, agency=agency.organisation)
            assert stood is not None
            stands = stood.results.at(key, None)
            assert stands is not None
            assert (stands.answer, stands.by_group) == (None, {})
    with scope(card):
        assert [row.given for row in Response.objects.all()] == ["need_support"]
        assert sheet_of_card(for_=card).given == {(key, None): "need_support"}
    with scope(SYSTEM):
        assert Response.objects.get().reason is None
        told = audit.models.Event.objects.filter(verb="equip.answer.keep").get()
    assert (told.actor, told.object_id) == ("card", str(assessment))


def test_what_is_asked_by_card_is_counted_only_from_five(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    key = question_of()
    for one, given in zip(cards(agency, assessment, 6), ["met"] * 5 + ["not_met"], strict=True):
        answering.answer_questions(by=one, said={(key, None): Said(given)})
    cells = close(agency, assessment)
    group = "young_adviser"
    assert cells[key_of(group, key, "", "")] == 6
    assert cells[key_of(group, key, "", "not_met")] is None
    assert cells[key_of(group, key, "", "met")] is None, "6 less 5 would tell the one"


def test_groups_tell_how_many_answered_and_nothing_of_cards(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    ask(agency, assessment, agency.leader, agency.front_line)
    used, *_rest = cards(agency, assessment, 7)
    answering.finish_answering(by=used)
    with scope(agency.front_line):
        (sheet,) = sheets_own(for_=agency.front_line)
    answering.finish_answering(by=agency.front_line, assessor=sheet.assessor)
    with scope(agency.leader):
        lines = groups_asked(for_=agency.leader, agency=agency.organisation, assessment=assessment)
    assert [(one.group, one.asked, one.done, one.cards) for one in lines] == [
        (Group.LEADER, 1, 0, 0),
        (Group.FRONT_LINE, 1, 1, 0),
        (Group.YOUNG_ADVISER, 0, 0, 7),
    ]


def recovered(cells: Mapping[str, int | None], totals: Mapping[str, int | None]) -> set[int]:
    """What an attacker gets by subtracting everything told from everything told, over both."""
    numbers = [
        (key, number) for told in (cells, totals) for key, number in told.items() if number is not None
    ]
    found = {number for _key, number in numbers}
    for (one, high), (other, low) in itertools.permutations(numbers, 2):
        if one.split("|")[1] == other.split("|")[1] and one.split("|")[3] == other.split("|")[3]:
            found.add(high - low)
    return {number for number in found if 0 < number < 5}


def test_differencing_over_sites_and_over_time_finds_no_small_group(agency: AgencyFixture) -> None:
    big, small = agency.site("Big"), agency.site("Small")
    key = question_of("site", kind="group_home")
    told = []
    for round_ in range(2):
        assessment = begin(agency, big, small)
        for site, number in ((big, 9), (small, 2 + round_)):
            for one in cards(agency, assessment, number, site):
                answering.answer_questions(by=one, said={(key, site): Said("met")})
        told.append(close(agency, assessment))
    first, second = told
    group = "young_adviser"
    both = {first[key_of(group, key, site, "met")] for site in (str(big), "")}
    assert both in ({9, None}, {11, None}), "11 less 9 would tell the small site"
    assert first[key_of(group, key, str(small), "met")] is None
    assert recovered(first, second) == set()
    naive = {key_of(group, key, str(big), "met"): 9, key_of(group, key, "", "met"): 11}
    assert recovered(naive, {}) == {2}, "the attack finds what is there to be found"
    later = {key_of(group, key, "", "met"): 12}
    assert recovered(naive, later) == {1, 2, 3}


def test_another_agency_sees_nothing_whatever_the_code_asks(agency: AgencyFixture) -> None:
    assessment = begin(agency, agency.site())
    ask(agency, assessment, agency.front_line)
    answer(agency.front_line, q0="met")
    standing = settle(agency, assessment)
    settling.add_evidence(
        by=agency.leader,
        agency=agency.organisation,
        assessment=assessment,
        standing=standing,
        shown=Shown("document", "Planted title", "Planted shelf"),
    )
    close(agency, assessment)
    other = make_agency(name="Other")
    tables = (Assessment, Assessor, Response, Standing, Evidence, GroupRelease)
    for actor in (*other.everyone, other.someone(Role.PROGRAMME_ADVISER)):
        with scope(actor):
            assert [table.__name__ for table in tables if table.objects.exists()] == []
    with scope(agency.leader):
        assert [table.__name__ for table in tables if not table.objects.exists()] == []
    with scope(other.leader), pytest.raises(NotThere):
        domain_of(for_=other.leader, agency=other.organisation, assessment=assessment, domain="policy")
    with pytest.raises(NotThere):
        settle_as(other, assessment)


def settle_as(other: AgencyFixture, assessment: UUID) -> None:
    settling.settle_question(
        by=other.leader,
        agency=other.organisation,
        assessment=assessment,
        question=question_set().questions_for("agency")[0].key,
        site=None,
        agreed=Agreed("met"),
    )


def test_evidence_is_kept_sealed_shown_and_removed(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    question = question_set().questions_for("agency")[0]
    standing = settle(agency, assessment, question=question.key, owner="Adaeze", due_on=dt.date(2027, 1, 5))
    given: dict[str, Any] = {"by": agency.leader, "agency": agency.organisation, "assessment": assessment}
    evidence = settling.add_evidence(
        **given, standing=standing, shown=Shown("visit", "A visit", "Green binder", dt.date(2026, 1, 2))
    )
    with scope(agency.board):
        view = domain_of(
            for_=agency.board, agency=agency.organisation, assessment=assessment, domain=question.domain
        )
        settled = view.line(question.key, None).settled
    assert settled is not None
    assert (settled.owner, settled.due_on) == ("Adaeze", dt.date(2027, 1, 5))
    assert [(one.title, one.kept_where) for one in settled.evidence] == [("A visit", "Green binder")]
    settling.remove_evidence(**given, standing=standing, evidence=evidence)
    settling.remove_evidence(**given, standing=standing, evidence=evidence)
    with scope(agency.leader):
        assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    ("agreed", "field"),
    [
        (Agreed("perhaps"), "given"),
        (Agreed("does_not_apply"), "reason"),
        (Agreed("met", owner="x" * 301), "owner"),
    ],
)
def test_what_cannot_be_settled_is_said_by_field(agency: AgencyFixture, agreed: Agreed, field: str) -> None:
    assessment = begin(agency)
    with pytest.raises(Incomplete) as error:
        settling.settle_question(
            by=agency.leader,
            agency=agency.organisation,
            assessment=assessment,
            question=question_set().questions_for("agency")[0].key,
            site=None,
            agreed=agreed,
        )
    assert list(error.value.fields) == [field]


def test_a_question_is_settled_only_where_it_is_asked(agency: AgencyFixture) -> None:
    site = agency.site()
    assessment = begin(agency)
    with pytest.raises(NotThere):
        settle(agency, assessment, question=question_of("site", "leader", "group_home"), site=site)
    with pytest.raises(NotThere):
        settle(agency, assessment, question="policy.no-such-question")


def test_only_leaders_open_settle_and_close(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    for one in (agency.front_line, agency.survivor_adviser, agency.board):
        with pytest.raises(Denied):
            assessments.close_assessment(by=one, agency=agency.organisation, assessment=assessment)
        with pytest.raises(Denied):
            settling.settle_question(
                by=one,
                agency=agency.organisation,
                assessment=assessment,
                question=question_set().questions_for("agency")[0].key,
                site=None,
                agreed=Agreed("met"),
            )


def test_an_empty_assessment_is_not_closed(agency: AgencyFixture) -> None:
    assessment = begin(agency)
    with pytest.raises(NotInThisState) as error:
        close(agency, assessment)
    assert error.value.args == ("empty",)


def test_standing_costs_the_same_at_one_and_ten_sites(
    agency: AgencyFixture, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for number in (1, 9):
        sites = [agency.site(f"House {place}") for place in range(number)]
        assessment = begin(agency, *sites)
        for key, site in itertools.product(
            [one.key for one in question_set().questions_for("site", "group_home")[:3]], sites
        ):
            settle(agency, assessment, question=key, site=site)
        with scope(agency.leader), django_assert_max_num_queries(20) as seen:
            standings_of(for_=agency.leader, agency=agency.organisation)
        counts.append(len(seen))
        close(agency, assessment)
    assert counts[0] == counts[1]
