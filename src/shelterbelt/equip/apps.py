"""The Django application of `equip`."""

from django.apps import AppConfig


class EquipConfig(AppConfig):
    """See the README of this folder."""

    name = "shelterbelt.equip"
    label = "equip"
