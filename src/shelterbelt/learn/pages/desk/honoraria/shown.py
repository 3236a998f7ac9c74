"""Words and looks of money for people at the desk."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shelterbelt.learn.choices import HonorariumState
from shelterbelt.learn.formats.meeting_times import day_words
from shelterbelt.learn.pages.public.shown import title_of
from shelterbelt.learn.pages.shown_money import amount_words
from shelterbelt.learn.queries.cohorts import CohortView, definition_of
from shelterbelt.learn.queries.honoraria import DueLine, ToOffer

Shown = dict[str, Any]
LOOKS = {
    HonorariumState.CLAIMED: "care",
    HonorariumState.ACCEPTED: "care",
    HonorariumState.APPROVED: "info",
    HonorariumState.PAID: "success",
}
_SOON = 7


def line_shown(line: DueLine) -> Shown:
    """One amount: whose, for what, how much, and until when."""
    row = line.row
    view = CohortView(row.cohort, definition_of(row.cohort.definition))
    return {
        "id": row.pk,
        "name": line.name or _("a person whose data were erased"),
        "cohort": title_of(view),
        "kind": row.get_kind_display(),
        "state": row.get_state_display(),
        "look": LOOKS.get(HonorariumState(row.state), ""),
        "amount": amount_words(row.amount_minor, row.currency),
        "event": day_words(row.meeting.starts_at.date()) if row.meeting else "",
        "pay_by": day_words(row.pay_by) if row.pay_by else "",
        "left": _left(line.days_left),
        "is_overdue": line.days_left is not None and line.days_left < 0,
        "is_soon": line.days_left is not None and 0 <= line.days_left <= _SOON,
        "paid_on": day_words(row.paid_on) if row.paid_on else "",
        "can_approve": row.state in (HonorariumState.ACCEPTED, HonorariumState.CLAIMED),
        "can_cancel": row.state
        in (HonorariumState.OFFERED, HonorariumState.ACCEPTED, HonorariumState.CLAIMED),
        "can_pay": row.state == HonorariumState.APPROVED,
    }


def offers_shown(found: Iterable[ToOffer]) -> list[Shown]:
    """Cohorts with seats that wait for an offer."""
    return [
        {
            "id": one.view.cohort.pk,
            "title": title_of(one.view),
            "seats": ngettext("%(count)d seat", "%(count)d seats", one.seats) % {"count": one.seats},
            "amount": amount_words(one.amount_minor, one.view.definition.cost.currency)
            if one.amount_minor
            else "",
        }
        for one in found
    ]


def _left(days: int | None) -> str | Promise:
    if days is None:
        return ""
    if days < 0:
        return ngettext("%(count)d day overdue", "%(count)d days overdue", -days) % {"count": -days}
    if days == 0:
        return _("due today")
    return ngettext("due in %(count)d day", "due in %(count)d days", days) % {"count": days}
