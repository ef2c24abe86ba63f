"""Footnotes at the foot of a column, and their marks in the text above."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby

from luodi.documents.lines import Line
from luodi.documents.model import NOTE
from luodi.documents.page import Glyph, Rule

_MARK = re.compile(
    r"(?P<bracket>[\[［〔]\s*(?P<inner>\d{1,3}|[①-⑳])\s*[\]］〕])|(?P<circled>[①-⑳])|(?P<star>[*＊]{1,3})|(?P<bare>\d{1,3})"
)
_AFTER = re.compile(r"[\s.．、:：]*")


def foot(lines: Sequence[Line], rules: Sequence[Rule], size: float) -> int:
    """The index of the first line of the footnotes of a column; len(lines) if there are none.

    They are the last lines, smaller than the body (`size`), begin with a mark, and stand below a short rule or
    begin with a mark that is in brackets, circled, or raised there or in the text.
    """
    start = len(lines)
    while start and lines[start - 1].size < 0.97 * size:
        start -= 1
    below = _short_rule(lines, rules)
    if below is not None:
        ruled = next((i for i, line in enumerate(lines) if line.baseline - 0.7 * line.size > below), len(lines))
        if ruled < len(lines) and (start <= ruled or (lines[ruled].size < 0.97 * size and mark(lines[ruled]))):
            return ruled
    raised = {text for line in lines[:start] for text in _raised_texts(line)}
    for index in range(max(start, 1), len(lines)):
        found = mark(lines[index])
        plain = found and found[0].isdecimal() and found[1] == len(found[0])
        if found and (not plain or found[0] in raised or _raised(lines[index])):
            return index
    return len(lines)


def _short_rule(lines: Sequence[Line], rules: Sequence[Rule]) -> float | None:
    """The y of a rule at the left of the column that is much shorter than it."""
    if not lines:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    wide = right - left
    found = [
        rule.at
        for rule in rules
        if rule.horizontal
        and abs(rule.start - left) < 0.15 * wide
        and 0.08 * wide < rule.end - rule.start < 0.6 * wide
        and sum(line.baseline < rule.at for line in lines) >= 1
        and not any(line.left < rule.end and -2 < rule.at - line.baseline < 0.35 * line.size for line in lines)
    ]
    return max(found, default=None)


def mark(line: Line) -> tuple[str, int] | None:
    """The mark that a line begins with, without brackets, and how many characters it takes."""
    match = _MARK.match(line.text)
    if not match:
        return None
    return match["inner"] or match.group(), match.end()


def _raised(line: Line) -> bool:
    """Whether a line begins with a raised mark."""
    return _is_raised(line.glyphs[0], line)


def _is_raised(glyph: Glyph, line: Line) -> bool:
    return line.baseline - glyph.baseline > 0.15 * line.size and glyph.size < 0.95 * line.size


def _raised_texts(line: Line) -> list[str]:
    if not line.raised:
        return []
    groups = groupby(line.glyphs, key=lambda glyph: _is_raised(glyph, line))
    return ["".join(glyph.text for glyph in group).strip("[]［］〔〕 ") for raised, group in groups if raised]


def notes(lines: Sequence[Line], after: str | None) -> list[tuple[str | None, list[Line]]]:
    """Footnote lines by mark; the mark is None for lines that go on from the column before.

    `after` is the mark of the note before: plain numbers only open a note if they count on.
    """
    out: list[tuple[str | None, list[Line]]] = []
    for line in lines:
        found = mark(line)
        opens = found and (
            not found[0].isdecimal() or line.text[0] in "[［〔" or _raised(line) or not out or _next(after, found[0])
        )
        if found and opens:
            after = found[0]
            out.append((after, [_without(line, found[1])] if len(line.text) > found[1] else []))
        elif out:
            out[-1][1].append(line)
        else:
            out.append((None, [line]))
    return out


def _next(before: str | None, mark: str) -> bool:
    return mark == "1" or (before is not None and before.isdecimal() and int(mark) == int(before) + 1)


def _without(line: Line, length: int) -> Line:
    """A line without its first characters and what parts them from the rest."""
    after = _AFTER.match(line.text, length)
    cut = after.end() if after else length
    return replace(line, text=line.text[cut:])


def marked(line: Line, marks: Collection[str]) -> Line:
    """The line with the marks of known footnotes between `NOTE`s: raised ones, and bracketed ones at any height."""
    text = line.text
    if line.raised:
        text = _raised_marks(line, marks)
    if "[" in text or "［" in text or "〔" in text:
        text = re.sub(
            r"[\[［〔]\s*(\d{1,3}|[①-⑳])\s*[\]］〕]",
            lambda match: f"{NOTE}{match[1]}{NOTE}" if match[1] in marks else match[0],
            text,
        )
    return line if text == line.text else replace(line, text=text)


def _raised_marks(line: Line, marks: Collection[str]) -> str:
    parts: list[str] = []
    at = 0
    for raised, group in groupby(line.glyphs, key=lambda glyph: _is_raised(glyph, line)):
        for glyph in (run := list(group)):
            start = line.text.index(glyph.text, at)
            parts.append(line.text[at:start])
            parts.append(glyph.text if not raised else "")
            at = start + len(glyph.text)
        if raised:
            text = "".join(glyph.text for glyph in run)
            match = _MARK.fullmatch(text)
            known = match and (match["inner"] or match.group()) in marks
            parts.append(f"{NOTE}{match['inner'] or match.group()}{NOTE}" if match and known else text)
    return "".join(parts)
