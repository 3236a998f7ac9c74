"""What makes a set fit to be asked, and whether results follow from the answers; each by a way of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from shelterbelt.equip.engine.readiness.plan import Results, Tally
from shelterbelt.equip.engine.readiness.problem import (
    AGENCY,
    EFFECTS,
    EVERY_KIND,
    GIVEN,
    GROUPS,
    MARKS,
    NEEDED,
    SITE,
    THEMES,
    Look,
    Problem,
    Question,
    QuestionSet,
)

LONGEST_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where."""

    place: str
    words: str

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


def check_set(questions: QuestionSet) -> tuple[Finding, ...]:
    """Everything that keeps a set from being asked; empty if there is nothing."""
    return (
        *_twice("question", [one.key for one in questions.questions]),
        *_twice("look", [one.key for one in questions.looks]),
        *_twice("source", [one.key for one in questions.sources]),
        *_twice("domain", [one.key for one in questions.domains]),
        *_twice("site_kind", [one.key for one in questions.site_kinds]),
        *_twice("standard", [one.key for one in questions.standards]),
        *_named(questions),
        *_sources(questions),
        *(found for one in questions.questions for found in _question(one, questions)),
        *(found for one in questions.looks for found in _look(one, questions)),
        *_coverage(questions),
    )


def check(problem: Problem, results: Results) -> tuple[Finding, ...]:
    """Where results do not follow from the answers; empty if they do."""
    found = []
    for one in results.standings:
        named = [
            answer.answer
            for answer in problem.answers
            if answer.question == one.question and answer.site == one.site
        ]
        agreed = [
            each.answer for each in problem.settled if each.question == one.question and each.site == one.site
        ]
        wanted = agreed[0] if agreed else next((given for given in GIVEN if given in named), None)
        if one.answer != wanted:
            found.append(Finding(one.question, f"stands at {one.answer}, follows {wanted}"))
        if one.is_settled != bool(agreed) or one.differs != any(given != named[0] for given in named):
            found.append(Finding(one.question, "settled or differing is told wrongly"))
    kinds: dict[str | None, str | None] = {None: None}
    kinds.update(problem.sites)
    asked = Counter(
        (question.key, site)
        for question in problem.set.questions
        for site, kind in kinds.items()
        if (question.scope == AGENCY and site is None)
        or (question.scope == SITE and kind is not None and {EVERY_KIND, kind} & set(question.site_kinds))
    )
    if asked != Counter((one.question, one.site) for one in results.standings):
        found.append(Finding("standings", "are not what is asked"))
    return (*found, *_sums(results))


def _sums(results: Results) -> Iterator[Finding]:
    for name, tallies in (
        ("by_domain", results.by_domain),
        ("by_site", results.by_site),
        ("by_both", results.by_both),
    ):
        total = Counter[str]()
        for tally in tallies.values():
            total.update({field: getattr(tally, field) for field in Tally.__slots__})
        told = Counter(one.answer or "unanswered" for one in results.standings)
        if {field: number for field, number in total.items() if number} != dict(told):
            yield Finding(name, "does not add up to the standings")


def _twice(kind: str, keys: Collection[str]) -> Iterator[Finding]:
    for key, number in Counter(keys).items():
        if number > 1:
            yield Finding(key, f"there are {number} of this {kind}")


def _named(questions: QuestionSet) -> Iterator[Finding]:
    for domain in questions.domains:
        for language in NEEDED:
            if not domain.name.get(language) or not domain.about.get(language):
                yield Finding(domain.key, f"has no name in {language}, or says in it nothing about itself")
    for kind in questions.site_kinds:
        for language in NEEDED:
            if not kind.name.get(language):
                yield Finding(kind.key, f"has no name in {language}")


def _sources(questions: QuestionSet) -> Iterator[Finding]:
    used = {key for one in questions.questions for key in one.sources}
    used |= {key for one in questions.looks for key in one.sources}
    for source in questions.sources:
        if source.mark not in MARKS:
            yield Finding(source.key, f"mark '{source.mark}' is none of {', '.join(MARKS)}")
        if source.key not in used:
            yield Finding(source.key, "no question rests on this source")


def _question(one: Question, questions: QuestionSet) -> Iterator[Finding]:
    kinds = {kind.key for kind in questions.site_kinds} | {EVERY_KIND}
    standards = {each.key: set(each.numbers) for each in questions.standards}
    yield from _told(one, questions)
    if one.domain not in {domain.key for domain in questions.domains} or not one.key.startswith(
        f"{one.domain}."
    ):
        yield Finding(one.key, "its domain is not known, or its key does not begin with it")
    if one.scope not in (AGENCY, SITE):
        yield Finding(one.key, f"scope '{one.scope}' is neither agency nor site")
    if not one.site_kinds or set(one.site_kinds) - kinds:
        yield Finding(one.key, "a kind of site is not known")
    if not one.asked_of or set(one.asked_of) - set(GROUPS):
        yield Finding(one.key, "a group is not known")
    if not 1 <= one.retest_months <= LONGEST_MONTHS:
        yield Finding(one.key, "must be tested again within three years")
    for key, numbers in one.maps.items():
        if key not in standards or set(numbers) - standards[key]:
            yield Finding(one.key, f"{key} {', '.join(numbers)} is no number of that standard")
    for language in NEEDED:
        if not one.evidence.get(language):
            yield Finding(one.key, f"says in {language} nothing that could show it")


def _look(one: Look, questions: QuestionSet) -> Iterator[Finding]:
    yield from _told(one, questions)
    if one.site_kind not in {kind.key for kind in questions.site_kinds}:
        yield Finding(one.key, "its kind of site is not known")
    if one.theme not in THEMES or one.effect not in EFFECTS:
        yield Finding(one.key, "theme or effect is not known")
    if not one.key.startswith(f"{one.site_kind}.{one.theme}."):
        yield Finding(one.key, "its key does not begin with kind and theme")


def _told(one: Question | Look, questions: QuestionSet) -> Iterator[Finding]:
    known = {source.key for source in questions.sources}
    if not one.sources or set(one.sources) - known:
        yield Finding(one.key, "has no source, or one that is not listed")
    for language in NEEDED:
        if not one.text.get(language) or not one.help.get(language):
            yield Finding(one.key, f"has no words in {language}")


def _coverage(questions: QuestionSet) -> Iterator[Finding]:
    for domain in questions.domains:
        own = [one for one in questions.questions if one.domain == domain.key]
        for kind in questions.site_kinds:
            if not any(one.scope == SITE and {EVERY_KIND, kind.key} & set(one.site_kinds) for one in own):
                yield Finding(domain.key, f"nothing is asked at a {kind.key}")
    for kind in questions.site_kinds:
        seen = [one for one in questions.looks if one.site_kind == kind.key]
        for theme in THEMES:
            if not any(one.theme == theme for one in seen):
                yield Finding(kind.key, f"no look at {theme}")
        if {one.effect for one in seen} != set(EFFECTS):
            yield Finding(kind.key, "its looks all tell the same effect")
