"""规则: the rules, calendar and workflow in force, and their replacement after a look at what that would change."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from luodi.delivery import SettingsError, default_workflow, word
from luodi.delivery.settings_file import LONGEST
from luodi.messages import Language, say
from luodi.web import clock
from luodi.web.accounts import ROLES
from luodi.web.actor import actor
from luodi.web.models import Rulebook
from luodi.web.pages.page import language, note, page, permitted
from luodi.web.rulebooks import KINDS, VersionTaken, numbers, proposed, put_into_force, setting_on, shipped_numbers
from luodi.web.standing import turned

SHOWN = 200
"""Lights of a preview that are listed; all are counted."""


@permitted("manage-rules")
def rules(request: HttpRequest) -> HttpResponse:
    """What judgements go by today."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **shown: Any) -> HttpResponse:
    today = clock.today()
    setting = setting_on(today)
    workflow = default_workflow()
    spoken = language(request)
    shipped = shipped_numbers()
    return page(
        request, "rules.html", status, section="rules", setting=setting,
        numbers=[(name, in_words(value, spoken), value != shipped.get(name)) for name, value in numbers(setting.rules)],
        years=sorted(setting.calendar.years.items()), unknown=setting.calendar.unknown((today.year, today.year + 1)),
        workflow=workflow, roles=ROLES, history=Rulebook.objects.select_related("account").defer("text")[:50],
        kinds=KINDS, longest=LONGEST, **{"kind": "rules", "text": "", "wrong": (), "preview": None, **shown},
    )  # fmt: skip


@require_POST
@permitted("manage-rules")
def preview(request: HttpRequest) -> HttpResponse:
    """What a file would change today, before it is put into force."""
    kind, text, wrong = _given(request)
    if wrong:
        return _page(request, 400, kind=kind, text=text, wrong=wrong)
    try:
        new = proposed(kind, text, clock.today())
    except (SettingsError, VersionTaken) as error:
        return _page(request, 400, kind=kind, text=text, wrong=_both(error))
    found = turned(new.setting)
    old = dict(numbers(setting_on(clock.today()).rules))
    spoken = language(request)
    return _page(
        request, kind=kind, text=text,
        preview={
            "new": new, "matters": len({each.row.pk for each in found}),
            "found": found[:SHOWN], "more": max(0, len(found) - SHOWN),
            "counts": sorted(Counter((each.light, each.old, each.new) for each in found).items()),
            "numbers": [
                (name, in_words(old.get(name), spoken), in_words(value, spoken))
                for name, value in numbers(new.setting.rules) if old.get(name) != value
            ],
            "years": sorted(
                year for year, days in new.setting.calendar.years.items()
                if setting_on(clock.today()).calendar.years.get(year) != days
            ),
        },
    )  # fmt: skip


@require_POST
@permitted("manage-rules")
def force(request: HttpRequest) -> HttpResponse:
    """A file counts from now on."""
    kind, text, wrong = _given(request)
    if wrong:
        return _page(request, 400, kind=kind, text=text, wrong=wrong)
    try:
        new = put_into_force(actor(request), kind, text, clock.today())
    except (SettingsError, VersionTaken) as error:
        return _page(request, 400, kind=kind, text=text, wrong=_both(error))
    note(request, say(f"site.rules.in-force-{kind}", language(request), version=new.version))
    return redirect("rules")


def _given(request: HttpRequest) -> tuple[Any, str, tuple[str, ...]]:
    """The kind and the text that was sent, as a file or pasted; and what is wrong with the form, in both languages."""
    kind = "calendar" if request.POST.get("kind") == "calendar" else "rules"
    file = request.FILES.get("file")
    text = request.POST.get("text", "")
    if file:
        if (file.size or 0) > 4 * LONGEST:
            return kind, "", _in_both("too-long")
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            return kind, "", _in_both("not-text")
    # What a browser sends has its own ends of lines; what is kept is the file as it is written.
    text = text.replace("\r\n", "\n")
    return kind, text, () if text.strip() else _in_both("nothing")


def _both(error: SettingsError | VersionTaken) -> tuple[str, ...]:
    if isinstance(error, VersionTaken):
        return _in_both("version-taken", version=str(error))
    return error.in_words("zh"), error.in_words("en")


def _in_both(code: str, **values: object) -> tuple[str, ...]:
    return say(f"site.rules.{code}", "zh", **values), say(f"site.rules.{code}", "en", **values)


def in_words(value: Any, spoken: Language) -> str:
    """A setting as people read it: colours and cycles by their names, several days in a row."""
    match value:
        case None:
            return "—"
        case bool() | int():
            return str(value)
        case tuple() | list():
            return "、".join(map(str, value)) if value else say("site.rules.never", spoken)
    for section in ("colour", "cycle"):
        try:
            return word(section, value, spoken)
        except KeyError:
            continue
    return str(value)
