"""A set of questions that an agency asks itself, and what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Texts = Mapping[str, str]
"""A text by language."""
AGENCY, SITE = "agency", "site"
EVERY_KIND = "all"
GIVEN = ("need_support", "not_met", "in_progress", "met", "does_not_apply")
"""Answers, the most cautious first; the last says that the question is none here."""
CAUTIOUS = GIVEN[:-1]
NOT_HERE = GIVEN[-1]
GROUPS = ("leader", "front_line", "survivor_adviser", "young_adviser", "board")
THEMES = ("relations", "dignity", "supervision", "online", "visitors", "transport")
EFFECTS = ("raises", "lowers")
NEEDED = ("en", "fr")
"""Languages that every question has."""
MARKS = ("C", "S")
"""Read in the source, or known from a secondary one."""
Scope = Literal["agency", "site"]


@dataclass(frozen=True, slots=True)
class Domain:
    """One part of what makes an agency ready."""

    key: str
    name: Texts
    about: Texts


@dataclass(frozen=True, slots=True)
class SiteKind:
    """A kind of place where young people live, learn or come by."""

    key: str
    name: Texts


@dataclass(frozen=True, slots=True)
class Source:
    """Where a question comes from. `where` says how to find it."""

    key: str
    title: str
    publisher: str
    year: int
    terms: str
    mark: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """Someone else's standards, referred to by their numbers alone."""

    key: str
    name: str
    publisher: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question to an agency about itself.

    Attributes:
        key: `domain.name`, stable for ever.
        scope: asked once of the agency, or at each of its sites.
        site_kinds: at which kinds of sites; `("all",)` for every one.
        asked_of: the groups that know.
        evidence: what could show the answer, by language.
        maps: numbers of other standards, by the standard's key.
        retest_months: after how long the answer is tested again.
    """

    key: str
    domain: str
    scope: str
    site_kinds: tuple[str, ...]
    asked_of: tuple[str, ...]
    text: Texts
    help: Texts
    evidence: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]
    maps: Mapping[str, tuple[str, ...]]
    retest_months: int

    def fits(self, site_kind: str | None) -> bool:
        """Whether it is asked there: at a site of this kind, or of the agency where no kind is named."""
        if site_kind is None:
            return self.scope == AGENCY
        return self.scope == SITE and (EVERY_KIND in self.site_kinds or site_kind in self.site_kinds)


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at on a walk through a site: what it says raises or lowers the chance of recruitment."""

    key: str
    site_kind: str
    theme: str
    effect: str
    text: Texts
    help: Texts
    sources: tuple[str, ...]


@dataclass(frozen=True)
class QuestionSet:
    """One version of the questions."""

    version: str
    released: dt.date
    domains: tuple[Domain, ...]
    site_kinds: tuple[SiteKind, ...]
    sources: tuple[Source, ...]
    standards: tuple[Standard, ...]
    questions: tuple[Question, ...]
    looks: tuple[Look, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        """The questions by their keys."""
        return {one.key: one for one in self.questions}

    def question(self, key: str) -> Question | None:
        """The question of this key, or None: an older set may have had one that is gone."""
        return self.by_key.get(key)

    def questions_for(self, scope: str, site_kind: str | None = None) -> tuple[Question, ...]:
        """What is asked of the agency, or at a site of a kind."""
        return tuple(one for one in self.questions if one.fits(site_kind if scope == SITE else None))

    def asked(self, group: str, scope: str, site_kind: str | None = None) -> tuple[Question, ...]:
        """What one group is asked of the agency, or at a site of a kind."""
        return tuple(one for one in self.questions_for(scope, site_kind) if group in one.asked_of)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one named assessor said. `site` is None for the whole agency."""

    question: str
    site: str | None
    assessor: str
    group: str
    answer: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the agency agreed on together."""

    question: str
    site: str | None
    answer: str
    reason: str = ""


@dataclass(frozen=True)
class Problem:
    """Everything that was said of one agency at one time.

    Attributes:
        set: the questions.
        sites: the kind of each site that is asked about.
        answers: of named assessors alone; anonymous ones are counted by group and never stand for the agency.
        settled: at most one for each question and place.
    """

    set: QuestionSet
    sites: Mapping[str, str]
    answers: tuple[Answer, ...] = ()
    settled: tuple[Settled, ...] = ()
