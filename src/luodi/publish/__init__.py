"""Official documents out: the task-division table (任务分工表) of a plan, notices and circulars of its follow-through.

The modules of scorecards (评估表) are imported by name: they need packages of the extras `measure` and `pdf`.
"""

from luodi.publish.circular import CircularFacts, circular, circular_facts
from luodi.publish.notice import NoticeFacts, notice_document, notice_facts
from luodi.publish.official import Issuer, PublishError
from luodi.publish.periodic_circular import PeriodFacts, period_facts, periodic_circular
from luodi.publish.tasktable import TaskGroup, TaskRow, TaskTable, task_table
from luodi.publish.tasktable_docx import task_table_docx
from luodi.publish.tasktable_xlsx import task_table_xlsx

__all__ = [
    "CircularFacts", "Issuer", "NoticeFacts", "PeriodFacts", "PublishError", "TaskGroup", "TaskRow", "TaskTable",
    "circular", "circular_facts", "notice_document", "notice_facts", "period_facts", "periodic_circular", "task_table",
    "task_table_docx", "task_table_xlsx",
]  # fmt: skip
