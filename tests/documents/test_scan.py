"""Scans are read as what was printed: the images here are made from the PDFs of three programs, turned and grained."""

from __future__ import annotations

import importlib
import io
import json
import struct
import zlib
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from luodi.compiler import compile
from luodi.documents import DocumentError, pdf, read, scan
from luodi.documents.doubts import doubts
from luodi.documents.grid import Grid, grids, merged
from luodi.documents.image import grey, ink, tilt, turned_back, without_seals
from luodi.documents.image_rules import rules, wiped
from luodi.documents.lines import lines
from luodi.documents.misreadings import corrected
from luodi.documents.model import Anchor, Guess, Segment, Span
from luodi.documents.recognition import Place, Reading, cut
from luodi.documents.typeset import typeset
from luodi.messages import say

DATA = Path(__file__).parents[1] / "data"
FORMATS = DATA / "formats"
ROWS = json.loads((DATA / "prose" / "guangzhou.json").read_text("utf-8"))["rows"]
PROSE = "".join((DATA / "prose" / "guangdong.txt").read_text("utf-8").split())
DPI = 200


@pytest.fixture(scope="module")
def maker():
    """The module that makes scans."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DATA))
        yield importlib.import_module("makers.scan")


@pytest.fixture(scope="module")
def page(maker: ModuleType):
    """A clean page of the table."""
    return maker.printed((FORMATS / "guangzhou-weasyprint.pdf").read_bytes(), [0])[0]


def found_grids(image) -> list[Grid]:
    return grids(merged(rules(ink(image), DPI)))


class TestImage:
    @pytest.mark.parametrize("angle", [-1.9, -0.7, 0.0, 0.33, 1.5])
    def test_a_page_put_in_askew_is_measured_and_straightened(self, page, angle):
        askew = turned_back(page, -angle)
        assert tilt(ink(askew)) == pytest.approx(angle, abs=0.06)
        assert abs(tilt(ink(turned_back(askew, tilt(ink(askew)))))) <= 0.06

    def test_an_empty_page_is_level(self):
        assert tilt(ink(np.full((500, 400, 3), 255, np.uint8))) == 0

    def test_a_seal_goes_and_the_print_under_it_stays(self, maker, page):
        sealed = maker.seal(page, 0.6, 0.5)
        assert not np.array_equal(sealed, page)
        clean = without_seals(sealed, DPI)
        dark = grey(page) < 100
        assert (grey(clean)[dark] < 140).mean() > 0.995
        assert (grey(clean)[grey(page) > 250] > 150).mean() > 0.999

    def test_a_red_letterhead_is_no_seal(self, page):
        head = np.full_like(page, 255)
        cv2.putText(head, "AAAA BBBB CCCC", (150, 400), cv2.FONT_HERSHEY_SIMPLEX, 4, (30, 20, 210), 14)
        assert np.array_equal(without_seals(head, DPI), head)

    def test_paper_that_is_grey_on_one_side_is_no_ink(self, page):
        shade = np.linspace(0.55, 1, page.shape[1])[None, :, None]
        dark = np.asarray(page * shade, np.uint8)
        assert ink(dark).mean() == pytest.approx(ink(page).mean(), rel=0.15)


class TestRules:
    @pytest.mark.parametrize("producer", ["libreoffice", "typst", "weasyprint"])
    def test_a_scan_has_the_cells_that_the_program_drew(self, maker, producer):
        source = (FORMATS / f"guangzhou-{producer}.pdf").read_bytes()
        drawn = grids(merged(pdf._read(source, None)[1].rules))
        image = maker.scanned(maker.printed(source, [1])[0], seed=5)
        seen = found_grids(turned_back(image, tilt(ink(image))))
        assert [grid.areas for grid in seen] == [grid.areas for grid in drawn]
        for one, other in zip(seen[0].xs, drawn[0].xs, strict=True):
            assert one - seen[0].xs[0] == pytest.approx(other - drawn[0].xs[0], abs=1.5)

    def test_strokes_of_a_title_are_no_rules(self, maker):
        source = (FORMATS / "guangdong-libreoffice.pdf").read_bytes()
        assert rules(ink(maker.printed(source, [0])[0]), DPI) == []

    def test_wiping_takes_the_rules_and_leaves_the_text(self, page):
        found = rules(ink(page), DPI)
        rest = wiped(page, found, DPI, 255)
        assert found
        assert rules(ink(rest), DPI) == []
        assert cv2.connectedComponents(ink(rest))[0] > 500


def reading(text: str, middles: list[float], place: Place, sure: float = 1.0) -> Reading:
    return Reading(text, tuple(middles), (sure,) * len(text), place)


class TestTypesetting:
    def test_each_character_has_a_box_about_its_middle_and_none_overlap(self):
        middles = [100 + 40 * i for i in range(12)]
        line = reading("到二〇二五年产量超过五百", middles, Place(80, 200, 560, 245))
        ((glyphs,),) = typeset([([line], 200.0)])
        assert "".join(glyph.text for glyph in glyphs) == line.text
        unit = 200 / 72
        for glyph, middle in zip(glyphs, middles, strict=True):
            assert glyph.left < middle / unit < glyph.right
            assert glyph.size == pytest.approx(40 / unit, rel=0.02)
        assert all(a.right <= b.left + 1e-6 for a, b in pairwise(glyphs))

    def test_numbers_are_not_torn_and_gaps_are_blanks(self):
        text = "超过2025家省财政厅"
        middles = [20.0, 60, 90, 110, 130, 150, 180, 400, 440, 480, 520]
        line = reading(text, middles, Place(0, 0, 540, 45))
        mate = reading("汽车产业集群发展行动计划", [20.0 + 40 * i for i in range(12)], Place(0, 60, 480, 105))
        ((glyphs, _),) = typeset([([line, mate], 72.0)])
        (found,) = lines(glyphs, 1)
        before, after = found.text.split("家")
        assert before == "超过2025"
        assert after.startswith("  ")
        assert after.strip() == "省财政厅"

    def test_lines_measured_a_little_differently_have_one_size(self):
        found = [
            reading("汽车产业集群发展行动计划", [20 + pitch * i for i in range(12)], Place(0, 60 * k, 480, 60 * k + 45))
            for k, pitch in enumerate((39.0, 40.0, 41.0, 40.5))
        ]
        title = reading("汽车产业集群发展行动计划", [20.0 + 60 * i for i in range(12)], Place(0, 400, 800, 467))
        sizes = [line[0].size for line in typeset([([*found, title], 72.0)])[0]]
        assert len(set(sizes[:4])) == 1
        assert sizes[4] == pytest.approx(60, rel=0.05)

    def test_a_line_over_two_cells_is_cut_at_the_rule(self):
        assert cut(Place(10, 0, 200, 40), [100.0, 500.0]) == [Place(10, 0, 100, 40), Place(100, 0, 200, 40)]
        assert cut(Place(10, 0, 200, 40), [197.0]) == [Place(10, 0, 197, 40)]


MISREAD = [
    ("2023一2025年", "2023—2025年"),
    ("形成2一3家", "形成2—3家"),
    ("2 一3家", "2 —3家"),
    ("一3一", "—3—"),
    ("一 12 一", "— 12 —"),
    ("到2O25年", "到2025年"),
    ("20l7年", "2017年"),
    ("粤工信装备[2023]12号", "粤工信装备〔2023〕12号"),
    ("国办发（2018）126 号", "国办发〔2018〕126 号"),
    ("（二)存在问题", "（二）存在问题"),
    ("主要有:一是", "主要有：一是"),
    ("优势,打造", "优势，打造"),
]
RIGHT = [
    "一是汽车产业", "统一2个标准", "5G+车联网", "(V2X)", "生态体系和[1]三横", "1:100", "3,000家", "OTA升级", "每年新增1亿元",
    "第（一）项", "GB/T 9704-2012", "20个O型圈", "2-3家",
]  # fmt: skip


class TestMisreadings:
    @pytest.mark.parametrize(("recognised", "printed"), MISREAD)
    def test_what_can_be_nothing_else_is_put_right(self, recognised, printed):
        assert corrected(recognised) == printed

    @pytest.mark.parametrize("text", RIGHT)
    def test_what_may_be_right_stays(self, text):
        assert corrected(text) == text

    @given(st.text("一—-0123456789OlI年号〔〕[]()（），,:：发 产业", max_size=30))
    def test_every_character_keeps_its_place_and_no_digit_changes(self, text):
        out = corrected(text)
        assert len(out) == len(text)
        assert all(b == a for a, b in zip(text, out, strict=True) if a in "0123456789年号发产业 ")


class TestDoubts:
    TEXT = "产量超过530万辆\n产值超过530亿元"
    SEGMENTS = (Segment(0, 9, page=1, box=(0, 0, 90, 10)), Segment(10, 19, page=1, box=(0, 20, 90, 30)))

    def doubt(self, text: str, box: tuple[float, float, float, float]):
        return [*doubts([Guess(Span(text, page=1, box=box), 0.4)], self.TEXT, self.SEGMENTS)]

    def test_a_doubt_is_anchored_in_the_line_it_was_printed_on(self):
        assert self.doubt("530", (40, 0, 70, 10))[0].anchor == Anchor(4, 7)
        assert self.doubt("530", (40, 20, 70, 30))[0].anchor == Anchor(14, 17)

    def test_of_two_equal_characters_the_nearer_one(self):
        text, segments = "新能源和新材料", (Segment(0, 7, page=1, box=(0, 0, 70, 10)),)
        (found,) = doubts([Guess(Span("新", page=1, box=(40, 0, 50, 10)), 0.4)], text, segments)
        assert found.anchor == Anchor(4, 5)

    def test_what_is_not_part_of_the_text_is_none_and_an_unread_place_has_no_anchor(self):
        assert self.doubt("七", (40, 0, 70, 10)) == []
        assert self.doubt("", (40, 0, 70, 10))[0].anchor is None


def plain(text: str) -> str:
    """Without blanks, and all brackets of one width: on an image they look alike."""
    return "".join(text.split()).translate(str.maketrans("（），", "(),"))


class TestReading:
    """With the model; a page takes some seconds."""

    def test_a_turned_and_sealed_scan_has_the_rows_that_were_printed(self, maker):
        printed = maker.printed((FORMATS / "guangzhou-typst.pdf").read_bytes(), [1])[0]
        image = maker.scanned(maker.seal(printed, 0.7, 0.6), seed=3)
        document = read(maker.pdf([image]), name="扫描.pdf")
        assert document.source.format == "pdf-scan"
        assert document.source.pages == 1
        (table,) = [block for block in document.blocks if block.cells]
        rows: dict[int, list[str]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row, []).append(plain(document.quote(cell.anchor)))
        numbered = {cells[0]: cells for cells in rows.values() if cells[0].isdecimal()}
        assert len(numbered) >= 8
        for row in ROWS:
            if cells := numbered.get(str(row["number"])):
                wanted = [row["task"] or row["category"], row["lead"], row["cooperate"]]
                assert [plain(text) in cells for text in wanted] == [True] * 3
        box = next(segment.box for segment in document.segments if segment.box)
        assert 0 <= box[0] < box[2] <= 596
        assert 0 <= box[1] < box[3] <= 843

    def test_a_picture_put_in_sideways_reads_as_the_page(self, maker):
        printed = maker.printed((FORMATS / "guangdong-libreoffice.pdf").read_bytes(), [2])[0]
        image = np.ascontiguousarray(np.rot90(maker.scanned(printed, seed=4)))
        document = read(maker.jpeg(image), name="照片.jpg")
        assert document.source.format == "image"
        text = document.text.replace("\n", "").replace(" ", "")
        assert sum(text[i : i + 12] in PROSE for i in range(0, len(text) - 12, 12)) > 0.9 * (len(text) // 12)
        assert [scrap.text for scrap in document.furniture if scrap.kind == "page_number"] == ["—3—"]
        unit = max(image.shape) / 842  # the boxes are those of the picture as it is, sideways and askew
        rest = ink(image)
        everything = int(rest.sum())
        for segment in document.segments:
            left, top, right, bottom = (round(side * unit) for side in segment.box)
            rest[top:bottom, left:right] = 0
        assert rest.sum() < 0.03 * everything

    def test_a_scanned_page_among_printed_ones_is_read_in_its_place(self, maker, monkeypatch):
        source = (FORMATS / "guangdong-libreoffice.pdf").read_bytes()
        printed = pypdfium2.PdfDocument(source)
        scanned = pypdfium2.PdfDocument(maker.pdf([maker.scanned(maker.printed(source, [2])[0], seed=6)]))
        mixed = pypdfium2.PdfDocument.new()
        mixed.import_pages(printed, [1])
        mixed.import_pages(scanned)
        mixed.import_pages(printed, [3])
        out = io.BytesIO()
        mixed.save(out)
        document = read(out.getvalue())
        # Paragraphs run over both page ends.
        assert "占全国产量13.1%。2022年，全省汽车制造业" in document.text
        assert {segment.page for segment in document.segments} == {1, 2, 3}
        monkeypatch.setattr(scan, "available", lambda: False)
        unread = read(out.getvalue())
        assert [(doubt.anchor, doubt.page) for doubt in unread.doubts] == [(None, 2)]
        assert "unread-place" in {finding.code for finding in compile(unread).findings}

    def test_what_cannot_be_made_out_is_said(self, maker):
        printed = maker.printed((FORMATS / "guangdong-libreoffice.pdf").read_bytes(), [2])[0]
        top = printed[:900]
        poor = cv2.GaussianBlur(cv2.resize(top, None, fx=0.18, fy=0.18, interpolation=cv2.INTER_AREA), (0, 0), 0.6)
        document = read(maker.pdf([poor], dpi=36))
        figures = "".join(document.quote(doubt.anchor) for doubt in document.doubts if doubt.anchor)
        assert "7" in figures  # 415.37, which is misread
        found = [
            finding for finding in compile(document).findings if finding.code in ("low-confidence", "unread-place")
        ]
        assert len(found) == len(set(document.doubts))
        assert all(finding.severity == "warning" for finding in found)


def png(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b""))
    )


class TestRefusals:
    def code(self, data: bytes) -> str:
        with pytest.raises(DocumentError) as error:
            read(data, name="扫描件")
        assert say(f"documents.{error.value.code}", "zh", **error.value.values)
        return error.value.code

    def test_without_the_extra_the_person_is_told_what_to_install(self, maker, page, monkeypatch):
        monkeypatch.setattr(scan, "available", lambda: False)
        assert self.code(maker.pdf([page])) == "no-text"
        assert self.code(maker.jpeg(page)) == "no-text"
        assert "pip install 'luodi[ocr]'" in say("documents.no-text", "zh", name="")
        assert "pip install 'luodi[ocr]'" in say("documents.no-text", "en", name="")

    def test_more_pages_than_can_be_read(self, maker, monkeypatch):
        monkeypatch.setattr(scan, "PAGES", 1)
        small = np.full((60, 40, 3), 255, np.uint8)
        assert self.code(maker.pdf([small, small])) == "too-long"
        frames = io.BytesIO()
        Pillow.new("1", (40, 60)).save(frames, "TIFF", save_all=True, append_images=[Pillow.new("1", (40, 60))])
        assert self.code(frames.getvalue()) == "too-long"

    def test_a_picture_larger_than_any_page_is_not_unpacked(self):
        assert self.code(png(60_000, 60_000)) == "too-large"

    @pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\0", b"MM\0*"])
    def test_a_picture_that_is_none(self, start):
        assert self.code(start + b"no picture at all" * 20) == "broken-image"

    @pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (40, 40)])
    def test_a_strip_is_no_page(self, size):
        picture = io.BytesIO()
        Pillow.new("L", size, 0).save(picture, "PNG")
        assert self.code(picture.getvalue()) == "illegible"

    def test_an_empty_page_is_illegible(self, maker):
        assert self.code(maker.pdf([np.full((2339, 1654, 3), 255, np.uint8)])) == "illegible"
