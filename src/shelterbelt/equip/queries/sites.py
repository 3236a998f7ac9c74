"""Reads of sites and walks."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from shelterbelt.equip import access
from shelterbelt.equip.choices import Seen, SiteKind
from shelterbelt.equip.engine.readiness.problem import Look
from shelterbelt.equip.models import Site, Walk, WalkAnswer, read_text
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.people.queries.held_texts import held_within

LOWERS = "lowers"


@dataclass(frozen=True, slots=True)
class WalkLine:
    """One walk: how many looks were as they should be, and how many are to be strengthened."""

    id: UUID
    walked_on: dt.date
    well: int
    to_strengthen: int
    looked: int


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site as the list shows it."""

    id: UUID
    name: str
    kind: SiteKind
    is_closed: bool
    walks: tuple[WalkLine, ...]

    @property
    def latest(self) -> WalkLine | None:
        """The last walk, if there was one."""
        return self.walks[0] if self.walks else None


@dataclass(frozen=True, slots=True)
class Found:
    """One look and what was found there. `id` is that of the answer; while its note is held, it is empty here."""

    look: Look
    seen: Seen | None
    note: str
    id: UUID | None = None
    is_held: bool = False

    @property
    def needs_strength(self) -> bool | None:
        """Whether the place is weaker here than it could be; None where nobody looked."""
        return needs_strength(self.look, self.seen)


@dataclass(frozen=True, slots=True)
class WalkView:
    """A walk as it was kept, theme by theme; before it begins, with nothing found."""

    site: SiteLine
    id: UUID | None
    walked_on: dt.date | None
    themes: Mapping[str, tuple[Found, ...]]

    @property
    def noted(self) -> tuple[Found, ...]:
        """What has a note that can be read, in order."""
        return tuple(one for found in self.themes.values() for one in found if one.note)


def needs_strength(look: Look, seen: Seen | None) -> bool | None:
    """Whether what was found raises the chance of recruitment or fails to lower it; None if nobody looked."""
    if seen is None or seen == Seen.NOT_LOOKED:
        return None
    return seen != (Seen.YES if look.effect == LOWERS else Seen.NO)


def sites_of(*, for_: Actor, agency: UUID, is_closed: bool | None = False) -> tuple[SiteLine, ...]:
    """The agency's sites by name, with their walks, newest first.

    Args:
        for_: anyone of the agency.
        agency: whose.
        is_closed: only those that are in use, only those that are not, or all if None.

    Raises:
        NotThere, Denied: not the actor's agency.
    """
    require(access.READ_AGENCY, for_, agency)
    rows = access.READ_AGENCY.narrow(Site.objects.filter(organisation=agency), for_)
    if is_closed is not None:
        rows = rows.filter(closed_at__isnull=not is_closed)
    return tuple(sorted((_line(row) for row in rows.prefetch_related(_WALKS)), key=_by_name))


def site_of(*, for_: Actor, agency: UUID, site: UUID) -> SiteLine:
    """One site with its walks.

    Raises:
        NotThere, Denied: not the actor's agency, or no such site there.
    """
    require(access.READ_AGENCY, for_, agency)
    rows = access.READ_AGENCY.narrow(Site.objects.filter(organisation=agency, pk=site), for_)
    row = rows.prefetch_related(_WALKS).first()
    if row is None:
        raise NotThere
    return _line(row)


def walk_of(*, for_: Actor, agency: UUID, site: UUID, walk: UUID | None = None) -> WalkView:
    """What was found on a walk; with no walk named, the looks of this kind of site with nothing found.

    Raises:
        NotThere, Denied: not the actor's agency, or no such walk of this site.
    """
    line = site_of(for_=for_, agency=agency, site=site)
    row = Walk.objects.filter(pk=walk, site=site, organisation=agency).first() if walk else None
    if walk and row is None:
        raise NotThere
    kept = {one.look: one for one in row.answers.all()} if row else {}
    held = held_within(agency) if kept else frozenset()
    themes: dict[str, list[Found]] = {}
    for look in question_set().looks:
        if look.site_kind != line.kind:
            continue
        themes.setdefault(look.theme, []).append(_found(look, kept.get(look.key), held))
    return WalkView(
        line,
        row.pk if row else None,
        row.walked_on if row else None,
        {theme: tuple(found) for theme, found in themes.items()},
    )


def _found(look: Look, kept: WalkAnswer | None, held: frozenset[UUID]) -> Found:
    if kept is None:
        return Found(look, None, "")
    is_held = kept.pk in held
    note = "" if is_held else read_text(kept, "note")
    return Found(look, Seen(kept.seen), note, kept.pk, is_held)


def open_site(*, for_: Actor, agency: UUID, site: UUID) -> Site:
    """The row of a site, locked, for whoever changes it.

    Raises:
        NotThere: none of this agency's.
    """
    rows = access.READ_AGENCY.narrow(Site.objects.select_for_update(), for_)
    found = rows.filter(pk=site, organisation=agency).first()
    if found is None:
        raise NotThere
    return found


_WALKS = Prefetch(
    "walks",
    queryset=Walk.objects.order_by("-walked_on", "-begun_at").prefetch_related(
        Prefetch("answers", queryset=WalkAnswer.objects.only("walk_id", "look", "seen"))
    ),
)


def _line(row: Site) -> SiteLine:
    walks = tuple(_walk_line(walk, walk.answers.all()) for walk in row.walks.all())
    return SiteLine(row.pk, read_text(row, "name"), SiteKind(row.kind), row.closed_at is not None, walks)


def _walk_line(walk: Walk, answers: Iterable[WalkAnswer]) -> WalkLine:
    looks = {look.key: look for look in question_set().looks}
    told = [needs_strength(looks[one.look], Seen(one.seen)) for one in answers if one.look in looks]
    weak, well = told.count(True), told.count(False)
    return WalkLine(walk.pk, walk.walked_on, well, weak, well + weak)


def _by_name(line: SiteLine) -> tuple[bool, str, UUID]:
    return line.is_closed, line.name.casefold(), line.id
