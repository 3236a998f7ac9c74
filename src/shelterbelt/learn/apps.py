"""The Django application of `learn`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.design import navigation
from shelterbelt.ground.holdings import register, register_others


class LearnConfig(AppConfig):
    """See the README of this folder."""

    name = "shelterbelt.learn"
    label = "learn"

    def ready(self) -> None:
        """Say what is held about a person and where its texts stand; offer everyone their pages."""
        _register_holdings()
        import_module("shelterbelt.learn.services.held_places").register_places()
        _register_finders()
        _offer_pages()


def _register_holdings() -> None:
    held = import_module("shelterbelt.learn.services.held")
    held_money = import_module("shelterbelt.learn.services.held_money")
    held_bank = import_module("shelterbelt.learn.services.held_bank")
    register(
        "learn.fees",
        export=held_money.export_statements,
        erase=held_money.erase_statements,
        models=("learn.FeeStatement",),
    )
    # Erased in the reverse order: papers are found by their statement, which then forgets whose it was.
    register(
        "learn.papers",
        export=held_bank.export_papers,
        erase=held_bank.erase_papers,
        models=("learn.Invoice", "learn.BankLine"),
    )
    held_reviews = import_module("shelterbelt.learn.services.held_reviews")
    register(
        "learn.readings",
        export=held_reviews.export_reviews,
        erase=held_reviews.erase_reviews,
        models=("learn.Review", "learn.BlindCopy"),
    )
    register_others("learn.applications", held.keys_of)
    register(
        "learn.applications",
        export=held.export_applications,
        erase=held.erase_applications,
        models=("learn.Application", "learn.CalendarFeed"),
    )
    register(
        "learn.appearances",
        export=held.export_appearances,
        erase=held.erase_appearances,
        models=("learn.Speaker", "learn.Seat", "learn.Invitation", "learn.CalendarFeed"),
    )
    held_selections = import_module("shelterbelt.learn.services.held_selections")
    register(
        "learn.decisions",
        export=held_selections.export_decisions,
        erase=held_selections.erase_decisions,
        models=("learn.Decision", "learn.Selection"),
    )
    held_honoraria = import_module("shelterbelt.learn.services.held_honoraria")
    register(
        "learn.honoraria",
        export=held_honoraria.export_honoraria,
        erase=held_honoraria.erase_honoraria,
        models=("learn.Honorarium",),
    )


def _register_finders() -> None:
    finders = import_module("shelterbelt.people.queries.finders")
    finding = import_module("shelterbelt.learn.queries.finding")
    finders.register_finder("learn.applicants", find=finding.applicants_found, names=finding.applicants_named)
    finders.register_finder("learn.speakers", find=finding.speakers_found, names=finding.speakers_named)
    to_do = import_module("shelterbelt.people.queries.to_do")
    to_do.register_to_do(
        "learn.conduct", import_module("shelterbelt.learn.queries.own_conduct").conducts_to_do
    )


def _offer_pages() -> None:
    access = import_module("shelterbelt.learn.access")
    for menu in (navigation.Menu.MAIN, navigation.Menu.DESK):
        label = _("Programmes") if menu is navigation.Menu.DESK else _("Desk")
        navigation.offer(menu, label, "desk.programmes", permission=access.READ_COHORTS, order=20)
    navigation.offer(
        navigation.Menu.DESK,
        _("Money for people"),
        "desk.honoraria",
        permission=access.READ_HONORARIA,
        order=40,
    )
    navigation.offer(
        navigation.Menu.DESK, _("Reports"), "desk.reports", permission=access.READ_REPORTS, order=50
    )
    navigation.offer(
        navigation.Menu.DESK, _("Bank and invoices"), "desk.bank", permission=access.KEEP_MONEY, order=37
    )
    navigation.offer(
        navigation.Menu.DESK, _("Fees and payments"), "desk.money", permission=access.READ_MONEY, order=36
    )
    # Finance has no other way in: programmes are not theirs to see.
    navigation.offer(
        navigation.Menu.MAIN, _("Fees and payments"), "desk.money", permission=access.KEEP_MONEY, order=22
    )
    navigation.offer(
        navigation.Menu.MAIN, _("Your readings"), "review.list", permission=access.REVIEW, order=24
    )
    navigation.offer(
        navigation.Menu.MAIN, _("Your panels"), "mine", permission=access.READ_OWN_PLAN, order=60
    )
