"""公文: a notice or a circular as its parts in words, the same for every format it is written in.

The parts and their order are those of GB/T 9704-2012. What is not known is left as a blank to be filled in by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from luodi import messages
from luodi.delivery import shown
from luodi.messages import Language
from luodi.plan import Plan, Record
from luodi.publish.printable import on_one_line, printable
from luodi.publish.shades import Shade
from luodi.publish.tasktable import quoted

Format = Literal["docx", "pdf"]


class PublishError(ValueError):
    """A document that cannot be made: one sentence with what is wrong and what to do, by `in_words` in a language."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def in_words(self, language: Language) -> str:
        return words(f"error.{self.code}", language, **self.values)

    def __str__(self) -> str:
        return self.in_words("zh")


class Issuer(Record, frozen=True, kw_only=True):
    """发文单位: the office that issues, and whom to ask there. What is empty is left to be filled in by hand."""

    office: str
    contact: str = ""
    phone: str = ""


class Text(Record, frozen=True, tag=True):
    """A paragraph: the body's (indented by two characters), a heading of the first or second level, a note."""

    text: str
    style: Literal["text", "heading", "subheading", "note"] = "text"


class Cell(Record, frozen=True):
    """A cell of a table: its lines, and the light it is tinted by."""

    lines: tuple[str, ...]
    shade: Shade | None = None
    centred: bool = False


class Table(Record, frozen=True, kw_only=True, tag=True):
    """A ruled table. Widths in mm, 156 together; without `labels` it is a form whose first column has the labels.

    `heights` in mm are the least of each row, 0 where the text decides.
    """

    caption: str
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    labels: tuple[str, ...] = ()
    heights: tuple[float, ...] = ()


Block = Text | Table


class Annex(Record, frozen=True, kw_only=True):
    """附件, on a page of its own."""

    title: str
    blocks: tuple[Block, ...]


class Official(Record, frozen=True, kw_only=True):
    """公文. `status` stands above the title (拟发、已作废); `level` under it, with the shade it is printed in.

    `dated` is the ISO day of which the file is, `day` the date as printed, perhaps a blank.
    """

    language: Language
    dated: str
    status: str = ""
    title: str
    level: str = ""
    shade: Shade | None = None
    number: str
    to: str
    blocks: tuple[Block, ...]
    office: str
    day: str
    contact: str
    copies: str
    annex: Annex | None = None


def words(code: str, language: Language, **values: object) -> str:
    """A sentence or label of the catalogue `official`."""
    return messages.say(f"official.{code}", language, **values)


def cell(text: str, *, shade: Shade | None = None, centred: bool = False) -> Cell:
    """A cell of one text; its line breaks are kept."""
    return Cell(tuple(lines(text)) or ("",), shade, centred)


def lines(text: str) -> list[str]:
    """The lines of a text that somebody wrote, empty ones left out, each printable."""
    return [line for line in map(on_one_line, printable(text).splitlines()) if line]


def listed(names: Iterable[str], language: Language) -> str:
    """Names as a list; 无 where there are none."""
    return words("list", language).join(map(on_one_line, names)) or words("nobody", language)


def day(value: date | str, language: Language) -> str:
    """A day in words."""
    return shown("day", str(value), language)


def cited(plan: Plan, language: Language) -> str:
    """The plan's document by title and number: 《…行动计划》（粤工信装备〔2023〕12号）."""
    number = on_one_line(plan.document.number or "")
    if not number:
        return words("cite-unnumbered", language, title=titled(plan, language))
    return words("cite", language, title=titled(plan, language), number=number)


def titled(plan: Plan, language: Language) -> str:
    """The plan's document by its title in book marks."""
    title = on_one_line(plan.document.title or "")
    return quoted(title) if title else words("cite-untitled", language)


def task_named(plan: Plan, task: str, language: Language) -> str:
    """A task by its path and title."""
    for each in plan.tasks:
        if each.id == task:
            return words("task", language, path=on_one_line(each.path), title=on_one_line(each.title))
    return words("task-gone", language, task=on_one_line(task))


def filled(text: str, language: Language) -> str:
    """The text, or a blank to be filled in."""
    return on_one_line(text) or words("blank.text", language)


def contact_line(issuer: Issuer, language: Language) -> str:
    """附注: whom to ask."""
    return words(
        "contact", language, contact=filled(issuer.contact, language), phone=filled(issuer.phone, language)
    )  # fmt: skip


def copies_line(copies: Sequence[str], language: Language) -> str:
    """抄送, empty where nobody gets a copy."""
    return words("copies", language, bodies=listed(copies, language)) if copies else ""


def written(official: Official, form: Format) -> bytes:
    """The file. The same document gives the same bytes (on a machine, for PDF: it is set in the machine's fonts).

    PDF needs the extra `pdf`, and raises NoChineseFont where the machine has no font with Chinese characters.
    """
    if form == "pdf":
        from luodi.publish.official_pdf import official_pdf

        return official_pdf(official)
    from luodi.publish.official_docx import official_docx

    return official_docx(official)
