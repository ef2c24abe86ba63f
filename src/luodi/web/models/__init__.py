"""What is kept. Judgements that are stored beside matters and tasks can be made again from plans and events."""

from luodi.web.models.account import Account, Token
from luodi.web.models.assessment import AssessmentRun
from luodi.web.models.audit import AuditEntry, AuditHead
from luodi.web.models.body import Body
from luodi.web.models.dataset import Dataset
from luodi.web.models.document import Import, PlanFiles, PlanRecord
from luodi.web.models.matter import EventRow, Evidence, MatterRow, NoticeRow
from luodi.web.models.rulebook import Rulebook
from luodi.web.models.sent import ReminderMail, SentReminder
from luodi.web.models.task import TaskParty, TaskRow

__all__ = [
    "Account", "AssessmentRun", "AuditEntry", "AuditHead", "Body", "Dataset", "EventRow", "Evidence", "Import",
    "MatterRow", "NoticeRow", "PlanFiles", "PlanRecord", "ReminderMail", "Rulebook", "SentReminder", "TaskParty",
    "TaskRow", "Token",
]  # fmt: skip
