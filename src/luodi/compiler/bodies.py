"""Lists of bodies as they are printed, each taken apart to the name that the document implies.

A level said once holds for the names that follow (省发展改革委、工业和信息化厅), an ending said once for the places before
it (广州市、深圳市人民政府); both stop at names that have their own (广东金融监管局, 合肥海关, 各区政府). Sets stay sets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from luodi.registry import department_at, is_department, is_group, region_at, stands_alone

_BRACKETS = {"（": "）", "(": ")", "“": "”", "《": "》", "〈": "〉", "【": "】", "〔": "〕", "[": "]", "［": "］"}
_BRACKET = re.compile("[" + re.escape("".join((*_BRACKETS, *_BRACKETS.values()))) + "]")
_WHOLE = re.compile(r"(?:[厅局委办部院会署社队府团司组行站所处馆室]|公司|集团|中心|单位|部门|机构|企业|海关)[）)]?$")
_JOINT = re.compile(r"会同|以及|联合|[、，,；;/／]|\s+|[和及与并](?=[\u4e00-\u9fff])")
_OPEN = re.compile(
    r"等(?:\d{1,2}|[一二三四五六七八九十]{1,2})?个?(?:省|市|区|县|中央)?(?:级|直)?(?:各)?(?:有关|相关|其他|其它|成员|职能|责任|配合|协同)*"
    r"(?:单位|部门|机构|方面|企业|政府)?(?:和单位|及单位)?$"
)
_OPEN_WITHIN = re.compile(r"^(.+?)等(市|县|区|州|省)((?:人民)?政府|管委会|级.*)?$")
_ITEM_NUMBER = re.compile(r"^(?:\d{1,2}[.．、)）]|[①-⑳]|[★☆*＊●■◆▲△○])")
_LONGEST_KIND = 8
"""Characters to the end of a kind of body and the sign behind it."""
_SIGN = re.compile(r"[、，,；;和及与\s]")
_OWN_ROLE = re.compile(r"[（(〔【\[]((?:牵头|配合|主办|协办|负责|参与|协助|责任|主责)(?:单位|部门)?)[）)〕】\]]$")
_LEAD_IN = re.compile(r"^(?:由|请|并|及|和|与|会同|以及|其中|涉及|主要|具体|联合|协同|同时)+")
_GENERIC = re.compile(r"(?:单位|部门|机构)$")
"""Words for bodies at large: 有关部门和单位 is one set."""
_PROVINCES = re.compile(r"各省(?:、自治区)?$")
_MORE_PROVINCES = re.compile(r"(?:自治区|直辖市)")
"""各省、自治区、直辖市: kinds of one level, named together."""
_ORGANS = re.compile(r"[委办厅局部院社]$")
"""委、办、局: kinds of organs in one letter, a set together."""
_COMMITTEE = re.compile(r"(?:党委|[省市区县州盟旗]委|党工委|工委)$")
_ITS_GOVERNMENT = re.compile(r"(?:人民)?政府$|管委会$|管理委员会$|办事处$")
"""党委、政府 of one place are named together."""
_LEVEL = re.compile(r"^(自治区|自治州|自治县|兵团|省|市(?!场)|区|县|州|盟|旗)(?:级|直)?(委|政府)?(?=.)")
_PARTY = re.compile(
    r"^(?:宣传部|组织部|统战部|统一战线工作部|政法委(?:员会)?|编办|机构编制委员会办公室|社会工作部|改革办|直属机关工委|教育工委|两新工委)$"
)
"""Departments of party committees only: bare ones take 委 with the level (省委宣传部、组织部)."""
_OFFICE_OF = re.compile(
    r"(?:自治区|省|市|区|县|州|盟|旗)(?:党?委|政府|人大|政协)[\u4e00-\u9fff]{2,12}(?:办|办公室|部|局|室|委|组)"
)
"""An office of a committee or government of a level: 市委目标绩效办, 市政府督查室."""
_PARTY_TOO = re.compile(
    r"^(?:网信办|网络安全和信息化委员会办公室|军民融合(?:发展)?办|农办|农村工作领导小组办公室|财(?:经)?办|金融办|台办|外办|外事办|港澳办|审计办|国安办"
    r"|(?:全面)?依法治[省市区县州]办|法治办|深改办|政研室|政策研究室|研究室|党校|老干部局|党史(?:研究)?室|机要局|保密(?:办|局)|督查室|督查办|考评办|考核办|目标(?:绩效)?办|人才办|国资工委|军委会|巡[察视]办)$"
)
"""Offices that the party committee and the government both have: behind one of the committee's they are the committee's."""

_GROUP_HEAD = re.compile(r"^(各有关|各相关|各|有关|相关)(?=.)")
_OF_EACH = re.compile(r"^(.{1,10}?)(各(?:有关|直属)?(?:部门|部委|机构|单位|直属机构|厅局|委办局).*)$")
_PLACE_END = re.compile(
    r"(?:省|市|区|县|州|盟|旗|镇|乡|街道|地区|新区|开发区|兵团)(?:[（(〔［\[][省市区县旗州、，]+[）)〕］\]])?$"
)
_SHORT_NAME = re.compile(r"^(?:各|有关|相关)?[\u4e00-\u9fff]{1,8}$")
_GOVERNMENT = re.compile(
    r"^(.*?)((?:人民)?政府|党委(?:和|、)?(?:人民)?政府|管委会|管理委员会|党工委.{0,6}|人大常委会|政协|海关|海事局|中级人民法院|人民法院|人民检察院)$"
)
_KIND = re.compile(r"(?:自治区|自治州|自治县|直辖市|省|市|区|县|州|盟|旗|镇|乡|街道)+(?:[（(〔［\[].*[）)〕］\]])?")
_ZONE = re.compile(
    r"[\u4e00-\u9fff]{0,16}(?:开发区|高新区|经开区|新区|新城|度假区|示范区|试验区|合作区|保税区|自贸区|园区|片区)$"
)
_BODY_OF_ZONE = re.compile(
    r"(?P<zone>(?![省市区县州盟旗])[\u4e00-\u9fff]{0,8}?(?:开发区|高新区|经开区|新区|自贸(?:试验)?区|保税区|综保区|度假区|示范区|合作区|管理区))"
    r"(?!(?:党工委|工委|党委|管理局)$)[\u4e00-\u9fff]{2,14}(?:(?<!分)局|委|办公室|部|中心)$"
)
"""新区经济发展局: a zone with an administration of its own has bureaus, as a county has."""
_ADMINISTERS = re.compile(r"管委会|管理委员会|党工委")
_BRANCH = re.compile(
    r"(?:中国)?(?:电信|移动|联通|铁塔|广电|[\u4e00-\u9fff]{2,6}银行)(?P<of>[\u4e00-\u9fff]{2,8}(?:分?公司|分行|支行))$"
)
_COMPANY_AT_LARGE = re.compile(r"(?:中国)?(?:电信|移动|联通|铁塔|广电)|[\u4e00-\u9fff]{2,6}银行")
"""Companies with a branch in every place, named without it."""
_SUPPLIER = re.compile(r"[省市县区州盟旗]?(?:电信|移动|联通|铁塔|广电|供电|电力|供水|自来水|燃气|热力|公交)公司")
"""What a place's companies of supply are called by."""
_FIELD = re.compile(r"(?P<stem>[\u4e00-\u9fff]{2,16}?)(?P<of>(?:行政)?(?:主管)?部门)$")
_FIELD_WORDS = re.compile(r"[\u4e00-\u9fff]{2,12}")
_SET_WORDS = re.compile(r"(?:有关|相关|职能|责任|牵头|成员|配合|直属|各|其他|政府|等)$")
_AREA = re.compile(
    r"(?:经济(?:技术)?|高新(?:技术产业)?|产业)?(?:开发区|高新区|功能区|园区|新区|经开区|示范区|度假区|工业园)"
)
_BODY = re.compile(
    r"(?:厅|局|委|委员会|办|办公室|部|院|行|会|署|社|队|支队|总队|政府|党委|团|集团|公司|单位|部门|机构|中心|企业|学校|大学|学院"
    r"|分行|支行|分公司|海关|协会|联合会|小组|领导小组|专班|指挥部|法院|检察院|站|所|馆|处|校|室|园区|开发区|高新区|新区|管委会|机关|街道|镇"
    r"|联盟|银行|研究院|事务所|商会|学会|工会|妇联|科协|残联|工商联|团委|侨联|文联|作协|贸促会|供销社|供销总社|公证处|总社|总站|台|报社|厂|场|港|司|组|专员公署|行署)(?:[（(][^（）()]+[）)])?$"
)


class Name(msgspec.Struct, frozen=True):
    """A body in a list: the name implied, the place of the characters written, and what a name was completed from."""

    name: str
    start: int
    end: int
    group: bool
    open: bool
    rule: str | None = None
    role: str | None = None  # said in brackets behind the name: （牵头）


class _Item(msgspec.Struct, frozen=True):
    text: str  # the name as printed, without what follows it
    start: int
    end: int
    open: bool
    joint: str  # the sign before it, none before the first
    role: str | None = None
    rule: str | None = None  # the words that gave it its ending, where they are not printed with it


def expand(text: str, offset: int, prefix: str | None = None) -> tuple[Name, ...]:
    """The names of a list that stands at `offset`; `prefix` is the level in force before it."""
    return tuple(
        Name(name.name, name.start + offset, name.end + offset, name.group, name.open, name.rule, name.role)
        for name in _expanded(text, prefix)
    )


@lru_cache(maxsize=4096)
def _expanded(text: str, prefix: str | None) -> tuple[Name, ...]:
    """The names of a list, placed from its beginning: a plan repeats its lists, and a province's plans share them."""
    return tuple(_with_levels(_with_endings(list(_items(text))), prefix))


@lru_cache(maxsize=8192)
def level_of(name: str) -> str | None:
    """The level that a name hands on to the bare ones after it: 省 of 省科技厅, 广州市 of 广州市财政局."""
    place = _place_and_department(name)
    if place is None and (zone := _BODY_OF_ZONE.match(name)) is not None:
        return zone["zone"]
    if is_department(name) or (place is None and stands_alone(name)):
        return None
    match = _LEVEL.match(name)
    if match and (is_department(name[match.end() :]) or _BODY.search(name[match.end() :])):
        return match[1]
    return place


@lru_cache(maxsize=8192)
def is_body(text: str) -> bool:
    """Whether words can name a body at all."""
    if not 2 <= len(text) <= 48 or re.search(r"[。：！？%％]|\d{4}年", text):
        return False
    return bool(_BODY.search(text)) or is_department(text) or stands_alone(text) or is_group(text) or _is_place(text)


@lru_cache(maxsize=8192)
def is_known_body(text: str) -> bool:
    """Whether words name a body by the registry or by a level and a department, not only by their ending."""
    if is_department(text) or stands_alone(text):
        return True
    match = _LEVEL.match(text)
    rest = text[match.end() :].replace("分局", "局") if match else ""
    return is_department(rest) or _PARTY.match(rest) is not None or _OFFICE_OF.fullmatch(text) is not None


def _place_and_department(name: str) -> str | None:
    found = region_at(name, 0)
    if found and len(found[0]) >= 2 and _PLACE_END.search(found[0]) and is_department(name[len(found[0]) :]):
        return found[0]
    return None


def _is_place(text: str) -> bool:
    found = region_at(text, 0)
    return bool(found and len(found[0]) == len(text)) or bool(
        _SHORT_NAME.match(text) and _PLACE_END.search(text) and len(text) > 1
    )


# ---------------------------------------------------------------- taking a list apart


def _items(text: str) -> Iterator[_Item]:
    """The names between joints; brackets and quotes are kept whole, and 和 or 与 within a name is no joint."""
    start, joint = 0, ""
    for match in _joints(text):
        if match.start() > start:
            yield from _between(text[start : match.start()], start, joint)
        start, joint = match.end(), match.group()
    yield from _between(text[start:], start, joint)


def _between(text: str, start: int, joint: str) -> Iterator[_Item]:
    """The names between two joints, the first of which stands behind `joint`."""
    for item in _printed(text):
        yield _Item(item.text, item.start + start, item.end + start, item.open, item.joint or joint, item.role)


def _joints(text: str) -> Iterator[re.Match[str]]:
    nested = list(_bracketed(text))
    start = 0
    for match in _JOINT.finditer(text):
        if nested and any(first <= match.start() < last for first, last in nested):
            continue
        if match.group().isspace():
            if not _ends_name(text[start : match.start()]):
                continue
        else:
            within = _within_set(text[start : match.start()], text[match.end() : match.end() + _LONGEST_KIND])
            word = len(match.group()) > 1 or match.group() in "和及与并"
            if within or (word and not _joins_names(text, start, match)):
                continue
        start = match.end()
        yield match


def _within_set(left: str, right: str) -> bool:
    """Whether a sign stands within the name of one set: 有关部门和单位, 各县（市、区）党委、政府, 各委、办、局."""
    if _MORE_PROVINCES.match(right):
        return _PROVINCES.search(left) is not None
    following = _OPEN.sub("", _SIGN.split(right, maxsplit=1)[0])
    if _GENERIC.match(following):
        return _GENERIC.search(left) is not None
    if _ITS_GOVERNMENT.match(following):
        return _COMMITTEE.search(left) is not None
    return _ORGANS.match(following) is not None and _ORGANS.search(left) is not None


def _bracketed(text: str) -> Iterator[tuple[int, int]]:
    """The outermost stretches in brackets or quotes; one that is never closed goes to the end."""
    depth = start = 0
    for sign in _BRACKET.finditer(text):
        if sign.group() in _BRACKETS:
            start = start if depth else sign.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, sign.end()
    if depth:
        yield start, len(text)


def _ends_name(words: str) -> bool:
    """Whether a whole name stands before a blank or a line end, which else has only broken it."""
    return is_known_body(words) or is_group(words) or _WHOLE.search(words) is not None


def _joins_names(text: str, start: int, match: re.Match[str]) -> bool:
    """和 joins two names if what stands before it is a whole name and what follows begins one."""
    left, right = text[start : match.start()], text[match.end() :]
    if not left or not right:
        return match.group() in ("会同", "联合") and bool(right)
    covering = department_at(text, start)
    level = _LEVEL.match(left)
    inner = department_at(text, start + level.end()) if level else None
    if (covering or 0) > match.start() or (inner or 0) > match.start():
        return False
    head = _OPEN.sub("", re.split(r"[、，,；;]", right)[0])
    whole = is_known_body(left) or is_group(left) or _is_place(left)
    if not (whole or (_WHOLE.search(left) and level_of(head))) or (
        left.endswith("党委") and right.startswith(("政府", "人民政府"))
    ):
        return False
    return is_body(head) or is_group(head)


@lru_cache(maxsize=8192)
def _printed(text: str) -> tuple[_Item, ...]:
    """What is printed between two joints, placed from its beginning: a plan names the same bodies in many lists."""
    return tuple(_item(text))


def _item(text: str) -> Iterator[_Item]:
    """The names between two joints: one, none, or several printed without a sign between them."""
    stripped = text.lstrip("。.：: ")
    start = len(text) - len(stripped)
    stripped = stripped.rstrip("。.：: ")
    for lead in (_ITEM_NUMBER, _LEAD_IN):
        match = lead.match(stripped)
        if match and not department_at(stripped) and len(stripped) > match.end():
            stripped, start = stripped[match.end() :], start + match.end()
    role = _OWN_ROLE.search(stripped)
    name = stripped[: role.start()] if role else stripped
    within = _OPEN_WITHIN.match(name)
    if within and _is_place(within[1]):  # 汕尾等市人民政府
        yield _Item(within[1] + within[2] + (within[3] or ""), start, start + len(stripped), True, "")
        return
    match = _OPEN.search(name)
    end = match.start() if match else len(name)
    if not end:
        return
    parts = list(_glued(name[:end]))
    for index, (first, last) in enumerate(parts):
        final = index == len(parts) - 1
        open_ = match is not None and final
        words = re.sub(r"\s", "", name[first:last])
        rule = None
        if open_ and match is not None and "部门" in match.group() and _is_field(words):  # 省发展改革、财政等部门
            words, rule = words + "部门", match.group()
        yield _Item(
            words,
            start + first,
            start + last,
            open_,
            "、" if index else "",
            role[1] if role and final else None,
            rule,
        )


def _glued(names: str) -> Iterator[tuple[int, int]]:
    """省发展改革委省财政厅: a level and department right behind another's."""
    start = 0
    while start < len(names):
        level = _LEVEL.match(names[start:])
        end = department_at(names, start + level.end()) if level else None
        if end is None or end == len(names) or not _begins_name(names, end):
            break
        yield start, end
        start = end
    yield start, len(names)


def _begins_name(names: str, start: int) -> bool:
    """Whether another name begins right here: a level with a department, or a set."""
    level = _LEVEL.match(names[start:])
    if level is None:
        return names.startswith(("各", "有关"), start)
    end = department_at(names, start + level.end())
    return end is not None and (end == len(names) or _begins_name(names, end))


# ---------------------------------------------------------------- completing names


_LISTED = ("、", "和", "及", "与", "以及", "，", ",")
_WHOSE = re.compile(
    r"^(?:各级|(?:各|有关|相关)?(?:省级|市级|县级|区级|盟市|市州|市县|省|市(?!场|政|容)|县|区(?!域)|州|旗)(?:\uff08[^\uff09]*\uff09)?(?:直)?)(?=[\u4e00-\u9fff]{2})"
)
"""Whose departments a list of fields names: 各级财政、税务部门."""
_Named = tuple[_Item, str, str | None]
"""An item, its name so far, and the words that completed it."""


def _with_endings(items: Sequence[_Item]) -> list[_Named]:
    """Each item with its name: an ending said once carried back to the places before it, 各 carried on."""
    return _each_carried(_whose_carried(_ending_carried(items)))


def _ending_carried(items: Sequence[_Item]) -> list[_Named]:
    """What is said once at the end, given to the names before.

    广州市、深圳市人民政府 and 各市、州、县人民政府 (places and kinds of places), 中国移动、中国铁塔徐州分公司 (a branch), 各级财政、
    税务部门 (fields of work).
    """
    names: list[_Named] = [(item, item.text, item.rule) for item in items]
    for index in range(len(items) - 1, 0, -1):
        before = items[index - 1]
        if before.open or items[index].joint not in _LISTED:  # a list that is open ends there
            continue
        whole = _ended_alike(before.text, names[index][1])
        if whole is not None:
            names[index - 1] = (before, whole, names[index][1])
    return names


def _ended_alike(words: str, name: str) -> str | None:
    """Words with the ending of the name behind them in the list, None if they have one of their own."""
    match = _GOVERNMENT.match(name)
    if match is not None and _places(match[1]):
        alike = _ZONE.match(words) is not None if _ADMINISTERS.search(match[2]) else _places(words)
        return (
            _full_place(words, _kind_of_place(match[1])) + match[2] if alike and not _GOVERNMENT.match(words) else None
        )
    if _is_supplier(name):  # 县电信、移动、联通公司
        return words + "公司" if _is_supplier(words + "公司") else None
    if (branch := _BRANCH.match(name)) is not None:
        return words + branch["of"] if _COMPANY_AT_LARGE.fullmatch(words) else None
    if (field := _FIELD.match(name)) is not None and not _SET_WORDS.search(field["stem"]):
        return words + field["of"] if _is_field(words) else None
    return None


def _is_supplier(name: str) -> bool:
    return name.endswith("公司") and _SUPPLIER.fullmatch(name) is not None


def _whose_carried(names: Sequence[_Named]) -> list[_Named]:
    """各省级交通运输、邮政管理部门: whose departments the fields of a list are is said once."""
    carried: list[_Named] = []
    whose: str | None = None
    for item, name, rule in names:
        own = _WHOSE.match(name)
        completed = rule is not None and _FIELD.match(name) is not None
        if whose is not None and own is None and _FIELD.match(name):
            carried.append((item, whose + name, rule or whose))
        else:
            whose = own.group() if own else None
            carried.append((item, name, rule))
        if not completed:  # the last of the list has the ending itself
            whose = None
    return carried


def _is_field(words: str) -> bool:
    """Whether words name a field of work and no body: 市发展改革, 财政, 各省级交通运输."""
    if _FIELD_WORDS.fullmatch(words) is None or _PLACE_END.search(words):
        return False
    return not is_known_body(words) and (region_at(words, 0) is not None or not is_body(words))


def _each_carried(names: Sequence[_Named]) -> list[_Named]:
    """各市、县（市、区）人民政府; 省政府各部门、各直属机构: what makes a set is said once."""
    carried: list[_Named] = []
    each: str | None = None
    for item, name, rule in names:
        if each is None and "各" not in name and not name.startswith(("有关", "相关")):
            carried.append((item, name, rule))
            continue
        head = _GROUP_HEAD.match(name)
        of_each = _OF_EACH.match(name)
        listed = each is not None and item.joint in ("、", "和", "及")
        of_owner = listed and head and len(each or "") > 2 and re.search(r"(?:部门|机构|单位|厅局)$", name)
        if each is not None and ((listed and not head and _needs_each(name)) or of_owner):
            carried.append((item, each + name, rule or each))
            continue
        if of_each and not head:
            each = of_each[1]
        else:
            each = head[1] if head and (_government(name) or re.search("公署|行署", name)) else None
        carried.append((item, name, rule))
    return carried


@lru_cache(maxsize=8192)
def _government(name: str) -> re.Match[str] | None:
    return _GOVERNMENT.match(name)


def _places(words: str) -> bool:
    """A place, or a kind of places: 汕尾市, 各地级以上市, 有关县（市、区）."""
    return bool(words) and (_is_place(words) or _KIND.fullmatch(re.sub(r"^(?:各|有关|相关)+", "", words)) is not None)


def _kind_of_place(place: str) -> str:
    match = re.search(r"(省|市|区|县|州|盟|旗)$", place)
    return match[1] if match else ""


def _full_place(place: str, kind: str) -> str:
    """A place with its kind: 广州 beside 深圳市 is 广州市; 各市 has its own."""
    found = region_at(place, 0)
    if kind and found and len(found[0]) == len(place) and all(region.name != place for region in found[1]):
        return place + kind
    return place


def _needs_each(name: str) -> bool:
    """县（市、区）人民政府 after 各市: a kind of place without a name of its own."""
    match = _government(name)
    return bool(match and (_KIND.fullmatch(match[1]) or _AREA.fullmatch(match[1])))


def _with_levels(items: Sequence[_Named], prefix: str | None) -> Iterator[Name]:
    committee = ""  # 委 or 党委 where the name that gave the level is one of a party committee's
    companies = False  # whether a company without a level has been named since
    for item, name, rule in items:
        level = level_of(name)
        if level is not None:
            prefix, companies = level, False
            within = _OF_COMMITTEE.match(name, len(level))
            committee = within.group() if within else ""
        elif prefix is not None and _takes_level(name) and not (companies and _COMPANY.search(name)):
            rule = rule or prefix
            of_party = _PARTY.match(name) or (committee and _PARTY_TOO.match(name))
            name = prefix + (committee or _committee_of(prefix)) + name if of_party else prefix + name
            committee = committee if of_party else ""
        else:
            companies = companies or _COMPANY.search(name) is not None
        group = is_group(name) or name.startswith(("各", "有关", "相关"))
        yield Name(name, item.start, item.end, group, item.open, rule, item.role)


_OF_COMMITTEE = re.compile(r"(?:党工|党)?委(?=[\u4e00-\u9fff])")
_COMPANY = re.compile(r"(?:集团|公司)$")


def _committee_of(level: str) -> str:
    """What the party committee of a level is called: 省委, 自治区党委, 新区党工委."""
    if level.endswith(("自治区", "兵团")):
        return "党委"
    return "党工委" if _ZONE.fullmatch(level) else "委"


@lru_cache(maxsize=8192)
def _takes_level(name: str) -> bool:
    """A bare name of a department: known as one, or with the ending of one and no place or set in front."""
    area = _government(name)
    if area and _AREA.fullmatch(area[1]):
        return False
    if is_department(name.replace("分局", "局")) or _PARTY.match(name) or _is_supplier(name):
        return True
    if stands_alone(name) or is_group(name) or _LEVEL.match(name) or _names_a_place(name) or _of_some_place(name):
        return False
    return bool(re.search(r"(?:厅|局|委|办)$", name)) and not name.startswith(("国家", "中国", "全国", "中央"))


def _names_a_place(name: str) -> bool:
    """民航浙江监管局: the place stands within the name."""
    return any(region_at(name, index) for index in range(len(name) - 2))


def _of_some_place(name: str) -> bool:
    """青禾市税务局: a department behind a place, whether the register of places has it or not."""
    return any(name[at] in "省市县区州盟旗" and is_department(name[at + 1 :]) for at in range(2, min(7, len(name) - 1)))


def with_prefix(names: Sequence[Name]) -> str | None:
    """The level in force after a list."""
    for name in reversed(names):
        level = level_of(name.name)
        if level is not None:
            return level
    return None


__all__ = ["Name", "expand", "is_body", "is_known_body", "level_of", "with_prefix"]
