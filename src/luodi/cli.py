"""The command line: every verb is a thin call into the library.

What a verb needs is imported when it runs, so that help appears at once. Help texts are given as keys of the message
catalogue and put into the person's language when the commands are built.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from luodi.messages import Language, preferred, say

if TYPE_CHECKING:
    from luodi.documents import Block
    from luodi.plan import Correction, Plan

T = TypeVar("T")

HELP = ["-h", "--help"]

LARGEST = 200 * 1024 * 1024
"""No document of the genre is larger than this, in bytes."""


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


class Lang(StrEnum):
    """The languages of the command line."""

    zh = "zh"
    en = "en"


Document = Annotated[str, typer.Argument(metavar="DOCUMENT", help="document", show_default=False)]
LangOption = Annotated[Lang | None, typer.Option("--lang", help="lang", show_default=False)]
Corrections = Annotated[str | None, typer.Option("--corrections", metavar="FILE", help="corrections")]

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
    context.default_map = {command: {"lang": lang} for command in ("compile", "table", "check", "batch")}
    if version:
        from importlib.metadata import version as installed

        print(f"luodi {installed('luodi')}")
        raise typer.Exit


@app.command("compile", help="compile")
def compile_document(
    document: Document,
    format: Annotated[Format | None, typer.Option("--format", "-f", help="format", show_default=False)] = None,
    lang: LangOption = None,
    corrections: Corrections = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="output")] = None,
    review: Annotated[str | None, typer.Option("--review", metavar="FILE", help="review")] = None,
) -> None:
    """Compile a document and print it in one of the formats; beside that, the page by which a person checks it."""
    compiled, blocks = _compiled(document)
    corrected_by = _corrections(corrections)
    plan = _corrected(compiled, corrected_by)
    if review is not None:
        from luodi.publish.review import review_page

        page = review_page(plan, blocks, corrections=corrected_by, language=_language(lang))
        _write(review, page, document)
    match format or _format_of(output):
        case Format.json:
            from luodi.plan import to_json

            content = to_json(plan)
        case Format.yaml:
            from luodi.plan import to_yaml

            content = to_yaml(plan).encode()
        case Format.table:
            from luodi.terminal import markdown

            content = markdown(plan, _language(lang)).encode()
        case Format.summary:
            from luodi.terminal import console, plain, summary

            said = summary(plan, _language(lang))
            if output is None:
                return console().print(said)
            content = plain(said).encode()
    _write(output, content, document)


@app.command(help="table")
def table(
    document: Document,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="table-output")],
    lang: LangOption = None,
    corrections: Corrections = None,
) -> None:
    """Write the task-division table."""
    suffix = Path(output).suffix.lower()
    if suffix not in (".docx", ".xlsx"):
        raise Stop("suffix", name=output)
    from luodi.publish import task_table, task_table_docx, task_table_xlsx

    plan = _corrected(_plan(document), _corrections(corrections))
    if not plan.tasks:
        raise Stop("no-tasks", name=document)
    rows = task_table(plan)
    _write(output, task_table_docx(rows) if suffix == ".docx" else task_table_xlsx(rows), document)


@app.command(help="check")
def check(
    document: Document,
    format: Annotated[CheckFormat, typer.Option("--format", "-f", help="check-format")] = CheckFormat.text,
    lang: LangOption = None,
    corrections: Corrections = None,
) -> None:
    """Print what is to be said against a document; exit status 1 on errors."""
    from luodi.terminal import console, counts, findings_json, report

    plan = _corrected(_plan(document), _corrections(corrections))
    source = _source_text(document, plan)
    if format is CheckFormat.json:
        _write(None, findings_json(plan, _encodable(document), source, _language(lang)), document)
    else:
        screen = console()
        for line in report(plan, document, source, _language(lang), screen.width):
            screen.print(line, soft_wrap=True)
        screen.print(counts(plan.findings, _language(lang)))
    raise typer.Exit(any(found.severity == "error" for found in plan.findings))


@app.command(help="schema")
def schema() -> None:
    """Print the JSON Schema of the plan file."""
    _write(None, Path(__file__).with_name("plan").joinpath("plan-1.schema.json").read_bytes(), "")


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

    language = _language(lang)
    with followed(language) as progress:
        summary = compile_folder(folder, output, cluster=cluster, language=language, progress=progress)
    console().print(result(summary, language))
    raise typer.Exit(130 if summary.interrupted else int(summary.failed > 0))


# ---------------------------------------------------------------- in


class Stop(Exception):
    """Why a command cannot go on: the code of a sentence of the catalogue (`cli.error`) and what fills it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def _bytes(name: str) -> bytes:
    """The content of a file, `-` for standard input, within bounds."""
    try:
        with contextlib.nullcontext(sys.stdin.buffer) if name == "-" else open(name, "rb") as stream:
            data = stream.read(LARGEST + 1)
    except (FileNotFoundError, ValueError) as error:  # ValueError: no path can hold a NUL
        raise Stop("missing", name=name) from error
    except IsADirectoryError as error:
        raise Stop("directory", name=name) from error
    except OSError as error:
        raise Stop("unreadable", name=name, reason=error) from error
    if len(data) > LARGEST:
        raise Stop("too-large", name=name, limit=LARGEST // 1024**2)
    return data


def _plan(name: str) -> Plan:
    """The plan of a document, compiled unless the document is a plan already."""
    return _compiled(name)[0]


def _compiled(name: str) -> tuple[Plan, tuple[Block, ...]]:
    """The plan of a document and the blocks of its text; a plan that was compiled before has none."""
    data = _bytes(name)
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{") and b"luodi/plan/" in head:
        from luodi.plan import from_json

        return _of_file(name, from_json, data), ()
    if head.startswith(b"schema: luodi/plan/"):
        from luodi.plan import from_yaml

        return _of_file(name, from_yaml, data), ()
    from luodi.compiler import compile
    from luodi.documents import read

    read_document = read(data, name=_encodable(Path(name).name))
    return compile(read_document), read_document.blocks


def _encodable(name: str) -> str:
    """A file's name that can be written down: what is no UTF-8 in it becomes question marks."""
    return name.encode("utf-8", "replace").decode()


def _corrected(plan: Plan, corrections: tuple[Correction, ...]) -> Plan:
    if not corrections:
        return plan
    from luodi.plan import apply

    return apply(plan, corrections)


def _corrections(name: str | None) -> tuple[Correction, ...]:
    if name is None:
        return ()
    from luodi.plan.corrections import load

    return _of_file(name, load, _bytes(name))


def _of_file(name: str, decode: Callable[[bytes], T], data: bytes) -> T:
    """The decoded file; an error names it."""
    from luodi.plan import PlanError

    try:
        return decode(data)
    except PlanError as error:
        raise Stop("in-file", name=name, sentence=error) from error


def _source_text(name: str, plan: Plan) -> str | None:
    """The text of a text file as it was read, for the numbers of its lines; None if the document is not that file."""
    if plan.document.source.format != "txt" or not os.path.isfile(name):
        return None
    from hashlib import sha256

    data = _bytes(name)
    if sha256(data).hexdigest() != plan.document.source.sha256:
        return None
    from luodi.files.encoding import decode

    return decode(data, name)


# ---------------------------------------------------------------- out


def _format_of(output: str | None) -> Format:
    suffix = Path(output or "").suffix.lower()
    suffixes = {".json": Format.json, ".yaml": Format.yaml, ".yml": Format.yaml, ".md": Format.table}
    if suffix in (".docx", ".xlsx", ".pdf", ".html"):
        raise Stop("plan-suffix", name=output)
    return suffixes.get(suffix, Format.summary)


def _write(output: str | None, content: bytes, document: str) -> None:
    """Write to standard output or, whole or not at all, to a file."""
    if output in (None, "-"):
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    path = Path(output)
    if path.is_dir():
        raise Stop("directory", name=output)
    if not path.parent.is_dir():
        raise Stop("no-folder", name=output)
    if path.exists() and os.path.exists(document) and os.path.samefile(path, document):
        raise Stop("same-file", name=output)
    try:
        if path.exists() and not path.is_file():  # a device or a pipe
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise Stop("unwritable", name=output, reason=error) from error


def _replace(path: Path, content: bytes) -> None:
    """Put a complete file in the place of the old one, which stays as it is until then."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(handle)
            os.fchmod(handle, stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


# ---------------------------------------------------------------- the entry point


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
            language = _asked(arguments)
            _complain(say("cli.error.system", language, reason=_reason(error, language)))
    sys.exit(status)


def _run(arguments: list[str]) -> int | str | None:
    language = _asked(arguments)
    try:
        _in_language(typer.main.get_command(app), language)(arguments, prog_name="luodi")
    except SystemExit as end:
        return end.code
    except (OSError, KeyboardInterrupt):
        raise
    except Exception as error:
        if os.environ.get("LUODI_DEBUG"):
            raise
        _complain(_sentence(error, language))
    return 2


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


def _language(asked: Lang | None) -> Language:
    return preferred() if asked is None else "en" if asked is Lang.en else "zh"


def _asked(arguments: list[str]) -> Language:
    """The language asked for by --lang, also where the commands are not yet built or have failed."""
    words = [word for argument in arguments for word in argument.split("=", 1)]
    after = words[words.index("--lang") + 1 :][:1] if "--lang" in words else []
    return "en" if after == ["en"] else "zh" if after == ["zh"] else preferred()


def _in_language(command: Any, language: Language) -> Any:
    """The command (a group of them) with its help in a language: texts for the keys that stand in the code."""

    base: Any = typer.Context.formatter_class

    class Formatter(base):  # type: ignore[misc]
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, prefix or f"{say('cli.help.Usage', language)}: ")

        def write_heading(self, heading: str) -> None:
            super().write_heading(say(f"cli.help.{heading}", language))

    class Context(typer.Context):
        formatter_class = Formatter

    for part in (command, *command.commands.values()):
        part.help = say("cli.help" if part is command else f"cli.help.{part.help}", language)
        part.context_class = Context
        for parameter in part.params:
            parameter.help = say(f"cli.help.{parameter.help}", language)
        part.get_help_option(Context(part, help_option_names=HELP)).help = say("cli.help.help", language)
    return command
