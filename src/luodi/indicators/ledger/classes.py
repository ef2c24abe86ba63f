"""Names that tell parts of one whole apart: 公共充电桩 and 私人充电桩 of 充电桩, by their number or their share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from luodi.indicators.ledger.variables import without_extent, without_place
from luodi.registry.contrasts import parts_named

MEASURE = re.compile(
    r"(?P<measure>生产总值|总产值|GDP|增加值|产值|零售总?额|交易额|销售额|成交额|贸易额|外贸|进出口|进口|出口|(?:营业|主营业务|销售|经营)?收入|营收|投资|余额|贷款|存款|资产|负债|债务|市值"
    r"|保费|费用|经费|支出|投入|利润|税收|消费|用量|产量|销量|产能|装机|面积|里程|人数|人口|床位|产出|保有|吞吐|运量|客流|排放|用水|用电|用能|供应|使用|利用)(?:总?[量额数值]|规模|容量)?$"
)
"""What a name ends in that says what is counted of its things."""


class Class(NamedTuple):
    """A name as one class of a classification: 农村 of 居民 by 消费 in 农村居民消费.

    `beside` is the name without the word for the class, `things` that without the `measure` at its end.
    """

    classification: str
    which: str
    beside: str
    things: str
    measure: str


def classes(name: str) -> Iterator[Class]:
    """Every way in which a name is that of one class of something."""
    for part in parts_named(without_place(name)):
        rest = without_extent(part.rest)
        measured = MEASURE.search(rest)
        things = rest[: measured.start()] if measured else rest
        yield Class(part.classification, part.which, part.rest, things, measure_of(rest))


def excludes(one: str, other: str) -> bool:
    """Whether two names are of classes that exclude each other: 线上销售额, 线下销售额."""
    return any(
        (a.classification, a.things) == (b.classification, b.things)
        and a.which != b.which
        and (a.measure == b.measure or not a.measure or not b.measure)
        for a in classes(one)
        for b in classes(other)
    )


_OUTPUT = frozenset({"生产总值", "GDP", "增加值"})


def measure_of(name: str) -> str:
    """What a name says that its things are measured by, nothing where it does not; 增加值 is that of 生产总值."""
    found = MEASURE.search(name)
    return "" if found is None else "增加值" if found["measure"] in _OUTPUT else found["measure"]
