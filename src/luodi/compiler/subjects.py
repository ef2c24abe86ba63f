"""What a quantity is of: the words before it or behind it, those that a share, a part or a list takes from others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from luodi.compiler.quantities import Quantity
from luodi.compiler.sentences import Piece, dimension, segment_end
from luodi.compiler.timeline import COMPARED, TIME, TIME_SIGNS
from luodi.plan import Qualifier
from luodi.registry import unit_of

ACTION = re.compile(
    r"新增|新建|新改建|改建|新培育|新引进|新认定|建设(?!用地|标准|规模|周期|期|资金|单位)|建成|培育|形成|打造|引进|引育|遴选|编制|举办|组织|实施|推广|完成|累计|开展|培养|认定|设立|组建|布局|创建"
    r"|改造|投放|推出|选树|发展|制定|制修订|部署|开通|转化|孵化|突破|达到|实现|建立|推进|扶持|评选|征集|发布|集聚|招引|落地|储备|谋划|淘汰|替换|更新"
    r"|配备|安排|筹建|增设|增加|扩建|开放|共建|吸引|壮大|主导|获批|获得|争创|拓展|搭建|减少|降低|压减|节约|下降|提高|增长|提升|缩短|压缩|修复|治理|种植"
    r"|创成|建有|拥有|保有|覆盖|惠及|服务|培训|招聘|帮扶|新开|整治|清理|关停|腾退|盘活|供应|筹集|新开工|开工|投产|入库|上市|参保|接种|管护|造林|播种|产出|出栏|制发|发放|签发|办理|颁发|上线|归集|汇聚|接入|注册|下放|取消|精简|公布|出台|梳理|承接|铺设|敷设|疏浚|收储|选派|布设|扩大|稳定|制修订|研发|攻克|推行|轮训|复垦|排查|回收|净增|吸纳|流转|安置|签约|转移|带动|收购|绿化|资助|救助|发行|研制|主办|承办|加装|修缮|走访|筛查|建档|开辟|增开|落户|授权|加密|绘制|召开|新装|安装|加装|处置|到位"
)
"""Verbs of doing: a bare number behind one is a target, and one without any is not."""

_DOES = (
    r"减免|检修|调试|办好|建好|办成|撬动|拉动|开发|安装|延伸|配置|购置|采购|签订|聘用|聘请|招录|招收|录用|补充|补建|增配|恢复|清淤|出让|配建|升级|检测|抽检|巡查|轮换|轮岗|竣工|共享|修订|落实|启动|命名"
    r"|策划|提供|解决|化解|下派|派驻|演出|接待|开行|投运|投用|交付|拆除|迁移|搬迁|调解|受理|核发|刊发|播出|拍摄|创作|栽植|补植|营造|增殖放流|回购|加固|更换|维修|拓宽"
    r"|硬化|打通|架设|埋设|选聘|评定|授予|申报|登记|挂牌|兑现|促成|达成|对接|消除|销号|查处|侦破|取缔|清退|消纳|评估|审计"
)
_OPENS = re.compile(rf"(?:重点|加快|积极|全面|持续|统筹|新|再|共|累计|及时|集中|分批|分类|同步|逐步|率先)*(?:{_DOES})")
_BEFORE_NUMBER = re.compile(rf"(?:{_DOES})(?:了|出)?$")
"""Verbs that are also said of what things are for (检测机构45家): they say what is done only where they open a segment
or stand right before the number."""
_ATTRIBUTE = re.compile(
    r"(?:检测|抽检|巡查|评估|审计|申报|登记|调解|受理|接待|演出|创作|维修|升级|对接|交付)(?:类|用)?(?:机构|人员|中心|站|点|室|单位|企业|场所|队伍|团体|服务)"
    r"|共享(?:单车|汽车|电单车|充电宝)|配置(?:标准|要求)|挂牌(?:企业|公司|督办)|出让(?:金|价)"
)
_STANDS = re.compile(r"现有|已|共有(?!产权)|原有|涉及|覆盖|包括|包含|位于|截至|目前|曾|的$")


def opens(words: str) -> bool:
    """Whether the words before a bare number begin with a verb of doing, or end in one, and tell nothing that stands."""
    words = _LEAD_IN.sub("", _without_time(words)).strip("，、：: ")
    if _STANDS.search(words) or _ATTRIBUTE.match(words):
        return False
    return _OPENS.match(words) is not None or _BEFORE_NUMBER.search(words) is not None


_SCOPE_VERB = re.compile(
    r"(?:支持|推动|鼓励|引导|依托|围绕|面向|针对|涉及|包括|包含|聚焦|按照|根据|结合|选择|在|对|将|把|由|从|为|等|共|的)$"
)
_VERBS = (
    r"(?:力争|争取|努力|确保|推动|支持|鼓励|计划|预计|要|将|再|重点|规划|加快|积极|总体上?|基本|进一步|全面|持续|着力|大力|至少|每年|新)*"
    r"(?:培育(?:形成|壮大|打造|发展|认定)?|形成|打造(?:形成)?|建成|建设|创建|发展|实现|达到|使|让|完成|(?:共)?有(?=规模)|拥有|组织|遴选|编制|组织编制"
    r"|建立|培养|引进|选树|评选|推出|实施|开展|扶持|认定|推广|制定|累计)?"
)
_VERB_ONLY = re.compile(rf"^{_VERBS}$")
_NO_NOUN = (
    r"(?!再(?:生|制造|就业|贷款|贴现|担保|保险|利用|教育|融资|造)|使[用命]|及[时格]|并[网购轨]|要[素求道塞]|将[军乐]|让[利渡]|在[建校线册岗职园编用]"
    r"|基本(?:公共|医疗|养老|农田|药物|保险|服务|民生|草原|生活|单元)|全面(?:小康|质量|预算)|计划(?:免疫|生育|内|外)|前(?:沿|海|端|置|期|列|景|瞻)"
    r"|和(?:美|谐|平|田|县|顺|龙)|与会|(?:实现|完成|形成|推动|支持|培育|积极|达到|努力)(?:率|量|额|度|程度|性|力)|建成(?:区|率)|总体(?:满意|评价|规划)|培育钻石|培育率"
    r"|同时在线|积极老龄|另[册类]|到[位货期岗]|起[重降伏运])"
)
"""Nouns that begin with a letter or word that elsewhere only leads in (再生水, 使用率, 及时率, 基本医疗)."""
_DROPPED = re.compile(
    rf"^(?:{_NO_NOUN}(?:力争|争取|努力|确保|推动|支持|鼓励|计划|预计|再|重点(?=[培打建支发])|加快|积极|总体上?|基本|进一步|全面|持续|着力|大力))*"
    rf"(?:{_NO_NOUN}(?:培育(?:形成|壮大|打造|发展)?|形成|打造(?:形成)?|建成|实现|达到|使|让|完成|(?:共)?有(?=规模)|拥有))?"
)
_LEAD_IN = re.compile(
    rf"^(?:{_NO_NOUN}(?:其中[，：:]?|同时|以及|并且?|且|但|目前|当前|和|及|与|另外?|此外|起(?=每年)|在[^，。；]{{1,12}}(?:方面|领域)[：:，]|力争|争取|努力|确保|推动|使得?|预计|计划"
    r"|用[\d一两二三四五]+年(?:左右)?的?时间|(?:通过|经过)[\d一两二三四五]+年(?:左右)?的?(?:努力|时间)|[一两二三四五]年内|实现(?=[\u4e00-\u9fff]{2})|要|将|再|年均(?=新增|培育)|每年|到(?=[\u4e00-\u9fff])|全面|基本|进一步|总体上?|至少|不少于|不低于))+"
)
_CARRIES = re.compile(
    r"^(?:首期规模|首期|占|共$|共计|年均|年平均|平均增|同比|比(?!亚|例)|较|增速|增长|增幅|年增|分别|累计(?:达|为)?$|其中$"
    r"|(?:总数|总量|总计|合计|占比|比重|比例|产值|产量|销量|规模|数量|面积|覆盖率|渗透率|(?:工业)?增加值|利润)(?:$|占|年均|同比|增)"
    r"|(?:再|净|累计|总共)?(?:增加|减少|提高|提升|下降|降低|压缩|缩短|扩大|翻番)(?:了)?$)"
)
_MEASURE = re.compile(
    r"((?:(?:出口|进口|进出口|排放|使用|消费|生产|养殖|种植|储备|平均)(?!率))?"
    r"(?:产量|销量|产销量|产值|收入|增加值|保有量|规模|比重|占比|比例|数量|面积|投资额?|出口额?|覆盖率|渗透率|总额|总量|用量|装机容量|利润|浓度"
    r"|增速|用时|时间|人数|率))$"
)
_TAIL_BEGIN = re.compile(r"^(?:的|规模的?(?=[\u4e00-\u9fff]))")
_SUPPLIED = re.compile(r"(.{2,})(?:满足|保障|支撑)$")  # 供水能力满足7天以上用水需求
_TRAILING = re.compile(
    r"(?:仅有|仅|力争|争取|努力|确保|总体上?|基本|平均(?=$)|将|要|再|分别|(?<!平)(?<!年)(?<!人)均|恢复到?|逐步|稳步|达|实现|全部|共|建成|突破|[，、：:])+$"
)
_CHANGES = re.compile(
    r"(?:力争|争取|确保|年均|平均每年|每年|逐年|累计|再){0,3}(?:提高|提升|扩大|增加|增长|发展|上升|下降|降低|缩短|压缩|压减|减少)(?:到|至|为)?的?$"
)
_GROWTH = re.compile(r"(?:年均|同比)?(?:增长|增速|增幅)$")
_GAIN = re.compile(r"(?:累计)?(?:净增|新增)$")
_ADDED = re.compile(r"(?:累计)?(?:净增|新增)")
_TOTAL = re.compile(r"总(?:数|量|计|规模)?|合计")
_PLACED = re.compile(
    r"^(?:在[^，]{1,12}?(?:布局|规划)?(?:建设|打造|建立|建成|新建|设立|培育)"
    r"|在[^，]{1,30}?(?:布设|组建|安装|开设|增设|举办|开展)"
    r"|(?:组织)?赴[^，]{1,20}?(?:举办|开展))(?=[\u4e00-\u9fff]{2})"
)
_EXAMPLES = re.compile(r"^[^，等]{4,}、[^，等]{2,}等(?=[\u4e00-\u9fff]{5,}$)")  # 甲音乐季、乙市集等节庆活动
_LONGEST_SUBJECT = 60  # longer ones name nothing that another figure could be of
_OWNER = re.compile(
    r"(?:[^，]{0,6}?)(每(?:个|家|所|名|县|市|乡|镇|街道|村|校|社区|\d+万?(?:户|人|名|平方公里|公里|个|张))[^，]{0,16}?)(?:至少|不少于|原则上)?(?:建[有成设]|设[有立]|配[备有]|培养|拥有|打造|创建|举办|开展|有)?$"
)
_BARE_VERB = re.compile(
    r"^(?:累计)?(?:新增|竣工|开工|投产|完工|交付|投用|验收|签约|建成|新建|改造|改造提升|提质改造|完成|新开工|创建|培育|培养|培训|引进|覆盖|惠及|开行)$"
)
_LEADING_VERBS = re.compile(
    r"^(?:全[国省市县区])?(?:新增|策划|推出|开辟|开通|创建|(?:联合|集中|重点|大力|定向)?(?:培育|培养|培训|引进)|累计|新开工|开工|竣工|建设|建成|完成|新建|改造|改建|扩建|组织|实施|投产)+"
)
_SEGMENT_BEFORE = re.compile(r"(?:^|[，,；。：）\n\t])(?P<words>[^，,；。：）\n\t\d]{4,40})[，,]$")
_NOUN_OF_LIST = re.compile(r"[^，；。：]*?\d?的(?P<noun>[\u4e00-\u9fff“”]{2,20})$")
_SHARED = re.compile(r"(?P<items>[^，。；：]{2,80}?)(?:分别|各|仅有?)(?P<measure>[^，。；：\d]{0,12}?)$")
_KEPT_VERB = re.compile(
    r".*?(新增|新建|新培育|新引进|新认定|累计|认定|组织|举办|引进|引育|谋划推出|制定|参与|培训|改造)[\u4e00-\u9fff]{0,4}$"
)


_VERB_TAIL = re.compile(r"(?:了|出|起|约|各|一批|共)$")


def governs(head: str) -> bool:
    """Whether the words before a bare number make it something to be done: they end in a verb of doing."""
    words = _VERB_TAIL.sub("", head)
    if _SCOPE_VERB.search(words):
        return False
    if _BEFORE_NUMBER.search(words, max(0, len(words) - 6)):
        return True
    return any(match.end() >= len(words) for match in ACTION.finditer(words, max(0, len(words) - 4)))


def subject_of(text: str, piece: Piece, earlier: Sequence[tuple[str, str]], before: str) -> str:
    """What the quantity of a piece is of. `earlier` are the (subject, unit) of the sentence so far, `before` the last subject
    of the sentences before it."""
    quantity = piece.main
    words = _without_time(piece.head)
    if piece.origin is not None and text[piece.origin.start] in "由从自":
        words = _CHANGES.sub("", words)
    words = _LEAD_IN.sub("", words).strip("，、：: ")
    tail = piece.tail
    if not words or _VERB_ONLY.match(words) or governs(words):
        tail = _TAIL_BEGIN.sub("", tail)
    if piece.elided(text) and earlier:
        return words + earlier[-1][0].rpartition("的")[2]
    if tail.endswith("需求") and (supplied := _SUPPLIED.match(words)) is not None:
        return supplied[1]
    if _counts_what_follows(quantity.written_comparator, words, tail):
        return (_kept(words, dimension(quantity.unit)) + _with_noun(text, piece, tail)).strip("，、的")
    listed = _shared(text, piece)
    if listed:
        return listed
    if _THAT_RATIO.fullmatch(words) and (earlier or before):
        return earlier[-1][0] if earlier else before
    if not words or _CARRIES.match(words):
        words = _TRAILING.sub("", words.removesuffix("的"))
        subjects = [subject for subject, _ in earlier] or [_topic(text, piece) or before]
        level = dimension(quantity.unit) != "ratio" or quantity.unit == "倍"
        if not words and level:  # 年均增长6.5%，到2025年突破5000亿元; 净增1000家，达到4200家
            subjects = [_GROWTH.sub("", subject) or subject for subject in subjects]
            if quantity.comparator == ">=":
                subjects = [_GAIN.sub("", subject) or subject for subject in subjects]
        elif _TOTAL.fullmatch(words):  # 新增公共充电桩2万个、总数达到10万个
            subjects = [_ADDED.sub("", subject, count=1) or subject for subject in subjects]
        elif not words and earlier and commensurable(earlier[-1][1], "百分点") and quantity.unit in ("%", "％"):
            subjects = [_CHANGES.sub("", subject) or subject for subject in subjects]  # 提高5个百分点，达到82%
        elif not words and earlier and not level and commensurable(earlier[-1][1], quantity.unit):
            return earlier[-1][0]  # 占比2024年达到28%，2025年达到30%
        return _carried(words, subjects)
    if _BARE_VERB.match(words):
        alike = [subject for subject, unit in earlier if commensurable(unit, quantity.unit)] or [
            _topic(text, piece) or before
        ]
        return words + _LEADING_VERBS.sub("", alike[-1])
    words = _EXAMPLES.sub("", _PLACED.sub("", words))
    words = _DROPPED.sub("", words) or words
    return _TRAILING.sub("", words).removesuffix("的") or words


def _kept(words: str, unit: str | None) -> str:
    """What of the words before a number stays with the thing behind it: verbs that count, a share's whole, an owner (每个县)."""
    if unit in ("ratio", "time") and not _VERB_ONLY.match(words):
        return _DROPPED.sub("", words)
    owner = _OWNER.match(words)
    verb = _KEPT_VERB.match(words)
    return (owner[1] if owner else "") + (verb[1] if verb else "")


def _topic(text: str, piece: Piece) -> str:
    """What the segment before speaks of: 为困难家庭实施适老化改造，累计完成200万户."""
    match = _SEGMENT_BEFORE.search(text, max(0, piece.segment - 45), piece.segment)
    if match is None:
        return ""
    words = _LEAD_IN.sub("", _without_time(match["words"]))
    return _DROPPED.sub("", words) or words


def _with_noun(text: str, piece: Piece, tail: str) -> str:
    """3个超五千亿元、2个超万亿元的产业集群: the noun of the list is said once, at its end."""
    if not piece.others or piece.others[-1].end < piece.end:
        return tail
    listed = _NOUN_OF_LIST.match(text[piece.end : segment_end(text, piece.end + 1, piece.end + 60)])
    return f"{tail}的{listed['noun']}" if listed else tail


def _counts_what_follows(comparator: str, words: str, tail: str) -> bool:
    if not tail or tail[0] in "）)":
        return False
    return not (words and comparator and _MEASURE.search(words))


_DAY = re.compile(r"^(?:每年)?\d{1,2}月(?:\d{1,2}日|上旬|中旬|下旬|底|末)?(?:前|之前)?")
_DATE_BEFORE = re.compile(
    r"(?:(?:19|20)\d{2}年)?\d{1,2}月(?:\d{1,2}日|上旬|中旬|下旬|底|末|份)?(?:之前|以前|前)"
    r"|(?:19|20)\d{2}年?[—－\-~～至]{1,2}(?:19|20)\d{2}年(?:期间|内)?"
    r"|(?:^|(?<=[到至，]))(?:到|至)?(?:(?:[上下]半年|第?[一二三四]季度)(?:底|末|内)?(?:之?前)?|全年|年内|年度内|年(?:底|末)(?:之?前)?|当年底?(?:前)?)(?=[\u4e00-\u9fff])"
)
_EVERY_TIME = re.compile(r"^.*(?:每年|每季度|每半年|每月|每学年)(?=(?!提高|提升|下降|降低|增长|增加|减少).{4})")


_AROUND_TIME = re.compile(rf"^(?:{_NO_NOUN}前|之前|以来)|^[，、\s]+|(?:分别)?(?:为|是|有)?$|(?:(?<!占)比|较|由|从)$")


def _without_time(words: str) -> str:
    if TIME_SIGNS.search(words) is not None:
        words = TIME.sub("", _DATE_BEFORE.sub("", COMPARED.sub("", words)))
    if "每" in words:
        words = _EVERY_TIME.sub("", words)
    if "月" in words:
        words = _DAY.sub("", words)
    return _AROUND_TIME.sub("", words)


_PARTS_END = re.compile(r"[；。;\n）)]")


def whole_of(text: str, piece: Piece, sentence: int, earlier: Sequence[Quantity]) -> int | None:
    """The index among the `earlier` quantities of the sentence of the one that this is part of (其中), None if of none.

    What 其中 opens goes on to the next semicolon, as long as all have the whole's unit and do not exceed it.
    """
    opened = text.rfind("其中", sentence, piece.main.start)
    if opened < 0 or text.startswith("在其中", opened - 1) or _PARTS_END.search(text, opened, piece.start):
        return None
    before = [i for i, quantity in enumerate(earlier) if quantity.start < opened]
    if any(i >= len(before) and not commensurable(one.unit, piece.main.unit) for i, one in enumerate(earlier)):
        return None  # another thing has been counted since
    same = [i for i in before if commensurable(earlier[i].unit, piece.main.unit)]
    if not same:
        return None
    whole = same[-1]
    parts = [
        quantity for quantity in earlier if quantity.start > opened and commensurable(quantity.unit, piece.main.unit)
    ]
    beyond = sum(map(_in_base, [piece.main, *parts])) > _in_base(earlier[whole])
    return None if parts and beyond else whole


def commensurable(left: str, right: str) -> bool:
    """Whether two printed units differ by a multiplier at most."""
    return base_unit(left) == base_unit(right)


def _in_base(quantity: Quantity) -> Decimal:
    found = unit_of(quantity.unit)
    return quantity.value if found is None else quantity.value * found[0]


def part_subject(words: str, whole: str) -> str:
    """A part named without measure takes the whole's: 其中新能源汽车… of 汽车产量; one named by its rank, the whole: 国家级."""
    if _RANK.fullmatch(words):
        return words + _KEPT_COUNT.sub("", whole)
    measure = _MEASURE.search(whole)
    return words + measure[1] if measure and not _MEASURE.search(words) else words


_RANK = re.compile(r"(?:国家|省部?|市|县|区|部|世界|国际)级|[一二三四五甲乙丙]级|[2-5]?A+级")
_KEPT_COUNT = re.compile(r"^(?:新增|累计|培育|认定|建成|新建|创建)+")
_THAT_RATIO = re.compile(r"(?:这一|该|上述|这个)(?:比例|比重|占比|数字|指标|数量)")


def _carried(words: str, subjects: Sequence[str]) -> str:
    """A share, rate or total of the subject before it; another measure of the same owner (营业收入…，工业增加值…)."""
    subjects = [subject for subject in subjects if len(subject) <= _LONGEST_SUBJECT]
    if not subjects:
        return words
    levels = (_GROWTH.sub("", subject) for subject in reversed(subjects))
    base = next((s for s in levels if s and not re.search(r"占[^，]*比|年均|增速|增长", s)), subjects[-1])
    if _MEASURE.fullmatch(re.sub(r"^工业", "", words)):
        return _MEASURE.sub("", re.sub(r"(?:营业|业务|主营业务)(?=收入$)", "", base)) + words
    return base if base.endswith(words) else base + words


def _shared(text: str, piece: Piece) -> str | None:
    """甲、乙和丙分别达到 1、2 和 3: the subject at the same place of the list."""
    before = text[piece.segment : piece.first]
    match = _SHARED.search(COMPARED.sub("", before)) if "各" in before or "分别" in before or "仅" in before else None
    if match is None:
        return None
    words = _LEAD_IN.sub("", _without_time(match["items"]))
    parted = (re.split(signs, words) for signs in (r"、|以及|和|及", r"、|以及|和|及|与"))
    items = next((items for items in parted if len(items) == len(piece.places)), None)
    if items is None:
        return None
    item = items[piece.places.index(piece.main.number)]
    if item is not items[-1] and not _MEASURE.search(item):
        measure, tail = _MEASURE.search(items[-1]), _TAIL.match(items[-1])
        if (share := items[-1].find("占")) > 0:  # 煤炭、石油和天然气占能源消费比重
            item += items[-1][share:]
        elif tail is not None:
            item += tail["shared"]
        elif measure and len(measure[1]) > 1:
            item += measure[1]
    return item + _without_time(match["measure"])


_TAIL = re.compile(
    r"[\u4e00-\u9fff“”]{2,8}?(?P<shared>(?:患者|人群|冷链|居民|家庭|儿童|学生|产地|产品(?!业)|行业|领域|地区|污水|垃圾|生活|自来水|规范|综合|加工|处理|处置|治疗|管理|覆盖|普及|入学|升学|入园|毛入学"
    r"|达标|合格|检测|监测|回收|利用|资源化|机械化|自给|良种|销售|出口|进口|养殖|种植|发电|装机|保有|渗透|通车|客运|货运|旅客|货物|吞吐|人均|常住|就业|参保|报销|签约|接种|筛查|死亡|发病|知晓|优良"
    r"|供水|供气|燃气|排放|能耗|水耗|增加值|营业|主营|总产值|投资|贸易|零售)[\u4e00-\u9fff]{0,10}(?:率|量|额|度|值|数|比重|比例|面积|收入|规模|能力))$"
)
"""水产品|产地低温处理率: where a measure that several things share begins, told by the words that such measures begin with."""


def qualifier_of(text: str, piece: Piece) -> Qualifier | None:
    """The threshold of a counted thing: 产值超2000亿元 of 产业园区."""
    if not piece.others or not piece.others[0].written_comparator:
        return None
    threshold = piece.others[0]
    if dimension(piece.main.unit) != "count" and threshold.start > piece.main.start:
        return None
    before = text[piece.main.end if piece.main.end <= threshold.start else piece.start : threshold.start]
    of = re.sub(r"^.*?(?:其中|具备|拥有|具有|年(?=营|产|主)|的)", "", before).strip("，、 ")
    if not of and threshold.end < piece.main.start:
        of = re.sub(r"(?:的|数)?[\u4e00-\u9fff]{2}$", "", text[threshold.end : piece.main.start])
    return Qualifier(
        of=of or None,
        comparator=threshold.comparator,
        value=threshold.value,
        value_max=threshold.value_max,
        unit=threshold.unit,
        written=text[threshold.start : threshold.end],
    )


def base_unit(name: str) -> str:
    """A printed unit without its multiplier: 辆 for 万辆, nothing for 亿 alone."""
    found = unit_of(name)
    if found is None:
        return name
    return found[1].name if found[1] is not None else ""
