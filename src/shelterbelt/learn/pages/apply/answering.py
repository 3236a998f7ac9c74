"""What happens when the form of an application is sent: kept, sent, or shown again with all that was typed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.design.names import zone_name
from shelterbelt.learn.choices import DRAFT_KEPT_DAYS, SENT_KEPT_DAYS, WITHDRAWN_KEPT_DAYS
from shelterbelt.learn.formats.meeting_times import day_words, moment_times
from shelterbelt.learn.pages.apply.forms import ApplicationForm, CommunitiesForm, initial_of, seen_of
from shelterbelt.learn.pages.offer.shown import place_shown
from shelterbelt.learn.pages.public.forms import zone_asked
from shelterbelt.learn.pages.public.shown import money, said, title_of
from shelterbelt.learn.queries.applications import ApplicationFile
from shelterbelt.learn.queries.cohorts import CohortView, definition_of
from shelterbelt.learn.queries.feeds import cohorts_with_own_feed
from shelterbelt.learn.queries.plans import meetings_public
from shelterbelt.learn.services.applications import name_communities, save_application, submit_application
from shelterbelt.learn.services.errors import ChangedMeanwhile, Incomplete, NotInThisState, WindowClosed
from shelterbelt.people.choices import Sector, community_choices, country_name

OVER = ("withdrawn", "not_admitted", "offer_declined", "lapsed")


@dataclass(slots=True)
class Answered:
    """How it went. Without `onward` the form is shown again; `notice` says why, beside its own errors."""

    form: ApplicationForm
    onward: str = ""
    notice: str = ""
    differing: list[tuple[str, str]] = field(default_factory=list)


def view_of(file: ApplicationFile) -> CohortView:
    """The cohort of an application."""
    cohort = file.application.cohort
    return CohortView(cohort, definition_of(cohort.definition))


def form_of(request: HttpRequest, file: ApplicationFile) -> ApplicationForm:
    """The form, filled with what was sent just now or with what was kept."""
    given = request.POST if request.method == "POST" else None
    initial = initial_of(file, zone_asked(request))
    view = view_of(file)
    return ApplicationForm(
        given, initial=initial, definition=view.definition, asks_for_communities=view.asks_for_communities
    )


def answer(request: HttpRequest, actor: Actor, file: ApplicationFile) -> Answered:
    """Keep what can be kept; send it if that was asked and it is whole."""
    form = form_of(request, file)
    seen = seen_of(request.POST.get("seen", ""))
    is_sending = request.POST.get("act") == "send"
    try:
        if is_sending and form.is_valid():
            submit_application(by=actor, answers=form.answers(), seen=seen)
            return Answered(form, onward="sent")
        form.is_valid()
        wrong = save_application(by=actor, answers=form.answers(), seen=seen)
        if not is_sending:
            form.forgive_missing()
        form.refuse(wrong)
    except Incomplete as error:
        form.refuse(error.fields)
    except ChangedMeanwhile:
        return Answered(form, notice="elsewhere", differing=_differing(form, file))
    except WindowClosed:
        return Answered(form, notice="closed")
    except NotInThisState:
        return Answered(form, onward="sent")
    return Answered(form, notice="partly") if form.errors else Answered(form, onward="kept")


def named(actor: Actor, form: CommunitiesForm) -> str:
    """Keep what the form names; `over` where that is decided already. Other refusals stand at the form's field."""
    try:
        name_communities(by=actor, keys=form.cleaned_data["communities"])
    except Incomplete as error:
        form.add_error("communities", str(error.fields["communities"]))
    except NotInThisState:
        return "over"
    return ""


def form_shown(file: ApplicationFile, answered: Answered, zone: str) -> dict[str, Any]:
    """What the page with the form shows."""
    view, row = view_of(file), file.application
    host = view.definition.programme.host_zone
    return {
        "form": answered.form,
        "notice": answered.notice,
        "differing": answered.differing,
        "seen": row.changed_at.isoformat(),
        "title": title_of(view),
        "is_open": view.takes_applications,
        "closes": moment_times(view.cohort.apply_closes_at, reader=zone or host, host=host),
        "erase_on": day_words(row.erase_on),
        "has_been_saved": row.changed_at != row.started_at,
    }


def status_shown(file: ApplicationFile, actor: Actor, did: str = "") -> dict[str, Any]:
    """What the page of a sent or withdrawn application shows."""
    view, row = view_of(file), file.application
    return {
        **place_shown(actor, did),
        "is_over": row.state in OVER,
        "can_withdraw": row.state in ("submitted", "waiting", "deferred"),
        "application": row,
        "title": title_of(view),
        "is_sent": row.state == "submitted",
        "erase_on": day_words(row.erase_on),
        "facts": _facts(file, view),
        "has_communities": view.asks_for_communities or bool(file.communities),
        "communities": communities_words(file.communities),
        "has_feed": row.cohort_id in cohorts_with_own_feed(for_=actor),
        "has_dates": bool(meetings_public(for_=actor, cohort=row.cohort_id)),
    }


def start_shown(view: CohortView, zone: str) -> dict[str, Any]:
    """What the page before an application shows."""
    cohort, definition = view.cohort, view.definition
    host = definition.programme.host_zone
    cost = definition.cost
    return {
        "title": title_of(view),
        "programme": cohort.programme.slug,
        "slug": cohort.slug,
        "organisation": cohort.programme.organisation.name,
        "eligibility": said(definition.eligibility.text),
        "fee": money(cost.fee_minor, cost) if cost.fee_minor else "",
        "draft_days": DRAFT_KEPT_DAYS,
        "erase_draft": day_words(clock.today() + dt.timedelta(days=DRAFT_KEPT_DAYS)),
        "erase_sent": day_words(cohort.apply_closes_at.date() + dt.timedelta(days=SENT_KEPT_DAYS)),
        "asks_for_communities": view.asks_for_communities,
        "is_open": view.takes_applications,
        "opens": moment_times(cohort.apply_opens_at, reader=zone or host, host=host),
        "closes": moment_times(cohort.apply_closes_at, reader=zone or host, host=host),
    }


def withdrawn_erase_on() -> str:
    """The day on which an application that is taken back today is erased."""
    return day_words(clock.today() + dt.timedelta(days=WITHDRAWN_KEPT_DAYS))


def _differing(form: ApplicationForm, file: ApplicationFile) -> list[tuple[str, str]]:
    """Labels and kept texts of the answers that another device saved otherwise."""
    kept = initial_of(file, "")
    given = form.answers()
    return [
        (str(form.fields[name].label), _answer_words(name, kept[name]))
        for name in form.fields
        if name in given and _words(given[name]) != _words(kept[name])
    ]


def _answer_words(name: str, value: object) -> str:
    return communities_words(value) if name == "communities" and isinstance(value, list) else _words(value)


def communities_words(keys: Iterable[str]) -> str:
    """Communities by their names, in the order of the list that people choose from."""
    chosen = set(keys)
    return ", ".join(name for key, name in community_choices(get_language() or "en") if key in chosen)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "").replace("\r\n", "\n")


def _facts(file: ApplicationFile, view: CohortView) -> list[tuple[str, str]]:
    row = file.application
    host = view.definition.programme.host_zone
    sent = (
        moment_times(row.submitted_at, reader=row.zone or host, host=host)["yours"]
        if row.submitted_at
        else None
    )
    told = [
        (_("Sent"), f"{sent['text']} ({sent['zone']})" if sent else ""),
        (_("Name"), row.name),
        (_("E-mail address"), row.email),
        (_("Country"), country_name(row.country) if row.country else ""),
        (_("Time zone"), zone_name(row.zone) if row.zone else ""),
        (_("Agency"), row.agency),
        (_("Role"), row.role_title),
        (_("Sectors"), ", ".join(str(Sector(key).label) for key in row.sectors)),
        (_("Taking part"), row.get_mode_display() if row.mode else ""),
        (_("What would help"), file.access_needs),
        (_("Bursary"), _("asked for") if row.wants_bursary else ""),
        (_("Why"), file.motivation),
    ]
    return [(term, words) for term, words in told if words]
