"""What a character is to a reader of Chinese official documents: blank, wide, or the variant of another."""

from __future__ import annotations

import re
import unicodedata

CJK = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
"""Ideographs, for use inside a character class."""

BLANK = (
    r"\s\x00-\x1f\x7f-\xa0\xad\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\ufffe\uffff"
)
"""White space of any kind and characters that print nothing, for use inside a character class."""

_BLANKS = re.compile(f"[{BLANK}]+")
_VISIBLE = re.compile(f"[^{BLANK}]")


def _same_sign() -> dict[int, str]:
    """Radicals and compatibility ideographs that fonts put in place of the ideograph itself, one for one."""
    table = {}
    for start, end in ((0x2E80, 0x2FE0), (0xF900, 0xFB00)):
        for code in range(start, end):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table[code] = plain
    return table


SAME_SIGN = _same_sign()


def keeps_blank(left: str, right: str) -> bool:
    """Whether a blank between two characters means something: only between words in Latin letters or digits."""
    if not (left.isascii() and right.isascii()):
        return False
    after_word = left.isalnum() or left in ".,;:!?)'\""
    before_word = right.isalnum() or right in "('\""
    return after_word and before_word and not (left in ".," and right.isdigit())


def width(text: str) -> float:
    """Printed width in ems: 0.5 for ASCII, 1 for everything else."""
    return len(text) - 0.5 * len(text.encode("ascii", "ignore"))


def squeezed(text: str) -> str:
    """The text without any blanks."""
    return _BLANKS.sub("", text)


def is_blank(text: str) -> bool:
    """Whether a text has nothing but blanks."""
    return _VISIBLE.search(text) is None
