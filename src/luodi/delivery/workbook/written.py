"""The ledger out: a row a matter, in the order of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from luodi.delivery.event import DueSet, Signed
from luodi.delivery.light import Light, overridden
from luodi.delivery.lights import Lights, Standing
from luodi.delivery.matter import Handed, Matter
from luodi.delivery.sentence import Sentence, say, word
from luodi.delivery.workbook.columns import COLUMNS, cycle_text, one_period, period_text, plain
from luodi.files.characters import squeezed
from luodi.messages import Language
from luodi.plan import Plan, Task
from luodi.sheets import write_csv, write_xlsx

_PINNED = 3  # the id, the path and the title of the task


def workbook_csv(plan: Plan, found: Lights, language: Language = "zh") -> bytes:
    """The ledger of a plan as CSV, in the columns that `read_workbook` reads. `found` are the lights of the day."""
    return write_csv(_rows(plan, found.standings, language), COLUMNS, language)


def workbook_xlsx(plan: Plan, found: Lights, language: Language = "zh") -> bytes:
    """The same as an Excel workbook: header and task stay in sight, what is to be filled in is coloured.

    ValueError for more matters than a sheet has rows.
    """
    return write_xlsx(_rows(plan, found.standings, language), COLUMNS, language, pinned=_PINNED)


def _rows(plan: Plan, standings: Iterable[Standing], language: Language) -> list[dict[str, Any]]:
    order = {task.id: at for at, task in enumerate(plan.tasks)}
    tasks = {task.id: task for task in plan.tasks}
    sorted_ = sorted(standings, key=lambda standing: order.get(standing.matter.task, len(order)))
    return [told(tasks.get(each.matter.task), each, language) | filled(each.matter) for each in sorted_]


def told(task: Task | None, standing: Standing, language: Language) -> dict[str, Any]:
    """The part of a row that is only to be read, by the keys of `TOLD`. Without a task the plan no longer has it."""
    matter, limit, cycle = standing.matter, standing.limit, standing.cycle
    parts = [clause.text for clause in task.clauses if clause.id in matter.clauses] if task else []
    whole = task is None or len(parts) == len(task.clauses)
    quoted = limit.source == "document" and limit.written
    source = Sentence("workbook.source", {"source": limit.source, "written": limit.written or ""})
    missed = (period.label for period in standing.missed)
    said: dict[str, str | date | None] = {
        "matter": matter.id,
        "path": task.path if task else None,
        "title": task.title if task else matter.task,
        "text": task.text if task and squeezed(task.text) != squeezed(task.title) else None,
        "body": matter.party.name,
        "capacity": word("capacity", matter.capacity, language),
        "supports": _listed((party.name for party in matter.supports), language),
        "clauses": None if whole else "\n".join(parts),
        "state": word("state", matter.state, language),
        "delivery": word("colour", standing.delivery.colour, language),
        "target": word("colour", standing.path.colour, language),
        "freshness": word("colour", standing.freshness.colour, language),
        "because": _because(standing, language),
        "limit": limit.by,
        "source": say(source, language) if quoted else word("source", limit.source, language),
        "cycle": cycle_text((cycle.name, cycle.dates), language),
        "missed": _listed((period_text(label, language) for label in missed), language),
        "pending": _listed((period_text(handed.report.period, language) for handed in _pending(matter)), language),
        "checked": _checked(matter, language),
        "steps": "\n".join(_steps(matter, language)),
        "notices": _listed(_notices(matter, language), language),
    }
    return {key: plain(value) if isinstance(value, str) else value for key, value in said.items()}


def filled(matter: Matter) -> dict[str, Any]:
    """The part of a row that people fill in, as the ledger has it, by the keys of `FILLED`."""
    report = shown_report(matter)
    limit = matter.time_limit if isinstance(matter.time_limit, DueSet) and matter.time_limit.until else None
    text = report.report if report else None
    return {
        "signed": "yes" if any(isinstance(event, Signed) for event in matter.events) else None,
        "period": one_period(text.period) if text else None,
        "progress": plain(text.progress) if text else None,
        "problems": plain(text.problems) if text else None,
        "next_steps": plain(text.next_steps) if text else None,
        "claimed": "yes" if report and report.final else None,
        "verdict": None,
        "opinion": None,
        "due": date.fromisoformat(limit.until) if limit and limit.until else None,
        "reason": plain(limit.reason) if limit else None,
        "set_cycle": (matter.cycle, matter.dates) if matter.cycle else None,
    }


def shown_report(matter: Matter) -> Handed | None:
    """The report that a row shows: the last that waits to be checked, else the last."""
    return next(reversed(_pending(matter)), None) or next(reversed(matter.reports), None)


def _pending(matter: Matter) -> list[Handed]:
    return [handed for handed in matter.reports if handed.outcome == "pending"]


def _checked(matter: Matter, language: Language) -> str | None:
    """What was said of the last report that was checked."""
    last = next((handed for handed in reversed(matter.reports) if handed.settled), None)
    if last is None:
        return None
    period, opinion = last.report.period, plain(last.opinion)
    code = f"workbook.checked.{last.outcome}" + ("-with" if opinion else "")
    return say(Sentence(code, {"period": period, "opinion": opinion}), language)


def _because(standing: Standing, language: Language) -> str:
    """Why the delivery light is as it is, and the two others where they are yellow or red or were set by hand."""
    lights: list[Light] = [standing.delivery]
    lights += [light for light in (standing.path, standing.freshness)
               if light.colour in ("yellow", "red") or light.override]  # fmt: skip
    lines = []
    for light in lights:
        lines.append(say(light.because, language))
        if (by_hand := overridden(light)) is not None:
            lines.append(say(by_hand, language))
    return "\n".join(lines)


def _steps(matter: Matter, language: Language) -> Iterable[str]:
    for step in matter.steps:
        done = matter.steps_done.get(step.id)
        values = {"step": step.title, "name": step.party.name, "by": step.by}
        if done is None:
            yield say(Sentence("workbook.step.open", {**values}), language)
        else:
            yield say(Sentence("workbook.step.done", {**values, "day": done.isoformat()}), language)


def _notices(matter: Matter, language: Language) -> Iterable[str]:
    for notice in matter.notices:
        void = say(Sentence("workbook.void"), language) if notice.id in matter.voided else ""
        yield notice.written + void


def _listed(names: Iterable[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(names)
