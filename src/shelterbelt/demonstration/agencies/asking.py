"""One assessment of an agency from beginning to end, and what its people do in between.

How things stand is invented the same way at each loading: every question begins somewhere and moves on with time,
a few slip back, and no two people see everything alike.
"""

import datetime as dt
import random
from collections.abc import Iterable
from uuid import UUID

from shelterbelt.demonstration.agencies.bodies import Agency
from shelterbelt.demonstration.cast import data
from shelterbelt.equip.engine.readiness.problem import Question
from shelterbelt.equip.models import Assessment
from shelterbelt.equip.queries.assessments import Sheet, sheet_of_card, sheets_own
from shelterbelt.equip.queries.members import members_of
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.services import answering, assessments, learning, settling, sites
from shelterbelt.equip.services.answering import Said
from shelterbelt.equip.services.settling import Agreed, Shown
from shelterbelt.equip.services.sites import Look
from shelterbelt.ground import clock
from shelterbelt.ground.access.queries import actor_of, bearer_of
from shelterbelt.ground.access.roles import Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token

_STATES = ("need_support", "not_met", "in_progress", "met")
_SETTLED_EVERY, _SLIPS_EVERY, _SEEN_OTHERWISE_EVERY = 4, 17, 6
_CARDS, _BY_CARD = 7, 12
_DAYS_TO_ANSWER = 40
_WELL_AT_FIRST, _WELL_MORE, _NOTED, _MOVES_ON = 0.45, 0.18, 0.15, 0.36
_PACKS = (("what-it-is", "front_line"), ("first-words", "front_line"), ("money-harm", "leader"))


def open_and_ask(agency: Agency) -> None:
    """Begin an assessment and ask everyone who has an account."""
    if _open(agency) is not None:
        return
    leader, until = agency.leader, clock.today() + dt.timedelta(days=_DAYS_TO_ANSWER)
    made = assessments.open_assessment(
        by=leader, agency=agency.organisation, sites=agency.sites.values(), closes_on=until
    )
    with scope(leader):
        grants = [one.grant for one in members_of(for_=leader, agency=agency.organisation)]
    assessments.ask_members(by=leader, agency=agency.organisation, assessment=made, members=grants)


def answer(agency: Agency, round_: int) -> None:
    """Everyone answers, by name or by card."""
    assessment = _open(agency)
    if assessment is None:
        return
    for account in agency.accounts.values():
        actor = actor_of(account)
        with scope(actor):
            own = [one for one in sheets_own(for_=actor) if one.assessment == assessment and not one.is_done]
        for sheet in own:
            said = dict(_answers(agency, sheet, round_, str(sheet.group)))
            answering.answer_questions(by=actor, said=said, assessor=sheet.assessor)
            answering.finish_answering(by=actor, assessor=sheet.assessor)
    for token in assessments.make_cards(
        by=agency.leader,
        agency=agency.organisation,
        assessment=assessment,
        group="young_adviser",
        number=_CARDS,
    ):
        bearer = bearer_of(digest_token(token))
        with scope(bearer):
            sheet = sheet_of_card(for_=bearer)
        said = dict(list(_answers(agency, sheet, round_, token))[:_BY_CARD])
        answering.answer_questions(by=bearer, said=said)


def settle(agency: Agency, round_: int) -> None:
    """The leader and the others settle what can be settled, with what shows it."""
    assessment = _open(agency)
    if assessment is None:
        return
    leader, words = agency.leader, data("agencies")["words"]
    for place, (question, site) in enumerate(_asked(agency)):
        if place % _SETTLED_EVERY:
            continue
        given = _state(agency, question, site, round_)
        owner = words["owners"][place % len(words["owners"])]
        due_on = None if given == "met" else clock.today() + dt.timedelta(days=60 + place % 90)
        again = clock.today() + dt.timedelta(days=30 * question.retest_months)
        standing = settling.settle_question(
            by=leader,
            agency=agency.organisation,
            assessment=assessment,
            question=question.key,
            site=site,
            agreed=Agreed(given, owner=owner, due_on=due_on, test_again_on=again),
        )
        if given == "met":
            title = words["evidence"][place % len(words["evidence"])]
            settling.add_evidence(
                by=leader,
                agency=agency.organisation,
                assessment=assessment,
                standing=standing,
                shown=Shown("document", title, words["kept"][place % len(words["kept"])]),
            )


def close(agency: Agency) -> None:
    """End it."""
    assessment = _open(agency)
    if assessment is not None:
        assessments.close_assessment(by=agency.leader, agency=agency.organisation, assessment=assessment)


def walk(agency: Agency, round_: int) -> None:
    """Someone of the front line walks through each site with the list."""
    worker, notes = agency.acting(Role.FRONT_LINE), data("agencies")["words"]["notes"]
    kinds = {one["name"]: one["kind"] for one in agency.told["sites"]}
    for name, site in agency.sites.items():
        chance = random.Random(f"{name}{round_}")  # noqa: S311 -- an invented story
        looks = {}
        for look in question_set().looks:
            if look.site_kind == kinds[name]:
                is_well = chance.random() < _WELL_AT_FIRST + _WELL_MORE * round_
                seen = ("yes" if look.effect == "lowers" else "no") if is_well else "partly"
                looks[look.key] = Look(seen, chance.choice(notes) if chance.random() < _NOTED else "")
        if looks:
            sites.keep_walk(
                by=worker, agency=agency.organisation, site=site, walked_on=clock.today(), looks=looks
            )


def learn(agency: Agency) -> None:
    """Three packs are asked, and some of those asked read them."""
    leader, due_on = agency.leader, clock.today() + dt.timedelta(days=30)
    for pack, group in _PACKS:
        learning.assign_pack(
            by=leader, agency=agency.organisation, pack=pack, group=group, due_on=due_on, again_months=12
        )
    reader = agency.acting(Role.FRONT_LINE)
    learning.tell_read(by=reader, agency=agency.organisation, pack="what-it-is", language="en")
    learning.tell_read(by=leader, agency=agency.organisation, pack="money-harm", language="en")


def _open(agency: Agency) -> UUID | None:
    with scope(agency.leader):
        rows = Assessment.objects.filter(organisation=agency.organisation, state="open")
        return rows.values_list("pk", flat=True).first()


def _asked(agency: Agency) -> list[tuple[Question, UUID | None]]:
    kinds = {one["name"]: one["kind"] for one in agency.told["sites"]}
    found: list[tuple[Question, UUID | None]] = [
        (one, None) for one in question_set().questions_for("agency")
    ]
    for name, site in sorted(agency.sites.items()):
        found += [(one, site) for one in question_set().questions_for("site", kinds[name])]
    return found


def _answers(
    agency: Agency, sheet: Sheet, round_: int, who: str
) -> Iterable[tuple[tuple[str, UUID | None], Said]]:
    for place in sheet.places:
        for question in place.questions:
            state = _state(agency, question, place.site, round_)
            chance = random.Random(f"{who}{question.key}{place.name}{round_}")  # noqa: S311 -- the same
            if chance.randrange(_SEEN_OTHERWISE_EVERY) == 0:
                state = _STATES[max(0, _STATES.index(state) - 1)]
            yield (question.key, place.site), Said(state)


def _state(agency: Agency, question: Question, site: UUID | None, round_: int) -> str:
    """How things stand in a round, from 0: the same answer for everybody who sees it as it is."""
    names = {identifier: name for name, identifier in agency.sites.items()}
    place = names.get(site, "") if site else ""
    chance = random.Random(f"{agency.told['slug']}{question.key}{place}")  # noqa: S311 -- the same
    begins = min(chance.randrange(4), agency.told["start"])
    reached = begins + sum(chance.random() < _MOVES_ON for _step in range(round_))
    if round_ == 2 and chance.randrange(_SLIPS_EVERY) == 0:  # noqa: PLR2004 -- one round in which something is lost
        reached -= 1
    return _STATES[max(0, min(reached, len(_STATES) - 1))]
