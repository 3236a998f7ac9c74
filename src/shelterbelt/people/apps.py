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
        register(
            "people.held_texts",
            export=import_module("shelterbelt.people.queries.held_texts").export_held_texts,
            erase=import_module("shelterbelt.people.services.held_texts").erase_held_texts,
            models=("people.HeldText", "people.OnCall"),
        )
        access = import_module("shelterbelt.people.access")
        navigation.offer(
            navigation.Menu.DESK, _("Held texts"), "desk.held", permission=access.ACT_ON_TEXTS, order=60
        )
        navigation.offer(
            navigation.Menu.MAIN, _("Held texts"), "desk.held", permission=access.ACT_ON_TEXTS, order=30
        )
        navigation.offer(
            navigation.Menu.DESK, _("On call"), "desk.on_call", permission=access.SET_ON_CALL, order=65
        )
        navigation.offer(navigation.Menu.MAIN, _("You"), "you", permission=access.HOLD_SELF, order=80)
        self._declare_safety()

    def _declare_safety(self) -> None:
        access = import_module("shelterbelt.people.access")
        import_module("shelterbelt.people.services.held_safety_places").declare_safety()
        register(
            "people.safety",
            export=import_module("shelterbelt.people.queries.held_safety").export_safety,
            erase=import_module("shelterbelt.people.services.held_safety").erase_safety,
            models=("people.IdentityConfirmation", "people.ConductSigning", "people.Complaint"),
        )
        for menu in (navigation.Menu.MAIN, navigation.Menu.DESK):
            navigation.offer(
                menu, _("Complaints"), "desk.complaints", permission=access.HANDLE_COMPLAINTS, order=40
            )
        navigation.offer(
            navigation.Menu.DESK,
            _("Identity"),
            "desk.identity",
            permission=access.READ_CONFIRMATIONS,
            order=35,
        )
        navigation.offer(navigation.Menu.FOOTER, _("Make a complaint"), "complain", order=30)
