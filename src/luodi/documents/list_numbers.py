"""Numbers of automatic lists in the formats that they are printed in (ECMA-376 part 1, 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"
_FORMAL = {
    "chineseLegalSimplified": "零壹贰叁肆伍陆柒捌玖拾佰仟",
    "ideographLegalTraditional": "零壹貳參肆伍陸柒捌玖拾佰仟",
}
_PLAIN = "零一二三四五六七八九十百千"
_COUNTING = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "koreanCounting",
}  # fmt: skip
_POSITIONAL = {"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_SERIES = {  # formats that count through a fixed row of characters and then fall back to decimal
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_SERIES["decimalEnclosedCircleChinese"] = _SERIES["decimalEnclosedCircle"]
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def format_number(n: int, form: str) -> str:
    """A number in a format of ST_NumberFormat; in decimal digits where the format is unknown or cannot show it."""
    if form in ("none", "bullet"):
        return ""
    if form in _SERIES and 1 <= n <= len(_SERIES[form]):
        return _SERIES[form][n - 1]
    if form in _COUNTING and 0 < n < 10_000:
        return _counting(n, _PLAIN)
    if form in _FORMAL and 0 < n < 10_000:
        return _counting(n, _FORMAL[form], one_ten=True)
    if form in _POSITIONAL and n >= 0:
        return "".join(_DIGITS[int(digit)] for digit in str(n))
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return str(n).translate(_FULL_WIDTH)
    if form in ("upperRoman", "lowerRoman") and 0 < n < 5000:
        return _roman(n) if form == "upperRoman" else _roman(n).lower()
    if form in ("upperLetter", "lowerLetter") and 0 < n <= 780:  # A … Z, AA, BB … : at most thirty of one letter
        return chr((65 if form == "upperLetter" else 97) + (n - 1) % 26) * ((n - 1) // 26 + 1)
    if form == "decimalZero":
        return f"{n:02d}"
    if form == "numberInDash":
        return f"- {n} -"
    if form.startswith("custom:"):  # 001, 002, 003, …: as wide as the first example
        return str(n).zfill(min(len(form) - len("custom:"), 9))
    return str(n)


def _counting(n: int, signs: str, one_ten: bool = False) -> str:
    """1 … 9999 in the counting system: 十一, 一百零五; formal figures write the one of ten (壹拾壹)."""
    written, gap = "", False
    for place in (3, 2, 1, 0):
        digit = n // 10**place % 10
        if digit == 0:
            gap = True
            continue
        if gap and written:
            written += signs[0]
        gap = False
        one = "" if place == 1 and digit == 1 and not written and not one_ten else signs[digit]
        written += one + (signs[9 + place] if place else "")
    return written


def _roman(n: int) -> str:
    written = ""
    for worth, sign in _ROMAN:
        written += sign * (n // worth)
        n %= worth
    return written
