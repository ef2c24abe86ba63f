"""Why an event was not accepted: what is wrong, why, and what to do. It is kept, never dropped."""

from __future__ import annotations

from typing import NoReturn

from luodi.delivery.event import Event
from luodi.delivery.sentence import Sentence, Value, say
from luodi.messages import Language
from luodi.plan import Record


class Refused(Record, frozen=True):
    """An event that its matter does not take. `code` is stable; `in_words` gives what and why, and what to do."""

    event: Event
    code: str
    values: dict[str, Value]

    def in_words(self, language: Language = "zh") -> tuple[str, str]:
        message, advice = (Sentence(f"refused.{self.code}.{part}", self.values) for part in ("message", "advice"))
        return say(message, language), say(advice, language)


class RefusalError(Exception):
    """Raised inside the rules of a move; `ledger` makes a Refused of it."""

    def __init__(self, code: str, values: dict[str, Value]) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def refuse(code: str, /, **values: Value) -> NoReturn:
    raise RefusalError(code, values)
