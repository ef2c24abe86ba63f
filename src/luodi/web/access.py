"""Who may see and do what. What may be done to a matter is the table of `luodi.delivery.workflow`; the rest is here."""

from __future__ import annotations

from luodi.delivery.workflow import Relation
from luodi.web.models import Account, PlanRecord

_OFFICE = ("plan_officer", "supervisor")

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "import-plan": ("plan_officer",),
    "correct-plan": ("plan_officer",),
    "publish-plan": ("plan_officer",),
    "see-drafts": ("plan_officer", "auditor"),
    "assign": ("plan_officer",),
    "read-reports": (*_OFFICE, "auditor"),
    "supervise": _OFFICE,
    "issue-notices": ("supervisor",),
    "write-circulars": _OFFICE,
    "fill-in-workbook": (*_OFFICE, "responsible_body"),
    "import-observations": ("analyst", "plan_officer"),
    "assess": ("analyst", "plan_officer"),
    "manage-accounts": ("administrator",),
    "manage-rules": ("administrator",),
    "read-audit": ("auditor",),
}
"""Permissions by the roles that have them. Officers administer no accounts, administrators no matters (三员分立)."""


def may(reader: object, permission: str) -> bool:
    """Whether who reads or acts is an account that has a permission."""
    return isinstance(reader, Account) and reader.is_active and reader.role in PERMISSIONS[permission]


def may_read_reports(account: Account, relation: Relation) -> bool:
    """Whether an account may read what was reported on a matter: the office, and the bodies that are part of it."""
    if account.role == "responsible_body":
        return relation in ("own", "support")
    return may(account, "read-reports")


def may_see(reader: object, plan: PlanRecord) -> bool:
    """Whether an account may see a plan: everybody a published one."""
    return plan.state == PlanRecord.PUBLISHED or may(reader, "see-drafts")
