"""Loads the demonstration for the journeys and tells, as one line of JSON, who and what is in it."""

import datetime as dt
import json
import sys
from uuid import UUID, uuid4

import django

django.setup()

from shelterbelt.demonstration import mailbox  # noqa: E402 -- after the settings are read
from shelterbelt.demonstration.load import load  # noqa: E402
from shelterbelt.demonstration.note import Note  # noqa: E402
from shelterbelt.ground.access.models import Account  # noqa: E402
from shelterbelt.ground.access.queries import actor_of, bearer_of  # noqa: E402
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor, Role  # noqa: E402
from shelterbelt.ground.db.scope import scope  # noqa: E402
from shelterbelt.ground.holdings.services import erase_person  # noqa: E402
from shelterbelt.ground.jobs.worker import run_worker  # noqa: E402
from shelterbelt.ground.secrets import digest_token  # noqa: E402
from shelterbelt.learn.choices import ApplicationState, PlanState  # noqa: E402
from shelterbelt.learn.engine.planning import Asked, plan_programme  # noqa: E402
from shelterbelt.learn.models import (  # noqa: E402
    Application,
    BankLine,
    Cohort,
    Honorarium,
    Plan,
    Review,
    Seat,
    Speaker,
)
from shelterbelt.learn.queries.bank_words import Movement, Words  # noqa: E402
from shelterbelt.learn.queries.cohorts import cohort_at_desk  # noqa: E402
from shelterbelt.learn.queries.planning import planning_problem  # noqa: E402
from shelterbelt.learn.services.announcements import write_announcement  # noqa: E402
from shelterbelt.learn.services.bank_files import NewBankFile, read_bank_file  # noqa: E402
from shelterbelt.learn.services.feeds import make_feed  # noqa: E402
from shelterbelt.learn.services.fees import open_statement  # noqa: E402
from shelterbelt.learn.services.honoraria import offer_honoraria  # noqa: E402
from shelterbelt.learn.services.invoices import issue_invoice  # noqa: E402
from shelterbelt.learn.services.offers import make_offer  # noqa: E402
from shelterbelt.learn.services.plans import keep_plan  # noqa: E402
from shelterbelt.learn.services.selections import propose_selection  # noqa: E402
from shelterbelt.people import services as people  # noqa: E402
from shelterbelt.people.choices import NameKind, Use  # noqa: E402
from shelterbelt.people.models import Consent, LivedExperience, PersonName, Professional  # noqa: E402
from shelterbelt.people.services.complaints import make_complaint  # noqa: E402
from shelterbelt.people.services.held_texts import hold_text  # noqa: E402
from shelterbelt.people.services.identity import ask_confirmation, send_question  # noqa: E402

Told = dict[str, dict[str, str]]


def fill() -> Told:
    """Load everyone and everything.

    Returns:
        `parameters` of pages by `converter:name`, `accounts` by part, `links` of applications by state.
    """
    note = load(tell=lambda *_seen: None)
    panellist = UUID(note.accounts["panellist"])
    lead = actor_of(UUID(note.accounts["lead"]))
    with scope(lead):
        plan = Plan.objects.select_related("cohort__programme").get(
            state=PlanState.PUBLISHED, cohort__programme__slug="executive"
        )
    run_worker(is_waiting=False)
    parameters = {
        "uuid:account": str(panellist),
        "slug:key": mailbox.letters(find="")[0].key,
        **_of_programme(plan.cohort, lead),
        **_of_panellist(panellist, plan.cohort),
        **_of_links(note, plan.cohort),
        **_of_complaint(note, plan.cohort),
        "uuid:review": _review_of(UUID(note.accounts["reviewer"])),
    }
    return {"parameters": parameters, "accounts": dict(note.accounts), "links": dict(note.links)}


def _of_programme(cohort: Cohort, lead: Actor) -> dict[str, str]:
    with scope(lead):
        view = cohort_at_desk(for_=lead, cohort=cohort.pk)
        draft = plan_programme(planning_problem(for_=lead, view=view, asked=Asked()))
    plan = keep_plan(by=lead, cohort=cohort.pk, plan=draft)
    offer_honoraria(by=lead, cohort=cohort.pk)
    with scope(lead):
        sent = Application.objects.filter(cohort=cohort, state=ApplicationState.SUBMITTED).earliest(
            "submitted_at"
        )
        return {
            "uuid:cohort": str(cohort.pk),
            "uuid:programme": str(cohort.programme_id),
            "uuid:organisation": str(cohort.programme.organisation),
            "uuid:plan": str(plan),
            "uuid:application": str(sent.pk),
            "str:reference": sent.reference,
            **_of_money(cohort, open_statement(by=SYSTEM, application=sent.pk)),
            **_of_safety(cohort, sent),
            **_of_places(cohort, lead),
            "uuid:speaker": str(Speaker.objects.filter(cohort=cohort, seats=None).earliest("pk").pk),
            "slug:programme": cohort.programme.slug,
            "slug:cohort": cohort.slug,
        }


def _review_of(account: UUID) -> str:
    """A reading of the reviewer of the cast."""
    with scope(SYSTEM):
        return str(Review.objects.filter(account=account, state="given").order_by("given_at", "pk")[0].pk)


def _of_safety(cohort: Cohort, sent: Application) -> dict[str, str]:
    place = "application.access_needs"
    organisation = cohort.programme.organisation_id
    held = hold_text(by=SYSTEM, place=place, object_id=sent.pk, organisation=organisation)
    proof = erase_person(uuid4(), by=SYSTEM, purpose="a person of whom there is nothing")
    return {
        "uuid:held": str(held),
        "uuid:text": str(sent.pk),
        "str:place": place,
        "str:erasure": str(proof.erasure),
    }


def _of_places(cohort: Cohort, lead: Actor) -> dict[str, str]:
    with scope(SYSTEM):
        rows = Application.objects.filter(cohort=cohort, state=ApplicationState.SUBMITTED)
        other = rows.latest("submitted_at")
    texts = {"en": {"subject": "A word before we begin", "body": "We look forward to you."}}
    words = write_announcement(by=lead, cohort=cohort.pk, audience="admitted", texts=texts)
    offer = make_offer(by=lead, application=other.pk, mode=other.mode)
    chosen = propose_selection(by=lead, cohort=cohort.pk)
    return {"uuid:offer": str(offer), "uuid:announcement": str(words), "uuid:selection": str(chosen)}


def _of_money(cohort: Cohort, fee: UUID) -> dict[str, str]:
    """A statement, its invoice, and a line of the bank that nobody has settled."""
    invoice = issue_invoice(by=SYSTEM, statement=fee, kind="invoice", language="fr")
    line = Movement(1, dt.date(2027, 3, 4), 100, "CAD", Words("Someone", "thank you"))
    file = NewBankFile(b"town", "rbc", (line,))
    read = read_bank_file(by=SYSTEM, organisation=cohort.programme.organisation_id, file=file)
    with scope(SYSTEM):
        kept = BankLine.objects.get(file=read.file)
    return {"uuid:fee": str(fee), "uuid:invoice": str(invoice), "uuid:line": str(kept.pk)}


def _of_panellist(account: UUID, cohort: Cohort) -> dict[str, str]:
    actor = actor_of(account)
    people.change_names(by=actor, kind=NameKind.NICKNAME, words="Ami")
    people.give_consent(by=actor, use=Use.CONTACT_BY_MAIL, days=30)
    people.tell_lived_experience(by=actor, days=30, words="Words of my own.")
    with scope(actor):
        person = Professional.objects.get(account=account)
        seat = Seat.objects.filter(speaker__professional=person, meeting__cohort=cohort).earliest(
            "meeting__starts_at"
        )
        return {
            "uuid:seat": str(seat.pk),
            "uuid:honorarium": str(Honorarium.objects.filter(account=account).earliest("pk").pk),
            "uuid:meeting": str(seat.meeting_id),
            "uuid:professional": str(person.pk),
            "uuid:name": str(PersonName.objects.get(person=person, kind=NameKind.NICKNAME).pk),
            "uuid:consent": str(Consent.objects.get(person=person, use=Use.CONTACT_BY_MAIL).pk),
            "uuid:statement": str(LivedExperience.objects.get(person=person).pk),
        }


def _of_links(note: Note, cohort: Cohort) -> dict[str, str]:
    bearer = bearer_of(digest_token(note.links["sent"]))
    feed = make_feed(by=bearer, cohort=cohort.pk)
    return {"apply|str:token": note.links["sent"], "calendar|str:token": feed}


def _of_complaint(note: Note, cohort: Cohort) -> dict[str, str]:
    """A complaint with an officer to read it, and an open question about who an applicant is."""
    organisation = cohort.programme.organisation
    if "complaints" not in note.accounts:
        note.accounts["complaints"] = str(Account.objects.create_user("complaints@demo.example").pk)
    officer = UUID(note.accounts["complaints"])
    people.grant_role(by=SYSTEM, account=officer, role=Role.COMPLAINTS_OFFICER, organisation=organisation.pk)
    made = make_complaint(by=ANONYMOUS, organisation=organisation.pk, words="Someone was rude to me.")
    asked = ask_confirmation(
        by=SYSTEM,
        person=uuid4(),
        organisation=organisation.pk,
        kind="elder",
        name="Someone who knows them",
        email="someone@example.org",
        relationship="",
        language="en",
        known_as="An applicant",
    )
    links: dict[str, str] = {}
    send_question(confirmation=asked, send=lambda _row, token: links.update({"confirm|str:token": token}))
    return {
        **links,
        "uuid:complaint": str(made.complaint),
        "uuid:confirmation": str(asked),
        "slug:organisation": organisation.slug,
        "complaint|str:token": made.token,
    }


if __name__ == "__main__":
    told = fill()
    sys.stdout.write(json.dumps(told) + "\n")
