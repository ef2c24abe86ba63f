"""The one error for a file from outside that cannot be read."""

from __future__ import annotations


class DocumentError(Exception):
    """A source that cannot be read as text: one sentence with what, where and what to do.

    `code` names the reason (a key of the message catalogue), `values` fills its placeholders.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
