"""The fields of what can be done to a matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Field:
    """A field of a form; its label is `acting.<name>` of the catalogue."""

    name: str
    kind: Literal[
        "line", "text", "day", "period", "files", "steps", "report", "request", "notice", "step", "choice", "dates"
    ]
    required: bool = True
    choices: tuple[str, ...] = ()
    words: str = ""  # the section of the catalogue that names the choices


_REPORT = (
    Field("period", "period"),
    Field("progress", "text"),
    Field("problems", "text", False),
    Field("next_steps", "text", False),
    Field("evidence", "files", False),
)
_REASON = (Field("reason", "line"),)

FORMS: dict[str, tuple[Field, ...]] = {
    "signed": (),
    "started": (),
    "steps-set": (Field("steps", "steps"),),
    "step-done": (Field("step", "step"),),
    "contributed": (Field("text", "text"), Field("evidence", "files", False)),
    "reported": _REPORT,
    "claimed": _REPORT,
    "returned": (Field("report", "report"), Field("opinion", "text")),
    "passed": (Field("report", "report"), Field("opinion", "text", False)),
    "completed": (),
    "closed": (),
    "reopened": _REASON,
    "withdrawn": _REASON,
    "postponement-asked": (Field("until", "day"), *_REASON),
    "postponement-granted": (Field("request", "request"), Field("until", "day")),
    "postponement-refused": (Field("request", "request"), *_REASON),
    "due-set": (Field("until", "day", False), *_REASON),
    "cycle-set": (
        Field("cycle", "choice", True, ("monthly", "quarterly", "half_yearly", "yearly", "dates"), "cycle"),
        Field("dates", "dates", False),
    ),
    "override-set": (
        Field("light", "choice", True, ("delivery", "path", "freshness"), "light-name"),
        Field("colour", "choice", True, ("green", "yellow", "red", "grey"), "colour"),
        *_REASON,
    ),
    "override-lifted": (Field("light", "choice", True, ("delivery", "path", "freshness"), "light-name"),),
    "notice-voided": (Field("notice", "notice"), *_REASON),
}
"""The fields of each act, in the order of the form."""
