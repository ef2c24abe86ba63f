"""`make bench`, or `.venv/bin/python -m benchmarks [--times N] [--profile]`: everything in one run, as tables.

Every measurement is a process of its own, one after the other. The peers live in `.peers` (`make peers`); without
them luodi is measured alone and the run says so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.score import is_table
from benchmarks.tools import TOOLS

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".peers" / "bin" / "python"
FORMATS = ROOT / "tests" / "data" / "formats"
SAMPLES = ROOT / "src" / "luodi" / "samples"
LONGEST = 300
"""Seconds after which a measurement is given up."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure luodi beside its peers.")
    parser.add_argument("--times", type=int, default=5, help="warm readings a file (default 5)")
    parser.add_argument("--profile", action="store_true", help="only say where reading and compiling spend their time")
    options = parser.parse_args()
    if options.profile:
        profile(options.times)
        return
    notes: list[str] = []
    files = json.loads((FORMATS / "index.json").read_text("utf-8"))
    print(f"\nReading: what is right; the first reading; the best and the median of {options.times} warm ones, in ms\n")
    numbers = {"first": 8, "best": 8, "median": 8, "peak MB": 7}
    table({"file": 28, "tool": 18, "right": 21, **numbers}, reading(files, options.times, notes))
    print(f"\nluodi from file to plan: best and median of {options.times} warm ones, in ms\n")
    sources = [*sorted(SAMPLES.glob("*.txt")), *(FORMATS / entry["file"] for entry in files)]
    numbers = {"read": 8, "(median)": 8, "compile": 8, " (median)": 9, "peak MB": 7}
    table({"file": 35, **numbers}, compiling(sources, options.times, notes))
    print("\nSettings")
    for name, tool in TOOLS.items():
        print(f"  {name}: {tool.settings}")
    print("\n".join(["\nNotes", *(f"  {note}" for note in notes)]) if notes else "")


def reading(files: list[dict[str, str]], times: int, notes: list[str]) -> Iterator[Sequence[str]]:
    """A row for every file and every tool that reads its format, then what each tool had right of all its files."""
    right: dict[tuple[str, str, str], list[int]] = {}
    if not PEERS.exists():
        notes.append("The peers are not installed; `make peers` does it (1.2 GB).")
    for entry in files:
        for name, tool in TOOLS.items():
            if entry["format"] not in tool.formats or (tool.only_tables and not is_table(entry["document"])):
                continue
            if name != "luodi" and not PEERS.exists():
                continue
            python = sys.executable if name == "luodi" else str(PEERS)
            outcome = measured(python, "benchmarks.measure", name, FORMATS / entry["file"], entry["document"], times)
            if isinstance(outcome, str):
                notes.append(f"{name}, {entry['file']}: {outcome}")
                yield entry["file"], name, "failed", "", "", "", ""
                continue
            kind, found, of = outcome["score"]
            total = right.setdefault((entry["format"], f"{name} {outcome['version']}", kind), [0, 0, 0])
            total[:] = total[0] + found, total[1] + of, total[2] + 1
            times_taken = (milliseconds([outcome["first"]])[0], *milliseconds(outcome["later"]))
            yield entry["file"], name, f"{found} of {of} {kind}", *times_taken, f"{outcome['peak']:.0f}"
    for (format, name, kind), (found, of, count) in right.items():
        yield f"all {count} {format}", name, f"{found} of {of} {kind}", "", "", "", ""


def compiling(files: list[Path], times: int, notes: list[str]) -> Iterator[Sequence[str]]:
    for file in files:
        outcome = measured(sys.executable, "benchmarks.compiling", file, times)
        if isinstance(outcome, str):
            notes.append(f"luodi.compile, {file.name}: {outcome}")
            continue
        yield file.name, *milliseconds(outcome["read"]), *milliseconds(outcome["compile"]), f"{outcome['peak']:.0f}"


def measured(python: str, module: str, *arguments: object) -> dict[str, Any] | str:
    """What a measuring process wrote, or the last line of its error."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        # MinerU keeps its settings in MINERU_HOME; nothing may be fetched.
        environment = {**os.environ, "MINERU_HOME": folder, "HF_HUB_OFFLINE": "1"}
        command = [python, "-m", module, *map(str, arguments), str(result)]
        try:
            process = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONGEST
            )
        except subprocess.TimeoutExpired:
            return f"given up after {LONGEST} s"
        if not result.exists():
            return (process.stderr.strip().splitlines() or [f"exit status {process.returncode}"])[-1][:200]
        outcome: dict[str, Any] = json.loads(result.read_text())
        return outcome


def profile(times: int) -> None:
    from benchmarks.compiling import stages

    for file in (*sorted(SAMPLES.glob("*.txt")), *sorted(FORMATS.glob("*.pdf"))):
        print(f"\n{file.name}")
        for depth, name, share in stages(file, times):
            print(f"  {'  ' * depth}{name}" + f" {share:.0%}" * bool(depth))


def milliseconds(seconds: list[float]) -> tuple[str, str]:
    """Best and median."""
    return f"{min(seconds) * 1000:.1f}", f"{median(seconds) * 1000:.1f}"


def table(columns: dict[str, int], rows: Iterator[Sequence[str]]) -> None:
    """Print rows as they come, in columns of the widths given; single numbers stand to the right."""
    header = [name.ljust(width) for name, width in columns.items()]
    for line in (header, ["-" * width for width in columns.values()]):
        print("| " + " | ".join(line) + " |")
    for row in rows:
        aligned = [
            cell.rjust(width) if cell.replace(".", "").isdecimal() else cell.ljust(width)
            for cell, width in zip(row, columns.values(), strict=True)
        ]
        print("| " + " | ".join(aligned) + " |", flush=True)


if __name__ == "__main__":
    main()
