"""Document → Plan: the frame, the outline, then tasks, figures and deadlines, each tied to its characters."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from luodi.compiler.deadlines import Deadline, column_deadlines, deadlines
from luodi.compiler.doubts import doubt_findings
from luodi.compiler.figures import Context, Figure, base_value, context_of, figures
from luodi.compiler.frame import Frame, frame
from luodi.compiler.indicator_tables import Value, indicator_table
from luodi.compiler.metadata import Metadata, metadata, words_of
from luodi.compiler.outline import ONLY_DUTIES, Node, Outline, outline
from luodi.compiler.responsibility import Duty, Responsibility, governing_rule, responsibilities, unread_clauses
from luodi.compiler.sentences import sentences
from luodi.compiler.task_tables import Row, TaskTable, task_table
from luodi.compiler.tasks import Part, sets_task
from luodi.compiler.timeline import Clock
from luodi.documents import Anchor, Block, Document
from luodi.documents.marks import RANK
from luodi.plan import (
    Assignment,
    Baseline,
    Clause,
    Commitment,
    Correction,
    Due,
    Fact,
    Finding,
    Footnote,
    Mark,
    Plan,
    PlanDocument,
    Project,
    Provision,
    Target,
    Task,
    apply,
    document_id,
    finding,
    record_id,
    review,
    union,
)
from luodi.plan.identity import Kind
from luodi.registry import identify

_PROJECT = re.compile(r"^(?!重点|重大|实施|主要|各)[^，。；：]{2,30}(?:工程|行动|计划|专项)$")
_YEAR = re.compile(r"(20\d\d)年")
_BETWEEN = "。；，\n "
_NOTICE = "印发通知"
_PREAMBLE = "引言"


def compile(document: Document, *, corrections: Iterable[Correction] = ()) -> Plan:
    """The plan of a document. Readable text without anything of a plan gives an empty plan with one error finding."""
    elements = frame(document)
    body = {i for i, element in enumerate(elements.elements) if element == "body"}
    breaks = {
        i for i, element in enumerate(elements.elements) if element in ("title", "annex") and i > min(body, default=0)
    }
    found = outline(document, body, breaks)
    meta = metadata(document, elements, tuple(_goals(document, elements, found)))
    plan = _Compiler(document, meta, elements, found).plan()
    plan = apply(plan, corrections) if corrections else plan
    return review(plan)


def _goals(document: Document, elements: Frame, found: Outline) -> Iterator[Anchor]:
    """The text of the sections that set goals, and of the preamble, which may."""
    yield from (block.anchor for block in elements.of(document, "preamble"))
    for node in found.nodes:
        if context_of([document.quote(n.heading) for n in node.chain() if n.heading is not None]) == "goal":
            yield from node.ranges


@dataclass(slots=True)
class _Passage:
    """A provision with what was read in it, before ids are given."""

    path: str
    heading: str | None
    anchor: Anchor
    text: tuple[Anchor, ...]  # without the heading
    context: Context
    parent: str | None
    node: Node | None = None
    row: Row | None = None
    clauses: list[Responsibility] = field(default_factory=list)
    values: list[Figure] = field(default_factory=list)  # of a row of indicators
    within: bool = False  # an item of a list that is one task


class _Compiler:
    """One document being compiled: what was read, and how often an id of each kind was given under each path."""

    def __init__(self, document: Document, meta: Metadata, elements: Frame, outline: Outline) -> None:
        self.document = document
        self.text = document.text
        self.meta = meta
        self.frame = elements
        self.outline = outline
        self.titles = [(document.blocks[title[0]].anchor.start, words_of(document, title)) for title in elements.titles]
        self.id = document_id(meta.number, meta.title, meta.issuers, meta.issued)
        self.given: Counter[tuple[Kind, str]] = Counter()
        self.findings: list[Finding] = [*doubt_findings(document)]
        self.marks: list[Mark] = list(meta.marks)
        self.rule = governing_rule(self.text)

    def new_id(self, kind: Kind, path: str) -> str:
        self.given[kind, path] += 1
        return record_id(self.id, kind, path, self.given[kind, path])

    def plan(self) -> Plan:
        passages = list(self._passages())
        provisions = self._provisions(passages)
        tasks = self._tasks(passages)
        read = self._figures(passages)
        facts = tuple(
            self._fact(figure, passage) for passage, figures in read for figure in figures if figure.kind == "fact"
        )
        targets = self._targets(read, facts, tasks)
        commitments = tuple(
            self._commitment(figure, passage)
            for passage, figures in read
            for figure in figures
            if figure.kind not in ("target", "fact")
        )
        return Plan(
            document=self._document(),
            provisions=provisions,
            tasks=tasks,
            targets=targets,
            facts=facts,
            commitments=commitments,
            projects=tuple(self._projects(passages)),
            findings=tuple(self.findings),
        )

    # ------------------------------------------------------------ provisions

    def _passages(self) -> Iterator[_Passage]:
        """Letter and preamble, provisions of the outline, rows of tables, in reading order."""
        found = [*self._front(), *map(self._of_node, self.outline.nodes)]
        tables = [(node.path, block) for node in self.outline.nodes for block in node.tables]
        tables += [("", block) for block in self.outline.tables]
        for path, block in tables:
            found += self._of_table(path, block)
        yield from sorted(_with_distinct_paths(found), key=lambda passage: passage.anchor.start)

    def _front(self) -> Iterator[_Passage]:
        blocks = [(_NOTICE, block) for block in self.frame.of(self.document, "letter")]
        blocks += [(_PREAMBLE, block) for block in self.frame.of(self.document, "preamble")]
        blocks += [(_PREAMBLE, block) for block in self.outline.loose]
        for path, block in blocks:
            yield _Passage(path, None, block.anchor, (block.anchor,), "front", None)

    def _of_node(self, node: Node) -> _Passage:
        headings = [self.document.quote(n.heading) for n in node.chain() if n.heading is not None]
        heading = self.document.quote(node.heading) if node.heading is not None else None
        start, end = node.start, max(anchor.end for anchor in node.ranges)
        text = [anchor for anchor in node.ranges if anchor.end > anchor.start]
        text[0:1] = [Anchor(node.heading.end, text[0].end)] if node.heading is not None else text[0:1]
        lines = tuple(self._lines(text))
        if node.heading is not None and not node.children and all(self._is_clause(line) for line in lines):
            lines = (node.heading, *lines)  # one sentence that both names the provision and is its text
        return _Passage(
            node.path, heading, Anchor(start, end), lines, context_of(headings),
            node.parent.path if node.parent else None, node,
        )  # fmt: skip

    def _is_clause(self, line: Anchor) -> bool:
        """Whether a line holds nothing but a clause of responsibility."""
        return ONLY_DUTIES.match(self.text, line.start, line.end) is not None

    def _lines(self, ranges: Iterable[Anchor]) -> Iterator[Anchor]:
        """Ranges without the stop of a heading and without blank ends."""
        for anchor in ranges:
            start, end = anchor.start, anchor.end
            while start < end and self.text[start] in "。：: \n":
                start += 1
            if start < end:
                yield Anchor(start, end)

    def _of_table(self, path: str, block: Block) -> Iterator[_Passage]:
        table = task_table(self.document, block, self.rule)
        if table is None:
            yield from self._of_other_table(f"{path}/表" if path else "表", path or None, block)
            return
        self._note_table(table)
        for index, row in enumerate(table.rows, 1):
            number = row.number or str(index)
            text = tuple(anchor for anchor in (row.title, row.content) if anchor is not None)
            title = self.document.quote(row.title).replace("\n", "")
            yield _Passage(
                f"{path}/{number}" if path else number, title, row.anchor, text, "action", path or None, row=row
            )

    def _of_other_table(self, path: str, parent: str | None, block: Block) -> Iterator[_Passage]:
        """A table of indicators, a provision a row; any other table is one provision."""
        end = self.meta.period.end
        table = indicator_table(self.document, block, self._issued_year(), int(end[:4]) if end else None)
        if table is None:
            yield _Passage(path, None, block.anchor, (), "action", parent)
            return
        self.marks.append(Mark(field="table", anchor=table.head))
        for index, row in enumerate(table.rows, 1):
            found = [_figure_of(value) for value in table.values if value.row == row]
            yield _Passage(f"{path}/{index}", None, row, (), "goal", parent, values=found)

    def _issued_year(self) -> int | None:
        start = self.meta.issued or self.meta.period.start
        return int(start[:4]) if start else None

    def _note_table(self, table: TaskTable) -> None:
        self.marks += [Mark(field="table", anchor=anchor) for anchor in table.heads]
        for broken in table.broken:
            self.marks.append(Mark(field="table", anchor=broken.anchor))
            self.findings.append(
                finding("row-not-joined", "error", broken.anchor, text=self.document.quote(broken.anchor)[:40])
            )

    def _provisions(self, passages: Sequence[_Passage]) -> tuple[Provision, ...]:
        ids = {passage.path: self.new_id("provision", passage.path) for passage in passages}
        return tuple(
            Provision(
                id=ids[p.path], path=p.path, heading=p.heading, text=self.document.quote(p.anchor),
                parent=ids.get(p.parent) if p.parent else None, anchor=p.anchor,
            )
            for p in passages
        )  # fmt: skip

    # ------------------------------------------------------------ tasks

    def _tasks(self, passages: Sequence[_Passage]) -> tuple[Task, ...]:
        for passage in passages:
            if passage.node is not None:
                self._read_clauses(passage)
        sections = self._task_sections(passages)
        lists = self._answered_lists(passages)
        tasks = []
        for passage in passages:
            node = passage.node
            if passage.row is not None:
                tasks.append(self._task_of_row(passage, passage.row))
            elif node is not None and passage.path in lists:
                tasks.append(self._task_of_node(lists[passage.path], node))
            elif node is not None and not passage.within and self._is_task(passage, node, sections):
                tasks.append(self._task_of_node(passage, node))
        return tuple(tasks)

    def _read_clauses(self, passage: _Passage) -> None:
        for anchor in passage.text:
            read = responsibilities(self.text, anchor.start, anchor.end, first_leads=self.rule)
            passage.clauses += read
            for start, end in unread_clauses(self.text, anchor.start, anchor.end, read):
                quote = self.text[start:end]
                self.findings.append(
                    finding("clause-not-read", "error", Anchor(start, end), path=passage.path, quote=quote[:40])
                )

    def _answered_lists(self, passages: Sequence[_Passage]) -> dict[str, _Passage]:
        """Lists whose items are one task, by path: the line that names who is responsible stands below the last item only."""
        of = {passage.path: passage for passage in passages if passage.node is not None}
        lists = {}
        for passage in of.values():
            node = passage.node
            if node is None or len(node.children) < 2 or passage.clauses or RANK[node.children[0].kind] < RANK["num"]:
                continue
            items = [of[child.path] for child in node.children]
            if any(child.children or child.tables for child in node.children) or any(
                item.clauses for item in items[:-1]
            ):
                continue
            below = [c for c in items[-1].clauses if self._stands_below(node.children[-1], c)]
            if not below or len(below) < len(items[-1].clauses):
                continue
            end = items[-1].anchor.end
            text = Anchor(passage.text[0].start if passage.text else items[0].anchor.start, end)
            lists[passage.path] = replace(
                passage, anchor=Anchor(passage.anchor.start, end), text=(text,), clauses=below
            )
            for item in items:
                item.within = True
        return lists

    def _stands_below(self, node: Node, clause: Responsibility) -> bool:
        """Whether a clause of responsibility is a paragraph of its own below the words of a provision."""
        return any(own.start <= clause.start < own.end and self._is_clause(own) for own in node.ranges[1:])

    def _task_sections(self, passages: Sequence[_Passage]) -> set[str]:
        """Outermost provisions under which somebody is made responsible."""
        return {next(p.node.chain()).path for p in passages if p.node is not None and any(c.duties for c in p.clauses)}

    def _is_task(self, passage: _Passage, node: Node, sections: set[str]) -> bool:
        """A provision with a clause of responsibility, or a leaf of a section that sets tasks."""
        if any(clause.duties for clause in passage.clauses):
            return True
        boxed = any(n.kind == "box" for n in node.chain())  # 专栏: what the provision that holds it comprises
        parts = [child for child in node.children if child.kind != "box"]
        if boxed or parts or node.tables or passage.context != "action" or self._answered_above(node):
            return False
        headings = [self.document.quote(n.heading) for n in node.chain() if n.heading is not None]
        return sets_task(Part(self._part_title(node.start), sections, bool(self.outline.tables)), node, headings)

    def _part_title(self, place: int) -> str:
        """The title of the part of the document that holds a place."""
        before = bisect_left(self.titles, place, key=lambda title: title[0])
        return self.titles[before - 1][1] if before else self.meta.title or ""

    def _answered_above(self, node: Node) -> bool:
        """Whether a provision above has a clause of its own, which answers for this one too."""
        parent = node.parent
        while parent is not None:
            if any(responsibilities(self.text, a.start, a.end) for a in parent.ranges):
                return True
            parent = parent.parent
        return False

    def _task_of_node(self, passage: _Passage, node: Node) -> Task:
        clauses = tuple(self._clauses(passage))
        title = passage.heading or self._first_words(passage)
        dues = tuple(due for clause in clauses for due in clause.dues)
        labelled = tuple(
            self._due(found)
            for clause in passage.clauses
            for start, end in clause.dues
            for found in column_deadlines(self.text, start, end, self.meta.issued)
        )
        dues = tuple({(due.anchor.start, due.by): due for due in (*dues, *labelled)}.values())
        above = list(node.chain())[:-1]
        return Task(
            id=self.new_id("task", passage.path),
            path=passage.path,
            title=title,
            text="\n".join(self.document.quote(anchor) for anchor in passage.text),
            category=tuple(self.document.quote(n.heading) for n in above if n.heading is not None),
            assignments=union(clauses),
            clauses=clauses,
            dues=dues,
            remark=None,
            anchor=passage.anchor,
        )

    def _first_words(self, passage: _Passage) -> str:
        for anchor in passage.text:
            for start, end in sentences(self.text, anchor.start, anchor.end):
                return self.text[start:end].rstrip("。")
        return ""

    def _clauses(self, passage: _Passage) -> Iterator[Clause]:
        """The parts of a passage, each up to what is said of its bodies; lines of labels one below another are one clause."""
        start = passage.text[0].start if passage.text else passage.anchor.start
        end = passage.text[-1].end if passage.text else passage.anchor.end
        parts: list[tuple[Anchor, list[Duty]]] = []
        for found in passage.clauses:
            if not parts or self.text[start : found.start].strip(_BETWEEN):
                parts.append((Anchor(start, found.start), []))
            parts[-1][1].extend(found.duties)
            start = found.end
        parts.append((Anchor(start, end), []))
        for anchor, duties in parts:
            if duties or self.document.quote(anchor).strip(_BETWEEN):
                yield self._clause(passage.path, anchor, duties)

    def _clause(self, path: str, anchor: Anchor, duties: Sequence[Duty]) -> Clause:
        start, end = anchor.start, anchor.end
        while start < end and self.text[start] in "。；，\n ":
            start += 1
        while end > start and self.text[end - 1] in "\n ":
            end -= 1
        anchor = Anchor(start, end)
        return Clause(
            id=self.new_id("clause", path),
            text=self.document.quote(anchor),
            assignments=tuple(self._assignments(duties)),
            dues=tuple(self._dues(anchor)),
            anchor=anchor,
        )

    def _assignments(self, duties: Iterable[Duty]) -> Iterator[Assignment]:
        seen: set[tuple[str, str]] = set()
        for duty in duties:
            name = duty.name
            if (duty.role, name.name) in seen:
                continue
            seen.add((duty.role, name.name))
            known = (
                None
                if name.group
                else identify(name.name, region=self.meta.region, level=self.meta.level, on=self.meta.issued)
            )
            yield Assignment(
                role=duty.role,
                name=name.name,
                written=self.text[name.start : name.end],
                body=known.id if known is not None else None,
                group=name.group,
                open=name.open,
                rule=duty.rule,
                anchor=Anchor(name.start, name.end),
            )

    def _dues(self, anchor: Anchor) -> Iterator[Due]:
        for found in deadlines(self.text, anchor.start, anchor.end, self.meta.issued):
            yield self._due(found)

    def _due(self, found: Deadline) -> Due:
        anchor = Anchor(found.start, found.end)
        return Due(
            start=found.start_date,
            by=found.by,
            recurrence=found.recurrence,
            written=self.document.quote(anchor),
            anchor=anchor,
        )

    def _task_of_row(self, passage: _Passage, row: Row) -> Task:
        title = self.document.quote(row.title).replace("\n", "")
        content = row.content or row.title
        clause = self._clause(passage.path, content, row.duties)
        dues = list(clause.dues)
        if row.due is not None:
            dues = [
                self._due(found) for found in column_deadlines(self.text, row.due.start, row.due.end, self.meta.issued)
            ]
        return Task(
            id=self.new_id("task", passage.path),
            path=passage.path,
            title=title,
            text=self.document.quote(content),
            category=row.category,
            assignments=union((clause,)),
            clauses=(clause,),
            dues=tuple(dues),
            remark=row.remark,
            anchor=passage.anchor,
        )

    # ------------------------------------------------------------ figures

    def _figures(self, passages: Sequence[_Passage]) -> list[tuple[_Passage, list[Figure]]]:
        """Figures passage by passage. Time said in a passage holds for later ones beside it, else the plan's period does."""
        latest_past = int(self.meta.issued[:4]) - 1 if self.meta.issued else None
        if latest_past is None and self.meta.period.start:
            latest_past = int(self.meta.period.start[:4]) - 1
        siblings: dict[str | None, tuple[int | None, str | None]] = {}
        read = []
        for passage in passages:
            clock = self._clock(passage, siblings)
            found: list[Figure] = list(passage.values)
            for anchor in passage.text:
                later = figures(
                    self.text, anchor.start, anchor.end, passage.context, clock, latest_past, self.meta.issued
                )
                shift = len(found)
                found += [_shifted(figure, shift) for figure in later]
            if passage.context == "goal" and clock.target is not None:
                siblings[passage.parent] = (clock.target, clock.words)
                siblings.setdefault(passage.path, (clock.target, clock.words))
            read.append((passage, found))
        return read

    def _clock(self, passage: _Passage, siblings: dict[str | None, tuple[int | None, str | None]]) -> Clock:
        """Time in force before a passage: its row's deadline, what was said beside it, the plan's period."""
        if passage.row is not None and passage.row.due is not None:
            due = passage.row.due
            found = [d for d in column_deadlines(self.text, due.start, due.end, self.meta.issued) if d.by]
            by = found[-1].by if found else None
            if by is not None:
                return Clock(int(by[:4]), self.document.quote(due))
        named = self._year_of_heading(passage)
        if named is not None:
            return named
        if passage.context == "goal":
            said = siblings.get(passage.parent) if passage.parent in siblings else None
            if said is not None:
                return Clock(*said)
        end = self.meta.period.end
        words = self._period_words()
        # How long a document is in force does not say when its goals are to be reached.
        if end is not None and "有效期" not in words and (self.meta.titled_period or passage.context == "goal"):
            return Clock(int(end[:4]), words)
        return Clock()

    def _year_of_heading(self, passage: _Passage) -> Clock | None:
        """The one year that the innermost heading with a year names (（一）2024年重点工作)."""
        chain = list(passage.node.chain()) if passage.node is not None else []
        for node in reversed(chain):
            heading = self.document.quote(node.heading) if node.heading is not None else ""
            years = set(_YEAR.findall(heading))
            if years:
                return Clock(int(years.pop()), heading) if len(years) == 1 else None
        return None

    def _period_words(self) -> str:
        mark = next((mark for mark in self.marks if mark.field == "period"), None)
        return self.document.quote(mark.anchor) if mark is not None else ""

    def _targets(
        self, read: Sequence[tuple[_Passage, list[Figure]]], facts: Sequence[Fact], tasks: Sequence[Task]
    ) -> tuple[Target, ...]:
        serving = {task.path: task.id for task in tasks}
        targets: list[Target] = []
        for passage, figures_ in read:
            ids = {
                index: self.new_id("target", passage.path)
                for index, figure in enumerate(figures_)
                if figure.kind == "target"
            }
            for index, figure in enumerate(figures_):
                if figure.kind == "target":
                    part_of = ids.get(figure.part_of) if figure.part_of is not None else None
                    server = passage.parent if passage.within else passage.path
                    served = (serving[server],) if server in serving else ()
                    targets.append(self._target(figure, passage, ids[index], part_of, facts, served))
        return tuple(targets)

    def _target(
        self,
        figure: Figure,
        passage: _Passage,
        id_: str,
        part_of: str | None,
        facts: Sequence[Fact],
        tasks: tuple[str, ...],
    ) -> Target:
        quantity = figure.quantity
        return Target(
            id=id_,
            path=passage.path,
            subject=figure.subject,
            indicator=None,
            region=self.meta.region,
            comparator=figure.comparator,
            value=quantity.value,
            value_max=quantity.value_max,
            unit=quantity.unit,
            year=figure.year,
            year_from=figure.year_from,
            recurrence=figure.recurrence,
            baseline=_baseline(figure, facts),
            part_of=part_of,
            qualifier=figure.qualifier,
            aspirational=figure.aspirational,
            tasks=tasks,
            sentence=self.text[figure.start : figure.end],
            anchor=Anchor(figure.start, figure.end),
        )

    def _fact(self, figure: Figure, passage: _Passage) -> Fact:
        quantity = figure.quantity
        return Fact(
            id=self.new_id("fact", passage.path), path=passage.path, subject=figure.subject, value=quantity.value,
            value_max=quantity.value_max, unit=quantity.unit, year=figure.year,
            sentence=self.text[figure.start : figure.end], anchor=Anchor(figure.start, figure.end),
        )  # fmt: skip

    def _commitment(self, figure: Figure, passage: _Passage) -> Commitment:
        quantity, kind = figure.quantity, figure.kind
        assert kind != "target"
        assert kind != "fact"
        return Commitment(
            id=self.new_id("commitment", passage.path), path=passage.path, kind=kind, amount=quantity.value,
            amount_max=quantity.value_max, unit=quantity.unit, comparator=figure.comparator, recurrence=figure.recurrence,
            subject=figure.subject, sentence=self.text[figure.start : figure.end], anchor=Anchor(figure.start, figure.end),
        )  # fmt: skip

    def _projects(self, passages: Sequence[_Passage]) -> Iterator[Project]:
        for passage in passages:
            node = passage.node
            if node is not None and node.heading is not None and passage.heading and _PROJECT.match(passage.heading):
                yield Project(
                    id=self.new_id("project", passage.path),
                    path=passage.path,
                    name=passage.heading,
                    anchor=node.heading,
                )

    def _document(self) -> PlanDocument:
        meta, document = self.meta, self.document
        at = {index: place for place, index in document.notes.items()}
        footnotes = tuple(
            Footnote(mark=block.mark or "", text=document.quote(block.anchor), at=at.get(index), anchor=block.anchor)
            for index, block in enumerate(document.blocks)
            if block.kind == "footnote"
        )
        return PlanDocument(
            id=self.id, title=meta.title, issuers=meta.issuers, number=meta.number, issued=meta.issued, period=meta.period,
            level=meta.level, region=meta.region, addressees=meta.addressees, urgency=meta.urgency,
            approved_by=meta.approved_by, basis=meta.basis, parent=meta.parent, disclosure=meta.disclosure,
            marks=tuple(sorted(self.marks, key=lambda mark: (mark.anchor.start, mark.field))),
            text=document.text, segments=document.segments, footnotes=footnotes, furniture=document.furniture, source=document.source,
        )  # fmt: skip


def _figure_of(value: Value) -> Figure:
    """A cell of a table of indicators as a figure, its row as the sentence."""
    return Figure(
        kind="target" if value.target else "fact", quantity=value.quantity, comparator=value.quantity.comparator,
        subject=value.subject, year=value.year, year_from=None, recurrence=None, aspirational=None, qualifier=None,
        part_of=None, start=value.row.start, end=value.row.end,
    )  # fmt: skip


def _shifted(figure: Figure, by: int) -> Figure:
    if figure.part_of is None or not by:
        return figure
    return replace(figure, part_of=figure.part_of + by)


def _with_distinct_paths(passages: Sequence[_Passage]) -> Iterator[_Passage]:
    used: Counter[str] = Counter()
    for passage in passages:
        used[passage.path] += 1
        if used[passage.path] > 1:
            passage.path = f"{passage.path}#{used[passage.path]}"
        yield passage


_SCOPE = re.compile(r"^(?:全省|全市|全国|全区|我省|我市|全县|本省|本市)")


def _baseline(figure: Figure, facts: Sequence[Fact]) -> Baseline | None:
    """The document's latest value of the same subject, in a unit of the same kind."""
    subject = _plain(figure.subject)
    same = [
        fact for fact in facts
        if _plain(fact.subject) == subject and base_value(Decimal(1), fact.unit)[1] == base_value(Decimal(1), figure.quantity.unit)[1]
    ]  # fmt: skip
    dated = [fact for fact in same if fact.year is not None]
    if not dated:
        return None
    latest = max(dated, key=lambda fact: fact.year or 0)
    return Baseline(value=latest.value, unit=latest.unit, year=latest.year, fact=latest.id)


def _plain(subject: str) -> str:
    """A subject without its scope and words that make no difference (制造业 before 工业增加值, 比重 behind 占…)."""
    return re.sub(r"制造业(?=工业增加值)|(?:总|的)(?=产量)|占比$|比重$", "", _SCOPE.sub("", subject))
