"""Paragraphs survive being printed on pages and converted back to text, whatever the page and the converter."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.documents import read

PROSE = Path(__file__).parent.parent / "data" / "prose" / "guangdong.txt"
CLOSING, OPENING = "，。、；：！？）》〉】〕”’%", "（《〈【〔“‘"
WORD = re.compile(rf"[{OPENING}]*(?:[A-Za-z0-9.+/%-]+|.)[{CLOSING}]*")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def paragraphs_of(text: str) -> list[str]:
    document = read(text.encode())
    return [squeezed(document.quote(block.anchor)) for block in document.blocks]


BODY = paragraphs_of(PROSE.read_text("utf-8"))
BODY = BODY[next(i for i, words in enumerate(BODY) if words.startswith("一、")) :]  # without the letter and its titles
BODY = [words for words in BODY if not re.search(r"\[\d\]", words)]


@dataclass(frozen=True)
class Make:
    """A page and a converter."""

    width: int = 28  # ems
    ragged: float = 0.0  # ems by which the margin differs from line to line
    indent: str = "\u3000\u3000"
    double: int = 0  # blank lines between lines
    between: int = 0  # more of them between paragraphs
    page: int = 0  # lines of a page
    number: str = "— {} —"
    head: str = ""
    feed: str = ""
    spaced: bool = False  # blanks around figures and Latin letters
    trailing: str = ""
    margin: str = ""
    editor: bool = False  # wrapped by the count of characters


def em(text: str) -> float:
    return sum(0.5 if character < "\x80" else 1.0 for character in text)


def wrapped(paragraph: str, make: Make, chance: random.Random) -> list[str]:
    """The lines of a paragraph; numbers, words and what clings to them are not broken."""
    measure = len if make.editor else em
    lines = [make.indent]
    room = make.width
    for match in WORD.finditer(paragraph):
        if measure(lines[-1]) + measure(match.group()) > room and lines[-1] != make.indent:
            lines.append("")
            room = make.width + chance.uniform(-make.ragged, make.ragged)
        lines[-1] += match.group()
    return lines


def printed(paragraphs: list[str], make: Make) -> str:
    chance = random.Random(7)
    lines: list[str] = []
    count = 0
    for paragraph in paragraphs:
        words = paragraph
        if make.spaced:
            words = re.sub(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Z])|(?<=[0-9A-Z%])(?=[\u4e00-\u9fff])", " ", words)
        for line in wrapped(words, make, chance):
            if make.page and count and count % make.page == 0:
                lines += ["", make.number.format(count // make.page), make.feed + make.head, ""]
            lines += [make.margin + line + make.trailing] + [""] * make.double
            count += 1
        lines += [""] * make.between
    return "\n".join(lines)


def share(paragraphs: list[str], make: Make) -> float:
    """The share of the paragraphs that are read as they were."""
    found = Counter(paragraphs_of(printed(paragraphs, make)))
    return (Counter(paragraphs) & found).total() / len(paragraphs)


MAKES = {
    "indented": Make(),
    "flush": Make(indent="", width=32),
    "wide": Make(width=46),
    "blank lines between paragraphs": Make(indent="", between=1),
    "double spaced": Make(double=1, width=30),
    "double spaced and flush": Make(double=1, between=1, indent=""),
    "ragged": Make(ragged=2, width=32),
    "ragged, flush, on pages": Make(ragged=1, indent="", page=22, number="- {} -"),
    "pages": Make(page=24, spaced=True, trailing="  "),
    "pages numbered barely": Make(page=24, number="{}", feed="\f"),
    "pages numbered 第页": Make(page=26, number="第 {} 页 共 9 页", indent="", width=30),
    "pages numbered of": Make(page=26, number="{} / 9", width=38),
    "running heads": Make(page=24, head="某某市人民政府公报", number="{}", feed="\f", indent=""),
    "a margin": Make(margin=" " * 10, width=36, page=30, spaced=True),
    "an editor": Make(editor=True, width=40, indent=""),
}


@pytest.mark.parametrize("name", MAKES)
def test_paragraphs_are_put_together_again_from_lines(name):
    assert share(BODY, MAKES[name]) >= 0.96


@settings(max_examples=25, deadline=None)
@given(
    st.builds(
        Make, width=st.integers(24, 46), ragged=st.sampled_from([0.0, 0.5, 1.0]), indent=st.sampled_from(["", "\u3000\u3000", "    "]),
        double=st.integers(0, 1), between=st.integers(0, 2), page=st.sampled_from([0, 20, 25, 30]),
        number=st.sampled_from(["— {} —", "-{}-", "第{}页", "{}/12", "·{}·"]), spaced=st.booleans(),
        trailing=st.sampled_from(["", " "]), margin=st.sampled_from(["", " " * 6]), editor=st.booleans(),
    )
)  # fmt: skip
def test_few_paragraphs_are_lost_however_page_and_converter_are_combined(make):
    assert share(BODY, make) >= 0.9


@given(st.lists(st.sampled_from(BODY), min_size=1, max_size=8, unique=True), st.integers(0, 2))
def test_a_file_with_a_paragraph_a_line_is_never_joined(paragraphs, blanks):
    whole = [words for words in paragraphs if words.endswith("）")]
    assert paragraphs_of(("\n" * (blanks + 1)).join(whole) or "空") == (whole or ["空"])


def test_a_figure_moved_to_the_next_line_does_not_begin_a_paragraph():
    text = """二、重点任务
（一）坚持居民自愿、政府引导，统筹推进老旧小区改造与城市更
新，不搞大拆大建，2020年完成改造小区36个；2021年完成改造小
区85个，加装电梯60部以上；到2022年底前，全市基本完成
214个老旧小区改造任务，居民满意率不低于90%，改造后小区的
物业服务覆盖率达到100%，做到改造一个、成熟一个、管好一个。
（二）完善物业管理，改造后的小区要成立业主委员会或者物业管

— 4 —


理委员会，实现物业服务全覆盖。
"""
    assert paragraphs_of(text)[2].startswith("（二）完善物业管理")
    assert "全市基本完成214个老旧小区" in paragraphs_of(text)[1]
    assert paragraphs_of(text)[2].endswith("业主委员会或者物业管理委员会，实现物业服务全覆盖。")


def test_a_list_within_a_sentence_stays_there_wherever_lines_end():
    text = """（一）坚持居民自愿、政府引导，统筹推进老旧小区改造与城市更新，
完善物业管理，改造后的小区要成立业主委员会或者物业管理委员
会，实现物业服务全覆盖，做到改造一个、成熟一个、管好一个。
1.拓宽资金渠道。建立政府、产权单位、居民、社会力量合理共担的
机制。统筹多方资金：①积极争取中央和省级补助资金，加强绩效管理；
②落实居民出资责任，居民出资比例原则上不低于改造总费用的百分；
③引导专业经营单位对管线设施改造给予支持，出资比例不少于一半。
"""
    assert len(paragraphs_of(text)) == 2


def test_running_heads_and_bare_page_numbers_are_set_aside():
    make = MAKES["running heads"]
    found = read(printed(BODY, make).encode()).furniture
    assert {f.kind for f in found} == {"running_head", "page_number"}
    assert {f.text for f in found if f.kind == "running_head"} == {make.head}


def test_rows_that_are_only_numbered_are_not_taken_for_pages():
    text = "\n".join(f"{n}\n市政务服务和数据管理局牵头推进第{n}项" for n in range(1, 9))
    assert paragraphs_of(text)[:2] == ["1", "市政务服务和数据管理局牵头推进第1项"]
