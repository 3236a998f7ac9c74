"""Reads of learning: what is asked of somebody, and how far an agency is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shelterbelt.equip import access
from shelterbelt.equip.choices import Group
from shelterbelt.equip.engine.packs import Pack
from shelterbelt.equip.models import PackAssignment, PackReading, WorksAt, read_text
from shelterbelt.equip.queries.advisers import grants_now
from shelterbelt.equip.queries.agencies import AgencyView, agencies_of
from shelterbelt.equip.queries.members import Member, members_of
from shelterbelt.equip.queries.months import after_months
from shelterbelt.equip.queries.shipped import shipped_packs
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope

GROUP_OF = {
    Role.AGENCY_LEADER: Group.LEADER,
    Role.FRONT_LINE: Group.FRONT_LINE,
    Role.SURVIVOR_ADVISER: Group.SURVIVOR_ADVISER,
    Role.BOARD_MEMBER: Group.BOARD,
}
"""The group for which the holder of a role answers and learns."""


class ReadState(StrEnum):
    """How far somebody is with a pack that is asked of them."""

    READ = "read"
    DUE = "due"
    LATE = "late"
    AGAIN = "again"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pack that is asked of somebody, the most pressing of all askings.

    Attributes:
        due_on: until when it is to be read, or read again; None where it was read and is not asked again.
    """

    agency: AgencyView
    pack: Pack
    state: ReadState
    due_on: dt.date | None
    read_on: dt.date | None


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """One asking, and how many of those asked have read. `waiting` are those who have not."""

    id: UUID
    pack: Pack
    group: Group
    site: str
    due_on: dt.date
    again_months: int | None
    asked: int
    read: int
    waiting: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class OpenPack:
    """A pack that somebody is still to read, or to read again. `asked_at` is when it was last asked anew."""

    pack: str
    state: ReadState
    due_on: dt.date | None
    asked_at: dt.datetime


def pack_named(key: str) -> Pack:
    """A shipped pack.

    Raises:
        NotThere: there is none of that name.
    """
    for pack in shipped_packs():
        if pack.key == key:
            return pack
    raise NotThere


def learning_of(*, for_: Actor) -> tuple[Wanted, ...]:
    """What is asked of the actor in all their agencies, what is late first."""
    require(access.LEARN, for_)
    agencies = {one.id: one for one in agencies_of(for_=for_)}
    if for_.account is None:
        return ()
    sites = frozenset(WorksAt.objects.filter(account=for_.account).values_list("site", flat=True))
    rows = PackAssignment.objects.filter(organisation__in=agencies, ended_at__isnull=True)
    own = PackReading.objects.filter(account=for_.account, organisation__in=agencies)
    read = {pack: row for (_account, pack), row in _latest(own).items()}
    asked: dict[tuple[UUID, str], list[PackAssignment]] = defaultdict(list)
    for row in rows.order_by("due_on", "pk"):
        groups = {GROUP_OF[role] for role in agencies[row.organisation].roles if role in GROUP_OF}
        if row.group in groups and (row.site_id is None or row.site_id in sites):
            asked[row.organisation, row.pack].append(row)
    packs = {pack.key: pack for pack in shipped_packs()}
    found = [
        _wanted(agencies[agency], packs[key], all_of, read.get(key))
        for (agency, key), all_of in asked.items()
        if key in packs
    ]
    order = list(ReadState)
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.state == ReadState.READ,
                one.state != ReadState.LATE,
                one.due_on or dt.date.max,
                order.index(one.state),
                one.pack.order,
            ),
        )
    )


def learning_at_desk(*, for_: Actor, agency: UUID) -> tuple[AssignmentLine, ...]:
    """Every asking that stands, with who has read and who has not.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
    """
    require(access.LEAD_AGENCY, for_, agency)
    members = members_of(for_=for_, agency=agency)
    read = _latest(PackReading.objects.filter(organisation=agency))
    rows = PackAssignment.objects.filter(organisation=agency, ended_at__isnull=True).select_related("site")
    packs = {pack.key: pack for pack in shipped_packs()}
    return tuple(
        _line(row, packs[row.pack], members, read)
        for row in sorted(rows, key=lambda row: (row.due_on, row.pack, row.group, row.pk))
        if row.pack in packs
    )


def packs_open(
    *, for_: Actor, agency: UUID, account: UUID | None = None
) -> Mapping[UUID, tuple[OpenPack, ...]]:
    """For each account of an agency what it asks them to read and they have not; accounts without any are left out.

    Args:
        for_: the system.
        agency: whose asking.
        account: of this one alone; None for everyone.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied(access.LEARN.name)
    packs = {pack.key: pack for pack in shipped_packs()}
    with scope(SYSTEM):
        rows = list(PackAssignment.objects.filter(organisation=agency, ended_at__isnull=True))
        here = grants_now(*access.AGENCY).filter(
            organisation=agency, **({"account": account} if account else {})
        )
        # As on one's own page, what was read in another agency of one's own counts as well.
        held = grants_now(*access.AGENCY).filter(account__in=here.values("account"))
        roles = list(held.values_list("account", "organisation", "role"))
        accounts = {reader for reader, _organisation, _role in roles}
        places = set(WorksAt.objects.filter(account__in=accounts).values_list("account", "site"))
        readings = list(PackReading.objects.filter(account__in=accounts))
    belongs = {(reader, organisation) for reader, organisation, _role in roles}
    read = _latest(row for row in readings if (row.account, row.organisation) in belongs)
    asked: dict[tuple[UUID, str], list[PackAssignment]] = defaultdict(list)
    for reader, organisation, role in roles:
        for row in rows:
            is_here = row.site_id is None or (reader, row.site_id) in places
            if organisation == agency and row.group == GROUP_OF[Role(role)] and is_here and row.pack in packs:
                asked[reader, row.pack].append(row)
    found: dict[UUID, list[OpenPack]] = defaultdict(list)
    for (reader, key), all_of in sorted(asked.items()):
        state, due_on = _state(packs[key], all_of, read.get((reader, key)))
        if state != ReadState.READ:
            found[reader].append(OpenPack(key, state, due_on, max(row.assigned_at for row in all_of)))
    return {reader: tuple(open_) for reader, open_ in found.items()}


def _line(
    row: PackAssignment, pack: Pack, members: Iterable[Member], read: dict[tuple[UUID, str], PackReading]
) -> AssignmentLine:
    asked = {
        one.account: one
        for one in members
        if GROUP_OF[one.role] == row.group and (row.site_id is None or row.site_id in one.sites)
    }
    waiting = [
        one
        for one in asked.values()
        if _state(pack, [row], read.get((one.account, row.pack)))[0] != ReadState.READ
    ]
    site = read_text(row.site, "name") if row.site else ""
    return AssignmentLine(
        *(row.pk, pack, Group(row.group), site, row.due_on, row.again_months),
        asked=len(asked),
        read=len(asked) - len(waiting),
        waiting=tuple(waiting),
    )


def _latest(rows: Iterable[PackReading]) -> dict[tuple[UUID, str], PackReading]:
    return {(row.account, row.pack): row for row in sorted(rows, key=lambda row: row.read_at)}


def _wanted(agency: AgencyView, pack: Pack, asked: list[PackAssignment], read: PackReading | None) -> Wanted:
    state, due_on = _state(pack, asked, read)
    return Wanted(agency, pack, state, due_on, read.read_at.date() if read else None)


def _state(
    pack: Pack, asked: list[PackAssignment], read: PackReading | None
) -> tuple[ReadState, dt.date | None]:
    """How far, and until when; `asked` holds at least one asking."""
    today = clock.today()
    first = min(row.due_on for row in asked)
    if read is None:
        return (ReadState.LATE if first < today else ReadState.DUE), first
    if read.version != pack.version:
        return ReadState.CHANGED, first if first > today else None
    months = [row.again_months for row in asked if row.again_months]
    if not months:
        return ReadState.READ, None
    again = after_months(read.read_at.date(), min(months))
    return (ReadState.AGAIN if again <= today else ReadState.READ), again
