"""Law: whatever is held about a person is handed out and erased through a registered holding (promise 19)."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import CASCADE, Model

from shelterbelt.ground.holdings.registry import models_about_people, registered, uncovered_models

GO_WITH_THE_ACCOUNT = {
    "access.grant": "a role without an account is nothing; who gave it stays in the audit by id",
    "account.emailaddress": "the login's own address",
    "mfa.authenticator": "the login's own keys",
    "usersessions.usersession": "the login's own sessions",
}
"""Tables whose rows the database deletes with the account, which the holding of people deletes."""


def faults(uncovered: frozenset[str], about: frozenset[str]) -> tuple[str, ...]:
    """What nobody erases, and exceptions that excuse nothing."""
    lost = [f"{label}: no holding erases it" for label in sorted(uncovered - set(GO_WITH_THE_ACCOUNT))]
    return (*lost, *(f"{label}: excused in vain" for label in sorted(set(GO_WITH_THE_ACCOUNT) - about)))


def goes_with_the_account(model: type[Model]) -> bool:
    """Whether deleting an account deletes the rows."""
    keys = [field for field in model._meta.get_fields() if field.related_model is get_user_model()]
    return any(getattr(key.remote_field, "on_delete", None) is CASCADE for key in keys if key.concrete)


def test_every_table_about_people_has_a_holding() -> None:
    about = models_about_people()
    assert len(about) > 10
    assert registered()
    assert faults(uncovered_models(), about) == ()


def test_what_is_excused_does_go_with_the_account() -> None:
    assert [label for label in GO_WITH_THE_ACCOUNT if not goes_with_the_account(apps.get_model(label))] == []


def test_holdings_catch_a_planted_fault() -> None:
    about = frozenset({*GO_WITH_THE_ACCOUNT, "x.diary"})
    assert faults(about, about) == ("x.diary: no holding erases it",)
    assert faults(frozenset(), frozenset({"x.diary"}))[0] == "access.grant: excused in vain"
    assert not goes_with_the_account(apps.get_model("learn.Application"))
