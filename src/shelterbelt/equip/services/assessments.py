"""Assessments are opened, people are asked, cards are made, and they are closed."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import CARDS_AT_ONCE, AssessmentState, Group
from shelterbelt.equip.models import (
    AssessedSite,
    Assessment,
    Assessor,
    GroupRelease,
    Response,
    Site,
    Standing,
)
from shelterbelt.equip.queries.assessments import open_assessment_row
from shelterbelt.equip.queries.learning import GROUP_OF
from shelterbelt.equip.queries.members import members_of
from shelterbelt.equip.queries.releases import cells_of
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token, new_token

BY_CARD = (Group.YOUNG_ADVISER, Group.SURVIVOR_ADVISER, Group.FRONT_LINE)
"""Groups that can answer by cards, without a name."""
MOST_DAYS = 366
ASK = "equip.ask_assessor"


def open_assessment(*, by: Actor, agency: UUID, sites: Iterable[UUID], closes_on: dt.date) -> UUID:
    """Begin to ask. The questions are those of the set that comes with the software today.

    Args:
        by: a leader.
        agency: whose.
        sites: the sites to ask about, open ones of the agency's own; none for the agency as a whole.
        closes_on: until when people are asked, at most a year ahead.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or a site is none of its own.
        NotInThisState: `open`: another is open.
        Incomplete: the day is over or too far.
    """
    require(access.LEAD_AGENCY, by, agency)
    if not 0 <= (closes_on - clock.today()).days <= MOST_DAYS:
        raise Incomplete({"closes_on": _("Choose a day between today and a year from now.")})
    with (
        audit.act("equip.assessment.open", by=by, about=("agency", agency), organisation=agency) as event,
        scope(by),
    ):
        if Assessment.objects.filter(organisation=agency, state=AssessmentState.OPEN).exists():
            raise NotInThisState("open")
        wanted = frozenset(sites)
        rows = Site.objects.filter(organisation=agency, pk__in=wanted, closed_at__isnull=True)
        found = list(access.READ_AGENCY.narrow(rows, by))
        if len(found) < len(wanted):
            raise NotThere
        made = Assessment.objects.create(
            organisation=agency, set_version=question_set().version, closes_on=closes_on
        )
        AssessedSite.objects.bulk_create(
            AssessedSite(organisation=agency, assessment=made, site=site, kind=site.kind) for site in found
        )
        event.note(assessment=str(made.pk), sites=len(found))
    return made.pk


def ask_members(*, by: Actor, agency: UUID, assessment: UUID, members: Iterable[UUID]) -> int:
    """Ask people who hold a role in the agency to answer for their group; asking twice changes nothing.

    They are written to.

    Args:
        by: a leader.
        agency: whose.
        assessment: an open one.
        members: the grants of those asked.

    Returns:
        How many were newly asked.

    Raises:
        NotThere, Denied: not the actor's agency to lead, no such assessment, or somebody holds no role there.
        NotInThisState: `closed`.
    """
    require(access.LEAD_AGENCY, by, agency)
    with (
        audit.act(
            "equip.assessment.ask", by=by, about=("assessment", assessment), organisation=agency
        ) as event,
        scope(by),
    ):
        row = open_assessment_row(for_=by, agency=agency, assessment=assessment)
        _refuse_closed(row)
        known = {one.grant: one for one in members_of(for_=by, agency=agency)}
        wanted = frozenset(members)
        if wanted - known.keys():
            raise NotThere
        asked = set(row.assessors.exclude(account=None).values_list("account", "group"))
        fresh = {(known[one].account, GROUP_OF[known[one].role]) for one in wanted} - asked
        Assessor.objects.bulk_create(
            Assessor(organisation=agency, assessment=row, account=account, group=group)
            for account, group in sorted(fresh)
        )
        # Whoever is asked for two groups gets one mail.
        jobs.enqueue_all(
            ASK,
            (
                {"assessment": str(row.pk), "account": str(account), "is_reminder": False}
                for account in sorted({account for account, _group in fresh})
            ),
        )
        event.note(asked=len(fresh))
    return len(fresh)


def make_cards(
    *, by: Actor, agency: UUID, assessment: UUID, group: str, number: int, site: UUID | None = None
) -> tuple[str, ...]:
    """Make cards for anonymous answers. Their secrets are given back once and kept nowhere.

    Args:
        by: a leader.
        agency: whose.
        assessment: an open one.
        group: for whom.
        number: how many, up to 100.
        site: the one site that the cards ask about; None for the agency as a whole and all its sites.

    Raises:
        NotThere, Denied: not the actor's agency to lead, no such assessment, or the site is not asked about.
        NotInThisState: `closed`.
        Incomplete: no such group, or no such number.
    """
    require(access.LEAD_AGENCY, by, agency)
    if group not in BY_CARD:
        raise Incomplete({"group": _("Choose a group.")})
    if not 1 <= number <= CARDS_AT_ONCE:
        raise Incomplete({"number": _("Choose between 1 and 100.")})
    tokens = tuple(new_token() for _one in range(number))
    with (
        audit.act("equip.cards.make", by=by, about=("assessment", assessment), organisation=agency) as event,
        scope(by),
    ):
        row = open_assessment_row(for_=by, agency=agency, assessment=assessment)
        _refuse_closed(row)
        if site is not None and not row.assessed.filter(site=site).exists():
            raise NotThere
        Assessor.objects.bulk_create(
            Assessor(
                organisation=agency,
                assessment=row,
                group=group,
                site_id=site,
                token_digest=digest_token(token),
            )
            for token in tokens
        )
        event.note(group=group, number=number)
    return tokens


def close_assessment(*, by: Actor, agency: UUID, assessment: UUID) -> None:
    """End it: nobody answers any more, and the counts of anonymous answers are worked out once and for all.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such assessment.
        NotInThisState: `closed` already, or `empty`: nobody has said anything yet.
    """
    require(access.LEAD_AGENCY, by, agency)
    with (
        audit.act(
            "equip.assessment.close", by=by, about=("assessment", assessment), organisation=agency
        ) as event,
        scope(by),
    ):
        row = open_assessment_row(for_=by, agency=agency, assessment=assessment)
        _refuse_closed(row)
        with scope(SYSTEM):
            said = Response.objects.filter(assessment=row).exists()
            cells = cells_of(row)
        if not said and not Standing.objects.filter(assessment=row).exists():
            raise NotInThisState("empty")
        row.state, row.closed_at = AssessmentState.CLOSED, clock.now()
        row.save(update_fields=("state", "closed_at"))
        GroupRelease.objects.create(organisation=agency, assessment=row, cells=cells)
        event.note(shown=sum(number is not None for number in cells.values()))


def _refuse_closed(row: Assessment) -> None:
    if row.state == AssessmentState.CLOSED:
        raise NotInThisState("closed")
