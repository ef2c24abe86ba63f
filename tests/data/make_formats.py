"""Writes the two sample documents in the formats offices publish in, to `formats/`, and lists them in `index.json`.

    python tests/data/make_formats.py [NAME…]      # all, or those whose file name begins with a NAME

Needs python-docx, typst and weasyprint, LibreOffice (`soffice`), and the Debian packages fonts-noto-cjk,
fonts-arphic-gbsn00lp and fonts-arphic-gkai00mp. The texts come from `prose/`; nothing here imports luodi, so what it reads is made by others.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from makers import ofd, pdf, txt, web, word

PLAN_SEED = "guangdong-automobile-2023.txt"
TABLE_SEED = "guangzhou-automobile-tasks-2020.txt"
FORMATS = Path(__file__).parent / "formats"


@dataclass(frozen=True)
class Product:
    """One file, the document in it, and how it is made."""

    file: str
    producer: str
    make: Callable[[], bytes]

    def listed(self) -> dict[str, str]:
        """Its entry in index.json."""
        return {
            "file": self.file,
            "document": self.file.partition("-")[0],
            "format": self.file.rpartition(".")[2],
            "producer": self.producer,
        }


PRODUCTS = (
    Product("guangdong-word.docx", "python-docx", word.plan),
    Product("guangdong-autonumber.docx", "python-docx", lambda: word.plan(automatic=True)),
    Product("guangdong-libreoffice.pdf", "LibreOffice", lambda: pdf.libreoffice(word.plan(word.DEBIAN))),
    Product("guangdong-typst.pdf", "typst", pdf.typst_plan),
    Product("guangdong-weasyprint.pdf", "WeasyPrint", pdf.weasyprint_plan),
    Product("guangdong-pages.ofd", "own writer", ofd.plan),
    Product("guangdong-site.html", "site template", web.plan),
    Product("guangdong-site-gb18030.html", "site template", lambda: web.plan("gb18030", "gb2312")),
    Product("guangdong-lines.txt", "text", lambda: txt.plan().encode()),
    Product("guangdong-lines-gb18030.txt", "text", lambda: txt.indented_plan().encode("gb18030")),
    Product("guangdong-wrapped.txt", "text", lambda: txt.wrapped_plan().encode()),
    Product("guangdong-bom-crlf.txt", "text", lambda: txt.plan().replace("\n", "\r\n").encode("utf-8-sig")),
    Product("guangdong-seed-gb18030.txt", "text", lambda: txt.seed(PLAN_SEED).encode("gb18030")),
    Product("guangzhou-word.docx", "python-docx", word.table),
    Product("guangzhou-autonumber.docx", "python-docx", lambda: word.table(automatic=True)),
    Product("guangzhou-libreoffice.pdf", "LibreOffice", lambda: pdf.libreoffice(word.table(word.DEBIAN))),
    Product("guangzhou-typst.pdf", "typst", pdf.typst_table),
    Product("guangzhou-weasyprint.pdf", "WeasyPrint", pdf.weasyprint_table),
    Product("guangzhou-pages.ofd", "own writer", ofd.table),
    Product("guangzhou-site.html", "site template", web.table),
    Product("guangzhou-site-gb18030.html", "site template", lambda: web.table("gb18030", "gb2312")),
    Product("guangzhou-tabs.txt", "text", lambda: txt.table().encode()),
    Product("guangzhou-tabs-gb18030.txt", "text", lambda: txt.table().encode("gb18030")),
    Product("guangzhou-bom-crlf.txt", "text", lambda: txt.table().replace("\n", "\r\n").encode("utf-8-sig")),
    Product("guangzhou-seed-gb18030.txt", "text", lambda: txt.seed(TABLE_SEED).encode("gb18030")),
)


def main(names: list[str]) -> None:
    """Makes the named products, or all, and writes the index of all."""
    FORMATS.mkdir(exist_ok=True)
    os.environ["SOURCE_DATE_EPOCH"] = "1704153600"  # the date inside embedded font subsets
    for product in PRODUCTS:
        if not names or product.file.startswith(tuple(names)):
            (FORMATS / product.file).write_bytes(product.make())
    lines = ",\n ".join(json.dumps(product.listed(), ensure_ascii=False) for product in PRODUCTS)
    (FORMATS / "index.json").write_text(f"[\n {lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
