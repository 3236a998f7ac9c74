"""`shelterbelt organisation register` and `shelterbelt role give`: how a new server gets its first people."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from shelterbelt.cli import main
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.audit.models import Event
from shelterbelt.people.models import Organisation

pytestmark = pytest.mark.django_db

PLACE = ("--name", "Rowanlake University", "--slug", "rowanlake", "--country", "ca", "--kind", "university")
MAIL = "first@rowanlake.example"


def held() -> list[tuple[str, str, object]]:
    rows = Grant.objects.values_list("account__email", "role", "organisation")
    return sorted((str(one), str(role), place) for one, role, place in rows)


def give(role: str, *more: str, address: str = MAIL) -> int:
    return main(["role", "give", "--mail", address, "--role", role, *more])


def test_an_organisation_and_its_lead_are_let_in_once(capsys: pytest.CaptureFixture[str]) -> None:
    for _again in range(2):
        assert main(["organisation", "register", *PLACE]) == 0
        assert give("programme_lead", "--organisation", "rowanlake") == 0
    place = Organisation.objects.get(slug="rowanlake")
    assert (place.name, place.country, place.kind) == ("Rowanlake University", "CA", "university")
    assert held() == [(MAIL, "programme_lead", place.pk)]
    said = capsys.readouterr().out
    assert ("is here already" in said, "Forgotten password?" in said) == (True, True)
    assert Event.objects.filter(verb="people.role.invite", actor="system").exists()


def test_the_first_operator_chooses_a_password_by_mail() -> None:
    assert give("operator") == 0
    assert held() == [(MAIL, "operator", None)]
    assert Account.objects.get(email=MAIL).has_usable_password() is False
    Client().post(reverse("account_reset_password"), {"email": MAIL})
    assert [one.to for one in mail.outbox] == [[MAIL]]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("operator", "--organisation", "rowanlake"),
            "--organisation: operator is a role for the whole server",
        ),
        (("programme_lead",), "--organisation: none of this short name"),
        (("programme_lead", "--organisation", "nowhere"), "--organisation: none of this short name"),
    ],
)
def test_what_does_not_fit_is_named(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert give(*words) == 2
    assert told in capsys.readouterr().err
    assert held() == []


def test_a_wrong_address_or_a_taken_name_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert give("operator", address="nobody") == 2
    assert "--mail: Write a mail address" in capsys.readouterr().err
    assert main(["organisation", "register", *PLACE]) == 0
    other = ("--name", "Another", "--slug", "rowanlake", "--country", "KE")
    assert main(["organisation", "register", *other]) == 2
    assert "--slug: Choose another short name" in capsys.readouterr().err
    assert [one.name for one in Organisation.objects.filter(slug="rowanlake")] == ["Rowanlake University"]


def test_other_roles_are_given_at_the_desk() -> None:
    with pytest.raises(SystemExit):
        give("safeguarding")
    assert held() == []
