"""Whose plan it is: by those who issued it, else by the place that its title begins with."""

from __future__ import annotations

import pytest

import luodi


@pytest.mark.parametrize(
    ("title", "level", "region"),
    [
        ("甘肃省兰州市冷链物流发展行动计划（2023—2025年）", "city", "甘肃省兰州市"),
        ("关于印发《浙江省数字经济发展行动方案》的通知", "province", "浙江省"),
        ("新型储能产业发展行动计划（2023—2025年）", None, None),
        ("关于支持浙江省高质量发展的行动方案", None, None),
        ("新华书店改革行动计划（2023—2025年）", None, None),
    ],
)
def test_a_document_without_issuer_is_of_the_place_in_its_title(
    title: str, level: str | None, region: str | None
) -> None:
    text = f"{title}\n一、工作目标\n到2025年，汽车产量达到300万辆。\n"
    document = luodi.compile(luodi.read(text.encode(), name="plan.txt")).document
    assert (document.level, document.region) == (level, region)
