"""Jinja2 for the pages: every value is escaped, every sentence comes from the catalogue in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, cast

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from luodi.delivery import Event, overridden, word
from luodi.delivery import say as say_of_delivery
from luodi.delivery.event import CHINA
from luodi.indicators.assess import rounded
from luodi.messages import Language, say
from luodi.web.access import may
from luodi.web.evidence import TYPES
from luodi.web.pages.forms import FORMS
from luodi.web.pages.navigation import plan_tabs, sections


def environment(**options: Any) -> Environment:
    """The environment of Django's Jinja2 backend."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.globals.update(
        static=static, url=url, t=_t, say=_say, word=_word, may=may, named=_named, words=_words,
        overridden=overridden, said=_said, sections=sections, plan_tabs=plan_tabs, forms=FORMS,
        lamp=_lamp, chosen_of=_chosen_of,
        evidence_types=",".join(TYPES),
    )  # fmt: skip
    made.filters.update(
        twice=lambda value: (value, value),
        day=_day,
        moment=_moment,
        delivery=_delivery,
        lines=_lines,
        measured=measured,
        rounded=rounded,
    )
    return made


@lru_cache(maxsize=8192)
def url(name: str, *parts: str | int) -> str:
    """The address of a page."""
    return reverse(name, args=parts)


def _spoken(context: Context) -> Language:
    return cast(Language, context.get("language", "zh"))


@pass_context
def _t(context: Context, key: str, **values: object) -> str:
    """A sentence of the site's catalogue."""
    return say(f"site.{key}", _spoken(context), **values)


@pass_context
def _say(context: Context, key: str, **values: object) -> str:
    """A sentence of another catalogue."""
    return say(key, _spoken(context), **values)


@pass_context
def _word(context: Context, section: str, code: str) -> str:
    return word(section, code, _spoken(context))


@pass_context
def _named(context: Context, prefix: str, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Codes with their words of the catalogue, as options of a choice."""
    return [(code, say(f"site.{prefix}{code}", _spoken(context))) for code in codes]


@pass_context
def _lamp(context: Context, colour: str) -> Markup:
    """A light as lists show it: shape and word."""
    return _lamp_in(colour, _spoken(context))


@cache
def _lamp_in(colour: str, language: Language) -> Markup:
    return Markup('<span class="light {}">{}</span>').format(colour, word("colour", colour, language))


def _chosen_of(options: Iterable[tuple[object, str]], chosen: str) -> Markup:
    """The options of a choice. Written here because lists of bodies are long."""
    one = '<option value="{}"{}>{}</option>'
    return Markup("".join(
        one.format(escape(value), " selected" if str(value) == chosen else "", escape(text)) for value, text in options
    ))  # fmt: skip


@pass_context
def _words(context: Context, section: str, codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, word(section, code, _spoken(context))) for code in codes]


@pass_context
def _said(context: Context, event: Event) -> list[str]:
    """What an event says beside that it happened: days, reasons, opinions, the notice's number."""
    spoken = _spoken(context)
    found = []
    for name in ("until", "cycle", "light", "colour", "level"):
        value = getattr(event, name, None)
        if value:
            section = {"cycle": "cycle", "light": "light-name", "colour": "colour", "level": "level"}.get(name)
            found.append(word(section, value, spoken) if section else _day(context, value))
    found += [text for name in ("written", "reason", "opinion", "text") if (text := getattr(event, name, ""))]
    return found


@pass_context
def _delivery(context: Context, sentence: Any) -> str:
    """A sentence of luodi.delivery in words."""
    return say_of_delivery(sentence, _spoken(context))


@pass_context
def _day(context: Context, day: date | str | None) -> str:
    """2025年3月31日; 2025-03-31 in English; — where there is none."""
    if not day:
        return "—"
    if isinstance(day, str):
        day = date.fromisoformat(day[:10])
    return f"{day.year}年{day.month}月{day.day}日" if _spoken(context) == "zh" else day.isoformat()


@pass_context
def _moment(context: Context, at: datetime | str | None) -> str:
    return moment(at, _spoken(context))


def moment(at: datetime | str | None, language: Language) -> str:
    """A moment in China to the minute."""
    if not at:
        return "—"
    at = (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(CHINA)
    if language == "zh":
        return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    return f"{at:%Y-%m-%d %H:%M}"


def _lines(text: str) -> Markup:
    """Text in paragraphs, as its lines are."""
    parts = [line.strip() for line in text.splitlines() if line.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in parts)


def measured(size: int) -> str:
    """A size in bytes, as people write it."""
    return f"{size} B" if size < 1024 else f"{size / 1024:.0f} kB" if size < 1024**2 else f"{size / 1024**2:.1f} MB"
