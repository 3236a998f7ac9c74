"""What a table of answers comes to, in the words of the reader: tallies, what comes first, what changed, differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shelterbelt.equip.choices import Given, Group, SiteKind
from shelterbelt.equip.commands.counted import Told, told_of
from shelterbelt.equip.engine.readiness import Problem, QuestionSet, Results, change, gaps, stand
from shelterbelt.equip.engine.readiness.plan import Change, Place, Standing, Tally
from shelterbelt.equip.engine.readiness.problem import SITE
from shelterbelt.equip.engine.readiness.stand import differences
from shelterbelt.equip.formats.answers_csv import Answers
from shelterbelt.equip.formats.charts_standing import domain_name, tally_names, told_in
from shelterbelt.ground.design.figures import Table

NONE = "–"
"""A cell where there is nothing: the question was not asked."""


Item = tuple[str, str]
"""A line of a list, and what is said below it."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the account, of level 2 or 3; whatever is empty is not shown.

    Attributes:
        numbers: the columns of the table that are figures, from 0.
        is_drawn: whether a page shows a chart in place of the table.
    """

    heading: str
    lead: str = ""
    table: Table | None = None
    items: tuple[Item, ...] = ()
    level: int = 2
    numbers: frozenset[int] = frozenset()
    is_drawn: bool = False

    @property
    def figures(self) -> str:
        """The columns of figures, as the table of a page takes them."""
        return ",".join(map(str, sorted(self.numbers)))


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that is told, in order."""

    title: str
    lead: str
    about: str
    sections: tuple[Section, ...]
    results: Results


@dataclass(frozen=True, slots=True)
class Side:
    """One table of answers with what follows from it. `name` is that of its file."""

    name: str
    answers: Answers
    results: Results

    @classmethod
    def of(cls, name: str, answers: Answers, questions: QuestionSet) -> Side:
        """Works out where an agency stands."""
        return cls(name, answers, stand(Problem(questions, answers.sites, answers.named, answers.settled)))


def summary_of(side: Side, questions: QuestionSet, before: Side | None = None) -> Account:
    """Where an agency stands: by domain and by place, and no more. In the language that is active."""
    moved = change(before.results, side.results) if before else None
    return Account(
        title=_("Where we stand"),
        lead=_lead(side.results, moved),
        about=_("Version %(version)s") % {"version": questions.version},
        sections=(_domains(side.results, questions), _places(side, questions)),
        results=side.results,
    )


def account_of(side: Side, questions: QuestionSet, before: Side | None = None) -> Account:
    """The whole account. In the language that is active."""
    short = summary_of(side, questions, before)
    words = _Words(questions, side)
    parts = [
        *short.sections,
        *(_changes(words, change(before.results, side.results), before, side) if before else ()),
        _first(words),
        _differences(words),
        *_unnamed(words, told_of(side.answers.unnamed, told_of(before.answers.unnamed) if before else None)),
        *_every(words),
    ]
    return Account(short.title, short.lead, short.about, tuple(parts), side.results)


@dataclass(frozen=True, slots=True)
class _Words:
    questions: QuestionSet
    side: Side

    def question(self, key: str) -> str:
        found = self.questions.question(key)
        return told_in(found.text) if found else key

    def domain(self, key: str) -> str:
        return next(domain_name(one) for one in self.questions.domains if one.key == key)

    def place(self, site: str | None) -> str:
        return site or _("The whole agency")


def _given(answer: str | None) -> str:
    return str(Given(answer).label) if answer else pgettext("tally", "not answered")


def _summed(tallies: Iterable[Tally]) -> tuple[int, int]:
    listed = list(tallies)
    return sum(one.met for one in listed), sum(one.applies for one in listed)


def _of(met: int, applies: int) -> str:
    return _("%(met)s of %(all)s") % {"met": number_format(met), "all": number_format(applies)}


def _lead(results: Results, moved: Change | None) -> str:
    met, applies = _summed(results.by_domain.values())
    told = _("%(met)s of %(all)s are met.") % {"met": number_format(met), "all": number_format(applies)}
    if moved is None:
        return told
    newly, slipped = len(moved.newly_met), len(moved.slipped)
    newly_told = ngettext("%(number)s is newly met", "%(number)s are newly met", newly) % {"number": newly}
    slipped_told = ngettext("%(number)s slipped back", "%(number)s slipped back", slipped) % {
        "number": slipped
    }
    return f"{told} {newly_told}, {slipped_told}."


def _domains(results: Results, questions: QuestionSet) -> Section:
    names = tally_names()
    rows = [
        (domain_name(one), *(number_format(getattr(tally, key)) for key in names))
        for one in questions.domains
        if (tally := results.by_domain.get(one.key))
    ]
    table = Table((_("Domain"), *names.values()), tuple(rows))
    numbers = frozenset(range(1, len(names) + 1))
    return Section(_("Where we stand, by domain"), table=table, numbers=numbers, is_drawn=True)


def _places(side: Side, questions: QuestionSet) -> Section:
    kinds = {one.key: str(SiteKind(one.key).label) for one in questions.site_kinds}
    rows = [
        (
            site or _("The whole agency"),
            kinds[side.answers.sites[site]] if site else NONE,
            _of(tally.met, tally.applies),
        )
        for site, tally in side.results.by_site.items()
    ]
    table = Table((_("Site"), _("Kind of place"), _("Met")), tuple(rows))
    return Section(_("Sites"), table=table, numbers=frozenset({2}))


def _first(words: _Words) -> Section:
    items = []
    for gap in gaps(words.side.results, words.questions):
        places = ", ".join(gap.sites) or words.place(None)
        said = f"{_given(gap.answer)} · {words.domain(gap.domain)} · {places}"
        items.append((words.question(gap.question), said))
    if items:
        return Section(_("What comes first"), items=tuple(items))
    return Section(_("What comes first"), lead=_("No gap is left"))


def _differences(words: _Words) -> Section:
    found = differences(words.side.results)
    if not found:
        return Section(_("Seen differently"), lead=_("Nobody sees it differently"))
    lead = _(
        "A difference is no mistake. Someone sees what others do not. Ask first the person who is nearest to "
        "young people."
    )
    return Section(_("Seen differently"), lead, items=tuple(_differing(one, words) for one in found))


def _differing(one: Standing, words: _Words) -> Item:
    groups = [
        f"{Group(group).label} ({', '.join(map(_given, dict.fromkeys(one.by_group[group])))})"
        for group in Group.values
        if group in one.by_group
    ]
    return words.question(one.question), " · ".join([words.place(one.site), *groups])


def _changes(words: _Words, moved: Change, before: Side, side: Side) -> Iterator[Section]:
    columns = (_("Domain"), _("Before"), _("Now"))
    tallies = tuple(
        (words.domain(key), _of(was.met, was.applies), _of(now.met, now.applies))
        for key, (was, now) in moved.domains.items()
        if was.asked
    )
    heading, files = _("Over time"), f"{before.name} → {side.name}"
    yield Section(heading, files, Table(columns, tallies), numbers=frozenset({1, 2}))
    for heading, places in ((_("Newly met"), moved.newly_met), (_("Slipped back"), moved.slipped)):
        if places:
            items = tuple((words.question(key), words.place(site)) for key, site in places)
            yield Section(heading, items=items, level=3)
    listed = {*moved.newly_met, *moved.slipped}
    rows = tuple(
        row for place, row in _differing_rows(words, before.results, side.results) if place not in listed
    )
    if rows:
        head = (_("Questions"), _("Site"), _("Before"), _("Now"))
        yield Section(_("What differs"), table=Table(head, rows), level=3)


def _differing_rows(
    words: _Words, before: Results, now: Results
) -> Iterator[tuple[Place, tuple[str, str, str, str]]]:
    """What stands otherwise, or is asked for the first time or no longer; that is neither progress nor setback."""
    old = {(one.question, one.site): _given(one.answer) for one in before.standings}
    new = {(one.question, one.site): _given(one.answer) for one in now.standings}
    for place in dict.fromkeys((*new, *old)):
        was, stands = old.get(place, NONE), new.get(place, NONE)
        if was != stands:
            yield place, (words.question(place[0]), words.place(place[1]), was, stands)


def _unnamed(words: _Words, told: Told) -> Iterator[Section]:
    if not told.cells:
        return
    rows = []
    for group, question, site in told.rows():
        numbers = [told.cells[group, question, site, given] for given in ("", *Given.values)]
        shown = [_("left out") if number is None else number_format(number) for number in numbers]
        place = site or (_("Sites") if _is_at_sites(words, question) else words.place(None))
        rows.append((str(Group(group).label), words.question(question), place, *shown))
    columns = (
        _("Who was asked"),
        _("Questions"),
        _("Site"),
        _("How many"),
        *(str(one.label) for one in Given),
    )
    numbers_at = frozenset(range(3, len(columns)))
    yield Section(_("Without a name"), table=Table(columns, tuple(rows)), numbers=numbers_at)


def _is_at_sites(words: _Words, key: str) -> bool:
    found = words.questions.question(key)
    return found is not None and found.scope == SITE


def _every(words: _Words) -> Iterator[Section]:
    standings = words.side.results.standings
    unsettled = sum(one.answer is not None and not one.is_settled for one in standings)
    lead = ngettext(
        "%(number)s question is not settled: there the most cautious answer stands.",
        "%(number)s questions are not settled: there the most cautious answer stands.",
        unsettled,
    ) % {"number": number_format(unsettled)}
    yield Section(_("Domain by domain"), lead if unsettled else "")
    for domain in words.questions.domains:
        rows = tuple(
            (words.question(one.question), words.place(one.site), _given(one.answer))
            for one in standings
            if one.domain == domain.key
        )
        tally = words.side.results.by_domain.get(domain.key, Tally())
        lead = _("%(met)s of %(all)s are met.") % {"met": tally.met, "all": tally.applies}
        columns = (_("Questions"), _("Site"), _("Now"))
        yield Section(domain_name(domain), lead, Table(columns, rows), level=3)
