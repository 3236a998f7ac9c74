"""One-tap logins exist in a demonstration and nowhere else."""

import datetime as dt
import html
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import URLPattern, reverse

from shelterbelt.demonstration import days
from shelterbelt.demonstration.accounts import DOMAIN, SEES, demonstration_account, people_offered
from shelterbelt.demonstration.mailbox import letters
from shelterbelt.demonstration.note import begin_note, read_note, write_note
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import Role
from shelterbelt.ground.conf import Mode
from shelterbelt.urls import doors

pytestmark = pytest.mark.django_db
MakeAccount = Callable[..., Account]


@pytest.fixture
def present() -> Iterator[None]:
    """The clock is put right again afterwards."""
    yield
    clock.move(ahead=dt.timedelta())


@pytest.fixture
def noted(settings: Any, tmp_path: Path) -> Path:
    """A data folder of this test's own, marked as a demonstration's."""
    settings.CONF = replace(settings.CONF, data_dir=tmp_path)
    write_note(begin_note())
    return tmp_path


def test_one_tap_signs_in_and_arrives(account_factory: MakeAccount, noted: Path) -> None:
    del noted
    account = account_factory(Role.PROGRAMME_LEAD, email=f"lead.amina@{DOMAIN}")
    write_note(begin_note(), accounts={"lead": str(account.pk)})
    client = Client()
    shown = client.get(reverse("demonstration")).content.decode()
    assert reverse("demonstration.enter", args=[account.pk]) in shown
    assert str(SEES["lead"][1]) in html.unescape(shown)
    answer = client.post(reverse("demonstration.enter", args=[account.pk]))
    assert answer["Location"] == reverse("access.landing")
    assert client.session["_auth_user_id"] == str(account.pk)
    client.post(reverse("demonstration.leave"))
    assert "_auth_user_id" not in client.session


def test_other_accounts_are_neither_offered_nor_entered(account_factory: MakeAccount) -> None:
    account = account_factory(Role.PROGRAMME_LEAD, email="canary.person@example.org")
    client = Client()
    assert "canary" not in client.get(reverse("demonstration")).content.decode().lower()
    assert client.post(reverse("demonstration.enter", args=[account.pk])).status_code == 404
    assert client.post(reverse("demonstration.enter", args=[uuid4()])).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("mode", [Mode.LOCAL, Mode.PRODUCTION])
def test_even_if_routed_there_is_nothing_outside_a_demonstration(
    mode: Mode, account_factory: MakeAccount, settings: Any
) -> None:
    account = account_factory(Role.PROGRAMME_LEAD, email=f"lead@{DOMAIN}")
    settings.CONF = replace(settings.CONF, mode=mode)
    client = Client()
    assert client.get(reverse("demonstration")).status_code == 404
    assert client.post(reverse("demonstration.enter", args=[account.pk])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_pages_are_not_routed_outside_a_demonstration(tmp_path: Any) -> None:
    script = (
        "import django; django.setup(); from django.urls import NoReverseMatch, reverse\n"
        "reverse('you')\n"
        "for name in ('demonstration', 'demonstration.clock', 'demonstration.mail'):\n"
        "    try: reverse(name)\n"
        "    except NoReverseMatch: print('absent')\n"
    )
    environ = {
        "SHELTERBELT_MODE": "local",
        "SHELTERBELT_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "shelterbelt.settings",
        "PATH": "/usr/bin:/bin",
    }
    result = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=False
    )
    assert result.stdout.split() == ["absent", "absent", "absent"], result.stderr


@pytest.mark.parametrize("mode", list(Mode))
def test_urls_exist_in_demo_and_test_mode_alone(mode: Mode) -> None:
    names = {
        door.name for door in doors(replace(django_settings.CONF, mode=mode)) if isinstance(door, URLPattern)
    }
    ours = {name for name in names if name and name.startswith("demonstration")}
    assert "you" in names
    assert bool(ours) is (mode in (Mode.DEMO, Mode.TEST))
    assert len(ours) in (0, 6)


@pytest.mark.parametrize("mode", [Mode.LOCAL, Mode.PRODUCTION])
def test_nothing_of_it_answers_elsewhere(mode: Mode, settings: Any) -> None:
    settings.CONF = replace(settings.CONF, mode=mode)
    for asked in (people_offered, letters, read_note, begin_note, lambda: days.move_clock("day")):
        with pytest.raises(NotThere):
            asked()
    with pytest.raises(NotThere):
        demonstration_account(uuid4())


@pytest.mark.parametrize("mode", list(Mode))
def test_the_banner_is_on_every_page_of_a_demonstration_alone(mode: Mode, settings: Any) -> None:
    settings.CONF = replace(settings.CONF, mode=mode)
    shown = html.unescape(Client().get("/design/not-a-page/").content.decode())
    assert ("All people and data here are invented." in shown) is (mode is Mode.DEMO)


def test_clock_moves_and_returns(present: None) -> None:
    del present
    client = Client()
    client.post(reverse("demonstration.clock"), {"step": "week"})
    assert clock.offset() == dt.timedelta(days=7)
    client.post(reverse("demonstration.clock"), {"step": "day"})
    assert clock.offset() == dt.timedelta(days=8)
    client.post(reverse("demonstration.clock"), {"step": "nonsense"})
    assert clock.offset() == dt.timedelta()


def test_mailbox_shows_letters_and_nothing_else(noted: Path) -> None:
    folder = noted / "outgoing-mail"
    folder.mkdir()
    (noted / "secret-0.log").write_text("Subject: canary\n\ncanary")
    letter = (
        "From: a@x.example\nTo: b@x.example\nSubject: Panel <b>on</b> Wednesday\n\nSee you & thank you.\n"
    )
    (folder / "20261122-120000-139.log").write_text(f"{letter}{'-' * 79}\n{letter}{'-' * 79}\n")
    client = Client()
    listed = client.get(reverse("demonstration.mail")).content.decode()
    assert listed.count("Panel &lt;b&gt;on&lt;/b&gt; Wednesday") == 2
    assert "canary" not in listed
    read = client.get(reverse("demonstration.mail.letter", args=["20261122-120000-139-1"]))
    assert "See you &amp; thank you." in read.content.decode()
    for key in ("20261122-120000-139-2", "secret-0-0", "20261122-120000-138-0", "-secret-0"):
        assert client.get(reverse("demonstration.mail.letter", args=[key])).status_code == 404
    assert letters(find="WEDNESDAY")
    assert letters(find="Thursday") == ()
