"""The verb on many documents: batch."""

from __future__ import annotations

from typing import Annotated

import typer

from luodi.cli.app import app
from luodi.cli.language import LangOption, language_of


@app.command(help="batch")
def batch(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="folder", show_default=False)],
    output: Annotated[str, typer.Option("--output", "-o", metavar="FOLDER", help="batch-output")],
    cluster: Annotated[str | None, typer.Option("--cluster", metavar="ADDRESS", help="cluster")] = None,
    lang: LangOption = None,
) -> None:
    """Compile every document of a folder; exit status 1 if some failed, 130 after Ctrl-C."""
    from luodi.batch import compile_folder
    from luodi.batch.screen import followed, result
    from luodi.terminal import console

    language = language_of(lang)
    with followed(language) as progress:
        summary = compile_folder(folder, output, cluster=cluster, language=language, progress=progress)
    console().print(result(summary, language))
    raise typer.Exit(130 if summary.interrupted else int(summary.failed > 0))
