"""灯: a colour with the rule that gave it, the version of the rules, and the values that led to it."""

from __future__ import annotations

from luodi.delivery.event import Colour, LightName, OverrideSet
from luodi.delivery.matter import Matter
from luodi.delivery.rules import Setting
from luodi.delivery.sentence import Sentence, Value
from luodi.plan import Record


class Light(Record, frozen=True, gc=False, kw_only=True):
    """A light. `computed` is the colour by the rules; `override` is the officer's, with a reason, if there is one."""

    colour: Colour
    rule: str  # delivery/overdue
    version: str
    because: Sentence
    computed: Colour
    override: OverrideSet | None = None


def light(name: LightName, colour: Colour, rule: str, matter: Matter, setting: Setting, /, **values: Value) -> Light:
    """A light by a rule of the catalogue (`light.<name>.<rule>`), or as it was overridden."""
    override = matter.overrides.get(name)
    return Light(
        colour=override.colour if override else colour, rule=f"{name}/{rule}", version=setting.rules.version,
        because=Sentence(f"light.{name}.{rule}", values), computed=colour, override=override,
    )  # fmt: skip


def overridden(light: Light) -> Sentence | None:
    """Who set the light to another colour than the rules give, when and why; None where nobody did."""
    set_by = light.override
    if set_by is None:
        return None
    values: dict[str, Value] = {
        "person": set_by.by.person, "day": set_by.by.day.isoformat(), "reason": set_by.reason, "colour": light.computed,
    }  # fmt: skip
    return Sentence("light.overridden", values)
