"""The verb that runs models: simulate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luodi.cli.app import app
from luodi.cli.extras import extras
from luodi.cli.given import CorrectionsOption, content_of, plan_of
from luodi.cli.language import LangOption, language_of
from luodi.cli.measuring import OutputOption, PlanArgument
from luodi.cli.output import Format, FormatOption, show, write
from luodi.cli.stop import Stop
from luodi.messages import Language

if TYPE_CHECKING:
    from luodi.scenario import Model, Results, Scenario


@app.command(help="simulate")
def simulate(
    plan: PlanArgument,
    scenario: Annotated[str, typer.Option("--scenario", "-s", metavar="FILE", help="scenario")],
    draws: Annotated[int | None, typer.Option("--draws", metavar="N", help="draws", show_default=False)] = None,
    page: Annotated[str | None, typer.Option("--page", metavar="FILE", help="page")] = None,
    charts: Annotated[str | None, typer.Option("--charts", metavar="FOLDER", help="charts")] = None,
    netcdf: Annotated[str | None, typer.Option("--netcdf", metavar="FILE", help="netcdf")] = None,
    cluster: Annotated[str | None, typer.Option("--cluster", metavar="ADDRESS", help="cluster-simulate")] = None,
    format: FormatOption = Format.table,
    output: OutputOption = None,
    lang: LangOption = None,
    corrections: CorrectionsOption = None,
) -> None:
    """Run a scenario on a plan's figures; the outcomes with intervals and what they rest on."""
    language = language_of(lang)
    with extras():
        from luodi.systems import labels

        model, asked = _prepared(plan_of(plan, corrections), content_of(scenario), draws)
        results = _run(model, asked, cluster, language)
        named = labels(model.name)
        if page is not None:
            from luodi.publish.scenario_page import scenario_page

            write(page, scenario_page(results, named, language).encode(), plan, scenario)
        if netcdf is not None:
            write(netcdf, results.to_netcdf(), plan, scenario)
        if charts is not None:
            _draw(results, named, charts, language)
        if format is Format.json:
            from luodi.plan.encode import plain_json
            from luodi.scenario.report import report

            return write(output, plain_json(report(results, named, language)) + b"\n", plan, scenario)
        from luodi.terminal.simulation import simulation

        show(output, simulation(results, named, language), plan, scenario)


def _prepared(plan: Any, text: bytes, draws: int | None) -> tuple[Model, Scenario]:
    """The model that the scenario is for, bound to the plan, and the scenario."""
    from dataclasses import replace

    from luodi.scenario import ScenarioError, load
    from luodi.scenario.binding import bound
    from luodi.scenario.scenario import model_name
    from luodi.systems import MODELS, model_of

    name = model_name(text)
    if name not in MODELS:
        raise ScenarioError("no-such-model", name=name[:60], names="、".join(MODELS))
    model = bound(model_of(name), plan)
    asked = load(text, model)
    return model, replace(asked, draws=draws) if draws is not None else asked


def _run(model: Model, scenario: Scenario, cluster: str | None, language: Language) -> Results:
    from contextlib import nullcontext

    from rich.progress import Progress

    from luodi.messages import say
    from luodi.scenario import simulate
    from luodi.terminal import console

    client: Any = nullcontext()
    if cluster is not None:
        from distributed import Client

        try:
            client = Client(cluster, timeout="10s")  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise Stop("no-cluster", address=cluster, reason=error) from error
    import sys

    with client as connected, Progress(console=console(sys.stderr), transient=True) as progress:
        task = progress.add_task(say("cli.simulating", language), total=scenario.draws)
        return simulate(model, scenario, client=connected, progress=lambda done: progress.advance(task, done))


def _draw(results: Results, named: dict[tuple[str, str], tuple[str, str]], folder: str, language: Language) -> None:
    from luodi.publish.charts import svg
    from luodi.scenario.chart import chart

    if not Path(folder).is_dir():
        raise Stop("no-folder", name=folder)
    for name in results.values:
        option = chart(results, name, language, named)
        if option is not None:
            write(str(Path(folder) / f"{name}.svg"), svg(option).encode())
