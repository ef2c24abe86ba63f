"""What every view on a terminal shares: safe text, consoles, tables, lists of names that break where names end.

Everything from a document passes `shown`, so that no character of a file reaches the terminal as a command.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import IO

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

_RULED = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")
"""A line under the header and nothing else."""

_NAME = re.compile("[^、，]+[、，]*|[、，]+")

_WIDEST = 120
"""Lines of text are no easier to read on a wider terminal."""


def shown(text: str) -> str:
    """The text on one line, without characters that command a terminal or turn its direction."""
    return "".join(
        " " if unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} else character for character in text
    )


def console(file: IO[str] | None = None) -> Console:
    """A console on standard output, or on a file; colour and the terminal's width only where there is a terminal."""
    width = Console().width if file is None else 100
    return Console(file=file, width=min(width, _WIDEST), highlight=False, markup=False, emoji=False)


def plain(renderable: RenderableType) -> str:
    """What the console would show, for a file."""
    written = StringIO()
    console(written).print(renderable)
    return written.getvalue()


@dataclass(frozen=True)
class Names:
    """A list of names that breaks between them, and inside a name only if it must."""

    text: str

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        width = cell_len(self.text)
        return Measurement(min(width, 8), width).with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        yield from map(Text, wrapped(self.text, options.max_width))


def wrapped(names: str, width: int) -> Iterator[str]:
    """The lines of a list of names, at most `width` columns each."""
    line = ""
    for name in _NAME.findall(names):
        if line and cell_len(line + name) > width:
            yield line
            line = ""
        line += name
        while cell_len(line) > width:
            head = fitting(line, max(2, width))
            if line[len(head)] in "、，" and len(head) > 1:  # no line begins with one
                head = head[:-1]
            yield head
            line = line[len(head) :]
    yield line


def ruled(headers: Iterable[str]) -> Table:
    """A table with a line under its headers and nothing else."""
    table = Table(
        box=_RULED, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", border_style="dim"
    )
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def fitting(text: str, width: int) -> str:
    """As much of the beginning of a text as fits `width` columns."""
    columns = 0
    for index, character in enumerate(text):
        columns += cell_len(character)
        if columns > width:
            return text[:index]
    return text
