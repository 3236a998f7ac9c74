"""Goals of a strategy, and how each could do harm: added, changed, moved, taken out and put back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from shelterbelt.equip.models import Goal, HarmRisk, Strategy, seal_text
from shelterbelt.equip.queries.held_words import are_held
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.strategies import standing_goal
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.equip.services.strategy_changes import Full, Mistakes, changing
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import Actor

LONGEST_WORDS = 600
MOST_GOALS = 40
MOST_RISKS = 20
MOST_QUESTIONS = 60


@dataclass(frozen=True, slots=True)
class GoalWords:
    """A goal: its words, its domain, and the questions whose gaps it answers."""

    words: str
    domain: str
    questions: Sequence[str] = ()
    public_words: str = ""


@dataclass(frozen=True, slots=True)
class RiskWords:
    """How a goal could do harm, and how that is met; with `is_none_seen`, the words say why no harm is seen."""

    words: str
    met_by: str = ""
    watched_by: str = ""
    is_none_seen: bool = False


def add_goal(*, by: Actor, agency: UUID, strategy: UUID, said: GoalWords) -> UUID:
    """Add a goal after the others.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such strategy there.
        NotInThisState: `in_force` or `closed`.
        Incomplete: no words, no such domain or question, words are too long, or there are too many goals.
    """
    _check(said)
    with changing(by=by, verb="equip.goal.add", agency=agency, strategy=strategy) as (row, event):
        places = list(row.goals.filter(removed_at__isnull=True).values_list("place", flat=True))
        if len(places) >= MOST_GOALS:
            raise Full(MOST_GOALS)
        goal = Goal(organisation=agency, strategy=row, place=_next_place(row))
        _write(goal, said)
        goal.save(force_insert=True)
        event.note(goal=str(goal.pk), domain=goal.domain)
    return goal.pk


def change_goal(*, by: Actor, agency: UUID, strategy: UUID, goal: UUID, said: GoalWords) -> None:
    """Change a goal's words, domain and gaps.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such goal there.
        NotInThisState: `in_force`, `closed` or `held`.
        Incomplete: as for adding.
    """
    _check(said)
    with changing(by=by, verb="equip.goal.change", agency=agency, strategy=strategy) as (row, event):
        found = standing_goal(row, goal)
        if are_held(agency, (found.pk,)):
            raise NotInThisState("held")
        _write(found, said)
        found.save()
        event.note(goal=str(goal))


def move_goal(*, by: Actor, agency: UUID, strategy: UUID, goal: UUID, is_up: bool) -> None:
    """Change places with the goal before or after it; the first one stays where it is on its way up.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such goal there.
        NotInThisState: `in_force` or `closed`.
    """
    with changing(by=by, verb="equip.goal.move", agency=agency, strategy=strategy) as (row, event):
        goals = list(row.goals.filter(removed_at__isnull=True).order_by("place", "pk"))
        here = next((at for at, one in enumerate(goals) if one.pk == goal), None)
        if here is None:
            raise NotThere
        there = max(here - 1, 0) if is_up else min(here + 1, len(goals) - 1)
        goals.insert(there, goals.pop(here))
        for place, one in enumerate(goals, start=1):
            one.place = place
        Goal.objects.bulk_update(goals, ("place",))
        event.note(goal=str(goal), place=there + 1)


def remove_goal(*, by: Actor, agency: UUID, strategy: UUID, goal: UUID) -> None:
    """Take a goal out with all that belongs to it. It can be put back.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such goal there.
        NotInThisState: `in_force` or `closed`.
    """
    with changing(by=by, verb="equip.goal.remove", agency=agency, strategy=strategy) as (row, event):
        found = standing_goal(row, goal)
        found.removed_at = clock.now()
        found.save(update_fields=("removed_at",))
        event.note(goal=str(goal))


def put_goal_back(*, by: Actor, agency: UUID, strategy: UUID, goal: UUID) -> None:
    """Put a goal back where it was; twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such goal there.
        NotInThisState: `in_force` or `closed`.
    """
    with changing(by=by, verb="equip.goal.put_back", agency=agency, strategy=strategy) as (row, event):
        if not row.goals.filter(pk=goal).update(removed_at=None):
            raise NotThere
        event.note(goal=str(goal))


def add_risk(*, by: Actor, agency: UUID, strategy: UUID, goal: UUID, said: RiskWords) -> UUID:
    """Add how a goal could do harm, or why no harm is seen. A risk that is seen takes the other's place.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such goal there.
        NotInThisState: `in_force` or `closed`.
        Incomplete: words are missing or too long, a risk is there already, or there are too many.
    """
    _check_risk(said)
    with changing(by=by, verb="equip.risk.add", agency=agency, strategy=strategy) as (row, event):
        found = standing_goal(row, goal)
        if found.risks.filter(removed_at__isnull=True).count() >= MOST_RISKS:
            raise Full(MOST_RISKS)
        risk = HarmRisk(organisation=agency, goal=found)
        _write_risk(risk, said)
        risk.save(force_insert=True)
        event.note(goal=str(goal), risk=str(risk.pk))
    return risk.pk


def change_risk(*, by: Actor, agency: UUID, strategy: UUID, goal: UUID, risk: UUID, said: RiskWords) -> None:
    """Change a risk or how it is met.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such risk there.
        NotInThisState: `in_force`, `closed` or `held`.
        Incomplete: as for adding.
    """
    _check_risk(said)
    with changing(by=by, verb="equip.risk.change", agency=agency, strategy=strategy) as (row, event):
        found = standing_goal(row, goal).risks.filter(pk=risk, removed_at__isnull=True).first()
        if found is None:
            raise NotThere
        if are_held(agency, (found.pk,)):
            raise NotInThisState("held")
        _write_risk(found, said)
        found.save()
        event.note(goal=str(goal), risk=str(risk))


def remove_risk(*, by: Actor, agency: UUID, strategy: UUID, goal: UUID, risk: UUID) -> None:
    """Take a risk out. It can be put back; twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such risk there.
        NotInThisState: `in_force` or `closed`.
    """
    with changing(by=by, verb="equip.risk.remove", agency=agency, strategy=strategy) as (row, event):
        if not standing_goal(row, goal).risks.filter(pk=risk).update(removed_at=clock.now()):
            raise NotThere
        event.note(goal=str(goal), risk=str(risk))


def put_risk_back(*, by: Actor, agency: UUID, strategy: UUID, goal: UUID, risk: UUID) -> None:
    """Put a risk back; twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such risk there.
        NotInThisState: `in_force` or `closed`.
    """
    with changing(by=by, verb="equip.risk.put_back", agency=agency, strategy=strategy) as (row, event):
        found = standing_goal(row, goal).risks.filter(pk=risk).first()
        if found is None:
            raise NotThere
        _settle_with_others(found)
        found.removed_at = None
        found.save(update_fields=("removed_at",))
        event.note(goal=str(goal), risk=str(risk))


def _next_place(row: Strategy) -> int:
    last = row.goals.order_by("-place").values_list("place", flat=True).first()
    return (last or 0) + 1


def _write(row: Goal, said: GoalWords) -> None:
    row.domain, row.questions = said.domain, list(dict.fromkeys(said.questions))
    seal_text(row, "words", said.words.strip())
    seal_text(row, "public_words", said.public_words.strip())


def _write_risk(row: HarmRisk, said: RiskWords) -> None:
    row.is_none_seen = said.is_none_seen
    _settle_with_others(row)
    seal_text(row, "words", said.words.strip())
    seal_text(row, "met_by", "" if said.is_none_seen else said.met_by.strip())
    seal_text(row, "watched_by", "" if said.is_none_seen else said.watched_by.strip())


def _settle_with_others(row: HarmRisk) -> None:
    """That no harm is seen stands only where none is; a harm that is seen takes its place."""
    others = HarmRisk.objects.filter(goal=row.goal_id, removed_at__isnull=True).exclude(pk=row.pk)
    if row.is_none_seen and others.exists():
        raise Incomplete({"is_none_seen": _("Something is written here already. Take it out first.")})
    others.filter(is_none_seen=True).update(removed_at=clock.now())


def _check(said: GoalWords) -> None:
    wrong = Mistakes()
    wrong.check(
        "words", said.words, longest=LONGEST_WORDS, needed=_("Write what will be so when it is reached.")
    )
    wrong.check("public_words", said.public_words, longest=LONGEST_WORDS)
    if said.domain not in {one.key for one in question_set().domains}:
        wrong["domain"] = _("Choose one of the domains.")
    if len(said.questions) > MOST_QUESTIONS or any(
        question_set().question(one) is None for one in said.questions
    ):
        wrong["questions"] = _("Choose from the list.")
    wrong.refuse()


def _check_risk(said: RiskWords) -> None:
    needed = (
        _("Write why you see none.") if said.is_none_seen else _("Write what could go wrong, and for whom.")
    )
    wrong = Mistakes()
    wrong.check("words", said.words, longest=LONGEST_WORDS, needed=needed)
    met = "" if said.is_none_seen else _("Write what you do so that it does not happen.")
    wrong.check("met_by", said.met_by, longest=LONGEST_WORDS, needed=met)
    wrong.check("watched_by", said.watched_by, longest=LONGEST_WORDS)
    wrong.refuse()
