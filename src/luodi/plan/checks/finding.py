"""A finding and its sentences: filled from the catalogue `findings`, in both languages, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterable

from luodi import messages
from luodi.documents import Anchor
from luodi.messages import Language
from luodi.plan.model import Finding, Severity


def finding(code: str, severity: Severity, anchor: Anchor | None, /, **values: object) -> Finding:
    """A finding with its Chinese sentences. `code` must be in the catalogue (KeyError)."""
    texts = {name: str(value) for name, value in values.items()}
    message, advice = _sentences(code, "zh", texts)
    return Finding(code=code, severity=severity, message=message, advice=advice, values=texts, anchor=anchor)


def say(finding: Finding, language: Language) -> tuple[str, str]:
    """Message and advice in a language; those that the finding itself carries if its code is not in the catalogue."""
    if language == "zh":
        return finding.message, finding.advice
    try:
        return _sentences(finding.code, language, finding.values)
    except (KeyError, TypeError):  # another version of luodi wrote the plan
        return finding.message, finding.advice


def _sentences(code: str, language: Language, values: dict[str, str]) -> tuple[str, str]:
    entry = f"findings.{code}"
    return messages.say(f"{entry}.message", language, **values), messages.say(f"{entry}.advice", language, **values)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings without repetition, by place; those without a place first."""

    def place(found: Finding) -> tuple[int, int, str, str]:
        anchor = found.anchor or Anchor(-1, -1)
        return anchor.start, anchor.end, found.code, found.message

    distinct: list[Finding] = []
    for found in sorted(findings, key=place):
        if found not in distinct[-1:]:
            distinct.append(found)
    return tuple(distinct)


def shortened(text: str, length: int = 24) -> str:
    """The text, or its beginning with an ellipsis, in at most `length` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"
