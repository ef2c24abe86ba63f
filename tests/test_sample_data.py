"""The sample documents are what they claim: the clean prose is the converted text without its damage, the files hold the prose."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from luodi import samples

DATA = Path(__file__).parent / "data"
FORMATS = DATA / "formats"
INDEX: list[dict[str, str]] = json.loads((FORMATS / "index.json").read_text(encoding="utf-8"))
PLAN, TABLE = (path.read_text(encoding="utf-8") for path in samples.paths())
PROSE = (DATA / "prose/guangdong.txt").read_text(encoding="utf-8").splitlines()
NOTE = next(line for line in PROSE if line.startswith("FOOTNOTE\t")).removeprefix("FOOTNOTE\t")
PARAGRAPHS = [line for line in PROSE if not line.startswith("FOOTNOTE\t")]
TASKS: dict[str, Any] = json.loads((DATA / "prose/guangzhou.json").read_text(encoding="utf-8"))
GOLD: dict[str, Any] = json.loads((DATA / "gold/guangzhou.json").read_text(encoding="utf-8"))
GOLD_PLAN: dict[str, Any] = json.loads((DATA / "gold/guangdong.json").read_text(encoding="utf-8"))
TYPED_NUMBER = re.compile(r"[一二三四五]、|（[一二三四五六]）|\d\.(?!\d)")
PAGE_NUMBER = re.compile(r"^\s*—\s*\d+\s*—\s*$", re.MULTILINE)

# What the plan's converted text holds beside the plan: a letterhead that fell into a sentence, page numbers, seals.
PLAN_FURNITURE = Counter(
    {
        "广 东 省 工 业 和 信 息 化 厅": 1, "文件": 1, "广 东 省 发 展 和 改 革 委 员 会": 1, "广 东 省 科 学 技 术 厅": 1,
        "广 东 省 商 务 厅": 1, "广 东 省 市 场 监 督 管 理 局": 1, "— 2 —": 1, "— 3 —": 1, "— 14 —": 1, "812A": 5,
    }
)  # fmt: skip


def squeeze(text: str) -> str:
    """Text without white space."""
    return re.sub(r"\s+", "", text)


def table_text() -> list[str]:
    """Every cell of the clean table, the header first, as often as it is printed."""
    cells = [head["text"] for head in TASKS["header"]] + [group["category"] for group in TASKS["categories"]]
    for row in TASKS["rows"]:
        cells += [str(row["number"]), row["task"] or "", row["lead"], row["cooperate"], row["remark"]]
    return cells


# ---------------------------------------------------------------- the prose


def test_plan_prose_is_the_converted_text_without_its_furniture() -> None:
    left = PLAN_FURNITURE.copy()
    kept = []
    for line in PLAN.splitlines():
        if left[line.strip()] > 0:
            left[line.strip()] -= 1
        else:
            kept.append(line)
    assert not +left
    prose = squeeze("".join(PARAGRAPHS))
    before = "汽车制造产业生态体系和"  # the footnote is printed at the foot of the page, inside this sentence
    assert prose.count(before) == 1
    assert squeeze("".join(kept)) == prose.replace(before, before + squeeze(NOTE))


def test_plan_prose_has_no_blanks_inside_words() -> None:
    signatures = [line for line in PARAGRAPHS if "    " in line]
    assert len(signatures) == 2
    assert [line for line in PARAGRAPHS if " " in line] == signatures


def test_plan_prose_has_the_gold_outline() -> None:
    text = "".join(PARAGRAPHS)
    assert all(target["quote_start"] in text for target in GOLD_PLAN["targets"])
    for task in GOLD_PLAN["tasks"]:
        number = task["path"].rpartition("/")[2]
        typed = f"{number}." if number.isdecimal() else number
        assert [line for line in PARAGRAPHS if line.startswith(typed + task["title"])], task["path"]


def test_table_prose_is_the_converted_table_with_its_halves_joined() -> None:
    lines = [[squeeze(cell) for cell in line.split("\t")] for line in TABLE.splitlines() if "\t" in line]
    rows: list[list[str]] = []
    for cells in lines:
        if cells[0] == "序号":
            continue
        if cells[0]:
            rows.append(cells)
        else:
            rows[-1] = [first + second for first, second in zip(rows[-1], cells, strict=True)]
    assert sum(cells[0] == "序号" for cells in lines) == 4  # one header and three repeated
    for printed, row in zip(rows, TASKS["rows"], strict=True):
        assert printed[:1] + printed[2:] == [str(row["number"]), row["task"] or "", row["lead"], row["cooperate"], ""]
    for group in TASKS["categories"]:
        pieces = [row[1] for row in rows[group["first"] - 1 : group["last"]] if row[1]]
        whole = pieces[0]
        for piece in pieces[1:]:  # the second half repeats what stands before the page's end
            overlap = max(n for n in range(len(piece) + 1) if whole.endswith(piece[:n]))
            whole += piece[overlap:]
        assert whole == group["category"]
    rest = [squeeze(line) for line in TABLE.splitlines() if "\t" not in line and line.strip()]
    assert rest == [TASKS["title"], *TASKS["tail"]]


def test_table_prose_names_the_bodies_of_the_gold() -> None:
    def bodies(cell: str) -> list[str]:
        names = re.split("[、，]", cell)
        complete = ("市", "各", "有关", "广州市")
        return [n if n.startswith(complete) and not n.startswith("市场") else "市" + n for n in names]

    for row, gold in zip(TASKS["rows"], GOLD["tasks"], strict=True):
        assert (row["number"], row["category"], row["task"] or row["category"]) == (
            gold["number"],
            gold["category"],
            gold["title"],
        )
        assert bodies(row["lead"]) == gold["lead"]
        assert bodies(row["cooperate"]) == gold["cooperate"]


def test_merged_cells_cover_every_row_once() -> None:
    covered = [n for group in TASKS["categories"] for n in range(group["first"], group["last"] + 1)]
    assert covered == [row["number"] for row in TASKS["rows"]] == list(range(1, 35))
    assert [group["first"] for group in TASKS["categories"] if group["columns"] == 2] == [20, 21, 24, 25]
    assert [row["number"] for row in TASKS["rows"] if row["task"] is None] == [20, 21, 24, 25]


# ---------------------------------------------------------------- the files


def test_index_lists_every_file() -> None:
    assert sorted(entry["file"] for entry in INDEX) == sorted(
        p.name for p in FORMATS.iterdir() if p.name != "index.json"
    )
    assert {entry["document"] for entry in INDEX} == {"guangdong", "guangzhou"}
    assert all((FORMATS / entry["file"]).stat().st_size < 300_000 for entry in INDEX)


def pages(file: Path) -> list[str]:
    """The text of each page in the order it was written, by means other than luodi's readers."""
    if file.suffix == ".pdf":
        with pypdfium2.PdfDocument(file) as pdf:
            return [page.get_textpage().get_text_range() for page in pdf]
    with zipfile.ZipFile(file) as package:
        if file.suffix == ".ofd":
            names = sorted(
                (n for n in package.namelist() if n.endswith("/Content.xml")),
                key=lambda n: int(re.findall(r"\d+", n)[1]),
            )
            contents = [package.read(name).decode() for name in names]
            return [
                "\n".join(map(unescape, re.findall(r"<ofd:TextCode[^>]*>([^<]*)<", content))) for content in contents
            ]
        parts = [
            package.read(f"word/{part}.xml").decode()
            for part in ("document", "footnotes")
            if f"word/{part}.xml" in package.namelist()
        ]
        return ["".join(map(unescape, re.findall(r"<w:t(?: [^>]*)?>([^<]*)<", part))) for part in parts]


def entries(*kinds: str, document: str) -> list[Any]:
    return [
        pytest.param(FORMATS / entry["file"], id=entry["file"])
        for entry in INDEX
        if entry["document"] == document and entry["format"] in kinds
    ]


@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: entry["file"])
def test_file_is_of_its_kind(entry: dict[str, str]) -> None:
    file = FORMATS / entry["file"]
    head = file.read_bytes()
    if entry["format"] == "pdf":
        assert head.startswith(b"%PDF-")
    elif entry["format"] in ("docx", "ofd"):
        with zipfile.ZipFile(file) as package:
            assert package.testzip() is None
            assert {"docx": "word/document.xml", "ofd": "OFD.xml"}[entry["format"]] in package.namelist()
    else:
        gb18030 = "gb18030" in entry["file"]
        text = head.decode("gb18030" if gb18030 else "utf-8")
        assert "汽车" in text
        if gb18030:
            with pytest.raises(UnicodeDecodeError):
                head.decode("utf-8")
        if entry["format"] == "html":
            assert f"charset={'gb2312' if gb18030 else 'utf-8'}" in text
        if entry["format"] == "html" and gb18030:  # the declared encoding cannot hold it
            with pytest.raises(UnicodeDecodeError):
                head.decode("gb2312")


@pytest.mark.parametrize("file", entries("pdf", "ofd", "docx", document="guangdong"))
def test_paged_plan_holds_the_prose_in_order(file: Path) -> None:
    text = squeeze("".join(PAGE_NUMBER.sub("", page) for page in pages(file)))
    note = NOTE.removeprefix("[1]")
    before = re.search(r"(\[1\]|1?)$", text[: text.index(note)])
    assert before is not None
    text = text[: before.start()] + text[text.index(note) + len(note) :]
    text = re.sub(r"(?<=三核”)(\[1\]|1)", "", text)
    expected = [line.replace("[1]", "") for line in PARAGRAPHS]
    if "autonumber" in file.name:
        expected = [TYPED_NUMBER.sub("", line, count=1) if TYPED_NUMBER.match(line) else line for line in expected]
    assert text == squeeze("".join(expected))


@pytest.mark.parametrize("file", entries("pdf", "ofd", "docx", document="guangzhou"))
def test_paged_table_holds_every_cell(file: Path) -> None:
    found = [squeeze(PAGE_NUMBER.sub("", page)) for page in pages(file)]
    cells = table_text()
    headers = 1 if file.suffix == ".docx" or "weasyprint" in file.name else len(found)
    expected = Counter("".join([TASKS["title"], *TASKS["tail"], *cells]))
    for _ in range(headers - 1):
        expected += Counter("".join(head["text"] for head in TASKS["header"]))
    if "autonumber" in file.name:
        expected -= Counter("".join(str(row["number"]) for row in TASKS["rows"]))
    assert Counter("".join(found)) == expected


@pytest.mark.parametrize("file", entries("html", document="guangdong"))
def test_web_plan_holds_every_paragraph(file: Path) -> None:
    text = web_text(file)
    assert [line for line in [*PARAGRAPHS, NOTE] if squeeze(line) not in text] == []


@pytest.mark.parametrize("file", entries("html", document="guangzhou"))
def test_web_table_holds_every_cell_in_order(file: Path) -> None:
    text = web_text(file)
    order = [TASKS["title"], *(head["text"] for head in TASKS["header"])]
    for row in TASKS["rows"]:
        order.append(str(row["number"]))
        order += [group["category"] for group in TASKS["categories"] if group["first"] == row["number"]]
        order += [row["task"] or "", row["lead"], row["cooperate"]]
    assert squeeze("".join([*order, *TASKS["tail"]])) in text


def web_text(file: Path) -> str:
    page = file.read_bytes().decode("gb18030" if "gb18030" in file.name else "utf-8")
    return squeeze(unescape(re.sub("<[^>]+>", "", page)).replace("\xa0", ""))


@pytest.mark.parametrize("file", [*entries("txt", document="guangdong"), *entries("txt", document="guangzhou")])
def test_plain_text_holds_the_document(file: Path) -> None:
    text = file.read_bytes().decode("gb18030" if "gb18030" in file.name else "utf-8-sig")
    if "seed" in file.name:
        assert text == (PLAN if "guangdong" in file.name else TABLE)
    elif "guangdong" in file.name:
        assert squeeze(text) == squeeze("".join(PROSE).replace("FOOTNOTE", ""))
    else:
        rows = [line.split("\t") for line in text.splitlines() if "\t" in line]
        assert {len(row) for row in rows} == {6}
        assert [row[2] for row in rows[1:]] == [row["task"] or "" for row in TASKS["rows"]]
    assert "wrapped" not in file.name or max(map(len, text.splitlines())) == 30
    assert ("\r\n" in text) == ("crlf" in file.name)
