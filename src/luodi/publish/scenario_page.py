"""The page of a scenario: its statements in prose, how each figure is computed, and everything that it rests on.

A page by itself, without script, that somebody who does not model can check against the clauses: every number is
followed by the numbers of its grounds, a clause by its sentence, an assumption by that word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from luodi.messages import Language, say
from luodi.scenario.provenance import Ground, provenance
from luodi.scenario.results import Results
from luodi.scenario.source import KINDS
from luodi.scenario.statement import Number, parts

Labels = Mapping[tuple[str, str], tuple[str, str]]
Numbers = Mapping[tuple[object, ...], int]

_STYLE = """
body { max-width: 46em; margin: 2em auto; padding: 0 1em; line-height: 1.7; color: #1a1a1a;
  font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
h1 { font-size: 1.5em; line-height: 1.3; } h2 { font-size: 1.2em; margin-top: 2em; border-bottom: 1px solid #767676; }
.number { font-weight: 600; } sup a { color: #1f4e9e; text-decoration: none; }
.caution { background: #fff6df; border-left: 4px solid #9a6200; padding: .5em 1em; }
.kind { font-weight: 600; } .assumption .kind { color: #b3261e; }
blockquote { margin: .2em 0 .2em 1em; color: #444; } li { margin: .5em 0; overflow-wrap: anywhere; }
@media print { body { max-width: none; } sup a { color: inherit; } }
"""


def scenario_page(results: Results, labels: Labels, language: Language) -> str:
    """The page as HTML. The grounds are those of all that it names, numbered in the order clause, data, literature,
    assumption."""
    scenario, model = results.scenario, results.model
    named = {
        part.name
        for each in scenario.statements
        for part in parts(results, getattr(each, language), language)
        if isinstance(part, Number)
    }
    names = (*results.values, *sorted(named))
    all_grounds = provenance(model, *names)
    grounds = {_key(ground): n for n, ground in enumerate(all_grounds, 1)}
    run = {"model": model.name, "draws": scenario.draws, "seed": scenario.seed}
    sections = {
        "statements": [
            f"<p>{_statement(results, getattr(each, language), grounds, language)}</p>" for each in scenario.statements
        ],
        "levers": ["<ul>", *_levers(results, labels, language), "</ul>"],
        "chain": ["<ul>", *_chain(results, names, grounds, language), "</ul>"],
        "grounds": [
            "<ol>",
            *(_ground(ground, n, labels, language) for n, ground in enumerate(all_grounds, 1)),
            "</ol>",
        ],
    }
    title = escape(scenario.title)
    body = [f"<h1>{title}</h1>", f"<p>{escape(say('scenario.table.run', language, **run))}</p>"]
    body.append(f'<p class="caution">{escape(_said("caution", language))}</p>')
    for key, content in sections.items():
        body += [f"<h2>{escape(_said(key, language))}</h2>", *content]
    lines = "\n".join(body)
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{lines}\n</main>\n</body>\n</html>\n"
    )


def _kind(kind: str, language: Language) -> str:
    return say(f"scenario.kind.{kind}", language)


def _said(key: str, language: Language, **values: object) -> str:
    return say(f"scenario.page.{key}", language, **values)


def _key(ground: Ground) -> tuple[object, ...]:
    return (ground.quantity.name, ground.cell.at if ground.cell else None, ground.source)


def _statement(results: Results, text: str, grounds: Numbers, language: Language) -> str:
    return "".join(
        escape(part) if isinstance(part, str) else _number(part, grounds, language)
        for part in parts(results, text, language)
    )


def _number(number: Number, grounds: Numbers, language: Language) -> str:
    """The number, the clauses behind it, and how much else it rests on; all of it stands where it is computed."""
    found = {kind: [grounds[_key(g)] for g in number.grounds if g.source.kind == kind] for kind in KINDS}
    told = [
        f"{escape(_kind(kind, language))} {_links(places) if kind == 'clause' else f'×{len(places)}'}"
        for kind, places in found.items()
        if places
    ]
    how = f'<a href="#q-{escape(number.name)}">{escape(_said("how", language))}</a>'
    return f'<span class="number">{escape(number.written)}</span><sup>[{"，".join((*told, how))}]</sup>'


def _links(numbers: Iterable[int]) -> str:
    """Links to the grounds, runs of them as one."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    ends = (dict.fromkeys(run) for run in runs)
    return "、".join("—".join(f'<a href="#g{n}">{n}</a>' for n in run) for run in ends)


def _levers(results: Results, labels: Labels, language: Language) -> Iterator[str]:
    for name in sorted(results.model.upstream(*results.values)):
        of = results.model.of(name)
        if of.role == "lever":
            cells = sorted(provenance(results.model, name), key=lambda ground: ground.cell.at if ground.cell else ())
            told = "；".join(
                f"{_place(ground, labels, language)} {ground.written(language)}".strip() for ground in cells
            )
            yield f"<li>{escape(of.called(language))}：{escape(told)}</li>"


def _chain(results: Results, names: Iterable[str], grounds: Numbers, language: Language) -> Iterator[str]:
    """Every quantity on the way: what it is computed from, or the grounds of one that is given."""
    model = results.model
    needed = model.upstream(*names)
    for name in (*model.functions, *model.quantities):
        if name not in needed:
            continue
        of = model.of(name)
        if needs := [each for each in model.needs(name) if each in needed]:
            links = "、".join(f'<a href="#q-{each}">{escape(model.of(each).called(language))}</a>' for each in needs)
            told = _said("computed", language, name=of.titled(language))
        else:
            links, told = "", _said("given", language, name=of.titled(language))
        own = [grounds[_key(g)] for g in provenance(model, name) if g.quantity.name == name]
        rests = f"［{_links(own)}］" if own else ""
        yield f'<li id="q-{name}">{escape(told)}{links}{rests}</li>'


def _ground(ground: Ground, n: int, labels: Labels, language: Language) -> str:
    source = ground.source
    quantity = ground.quantity.called(language)
    if ground.cell:
        place = _place(ground, labels, language)
        what = _said(
            "ground", language, quantity=quantity, place=f"（{place}）" if place else "", value=ground.written(language)
        )
    else:
        what = _said("formula", language, quantity=quantity)
    grade = _said("grade", language, grade=source.grade) if source.grade else ""
    rest = "；".join(escape(each) for each in (source.where, grade, source.note) if each)
    text = f"<blockquote>{escape(source.text)}</blockquote>" if source.text else ""
    kind = escape(_kind(source.kind, language))
    head = f'<li id="g{n}" class="{source.kind}"><span class="kind">{kind}</span>'
    return f"{head} {escape(what)}{text}<small>{rest}</small></li>"


def _place(ground: Ground, labels: Labels, language: Language) -> str:
    at = ground.cell.at if ground.cell else ()
    return "、".join(labels.get((dim, str(code)), (str(code), str(code)))[language == "en"] for dim, code in at)
