"""Change between any two assessments: every place is told of once, and tallies count what was asked both times."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shelterbelt.equip.engine.readiness import Problem, QuestionSet, Settled, change, stand
from shelterbelt.equip.engine.readiness.problem import GIVEN, Domain, Question, SiteKind, Source

WORDS = {"en": "We do.", "fr": "Nous le faisons."}
EVIDENCE = {"en": ("A note",), "fr": ("Une note",)}
KEYS = (("a.1", "agency"), ("a.2", "site"), ("b.1", "agency"), ("b.2", "site"), ("b.3", "site"))
SITES = ("North", "South", "West")


def question(key: str, scope: str) -> Question:
    return Question(key, key[0], scope, ("all",), ("leader",), WORDS, WORDS, EVIDENCE, ("s",), {}, 12)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True))
    sites = draw(st.lists(st.sampled_from(SITES), unique=True))
    questions = QuestionSet(
        version="t",
        released=dt.date(2026, 1, 1),
        domains=(Domain("a", WORDS, WORDS), Domain("b", WORDS, WORDS)),
        site_kinds=(SiteKind("home", WORDS),),
        sources=(Source("s", "Title", "Publisher", 2020, "cited", "C"),),
        standards=(),
        questions=tuple(question(*key) for key in sorted(keys)),
        looks=(),
    )
    asked = [(key, site) for key, scope in keys for site in (sites if scope == "site" else [None])]
    said = draw(st.lists(st.sampled_from(["", *GIVEN]), min_size=len(asked), max_size=len(asked)))
    settled = tuple(Settled(*place, one) for place, one in zip(asked, said, strict=True) if one)
    return Problem(questions, dict.fromkeys(sites, "home"), (), settled)


@given(problems(), problems())
def test_every_place_is_told_of_once_at_most_and_tallies_count_both(before: Problem, after: Problem) -> None:
    old = {(one.question, one.site): one.answer for one in stand(before).standings}
    new = {(one.question, one.site): one.answer for one in stand(after).standings}
    told = change(stand(before), stand(after))
    lists = (told.newly_met, told.slipped, told.moved_on, told.newly_asked, told.no_longer_asked)
    assert max(Counter(place for one in lists for place in one).values(), default=0) <= 1
    assert set(told.newly_asked) == set(new) - set(old)
    assert set(told.no_longer_asked) == set(old) - set(new)
    both = set(old) & set(new)
    assert set(told.newly_met) == {one for one in both if new[one] == "met" and old[one] != "met"}
    assert set(told.slipped) == {
        one for one in both if old[one] == "met" and new[one] in ("in_progress", "not_met", "need_support")
    }
    rank = {"need_support": 0, "not_met": 1, "in_progress": 2}
    assert set(told.moved_on) == {
        one for one in both if rank.get(old[one] or "", 9) < rank.get(new[one] or "", -1)
    }
    for place, answers in ((0, old), (1, new)):
        tallies = [pair[place] for pair in told.domains.values()]
        counted = Counter(answers[one] or "unanswered" for one in both)
        assert {
            name: number
            for name in ("met", "in_progress", "not_met", "need_support", "does_not_apply", "unanswered")
            if (number := sum(getattr(one, name) for one in tallies))
        } == dict(counted)


@given(problems())
def test_nothing_changes_from_an_assessment_to_itself(problem: Problem) -> None:
    told = change(stand(problem), stand(problem))
    assert (told.newly_met, told.slipped, told.moved_on) == ((), (), ())
    assert (told.newly_asked, told.no_longer_asked) == ((), ())
    assert all(was == now for was, now in told.domains.values())
