"""Do the words say what is to be done, and do heads count what follows them?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from luodi.documents import Anchor
from luodi.plan.checks.finding import finding, shortened
from luodi.plan.model import Finding, Plan

# ---------------------------------------------------------------- vague tasks

_NAMED_OUTPUT = re.compile(
    r"\d|[“《]|[一二三四五六七八九十百]+[个项批家条]|方案|办法|平台|目录|标准|机制|清单|规划|计划|意见|细则|指南|规范|制度|条例|名录|台账|档案|文件|"
    r"基地|中心|园区|项目|工程|试点|示范|系统|实验室|联盟|基金|专项|数据库|图谱|试验|产线|线路|展会|论坛|大赛|活动|培训|"
    r"编制|制定|出台|印发|发布|举办|设立|成立|组建|开通|上线|建设|建成|新建|建立|开展|引进|落实|报送|通报|考核|评估|检查"
)
_ONLY_ENCOURAGES = re.compile(r"加强|推动|促进|强化|加大|优化|鼓励|引导|支持|深化|提升|完善|加快")


def vague_task(plan: Plan) -> Iterator[Finding]:
    """A task without figure, date or output, of which nobody could say that it is done."""
    parents = {provision.parent for provision in plan.provisions}
    inner = {provision.path for provision in plan.provisions if provision.id in parents}
    for task in plan.tasks:
        if task.path in inner or task.dues or not _ONLY_ENCOURAGES.search(task.text or task.title):
            continue
        words = task.clauses or (task,)
        if not any(_NAMED_OUTPUT.search(part.text) for part in words) and not _NAMED_OUTPUT.search(task.title):
            yield finding("vague-task", "info", task.anchor, path=task.path, title=shortened(task.title))


# ---------------------------------------------------------------- heads that count

_COUNT = r"(?P<count>[\d二两三四五六七八九十](?<![第\d.十百千万].)(?:(?<=十)[一二三四五六七八九]|(?<=\d)\d)?)"
_LIST = re.compile(
    _COUNT + r"(?:大|项|个|类|种|条|家|位)[^，。；：:、（）()\d\n]{0,16}?\s*"
    r"(?:[：:]\s*(?P<items>[^。\n]{4,600})|（(?P<bracketed>[^（）。\n]{4,300})）)"
)
_TABLE = re.compile(r"[（(]共?(?P<count>\d{1,3})[项条个][）)]$")
_NUMERALS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10}
_BRACKETED = re.compile(r"（[^（）]*）|\([^()]*\)|“[^”]*”|《[^》]*》")
_ENUMERATED = re.compile(r"(?:^|[，；：。])(?:第)?[一二三四五六七八九十]{1,2}(?:是|要|、)")
_JOINT = re.compile(r"以及|(?<!共)和|及|与")


def head_count(plan: Plan) -> Iterator[Finding]:
    """A head says how many items follow (八大关键零部件：…, （共6项）), and there are more or fewer."""
    yield from _lists(plan)
    yield from _tables(plan)


def _lists(plan: Plan) -> Iterator[Finding]:
    text = plan.document.text
    for found in _LIST.finditer(text):
        said = _number(found["count"])
        listed = "items" if found["items"] else "bracketed"
        counts = _items(found[listed])
        if counts and said not in counts:
            head = text[found.start() : found.start(listed)].rstrip(" ：:（")
            place = Anchor(found.start(), found.end())
            yield finding("head-count", "warning", place, head=shortened(head), said=said, found=counts[0])


def _items(words: str) -> list[int]:
    """How many items a list in running text may have: none if it cannot be told, two readings of 甲、乙和丙."""
    words = _BRACKETED.sub("甲", words)
    if numbered := _ENUMERATED.findall(words):
        return [len(numbered)] if len(numbered) > 1 else []
    if "；" in words:
        return [words.count("；") + 1]
    if "，" in words or "、" not in words or re.search(r"等[^、]{0,8}$", words):
        return []
    listed = words.count("、") + 1
    return [listed, listed + 1] if _JOINT.search(words) else [listed]


def _tables(plan: Plan) -> Iterator[Finding]:
    """Rows that head others with their number: what stands between one and the next is counted."""
    text = plan.document.text
    heads = (mark.anchor for mark in plan.document.marks if mark.field == "table")
    counted = [(anchor, said) for anchor in heads if (said := _TABLE.search(text[anchor.start : anchor.end]))]
    if not counted:
        return
    rows = sorted(task.anchor.start for task in plan.tasks)
    for index, (anchor, said) in enumerate(counted):
        stop = counted[index + 1][0].start if index + 1 < len(counted) else len(text)
        found = bisect_left(rows, stop) - bisect_left(rows, anchor.end)
        if found != int(said["count"]):
            head = shortened(text[anchor.start : anchor.end])
            yield finding("head-count", "warning", anchor, head=head, said=said["count"], found=found)


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.partition("十")
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0) if ten else _NUMERALS[words]
