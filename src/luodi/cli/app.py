"""The application that modules of verbs register with, and the options before any verb."""

from __future__ import annotations

from typing import Annotated

import typer

from luodi.cli.language import HELP, LangOption

app = typer.Typer(
    name="luodi",
    help="help",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": HELP},
)


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    lang: LangOption = None,
    version: Annotated[bool, typer.Option("--version", help="version", is_eager=True)] = False,
) -> None:
    verbs = (verb.name or verb.callback.__name__ for verb in app.registered_commands if verb.callback)
    context.default_map = {verb: {"lang": lang} for verb in verbs}
    if version:
        from importlib.metadata import version as installed

        print(f"luodi {installed('luodi')}")
        raise typer.Exit
