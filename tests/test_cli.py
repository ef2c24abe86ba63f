"""What a person meets at the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from luodi.cli import main
from luodi.documents import Anchor
from luodi.plan import from_json, from_yaml
from luodi.terminal import marked, shown, wrapped

PLAN = Path(__file__).parent / "plan" / "charging.plan.json"
SAMPLE = Path(__file__).parents[1] / "src" / "luodi" / "samples" / "guangdong-automobile-2023.txt"
CITY = SAMPLE.with_name("guangzhou-automobile-tasks-2020.txt")
PROSE = Path(__file__).parent / "data" / "prose" / "guangdong.txt"


class Run:
    """A command run to its end: exit status, output, complaint."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: object) -> None:
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        self.status = end.value.code or 0
        self.out, self.err = capsys.readouterr()
        assert "Traceback" not in self.out + self.err


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """80 columns, Chinese."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    for variable in ("LUODI_DEBUG", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "充电.json"
    path.write_bytes(PLAN.read_bytes())
    return path


# ---------------------------------------------------------------- compile


def test_the_summary_says_who_does_what_by_when(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "compile", PLAN)
    assert run.status == 0
    for words in (
        "云溪市充电设施建设行动方案（2026—2028年）",
        "云政办发〔2026〕7号 · 2026-03-18",
        "2026—2028",
        "任务 4 · 目标 4",
    ):
        assert words in run.out
    row = next(line for line in run.out.splitlines() if "加强安全监管" in line)
    assert row.split() == ["二/（三）", "加强安全监管", "每年"]
    row = next(line for line in run.out.splitlines() if "其中：公共充电桩" in line)
    assert row.split() == ["一", "其中：公共充电桩", "≥8000个", "2028", "–"]
    assert "1.350万个（2025）" in run.out
    assert "错误 1，提醒 3，提示 2" in run.out


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_no_line_of_the_summary_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    run = Run(capsys, "compile", SAMPLE)
    assert max(cell_len(line) for line in run.out.splitlines()) <= columns
    assert "市场监管局" in run.out


def test_nothing_but_text_goes_into_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in Run(capsys, "compile", PLAN).out + Run(capsys, "check", PLAN).out


def test_english_where_the_locale_or_the_person_asks_for_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Issued by" in Run(capsys, "compile", PLAN, "--lang", "en").out
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert "Issued by" in Run(capsys, "compile", PLAN).out
    assert "发文机关" in Run(capsys, "compile", PLAN, "--lang=zh").out
    assert "发文机关" in Run(capsys, "--lang", "zh", "compile", PLAN).out


def test_json_and_yaml_are_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    plan = from_json(PLAN.read_bytes())
    assert Run(capsys, "compile", PLAN, "--format", "json").out.encode() == PLAN.read_bytes()
    assert from_yaml(Run(capsys, "compile", PLAN, "-f", "yaml").out) == plan


def test_the_task_table_is_one_line_a_task(capsys: pytest.CaptureFixture[str]) -> None:
    header, rule, *rows = Run(capsys, "compile", PLAN, "-f", "table").out.splitlines()
    assert header.startswith("| 序号 | 条款 |")
    assert set(rule) <= set("|- ")
    assert len(rows) == 4
    assert {row.count(" | ") for row in [header, *rows]} == {7}
    assert "2027-12-31" in rows[1]


@pytest.mark.parametrize(
    ("suffix", "start"), [(".json", "{"), (".yaml", "schema:"), (".md", "| 序号"), (".txt", "云溪市")]
)
def test_the_suffix_says_the_format(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, suffix: str, start: str
) -> None:
    out = tmp_path / f"out{suffix}"
    run = Run(capsys, "compile", PLAN, "-o", out)
    assert (run.status, run.out) == (0, "")
    assert out.read_text("utf-8").startswith(start)


def test_a_document_is_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    plan = from_json(Run(capsys, "compile", SAMPLE, "-f", "json").out.encode())
    assert plan.document.number == "粤工信装备〔2023〕12号"
    assert plan.document.source.name == SAMPLE.name
    assert len(plan.tasks) == 25


def test_a_text_that_is_no_plan_is_summed_up_and_refused_as_a_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "游记.txt"
    path.write_text("今天天气很好。\n我们去公园散步，看见许多花。\n", "utf-8")
    summed = Run(capsys, "compile", path)
    assert (summed.status, summed.out.splitlines()[-1]) == (
        0,
        "校核  错误 1，提醒 0，提示 0（位置和建议见 luodi check）",
    )
    assert Run(capsys, "check", path).status == 1
    assert "没有识别出任务" in complaint(Run(capsys, "table", path, "-o", tmp_path / "a.docx"))


def test_corrections_are_applied(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "更正.yaml"
    file.write_text(
        "- {id: d-438b2ee5ccc8, field: urgency, old: null, new: 特急, who: 李工, when: 2026-04-01, why: 漏录}\n"
        "- {id: t-nowhere, field: title, old: 一, new: 二, who: 李工, when: 2026-04-01, why: 误}\n",
        "utf-8",
    )
    plan = from_json(Run(capsys, "compile", PLAN, "-f", "json", "--corrections", file).out.encode())
    assert plan.document.urgency == "特急"
    assert "correction-unknown" in {found.code for found in plan.findings}


# ---------------------------------------------------------------- check


def test_errors_decide_the_exit_status(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert Run(capsys, "check", PLAN).status == 1
    file = tmp_path / "更正.yaml"
    task = from_json(PLAN.read_bytes()).tasks[2].id
    entry = f"id: {task}, field: assignments, new: {{role: lead, name: 市应急管理局}}"
    file.write_text(f"- {{{entry}, who: 李工, when: 2026-04-01, why: 漏写}}", "utf-8")
    run = Run(capsys, "check", PLAN, "--corrections", file)
    assert (run.status, run.out.splitlines()[-1]) == (0, "错误 0，提醒 3，提示 2")


def test_a_finding_says_where_what_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Run(capsys, "check", PLAN).out.splitlines()
    at = next(index for index, line in enumerate(lines) if "unknown-body" in line)
    assert lines[at] == f"{PLAN}:¶11: 提醒 unknown-body 单位“国网云溪供电公司”不在单位名录中（共 1 处）。"
    text, marks = lines[at + 1], lines[at + 2]
    assert cell_len(text[: text.index("国网")]) == marks.index("^")
    assert marks.count("^") == cell_len("国网云溪供电公司")
    assert lines[at + 3].startswith("  = ")


def test_in_a_text_file_the_line_is_the_files_own(capsys: pytest.CaptureFixture[str]) -> None:
    """As an editor opens it: the words that are marked begin on the line that is named."""
    source = SAMPLE.read_text("utf-8").split("\n")
    found = json.loads(Run(capsys, "check", SAMPLE, "-f", "json").out)["findings"]
    placed = [each for each in found if each["line"]]
    assert len(placed) > 5
    for each in placed:
        line, quote = ("".join(text.split()) for text in (source[each["line"] - 1], each["quote"]))
        assert any(quote.startswith(line[at:]) or line[at:].startswith(quote) for at in range(len(line)))


def test_findings_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "check", PLAN, "--format", "json")
    findings = json.loads(run.out)["findings"]
    assert run.status == 1
    assert [each["severity"] for each in findings].count("error") == 1
    assert next(each for each in findings if each["code"] == "unknown-body") == {
        "code": "unknown-body",
        "severity": "warning",
        "message": "单位“国网云溪供电公司”不在单位名录中（共 1 处）。",
        "advice": "请核对是否为规范名称或规范化简称、是否已更名撤并；属实的请补入单位名录。",
        "quote": "国网云溪供电公司",
        "anchor": {"start": 347, "end": 355},
        "page": None,
        "line": None,
        "paragraph": 11,
    }


@pytest.mark.parametrize("width", [24, 40, 76, 120])
@pytest.mark.parametrize("quote", ["一、工作目标", "2025年底", "3－5座。", "国网云溪供电公司", "（市财政局负责）"])
def test_the_marks_stand_under_the_words(width: int, quote: str) -> None:
    text = from_json(PLAN.read_bytes()).document.text
    start = text.index(quote)
    line, marks = marked(text, Anchor(start, start + len(quote)), width)
    assert cell_len(line) <= width
    assert cell_len(line[: line.index(quote[0])]) <= marks.index("^")
    left = next(index for index in range(len(line)) if cell_len(line[:index]) == marks.index("^"))
    assert quote.startswith(line[left:].rstrip("…")[: len(quote)][:3])
    assert len(marks) <= width


# ---------------------------------------------------------------- table, schema, help


@pytest.mark.parametrize(("suffix", "member"), [(".docx", b"word/document.xml"), (".XLSX", b"xl/workbook.xml")])
def test_the_task_table_is_written_for_word_and_excel(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, suffix: str, member: bytes
) -> None:
    out = tmp_path / f"任务分工表{suffix}"
    assert Run(capsys, "table", PLAN, "-o", out).status == 0
    assert out.read_bytes().startswith(b"PK")
    assert member in out.read_bytes()


def test_the_schema_is_the_shipped_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(Run(capsys, "schema").out)["title"] == "luodi/plan/1"


@pytest.mark.parametrize("command", [[], ["compile"], ["table"], ["check"], ["schema"], ["align"], ["diff"]])
def test_help_is_in_the_persons_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    chinese, asked = Run(capsys, *command, "--help").out, Run(capsys, "--lang", "en", *command, "--help").out
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    english = Run(capsys, *command, "--help").out
    assert asked == english
    assert "用法: luodi" in chinese
    assert "显示帮助。" in chinese
    assert "Usage: luodi" in english
    assert english.isascii()


def test_help_comes_without_loading_the_library() -> None:
    code = "import sys; from luodi.cli import main\ntry: main(['--help'])\nfinally: print(sorted(sys.modules), file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    loaded = {name.split(".")[0] for name in run.stderr.strip("[]\n").replace("'", "").split(", ")}
    assert "typer" in loaded
    assert not loaded & {"msgspec", "lxml", "pypdfium2", "yaml", "rich", "docx", "xlsxwriter", "openpyxl"}


# ---------------------------------------------------------------- two plans


def test_a_person_confirms_the_proposals_in_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "对应.yaml"
    assert Run(capsys, "align", SAMPLE, CITY, "-o", file).status == 0
    text = file.read_text("utf-8")
    assert "# 5 加快氢燃料电池汽车产业化" in text
    file.write_text(text.replace("who: ''\n  when: ''", "who: 李工\n  when: 2024-03-01", 1), "utf-8")
    assert "其中已确认 1" in Run(capsys, "align", SAMPLE, CITY, "--confirmed", file).out
    assert Run(capsys, "align", SAMPLE, CITY, "--confirmed", file, "-o", file).status == 0
    assert "who: 李工" in file.read_text("utf-8")


def test_an_alignment_is_also_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    said = json.loads(Run(capsys, "align", SAMPLE, CITY, "-f", "json").out)
    assert len(said["pairings"]) == 34
    assert said["pairings"][4]["serves"][0]["path"] == "四/（二）/3"


def test_a_file_to_confirm_in_that_cannot_be_used_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert ".yaml" in complaint(Run(capsys, "align", SAMPLE, CITY, "-o", tmp_path / "a.json"))
    assert "不是可用的确认文件" in complaint(Run(capsys, "align", SAMPLE, CITY, "--confirmed", PLAN))


def test_versions_are_compared_as_diff_does(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Exit status 0 without changes, 1 with some; plan files and documents alike."""
    run = Run(capsys, "diff", PLAN, PLAN)
    assert (run.status, run.out) == (0, "没有变化。\n")
    later = tmp_path / "新.txt"
    later.write_text(PROSE.read_text("utf-8").replace("汽车产量超过530万辆", "汽车产量超过600万辆"), "utf-8")
    run = Run(capsys, "diff", PROSE, later)
    assert run.status == 1
    assert "数值提高  二/（一） 汽车产量  >530万辆 → >600万辆" in run.out
    [change] = json.loads(Run(capsys, "diff", PROSE, later, "--format", "json").out)["changes"]
    assert (change["kind"], change["before"], change["after"]) == ("raised", ">530万辆", ">600万辆")


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_of_a_comparison_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for run in (Run(capsys, "align", SAMPLE, CITY), Run(capsys, "diff", SAMPLE, CITY)):
        assert max(cell_len(line) for line in run.out.splitlines()) <= columns


# ---------------------------------------------------------------- errors


def complaint(run: Run) -> str:
    assert (run.status, run.out) == (2, "")
    assert run.err.count("\n") == 1
    return run.err


def test_what_cannot_be_read_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "找不到文件" in complaint(Run(capsys, "compile", tmp_path / "无"))
    assert "There is no file" in complaint(Run(capsys, "compile", tmp_path / "无", "--lang", "en"))
    assert "找不到文件" in complaint(Run(capsys, "compile", "a\x00b"))
    assert "是文件夹" in complaint(Run(capsys, "check", tmp_path))
    empty = tmp_path / "空.txt"
    empty.touch()
    assert "空文件" in complaint(Run(capsys, "compile", empty))


@pytest.mark.parametrize(
    "content", [b'{"schema": "luodi/plan/1"}', b"schema: luodi/plan/1\ntasks: [", b'{"schema":"luodi/plan/9"}']
)
def test_a_broken_plan_file_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "计划.json"
    path.write_bytes(content)
    assert "计划.json：不是可用的计划文件" in complaint(Run(capsys, "compile", path))


def test_a_broken_corrections_file_is_named(capsys: pytest.CaptureFixture[str], copy: Path) -> None:
    run = Run(capsys, "compile", copy, "--corrections", copy, "--lang", "en")
    assert "no usable corrections file" in complaint(run)
    assert "充电.json" in run.err


def test_what_cannot_be_written_is_said_and_nothing_is_lost(capsys: pytest.CaptureFixture[str], copy: Path) -> None:
    before = copy.read_bytes()
    assert "没有这个文件夹" in complaint(Run(capsys, "compile", PLAN, "-o", copy.parent / "无" / "a.json"))
    assert "是文件夹" in complaint(Run(capsys, "compile", PLAN, "-o", copy.parent))
    assert "毁掉原文" in complaint(Run(capsys, "compile", copy, "-o", copy))
    assert ".docx 或 .xlsx" in complaint(Run(capsys, "table", PLAN, "-o", copy))
    assert copy.read_bytes() == before
    assert os.listdir(copy.parent) == [copy.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert "无法写入 /dev/full" in complaint(Run(capsys, "compile", PLAN, "-o", "/dev/full"))


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files")
def test_a_full_disk_leaves_the_old_file(copy: Path) -> None:
    """A limit on the size of files stands for the full disk: the write fails half way."""
    target = copy.with_name("旧.json")
    target.write_text("旧", "utf-8")
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        f"from luodi.cli import main; main(['compile', {str(copy)!r}, '-o', {str(target)!r}])"
    )
    run = subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 2
    assert "文件过大；原有内容未改动" in run.stderr
    assert target.read_text("utf-8") == "旧"
    assert sorted(os.listdir(copy.parent)) == sorted([copy.name, target.name])


def test_a_file_is_replaced_whole_and_keeps_its_mode_and_its_link(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target, link = tmp_path / "a.json", tmp_path / "b.json"
    target.write_text("旧", "utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    assert Run(capsys, "compile", PLAN, "-o", link).status == 0
    assert link.is_symlink()
    assert target.read_bytes() == PLAN.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o640


# ---------------------------------------------------------------- pipes and locales


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A pipeline in a shell, where $luodi is the command; its status is that of the first command that fails."""
    luodi = f"{sys.executable} -c 'from luodi.cli import main; main()'"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.replace("$luodi", luodi)],
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
    )


def test_standard_input_is_a_document() -> None:
    run = shell(f"$luodi compile '{PLAN}' -f yaml | $luodi compile - -f json")
    assert run.stdout == PLAN.read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes")
@pytest.mark.parametrize("command", ["compile", "compile -f json", "check", "check -f json"])
def test_a_file_may_have_any_name(tmp_path: Path, command: str) -> None:
    odd = os.fsdecode(bytes(tmp_path) + b"/\xff\x1b[31m.txt")
    Path(odd).write_bytes(SAMPLE.read_bytes())
    run = shell(f"$luodi {command} $'{tmp_path}/\\xff\\x1b[31m.txt'")
    assert (run.returncode, run.stderr) == (0, b"")
    assert "省工业和信息化厅" in run.stdout.decode("utf-8")
    assert b"\x1b" not in run.stdout


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    run = shell(f"$luodi compile '{PLAN}' -f json | true; $luodi check '{PLAN}' | head -1")
    assert run.stderr == b""


def test_a_locale_without_chinese_still_gets_it_whole() -> None:
    run = shell(f"$luodi compile '{PLAN}'", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "云溪市充电设施建设行动方案".encode() in run.stdout
    assert run.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["compile", "compile -f json", "check", "--help"])
def test_an_output_that_is_full_is_said_in_one_sentence(command: str) -> None:
    run = shell(f"$luodi {command} {'' if command == '--help' else PLAN} > /dev/full")
    assert run.returncode == 2
    assert run.stderr.decode().count("\n") == 1
    assert "磁盘已满" in run.stderr.decode()


# ---------------------------------------------------------------- what reaches the terminal


def test_no_character_of_a_file_commands_the_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    raw = PLAN.read_text("utf-8").replace("完善公共充电网络", "\\u001b[2J完善\\u202e公共\\u0007网络")
    path = tmp_path / "a.json"
    path.write_text(raw, "utf-8")
    for arguments in (["compile", path], ["compile", path, "-f", "table"], ["check", path]):
        out = Run(capsys, *arguments).out
        assert not set(out) & set("\x1b\x07\u202e\r\b")
    assert shown("一\n二\t三") == "一 二 三"


def test_names_are_not_cut_while_there_is_room() -> None:
    names = "市工业和信息化局、市财政局、市国资委，各区政府"
    assert list(wrapped(names, 18)) == ["市工业和信息化局、", "市财政局、", "市国资委，各区政府"]
    for width in (4, 5, 9, 17):
        lines = list(wrapped(names, width))
        assert "".join(lines) == names
        assert max(map(cell_len, lines)) <= width
        assert not any(line.startswith(("、", "，")) for line in lines)
