"""Large XML without a tree: elements are handed over as they begin and end, and nothing of them is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

from luodi.files.error import DocumentError

MAX_WALKED = 128_000_000  # bytes
_DEEPEST = 64
_CHUNK = 1 << 16
_LONGEST_TAG = 1 << 20  # bytes; expat holds a tag whole

Start = Callable[[Mapping[str, str]], None]


def walk_xml(
    data: bytes,
    name: str | None,
    starts: Mapping[str, Start],
    ends: Mapping[str, Callable[[], None]],
    text: Callable[[str], None],
) -> None:
    """Call what `starts` and `ends` hold for an element, by `namespace localname`, and `text` for characters anywhere.

    Attributes without a namespace go by their own names. Errors: `too-large` over `MAX_WALKED` bytes or with a tag
    over a mebibyte, `xml-entities` where an entity is declared, `broken-xml` where it is not well-formed or nests
    deeper than any Office file does.
    """
    if len(data) > MAX_WALKED:
        raise DocumentError("too-large", name=name or "-")
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise DocumentError("broken-xml", name=name or "-")
        if (handle := starts.get(tag)) is not None:
            handle(attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if (handle := ends.get(tag)) is not None:
            handle()

    def entity(*_: object) -> None:
        raise DocumentError("xml-entities", name=name or "-")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = entity
    try:
        for at in range(0, len(data), _CHUNK):
            chunk = data[at : at + _CHUNK]
            parser.Parse(chunk, False)
            if at + len(chunk) - parser.CurrentByteIndex > _LONGEST_TAG:
                raise DocumentError("too-large", name=name or "-")
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise DocumentError("broken-xml", name=name or "-") from error
