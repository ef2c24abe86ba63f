"""PDF files are read as they print. The small ones here are written by hand from ISO 32000; the others by three programs."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.documents import scan
from luodi.documents.model import DocumentError, Flow, Paragraph, Table
from luodi.documents.pdf import read
from luodi.documents.stitch import stitch


@pytest.fixture(autouse=True, scope="module")
def _without_text_recognition() -> Iterator[None]:
    """What is read here is what the file says, as where the extra `ocr` is not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "available", lambda: False)
        yield


DATA = Path(__file__).parents[1] / "data"
PRODUCERS = ("libreoffice", "typst", "weasyprint")

# Two fonts that are not embedded: pdfium knows their characters from Adobe's collection GB1.
FONTS = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[<</Type/Font/Subtype"
    b"/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 5>>/DW 1000"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
    b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>]>>",
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
)


def pdf(*contents: bytes, page: bytes = b"/MediaBox[0 0 595 842]", trailer: bytes = b"") -> bytes:
    """A PDF with a page for each content stream."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", *FONTS]
    kids = []
    for content in contents:
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<</Type/Page/Parent 2 0 R%s/Contents %d 0 R/Resources<</Font<</C 3 0 R/H 4 0 R>>>>>>"
            % (page, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def text(words: str, x: float, y: float, size: float = 16, before: str = "", matrix: str = "1 0 0 1") -> bytes:
    """A line of text with its origin at (x, y) from the bottom left, after some operators."""
    return f"BT {before} /C {size} Tf {matrix} {x} {y} Tm <{words.encode('utf-16-be').hex()}> Tj ET\n".encode()


def paragraphs(flow: Flow) -> list[str]:
    return [block.text for block in flow.blocks if isinstance(block, Paragraph)]


class TestText:
    def test_characters_come_with_their_place_from_the_top_left(self) -> None:
        flow = read(pdf(text("一、总体要求", 100, 700)))
        (block,) = flow.blocks
        assert isinstance(block, Paragraph)
        assert (flow.format, flow.pages) == ("pdf", 1)
        assert (block.spans[0].text, block.spans[0].page) == ("一、总体要求", 1)
        assert block.spans[0].box == pytest.approx((100, 128, 196, 144), abs=0.3)

    def test_characters_outside_the_first_plane_are_one(self) -> None:
        assert paragraphs(read(pdf(text("𠮷野县〔2024〕①", 100, 700)))) == ["𠮷野县〔2024〕①"]

    def test_a_hyphen_at_a_line_end_stays(self) -> None:
        words = b"BT /H 16 Tf 100 700 Td (co-) Tj 0 -20 Td (operate) Tj ET"
        assert "".join(paragraphs(read(pdf(words)))) == "co-operate"

    @pytest.mark.parametrize("turn", [0, 90, 180, 270])
    def test_a_turned_page_reads_as_it_is_shown(self, turn: int) -> None:
        page = b"/MediaBox[0 0 595 842]/Rotate %d" % turn
        matrix, x, y = {
            0: ("1 0 0 1", 100, 700), 90: ("0 1 -1 0", 142, 100), 180: ("-1 0 0 -1", 495, 142), 270: ("0 -1 1 0", 453, 742)
        }[turn]  # fmt: skip
        (block,) = read(pdf(text("一、总体要求", x, y, matrix=matrix), page=page)).blocks
        assert isinstance(block, Paragraph)
        assert block.text == "一、总体要求"
        assert block.spans[0].box == pytest.approx((100, 128, 196, 144), abs=0.3)

    def test_the_crop_box_is_the_page(self) -> None:
        page = b"/MediaBox[0 0 700 900]/CropBox[50 30 645 872]"
        (block,) = read(pdf(text("一、总体要求", 150, 730) + text("裁去", 10, 5), page=page)).blocks
        assert isinstance(block, Paragraph)
        assert block.text == "一、总体要求"
        assert block.spans[0].box == pytest.approx((100, 128, 196, 144), abs=0.3)

    def test_the_text_layer_of_a_scan_is_read(self) -> None:
        assert paragraphs(read(pdf(text("一、总体要求", 100, 700, before="3 Tr")))) == ["一、总体要求"]

    def test_white_text_is_only_read_on_a_dark_ground(self) -> None:
        hidden = text("看不见的字", 100, 600, before="1 1 1 rg")
        header = b"0.1 0.2 0.4 rg 90 690 200 30 re f\n" + text("序号与任务", 100, 700, before="1 1 1 rg")
        assert paragraphs(read(pdf(hidden + header))) == ["序号与任务"]

    def test_text_in_a_form_is_read(self) -> None:
        source = pypdfium2.PdfDocument(pdf(text("左页的内容" * 3, 100, 700) * 1, text("右页的内容" * 3, 100, 700)))
        merged = pypdfium2.raw.FPDF_ImportNPagesToOne(source.raw, 842, 595, 2, 1)
        both = pypdfium2.PdfDocument(merged)
        path: list[bytes] = []

        class Sink:
            def write(self, data: bytes) -> int:
                path.append(bytes(data))
                return len(data)

        both.save(Sink())
        both.close()
        source.close()
        found = "".join(paragraphs(read(b"".join(path))))
        assert "左页的内容" * 3 in found
        assert "右页的内容" * 3 in found


class TestRules:
    CELLS = text("任务", 105, 680) + text("单位", 255, 680) + text("甲", 105, 640) + text("商务局", 255, 640)

    @pytest.mark.parametrize(
        "drawn",
        [
            "100 700 m 400 700 l 100 660 m 400 660 l 100 620 m 400 620 l 100 700 m 100 620 l 250 700 m 250 620 l 400 700 m 400 620 l S",
            "100 699.8 300 .5 re 100 659.8 300 .5 re 100 619.8 300 .5 re 99.8 620 .5 80 re 249.8 620 .5 80 re 399.8 620 .5 80 re f",
            "100 660 150 40 re 250 660 150 40 re 100 620 150 40 re 250 620 150 40 re S",
            "q .5 0 0 .5 50 310 cm 100 780 m 700 780 l 100 700 m 700 700 l 100 620 m 700 620 l 100 780 m 100 620 l 400 780 m 400 620 l 700 780 m 700 620 l S Q",
        ],
        ids=["strokes", "thin areas", "boxes", "scaled"],
    )
    def test_tables_are_found_however_their_rules_are_drawn(self, drawn: str) -> None:
        (table,) = read(pdf(drawn.encode() + b"\n" + self.CELLS)).blocks
        assert isinstance(table, Table)
        assert [cell.text for cell in table.cells] == ["任务", "单位", "甲", "商务局"]

    def test_rules_that_cannot_be_seen_make_no_table(self) -> None:
        drawn = b"1 1 1 RG 100 660 150 40 re 250 660 150 40 re 100 620 150 40 re 250 620 150 40 re S\n"
        assert not any(isinstance(block, Table) for block in read(pdf(drawn + self.CELLS)).blocks)


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


class TestSamples:
    @pytest.mark.parametrize("producer", PRODUCERS)
    def test_paragraphs_of_a_plan_are_whole(self, producer: str) -> None:
        flow = read((DATA / "formats" / f"guangdong-{producer}.pdf").read_bytes())
        prose = [line for line in (DATA / "prose" / "guangdong.txt").read_text("utf-8").splitlines() if line.strip()]
        expected = [squeezed(line.replace("[1]", "")) for line in prose if not line.startswith("FOOTNOTE")]
        found = [re.sub("\ufff9.*?\ufff9", "", squeezed(words)) for words in paragraphs(flow)]
        assert found == expected
        assert [note.mark for note in flow.notes] == ["1"]

    @pytest.mark.parametrize("producer", PRODUCERS)
    def test_rows_of_a_task_table_are_whole(self, producer: str) -> None:
        flow = read((DATA / "formats" / f"guangzhou-{producer}.pdf").read_bytes())
        gold = json.loads((DATA / "prose" / "guangzhou.json").read_text("utf-8"))["rows"]
        (table,) = (stitch(block)[0] for block in flow.blocks if isinstance(block, Table))
        shown: dict[tuple[int, int], str] = {}
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    shown[row, column] = squeezed(cell.text)
        rows = [[shown[row, column] for column in range(table.columns)] for row in range(1, table.rows)]
        assert rows == [
            [
                str(r["number"]),
                *map(squeezed, (r["category"], r["task"] or r["category"], r["lead"], r["cooperate"], r["remark"])),
            ]
            for r in gold
        ]


class TestErrors:
    def code(self, data: bytes) -> str:
        with pytest.raises(DocumentError) as caught:
            read(data, "x.pdf")
        return caught.value.code

    def test_what_is_no_pdf_is_broken(self) -> None:
        assert self.code(b"%PDF-1.7\nnothing of the kind") == "broken-pdf"

    def test_a_page_without_characters_needs_ocr(self) -> None:
        assert self.code(pdf(b"100 100 200 200 re f")) == "no-text"

    def test_a_password_is_asked_for(self) -> None:
        encryption = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"41" * 32, b"42" * 32)
        assert self.code(pdf(text("密", 100, 700), trailer=encryption)) == "encrypted"

    def test_glyphs_of_private_codes_are_no_text(self) -> None:
        assert self.code(pdf(text("\ue001\ue002\ue003\ue004", 100, 700))) == "no-unicode"

    @pytest.mark.parametrize("size", [0, -16, 0.001, 1e30, 1e300])
    @pytest.mark.parametrize("matrix", ["1 0 0 1", "0 0 0 0", "1e20 0 0 1e-20", "1 1 1 1"])
    def test_text_of_impossible_size_does_no_harm(self, size: float, matrix: str) -> None:
        odd = text("看不见的字", 100, 600, size, matrix=matrix) + b"1e30 0 m 1e30 1e38 l S -1e9 700 1e20 1 re f\n"
        found = "".join(paragraphs(read(pdf(odd + text("一、总体要求", 100, 700)))))
        assert "一、总体要求" in found

    def test_steps_between_lines_may_all_differ(self) -> None:
        lines = [text("各不相同的行距", 100, 800 - 20 * i - i * i, 16) for i in range(18)]
        assert "各不相同的行距" in "".join(paragraphs(read(pdf(*[b"".join(lines)]))))

    @settings(max_examples=150, deadline=None)
    @given(st.data())
    def test_damaged_files_raise_nothing_else(self, data: st.DataObject) -> None:
        whole = bytearray(
            pdf(b"100 660 150 40 re 250 660 150 40 re S\n" + text("一、总体要求", 100, 700), text("二", 100, 700))
        )
        for _ in range(data.draw(st.integers(1, 6))):
            start = data.draw(st.integers(0, len(whole) - 1))
            whole[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
            if not whole:
                whole = bytearray(b" ")
        with contextlib.suppress(DocumentError):
            read(bytes(whole))
