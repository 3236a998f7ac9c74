"""What an answer of an application may be, and how it is compared with what is kept."""

import re
from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.secrets import read_field
from shelterbelt.learn.choices import Mode
from shelterbelt.learn.engine.localtime import UnknownZoneError, resolve
from shelterbelt.learn.models import Application
from shelterbelt.learn.queries.cohorts import asks_for_communities
from shelterbelt.learn.queries.communities import communities_named
from shelterbelt.people.choices import COUNTRIES, Sector, communities

Sentences = dict[str, str | Promise]
MOST_LANGUAGES = 8
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,4})?\Z")
PLAIN_FIELDS = ("name", "email", "country", "zone", "mode", "agency", "role_title")
LIST_FIELDS = ("sectors", "languages")
SEALED_FIELDS = ("motivation", "access_needs")
COMMUNITIES_OFFERED = _("Choose from the communities offered.")
COMMUNITIES_NOT_ASKED = _("This programme does not ask about communities, so none is kept.")
REQUIRED = {
    "name": _("Please give the name you want us to use."),
    "email": _("Please give an e-mail address, so that we can answer you."),
    "country": _("Please choose the country you live in."),
    "zone": _("Please choose your time zone, so that every date is shown in your own time."),
    "mode": _("Please choose whether you would come in person or take part online."),
    "sectors": _("Please choose at least one sector you work in."),
}
LONGEST = {
    "name": 200,
    "email": 254,
    "agency": 200,
    "role_title": 200,
    "motivation": 4000,
    "access_needs": 2000,
}


def stored_answer(application: Application, field: str) -> object:
    """The answer as it is kept, opened: to be compared with `plain_answer`."""
    if field == "communities":
        return sorted(communities_named(application))
    if field in SEALED_FIELDS:
        return read_field(application, field, person=application.person, agency=application.organisation)
    value: object = getattr(application, field)
    return value


def plain_answer(field: str, answer: object) -> object:
    """An answer as it would be kept: a text without blanks around it, a list, or yes and no."""
    if field == "communities":
        return sorted(map(str, answer)) if isinstance(answer, list | tuple) else []
    if field in LIST_FIELDS:
        return list(answer) if isinstance(answer, list | tuple) else []
    return bool(answer) if field == "wants_bursary" else _text(answer)


def _text(answer: object) -> str:
    # PostgreSQL keeps no NUL character; a line end is one character, whatever browser sent it.
    return str(answer or "").replace("\r\n", "\n").replace("\x00", "").strip()


def unusable_answers(application: Application, answers: Mapping[str, object]) -> Sentences:
    """Sentences about answers that cannot be kept, by field."""
    wrong: Sentences = {}
    for field, most in LONGEST.items():
        if len(_text(answers.get(field))) > most:
            wrong[field] = _("Please shorten this to %(most)d characters.") % {"most": most}
    if answers.get("zone") and not _is_zone(str(answers["zone"])):
        wrong["zone"] = _("This time zone is not known. Please choose one from the list.")
    if answers.get("country") and answers["country"] not in COUNTRIES:
        wrong["country"] = REQUIRED["country"]
    if answers.get("mode") and answers["mode"] not in Mode.values:
        wrong["mode"] = REQUIRED["mode"]
    if not _are_known(answers.get("sectors"), most=len(Sector), is_known=Sector.values.__contains__):
        wrong["sectors"] = REQUIRED["sectors"]
    if not _are_known(answers.get("languages"), most=MOST_LANGUAGES, is_known=LANGUAGE.match):
        wrong["languages"] = _("Please choose languages from the list.")
    if said := _communities_refused(application, answers.get("communities")):
        wrong["communities"] = said
    if answers.get("email") and not _is_address(_text(answers["email"])):
        wrong["email"] = _("This does not look like an e-mail address. Please check it.")
    return wrong


def _communities_refused(application: Application, given: object) -> str | Promise:
    known = {community.key for community in communities()}
    if not _are_known(given, most=len(known), is_known=known.__contains__):
        return COMMUNITIES_OFFERED
    return COMMUNITIES_NOT_ASKED if given and not asks_for_communities(application.cohort) else ""


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_zone(name: str) -> bool:
    try:
        return bool(resolve(name))
    except UnknownZoneError:
        return False


def _are_known(given: object, *, most: int, is_known: Callable[[str], object]) -> bool:
    if not given:
        return True
    if not isinstance(given, list | tuple) or len(given) > most:
        return False
    return all(isinstance(one, str) and is_known(one) for one in given)


def missing_answers(application: Application, answers: Mapping[str, object]) -> Sentences:
    """Sentences about required answers that are neither given now nor kept, by field."""
    return {
        field: sentence
        for field, sentence in REQUIRED.items()
        if not (plain_answer(field, answers[field]) if field in answers else getattr(application, field))
    }
