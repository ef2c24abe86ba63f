"""公文要素: which paragraph is the title, the number, the addressees, the letter, the signature, the imprint …

The elements are those of GB/T 9704-2012, clause 7, told by their form and their place, in any order that sites and
converters leave them in. What is none of them is the body, and belongs to the outline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from luodi.documents import Block, Document
from luodi.documents.marks import Mark
from luodi.documents.titles import ends_title, title_runs

Element = Literal[
    "urgency", "secrecy", "number", "title", "addressees", "letter", "signature", "date", "preamble", "annex",
    "copies", "imprint", "disclosure", "remark", "letterhead", "contents", "excess", "body",
]  # fmt: skip
LONGEST_PARAGRAPH = 200_000
"""Characters. A whole plan on one line is shorter; what is longer is none and is left unread (`excess`)."""

_NUMBER = r"[\u4e00-\u9fff（）()]{1,16}[〔\[【（(［]\s*(?:19|20)\d{2}\s*[〕\]】）)］]\s*(?:第)?\d{1,5}\s*号"
NUMBER = re.compile(_NUMBER)
_DATE = r"(?:(?:19|20)\d{2}年\d{1,2}月\d{1,2}日|二[〇○零O]([〇○零O一二三四五六七八九]{2})年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
DATE = re.compile(_DATE)
REMARK = r"[（(]此件.{0,6}公开.{0,8}[）)]"
"""附注: how the document is published; on a page it may stand in one line with the date."""
_ORGAN = re.compile(r"(?:厅|局|委|委员会|办|办公室|部|院|府|会|署|社|队|组|行|集团|公司|中心|指挥部|秘书处|司|总局)$")
_FORMS: tuple[tuple[Element, re.Pattern[str]], ...] = (
    ("urgency", re.compile(r"^(?:特急|加急|特提|平急|急件)$")),
    ("secrecy", re.compile(r"^(?:绝密|机密|秘密)(?:★.*)?$")),
    ("number", re.compile(rf"^(?:发文字号|文号)[：:]{_NUMBER}$|^[（(]?{_NUMBER}[）)]?$")),
    ("date", re.compile(rf"^(?:[（(]?{_DATE}[）)]?|{_DATE}{REMARK}|{REMARK}{_DATE})$")),
    (
        "disclosure",
        re.compile(r"^(?:公开方式|公开属性|信息公开选项|公开类别)[：:].*$|^[（(]?此件.{0,6}公开.{0,8}[）)]?$"),
    ),
    ("imprint", re.compile(rf"^.{{0,40}}{_DATE}印发$")),
    ("copies", re.compile(r"^(?:抄送|抄报|分送|主题词)[：:].*$")),
    ("annex", re.compile(r"^附件\s*\d{0,2}[：:].+$|^附件\s*\d{0,2}$|^附[：:].+$")),
    ("remark", re.compile(r"^[（(](?:本文有删减|联系人|联系电话|联系方式).*[）)]$|^本文有删减$|^联系人[：:].{0,80}$")),
    ("remark", re.compile(rf"^[（(].{{0,6}}{_DATE}.{{0,60}}(?:通过|批准|修订|修正|公布|发布)[）)]$")),
    ("letterhead", re.compile(r"^[\u4e00-\u9fff、]{2,60}(?:厅|局|委|会|办|室|部|院|府|署|社|组)文件$")),
)
_ANY_FORM = re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _FORMS))
_LEADERS = re.compile(r"[….·．]{2,}\s*\d{1,3}$")
_CONTENTS = ("目录", "目次")
_LISTED = re.compile(r"(?:附件?[：:])?(\d{1,2})[.．、](?!\d)[^。；]+$")
_ACCOUNT = re.compile(r"(?:说明|解读|报告|解释|评价指标(?:体系)?)$")
_SIGNED = re.compile(rf"^[^，。；：、]{{2,60}}(?:厅|局|委|会|办|室|部|院|府|署|社|组|公司|中心){_DATE}(?:{REMARK})?$")
_OUTERMOST = ("part", "chapter", "article", "cn", "heading")
_ADDRESSEE = re.compile(
    r"(?:政府|部门|机构|单位|厅|局|委|委员会|办|部|院|会|企业|院校|学校|公司|集团|银行|中心|"
    r"组|镇|街道|区|县|市|所|站|队|处|署)[：:]$|^各[^。：:]{2,200}[：:]$"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The element that each block of a document is; `titles` are the blocks of each title, which may be set over several."""

    elements: tuple[Element, ...]
    titles: tuple[tuple[int, ...], ...]

    def of(self, document: Document, element: Element) -> Iterator[Block]:
        """The blocks that are one element, in reading order."""
        if element not in self.elements:
            return
        for block, kind in zip(document.blocks, self.elements, strict=True):
            if kind == element:
                yield block


def frame(document: Document, marks: Mapping[int, Mark]) -> Frame:
    """Name the element of every block; `marks` are those of the blocks that begin a provision (`heads`)."""
    texts = [document.quote(block.anchor) for block in document.blocks]
    elements: list[Element] = [_form(block, text) for block, text in zip(document.blocks, texts, strict=True)]
    _contents(elements, texts)
    _annex_lists(elements, texts)
    first = _first_provision(document, elements, marks)
    found = [title for title in _titles(document, elements, texts) if _has_title_place(title, first, elements, marks)]
    titles = [i for title in found for i in title]
    for i in titles:
        elements[i] = "title"
    _letter(document, elements, texts, titles, first)
    _signatures(elements, texts, document)
    _names_above(elements, texts, titles)
    return Frame(tuple(elements), tuple(found))


def _form(block: Block, text: str) -> Element:
    if block.kind != "paragraph":
        return "body"
    if len(text) > LONGEST_PARAGRAPH:
        return "excess"
    if _ANY_FORM.match(text) is None:
        return "body"
    return next(element for element, pattern in _FORMS if pattern.match(text))


def _contents(elements: list[Element], texts: Sequence[str]) -> None:
    """目录: lines under that word, or three with leaders in a row, that end with a page number or come again as headings."""
    later: dict[str, int] = {}
    if any(text in _CONTENTS for text in texts):
        later = {_without_page(text)[:20]: index for index, text in enumerate(texts) if len(text) < 200}
    index = 0
    while index < len(texts):
        named = texts[index] in _CONTENTS
        end = index + named
        while end < len(texts) and len(texts[end]) < 100 and elements[end] in ("body", "annex"):
            repeated = named and later[_without_page(texts[end])[:20]] > end
            if not (_LEADERS.search(texts[end]) or repeated):
                break
            end += 1
        if end - index >= 3:
            elements[index:end] = ["contents"] * (end - index)
        index = max(end, index + 1)


def _without_page(text: str) -> str:
    return re.sub(r"[….·．\-—\s]*\d{1,3}$", "", text)


def _annex_lists(elements: list[Element], texts: Sequence[str]) -> None:
    """附件：1.… over several lines: those that go on with the numbers belong to it."""
    number = 0
    for index, element in enumerate(elements):
        listed = _LISTED.match(texts[index]) if element in ("annex", "body") and len(texts[index]) < 100 else None
        if element == "annex":
            number = int(listed[1]) if listed else 0
        elif number and listed and element == "body" and int(listed[1]) == number + 1:
            elements[index], number = "annex", number + 1
        else:
            number = 0


def _first_provision(document: Document, elements: Sequence[Element], marks: Mapping[int, Mark]) -> int:
    """The first block of the outline proper: a numbered paragraph or a table."""
    for index, block in enumerate(document.blocks):
        if elements[index] == "body" and (block.kind == "table" or index in marks):
            return index
    return len(document.blocks)


def _titles(document: Document, elements: Sequence[Element], texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Blocks that read as titles, those together that are the lines of one."""
    plain = [e == "body" and block.kind == "paragraph" for e, block in zip(elements, document.blocks, strict=True)]
    runs = title_runs([text if is_plain else "。" for text, is_plain in zip(texts, plain, strict=True)])
    found: dict[int, list[int]] = {}
    for i, is_plain in enumerate(plain):
        if i in runs or (is_plain and _is_title(document.blocks[i], texts[i])):
            found.setdefault(runs.get(i, i), []).append(i)
    return [tuple(title) for title in found.values()]


def _has_title_place(title: Sequence[int], first: int, elements: Sequence[Element], marks: Mapping[int, Mark]) -> bool:
    """Whether a title stands before the first provision or begins a part of the document."""
    return title[-1] < first or (title[0] not in marks and _begins_part(title[0], elements, marks, title[-1]))


def _is_title(block: Block, text: str) -> bool:
    if block.kind != "paragraph" or len(text) > 160 or re.search(r"[。；：！？]", text):
        return False
    return (ends_title(text) or _ACCOUNT.search(text) is not None) and not text.startswith(("（", "("))


def _begins_part(index: int, elements: Sequence[Element], marks: Mapping[int, Mark], last: int) -> bool:
    """A title within the document: it follows an annex's mark or a signature, or another numbering begins after it."""
    if index and elements[index - 1] in ("annex", "date", "remark", "signature"):
        return True
    following = next(
        (i for i in range(last + 1, min(last + 5, len(elements))) if elements[i] == "body" and i in marks), None
    )
    return following is not None and marks[following].ordinal == 1 and marks[following].kind in _OUTERMOST


def _letter(
    document: Document, elements: list[Element], texts: Sequence[str], titles: Sequence[int], first: int
) -> None:
    """Addressees, the letter that issues the plan, and the plan's preamble: what stands before the first provision."""
    addressed = next(
        (
            i
            for i in range(min(first, len(texts)))
            if elements[i] == "body" and len(texts[i]) < 400 and _ADDRESSEE.search(texts[i])
        ),
        None,
    )
    last_title = max((i for i in titles if i < first), default=-1)
    if addressed is not None:
        elements[addressed] = "addressees"
    for i in range(first):
        if elements[i] == "body" and document.blocks[i].kind == "paragraph":
            elements[i] = "letter" if addressed is not None and addressed < i < last_title else "preamble"


def _signatures(elements: list[Element], texts: Sequence[str], document: Document) -> None:
    """Names of bodies that stand alone just before a date, or after one another before it."""
    for i, element in enumerate(elements):
        if element in ("letter", "preamble", "body") and _SIGNED.match(texts[i]):
            elements[i] = "signature"
        if element != "date":
            continue
        j = i - 1
        while j >= 0 and elements[j] in ("letter", "preamble", "body") and _is_signature(texts[j], document.blocks[j]):
            elements[j] = "signature"
            j -= 1
        if 0 <= j < i - 1 and elements[j] in ("letter", "preamble", "body") and _is_broken_name(texts, j):
            elements[j] = "signature"


def _is_broken_name(texts: Sequence[str], index: int) -> bool:
    """Whether a line is the first half of a name that goes on in the next: the whole stands at either end of the document."""
    half = texts[index]
    if not 4 <= len(half) <= 40 or re.search(r"[，。；：、）)]", half):
        return False
    whole = half + texts[index + 1]
    return any(whole in text for text in (*texts[: min(index, 40)], *texts[max(index + 2, len(texts) - 10) :]))


def _names_above(elements: list[Element], texts: Sequence[str], titles: Sequence[int]) -> None:
    """发文机关标志 over several lines above the title, and the office above the day of printing."""
    for i in range(titles[0] if titles else 0):
        if elements[i] == "preamble" and len(texts[i]) <= 40 and (_ORGAN.search(texts[i]) or texts[i].endswith("文件")):
            elements[i] = "letterhead"
    for i in range(1, len(elements)):
        if elements[i] == "imprint" and elements[i - 1] in ("body", "preamble") and len(texts[i - 1]) <= 40:
            elements[i - 1] = "imprint" if _ORGAN.search(texts[i - 1]) else elements[i - 1]


def _is_signature(text: str, block: Block) -> bool:
    return (
        block.kind == "paragraph"
        and len(text) <= 60
        and not re.search(r"[，。；：、]", text)
        and _ORGAN.search(text) is not None
    )
