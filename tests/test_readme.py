"""What the READMEs show is what a reader who types it gets.

A block of `console` holds commands after `$` and what they print, a line `…` standing for any lines; one of `pycon` is
a doctest, in which `…` stands for any characters; one of `yaml` begins with the name of the file that it is.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
from pathlib import Path

import pytest

from luodi.cli import app, main

ROOT = Path(__file__).parent.parent
LOCALES = {"README.md": "en_GB.UTF-8", "README.zh-CN.md": "zh_CN.UTF-8"}
LEFT_OUT = "…"


def blocks(readme: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", (ROOT / readme).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def commands(readme: str) -> list[tuple[str, list[str]]]:
    """Each command of the console blocks, with the lines that it is shown to print."""
    found: list[tuple[str, list[str]]] = []
    for line in "".join(blocks(readme, "console")).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def is_cut_of(shown: list[str], printed: list[str]) -> bool:
    """The shown lines are the printed ones, some left out where it says so; blanks at the end of a line aside."""
    pattern = "".join(r"(?:.*\n)*?" if line == LEFT_OUT else f"{re.escape(line)}\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed)) is not None


@pytest.fixture(params=LOCALES)
def readme(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A README, read in its language in a folder that is the repository's but can be written to, 80 columns wide."""
    for folder in ("src", "tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for name, text in (block.split("\n", 1) for block in blocks(request.param, "yaml")):
        (tmp_path / name.removeprefix("# ")).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LC_ALL", LOCALES[request.param])
    for variable in ("LUODI_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    return request.param


def test_commands_print_what_is_shown(readme: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command, shown in commands(readme):
        program, *arguments = shlex.split(command)
        assert program == "luodi"
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert (end.value.code or 0) == (arguments[0] == "diff"), command  # the versions shown differ
        printed = capsys.readouterr().out.splitlines()
        assert is_cut_of(shown, printed), "\n".join([f"$ {command}", *printed])
        if "-o" in arguments:
            assert os.path.getsize(arguments[arguments.index("-o") + 1]) > 1000


def test_python_prints_what_is_shown(readme: str) -> None:
    said: list[str] = []
    [block] = blocks(readme, "pycon")
    example = doctest.DocTestParser().get_doctest(block.replace(LEFT_OUT, "..."), {}, readme, readme, 0)
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=said.append)
    assert result.attempted > 4
    assert result.failed == 0, "".join(said)


def test_both_readmes_show_the_same() -> None:
    """Chapter by chapter, command by command; only the names of the corrections' files differ."""
    english, chinese = ((ROOT / readme).read_text("utf-8") for readme in LOCALES)
    assert english.count("\n## ") == chinese.count("\n## ")
    shown = [[command.replace("更正", "corrections") for command, _ in commands(readme)] for readme in LOCALES]
    assert shown[0] == shown[1]
    assert len(shown[0]) > 4
    assert blocks("README.md", "pycon") == blocks("README.zh-CN.md", "pycon")


def test_every_command_that_is_named_exists() -> None:
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    named = {name for readme in LOCALES for name in re.findall(r"`luodi (\w+)", (ROOT / readme).read_text("utf-8"))}
    assert {"batch", "schema"} <= named <= known


def test_every_link_leads_to_a_file() -> None:
    links = {link for readme in LOCALES for link in re.findall(r"\]\(([^)]+)\)", (ROOT / readme).read_text("utf-8"))}
    assert len(links) > 5
    assert {link for link in links if not (ROOT / link).exists()} == set()


def test_a_line_that_is_not_printed_is_noticed() -> None:
    printed = ["一", "二  ", "三", "四"]
    assert is_cut_of(["一", "…", "四"], printed)
    assert is_cut_of(["一", "二", "…"], printed)
    assert not is_cut_of(["一", "…", "五"], printed)
    assert not is_cut_of(["一", "三", "…"], printed)
    assert not is_cut_of(["一", "二", "三"], printed)
