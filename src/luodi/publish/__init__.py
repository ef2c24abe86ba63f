"""Official documents out: the task-division table (任务分工表) of a plan, as Word and as Excel.

The modules of scorecards (评估表) are imported by name: they need packages of the extras `measure` and `pdf`.
"""

from luodi.publish.tasktable import TaskGroup, TaskRow, TaskTable, task_table
from luodi.publish.tasktable_docx import task_table_docx
from luodi.publish.tasktable_xlsx import task_table_xlsx

__all__ = ["TaskGroup", "TaskRow", "TaskTable", "task_table", "task_table_docx", "task_table_xlsx"]
