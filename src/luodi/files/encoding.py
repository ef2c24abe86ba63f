"""Text files: which encoding their bytes are in."""

from __future__ import annotations

import re
from collections import Counter

from luodi.files.characters import CJK
from luodi.files.error import DocumentError

_IDEOGRAPH = re.compile(f"[{CJK}]")
_COMMONEST = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工能下过子说产种面"
    "而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去"
    "把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或"
    "但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次"
    "品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必"
    "战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收"
    "证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马"
    "节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断"
    "深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候"
    "毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
)
"""The commonest ideographs of written Chinese: no page of it is without them."""
_ODD = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff]")


def decode(data: bytes, name: str | None) -> str:
    """The text of a file: UTF-8, UTF-16 with a byte order mark, or GB18030 (with GBK and GB 2312 within it)."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Any run of bytes may happen to be valid GB18030; a text has no control or unassigned characters.
        odd = len(_ODD.findall(text[:100_000]))
        if odd > 0.02 * min(len(text), 100_000):
            break
        if encoding == "gb18030" and not _is_chinese(text):
            raise DocumentError("unknown-encoding", name=name or "-")
        return text
    else:
        raise DocumentError("unknown-encoding", name=name or "-")
    raise DocumentError("binary", name=name or "-")


def _is_chinese(text: str) -> bool:
    """Whether what was decoded as GB18030 is Chinese: nearly all its ideographs are those of GB 2312 or of Big5.

    Bytes of another encoding that happen to be valid GB18030 come out as rare ideographs, or as any but the commonest
    ones. A few prove nothing.
    """
    ideographs = Counter(_IDEOGRAPH.findall(text[:100_000])[:5000])
    usual = sum(n for c, n in ideographs.items() if c.encode("gb2312", "ignore") or c.encode("big5", "ignore"))
    common = sum(n for c, n in ideographs.items() if c in _COMMONEST)
    total = ideographs.total()
    return total < 20 or (usual >= 0.8 * total and common >= 0.02 * (total - 50))
