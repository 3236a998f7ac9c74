"""Blind review: readers are asked, step aside, give points; a third reads where the first ones disagree."""

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.queries import accounts_with
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import read_field, seal_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, Conflict, ReviewState
from shelterbelt.learn.engine.definition.admission import ReviewRules
from shelterbelt.learn.engine.review import AssignmentProblem, Identity, assign, blind, is_disputed
from shelterbelt.learn.engine.review.problem import Bar, Reader, Subject
from shelterbelt.learn.models import Application, BlindCopy, Cohort, Review, ReviewScore
from shelterbelt.learn.queries.fees import terms_of
from shelterbelt.learn.queries.income_groups import standing_of
from shelterbelt.learn.queries.reviews import THIRD, percent_of, points_of, rules_of
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.people.choices import region_of
from shelterbelt.people.models import Professional
from shelterbelt.people.queries.apart import kept_from_any, pairs_apart

LONGEST_REMARK = 2_000
_LETTERS, _DIGITS = "BCDFGHJKLMNPQRSTVWXZ", "23456789"
_READ = (ReviewState.ASKED, ReviewState.GIVEN)


class NoRubric(Exception):
    """The definition of the cohort names no criteria by which applications are read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an assignment did: readings asked, conflicts newly recorded, readings for which nobody is left."""

    asked: int
    conflicts: int
    missing: int


def assign_reviews(*, by: Actor, cohort: UUID) -> Asked:
    """Ask readers for every application that was sent and has too few; those who must not read are recorded.

    Raises:
        NoRubric: the definition names no criteria.
        NotThere: the cohort is none of the actor's organisations'.
        Denied: the actor does not lead the programme.
    """
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    organisation = found.programme.organisation_id
    require(access.ASSIGN_REVIEWS, by, organisation)
    if rules_of(found) is None:
        raise NoRubric
    with (
        audit.act("learn.review.assign", by=by, about=("cohort", cohort), organisation=organisation) as event,
        scope(SYSTEM),
    ):
        Cohort.objects.select_for_update().get(pk=cohort)
        rows = Application.objects.filter(cohort=cohort, state=ApplicationState.SUBMITTED)
        done = _ask(found, organisation, list(rows.order_by("submitted_at", "pk")))
        event.note(asked=done.asked, conflicts=done.conflicts, missing=done.missing)
    return done


def step_aside(*, by: Actor, review: UUID) -> None:
    """A reader says that they should not read this; it is recorded, and another is asked.

    Raises:
        NotInThisState: the reading was given already.
        NotThere: it is not the actor's.
    """
    row = _own(by, review)
    with (
        audit.act(
            "learn.review.step_aside", by=by, about=("review", review), organisation=row.organisation
        ) as event,
        scope(SYSTEM),
    ):
        row = Review.objects.select_for_update().get(pk=review)
        if row.state == ReviewState.STEPPED_ASIDE:
            return
        if row.state != ReviewState.ASKED:
            raise NotInThisState(row.state)
        row.state, row.conflict, row.place = ReviewState.STEPPED_ASIDE, Conflict.DECLARED, None
        row.save(update_fields=["state", "conflict", "place"])
        application = Application.objects.get(pk=row.application_id)
        if application.state == ApplicationState.SUBMITTED:
            cohort = Cohort.objects.select_related("programme").get(pk=row.cohort_id)
            event.note(asked=_ask(cohort, row.organisation, [application]).asked)


def give_review(*, by: Actor, review: UUID, points: Mapping[str, int], remark: str = "") -> None:
    """Give the points of one reading. What was given stays; where readings disagree, one more reader is asked.

    Args:
        by: the reader.
        review: which reading.
        points: 0 to the rubric's most, for every criterion.
        remark: for the people who decide; sealed under the applicant's key.

    Raises:
        Incomplete: a criterion lacks points, or they are more than can be given, or the remark is too long.
        NotInThisState: it was given already, or the reader stepped aside.
        NotThere: it is not the actor's, or the application was taken back.
    """
    row = _own(by, review)
    rules = rules_of(row.cohort)
    if rules is None:
        raise NotThere
    text = remark.replace("\r\n", "\n").replace("\x00", "").strip()
    _refuse(rules, points, text)
    with (
        audit.act("learn.review.give", by=by, about=("review", review), organisation=row.organisation),
        scope(SYSTEM),
    ):
        row = Review.objects.select_for_update(of=("self",)).select_related("application").get(pk=review)
        if row.application.state == ApplicationState.WITHDRAWN or _is_kept_apart(by, row.application):
            raise NotThere
        if row.state != ReviewState.ASKED:
            raise NotInThisState(row.state)
        row.state, row.given_at = ReviewState.GIVEN, clock.now()
        if text:
            seal_field(row, "remark", text, person=row.application.person, agency=row.organisation)
        row.save()
        ReviewScore.objects.bulk_create(
            ReviewScore(review=row, criterion=criterion.key, points=points[criterion.key])
            for criterion in rules.criteria
        )
        known = Review.objects.filter(application=row.application).prefetch_related("scores")
        if row.application.state == ApplicationState.SUBMITTED and _is_disputed(known, rules):
            cohort = Cohort.objects.select_related("programme").get(pk=row.cohort_id)
            _ask(cohort, row.organisation, [row.application])


def _own(by: Actor, review: UUID) -> Review:
    require(access.REVIEW, by)
    found = access.REVIEW.narrow(Review.objects.select_related("cohort"), by).filter(pk=review).first()
    if found is None:
        raise NotThere
    return found


def _is_kept_apart(reader: Actor, application: Application) -> bool:
    """Whether the reader must not meet the applicant. People may be kept apart after a reading was given out."""
    mine = Professional.objects.filter(account=reader.account).values_list("pk", flat=True)
    away = kept_from_any([*mine, *filter(None, [reader.account])])
    return not away.isdisjoint({application.person, application.account_id})


def _refuse(rules: ReviewRules, points: Mapping[str, int], remark: str) -> None:
    wrong = {
        criterion.key: _("Please choose from 0 to %(most)d points.") % {"most": rules.points}
        for criterion in rules.criteria
        if not isinstance(points.get(criterion.key), int) or not 0 <= points[criterion.key] <= rules.points
    }
    if len(remark) > LONGEST_REMARK:
        wrong["remark"] = _("Please shorten this to %(most)d characters.") % {"most": LONGEST_REMARK}
    if wrong:
        raise Incomplete(wrong)


def _is_disputed(known: Iterable[Review], rules: ReviewRules) -> bool:
    """Whether the first readers all gave, and lie too far apart. The rows come with their scores."""
    percents = [percent_of(rules, points_of(one)) for one in known if one.state == ReviewState.GIVEN]
    return len(percents) == rules.readers and is_disputed(percents, limit_percent=rules.disagreement_percent)


def _ask(cohort: Cohort, organisation: UUID, applications: list[Application]) -> Asked:
    """Ask readers for these applications, as the system: readers' conflicts need facts that leads do not see."""
    rules = rules_of(cohort)
    if rules is None or not applications:
        return Asked(0, 0, 0)
    _copy_blind(cohort, applications)
    known: dict[UUID, list[Review]] = defaultdict(list)
    for row in Review.objects.filter(application__in=applications).prefetch_related("scores"):
        known[row.application_id].append(row)
    bench = _bench(organisation, cohort, applications)
    subjects = tuple(_subject(one, known[one.pk], rules, bench) for one in applications)
    plan = assign(AssignmentProblem(tuple(bench.readers.values()), subjects))
    due = clock.today() + dt.timedelta(days=rules.days)
    there = {(str(row.application_id), str(row.account_id)) for rows in known.values() for row in rows}
    blocked = [
        Review(
            application_id=UUID(one.subject),
            cohort=cohort,
            organisation=organisation,
            account_id=UUID(one.reader),
            state=ReviewState.BLOCKED,
            conflict=Conflict(one.bar.value),
        )
        for one in plan.blocks
        # That people are kept apart is written nowhere that a lead can read.
        if one.bar is not Bar.KEPT_APART and (one.subject, one.reader) not in there
    ]
    asked = []
    taken = {one.pk: {row.place for row in known[one.pk] if row.state in _READ} for one in applications}
    for subject, reader in plan.pairs:
        place = next(number for number in range(1, THIRD + 1) if number not in taken[UUID(subject)])
        taken[UUID(subject)].add(place)
        asked.append(
            Review(
                application_id=UUID(subject),
                cohort=cohort,
                organisation=organisation,
                account_id=UUID(reader),
                place=place,
                due_on=due,
            )
        )
    Review.objects.bulk_create([*blocked, *asked])
    for account in sorted({str(row.account_id) for row in asked}):
        jobs.enqueue("learn.tell_reviewer", account=account)
    return Asked(len(asked), len(blocked), sum(one.missing for one in plan.short))


@dataclass(frozen=True, slots=True)
class _Bench:
    """Who can read, and what keeps them from some: their addresses, their person's ids, people kept apart."""

    readers: Mapping[UUID, Reader]
    by_address: Mapping[str, UUID]
    ids: Mapping[UUID, frozenset[UUID]]
    apart: frozenset[frozenset[UUID]]

    def barred(self, application: Application) -> list[tuple[str, Bar]]:
        """Readers who must not read this application for what they are to the applicant."""
        same = {
            self.by_address.get(application.email.casefold()),
            application.account_id,
        } & self.readers.keys()
        mine = {application.person, application.account_id} - {None}
        away = [
            account
            for account, theirs in self.ids.items()
            if any(frozenset((one, other)) in self.apart for one in mine for other in theirs if one)
        ]
        found = [(str(account), Bar.SAME_PERSON) for account in sorted(filter(None, same))]
        return found + [(str(account), Bar.KEPT_APART) for account in away if account not in same]


def _bench(organisation: UUID, cohort: Cohort, applications: list[Application]) -> _Bench:
    accounts = accounts_with(Role.REVIEWER, organisation=organisation)
    addresses = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "email"))
    rows = Professional.objects.filter(account__in=accounts).values_list(
        "account_id", "pk", "organisation__name", "organisation__domain"
    )
    people = {
        account: (person, name or "", domain or "") for account, person, name, domain in rows if account
    }
    loads: dict[UUID, int] = defaultdict(int)
    for account in Review.objects.filter(cohort=cohort, state__in=_READ).values_list("account", flat=True):
        loads[account] += 1
    ids = {
        account: frozenset({account, *(people[account][:1] if account in people else ())})
        for account in accounts
    }
    persons = {one for row in applications for one in (row.person, row.account_id) if one}
    return _Bench(
        {
            account: Reader(
                str(account),
                tuple(filter(None, [people.get(account, ("", "", ""))[1]])),
                tuple(
                    filter(
                        None, [addresses[account].rpartition("@")[2], people.get(account, ("", "", ""))[2]]
                    )
                ),
                loads[account],
            )
            for account in accounts
        },
        {address.casefold(): account for account, address in addresses.items()},
        ids,
        frozenset(map(frozenset, pairs_apart(persons | {one for known in ids.values() for one in known}))),
    )


def _subject(application: Application, known: list[Review], rules: ReviewRules, bench: _Bench) -> Subject:
    reading = [row for row in known if row.state in _READ]
    wanted = rules.readers + int(rules.readers < THIRD and _is_disputed(known, rules))
    return Subject(
        str(application.pk),
        application.agency,
        application.email.rpartition("@")[2],
        max(0, wanted - len(reading)),
        tuple(str(row.account_id) for row in reading),
        (
            *((str(row.account_id), Bar(row.conflict)) for row in known if row.conflict),
            *bench.barred(application),
        ),
    )


def _copy_blind(cohort: Cohort, applications: list[Application]) -> None:
    there = set(BlindCopy.objects.filter(application__in=applications).values_list("pk", flat=True))
    year = terms_of(cohort).rules.table_year
    used = set(BlindCopy.objects.filter(cohort=cohort).values_list("code", flat=True))
    copies = []
    for one in applications:
        if one.pk in there:
            continue
        code = _code(used)
        copy = BlindCopy(
            application=one,
            cohort=cohort,
            organisation=one.organisation,
            person=one.person,
            code=code,
            region=region_of(one.country) or "",
            income_group=standing_of(one.country, year).group,
            sectors=one.sectors,
        )
        if one.motivation is not None:
            text = read_field(one, "motivation", person=one.person, agency=one.organisation)
            who = Identity((one.name,), (one.email,), (one.agency,))
            seal_field(copy, "motivation", blind(text, who).text, person=one.person, agency=one.organisation)
        copies.append(copy)
    BlindCopy.objects.bulk_create(copies)


def _code(used: set[str]) -> str:
    while True:
        code = "".join(secrets.choice(part) for part in (_LETTERS, _LETTERS, _DIGITS, _DIGITS, _DIGITS))
        code = f"{code[:3]}-{code[3:]}"
        if code not in used:
            used.add(code)
            return code
