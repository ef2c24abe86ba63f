"""校核页: one HTML page that stands alone, by which a person checks a plan against its document and corrects it.

The page is a template with its style and scripts inline and the plan as JSON; the scripts in `review/` draw it. Nothing
of the document becomes markup: the text is data, and the content security policy admits no script, style or request
but those written here.
"""

from __future__ import annotations

import re
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from html import escape
from importlib.resources import files
from itertools import chain, groupby, pairwise
from typing import Any, Literal

import msgspec

from luodi import messages
from luodi.documents import Anchor, Block, Segment
from luodi.messages import Language
from luodi.plan import Commitment, Correction, Fact, Finding, Plan, Project, Provision, Severity, Target, Task, say
from luodi.plan.checks import shortened

SpanKind = Literal[
    "task", "lead", "duty", "cooperate", "due", "target", "target-sentence", "fact", "fact-sentence", "commitment",
    "commitment-sentence", "project", "metadata", "error", "warning", "info", "uncovered",
]  # fmt: skip
"""What characters of the text say: the colours of the page."""


class Span(msgspec.Struct, frozen=True):
    """Characters that say something of records. A finding's record is `n` with its position in the plan."""

    kind: SpanKind
    start: int
    end: int
    records: tuple[str, ...]


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """Characters within the same spans (positions in the page's list), the widest first."""

    text: str
    spans: tuple[int, ...]


class Paragraph(msgspec.Struct, frozen=True, tag_field="kind", tag=str.lower):
    """A paragraph; `level` is 0 for the document's title, from 1 for headings. `page` is where a page begins."""

    start: int
    end: int
    level: int | None
    page: int | None
    pieces: tuple[Piece, ...]
    findings: tuple[int, ...]


class Cell(msgspec.Struct, frozen=True):
    """A cell and how many rows and columns it covers."""

    rows: int
    columns: int
    pieces: tuple[Piece, ...]


class Row(msgspec.Struct, frozen=True):
    """A row of a table: the cells that begin in it, and the findings beside it."""

    cells: tuple[Cell, ...]
    findings: tuple[int, ...]


class Table(msgspec.Struct, frozen=True, tag_field="kind", tag=str.lower):
    """A table of the document."""

    start: int
    end: int
    page: int | None
    rows: tuple[Row, ...]


class Told(msgspec.Struct, frozen=True):
    """A finding in both languages, with the ids of the records it speaks of."""

    code: str
    severity: Severity
    zh: tuple[str, str]
    en: tuple[str, str]
    records: tuple[str, ...]
    anchor: Anchor | None


class Saving(msgspec.Struct, frozen=True):
    """How corrections go to a site: where to, of which version of the plan, with what token against forged requests."""

    address: str
    version: int
    token: str


class Site(msgspec.Struct, frozen=True):
    """The site that a page is part of: the address of the plan on it, who looks at the page, and how they save.

    Without `save` the page is for reading alone.
    """

    home: str
    who: str
    save: Saving | None = None


class Page(msgspec.Struct, frozen=True):
    """All that the page shows. Decimals are strings, so that they keep the digits printed."""

    language: Language
    messages: dict[str, Any]
    document: dict[str, Any]
    provisions: tuple[tuple[str, str, int], ...]  # path, heading, start
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    facts: tuple[Fact, ...]
    commitments: tuple[Commitment, ...]
    projects: tuple[Project, ...]
    findings: tuple[Told, ...]
    corrections: tuple[Correction, ...]
    spans: tuple[Span, ...]
    blocks: tuple[Paragraph | Table, ...]
    site: Site | None = None


def review_page(
    plan: Plan,
    blocks: Sequence[Block] = (),
    *,
    corrections: Sequence[Correction] = (),
    language: Language = "zh",
    site: Site | None = None,
) -> bytes:
    """The page of a plan, UTF-8 HTML.

    `blocks` are those of the document the plan was compiled from; without them the text is shown line by line.
    `corrections` are those already applied to the plan: the page saves them again with those made on it. On a `site`
    the response needs the policy that `review_policy` gives.
    """
    page = msgspec.structs.replace(_page(plan, blocks, tuple(corrections), language), site=site)
    template = files(__package__).joinpath("review", "page.html").read_text("utf-8")
    style, scripts = _style(), _scripts(site)
    parts = {
        "language": "zh-CN" if language == "zh" else "en",
        "title": escape(plan.document.title or plan.document.source.name or ""),
        "policy": review_policy(site),
        "style": f"<style>{style}</style>",
        "data": _embedded(page),
        "scripts": "".join(f"<script>{script}</script>" for script in scripts),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], template).encode()


def _style() -> str:
    return files(__package__).joinpath("review", "page.css").read_text("utf-8")


def _scripts(site: Site | None) -> list[str]:
    """The scripts of the page. The one that sends corrections lies apart from those that make no request."""
    sending = ["review_sending.js"] if site and site.save else []
    names = ["review/corrections.js", *sending, "review/page.js"]
    return [files(__package__).joinpath(name).read_text("utf-8") for name in names]


def review_policy(site: Site | None = None) -> str:
    """The content security policy of the page: its style and scripts, and no request but to save on its own site."""

    def hashes(parts: Iterable[str]) -> str:
        return " ".join(f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'" for part in parts)

    sources = f"default-src 'none'; style-src {hashes([_style()])}; script-src {hashes(_scripts(site))}"
    connect = "; connect-src 'self'" if site and site.save else ""
    return f"{sources}{connect}; base-uri 'none'; form-action 'none'"


def _embedded(page: Page) -> str:
    """The data as JSON that can stand in a script element: no character of it can end the element or open another."""
    data = msgspec.json.encode(page).decode()
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", data)


def _page(plan: Plan, blocks: Sequence[Block], corrections: tuple[Correction, ...], language: Language) -> Page:
    document = msgspec.to_builtins(plan.document, builtin_types=(Decimal,))
    spans = spans_of(plan)
    named = _named(plan)
    return Page(
        language=language,
        messages=dict(messages.catalogue("review")),
        document={key: value for key, value in document.items() if key not in ("text", "segments", "furniture")},
        provisions=tuple((each.path, each.heading or "", each.anchor.start) for each in plan.provisions),
        tasks=plan.tasks,
        targets=plan.targets,
        facts=plan.facts,
        commitments=plan.commitments,
        projects=plan.projects,
        findings=tuple(
            Told(found.code, found.severity, say(found, "zh"), say(found, "en"), _concerned(named, found), found.anchor)
            for found in plan.findings
        ),
        corrections=corrections,
        spans=spans,
        blocks=tuple(_blocks(plan, blocks or _lines(plan.document.text), spans)),
    )


def _named(plan: Plan) -> dict[tuple[str, str], list[str]]:
    """The ids of records by what sentences of findings call them: id, path, body, subject."""
    named: dict[tuple[str, str], list[str]] = {}
    for task in plan.tasks:
        for key in (("id", task.id), ("path", task.path), *{("name", each.name) for each in task.assignments}):
            named.setdefault(key, []).append(task.id)
    for target in plan.targets:
        for key in (("id", target.id), ("subject", f"{target.path}/{shortened(target.subject)}")):
            named.setdefault(key, []).append(target.id)
    return named


def _concerned(named: Mapping[tuple[str, str], list[str]], found: Finding) -> tuple[str, ...]:
    """The records that a finding speaks of."""
    values = found.values
    if "subject" in values and "path" in values:
        return tuple(named.get(("subject", f"{values['path']}/{values['subject']}"), ()))
    key = next((key for key in ("id", "path", "name") if key in values), None)
    return tuple(named.get((key, values[key]), ())) if key else ()


# ---------------------------------------------------------------- what stands where


def spans_of(plan: Plan) -> tuple[Span, ...]:
    """What the plan says of its text, in the order of the text; what stands at the same place for several is one."""
    found: dict[tuple[int, int, SpanKind], list[str]] = {}
    for kind, anchor, record in _said(plan):
        if anchor.start < anchor.end:
            records = found.setdefault((anchor.start, anchor.end, kind), [])
            if record not in records[-1:]:
                records.append(record)
    return tuple(Span(kind, start, end, tuple(records)) for (start, end, kind), records in sorted(found.items()))


def _said(plan: Plan) -> Iterator[tuple[SpanKind, Anchor, str]]:
    document = plan.document
    for place in chain((mark.anchor for mark in document.marks), (basis.anchor for basis in document.basis)):
        yield "metadata", place, document.id
    titles = {}
    for task in plan.tasks:
        titles[task.anchor] = _place(document.text, task.title, task.anchor)
        yield "task", titles[task.anchor], task.id
        for assignment in chain(task.assignments, *(clause.assignments for clause in task.clauses)):
            yield assignment.role, assignment.anchor, task.id
        for due in chain(task.dues, *(clause.dues for clause in task.clauses)):
            yield "due", due.anchor, task.id
    yield from _figures(document.text, "target", "target-sentence", plan.targets)
    yield from _figures(document.text, "fact", "fact-sentence", plan.facts)
    yield from _figures(document.text, "commitment", "commitment-sentence", plan.commitments)
    for project in plan.projects:
        yield "project", project.anchor, project.id
    for position, found in enumerate(plan.findings):
        if found.anchor:
            kind: SpanKind = "uncovered" if found.code == "uncovered-text" else found.severity
            yield kind, titles.get(found.anchor, found.anchor), f"n{position}"


def _place(text: str, words: str, within: Anchor) -> Anchor:
    """Where words stand, white space aside; an empty place if they do not."""
    pattern = re.compile(r"\s*".join(map(re.escape, "".join(words.split()))))
    found = pattern.search(text, within.start, within.end) if words else None
    return Anchor(found.start(), found.end()) if found else Anchor(within.start, within.start)


def _figures(
    text: str, kind: SpanKind, sentence: SpanKind, records: Sequence[Target | Fact | Commitment]
) -> Iterator[tuple[SpanKind, Anchor, str]]:
    """Sentences, and the figures in them where their digits stand as often as records have that figure."""

    def written(record: Target | Fact | Commitment) -> tuple[int, int, Decimal, Decimal | None, str]:
        start, end = record.anchor.start, record.anchor.end
        if isinstance(record, Commitment):
            return start, end, record.amount, record.amount_max, record.unit
        return start, end, record.value, record.value_max, record.unit

    same: dict[tuple[int, int, Decimal, Decimal | None, str], list[str]] = {}
    for record in records:
        yield sentence, record.anchor, record.id
        same.setdefault(written(record), []).append(record.id)
    for (start, end, value, value_max, unit), ids in same.items():
        places = list(_figure(value, value_max, unit).finditer(text, start, end))
        for place, id in zip(places, ids, strict=False) if len(places) == len(ids) else ():
            yield kind, Anchor(place.start(), place.end()), id


def _figure(value: Decimal, value_max: Decimal | None, unit: str) -> re.Pattern[str]:
    """A figure as printed: with separators of thousands, its unit where it stands there, both ends of a range."""
    numbers = (str(number) for number in (value, value_max) if number is not None)
    digits = ("[,，]?".join(map(re.escape, number)) for number in numbers)
    measure = rf"(?:\s?{re.escape(unit)})?" if unit else ""
    return re.compile(r"(?<![\d.])" + rf"{measure}[^\d、，。；]{{1,2}}".join(digits) + rf"(?![\d.]){measure}")


# ---------------------------------------------------------------- the text


def _lines(text: str) -> Iterator[Block]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield Block(kind="paragraph", anchor=Anchor(start, start + len(line)))
        start += len(line) + 1


def _blocks(plan: Plan, blocks: Iterable[Block], spans: Sequence[Span]) -> Iterator[Paragraph | Table]:
    text, blocks = plan.document.text, tuple(blocks)
    leaves = [cell.anchor for block in blocks for cell in block.cells or (block,)]
    cut = iter(pieces(text, leaves, spans))
    beside = _beside(leaves, plan.findings)
    headed = {provision.anchor.start: provision for provision in plan.provisions if provision.heading}
    pages = _pages(plan.document.segments)
    shown: int | None = None
    position = 0  # of the leaf
    for block in blocks:
        page = pages(block.anchor.start)
        new, shown = (page if page != shown else None), page
        start, end = block.anchor.start, block.anchor.end
        if block.kind == "table" and block.cells:
            rows = []
            for _, group in groupby(block.cells, key=lambda cell: cell.row):
                cells = tuple(Cell(cell.rows, cell.columns, next(cut)) for cell in group)
                rows.append(Row(cells, tuple(chain.from_iterable(beside[position : position + len(cells)]))))
                position += len(cells)
            yield Table(start, end, new, tuple(rows))
        else:
            yield Paragraph(start, end, _level(plan, block, headed), new, next(cut), tuple(beside[position]))
            position += 1


def pieces(text: str, leaves: Sequence[Anchor], spans: Sequence[Span]) -> Iterator[tuple[Piece, ...]]:
    """Each leaf (in the order of the text, apart from each other) cut wherever a span of it begins or ends."""
    order = sorted(range(len(spans)), key=lambda index: spans[index].start)
    active: list[int] = []
    following = 0
    for leaf in leaves:
        cuts = {leaf.start, leaf.end}
        while following < len(order) and spans[order[following]].start < leaf.end:
            active.append(order[following])
            following += 1
        active = [index for index in active if spans[index].end > leaf.start]
        for index in active:
            cuts |= {max(leaf.start, spans[index].start), min(leaf.end, spans[index].end)}
        yield tuple(_cut(text, sorted(cuts), active, spans))


def _cut(text: str, cuts: Sequence[int], active: Sequence[int], spans: Sequence[Span]) -> Iterator[Piece]:
    """The pieces between cuts; `active` are the spans around in the order of their beginnings."""
    waiting, open_ = 0, list[int]()
    for start, end in pairwise(cuts):
        while waiting < len(active) and spans[active[waiting]].start <= start:
            open_.append(active[waiting])
            waiting += 1
        open_ = [index for index in open_ if spans[index].end > start]
        widest = sorted(open_, key=lambda index: spans[index].start - spans[index].end)
        yield Piece(text[start:end], tuple(widest))


def _beside(leaves: Sequence[Anchor], findings: Sequence[Finding]) -> list[list[int]]:
    """The findings of each leaf: those that begin in it or in the white space behind it."""
    beside: list[list[int]] = [[] for _ in leaves]
    starts = [leaf.start for leaf in leaves]
    for position, found in enumerate(findings):
        if found.anchor and leaves:
            beside[max(0, bisect_right(starts, found.anchor.start) - 1)].append(position)
    return beside


def _level(plan: Plan, block: Block, headed: Mapping[int, Provision]) -> int | None:
    """0 for a title, from 1 for a heading that is the whole paragraph, else None."""
    start, end = block.anchor.start, block.anchor.end
    titles = (mark.anchor for mark in plan.document.marks if mark.field == "title")
    if any(title.start <= start < end <= title.end for title in titles):
        return 0
    words = plan.document.text[start:end].strip(" \u3000。：:")
    provision = headed.get(start)
    if provision and words.endswith(provision.heading or ""):
        return min(provision.path.count("/") + 1, 4)
    return min(block.style.heading, 4) if block.style.heading and len(words) <= 60 else None


def _pages(segments: Iterable[Segment]) -> Callable[[int], int | None]:
    """The page of a position of the text, None where the source has none."""
    placed = sorted((segment.start, segment.page) for segment in segments if segment.page is not None)
    starts = [start for start, _ in placed]
    return lambda position: placed[max(0, bisect_right(starts, position) - 1)][1] if placed else None
