"""The marks by which a heading, and the words by which a title, is told from running text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luodi.files.characters import width

HEADING = re.compile(
    r"^(?:[一二三四五六七八九十百]{1,4}、"
    r"|[（(][一二三四五六七八九十百]{1,4}[）)]"
    r"|\d{1,2}[.．、](?!\d)"
    r"|[（(]\d{1,2}[）)]"
    r"|[①-⑳]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条部编]"
    r"|附件?\d{0,2}[：:]?$|附件\d{0,2}[：:])"
)
"""The number that a heading or item begins with, as these documents print it."""

GENRE = "通知|方案|计划|意见|办法|规定|规划|纲要|措施|细则|清单|分工表|任务表|要点|决定|通报|批复|函|公告|通告|指南|政策|条例|行动|表|目录|名单|若干措施|任务分解|任务分工|责任分工|工作安排"
LONGEST_TITLE = 160
"""Characters: no title of a document is longer, names of several issuers included."""
MOST_TITLE_LINES = 10
"""Lines over which a title is printed, names of several issuers included."""
_TITLE_END = re.compile(rf"(?:{GENRE})[》〉]?(?:[（(][^（）()]{{2,24}}[）)])?$")
_NOT_TITLE = re.compile(
    r"[。；，：！？]|^\d{4}年|^二[〇○零O0][〇○零O0一二三四五六七八九]{2}年|月[\d一二三四五六七八九十]{1,3}日$|〔\d{4}〕|\d+号$"
    r"|[（(]此件|[>›»]|^(?:特急|加急|急件|机密|秘密|附件)$|\t"
)
_PERIOD_CUT = re.compile(r"（\d{4}年?[—－–\-~至]+\d{4}年?）[^，。；]{0,6}$")
_ISSUING = re.compile(r"关于(?:印发|转发|发布|公布|下发)[^》]*《[^》]*》$")
_TO_ISSUE = re.compile(r"关于(?:印发|转发|发布|公布|下发)[^《》]{2,}(?<!通知)$")
_ADOPTED = re.compile(r"(?:通过|批准|修订|修正|公布)[）)]$")


def title_runs(lines: Sequence[str]) -> dict[int, int]:
    """Lines that are parts of one title, each by its index with the index of the first one."""
    runs: dict[int, int] = {}
    index = 0
    while index < len(lines):
        end = best = index
        words = lines[index]
        while (
            end + 1 < min(len(lines), index + MOST_TITLE_LINES)
            and len(words) < LONGEST_TITLE
            and joins_title(words, lines[end + 1])
        ):
            end += 1
            words += lines[end]
            if ends_title(words):
                best = end
        if best > index:
            runs.update(dict.fromkeys(range(index, best + 1), index))
        index = best + 1
    return runs


def joins_title(before: str, line: str) -> bool:
    """Whether a line may go on a title: both short, without the marks of a sentence, of a heading or of a number."""
    if len(line) > 68 or "。" in before or "。" in line:
        return False
    if "）" in line[:16] and before.rfind("（") > before.rfind("）") and _PERIOD_CUT.search(before + line):
        return True
    if _NOT_TITLE.search(before.replace("，", "")) or _NOT_TITLE.search(line.replace("，", "")):
        return False
    if HEADING.match(before) or HEADING.match(line) or width(line) > 34:
        return False
    if ends_title(before):  # what follows a whole title goes on with it only if it cannot stand alone
        if before.endswith("》") and _ISSUING.search(before):
            return re.match(r"[和及与、的]|.{0,40}的通知$", line) is not None
        if line.endswith("的通知") and _TO_ISSUE.search(before):  # 关于印发/…规划/重点任务分工方案的通知
            return True
        return (
            not _ADOPTED.search(line)
            and re.match(r"[（(的]|(?:重点|主要)?(?:任务|工作|责任)*(?:分工|分解)|实施|通知", line) is not None
        )
    return True


def ends_title(words: str) -> bool:
    """Whether words end as a title does: with the name of a genre, perhaps with a period or remark in brackets.

    A name in 《》 that is still open goes on in the next line, whatever its words so far are.
    """
    return _TITLE_END.search(words) is not None and words.count("《") <= words.count("》")
