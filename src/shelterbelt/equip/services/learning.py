"""Packs are asked of groups, and people say which they read."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.models import PackAssignment, PackReading
from shelterbelt.equip.queries.learning import GROUP_OF, pack_named
from shelterbelt.equip.queries.sites import open_site
from shelterbelt.equip.services.errors import Incomplete
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope

MOST_MONTHS = 60


def assign_pack(
    *,
    by: Actor,
    agency: UUID,
    pack: str,
    group: str,
    due_on: dt.date,
    again_months: int | None,
    site: UUID | None = None,
) -> UUID:
    """Ask a group to read a pack. Asking the same again changes the dates of what stands.

    Args:
        by: a leader.
        agency: whose people.
        pack: the key of a shipped pack.
        group: of whom it is asked; groups whose people have no account cannot be asked.
        due_on: until when, today or later.
        again_months: after how long it is read again; None for once.
        site: only of those who work there; None for the whole agency.

    Raises:
        NotThere, Denied: not the actor's agency to lead, no such pack, or no such site there.
        Incomplete: the day is over, or the months are none.
    """
    require(access.LEAD_AGENCY, by, agency)
    key = pack_named(pack).key
    _check(group, due_on, again_months)
    with (
        audit.act("equip.pack.assign", by=by, about=("agency", agency), organisation=agency) as event,
        scope(by),
    ):
        place = open_site(for_=by, agency=agency, site=site) if site else None
        row, _made = PackAssignment.objects.update_or_create(
            organisation=agency,
            pack=key,
            group=group,
            site=place,
            ended_at=None,
            defaults={"due_on": due_on, "again_months": again_months},
        )
        event.note(pack=key, group=group)
    return row.pk


def end_assignment(*, by: Actor, agency: UUID, assignment: UUID) -> None:
    """The pack is no longer asked; who read it stays known. Twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such asking.
    """
    _set_ended(by, agency, assignment, verb="equip.pack.end", ended_at=clock.now())


def resume_assignment(*, by: Actor, agency: UUID, assignment: UUID) -> None:
    """Ask again what was ended, as it stood. Twice is no error, and neither is one that was asked anew meanwhile.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such asking.
    """
    _set_ended(by, agency, assignment, verb="equip.pack.resume", ended_at=None)


def tell_read(*, by: Actor, agency: UUID, pack: str, language: str) -> None:
    """The actor says that they read a pack. What they thought about its questions is kept nowhere.

    Raises:
        NotThere, Denied: not the actor's agency, or no such pack.
    """
    require(access.LEARN, by, agency)
    found = pack_named(pack)
    with audit.act("equip.pack.read", by=by, about=("pack", found.key), organisation=agency), scope(by):
        PackReading.objects.create(
            organisation=agency,
            account=_account(by),
            pack=found.key,
            version=found.version,
            language=found.in_language(language).language,
        )


def take_back_reading(*, by: Actor, agency: UUID, pack: str) -> None:
    """The actor pressed the wrong button: their last reading of the pack is taken away. Without one, nothing happens.

    Raises:
        NotThere, Denied: not the actor's agency, or no such pack.
    """
    require(access.LEARN, by, agency)
    key = pack_named(pack).key
    with audit.act("equip.pack.unread", by=by, about=("pack", key), organisation=agency), scope(by):
        own = PackReading.objects.filter(organisation=agency, account=_account(by), pack=key)
        last = own.order_by("-read_at").first()
        if last is not None:
            last.delete()


def _set_ended(by: Actor, agency: UUID, assignment: UUID, *, verb: str, ended_at: dt.datetime | None) -> None:
    require(access.LEAD_AGENCY, by, agency)
    with audit.act(verb, by=by, about=("assignment", assignment), organisation=agency), scope(by):
        rows = access.READ_AGENCY.narrow(PackAssignment.objects.select_for_update(), by)
        row = rows.filter(pk=assignment, organisation=agency).first()
        if row is None:
            raise NotThere
        others = PackAssignment.objects.filter(
            organisation=agency, pack=row.pack, group=row.group, site=row.site_id, ended_at__isnull=True
        ).exclude(pk=row.pk)
        if (row.ended_at is None) is not (ended_at is None) and (ended_at or not others.exists()):
            row.ended_at = ended_at
            row.save(update_fields=("ended_at",))


def _account(by: Actor) -> UUID:
    if by.account is None:
        raise Denied(access.LEARN.name)
    return by.account


def _check(group: str, due_on: dt.date, again_months: int | None) -> None:
    wrong: dict[str, str] = {}
    if group not in set(GROUP_OF.values()):
        wrong["group"] = _("Choose a group.")
    if due_on < clock.today():
        wrong["due_on"] = _("Choose today or a later day.")
    if again_months is not None and not 1 <= again_months <= MOST_MONTHS:
        wrong["again_months"] = _("Choose between 1 and 60 months, or leave it empty.")
    if wrong:
        raise Incomplete(wrong)
