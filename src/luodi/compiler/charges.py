"""Whom the sentences of a task charge where it has no clause of responsibility: 各设区市人民政府要…, 财政部按职责…."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from luodi.compiler.bodies import Name, expand, is_known_body, with_prefix
from luodi.compiler.responsibility import COMMA, LONGEST_CLAUSE, SENTENCE, WITH, Duty
from luodi.plan import Role

_RANK: tuple[Role, ...] = ("lead", "duty", "cooperate")
_CHARGE = re.compile(
    r"要(?![素求点件闻务])|应当?(?![急用对收邀聘付变])|须|(?:具体)?负责(?!人|同志|的|解释|修订|本)|负总责|承担(?!的)|按(?:照|各自)*职责"
    r"|分别(?=做好|抓好|承担|牵头|组织)|对[^，。；]{2,24}负(?:总责|主责|责)"
)
"""What a sentence says behind the bodies that it charges with something."""
_ADMINISTRATIONS = re.compile(
    r"(?:地方)?各(?:[^各]*(?:政府|管委会|办事处)|乡镇(?:（街道）)?|[地级](?!有关|相关|职能|成员|责任)[\u4e00-\u9fff]{2,14}部门)"
)
_SIGNS, _OTHERS = 4, 16  # tried at one place, so that no sentence takes long
_SOME = re.compile(r"(?:各|有关|相关)[\u4e00-\u9fff]{0,6}(?:部门|单位|政府)")
_LAST_OF_NAMES = re.compile(
    r"(?:部门|单位|政府(?=[、，和及与等])|(?<![省市区县州盟旗])委|[厅局部署会院行办室社])(?:等(?:有关|相关)?(?:部门|单位))?"
)


def charged(text: str, start: int, end: int) -> tuple[Duty, ...]:
    """Whom the sentences of a task without a clause charge: 各设区市人民政府要…, 财政部、税务总局按职责….

    Who 会同 others leads. Bodies at large (各部门, 有关方面) are left out: 各部门要高度重视 makes nobody responsible.
    """
    duties: list[Duty] = []
    for sentence in SENTENCE.finditer(text, start, end):
        if sentence.end() - sentence.start() > LONGEST_CLAUSE:
            continue
        done = sentence.start()
        commas = list(COMMA.finditer(text, *sentence.span()))
        heads = (sentence.start(), *(comma.end() for comma in commas))
        stops = (*(comma.start() for comma in commas), sentence.end())
        for head, stop in zip(heads, stops, strict=True):
            if head >= done:
                found, done = _charged_at(text, head, stop, sentence.end())
                duties += found
    named: dict[str, Duty] = {}
    for duty in sorted(duties, key=lambda duty: _RANK.index(duty.role)):
        named.setdefault(duty.name.name, duty)
    return tuple(sorted(named.values(), key=lambda duty: duty.name.start))


def _charged_at(text: str, start: int, stop: int, end: int) -> tuple[list[Duty], int]:
    """The bodies named right at a place if they are charged before `stop`, and where those words end."""
    for sign in islice(_CHARGE.finditer(text, start, stop), _SIGNS):
        names = expand(text[start : sign.start()], start)
        if names and all(map(_is_answerable, names)):
            if not text.startswith(WITH, sign.end()):
                return [Duty("duty", name, name.rule) for name in names], sign.end()
            return _with_others(text, names, sign.end() + len(WITH), end)
    host = text.find(WITH, start, stop)
    names = expand(text[start:host], start) if host > start else ()
    if names and all(map(_is_answerable, names)):
        return _with_others(text, names, host + len(WITH), end)
    return [], start


def _with_others(text: str, hosts: Sequence[Name], start: int, end: int) -> tuple[list[Duty], int]:
    """Those who lead, and the others behind 会同 as far as they are names: …等部门建立工作协调机制."""
    others: tuple[Name, ...] = ()
    place = start
    for match in islice(_LAST_OF_NAMES.finditer(text, start, end), _OTHERS):
        if others and text[place] not in "、，,和及与":
            break
        names = expand(text[start : match.end()], start, with_prefix(hosts))
        if names and all(is_known_body(name.name) or _SOME.fullmatch(name.name) for name in names):
            others, place = names, match.end()
    led = [Duty("lead", name, name.rule) for name in hosts]
    return led + [Duty("cooperate", name, name.rule) for name in others], place


def _is_answerable(name: Name) -> bool:
    """Whether a sentence can charge whom a name names: a body, or the governments of a kind of places."""
    if name.group:
        return _ADMINISTRATIONS.fullmatch(name.name) is not None
    return is_known_body(name.name) and not name.name.endswith(("领导小组", "机构"))
