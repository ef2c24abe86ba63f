"""评估表: what a plan's scorecard says, the same for every format it is written in.

Every number in it is a `Figure`, which cannot be without its unit, basis and source.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import Any, Literal

import msgspec

from luodi import messages
from luodi.indicators.assess import rounded
from luodi.indicators.assessment import Assessment, Assessments, Outlook, Standing, Use, Used, Verdict
from luodi.indicators.assessment import say as say_sentence
from luodi.indicators.chart import option
from luodi.indicators.ledger import Conflict, Entry, Ledger, say_conflict
from luodi.indicators.ledger import say as say_entry
from luodi.indicators.observation import Observation
from luodi.indicators.period import spoken
from luodi.messages import Language
from luodi.plan import Fact, Plan, Target, figure
from luodi.publish.gbt9704 import columns
from luodi.publish.printable import cleaned
from luodi.publish.shades import MARKS
from luodi.registry.indicators import bases

Light = Literal["green", "yellow", "red", "grey"]
LIGHTS: dict[Light, tuple[Verdict, ...]] = {
    "green": ("met", "on_path"),
    "yellow": ("off_path",),
    "red": ("not_met",),
    "grey": ("cannot_be_judged",),
}
"""The path light of each verdict."""

# The first page is one page: what it has room for in lines of as many 汉字, and what a heading takes of it.
_ROOM, _ACROSS, _HEADING = 17.0, 34, 1.5
_TITLE_LINES, _TITLE_ACROSS = 2, 20
_NAMED = 5  # targets named in one of its lines
_LONGEST = 22  # 汉字 of a target's name there
_ORDER = ("baseline", "earlier", "decisive", "part-year", "other-basis")


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A number as it is shown, and as `amount` in `unit` where a spreadsheet can reckon with it."""

    text: str
    amount: float
    unit: str
    period: str
    basis: str
    source: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A target. `number` is its place in the plan, from 1; `section` that of its indicator's data, where it has any.

    `latest` is None where nothing was published since the baseline.
    """

    number: int
    section: int | None
    subject: str
    path: str
    comparator: str
    target: Figure
    upper: float | None
    baseline: Figure | None
    latest: Figure | None
    progress: Figure | None
    required: Figure | None
    chance: Figure | None
    verdict: str
    light: Light
    reason: str

    @property
    def mark(self) -> str:
        return MARKS[self.light]


class Datum(msgspec.Struct, frozen=True, kw_only=True):
    """An observation with what it was used for (`used`), in words. `cited`: the number of its source in the section."""

    used: Use
    use: str
    cited: int
    entity: str
    figure: Figure
    bound: str
    grade: str
    status: str
    published: str
    note: str


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one indicator: its chart (None where there is nothing to see), its data and their sources, where
    the document sets target and baseline, what to mind."""

    number: int
    subject: str
    goals: tuple[tuple[Light, str], ...]
    chart: dict[str, Any] | None
    alternative: str
    caption: str
    data: tuple[Datum, ...]
    sources: tuple[str, ...]
    places: str
    cautions: tuple[str, ...]


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many targets have a light, and its verdicts with their numbers."""

    light: Light
    name: str
    count: int
    verdicts: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of the first page under one heading."""

    heading: str
    light: Light | None
    lines: tuple[str, ...]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the target ledger under its heading; its amount is a figure of its own."""

    heading: str
    text: str
    figure: Figure
    low: float | None
    high: float | None


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of the document that cannot all hold: what is said, the sentences, the definitions behind it."""

    text: str
    members: tuple[str, ...]
    because: tuple[str, ...]


class Scorecard(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of it. `dated` is the day of knowledge as an ISO date, `about` the lines under the title."""

    language: Language
    title: str
    dated: str
    about: tuple[str, ...]
    counts: tuple[Count, ...]
    first: tuple[Group, ...]
    rows: tuple[Row, ...]
    sections: tuple[Section, ...]
    without: tuple[str, ...]
    lines: tuple[Line, ...]
    clashes: tuple[Clash, ...]


def scorecard(plan: Plan, assessed: Assessments, ledger: Ledger, language: Language = "zh") -> Scorecard:
    """The scorecard of a plan from its assessments and its ledger."""
    return cleaned(_Card(plan, assessed, ledger, language).whole())


def rows(plan: Plan, assessed: Assessments, language: Language = "zh") -> tuple[Row, ...]:
    """The rows of the scorecard alone, one a target that was assessed."""
    card = _Card(plan, assessed, Ledger(document="", title=None, entries=(), conflicts=()), language)
    return cleaned(tuple(card.row(number, one) for number, one in enumerate(assessed.assessments, 1)))


def section(plan: Plan, assessed: Assessments, target: str, language: Language = "zh") -> Section:
    """The chart and data of one target by its id. LookupError: it was not assessed."""
    alone = [one for one in assessed.assessments if one.target == target]
    if not alone:
        raise LookupError(target)
    card = _Card(plan, assessed, Ledger(document="", title=None, entries=(), conflicts=()), language)
    return cleaned(card.section(1, alone))


def label(code: str, language: Language) -> str:
    """A heading or label of the scorecard."""
    return messages.say(f"scorecard.{code}", language)


class _Card:
    """The plan with what was found of it, in one language."""

    def __init__(self, plan: Plan, assessed: Assessments, ledger: Ledger, language: Language) -> None:
        self.plan, self.assessed, self.ledger, self.language = plan, assessed, ledger, language
        records: tuple[Fact | Target, ...] = (*plan.facts, *plan.targets)
        self.facts = {record.id: record for record in records}
        self.document = plan.document.number or plan.document.title or self.say("source.this")
        # Those with a chart first: they fill pages of their own.
        self.of_indicator = sorted(_by_indicator(assessed.assessments), key=lambda ones: option(_last(ones)) is None)

    def say(self, code: str, **values: object) -> str:
        return messages.say(f"scorecard.{code}", self.language, **values)

    def whole(self) -> Scorecard:
        rows = tuple(self.row(number, one) for number, one in enumerate(self.assessed.assessments, 1))
        return Scorecard(
            language=self.language,
            title=self.say("title", title=self.plan.document.title or self.say("untitled")),
            dated=self.assessed.on,
            about=tuple(self._about()),
            counts=tuple(self._counts()),
            first=tuple(_fitting(list(self._first(rows)), self._room(), self.language)),
            rows=rows,
            sections=tuple(self.section(number, ones) for number, ones in enumerate(self.of_indicator, 1)),
            without=tuple(self._without()),
            lines=tuple(map(self._line, self.ledger.entries)),
            clashes=tuple(map(self._clash, self.ledger.conflicts)),
        )

    # ---------------------------------------------------------------- the first page

    def _about(self) -> Iterator[str]:
        document = self.plan.document
        if document.number:
            yield self.say("number", number=document.number)
        if document.issued:
            yield self.say("issued", day=self._day(document.issued))
        yield self.say("on", day=self._day(self.assessed.on))

    def _day(self, iso: str) -> str:
        parts = [int(part) for part in iso.split("-")]
        if len(parts) < 3:
            return iso
        return self.say("day", year=parts[0], month=parts[1], day=parts[2])

    def _counts(self) -> Iterator[Count]:
        number = Counter(one.verdict for one in self.assessed.assessments)
        for light, verdicts in LIGHTS.items():
            said = (f"{self._verdict(verdict)} {number[verdict]}" for verdict in verdicts)
            yield Count(
                light=light, name=self.say(f"light.{light}"), count=sum(number[verdict] for verdict in verdicts),
                verdicts=self.say("and").join(said),
            )  # fmt: skip

    def _first(self, rows: Sequence[Row]) -> Iterator[Group]:
        judged = list(zip(rows, self.assessed.assessments, strict=True))
        for verdict, light in (("off_path", "yellow"), ("not_met", "red")):
            found = [row for row, one in judged if one.verdict == verdict]
            if found:
                yield self._group(verdict, light, [self._item(row, row.reason) for row in found])  # type: ignore[arg-type]
        weak = [self._item(row, why) for row, one in judged if (why := self._weak(one))]
        if weak:
            yield self._group("weak", None, weak)
        unjudged: dict[str, list[Row]] = defaultdict(list)
        for row, one in judged:
            if one.verdict == "cannot_be_judged":
                unjudged[one.reason_code].append(row)
        if unjudged:
            by_number = sorted(unjudged.items(), key=lambda entry: -len(entry[1]))
            yield self._group("cannot_be_judged", "grey", [self._items(code, found) for code, found in by_number])

    def _room(self) -> float:
        title = ceil(columns(self.plan.document.title or "") / 2 / _TITLE_ACROSS)
        return _ROOM - 1.5 * max(0, title - _TITLE_LINES)

    def _group(self, code: str, light: Light | None, lines: list[str]) -> Group:
        return Group(heading=self.say(f"first.{code}"), light=light, lines=tuple(lines))

    def _item(self, row: Row, reason: str) -> str:
        target = f"{_brief(row.subject)} {_brief(row.target.text)}"
        return self.say("item", number=row.number, target=target, reason=_brief(reason, 3 * _ACROSS))

    def _items(self, code: str, rows: Sequence[Row]) -> str:
        try:
            why = self.say(f"why.{code}")
        except KeyError:
            why = self.say("why.other")
        targets = self.say("and").join(f"{row.number} {_brief(row.subject)}" for row in rows[:_NAMED])
        if len(rows) > _NAMED:
            targets = self.say("and-more", targets=targets)
        return self.say("items", why=why, count=len(rows), targets=targets)

    def _weak(self, one: Assessment) -> str | None:
        """Why a verdict rests on a figure that should be verified first."""
        if one.verdict == "cannot_be_judged":
            return None
        decisive = [used.observation for used in one.observations if used.use == "decisive"]
        if any(row.status == "derived" for row in decisive):
            return self.say("weak.derived")
        grades = [row.grade for row in decisive if row.grade in ("C", "D")]
        return self.say("weak.grade", grade=max(grades)) if grades else None

    # ---------------------------------------------------------------- a row a target

    def row(self, number: int, one: Assessment) -> Row:
        light = next(light for light, verdicts in LIGHTS.items() if one.verdict in verdicts)
        section = next((place for place, ones in enumerate(self.of_indicator, 1) if one in ones), None)
        progress, required = one.progress, one.required
        return Row(
            number=number, section=section, subject=one.subject, path=one.path, comparator=one.comparator,
            target=Figure(
                text=one.figure, amount=float(one.value), unit=one.unit or self.say("no-unit"),
                period=self._year(one.year), basis=self._basis(one), source=self._place(one.path),
            ),
            upper=None if one.value_max is None else float(one.value_max),
            baseline=self._baseline(one),
            latest=self._latest(one),
            progress=None if progress is None else Figure(
                text=f"{progress * 100:.0f}%", amount=progress * 100, unit="%", period=self._at(one.latest),
                basis=self.say("basis.progress"), source=self.say("source.computed"),
            ),
            required=None if required is None else Figure(
                text=self.say("a-year", rate=rounded(required.rate), unit=required.unit), amount=required.rate,
                unit=required.unit, period=self._at(one.latest), basis=self.say("basis.required"),
                source=self.say("source.computed"),
            ),
            chance=self._chance(one),
            verdict=self._verdict(one.verdict), light=light,
            reason=say_sentence("reason", one.reason, self.language),
        )  # fmt: skip

    def _chance(self, one: Assessment) -> Figure | None:
        """The probability of reaching the target, in whole per cent: no forecast is better than that."""
        if not isinstance(one.outlook, Outlook):
            return None
        chance = round(one.outlook.probability * 100)
        return Figure(
            text=self.say("chance", chance=chance), amount=chance, unit="%", period=self._year(one.year),
            basis=self.say("basis.chance"), source=self.say("source.computed"),
        )  # fmt: skip

    def _verdict(self, verdict: Verdict) -> str:
        return messages.say(f"assess.verdict.{verdict}", self.language)

    def _year(self, year: int | None) -> str:
        return self.say("no-year") if year is None else self.say("year", year=year)

    def _at(self, standing: Standing | None) -> str:
        return "" if standing is None else self._year(standing.year)

    def _place(self, path: str) -> str:
        return self.say("source.document", document=self.document, path=path) if path else self.document

    def _basis(self, one: Assessment, basis: str | None = None) -> str:
        if one.indicator is None or one.basis is None:
            return self.say("basis.unknown")
        name = self._basis_name(one.indicator, basis or one.basis)
        return self.say(f"basis.{one.of}", name=name) if basis is None else name

    def _basis_name(self, indicator: str, basis: str) -> str:
        known = bases().get((indicator, basis))
        return basis if known is None else known.name if self.language == "zh" else known.english

    def _baseline(self, one: Assessment) -> Figure | None:
        """The document's own, else the reading at which the way begins."""
        if (written := one.baseline) is not None:
            fact = self.facts.get(written.fact)
            unit = written.unit or self.say("no-unit")
            return Figure(
                text=f"{written.value}{written.unit}", amount=float(written.value), unit=unit,
                period=self._year(written.year), basis=self._basis(one),
                source=self._place(fact.path if fact else one.path),
            )  # fmt: skip
        if (start := one.start) is None:
            return None
        source = self._sources(_at_time(one, start.at)) or self.say("source.by-definition")
        return self._standing(one, start, [], source)

    def _latest(self, one: Assessment) -> Figure | None:
        if one.latest is None or (one.start is not None and one.latest.at <= one.start.at):
            return None
        rows = _at_time(one, one.latest.at)
        if one.of in ("growth", "added") and one.start is not None:
            rows = [*_at_time(one, one.start.at), *rows]
        return self._standing(one, one.latest, rows, self._sources(rows) or self.document)

    def _standing(self, one: Assessment, standing: Standing, rows: Sequence[Observation], source: str) -> Figure:
        """A reading: its values as they were published where it is a level, the computed amount otherwise."""
        unit = one.counted_in or self.say("no-unit")
        text = _bound(standing.bound) + rounded(standing.amount) + unit
        if one.of == "level" and rows:
            text = self.say("and").join(dict.fromkeys(_written(row) for row in rows))
        period = self._period(rows[-1]) if rows else self._year(standing.year)
        return Figure(
            text=text, amount=standing.amount, unit=unit, period=period, basis=self._basis(one), source=source
        )

    def _period(self, row: Observation) -> str:
        return spoken(row.span) if self.language == "zh" else row.period

    def _sources(self, rows: Iterable[Observation]) -> str:
        return "；".join(dict.fromkeys(map(self._source, rows)))

    # ---------------------------------------------------------------- the data by indicator

    def section(self, number: int, ones: Sequence[Assessment]) -> Section:
        last = _last(ones)
        used = list({id(entry.observation): entry for one in ones for entry in _used_of(one)}.values())
        used.sort(key=lambda entry: self._place_in_table(last, entry))
        sources = list(dict.fromkeys(self._source(entry.observation) for entry in used))
        data = tuple(self._datum(entry, sources) for entry in used)
        cautions = dict.fromkeys(say_sentence("caution", said, self.language) for one in ones for said in one.cautions)
        unit = last.counted_in or self.say("no-unit")
        return Section(
            number=number,
            subject=last.subject,
            goals=tuple(map(self._goal, ones)),
            chart=option(last, self.language),
            alternative=self.say("alternative", subject=last.subject, count=len(data), figure=last.figure),
            caption=self.say("caption", number=number, subject=last.subject, unit=unit, basis=self._basis(last)),
            data=data,
            sources=tuple(sources),
            places=self.say("places", document=self._places(ones)),
            cautions=tuple(cautions),
        )

    def _goal(self, one: Assessment) -> tuple[Light, str]:
        light = next(light for light, verdicts in LIGHTS.items() if one.verdict in verdicts)
        reason = say_sentence("reason", one.reason, self.language)
        return light, self.say(
            "goal", figure=one.figure, year=self._year(one.year), mark=MARKS[light],
            verdict=self._verdict(one.verdict), reason=reason,
        )  # fmt: skip

    def _places(self, ones: Sequence[Assessment]) -> str:
        found = [self.facts[one.baseline.fact].path for one in ones if one.baseline and one.baseline.fact in self.facts]
        paths = dict.fromkeys(path for path in (*(one.path for one in ones), *found) if path)
        return self._place(self.say("and").join(paths))

    @staticmethod
    def _place_in_table(one: Assessment, used: Used) -> tuple[bool, bool, str, int, str]:
        row = used.observation
        apart = used.use == "part-year"
        return (row.basis != one.basis, apart, row.basis, row.span.last, row.entity)

    def _source(self, row: Observation) -> str:
        return row.source or self.say("source.this")

    def _datum(self, used: Used, sources: Sequence[str]) -> Datum:
        row = used.observation
        return Datum(
            used=used.use, use=self.say(f"use.{used.use}"),
            cited=sources.index(self._source(row)) + 1, entity=row.entity,
            figure=Figure(
                text=_written(row), amount=float(row.value), unit=row.unit or self.say("no-unit"),
                period=self._period(row), basis=self._basis_name(row.indicator, row.basis),
                source=self._source(row),
            ),
            bound="" if row.bound == "=" else row.bound, grade=row.grade, status=self.say(f"status.{row.status}"),
            published=row.published or self.say("gathered", day=row.gathered), note=row.note,
        )  # fmt: skip

    def _without(self) -> Iterator[str]:
        """The targets of which there is nothing to show, with what is to be minded about them."""
        shown = [one for ones in self.of_indicator for one in ones]
        for number, one in enumerate(self.assessed.assessments, 1):
            if one not in shown:
                said = [say_sentence("reason", one.reason, self.language)]
                said += (say_sentence("caution", caution, self.language) for caution in one.cautions)
                target = f"{one.subject} {one.figure}"
                reason = ("" if self.language == "zh" else " ").join(said)
                yield self.say("item", number=number, target=target, reason=reason)

    # ---------------------------------------------------------------- the ledger

    def _line(self, entry: Entry) -> Line:
        paths = dict.fromkeys(self.facts[record].path for record in entry.records if record in self.facts)
        places = self.say("and").join(path for path in paths if path)
        return Line(
            heading=messages.say(f"ledger.heading.{entry.kind}", self.language),
            text=say_entry(entry, self.language) + (self.say("ledger-place", places=places) if places else ""),
            figure=Figure(
                text=f"{entry.values['amount']}{entry.unit}", amount=entry.amount,
                unit=entry.unit or self.say("no-unit"),
                period=next((entry.values[name] for name in ("until", "year", "period") if name in entry.values), ""),
                basis=self.say("basis.ledger"), source=self._place(places),
            ),
            low=entry.low, high=entry.high,
        )  # fmt: skip

    def _clash(self, conflict: Conflict) -> Clash:
        text, because = say_conflict(conflict, self.language)
        members = tuple(self._member(self.facts[record]) for record in conflict.records)
        return Clash(text=text, members=members, because=because)

    def _member(self, record: Fact | Target) -> str:
        value = figure(record) if isinstance(record, Target) else f"{record.value}{record.unit}"
        return self.say(
            "conflict-member", path=record.path, subject=record.subject, figure=value, year=self._year(record.year),
            sentence=record.sentence,
        )  # fmt: skip


def _fitting(groups: Sequence[Group], room: float, language: Language) -> Iterator[Group]:
    """The groups cut to what a page has room for: each keeps its first line, and says how many it left out."""
    room -= sum(_HEADING + _lines(group.lines[0]) + 1 for group in groups)
    for group in groups:
        kept = [group.lines[0]]
        room += 1  # where nothing is left out, that need not be said
        for line in group.lines[1:]:
            if _lines(line) > room - (len(kept) + 1 < len(group.lines)):
                break
            room -= _lines(line)
            kept.append(line)
        if (left := len(group.lines) - len(kept)) > 0:
            room -= 1
            kept.append(messages.say("scorecard.more", language, count=left))
        yield msgspec.structs.replace(group, lines=tuple(kept))


def _lines(text: str) -> int:
    return ceil(columns(text) / 2 / _ACROSS)


def _brief(text: str, longest: int = _LONGEST) -> str:
    return text if columns(text) <= 2 * longest else text[: longest - 1] + "…"


def _by_indicator(assessments: Sequence[Assessment]) -> list[list[Assessment]]:
    """The targets set on one quantity together, in their order, where anything at all was observed of it."""
    found: dict[tuple[object, ...], list[Assessment]] = defaultdict(list)
    for one in assessments:
        if one.observations:
            thing = one.subject if one.of == "counted" else None
            found[one.indicator, one.basis, one.region, one.of, thing].append(one)
    return list(found.values())


def _last(ones: Sequence[Assessment]) -> Assessment:
    """The target with the last year: its path has the others as milestones."""
    return max(ones, key=lambda one: one.year or 0)


def _used_of(one: Assessment) -> list[Used]:
    return sorted(one.observations, key=lambda used: _ORDER.index(used.use))


def _at_time(one: Assessment, at: float) -> list[Observation]:
    """The observations of a target's own basis at a time, as the reading there rests on them."""
    return [
        used.observation
        for used in one.observations
        if used.observation.basis == one.basis
        and used.use in ("baseline", "earlier", "decisive")
        and (used.observation.span.last + 1) / 12 - 1 == at
    ]


def _bound(bound: str) -> str:
    return {"=": "", ">=": "≥", "<=": "≤"}.get(bound, bound)


def _written(row: Observation) -> str:
    return f"{_bound(row.bound)}{row.value}{row.unit}"
