"""What the journeys need of the agencies: the one that is shown first, its open assessment, and a card."""

from uuid import UUID

from shelterbelt.demonstration.note import Note
from shelterbelt.equip.models import (
    Assessment,
    Assessor,
    LeaderInvitation,
    PackAssignment,
    Site,
    Standing,
    Strategy,
    Walk,
)
from shelterbelt.equip.services.assessments import make_cards
from shelterbelt.equip.services.beginnings import Leader, NewAgency, begin_agency, send_invitation
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Grant
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM, Role
from shelterbelt.ground.db.scope import scope


def of_agency(note: Note) -> dict[str, str]:
    """Parameters of the pages of an agency."""
    leader = actor_of(UUID(note.accounts["agency-leader"]))
    (agency,) = leader.organisations()
    worker = UUID(note.accounts["front-line"])
    with scope(leader):
        assessment = Assessment.objects.get(organisation=agency, state="open")
        site = Site.objects.filter(organisation=agency).earliest("added_at")
        told = {
            "uuid:agency": str(agency),
            "uuid:site": str(site.pk),
            "uuid:walk": str(Walk.objects.filter(site=site).latest("walked_on").pk),
            "uuid:member": str(Grant.objects.get(account=worker, organisation=agency).pk),
            "uuid:assignment": str(PackAssignment.objects.filter(organisation=agency).earliest("pk").pk),
            "uuid:assessment": str(assessment.pk),
            "uuid:standing": str(Standing.objects.filter(assessment=assessment).earliest("pk").pk),
            "uuid:assessor": str(Assessor.objects.get(assessment=assessment, account=leader.account).pk),
            **_of_strategy(agency),
            "slug:pack": "first-words",
            "slug:domain": "response",
            "int:year": str(clock.today().year),
        }
    (card,) = make_cards(by=leader, agency=agency, assessment=assessment.pk, group="young_adviser", number=1)
    return {**told, **_of_beginning(note), "card|str:token": card, "card.domain|str:token": card}


def _of_beginning(note: Note) -> dict[str, str]:
    """An agency that the lead has let in, whose leader has not answered yet."""
    lead = actor_of(UUID(note.accounts["lead"]))
    (programme,) = lead.organisations(Role.PROGRAMME_LEAD)
    said = NewAgency("Quiet Orchard", "KE", "agency", ("education",))
    leader = Leader("Someone Invited", "leader.invited@example.org", "en")
    agency = begin_agency(by=lead, said=said, leader=leader, through=programme)
    with scope(SYSTEM):
        row = LeaderInvitation.objects.get(organisation=agency)
    links: list[str] = []
    send_invitation(invitation=row.pk, send=lambda _row, token: links.append(token))
    return {"invited|str:token": links[0], "desk.agencies.one|uuid:agency": str(agency)}


def _of_strategy(agency: UUID) -> dict[str, str]:
    """The strategy in force, and its first goal."""
    strategy = Strategy.objects.get(organisation=agency, state="in_force")
    goal = strategy.goals.earliest("place")
    return {
        "uuid:strategy": str(strategy.pk),
        "uuid:goal": str(goal.pk),
        "uuid:action": str(goal.actions.earliest("place").pk),
        "uuid:risk": str(goal.risks.earliest("pk").pk),
        "uuid:share": str(strategy.shares.earliest("pk").pk),
    }
