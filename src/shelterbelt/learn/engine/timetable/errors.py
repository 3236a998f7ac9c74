"""The one error of this engine: the input cannot be planned, and here is what to change."""

from __future__ import annotations


class Unplannable(ValueError):
    """Raised when no plan can follow from the input.

    `code` is stable and meant for machines, `place` names the input ("series panels, meeting 2"),
    `params` are the values of the message, `str(error)` is an English sentence with the remedy.
    """

    def __init__(self, code: str, place: str, sentence: str, **params: str | int) -> None:
        super().__init__(f"{place}: {sentence}")
        self.code = code
        self.place = place
        self.sentence = sentence
        self.params: dict[str, str | int] = params
