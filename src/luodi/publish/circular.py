"""情况通报: how all bodies stand on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args

from msgspec.structs import replace

from luodi.delivery import Light, Lights, Party, Sentence, Standing, Tally, by_body, loads, overridden, say, tally, word
from luodi.delivery import unassigned as tasks_unassigned
from luodi.delivery.event import Colour, Level, LightName
from luodi.delivery.time_limit import TimeLimit
from luodi.messages import Language
from luodi.plan import Plan, Record
from luodi.publish.official import (
    Block,
    Cell,
    Format,
    Issuer,
    Official,
    Table,
    Text,
    cell,
    cited,
    contact_line,
    copies_line,
    day,
    filled,
    listed,
    task_named,
    titled,
    words,
    written,
)
from luodi.publish.printable import on_one_line
from luodi.publish.shades import MARKS

DUE_WITHIN = 30
"""Calendar days ahead in which matters that fall due are counted."""
COLOURS: tuple[Colour, ...] = ("green", "yellow", "red", "grey")
LEVELS: tuple[Level, ...] = ("blue", "yellow", "red")

_BODIES = (9.5, 30.0, 12.0, 11.0, 11.0, 14.0, 14.0, 14.0, 14.0, 11.5, 15.0)  # mm
_LIGHTS = (36.0, 30.0, 30.0, 30.0, 30.0)
_ITEMS = (9.5, 42.5, 23.0, 31.0, 50.0)

Group = Literal["red", "yellow", "stale", "off-path", "done", "withdrawn", "on-time", "grey"]
GROUPS: tuple[Group, ...] = get_args(Group)
"""The groups in which matters are listed, in the order of the circular."""


class Item(Record, frozen=True, kw_only=True):
    """A matter in a list: its task's id, its body, its time limit, the lights that say why it is there, its notices
    that are not void, by number."""

    matter: str
    task: str
    body: str
    limit: TimeLimit
    why: tuple[Light, ...]
    notices: tuple[str, ...]


class BodyCount(Record, frozen=True, kw_only=True):
    """A body's line: the matters that it answers for, withdrawn ones left out, and those of them that it leads; how
    many are completed or closed, the delivery lights of the others; reports missing, notices that are not void."""

    party: Party
    matters: int
    leads: int
    done: int
    delivery: dict[Colour, int]
    missing: int
    notices: dict[Level, int]


class CircularFacts(Record, frozen=True, kw_only=True):
    """How all stand on a day (ISO). Every matter is in `groups` once; `tally` counts those that were not withdrawn.

    `missing` counts reports, `stale` the matters that miss any, `void` the notices that were declared void.
    `unassigned` are ids of tasks.
    """

    on: str
    version: str
    total: int
    tally: Tally
    closed: int
    bodies: tuple[BodyCount, ...]
    groups: dict[Group, tuple[Item, ...]]
    missing: int
    stale: int
    notices: dict[Level, int]
    void: int
    due_soon: int
    unassigned: tuple[str, ...]
    cautions: tuple[Sentence, ...]


def circular_facts(plan: Plan, lights: Lights) -> CircularFacts:
    """What is to be said of the matters of a plan by their lights of a day, in the order of the plan's tasks."""
    place = {task.id: at for at, task in enumerate(plan.tasks)}
    standings = sorted(lights.standings, key=lambda each: place.get(each.matter.task, len(place)))
    live = replace(lights, standings=tuple(each for each in standings if each.matter.state != "withdrawn"))
    groups: dict[Group, list[Item]] = {group: [] for group in GROUPS}
    for standing in standings:
        group = _group(standing)
        groups[group].append(item(standing))
    matters = [standing.matter for standing in standings]
    return CircularFacts(
        on=lights.on, version=lights.version, total=len(standings), tally=tally(live.standings),
        closed=sum(matter.state == "closed" for matter in matters), bodies=_bodies(live),
        groups={group: tuple(items) for group, items in groups.items()},
        missing=sum(len(standing.missed) for standing in standings),
        stale=sum(bool(standing.missed) for standing in standings),
        notices=_levels(standings), void=sum(len(matter.voided) for matter in matters),
        due_soon=sum(load.due_soon for load in loads(lights, DUE_WITHIN)),
        unassigned=tuple(task.id for task in tasks_unassigned(plan, matters)), cautions=lights.cautions,
    )  # fmt: skip


def item(standing: Standing) -> Item:
    """A matter for a list: with the lights that are yellow or red, or with that of its delivery."""
    lights = (standing.delivery, standing.freshness, standing.path)
    behind = tuple(light for light in lights if light.colour in ("yellow", "red"))
    matter = standing.matter
    return Item(
        matter=matter.id, task=matter.task, body=matter.party.name, limit=standing.limit,
        why=behind or (standing.delivery,), notices=tuple(notice.written for notice in matter.standing_notices),
    )  # fmt: skip


def _group(standing: Standing) -> Group:
    if standing.matter.state in ("completed", "closed"):
        return "done"
    if standing.matter.state == "withdrawn":
        return "withdrawn"
    if standing.delivery.colour in ("red", "yellow"):
        return "red" if standing.delivery.colour == "red" else "yellow"
    if standing.freshness.colour in ("red", "yellow"):
        return "stale"
    if standing.path.colour in ("red", "yellow"):
        return "off-path"
    return "on-time" if standing.delivery.colour == "green" else "grey"


def _bodies(lights: Lights) -> tuple[BodyCount, ...]:
    """Those with most red matters first, then yellow ones, missing reports; else in the order of the plan."""
    own: dict[str, list[Standing]] = {}
    for standing in lights.standings:
        own.setdefault(standing.matter.party.body, []).append(standing)
    counts = [
        BodyCount(
            party=party, matters=len(own[party.body]), done=counted.done, delivery=counted.delivery,
            leads=sum(standing.matter.capacity == "lead" for standing in own[party.body]),
            missing=sum(len(standing.missed) for standing in own[party.body]), notices=_levels(own[party.body]),
        )
        for party, counted in by_body(lights).items()
    ]  # fmt: skip
    return tuple(sorted(counts, key=lambda each: (-each.delivery["red"], -each.delivery["yellow"], -each.missing)))


def _levels(standings: Iterable[Standing]) -> dict[Level, int]:
    had = [notice.level for standing in standings for notice in standing.matter.standing_notices]
    return {level: had.count(level) for level in LEVELS}


# ---------------------------------------------------------------- in words


def circular(
    plan: Plan,
    lights: Lights,
    issuer: Issuer,
    *,
    number: str = "",
    copies: Sequence[str] = (),
    format: Format = "docx",
    language: Language = "zh",
) -> bytes:
    """情况通报 as a file: the facts of `circular_facts`, dated by the day of the lights.

    `number` is its own (粤府督通〔2024〕3号), a blank where none is given; `copies` are those who get a copy, by name.
    """
    return written(circular_in_words(plan, circular_facts(plan, lights), issuer, number, copies, language), format)


def circular_in_words(
    plan: Plan, facts: CircularFacts, issuer: Issuer, number: str, copies: Sequence[str], language: Language
) -> Official:
    """The document that says the facts of a circular."""
    return Official(
        language=language, dated=facts.on, title=words("circular.title", language, plan=titled(plan, language)),
        number=on_one_line(number) or words("blank.number", language, year=facts.on[:4]),
        to=words("circular.to", language), blocks=tuple(_blocks(plan, facts, language)),
        office=filled(issuer.office, language), day=day(facts.on, language), contact=contact_line(issuer, language),
        copies=copies_line(copies, language),
    )  # fmt: skip


def _blocks(plan: Plan, facts: CircularFacts, language: Language) -> Iterator[Block]:
    def heading(code: str) -> Text:
        return Text(words(f"circular.heading.{code}", language), "heading")

    yield Text(words("circular.opening", language, plan=cited(plan, language), day=day(facts.on, language)))
    yield heading("overview")
    yield from _overview(plan, facts, language)
    yield heading("bodies")
    yield _body_table(facts, language)
    yield Text(words("circular.bodies", language), "note")
    for section, groups in (
        ("behind", GROUPS[:4]),
        ("done", GROUPS[4:6]),
        ("others", GROUPS[6:]),
    ):
        yield heading(section)
        named = [group for group in groups if facts.groups[group]]
        if not named:
            yield Text(words("none", language))
        for at, group in enumerate(named):
            items = facts.groups[group]
            name = words(f"circular.name.{group}", language)
            yield Text(
                words("circular.group", language, number=numeral(at, language), name=name, count=len(items)),
                "subheading",
            )
            yield item_table(plan, items, name, language)
    yield heading("asks")
    yield from _asks(facts, language)
    yield Text(words("circular.rules", language, version=on_one_line(facts.version)), "note")
    for caution in facts.cautions:
        yield Text(on_one_line(say(caution, language)), "note")


def _overview(plan: Plan, facts: CircularFacts, language: Language) -> Iterator[Block]:
    counted, withdrawn = facts.tally, len(facts.groups["withdrawn"])
    yield Text(
        words(
            "circular.overview", language, total=facts.total, withdrawn=withdrawn, live=facts.total - withdrawn,
            bodies=len(facts.bodies), done=counted.done, closed=facts.closed, open=counted.open, **counted.delivery,
        )
    )  # fmt: skip
    lights: dict[LightName, dict[Colour, int]] = {
        "delivery": counted.delivery, "freshness": counted.freshness, "path": counted.path,
    }  # fmt: skip
    rows = [light_row(word("light-name", name, language), counts) for name, counts in lights.items()]
    yield lights_table(rows, language)
    yield Text(
        words(
            "circular.reports", language, missing=facts.missing, matters=facts.stale,
            notices=sum(facts.notices.values()), void=facts.void, **facts.notices,
        )
    )  # fmt: skip
    yield Text(words("circular.due", language, days=DUE_WITHIN, due=facts.due_soon))
    if facts.unassigned:
        tasks = [task_named(plan, task, language) for task in facts.unassigned]
        yield Text(words("circular.unassigned", language, count=len(tasks), tasks=listed(tasks, language)))
    else:
        yield Text(words("circular.unassigned-none", language))


def lights_table(rows: Iterable[tuple[Cell, ...]], language: Language) -> Table:
    """Open matters by the colour of lights, with the shape of each in the header."""
    labels = tuple(f"{MARKS[colour]}{words(f'column.{colour}', language)}" for colour in COLOURS)
    return Table(
        caption=words("circular.heading.overview", language), widths=_LIGHTS,
        labels=(words("column.light", language), *labels), rows=tuple(rows),
    )  # fmt: skip


def light_row(name: str, counts: dict[Colour, int]) -> tuple[Cell, ...]:
    """A light with the number of matters of each colour."""
    return cell(name, centred=True), *(number_cell(counts[colour], colour) for colour in COLOURS)


def number_cell(count: int, colour: Colour | None = None) -> Cell:
    """A number in a table, tinted where there is something of the colour."""
    return cell(str(count), shade=colour if count and colour in ("yellow", "red") else None, centred=True)


def _body_table(facts: CircularFacts, language: Language) -> Table:
    names = ("number", "body", "matters", "leads", "done", *COLOURS, "missing", "notices")
    labels = tuple(words(f"column.{name}", language) for name in names)
    rows = tuple(
        (
            number_cell(number),
            cell(on_one_line(each.party.name)),
            *(number_cell(count) for count in (each.matters, each.leads, each.done)),
            *(number_cell(each.delivery[colour], colour) for colour in COLOURS),
            number_cell(each.missing),
            cell("/".join(str(each.notices[level]) for level in LEVELS), centred=True),
        )
        for number, each in enumerate(facts.bodies, 1)
    )
    return Table(caption=words("circular.heading.bodies", language), widths=_BODIES, labels=labels, rows=rows)


def item_table(plan: Plan, items: Sequence[Item], caption: str, language: Language) -> Table:
    """Matters with their bodies, time limits, and how they stand."""
    labels = tuple(words(f"column.{name}", language) for name in ("number", "task", "body", "limit", "why"))
    named = {task.id: task_named(plan, task.id, language) for task in plan.tasks}
    rows = tuple(
        (
            number_cell(number),
            cell(named.get(each.task) or task_named(plan, each.task, language)),
            cell(on_one_line(each.body)),
            cell(day(each.limit.by, language) if each.limit.by else words("notice.limit-none", language), centred=True),
            Cell(tuple(_why(each, language))),
        )
        for number, each in enumerate(items, 1)
    )
    return Table(caption=caption, widths=_ITEMS, labels=labels, rows=rows)


def _why(item: Item, language: Language) -> Iterator[str]:
    for light in item.why:
        because, by_hand = say(light.because, language), overridden(light)
        if by_hand is not None:
            because = words("circular.overridden", language, because=because, overridden=say(by_hand, language))
        yield on_one_line(because)
    if item.notices:
        yield words("circular.notices", language, numbers=listed(item.notices, language))


def _asks(facts: CircularFacts, language: Language) -> Iterator[Text]:
    asked = [code for code, holds in (
        ("red", facts.groups["red"]), ("yellow", facts.groups["yellow"]), ("stale", facts.missing),
        ("unassigned", facts.unassigned),
    ) if holds]  # fmt: skip
    for at, code in enumerate(asked or ["none"]):
        yield Text(f"{numeral(at, language)}{words(f'circular.ask.{code}', language)}")


def numeral(at: int, language: Language) -> str:
    """The number of a heading of the second level, from 0: （一）, (1)."""
    return f"（{_in_chinese(at + 1)}）" if language == "zh" else f"({at + 1}) "


def _in_chinese(number: int) -> str:
    """A number below a hundred as headings have it (二十一), a greater one in digits."""
    tens, ones = divmod(number, 10)
    if tens >= 10:
        return str(number)
    digits = " 一二三四五六七八九"
    return ((digits[tens] if tens > 1 else "") + "十" if tens else "") + digits[ones].strip()
