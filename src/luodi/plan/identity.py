"""Ids that stay: the same document gives the same ids, whatever file it was read from and whenever it was compiled.

An id depends on the document's identity, on the path of the provision and on the occurrence under that path, never on
the format, the version of luodi or the position in a list.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

Kind = Literal["provision", "task", "clause", "target", "fact", "commitment", "project"]

LETTERS: dict[Kind, str] = {
    "provision": "p",
    "task": "t",
    "clause": "c",
    "target": "g",  # goal
    "fact": "f",
    "commitment": "m",  # money
    "project": "j",
}
"""The letter that an id of each kind begins with."""

# Variants of one sign as different files and input methods print it, after NFKC.
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("〔﹝【〖「『《〈[{", "("),
        **dict.fromkeys("〕﹞】〗」』》〉]}", ")"),
        **dict.fromkeys("‐‑‒–—―−－─━~～〜∼", "-"),
        **dict.fromkeys("“”„‟‘’‚‛＂＇'", '"'),
        **dict.fromkeys("·•・‧∙⋅", "."),
    }
)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text without white space, with variants of width, brackets, dashes, quotes and case made one."""
    squeezed = "".join(unicodedata.normalize("NFKC", text).split())
    return squeezed.translate(_FOLDED).casefold()


def document_id(number: str | None, title: str | None, issuers: Iterable[str], issued: str | None) -> str:
    """The id of a document: by its number (发文字号), else by title and issuers, else by issuers and date."""
    if number:
        return f"d-{_digest('number', number)}"
    if title:
        return f"d-{_digest('title', title, *sorted(map(fold, issuers)))}"
    return f"d-{_digest('issued', issued or '', *sorted(map(fold, issuers)))}"


def record_id(document_id: str, kind: Kind, path: str, occurrence: int) -> str:
    """The id of the nth record (from 1) of a kind under a path of a document."""
    return f"{LETTERS[kind]}-" + _hashed(f"{document_id}\x1f{kind}\x1f{fold(path)}\x1f{occurrence}")


def _digest(*parts: str) -> str:
    """48 bits in 12 hexadecimal digits: among 10,000 records of a plan two agree once in five million plans."""
    return _hashed("\x1f".join(map(fold, parts)))


def _hashed(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]
