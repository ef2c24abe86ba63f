"""时效灯: is the record current, by the reports missing in a row up to the latest that should be in."""

from __future__ import annotations

from luodi.delivery.event import Colour
from luodi.delivery.light import Light, light
from luodi.delivery.matter import Matter
from luodi.delivery.reporting import Cycle, ReportingPeriod
from luodi.delivery.rules import Setting
from luodi.delivery.workflow import DONE


def freshness_light(matter: Matter, cycle: Cycle, missed: tuple[ReportingPeriod, ...], setting: Setting) -> Light:
    """The light of a matter from the reports that are missing (`luodi.delivery.reporting.missing`)."""
    if matter.state in DONE:
        return light("freshness", "grey", "done", matter, setting, state=matter.state)
    if matter.claim is not None:
        return light("freshness", "green", "claimed", matter, setting, day=matter.claim.day.isoformat())
    rules = setting.rules.freshness
    last = max((handed.day for handed in matter.reports), default=None)
    begun = matter.resumed or matter.assigned
    days = (setting.today - (last or begun)).days
    if len(missed) < rules.yellow_missed:
        if last is None:
            return light("freshness", "grey", "no-report-yet", matter, setting,
                         assigned=begun.isoformat(), cycle=cycle.name)  # fmt: skip
        return light("freshness", "green", "current", matter, setting,
                     last=last.isoformat(), days=days, cycle=cycle.name)  # fmt: skip
    colour: Colour = "red" if len(missed) >= rules.red_missed else "yellow"
    labels = tuple(period.label for period in missed[-6:])
    if last is None:
        return light("freshness", colour, "never-reported", matter, setting, assigned=begun.isoformat(), days=days,
                     count=len(missed), periods=labels, cycle=cycle.name)  # fmt: skip
    return light("freshness", colour, "missing", matter, setting, last=last.isoformat(), days=days,
                 count=len(missed), periods=labels, cycle=cycle.name)  # fmt: skip
