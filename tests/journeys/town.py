"""Adds to the loaded demonstration what the journeys need and tells, as one line of JSON, who and what is in it."""

import datetime as dt
import json
import sys
from uuid import UUID, uuid4

import django

django.setup()

from tests.journeys.town_agency import of_agency  # noqa: E402

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
from shelterbelt.learn.choices import ApplicationState, PlanState, ReviewState  # noqa: E402
from shelterbelt.learn.engine.planning import Asked, plan_programme  # noqa: E402
from shelterbelt.learn.models import (  # noqa: E402
    Application,
    BankLine,
    Cohort,
    FeeStatement,
    Honorarium,
    Plan,
    Review,
    Seat,
    Selection,
    Speaker,
)
from shelterbelt.learn.queries.bank_words import Movement, Words  # noqa: E402
from shelterbelt.learn.queries.cohorts import cohort_at_desk  # noqa: E402
from shelterbelt.learn.queries.planning import planning_problem  # noqa: E402
from shelterbelt.learn.queries.reviews import rules_of  # noqa: E402
from shelterbelt.learn.services import applications  # noqa: E402
from shelterbelt.learn.services.announcements import write_announcement  # noqa: E402
from shelterbelt.learn.services.bank_files import NewBankFile, read_bank_file  # noqa: E402
from shelterbelt.learn.services.feeds import make_feed  # noqa: E402
from shelterbelt.learn.services.fees import open_statement  # noqa: E402
from shelterbelt.learn.services.honoraria import offer_honoraria  # noqa: E402
from shelterbelt.learn.services.invoices import issue_invoice  # noqa: E402
from shelterbelt.learn.services.offers import accept_offer, decline_offer, make_offer  # noqa: E402
from shelterbelt.learn.services.plans import keep_plan  # noqa: E402
from shelterbelt.learn.services.reviews import assign_reviews, give_review  # noqa: E402
from shelterbelt.learn.services.selections import propose_selection  # noqa: E402
from shelterbelt.people import services as people  # noqa: E402
from shelterbelt.people.choices import NameKind, Use  # noqa: E402
from shelterbelt.people.models import Consent, LivedExperience, PersonName, Professional  # noqa: E402
from shelterbelt.people.services.complaints import make_complaint  # noqa: E402
from shelterbelt.people.services.held_texts import hold_text  # noqa: E402
from shelterbelt.people.services.identity import ask_confirmation, send_question  # noqa: E402

Told = dict[str, dict[str, str]]

YES = ("yes-1", "yes-2", "yes-3", "yes-4")
"""Links of people with an offer whom the journeys may let accept; nobody else of the town is changed by them."""
_SHOWN = ("looks", "said-yes", "said-no")
_READ = 8
_AUTUMN_PAGES = (
    "desk.places",
    "desk.waiting",
    "desk.announcements",
    "desk.reviews",
    "desk.selections",
    "desk.money.cohort",
)
"""Pages of a cohort that is full, waited for and paid: those of the other one would be empty."""


def fill() -> Told:
    """Add it.

    Returns:
        `parameters` of pages by `converter:name`, `accounts` by part, `links` of applications by state.
    """
    note = load(tell=lambda *_seen: None)
    panellist = UUID(note.accounts["panellist"])
    lead = actor_of(UUID(note.accounts["lead"]))
    with scope(lead):
        plan = Plan.objects.select_related("cohort__programme").get(
            state=PlanState.PUBLISHED, cohort__programme__slug="executive", cohort__state="open"
        )
    run_worker(is_waiting=False)
    parameters = {
        "uuid:account": str(panellist),
        "slug:key": mailbox.letters(find="")[0].key,
        **_of_programme(plan.cohort, lead),
        **_of_panellist(panellist, plan.cohort),
        **_of_links(note, plan.cohort),
        **_of_complaint(note, plan.cohort),
        **_of_autumn(),
        **of_agency(note),
    }
    parameters["uuid:review"] = _readings(plan.cohort, lead, UUID(note.accounts["reviewer"]))
    links = _with_offers(plan.cohort, lead)
    parameters |= _of_joining(links)
    parameters["uuid:selection"] = str(propose_selection(by=lead, cohort=plan.cohort.pk))
    parameters["place.defer|str:token"] = note.links["offered"]
    return {"parameters": parameters, "accounts": dict(note.accounts), "links": {**note.links, **links}}


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
            "uuid:organisation": str(cohort.programme.organisation_id),
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


def _of_autumn() -> dict[str, str]:
    """The cohort that is full, and its selection with everyone's reasons."""
    with scope(SYSTEM):
        chosen = Selection.objects.get(state="adopted")
    cohort = str(chosen.cohort_id)
    pages = {f"{name}|uuid:cohort": cohort for name in _AUTUMN_PAGES}
    return {**pages, "autumn": cohort, "desk.selection|uuid:selection": str(chosen.pk)}


def _readings(cohort: Cohort, lead: Actor, account: UUID) -> str:
    """Everyone of the open cohort is to be read, and the first are; returns a reading that waits for the reviewer."""
    assign_reviews(by=lead, cohort=cohort.pk)
    with scope(SYSTEM):
        first = Application.objects.filter(cohort=cohort, state=ApplicationState.SUBMITTED)
        chosen = list(first.order_by("submitted_at").values_list("pk", flat=True)[1 : _READ + 1])
        rules = rules_of(cohort)
        waiting = list(Review.objects.filter(application__in=chosen, state=ReviewState.ASKED))
    assert rules is not None
    points = {criterion.key: rules.points - 1 for criterion in rules.criteria}
    for row in waiting:
        reader = actor_of(row.account_id)
        with scope(reader):
            give_review(by=reader, review=row.pk, points=points)
    with scope(SYSTEM):
        asked = Review.objects.filter(account=account, state=ReviewState.ASKED)
        return str(asked.earliest("due_on", "pk").pk)


def _with_offers(cohort: Cohort, lead: Actor) -> dict[str, str]:
    """People who applied and were offered a place, by what the journeys and the pages need them for."""
    links = {}
    for place, key in enumerate((*YES, *_SHOWN)):
        started = applications.start_application(by=ANONYMOUS, cohort=cohort.pk, language="en")
        bearer = bearer_of(digest_token(started.token))
        answers: dict[str, object] = {"name": f"Journeyer {'ABCDEFGH'[place]}", "zone": "Africa/Nairobi"}
        answers |= {
            "email": f"{key}@example.org",
            "country": "KE",
            "mode": "online",
            "sectors": ["education"],
        }
        with scope(bearer):
            applications.submit_application(by=bearer, answers=answers)
        with scope(SYSTEM):
            row = Application.objects.get(token_digest=digest_token(started.token))
        make_offer(by=lead, application=row.pk, mode="online")
        links[key] = started.token
    return links


def _of_joining(links: dict[str, str]) -> dict[str, str]:
    """Somebody who said yes and has an invoice, somebody who said no today, somebody who has not answered."""
    yes, no = (bearer_of(digest_token(links[key])) for key in ("said-yes", "said-no"))
    with scope(yes):
        accept_offer(by=yes)
    with scope(no):
        decline_offer(by=no)
    with scope(SYSTEM):
        fee = FeeStatement.objects.get(application__token_digest=digest_token(links["said-yes"]))
    invoice = issue_invoice(by=SYSTEM, statement=fee.pk, kind="invoice", language="en")
    names = ("apply.fee", "apply.joining", "apply.joining.someone", "apply.joining.conduct", "papers")
    mine = {f"{name}|str:token": links["said-yes"] for name in (*names, "papers.one", "place.give_back")}
    return {
        **mine,
        "place|str:token": links["looks"],
        "place.restore|str:token": links["said-no"],
        "papers.one|uuid:invoice": str(invoice),
    }


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
    return {"uuid:offer": str(offer), "uuid:announcement": str(words)}


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
