"""责任: who leads, who is charged, who co-operates, from the clauses that say it.

Two forms: roles said after the names (`省科技厅牵头，省发展改革委、工业和信息化厅按职责分工负责`), and names after a label
(`牵头单位：…；责任单位：…`), in brackets or on a line of their own. What only looks like one (`由…负责解释`) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luodi.compiler.bodies import Name, expand, is_body, is_known_body, with_prefix
from luodi.plan import Role

_LABEL = re.compile(
    r"(?:(?P<who>(?:第一|主要|共同|具体)?(?:责任|牵头|主办|承办|主责|主管|配合|协办|协同|协助|参与|参加|指导|支持|实施|落实|负责|执行|推进|组织)"
    r"(?:责任|实施|负责|落实|配合|推进|参与)?(?:单位|部门|机构|机关|主体|处室|科室|组)(?:及分工|和分工|名单)?)"
    r"|(?P<due>(?:完成|办结|落实|实施|工作|起止|责任)?(?:时限|期限|时间(?:节点|安排|要求)?|进度(?:安排)?|年限))"
    r"|(?P<skip>(?:责任|牵头|分管|联系)(?:领导|人员?|同志)|联系人|资料来源|数据来源|来源))[：:]"
)
_LEAD = re.compile(r"牵头|主办|主责|第一责任")
_COOPERATE = re.compile(r"配合|协办|协同|协助|参与|参加|支持")
_MANNER = (
    r"(?:共同|联合|分别|各自|具体|统筹|组织|积极|密切|协同|协调|做好|抓好|按(?:照|各自|有关|相关)*(?:职责|职能|分工|任务)(?:分工|权限|范围)?(?:抓好|做好)?"
    r"|依(?:据|照|法)?(?:职责|职能)?(?:分工)?|根据(?:职责|职能)(?:分工)?|结合职责(?:分工)?)*"
)
_CORE = (
    r"(?:牵头(?:组织|负责|推进|实施|落实|抓总|协调)*|负责(?:牵头|落实|实施|推进|组织实施|组织|指导|配合|抓总)*|主办|承办|协办"
    r"|(?:参与)?配合(?:落实|推进|实施|做好)?|参与(?:落实|配合|实施|推进)?|参加|协助(?:落实|推进|实施|做好)?|支持(?:配合)?|协同(?:配合|推进|落实)?"
    r"|(?:组织|推进|推动|抓好|指导)?(?:落实|实施)|指导|承担|推进|推动|执行)"
)
_ROLE = re.compile(
    rf"(?P<role>{_MANNER}{_CORE})(?=[，,；;。、]|$|会同|(?:省|市|区|县|自治区|各|国家|中国|有关|相关|其他)(?!单位|级|直属?单位)[\u4e00-\u9fff]{{2}})"
)
_BRACKET = re.compile(
    r"[（(](?P<round>[^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*)[）)]|【(?P<thick>[^【】]*)】|[\[［](?P<square>[^\[\]［］]*)[\]］]"
)
_OPEN_BRACKET = re.compile(r"[（(【\[［](?=[^（(【\[［）)】\]］]*$)")
_HAS_ROLE = re.compile(r"责任|牵头|负责|主管|时限|期限|配合|参与|参加|协助|落实|实施|指导|承担|推进|推动|支持|协同|主办|承办|协办|执行")
_FIRST_LEADS = re.compile(
    r"(?:排(?:名|序|列)?(?:在)?|列(?:在)?|居|位列)?(?:首位|第一位?|第一名|首个)的?(?:单位|部门)?(?:，)?(?:为|是|系)(?:任务)?牵头(?:单位|部门)?"
    r"|第一个(?:单位|部门)为牵头|牵头(?:单位|部门)(?:排|列)(?:在)?(?:首位|第一位?)"
)


_BARE_DUE = re.compile(r"(?:^|(?<=[；;，,（(。]))(?P<due>(?:(?:19|20)\d{2}年|长期|持续|每年|自印发)[^；;，,）)。]{0,20})(?=$|[；;，,）)。])")


@dataclass(frozen=True, slots=True)
class Duty:
    """A body in a role; `rule` is what gave the role or completed the name when it does not stand there by itself."""

    role: Role
    name: Name
    rule: str | None


@dataclass(frozen=True, slots=True)
class Responsibility:
    """A clause of responsibility: its place, brackets included, its duties, and the deadlines it states."""

    start: int
    end: int
    duties: tuple[Duty, ...]
    dues: tuple[tuple[int, int], ...]  # ranges of deadline words


def responsibilities(text: str, start: int, end: int, *, first_leads: str | None = None) -> tuple[Responsibility, ...]:
    """The clauses of a stretch of text (within one paragraph), in order.

    `first_leads` is the document's own sentence that makes the first body of an unlabelled list the lead.
    """
    if not _HAS_ROLE.search(text, start, end) and not text.endswith(("）", ")"), start, end):
        return ()
    found = [*_in_brackets(text, start, end), *_open_ended(text, start, end)]
    found += _on_lines(text, start, end, [(r.start, r.end) for r in found])
    found.sort(key=lambda r: r.start)
    return tuple(_first_leading(r, first_leads) for r in found) if first_leads else tuple(found)


def governing_rule(text: str) -> str | None:
    """The sentence by which a document makes the first body of each list the lead (排在首位的为牵头单位)."""
    match = _FIRST_LEADS.search(text)
    return match.group() if match else None


def _first_leading(found: Responsibility, rule: str) -> Responsibility:
    if len(found.duties) < 2 or any(duty.role != "duty" for duty in found.duties):
        return found
    first = found.duties[0]
    return Responsibility(found.start, found.end, (Duty("lead", first.name, rule), *found.duties[1:]), found.dues)


# ---------------------------------------------------------------- where clauses stand


def _in_brackets(text: str, start: int, end: int) -> Iterator[Responsibility]:
    for match in _BRACKET.finditer(text, start, end):
        group = match.lastgroup or "round"
        inner, at = match.start(group), match.end(group)
        content = text[inner:at]
        if not content or _HAS_ROLE.search(content) is None and not _could_be_names(text, match, content):
            continue
        parsed = _parse(text, inner, at)
        if parsed is not None:
            yield Responsibility(match.start(), match.end(), *parsed)


def _could_be_names(text: str, match: re.Match[str], content: str) -> bool:
    """A bracket that holds nothing but names, behind a sentence."""
    return match.start() > 0 and text[match.start() - 1] in "。；！” \n" and len(content) >= 3


def _open_ended(text: str, start: int, end: int) -> Iterator[Responsibility]:
    """A bracket that is opened before a label and never closed."""
    match = _OPEN_BRACKET.search(text, start, end)
    if match and _LABEL.match(text, match.end()):
        parsed = _parse(text, match.end(), end)
        if parsed is not None:
            yield Responsibility(match.start(), end, *parsed)


def _on_lines(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[Responsibility]:
    """Labels without brackets, at the head of a paragraph or behind a sentence, up to the paragraph's end."""
    for match in _LABEL.finditer(text, start, end):
        behind = match.start() == start or text[match.start() - 1] in "。；！）)\n"
        if not behind or match["skip"] or any(s <= match.start() < e for s, e in taken):
            continue
        parsed = _parse(text, match.start(), end)
        if parsed is not None and parsed[0]:
            yield Responsibility(match.start(), end, *parsed)
            return


# ---------------------------------------------------------------- what a clause says

_Parsed = tuple[tuple[Duty, ...], tuple[tuple[int, int], ...]]


def _parse(text: str, start: int, end: int) -> _Parsed | None:
    """The duties and deadlines of the words between two places, None if they are no clause of responsibility."""
    labels = list(_LABEL.finditer(text, start, end))
    if not labels:
        dues = tuple(_bare_dues(text, start, end))
        duties = _unlabelled(text, start, min((s for s, _ in dues), default=end)) or _unlabelled(text, dues[-1][1], end) if dues else (
            _unlabelled(text, start, end)
        )
        return (duties, dues) if duties else None
    duties_: list[Duty] = list(_unlabelled(text, start, labels[0].start())) if labels[0].start() - start > 2 else []
    dues: list[tuple[int, int]] = []
    prefix: str | None = None
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        stop = following.start() if following else end
        words = text[label.end() : stop].rstrip("；;，,。 、")
        if label["due"]:
            dues.append((label.end(), label.end() + len(words)))
        elif label["who"] and words:
            part = _labelled(text, label, label.end() + len(words), prefix)
            duties_ += part
            prefix = with_prefix([duty.name for duty in part]) or prefix
    return (tuple(duties_), tuple(dues)) if duties_ or dues else None


def _bare_dues(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Deadlines that stand in a clause without a label (`…配合；2025年6月底前完成`)."""
    for match in _BARE_DUE.finditer(text, start, end):
        yield match.start("due"), match.end("due")


def _labelled(text: str, label: re.Match[str], end: int, prefix: str | None) -> list[Duty]:
    role = role_of(label["who"])
    if _ROLE.search(text, label.end(), end):
        inner = _unlabelled(text, label.end(), end, role)
        if inner:
            return list(inner)
    names = [name for name in expand(text[label.end() : end], label.end(), prefix) if _plausible(name)]
    return [Duty(role, name, name.rule) for name in names]


def _plausible(name: Name) -> bool:
    return 2 <= len(name.name) <= 48 and not re.search(r"[。：:]|^(?:下同|同上|略)$", name.name)


def role_of(words: str) -> Role:
    """The role that a label or a phrase gives: 牵头 leads, 配合 co-operates, everything else is charged."""
    if _LEAD.search(words):
        return "lead"
    return "cooperate" if _COOPERATE.search(words) else "duty"


def _unlabelled(text: str, start: int, end: int, rest: Role | None = None) -> tuple[Duty, ...]:
    """Names followed by their role. All must look like bodies, else the words are prose.

    `rest` is the role of names without one, for words that follow a label.
    """
    duties: list[Duty] = []
    prefix: str | None = None
    position = start
    for match in _ROLE.finditer(text, start, end):
        words = text[position : match.start()]
        names = expand(words, position, prefix)
        if not names:
            position = match.end() if not words.strip("，,；;、") and duties else position
            continue
        if not all(is_body(name.name) for name in names):
            return ()
        prefix = with_prefix(names) or prefix
        role = role_of(match["role"])
        duties += [Duty(role, name, name.rule) for name in names]
        position = match.end()
    tail = text[position:end].strip("，,；;。、 ")
    if tail:
        names = expand(text[position:end], position, prefix)
        known = is_known_body if not duties and rest is None else is_body
        if not names or not all(known(name.name) or name.group for name in names):
            return () if not duties or rest is None else tuple(duties)
        duties += [Duty(rest or "duty", name, name.rule) for name in names]
    return tuple(duties)


def duties_in_cell(text: str, start: int, end: int, label: str) -> tuple[Duty, ...]:
    """The duties of a table cell under a column's label; roles said in the cell itself count first."""
    role = role_of(label)
    if _LABEL.search(text, start, end):
        parsed = _parse(text, start, end)
        if parsed is not None and parsed[0]:
            return parsed[0]
    if _ROLE.search(text, start, end):
        inner = _unlabelled(text, start, end, role)
        if inner:
            return inner
    names = [name for name in expand(text[start:end], start) if _plausible(name)]
    return tuple(Duty(role, name, name.rule) for name in names)
