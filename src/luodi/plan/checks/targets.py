"""Can every target be assessed: its unit, its year, where it starts, who answers, and no two that disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from luodi.documents import Anchor
from luodi.plan.checks.finding import finding, shortened
from luodi.plan.model import Comparator, Finding, Plan, Target
from luodi.registry import unit_of

# ---------------------------------------------------------------- unit and year


def target_without_unit(plan: Plan) -> Iterator[Finding]:
    """A number that counts nothing named. An index or a ratio (指数, 1:17) has no unit."""
    for target in plan.targets:
        if not target.unit.strip() and not _UNITLESS.search(target.subject):
            yield finding("target-without-unit", "warning", _figure_at(plan, target), **_of(target))


_UNITLESS = re.compile(r"指数|系数|比值|[:：]1|倍数|排名|评分|得分")


def target_without_year(plan: Plan) -> Iterator[Finding]:
    """A target that need not be met by any time, nor every year, in a plan that ends at no time."""
    if plan.document.period.end is None:
        for target in _undated(plan):
            yield finding("target-without-year", "warning", _figure_at(plan, target), **_of(target))


def target_year_implied(plan: Plan) -> Iterator[Finding]:
    """Targets without a year of their own in a plan that ends some time: once, at the first."""
    end = plan.document.period.end
    undated = _undated(plan) if end else []
    if end and undated:
        values = {**_of(undated[0]), "count": len(undated), "end": end}
        yield finding("target-year-implied", "info", _figure_at(plan, undated[0]), **values)


def _undated(plan: Plan) -> list[Target]:
    """Targets without time. How long something may take (5个工作日) is a standard from then on and has none."""
    return [
        target
        for target in plan.targets
        if target.year is None and target.recurrence is None and _dimension(target.unit) != "time"
    ]


# ---------------------------------------------------------------- baseline


def plan_without_baselines(plan: Plan) -> Iterator[Finding]:
    """The document gives no present value of any of its targets."""
    wanting = [target for target in plan.targets if _needs_baseline(target)]
    if len(wanting) > 1 and not any(target.baseline for target in plan.targets):
        yield finding("plan-without-baselines", "info", None, count=len(wanting))


def target_without_baseline(plan: Plan) -> Iterator[Finding]:
    """A goal whose present value the document does not give, though it gives that of others: once for all years.

    What a task is to deliver, or is done anew (新增, 培训), begins at nothing; growth is against the year before.
    """
    wanting = [target for target in plan.targets if _needs_baseline(target)]
    if len(wanting) == 1 or any(target.baseline for target in plan.targets):
        first = {target.subject: target for target in reversed(wanting)}
        for target in wanting:
            if target.baseline is None and first[target.subject] is target:
                yield finding("target-without-baseline", "info", _figure_at(plan, target), **_of(target))


_ANEW = re.compile(
    r"^(?:新|建|打造|创建|争创|培育|引进|引育|组建|布局|形成|实施|开展|举办|培训|培养|制定|制修订|研制|主导|参与|发布|推广|推出|"
    r"遴选|认定|改造|改建|完成|支持|服务|带动|组织|突破|攻克|落地|汇聚|推动|设立|开通|每|各|年)|年均|增长|增速|增幅|提高|提升|下降|降低|压缩|压减|缩短|减少"
)


def _needs_baseline(target: Target) -> bool:
    if target.tasks or target.recurrence or target.qualifier or "百分点" in target.unit or _ANEW.search(target.subject):
        return False
    return not (target.unit == "%" and target.value == 100)


def target_not_above_baseline(plan: Plan) -> Iterator[Finding]:
    """A floor below the value that the document itself says was reached, or a ceiling above it."""
    for target in plan.targets:
        base = target.baseline
        if base is None or _ANEW.search(target.subject):
            continue
        aim, past = _in_base(target.value, target.unit), _in_base(base.value, base.unit)
        behind = aim[0] < past[0] if target.comparator in (">", ">=") else aim[0] > past[0]
        if aim[1] == past[1] and behind and target.comparator in (">", ">=", "<", "<="):
            values = {**_of(target), "baseline": f"{base.value}{base.unit}", "year": base.year or "—"}
            yield finding("target-not-above-baseline", "warning", _figure_at(plan, target), **values)


def unit_mismatch(plan: Plan) -> Iterator[Finding]:
    """A target and the present value of the same subject in units that cannot be compared."""
    measured: dict[str, list[str]] = {}
    for fact in plan.facts:
        measured.setdefault(plain_subject(fact.subject), []).append(fact.unit)
    for target in plan.targets:
        units = measured.get(plain_subject(target.subject), ())
        if target.baseline is None and units and not any(_comparable(unit, target.unit) for unit in units):
            values = {**_of(target), "unit": target.unit, "other": units[0]}
            yield finding("unit-mismatch", "warning", _figure_at(plan, target), **values)


def _comparable(one: str, other: str) -> bool:
    """Whether values in two units may be of one measure. Unknown units, shares and rates of the same thing may be."""
    first, second = unit_of(one), unit_of(other)
    if first is None or second is None or first[1] is None or second[1] is None:
        return True
    relative = {"ratio", "percentage-point", "rank"}
    if first[1].dimension in relative or second[1].dimension in relative:
        return True
    same = first[1].dimension == second[1].dimension
    return same and (first[1].dimension != "money" or first[1].base == second[1].base)


# ---------------------------------------------------------------- two that disagree


def target_twice(plan: Plan) -> Iterator[Finding]:
    """The same subject, year and unit with two values."""
    seen: dict[tuple[object, ...], Target] = {}
    for target in plan.targets:
        if target.year is None or len(plain_subject(target.subject)) < _SHORTEST_SUBJECT or target.qualifier:
            continue
        value, unit = _in_base(target.value, target.unit)
        last = _in_base(target.value_max, target.unit)[0] if target.value_max is not None else None
        key = (plain_subject(target.subject), _scope(target), target.year, target.recurrence, unit, _owner(target))
        first = seen.setdefault(key, target)
        if first.comparator == target.comparator and (value, last) != _values(first):
            values = {**_of(target), "other": figure(first), "place": first.path, "year": target.year}
            yield finding("target-twice", "warning", _figure_at(plan, target), **values)


_SHORTEST_SUBJECT = 4
"""Characters below which a subject (企业, 项目) does not say what it counts."""
_OWN_SCOPE = re.compile(r"^(?:全省|全市|全国|全区|全县|我省|我市|我区|我县|本省|本市)")


def _owner(target: Target) -> str | None:
    """The section that a target without scope of its own belongs to: tasks may count alike what they each build."""
    return target.path if target.tasks else None


def _scope(target: Target) -> str:
    found = _OWN_SCOPE.match(target.subject)
    return "全国" if found and found.group() == "全国" else ""


def _values(target: Target) -> tuple[Decimal, Decimal | None]:
    last = _in_base(target.value_max, target.unit)[0] if target.value_max is not None else None
    return _in_base(target.value, target.unit)[0], last


# ---------------------------------------------------------------- who answers


def target_without_owner(plan: Plan) -> Iterator[Finding]:
    """A goal that no task with a body speaks of, once for all its years.

    Tasks speak of it if three characters of its subject in a row stand in them, its last two (what is
    counted), or half of the pairs that make it.
    """
    assigned = (task for task in plan.tasks if task.assignments)
    owned = "\n".join(part for task in assigned for part in (*task.category, task.title, task.text))
    if not owned:
        return  # said once, by plan_without_bodies
    tasks = {task.path for task in plan.tasks}
    seen: set[str] = set()
    for target in plan.targets:
        words = _CORE.sub("", plain_subject(target.subject))
        if target.tasks or target.path in tasks or words in seen or len(words) < _SHORTEST_WORDS:
            continue
        if len(seen) == _MOST_GOALS:
            return
        seen.add(words)
        if not _mentions(owned, words):
            yield finding("target-without-owner", "info", _figure_at(plan, target), **_of(target))


_MOST_GOALS = 300
"""Each is looked for in the whole text; more than these are no goals."""
_SHORTEST_WORDS = 3
"""Characters below which what is left of a subject says too little to be looked for."""
_CORE = re.compile(
    r"[“”\s]|占.*$|比重|比例|年均|增速|增长率?|规模以上|总量|总数|总额|数量|规模|水平|达到|力争|累计|实现|建成|培育|打造|新增|规划建设|产出|活动$|"
    r"全部|左右|以上|营业收入|主营业务收入|增加值|[率数量额度]$|（[^）]*）$"
)


def _mentions(text: str, words: str) -> bool:
    """Whether three characters in a row stand in the text, or the last two, or half of the pairs of neighbours."""
    if words[-2:] in text or any(words[at : at + 3] in text for at in range(len(words) - 2)):
        return True
    pairs = [words[at : at + 2] for at in range(len(words) - 1)]
    return 2 * sum(pair in text for pair in pairs) >= len(pairs)


# ---------------------------------------------------------------- figures


def _figure_at(plan: Plan, target: Target) -> Anchor:
    """Where the figure itself stands, if it stands once at the target's anchor; else the anchor."""
    text, (first, last) = plan.document.text, (target.anchor.start, target.anchor.end)
    printed = f"{target.value_max if target.value_max is not None else target.value}{target.unit}"
    whole = (at for at in _places(text, printed, first, last) if _is_whole(text, at, at + len(printed)))
    found = list(islice(whole, 2))
    if len(found) != 1:
        return target.anchor
    start, end = found[0], found[0] + len(printed)
    if target.value_max is not None:
        low = str(target.value)
        start = text.rfind(low, max(first, start - len(low) - len(target.unit) - 2), start)
        if start < 0:
            return target.anchor
    return Anchor(start, end)


def _places(text: str, words: str, start: int, end: int) -> Iterator[int]:
    at = text.find(words, start, end)
    while at >= 0:
        yield at
        at = text.find(words, at + 1, end)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the digits at a place are no part of a longer number."""
    before, last, after = text[start - 1 : start], text[end - 1], text[end : end + 1]
    return not (before.isdigit() or before == ".") and not (last.isdigit() and (after.isdigit() or after == "."))


def _of(target: Target) -> dict[str, str]:
    return {"path": target.path, "subject": shortened(target.subject), "figure": figure(target)}


def figure(target: Target) -> str:
    """The figure of a target as people write it: ≥530万辆, 3—5家."""
    return printed(target.comparator, target.value, target.value_max, target.unit)


_SIGNS = {">=": "≥", "<=": "≤", "~": "约", "=": "", "range": ""}


def printed(comparator: Comparator, value: Decimal, value_max: Decimal | None, unit: str) -> str:
    """A figure as people write it."""
    if value_max is not None:
        return f"{value!s}—{value_max!s}{unit}"
    return f"{_SIGNS.get(comparator, comparator)}{value!s}{unit}"


def _in_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A value without the multiplier of its unit: 530, 万辆 is 5300000, 辆."""
    found = unit_of(unit)
    if found is None:
        return value, unit
    return value * found[0], found[1].name if found[1] is not None else ""


def _dimension(unit: str) -> str | None:
    found = unit_of(unit)
    return found[1].dimension if found is not None and found[1] is not None else None


def plain_subject(subject: str) -> str:
    """A subject without the words that say where, which are the document's own place."""
    return _OWN_SCOPE.sub("", subject) if subject[:1] in "全我本" else subject
