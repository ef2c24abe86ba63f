"""责任: who leads, who is charged, who co-operates, from the clauses that say it.

Two forms: roles said after the names (`省科技厅牵头，省发展改革委、工业和信息化厅按职责分工负责`), and names after a label
(`牵头单位：…；责任单位：…`), in brackets or on a line of their own. What only looks like one (`由…负责解释`) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from luodi.compiler.bodies import Name, expand, is_body, is_known_body, with_prefix
from luodi.plan import Role

_OF_LEVEL = r"(?:(?:自治区|国家|中央|省|市|区|县|州|盟|旗|乡镇|街道|属地)(?:级|直|属)?|(?:工作)?专班|工作组|领导小组|小组|专项组|其他|其它)?"
_WHO = (
    r"(?:第一|主要|共同|具体)?(?:责任|牵头|主办|承办|主责|主管|配合|协办|协同|协助|参与|参加|指导|支持|实施|落实|负责|执行|推进|组织|成员|任务|职责|包抓|包保|包联|督办|督导|承担)"
    r"(?:[（(](?:责任|牵头|配合|主办|负责|主责)[）)])?(?:责任|实施|负责|落实|配合|推进|参与)?(?:单位|部门|机构|机关|主体|处室|科室|组|分工)?"
    r"(?:[及和与](?:责任|配合|参与|协办|协同)?(?:单位|部门|分工)|名单)?"
)
_LABEL = re.compile(
    rf"(?P<who>{_OF_LEVEL}{_WHO}|(?:工作)?专班|分工)(?:[（(][^（）()：:]{{1,24}}[）)])?[：:]"
    rf"|[【〔\[［](?P<boxed>{_OF_LEVEL}{_WHO})[】〕\]］][：:]?"
    r"|(?P<due>(?:完成|办结|落实|实施|工作|起止|责任)?(?:时限|期限|时间(?:节点|安排|要求)?|进度(?:安排)?|年限))[：:]"
    r"|(?P<skip>[\u4e00-\u9fff]{0,6}(?:领导(?:同志)?|责任人员?|联系人员?|联络员|负责人|负责同志|责任同志)|责任编辑|资料来源|数据来源|来源)[：:]"
)
_LEAD = re.compile(r"牵头|主办|主责|第一责任")
_SEVERAL_ROLES = re.compile(r"牵头[^及和与]{0,4}[及和与](?:责任|配合|参与|协)")
"""牵头部门及责任单位: which of the names lead is not said."""
_COOPERATE = re.compile(r"配合|协办|协同|协助|参与|参加|支持")
_MANNER = (
    r"(?:共同|联合|分别|各自|具体|予以|给予|统筹|组织|积极|密切|协同|协调|做好|抓好|按(?:照|各自|有关|相关)*(?:职责|职能|分工|任务)(?:分工|权限|范围)?(?:抓好|做好)?"
    r"|依(?:据|照|法)?(?:职责|职能)?(?:分工)?|根据(?:职责|职能)(?:分工)?|结合职责(?:分工)?)*"
)
_CORE = (
    r"(?:总?牵头(?:组织|负责|推进|实施|落实|抓总|协调|指导)*|为(?:总?牵头|责任|配合|主办|协办|主责|参与)(?:单位|部门)|负责(?:牵头|落实|实施|推进|组织实施|组织|指导|配合|抓总)*|主办|承办|协办"
    r"|(?:参与)?配合(?:落实|推进|实施|做好)?|参与(?:落实|配合|实施|推进)?|参加|协助(?:落实|推进|实施|做好)?|支持(?:配合)?|协同(?:配合|推进|落实)?"
    r"|(?:组织|推进|推动|抓好|指导)?(?:落实|实施)(?:(?:属地|主体)(?:管理)?责任)?|指导|承担|推进|推动|统筹|执行"
    r"|负责(?!的|解释|说明|修订|起草)[\u4e00-\u9fff]{2,8}(?=[，,；;。]|$))"
)
_ROLE = re.compile(
    r"(?=[共联分各具予给统组积密协做抓按依根结总牵为负主承参配支指落实推执])"  # what a manner or a role begins with
    rf"(?P<role>{_MANNER}{_CORE})(?=[，,；;。、]|$|会同|(?:省|市|区|县|自治区|各|国家|中国|有关|相关|其他)(?!单位|级|直属?单位)[\u4e00-\u9fff]{{2}})"
)
_BRACKET = re.compile(
    r"[（(](?P<round>[^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*)[）)]|【(?P<thick>[^【】]*)】|〔(?P<shell>[^〔〕]*)〕|[\[［](?P<square>[^\[\]［］]*)[\]］]"
)
_OPEN_BRACKET = re.compile(r"[（(【\[［](?=[^（(【\[［）)】\]］]*$)")
_HAS_ROLE = re.compile(
    r"责任|牵头|负责|主管|时限|期限|配合|参与|参加|协助|落实|实施|指导|承担|推进|推动|支持|协同|主办|承办|协办|执行|成员|专班|分工|包抓|包保|包联|督办|督导"
)
_FIRST_LEADS = re.compile(
    r"(?:排|列|居|位)?(?:名|序|列)?(?:在|于|为)?(?:首位|第一位?|第一名|第一个|首个)(?:者|的|之)?(?:责任|任务)?(?:单位|部门)?，?(?:即?为|均为|是|系)(?:该项?|本项|此项|相应)?"
    r"(?:任务|工作|事项)?的?(?:总)?牵头(?:责任)?(?:单位|部门)?|(?:首位|第一位)的?(?:单位|部门)牵头"
    r"|牵头(?:单位|部门)(?:排|列)(?:在)?(?:首位|第一位?)"
)
_FIRST = ("首位", "首个", "第一")
_OTHERS_COOPERATE = re.compile(r"[^。]{0,12}(?:其余|其他|其它)[^。]{0,8}(?:为)?配合")
_PROSE = re.compile(
    r"(?:^|(?<=[，。；]))(?:(?:以上|上述|本|此|该|各)?(?:项)?(?:任务|工作|措施|事项|行动)?(?:均|具体|统一)?由"
    r"|(?![^，。；由]*(?:原|曾|已|此前|目前))[\u4e00-\u9fff、“”《》]{2,20}?由(?=[\u4e00-\u9fff]{2}))"
)
"""由…, and what is done by whom: 平台建设由…"""
_FOR_ALL = re.compile(
    r"(?:以下|下列|上述|以上|所列|各项|所有)[\u4e00-\u9fff]{0,6}(?:任务|工作|事项|措施)(?:均|都)(?:由|需由?|须由?|涉及|包括)"
    r"(?P<bodies>(?:[^。；：\n（）()]|[（(][^（）()\n]{0,20}[）)]){3,120}?)(?=[，,](?:不再|不另|文中|表中|以下)|[。；）)\n]|$)"
)
"""以下任务均由各区人民政府落实，不再逐项列出: who has a part in every task."""


_LABELLED_LINE = re.compile(
    r"[\u4e00-\u9fff（）()]{2,12}(?:单位|部门|主体|专班|机构)[）)]?[：:](?P<bodies>[^。：:\n]{2,200})(?=[。\n]|$)"
)
"""A line that names bodies behind a word for them, whatever the word."""
_NO_NAME = re.compile(
    r"[。：:]|按(?:照)?(?:各自)?(?:职责|职能)|(?:牵头|负责|配合)$|^(?:下同|同上|略|无)$|\d{4}年|前完成|^(?:负责|统筹|牵头|配合)(?![\u4e00-\u9fff]*(?:单位|部门|办|组)$)"
)
SENTENCE = re.compile(r"[^。；\n]+")
COMMA = re.compile(r"[，,]")
LONGEST_CLAUSE = 400
"""Characters: no sentence that says who is responsible is longer."""
_ROLE_ENDS = re.compile(rf"{_CORE}$")
_CLEAR_WORDS = re.compile(r"牵头|负责|配合|责任单位")
_CLEAR_ROLE = re.compile(r"牵头|(?<!按要求)负责(?!解释|人|同志)|配合|责任单位")
_DUE_SIGN = re.compile(r"[年期续发]")
_BARE_DUE = re.compile(
    r"(?:^|(?<=[；;，,（(。]))(?P<due>(?:(?:19|20)\d{2}年|长期|持续|每年|自印发)[^；;，,）)。]{0,20})(?=$|[；;，,）)。])"
)


WITH = "会同"
"""Who stands before it leads, who behind it takes part (立法技术规范（试行）（二）, 法工委发〔2011〕5号)."""


class Duty(msgspec.Struct, frozen=True):
    """A body in a role; `rule` is what gave the role or completed the name when it does not stand there by itself."""

    role: Role
    name: Name
    rule: str | None


class Responsibility(msgspec.Struct, frozen=True):
    """A clause of responsibility: its place, brackets included, its duties, and the deadlines it states."""

    start: int
    end: int
    duties: tuple[Duty, ...]
    dues: tuple[tuple[int, int], ...]  # ranges of deadline words


def responsibilities(text: str, start: int, end: int, *, first_leads: str | None = None) -> tuple[Responsibility, ...]:
    """The clauses of a stretch of text (within one paragraph), in order.

    `first_leads` is the document's own sentence that makes the first body of an unlabelled list the lead.
    """
    if not _HAS_ROLE.search(text, start, end) and not text.endswith(("）", ")", "]", "］", "】", "〕"), start, end):
        return ()
    found = [*_in_brackets(text, start, end), *_open_ended(text, start, end)]
    found += _on_lines(text, start, end, [(r.start, r.end) for r in found])
    if not found:
        found += _in_prose(text, start, end)
    found.sort(key=lambda r: r.start)
    return tuple(_first_leading(r, first_leads) for r in found) if first_leads else tuple(found)


def common_duties(text: str) -> tuple[int, tuple[Duty, ...]]:
    """The duties that a document gives in every task by one sentence, and the place of that sentence."""
    if "均" not in text and "都" not in text:
        return 0, ()
    for match in _FOR_ALL.finditer(text):
        duties = _unlabelled(text, *match.span("bodies"), "duty")
        if duties and all(is_known_body(duty.name.name) or duty.name.group for duty in duties[:1]):
            return match.start(), tuple(Duty(duty.role, duty.name, match.group()) for duty in duties)
    return 0, ()


def governing_rule(text: str) -> str | None:
    """The sentence by which a document makes the first body of each list the lead (排在首位的为牵头单位)."""
    if not any(first in text for first in _FIRST):
        return None
    match = next((match for match in _FIRST_LEADS.finditer(text) if not _of_one_clause(text, match)), None)
    if match is None:
        return None
    others = _OTHERS_COOPERATE.match(text, match.end())
    return match.group() + (others.group() if others else "")


def _of_one_clause(text: str, match: re.Match[str]) -> bool:
    """（责任单位：甲、乙，列首位的为牵头单位）: said within a clause and not of those that follow (下同)."""
    return text[match.start() - 1] in "，,；;" and text.startswith(("）", ")"), match.end())


def _names_first(text: str, start: int, end: int) -> bool:
    return text.find("首", start, end) >= 0 or text.find("第一", start, end) >= 0


def _first_leading(found: Responsibility, rule: str) -> Responsibility:
    if len(found.duties) < 2 or any(duty.role != "duty" for duty in found.duties):
        return found
    first, *others = found.duties
    if "配合" in rule:
        others = [Duty("cooperate", duty.name, rule) for duty in others]
    return Responsibility(found.start, found.end, (Duty("lead", first.name, rule), *others), found.dues)


# ---------------------------------------------------------------- where clauses stand


def _in_brackets(text: str, start: int, end: int) -> Iterator[Responsibility]:
    for match in _BRACKET.finditer(text, start, end):
        group = match.lastgroup or "round"
        inner, at = match.start(group), match.end(group)
        content = text[inner:at]
        if not content or (_HAS_ROLE.search(content) is None and not _could_be_names(text, match, content)):
            continue
        parsed = _parse(text, inner, at)
        if parsed is not None:
            yield Responsibility(match.start(), match.end(), *parsed)


def _could_be_names(text: str, match: re.Match[str], content: str) -> bool:
    """A bracket that holds nothing but names, behind a sentence."""
    return match.start() > 0 and text[match.start() - 1] in "。；！” \n" and len(content) >= 3


def _open_ended(text: str, start: int, end: int) -> Iterator[Responsibility]:
    """A bracket that is opened before a label or names with a role, and never closed."""
    match = _unclosed(text, start, end)
    if match and (_LABEL.match(text, match.end()) or _ROLE_ENDS.search(text, match.end(), end)):
        parsed = _parse(text, match.end(), end)
        if parsed is not None:
            yield Responsibility(match.start(), end, *parsed)


def _unclosed(text: str, start: int, end: int) -> re.Match[str] | None:
    """A bracket that is never closed; there is none in words that end with a closed one."""
    return None if text.endswith(("）", ")", "】", "]", "］"), start, end) else _OPEN_BRACKET.search(text, start, end)


def _labels(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The labels of a stretch of text; there are none without a colon or a bracket of their own."""
    if not any(text.find(sign, start, end) >= 0 for sign in "：:】"):
        return []
    return list(_LABEL.finditer(text, start, end))


def _on_lines(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[Responsibility]:
    """Labels without brackets, at the head of a paragraph or behind a sentence, up to the paragraph's end."""
    for match in _labels(text, start, end):
        behind = match.start() == start or text[match.start() - 1] in "。；！）)\n"
        if not behind or match["skip"] or any(s <= match.start() < e for s, e in taken):
            continue
        parsed = _parse(text, match.start(), end)
        if parsed is not None:
            yield Responsibility(match.start(), end, *parsed)
            return


def _in_prose(text: str, start: int, end: int) -> Iterator[Responsibility]:
    """由省教育厅牵头，省财政厅配合: a sentence that says it outright. Every name must be a known body."""
    for match in SENTENCE.finditer(text, start, end):
        if match.end() - match.start() > LONGEST_CLAUSE or _FOR_ALL.search(text, match.start(), match.end()):
            continue
        opening = _PROSE.search(text, match.start(), match.end())
        first = opening.end() if opening else match.start()
        stops = [m.start() for m in COMMA.finditer(text, first, match.end())] + [match.end()]
        for stop in reversed(stops if opening else stops[-1:]):
            if not _ROLE_ENDS.search(text, first, stop):
                continue
            duties = _unlabelled(text, first, stop)
            if duties and all(is_known_body(duty.name.name) or duty.name.group for duty in duties):
                yield Responsibility(opening.start() if opening else first, stop, duties, ())
                break


def unread_clauses(text: str, start: int, end: int, read: Sequence[Responsibility]) -> Iterator[tuple[int, int]]:
    """Brackets, closed or not, that say 牵头, 负责 or 配合 beside a known body, and labelled lines, that were not understood."""
    line = _LABELLED_LINE.match(text, start, end) if not read else None
    if line is not None and _holds_body(line["bodies"]):
        yield start, line.end()
    places = [start, *(place for clause in read for place in (clause.start, clause.end)), end]
    if not any(_CLEAR_WORDS.search(text, *gap) for gap in zip(places[::2], places[1::2], strict=True)):
        return
    following = 0
    for match in _BRACKET.finditer(text, start, end):
        while following < len(read) and read[following].end <= match.start():
            following += 1
        taken = following < len(read) and read[following].start < match.end()
        if not taken and _names_roles(match.group()):
            yield match.start(), match.end()
    unclosed = _unclosed(text, start, end)
    if unclosed and not (read and read[-1].end > unclosed.start()) and _names_roles(text[unclosed.start() : end]):
        yield unclosed.start(), end


def _names_roles(words: str) -> bool:
    """Whether words in a bracket say who leads, is charged or co-operates."""
    return _CLEAR_ROLE.search(words) is not None and _holds_body(words)


def _holds_body(words: str) -> bool:
    return any(is_known_body(part) for part in re.split(r"[（()）、，,；;：:]|牵头|负责|配合|按职责", words) if part)


# ---------------------------------------------------------------- what a clause says

_Parsed = tuple[tuple[Duty, ...], tuple[tuple[int, int], ...]]


def _parse(text: str, start: int, end: int) -> _Parsed | None:
    """The duties and deadlines of the words between two places, None if they are no clause of responsibility."""
    rule = _FIRST_LEADS.search(text, start, end) if _names_first(text, start, end) else None
    behind = rule is not None and not text.startswith(("）：", ")：", "):"), rule.end())  # not of a label itself
    if rule is not None and behind and text[rule.start() - 1] in "，,；;（(。":  # 省财政厅，排第一位的为牵头单位，下同
        end = rule.start() - 1
    labels = _labels(text, start, end)
    if not labels:
        return _parse_unlabelled(text, start, end)
    duties: list[Duty] = list(_unlabelled(text, start, labels[0].start())) if labels[0].start() - start > 2 else []
    dues: list[tuple[int, int]] = []
    prefix: str | None = None
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        stop = following.start() if following else end
        words = text[label.end() : stop].split("。")[0].rstrip("；;，,。 、")
        if label["due"]:
            dues.append((label.end(), label.end() + len(words)))
        elif _who(label) and words:
            within = list(_bare_dues(text, label.end(), stop))
            dues += within
            last = within[0][0] if within else label.end() + len(words)
            part = _labelled(text, label, last, prefix)
            duties += part
            prefix = with_prefix([duty.name for duty in part]) or prefix
    read = tuple(duties)
    if rule is not None and end < rule.end():
        read = _first_leading(Responsibility(start, end, read, ()), rule.group()).duties
    return (read, tuple(dues)) if read or dues else None


def _parse_unlabelled(text: str, start: int, end: int) -> _Parsed | None:
    """Roles behind names, with a deadline before or behind them all."""
    dues = tuple(_bare_dues(text, start, end))
    if dues:
        duties = _unlabelled(text, start, dues[0][0]) or _unlabelled(text, dues[-1][1], end)
    else:
        duties = _unlabelled(text, start, end)
    return (duties, dues) if duties else None


def _bare_dues(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Deadlines that stand in a clause without a label (`…配合；2025年6月底前完成`)."""
    if _DUE_SIGN.search(text, start, end) is None:
        return
    for match in _BARE_DUE.finditer(text, start, end):
        yield match.start("due"), match.end("due")


def _who(label: re.Match[str]) -> str:
    return label["who"] or label["boxed"] or ""


def _labelled(text: str, label: re.Match[str], end: int, prefix: str | None) -> list[Duty]:
    role = role_of(_who(label))
    if _ROLE.search(text, label.end(), end):
        inner = _unlabelled(text, label.end(), end, role)
        if inner:
            return list(inner)
    return list(_listed(text, label.end(), end, role, prefix))


def _listed(text: str, start: int, end: int, role: Role, prefix: str | None = None) -> Iterator[Duty]:
    """Names behind a label or in a cell, one of which at least can name a body; a role in brackets behind one counts."""
    names = [name for name in expand(text[start:end], start, prefix) if _plausible(name)]
    if any(is_body(name.name) for name in names):
        for name in names:
            yield Duty(role_of(name.role) if name.role else role, name, name.rule)


def _plausible(name: Name) -> bool:
    return 2 <= len(name.name) <= 48 and not _is_no_name(name.name)


@lru_cache(maxsize=8192)
def _is_no_name(words: str) -> bool:
    return _NO_NAME.search(words) is not None


def role_of(words: str) -> Role:
    """The role that a label or a phrase gives: 牵头 leads, 配合 co-operates, everything else is charged."""
    if _LEAD.search(words):
        return "duty" if _SEVERAL_ROLES.search(words) else "lead"
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
        if not _are_bodies(names):
            return ()
        prefix = with_prefix(names) or prefix
        role = role_of(match["role"])
        host = words.find(WITH) if role == "duty" and rest is None else -1
        host = host if words[: max(host, 0)].strip("，,；;、 ") else -1  # 甲牵头，会同乙负责
        # 责任单位：甲，乙、丙配合: behind a label, those before the last comma keep the label's role
        helped = rest not in (None, "cooperate") and role == "cooperate"
        before = words.rstrip("，,；; ")
        labelled = position + max(before.rfind("；"), before.rfind("，") if helped else -1) if rest is not None else -1
        for name in names:
            said = role_of(name.role) if name.role else (rest if rest is not None and name.start < labelled else role)
            if host > 0:  # 甲会同乙负责
                said = "lead" if name.start < position + host else "cooperate"
            duties.append(Duty(said, name, name.rule))
        position = match.end()
    tail = text[position:end].strip("，,；;。、 ")
    if tail:
        names = expand(text[position:end], position, prefix)
        sure = _are_bodies(names) and (duties or rest is not None or _clearly_bodies(names))
        if not names or not sure:
            return () if not duties or rest is None else tuple(duties)
        duties += [Duty(role_of(n.role) if n.role else rest or "duty", n, n.rule) for n in names]
    return tuple(duties)


_LOCAL = re.compile(
    r"(?:自治区|自治州|省|市(?!场|政|容)|区(?!域|位)|县(?!域)|州|盟|旗)[\u4e00-\u9fff]{2,12}(?:局|厅|委|办|办公室)"
)
"""A department of a level, whatever it is called there."""


def _clearly_bodies(names: Sequence[Name]) -> bool:
    """Names that are a clause without a word of role: one known body, or several with a known one among them."""
    known = [is_known_body(name.name) or name.group or _LOCAL.fullmatch(name.name) is not None for name in names]
    return all(known) or (len(names) > 1 and any(is_known_body(name.name) for name in names))


def _are_bodies(names: Sequence[Name]) -> bool:
    """Names that can stand in a clause: all look like bodies, or some are known and the others are short words beside them."""
    if any(_is_no_name(name.name) for name in names):
        return False
    if all(is_body(name.name) for name in names):
        return True
    return any(is_known_body(name.name) for name in names) and all(
        _plausible(name) and len(name.name) <= 16 for name in names
    )


def duties_in_cell(
    text: str, start: int, end: int, label: str, level: str | None = None, first_leads: str | None = None
) -> tuple[Duty, ...]:
    """The duties of a table cell under a column's label; roles said in the cell itself count first.

    `level` is in force for bare names. A label may say that the first body leads (责任单位（第一个为牵头单位）), or the
    document (`first_leads`).
    """
    rule = governing_rule(label)
    role = role_of(re.sub(r"[（(].*[）)]", "", label) if rule else label)
    if _labels(text, start, end):
        parsed = _parse(text, start, end)
        if parsed is not None and parsed[0]:
            return parsed[0]
    if _ROLE.search(text, start, end):
        inner = _unlabelled(text, start, end, role)
        if inner:
            return inner
    duties = tuple(_listed(text, start, end, role, level))
    rule = rule or first_leads
    return _first_leading(Responsibility(start, end, duties, ()), rule).duties if rule else duties
