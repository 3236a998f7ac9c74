"""Plans at the desk and the public receipt, as people meet them."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.desk import signed_in
from tests.fixtures.world import World

from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import PlanState
from shelterbelt.learn.engine.planning import Asked
from shelterbelt.learn.engine.timetable import Policy
from shelterbelt.learn.models import Plan, Seat, Speaker
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.services.planning import draft_plan
from shelterbelt.people.models import Professional

pytestmark = pytest.mark.django_db


def draft_of(world: World, policy: Policy = Policy.FRAME) -> Plan:
    """A computed draft with panels that can be staffed."""
    Professional.objects.update(zone="America/Toronto")
    Speaker.objects.update(max_appearances=3)
    actor: Actor = world.host.actor("programme_lead")
    with scope(actor):
        view = cohort_at_desk(for_=actor, cohort=world.cohort)
        return Plan.objects.get(pk=draft_plan(by=actor, view=view, asked=Asked(policy=policy)))


def desk(world: World, role: str = "programme_lead") -> Client:
    return signed_in(world.host.accounts[role])


def fairness(world: World) -> str:
    return reverse("public.fairness", args=[world.programme, world.slug])


def test_the_current_plan_is_shown_with_its_receipt(world: World) -> None:
    answer = desk(world).get(reverse("desk.plans", args=[world.cohort]))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Heaviest share" in text
    assert world.speakers[0].name in text
    assert text.count("<figure") == 2


def test_a_cohort_without_plan_says_how_to_begin(world: World) -> None:
    answer = desk(world).get(reverse("desk.plans", args=[world.draft]))
    assert answer.status_code == 200
    assert reverse("desk.plan.try", args=[world.draft]) in answer.content.decode()


def test_what_if_answers_without_keeping(world: World) -> None:
    before = Plan.objects.count()
    address = reverse("desk.plan.try", args=[world.cohort])
    page = desk(world).get(address, {"policy": "rotated", "start_wednesdays": "19:30"})
    part = desk(world).get(address, {"policy": "echo"}, headers={"HX-Request": "true"})
    assert (page.status_code, part.status_code) == (200, 200)
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    assert "Heaviest share" in part.content.decode()
    assert Plan.objects.count() == before


@pytest.mark.parametrize("start", ["03:00", "19:07", "25:00", "<b>"])
def test_what_if_with_a_strange_hour_answers_kindly(world: World, start: str) -> None:
    address = reverse("desk.plan.try", args=[world.cohort])
    assert desk(world).get(address, {"policy": "frame", "start_wednesdays": start}).status_code == 200


def test_what_if_without_applicants_says_so(world: World) -> None:
    answer = desk(world).get(reverse("desk.plan.try", args=[world.draft]), {"policy": "frame"})
    assert answer.status_code == 200
    assert "Nobody is listed" in answer.content.decode()


def test_keeping_makes_a_draft_and_publishing_asks_first(world: World) -> None:
    draft_of(world)
    client = desk(world)
    kept = client.post(reverse("desk.plan.keep", args=[world.cohort]), {"policy": "rotated"}, follow=True)
    assert kept.status_code == 200
    plan = Plan.objects.filter(cohort=world.cohort).order_by("-number")[0]
    assert (plan.state, plan.policy) == (PlanState.DRAFT, "rotated")
    address = reverse("desk.plan.publish", args=[world.cohort, plan.pk])
    asked = client.get(address)
    assert "calendar mails to" in asked.content.decode()
    assert Plan.objects.get(pk=plan.pk).state == PlanState.DRAFT
    assert client.post(address, follow=True).status_code == 200
    assert Plan.objects.get(pk=plan.pk).state == PlanState.PUBLISHED


def test_a_pin_sets_somebody_on_a_panel_of_a_new_draft(world: World) -> None:
    plan = draft_of(world)
    panel = plan.document["panels"]["panels"][0]
    seated = {seat["speaker"] for seat in panel["seats"]}
    fresh = next(str(one.speaker) for one in world.speakers if str(one.speaker) not in seated)
    given = {"meeting": panel["meeting"], "speaker": fresh, "change": "in"}
    answer = desk(world).post(reverse("desk.plan.panels", args=[world.cohort, plan.pk]), given)
    assert answer.status_code == 302
    made = Plan.objects.filter(cohort=world.cohort).order_by("-number")[0]
    assert fresh in {seat["speaker"] for seat in made.document["panels"]["panels"][0]["seats"]}
    assert made.document["asked"]["locked_in"] == [[panel["meeting"], fresh]]
    bad = desk(world).post(reverse("desk.plan.panels", args=[world.cohort, plan.pk]), {"change": "in"})
    assert bad.status_code == 422


def test_panels_that_cannot_be_composed_are_explained_with_a_way_out(world: World) -> None:
    Speaker.objects.filter(cohort=world.cohort).exclude(
        pk__in=[one.speaker for one in world.speakers[:3]]
    ).delete()
    actor = world.host.actor("programme_lead")
    with scope(actor):
        view = cohort_at_desk(for_=actor, cohort=world.cohort)
        kept = draft_plan(by=actor, view=view, asked=Asked())
    text = desk(world).get(reverse("desk.plan", args=[world.cohort, kept])).content.decode()
    assert "These rules cannot hold together" in text
    assert "Each of these alone would free it" in text


def test_staff_read_but_do_not_publish_and_others_see_nothing(world: World) -> None:
    plan = Plan.objects.get(cohort=world.cohort)
    address = reverse("desk.plan.publish", args=[world.cohort, plan.pk])
    staff = desk(world, "programme_staff")
    assert staff.get(reverse("desk.plans", args=[world.cohort])).status_code == 200
    assert staff.get(address).status_code == 403
    stranger = signed_in(world.other.accounts["programme_lead"])
    for name in ("desk.plan", "desk.plan.publish", "desk.plan.certificate"):
        assert stranger.get(reverse(name, args=[world.cohort, plan.pk])).status_code == 404
    crossed = reverse("desk.plan", args=[world.draft, plan.pk])
    assert desk(world).get(crossed).status_code == 404


def test_the_certificate_proves_its_bound(world: World) -> None:
    plan = draft_of(world, Policy.ROTATED)
    answer = desk(world).get(reverse("desk.plan.certificate", args=[world.cohort, plan.pk]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    cheapest = sum(int(row["weighted"]) for row in rows if row["cheapest"] == "yes")
    total = int(next(row["weighted"] for row in rows if row["series"] == "sum of the weights"))
    top, _slash, below = plan.document["timetable"]["receipt"]["certificate"]["bound"].partition("/")
    assert cheapest * int(below or 1) == int(top) * total


def test_the_public_receipt_names_no_small_place_and_no_money(world: World) -> None:
    plan = draft_of(world)
    receipt = plan.document["timetable"]["receipt"]
    for one in receipt["burdens"]:
        one["people"] = 7 if one["zone"] == "Africa/Nairobi" else 1
    Plan.objects.filter(cohort=world.cohort).delete()
    Plan.objects.create(
        cohort_id=world.cohort,
        number=1,
        state="published",
        published_at=plan.made_at,
        policy="frame",
        document=plan.document,
        input_digest=plan.input_digest,
    )
    small = [one["zone"].split("/")[1].replace("_", " ") for one in receipt["burdens"] if one["people"] < 5]
    text = Client().get(fairness(world)).content.decode()
    body = text[text.index("<main") : text.index("</main>")]
    assert "Nairobi" in body
    found = [place for place in small if place != "Toronto" and re.search(rf"\b{place}\b", body)]
    assert found == []
    for forbidden in ("CAD", "600.00", "Second fees", *(one.name for one in world.speakers)):
        assert forbidden not in body
    certificate = Client().get(reverse("public.fairness.certificate", args=[world.programme, world.slug]))
    if certificate.status_code == 200:
        assert not any(place in certificate.content.decode() for place in small)


def test_the_public_receipt_waits_for_a_published_plan(world: World) -> None:
    Plan.objects.filter(cohort=world.cohort).update(state="draft")
    text = Client().get(fairness(world)).content.decode()
    assert "There is no published plan yet" in text
    hidden = reverse("public.fairness", args=[world.programme, world.draft_slug])
    assert Client().get(hidden).status_code == 404


def test_queries_do_not_grow_with_plans_and_seats(world: World) -> None:
    address = reverse("desk.plans", args=[world.cohort])
    client = desk(world)
    client.get(address)
    counts = []
    for first in (50, 80):
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))
        now = Plan.objects.get(cohort=world.cohort, state="published")
        Plan.objects.bulk_create(
            [
                Plan(cohort_id=world.cohort, number=number, policy="frame", document=now.document)
                for number in range(first, first + 30)
            ]
        )
    assert counts[0] == counts[1]
    assert Seat.objects.filter(meeting__cohort=world.cohort).count() == 20


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_pages_hold_in_every_language(world: World, language: str) -> None:
    client = desk(world)
    client.cookies["language"] = language
    for address in (reverse("desk.plans", args=[world.cohort]), fairness(world)):
        answer = client.get(address)
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.content.decode()
