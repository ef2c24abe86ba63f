"""What is said of a matter: a stable code and the values that fill it, put into words when somebody reads it.

Values are plain: ISO dates, codes of the catalogue, numbers, names. A pass over ten thousand matters makes as many
sentences, of which a page shows thirty.
"""

from __future__ import annotations

import re

from msgspec import field

from luodi.indicators.period import PeriodError, span, spoken
from luodi.messages import Language
from luodi.messages import say as _say
from luodi.plan import Record

Value = str | int | tuple[str, ...]

# Placeholders whose values are codes, by the section of the catalogue that has the words.
_CODED = {
    "action": "action", "capacity": "capacity", "colour": "colour", "cycle": "cycle", "level": "level",
    "light": "light-name", "obligation": "obligation", "relation": "relation", "role": "role", "roles": "role",
    "source": "source", "state": "state", "states": "state", "verdict": "verdict", "who": "who",
}  # fmt: skip
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Sentence(Record, frozen=True, gc=False):
    """A sentence of the catalogue `delivery`; `say` puts it into words."""

    code: str
    values: dict[str, Value] = field(default_factory=dict)


def say(sentence: Sentence, language: Language = "zh") -> str:
    """The sentence in a language. A code that is not in the catalogue is a KeyError."""
    words = {name: shown(name, value, language) for name, value in sentence.values.items()}
    return _say(f"delivery.{sentence.code}", language, **words)


def word(section: str, code: str, language: Language = "zh") -> str:
    """What a code is called: word("state", "assigned") is 已交办."""
    return _say(f"delivery.{section}.{code}", language)


def shown(name: str, value: Value, language: Language = "zh") -> str:
    """A value as a sentence has it, by the name of its placeholder: shown("by", "2024-06-28") is 2024年6月28日."""
    if isinstance(value, tuple):
        return ("、" if language == "zh" else ", ").join(shown(name, part, language) for part in value)
    if isinstance(value, int):
        return str(value)
    if name in _CODED:
        return word(_CODED[name], value, language)
    if language == "zh" and _DAY.fullmatch(value):
        return f"{int(value[:4])}年{int(value[5:7])}月{int(value[8:])}日"
    if language == "zh" and name in ("period", "periods"):
        try:
            return spoken(span(value))
        except PeriodError:
            return value
    return value
