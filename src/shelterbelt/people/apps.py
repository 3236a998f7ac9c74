"""The Django application of `people`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.design import navigation
from shelterbelt.ground.holdings import register


class PeopleConfig(AppConfig):
    """See the README of this folder."""

    name = "shelterbelt.people"
    label = "people"

    def ready(self) -> None:
        """Say what is held about a person; services can be imported only once the tables are known."""
        services = import_module("shelterbelt.people.services")
        tables = [
            "Professional",
            "PersonName",
            "UnsafeNameMark",
            "CommunityChoice",
            "Consent",
            "ConsentEvent",
            "LivedExperience",
        ]
        register(
            "people.person",
            export=import_module("shelterbelt.people.queries").export_held,
            erase=lambda person: services.erase_held(person=person),
            models=(f"people.{table}" for table in tables),
        )
        access = import_module("shelterbelt.people.access")
        navigation.offer(navigation.Menu.MAIN, _("You"), "you", permission=access.HOLD_SELF, order=80)
