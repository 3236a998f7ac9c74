"""`shelterbelt agency begin`: the same from the server itself."""

import pytest
from tests.equip.beginning.let_in import LEADER, MAIL, NAME, link_of

from shelterbelt.cli import main
from shelterbelt.people.models import Organisation

pytestmark = pytest.mark.django_db
ASKED = {
    "--name": NAME,
    "--country": "ke",
    "--sectors": "education, health_care",
    "--leader-mail": MAIL,
    "--leader-name": LEADER,
    "--language": "fr",
}


def run(*more: str, **given: str) -> int:
    told = ASKED | {f"--{name.replace('_', '-')}": value for name, value in given.items()}
    return main(["agency", "begin", *(word for pair in told.items() for word in pair), *more])


def test_it_begins_once_however_often_it_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    found = Organisation.objects.get(name=NAME)
    assert (found.country, found.sectors) == ("KE", ["health_care", "education"])
    assert str(found.pk) in capsys.readouterr().out
    assert run() == 0
    assert "Nothing was done" in capsys.readouterr().out
    assert Organisation.objects.filter(name=NAME).count() == 1
    assert link_of(found.pk)


def test_another_leader_or_another_agency_is_not_taken_for_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run() == 0
    assert run(leader_mail="other@example.org") == 2
    assert "--another" in capsys.readouterr().err
    assert run("--another", leader_mail="other@example.org") == 0
    assert Organisation.objects.filter(name=NAME).count() == 2
    assert run(leader_mail="other@example.org") == 0


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"name": " "}, "--name: "),
        ({"country": "Kenya"}, "--country: "),
        ({"sectors": "magic"}, "--sectors: "),
        ({"sectors": ""}, "--sectors: "),
        ({"kind": "castle"}, "--kind: "),
        ({"leader_mail": "no address"}, "--leader-mail: "),
        ({"leader_name": ""}, "--leader-name: "),
        ({"language": "xx"}, "--language: "),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(
    capsys: pytest.CaptureFixture[str], given: dict[str, str], place: str
) -> None:
    assert run(**given) == 2
    told = capsys.readouterr().err
    assert told.startswith(place)
    assert "Nothing was done" in told
    assert not Organisation.objects.filter(name=NAME).exists()
