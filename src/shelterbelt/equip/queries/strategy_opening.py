"""From the rows of a strategy to plain text: opened once, in memory, with what is missing and what it costs."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from django.db.models import Prefetch

from shelterbelt.equip.choices import ActionState, SignedAs, StrategyState
from shelterbelt.equip.models import Action, Goal, HarmRisk, Progress, Strategy, StrategyShare, read_text
from shelterbelt.equip.queries.held_words import held_back
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.strategy_views import (
    OPEN,
    ActionLine,
    GapLine,
    GoalLine,
    Missing,
    Money,
    ProgressLine,
    Removed,
    RiskLine,
    ShareLine,
    SignLine,
    StrategyView,
)
from shelterbelt.ground import clock
from shelterbelt.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and what is left out for them.

    Attributes:
        account: to say "you" of what is their own.
        advisers: survivor advisers of the agency now.
        in_force: another strategy of the agency that is in force.
        held: rows of which a text is held.
        is_outside: a programme's adviser: no site, no owner, no words of sign-offs.
    """

    account: UUID | None
    advisers: frozenset[UUID]
    held: frozenset[UUID]
    in_force: UUID | None = None
    is_outside: bool = False


def whole(*, is_outside: bool) -> "tuple[str | Prefetch[str], ...]":
    """What is fetched with a strategy, in a number of queries that does not grow with it."""
    goals, actions, risks = Goal.objects.all(), Action.objects.all(), HarmRisk.objects.order_by("pk")
    if is_outside:
        goals, actions, risks = (
            goals.filter(removed_at__isnull=True),
            actions.filter(removed_at__isnull=True),
            risks.filter(removed_at__isnull=True),
        )
    else:
        actions = actions.select_related("site")
    inside = (
        Prefetch("actions", queryset=actions.order_by("due_on", "place", "pk").prefetch_related("progress")),
        Prefetch("risks", queryset=risks),
    )
    return (
        Prefetch("goals", queryset=goals.order_by("place", "pk").prefetch_related(*inside)),
        "sign_offs",
        *(() if is_outside else ("shares",)),
    )


def opened(row: Strategy, reader: Reader) -> StrategyView:
    """The strategy as the reader may see it; `row` was fetched with `whole`."""
    today = clock.today()
    standing = [one for one in row.goals.all() if one.removed_at is None]
    goals = tuple(_goal(one, number, reader, today) for number, one in enumerate(standing, start=1))
    digest = _digest(row, goals)
    sign_offs = _sign_offs(row, digest, reader)
    shared = [] if reader.is_outside else [one for one in row.shares.all() if one.taken_back_at is None]
    names = _names(row.organisation, *(one.shown_to for one in shared))
    actions = [one for goal in goals for one in goal.actions]
    is_draft = row.state == StrategyState.DRAFT and not reader.is_outside
    view = StrategyView(
        id=row.pk,
        agency=row.organisation,
        agency_name=names.get(row.organisation, ""),
        state=StrategyState(row.state),
        title=read_text(row, "title"),
        purpose=read_text(row, "purpose"),
        public_words=read_text(row, "public_words"),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        made_at=row.made_at,
        changed_at=row.changed_at,
        today=today,
        digest=digest,
        goals=_without_places(goals) if reader.is_outside else goals,
        sign_offs=sign_offs,
        shares=tuple(sorted((_share(one, names, today) for one in shared), key=lambda one: one.name)),
        removed=() if reader.is_outside else tuple(_removed(row)),
        missing=tuple(_missing(goals, sign_offs, reader)) if is_draft else (),
        money=_money(actions),
        states=Counter(one.state for one in actions),
        late=sum(one.is_late for one in actions),
    )
    return held_back(view, reader.held)


def _goal(row: Goal, number: int, reader: Reader, today: dt.date) -> GoalLine:
    names = {one.key: one.name for one in question_set().domains}
    return GoalLine(
        id=row.pk,
        number=number,
        domain=row.domain,
        domain_names=names.get(row.domain, {"en": row.domain}),
        words=read_text(row, "words"),
        public_words=read_text(row, "public_words"),
        gaps=tuple(gap_line(one) for one in row.questions),
        actions=tuple(_action(one, reader, today) for one in row.actions.all() if one.removed_at is None),
        risks=tuple(_risk(one) for one in row.risks.all() if one.removed_at is None),
    )


def gap_line(question: str) -> GapLine:
    """A question by its key; one that no set asks any more keeps its key as its text."""
    found = question_set().question(question)
    return GapLine(question, found.text if found else {"en": question})


def _action(row: Action, reader: Reader, today: dt.date) -> ActionLine:
    state = ActionState(row.state)
    site = row.site if row.site_id and not reader.is_outside else None
    return ActionLine(
        id=row.pk,
        goal=row.goal_id,
        words=read_text(row, "words"),
        owner=read_text(row, "owner"),
        site_id=row.site_id,
        site=read_text(site, "name") if site else "",
        state=state,
        starts_on=row.starts_on,
        due_on=row.due_on,
        amount_minor=row.amount_minor,
        currency=row.currency,
        days_left=(row.due_on - today).days if state in OPEN else None,
        progress=tuple(_progress(one, reader) for one in row.progress.all()),
    )


def _progress(row: Progress, reader: Reader) -> ProgressLine:
    is_own = row.account is not None and row.account == reader.account
    return ProgressLine(row.pk, ActionState(row.state), read_text(row, "words"), row.told_at, is_own)


def _risk(row: HarmRisk) -> RiskLine:
    return RiskLine(
        row.pk,
        row.is_none_seen,
        read_text(row, "words"),
        read_text(row, "met_by"),
        read_text(row, "watched_by"),
    )


def _sign_offs(row: Strategy, digest: str, reader: Reader) -> tuple[SignLine, ...]:
    """The last word of each; of those who are forgotten, each word stands for itself."""
    heard: set[UUID] = set()
    found = []
    for one in row.sign_offs.all():
        if one.account in heard:
            continue
        if one.account is not None:
            heard.add(one.account)
        found.append(
            SignLine(
                id=one.pk,
                said=SignedAs(one.said),
                words="" if reader.is_outside else read_text(one, "words"),
                signed_at=one.signed_at,
                is_current=one.digest == digest,
                is_adviser_now=one.account in reader.advisers,
                is_own=one.account is not None and one.account == reader.account,
            )
        )
    return tuple(found)


def _share(row: StrategyShare, names: dict[UUID, str], today: dt.date) -> ShareLine:
    return ShareLine(row.pk, row.shown_to, names.get(row.shown_to, ""), row.until, row.until < today)


def _removed(row: Strategy) -> Iterable[Removed]:
    for goal in row.goals.all():
        if goal.removed_at is not None:
            yield Removed("goal", goal.pk, goal.pk, read_text(goal, "words"))
            continue
        for action in goal.actions.all():
            if action.removed_at is not None:
                yield Removed("action", action.pk, goal.pk, read_text(action, "words"))
        for risk in goal.risks.all():
            if risk.removed_at is not None:
                yield Removed("risk", risk.pk, goal.pk, read_text(risk, "words"))


def _missing(
    goals: tuple[GoalLine, ...], sign_offs: tuple[SignLine, ...], reader: Reader
) -> Iterable[Missing]:
    """What keeps a draft from being put in force.

    A "not yet" of an adviser blocks until they say otherwise, whatever is changed meanwhile: a changed comma must
    not silence it. Whoever is no adviser here any more neither blocks nor agrees.
    """
    if not goals:
        yield Missing("goals")
    for goal in goals:
        if not goal.risks:
            yield Missing("risk", goal=goal)
    now = [one for one in sign_offs if one.is_adviser_now]
    refused = sum(one.said == SignedAs.NOT_YET for one in now)
    if refused:
        yield Missing("not_yet", count=refused)
    if not reader.advisers:
        yield Missing("advisers")
    elif not any(one.said == SignedAs.AGREED and one.is_current for one in now):
        yield Missing("agreed")
    if reader.in_force is not None:
        yield Missing("another", other=reader.in_force)


def _money(actions: Iterable[ActionLine]) -> tuple[Money, ...]:
    sums: Counter[str] = Counter()
    for one in actions:
        if one.amount_minor is not None and one.state != ActionState.DROPPED:
            sums[one.currency] += one.amount_minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def _without_places(goals: tuple[GoalLine, ...]) -> tuple[GoalLine, ...]:
    """Without owners, sites and what was told, which stay in the agency; the digest is made by now."""
    return tuple(
        replace(
            goal, actions=tuple(replace(one, owner="", site_id=None, progress=()) for one in goal.actions)
        )
        for goal in goals
    )


def _digest(row: Strategy, goals: Iterable[GoalLine]) -> str:
    """Of everything an adviser reads, save who sees to an action and how far it is: those move while it is in force."""
    told = [
        *(read_text(row, "title"), read_text(row, "purpose"), read_text(row, "public_words")),
        *(row.starts_on.isoformat(), row.ends_on.isoformat()),
        [
            [
                *(goal.domain, goal.words, goal.public_words, sorted(one.question for one in goal.gaps)),
                sorted(_action_words(one) for one in goal.actions),
                sorted([str(one.is_none_seen), one.words, one.met_by, one.watched_by] for one in goal.risks),
            ]
            for goal in goals
        ],
    ]
    return sha256(json.dumps([str(row.pk), told], ensure_ascii=False).encode()).hexdigest()


def _action_words(one: ActionLine) -> list[str]:
    days = (one.starts_on.isoformat() if one.starts_on else "", one.due_on.isoformat())
    amount = "" if one.amount_minor is None else str(one.amount_minor)
    return [*days, one.words, str(one.site_id or ""), amount, one.currency]


def _names(*ids: UUID) -> dict[UUID, str]:
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))
