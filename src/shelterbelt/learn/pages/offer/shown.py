"""What the status page says of a place, and what the pages that ask once more say."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn.choices import ApplicationState, Mode
from shelterbelt.learn.formats.meeting_times import day_words, moment_times
from shelterbelt.learn.pages.desk.shown import words
from shelterbelt.learn.pages.shown_money import amount_words
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.joining import Missing
from shelterbelt.learn.queries.offers import PlaceHeld, place_held

TITLES: dict[str, str | Promise] = {
    ApplicationState.SUBMITTED: gettext_lazy("Your application is sent"),
    ApplicationState.WAITING: gettext_lazy("You are on the waiting list"),
    ApplicationState.OFFERED: gettext_lazy("A place is offered to you"),
    ApplicationState.ADMITTED: gettext_lazy("You have a place"),
    ApplicationState.NOT_ADMITTED: gettext_lazy("There is no place for you this time"),
    ApplicationState.OFFER_DECLINED: gettext_lazy("You said no to the place"),
    ApplicationState.LAPSED: gettext_lazy("The time to answer is over"),
    ApplicationState.DEFERRED: gettext_lazy("Your claim is kept for a later cohort"),
    ApplicationState.WITHDRAWN: gettext_lazy("Your application is taken back"),
}
NOTICES: dict[str, tuple[str, str | Promise]] = {
    "accepted": ("success", gettext_lazy("Thank you. The place is yours.")),
    "declined": ("success", gettext_lazy("Thank you for telling us. Somebody else can now come.")),
    "restored": ("success", gettext_lazy("The offer stands again.")),
    "deferred": ("success", gettext_lazy("Done. You have a first claim in the later cohort.")),
    "changed": ("success", gettext_lazy("Done. You now take part in the other way.")),
    "waits": ("success", gettext_lazy("You are on the list for the other way. What you have is kept.")),
    "left": ("success", gettext_lazy("You no longer wait for the other way.")),
    "late": (
        "care",
        gettext_lazy("The time to answer was over. Nothing was changed; below is what stands now."),
    ),
    "answered": (
        "care",
        gettext_lazy("This was answered before, perhaps on another device. Below is what stands now."),
    ),
    "taken": ("care", gettext_lazy("This offer can no longer be taken up. Nothing was changed.")),
}
MISSING: dict[Missing, tuple[str | Promise, str]] = {
    Missing.IDENTITY: (gettext_lazy("Name someone who knows you"), "apply.joining"),
    Missing.CONDUCT: (gettext_lazy("Agree to the code of conduct"), "apply.joining"),
}


def place_shown(actor: Actor, did: str) -> dict[str, Any]:
    """All that `learn/offer/standing.html` shows."""
    place = place_held(for_=actor)
    return {
        **asked_shown(place),
        "heading": TITLES.get(place.application.state, TITLES[ApplicationState.SUBMITTED]),
        "place_notice": NOTICES.get(did),
        "positions": [(Mode(mode).label, number) for mode, number in place.positions],
        "todo": _todo(place),
        "is_place_confirmed": place.is_admitted and not place.missing,
    }


def asked_shown(place: PlaceHeld) -> dict[str, Any]:
    """What every page about a place shows: mode, end, cost, the other mode, later cohorts."""
    offer = place.offer
    ends = None
    if offer and place.is_offered:
        ends = moment_times(
            offer.answer_by,
            reader=place.application.zone or "UTC",
            host=place.definition.programme.host_zone,
        )
    return {
        "place": place,
        "mode": Mode(offer.mode).label if offer else "",
        "other_mode": place.other_mode.label if place.other_mode else "",
        "ends": ends,
        "costs": amount_words(place.fee_minor, place.currency) if place.fee_minor else "",
        "is_free": place.fee_minor == 0,
        "erase_on": day_words(place.application.erase_on),
        "later": [
            (cohort.pk, words(definition_of(cohort.definition).cohort.label)) for cohort in place.later
        ],
        "title": words(place.definition.programme.title),
    }


def _todo(place: PlaceHeld) -> list[tuple[str, str, bool]]:
    """What a place still needs: words, the page for it, whether it is done."""
    if not place.is_admitted:
        return []
    lines = [(_(str(said)), page, step not in place.missing) for step, (said, page) in MISSING.items()]
    return [*lines, (_("Pay the fee, at once or in parts"), "apply.fee", not place.owes)]
