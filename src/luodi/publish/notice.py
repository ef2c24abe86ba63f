"""督办通知单: one notice for one matter, with a reply slip (回执)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from luodi.delivery import Matter, ProposedNotice, Sentence, Setting, lights, recalled, say, word
from luodi.delivery.event import Capacity, DueSet, Level, NoticeIssued, PostponementAsked
from luodi.delivery.time_limit import TimeLimit
from luodi.messages import Language, catalogue
from luodi.plan import Plan, Record, Task
from luodi.publish.official import (
    Annex,
    Block,
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
    lines,
    listed,
    task_named,
    words,
    written,
)
from luodi.publish.printable import on_one_line
from luodi.publish.shades import MARKS

_FORM = (28.0, 128.0)  # mm
_SLIP = (36.0, 120.0)
_PROGRESS = 110.0  # mm of the slip for what was done


class NoticeFacts(Record, frozen=True, kw_only=True):
    """What a notice says. Days are ISO dates.

    `day` is that of issue, or of the facts where `status` is a draft, whose `number` is None. `quote` is the plan's own
    words for what the body answers for, `jointly` are those that answer for the same beside it. `reason` is why an
    officer set the time limit, or why the body asked for the postponement that was granted. `before` are the notices
    that the matter had had and that were not void.
    """

    status: Literal["draft", "issued", "void"]
    void: str
    level: Level
    number: str | None
    day: str
    task: str
    quote: tuple[str, ...]
    body: str
    capacity: Capacity
    jointly: tuple[str, ...]
    supports: tuple[str, ...]
    limit: TimeLimit
    reason: str
    rule: str
    version: str
    because: Sentence
    reply_by: str
    before: tuple[NoticeIssued, ...]


def notice_facts(plan: Plan, matter: Matter, notice: NoticeIssued | ProposedNotice, setting: Setting) -> NoticeFacts:
    """What a notice of a matter says, as things stood when it was issued; a proposed one, as they stand on the day.

    `setting` has the rules and the calendar, and for a proposal its day. ValueError for a notice of another matter.
    """
    issued = notice if isinstance(notice, NoticeIssued) else None
    of = notice.matter if isinstance(notice, NoticeIssued) else notice.matter.id
    if of != matter.id:
        raise ValueError(f"a notice of matter {of} with matter {matter.id}")
    said = recalled(plan, matter, notice, setting) if isinstance(notice, NoticeIssued) else notice
    then = said.matter
    on = issued.by.day if issued else setting.today
    [standing] = lights(plan, [then], Setting(setting.rules, setting.calendar, on)).standings
    task = next((each for each in plan.tasks if each.id == then.task), None)
    void = matter.voided.get(issued.id, "") if issued else ""
    return NoticeFacts(
        status="draft" if issued is None else "void" if issued.id in matter.voided else "issued", void=void,
        level=said.level, number=issued.written if issued else None, day=on.isoformat(), task=then.task,
        quote=_quote(task, then), body=then.party.name, capacity=then.capacity, jointly=_jointly(task, then),
        supports=tuple(party.name for party in then.supports), limit=standing.limit, reason=_reason(then),
        rule=said.rule, version=said.version, because=said.because, reply_by=said.reply_by, before=said.before,
    )  # fmt: skip


def _quote(task: Task | None, matter: Matter) -> tuple[str, ...]:
    """The clauses that the body answers for, else the whole task."""
    if task is None:
        return ()
    own = tuple(clause.text for clause in task.clauses if clause.id in matter.clauses)
    return own or (task.text,)


def _jointly(task: Task | None, matter: Matter) -> tuple[str, ...]:
    names = (each.name for each in task.assignments if each.role == matter.capacity) if task else ()
    return tuple(dict.fromkeys(name for name in names if name not in (matter.party.name, matter.group_of)))


def _reason(matter: Matter) -> str:
    given = matter.time_limit
    if given is None or isinstance(given, DueSet):
        return given.reason if given else ""
    asked = (event for event in matter.events if isinstance(event, PostponementAsked))
    return next((event.reason for event in asked if event.id == given.request), "")


# ---------------------------------------------------------------- in words


def notice_document(
    plan: Plan,
    matter: Matter,
    notice: NoticeIssued | ProposedNotice,
    setting: Setting,
    issuer: Issuer,
    *,
    copies: Sequence[str] = (),
    format: Format = "docx",
    language: Language = "zh",
) -> bytes:
    """督办通知单 as a file: the facts of `notice_facts`. A proposed notice is marked 拟发稿 and has no number.

    `copies` are those who get a copy (抄送), in their names.
    """
    facts = notice_facts(plan, matter, notice, setting)
    return written(notice_in_words(plan, facts, issuer, copies, language), format)


def notice_in_words(
    plan: Plan, facts: NoticeFacts, issuer: Issuer, copies: Sequence[str], language: Language
) -> Official:
    """The document that says the facts of a notice."""
    level = word("level", facts.level, language)
    status = ""
    if facts.status == "draft":
        status = words("notice.draft", language, day=day(facts.day, language))
    elif facts.status == "void":
        status = words("notice.void", language, reason=on_one_line(facts.void))
    unnumbered = words("blank.number", language, year=facts.day[:4])
    return Official(
        language=language, dated=facts.day, status=status, title=words("notice.title", language),
        level=f"{MARKS[facts.level]} {level.capitalize()}", shade=facts.level,
        number=on_one_line(facts.number or unnumbered),
        to=on_one_line(facts.body) + words("colon", language),
        blocks=tuple(_blocks(plan, facts, level, language)),
        office=filled(issuer.office, language),
        day=words("blank.day", language) if facts.status == "draft" else day(facts.day, language),
        contact=contact_line(issuer, language), copies=copies_line(copies, language),
        annex=_slip(plan, facts, issuer, language),
    )  # fmt: skip


def _blocks(plan: Plan, facts: NoticeFacts, level: str, language: Language) -> Iterator[Block]:
    def heading(code: str) -> Text:
        return Text(words(f"notice.heading.{code}", language), "heading")

    yield Text(words("notice.opening", language, level=level))
    yield heading("matter")
    said = {
        "plan": cited(plan, language),
        "task": task_named(plan, facts.task, language),
        "quote": "\n".join(facts.quote) or words("unknown", language),
        "answers": words(f"notice.answers.{facts.capacity}", language, body=on_one_line(facts.body)),
        **({"jointly": listed(facts.jointly, language)} if facts.jointly else {}),
        "supports": listed(facts.supports, language),
        "limit": _limit(facts, language),
    }
    rows = tuple(
        (cell(words(f"notice.label.{name}", language), centred=True), cell(text)) for name, text in said.items()
    )
    yield Table(caption=words("notice.heading.matter", language), widths=_FORM, rows=rows)
    yield heading("reason")
    yield Text(on_one_line(say(facts.because, language)))
    yield Text(words("notice.rule", language, rule=facts.rule, version=on_one_line(facts.version)))
    yield heading("required")
    code = facts.rule.removeprefix("notice/")
    known = code if code in catalogue("official")["notice"]["require"] else "other"
    yield Text(words(f"notice.require.{known}", language))
    yield Text(words("notice.reply", language, day=day(facts.reply_by, language)))
    yield heading("before")
    if not facts.before:
        yield Text(words("notice.before-none", language))
    else:
        yield Text(words("notice.before-count", language, count=len(facts.before)))
    for notice in facts.before:
        yield Text(
            words(
                "notice.before", language, number=on_one_line(notice.written),
                level=word("level", notice.level, language), issued=day(notice.by.day, language),
                reply=day(notice.reply_by, language),
            )
        )  # fmt: skip
    yield Text(words("notice.annex", language))


def _limit(facts: NoticeFacts, language: Language) -> str:
    if facts.limit.by is None:
        return words("notice.limit-none", language)
    values = {"day": day(facts.limit.by, language), "source": word("source", facts.limit.source, language)}
    if reason := "；".join(lines(facts.reason)):
        return words("notice.limit-because", language, **values, reason=reason)
    return words("notice.limit", language, **values)


def _slip(plan: Plan, facts: NoticeFacts, issuer: Issuer, language: Language) -> Annex:
    known = {
        "number": on_one_line(facts.number or "") or words("slip.unnumbered", language),
        "matter": task_named(plan, facts.task, language),
        "body": on_one_line(facts.body),
    }
    names = (*known, "progress", "head", "phone", "day")
    rows = tuple((cell(words(f"slip.{name}", language), centred=True), cell(known.get(name, ""))) for name in names)
    heights = tuple(_PROGRESS if name == "progress" else 12.0 for name in names)
    note = words("slip.note", language, day=day(facts.reply_by, language), office=filled(issuer.office, language))
    title = words("slip.title", language)
    return Annex(
        title=title, blocks=(Table(caption=title, widths=_SLIP, rows=rows, heights=heights), Text(note, "note"))
    )
