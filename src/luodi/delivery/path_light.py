"""指标灯: is the number on its path, from the assessments of the targets that are tied to the task."""

from __future__ import annotations

from collections.abc import Sequence

from luodi.delivery.event import Colour
from luodi.delivery.light import Light, light
from luodi.delivery.matter import Matter
from luodi.delivery.rules import Setting
from luodi.indicators import Assessment

_RANK: dict[Colour, int] = {"grey": 0, "green": 1, "yellow": 2, "red": 3}


def path_light(matter: Matter, assessments: Sequence[Assessment] | None, setting: Setting) -> Light:
    """The light of a matter: the worst of its targets. None: nothing has been assessed; none: no target is tied."""
    if assessments is None:
        return light("path", "grey", "not-assessed", matter, setting)
    if not assessments:
        return light("path", "grey", "no-target", matter, setting)
    colours = {each.target: colour_of(each, setting) for each in assessments}
    worst = max(assessments, key=lambda each: _RANK[colours[each.target]])
    colour = colours[worst.target]
    judged = sum(each.verdict != "cannot_be_judged" for each in assessments)
    return light(
        "path", colour, "worst-target" if judged else "not-judged", matter, setting,
        target=f"{worst.subject} {worst.figure}", verdict=worst.verdict, judged=judged, count=len(assessments),
    )  # fmt: skip


def colour_of(assessment: Assessment, setting: Setting) -> Colour:
    """The colour of a verdict by the rules."""
    rules = setting.rules.path
    return {
        "met": rules.met,
        "on_path": rules.on_path,
        "off_path": rules.off_path,
        "not_met": rules.not_met,
        "cannot_be_judged": rules.cannot_be_judged,
    }[assessment.verdict]
