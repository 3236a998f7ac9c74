"""The question about communities, without JavaScript: asked where it is weighed, shown to its writer alone."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.fixtures.admission import Applicant, Intake, make_intake
from tests.fixtures.readings import given_out, planted, reader
from tests.fixtures.world import answers_of

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import Cohort
from shelterbelt.learn.queries.applications import application_held
from shelterbelt.learn.services import applications, reviews, selections

pytestmark = pytest.mark.django_db
NAMED = ("stateless", "former_care")
WORDS = ("stateless", "Stateless", "former_care", "Grew up in care")
"""Nothing else on any page of staff says these: the definition's goals name other communities."""


@pytest.fixture
def intake(db: None) -> Intake:
    del db
    return make_intake(online=3, on_site=1)


def begun(intake: Intake) -> Applicant:
    started = applications.start_application(by=ANONYMOUS, cohort=intake.cohort, language="en")
    return Applicant(started.application, started.token)


def sent(intake: Intake) -> Applicant:
    one = begun(intake)
    applications.submit_application(
        by=one.bearer, answers={**answers_of("named"), "communities": list(NAMED)}
    )
    return one


def page(one: Applicant, name: str = "apply.application") -> str:
    return reverse(name, args=[one.token])


def own(one: Applicant) -> set[str]:
    with scope(one.bearer):
        return set(application_held(for_=one.bearer).communities)


def text_of(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def chosen(text: str) -> set[str]:
    boxes = re.findall(r'<input type="checkbox" name="communities" value="([a-z_]+)"([^>]*)>', text)
    assert len(boxes) > 10
    return {key for key, rest in boxes if "checked" in rest}


def desk(actor: Actor) -> Client:
    client = Client()
    assert actor.account
    client.force_login(Account.objects.get(pk=actor.account))
    return client


def without_goal(intake: Intake) -> None:
    with scope(SYSTEM):
        row = Cohort.objects.get(pk=intake.cohort)
        text = re.sub(r"communities = \[[^\]]*\]\n", "", row.definition)
        row.definition = re.sub(r"each_community_at_least = \d+\n", "", text)
        row.save(update_fields=["definition"])


def test_asked_with_its_reasons_and_kept_as_a_draft(intake: Intake) -> None:
    one = begun(intake)
    text = text_of(page(one))
    for words in (
        "Your communities, if you want to say",
        "wants people of many communities",
        "Nobody who reads or decides sees your answer",
        "nothing else depends on it",
        "take it away at any time",
    ):
        assert words in text
    assert chosen(text) == set()
    given = {"name": "Ana", "communities": NAMED, "act": "save"}
    assert Client().post(page(one), given)["Location"].endswith("did=kept")
    assert chosen(text_of(page(one))) == set(NAMED)
    Client().post(page(one), {"name": "Ana", "act": "save"})
    assert chosen(text_of(page(one))) == set()
    refused = Client().post(page(one), {"name": "Ana", "communities": ["planted"], "act": "save"})
    assert "Choose from the communities offered" in refused.content.decode()


def test_said_before_one_begins_and_in_the_reader_s_language(intake: Intake) -> None:
    start = reverse("apply.start", args=[intake.slug, "first"])
    assert "communities you belong to, only if you want to say" in text_of(start)
    one = begun(intake)
    shown = {
        language: text_of(page(one), Client(headers={"accept-language": language}))
        for language in ("fr", "es", "ar")
    }
    assert "Apatride" in shown["fr"]
    assert "Apátrida" in shown["es"]
    assert "عديم الجنسية" in shown["ar"]
    assert 'dir="rtl"' in shown["ar"]


def test_not_asked_where_it_is_not_weighed(intake: Intake) -> None:
    one = begun(intake)
    assert 'name="communities"' in text_of(page(one))
    without_goal(intake)
    text = text_of(page(one))
    assert 'name="communities"' not in text
    assert "Your communities" not in text
    assert "communities you belong to" not in text_of(reverse("apply.start", args=[intake.slug, "first"]))
    assert Client().post(page(one), {"name": "Ana", "communities": NAMED, "act": "save"}).status_code == 302
    assert own(one) == set()


def test_after_sending_it_is_shown_changed_and_taken_away(intake: Intake) -> None:
    one = sent(intake)
    text = text_of(page(one))
    assert "Stateless, Grew up in care" in text
    assert chosen(text_of(page(one, "apply.communities"))) == set(NAMED)
    answer = Client().post(page(one, "apply.communities"), {"communities": ["deaf", "roma"]})
    assert answer["Location"] == f"{page(one)}?did=named#communities"
    text = text_of(f"{page(one)}?did=named")
    assert "Roma" in text
    assert "Your communities are saved" in text
    wrong = Client().post(page(one, "apply.communities"), {"communities": ["planted"]})
    assert "Choose from the communities offered" in wrong.content.decode()
    assert own(one) == {"deaf", "roma"}
    Client().post(page(one, "apply.communities"), {})
    assert own(one) == set()
    assert "You named none" in text_of(page(one))


def test_after_the_end_only_taking_away(intake: Intake) -> None:
    one = sent(intake)
    Client().post(page(one, "apply.withdraw"))
    text = Client().post(page(one, "apply.communities"), {"communities": ["deaf"]}).content.decode()
    assert "New communities would serve nothing now" in text
    assert own(one) == set(NAMED)
    assert "Change my communities" not in text_of(page(one))
    assert "Take them all away" in text_of(page(one))
    Client().post(page(one, "apply.communities"), {})
    assert own(one) == set()


def test_a_draft_s_form_is_the_place_and_no_other(intake: Intake) -> None:
    one = begun(intake)
    for answer in (
        Client().get(page(one, "apply.communities")),
        Client().post(page(one, "apply.communities"), {"communities": ["deaf"]}),
    ):
        assert answer["Location"] == page(one)
    assert own(one) == set()


def test_everything_held_about_me_tells_them(intake: Intake) -> None:
    one = sent(intake)
    assert "stateless, former_care" in text_of(page(one, "apply.everything"))
    told = Client().get(page(one, "apply.download")).json()["learn.applications"]["applications"]
    assert [set(row["communities"]) for row in told] == [set(NAMED)]


def test_no_page_or_file_of_staff_or_reviewers_says_them(intake: Intake) -> None:
    one, other = sent(intake), planted(intake, 1)
    applications.name_communities(by=other.bearer, keys=list(NAMED))
    assert own(one) == own(other) == set(NAMED)
    readers = [reader(intake) for _one in range(3)]
    reviews.assign_reviews(by=intake.lead, cohort=intake.cohort)
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    lead = desk(intake.lead)
    of_cohort = (
        "desk.applications",
        "desk.selections",
        "desk.selections.try",
        "desk.reviews",
    )
    with scope(SYSTEM):
        programme = Cohort.objects.get(pk=intake.cohort).programme_id
    paths = [
        *(reverse(name, args=[programme]) for name in ("desk.report", "desk.report.csv")),
        *(reverse(name, args=[intake.cohort]) for name in of_cohort),
        reverse("desk.selection", args=[made]),
        reverse("desk.application", args=[one.row().reference]),
        reverse("desk.application", args=[other.row().reference]),
        reverse("desk.decide", args=[one.id]),
    ]
    shown = [text_of(path, lead) for path in paths]
    export = reverse("desk.applications.export", args=[intake.cohort])
    shown.append(lead.post(export, {"purpose": "review"}).content.decode("utf-8-sig"))
    assert one.row().reference in shown[-1]
    assert one.row().name in shown[2]
    for actor in readers:
        read = [reverse("review.read", args=[review]) for review in given_out(actor)]
        shown.extend(text_of(path, desk(actor)) for path in read)
    assert len(shown) > len(paths) + 2
    assert [word for word in WORDS for text in shown if word in text] == []
