"""指标与数据: which printed quantities are targets, which are facts, which are money promised.

A sentence is read segment by segment. Time said once holds for what follows it, a subject said once for the shares and
parts that follow (`汽车产量超过530万辆，占全国…超过18%，其中新能源汽车超过300万辆`), a verb said once for the items of its list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import msgspec
from msgspec.structs import replace

from luodi.compiler.quantities import Quantity, quantities
from luodi.compiler.sentences import (
    Origin,
    Piece,
    dimension,
    pieces,
    respective,
    segment_end,
    sentences,
    shared,
)
from luodi.compiler.subjects import ACTION, governs, opens, part_subject, qualifier_of, subject_of, whole_of
from luodi.compiler.subjects import base_unit as base_unit
from luodi.compiler.tasks import URGES
from luodi.compiler.timeline import Clock, Moment, behind_clause, closing_clocks, moments, year_lists
from luodi.plan import Comparator, Qualifier

Context = Literal["situation", "goal", "action", "front"]
Kind = Literal["target", "fact", "fund", "subsidy", "rate", "floor", "ceiling"]

_SITUATION = re.compile(r"现状|情况|基础|形势|背景|成效|回顾|问题|挑战|概况|优势|机遇")
_GOAL = re.compile(r"目标|指标|愿景")
_NOT_SITUATION = re.compile(
    r"夯实|筑牢|强化|建设|提升|完善|加强|目标|要求|任务|工程|保障|应对|解决|整改|化解|巩固|培育|扩大|发挥|打造|做强|做大|增强|推进|优化|构建|壮大|厚植|塑造|抢抓|把握|形成|释放|放大"
)
_SOFT = re.compile(r"力争|争取|(?<![的年])努力(?!下)|尽力")
_EVERY = re.compile(
    r"每年(?!度)|逐年|每(?:月|季度?|半年|学年|[两三2-5]年)|年均(?=新增|新建|完成|培训|培育|组织|开展|举办|建设|引进|实施|改造|造林|接待|投入|安排|服务|发放|修复|治理)"
)
_EACH_GETS = re.compile(r"每[^年月日天小学半]|人均")
_FUND = re.compile(r"资金|基金(?!项目)|专项(?!债)|财政")
_FUND_SET_UP = re.compile(r"(?:设立|组建|发起|成立|规模)[^，。；]*基金")
_SUBSIDY = re.compile(
    r"给予|奖励|补助|补贴|资助|贴息|奖补|补偿|奖金|配套支持|配资|减免|扶持资金|返还|抵扣|(?<!离境)(?<!留抵)退税|保费|救助金"
)
_SPARED = re.compile(r"(?:减免|减轻|降低)[^，。；]{0,14}(?:成本|费用|负担|开支|支出)(?:合计|累计|共)?$")
"""减免用电成本3000万元: what others are spared, paid out to nobody."""
_TURNOVER = re.compile(
    r"产值|收入|营收|增加值|投资|交易额|进出口|销售额|市值|产出|到位(?:省外|市外|县外|区外|境外|内|外)?资金|利用外资|引资"
)
_GROWS = re.compile(
    r"(?:率|比重|占比|增长|增速|满意度)(?:分别|均|也|年均|同比)?(?:不低于|不少于|达到?|超过|提高|提升)?(?:到|至)?$"
)
_TOTAL = re.compile(r"(?:募集|沉淀|吸引|撬动|到位|管理)[^，。；]*(?:总额|规模|余额)?$")
_UP_TO = re.compile(r"最高|上限|单个项目|单户|单笔|每[个户家名项台辆人次](?!月)")
_FLOOR = re.compile(r"(不低于|不少于|不高于|不超过)[^，。；]*的$")
_PRICE = re.compile(r"价|租金|费用?|标准")
_PRICE_EACH = re.compile(r"(?:^|[，。；])[^，。；]{0,12}每[\u4e00-\u9fff]{1,3}$")
_RATE = re.compile(r"按[^，。；]{0,24}(?:的|比例)?$|比例(?:为|按|不超过|不低于)?$|给予[^，。；]{0,20}$")
_LIMIT = ("以内", "之内", "内", "以下")
_INSIDE = re.compile(r"“[^”]*”|《[^》]*》")
_BUILT = re.compile(
    r"(?:新增|新建|建成|建设|完成|改造|改建|修复|治理|造林|种植|整治|开工|投产|累计|供应|筹集|盘活|腾退|储备|淘汰|压减|减少|节约|铺设|敷设|开通|疏浚|保障|收储|开发)$"
)
_BUILDS = re.compile(r"建设|建成|打造|完成|新建")
_SCORE = re.compile(
    r"(?:得|扣|(?<!增)(?<!参)加|(?<!缩)(?<!压)(?<!削)(?<!核)减|(?<!累)(?<!合)(?<!总)计|满|赋)$|权重|评分|分值|考核.{0,6}$"
)
_ALREADY = re.compile(r"已(?:建成|完成|累计|有|达|经|培育|开通|设立|形成|实现)|现有|共有(?!产权)|近[一两二三四五\d]+年")
_OF_CAPACITY = re.compile(r"(?:能力|产能|产量|规模|运力|水平|容量)$")
_STATED = re.compile(
    r"(?:^|(?<=[，,。；：\n）)]))(?P<words>(?:目前|当前|现阶段)(?!的|[^，。；]{0,6}(?:要|应|须))|近年来|近[一两二三四五\d]{1,2}年来?(?=[，,全我各已累])|[^，。；：\n]{2,10}以来(?=[，,全我各已累])|截至[^，。；\n]{2,12}(?=[，,]|已|全))"
)
_PLANNED = re.compile(
    r"(?:[，,。；、])(?:力争|争取|确保|计划|拟|预计|下一步|今后|到20\d\d年|要|将|再|推动|实现|加快|20\d\d年(?!以来|底?已)|年内|今年|明年)|[。；]"
)
"""Words behind which a sentence that tells what there is goes on with what is to come."""
_OWN_GOALS = re.compile(r"(?:全年|年度|主要|预期|总体|工作|发展|今年)[^，。；：]{0,6}目标(?:任务)?(?:是|为|：|，)")
_REACHES = re.compile(r"覆盖|惠及|服务|带动|涉及|吸纳")
_METER = re.compile(r"(?:流量|水位|温度|压力|能|电)计$")
_CEILING = re.compile(r"(?:额度|限额)$")
_LENT = re.compile(r"(?:贷款|授信|担保|信用)(?:额度?|限额)$")
_GRANTED = re.compile(r"(?:支持|补助|资助|扶持)(?:额度?|限额|标准)$")
_HELPED = re.compile(
    r"^[^，。；的]{2,14}(?:提供|开展|办理|发放|减免|解决|(?:免费|集中|上门|统一)?(?:接种|筛查|体检|检查|配备|安装|购买|缴纳|实施|改造|培训))"
)
_FOR = re.compile(r"为(?:全[省市县区]|我[省市县区]|辖区内?|[城农][镇乡村])?$")
_TRIED_AT = re.compile(r"(?:在|选择|选取|遴选|确定)(?:全[省市县区]|辖区内?)?$")
_TRIAL = re.compile(r"^[^，。；的]{1,12}(?:开展|推进|实施|进行|启动|推行|先行)[^，。；]{0,24}(?:试点|示范|试验|试行)")
_SHARE_OF = re.compile(r"(?:到|至)?(?:20\d\d年(?:底|末)?前?)?(?:力争|争取|确保|实现|推动)*(?:全[国省市县区])?(?:有)?$")
_PASSES = re.compile(r"[\u4e00-\u9fff（）、]{1,16}?(?:通过|达到|实现|建成|创成)(?!的)[^，。；的]{2,}")
_DO_SO = re.compile(
    r"^的[^，。；]{1,24}?(?:通过|达到?|实现|完成|建成|建有|建立|开展|创建|纳入|具备|配备|成为|设立|设置|开设|接入|应用|参加|加入|掌握|得到|享有|覆盖)"
)
_THRESHOLD_OF = re.compile(
    r"(?:人口|职工|员工|从业人员|床位|藏书|用户|客流量|吞吐量|人流量)(?:数|数量|规模)?(?:达到?|超过?)?$"
)
_TERM = re.compile(r"公示|公告期|整改期|有效期|保质期|质保期|任期|试用期|服务期|租期|期限(?:最长)?$|最[长短]$")
_TIME_MEASURE = re.compile(
    r"(?:年限|寿命|时间|用时|小时数|机时|(?<=时)年?供应量|天数|时长|住院日|时限)(?:分别|平均)?(?:为|达到?)?$"
)
_MEETS = re.compile(r"(?:满足|保障|支撑)$")
_SHORTENS = re.compile(r"压缩|缩短|压减|精简|减少|减至|降至|降到|降低|下降|控制在|提速")
_PART_DONE = re.compile(r"完成[^，。；的]{0,8}(?:工程量|投资|任务|计划|总量|总额)的$")
"""完成总工程量的50%: how far a work is to come."""
_SHORTER_BY = re.compile(r"(?:缩短|压缩|压减|减少|提速)(?:了)?$")
_CAPACITY = (
    "steam-capacity",
    "power",
    "apparent-power",
    "voltage",
    "pressure",
    "frequency",
    "ship-capacity",
    "sound",
    "force",
)
_SETS_OUT = re.compile(r"(?:力争|争取|确保|推动|带动|引导)(?:全[国省市县区]|我[省市县区]|各地|城镇|农村)?$")
_IS_RATE = re.compile(r"(?:[^利费税]率|占比|满意度)$")
_ABOVE_OTHERS = re.compile(
    r"(?:高于|低于|高出|超过|优于)(?:全国|全省|全市|全县|全区|同期|国家|[东中西]部)(?:平均(?:水平|值)?|水平|均值)?$"
)
_SHARED_COST = re.compile(
    r"^单[店体个套栋](?![^，。；]*(?:能力|产能|容量))|首付|出资(?:比例|占比|额)|分担比例|(?:^|资金|财政|经费|投资|出资|地方|补助)配套比例|自筹比例|持股比例|资本金比例|自筹|利率|费率|税率|浮动|加计扣除|扣除比例|返还比例|等次|优惠幅度|扣除幅度"
)
_RATE_OF_MONEY = re.compile(r"(?:利率|费率)[^，。；]{0,6}$")
_BESIDE = re.compile(
    "|".join(f"(?:{one.pattern})" for one in (_SCORE, _CEILING, _THRESHOLD_OF, _SHARED_COST, _ABOVE_OTHERS))
)
"""Any of what the words before a number may say where it is beside the point: most say none, and are asked once."""
_ENTRY = re.compile(
    r"(?:项目|行业|企业|产业)准入(?!清单|制度|准营|负面)|申报(?:项目|企业|单位|主体|条件)|(?:准入|入选|参评|认定|申报)(?:门槛|条件|标准)"
)
_LIGHTS = re.compile(r"亮?[红黄绿蓝]灯|亮[红黄绿]")
_SLOGAN = re.compile(r"(?:全覆盖|全面|转变|跨越|到位|统一|结合|方面|环节|维度|层面|一律|坚持|百分之?百)")
_ROUTINE = re.compile(
    r"(?:调度|联席|例|推进|协调|专题|会商|工作|座谈|碰头|分析)会议?$|(?:评估|总结|督查|督导|考核|通报|会商|调度|审查|评审)$"
)
_PATTERN = re.compile(r"(?:机制|格局|模式|体系|布局|要求)$")
_DESIGN = re.compile(r"(?:高度|宽度|深度|直径|厚度|净高|坡度|噪声[昼夜]?间?|容积率|建筑密度)$")
_PER = re.compile(r"每\d[^，。；]{0,20}[，]$")  # 每300户设置1个网格，配备1名网格员
_GIVEN = re.compile(r"给予|奖励(?!机制|制度)")
_LIMITS: dict[Kind, Comparator] = {"floor": ">=", "ceiling": "<="}
_SIZES = ("人", "户", "张", "床", "头", "只", "羽", "张床位", "人次")
_OUTSIDE = re.compile(r"对|按|含|包括|涉及|每|凡|由|分为|共有(?!产权)|位列|排名|给予|不含|作为|任务|现有|原有|其余|单")


_MAY_SAY_MUCH = re.compile(r"[0-9０-９百千万亿翻年月期度季]")
_MAY_SAY_LITTLE = re.compile(r"[两三四五六七八九十][\u4e00-\u9fff]")
"""One of which no sentence with a figure or a time is without."""


class Figure(msgspec.Struct, frozen=True):
    """A quantity with what it says: kind, subject, year and the words that gave it, qualifier, sentence."""

    kind: Kind
    quantity: Quantity
    comparator: Comparator
    subject: str
    year: int | None
    year_from: str | None
    recurrence: str | None
    aspirational: str | None
    qualifier: Qualifier | None
    part_of: int | None  # index of the figure, among those of the passage, that it is part of
    start: int  # of the sentence
    end: int


def context_of(headings: Sequence[str]) -> Context:
    """What a passage under these headings is about, the innermost telling one deciding."""
    return next((told for heading in reversed(headings) if (told := _told(heading)) is not None), "action")


@lru_cache(maxsize=1024)
def _told(heading: str) -> Context | None:
    """What a heading says that the passages under it are about, if it does."""
    if _GOAL.search(heading):
        return "goal"
    if _SITUATION.search(heading) and not _NOT_SITUATION.search(heading) and not URGES.match(heading):
        return "situation"
    return None


def figures(
    text: str,
    start: int,
    end: int,
    context: Context,
    clock: Clock,
    latest_past: int | None,
    issued: str | None,
    period: tuple[str, str] | None = None,
) -> list[Figure]:
    """The figures of a passage in reading order. `clock` is time in force before it and is moved on.

    A deadline in the clause of responsibility behind a sentence dates the targets that have no time of their own.
    `latest_past` is the last year that had ended when the document was `issued` (ISO date); None if that is not known.
    `period` is the first and last day of the years that the title names.
    """
    found: list[Figure] = []
    spans = list(sentences(text, start, end))
    before = Clock(clock.target, clock.words)
    for (first, last), due in zip(spans, closing_clocks(text, spans), strict=True):
        if text.startswith(("（", "("), first):  # behind a clause, what was said before it is over
            clock.target, clock.words = before.target, before.words
        if _MAY_SAY_MUCH.search(text, first, last) is None and _MAY_SAY_LITTLE.search(text, first, last) is None:
            continue
        sentence = _Sentence(text, first, last, context, due or clock, latest_past, issued, period)
        found += sentence.figures(found)
        carried = sentence.carried()
        if carried is not None:
            clock.target, clock.words = carried.target, carried.words
    return found


class _Sentence:
    """A sentence being read: its times, the figures found so far, the time in force at the place reached."""

    def __init__(
        self, text: str, start: int, end: int, context: Context, clock: Clock,
        latest_past: int | None, issued: str | None, period: tuple[str, str] | None,
    ) -> None:  # fmt: skip
        self.text, self.start, self.end = text, start, end
        self.context = context
        if context == "front" and _OWN_GOALS.search(text, start, end):  # 全年目标：… before the first heading
            self.context = "goal"
        self.stated: list[tuple[int, int]] = []  # what it tells of what there is
        said = moments(text, behind_clause(text, start, end), end, latest_past, issued, period)
        self.moments = [
            moment
            for moment in said
            if not (moment.reckoned and context == "situation") and not (moment.vague and clock.target is not None)
        ]
        self.over = [
            moment.start for moment in said if moment.vague and moment not in self.moments
        ]  # 全年 in a plan of a year
        self.steady = Clock(clock.target, clock.words)  # in force unless a segment has a time of its own
        self.now = self.steady
        self.said: list[Moment] = []
        self.before = ""  # the last subject of the sentences before
        self.own: dict[int, Moment] = {}  # by the place of a quantity: its time in a list of times

    def figures(self, before: Sequence[Figure]) -> list[Figure]:
        """Its figures; `before` are those of the passage so far."""
        self.before = before[-1].subject if before else ""
        printed = list(quantities(self.text, self.start, self.end))
        if not printed:
            return []
        inside = [match.span() for match in _INSIDE.finditer(self.text, self.start, self.end)]
        if inside:
            printed = [quantity for quantity in printed if not any(a < quantity.number < b for a, b in inside)]
        printed = shared(self.text, self.start, self.end, printed)
        self.stated = _stated(self.text, self.start, self.end)
        self.own = self._listed_times(printed)
        found: list[Figure] = []
        waiting = list(self.moments)
        for piece in pieces(self.text, self.start, self.end, printed):
            if self.said and not self.said[-1].leads and self.said[-1].end < piece.segment:
                self.now = self.steady
            while waiting and waiting[0].start <= piece.main.start:
                self._pass(waiting.pop(0))
            found += self._read(piece, found, len(before))
        return found

    def carried(self) -> Clock | None:
        """The time that holds for the sentences behind this one: any in a section of goals, elsewhere one said with 到."""
        for moment in reversed(self.moments):
            if not moment.past and moment.leads and not moment.reckoned and (moment.upto or self.context == "goal"):
                return moment.clock()
        return None

    def _listed_times(self, printed: Sequence[Quantity]) -> dict[int, Moment]:
        """到2023年、2025年分别达到…: a time each."""
        own: dict[int, Moment] = {}
        if len(self.moments) < 2:
            return own
        for times in year_lists(self.text, self.moments):
            place = self.text.find("分别", times[-1].end, self.end)
            run = respective(self.text, place + 2, printed) if place >= 0 else []
            if len(run) == len(times):
                own |= {printed[i].number: moment for i, moment in zip(run, times, strict=True)}
        return own

    def _pass(self, moment: Moment) -> None:
        self.now = moment.clock()
        if moment.leads:
            self.steady = self.now
        self.said.append(moment)

    def _read(self, piece: Piece, found: Sequence[Figure], before: int) -> list[Figure]:
        """The figure of a piece, behind the fact that it sets out from if that is dated."""
        figure = self._figure(piece, found, before)
        if figure is None:
            return []
        origin = piece.origin
        if origin is None or origin.year is None or figure.kind != "target":
            return [figure]
        return [figure, self._fact_of(figure, origin)]

    def _fact_of(self, figure: Figure, origin: Origin) -> Figure:
        return replace(
            figure, kind="fact", quantity=origin.quantity, comparator="=", year=origin.year, year_from=None,
            recurrence=None, aspirational=None, qualifier=None, part_of=None,
        )  # fmt: skip

    def _figure(self, piece: Piece, found: Sequence[Figure], before: int) -> Figure | None:
        quantity = piece.main
        if quantity.number in self.own:
            self.now = self.own[quantity.number].clock()
        kind = self._kind(piece, piece.head, found)
        if kind is None:
            return None
        subject = subject_of(self.text, piece, [(f.subject, f.quantity.unit) for f in found], self.before)
        whole = whole_of(self.text, piece, self.start, [f.quantity for f in found]) if found else None
        if whole is not None and quantity.end == piece.end:
            subject = part_subject(subject, found[whole].subject)
        if not subject:
            return None
        year, words, recurrence = self._time(piece, kind)
        return Figure(
            kind=kind,
            quantity=quantity,
            comparator=_LIMITS.get(kind, quantity.comparator),
            subject=subject,
            year=year,
            year_from=words,
            recurrence=recurrence,
            aspirational=self._soft(piece) if kind == "target" else None,
            qualifier=qualifier_of(self.text, piece),
            part_of=None if whole is None else before + whole,
            start=self.start,
            end=self.end,
        )

    def _soft(self, piece: Piece) -> str | None:
        """力争 before what follows it; behind a subject (漏损率力争控制在) it governs that one alone."""
        for match in _SOFT.finditer(self.text, self.start, piece.main.start):
            begin = max(self.start, match.start() - 6)
            if match.start() >= piece.segment or match.start() == self.start or self._opens(begin, match.start()):
                return match.group()
        return None

    def _opens(self, begin: int, end: int) -> bool:
        words = self.text[begin:end]
        return (
            words[-1] in "，；。：:;\n（("
            or re.search(r"年(?:底|末)?前?$|期间$|末$|[一二三四五]是$|同时$|并$", words) is not None
        )

    def _time(self, piece: Piece, kind: Kind) -> tuple[int | None, str | None, str | None]:
        """Year, the words outside the sentence that gave it, and recurrence."""
        capacity = _OF_CAPACITY.search(piece.head) is not None  # 能力超过每年50万吨
        each = capacity or _EACH_GETS.search(piece.main.written_comparator) is not None  # 不低于每生每年600元
        every = _EVERY.search(self.text, piece.segment, piece.main.start if each else piece.main.number)
        recurrence = _recurrence(every.group()) if every else None
        if kind == "fact":
            return self.now.past, None, recurrence
        if recurrence and not any(moment.upto or piece.segment <= moment.start for moment in self.said):
            return None, None, recurrence
        if self.now.target is None and self.now.past is None and (due := self._due_behind(piece)) is not None:
            return due.year, None, recurrence
        outside = not any(moment.words == self.now.words for moment in self.said)
        return self.now.target or self.now.past, self.now.words if outside else None, recurrence

    def _due_behind(self, piece: Piece) -> Moment | None:
        """设立监测企业200家，5月20日前完成布点: the day that opens the next segment."""
        ahead = (moment for moment in self.moments if moment.start > piece.end and moment.reckoned and moment.leads)
        return next((moment for moment in ahead if self.text[piece.end : moment.start] in "，,"), None)

    def _kind(self, piece: Piece, head: str, found: Sequence[Figure]) -> Kind | None:
        """What a quantity is, None if it is nothing that a plan is held to."""
        quantity = piece.main
        yearly = self.context == "goal" and quantity.written_comparator.startswith("控制在")
        told = any(first < quantity.start < last for first, last in self.stated)
        reached = _REACHES.match(self.text, piece.segment) is not None  # 共有小区214个，涉及居民4.6万户
        told = told or (reached and bool(found) and found[-1].kind == "fact" and not quantity.written_comparator)
        if (self.now.past is not None and not yearly) or told or self.context == "situation":
            return "fact" if quantity.unit else None
        promised = _money(quantity, dimension(quantity.unit), head, self.text[piece.segment : piece.end])
        if promised is not None:
            return None if self.context == "front" else promised
        if self.context == "front" and not any(
            moment.upto or (moment.leads and not moment.past) for moment in self.said
        ):
            return None
        return "target" if self._is_target(piece, head, found) else None

    def _is_target(self, piece: Piece, head: str, found: Sequence[Figure]) -> bool:
        quantity = piece.main
        kind = dimension(quantity.unit)
        tail = piece.tail
        compared = bool(quantity.written_comparator)
        lead = (
            self.text[piece.segment : piece.first] if piece.start > piece.segment else head
        )  # a list's verb is said once
        if self._is_beside_the_point(piece, head, tail):
            return False
        if kind == "time":
            return self._is_time_target(piece, head, tail, found)
        if not compared and not quantity.unit:
            return False
        due = any(not moment.past for moment in self.said) or any(place < piece.main.start for place in self.over)
        shortens = self._shortens(piece)
        if quantity.written_comparator in _LIMIT and self.context == "action" and not due and not shortens:
            return False
        if tail and kind not in ("count", "ratio", "money", None) and (kind in _CAPACITY or not _BUILT.search(lead)):
            return False  # 120米以上空域, 35蒸吨及以下锅炉: what a thing is like
        if compared and quantity.comparator != "=":
            return True
        if self.context == "goal" or _EVERY.search(self.text, piece.segment, quantity.number):
            return True
        if tail:
            if _FOR.search(lead) and _HELPED.search(tail):  # 为1000户企业提供免费诊断服务
                return True
            if _TRIED_AT.search(lead) and _TRIAL.search(tail):  # 在20个村开展…试点
                return True
            if kind == "ratio" and _SHARE_OF.fullmatch(lead) and _DO_SO.search(tail):  # 85%的县通过评估
                return True
            if (
                kind == "count" and due and _SHARE_OF.fullmatch(lead) and _PASSES.match(tail)
            ):  # 到2025年，60个县通过评估
                return True
            said = governs(lead) or _SETS_OUT.search(lead) is not None or (due and ACTION.search(lead) is not None)
            return said or self._named_in_part(lead) or self._goes_on(piece, found)
        said = ACTION.search(self.text, piece.segment, quantity.start) is not None or _IS_RATE.search(head) is not None
        said = said or (bool(quantity.unit) and opens(self.text[piece.segment : piece.first]))
        return said or due or self._supports(head) or self._goes_on(piece, found)

    def _is_beside_the_point(self, piece: Piece, head: str, tail: str) -> bool:
        """Scores, shares of a cost, terms, what another thing is like, what a rule asks for."""
        if head.endswith("的") and "占" not in head and not head.endswith("年的") and not piece.elided(self.text):
            return bool(tail) or _PART_DONE.search(head) is None
        if _BESIDE.search(head) and (
            (_SCORE.search(head) and not _METER.search(head))
            or (_CEILING.search(head) and piece.main.comparator in ("<", "<="))
            or (tail.startswith("的") and _THRESHOLD_OF.search(head))
            or (_SHARED_COST.search(head) and not self._lowers_rate(piece, head))
            or _ABOVE_OTHERS.search(head)
        ):
            return True
        if not tail and self.text.startswith("：", piece.main.end):  # 方面5项：…
            return True
        if self._stands(piece):
            return True
        if tail and (
            _LIGHTS.search(tail)
            or _SLOGAN.match(tail)
            or (dimension(piece.main.unit) != "ratio" and "通过" not in tail and _ROUTINE.search(tail))
        ):
            return True
        if self._is_addressed(piece) or self._is_threshold(piece, tail) or self._is_pattern(piece):
            return True
        if self.context == "action" and (
            _DESIGN.search(head) or _PER.search(self.text[max(self.start, piece.segment - 40) : piece.segment])
        ):
            return True
        if _GIVEN.search(head) and dimension(piece.main.unit) not in ("ratio", "money"):
            return True
        if not tail.startswith("的"):
            return False
        kind = dimension(piece.main.unit)
        attribute = bool(head) and piece.main.start > piece.start and not ACTION.search(head) and not piece.others
        attribute = attribute and _SETS_OUT.search(head) is None and _SHARE_OF.fullmatch(head) is None
        return kind not in ("count", "ratio") or attribute or self._is_condition(piece)

    def _lowers_rate(self, piece: Piece, head: str) -> bool:
        """平均担保费率降至1%以下: the price of money as a goal, not the terms of a loan."""
        if _RATE_OF_MONEY.search(head) is None:
            return False
        return "平均" in head or self._shortens(piece)

    def _stands(self, piece: Piece) -> bool:
        """全市现有检测机构45家，覆盖乡镇120个: what there is already, and what that reaches."""
        if self.context == "goal" or piece.main.written_comparator:
            return False
        words = self.text[piece.segment : piece.first]
        if _REACHES.match(words):
            words = self.text[self._segment_before(piece) : piece.first]
        return _ALREADY.search(words) is not None

    def _is_addressed(self, piece: Piece) -> bool:
        """对收入首次突破10亿元、50亿元的企业: whom a rule is for."""
        if self.text[piece.segment] not in "对凡":
            return False
        return self.text.find("的", piece.main.end, segment_end(self.text, piece.main.end, self.end)) >= 0

    def _is_pattern(self, piece: Piece) -> bool:
        """形成1个核心区、3个集聚区、N个特色园的发展格局: numbers that describe an arrangement."""
        if piece.main.written_comparator or len(piece.places) < 2:
            return False
        return _PATTERN.search(self.text[piece.segment : segment_end(self.text, piece.end, self.end)]) is not None

    def _is_threshold(self, piece: Piece, tail: str) -> bool:
        """总投资10亿元以上项目由…包联, 50人以上企业: a size that things have to have; what is asked for to be let in."""
        quantity = piece.main
        lead = self.text[piece.segment : piece.first]
        if (
            tail
            and quantity.end > quantity.unit_end
            and (dimension(quantity.unit) == "money" or quantity.unit in _SIZES)
        ):
            return not governs(lead) and ACTION.search(lead) is None
        begins = max(self.start, piece.segment - 60)
        asked = self.context == "action" and bool(quantity.written_comparator)
        return asked and _ENTRY.search(self.text, begins, quantity.start) is not None

    def _is_time_target(self, piece: Piece, head: str, tail: str, found: Sequence[Figure]) -> bool:
        """审批时间压减至5个工作日, 受教育年限达到12年; a limit for one matter (3个工作日内办结) only in a section of goals."""
        quantity = piece.main
        shortens = self._shortens(piece)
        if _TERM.search(head) and not shortens:  # 公告期压缩至20天 is one
            return False
        if shortens or _SHORTER_BY.search(head):
            return not tail
        if tail.endswith("需求"):  # 供水能力满足7天以上用水需求
            return _MEETS.search(head) is not None
        if quantity.written_comparator in _LIMIT:
            return self.context == "goal" and tail in ("办结", "完成", "办理", "")
        measured = _TIME_MEASURE.search(head) is not None or quantity.unit in ("学时", "课时")
        if not quantity.written_comparator:
            return measured and self.context == "goal" and not tail
        part = any(figure.kind == "target" and dimension(figure.quantity.unit) == "time" for figure in found)
        return not tail and (measured or part or self.context == "goal")

    def _shortens(self, piece: Piece) -> bool:
        quantity = piece.main
        words = self.text[piece.segment : quantity.number]  # 降至302克标准煤/千瓦时以下
        return quantity.comparator in ("<=", "~") and _SHORTENS.search(words) is not None

    def _named_in_part(self, lead: str) -> bool:
        """建设甲、乙等3个园区: some are named, all are counted."""
        return lead.endswith("等") and _BUILDS.search(lead) is not None

    def _supports(self, head: str) -> bool:
        """支持错时共享停车泊位2000个: what is supported is counted, behind it nothing is done."""
        return re.match(r"支持[^，]{4,}$", head) is not None

    def _goes_on(self, piece: Piece, found: Sequence[Figure]) -> bool:
        """建设10个产业学院，50个实训基地: a verb said once holds for the next segment that has none and counts things."""
        if not found or found[-1].kind != "target" or dimension(piece.main.unit) not in ("count", None):
            return False
        if found[-1].quantity.start < self._segment_before(piece) or not piece.main.unit:
            return False
        words = self.text[piece.segment : piece.main.start]
        tail = piece.tail
        return not (words and tail) and _OUTSIDE.search(words) is None

    def _segment_before(self, piece: Piece) -> int:
        """Where the segment before a piece's begins; its own begin if a sentence or semicolon lies between."""
        end = piece.segment - 1
        if self.text[end : end + 1] not in ("，", ","):
            return piece.segment
        return max(self.start, *(self.text.rfind(sign, self.start, end) + 1 for sign in "，,；。："))

    def _is_condition(self, piece: Piece) -> bool:
        """对年产值超过1亿元的企业给予…: what a subsidy or a rule asks for."""
        if re.match(r"对|凡|如|若", self.text[piece.segment : piece.main.start]):
            return True
        return _SUBSIDY.search(self.text, piece.main.end, self.end) is not None


def _stated(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of a sentence that tell what there is by now: 目前…, 近年来…, up to what is planned."""
    found: list[tuple[int, int]] = []
    if not any(text.find(sign, start, end) >= 0 for sign in ("以来", "近", "目前", "当前", "截至", "现阶段")):
        return found
    for match in _STATED.finditer(text, start, end):
        planned = _PLANNED.search(text, match.end(), end)
        found.append((match.start(), planned.start() if planned is not None else end))
    return found


def _money(
    quantity: Quantity, kind: str | None, head: str, whole: str
) -> Literal["fund", "subsidy", "rate", "floor", "ceiling"] | None:
    """资金承诺: funds, subsidies, rates and price limits."""
    if kind == "ratio":
        limit = _FLOOR.search(head)
        if limit and _PRICE.search(head):
            return "ceiling" if limit[1] in ("不高于", "不超过") else "floor"
        if _GROWS.search(head):
            return None
        return "rate" if _SUBSIDY.search(head) or (_RATE.search(head) and _SUBSIDY.search(whole)) else None
    if kind != "money" or _LENT.search(head):
        return None
    if _GRANTED.search(head):
        return "subsidy"
    if _SUBSIDY.search(whole):
        return None if _SPARED.search(head) else "subsidy"
    if _FUND_SET_UP.search(whole):
        return "fund"
    if _TURNOVER.search(whole):
        return None
    if _UP_TO.search(whole):
        return "subsidy"
    if _PRICE_EACH.search(head) and quantity.comparator in ("<", "<="):
        return "ceiling"
    if quantity.comparator in (">", ">=") and _TOTAL.search(head):
        return None
    return "fund" if _FUND.search(whole) else None


def _recurrence(words: str) -> str:
    """ISO 8601 repeating duration of 每年, 每季度, 每两年."""
    span = words[1:]
    years = {"两": 2, "三": 3}.get(span[:1]) or (int(span[0]) if span[:1].isdigit() else None)
    if years:
        return f"R/P{years}Y"
    return {"月": "R/P1M", "半年": "R/P6M", "季": "R/P3M", "季度": "R/P3M"}.get(span, "R/P1Y")
