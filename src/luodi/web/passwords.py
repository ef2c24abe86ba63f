"""What a password must be, beside what Django asks."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from luodi.messages import Language, say


class ThreeKinds:
    """Capitals, small letters, digits, other characters: three of these four (GB/T 22239-2019, 8.1.4.1, asks for
    complexity without a number; three is common practice)."""

    def validate(self, password: str, user: object = None) -> None:
        kinds = (r"[A-Z]", r"[a-z]", r"\d", r"[^A-Za-z\d]")
        if sum(bool(re.search(kind, password)) for kind in kinds) < 3:
            language: Language = "en" if getattr(user, "language", "zh") == "en" else "zh"
            raise ValidationError(say("site.shell.password-kinds", language), code="password-kinds")

    def get_help_text(self) -> str:
        return say("site.shell.password-kinds")
