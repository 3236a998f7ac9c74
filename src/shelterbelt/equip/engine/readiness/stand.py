"""From answers to standings, to what changed, and to gaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from shelterbelt.equip.engine.readiness.plan import (
    Change,
    Counted,
    Gap,
    Place,
    Results,
    Standing,
    Tally,
    tallied,
)
from shelterbelt.equip.engine.readiness.problem import (
    CAUTIOUS,
    GIVEN,
    Answer,
    Problem,
    Question,
    QuestionSet,
    Settled,
)

Key = TypeVar("Key")


class NotAsked(ValueError):
    """An answer to a question that is not asked there, or one that is no answer."""


def places(problem: Problem) -> tuple[tuple[Question, str | None], ...]:
    """Every question with every place where it is asked: the agency first, then site by site, in the set's order."""
    return tuple(
        (question, site)
        for site, kind in ((None, None), *sorted(problem.sites.items()))
        for question in problem.set.questions
        if question.fits(kind)
    )


def stand(problem: Problem) -> Results:
    """Where the agency stands.

    Raises:
        NotAsked: an answer is none of the known ones, or is about a question that is not asked there.
    """
    asked = places(problem)
    _refuse(problem, {(question.key, site) for question, site in asked})
    said: dict[Place, list[Answer]] = defaultdict(list)
    for answer in problem.answers:
        said[answer.question, answer.site].append(answer)
    settled = {(one.question, one.site): one for one in problem.settled}
    standings = tuple(
        _standing(question, site, said[question.key, site], settled.get((question.key, site)))
        for question, site in asked
    )
    return Results(
        standings,
        by_domain=_tally((one.domain, one) for one in standings),
        by_site=_tally((one.site, one) for one in standings),
        by_both=_tally(((one.domain, one.site), one) for one in standings),
    )


def differences(results: Results) -> tuple[Standing, ...]:
    """Where named assessors said different things, in the set's order."""
    return tuple(one for one in results.standings if one.differs)


def change(before: Results, after: Results) -> Change:
    """What is different from an earlier assessment of the same agency."""
    old = {(one.question, one.site): one for one in before.standings}
    new = {(one.question, one.site): one for one in after.standings}
    both = [place for place in new if place in old]
    moves = {place: (old[place].answer, new[place].answer) for place in both}
    domains = dict.fromkeys(one.domain for one in after.standings)
    return Change(
        domains={
            domain: (
                tallied([old[place].answer for place in both if new[place].domain == domain]),
                tallied([new[place].answer for place in both if new[place].domain == domain]),
            )
            for domain in domains
        },
        newly_met=tuple(place for place, (was, now) in moves.items() if now == "met" != was),
        slipped=tuple(place for place, (was, now) in moves.items() if was == "met" and now in CAUTIOUS[:-1]),
        moved_on=tuple(place for place, (was, now) in moves.items() if _is_further(was, now)),
        newly_asked=tuple(place for place in new if place not in old),
        no_longer_asked=tuple(place for place in old if place not in new),
    )


def gaps(results: Results, questions: QuestionSet) -> tuple[Gap, ...]:
    """Every question that is not met somewhere: where support is needed first, then where nothing is done yet.

    Within that, what concerns most sites comes first, a question to the whole agency counting as all of them;
    then the set's order. Questions that nobody answered are none.
    """
    sites = {one.site for one in results.standings if one.site is not None}
    found: dict[str, list[Standing]] = defaultdict(list)
    for one in results.standings:
        if one.answer in CAUTIOUS[:-1]:
            found[one.question].append(one)
    order = {question.key: place for place, question in enumerate(questions.questions)}
    listed = [
        Gap(
            key,
            rows[0].domain,
            min((str(row.answer) for row in rows), key=GIVEN.index),
            tuple(sorted(row.site for row in rows if row.site is not None)),
        )
        for key, rows in found.items()
    ]
    return tuple(
        sorted(
            listed,
            key=lambda gap: (
                GIVEN.index(gap.answer),
                -(len(gap.sites) or len(sites) or 1),
                order[gap.question],
            ),
        )
    )


def counts_by_group(answers: Iterable[Answer]) -> tuple[Counted, ...]:
    """Anonymous answers as counts. Whether a count may be shown is decided elsewhere."""
    counts = Counter((one.group, one.question, one.site, one.answer) for one in answers)
    return tuple(
        Counted(*key, count)
        for key, count in sorted(
            counts.items(),
            key=lambda item: (item[0][0], item[0][1], item[0][2] or "", GIVEN.index(item[0][3])),
        )
    )


def _standing(question: Question, site: str | None, said: list[Answer], settled: Settled | None) -> Standing:
    given = [one.answer for one in said]
    if settled is not None:
        answer: str | None = settled.answer
    elif not given:
        answer = None
    else:
        answer = min(given, key=GIVEN.index)
    groups = dict.fromkeys(one.group for one in sorted(said, key=lambda one: one.group))
    by_group = {
        group: tuple(sorted((one.answer for one in said if one.group == group), key=GIVEN.index))
        for group in groups
    }
    return Standing(
        question.key,
        question.domain,
        site,
        answer,
        is_settled=settled is not None,
        differs=len(set(given)) > 1,
        by_group=by_group,
    )


def _tally(rows: Iterable[tuple[Key, Standing]]) -> Mapping[Key, Tally]:
    found: dict[Key, list[str | None]] = defaultdict(list)
    for key, one in rows:
        found[key].append(one.answer)
    return {key: tallied(answers) for key, answers in found.items()}


def _is_further(was: str | None, now: str | None) -> bool:
    if was not in CAUTIOUS or now not in CAUTIOUS or now == "met":
        return False
    return CAUTIOUS.index(now) > CAUTIOUS.index(was)


def _refuse(problem: Problem, asked: set[Place]) -> None:
    said = [(one.question, one.site, one.answer) for one in problem.answers]
    settled = [(one.question, one.site, one.answer) for one in problem.settled]
    for question, site, answer in (*said, *settled):
        if (question, site) not in asked:
            raise NotAsked(f"{question} is not asked at {site or 'the whole agency'}")
        if answer not in GIVEN:
            raise NotAsked(f"{question}: '{answer}' is no answer")
    if len({place[:2] for place in settled}) < len(settled):
        raise NotAsked("a question is settled twice at one place")
