"""任务分解: which matters a plan's tasks make, proposed for an officer to assign.

Every body that leads has a matter of its own, joint leads as well; where nobody leads, every body on duty has. The
others support. Nothing is guessed: a set of bodies, an open list, a task that names nobody are questions to the
officer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from luodi.delivery.event import Capacity, Party
from luodi.delivery.sentence import Sentence
from luodi.plan import Assignment, Plan, Record, Task


class ProposedMatter(Record, frozen=True, kw_only=True):
    """A matter to assign. `questions` are for the officer: what must be settled first, or should be."""

    task: str
    path: str
    title: str
    party: Party | None  # None: the task names nobody who answers for it
    capacity: Capacity
    supports: tuple[Party, ...]
    clauses: tuple[str, ...]
    questions: tuple[Sentence, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it can be assigned as it is."""
        return self.party is not None and not self.party.group


def breakdown(plan: Plan) -> tuple[ProposedMatter, ...]:
    """The matters that the tasks of a plan make, in their order."""
    return tuple(proposed for task in plan.tasks for proposed in _of_task(task))


def party_of(assignment: Assignment) -> Party:
    """The body of an assignment; its name stands for it where the registry has none."""
    return Party(assignment.body or assignment.name, assignment.name, assignment.group)


def _of_task(task: Task) -> Iterator[ProposedMatter]:
    leads = _parties(task, "lead")
    capacity: Capacity = "lead" if leads else "duty"
    answering = leads or _parties(task, "duty")
    others = (_parties(task, "duty") if leads else {}) | _parties(task, "cooperate")
    supports = tuple(party for body, party in others.items() if body not in answering)
    open_list = any(assignment.open for assignment in task.assignments)
    if not answering:
        yield _proposed(task, None, capacity, supports, ("nobody-answers",))
    for party in answering.values():
        questions = [
            *(["group"] if party.group else []),
            *(["joint-leads"] if len(leads) > 1 else []),
            *(["nobody-leads"] if not leads and len(answering) > 1 else []),
            *(["open-list"] if open_list else []),
            *(["group-supports"] if any(support.group for support in supports) else []),
        ]
        yield _proposed(task, party, capacity, supports, questions, len(answering))


def _parties(task: Task, role: str) -> dict[str, Party]:
    parties = (party_of(assignment) for assignment in task.assignments if assignment.role == role)
    return {party.body: party for party in parties}


def _proposed(
    task: Task, party: Party | None, capacity: Capacity, supports: tuple[Party, ...], questions: Sequence[str],
    count: int = 0,
) -> ProposedMatter:  # fmt: skip
    clauses = tuple(
        clause.id
        for clause in task.clauses
        if party and any(party_of(each).body == party.body and each.role == capacity for each in clause.assignments)
    )
    groups = tuple(support.name for support in supports if support.group)
    name = party.name if party else "—"
    asked = (Sentence(f"question.{code}", {"path": task.path, "name": name, "count": count, "names": groups})
             for code in questions)  # fmt: skip
    return ProposedMatter(
        task=task.id, path=task.path, title=task.title, party=party, capacity=capacity, supports=supports,
        clauses=clauses, questions=tuple(asked),
    )  # fmt: skip
