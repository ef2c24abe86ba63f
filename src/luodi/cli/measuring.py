"""The verbs that measure a plan: assess, scorecard, ledger; and observations, the data they measure it by."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luodi.cli.app import app
from luodi.cli.extras import extras
from luodi.cli.given import CorrectionsOption, content_of, decoded, plan_of
from luodi.cli.language import LangOption, language_of
from luodi.cli.output import Format, FormatOption, show, write
from luodi.cli.stop import Stop

if TYPE_CHECKING:
    from luodi.indicators import Observation, Observations
    from luodi.publish.scorecard import Scorecard


PlanArgument = Annotated[str, typer.Argument(metavar="PLAN", help="plan", show_default=False)]
OnOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="on", show_default=False)]
DataOption = Annotated[list[str] | None, typer.Option("--data", "-d", metavar="FILE", help="data")]
OutputOption = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="output")]


@app.command(help="assess")
def assess(
    plan: PlanArgument,
    on: OnOption = None,
    data: DataOption = None,
    format: FormatOption = Format.table,
    output: OutputOption = None,
    lang: LangOption = None,
    corrections: CorrectionsOption = None,
) -> None:
    """Print where each target of a plan stands, by what was known on a day."""
    from luodi.indicators import assess as assessed
    from luodi.indicators.outlook import with_outlooks

    day = _day(on)
    with extras():
        found = with_outlooks(assessed(plan_of(plan, corrections), observations_of(data), day))
    if format is Format.json:
        from luodi.indicators.chart import charted
        from luodi.plan.encode import plain_json

        return write(output, plain_json(charted(found, language_of(lang))) + b"\n", plan, *(data or ()))
    from luodi.terminal.assessments import assessments

    show(output, assessments(found, language_of(lang)), plan, *(data or ()))


@app.command(help="score")
def score(
    issued: Annotated[str, typer.Argument(metavar="ASSESSMENTS", help="issued", show_default=False)],
    plan: PlanArgument,
    on: OnOption = None,
    data: DataOption = None,
    lang: LangOption = None,
) -> None:
    """Score the forecasts of an earlier assessment by what has become known since."""
    from luodi.indicators import assess as assessed
    from luodi.indicators.outlook import NotAsIssued, from_json, scores

    frozen = decoded(issued, from_json, content_of(issued))
    with extras():
        from luodi.terminal.scores import scores as shown

        try:
            found = scores(frozen, assessed(plan_of(plan), observations_of(data), _day(on)))
        except NotAsIssued as error:
            raise Stop("not-as-issued", name=issued, key=str(error)) from error
        show(None, shown(found, language_of(lang)))


@app.command(help="scorecard")
def scorecard(
    plan: PlanArgument,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="scorecard-output")],
    on: OnOption = None,
    data: DataOption = None,
    lang: LangOption = None,
    corrections: CorrectionsOption = None,
) -> None:
    """Write where the targets of a plan stand as an official document: summary, targets, charts, ledger."""
    suffix = Path(output).suffix.lower()
    if suffix not in (".docx", ".xlsx", ".pdf"):
        raise Stop("scorecard-suffix", name=output)
    from luodi.indicators import assess as assessed

    read, known, day = plan_of(plan, corrections), observations_of(data), _day(on)
    if not read.targets:
        raise Stop("no-targets", name=plan)
    with extras():
        from luodi.indicators.ledger import ledger as ledger_of
        from luodi.indicators.outlook import with_outlooks
        from luodi.publish.scorecard import scorecard as card_of

        card = card_of(read, with_outlooks(assessed(read, known, day)), ledger_of(read, known), language_of(lang))
        write(output, _written(card, suffix), plan, *(data or ()))


def _written(card: Scorecard, suffix: str) -> bytes:
    """The scorecard in the format of a suffix; what a format needs is imported for it alone."""
    from luodi.publish.fonts import NoChineseFont

    try:
        match suffix:
            case ".docx":
                from luodi.publish.scorecard_docx import scorecard_docx

                return scorecard_docx(card)
            case ".xlsx":
                from luodi.publish.scorecard_xlsx import scorecard_xlsx

                return scorecard_xlsx(card)
            case _:
                from luodi.publish.scorecard_pdf import scorecard_pdf

                return scorecard_pdf(card)
    except NoChineseFont as error:
        raise Stop("no-font") from error


@app.command(help="ledger")
def ledger(
    plan: PlanArgument,
    data: DataOption = None,
    format: FormatOption = Format.table,
    output: OutputOption = None,
    lang: LangOption = None,
    corrections: CorrectionsOption = None,
) -> None:
    """Print what a plan's figures imply and which of them cannot all hold; exit status 1 if some cannot."""
    with extras():
        from luodi.indicators.ledger import ledger as ledger_of

    read = plan_of(plan, corrections)
    found = ledger_of(read, observations_of(data))
    if format is Format.json:
        from luodi.plan.encode import plain_json

        write(output, plain_json(found) + b"\n", plan, *(data or ()))
    else:
        from luodi.terminal.ledger import ledger as shown

        show(output, shown(found, read, language_of(lang)), plan, *(data or ()))
    raise typer.Exit(any(conflict.reading == "as-worded" for conflict in found.conflicts))


@app.command(help="observations")
def observations(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="observation-files", show_default=False)],
    output: Annotated[str | None, typer.Option("--into", "-o", metavar="FILE", help="into")] = None,
    lang: LangOption = None,
) -> None:
    """Check files of observations and add what they hold to another, all of them or nothing."""
    from luodi.messages import say

    store: tuple[Observation, ...] = ()
    if output is not None:
        if Path(output).suffix.lower() not in (".csv", ".xlsx"):
            raise Stop("data-suffix", name=output)
        store = _added((), [output]) if Path(output).exists() else ()
    found = _added(store, files)
    language = language_of(lang)
    if output is not None:
        from luodi.indicators.observation_table import observations_csv, observations_xlsx

        written = observations_xlsx if Path(output).suffix.lower() == ".xlsx" else observations_csv
        write(output, written(found, language))
    print(say("cli.observations.done", language, known=len(store), new=len(found) - len(store)))


def observations_of(names: list[str] | None) -> Observations:
    """The observations of the files named, those that come with luodi where none is."""
    from luodi.indicators import Observations
    from luodi.indicators.observation_table import published

    return Observations(_added((), names)) if names else published()


def _added(store: tuple[Observation, ...], names: list[str]) -> tuple[Observation, ...]:
    from luodi.indicators.observation_table import added

    for name in names:
        store = added(store, (content_of(name), name))
    return store


def _day(written: str | None) -> date:
    try:
        return date.fromisoformat(written) if written else date.today()
    except ValueError as error:
        raise Stop("no-day", name=written) from error
