"""Commands of `equip`."""

from shelterbelt.equip.commands.readiness import register

__all__ = ["register"]
