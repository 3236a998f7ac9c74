"""Two at once: one address works, one application is sent, one answer counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from tests.fixtures.database import FreshDatabase
from tests.fixtures.world import answers_of, build_world

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.queries import actor_of, bearer_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token
from shelterbelt.learn.choices import SeatState
from shelterbelt.learn.models import Application, CalendarFeed, Seat
from shelterbelt.learn.queries.feeds import feed_held
from shelterbelt.learn.services import applications, feeds
from shelterbelt.learn.services.errors import ChangedMeanwhile, NotInThisState

AT_ONCE = 6


def at_once(deed: Callable[[int], Any]) -> list[Any]:
    """Do something several times at the same moment, each on a connection of its own."""
    gate = Barrier(AT_ONCE)

    def one(place: int) -> Any:
        gate.wait()
        try:
            return deed(place)
        except ChangedMeanwhile as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_of_addresses_made_at_once_one_works(fresh_database: FreshDatabase) -> None:
    del fresh_database
    world = build_world()
    assert world.speakers[3].account
    for actor in (world.bearer("submitted"), actor_of(world.speakers[3].account.pk)):
        tokens = at_once(partial(_make_feed, actor, world.cohort))
        assert len(set(tokens)) == AT_ONCE
        working = [token for token in tokens if _works(token)]
        assert len(working) == 1


def _make_feed(actor: Actor, cohort: UUID, _place: int) -> str:
    return feeds.make_feed(by=actor, cohort=cohort)


def _works(token: str) -> bool:
    return CalendarFeed.objects.filter(token_digest=digest_token(token), revoked_at__isnull=True).exists()


def test_sent_many_times_at_once_is_one_application(fresh_database: FreshDatabase) -> None:
    del fresh_database
    world = build_world()
    started = applications.start_application(by=ANONYMOUS, cohort=world.cohort, language="en")
    bearer = bearer_of(digest_token(started.token))
    at_once(lambda _place: applications.submit_application(by=bearer, answers=answers_of("race")))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'learn.confirm_application' AND args->>'application' = %s",
            [str(started.application)],
        )
        assert cursor.fetchone() == (1,)


def test_of_saves_at_once_with_one_view_one_counts(fresh_database: FreshDatabase) -> None:
    del fresh_database
    world = build_world()
    bearer = world.bearer("draft")
    row = _row(bearer)
    found = at_once(
        lambda place: applications.save_application(
            by=bearer, answers={"agency": f"Device {place}"}, seen=row.changed_at
        )
    )
    assert sum(isinstance(each, ChangedMeanwhile) for each in found) == AT_ONCE - 1
    (place,) = [place for place, each in enumerate(found) if each == {}]
    assert _row(bearer).agency == f"Device {place}"


def _row(bearer: Any) -> Any:
    with scope(bearer):
        return Application.objects.get()


def test_a_seat_is_answered_by_its_own_person_with_yes_or_no(world: Any) -> None:
    seat = Seat.objects.filter(speaker=world.speakers[0].speaker)[0]
    own = actor_of(world.speakers[0].account.pk)
    for other in (actor_of(world.speakers[1].account.pk), SYSTEM, world.host.actor("programme_lead")):
        with pytest.raises(NotThere):
            feeds.answer_seat(by=other, seat=seat.pk, state=SeatState.CONFIRMED)
    with pytest.raises(NotInThisState):
        feeds.answer_seat(by=own, seat=seat.pk, state=SeatState.PROPOSED)
    feeds.answer_seat(by=own, seat=seat.pk, state=SeatState.CONFIRMED)
    seat.refresh_from_db()
    assert seat.state == SeatState.CONFIRMED


def test_nobody_has_a_calendar_of_what_is_not_theirs(world: Any) -> None:
    with pytest.raises(NotThere):
        feed_held(for_=SYSTEM)
    with pytest.raises(NotThere):
        feeds.revoke_feed(by=world.bearer("submitted"), cohort=world.other_cohort)
    for state in ("draft", "withdrawn"):
        with pytest.raises(NotInThisState):
            feeds.make_feed(by=world.bearer(state), cohort=world.cohort)
