"""A programme as one file that staff can read and edit: TOML in, frozen dataclasses out, and back."""

from shelterbelt.learn.engine.definition.check import check
from shelterbelt.learn.engine.definition.mistakes import DefinitionError, Mistake
from shelterbelt.learn.engine.definition.move import move
from shelterbelt.learn.engine.definition.parse import parse
from shelterbelt.learn.engine.definition.plan import Meeting, meetings
from shelterbelt.learn.engine.definition.problem import Definition
from shelterbelt.learn.engine.definition.write import to_toml

__all__ = [
    "Definition",
    "DefinitionError",
    "Meeting",
    "Mistake",
    "check",
    "meetings",
    "move",
    "parse",
    "to_toml",
]
