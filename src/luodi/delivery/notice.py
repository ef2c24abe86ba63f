"""督办单: which notice is proposed for which matter on a day, and why.

The ladder is blue (提示: near its day, not signed for), yellow (behind, reports missing or poor), red (overdue,
repeated). The highest rung whose rule holds is proposed, once for each ground. While a notice is open, that is until
the body has answered it, only a higher one is proposed, and the one for a time limit that is past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from luodi.delivery.delivery_light import days_overdue, days_unsigned, is_due_soon, steps_overdue
from luodi.delivery.event import (
    Claimed,
    Event,
    Level,
    NoticeIssued,
    PostponementAsked,
    Reported,
    Signed,
    Stamp,
    StepDone,
)
from luodi.delivery.lights import Lights, Standing, lights
from luodi.delivery.matter import Matter
from luodi.delivery.numbering import next_number
from luodi.delivery.replay import before
from luodi.delivery.rules import Setting
from luodi.delivery.sentence import Sentence, Value
from luodi.delivery.workflow import AWAITING, DONE
from luodi.plan import Plan, Record

_RUNG: dict[Level, int] = {"blue": 1, "yellow": 2, "red": 3}


class ProposedNotice(Record, frozen=True, gc=False, kw_only=True):
    """A notice for an officer to issue. `ground` is what it is for; the same is not proposed twice."""

    matter: Matter
    level: Level
    rule: str  # notice/overdue
    version: str
    ground: str
    because: Sentence
    reply_by: str
    before: tuple[NoticeIssued, ...]  # what the matter has had


def proposed_notices(lights: Lights, setting: Setting) -> tuple[ProposedNotice, ...]:
    """At most one notice for each matter, from its standing on the day."""
    if lights.on != setting.today.isoformat():
        raise ValueError(f"lights of {lights.on} on {setting.today}")
    found = (_proposed(standing, setting) for standing in lights.standings)
    return tuple(notice for notice in found if notice is not None)


def issued(
    proposed: ProposedNotice, id: str, by: Stamp, notices: Iterable[NoticeIssued], setting: Setting
) -> NoticeIssued:
    """The event that issues a proposed notice, with the next number of its kind and year.

    `notices` are all that were ever issued, void ones too; the event still has to be accepted by its matter.
    """
    prefix, year = setting.rules.notices.of(proposed.level).prefix, by.day.year
    return NoticeIssued(
        id=id, matter=proposed.matter.id, by=by, level=proposed.level, prefix=prefix, year=year,
        number=next_number(notices, proposed.level, year), rule=proposed.rule, version=proposed.version,
        ground=proposed.ground, reply_by=proposed.reply_by,
    )  # fmt: skip


def recalled(plan: Plan, matter: Matter, notice: NoticeIssued, setting: Setting) -> ProposedNotice:
    """What a notice that was issued says: the matter as it was then, and the sentence of its rule, worked out again.

    `setting` has the rules and the calendar; its day does not matter. Where they or the plan have changed since, so
    that the notice's ground is not found again, `because` says rule and ground as they were recorded.
    """
    then = before(matter, notice)
    assert then is not None
    on = Setting(setting.rules, setting.calendar, notice.by.day)
    [standing] = lights(plan, [then], on).standings
    because = Sentence("ground.unexplained", {"rule": notice.rule, "version": notice.version, "ground": notice.ground})
    if notice.version == setting.rules.version:
        for _, rule, ground, values in _grounds(standing, then.standing_notices, on):
            if (f"notice/{rule}", ground) == (notice.rule, notice.ground):
                because = Sentence(f"notice.{rule}", values)
    return ProposedNotice(
        matter=then, level=notice.level, rule=notice.rule, version=notice.version, ground=notice.ground,
        because=because, reply_by=notice.reply_by, before=then.standing_notices,
    )  # fmt: skip


def _proposed(standing: Standing, setting: Setting) -> ProposedNotice | None:
    matter = standing.matter
    if matter.state in DONE or matter.state in AWAITING:
        return None
    had = matter.standing_notices
    rung = max((_RUNG[notice.level] for notice in had if not _answered(matter, notice)), default=0)
    for level, rule, ground, values in _grounds(standing, had, setting):
        if _RUNG[level] <= rung and rule != "overdue":
            continue
        if _was_issued(had, rule, ground):
            continue
        reply = setting.calendar.after(setting.today, setting.rules.notices.of(level).reply_within)
        return ProposedNotice(
            matter=matter, level=level, rule=f"notice/{rule}", version=setting.rules.version, ground=ground,
            because=Sentence(f"notice.{rule}", values), reply_by=reply.isoformat(), before=had,
        )  # fmt: skip
    return None


def _was_issued(had: tuple[NoticeIssued, ...], rule: str, ground: str) -> bool:
    return any((notice.rule, notice.ground) == (f"notice/{rule}", ground) for notice in had)


# What answers a notice: a report, a claim, a request for more time; to some also the thing itself.
_ANSWERS: tuple[type[Event], ...] = (Reported, Claimed, PostponementAsked)
_ALSO: dict[str, type[Event]] = {"notice/unsigned": Signed, "notice/step-overdue": StepDone}


def _answered(matter: Matter, notice: NoticeIssued) -> bool:
    """Whether the body has answered a notice since it was issued; until then the notice is open."""
    answers = (*_ANSWERS, _ALSO.get(notice.rule, Claimed))
    after = matter.events[matter.events.index(notice) + 1 :]
    return any(isinstance(event, answers) for event in after)


_Ground = tuple[Level, str, str, dict[str, Value]]


def _grounds(standing: Standing, had: tuple[NoticeIssued, ...], setting: Setting) -> Iterator[_Ground]:
    """What speaks for a notice, the highest rung first."""
    matter, limit, rules = standing.matter, standing.limit, setting.rules.notices
    by = limit.by.isoformat() if limit.by else ""
    late = days_overdue(limit, setting)
    if late >= rules.red_overdue:
        assert limit.by is not None
        yield "red", "overdue", by, {"by": by, "source": limit.source, "days": (setting.today - limit.by).days}
    yellow = tuple(each for each in _yellow(standing, setting) if not _was_issued(had, each[1], each[2]))
    yellows = [notice for notice in had if notice.level == "yellow"]
    if yellow and len(yellows) >= rules.red_yellows:
        numbers = tuple(notice.written for notice in yellows)
        yield "red", "repeated", numbers[-1], {"count": len(yellows), "numbers": numbers}
    if (notice := _unanswered(matter, "yellow", yellows, setting.today)) is not None:
        yield "red", "yellow-unanswered", notice.written, {"number": notice.written, "day": notice.reply_by}
    yield from yellow
    blues = [notice for notice in had if notice.level == "blue"]
    if (notice := _unanswered(matter, "blue", blues, setting.today)) is not None:
        yield "yellow", "blue-unanswered", notice.written, {"number": notice.written, "day": notice.reply_by}
    if is_due_soon(matter, limit, setting) and not late:
        assert limit.by is not None
        days = setting.calendar.between(setting.today, limit.by)
        yield "blue", "due-soon", by, {"by": by, "source": limit.source, "days": days}
    if (waited := days_unsigned(matter, setting)) > setting.rules.delivery.sign_within:
        assigned = matter.assigned.isoformat()
        yield "blue", "unsigned", assigned, {"assigned": assigned, "days": waited}


def _yellow(standing: Standing, setting: Setting) -> Iterator[_Ground]:
    matter, rules = standing.matter, setting.rules.notices
    for step in steps_overdue(matter, setting):
        values: dict[str, Value] = {"step": step.title, "by": step.by, "name": step.party.name}
        yield "yellow", "step-overdue", f"{step.id}/{step.by}", values
    if len(standing.missed) >= rules.yellow_missed:
        labels = tuple(period.label for period in standing.missed[-6:])
        yield "yellow", "report-missing", standing.missed[0].label, {"count": len(standing.missed), "periods": labels}
    returned = [handed for handed in matter.reports if handed.outcome == "returned"]
    if len(returned) >= rules.yellow_returned and matter.state == "returned":
        day = (returned[-1].settled or returned[-1].day).isoformat()
        yield "yellow", "returned-often", str(len(returned)), {"count": len(returned), "day": day}


def _unanswered(matter: Matter, level: Level, notices: list[NoticeIssued], today: date) -> NoticeIssued | None:
    """The latest notice of a rung that was to be answered before today and was not."""
    if not notices or notices[-1].reply_by >= today.isoformat() or _answered(matter, notices[-1]):
        return None
    return notices[-1]
