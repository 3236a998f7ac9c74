"""What the pages of a plan show, made from one plan and the names that staff may see."""

from typing import Any
from uuid import UUID

from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import PlanState
from shelterbelt.learn.formats.plan_view import PlanSheet, names_of, sheet_of
from shelterbelt.learn.formats.words_plan import Names, policy_name
from shelterbelt.learn.queries.cohorts import CohortView
from shelterbelt.learn.queries.plans import PlanView, asked_of
from shelterbelt.learn.queries.speakers import speakers_at_desk

STATE_LOOKS = {PlanState.DRAFT: "", PlanState.PUBLISHED: "success", PlanState.SUPERSEDED: "info"}


def named(view: CohortView, actor: Actor) -> Names:
    """Names of the cohort's speakers and series."""
    speakers = speakers_at_desk(for_=actor, cohort=view.cohort.pk)
    return names_of(view.definition, {str(one.speaker.pk): one.person.name for one in speakers})


def plan_shown(found: PlanView, view: CohortView, names: Names, actor: Actor) -> dict[str, Any]:
    """The sheet of one plan and what the actor may do with it."""
    organisation = view.cohort.programme.organisation_id
    return {
        "plan": found.plan,
        "plan_state": found.plan.get_state_display(),
        "plan_look": STATE_LOOKS[PlanState(found.plan.state)],
        "sheet": sheet_of(found.document, view.definition, names),
        "may_publish": access.PUBLISH_PLANS.allows_in(actor, organisation),
        "pins": pins_shown(found, names),
    }


def pins_shown(found: PlanView, names: Names) -> list[tuple[str, str, bool]]:
    """(panel, speaker, is set) of every pin."""
    asked = asked_of(found.document)
    pins = [(names.panel(key), names.speaker(who), True) for key, who in asked.locked_in]
    return pins + [(names.panel(key), names.speaker(who), False) for key, who in asked.locked_out]


def plans_listed(plans: tuple[Any, ...], but: UUID | None = None) -> list[tuple[Any, str, str, str]]:
    """(plan, way, state, look) of every other plan."""
    return [
        (one, policy_name(one.policy), one.get_state_display(), STATE_LOOKS[PlanState(one.state)])
        for one in plans
        if one.pk != but
    ]


def panel_choices(sheet: PlanSheet, names: Names) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Choices of panels and of speakers."""
    panels = [("", "–"), *((one.key, one.name) for one in sheet.panels)]
    return panels, sorted(names.speakers.items(), key=lambda pair: pair[1].casefold())
