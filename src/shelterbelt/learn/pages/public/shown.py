"""What the public pages say about a cohort, in the reader's language and on the reader's clock."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import get_day_names
from babel.numbers import format_currency
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.design.names import zone_name
from shelterbelt.learn.choices import CohortState
from shelterbelt.learn.engine.definition import Definition, meetings
from shelterbelt.learn.engine.definition.problem import Cost, Series, Text
from shelterbelt.learn.formats.fee_table import fee_table
from shelterbelt.learn.formats.meeting_times import WHERE, day_words, meeting_times, moment_times
from shelterbelt.learn.pages.public.forms import ZoneForm
from shelterbelt.learn.pages.public.shown_admission import admission_shown
from shelterbelt.learn.queries.cohorts import CohortView
from shelterbelt.learn.queries.plans import is_plan_public, meetings_public
from shelterbelt.learn.queries.teachers import teachers_public
from shelterbelt.people.choices import language_name

Shown = dict[str, Any]


def said(text: Text | None) -> str:
    """A text of the definition in the reader's language."""
    return text.in_language(get_language() or "en") if text else ""


def card_of(view: CohortView, zone: str) -> Shown:
    """A cohort in a list: its name, what it is, and its deadline."""
    cohort, definition = view.cohort, view.definition
    host = definition.programme.host_zone
    return {
        "programme": cohort.programme.slug,
        "slug": cohort.slug,
        "title": said(definition.programme.title),
        "label": said(definition.cohort.label),
        "summary": said(definition.programme.summary),
        "organisation": cohort.programme.organisation.name,
        "opens": moment_times(cohort.apply_opens_at, reader=zone or host, host=host),
        "closes": moment_times(cohort.apply_closes_at, reader=zone or host, host=host),
        "is_open": view.takes_applications,
        "is_coming": cohort.state == CohortState.OPEN and clock.now() < cohort.apply_opens_at,
    }


def cohort_shown(view: CohortView, actor: Actor, zone: str) -> Shown:
    """Everything on a cohort's page."""
    cohort, definition = view.cohort, view.definition
    reader = zone or definition.programme.host_zone
    is_published = is_plan_public(for_=actor, cohort=cohort.pk)
    rows = meetings_public(for_=actor, cohort=cohort.pk) if is_published else ()
    organisation = cohort.programme.organisation_id
    return {
        **card_of(view, zone),
        "definition": definition,
        "facts": _facts(definition),
        "cost": _cost(definition.cost),
        "fees": fee_table(cohort),
        "for_whom": said(definition.programme.for_whom),
        "accessibility": said(definition.programme.accessibility),
        "taught_by": said(definition.programme.taught_by),
        "eligibility": said(definition.eligibility.text),
        "roles": [said(role) for role in definition.eligibility.roles],
        "admission": admission_shown(definition),
        "is_published": is_published,
        "times": meeting_times(rows, definition=definition, reader=reader),
        "frame": [_frame(series, definition) for series in definition.series],
        "teachers": teachers_public(for_=actor, cohort=cohort.pk, organisation=organisation),
        "assumptions": [said(text) for text in _assumptions(definition)],
        "zone": zone,
        "zone_place": zone_name(reader),
        "host_place": zone_name(definition.programme.host_zone),
        "zone_form": ZoneForm(initial={"zone": zone}),
    }


def money(minor: int, cost: Cost) -> str:
    """An amount with the currency's name, in the reader's language."""
    number = Decimal(minor).scaleb(-cost.minor_digits)
    return str(format_currency(number, cost.currency, locale=_locale(), format_type="name"))


def _facts(definition: Definition) -> list[tuple[str, str]]:
    cohort, programme, capacity = definition.cohort, definition.programme, definition.capacity
    last = cohort.first_week + dt.timedelta(weeks=cohort.weeks, days=-1)
    weeks = ngettext("%(count)d week", "%(count)d weeks", cohort.weeks) % {"count": cohort.weeks}
    span = {"weeks": weeks, "first": day_words(cohort.first_week), "last": day_words(last)}
    places = {"room": capacity.on_site, "online": capacity.online, "city": programme.host_city}
    language = get_language() or "en"
    facts = [
        (_("When"), _("%(weeks)s, from %(first)s to %(last)s") % span),
        (_("Where"), _where(definition)),
        (_("Places"), _("%(room)d in the room in %(city)s, %(online)d online") % places),
        (_("Taught in"), ", ".join(language_name(tag, language) for tag in programme.languages)),
    ]
    return facts if capacity.on_site else [facts[0], facts[1], *facts[3:]]


def _where(definition: Definition) -> str:
    ways = {series.mode for series in definition.series}
    if ways == {"online"}:
        return _("Online, from wherever you are")
    given = {"city": definition.programme.host_city}
    if "in_person" in ways:
        return _("In %(city)s for some of the time, online for the rest") % given
    return _("In %(city)s or online, as you choose") % given


def _cost(cost: Cost) -> Shown:
    if cost.fee_minor is None:
        fee = _("The fee is not set yet.")
    elif cost.fee_minor == 0:
        fee = _("Free of charge.")
    else:
        fee = _("%(amount)s for the whole programme.") % {"amount": money(cost.fee_minor, cost)}
    return {"fee": fee, "includes": said(cost.includes), "has_bursary": cost.bursary_pool_minor > 0}


def _frame(series: Series, definition: Definition) -> Shown:
    """What is known of a series before its dates are: how many, on which weekdays, at what hour of the host."""
    found = [one for one in meetings(definition) if one.series == series.key]
    days = sum(one.days for one in found)
    weekdays = Counter(day.weekday() for one in found for day in one.dates)
    names = get_day_names("wide", locale=_locale())
    end = dt.datetime.combine(definition.cohort.first_week, series.start) + dt.timedelta(
        minutes=series.minutes
    )
    return {
        "title": said(series.title),
        "count": ngettext("%(count)d meeting", "%(count)d meetings", days) % {"count": days},
        "days": ", ".join(names[day] for day in sorted(weekdays)),
        "hours": f"{series.start:%H:%M} – {end:%H:%M}",
        "place": zone_name(series.zone),
        "where": WHERE[series.mode],
    }


def _assumptions(definition: Definition) -> Iterable[Text]:
    parts = (
        definition.programme,
        definition.cohort,
        definition.capacity,
        definition.cost,
        definition.eligibility,
        definition.panels,
        definition.points,
        definition.review,
        definition.balance,
        definition.offers,
        definition.fees,
        definition.conduct,
        *definition.series,
    )
    return (part.assumption for part in parts if part is not None and part.assumption is not None)


def _locale() -> Locale:
    return Locale.parse((get_language() or "en").replace("-", "_"))


def title_of(view: CohortView) -> str | Promise:
    """A cohort's name in one line."""
    return _("%(programme)s, %(cohort)s") % {
        "programme": said(view.definition.programme.title),
        "cohort": said(view.definition.cohort.label),
    }
