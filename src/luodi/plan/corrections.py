"""更正: what people know better than the compiler, kept in a file beside the plan and applied by one pure function.

A corrections file is a YAML list:

    - id: t-9f3a2c71be04          # a record's id, or the document's
      field: assignments          # a field of it; dots lead into nested values (baseline.value, period.end)
      old: {role: duty, name: 省科技厅}
      new: {role: lead, name: 省科技厅}
      who: 张三
      when: 2024-03-01
      why: 省政府办公厅来函明确牵头单位

`old` is what the plan must say now, `new` what it shall say. For a list (assignments, dues, category, …) they are
either whole lists or one element each: no `old` adds the element, no `new` removes it, and of a structured element it
is enough to write the keys that matter. With an empty field they are a whole record: no `old` adds a record whose kind
is the letter of its id (`t-…` a task, `g-…` a target), no `new` removes it.

A correction that cannot be applied becomes a finding of the plan; none is ever lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import chain
from typing import Any, TypeVar, get_args, get_origin

import msgspec

from luodi.documents import Anchor
from luodi.plan.checks import finding, in_order, review, shortened
from luodi.plan.encode import dump_yaml, load_yaml, one_line, parts, plain_json, unsound
from luodi.plan.identity import LETTERS
from luodi.plan.model import (
    Assignment,
    Clause,
    Commitment,
    Fact,
    Finding,
    Plan,
    PlanDocument,
    PlanError,
    Project,
    Provision,
    Record,
    Target,
    Task,
)

T = TypeVar("T")


class Correction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One correction. `old` and `new` are plain data of the field's type; see the module for their forms."""

    id: str
    field: str
    old: Any = None
    new: Any = None
    who: str
    when: str  # ISO date
    why: str


# ---------------------------------------------------------------- the file

msgspec.json.Decoder(Correction)  # so that threads find the type prepared


def load(data: str | bytes) -> tuple[Correction, ...]:
    """The corrections in a YAML (or JSON) file; an empty file has none. Raises PlanError with the place and reason."""
    import yaml

    try:
        return msgspec.convert(load_yaml(data) or [], tuple[Correction, ...])
    except (yaml.YAMLError, msgspec.ValidationError, RecursionError, ValueError) as error:
        raise PlanError("not-corrections", reason=one_line(error)) from error


def dump(corrections: Iterable[Correction]) -> str:
    """The corrections as a YAML file; `load` gives them back."""
    return dump_yaml([_plain(correction) for correction in corrections])


def _plain(value: object) -> Any:
    return msgspec.to_builtins(value, builtin_types=(Decimal,))


# ---------------------------------------------------------------- applying


class _Refused(Exception):
    """Why a correction does not apply: the code of its finding and what fills the sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def apply(plan: Plan, corrections: Iterable[Correction]) -> Plan:
    """The corrected plan, its findings reviewed; corrections that do not apply are findings of it.

    The order of corrections matters only between those of the same field of the same record. Records are added first
    and removed last. One whose new value is already there has nothing to do.
    """
    refused: list[Finding] = []
    for correction in sorted(corrections, key=_rank):
        try:
            plan = _applied(plan, correction)
        except _Refused as refusal:
            refused.append(_finding(plan, correction, refusal))
    return review(msgspec.structs.replace(plan, findings=in_order(chain(plan.findings, refused))))


def _rank(correction: Correction) -> tuple[int, str, str]:
    whole = not correction.field
    stage = 0 if whole and correction.old is None else 2 if whole and correction.new is None else 1
    return stage, correction.id, correction.field


def _finding(plan: Plan, correction: Correction, refusal: _Refused) -> Finding:
    found = _find(plan, correction.id)
    anchor = getattr(found, "anchor", None)
    values = {"id": correction.id, "field": correction.field or "*", "who": correction.who, "when": correction.when}
    values |= {"old": _said(correction.old), "new": _said(correction.new)}
    values |= {key: str(value) for key, value in refusal.values.items()}
    return finding(refusal.code, "warning", anchor, **values)


def _said(value: object) -> str:
    """A value as it can stand in a sentence."""
    plain = value if isinstance(value, str) else plain_json(value).decode()
    return f"“{shortened(plain, 60)}”"


# Where the records of a plan stand, by the letter of their ids.
_KINDS: dict[str, tuple[str, type[Record]]] = {
    LETTERS["provision"]: ("provisions", Provision),
    LETTERS["task"]: ("tasks", Task),
    LETTERS["target"]: ("targets", Target),
    LETTERS["fact"]: ("facts", Fact),
    LETTERS["commitment"]: ("commitments", Commitment),
    LETTERS["project"]: ("projects", Project),
}
# What no correction changes: ids are the plan's own, the text and its way back to the source are the document's, and a
# clause is corrected by its own id.
_FIXED = {"id", "clauses"}
_FIXED_OF_DOCUMENT = {"id", "text", "segments", "footnotes", "furniture", "marks", "source"}


def _find(plan: Plan, id: str) -> Record | None:
    collections = (getattr(plan, collection) for collection, _ in _KINDS.values())
    clauses = (task.clauses for task in plan.tasks)
    records: Iterable[Any] = chain([plan.document], *collections, *clauses)
    return next((record for record in records if record.id == id), None)


def _applied(plan: Plan, correction: Correction) -> Plan:
    record = _find(plan, correction.id)
    if not correction.field:
        return _whole(plan, record, correction)
    fixed = _FIXED_OF_DOCUMENT if isinstance(record, PlanDocument) else _FIXED
    if record is None or correction.field in fixed:
        raise _Refused("correction-unknown")
    if correction.field == "assignments" and isinstance(record, Task) and _is_divided(record):
        return _exchanged(plan, record, _divided(plan, record, correction))
    return _exchanged(plan, record, _changed(plan, record, correction.field.split("."), correction))


def _exchanged(plan: Plan, record: Record, changed: Record | None) -> Plan:
    """The plan with a record in the place of another, or without it."""
    if isinstance(changed, PlanDocument):
        return msgspec.structs.replace(plan, document=changed)
    if isinstance(record, Clause) and isinstance(changed, Clause | None):
        task = next(task for task in plan.tasks if record in task.clauses)
        return _exchanged(plan, task, _with_clauses(task, _swapped(task.clauses, record, changed)))
    collection = next(collection for collection, kind in _KINDS.values() if isinstance(record, kind))
    return msgspec.structs.replace(plan, **{collection: _swapped(getattr(plan, collection), record, changed)})


def _swapped(items: tuple[T, ...], item: T, other: T | None) -> tuple[T, ...]:
    swapped = (other if each is item else each for each in items)
    return tuple(each for each in swapped if each is not None)


# ---------------------------------------------------------------- a field


def _changed(plan: Plan, owner: Any, path: list[str], correction: Correction) -> Any:
    """The owner with the correction carried out on the field at a path inside it."""
    field = next((field for field in msgspec.structs.fields(owner) if field.encode_name == path[0]), None)
    if field is None:
        raise _Refused("correction-unknown")
    now = getattr(owner, field.name)
    if path[1:] and not isinstance(now, msgspec.Struct):
        raise _Refused("correction-unknown")
    if path[1:]:
        new = _changed(plan, now, path[1:], correction)
    elif isinstance(now, tuple) and not isinstance(correction.old, list) and not isinstance(correction.new, list):
        new = _elements(plan, owner, now, get_args(field.type)[0], correction)
    else:
        new = _single(plan, now, field.type, correction)
    return msgspec.structs.replace(owner, **{field.name: new})


def _single(plan: Plan, now: object, kind: Any, correction: Correction) -> Any:
    plain = _plain(now)
    if not _agrees(plain, [] if now == () and correction.old is None else correction.old):
        if correction.new is not None and _agrees(plain, correction.new):
            return now
        raise _Refused("correction-stale", now=_said(plain))
    return _decoded(plan, _merged(plain, correction.new), kind)


def _elements(plan: Plan, owner: Any, now: tuple[Any, ...], kind: Any, correction: Correction) -> tuple[Any, ...]:
    """A list with an element added, or with those that agree with `old` removed or exchanged."""
    old, new = correction.old, correction.new
    plain = [_plain(element) for element in now]
    matching = [old is not None and _agrees(element, old) for element in plain]
    if not any(matching) and (old is new is None or any(_agrees(element, new) for element in plain)):
        return now
    if old is None:
        end = getattr(owner, "anchor", Anchor(0, 0)).end
        return (*now, _identified(plan, _decoded(plan, _completed(plan, kind, new, Anchor(end, end)), kind)))
    if not any(matching):
        raise _Refused("correction-stale", now=_said(plain))
    if new is None:
        return tuple(element for element, matches in zip(now, matching, strict=True) if not matches)
    return tuple(
        _identified(plan, _decoded(plan, _merged(_plain(element), new), kind)) if matches else element
        for element, matches in zip(now, matching, strict=True)
    )


def _agrees(plain: Any, expected: Any) -> bool:
    """Plain data equals what is expected of it; of a mapping, as far as it is expected. Numbers compare as numbers."""
    if isinstance(plain, dict) and isinstance(expected, dict):
        return all(key in plain and _agrees(plain[key], value) for key, value in expected.items())
    if isinstance(plain, list | tuple) and isinstance(expected, list | tuple):
        return len(plain) == len(expected) and all(map(_agrees, plain, expected))
    if isinstance(plain, Decimal) and not isinstance(expected, bool):
        try:
            return plain == msgspec.convert(expected, Decimal)
        except msgspec.ValidationError:
            return False
    return bool(plain == expected)


def _merged(plain: Any, new: Any) -> Any:
    """What is not written stays; but a body of another name is not the same body of the registry."""
    if not (isinstance(plain, dict) and isinstance(new, dict)):
        return new
    renamed = {"body": None} if "body" in plain and new.get("name", plain["name"]) != plain["name"] else {}
    return {**plain, **renamed, **new}


def _identified(plan: Plan, element: Any) -> Any:
    """A body named by hand with the registry's id, as the compiler would find it."""
    if not isinstance(element, Assignment) or element.body is not None:
        return element
    from luodi.registry import identify, is_group

    document = plan.document
    found = identify(element.name, region=document.region, level=document.level, on=document.issued)
    group = element.group or is_group(element.name)
    return msgspec.structs.replace(element, body=found.id if found else None, group=group)


def _decoded(plan: Plan, plain: Any, kind: Any) -> Any:
    try:
        value = msgspec.convert(plain, kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _Refused("correction-invalid", reason=one_line(error)) from error
    for part in parts(value):
        if fault := unsound(part, len(plan.document.text)):
            raise _Refused("correction-invalid", reason=fault)
    return value


def _completed(plan: Plan, kind: Any, new: Any, anchor: Anchor) -> Any:
    """A new record as people write it, with what they left out: nothing, and the words that stand at its anchor."""
    if not (isinstance(new, dict) and isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return new
    place = _decoded(plan, new.get("anchor", _plain(anchor)), Anchor)
    quote = plan.document.text[place.start : place.end]
    completed = {"anchor": _plain(place), **new}
    for field in msgspec.structs.fields(kind):
        if field.required and field.encode_name not in completed:
            if field.name in {"text", "sentence", "written"}:
                completed[field.encode_name] = quote
            elif field.type is bool:
                completed[field.encode_name] = False
            elif type(None) in get_args(field.type):
                completed[field.encode_name] = None
            elif get_origin(field.type) is tuple:
                completed[field.encode_name] = []
    return completed


# ---------------------------------------------------------------- the responsibilities of a task and of its clauses


def union(clauses: Iterable[Clause]) -> tuple[Assignment, ...]:
    """The assignments of a task: those of its clauses, a body in a role once."""
    first: dict[tuple[str, str], Assignment] = {}
    for assignment in chain.from_iterable(clause.assignments for clause in clauses):
        first.setdefault((assignment.role, assignment.name), assignment)
    return tuple(first.values())


def _is_divided(task: Task) -> bool:
    """The task's clauses say who is responsible (or nothing does)."""
    return bool(task.clauses) and (any(clause.assignments for clause in task.clauses) or not task.assignments)


def _with_clauses(task: Task, clauses: tuple[Clause, ...]) -> Task:
    divided = _is_divided(msgspec.structs.replace(task, clauses=clauses)) or _is_divided(task)
    assignments = union(clauses) if divided else task.assignments
    return msgspec.structs.replace(task, clauses=clauses, assignments=assignments)


def _divided(plan: Plan, task: Task, correction: Correction) -> Task:
    """The task with its assignments corrected in its clauses: additions in all of them, changes where it stands."""
    if len(task.clauses) > 1 and (isinstance(correction.old, list) or isinstance(correction.new, list)):
        raise _Refused("correction-divided", clauses="、".join(clause.id for clause in task.clauses))
    clauses: list[Clause] = []
    stale = 0
    for clause in task.clauses:
        try:
            clauses.append(_changed(plan, clause, ["assignments"], correction))
        except _Refused as refusal:
            stale += 1
            if refusal.code != "correction-stale" or stale == len(task.clauses):
                raise
            clauses.append(clause)
    return _with_clauses(task, tuple(clauses))


# ---------------------------------------------------------------- a whole record


def _whole(plan: Plan, record: Record | None, correction: Correction) -> Plan:
    if correction.old is None and correction.new is not None:
        return _added(plan, record, correction)
    if correction.new is not None or correction.old is None or isinstance(record, PlanDocument | Provision):
        raise _Refused("correction-whole")
    if record is None:
        raise _Refused("correction-unknown")
    if not _agrees(_plain(record), correction.old):
        raise _Refused("correction-stale", now=_said(_plain(record)))
    return _forgotten(_exchanged(plan, record, None), correction.id)


def _added(plan: Plan, record: Record | None, correction: Correction) -> Plan:
    if record is not None and _agrees(_plain(record), correction.new):
        return plan
    if record is not None:
        raise _Refused("correction-stale", now=_said(_plain(record)))
    if correction.id[:1] not in _KINDS or correction.id[1:2] != "-" or not isinstance(correction.new, dict):
        raise _Refused("correction-unknown")
    collection, kind = _KINDS[correction.id[:1]]
    path = correction.new.get("path")
    above = (provision.anchor for provision in plan.provisions if provision.path == path)
    end = len(plan.document.text)
    plain = _completed(plan, kind, {**correction.new, "id": correction.id}, next(above, Anchor(end, end)))
    added = _decoded(plan, plain, kind)
    records = list(getattr(plan, collection))
    after = (index for index, other in enumerate(records) if other.anchor.start > added.anchor.start)
    records.insert(next(after, len(records)), added)
    return msgspec.structs.replace(plan, **{collection: tuple(records)})


def _forgotten(plan: Plan, id: str) -> Plan:
    """The plan without references to a record that is gone."""

    def without(target: Target) -> Target:
        return msgspec.structs.replace(
            target,
            part_of=None if target.part_of == id else target.part_of,
            baseline=None if target.baseline and target.baseline.fact == id else target.baseline,
            tasks=tuple(task for task in target.tasks if task != id),
        )

    return msgspec.structs.replace(plan, targets=tuple(map(without, plan.targets)))
