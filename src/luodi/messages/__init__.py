"""Every sentence luodi says to a person, in Chinese and English, kept in TOML files by subject.

A key is `subject.code` (`documents.empty`), for the site `site.subject.code`; an entry holds `zh` and `en`, or a
table of parts that do (`findings.task-without-body` has `message` and `advice`).
Subjects are read when first asked for.
"""

from __future__ import annotations

import locale
import os
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

Language = Literal["zh", "en"]


@cache
def _subject(name: str) -> dict[str, Any]:
    folder = files(__name__).joinpath(name)
    if folder.is_dir():
        return {Path(file.name).stem: tomllib.loads(file.read_text("utf-8")) for file in folder.iterdir()}
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


def say(key: str, language: Language = "zh", /, **values: object) -> str:
    """The sentence for a key, its placeholders filled. A missing key or language is a KeyError."""
    return template(key, language).format_map(values)


@cache
def template(key: str, language: Language = "zh") -> str:
    """The sentence for a key with its placeholders, for who has their values in a dict already."""
    subject, *path = key.split(".")
    entry: Any = _subject(subject)
    for part in path:
        entry = entry[part]
    return str(entry[language])


def catalogue(subject: str) -> dict[str, Any]:
    """Every entry of a subject as it stands in its file, for pages that fill the placeholders themselves."""
    return _subject(subject)


def preferred() -> Language:
    """The language of the person's locale (LC_ALL, LC_MESSAGES, LANG): English only where one says English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "en" if (locale.getlocale()[0] or "").lower().startswith("en") else "zh"
