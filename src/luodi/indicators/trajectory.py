"""The way from a baseline to a target: where the figure should stand, and how fast it has to move from here."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from luodi.plan import Record

TrajectoryKind = Literal["linear", "growth", "milestones"]


class Mark(Record, frozen=True, gc=False):
    """An amount at a time: `at` in years, the end of 2024 being 2024.0."""

    at: float
    amount: float


class Trajectory(Record, frozen=True, gc=False):
    """路径: `marks` in order of time, from the baseline to the target, the document's milestones between them.

    Between two marks the figure moves by equal steps (`linear`) or at one rate (`growth`); with milestones it moves
    linearly from one to the next.
    """

    kind: TrajectoryKind
    marks: tuple[Mark, ...]

    def expected(self, at: float) -> float:
        """The amount on the way at a time, that of the nearer end outside it."""
        if at <= self.marks[0].at:
            return self.marks[0].amount
        for start, end in pairwise(self.marks):
            if at <= end.at:
                part = (at - start.at) / (end.at - start.at)
                if self.kind == "growth":
                    return float(start.amount * (end.amount / start.amount) ** part)
                return start.amount + (end.amount - start.amount) * part
        return self.marks[-1].amount


def trajectory(marks: list[Mark], constant_growth: bool) -> Trajectory:
    """The way through marks (at least two, in order of time): at a constant rate where that has a meaning."""
    kind: TrajectoryKind = "linear"
    if len(marks) > 2:
        kind = "milestones"
    elif constant_growth and all(mark.amount > 0 for mark in marks):
        kind = "growth"
    return Trajectory(kind, tuple(marks))


class Required(Record, frozen=True, gc=False):
    """The pace that still leads to the target: `rate` a year in `unit`, from the amount at `since`.

    % is a compound rate; percentage points and the indicator's own unit are equal steps.
    """

    rate: float
    unit: str
    since: float


def required(start: Mark, target: Mark, unit: str) -> Required | None:
    """The required pace from a mark to the target; None when there is no time left between them.

    Shares move in percentage points a year; amounts that are positive at both ends at a rate in %, others by steps.
    """
    years = target.at - start.at
    if years <= 0:
        return None
    if unit == "%":
        return Required((target.amount - start.amount) / years, "百分点", start.at)
    if start.amount > 0 and target.amount > 0:
        return Required(((target.amount / start.amount) ** (1 / years) - 1) * 100, "%", start.at)
    return Required((target.amount - start.amount) / years, unit, start.at)
