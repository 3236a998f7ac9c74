"""The hard rules as a CP-SAT model. Lived experience has no place in this module: no rule knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from .plan import Rule, RuleCode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .facts import Facts
    from .problem import PanelMeeting, Seat


@dataclass(slots=True)
class Slack:
    """What an addition may bring: new people by (meeting, sector; "" is any), money, released pins."""

    newcomers: dict[Seat, cp_model.IntVar] = field(default_factory=dict)
    newcomer_pay: dict[str, int] = field(default_factory=dict)
    money: cp_model.IntVar | None = None
    released: dict[Rule, cp_model.IntVar] = field(default_factory=dict)


@dataclass(slots=True)
class RuleModel:
    """A model with one literal per possible seat, and a switch per guarded rule."""

    facts: Facts
    model: cp_model.CpModel
    seats: dict[Seat, cp_model.IntVar]
    switches: dict[Rule, cp_model.IntVar]
    slack: Slack

    def __repr__(self) -> str:
        """Says nothing: a model printed in a crash report would carry everything added to it."""
        return "<RuleModel>"

    def at(self, meeting: str, *, sector: str | None = None) -> list[cp_model.IntVar]:
        """The seat literals of a meeting, of people of a sector if one is named."""
        return [
            self.seats[meeting, speaker.id]
            for speaker in self.facts.speakers
            if (meeting, speaker.id) in self.seats and (sector is None or sector in speaker.sectors)
        ]

    def of(self, speaker: str) -> list[cp_model.IntVar]:
        """The seat literals of one person."""
        keys = [(meeting.key, speaker) for meeting in self.facts.meetings]
        return [self.seats[key] for key in keys if key in self.seats]

    def newcomers(self, meeting: str, sector: str | None = None) -> list[cp_model.IntVar]:
        """How many new people sit at a meeting, of a sector if one is named."""
        found = self.slack.newcomers.items()
        return [count for (key, kind), count in found if key == meeting and sector in (None, kind)]

    def require(self, constraint: cp_model.BoundedLinearExpression | bool, rule: Rule) -> None:
        """Adds a constraint of a rule, under its switch if it has one."""
        added = self.model.add(constraint)
        if rule in self.switches:
            added.only_enforce_if(self.switches[rule])


def rule_model(
    facts: Facts,
    *,
    guarded: Iterable[Rule] = (),
    slack: Slack | None = None,
    model: cp_model.CpModel | None = None,
) -> RuleModel:
    """Every hard rule. Guarded rules hold only under their switch; `slack` lets additions help."""
    model = model or cp_model.CpModel()
    switches = {rule: model.new_bool_var("") for rule in guarded}
    slack = slack or Slack()
    may_break = bool(switches) or bool(slack.released)
    seats = {
        (meeting.key, speaker.id): model.new_bool_var("")
        for meeting in facts.meetings
        for speaker in facts.speakers
        if may_break or (meeting.key, speaker.id) in facts.eligible
    }
    made = RuleModel(facts, model, seats, switches, slack)
    for meeting in facts.meetings:
        _add_meeting(made, meeting)
        _add_organisations(made, meeting)
    if may_break:
        _add_exclusions(made)
    _add_people(made)
    _add_pins(made)
    _add_series(made)
    return made


def _add_meeting(made: RuleModel, meeting: PanelMeeting) -> None:
    sitting = made.at(meeting.key) + made.newcomers(meeting.key)
    made.require(cp_model.LinearExpr.sum(sitting) == meeting.seats, Rule("seats", meeting.key))
    for sector in sorted(set(meeting.required_sectors)):
        brought = made.at(meeting.key, sector=sector) + made.newcomers(meeting.key, sector)
        rule = Rule("required_sector", meeting.key, sector)
        made.require(cp_model.LinearExpr.sum(brought) >= 1, rule)


def _add_organisations(made: RuleModel, meeting: PanelMeeting) -> None:
    by_organisation: dict[str, list[cp_model.IntVar]] = {}
    for speaker in made.facts.speakers:
        if (meeting.key, speaker.id) in made.seats:
            seat = made.seats[meeting.key, speaker.id]
            by_organisation.setdefault(speaker.organisation, []).append(seat)
    limit = made.facts.problem.per_organisation
    for colleagues in by_organisation.values():
        if len(colleagues) > limit:
            made.require(cp_model.LinearExpr.sum(colleagues) <= limit, Rule("per_organisation", meeting.key))


def _add_exclusions(made: RuleModel) -> None:
    facts = made.facts
    for (meeting, speaker), seat in made.seats.items():
        if (meeting, speaker) not in facts.free:
            made.require(seat == 0, Rule("availability", meeting))
        if facts.points[meeting, speaker] > facts.problem.points_limit:
            made.require(seat == 0, Rule("points_limit", meeting))


def _add_people(made: RuleModel) -> None:
    for speaker in made.facts.speakers:
        seats = made.of(speaker.id)
        if len(seats) > speaker.max_appearances:
            made.require(cp_model.LinearExpr.sum(seats) <= speaker.max_appearances, Rule("max_appearances"))


def _add_pins(made: RuleModel) -> None:
    pins: list[tuple[RuleCode, Seat, int]] = [
        ("locked_in", key, 1) for key in sorted(made.facts.problem.locked_in)
    ]
    pins += [("locked_out", key, 0) for key in sorted(made.facts.problem.locked_out)]
    for code, key, wanted in pins:
        rule = Rule(code, key[0], speaker=key[1])
        if key not in made.seats:
            if wanted:
                made.model.add_bool_or([])  # pinned to a seat that another rule closes
            continue
        added = made.model.add(made.seats[key] == wanted)
        if rule in made.switches:
            added.only_enforce_if(made.switches[rule])
        elif rule in made.slack.released:
            added.only_enforce_if(~made.slack.released[rule])


def _add_series(made: RuleModel) -> None:
    problem = made.facts.problem
    for sector in sorted(set(problem.must_cover)):
        brought = [
            seat
            for meeting in made.facts.meetings
            for seat in made.at(meeting.key, sector=sector) + made.newcomers(meeting.key, sector)
        ]
        made.require(cp_model.LinearExpr.sum(brought) >= 1, Rule("must_cover", sector=sector))
    if problem.budget is not None:
        items = [(seat, made.facts.pay[key]) for key, seat in made.seats.items()]
        items += [(n, made.slack.newcomer_pay[key]) for (key, _), n in made.slack.newcomers.items()]
        if made.slack.money is not None:
            items.append((made.slack.money, -1))
        spent = cp_model.LinearExpr.weighted_sum([what for what, _ in items], [price for _, price in items])
        made.require(spent <= problem.budget, Rule("budget"))
