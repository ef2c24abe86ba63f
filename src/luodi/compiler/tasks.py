"""Which provisions are tasks: what a responsible body answers for, and the leaves of sections that set tasks."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from luodi.compiler.outline import Node

_NO_TASKS = re.compile(
    r"总体|目标|现状|情况|形势|背景|意义|思路|原则|理念|附则|附件|适用|依据|基础|问题|指导思想|概念|定义|解释|优势|挑战|名词"
    r"|基本(?!公共|养老|医疗)"
)
_TASKS = re.compile(
    r"任务|工程|措施|举措|行动|内容|保障|路径|重点|实施|建设|工作|领域|推进|计划|机制|支撑|项目|政策|方向|布局|组织|安排|步骤"
)
_URGES = re.compile(
    r"^(?:进一步|切实|着力|大力|全面|积极|深入|持续|加快|不断|有效)?"
    r"(?:加强|加快|加大|强化|推进|推动|夯实|巩固|提升|提高|完善|健全|优化|建设|建立|打造|培育|壮大|做[好强优大]|深化|促进|扩大|构建"
    r"|破解|解决|落实|开展|支持|鼓励|增强|激发|统筹|发挥|补齐|改善|拓展|创新|引导|规范|降低|减轻|稳定|保障)"
)
"""A heading that begins so says what is to be done, whatever nouns follow (夯实产业基础)."""
_NO_MEASURE = re.compile(r"范围|对象|时间|期限|阶段|步骤|程序|流程|条件|标准$|机构$|说明|有效期|施行")
_BEHIND = r"(?:[（(][^（）()]*[）)])?$"
_RULES = re.compile(r"(?:办法|规定|细则|条例|规则|章程|规程)" + _BEHIND)
_ACCOUNTS = re.compile(r"(?:说明|解读|报告|总结|名单|目录|公示|问答|解释|评价指标(?:体系)?)" + _BEHIND)
_PROPOSES = re.compile(r"(?:措施|举措|意见|政策|条|方案|计划|行动|规划|清单|分工|要点)" + _BEHIND)


@dataclass(frozen=True, slots=True)
class Part:
    """What decides within one part of a document (the plan, an annex): its title, and who answers where.

    `sections` are the paths of the outermost provisions under which somebody is made responsible; `tables` says that
    the document has tables of its own.
    """

    title: str
    sections: Collection[str]
    tables: bool


def sets_task(part: Part, node: Node) -> bool:
    """Whether a leaf without a clause of responsibility is a task."""
    if _ACCOUNTS.search(part.title) or _RULES.search(part.title):
        return False
    proposes = _PROPOSES.search(part.title) is not None
    if part.tables and not part.sections and not proposes:
        return False  # a notice whose tasks are those of its table
    own = node.heading is not None and node.parent is not None
    headings = node.headings
    above = headings[:-1] if own else headings
    if any(_NO_TASKS.search(heading) and not _URGES.match(heading) for heading in above):
        return False
    if node.chain()[0].path in part.sections or any(map(_TASKS.search, headings)):
        return True
    return proposes and not any(map(_NO_MEASURE.search, headings))
