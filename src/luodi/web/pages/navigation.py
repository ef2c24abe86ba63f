"""Where one can go: the sections of the site and the parts of a plan, as far as one's role has use for them."""

from __future__ import annotations

from collections.abc import Iterator

from luodi.web.access import may
from luodi.web.models import Account, PlanRecord


def sections(account: Account) -> Iterator[tuple[str, str]]:
    """The sections in the order of the menu: the name of the address, and the key (`site.nav-<key>`)."""
    if account.role == "responsible_body" and account.body_id:
        yield "work", "work"
    if may(account, "supervise"):
        yield "desk", "desk"
    yield "overview", "overview"
    yield "tasks", "tasks"
    yield "bodies", "bodies"
    if may(account, "read-reports") or account.role == "responsible_body":
        yield "notices", "notices"
    yield "observations", "observations"
    if may(account, "import-plan"):
        yield "imports", "imports"
    if may(account, "manage-accounts"):
        yield "accounts", "accounts"
    if may(account, "manage-rules"):
        yield "rules", "rules"
    if may(account, "read-audit"):
        yield "audit", "audit"


def plan_tabs(account: Account, record: PlanRecord) -> Iterator[tuple[str, str]]:
    """The parts of a plan: the name of the address, and the key (`plan.tab-<key>`)."""
    yield "plan", "plan"
    yield "plan-tasks", "tasks"
    yield "plan-targets", "targets"
    yield "review", "review"
    yield "findings", "findings"
    if may(account, "assign"):
        yield "assigning", "assigning"
    if may(account, "fill-in-workbook"):
        yield "workbook", "workbook"
    if may(account, "write-circulars"):
        yield "circulars", "circulars"
    if may(account, "publish-plan") and record.state == PlanRecord.DRAFT:
        yield "publishing", "publishing"
