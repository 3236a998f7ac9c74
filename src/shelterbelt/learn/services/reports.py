"""Making a release of a programme's numbers for people outside."""

from uuid import UUID

from shelterbelt.ground import audit, jobs
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import Programme, ReportRelease
from shelterbelt.learn.queries.reports import ALL, counting_problem
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.people.engine.safe_counts import Problem, plan

MAKE = "learn.make_report"
_TOTAL = f"{ALL}|applied|total|"


def ask_report(*, by: Actor, programme: UUID) -> None:
    """Have a release made in the background; working it out can take a minute.

    Raises:
        NotThere, Denied: not the actor's to report.
        NotInThisState: `too_few` applied, or `too_little` has changed since a release; nothing is made.
    """
    organisation = Programme.objects.values_list("organisation", flat=True).filter(pk=programme).first()
    with (
        audit.act("learn.report.ask", by=by, about=("programme", programme), organisation=organisation),
        scope(by),
    ):
        _refuse(counting_problem(for_=by, programme=programme))
        jobs.enqueue(MAKE, programme=str(programme), account=str(by.account or ""))


def make_report(*, by: Actor, programme: UUID) -> UUID:
    """Work out what can be told and keep it. The numbers that are left out are not kept anywhere.

    Raises:
        NotThere, Denied, NotInThisState: as above.
    """
    organisation = Programme.objects.values_list("organisation", flat=True).filter(pk=programme).first()
    if organisation is None:
        raise NotThere
    with (
        audit.act(
            "learn.report.release", by=by, about=("programme", programme), organisation=organisation
        ) as event,
        scope(by),
    ):
        problem = counting_problem(for_=by, programme=programme)
        _refuse(problem)
        found = plan(problem)
        made = ReportRelease.objects.create(
            programme_id=programme,
            organisation=organisation,
            cells={one.key: found.shown.get(one.key) for one in problem.counts if one.is_shown},
        )
        event.note(shown=len(found.shown), left_out=len(found.hidden))
    return made.pk


def _refuse(problem: Problem) -> None:
    total = problem.by_key[_TOTAL].count
    if total < problem.threshold:
        raise NotInThisState("too_few")
    changed = {key for key, _before in problem.changes}
    is_same = problem.earlier and all(
        key in problem.by_key and problem.by_key[key].count == before
        for key, before in dict(problem.earlier).items()
    )
    if _TOTAL in changed or is_same:
        raise NotInThisState("too_little")
