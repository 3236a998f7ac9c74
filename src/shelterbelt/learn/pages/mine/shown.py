"""What someone's own panels look like on the page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from uuid import UUID

from shelterbelt.learn.choices import SeatState
from shelterbelt.learn.formats.meeting_times import meeting_times
from shelterbelt.learn.pages.public.shown import money, title_of
from shelterbelt.learn.queries.cohorts import CohortView, definition_of

STATE_LOOKS = {SeatState.PROPOSED: "care", SeatState.CONFIRMED: "success", SeatState.DECLINED: ""}


class OwnSeat(Protocol):
    """A seat with its meeting, cohort and speaker."""

    pk: UUID
    state: str
    meeting: Any
    speaker: Any

    def get_state_display(self) -> str:
        """The state in words."""


def panels_shown(
    seats: Iterable[OwnSeat], *, zone: str, with_feed: frozenset[UUID], conducts: Mapping[UUID, str]
) -> dict[str, Any]:
    """Seats by cohort, each with both times, state and pay; and whether the code of conduct is `to_do` or `done`."""
    by_cohort: dict[UUID, list[OwnSeat]] = defaultdict(list)
    for seat in seats:
        by_cohort[seat.meeting.cohort_id].append(seat)
    return {
        "cohorts": [
            {**_cohort(found, zone, with_feed), "conduct": conducts.get(cohort, "")}
            for cohort, found in by_cohort.items()
        ]
    }


def _cohort(seats: list[OwnSeat], zone: str, with_feed: frozenset[UUID]) -> dict[str, Any]:
    cohort = seats[0].meeting.cohort
    view = CohortView(cohort, definition_of(cohort.definition))
    reader = zone or view.definition.programme.host_zone
    times = meeting_times((seat.meeting for seat in seats), definition=view.definition, reader=reader)
    of_meeting = {time.meeting.pk: time for time in times}
    return {
        "id": cohort.pk,
        "title": title_of(view),
        "has_feed": cohort.pk in with_feed,
        "seats": [
            {
                "id": seat.pk,
                "time": of_meeting[seat.meeting.pk],
                "join_url": seat.meeting.join_url,
                "state": seat.get_state_display(),
                "look": STATE_LOOKS[SeatState(seat.state)],
                "is_yes": seat.state == SeatState.CONFIRMED,
                "is_no": seat.state == SeatState.DECLINED,
                "pay": money(seat.speaker.fee_minor, view.definition.cost),
            }
            for seat in seats
        ],
    }
