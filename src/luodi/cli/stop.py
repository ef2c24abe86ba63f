"""Why a command cannot go on."""

from __future__ import annotations


class Stop(Exception):
    """Why a command cannot go on: the code of a sentence of the catalogue (`cli.error`) and what fills it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
