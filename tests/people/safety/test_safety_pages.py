"""The pages of the safety floor, without JavaScript: complain, follow, handle, answer the one question."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.people.conftest import Someone
from tests.people.safety.conftest import Office, bearer
from tests.people.safety.test_identity import answer, ask, link_of

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import SYSTEM, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.people import services
from shelterbelt.people.models import Complaint, Professional
from shelterbelt.people.queries.apart import are_apart
from shelterbelt.people.queries.complaints import complaint_held, officer_key
from shelterbelt.people.queries.identity import Standing, confirmation_of

Make = Callable[..., Someone]


def signed_in(person: Someone) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def test_complaining_needs_no_account_and_leaves_no_link_in_an_address(office: Office) -> None:
    client = Client()
    assert reverse("complain").encode() in client.get("/").content, "the footer"
    page = reverse("complain.make", args=[office.slug])
    first = client.get(page)
    assert "no-store" in first["Cache-Control"]
    assert b"Officer Tindall" in first.content
    assert str(office.officer.account.pk).encode() not in first.content
    refused = client.post(page, {"words": ""})
    assert b"A few words are enough to begin." in refused.content
    given = {"words": "Planted", "wants_apart": "on", "not_to": officer_key(office.officer.account.pk)}
    made = client.post(page, given)
    assert made.status_code == 200
    found = re.search(r"/complaint/([^/\"]+)/", made.content.decode())
    assert found
    own = client.get(reverse("complaint", args=[found[1]]))
    assert b"Planted" in own.content
    assert client.post(reverse("complaint", args=[found[1]]), {"words": "And more"}).status_code == 302
    assert b"And more" in client.get(reverse("complaint", args=[found[1]])).content
    assert client.post(reverse("complaint.take_back", args=[found[1]])).status_code == 302
    with scope(SYSTEM):
        row = Complaint.objects.get(organisation=office.organisation)
    assert (row.state, row.wants_apart, row.withheld_from) == ("closed", True, [office.officer.account.pk])


def test_an_organisation_where_nobody_reads_takes_none(db: None) -> None:
    del db
    services.register_organisation(by=SYSTEM, name="Empty House", slug="empty-house", country="CA")
    page = Client().get(reverse("complain.make", args=["empty-house"]))
    assert b"Nobody reads complaints here yet" in page.content
    assert b"<textarea" not in page.content


def test_an_officer_does_everything_on_the_pages(office: Office, someone: Make) -> None:
    people = [someone(name).id for name in ("Aster Vance", "Bryn Moss")]
    Professional.objects.filter(pk__in=people).update(organisation=office.organisation)
    made = office.complain(wants_apart=True)
    client = signed_in(office.officer)
    one = reverse("desk.complaint", args=[made.complaint])
    assert made.reference.encode() in client.get(reverse("desk.complaints")).content
    assert b"They ask to be kept apart at once" in client.get(one).content
    for act, words in (("acknowledge", "Read."), ("note", "Planted-Note"), ("message", "When?")):
        assert client.post(one, {"act": act, f"{act}-words": words}).status_code == 302, act
    assert client.post(one, {"act": "note", "note-words": ""}).status_code == 200
    apart = reverse("desk.complaint.apart", args=[made.complaint])
    given = {"one": "aster", "other": "bryn"}
    assert b"Whom do you mean?" in client.post(apart, {**given, "act": "search"}).content
    assert b"was not found" in client.post(apart, {**given, "other": "zzz", "act": "search"}).content
    kept = {**given, "act": "keep", "ones": str(people[0]), "others": str(people[1])}
    assert client.post(apart, kept).status_code == 302
    assert are_apart(*people)
    found = re.search(r'name="apart" value="([^"]+)"', client.get(one).content.decode())
    assert found
    end = reverse("desk.complaint.apart.end", args=[made.complaint])
    assert client.post(end, {"apart": found[1]}).status_code == 302
    assert not are_apart(*people)
    close = reverse("desk.complaint.close", args=[made.complaint])
    assert client.post(close, {"outcome": "upheld"}).status_code == 200
    assert client.post(close, {"outcome": "upheld", "words": "You were right."}).status_code == 302
    with scope(bearer(made.token)):
        own = complaint_held(for_=bearer(made.token))
    assert own.steps[-1].words == "You were right."
    assert "Planted-Note" not in str(own)


def test_an_officer_hands_over_what_is_about_them(office: Office) -> None:
    made = office.complain()
    client = signed_in(office.officer)
    one = reverse("desk.complaint", args=[made.complaint])
    given = {"act": "hand_over", "hand_over-to": str(office.second.account.pk), "hand_over-concerns_me": "on"}
    assert client.post(one, given)["Location"] == reverse("desk.complaints")
    assert client.get(one).status_code == 404
    assert signed_in(office.second).get(one).status_code == 200


def test_the_one_question_is_answered_once_and_then_shows_nothing_of_the_person(office: Office) -> None:
    person = uuid4()
    token = link_of(ask(office, person))
    page = reverse("confirm", args=[token])
    client = Client()
    assert b"Sunny" in client.get(page).content
    assert b"Choose one of the answers." in client.post(page, {}).content
    assert client.post(page, {"answer": "confirmed", "words": ""}).status_code == 302
    after = client.get(page)
    assert b"Sunny" not in after.content
    assert client.post(page, {"answer": "concern"}).status_code == 200
    assert confirmation_of(person) is Standing.CONFIRMED


def test_list_of_identities_does_not_tell_who_named_an_elder(office: Office) -> None:
    ask(office, uuid4(), kind="elder")
    staff = signed_in(office.staff)
    shown = staff.get(reverse("desk.identity")).content.decode()
    rows = shown.partition("<tbody")[2].partition("</tbody>")[0]
    (link,) = set(re.findall(r'href="(/desk/identity/[^"?]+)"', rows))
    assert "elder" not in rows
    assert "elder" in staff.get(link).content.decode().partition("<dl")[2]


def test_lists_cost_the_same_for_one_line_and_for_many(office: Office) -> None:
    officer, staff = signed_in(office.officer), signed_in(office.staff)
    pages = ((officer, reverse("desk.complaints")), (staff, reverse("desk.identity")))

    def costs() -> list[int]:
        found = []
        for client, page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        return found

    office.complain()
    ask(office, uuid4())
    costs()
    before = costs()
    for _place in range(8):
        office.complain()
        answer(link_of(ask(office, uuid4())), "confirmed")
    assert costs() == before


def test_nobody_is_both_of_the_line_and_outside_it(office: Office) -> None:
    for person, role in (
        (office.lead, Role.COMPLAINTS_OFFICER),
        (office.staff, Role.COMPLAINTS_OFFICER),
        (office.officer, Role.PROGRAMME_LEAD),
        (office.officer, Role.PROGRAMME_STAFF),
    ):
        given = {"account": person.account.pk, "role": role}
        with pytest.raises(services.Refused) as refused:
            services.grant_role(by=SYSTEM, organisation=office.organisation, **given)  # type: ignore[arg-type]
        assert refused.value.field == "role"
    elsewhere = services.register_organisation(by=SYSTEM, name="Other", slug="other-place", country="CA")
    services.grant_role(
        by=SYSTEM, account=office.lead.account.pk, role=Role.COMPLAINTS_OFFICER, organisation=elsewhere
    )
    with scope(bearer("nobody's")), pytest.raises(NotThere):
        complaint_held(for_=bearer("nobody's"))
