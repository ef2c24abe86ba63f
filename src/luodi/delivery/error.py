"""Settings that cannot be used: one sentence with what is wrong, where, and what to do."""

from __future__ import annotations

from luodi.delivery.sentence import Sentence, Value, say
from luodi.messages import Language


class SettingsError(ValueError):
    """A file of rules, roles or holidays that cannot be used. `in_words` gives the sentence in a language."""

    def __init__(self, code: str, /, **values: Value) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def in_words(self, language: Language) -> str:
        return say(Sentence(f"error.{self.code}", self.values), language)

    def __str__(self) -> str:
        return self.in_words("zh")
