"""Commands of `learn`."""

from shelterbelt.learn.commands.plan import register

__all__ = ["register"]
