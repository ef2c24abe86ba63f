"""OFD packages are read as they print. They are written here by hand from GB/T 33190-2016."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.documents.model import DocumentError, Flow, Paragraph, Table
from luodi.documents.ofd import read
from luodi.documents.stitch import stitch

DATA = Path(__file__).parents[1] / "data"
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MM = 72 / 25.4

ROOT = f"""<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>
<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"""
RESOURCES = f"""<ofd:Res {NAMESPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="FangSong_GB2312"/>
<ofd:Font ID="2" FontName="黑体" Bold="true"/></ofd:Fonts></ofd:Res>"""


def document(pages: int, templates: str = "") -> str:
    listed = "".join(f'<ofd:Page ID="{100 + i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(pages))
    return f"""<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>999</ofd:MaxUnitID><ofd:PageArea>
<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{templates}
</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"""


def page(*objects: str, before: str = "") -> str:
    return f'<ofd:Page {NAMESPACE}>{before}<ofd:Content><ofd:Layer ID="9">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'


def text(
    words: str, x: float, y: float, size: float = 5.64, deltas: str | None = None, more: str = "", font: int = 1
) -> str:
    """A run with its origin at (x, y) mm from the top left; its Boundary begins one size above."""
    deltas = f"g {len(words) - 1} {size}" if deltas is None else deltas
    code = f'<ofd:TextCode X="0" Y="{size}" DeltaX="{deltas}">{words}</ofd:TextCode>'
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y - size} {len(words) * size + size} {2 * size}" Font="{font}" '
        f'Size="{size}" {more}>{code}</ofd:TextObject>'
    )


def path(data: str, boundary: str = "0 0 210 297", more: str = "") -> str:
    return f'<ofd:PathObject ID="2" Boundary="{boundary}" LineWidth="0.3" {more}><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def ofd(*pages: str, **parts: str) -> bytes:
    """A package of pages; `parts` override or add parts, `__` for `/` and `_xml` for the ending."""
    files = {"OFD.xml": ROOT, "Doc_0/Document.xml": document(len(pages)), "Doc_0/PublicRes.xml": RESOURCES}
    files |= {f"Doc_0/Pages/Page_{i}/Content.xml": content for i, content in enumerate(pages)}
    files |= {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    return package(files)


def package(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def paragraphs(flow: Flow) -> list[str]:
    return [block.text for block in flow.blocks if isinstance(block, Paragraph)]


class TestText:
    def test_characters_come_with_their_place_in_points(self) -> None:
        flow = read(ofd(page(text("一、总体要求", 30, 50, 10))))
        (block,) = flow.blocks
        assert isinstance(block, Paragraph)
        assert (flow.format, flow.pages, block.text) == ("ofd", 1, "一、总体要求")
        assert block.spans[0].box == pytest.approx((30 * MM, (50 - 8.8) * MM, 90 * MM, (50 + 1.2) * MM), abs=0.01)
        assert block.style.size == pytest.approx(10 * MM, abs=0.1)

    @pytest.mark.parametrize(
        ("deltas", "expected"),
        [
            ("g 5 8", "一、总体要求"),
            ("8 8 8 8 8", "一、总体要求"),
            ("8 g 3 8 8", "一、总体要求"),
            ("G 2 8 24 g 2 8", "一、总" + 4 * " " + "体要求"),
        ],
    )
    def test_steps_may_be_written_out_or_repeated(self, deltas: str, expected: str) -> None:
        assert paragraphs(read(ofd(page(text("一、总体要求", 30, 50, 8, deltas))))) == [expected]

    def test_a_matrix_places_and_scales_the_text(self) -> None:
        (block,) = read(ofd(page(text("一、总体要求", 30, 50, 5, more='CTM="2 0 0 2 0 -5"')))).blocks
        assert isinstance(block, Paragraph)
        assert block.style.size == pytest.approx(10 * MM, abs=0.1)
        assert block.spans[0].box == pytest.approx((30 * MM, 41.2 * MM, 90 * MM, 51.2 * MM), abs=0.01)

    def test_glyph_numbers_do_not_replace_the_text(self) -> None:
        run = text("一、总体要求", 30, 50).replace(
            "<ofd:TextCode",
            '<ofd:CGTransform CodePosition="0" CodeCount="6" GlyphCount="6"><ofd:Glyphs>1 2 3 4 5 6</ofd:Glyphs></ofd:CGTransform><ofd:TextCode',
        )
        assert paragraphs(read(ofd(page(run)))) == ["一、总体要求"]

    def test_blocks_within_blocks_are_read_and_hidden_objects_not(self) -> None:
        inner = f"<ofd:PageBlock><ofd:PageBlock>{text('一、总体要求', 30, 50)}</ofd:PageBlock></ofd:PageBlock>"
        assert paragraphs(read(ofd(page(inner, text("隐藏", 30, 90, more='Visible="false"'))))) == ["一、总体要求"]

    def test_a_heading_face_is_known_from_the_resources(self) -> None:
        (first, second) = read(
            ofd(
                page(text("一、总体要求", 41, 50, font=2), text("为推进工作，制定本计划，请各单位结合实际落实", 41, 62))
            )
        ).blocks
        assert isinstance(first, Paragraph)
        assert isinstance(second, Paragraph)
        assert (first.style.bold, second.style.bold) == (6, 0)

    def test_a_template_is_drawn_below_each_page(self) -> None:
        templates = '<ofd:TemplatePage ID="7" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        pages = [page(text(f"第{word}页的正文", 30, 60), before='<ofd:Template TemplateID="7"/>') for word in "甲乙"]
        flow = read(
            ofd(
                *pages,
                Doc_0__Document_xml=document(2, templates),
                Doc_0__Tpls__Tpl_0__Content_xml=page(text("临江省人民政府公报", 30, 15, 4)),
            )
        )
        assert [(scrap.kind, scrap.span.text) for scrap in flow.scraps] == [("running_head", "临江省人民政府公报")] * 2
        assert "".join(paragraphs(flow)) == "第甲页的正文第乙页的正文"

    def test_red_text_of_annotations_is_not_read(self) -> None:
        data = ofd(page(text("一、总体要求", 30, 50)), Doc_0__Annots__Page_0__Annotation_xml=page(text("印章", 30, 50)))
        assert paragraphs(read(data)) == ["一、总体要求"]


class TestRules:
    WORDS = (text("任务", 32, 48, 4), text("单位", 102, 48, 4), text("甲", 32, 58, 4), text("商务局", 102, 58, 4))

    @pytest.mark.parametrize(
        "drawn",
        [
            [
                path(
                    "M 30 40 L 170 40 M 30 52 L 170 52 M 30 64 L 170 64 M 30 40 L 30 64 M 100 40 L 100 64 M 170 40 L 170 64"
                )
            ],
            [path("M 0 0 L 70 0 L 70 12 L 0 12 C", f"{x} {y} 70 12") for x in (30, 100) for y in (40, 52)],
            [path("M 0 0 L 140 0", f"30 {y} 140 0") for y in (40, 52, 64)]
            + [path("M 0 0 L 0 24", f"{x} 40 0 24") for x in (30, 100, 170)],
            [
                path("M 0 0 L 140 0 L 140 0.2 L 0 0.2 C", f"30 {y} 140 0.2", 'Fill="true" Stroke="false"')
                for y in (40, 52, 64)
            ]
            + [
                path("M 0 0 L 0.2 0 L 0.2 24 L 0 24 C", f"{x} 40 0.2 24", 'Fill="true" Stroke="false"')
                for x in (30, 100, 170)
            ],
        ],
        ids=["one path", "boxes", "lines", "thin areas"],
    )
    def test_tables_are_found_however_their_rules_are_drawn(self, drawn: list[str]) -> None:
        (table,) = read(ofd(page(*drawn, *self.WORDS))).blocks
        assert isinstance(table, Table)
        assert [cell.text for cell in table.cells] == ["任务", "单位", "甲", "商务局"]

    def test_a_path_ends_at_its_boundary(self) -> None:
        lattice = [path("M 0 0 L 70 0 L 70 12 L 0 12 C", f"{x} {y} 70 12") for x in (30, 100) for y in (40, 52)]
        beyond = path("M 50 0 L 50 200", "0 70 210 10")  # an upright that shows on 10 mm only, below the table
        (table,) = read(ofd(page(*lattice, beyond, *self.WORDS))).blocks
        assert isinstance(table, Table)
        assert (table.rows, table.columns) == (2, 2)


class TestTolerance:
    def test_paths_of_other_case_and_from_the_root_are_found(self) -> None:
        files = {
            "ofd.xml": ROOT.replace("Doc_0/Document.xml", "/doc_0/DOCUMENT.xml"),
            "Doc_0/Document.xml": document(1).replace("Pages/Page_0", "/Doc_0\\Pages/Page_0"),
            "Doc_0/Pages/Page_0/content.xml": page(text("一、总体要求", 30, 50)),
        }
        assert paragraphs(read(package(files))) == ["一、总体要求"]

    @pytest.mark.parametrize("prefix", ["ofd:", "x:", ""])
    def test_any_or_no_namespace_will_do(self, prefix: str) -> None:
        def other(part: str) -> str:
            part = part.replace(NAMESPACE, "" if prefix == "" else f'xmlns:{prefix[:-1]}="http://www.ofdspec.org/2016"')
            return part.replace("ofd:", prefix) if prefix != "ofd:" else part

        files = {
            "OFD.xml": other(ROOT),
            "Doc_0/Document.xml": other(document(1)),
            "Doc_0/PublicRes.xml": other(RESOURCES),
            "Doc_0/Pages/Page_0/Content.xml": other(page(text("一、总体要求", 30, 50))),
        }
        assert paragraphs(read(package(files))) == ["一、总体要求"]

    def test_a_missing_page_does_not_take_the_others_with_it(self) -> None:
        data = ofd(page(text("一、总体要求", 30, 50)), Doc_0__Document_xml=document(3))
        assert paragraphs(read(data)) == ["一、总体要求"]

    def test_all_documents_of_a_package_are_read(self) -> None:
        body = re.search(r"<ofd:DocBody>.*</ofd:DocBody>", ROOT, re.DOTALL)
        assert body
        both = ROOT.replace(body.group(), body.group() + body.group().replace("Doc_0", "Doc_1"))
        flow = read(
            ofd(
                page(text("甲文件的正文", 30, 50)),
                OFD_xml=both,
                Doc_1__Document_xml=document(1),
                Doc_1__Pages__Page_0__Content_xml=page(text("乙文件的正文", 30, 50)),
            )
        )
        assert "".join(paragraphs(flow)) == "甲文件的正文乙文件的正文"
        assert flow.pages == 2


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


class TestSamples:
    def test_paragraphs_of_a_plan_are_whole(self) -> None:
        flow = read((DATA / "formats" / "guangdong-pages.ofd").read_bytes())
        prose = [line for line in (DATA / "prose" / "guangdong.txt").read_text("utf-8").splitlines() if line.strip()]
        expected = [squeezed(line.replace("[1]", "")) for line in prose if not line.startswith("FOOTNOTE")]
        assert [re.sub("\ufff9.*?\ufff9", "", squeezed(words)) for words in paragraphs(flow)] == expected
        assert [note.mark for note in flow.notes] == ["1"]

    def test_rows_of_a_task_table_are_whole(self) -> None:
        flow = read((DATA / "formats" / "guangzhou-pages.ofd").read_bytes())
        gold = json.loads((DATA / "prose" / "guangzhou.json").read_text("utf-8"))["rows"]
        (table,) = (stitch(block)[0] for block in flow.blocks if isinstance(block, Table))
        tasks = {cell.row: squeezed(cell.text) for cell in table.cells if cell.column <= 2 < cell.column + cell.columns}
        assert [tasks[row] for row in range(1, table.rows)] == [
            squeezed(row["task"] or row["category"]) for row in gold
        ]


class TestErrors:
    def code(self, data: bytes) -> str:
        with pytest.raises(DocumentError) as caught:
            read(data, "x.ofd")
        return caught.value.code

    def test_a_package_without_pages_is_broken(self) -> None:
        assert self.code(ofd()) == "broken-ofd"

    def test_pages_of_pictures_need_ocr(self) -> None:
        assert self.code(ofd(page(path("M 0 0 L 9 9")))) == "no-text"

    def test_deep_nesting_and_long_runs_end(self) -> None:
        deep = "<ofd:PageBlock>" * 200 + "</ofd:PageBlock>" * 200
        flow = read(ofd(page(deep, text("一、总体要求", 30, 50, deltas="g 99999999999999 5.64"))))
        assert paragraphs(flow) == ["一、总体要求"]

    def test_a_unit_that_holds_itself_ends(self) -> None:
        use = '<ofd:CompositeObject ID="5" ResourceID="8" Boundary="0 0 210 297"/>'
        unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="8"><ofd:Content>{9 * use}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>'
        flow = read(
            ofd(page(use, text("一、总体要求", 30, 50)), Doc_0__PublicRes_xml=RESOURCES.replace("</ofd:Res>", unit))
        )
        assert paragraphs(flow) == ["一、总体要求"]

    @settings(max_examples=120, deadline=None)
    @given(st.data())
    def test_damaged_parts_raise_nothing_else(self, data: st.DataObject) -> None:
        files = {
            "OFD.xml": ROOT,
            "Doc_0/Document.xml": document(1),
            "Doc_0/PublicRes.xml": RESOURCES,
            "Doc_0/Pages/Page_0/Content.xml": page(text("一、总体要求", 30, 50), path("M 30 40 L 170 40")),
        }
        name = data.draw(st.sampled_from(sorted(files)))
        part = files[name]
        for _ in range(data.draw(st.integers(1, 3))):
            start = data.draw(st.integers(0, len(part)))
            part = (
                part[:start]
                + data.draw(st.text(' .-0123456789eEg<>/"MLC', max_size=6))
                + part[start + data.draw(st.integers(0, 9)) :]
            )
        files[name] = part
        with contextlib.suppress(DocumentError):
            read(package(files))

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_damaged_packages_raise_nothing_else(self, data: st.DataObject) -> None:
        whole = bytearray(ofd(page(text("一、总体要求", 30, 50))))
        start = data.draw(st.integers(0, len(whole) - 1))
        whole[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
        with contextlib.suppress(DocumentError):
            read(bytes(whole))
