"""Two organisations with one of everything, and everyone who may come to a door.

Each thing in the path of a page is known here by the parameter's name: a page with a new name fails the matrix
until its row is added to `Side.things`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client
from tests.fixtures import bank as bank_files
from tests.laws.scene_agencies import agency_of
from tests.laws.source import ROOT

from shelterbelt.demonstration.accounts import DOMAIN
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.queries import actor_of, bearer_of
from shelterbelt.ground.access.roles import INSTANCE_WIDE, SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import erase_person
from shelterbelt.ground.secrets import digest_token
from shelterbelt.learn.choices import ApplicationState, HonorariumKind, SeatState
from shelterbelt.learn.engine.planning import Asked, ProgrammePlan, ProgrammeProblem, plan_programme
from shelterbelt.learn.engine.timetable.problem import Person
from shelterbelt.learn.models import (
    Announcement,
    Application,
    BankLine,
    BursaryGrant,
    BursaryPool,
    CalendarFeed,
    Cohort,
    CohortSeats,
    Decision,
    Honorarium,
    Invitation,
    Meeting,
    Offer,
    ReportRelease,
    Review,
    ReviewScore,
    Seat,
    Speaker,
    WaitingPlace,
)
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.planning import planning_problem
from shelterbelt.learn.services import applications, cohorts, feeds, fees, plans
from shelterbelt.learn.services.invoices import issue_invoice
from shelterbelt.learn.services.reviews import assign_reviews
from shelterbelt.learn.services.selections import propose_selection
from shelterbelt.people import services as people
from shelterbelt.people.choices import NameKind, Use
from shelterbelt.people.models import (
    ConductSigning,
    Consent,
    KeptApart,
    LivedExperience,
    OnCall,
    PersonName,
)
from shelterbelt.people.services import Newcomer
from shelterbelt.people.services.complaints import make_complaint
from shelterbelt.people.services.held_texts import hold_text
from shelterbelt.people.services.identity import ask_confirmation, send_question

NAMES = {"a": "Amina Otieno-Birkenfeld", "b": "Tomasz Quillacollo"}
MAILS = {"a": "amina.planted@example.org", "b": "tomasz.planted@example.org"}
PHONE = "+254 722 555 0142"
Key = tuple[str, str]
"""A parameter's converter and name."""


@dataclass
class Side:
    """One organisation and what is its own."""

    letter: str
    organisation: UUID
    cohort: UUID
    tokens: dict[str, str] = field(default_factory=dict)
    things: dict[Key, str] = field(default_factory=dict)
    personal: dict[Key, str] = field(default_factory=dict)
    demonstration: dict[Key, str] = field(default_factory=dict)
    panellist: Account | None = None
    reviewer: Account | None = None
    officer: Account | None = None
    agency: dict[str, Account] = field(default_factory=dict)


@dataclass(frozen=True)
class Visitor:
    """Someone at the door. `actor` is who the house must take them for."""

    name: str
    actor: Actor
    client: Client
    side: str = "a"
    holds_personal: str = ""


@dataclass
class Scene:
    """Both organisations and every visitor."""

    sides: dict[str, Side]
    visitors: tuple[Visitor, ...]

    def visitor(self, name: str) -> Visitor:
        """The visitor of this name."""
        return next(one for one in self.visitors if one.name == name)


def build() -> Scene:
    """Make everything, inside the test's transaction."""
    sides = {letter: _side(letter) for letter in "ab"}
    return Scene(sides, tuple(_visitors(sides)))


def _side(letter: str) -> Side:
    organisation = people.register_organisation(
        by=SYSTEM, name=f"House {letter.upper()}", slug=f"house-{letter}", country="KE"
    )
    text = (ROOT / "programmes/executive.toml").read_text(encoding="utf-8")
    text = text.replace('slug = "executive"', f'slug = "executive-{letter}"')
    cohort = cohorts.create_cohort(by=SYSTEM, organisation=organisation, text=text)
    cohorts.open_cohort(by=SYSTEM, cohort=cohort)
    month = dt.timedelta(days=30)
    Cohort.objects.filter(pk=cohort).update(
        apply_opens_at=clock.now() - month, apply_closes_at=clock.now() + month
    )
    side = Side(letter, organisation, cohort)
    side.panellist = _account(f"panellist-{letter}", (Role.PANELLIST, organisation))
    speaker = _speaker(side)
    application = _application(side)
    draft, meeting = _plan(side)
    seat = Seat.objects.create(meeting_id=meeting, speaker_id=speaker, state=SeatState.PROPOSED)
    Invitation.objects.create(meeting_id=meeting, speaker_id=speaker, method="REQUEST", sequence=0)
    side.tokens["feed"] = feeds.make_feed(by=actor_of(side.panellist.pk), cohort=cohort)
    row = Cohort.objects.select_related("programme").get(pk=cohort)
    side.things |= {
        ("uuid", "cohort"): str(cohort),
        ("uuid", "programme"): str(row.programme_id),
        ("uuid", "organisation"): str(organisation),
        ("uuid", "plan"): str(draft),
        ("uuid", "meeting"): str(meeting),
        ("uuid", "application"): str(application),
        ("uuid", "speaker"): str(speaker),
        ("uuid", "professional"): str(Speaker.objects.get(pk=speaker).professional_id),
        ("uuid", "account"): str(side.panellist.pk),
        ("uuid", "grant"): str(Grant.objects.get(account=side.panellist).pk),
        ("uuid", "feed"): str(CalendarFeed.objects.filter(cohort=cohort).latest("made_at").pk),
        ("slug", "programme"): row.programme.slug,
        ("slug", "cohort"): row.slug,
    }
    side.things |= _reading(side)
    side.things |= _safety(side, application)
    side.things[("uuid", "fee")] = str(fees.open_statement(by=SYSTEM, application=application))
    side.things |= _papers(side)
    _honorarium(side, speaker, meeting)
    side.things |= _complaint(side, application)
    side.things |= _places(side)
    things, tokens, side.agency = agency_of(organisation, letter)
    side.things |= things
    side.tokens |= tokens
    _past(side, application)
    side.things[("uuid", "selection")] = str(propose_selection(by=SYSTEM, cohort=cohort))
    side.personal[("uuid", "seat")] = str(seat.pk)
    one_tap = Account.objects.create_user(f"someone-{letter}@{DOMAIN}")
    side.demonstration |= {("uuid", "account"): str(one_tap.pk), ("slug", "key"): _letter(letter)}
    return side


def _reading(side: Side) -> dict[Key, str]:
    """An application that a reviewer was asked to read."""
    # Of another mail domain than the applicant: sharing one is a conflict of interest.
    side.reviewer = Account.objects.create_user(f"reviewer-{side.letter}@readers.example", None)
    Grant.objects.create(account=side.reviewer, role=Role.REVIEWER, organisation=side.organisation)
    assign_reviews(by=SYSTEM, cohort=side.cohort)
    with scope(SYSTEM):
        return {("uuid", "review"): str(Review.objects.get(account=side.reviewer, state="asked").pk)}


def _past(side: Side, application: UUID) -> None:
    """One row, over and done, of every guarded table that nothing else here fills: something must be there to leak."""
    assert side.reviewer
    now, own = clock.now(), {"cohort_id": side.cohort, "organisation": side.organisation}
    about = {"application_id": application, "mode": "online", **own}
    fee = UUID(side.things[("uuid", "fee")])
    with scope(SYSTEM):
        person = Application.objects.get(pk=application).person
        first, second = sorted((person, uuid4()))
        ConductSigning.objects.create(
            person=person, organisation=side.organisation, version="1", digest="0" * 64, language="en"
        )
        KeptApart.objects.create(
            organisation=side.organisation,
            first=first,
            second=second,
            complaint_id=UUID(side.things[("uuid", "complaint")]),
            ended_at=now,
        )
        OnCall.objects.create(
            organisation=side.organisation,
            account=side.reviewer,
            starts_at=now - dt.timedelta(days=2),
            ends_at=now - dt.timedelta(days=1),
        )
        Decision.objects.create(outcome="wait", words="Planted words.", replaced_at=now, **about)
        WaitingPlace.objects.create(rank=1, left_at=now, **about)
        pool = BursaryPool.objects.create(currency="CAD", total_minor=1_000_000, **own)
        BursaryGrant.objects.create(
            pool=pool, statement_id=fee, amount_minor=1, state="released", released_at=now
        )
        programme = Cohort.objects.values_list("programme", flat=True).get(pk=side.cohort)
        ReportRelease.objects.create(programme_id=programme, organisation=side.organisation, cells={})
        review = UUID(side.things[("uuid", "review")])
        ReviewScore.objects.create(review_id=review, criterion="past", points=1)


def _papers(side: Side) -> dict[Key, str]:
    """An invoice, and a line of the bank that nobody has settled."""
    fee = UUID(side.things[("uuid", "fee")])
    invoice = issue_invoice(by=SYSTEM, statement=fee, kind="invoice", language="fr")
    read = bank_files.read(SYSTEM, side.organisation, ("3/4/2027", f"{NAMES[side.letter]} {PHONE}", "1.00"))
    with scope(SYSTEM):
        line = BankLine.objects.get(file=read.file)
    return {("uuid", "invoice"): str(invoice), ("uuid", "line"): str(line.pk)}


def _honorarium(side: Side, speaker: UUID, meeting: UUID) -> None:
    """An offer that the panellist has not answered."""
    assert side.panellist
    with scope(SYSTEM):
        made = Honorarium.objects.create(
            speaker_id=speaker,
            cohort_id=side.cohort,
            organisation=side.organisation,
            account=side.panellist.pk,
            meeting_id=meeting,
            kind=HonorariumKind.HONORARIUM,
            amount_minor=60_000,
            currency="CAD",
        )
    side.things[("uuid", "honorarium")] = str(made.pk)
    side.personal[("uuid", "honorarium")] = str(made.pk)


def _safety(side: Side, application: UUID) -> dict[Key, str]:
    """A held text, a text that can be held, and the proof of an erasure."""
    place = "application.access_needs"
    held = hold_text(by=SYSTEM, place=place, object_id=application, organisation=side.organisation)
    proof = erase_person(uuid4(), by=SYSTEM, purpose="a person of whom there is nothing")
    side.tokens["erasure"] = str(proof.erasure)
    return {
        ("uuid", "held"): str(held),
        ("uuid", "text"): str(application),
        ("str", "place"): place,
    }


def _complaint(side: Side, application: UUID) -> dict[Key, str]:
    """A complaint with an officer to read it, and an open question about who the applicant is."""
    officer = _account(f"officer-{side.letter}", (Role.COMPLAINTS_OFFICER, side.organisation))
    side.officer = officer
    made = make_complaint(
        by=_anonymous(),
        organisation=side.organisation,
        words=f"Planted complaint. {PHONE}",
        about=NAMES[side.letter],
        contact=MAILS[side.letter],
    )
    side.tokens["complaint"] = made.token
    with scope(SYSTEM):
        person = Application.objects.get(pk=application).person
    asked = ask_confirmation(
        by=SYSTEM,
        person=person,
        organisation=side.organisation,
        kind="referee",
        name="Referee Planted",
        email=MAILS[side.letter],
        relationship=f"ring {PHONE}",
        language="en",
        known_as=NAMES[side.letter],
    )
    send_question(confirmation=asked, send=lambda _row, token: side.tokens.update(confirmation=token))
    return {
        ("uuid", "complaint"): str(made.complaint),
        ("uuid", "confirmation"): str(asked),
        ("slug", "organisation"): f"house-{side.letter}",
    }


def _places(side: Side) -> dict[Key, str]:
    """Someone else who was offered a seat, and words to everyone, not sent yet."""
    now = clock.now()
    with scope(SYSTEM):
        CohortSeats.objects.create(cohort_id=side.cohort, mode="online", capacity=3, held=1)
        other = Application.objects.create(
            cohort_id=side.cohort,
            organisation=side.organisation,
            token_digest=uuid4().hex * 2,
            reference=uuid4().hex[:8].upper(),
            state=ApplicationState.OFFERED,
            name=f"Offered {side.letter.upper()}",
            email=f"offered-{side.letter}@example.org",
            country="KE",
            zone="Africa/Nairobi",
            mode="online",
            sectors=["education"],
            submitted_at=now,
            erase_on=now.date() + dt.timedelta(days=365),
        )
        offer = Offer.objects.create(
            application=other,
            cohort_id=side.cohort,
            organisation=side.organisation,
            mode="online",
            answer_by=now + dt.timedelta(days=9),
        )
        words = Announcement.objects.create(
            cohort_id=side.cohort,
            organisation=side.organisation,
            audience="admitted",
            texts={"en": {"subject": "A word", "body": "Hello."}},
        )
    return {("uuid", "offer"): str(offer.pk), ("uuid", "announcement"): str(words.pk)}


def _letter(letter: str) -> str:
    """A letter in the demonstration's mailbox, as the file backend writes it."""
    number = "ab".index(letter) + 1
    folder = settings.CONF.data_dir / "outgoing-mail"
    folder.mkdir(parents=True, exist_ok=True)
    text = f"From: a@{DOMAIN}\nTo: {MAILS[letter]}\nSubject: Your application\n\nHello.\n{'-' * 79}\n"
    (folder / f"20270101-000000-{number}.log").write_text(text, encoding="utf-8")
    return f"20270101-000000-{number}-0"


def _account(name: str, *grants: tuple[Role, UUID], **more: object) -> Account:
    account = Account.objects.create_user(f"{name}@example.org", None)
    for role, organisation in grants:
        place = None if role in INSTANCE_WIDE else organisation
        Grant.objects.create(account=account, role=role, organisation=place, **more)
    return account


def _speaker(side: Side) -> UUID:
    assert side.panellist
    person = people.register_professional(
        by=SYSTEM,
        newcomer=Newcomer(
            chosen_name=NAMES[side.letter],
            country="KE",
            zone="Africa/Nairobi",
            languages=("en", "sw"),
            sectors=("education",),
            organisation=side.organisation,
            account=side.panellist.pk,
            bio=f"Ring me on {PHONE}",
        ),
    )
    actor = actor_of(side.panellist.pk)
    people.change_names(by=actor, kind=NameKind.NICKNAME, words="Ami")
    people.change_names(by=actor, kind=NameKind.UNSAFE, words="Planted Unsafe")
    people.tell_communities(by=actor, keys=("deaf",))
    people.give_consent(by=actor, use=Use.CONTACT_BY_MAIL, days=30)
    people.tell_lived_experience(by=actor, days=30, words="planted lived experience")
    with scope(actor):
        side.personal |= {
            ("uuid", "name"): str(PersonName.objects.get(person=person, kind=NameKind.NICKNAME).pk),
            ("uuid", "consent"): str(Consent.objects.get(person=person, use=Use.CONTACT_BY_MAIL).pk),
            ("uuid", "statement"): str(LivedExperience.objects.get(person=person).pk),
        }
    return Speaker.objects.create(cohort_id=side.cohort, professional_id=person, fee_minor=50_000).pk


def _application(side: Side) -> UUID:
    answers = {
        "name": NAMES[side.letter],
        "email": MAILS[side.letter],
        "country": "KE",
        "zone": "Africa/Nairobi",
        "mode": "online",
        "sectors": ["education"],
        "languages": ["en"],
        "agency": "Harbour",
        "role_title": "Director",
        "motivation": f"Planted motivation. {PHONE}",
    }
    for kind in ("draft", "application"):
        started = applications.start_application(by=_anonymous(), cohort=side.cohort, language="en")
        side.tokens[kind] = started.token
        bearer = bearer_of(digest_token(started.token))
        with scope(bearer):
            if kind == "application":
                applications.save_application(by=bearer, answers=answers)
                rows = Application.objects.filter(token_digest=bearer.bearer)
                rows.update(state=ApplicationState.SUBMITTED, submitted_at=clock.now())
                feeds.make_feed(by=bearer, cohort=side.cohort)
    with scope(SYSTEM):
        row = Application.objects.get(token_digest=digest_token(side.tokens["application"]))
    side.things[("str", "reference")] = row.reference
    return row.pk


def _anonymous() -> Actor:
    return Actor(label="anonymous")


def _plan(side: Side) -> tuple[UUID, UUID]:
    """A published plan and a draft; returns the draft's id and a meeting's."""
    view = cohort_at_desk(for_=SYSTEM, cohort=side.cohort)
    with scope(SYSTEM):
        problem = planning_problem(for_=SYSTEM, view=view, asked=Asked())
    planned = _planned(dataclasses.replace(problem, people=_same_people(problem), speakers=()))
    published = plans.keep_plan(by=SYSTEM, cohort=side.cohort, plan=planned)
    plans.publish_plan(by=SYSTEM, plan=published)
    draft = plans.keep_plan(by=SYSTEM, cohort=side.cohort, plan=planned)
    return draft, Meeting.objects.filter(cohort=side.cohort).earliest("starts_at").pk


def _same_people(problem: ProgrammeProblem) -> tuple[Person, ...]:
    """Both sides ask the same question, so that it is answered once."""
    return tuple(dataclasses.replace(person, id=str(place)) for place, person in enumerate(problem.people))


_answers: dict[str, ProgrammePlan] = {}


def _planned(problem: ProgrammeProblem) -> ProgrammePlan:
    if "plan" not in _answers:
        _answers["plan"] = plan_programme(problem)
    return _answers["plan"]


def planned() -> ProgrammePlan:
    """The plan both sides have."""
    return _answers["plan"]


def _visitors(sides: Mapping[str, Side]) -> list[Visitor]:
    here, there = sides["a"].organisation, sides["b"].organisation
    past = clock.now() - dt.timedelta(days=2)
    lead = (Role.PROGRAMME_LEAD, here)
    made = [
        Visitor("anonymous", _anonymous(), Client()),
        _signed_in("without a role", _account("bare")),
        _signed_in("panellist", sides["a"].panellist, holds="a"),
        _signed_in("programme_staff", _account("staff", (Role.PROGRAMME_STAFF, here))),
        _signed_in("programme_lead", _account("lead", lead)),
        _signed_in("operator", _account("operator", (Role.OPERATOR, here))),
        _signed_in("reviewer", sides["a"].reviewer),
        _signed_in("reviewer elsewhere", sides["b"].reviewer, side="b"),
        _signed_in("finance", _account("finance", (Role.FINANCE, here))),
        _signed_in("finance elsewhere", _account("finance-b", (Role.FINANCE, there)), side="b"),
        _signed_in("safeguarding", _account("guard", (Role.SAFEGUARDING, here))),
        _signed_in("safeguarding elsewhere", _account("guard-b", (Role.SAFEGUARDING, there)), side="b"),
        _signed_in("complaints_officer", sides["a"].officer),
        _signed_in("complaints_officer elsewhere", sides["b"].officer, side="b"),
        *(
            _signed_in(role if letter == "a" else f"{role} elsewhere", account, side=letter)
            for letter in "ab"
            for role, account in sides[letter].agency.items()
        ),
        _signed_in("programme_adviser", _account("adviser", (Role.PROGRAMME_ADVISER, here))),
        _signed_in(
            "programme_adviser elsewhere", _account("adviser-b", (Role.PROGRAMME_ADVISER, there)), side="b"
        ),
        _signed_in("panellist elsewhere", sides["b"].panellist, side="b", holds="b"),
        _signed_in("programme_staff elsewhere", _account("staff-b", (Role.PROGRAMME_STAFF, there)), side="b"),
        _signed_in("programme_lead elsewhere", _account("lead-b", (Role.PROGRAMME_LEAD, there)), side="b"),
        _signed_in("lead, revoked", _account("revoked", lead, revoked_at=clock.now())),
        _signed_in(
            "lead, expired", _account("expired", lead, starts_at=past, ends_at=past + dt.timedelta(days=1))
        ),
    ]
    disabled = _account("disabled", lead)
    visitor = _signed_in("lead, disabled", disabled)
    Account.objects.filter(pk=disabled.pk).update(is_active=False)
    return [*made, dataclasses.replace(visitor, actor=_anonymous())]


def _signed_in(name: str, account: Account | None, *, side: str = "a", holds: str = "") -> Visitor:
    assert account
    client = Client()
    client.force_login(account)
    return Visitor(name, actor_of(account.pk), client, side, holds)


def absent(key: Key) -> str:
    """A value of the parameter's form behind which there is nothing."""
    converter, _name = key
    known = {"uuid": str(uuid4()), "slug": "nothing-here", "int": "999999", "str": "nothing-here"}
    return known.get(converter, "nothing-here")
