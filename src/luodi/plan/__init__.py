"""The plan: model, file formats, ids, corrections by hand, and what can be said against its form."""

from luodi.plan.checks import CHECKS, figure, finding, findings, in_order, review, say
from luodi.plan.corrections import Correction, apply, union
from luodi.plan.encode import from_json, from_yaml, to_json, to_yaml
from luodi.plan.identity import document_id, record_id
from luodi.plan.model import (
    SCHEMA,
    Assignment,
    Baseline,
    Basis,
    Clause,
    Commitment,
    Comparator,
    Due,
    Fact,
    Finding,
    Footnote,
    Mark,
    Period,
    Plan,
    PlanDocument,
    PlanError,
    Project,
    Provision,
    Qualifier,
    Quantity,
    Record,
    Role,
    Severity,
    Target,
    Task,
)
from luodi.plan.schema import json_schema

__all__ = [
    "CHECKS", "SCHEMA", "Assignment", "Baseline", "Basis", "Clause", "Commitment", "Comparator", "Correction", "Due",
    "Fact", "Finding", "Footnote", "Mark", "Period", "Plan", "PlanDocument", "PlanError", "Project", "Provision",
    "Qualifier", "Quantity", "Record", "Role", "Severity", "Target", "Task", "apply", "document_id", "figure",
    "finding", "findings", "from_json", "from_yaml", "in_order", "json_schema", "record_id", "review", "say",
    "to_json", "to_yaml", "union",
]  # fmt: skip
