"""A font of this machine that has Chinese characters. None comes with luodi: those of the standard are commercial."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple


class NoChineseFont(Exception):
    """No font with Chinese characters was found, and text would vanish without a word."""


class Font(NamedTuple):
    """A file and the family in it."""

    file: Path
    family: str


# Where Linux, macOS and Windows keep such fonts, the better one for charts first.
_KNOWN = (
    ("Noto Sans CJK SC", "NotoSansCJK-Regular.ttc"),
    ("Noto Sans CJK SC", "NotoSansCJKsc-Regular.otf"),
    ("Noto Sans SC", "NotoSansSC-Regular.otf"),
    ("Source Han Sans SC", "SourceHanSansSC-Regular.otf"),
    ("Microsoft YaHei", "msyh.ttc"),
    ("PingFang SC", "PingFang.ttc"),
    ("WenQuanYi Micro Hei", "wqy-microhei.ttc"),
    ("WenQuanYi Zen Hei", "wqy-zenhei.ttc"),
    ("SimHei", "simhei.ttf"),
    ("SimSun", "simsun.ttc"),
    ("Noto Serif CJK SC", "NotoSerifCJK-Regular.ttc"),
    ("Droid Sans Fallback", "DroidSansFallbackFull.ttf"),
)
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)


@cache
def chinese_font() -> Font:
    """The font that Chinese text of charts is drawn with. Raises NoChineseFont."""
    found = {file.name: file for folder in _FOLDERS for file in _files(Path(folder).expanduser())}
    known = next((Font(found[name], family) for family, name in _KNOWN if name in found), None)
    if font := known or _listed():
        return font
    raise NoChineseFont


def _files(folder: Path) -> list[Path]:
    names = {name for _, name in _KNOWN}
    try:
        return sorted(file for file in folder.rglob("*") if file.name in names)
    except OSError:
        return []


def _listed() -> Font | None:
    """One that fontconfig knows of to have simplified Chinese."""
    if not (command := shutil.which("fc-list")):
        return None
    form = "%{file}\t%{family[0]}\n"
    listed = subprocess.run(
        [command, f"--format={form}", ":lang=zh-cn:scalable=true"], capture_output=True, text=True, check=False
    )
    for line in sorted(listed.stdout.splitlines()):
        file, _, family = line.partition("\t")
        if family and Path(file).suffix.lower() in (".ttf", ".ttc", ".otf"):
            return Font(Path(file), family)
    return None
