"""Documents in: bytes of any usual format to one text whose every character knows its place."""

from luodi.documents.model import (
    Anchor,
    Block,
    Document,
    DocumentError,
    Doubt,
    Furniture,
    Segment,
    Source,
    Style,
    TableCell,
)
from luodi.documents.read import read

__all__ = [
    "Anchor", "Block", "Document", "DocumentError", "Doubt", "Furniture", "Segment", "Source", "Style", "TableCell", "read",
]  # fmt: skip
