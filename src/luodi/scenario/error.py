"""What is wrong with a model, a scenario or a run, in one sentence."""

from __future__ import annotations

from luodi.messages import say


class ScenarioError(ValueError):
    """One sentence with what, where and what to do. `code` is a key of the catalogue `scenario`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return say(f"scenario.{self.code}", **self.values)

    def __reduce__(self) -> tuple[object, ...]:  # so that it comes back whole from another process
        return _again, (self.code, self.values)


def _again(code: str, values: dict[str, object]) -> ScenarioError:
    return ScenarioError(code, **values)
