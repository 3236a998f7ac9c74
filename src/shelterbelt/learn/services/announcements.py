"""Announcements to a part of a cohort: written in its languages, looked at, then sent to each person alone."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import Audience
from shelterbelt.learn.models import Announcement
from shelterbelt.learn.queries.announcements import receivers_of
from shelterbelt.learn.services.errors import Incomplete
from shelterbelt.learn.services.seats import led

Texts = Mapping[str, Mapping[str, str]]
LONGEST = {"subject": 120, "body": 8000}
DELIVER = "learn.deliver_announcement"


def write_announcement(*, by: Actor, cohort: UUID, audience: Audience | str, texts: Texts) -> UUID:
    """Keep an announcement to be looked at; nobody is written to yet.

    Args:
        by: a lead.
        cohort: whose people.
        audience: which part of them.
        texts: by language `subject` and `body`; a language whose both are empty is left out.

    Raises:
        Incomplete: no text at all, half a text, or one that is too long; fields are `subject_en`, `body_fr`.
        ValueError: no such audience.
        NotThere, Denied: the cohort is none of the actor's, or the actor does not lead programmes there.
    """
    found = led(by, cohort)
    kept = _clean(texts)
    organisation = found.programme.organisation_id
    with audit.act(
        "learn.announcement.write", by=by, about=("cohort", cohort), organisation=organisation
    ) as event:
        row = Announcement.objects.create(
            cohort=found, organisation=organisation, audience=Audience(audience), texts=kept
        )
        event.note(announcement=row.pk, audience=row.audience, languages=list(kept))
    return row.pk


def send_announcement(*, by: Actor, announcement: UUID) -> int:
    """Send it: one job for each person, with ids alone. Sending twice sends once; returns to how many it went.

    Raises:
        NotThere, Denied: it is none of the actor's, or the actor does not lead programmes there.
    """
    with scope(SYSTEM):
        row = Announcement.objects.select_for_update().filter(pk=announcement).first()
        if row is None:
            raise NotThere
        require(access.ADMIT, by, row.organisation)
        if row.sent_at:
            return row.receivers or 0
        about, organisation = ("announcement", row.pk), row.organisation
        with audit.act("learn.announcement.send", by=by, about=about, organisation=organisation) as event:
            people = list(
                receivers_of(row.cohort_id, row.audience).order_by("pk").values_list("pk", flat=True)
            )
            row.sent_at, row.receivers = clock.now(), len(people)
            row.save(update_fields=["sent_at", "receivers"])
            jobs.enqueue_all(
                DELIVER, ({"announcement": str(row.pk), "application": str(one)} for one in people)
            )
            event.note(receivers=len(people))
    return len(people)


def _clean(texts: Texts) -> dict[str, dict[str, str]]:
    wrong: dict[str, str | Promise] = {}
    kept: dict[str, dict[str, str]] = {}
    for language, text in texts.items():
        both = {name: _text(text.get(name, "")) for name in LONGEST}
        # A subject is one line: a line end in it would begin a header of its own.
        both["subject"] = " ".join(both["subject"].split())
        if not any(both.values()):
            continue
        for name, most in LONGEST.items():
            if not both[name]:
                wrong[f"{name}_{language}"] = _("Please write this too, or leave this language out.")
            elif len(both[name]) > most:
                wrong[f"{name}_{language}"] = _("Please shorten this to %(most)d characters.") % {
                    "most": most
                }
        kept[language] = both
    if not kept:
        wrong["subject_en"] = _("Please write the announcement in at least one language.")
    if wrong:
        raise Incomplete(wrong)
    return kept


def _text(given: str) -> str:
    # PostgreSQL keeps no NUL character; a line end is one character, whatever browser sent it.
    return given.replace("\r\n", "\n").replace("\x00", "").strip()
