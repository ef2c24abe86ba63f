"""The tasks of a plan: the passages that set one, their clauses with bodies and deadlines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from msgspec import structs

from luodi.compiler.charges import charged
from luodi.compiler.compilation import Compilation
from luodi.compiler.deadlines import Deadline, column_deadlines, deadlines, heading_deadlines
from luodi.compiler.outline import Node
from luodi.compiler.passages import Passage, is_clause
from luodi.compiler.responsibility import (
    Duty,
    Responsibility,
    common_duties,
    responsibilities,
    unread_clauses,
)
from luodi.compiler.sentences import sentences
from luodi.compiler.task_tables import Row
from luodi.compiler.tasks import Part, sets_task
from luodi.documents import Anchor
from luodi.documents.marks import RANK, mark_at
from luodi.plan import Assignment, Clause, Due, Task, finding, union
from luodi.registry import identify

_BETWEEN = "。；，\n "


def tasks(c: Compilation, passages: Sequence[Passage]) -> tuple[Task, ...]:
    for passage in passages:
        if passage.node is not None:
            _read_clauses(c, passage)
    _give_common_duties(c, passages)
    answered = {p.node.path for p in passages if p.node is not None and any(clause.duties for clause in p.clauses)}
    sections = {path.partition("/")[0] for path in answered}
    lists = _answered_lists(c, passages)
    tasks = []
    for passage in passages:
        node = passage.node
        if passage.row is not None:
            tasks.append(_task_of_row(c, passage, passage.row))
        elif node is not None and passage.path in lists:
            tasks.append(_task_of_node(c, lists[passage.path], node))
        elif node is not None and not passage.within and _is_task(c, passage, node, answered, sections):
            if not passage.clauses and not node.children:
                _read_charges(c, passage)
            tasks.append(_task_of_node(c, passage, node))
    return tuple(tasks)


def _give_common_duties(c: Compilation, passages: Sequence[Passage]) -> None:
    """A sentence that gives somebody a part in every task holds in the outermost provision that it stands in, else
    everywhere."""
    place, duties = common_duties(c.text)
    if not duties:
        return
    of = next((p.path for p in reversed(passages) if p.anchor.start <= place and p.node is not None), "")
    section = of.partition("/")[0]
    inside = any(p.node is not None and p.path.startswith(f"{section}/") for p in passages)
    for passage in passages:
        if not inside or passage.path.startswith(f"{section}/"):
            passage.common = duties


def _read_clauses(c: Compilation, passage: Passage) -> None:
    for anchor in passage.text:
        read = responsibilities(c.text, anchor.start, anchor.end, first_leads=c.rule)
        passage.clauses += read
        for start, end in unread_clauses(c.text, anchor.start, anchor.end, read):
            quote = c.text[start:end]
            c.findings.append(
                finding("clause-not-read", "error", Anchor(start, end), path=passage.path, quote=quote[:40])
            )


def _read_charges(c: Compilation, passage: Passage) -> None:
    """Bodies that the sentences of a task without a clause charge: they answer for the whole of it."""
    texts = passage.text or (passage.anchor,)  # 1.市审计局负责…。: one sentence, and a heading
    duties = tuple(duty for anchor in texts for duty in charged(c.text, _behind_mark(c, anchor), anchor.end))
    if duties:
        passage.clauses.append(Responsibility(texts[-1].end, texts[-1].end, duties, ()))


def _answered_lists(c: Compilation, passages: Sequence[Passage]) -> dict[str, Passage]:
    """Lists whose items are one task, by path: the line that names who is responsible stands below the last item only."""
    of = {passage.path: passage for passage in passages if passage.node is not None}
    lists = {}
    for passage in of.values():
        node = passage.node
        if node is None or len(node.children) < 2 or passage.clauses or RANK[node.children[0].kind] < RANK["num"]:
            continue
        items = [of[child.path] for child in node.children]
        if any(child.children or child.tables for child in node.children) or any(item.clauses for item in items[:-1]):
            continue
        below = [clause for clause in items[-1].clauses if _stands_below(c, node.children[-1], clause)]
        if not below or len(below) < len(items[-1].clauses):
            continue
        end = items[-1].anchor.end
        text = Anchor(passage.text[0].start if passage.text else items[0].anchor.start, end)
        lists[passage.path] = replace(passage, anchor=Anchor(passage.anchor.start, end), text=(text,), clauses=below)
        for item in items:
            item.within = True
    return lists


def _stands_below(c: Compilation, node: Node, clause: Responsibility) -> bool:
    """Whether a clause of responsibility is a paragraph of its own below the words of a provision."""
    return any(own.start <= clause.start < own.end and is_clause(c, own) for own in node.ranges[1:])


def _is_task(
    c: Compilation, passage: Passage, node: Node, answered: Collection[str], sections: Collection[str]
) -> bool:
    """A provision with a clause of responsibility, or a leaf of a section that sets tasks.

    `answered` are the paths of the provisions with a clause, `sections` of the outermost ones that hold them.
    """
    if node.path in answered:
        return True
    boxed = any(n.kind == "box" for n in node.chain())  # 专栏: what the provision that holds it comprises
    parts = [child for child in node.children if child.kind != "box"]
    if boxed or parts or node.tables or passage.context != "action" or _answered_above(node, answered):
        return False
    part = Part(_part_title(c, node.start), sections, bool(c.outline.tables))
    return sets_task(part, node)


def _part_title(c: Compilation, place: int) -> str:
    """The title of the part of the document that holds a place."""
    before = bisect_left(c.titles, place, key=lambda title: title[0])
    return c.titles[before - 1][1] if before else c.meta.title or ""


def _answered_above(node: Node, answered: Collection[str]) -> bool:
    """Whether a provision above has a clause of its own, which answers for this one too."""
    return any(above.path in answered for above in node.chain()[:-1])


def _task_of_node(c: Compilation, passage: Passage, node: Node) -> Task:
    title = passage.heading or _first_words(c, passage)
    labelled = tuple(
        _due(c, found)
        for clause in passage.clauses
        for start, end in clause.dues
        for found in column_deadlines(c.text, start, end, c.meta.issued)
    )
    clauses = tuple(
        structs.replace(clause, dues=tuple(due for due in clause.dues if not _said_better(due, labelled)))
        for clause in _clauses(c, passage)
    )
    dues = tuple(due for clause in clauses for due in clause.dues)
    dues = tuple({(due.anchor.start, due.by): due for due in (*dues, *labelled)}.values())
    if not any(due.by for due in dues):
        dues += tuple(_dues_of_headings(c, node))
    return Task(
        id=c.new_id("task", passage.path),
        path=passage.path,
        title=title,
        text="\n".join(c.quote(anchor) for anchor in passage.text),
        category=node.parent.headings if node.parent is not None else (),
        assignments=union(clauses),
        clauses=clauses,
        dues=dues,
        remark=None,
        anchor=passage.anchor,
    )


def _dues_of_headings(c: Compilation, node: Node) -> Iterator[Due]:
    """What the innermost heading with a time in brackets says of a task without a day of its own: …阶段（2023年4月底前）."""
    for above in reversed(node.chain()):
        if above.heading is None or c.text[above.heading.end - 1] not in "）)":
            continue
        found = tuple(heading_deadlines(c.text, above.heading.start, above.heading.end, c.meta.issued))
        if found:
            yield from (_due(c, one) for one in found)
            return


def _said_better(due: Due, labelled: Sequence[Due]) -> bool:
    """Whether 年内 in the text only names the year of the day that stands behind 完成时限."""
    return due.written == "年内" and any(other.by and other.by[:4] == (due.by or "")[:4] for other in labelled)


def _first_words(c: Compilation, passage: Passage) -> str:
    for anchor in passage.text:
        for start, end in sentences(c.text, _behind_mark(c, anchor), anchor.end):
            return c.text[start:end].rstrip("。")
    return ""


def _behind_mark(c: Compilation, anchor: Anchor) -> int:
    mark = mark_at(c.text, anchor.start, anchor.end)
    return mark.text if mark is not None and mark.text < anchor.end else anchor.start


def _clauses(c: Compilation, passage: Passage) -> Iterator[Clause]:
    """The parts of a passage, each up to what is said of its bodies; lines of labels one below another are one clause."""
    start = passage.text[0].start if passage.text else passage.anchor.start
    end = passage.text[-1].end if passage.text else passage.anchor.end
    parts: list[tuple[Anchor, list[Duty]]] = []
    for found in passage.clauses:
        if not parts or c.text[start : found.start].strip(_BETWEEN):
            parts.append((Anchor(start, found.start), []))
        parts[-1][1].extend(found.duties)
        start = found.end
    parts.append((Anchor(start, end), []))
    for anchor, duties in parts:
        if duties or c.quote(anchor).strip(_BETWEEN):
            yield _clause(c, passage.path, anchor, [*duties, *passage.common])


def _clause(c: Compilation, path: str, anchor: Anchor, duties: Sequence[Duty]) -> Clause:
    start, end = anchor.start, anchor.end
    while start < end and c.text[start] in "。；，\n ":
        start += 1
    while end > start and c.text[end - 1] in "\n ":
        end -= 1
    anchor = Anchor(start, end)
    return Clause(
        id=c.new_id("clause", path),
        text=c.quote(anchor),
        assignments=tuple(_assignments(c, duties)),
        dues=tuple(_dues(c, anchor)),
        anchor=anchor,
    )


def _assignments(c: Compilation, duties: Iterable[Duty]) -> Iterator[Assignment]:
    seen: set[tuple[str, str]] = set()
    region, level, issued = c.meta.region, c.meta.level, c.meta.issued
    for duty in duties:
        name = duty.name
        if (duty.role, name.name) in seen:
            continue
        seen.add((duty.role, name.name))
        known = None if name.group else identify(name.name, region=region, level=level, on=issued)
        yield Assignment(
            role=duty.role,
            name=name.name,
            written=c.text[name.start : name.end],
            body=known.id if known is not None else None,
            group=name.group,
            open=name.open,
            rule=duty.rule,
            anchor=Anchor(name.start, name.end),
        )


def _dues(c: Compilation, anchor: Anchor) -> Iterator[Due]:
    for found in deadlines(c.text, anchor.start, anchor.end, c.meta.issued, c.named_years):
        yield _due(c, found)


def _due(c: Compilation, found: Deadline) -> Due:
    anchor = Anchor(found.start, found.end)
    return Due(
        start=found.start_date,
        by=found.by,
        recurrence=found.recurrence,
        written=c.quote(anchor),
        anchor=anchor,
    )


def _task_of_row(c: Compilation, passage: Passage, row: Row) -> Task:
    title = c.quote(row.title).replace("\n", "")
    content = row.content or row.title
    clause = _clause(c, passage.path, content, row.duties)
    dues = list(clause.dues)
    if row.due is not None:
        dues = [_due(c, found) for found in column_deadlines(c.text, row.due.start, row.due.end, c.meta.issued)]
    return Task(
        id=c.new_id("task", passage.path),
        path=passage.path,
        title=title,
        text=c.quote(content),
        category=row.category,
        assignments=union((clause,)),
        clauses=(clause,),
        dues=tuple(dues),
        remark=row.remark,
        anchor=passage.anchor,
    )
