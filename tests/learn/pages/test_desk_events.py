"""The record of events as leads and operators see it."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from tests.fixtures.desk import Desk, make_desk, signed_in

from shelterbelt.ground.access.models import Account
from shelterbelt.learn.services import cohorts

pytestmark = pytest.mark.django_db
Make = Callable[..., Account]


@pytest.fixture
def desk(db: None, account_factory: Make) -> Desk:
    del db
    return make_desk(account_factory)


def test_lead_sees_events_of_the_own_organisation_alone(desk: Desk, account_factory: Make) -> None:
    other = make_desk(account_factory)
    cohorts.open_cohort(by=desk.leading, cohort=desk.cohort)
    cohorts.open_cohort(by=other.leading, cohort=other.cohort)
    text = signed_in(desk.lead).get(reverse("audit.events")).content.decode()
    assert text.count("<code>learn.cohort.open</code>") == 1
    assert str(desk.cohort)[:8] in text
    assert str(other.cohort)[:8] not in text
    assert other.lead.email not in text
    assert "Check the whole record now" not in text


def test_who_is_named_to_leads_and_kept_from_operators(desk: Desk, account_factory: Make) -> None:
    colleague = account_factory("programme_lead", organisation=desk.organisation)
    page = reverse("audit.events")
    assert f"<bdi>{desk.lead.email}</bdi>" in signed_in(colleague).get(page).content.decode()
    assert "<bdi>you</bdi>" in signed_in(desk.lead).get(page).content.decode()
    text = signed_in(account_factory("operator")).get(page).content.decode()
    assert desk.lead.email not in text
    assert f"account {str(desk.lead.pk)[:8]}" in text


def test_staff_have_no_record(desk: Desk) -> None:
    assert signed_in(desk.staff).get(reverse("audit.events")).status_code == 403


def test_record_is_paged_and_narrowed(desk: Desk) -> None:
    for _time in range(30):
        cohorts.open_cohort(by=desk.leading, cohort=desk.cohort)
        cohorts.close_cohort(by=desk.leading, cohort=desk.cohort)
    client, page = signed_in(desk.lead), reverse("audit.events")
    first = client.get(page)
    assert first.content.decode().count("learn.cohort.") == 50
    second = client.get(page, {"before": first.context["before"]}).content.decode()
    assert second.count("<code>learn.cohort.") == 11
    narrowed = client.get(page, {"verb": "learn.cohort.create"}).content.decode()
    assert narrowed.count("<code>learn.cohort.") == 1
    assert "No event here" in client.get(page, {"since": "2090-01-01"}).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"before": "9" * 40},
        {"before": "x", "verb": "\x00"},
        {"since": "9999-12-31", "until": "9999-12-31"},
        {"since": "0001-01-01", "until": "0001-01-01"},
        {"verb": "%_'"},
    ],
)
def test_any_filter_is_answered(query: dict[str, str], desk: Desk) -> None:
    assert signed_in(desk.lead).get(reverse("audit.events"), query).status_code == 200


def test_operator_checks_the_chain(desk: Desk, account_factory: Make) -> None:
    page = reverse("audit.verify")
    assert signed_in(desk.lead).post(page).status_code == 403
    answer = signed_in(account_factory("operator")).post(page)
    assert answer.status_code == 200
