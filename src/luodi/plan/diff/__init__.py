"""变化: what one version of a plan says otherwise than another.

Records are paired by what they say: a task that was reworded, moved or renumbered is the same task, although its id and
its path are others. A change is named once, by the most that can be said of it: where a target went from 530 to 600,
the sentence that says so is not also reworded.
"""

from __future__ import annotations

from luodi.plan.diff.change import Change, Spot
from luodi.plan.diff.duties import duty_changes
from luodi.plan.diff.figures import figure_changes
from luodi.plan.diff.metadata import document_changes
from luodi.plan.diff.tasks import alone, paired_tasks, places
from luodi.plan.diff.texts import provision_changes, task_wording
from luodi.plan.diff.wording import Edit
from luodi.plan.model import Plan

__all__ = ["Change", "Edit", "Spot", "diff"]


def diff(old: Plan, new: Plan) -> tuple[Change, ...]:
    """What the new plan says otherwise: of the document, its other provisions, its tasks, its figures.

    `diff(new, old)` names the same changes the other way round.
    """
    pairs = paired_tasks(old.tasks, new.tasks)
    document, traces = document_changes(old.document, new.document)
    figures, sentences = figure_changes(old, new)
    traces += sentences
    duties = []
    for at, to in pairs:
        changes, clauses = duty_changes(old, new, old.tasks[at], new.tasks[to])
        duties += changes
        traces += clauses
    return (
        *document,
        *provision_changes(old, new, traces),
        *alone(old.tasks, new.tasks, pairs),
        *places(old.tasks, new.tasks, pairs),
        *(change for at, to in pairs for change in task_wording(old, new, old.tasks[at], new.tasks[to], traces)),
        *duties,
        *figures,
    )
