"""What a person reads of the changes between two versions of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from luodi.messages import Language
from luodi.plan.checks import shortened
from luodi.plan.diff import Change, Edit
from luodi.plan.diff.telling import told, where, word
from luodi.terminal.screen import shown

_COLOURS = {
    "added": "green",
    "split": "green",
    "body-added": "green",
    "removed": "red",
    "merged": "red",
    "body-removed": "red",
}
_LONGEST = 160


def change_list(changes: Sequence[Change], language: Language) -> RenderableType:
    """The changes by the kind of record, one line each and one for each wording."""
    if not changes:
        return Text(word("none", language), style="green")
    parts: list[RenderableType] = []
    for about in dict.fromkeys(change.about for change in changes):
        those = [change for change in changes if change.about == about]
        parts += ["", Text(word(f"about.{about}", language, count=len(those)), style="bold")]
        parts += (line for change in those for line in _lines(change, language))
    return Group(*parts[1:])


def _lines(change: Change, language: Language) -> Iterator[RenderableType]:
    line = Text().append(word(f"kind.{change.kind}", language), style=_COLOURS.get(change.kind, "yellow"))
    if change.about != "document" and change.kind != "renumbered":
        line.append(f"  {shown(where(change))}")
    if words := told(change, language):
        line.append(f"  {shown(words)}")
    yield Padding(line, (0, 0, 0, 2))
    for edit in change.edits:
        yield Padding(_wording(edit), (0, 0, 0, 6))


def _wording(edit: Edit) -> Text:
    """…the words around, what went and what came: 明确〔＋近期和〕中长期"""
    line = Text("…").append(shown(edit.before))
    line.append("〔")
    if edit.old:
        line.append("" if edit.new else "－").append(shown(shortened(edit.old, _LONGEST)), style="red")
    if edit.old and edit.new:
        line.append("→")
    if edit.new:
        line.append("" if edit.old else "＋").append(shown(shortened(edit.new, _LONGEST)), style="green")
    return line.append("〕").append(shown(edit.after)).append("…")
