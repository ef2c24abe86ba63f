"""What a person reads of a change: the record it concerns, and what stood and stands there."""

from __future__ import annotations

from luodi import messages
from luodi.messages import Language
from luodi.plan.checks import shortened
from luodi.plan.diff.change import Change


def word(key: str, language: Language, **values: object) -> str:
    """A word of the catalogue of changes."""
    return messages.say(f"compare.diff.{key}", language, **values)


def where(change: Change) -> str:
    """The record as the new version has it, or the old one if it is gone; of a move and a split both paths."""
    spots = [spot for spot in (change.old, change.new) if spot is not None]
    if not spots:
        return ""
    paths = [spot.path for spot in (spots[-1:] if change.kind == "moved" else spots)]
    return f"{' → '.join(dict.fromkeys(paths))} {shortened(spots[-1].name, 40)}".strip()


def told(change: Change, language: Language) -> str:
    """What stood and stands there, in words; empty where the edits say it."""
    before, after = change.before, change.after
    if change.kind in ("body-added", "body-removed", "role"):
        return f"{change.what}  {_arrow(_roles(before, language), _roles(after, language))}"
    if change.about == "document":
        return f"{word(f'field.{change.what}', language)}  {_arrow(before or '–', after or '–')}"
    if change.kind == "renumbered":
        return word("renumbered", language, count=change.what, before=before, after=after)
    if change.kind in ("retitled", "reworded", "subject"):
        return "" if change.edits else _arrow(before, after)
    if change.kind in ("added", "removed"):
        return before or after
    if change.kind in ("split", "merged"):
        return ""
    return _arrow(before or "–", after or "–")


def _arrow(before: str, after: str) -> str:
    return " → ".join(part for part in (before, after) if part)


def _roles(roles: str, language: Language) -> str:
    return "、".join(messages.say(f"cli.summary.{role}", language) for role in roles.split("、") if role)
