"""An agency with words that no mail may tell, the jobs that wait, and the mails that they send."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from procrastinate.contrib.django.models import ProcrastinateJob
from tests.fixtures.agencies import AgencyFixture, make_agency
from tests.fixtures.postbox import Postbox, words_of

from shelterbelt.equip import tasks
from shelterbelt.equip.queries.members import members_of
from shelterbelt.equip.services import assessments, learning
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.roles import Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import Professional

NAME, SITE, PACK = "Quiet Harbour House", "Maple Street", "money-harm"
PLANTED = (NAME, "Harbour", SITE, "Maple", PACK, "money", "leader", "survivor", "front", "board", "Dear")
"""Of an agency, its places, what is read, and whose view it is; none of it is in a mail to its people."""
_SENT_BY: dict[str, Callable[..., None]] = {
    "equip.ask_assessor": tasks.ask_assessor,
    "equip.tell_reader": tasks.tell_reader,
}


@dataclass
class Letters:
    """One agency, its people, and what they get by mail."""

    agency: AgencyFixture
    postbox: Postbox
    _done: int = field(default=0)

    @property
    def id(self) -> UUID:
        return self.agency.organisation

    def grant(self, actor: Actor, role: Role) -> UUID:
        """The actor's role in the agency."""
        return Grant.objects.get(account=actor.account, role=role, organisation=self.id).pk

    def begin(self, days: int = 30) -> UUID:
        """An assessment of the agency and its one place, open for so many days."""
        sites = [one.pk for one in self._sites()]
        closes_on = clock.today() + dt.timedelta(days=days)
        return assessments.open_assessment(
            by=self.agency.leader, agency=self.id, sites=sites, closes_on=closes_on
        )

    def ask(self, assessment: UUID, *actors: Actor) -> int:
        """Ask people in every role that they hold."""
        with scope(self.agency.leader):
            known = members_of(for_=self.agency.leader, agency=self.id)
        accounts = {one.account for one in actors}
        return assessments.ask_members(
            by=self.agency.leader,
            agency=self.id,
            assessment=assessment,
            members=[one.grant for one in known if one.account in accounts],
        )

    def give(self, pack: str = PACK, days: int = 20, **more: Any) -> UUID:
        """Ask the front line to read a pack within so many days."""
        given: dict[str, Any] = {"group": "front_line", "again_months": None, **more}
        return learning.assign_pack(
            by=self.agency.leader,
            agency=self.id,
            pack=pack,
            due_on=clock.today() + dt.timedelta(days=days),
            **given,
        )

    def send(self) -> list[tuple[str, str]]:
        """Run the jobs that send mails, each once; who got mail now, and its subject."""
        before = len(self.postbox.mails)
        for job in ProcrastinateJob.objects.filter(task_name__in=_SENT_BY, id__gt=self._done).order_by("id"):
            _SENT_BY[job.task_name](**job.args)
            self._done = job.id
        return [(mail["To"], mail["Subject"]) for mail in self.postbox.mails[before:]]

    def last_words(self) -> str:
        """What stood in the last mail."""
        return words_of(self.postbox.mails[-1])

    def _sites(self) -> list[Any]:
        with scope(self.agency.leader):
            return self.agency.sites()


def make_letters(postbox: Postbox) -> Letters:
    """A new agency with one place. Nobody was written to."""
    agency = make_agency(name=NAME)
    agency.site(SITE)
    return Letters(agency, postbox)


def address(actor: Actor) -> str:
    assert actor.account is not None
    return Account.objects.get(pk=actor.account).email


def speaks(actor: Actor, language: str) -> None:
    """Somebody has told their language."""
    Professional.objects.create(
        account_id=actor.account,
        key_agency=uuid4(),
        country="CA",
        zone="America/Toronto",
        languages=[language],
        sectors=["education"],
    )


def let_pass(days: int) -> None:
    """It is so many days later than it was."""
    clock.move(ahead=clock.offset() + dt.timedelta(days=days))


def leave(actor: Actor) -> None:
    """Somebody no longer belongs to the agency."""
    Grant.objects.filter(account=actor.account).update(revoked_at=clock.now())


def disable(actor: Actor) -> None:
    """Somebody can sign in no longer."""
    assert actor.account is not None
    Account.objects.filter(pk=actor.account).update(is_active=False)


def also(actor: Actor, role: Role, organisation: UUID) -> None:
    """Somebody holds one more role."""
    assert actor.account is not None
    Grant.objects.create(account_id=actor.account, role=role, organisation=organisation)


def addresses_in(words: str) -> list[str]:
    """Every address of a page that stands in a mail."""
    return re.findall(r"https?://[^\s/]+(/\S*)", words)
