"""Why a command of the site cannot do what it was asked to."""

from __future__ import annotations


class Unable(Exception):
    """The code of a sentence of the catalogue (`cli.error`) and what fills it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
