"""Being compared with other agencies: agreeing, leaving, and the comparison itself."""

from uuid import UUID

from shelterbelt.equip import access
from shelterbelt.equip.models import PeerConsent, PeerCounted, PeerRelease
from shelterbelt.equip.queries.peers import behind_before, behind_now, cells_of_peers, may_be_told
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope


def agree_to_compare(*, by: Actor, agency: UUID) -> None:
    """Count this agency in later comparisons, and show it them. Twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
    """
    require(access.LEAD_AGENCY, by, agency)
    with audit.act("equip.peers.agree", by=by, about=("agency", agency), organisation=agency), scope(by):
        PeerConsent.objects.update_or_create(
            organisation=agency, defaults={"agreed_at": clock.now(), "withdrawn_at": None}
        )


def stop_comparing(*, by: Actor, agency: UUID) -> None:
    """Count it in no later comparison, and show it none. What was told already stays as it is. Twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
    """
    require(access.LEAD_AGENCY, by, agency)
    with audit.act("equip.peers.stop", by=by, about=("agency", agency), organisation=agency), scope(by):
        rows = PeerConsent.objects.filter(organisation=agency, withdrawn_at__isnull=True)
        rows.update(withdrawn_at=clock.now())


def compare_peers(*, by: Actor) -> bool:
    """Make a new comparison if one may be told. Returns whether it was made."""
    with audit.act("equip.peers.compare", by=by, about=("peers", "all")) as event, scope(SYSTEM):
        PeerRelease.objects.select_for_update().order_by("pk").first()
        now = behind_now()
        if not may_be_told(frozenset(now), behind_before()):
            event.note(made=False)
            return False
        row = PeerRelease.objects.create(
            set_version=question_set().version, cells=cells_of_peers(now.values()), agencies=len(now)
        )
        PeerCounted.objects.bulk_create(
            [PeerCounted(release=row, organisation=of, assessment=one) for of, one in now]
        )
        event.note(made=True, agencies=len(now))
    return True
