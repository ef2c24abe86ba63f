"""The verbs on two plans: align a city's with the province's, diff two versions of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from luodi.cli.app import app
from luodi.cli.given import content_of, decoded, plan_of
from luodi.cli.language import LangOption, language_of
from luodi.cli.output import Format, FormatOption, write
from luodi.cli.stop import Stop


@app.command(help="align")
def align(
    province: Annotated[str, typer.Argument(metavar="PROVINCE", help="align-province", show_default=False)],
    city: Annotated[str, typer.Argument(metavar="CITY", help="align-city", show_default=False)],
    confirmed: Annotated[str | None, typer.Option("--confirmed", metavar="FILE", help="confirmed")] = None,
    format: FormatOption = Format.table,
    lang: LangOption = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="align-output")] = None,
) -> None:
    """Propose which provincial task each of the city's serves; with -o, as a file in which a person confirms it."""
    if output is not None and Path(output).suffix.lower() not in (".yaml", ".yml"):
        raise Stop("confirmation-suffix", name=output)
    from luodi.plan.align import align as aligned
    from luodi.plan.align import proposals
    from luodi.plan.confirmations import dump_confirmations, load_confirmations

    decided = decoded(confirmed, load_confirmations, content_of(confirmed)) if confirmed is not None else ()
    plans = plan_of(province), plan_of(city)
    alignment = aligned(*plans, decided)
    if output is not None:
        from luodi.messages import say

        head = say("compare.align.file", language_of(lang))
        write(output, dump_confirmations(head, proposals(alignment)).encode(), province, city)
    elif format is Format.json:
        from luodi.plan.encode import plain_json

        write(None, plain_json(alignment) + b"\n")
    else:
        from luodi.terminal import console
        from luodi.terminal.alignment import alignment_table

        console().print(alignment_table(alignment, *plans, language_of(lang)))


@app.command(help="diff")
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="diff-old", show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="diff-new", show_default=False)],
    format: FormatOption = Format.table,
    lang: LangOption = None,
) -> None:
    """Print what the new version says otherwise; exit status 1 if anything, as diff(1)."""
    from luodi.plan.diff import diff as changes_between

    changes = changes_between(plan_of(old), plan_of(new))
    if format is Format.json:
        from luodi.plan.encode import plain_json

        write(None, plain_json({"changes": changes}) + b"\n")
    else:
        from luodi.terminal import console
        from luodi.terminal.changes import change_list

        console().print(change_list(changes, language_of(lang)))
    raise typer.Exit(int(bool(changes)))
