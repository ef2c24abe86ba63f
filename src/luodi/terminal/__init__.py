"""What a person reads on a terminal."""

from luodi.terminal.plan import COLOURS, counts, findings_json, markdown, marked, report, summary
from luodi.terminal.screen import Names, console, plain, shown, wrapped

__all__ = [
    "COLOURS", "Names", "console", "counts", "findings_json", "markdown", "marked", "plain", "report", "shown",
    "summary", "wrapped",
]  # fmt: skip
