"""校核: what can be said against the form of a plan, one function a check.

An error means that the plan cannot be carried out as it stands or that something of the document was lost; a warning
asks for something to be made clear; an info is worth knowing. Sums and shares are not form: they are checked where
indicators are measured. The sentences are in the message catalogue `findings`, examples in docs/checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import msgspec

from luodi.plan.checks.coverage import nothing_of_a_plan, uncovered_text
from luodi.plan.checks.deadlines import deadline_before_issue, deadline_outside_period, period_mismatch
from luodi.plan.checks.finding import finding, in_order, say, shortened
from luodi.plan.checks.numbering import numbering_gap, numbering_repeated
from luodi.plan.checks.responsibilities import (
    body_named_twice,
    body_only_in_prose,
    body_renamed,
    cooperation_without_lead,
    duty_without_lead,
    lead_also_cooperating,
    plan_without_bodies,
    plan_without_leads,
    section_without_bodies,
    task_without_body,
    unknown_body,
)
from luodi.plan.checks.targets import (
    figure,
    plan_without_baselines,
    target_not_above_baseline,
    target_twice,
    target_without_baseline,
    target_without_owner,
    target_without_unit,
    target_without_year,
    target_year_implied,
    unit_mismatch,
)
from luodi.plan.checks.wording import head_count, vague_task
from luodi.plan.model import Finding, Plan

Check = Callable[[Plan], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    nothing_of_a_plan,
    uncovered_text,
    plan_without_bodies,
    section_without_bodies,
    task_without_body,
    body_only_in_prose,
    cooperation_without_lead,
    plan_without_leads,
    duty_without_lead,
    lead_also_cooperating,
    body_named_twice,
    unknown_body,
    body_renamed,
    target_without_unit,
    target_without_year,
    target_year_implied,
    plan_without_baselines,
    target_without_baseline,
    target_not_above_baseline,
    unit_mismatch,
    target_twice,
    target_without_owner,
    deadline_outside_period,
    deadline_before_issue,
    period_mismatch,
    numbering_gap,
    numbering_repeated,
    vague_task,
    head_count,
)
"""Every check; its findings have the name of its function, with hyphens, as code."""


def review(plan: Plan) -> Plan:
    """The plan with the findings of every check, in the order of the text; findings of other origin stay."""
    codes = {check.__name__.replace("_", "-") for check in CHECKS}
    others = (kept for kept in plan.findings if kept.code not in codes)
    return msgspec.structs.replace(plan, findings=in_order(chain(others, findings(plan))))


def findings(plan: Plan) -> Iterator[Finding]:
    """What every check finds; of an empty plan only that it is empty."""
    nothing = tuple(nothing_of_a_plan(plan))
    yield from nothing or chain.from_iterable(check(plan) for check in CHECKS)


__all__ = ["CHECKS", "Check", "figure", "finding", "findings", "in_order", "review", "say", "shortened"]
