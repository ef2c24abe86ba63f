"""The verbs on one document: compile, table, check; and the schema of what they give."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from luodi.cli.app import app
from luodi.cli.given import (
    CorrectionsOption,
    DocumentArgument,
    compiled,
    corrected,
    corrections_of,
    encodable,
    plan_of,
    source_text,
)
from luodi.cli.language import LangOption, language_of
from luodi.cli.output import show, write
from luodi.cli.stop import Stop


class Format(StrEnum):
    """What `compile` prints."""

    summary = "summary"
    json = "json"
    yaml = "yaml"
    table = "table"


class CheckFormat(StrEnum):
    """What `check` prints."""

    text = "text"
    json = "json"


@app.command("compile", help="compile")
def compile_document(
    document: DocumentArgument,
    format: Annotated[Format | None, typer.Option("--format", "-f", help="format", show_default=False)] = None,
    lang: LangOption = None,
    corrections: CorrectionsOption = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="output")] = None,
    review: Annotated[str | None, typer.Option("--review", metavar="FILE", help="review")] = None,
) -> None:
    """Compile a document and print it in one of the formats; beside that, the page by which a person checks it."""
    read, blocks = compiled(document)
    corrected_by = corrections_of(corrections)
    plan = corrected(read, corrected_by)
    if review is not None:
        from luodi.publish.review import review_page

        page = review_page(plan, blocks, corrections=corrected_by, language=language_of(lang))
        write(review, page, document)
    match format or _format_of(output):
        case Format.json:
            from luodi.plan import to_json

            content = to_json(plan)
        case Format.yaml:
            from luodi.plan import to_yaml

            content = to_yaml(plan).encode()
        case Format.table:
            from luodi.terminal import markdown

            content = markdown(plan, language_of(lang)).encode()
        case Format.summary:
            from luodi.terminal import summary

            return show(output, summary(plan, language_of(lang)), document)
    write(output, content, document)


@app.command(help="table")
def table(
    document: DocumentArgument,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="table-output")],
    lang: LangOption = None,
    corrections: CorrectionsOption = None,
) -> None:
    """Write the task-division table."""
    suffix = Path(output).suffix.lower()
    if suffix not in (".docx", ".xlsx"):
        raise Stop("suffix", name=output)
    from luodi.publish import task_table, task_table_docx, task_table_xlsx

    plan = plan_of(document, corrections)
    if not plan.tasks:
        raise Stop("no-tasks", name=document)
    rows = task_table(plan)
    write(output, task_table_docx(rows) if suffix == ".docx" else task_table_xlsx(rows), document)


@app.command(help="check")
def check(
    document: DocumentArgument,
    format: Annotated[CheckFormat, typer.Option("--format", "-f", help="check-format")] = CheckFormat.text,
    lang: LangOption = None,
    corrections: CorrectionsOption = None,
) -> None:
    """Print what is to be said against a document; exit status 1 on errors."""
    from luodi.terminal import console, counts, findings_json, report

    plan = plan_of(document, corrections)
    source = source_text(document, plan)
    if format is CheckFormat.json:
        write(None, findings_json(plan, encodable(document), source, language_of(lang)))
    else:
        screen = console()
        for line in report(plan, document, source, language_of(lang), screen.width):
            screen.print(line, soft_wrap=True)
        screen.print(counts(plan.findings, language_of(lang)))
    raise typer.Exit(any(found.severity == "error" for found in plan.findings))


@app.command(help="schema")
def schema() -> None:
    """Print the JSON Schema of the plan file."""
    write(None, Path(__file__).parents[1].joinpath("plan", "plan-1.schema.json").read_bytes())


def _format_of(output: str | None) -> Format:
    suffix = Path(output or "").suffix.lower()
    suffixes = {".json": Format.json, ".yaml": Format.yaml, ".yml": Format.yaml, ".md": Format.table}
    if suffix in (".docx", ".xlsx", ".pdf", ".html"):
        raise Stop("plan-suffix", name=output)
    return suffixes.get(suffix, Format.summary)
