"""Follow-through: who answers for a task, where it stands, and what is to be said of it on a day.

Everything is a pure function of the plan, the events, the rules and the day. `fold(events)` gives the matters,
`lights` their three lights, `reminders` the mails and `proposed_notices` the notices of the day;
`workbook_xlsx` and `read_workbook` take the whole out to Excel and back.
"""

from luodi.delivery.breakdown import ProposedMatter, breakdown
from luodi.delivery.calendar import Calendar, default_calendar, read_calendar
from luodi.delivery.directory import Directory, Office, Person
from luodi.delivery.error import SettingsError
from luodi.delivery.event import Event, Evidence, Party, Report, Stamp, Step, matter_id
from luodi.delivery.ledger import Ledger, accept, fold, is_task_done
from luodi.delivery.light import Light, overridden
from luodi.delivery.lights import Lights, Standing, lights
from luodi.delivery.matter import Matter
from luodi.delivery.notice import ProposedNotice, issued, proposed_notices, recalled
from luodi.delivery.numbering import next_number, register
from luodi.delivery.overview import Load, Tally, by_body, loads, tally, unassigned
from luodi.delivery.refusal import Refused
from luodi.delivery.reminder import Digest, Reminder, Reminders, Sent, reminders
from luodi.delivery.replay import as_of
from luodi.delivery.reporting import Owed, owed
from luodi.delivery.rules import Rules, Setting, default_rules, read_rules, setting
from luodi.delivery.sentence import Sentence, say, shown, word
from luodi.delivery.workbook import Change, Changes, read_workbook, workbook_csv, workbook_xlsx
from luodi.delivery.workflow import State, Workflow, allowed, default_workflow, read_workflow

__all__ = [
    "Calendar", "Change", "Changes", "Digest", "Directory", "Event", "Evidence", "Ledger", "Light", "Lights",
    "Load", "Matter", "Office", "Owed", "Party", "Person", "ProposedMatter", "ProposedNotice", "Refused",
    "Reminder", "Reminders", "Report", "Rules", "Sent", "Sentence", "Setting", "SettingsError", "Stamp",
    "Standing", "State", "Step", "Tally", "Workflow", "accept", "allowed", "as_of", "breakdown", "by_body",
    "default_calendar", "default_rules", "default_workflow", "fold", "is_task_done", "issued", "lights", "loads",
    "matter_id", "next_number", "overridden", "owed", "proposed_notices", "read_calendar", "read_rules",
    "read_workbook", "read_workflow", "recalled", "register", "reminders", "say", "setting", "shown", "tally",
    "unassigned", "word", "workbook_csv", "workbook_xlsx",
]  # fmt: skip
