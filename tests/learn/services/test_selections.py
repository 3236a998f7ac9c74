"""Selections on a real database: proposed, adopted, set aside, overruled; and nothing private in what is kept."""

import json

import pytest
from tests.fixtures.admission import Applicant, Intake, make_intake

from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.audit.queries import events_recent
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import erase_person, export_person
from shelterbelt.ground.secrets import seal_field
from shelterbelt.learn.models import Cohort, Decision, Selection, WaitingPlace
from shelterbelt.learn.queries.balancing import balance_problem, goals_tried
from shelterbelt.learn.queries.selections import decisions_of, selection_at_desk, selections_listed
from shelterbelt.learn.services import applications, selections
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.selections import ChangedSince
from shelterbelt.people.models import KeptApart

pytestmark = pytest.mark.django_db
ALL = (
    ("KE", "education"),
    ("PE", "policing"),
    ("CA", "education"),
    ("KE", "health_care"),
    ("PE", "education"),
)


@pytest.fixture
def intake(db: None) -> Intake:
    del db
    made = make_intake(online=3, on_site=1)
    without_rubric(made)
    return made


def without_rubric(made: Intake) -> None:
    """Nobody reads: the sum of scores is nothing, and goals and the draw decide."""
    with scope(SYSTEM):
        row = Cohort.objects.get(pk=made.cohort)
        text = row.definition
        row.definition = text[: text.index("[review]")] + text[text.index("[balance]") :]
        row.save(update_fields=["definition"])


def crowd(made: Intake) -> list[Applicant]:
    return [
        made.applicant(number, country=country, sectors=[sector], agency=f"Agency {number}")
        for number, (country, sector) in enumerate(ALL)
    ]


def names_community(one: Applicant, *keys: str) -> None:
    with scope(SYSTEM):
        row = one.row()
        seal_field(row, "communities", json.dumps(keys), person=row.person, agency=row.organisation)
        row.save(update_fields=["communities"])


def kept(selection: object) -> Selection:
    with scope(SYSTEM):
        return Selection.objects.get(pk=selection)  # type: ignore[misc]


def standing(made: Intake) -> dict[object, str]:
    with scope(SYSTEM):
        rows = Decision.objects.filter(cohort=made.cohort, replaced_at=None)
        return dict(rows.values_list("application_id", "outcome"))


def test_proposal_tells_nobody_and_changes_nothing(intake: Intake) -> None:
    people = crowd(intake)
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    row = kept(made)
    assert (row.state, row.number) == ("draft", 1)
    assert row.document["counts"] == {"offer": 3, "wait": 2, "decline": 0, "holds": 0}
    assert [one.state for one in people] == ["submitted"] * 5
    assert standing(intake) == {}


def test_adopting_does_everything_at_once(intake: Intake) -> None:
    people = crowd(intake)
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    older = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    with scope(intake.lead):
        done = selections.adopt_selection(by=intake.lead, selection=made)
    assert done == {"offer": 3, "wait": 2, "decline": 0}
    assert sorted(one.state for one in people) == ["offered"] * 3 + ["waiting"] * 2
    assert sorted(standing(intake).values()) == ["offer"] * 3 + ["wait"] * 2
    assert (kept(made).state, kept(older).state) == ("adopted", "set_aside")
    ranks = {
        one["application"]: one["ranks"]["online"] for one in kept(made).document["outcomes"] if one["ranks"]
    }
    with scope(SYSTEM):
        listed = (
            WaitingPlace.objects.filter(cohort=intake.cohort).order_by("rank").values_list("application_id")
        )
        assert [str(one) for (one,) in listed] == sorted(ranks, key=ranks.__getitem__)
    (event,) = events_recent(for_=intake.lead, verb="learn.selection.adopt").events
    assert "applicant" not in json.dumps(event.notes if hasattr(event, "notes") else str(event)).lower()
    with pytest.raises(NotInThisState):
        selections.adopt_selection(by=intake.lead, selection=made)


def test_whoever_holds_a_seat_keeps_it_and_is_counted(intake: Intake) -> None:
    people = crowd(intake)
    intake.admit(people[0], people[1])
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    assert kept(made).document["counts"] == {"offer": 1, "wait": 2, "decline": 0, "holds": 2}
    selections.adopt_selection(by=intake.lead, selection=made)
    assert intake.held() == (3, 3)
    assert not {people[0].id, people[1].id} & standing(intake).keys()


def test_nothing_is_adopted_when_the_facts_have_changed(intake: Intake) -> None:
    people = crowd(intake)
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    applications.withdraw_application(by=people[2].bearer)
    with pytest.raises(ChangedSince):
        selections.adopt_selection(by=intake.lead, selection=made)
    assert standing(intake) == {}
    assert kept(made).state == "draft"


def test_second_adoption_replaces_decisions_and_keeps_the_history(intake: Intake) -> None:
    people = crowd(intake)
    selections.adopt_selection(
        by=intake.lead, selection=selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    )
    waiting = next(one for one in people if one.state == "waiting")
    selections.adopt_selection(
        by=intake.lead, selection=selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    )
    with scope(intake.lead):
        lines = decisions_of(for_=intake.lead, application=waiting.id)
    assert [(line.outcome, line.replaced_at is None) for line in lines] == [("wait", True), ("wait", False)]


def test_person_overrules_with_words_that_are_kept(intake: Intake) -> None:
    people = crowd(intake)
    selections.adopt_selection(
        by=intake.lead, selection=selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    )
    waiting = next(one for one in people if one.state == "waiting")
    for words in ("", "  \n", "x" * 2001):
        with pytest.raises(Incomplete) as refused:
            selections.decide(
                by=intake.lead, application=waiting.id, outcome="decline", mode="online", words=words
            )
        assert set(refused.value.fields) == {"words"}
    selections.decide(
        by=intake.lead, application=waiting.id, outcome="decline", mode="online", words="Asked us to."
    )
    assert waiting.state == "not_admitted"
    with scope(intake.lead):
        lines = decisions_of(for_=intake.lead, application=waiting.id)
    assert [(line.outcome, line.words) for line in lines] == [("decline", "Asked us to."), ("wait", "")]
    # A proposal made afterwards does not take the person up again.
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    assert str(waiting.id) not in {one["application"] for one in kept(made).document["outcomes"]}


def test_set_aside_is_final(intake: Intake) -> None:
    crowd(intake)
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    selections.set_aside_selection(by=intake.lead, selection=made)
    assert kept(made).state == "set_aside"
    for deed in (selections.set_aside_selection, selections.adopt_selection):
        with pytest.raises(NotInThisState):
            deed(by=intake.lead, selection=made)


def test_communities_decide_and_are_kept_nowhere(intake: Intake) -> None:
    people = [intake.applicant(number, agency=f"Agency {number}") for number in range(12)]
    for one in people[8:10]:
        names_community(one, "inuit")
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    document = kept(made).document
    offered = {one["application"] for one in document["outcomes"] if one["outcome"] == "offer"}
    assert {str(one.id) for one in people[8:10]} <= offered
    assert "inuit" not in json.dumps(document["outcomes"])
    (level,) = [goal for goal in document["goals"] if goal["code"] == "communities"]
    assert "value" not in level
    assert {reached for _key, _target, reached in level["parts"]} == {None}
    told = {
        json.dumps([why for why in one["reasons"] if why[0] != "lower_income"])
        for one in document["outcomes"]
        if one["outcome"] == "offer"
    }
    assert len(told) == 1


def test_two_who_are_kept_apart_share_no_cohort_and_nothing_says_so(intake: Intake) -> None:
    people = [intake.applicant(number, agency=f"Agency {number}") for number in range(3)]
    first, second = sorted(one.row().person for one in people[:2])
    with scope(SYSTEM):
        KeptApart.objects.create(first=first, second=second, organisation=intake.organisation)
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    document = kept(made).document
    offered = {one["application"] for one in document["outcomes"] if one["outcome"] == "offer"}
    assert len(offered) == 2
    assert str(people[2].id) in offered
    assert "apart" not in json.dumps(document)


def test_whoever_is_not_read_yet_is_left_out_and_not_turned_down(db: None) -> None:
    del db
    made = make_intake(online=3, on_site=1)
    people = crowd(made)
    selection = selections.propose_selection(by=made.lead, cohort=made.cohort)
    document = kept(selection).document
    assert document["unread"] == 5
    assert document["outcomes"] == []
    selections.adopt_selection(by=made.lead, selection=selection)
    assert {one.state for one in people} == {"submitted"}


def test_sectors_that_did_not_apply_are_not_missed(intake: Intake) -> None:
    crowd(intake)
    goals = balance_problem(for_=SYSTEM, cohort=intake.cohort).goals
    assert set(goals.sectors) == {sector for _country, sector in ALL}
    with pytest.raises(Denied):
        balance_problem(for_=intake.lead, cohort=intake.cohort)


def test_trying_other_numbers_keeps_nothing(intake: Intake) -> None:
    crowd(intake)
    before, after = goals_tried(for_=intake.lead, cohort=intake.cohort, changes={"each_sector_at_least": 3})
    value = {goal["code"]: goal.get("value") for goal in before}
    tried = {goal["code"]: goal.get("value") for goal in after}
    assert value["sectors"] == 0
    assert tried["sectors"] > 0  # type: ignore[operator]
    with scope(intake.lead):
        assert selections_listed(for_=intake.lead, cohort=intake.cohort) == ()
    with pytest.raises(ValueError, match="can be tried"):
        goals_tried(for_=intake.lead, cohort=intake.cohort, changes={"each_community_at_least": 0})


def test_many_are_weighed_in_the_background(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd(intake)
    monkeypatch.setattr(selections, "AT_ONCE", 2)  # a limit, not a behaviour
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    assert kept(made).document["is_ready"] is False
    with scope(intake.lead):
        lines = selections_listed(for_=intake.lead, cohort=intake.cohort)
    assert [line.is_ready for line in lines] == [False]
    with pytest.raises(NotInThisState):
        selections.adopt_selection(by=intake.lead, selection=made)
    with pytest.raises(Denied):
        selections.compute_selection(by=intake.lead, selection=made)
    selections.compute_selection(by=SYSTEM, selection=made)
    first = kept(made).document
    assert first["counts"]["offer"] == 3
    selections.compute_selection(by=SYSTEM, selection=made)
    assert kept(made).document == first


def test_only_leads_of_the_organisation(intake: Intake) -> None:
    (one,) = [intake.applicant()]
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    other = make_intake(online=1, on_site=0).lead
    for actor, error in ((intake.staff, Denied), (other, NotThere)):
        with pytest.raises(error):
            selections.propose_selection(by=actor, cohort=intake.cohort)
        for deed in (selections.adopt_selection, selections.set_aside_selection):
            with pytest.raises(error):
                deed(by=actor, selection=made)
        with pytest.raises(error):
            selections.decide(by=actor, application=one.id, outcome="wait", mode="online", words="x")
    with scope(intake.staff):
        assert selection_at_desk(for_=intake.staff, selection=made).count == 1
    with pytest.raises(NotThere):
        selection_at_desk(for_=other, selection=made)


def test_who_was_erased_is_not_listed_any_more(intake: Intake) -> None:
    people = crowd(intake)
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    selections.adopt_selection(by=intake.lead, selection=made)
    waiting = next(one for one in people if one.state == "waiting")
    words = "A planted sentence about them."
    selections.decide(by=intake.lead, application=waiting.id, outcome="wait", mode="online", words=words)
    person = waiting.row().person
    assert words in json.dumps(export_person(person, by=SYSTEM, purpose="test"), default=str)
    erase_person(person, by=SYSTEM, purpose="test")
    assert str(waiting.id) not in json.dumps(kept(made).document)
    with scope(SYSTEM):
        assert not Decision.objects.filter(words=words).exists()
    with scope(intake.lead):
        assert selection_at_desk(for_=intake.lead, selection=made).count == 4
