"""Commands of `cultivate`."""

from shelterbelt.cultivate.commands.network import register

__all__ = ["register"]
