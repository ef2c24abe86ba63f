"""What a person sees of a run: a bar on a terminal, lines elsewhere, and a table at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

import msgspec
from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from luodi.batch.folder import Progress, Summary
from luodi.batch.outcome import Outcome
from luodi.batch.table import COLUMNS, SUMMARY
from luodi.messages import Language, say
from luodi.terminal import COLOURS, shown

_LONGEST = 40
"""Rows of the table at the end; the file holds them all."""


@contextmanager
def followed(language: Language) -> Iterator[Callable[[Progress], None]]:
    """What is to be called after each document; it writes to standard error, which a pipe of results leaves free."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not sys.stderr.isatty() or console.is_dumb_terminal:
        yield lambda progress: _line(progress, language)
        return
    with Bar(BarColumn(), TextColumn("{task.description}", markup=False), console=console, transient=True) as bar:
        task = bar.add_task(say("batch.starting", language), total=None)
        start = monotonic()

        def report(progress: Progress) -> None:
            description = pace(progress, monotonic() - start, language)
            bar.update(task, completed=progress.done, total=progress.total, description=description)

        yield report


def pace(progress: Progress, seconds: float, language: Language) -> str:
    """Documents done, failures, documents a second, time left; those that needed no work say nothing of the pace."""
    worked = progress.done - progress.kept
    rate = worked / seconds if seconds else 0.0
    left = f"{(progress.total - progress.done) / rate:.0f}" if rate else "–"
    values = {"done": progress.done, "total": progress.total, "failed": progress.failed}
    return say("batch.pace", language, **values, rate=f"{rate:.1f}", left=left)


def _line(progress: Progress, language: Language) -> None:
    if (outcome := progress.latest) is None:
        return
    values = msgspec.structs.asdict(outcome) | {"done": progress.done, "total": progress.total}
    values["path"] = shown(document(outcome))
    values["sentence"] = shown(outcome.sentence(language) or "")
    print(say("batch.failed" if outcome.failure else "batch.compiled", language, **values), file=sys.stderr, flush=True)


def document(outcome: Outcome) -> str:
    """The path of the document, whatever its bytes are."""
    return outcome.path.encode("utf-8", "replace").decode()


def result(summary: Summary, language: Language) -> RenderableType:
    """A row a document, or where there are many those that failed; then what became of all."""
    rows, failures = summary.outcomes, [outcome for outcome in summary.outcomes if outcome.failure]
    chosen = (rows if len(rows) <= _LONGEST else failures)[:_LONGEST]
    parts: list[RenderableType] = [_table(chosen, language), ""] if chosen else []
    if len(chosen) < len(rows):
        parts.append(Text(say("batch.more", language, count=len(rows) - len(chosen), file=SUMMARY), style="dim"))
    counts = {"compiled": summary.compiled, "kept": summary.kept, "failed": summary.failed}
    parts.append(Text(say("batch.end", language, **counts, seconds=f"{summary.seconds:.1f}", file=SUMMARY)))
    if summary.interrupted:
        parts.append(Text(say("batch.interrupted", language, missing=summary.total - len(rows)), style="yellow"))
    return Group(*parts)


def _table(outcomes: Sequence[Outcome], language: Language) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    for column in COLUMNS[:-1]:
        number = column not in ("document", "sha256", "title")
        table.add_column(
            say(f"batch.column.{column}", language),
            overflow="fold",
            justify="right" if number else "left",
            no_wrap=number,
        )
    for outcome in outcomes:
        named = (shown(document(outcome)), outcome.sha256[:8])
        seconds = f"{outcome.seconds:.2f}"
        if outcome.failure:
            sentence = Text(shown(outcome.sentence(language) or ""), style=COLOURS["error"])
            table.add_row(*named, sentence, *[""] * 5, seconds)
        else:
            counts = (outcome.tasks, outcome.targets, outcome.errors, outcome.warnings, outcome.infos)
            table.add_row(*named, shown(outcome.title or "–"), *map(str, counts), seconds)
    return table
