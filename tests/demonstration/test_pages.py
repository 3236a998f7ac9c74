"""One-tap logins exist in a demonstration and nowhere else."""

import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shelterbelt.ground import clock
from shelterbelt.demonstration.accounts import DOMAIN
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import Role
from shelterbelt.ground.conf import Mode

pytestmark = pytest.mark.django_db
MakeAccount = Callable[..., Account]


@pytest.fixture
def present() -> Iterator[None]:
    """The clock is put right again afterwards."""
    yield
    clock.move(ahead=dt.timedelta())


def test_one_tap_signs_in_and_arrives(account_factory: MakeAccount) -> None:
    account = account_factory(Role.PROGRAMME_LEAD, email=f"lead.amina@{DOMAIN}")
    client = Client()
    shown = client.get(reverse("demonstration")).content.decode()
    assert "Lead Amina" in shown
    answer = client.post(reverse("demonstration.enter", args=[account.pk]))
    assert answer["Location"] == reverse("access.landing")
    assert client.session["_auth_user_id"] == str(account.pk)


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
        "for name in ('demonstration', 'demonstration.clock'):\n"
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
    assert result.stdout.split() == ["absent", "absent"], result.stderr


def test_clock_moves_and_returns(present: None) -> None:
    del present
    client = Client()
    client.post(reverse("demonstration.clock"), {"step": "week"})
    assert clock.offset() == dt.timedelta(days=7)
    client.post(reverse("demonstration.clock"), {"step": "day"})
    assert clock.offset() == dt.timedelta(days=8)
    client.post(reverse("demonstration.clock"), {"step": "nonsense"})
    assert clock.offset() == dt.timedelta()
