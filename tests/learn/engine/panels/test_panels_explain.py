"""An infeasible series: the named rules block, none too many; each named remedy frees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from tests.learn.engine.panels.panels_cases import meeting, problems, series, speaker

from shelterbelt.learn.engine.panels import InfeasibleError, PanelProblem, ProblemError, compose
from shelterbelt.learn.engine.panels.explain import _do_block
from shelterbelt.learn.engine.panels.facts import facts_of
from shelterbelt.learn.engine.panels.plan import Addition, Explanation, Rule


def explanation_of(problem: PanelProblem) -> Explanation:
    with pytest.raises(InfeasibleError) as caught:
        compose(problem)
    assert str(caught.value) == caught.value.explanation.sentence
    return caught.value.explanation


def freed(problem: PanelProblem, remedy: tuple[Addition, ...]) -> PanelProblem:
    """The problem with exactly what a remedy names."""
    for number, item in enumerate(remedy):
        pin = frozenset({(item.meeting, item.speaker)})
        if item.code == "budget":
            problem = replace(problem, budget=(problem.budget or 0) + item.amount)
        elif item.code == "release_locked_in":
            problem = replace(problem, locked_in=problem.locked_in - pin)
        elif item.code == "release_locked_out":
            problem = replace(problem, locked_out=problem.locked_out - pin)
        else:
            new = tuple(
                speaker(
                    1000 * (number + 1) + n,
                    sectors=(item.sector or "something else",),
                    fee=item.amount,
                    max_appearances=1,
                    points=((item.meeting, problem.points_limit),),
                )
                for n in range(item.count)
            )
            problem = replace(problem, speakers=(*problem.speakers, *new))
    return problem


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems(largest=4))
def test_explanation_is_minimal_and_its_remedies_work(problem: PanelProblem) -> None:
    try:
        compose(problem)
    except ProblemError:
        assume(False)
    except InfeasibleError as error:
        told = error.explanation
        facts = facts_of(problem)
        assert _do_block(facts, told.blocking, 10)
        for rule in told.blocking:
            assert not _do_block(facts, [other for other in told.blocking if other != rule], 10)
        for remedy in told.remedies:
            compose(freed(problem, remedy))


def test_too_few_free_speakers_on_one_date() -> None:
    away = frozenset({date(2027, 3, 3)})
    people = (speaker(1), *(speaker(n, unavailable=away) for n in range(2, 5)))
    problem = series(speakers=people)
    told = explanation_of(problem)
    assert told.blocking == (Rule("availability", "p1"), Rule("seats", "p1"))
    assert told.remedies == ((Addition("speakers", meeting="p1", count=1, amount=30_000),),)
    assert "one more speaker from an organisation not yet on the list" in told.sentence
    assert "3 March 2027" in told.sentence
    compose(freed(problem, told.remedies[0]))
    # Without any one of the two rules there is a line-up.
    compose(replace(problem, speakers=tuple(replace(person, unavailable=frozenset()) for person in people)))
    compose(replace(problem, meetings=(meeting(1, seats=1), meeting(2))))


def test_one_organisation_only() -> None:
    told = explanation_of(
        series(meetings=(meeting(1),), speakers=tuple(speaker(n, organisation="o") for n in (1, 2)))
    )
    assert told.blocking == (Rule("per_organisation", "p1"), Rule("seats", "p1"))


def test_budget_names_the_missing_amount() -> None:
    problem = series(budget=100_000)
    told = explanation_of(problem)
    assert told.blocking == (Rule("budget"), Rule("seats", "p1"), Rule("seats", "p2"))
    assert (Addition("budget", amount=20_000),) in told.remedies
    compose(replace(problem, budget=120_000))
    explanation_of(replace(problem, budget=119_999))


def test_pins_that_cannot_stand_together_are_named() -> None:
    pins = frozenset({("p1", "s1"), ("p1", "s2"), ("p1", "s3")})
    told = explanation_of(series(locked_in=pins))
    assert told.blocking == (
        *(Rule("locked_in", "p1", speaker=f"s{n}") for n in (1, 2, 3)),
        Rule("seats", "p1"),
    )
    assert [[item.code for item in remedy] for remedy in told.remedies] == [["release_locked_in"]]


def test_a_sector_nobody_brings_is_named() -> None:
    told = explanation_of(series(must_cover=("policing",)))
    assert told.blocking == (Rule("must_cover", sector="policing"),)
    assert [(item.sector, item.count) for item in told.remedies[0]] == [("policing", 1)]


def test_what_no_addition_frees_says_so() -> None:
    wants = meeting(1, seats=1, required_sectors=("policing", "media"))
    told = explanation_of(series(meetings=(wants,)))
    assert told.remedies == ()
    assert told.sentence.endswith("No addition frees them: change one of the rules named.")
