"""Zip packages and XML parts of untrusted files: whatever they hold, reading them takes bounded time and memory.

ZIP as in APPNOTE.TXT restricted to what ISO/IEC 29500-2 (OPC) and GB/T 33190 (OFD) allow: stored and deflated entries.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from lxml import etree

from luodi.files.error import DocumentError

MAX_TOTAL = 200_000_000  # bytes taken out of one archive
MAX_RATIO = 250  # bytes out for a byte in, for entries over RATIO_FROM
RATIO_FROM = 10_000_000
MAX_XML = 64_000_000  # bytes of one XML part
MAX_NODES = 3_000_000  # tags and attributes of one XML part; a tree takes about 150 bytes for each

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")  # the stream of an OLE file that holds the package
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, struct.error,
    EOFError, ValueError, OSError, OverflowError, IndexError,
)  # fmt: skip


class Archive:
    """An open zip. Paths are given with `/`; a leading slash, `\\` and other case in the file are forgiven."""

    def __init__(self, zip_file: zipfile.ZipFile, name: str | None) -> None:
        self.name = name
        self._zip = zip_file
        self._left = MAX_TOTAL
        self._entries = {_plain(entry.filename): entry for entry in zip_file.infolist() if not entry.is_dir()}
        self._folded: dict[str, zipfile.ZipInfo] = {}
        for path, entry in self._entries.items():
            self._folded.setdefault(path.casefold(), entry)
            if not entry.flag_bits & 0x800:  # no UTF-8 flag: Chinese tools write names in GBK
                local = entry.filename.encode("cp437", "ignore").decode("gb18030", "ignore")
                self._folded.setdefault(_plain(local).casefold(), entry)

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the entries in the order of the archive's directory, directories left out."""
        return tuple(self._entries)

    def __contains__(self, path: str) -> bool:
        return self._entry(path) is not None

    def read(self, path: str) -> bytes:
        """The bytes of an entry.

        Errors: `missing-part`; `encrypted`; `too-large` once all reads together pass `MAX_TOTAL` bytes or the entry
        unpacks to more than `MAX_RATIO` times its size; `broken-zip`.
        """
        entry = self._entry(path)
        if entry is None:
            raise DocumentError("missing-part", name=self.name or "-", part=path)
        if entry.flag_bits & 0x1:
            raise DocumentError("encrypted", name=self.name or "-")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DocumentError("broken-zip", name=self.name or "-")
        limit = min(self._left, max(RATIO_FROM, MAX_RATIO * entry.compress_size))
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(limit + 1)
        except _BROKEN as error:
            raise DocumentError("broken-zip", name=self.name or "-") from error
        if len(data) > limit:
            raise DocumentError("too-large", name=self.name or "-")
        self._left -= len(data)
        return data

    def xml(self, path: str) -> etree._Element:
        """The root element of an XML entry; errors of `read` and `parse_xml`."""
        return parse_xml(self.read(path), self.name)

    def _entry(self, path: str) -> zipfile.ZipInfo | None:
        plain = _plain(path)
        return self._entries.get(plain) or self._folded.get(plain.casefold())


def _plain(path: str) -> str:
    return path.replace("\\", "/").lstrip("/").removeprefix("./")


def open_zip(data: bytes, name: str | None) -> Archive:
    """Open a zip held in memory. Errors: `encrypted` for an Office file under a password, else `broken-zip`."""
    if data.startswith(OLE_MAGIC) and ENCRYPTED_PACKAGE in data:  # MS-OFFCRYPTO 2.3.4: a stream of an OLE file
        raise DocumentError("encrypted", name=name or "-")
    try:
        return Archive(zipfile.ZipFile(io.BytesIO(data)), name)
    except _BROKEN as error:
        raise DocumentError("broken-zip", name=name or "-") from error


def parse_xml(data: bytes, name: str | None) -> etree._Element:
    """The root element of an XML document, without comments and processing instructions.

    Nothing is fetched and no entity expanded: a document type with entities is `xml-entities`, over `MAX_XML` bytes
    or `MAX_NODES` tags and attributes is `too-large`, anything not well-formed is `broken-xml`.
    """
    if len(data) > MAX_XML or data.count(b"<") + data.count(b"=") > MAX_NODES:
        raise DocumentError("too-large", name=name or "-")
    if any("<!ENTITY".encode(encoding) in data for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
        raise DocumentError("xml-entities", name=name or "-")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError("broken-xml", name=name or "-") from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:  # in an encoding not looked for above
        raise DocumentError("xml-entities", name=name or "-")
    return root
