"""A plan on a terminal: its summary, its findings with the place marked, its tasks as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from luodi import messages
from luodi.documents import Anchor
from luodi.messages import Language
from luodi.plan import (
    Assignment,
    Baseline,
    Due,
    Finding,
    Period,
    Plan,
    PlanDocument,
    Severity,
    Target,
    Task,
    figure,
    say,
)
from luodi.plan.checks import shortened
from luodi.plan.place import place
from luodi.terminal.screen import Names, fitting, ruled, shown

T = TypeVar("T")

COLOURS: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_LISTS = {"lead", "duty", "cooperate", "due"}

# ---------------------------------------------------------------- the summary


def summary(plan: Plan, language: Language) -> RenderableType:
    """Title, number, issuers, period, what the plan holds, its tasks and targets, and what is to be said against it."""
    return Group(
        *_head(plan.document, language),
        _facts_of(plan, language),
        *_section("tasks", plan.tasks, _tasks, language),
        *_section("targets", plan.targets, _targets, language),
        "",
        _verdict(plan.findings, language),
    )


def _word(key: str, language: Language, **values: object) -> str:
    return messages.say(f"cli.summary.{key}", language, **values)


def _head(document: PlanDocument, language: Language) -> Iterator[RenderableType]:
    yield Text(shown(document.title or _word("untitled", language)), style="bold")
    below = (document.number, document.issued, document.urgency)
    if any(below):
        yield Text(" · ".join(shown(part) for part in below if part), style="dim")
    yield ""


def _facts_of(plan: Plan, language: Language) -> Table:
    document = plan.document
    counts = {part: len(getattr(plan, part)) for part in plan.__struct_fields__ if part not in ("schema", "document")}
    pages = _word("pages", language, pages=document.source.pages) if document.source.pages else None
    rows = {
        "issuers": "、".join(document.issuers),
        "addressees": "、".join(document.addressees),
        "period": _period(document.period, language),
        "approved": document.approved_by or "",
        "basis": "、".join(basis.title for basis in document.basis),
        "source": " · ".join(filter(None, (document.source.name, pages))),
        "content": _word("counts", language, **counts),
    }
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for key, value in rows.items():
        if value:
            grid.add_row(_word(key, language), shown(value))
    return grid


def _period(period: Period, language: Language) -> str:
    start, end = (day or "" for day in (period.start, period.end))
    if start.endswith("-01-01") and end.endswith("-12-31"):
        start, end = start[:4], end[:4]
    if not (start and end):
        return _word("until", language, end=end) if end else start
    return f"{start}—{end}"


def _section(
    key: str, rows: Sequence[T], table: Callable[[Sequence[T], Language], Table], language: Language
) -> Iterator[RenderableType]:
    yield ""
    yield Text(_word(key, language, count=len(rows)), style="bold")
    if rows:
        yield table(rows, language)


def _table(keys: Sequence[str], language: Language) -> Table:
    table = ruled(_word(key, language) for key in keys)
    table.columns[0].max_width = 14
    return table


def _tasks(tasks: Sequence[Task], language: Language) -> Table:
    """A row a task; roles and deadlines that no task has take no column."""
    columns = {
        "path": [task.path for task in tasks],
        "title": [shortened(task.title, 48) for task in tasks],
        "lead": [_names(task.assignments, "lead") for task in tasks],
        "duty": [_names(task.assignments, "duty") for task in tasks],
        "cooperate": [_names(task.assignments, "cooperate") for task in tasks],
        "due": [_dues(task.dues) for task in tasks],
    }
    columns = {key: cells for key, cells in columns.items() if any(cells)}
    table = _table(tuple(columns), language)
    for cells in zip(*columns.values(), strict=True):
        table.add_row(
            *(Names(shown(cell)) if key in _LISTS else shown(cell) for key, cell in zip(columns, cells, strict=True))
        )
    return table


def _names(assignments: Iterable[Assignment], role: str) -> str:
    return "、".join(dict.fromkeys(assignment.name for assignment in assignments if assignment.role == role))


def _dues(dues: Iterable[Due]) -> str:
    return "、".join(dict.fromkeys(due.by or due.written for due in dues))


def _targets(targets: Sequence[Target], language: Language) -> Table:
    table = _table(("path", "subject", "figure", "year", "baseline"), language)
    table.columns[2].justify = "right"
    for target in targets:
        subject = (_word("part", language) if target.part_of else "") + target.subject
        value = (target.aspirational or "") + figure(target)
        cells = (target.path, subject, value, str(target.year or target.recurrence or "–"), _base(target.baseline))
        table.add_row(*map(shown, cells))
    return table


def _base(baseline: Baseline | None) -> str:
    if baseline is None:
        return "–"
    return f"{baseline.value}{baseline.unit}" + (f"（{baseline.year}）" if baseline.year else "")


def _verdict(findings: Sequence[Finding], language: Language) -> Text:
    text = Text(_word("findings", language) + "  ", style="bold")
    if not findings:
        return text.append(_word("clean", language), style="not bold green")
    text.append_text(counts(findings, language))
    return text.append(_word("how", language), style="not bold dim")


# ---------------------------------------------------------------- the check


def counts(findings: Iterable[Finding], language: Language) -> Text:
    """How many errors, warnings and infos; the worst that occurs gives the colour."""
    number = Counter(found.severity for found in findings)
    worst: Severity = next((severity for severity in COLOURS if number[severity]), "info")
    values = {f"{severity}s": number[severity] for severity in COLOURS}
    return Text(messages.say("cli.check.counts", language, **values), style=COLOURS[worst])


def report(plan: Plan, name: str, source: str | None, language: Language, width: int) -> Iterator[Text]:
    """The findings as a linter prints them: where, what, the line with the place marked, what to do."""
    for found in plan.findings:
        message, advice = say(found, language)
        severity = messages.say(f"cli.check.{found.severity}", language)
        head = Text(f"{shown(name)}:{_where(plan, found, source)} ", style="bold")
        head.append(severity, style=COLOURS[found.severity]).append(f" {shown(found.code)} ", style="not bold dim")
        yield head.append(shown(message), style="not bold")
        if found.anchor and found.anchor.end > found.anchor.start:
            line, marks = marked(plan.document.text, found.anchor, width - 4)
            yield Text("  │ ", style="dim").append(line, style="not dim")
            yield Text("  │ ", style="dim").append(marks, style=f"not dim {COLOURS[found.severity]}")
        yield Text(f"  = {shown(advice)}", style="dim")
        yield Text()


def _where(plan: Plan, found: Finding, source: str | None) -> str:
    """`page:line:`, the line of a text file, or `¶` and the paragraph; nothing for the document as a whole."""
    if found.anchor is None:
        return ""
    page, line, paragraph = place(plan.document, found.anchor.start, source)
    if line is None:
        return f"¶{paragraph}:" if page is None else f"{page}:"
    return f"{line}:" if page is None else f"{page}:{line}:"


def marked(text: str, anchor: Anchor, width: int) -> tuple[str, str]:
    """The paragraph around an anchor within `width` columns, and a line that marks the anchored characters in it.

    Ideographs take two columns. What does not fit is left out, with an ellipsis at that end; of what stands before
    the anchor, as much is kept as there is room for, a quarter of the line at least.
    """
    first = text.rfind("\n", 0, anchor.start) + 1
    last = text.find("\n", anchor.start)
    paragraph = shown(text[first : len(text) if last < 0 else last])
    start, end = anchor.start - first, min(anchor.end - first, len(paragraph))
    room = max(width // 4, width - cell_len(paragraph[start:]))
    begin = start - len(fitting(paragraph[:start][::-1], room if cell_len(paragraph[:start]) <= room else room - 1))
    left = "…" if begin else ""
    line = left + paragraph[begin:]
    if cell_len(line) > width:
        line = fitting(line, width - 1) + "…"
    shift = len(left) - begin
    indent = cell_len(line[: start + shift])
    return line, " " * indent + "^" * max(1, cell_len(line[start + shift : end + shift]))


def findings_json(plan: Plan, name: str, source: str | None, language: Language) -> bytes:
    """The findings with their places, for programs: page, line and paragraph count from 1."""
    findings = []
    for found in plan.findings:
        message, advice = say(found, language)
        where = place(plan.document, found.anchor.start, source)._asdict() if found.anchor else {}
        quote = plan.document.text[found.anchor.start : found.anchor.end] if found.anchor else None
        said = {"message": message, "advice": advice, "quote": quote}
        findings.append({"code": found.code, "severity": found.severity, **said, "anchor": found.anchor, **where})
    return msgspec.json.format(msgspec.json.encode({"document": name, "findings": findings})) + b"\n"


# ---------------------------------------------------------------- the task table


def markdown(plan: Plan, language: Language) -> str:
    """The task table in Markdown, one line a task."""
    from luodi.publish import task_table  # and with it the writers of Word and Excel

    keys = ("number", "path", "category", "task", "lead", "cooperate", "due", "remark")
    header = [messages.say(f"cli.table.{key}", language) for key in keys]
    rows = ([str(getattr(row, key) or "") for key in keys] for row in task_table(plan).rows)
    lines = (header, ["---"] * len(keys), *rows)
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return "<br>".join(shown(line) for line in text.replace("\\", "\\\\").replace("|", "\\|").split("\n"))
