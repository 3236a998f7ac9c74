"""A programme as one file that staff can read and edit: TOML in, frozen dataclasses out, and back."""

from shelterbelt.learn.engine.definition.plan import Meeting, meetings
from shelterbelt.learn.engine.definition.problem import SECTORS, Definition

__all__ = ["SECTORS", "Definition", "Meeting", "meetings"]
