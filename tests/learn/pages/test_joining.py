"""Before taking part: someone who knows the applicant, and the code of conduct, behind the applicant's link."""

import re

from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.fixtures.world import World, application_row

from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token
from shelterbelt.learn.queries.joining import Missing, joining_held, missing_of
from shelterbelt.people.queries.finders import names_found, people_found
from shelterbelt.people.services.identity import answer_confirmation
from shelterbelt.people.tasks import ask_confirmation

GIVEN = {"kind": "elder", "name": "Elder Runningwater", "email": "elder@example.org", "known_as": "Sunny"}


def test_both_steps_are_done_behind_the_link(world: World) -> None:
    token, client, actor = world.tokens["submitted"], Client(), world.bearer("submitted")
    steps = reverse("apply.joining", args=[token])
    with scope(actor):
        own = joining_held(for_=actor)
    assert own.missing == (Missing.IDENTITY, Missing.CONDUCT)
    someone = reverse("apply.joining.someone", args=[token])
    assert b"Choose who can say" in client.post(someone, {}).content
    assert client.post(someone, GIVEN)["Location"] == f"{steps}?did=asked"
    assert b"Elder Runningwater" in client.get(steps).content
    with scope(actor):
        asked = joining_held(for_=actor).asked[0]
    ask_confirmation(confirmation=str(asked.id))
    letter = mail.outbox[-1]
    assert not [word for word in world.planted["submitted"] if word in letter.body + letter.subject]  # type: ignore[operator]
    found = re.search(r"/confirm/([^/\s]+)/", letter.body)  # type: ignore[arg-type]
    assert found
    answer_confirmation(by=bearer_of(digest_token(found[1])), answer="confirmed", words="Planted-Answer")
    page = client.get(steps).content
    assert b"has confirmed" in page
    assert b"Planted-Answer" not in page
    conduct = reverse("apply.joining.conduct", args=[token])
    given = {"agree": "on", "name": "Sunny", "digest": own.digest}
    assert client.post(conduct, {**given, "agree": ""}).status_code == 200
    assert b"changed meanwhile" in client.post(conduct, {**given, "digest": "0" * 64}).content
    assert client.post(conduct, given)["Location"] == f"{steps}?did=signed"
    with scope(actor):
        assert joining_held(for_=actor).missing == ()
    row = application_row(token)
    assert row
    assert missing_of(row, conduct=own.conduct) == ()


def test_a_question_is_taken_back_and_never_anothers(world: World) -> None:
    token, client, actor = world.tokens["submitted"], Client(), world.bearer("submitted")
    client.post(reverse("apply.joining.someone", args=[token]), GIVEN)
    with scope(actor):
        asked = joining_held(for_=actor).asked[0].id
    neighbour = reverse("apply.joining", args=[world.tokens["neighbour"]])
    assert client.post(neighbour, {"confirmation": str(asked)}).status_code == 302
    with scope(actor):
        assert joining_held(for_=actor).asked[0].can_be_taken_back
    assert (
        client.post(reverse("apply.joining", args=[token]), {"confirmation": str(asked)}).status_code == 302
    )
    with scope(actor):
        assert joining_held(for_=actor).asked == ()


def test_drafts_and_what_was_taken_back_have_no_such_steps(world: World) -> None:
    for state in ("draft", "withdrawn"):
        for name in ("apply.joining", "apply.joining.someone", "apply.joining.conduct"):
            answer = Client().get(reverse(name, args=[world.tokens[state]]))
            assert answer["Location"] == reverse("apply.application", args=[world.tokens[state]])


def test_applicants_and_speakers_are_found_in_their_own_organisation_alone(world: World) -> None:
    row = application_row(world.tokens["submitted"])
    assert row
    place = world.host.organisation
    for words in (row.reference.lower(), row.email.upper(), "planted-submitted"):
        assert [found.person for found in people_found(place, words)] == [row.person], words
    assert people_found(place, "Planted-draft") == ()
    assert [found.person for found in people_found(place, "Tenzin")] == [world.speakers[1].person]
    assert [found.person for found in people_found(place, "Wanjiku")] == [world.speakers[0].person]
    assert people_found(world.other.organisation, "Planted-submitted") == ()
    persons = [row.person, world.speakers[0].person]
    assert names_found(place, persons) == {
        row.person: row.name,
        world.speakers[0].person: world.speakers[0].name,
    }
    assert names_found(world.other.organisation, persons) == {}
