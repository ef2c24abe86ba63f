"""What a person reads of the changes between two versions of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from luodi import messages
from luodi.messages import Language
from luodi.plan.checks import shortened
from luodi.plan.diff import Change, Edit
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
        return Text(_word("none", language), style="green")
    parts: list[RenderableType] = []
    for about in dict.fromkeys(change.about for change in changes):
        those = [change for change in changes if change.about == about]
        parts += ["", Text(_word(f"about.{about}", language, count=len(those)), style="bold")]
        parts += (line for change in those for line in _lines(change, language))
    return Group(*parts[1:])


def _word(key: str, language: Language, **values: object) -> str:
    return messages.say(f"compare.diff.{key}", language, **values)


def _lines(change: Change, language: Language) -> Iterator[RenderableType]:
    line = Text().append(_word(f"kind.{change.kind}", language), style=_COLOURS.get(change.kind, "yellow"))
    if change.about != "document" and change.kind != "renumbered":
        line.append(f"  {_where(change)}")
    if told := _told(change, language):
        line.append(f"  {told}")
    yield Padding(line, (0, 0, 0, 2))
    for edit in change.edits:
        yield Padding(_wording(edit), (0, 0, 0, 6))


def _where(change: Change) -> str:
    """The record as the new version has it, or the old one if it is gone; of a move and a split both paths."""
    spots = [spot for spot in (change.old, change.new) if spot is not None]
    paths = [spot.path for spot in (spots[-1:] if change.kind == "moved" else spots)]
    return shown(f"{' → '.join(dict.fromkeys(paths))} {shortened(spots[-1].name, 40)}".strip())


def _told(change: Change, language: Language) -> str:
    """What stood and stands there, in words."""
    before, after = change.before, change.after
    if change.kind in ("body-added", "body-removed", "role"):
        return shown(f"{change.what}  {_arrow(_roles(before, language), _roles(after, language))}")
    if change.about == "document":
        return shown(f"{_word(f'field.{change.what}', language)}  {_arrow(before or '–', after or '–')}")
    if change.kind == "renumbered":
        return shown(_word("renumbered", language, count=change.what, before=before, after=after))
    if change.kind in ("retitled", "reworded", "subject"):
        return "" if change.edits else shown(_arrow(before, after))
    if change.kind in ("added", "removed"):
        return shown(before or after)
    if change.kind in ("split", "merged"):
        return ""
    return shown(_arrow(before or "–", after or "–"))


def _arrow(before: str, after: str) -> str:
    return " → ".join(part for part in (before, after) if part)


def _roles(roles: str, language: Language) -> str:
    return "、".join(messages.say(f"cli.summary.{role}", language) for role in roles.split("、") if role)


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
