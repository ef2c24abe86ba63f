"""The language of the command line. Help texts are given as keys of the message catalogue (`cli.help`) and put into
the person's language when the commands are built.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from luodi.messages import Language, preferred, say

HELP = ["-h", "--help"]


class Lang(StrEnum):
    """The languages of the command line."""

    zh = "zh"
    en = "en"


LangOption = Annotated[Lang | None, typer.Option("--lang", help="lang", show_default=False)]


def language_of(asked: Lang | None) -> Language:
    return preferred() if asked is None else "en" if asked is Lang.en else "zh"


def asked_in(arguments: list[str]) -> Language:
    """The language asked for by --lang, also where the commands are not yet built or have failed."""
    words = [word for argument in arguments for word in argument.split("=", 1)]
    after = words[words.index("--lang") + 1 :][:1] if "--lang" in words else []
    return "en" if after == ["en"] else "zh" if after == ["zh"] else preferred()


def in_language(command: Any, language: Language) -> Any:
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
