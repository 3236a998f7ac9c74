"""Sites of an agency, and walks through them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import Seen, SiteKind
from shelterbelt.equip.models import Site, Walk, WalkAnswer, seal_text
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.sites import open_site
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.queries.held_texts import held_within

LONGEST_NAME = 120
LONGEST_NOTE = 600
MOST_SITES = 400


@dataclass(frozen=True, slots=True)
class Look:
    """What was found at one look; `note` is about the place, never about a person."""

    seen: str
    note: str = ""


def add_site(*, by: Actor, agency: UUID, name: str, kind: str) -> UUID:
    """Add a place of the agency.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
        Incomplete: no name, a name that is too long, no such kind, or there are too many sites.
    """
    require(access.LEAD_AGENCY, by, agency)
    with (
        audit.act("equip.site.add", by=by, about=("agency", agency), organisation=agency) as event,
        scope(by),
    ):
        if Site.objects.filter(organisation=agency, closed_at__isnull=True).count() >= MOST_SITES:
            raise Incomplete({"name": _("An agency can have at most 400 sites here.")})
        row = Site(organisation=agency, kind=_kind(kind))
        seal_text(row, "name", _name(name))
        row.save(force_insert=True)
        event.note(site=str(row.pk), kind=row.kind)
    return row.pk


def change_site(*, by: Actor, agency: UUID, site: UUID, name: str, kind: str) -> None:
    """Give a place another name or kind. Assessments that were begun keep the kind it had.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
        Incomplete: as for adding.
    """
    require(access.LEAD_AGENCY, by, agency)
    with audit.act("equip.site.change", by=by, about=("site", site), organisation=agency), scope(by):
        row = open_site(for_=by, agency=agency, site=site)
        row.kind = _kind(kind)
        seal_text(row, "name", _name(name))
        row.save(update_fields=("kind", "name"))


def close_site(*, by: Actor, agency: UUID, site: UUID) -> None:
    """The place is no longer used. What was said of it stays; twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
    """
    _set_closed(by, agency, site, verb="equip.site.close", is_closed=True)


def reopen_site(*, by: Actor, agency: UUID, site: UUID) -> None:
    """The place is used again; twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
    """
    _set_closed(by, agency, site, verb="equip.site.reopen", is_closed=False)


def keep_walk(
    *,
    by: Actor,
    agency: UUID,
    site: UUID,
    walked_on: dt.date,
    looks: Mapping[str, Look],
    walk: UUID | None = None,
) -> UUID:
    """Keep what was found on a walk; a walk that was begun is gone on with.

    Args:
        by: anyone of the agency.
        agency: whose site it is.
        site: where.
        walked_on: the day, today or before.
        looks: what was found, by the look's key; keys that are not looks of this kind of site are refused. A note
            that is held stays as it is.
        walk: the walk that is gone on with; None begins one.

    Raises:
        NotThere, Denied: not the actor's agency, or no such walk there.
        NotInThisState: `closed`: the site is no longer used.
        Incomplete: the day lies ahead, a note is too long, or an answer is none.
    """
    require(access.READ_AGENCY, by, agency)
    with audit.act("equip.walk.keep", by=by, about=("site", site), organisation=agency) as event, scope(by):
        place = open_site(for_=by, agency=agency, site=site)
        if place.closed_at is not None:
            raise NotInThisState("closed")
        _check_walk(place, walked_on, looks)
        row = _walk(by, place, walked_on, walk)
        _write_answers(row, looks)
        event.note(walk=str(row.pk), looks=len(looks))
    return row.pk


def _set_closed(by: Actor, agency: UUID, site: UUID, *, verb: str, is_closed: bool) -> None:
    require(access.LEAD_AGENCY, by, agency)
    with audit.act(verb, by=by, about=("site", site), organisation=agency), scope(by):
        row = open_site(for_=by, agency=agency, site=site)
        if (row.closed_at is not None) is not is_closed:
            row.closed_at = clock.now() if is_closed else None
            row.save(update_fields=("closed_at",))


def _walk(by: Actor, place: Site, walked_on: dt.date, walk: UUID | None) -> Walk:
    if walk is None:
        version = question_set().version
        return Walk.objects.create(
            organisation=place.organisation,
            site=place,
            set_version=version,
            walked_on=walked_on,
            account=by.account,
        )
    row = place.walks.filter(pk=walk).first()
    if row is None:
        raise NotThere
    row.walked_on = walked_on
    row.save(update_fields=("walked_on",))
    return row


def _write_answers(row: Walk, looks: Mapping[str, Look]) -> None:
    """What was found takes the place of what stood there, save a note that waits for the person on call."""
    held = held_within(row.organisation)
    kept = {answer.look: answer for answer in row.answers.all()}
    gone = [answer.pk for key, answer in kept.items() if key not in looks and answer.pk not in held]
    row.answers.filter(pk__in=gone).delete()
    fresh = []
    for key, look in looks.items():
        answer = kept.get(key) or WalkAnswer(organisation=row.organisation, walk=row, look=key)
        answer.seen = look.seen
        if answer.pk not in held:
            seal_text(answer, "note", look.note.strip())
        if key not in kept:
            fresh.append(answer)
    WalkAnswer.objects.bulk_create(fresh)
    WalkAnswer.objects.bulk_update([kept[key] for key in looks if key in kept], ("seen", "note"))


def _check_walk(place: Site, walked_on: dt.date, looks: Mapping[str, Look]) -> None:
    wrong: dict[str, str] = {}
    if walked_on > clock.today():
        wrong["walked_on"] = _("Choose today or a day before.")
    known = {look.key for look in question_set().looks if look.site_kind == place.kind}
    for key, look in looks.items():
        if key not in known or look.seen not in Seen.values:
            wrong[key] = _("Choose one of the answers.")
        elif len(look.note.strip()) > LONGEST_NOTE:
            wrong[key] = _("Write at most 600 characters.")
    if not wrong and not any(look.seen != Seen.NOT_LOOKED for look in looks.values()):
        wrong["looks"] = _("Answer at least one.")
    if wrong:
        raise Incomplete(wrong)


def _name(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        raise Incomplete({"name": _("Write a name that your people know.")})
    if len(words) > LONGEST_NAME:
        raise Incomplete({"name": _("Write at most 120 characters.")})
    return words


def _kind(kind: str) -> str:
    if kind not in SiteKind.values:
        raise Incomplete({"kind": _("Choose a kind of place.")})
    return kind
