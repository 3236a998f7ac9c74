"""A cohort copied to new dates: first the moved dates side by side, then the copy."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.ground.design.widgets import DateField
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.engine.definition import DefinitionError, Meeting, to_toml
from shelterbelt.learn.engine.planning.holidays import holidays_of
from shelterbelt.learn.pages.desk.shown import frame, words
from shelterbelt.learn.queries.cohorts import CohortView, Moved, cohort_at_desk, cohort_moved
from shelterbelt.learn.services import cohorts as services
from shelterbelt.learn.services.errors import OutsideYears, Taken

_MOST_DATES_SHOWN = 4


class CopyForm(forms.Form):
    """Where to, and under what short name."""

    first_week = DateField(
        label=gettext_lazy("First week of the new cohort"),
        help_text=gettext_lazy("Any day of that week. The cohort begins on its Monday."),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Short name of the new cohort"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("For its web address, such as 2028-01. Left empty, it is made from the date."),
    )

    def clean_slug(self) -> str:
        """Small letters, as web addresses have them."""
        return str(self.cleaned_data["slug"]).lower()


@page(
    "desk/cohorts/<uuid:cohort>/copy/",
    name="desk.cohort.copy",
    permission=access.EDIT_COHORTS,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def copy_cohort(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Ask for the new first week, show every moved date and clash, then copy."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.EDIT_COHORTS)
    sent = request.POST if request.method == "POST" else request.GET or None
    form = CopyForm(sent, initial={"first_week": _year_later(view)})
    shown: dict[str, Any] = {"form": form, **frame(request, view, request.actor)}
    if form.is_valid():
        if request.method == "POST" and (made := _copied(request, cohort, form)):
            messages.success(request, _("Copied. The new cohort is a draft; only staff can see it."))
            return redirect("desk.cohort", made)
        shown |= _preview(view, form)
    return render(request, "learn/desk/copy.html", shown)


def _copied(request: PageRequest, cohort: UUID, form: CopyForm) -> UUID | None:
    try:
        return services.copy_cohort(by=request.actor, cohort=cohort, **form.cleaned_data)
    except Taken as error:
        words = _("This programme has a cohort “%(slug)s” already. Choose another short name.")
        form.add_error("slug", words % {"slug": error.slug})
    except OutsideYears:
        form.add_error("first_week", _("The dates would leave the years 2000 to 2100."))
    except DefinitionError as error:
        for mistake in error.mistakes[:20]:
            form.add_error(None, f"{mistake.field}: {mistake.message} {mistake.remedy}")
    return None


def _preview(view: CohortView, form: CopyForm) -> dict[str, Any]:
    given = form.cleaned_data
    if "first_week" not in given or "slug" not in given:
        return {}
    moved = cohort_moved(view=view, first_week=given["first_week"], slug=given["slug"])
    if moved is None:
        form.add_error("first_week", _("The dates would leave the years 2000 to 2100."))
        return {}
    rows = [(_name(before or after), _dates(before), _dates(after)) for before, after in moved.pairs]
    old, new = view.definition.cohort, moved.definition.cohort
    window = [
        (_("First week"), f"{old.first_week:%Y-%m-%d}", f"{new.first_week:%Y-%m-%d}"),
        (_("Applications open"), f"{old.apply_opens:%Y-%m-%d %H:%M}", f"{new.apply_opens:%Y-%m-%d %H:%M}"),
        (_("Applications close"), f"{old.apply_closes:%Y-%m-%d %H:%M}", f"{new.apply_closes:%Y-%m-%d %H:%M}"),
    ]
    return {
        "rows": [*window, *rows],
        "columns": [_("What"), _("This cohort"), _("The copy")],
        "clashes": [(clash.field, clash.message, clash.remedy) for clash in moved.clashes],
        "holidays": _holidays(moved),
        "moved_text": to_toml(moved.definition) if moved.clashes else "",
    }


def _holidays(moved: Moved) -> list[tuple[str, str, str]]:
    programme = moved.definition.programme
    years = [day.year for _before, after in moved.pairs if after for day in after.dates]
    known = holidays_of(programme.host_country, min(years), max(years)).days if years else {}
    return [
        (f"{day:%Y-%m-%d}", known[day].label, _name(after))
        for _before, after in moved.pairs
        if after and after.is_fixed
        for day in after.days_from(after.dates[0])
        if day in known
    ]


def _year_later(view: CohortView) -> dt.date:
    return view.definition.cohort.first_week + dt.timedelta(weeks=52)


def _name(meeting: Meeting | None) -> str:
    return f"{words(meeting.title)} {meeting.number}" if meeting else ""


def _dates(meeting: Meeting | None) -> str:
    if meeting is None:
        return _("not there")
    first = ", ".join(f"{day:%Y-%m-%d}" for day in meeting.dates[:_MOST_DATES_SHOWN])
    more = len(meeting.dates) - _MOST_DATES_SHOWN
    if meeting.is_fixed:
        return first
    return _("one of %(count)d dates: %(first)s") % {
        "count": len(meeting.dates),
        "first": f"{first} …" if more > 0 else first,
    }
