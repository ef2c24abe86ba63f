"""The ledger back in: what a file says beyond the ledger becomes events, or is refused by row and cell.

A cell that says what the ledger says, or what it said before, asks for nothing, and neither does an empty one: so a
file may be old, sorted, cut down or given twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from luodi.delivery.event import (
    Claimed,
    CycleSet,
    DueSet,
    Event,
    Passed,
    Report,
    Reported,
    Returned,
    Signed,
    Stamp,
    action,
)
from luodi.delivery.ledger import accept
from luodi.delivery.lights import Standing, lights
from luodi.delivery.matter import Handed, Matter
from luodi.delivery.refusal import Refused
from luodi.delivery.rules import Setting
from luodi.delivery.sentence import Sentence, Value
from luodi.delivery.workbook.changes import Change, Changes
from luodi.delivery.workbook.columns import BY_DAY, COLUMNS, FILLED, TOLD, one_period, plain
from luodi.delivery.workbook.written import filled, shown_report, told
from luodi.delivery.workflow import Workflow
from luodi.files.characters import squeezed
from luodi.messages import Language
from luodi.plan import Plan
from luodi.sheets import Cell, CellError, Kind, Problem, SheetErrors, Table, read_table
from luodi.sheets.kinds import fold
from luodi.sheets.problem import brief

_REPORT = ("period", "progress", "problems", "next_steps")
_CELLS: dict[str, tuple[str, ...]] = {
    "signed": ("signed",),
    "reported": _REPORT,
    "claimed": ("claimed", *_REPORT),
    "passed": ("verdict", "opinion"),
    "returned": ("verdict", "opinion"),
    "due-set": ("due", "reason"),
    "cycle-set": ("set_cycle",),
}
"""The cells that say what is done, by its action."""
_FAULTS = {"empty-report": "progress", "bad-period": "period", "period-not-begun": "period"}
"""The cell at fault by the code of a refusal; that of a missing reason is the last of the action."""
_KEYS = tuple(column.key for column in COLUMNS)
_WORDS = 80
"""Characters of a text in the sentence that says what it does."""


def read_workbook(
    data: bytes, name: str, plan: Plan, matters: Iterable[Matter], setting: Setting, by: Stamp,
    workflow: Workflow | None = None,
) -> Changes:  # fmt: skip
    """What a ledger as CSV or Excel that somebody filled in asks for, in the name of `by`.

    The id of an event follows from the matter, the action and the contents, so the same file gives the same events, and
    none once the ledger has them. Nothing is raised: `Changes.refused` has what is wrong with the file.
    """
    columns = [msgspec.structs.replace(column, kind=_lenient(column.kind)) for column in COLUMNS]
    try:
        table = read_table((data, name), columns, hidden=True)
    except SheetErrors as error:
        return Changes(refused=error)
    reading = _Reading(table, name, plan, matters, setting, by, workflow)
    for index in range(len(table.rows)):
        reading.take(index)
    refused = SheetErrors(name, tuple(reading.problems)) if reading.problems else None
    return Changes(changes=tuple(reading.made), cautions=tuple(reading.cautions), refused=refused)


def _lenient(kind: Kind) -> Kind:
    """The same kind, which gives what is wrong with a cell as its value, so that one bad cell hides no other."""

    def read(cell: Cell) -> Any:
        try:
            return kind.read(cell)
        except CellError as error:
            return error

    return msgspec.structs.replace(kind, read=read)


class _Reading:
    """Where the reading of a file stands."""

    def __init__(
        self, table: Table, name: str, plan: Plan, matters: Iterable[Matter], setting: Setting, by: Stamp,
        workflow: Workflow | None,
    ) -> None:  # fmt: skip
        self.table, self.plan, self.setting, self.by, self.workflow = table, plan, setting, by, workflow
        self.standings = {each.matter.id: each for each in lights(plan, matters, setting).standings}
        self.tasks = {task.id: task for task in plan.tasks}
        self.present = frozenset(table.header)
        english = fold(table.header["matter"].label or "") == fold(COLUMNS[0].en)
        self.language: Language = "en" if english else "zh"
        self.problems: list[Problem] = []
        self.cautions: list[Problem] = list(table.notes)
        self.made: list[Change] = []
        self.seen: dict[str, int] = {}
        self.past: dict[str, list[dict[str, Any]]] = {}

    def take(self, index: int) -> None:
        """Read one row."""
        values = {key: _plain(value) for key, value in self.table.rows[index].items()}
        bad = {key for key in ("matter", *(column.key for column in FILLED)) if isinstance(values[key], CellError)}
        for key in _KEYS:
            if key in bad:
                self.problems.append(Problem(values[key].key, self.table.place(index, key), values[key].values))
        if "matter" in bad:
            return
        standing = self.standings.get(values["matter"] or "")
        if standing is None:
            self.problem(index, "matter", "unknown-matter", shown=brief(values["matter"] or ""))
            return
        self._tell_edits(index, values, standing)
        first = self.seen.setdefault(standing.matter.id, index)
        if first == index:
            _Row(self, index, values, standing.matter, frozenset(bad)).work()
        elif differing := self._differing(values, first):
            self.problem(index, differing, "rows-disagree", row=self.table.numbers[first])

    def problem(self, index: int, key: str, code: str, **values: object) -> None:
        """Something wrong with a cell."""
        self.problems.append(Problem(f"workbook.{code}", self.table.place(index, key), values))

    def caution(self, index: int, key: str, code: str, **values: object) -> None:
        """Something to know of a cell."""
        self.cautions.append(Problem(f"workbook.{code}", self.table.place(index, key), values))

    def _differing(self, values: dict[str, Any], first: int) -> str | None:
        """The first column in which a row says something else than another of the same matter."""
        other = {key: _plain(value) for key, value in self.table.rows[first].items()}
        return next(
            (column.key for column in FILLED
             if values[column.key] != other[column.key] and not isinstance(values[column.key], CellError)),
            None,
        )  # fmt: skip

    def _tell_edits(self, index: int, values: dict[str, Any], standing: Standing) -> None:
        """Caution where a cell that is only to be read says what the ledger never said."""
        matter = standing.matter
        task = self.tasks.get(matter.task)
        now = told(task, standing, self.language)
        edited = [
            column.key for column in TOLD
            if column.key in self.present - BY_DAY and values[column.key] is not None
            and not _same(values[column.key], now[column.key])
        ]  # fmt: skip
        for key in edited:
            if not any(_same(values[key], then[key]) for then in self._past(matter)):
                self.caution(index, key, "told-only", shown=_shown(values[key]), known=_shown(now[key]))

    def _past(self, matter: Matter) -> list[dict[str, Any]]:
        """What the ledger said after each event of the matter, worked out once however often a file has it."""
        if matter.id not in self.past:
            task = self.tasks.get(matter.task)
            alone = msgspec.structs.replace(self.plan, tasks=(task,) if task else (), targets=())
            found = lights(alone, self._versions(matter), self.setting)
            self.past[matter.id] = [told(task, then, self.language) for then in found.standings]
        return self.past[matter.id]

    def _versions(self, matter: Matter) -> Iterator[Matter]:
        """The matter as it was after each of its events."""
        then: Matter | None = None
        for event in matter.events:
            outcome = accept(then, event, self.workflow)
            if isinstance(outcome, Refused):  # the table of roles has changed since
                return
            then = outcome
            yield then


class _Row:
    """What a row asks of its matter, action by action in the order in which a fold takes events of one time."""

    def __init__(
        self, reading: _Reading, index: int, values: dict[str, Any], matter: Matter, bad: frozenset[str]
    ) -> None:
        self.reading, self.index, self.values, self.bad = reading, index, values, bad
        self.known = matter  # as the ledger has it
        self.matter = matter  # with what this row has asked for so far
        self.shown = filled(matter)
        self.report: dict[str, str] = {
            key: values[key] or "" for key in _REPORT if key in reading.present and key not in bad
        }

    def work(self) -> None:
        # A report without the signature that was refused, or a check of it, would only be refused for that.
        if self._sign() and self._report():
            self._check()
        self._time_limit()
        self._cycle()

    # ------------------------------------------------------------ the body

    def _sign(self) -> bool:
        if "signed" in self.bad:
            return False
        if self.values["signed"] is None or self.shown["signed"]:
            return True
        return self._do(Signed(id="", matter=self.known.id, by=self.reading.by), {})

    def _report(self) -> bool:
        """Hand in the report of the row, unless there is none or the ledger has it. False where it was refused."""
        if self.bad & {*_REPORT, "claimed"}:
            return False
        claims = self.values["claimed"] is not None
        if not any(self.report.values()):
            claimed_before = not self.report and any(handed.final for handed in self.known.reports)
            if not claims or claimed_before:
                return True
        elif self._handed():
            return True
        if not self.report.get("period"):
            self.reading.problem(self.index, "period", "no-period")
            return False
        report = Report(
            period=self.report["period"], progress=self.report.get("progress", ""),
            problems=self.report.get("problems", ""), next_steps=self.report.get("next_steps", ""),
        )  # fmt: skip
        kind = Claimed if claims else Reported
        made = kind(id="", matter=self.known.id, by=self.reading.by, report=report)
        if not self._do(made, {"period": report.period, "text": brief(report.progress, _WORDS)}):
            return False
        if report.progress == self.shown["progress"] and not claims:
            self._left_over("progress")
        return True

    def _handed(self) -> list[Handed]:
        """The reports of the ledger that say what the row says, as far as the file has the columns.

        An empty cell takes no claim back: without a claim in the row the report may be one or not.
        """
        claims = self.values["claimed"] is not None
        return [
            handed for handed in self.known.reports
            if all(_said(handed.report, key) == text for key, text in self.report.items())
            and (handed.final or not claims)
        ]  # fmt: skip

    # ------------------------------------------------------------ who checks

    def _check(self) -> None:
        """Check the report of the row; where the row shows none, the one that the ledger shows."""
        if self.bad & {"verdict", "opinion"} or "verdict" not in self.reading.present:
            return
        verdict, opinion = self.values["verdict"], self.values["opinion"] or ""
        if verdict is None:
            if opinion:
                self.reading.problem(self.index, "verdict", "no-verdict")
            return
        shown = shown_report(self.known)
        handed = self._handed() if any(self.report.values()) else [shown] if shown else []
        for earlier in handed:
            if earlier.outcome == verdict and (self._lacks("opinion") or plain(earlier.opinion) == opinion):
                if handed[-1].outcome == "pending":
                    self._recorded(earlier.settled or earlier.day, "verdict")
                return
        if not handed:
            self.reading.problem(self.index, "verdict", "no-report-to-check")
            return
        report = next((each for each in reversed(handed) if each.outcome == "pending"), handed[-1])
        kind = Passed if verdict == "passed" else Returned
        made = kind(id="", matter=self.known.id, by=self.reading.by, report=report.id, opinion=opinion)
        self._do(made, {"period": report.report.period, "text": brief(opinion, _WORDS)})

    def _time_limit(self) -> None:
        day, reason = self.values["due"], self.values["reason"] or ""
        if self.bad & {"due", "reason"} or self._lacks("due"):
            return
        if day is None:
            if reason:
                self.reading.problem(self.index, "due", "no-due")
            return
        if day == self.shown["due"] and reason in ("", self.shown["reason"]):
            return
        for event in reversed(self.known.events):
            if isinstance(event, DueSet) and event.until == day.isoformat() and (
                self._lacks("reason") or plain(event.reason) == reason
            ):  # fmt: skip
                self._recorded(event.by.day, "due")
                return
        made = DueSet(id="", matter=self.known.id, by=self.reading.by, until=day.isoformat(), reason=reason)
        if self._do(made, {"day": day.isoformat(), "text": brief(reason, _WORDS)}) and reason == self.shown["reason"]:
            self._left_over("reason")

    def _cycle(self) -> None:
        wanted = self.values["set_cycle"]
        if wanted is None or "set_cycle" in self.bad or wanted == self.shown["set_cycle"]:
            return
        cycle, dates = wanted
        for event in reversed(self.known.events):
            if isinstance(event, CycleSet) and (event.cycle, tuple(sorted(set(event.dates)))) == wanted:
                self._recorded(event.by.day, "set_cycle")
                return
        made = CycleSet(id="", matter=self.known.id, by=self.reading.by, cycle=cycle, dates=dates)
        self._do(made, {"days": dates} if dates else {"cycle": cycle}, "-dates" if dates else "")

    # ------------------------------------------------------------ all of them

    def _do(self, event: Event, words: dict[str, Value], form: str = "") -> bool:
        """Ask the matter to take an event; where it does not, its reason is the error of a cell."""
        name = action(event)
        event = msgspec.structs.replace(event, id=_id(event))
        outcome = accept(self.matter, event, self.reading.workflow)
        cells = _CELLS[name]
        changed = next((key for key in cells if self.values[key] != self.shown[key]), cells[0])
        if isinstance(outcome, Refused):
            key = cells[-1] if outcome.code == "without-reason" else _FAULTS.get(outcome.code, changed)
            said = {"zh": "".join(outcome.in_words("zh")), "en": " ".join(outcome.in_words("en"))}
            self.reading.problem(self.index, key, "refused", **said)
            return False
        self.matter = outcome
        task = self.reading.tasks.get(self.known.task)
        words |= {"name": self.known.party.name, "title": brief(task.title if task else self.known.task)}
        place = self.reading.table.place(self.index, changed)
        self.reading.made.append(Change(place, event, Sentence(f"workbook.change.{name}{form}", words)))
        return True

    def _lacks(self, key: str) -> bool:
        return key not in self.reading.present

    def _recorded(self, day: date, key: str) -> None:
        self.reading.caution(self.index, key, "recorded-before", day=day.isoformat())

    def _left_over(self, key: str) -> None:
        self.reading.caution(self.index, key, "same-text", shown=brief(self.values[key]))


def _id(event: Event) -> str:
    """An id that follows from what was done to which matter, whoever imports it and when."""
    contents = msgspec.to_builtins(event)
    told = [event.matter, action(event), {key: contents[key] for key in sorted(contents) if key not in ("id", "by")}]
    return "x-" + hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:20]


def _plain(value: Any) -> Any:
    return plain(value) or None if isinstance(value, str) else value


def _said(report: Report, key: str) -> str:
    return one_period(report.period) if key == "period" else plain(getattr(report, key))


def _same(written: Any, known: Any) -> bool:
    """Whether a cell that is only to be read says what the ledger says, blanks aside."""
    if isinstance(written, str) and isinstance(known, str):
        return squeezed(written) == squeezed(known)
    return bool(written == known)


def _shown(value: Any) -> str:
    if isinstance(value, CellError):
        value = value.values.get("shown")
    return brief(str(value)) if value is not None else "—"
