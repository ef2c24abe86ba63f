"""Bodies: who they are under every spelling, since when and until when, and who took over from them.

Three tables. `central.csv` lists the state's and the party centre's bodies one by one. `departments.csv` lists what
the departments of a province, a city and a county are called, to be joined with a place. `others.csv` has the patterns
of names that are built otherwise, of sets of bodies, and of enterprises and institutions that need no entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import msgspec

from luodi.registry.regions import MUNICIPALITIES, Region, lineage, places_at, region_of, settle
from luodi.registry.table import Lexicon, records

LONGEST_NAME = 80
"""Characters beyond which no text is looked at as a name."""


class Body(msgspec.Struct, frozen=True, gc=False):
    """A body with a name of its own. `kind` is that of the departments that do its work in the provinces, if any."""

    id: str
    kind: str | None
    name: str
    short: str
    variants: tuple[str, ...]
    since: str | None
    until: str | None
    successors: tuple[str, ...]
    note: str | None
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling, the full name first."""
        return (self.name, self.short, *self.variants)


class Department(msgspec.Struct, frozen=True, gc=False):
    """What a kind of department is called: the name after a place (发展和改革委员会) and its other spellings.

    A name may say where the place stands: 国家税务总局{name}税务局, {name} 广东省 or {short} 广东. `levels` are those
    at which the name is usual, `successors` are kinds.
    """

    kind: str
    name: str
    levels: tuple[str, ...]
    variants: tuple[str, ...]
    since: str | None
    until: str | None
    successors: tuple[str, ...]
    note: str | None
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling that may follow a place or 省, 市, 区."""
        return self.variants if "{" in self.name else (self.name, *self.variants)


class Form(msgspec.Struct, frozen=True):
    """A way in which names are built: a regular expression, `{place}` for a place.

    Sets have the kind `group`. A kind of department with a place in the pattern is that department.
    """

    kind: str
    pattern: str
    example: str
    note: str | None
    source: str


class Identity(msgspec.Struct, frozen=True):
    """Which body a name means: a stable ASCII `id`, its kind, its full name, its time, and its successors' names."""

    id: str
    kind: str | None
    name: str
    since: str | None
    until: str | None
    successors: tuple[str, ...]
    note: str | None


# ---------------------------------------------------------------- the tables


@cache
def bodies() -> dict[str, Body]:
    """The bodies with names of their own, by id."""
    return {body.id: body for body in records("central", Body)}


@cache
def departments() -> tuple[Department, ...]:
    """The names of departments, the usual one of a kind first."""
    return tuple(records("departments", Department))


@cache
def _central() -> dict[str, Body]:
    return {name: body for body in bodies().values() for name in body.names}


@cache
def _departments() -> Lexicon[Department]:
    return Lexicon((name, department) for department in departments() for name in department.names)


@cache
def _forms() -> tuple[tuple[Form, re.Pattern[str]], ...]:
    place = "(?P<place>.{2,20}?)"
    return tuple((form, re.compile(form.pattern.replace("{place}", place))) for form in records("others", Form))


@lru_cache(4096)
def _form(text: str) -> tuple[Form, re.Match[str]] | None:
    if len(text) > LONGEST_NAME:
        return None
    return next(((form, match) for form, pattern in _forms() if (match := pattern.fullmatch(text))), None)


def work_of(id: str) -> str | None:
    """The kind of department that does the work of a body, by the body's id: the same for 部, 厅 and 局.

    None for bodies whose work no department of the provinces does.
    """
    if body := bodies().get(id):
        return body.kind
    return id.partition("/")[2] or None


# ---------------------------------------------------------------- what a text is


def department_at(text: str, start: int = 0) -> int | None:
    """The end of the longest department name without 省, 市, 区 that begins at `start`: 市场监管局 is one, 市场 none.

    A branch counts with its department: 规划和自然资源局黄埔分局.
    """
    name = next(_departments().names_at(text, start), "")
    if len(name) < 2:
        return None
    end = start + len(name)
    return next((after + 2 for _, after in places_at(text, end) if text.startswith("分局", after)), end)


def is_department(text: str) -> bool:
    """Whether the whole text is a department's name without 省, 市, 区 (委 is: 省委)."""
    return text in _departments() or department_at(text) == len(text)


_IN_FRONT = ("", "自治区", "省", "市", "区", "县", "州", "盟", "旗")


def spellings(name: str) -> tuple[str, ...]:
    """The ways to write a department's name, this one first: 工信厅 is 工业和信息化厅, 省工信厅 省工业和信息化厅."""
    found = [name]
    for level in _IN_FRONT:
        bare = name.removeprefix(level)
        if name.startswith(level) and len(bare) > 1:
            alike = (each for department in _departments()[bare] for each in department.names)
            found += [level + each for each in alike]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8192)
def is_group(text: str) -> bool:
    """Whether the whole text names a set of bodies: 各地级以上市人民政府, 有关部门, 行业主管部门."""
    if is_department(text) or text in _central():
        return False
    form = _form(text)
    return form is not None and form[0].kind == "group"


def stands_alone(text: str) -> bool:
    """Whether the whole text is a full name that takes no 省, 市, 区 from its neighbour.

    Central bodies, names with their place (黄埔区人民政府, 合肥海关), sets, enterprises and institutions.
    """
    if text in _central():
        return True
    if len(text) > LONGEST_NAME or is_department(text) or any(_prefixed(text)):
        return False
    return _form(text) is not None or any(_placed(text)) or any(_is_of_owner(text[end:]) for end in _owners(text))


_ENDINGS = (*"局委办厅院部处站队会社校", "中心", "办公室", "分行", "政府", "分署", "专班", "指挥部")


def _is_of_owner(rest: str) -> bool:
    """Whether what follows a place or a central body makes a name of it: nothing, or words that end as bodies do."""
    return not rest or (len(rest) > 2 and rest.endswith(_ENDINGS) and set(rest).isdisjoint("、，,；;。"))


def _owners(text: str) -> Iterator[int]:
    """The ends of the full place names and central bodies that a text begins with: 广州市|通信建设管理办公室."""
    yield from (end for place, end in places_at(text) if text.endswith(place.name, 0, end))
    yield from _central_ends(text)


def _central_ends(text: str) -> Iterator[int]:
    return (end for end in range(2, len(text)) if text[:end] in _central())


# ---------------------------------------------------------------- which body a name means

_PREFIXES = {
    "省": "province", "自治区": "province", "兵团": "province",
    "市": "city", "自治州": "city", "州": "city", "盟": "city", "地区": "city",
    "区": "county", "县": "county", "旗": "county",
}  # fmt: skip


@lru_cache(maxsize=8192)
def identify(
    name: str, *, region: str | None = None, level: str | None = None, on: str | None = None
) -> Identity | None:
    """The body that a name means in a document; None for sets and for names that are unknown or ambiguous.

    `name` is as the document implies it: 省发展改革委, 科技部, 黄埔区人民政府. `region` is the document's place from
    the province down (广东省广州市), `level` the document's, for names without 省, 市, 区. `on` is the day (ISO) for
    which successors are asked, today without one.
    """
    if central := _central().get(name):
        return _of_body(central, on)
    if len(name) > LONGEST_NAME or is_group(name):
        return None
    here = region_of(region) if region else None
    if found := _departments()[name]:
        own = level or (here.level if here else "")
        return _of_department(found[0], own, _at_level(here, own), "", on) if own in _PREFIXES.values() else None
    for prefix, department in _prefixed(name):
        place = _named_by(prefix, here)
        return _of_department(department, place.level if place else _PREFIXES[prefix], place, prefix, on)
    return _identify_placed(name, here, on) or _identify_form(name, here, on) or _identify_branch(name, here, on)


def _prefixed(text: str) -> Iterator[tuple[str, Department]]:
    """省 or the like with the department whose name is the rest of the text."""
    for prefix in _PREFIXES:
        if text.startswith(prefix) and (found := _departments()[text[len(prefix) :]]):
            yield prefix, found[0]


def _placed(text: str) -> Iterator[tuple[Region, int]]:
    """Each place that the text begins with and its end, where the rest of the text is a department's name."""
    return ((place, end) for place, end in places_at(text) if text[end:] in _departments())


def _identify_placed(name: str, here: Region | None, on: str | None) -> Identity | None:
    """A department's name after its place; the longest department name decides where the place ends."""
    found = tuple(_placed(name))
    if not found:
        return None
    end = min(end for _, end in found)
    place = _choose(name[:end], tuple(place for place, its_end in found if its_end == end), here)
    return _of_department(_departments()[name[end:]][0], place.level, place, "", on) if place else None


def _identify_form(name: str, here: Region | None, on: str | None) -> Identity | None:
    matched = _form(name)
    if matched is None or matched[0].kind not in _of_kind():
        return None
    department, groups = _of_kind()[matched[0].kind][0], matched[1].groupdict()
    if prefix := groups.get("level"):
        place = _named_by(prefix, here)
        return _of_department(department, place.level if place else _PREFIXES[prefix], place, prefix, on)
    written = groups.get("place") or ""
    place = _choose(written, tuple(found for found, end in places_at(written) if end == len(written)), here)
    return _of_department(department, place.level, place, "", on) if place else None


_BRANCH = re.compile(
    r"(?:有限)?(?:分)?公司|分行|分局|分署|分院|分中心|监管局|监管办(?:公室)?|(?:特派员)?办事处|特派办|专员办"
)


def _identify_branch(name: str, here: Region | None, on: str | None) -> Identity | None:
    """A central body's branch in a place, 中国出口信用保险公司安徽分公司: that body's id, there."""
    for start in _central_ends(name):
        found = tuple((place, end) for place, end in places_at(name, start) if _BRANCH.fullmatch(name, end))
        if place := _choose(name[start : found[0][1]], tuple(place for place, _ in found), here) if found else None:
            parent = _of_body(_central()[name[:start]], on)
            return msgspec.structs.replace(
                parent, id=f"{place.code}/{parent.id.removeprefix('state/')}-branch", name=parent.name + name[start:]
            )
    return None


def _choose(written: str, found: tuple[Region, ...], here: Region | None) -> Region | None:
    """The place that is meant: one that the document's place holds or lies in, else the one that the name settles."""
    related = tuple(place for place in found if here and (here in lineage(place) or place in lineage(here)))
    return settle(written, related) or settle(written, found)


def _named_by(prefix: str, here: Region | None) -> Region | None:
    """The place that 省, 市 or 区 means in a document of a place."""
    if here is None:
        return None
    line = lineage(here)
    if prefix == "市":
        if here.level == "county" and here.name.endswith("市"):
            return here
        city = next((place for place in line if place.level == "city"), None)
        return city or (line[0] if line[0].code in MUNICIPALITIES else None)
    if prefix == "区" and here.level == "province" and here.name.endswith("自治区"):
        return here
    return _at_level(here, _PREFIXES[prefix])


def _at_level(here: Region | None, level: str | None) -> Region | None:
    """The place itself or the one above it that is of a level."""
    return next((place for place in lineage(here) if place.level == level), None) if here else None


# ---------------------------------------------------------------- identities


def _of_body(body: Body, on: str | None) -> Identity:
    successors = tuple(heir.name for heir in _heirs(body, on))
    return Identity(body.id, body.kind, body.name, body.since, body.until, successors, body.note)


def _heirs(body: Body, on: str | None) -> Iterator[Body]:
    """Who has a body's duties on a day, today without one; successors that ended are followed further."""
    for successor in (bodies()[id] for id in body.successors):
        if _ended(successor.until, on):
            yield from _heirs(successor, on)
        else:
            yield successor


def _ended(until: str | None, on: str | None) -> bool:
    return until is not None and (on is None or until <= on)


@cache
def _of_kind() -> dict[str, tuple[Department, ...]]:
    kinds: dict[str, tuple[Department, ...]] = {}
    for department in departments():
        kinds[department.kind] = (*kinds.get(department.kind, ()), department)
    return kinds


def _heir_names(department: Department, level: str, on: str | None) -> Iterator[str]:
    """What the departments that have a department's duties on a day are usually called at a level."""
    for kind in department.successors:
        names = [name for name in _of_kind()[kind] if not _ended(name.until, on)]
        if names:
            yield next((name.name for name in names if level in name.levels), names[0].name)
        else:
            yield from _heir_names(_of_kind()[kind][0], level, on)


def _of_department(department: Department, level: str, place: Region | None, prefix: str, on: str | None) -> Identity:
    """The department at a place, or of 省, 市, 区 where the place is not known. A municipality has 局 as cities do."""
    usual = "city" if place and place.code in MUNICIPALITIES else level
    return Identity(
        f"{place.code if place else level}/{department.kind}",
        department.kind,
        _join(department.name, place, prefix),
        department.since,
        department.until,
        tuple(_join(name, place, prefix) for name in _heir_names(department, usual, on)),
        department.note,
    )


def _join(name: str, place: Region | None, prefix: str) -> str:
    """A department's full name at a place; the party's are called 中共广东省委组织部."""
    full, short = (place.name, place.short) if place else (prefix, prefix)
    if "{" in name:
        return name.format(name=full, short=short)
    return f"中共{full}{name}" if name.startswith("委") else full + name


def renamed(identity: Identity, on: str) -> dict[str, str] | None:
    """Why a body should not be given work on a day (ISO): its `name`, the day it ended (`until`), its `successors`.

    None when it existed, or when its end is not known.
    """
    if identity.until is None or identity.until > on:
        return None
    return {"name": identity.name, "until": identity.until, "successors": "、".join(identity.successors)}
