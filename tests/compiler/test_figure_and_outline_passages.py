"""What a careful officer records from small passages: figures, outlines and tables, one test an item of `passages/*.yaml`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from luodi.compiler import compile
from luodi.documents import read
from luodi.plan.model import Plan

PASSAGES = Path(__file__).parent / "passages"
Item = dict[str, Any]

# ---------------------------------------------------------------- items and documents


def items(file: str) -> list[Item]:
    return yaml.safe_load((PASSAGES / file).read_text(encoding="utf-8"))


def named(entries: list[Item]) -> Iterator[Any]:
    """One parameter an item, named by its phenomenon and its place among the items of that phenomenon."""
    seen: Counter[str] = Counter()
    for item in entries:
        seen[item["phenomenon"]] += 1
        yield pytest.param(item, id=f"{item['phenomenon']}-{seen[item['phenomenon']]}")


def compiled(text: str) -> Plan:
    return compile(read(text.encode("utf-8")))


def issued_line(item: Item) -> str:
    day = date.fromisoformat(str(item.get("issued", "2023-03-15")))
    return f"{day.year}年{day.month}月{day.day}日"


def passage_document(item: Item) -> str:
    period = item.get("title_period", "2023—2025年")
    title = item.get("title") or (f"广东省某某行动计划（{period}）" if period else "广东省某某行动计划")
    return f"{title}\n一、{item['heading']}\n（一）某某。{item['text'].strip()}\n广东省某某厅\n{issued_line(item)}\n"


def word_document(text: str) -> bytes:
    """Lines as paragraphs (**…** bold), lines with | as tables; ^ and << merge a cell with its neighbour, <br> ends a line."""
    package = docx.Document()
    rows: list[list[str]] = []
    for line in [*text.strip().splitlines(), ""]:
        if "|" in line:
            rows.append([cell.strip() for cell in line.split("|")])
            continue
        if rows:
            word_table(package, rows)
            rows = []
        if line:
            paragraph = package.add_paragraph()
            for place, piece in enumerate(line.split("**")):
                paragraph.add_run(piece).bold = place % 2 == 1
    out = BytesIO()
    package.save(out)
    return out.getvalue()


def word_table(package: Any, rows: list[list[str]]) -> None:
    table = package.add_table(len(rows), len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            here = table.cell(number, column)
            if cell == "^":
                table.cell(number - 1, column).merge(here)
            elif cell == "<<":
                table.cell(number, column - 1).merge(here)
            else:
                here.text = cell.replace("<br>", "\n")


def plain_table(text: str) -> str:
    """The same lines as tab-separated text: merged cells blank, a line end within a cell a blank."""
    lines = []
    for line in text.strip().splitlines():
        cells = [cell.strip().replace("<br>", " ") for cell in line.split("|")]
        lines.append("\t".join("" if cell in ("^", "<<") else cell for cell in cells))
    return "\n".join(lines) + "\n"


# ---------------------------------------------------------------- comparison


def squeeze(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "").translate(str.maketrans("()", "（）"))


def alike(left: str | None, right: str | None) -> bool:
    return SequenceMatcher(None, squeeze(left), squeeze(right), autojunk=False).ratio() >= 0.5


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def quantity(of: Item, name: str = "value") -> tuple[Decimal | None, Decimal | None, str | None]:
    return number(of.get(name)), number(of.get(f"{name}_max")), of.get("unit")


def threshold(of: Item | None) -> tuple[Any, ...] | None:
    return of and (of["comparator"], number(of["value"]), of["unit"])


def readings(expected: Item, keys: tuple[str, ...], default: Any = None) -> list[Item]:
    """The expected values of these keys, and those of the readings in `also` that speak of any of them."""
    base = {key: expected.get(key, default) for key in keys}
    return [base, *({**base, **also} for also in expected.get("also", []) if any(key in also for key in keys))]


def target_faults(want: Item, have: Any, plan: Plan) -> list[str]:
    """The fields in which a target is not what was expected."""
    parent = next((target.subject for target in plan.targets if target.id == have.part_of), None)
    same = (lambda left, right: left == right) if want.get("exactly") else alike
    qualifier = have.qualifier and (have.qualifier.comparator, have.qualifier.value, have.qualifier.unit)
    checks: dict[str, bool] = {
        "subject": any(same(one["subject"], have.subject) for one in readings(want, ("subject",))),
        "quantity": any(
            quantity(one) == (have.value, have.value_max, have.unit)
            for one in readings(want, ("value", "value_max", "unit"))
        ),
        "comparator": any(one["comparator"] == have.comparator for one in readings(want, ("comparator",))),
        "year": "year" not in want or any(one["year"] == have.year for one in readings(want, ("year",))),
        "recurrence": any(one["recurrence"] == have.recurrence for one in readings(want, ("recurrence",))),
        "aspirational": bool(want.get("aspirational")) == bool(have.aspirational),
        "qualifier": any(threshold(one["qualifier"]) == qualifier for one in readings(want, ("qualifier",))),
        "part_of": any(
            alike(one["part_of"], parent) if one["part_of"] else have.part_of is None
            for one in readings(want, ("part_of",))
        ),
    }
    if want.get("baseline"):
        base = have.baseline and (have.baseline.value, have.baseline.unit, have.baseline.year)
        checks["baseline"] = base == (
            number(want["baseline"]["value"]),
            want["baseline"]["unit"],
            want["baseline"]["year"],
        )
    return [name for name, good in checks.items() if not good]


def fact_faults(want: Item, have: Any, plan: Plan) -> list[str]:
    good = any(quantity(one) == (have.value, have.value_max, have.unit) for one in readings(want, ("value", "unit")))
    return [*([] if good else ["quantity"]), *([] if have.year == want.get("year", have.year) else ["year"])]


def commitment_faults(want: Item, have: Any, plan: Plan) -> list[str]:
    kinds = [one["kind"] for one in readings(want, ("kind",))]
    checks = {
        "quantity": (number(want["amount"]), want["unit"]) == (have.amount, have.unit),
        "kind": have.kind in kinds or kinds == [None],
        "recurrence": have.recurrence == want.get("recurrence", have.recurrence),
    }
    return [name for name, good in checks.items() if not good]


def brief(record: Any) -> str:
    """The fields of a record that the passages speak of."""
    names = (
        "subject",
        "comparator",
        "value",
        "value_max",
        "kind",
        "amount",
        "unit",
        "year",
        "recurrence",
        "aspirational",
    )
    fields = {name: getattr(record, name, None) for name in names}
    if getattr(record, "qualifier", None):
        fields["qualifier"] = record.qualifier.written
    if getattr(record, "part_of", None):
        fields["part_of"] = record.part_of
    return ", ".join(f"{name} {value}" for name, value in fields.items() if value is not None)


def unmatched(
    kind: str, wanted: list[Item], found: tuple[Any, ...], faults: Callable[..., list[str]], plan: Plan
) -> list[str]:
    """What is missing, wrong or too many, a line each. Each record answers one expectation, the most alike first."""
    left = list(found)
    lines = []
    pairs = sorted(
        ((len(faults(want, have, plan)), "quantity" in faults(want, have, plan), w, h)
         for w, want in enumerate(wanted) for h, have in enumerate(left)),
    )  # fmt: skip
    answered: dict[int, int] = {}
    for count, other, w, h in pairs:
        # A record of another quantity is another record, unless nothing but the quantity is wrong.
        if w not in answered and h not in answered.values() and (not other or count == 1):
            answered[w] = h
    for w, want in enumerate(wanted):
        words = {key: value for key, value in want.items() if key not in ("also", "optional")}
        if w in answered:
            wrong = faults(want, left[answered[w]], plan)
            if wrong:
                lines.append(f"{kind}: {', '.join(wrong)} wrong: wanted {words}, found {brief(left[answered[w]])}")
        elif not want.get("optional"):
            lines.append(f"{kind} missing: {words}")
    extra = [have for h, have in enumerate(left) if h not in answered.values()]
    return lines + [f"{kind} too many: {brief(have)}" for have in extra]


def figure_faults(item: Item, plan: Plan) -> list[str]:
    return [
        *unmatched("target", item.get("targets", []), plan.targets, target_faults, plan),
        *unmatched("fact", item.get("facts", []), plan.facts, fact_faults, plan),
        *unmatched("commitment", item.get("commitments", []), plan.commitments, commitment_faults, plan),
    ]


# ---------------------------------------------------------------- outlines


def printed_path(path: str) -> str:
    """A path without the marks that tell provisions of the same number apart."""
    return re.sub(r"#\d+", "", path)


def path_fits(wanted: str, path: str) -> bool:
    return any(
        path == one or (one.startswith("…/") and (path == one[2:] or path.endswith(one[1:])))
        for one in map(str.strip, str(wanted).split("|"))
    )


def heading_fits(wanted: str | None, heading: str | None) -> bool:
    return any(
        heading is None if one == "null" else squeeze(heading).strip("。：:【】") == squeeze(one)
        for one in (["null"] if wanted is None else map(str.strip, wanted.split("|")))
    )


def outline_faults(item: Item, plan: Plan) -> list[str]:
    unlisted = re.compile(r"^(?:印发通知|引言|附件.*)$")
    found = [
        (printed_path(one.path), one.heading)
        for one in plan.provisions
        if not unlisted.match(printed_path(one.path).rpartition("/")[2])
    ]
    lines = []
    wanted = item["paths"]
    if len(wanted) != len(found) or not all(path_fits(w[0], f[0]) for w, f in zip(wanted, found, strict=True)):
        lines.append(f"paths: wanted {[w[0] for w in wanted]}, found {[f[0] for f in found]}")
    else:
        lines += [
            f"heading of {w[0]}: wanted {w[1]}, found {f[1]}"
            for w, f in zip(wanted, found, strict=True)
            if not heading_fits(w[1], f[1])
        ]
    if "tasks" in item:
        tasks = [printed_path(task.path) for task in plan.tasks]
        if len(tasks) != len(item["tasks"]) or not all(map(path_fits, item["tasks"], tasks)):
            lines.append(f"tasks: wanted {item['tasks']}, found {tasks}")
    return lines + metadata_faults(item, plan)


def metadata_faults(item: Item, plan: Plan) -> list[str]:
    lines = []
    for name in ("title", "number", "issued", "addressees", "issuers"):
        if name in item:
            want, have = item[name], getattr(plan.document, name)
            if isinstance(want, list):  # divided by 、 or ， alike
                want, have = ([p for one in names for p in re.split("[、，]", one)] for names in (want, have))
                same = want == have
            else:
                same = squeeze(str(want)) == squeeze(have)
            if not same:
                lines.append(f"{name}: wanted {want}, found {have}")
    return lines


# ---------------------------------------------------------------- tables


def task_faults(want: Item, have: Any) -> list[str]:
    title = squeeze(have.title)
    checks = {"title": any(title.startswith(squeeze(one["title"])) for one in readings(want, ("title",)))}
    if "path" in want:
        checks["path"] = printed_path(have.path).rpartition("/")[2] == want["path"]
    if "category" in want:
        checks["category"] = [squeeze(one) for one in have.category] == want["category"]
    if "due_by" in want:
        checks["due_by"] = [str(want["due_by"])] == [due.by for due in have.dues]
    roles = ("lead", "duty", "cooperate")
    found = {role: [a.name for a in have.assignments if a.role == role] for role in roles}
    if not any(found == {role: one[role] for role in roles} for one in readings(want, roles, default=[])):
        checks["bodies"] = False
    return [name for name, good in checks.items() if not good]


def task_row_faults(wanted: list[Item], plan: Plan) -> list[str]:
    lines = []
    left = list(plan.tasks)
    for want in wanted:
        if want.get("optional") and not (left and "title" not in task_faults(want, left[0])):
            continue
        if not left:
            lines.append(f"task missing: {want}")
            continue
        have = left.pop(0)
        wrong = task_faults(want, have)
        if wrong:
            bodies = [(a.role, a.name) for a in have.assignments]
            dues = [due.by for due in have.dues]
            lines.append(f"task: {', '.join(wrong)} wrong: wanted {want}, found {have.path} {have.title} {have.category} {bodies} {dues}")  # fmt: skip
    return lines + [f"task too many: {have.path} {have.title}" for have in left]


# ---------------------------------------------------------------- the tests

KEYS = {
    "figures.yaml": {"phenomenon", "heading", "title", "title_period", "issued", "text", "targets", "facts", "commitments", "note"},
    "outline.yaml": {"phenomenon", "text", "format", "paths", "tasks", "title", "number", "issued", "addressees", "issuers", "note"},
    "tables.yaml": {"phenomenon", "text", "formats", "issued", "tasks", "targets", "facts", "commitments", "note"},
}  # fmt: skip
PART_KEYS = {
    "targets": {
        "subject", "comparator", "value", "value_max", "unit", "year", "recurrence", "aspirational", "qualifier", "part_of",
        "baseline", "also", "optional", "exactly",
    },
    "facts": {"value", "value_max", "unit", "year", "also", "optional"},
    "commitments": {"amount", "unit", "kind", "recurrence", "also", "optional"},
    "tasks": {"path", "title", "lead", "duty", "cooperate", "category", "due_by", "also", "optional"},
}  # fmt: skip


@pytest.mark.parametrize("file", KEYS)
def test_passages_use_known_keys_only(file: str) -> None:
    for item in items(file):
        assert set(item) <= KEYS[file], item
        for name, known in PART_KEYS.items():
            for part in item.get(name, []):
                assert isinstance(part, str) or set(part) <= known, (item, part)


@pytest.mark.parametrize("item", [*named(items("figures.yaml"))])
def test_figures_of_a_passage(item: Item) -> None:
    faults = figure_faults(item, compiled(passage_document(item)))
    assert not faults, "\n".join([item["phenomenon"], item["text"].strip(), *faults])


@pytest.mark.parametrize("item", [*named(items("outline.yaml"))])
def test_outline_of_a_document(item: Item) -> None:
    text = item["text"].strip() + "\n"
    plan = compile(read(word_document(text))) if item.get("format") == "docx" else compiled(text)
    faults = outline_faults(item, plan)
    assert not faults, "\n".join([item["phenomenon"], *faults])


def table_cases() -> Iterator[Any]:
    for case in named(items("tables.yaml")):
        item = case.values[0]
        for kind in item.get("formats", ["txt", "docx"]):
            yield pytest.param(item, kind, id=f"{case.id}-{kind}")


@pytest.mark.parametrize(("item", "kind"), [*table_cases()])
def test_rows_of_a_table(item: Item, kind: str) -> None:
    text = f"{item['text'].strip()}\n{issued_line(item)}\n"
    plan = compile(read(word_document(text))) if kind == "docx" else compiled(plain_table(text))
    faults = [*task_row_faults(item.get("tasks", []), plan), *figure_faults(item, plan)]
    assert not faults, "\n".join([item["phenomenon"], *faults])


# ---------------------------------------------------------------- goals before the first heading

WORK_POINTS = """\
江南市2025年商贸流通工作要点
2025年是改革之年。2024年全市社会消费品零售总额达到180亿元。
{goals}
一、扩大消费
1.办好活动。开展促销。（市商务局）
2.培育品牌。扶持老字号。（市商务局）
江南市商务局
2025年2月3日
"""


@pytest.mark.parametrize(
    "goals",
    [
        "全年目标：社会消费品零售总额增长6%以上；新增限额以上企业20家。",
        "2025年，社会消费品零售总额增长6%以上，新增限额以上企业20家。",
        "主要预期目标是：社会消费品零售总额增长6%以上，新增限额以上企业20家。",
    ],
)
def test_goals_before_the_first_heading_are_targets(goals: str) -> None:
    plan = compiled(WORK_POINTS.format(goals=goals))
    found = [(target.comparator, target.value, target.unit, target.year) for target in plan.targets]
    assert found == [(">=", 6, "%", 2025), ("=", 20, "家", 2025)]
    assert [(fact.value, fact.unit, fact.year) for fact in plan.facts] == [(180, "亿元", 2024)]


def test_figures_in_a_letter_are_no_goals() -> None:
    plan = compiled(WORK_POINTS.format(goals="全市现有限额以上企业20家，对30家企业开展了走访。"))
    assert not plan.targets
