"""A grid worked by hand: three assessors, eight questions, two sites. Nothing in it is computed by the engine."""

from __future__ import annotations

import datetime as dt

from shelterbelt.equip.engine.readiness import Answer, Problem, QuestionSet, Settled, check, gaps, stand
from shelterbelt.equip.engine.readiness.plan import Tally
from shelterbelt.equip.engine.readiness.problem import Domain, Question, SiteKind, Source
from shelterbelt.equip.engine.readiness.stand import differences

WORDS = {"en": "We do.", "fr": "Nous le faisons."}
SHORT = {"m": "met", "p": "in_progress", "n": "not_met", "s": "need_support", "-": "does_not_apply"}
ASSESSORS = ("leader", "front_line", "survivor_adviser")

# Columns: what the leader, the front-line worker and the survivor adviser say, what was settled, and what must stand.
# A dot: nothing. m met, p in progress, n not met, s need support, - does not apply.
#
#             Maple House            Birch House
#             L  F  S  set  stands   L  F  S  set  stands
GRID = """
doors.1       m  m  m   .    m       m  m  p   .    p
doors.2       m  p  n   .    n       .  .  .   .    .
doors.3       -  -  -   .    -       -  m  -   .    m
doors.4       p  p  s   p    p       s  m  m   .    s
talk.1        n  n  n   .    n       n  n  n   m    m
talk.2        .  -  .   .    -       .  -  s   .    s
talk.3        m  .  .   .    m       m  m  m   n    n
talk.4        .  .  .   m    m       p  .  p   -    -
"""
SITES = {"Maple House": "home", "Birch House": "home"}
#                     met  in progress  not met  need support  does not apply  unanswered
TALLIES = {
    ("doors", "Maple House"): (1, 1, 1, 0, 1, 0),
    ("doors", "Birch House"): (1, 1, 0, 1, 0, 1),
    ("talk", "Maple House"): (2, 0, 1, 0, 1, 0),
    ("talk", "Birch House"): (1, 0, 1, 1, 1, 0),
}
BY_DOMAIN = {"doors": (2, 2, 1, 1, 1, 1), "talk": (3, 0, 2, 1, 2, 0)}
BY_SITE = {"Maple House": (3, 1, 2, 0, 2, 0), "Birch House": (2, 1, 1, 2, 1, 1)}
DIFFERENT = {
    ("doors.2", "Maple House"),
    ("doors.4", "Maple House"),
    ("doors.1", "Birch House"),
    ("doors.3", "Birch House"),
    ("doors.4", "Birch House"),
    ("talk.2", "Birch House"),
}
# Support first, then not met, then in progress; within these the most sites, then the order of the set.
GAPS = [
    ("doors.4", "need_support", ("Birch House", "Maple House")),
    ("talk.2", "need_support", ("Birch House",)),
    ("doors.2", "not_met", ("Maple House",)),
    ("talk.1", "not_met", ("Maple House",)),
    ("talk.3", "not_met", ("Birch House",)),
    ("doors.1", "in_progress", ("Birch House",)),
]


def rows() -> list[tuple[str, str, list[str]]]:
    """Question, site and the five signs of each cell of the grid."""
    found = []
    for line in GRID.strip().split("\n"):
        key, *signs = line.split()
        found += [(key, "Maple House", signs[:5]), (key, "Birch House", signs[5:])]
    return found


def question(key: str) -> Question:
    evidence = {"en": ("A note",), "fr": ("Une note",)}
    return Question(
        key,
        key.split(".", maxsplit=1)[0],
        "site",
        ("all",),
        ASSESSORS,
        WORDS,
        WORDS,
        evidence,
        ("s",),
        {},
        12,
    )


def problem() -> Problem:
    keys = dict.fromkeys(key for key, _site, _signs in rows())
    questions = QuestionSet(
        version="grid",
        released=dt.date(2026, 1, 1),
        domains=(Domain("doors", WORDS, WORDS), Domain("talk", WORDS, WORDS)),
        site_kinds=(SiteKind("home", WORDS),),
        sources=(Source("s", "Title", "Publisher", 2020, "cited", "C"),),
        standards=(),
        questions=tuple(map(question, keys)),
        looks=(),
    )
    answers = tuple(
        Answer(key, site, who, who, SHORT[sign])
        for key, site, signs in rows()
        for who, sign in zip(ASSESSORS, signs, strict=False)
        if sign != "."
    )
    settled = tuple(Settled(key, site, SHORT[signs[3]]) for key, site, signs in rows() if signs[3] != ".")
    return Problem(questions, SITES, answers, settled)


def test_standings_equal_the_grid() -> None:
    results = stand(problem())
    told = {(one.question, one.site): (one.answer, one.is_settled) for one in results.standings}
    assert told == {(key, site): (SHORT.get(signs[4]), signs[3] != ".") for key, site, signs in rows()}
    assert len(told) == 8 * 2
    assert check(problem(), results) == ()


def test_tallies_equal_the_grid() -> None:
    results = stand(problem())
    assert results.by_both == {key: Tally(*numbers) for key, numbers in TALLIES.items()}
    assert results.by_domain == {key: Tally(*numbers) for key, numbers in BY_DOMAIN.items()}
    assert results.by_site == {key: Tally(*numbers) for key, numbers in BY_SITE.items()}
    assert (results.by_domain["doors"].asked, results.by_domain["doors"].applies) == (8, 7)
    assert (results.by_domain["talk"].asked, results.by_domain["talk"].applies) == (8, 6)


def test_differences_equal_the_grid() -> None:
    results = stand(problem())
    assert {(one.question, one.site) for one in differences(results)} == DIFFERENT
    found = results.at("doors.4", "Birch House")
    assert found is not None
    assert found.by_group == {
        "front_line": ("met",),
        "leader": ("need_support",),
        "survivor_adviser": ("met",),
    }


def test_gaps_equal_the_grid() -> None:
    found = gaps(stand(problem()), problem().set)
    assert [(one.question, one.answer, one.sites) for one in found] == GAPS
