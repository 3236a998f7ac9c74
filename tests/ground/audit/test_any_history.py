"""Whatever is done, nested, refused or failed: events are exactly the outermost acts that succeeded."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from shelterbelt.ground import audit
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit.models import Event, Part

pytestmark = pytest.mark.django_db
ACTORS = tuple(Actor(label=f"account:{name}") for name in "ab")


class Failed(Exception):
    """What a service of the generated history raises."""


@dataclass(frozen=True)
class Step:
    """An act, what happens within it, whether it fails at its end, and whether the caller lives on."""

    actor: int
    within: tuple["Step", ...]
    fails: bool
    is_caught: bool


steps = st.recursive(
    st.builds(Step, st.integers(0, 1), st.just(()), st.booleans(), st.booleans()),
    lambda inner: st.builds(
        Step, st.integers(0, 1), st.lists(inner, max_size=3).map(tuple), st.booleans(), st.booleans()
    ),
    max_leaves=6,
)


def perform(step: Step) -> None:
    """Do it for real."""
    with audit.act("test.step", by=ACTORS[step.actor], about=("thing", 1)) as event:
        event.note(actor=step.actor)
        for inner in step.within:
            try:
                perform(inner)
            except (Failed, audit.DifferentActor):
                if not inner.is_caught:
                    raise
        if step.fails:
            raise Failed


def survivors(step: Step, outer: int | None = None) -> int | None:
    """The reference: how many acts of this tree are told; None if it ends in an exception."""
    if outer is not None and outer != step.actor:
        return None
    told = 1
    for inner in step.within:
        counted = survivors(inner, step.actor)
        if counted is None and not inner.is_caught:
            return None
        told += counted or 0
    return None if step.fails else told


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(history=st.lists(steps, max_size=5))
def test_events_are_the_outermost_acts_that_succeeded(
    settings: Settings, tmp_path: Path, history: list[Step]
) -> None:
    settings.CONF = replace(settings.CONF, keys_dir=tmp_path / "keys")
    with transaction.atomic():
        for step in history:
            try:
                perform(step)
            except (Failed, audit.DifferentActor):
                assert survivors(step) is None
        expected = [told for told in map(survivors, history) if told is not None]
        counted = [Part.objects.filter(event=event).count() for event in Event.objects.all()]
        assert counted == expected
        assert audit.verify() == ()
        transaction.set_rollback(True)
