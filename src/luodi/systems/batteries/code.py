"""动力电池编码: the code of a battery by GB/T 34014-2017 (in force 2018-02-01), read and written.

The structure is from public decoders, not from the standard's text; `UNVERIFIED` says what to hold against it before
an implementation is called conformant. In particular, the sources disagree about the code of reused batteries: one
gives 18 characters, the pattern of the other, which is followed here, has 19.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from luodi.messages import say

DIGITS = "123456789ABCDEFGHIJKLMNPRSTUVWXY"
"""The n-th stands for n, of a day; for 2010 + n, of a year: O, Q and Z are left out."""

PRODUCTS = {"P": "pack", "M": "module", "C": "cell"}
TYPES = {"B": "LFP", "E": "NMC"}
"""The types of battery whose letters are known, second-hand; A, C, D, F, G and Z are allowed and not known."""

UNVERIFIED = ("battery_type", "year letters from A", "day letters", "length of the code of a reused battery")
"""What was read in no text of the standard."""

_FULL = re.compile(
    r"([A-Z0-9]{3})([PMC])([A-GZ])([A-Z0-9]{2})([A-Z0-9]{7})([1-9A-NPR-Y])([1-9A-C])([1-9A-NPR-Y])([0-9]{7})"
)
_REUSED = re.compile(
    r"([A-Z0-9]{3})([PMC])([A-GZ])([A-Z0-9]{2})()([1-9A-NPR-Y])([1-9A-C])([1-9A-NPR-Y])([0-9]{7})R([PMC])"
)
_FIELDS = (
    ("maker", 3, "A-Z0-9"), ("product", 1, "PMC"), ("battery_type", 1, "A-GZ"), ("specification", 2, "A-Z0-9"),
    ("traceability", 7, "A-Z0-9"), ("year", 1, "1-9A-NPR-Y"), ("month", 1, "1-9A-C"), ("day", 1, "1-9A-NPR-Y"),
    ("serial", 7, "0-9"),
)  # fmt: skip


class CodeError(ValueError):
    """What is wrong with a code: a sentence that names the field and its place."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return say(f"scenario.battery.{self.code}", **self.values)


@dataclass(frozen=True)
class BatteryCode:
    """The fields of a code. `traceability` is empty and `reused` the letter of what it was made into, for a battery in
    second use, whose old code is kept beside the new one."""

    maker: str
    product: str
    battery_type: str
    specification: str
    traceability: str
    produced: date
    serial: str
    reused: str = ""

    @property
    def chemistry(self) -> str | None:
        """LFP or NMC; None for a letter whose meaning is not known."""
        return TYPES.get(self.battery_type)

    def __str__(self) -> str:
        day = self.produced
        written = DIGITS[day.year - 2011] + DIGITS[day.month - 1] + DIGITS[day.day - 1]
        tail = f"R{self.reused}" if self.reused else ""
        design = f"{self.maker}{self.product}{self.battery_type}{self.specification}{self.traceability}"
        return f"{design}{written}{self.serial}{tail}"


def parse(written: str) -> BatteryCode:
    """The fields of a code, of a new battery (24 characters) or of one in second use. CodeError."""
    match = _FULL.fullmatch(written) or _REUSED.fullmatch(written)
    if match is None:
        raise _what_is_wrong(written)
    maker, product, kind, specification, traceability, year, month, day, serial, *reused = match.groups()
    try:
        produced = date(2011 + DIGITS.index(year), 1 + DIGITS.index(month), 1 + DIGITS.index(day))
    except ValueError as error:
        raise CodeError("no-date", written=written, part=year + month + day) from error
    return BatteryCode(maker, product, kind, specification, traceability, produced, serial, *reused)


def _what_is_wrong(written: str) -> CodeError:
    if len(written) not in (19, 24):
        return CodeError("length", written=written[:40], length=len(written))
    reused = len(written) == 19
    start = 0
    for field, length, allowed in _FIELDS:
        if reused and field == "traceability":
            continue
        part = written[start : start + length]
        if not re.fullmatch(f"[{allowed}]{{{length}}}", part):
            return CodeError("field", written=written, field=field, first=start + 1, part=part, allowed=allowed)
        start += length
    return CodeError("field", written=written, field="reuse", first=18, part=written[17:], allowed="R + PMC")
