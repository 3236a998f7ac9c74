"""The Django application of `equip`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.design import navigation
from shelterbelt.ground.holdings import register


class EquipConfig(AppConfig):
    """See the README of this folder."""

    name = "shelterbelt.equip"
    label = "equip"

    def ready(self) -> None:
        """Say what is held about a person and which texts can be held, and offer everyone their pages."""
        held = import_module("shelterbelt.equip.services.held")
        register(
            "equip.work", export=held.export_agency_work, erase=held.erase_agency_work, models=held.TABLES
        )
        to_do = import_module("shelterbelt.people.queries.to_do")
        to_do.register_to_do("equip.learning", import_module("shelterbelt.equip.queries.to_do").packs_to_do)
        signing = import_module("shelterbelt.equip.queries.strategy_to_do")
        to_do.register_to_do("equip.signing", signing.strategies_to_sign)
        import_module("shelterbelt.equip.services.held_places").register_places()
        _offer_pages()


def _offer_pages() -> None:
    access = import_module("shelterbelt.equip.access")
    for menu in (navigation.Menu.MAIN, navigation.Menu.DESK):
        navigation.offer(menu, _("Your agency"), "agency.home", permission=access.READ_AGENCY, order=15)
        navigation.offer(menu, _("Strategies shown to you"), "advise", permission=access.ADVISE, order=16)
    navigation.offer(
        navigation.Menu.DESK, _("Agencies"), "desk.agencies", permission=access.LET_AGENCIES_IN, order=25
    )
    navigation.offer(navigation.Menu.MAIN, _("Your learning"), "learning", permission=access.LEARN, order=17)
    navigation.offer(navigation.Menu.MAIN, _("Your answers"), "answer", permission=access.ANSWER, order=18)
    navigation.offer(
        navigation.Menu.FOOTER, _("Learning packs"), "packs", permission=access.READ_PACKS, order=15
    )
