"""The entry point: runs a verb, and turns every error into one sentence and an exit status."""

from __future__ import annotations

import errno
import os
import sys
from io import TextIOWrapper
from typing import NoReturn

import typer

from luodi.cli.app import app
from luodi.cli.language import asked_in, in_language
from luodi.cli.stop import Stop
from luodi.messages import Language, say


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line. Exit status 0, 1 (the document has errors), 2 (it could not be done)."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # whatever the locale says
            stream.reconfigure(encoding="utf-8", errors="replace")
    status: int | str | None = 2
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except OSError as error:  # of standard output, as a rule: files have a Stop of their own
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:
            language = asked_in(arguments)
            _complain(say("cli.error.system", language, reason=_reason(error, language)))
    sys.exit(status)


def _run(arguments: list[str]) -> int | str | None:
    language = asked_in(arguments)
    try:
        in_language(typer.main.get_command(app), language)(arguments, prog_name="luodi")
    except SystemExit as end:
        return end.code
    except (OSError, KeyboardInterrupt):
        raise
    except Exception as error:
        if os.environ.get("LUODI_DEBUG"):
            raise
        for sentence in _sentences(error, language):
            _complain(sentence)
    return 2


def _sentences(error: Exception, language: Language) -> tuple[str, ...]:
    """What a person is told of an error: one sentence, of a spreadsheet one for each thing that is wrong in it."""
    from luodi.sheets import SheetErrors

    if isinstance(error, SheetErrors):
        head = say("cli.error.sheet", language, name=error.name, count=error.count)
        return (head, *error.sentences(language))
    return (_sentence(error, language),)


def _sentence(error: Exception, language: Language) -> str:
    """What a person is told of an error."""
    try:
        return _of_catalogue(error, language)
    except KeyError:  # a sentence that nobody wrote
        return say("cli.error.internal", language, reason=f"{type(error).__name__}: {error}")


def _of_catalogue(error: Exception, language: Language) -> str:
    from luodi.batch import BatchError
    from luodi.documents import DocumentError
    from luodi.plan import PlanError
    from luodi.scenario.error import ScenarioError

    match error:
        case BatchError():
            return say(f"batch.{error.code}", language, **error.values)
        case Stop():
            told = {
                key: _sentence(value, language) if isinstance(value, Exception) else value
                for key, value in error.values.items()
            }
            return say(f"cli.error.{error.code}", language, **told)
        case DocumentError():
            return say(f"documents.{error.code}", language, **error.values)
        case PlanError():
            return say(f"plan.{error.code}", language, **error.values)
        case ScenarioError():
            return say(f"scenario.{error.code}", language, **error.values)
        case OSError():
            return _reason(error, language)
    raise KeyError(type(error))


def _reason(error: OSError, language: Language) -> str:
    try:
        return say(f"cli.reason.{errno.errorcode[error.errno or 0]}", language)
    except KeyError:
        return error.strerror or str(error)


def _complain(sentence: str) -> None:
    print(f"luodi: {' '.join(sentence.split())}", file=sys.stderr)
