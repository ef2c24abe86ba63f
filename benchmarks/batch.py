"""How fast many documents are compiled: `.venv/bin/python -m benchmarks.batch [--documents N] [--long] [--cluster]`.

The documents are invented, each from its own seed, 8,000 characters and more, so that no cache meets a text twice.
What runs in one process is measured in CPU time, what runs in several by the clock: nothing else should run then.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from itertools import count, pairwise
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from luodi.batch import Progress, Summary, compile_folder
from luodi.batch.local import cores

FORMATS = Path(__file__).parent.parent / "tests" / "data" / "formats"
LENGTH = 8000
"""Characters of a plan: about those of a provincial action plan."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.batch", description="Measure luodi on many documents.")
    parser.add_argument("--documents", type=int, default=400, help="documents a run (default 400)")
    parser.add_argument("--long", action="store_true", help="only the memory of a run over 10,000 documents")
    parser.add_argument(
        "--cluster", action="store_true", help="only a Dask cluster of two processes beside two workers"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if options.long:
            memory(place, 10_000)
        elif options.cluster:
            on_cluster(place, options.documents)
        else:
            alone(options.documents // 4)
            one_and_two(place, options.documents)
            pages()


# ---------------------------------------------------------------- documents


def _words(text: str) -> list[str]:
    return text.split()


CITIES = _words("云溪 临江 青山 白水 北岭 东陵 南屏 西固 长汀 石浦 金川 玉田 海宁 兴城 平望 安丘 永州 定远 新沂 和顺")
FIELDS = _words(
    "新型储能 低空经济 智能网联汽车 现代种业 生物医药 海洋装备 冷链物流 绿色建材 数字创意 工业母机 养老服务"
)
THINGS = _words(
    "公共服务平台 中试基地 检验检测中心 产业园区 示范线路 创新联合体 标准厂房 实训基地 数据中心 培育库 综合体"
)
VERBS = _words("建成 新建 培育 改造 引进 认定 支持建设 布局")
AIMS = _words("完善基础设施 推动技术创新 培育市场主体 优化空间布局 深化改革开放 强化人才支撑 拓展应用场景 健全标准体系")
MEANS = [
    "鼓励龙头企业牵头组建{thing}，联合上下游企业开展协同攻关",
    "支持有条件的县（市、区）围绕{field}建设{thing}，避免同质化竞争",
    "完善{field}统计监测制度，定期发布运行情况",
    "对符合条件的{thing}给予不超过{number}万元的一次性奖励",
    "推动{field}与制造业深度融合，打造一批可复制、可推广的典型案例",
    "落实研发费用加计扣除等政策，引导金融机构加大对{field}的信贷投放",
    "每年组织{small}场以上供需对接活动，促进{field}产品推广应用",
    "加强{field}领域质量安全监管，建立健全风险预警和应急处置机制",
]
GOALS = [
    "到{year}年，{field}产业规模达到{number}亿元，年均增长{small}%以上",
    "{verb}{thing}{small}个以上",
    "{year}年底前{verb}{thing}{small}个，总投资约{number}亿元",
    "{field}企业数量超过{number}家，其中规模以上企业{small}家",
    "力争到{year}年{field}普及率提高到{share}%",
]
BODIES = _words(
    "发展改革委 工业和信息化局 财政局 科技局 商务局 自然资源局 生态环境局 交通运输局 市场监管局 农业农村局 "
    "人力资源社会保障局 住房城乡建设局 卫生健康委 教育局 统计局 应急管理局 文化广电旅游局 大数据局"
)
NUMERALS = "一二三四五六七八九十"


def invented(seed: int) -> str:
    """An action plan: title, number, situation, goals, tasks with those responsible, safeguards."""
    return "\n".join(_paragraphs(Random(seed), seed))


def _paragraphs(random: Random, seed: int) -> Iterator[str]:
    year = random.randint(2018, 2027)
    city, field = random.choice(CITIES), random.choice(FIELDS)
    title = f"{city}市{field}高质量发展行动方案（{year}—{year + 3}年）"
    yield title
    yield f"{city}政办发〔{year}〕{seed % 90 + 1}号"
    yield f"为加快推进{field}高质量发展，根据国家和省有关部署，结合我市实际，制定本方案。"
    yield "一、发展现状"
    size, growth = random.randint(50, 900), random.randint(2, 30)
    yield f"{year - 1}年，全市{field}产业规模{size}亿元，同比增长{growth}.{seed % 10}%。"
    yield "二、工作目标"
    yield "；".join(_filled(random, goal, year, field) for goal in GOALS) + "。"
    yield "三、重点任务"
    length = 0
    for number in count():
        if length > LENGTH - 700:
            break
        yield f"（{_numeral(number)}）{random.choice(AIMS)}"
        for item in range(1, 4):
            sentences = random.sample(MEANS, 3) + random.sample(GOALS, random.randint(0, 1))
            text = "。".join(_filled(random, sentence, year, random.choice(FIELDS)) for sentence in sentences)
            lead, *others = random.sample(BODIES, random.randint(2, 5))
            responsible = f"（市{lead}牵头，市{'、市'.join(others)}，各县（市、区）人民政府按职责分工负责）"
            task = f"{item}.{random.choice(VERBS)}{random.choice(THINGS)}。{text}。{responsible}"
            length += len(task)
            yield task
    yield "四、保障措施"
    yield f"（一）加强组织领导。建立由市{random.choice(BODIES)}牵头的工作协调机制，统筹解决重大问题。"
    yield f"（二）强化要素保障。市级财政每年安排专项资金{random.randint(1, 50)}00万元，支持{field}重点项目建设。"
    yield f"（三）严格督促落实。市{random.choice(BODIES)}于每年{random.randint(1, 12)}月底前报送进展情况。"
    yield f"{city}市人民政府办公室"
    yield f"{year}年{random.randint(1, 12)}月{random.randint(1, 28)}日"


def _filled(random: Random, sentence: str, year: int, field: str) -> str:
    return sentence.format(
        field=field,
        thing=random.choice(THINGS),
        verb=random.choice(VERBS),
        year=year + random.randint(1, 3),
        number=random.randint(2, 60) * 50,
        small=random.randint(3, 40),
        share=random.randint(40, 98),
    )


def _numeral(index: int) -> str:
    tens, ones = divmod(index + 1, 10)
    return (NUMERALS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (NUMERALS[ones - 1] if ones else "")


def _written(folder: Path, documents: int) -> Path:
    folder.mkdir()
    for seed in range(documents):
        folder.joinpath(f"{seed:05}.txt").write_text(invented(seed), "utf-8")
    return folder


# ---------------------------------------------------------------- measurements


def alone(documents: int) -> None:
    """Text to plan file in one process, warm."""
    from luodi.compiler import compile
    from luodi.documents import read
    from luodi.plan import to_json

    stages: list[list[float]] = [[], [], []]
    characters = tasks = 0
    for seed in range(-10, documents):
        data = invented(seed).encode()
        moments = [process_time()]
        document = read(data)
        moments.append(process_time())
        plan = compile(document)
        moments.append(process_time())
        to_json(plan)
        moments.append(process_time())
        if seed >= 0:
            characters, tasks = characters + len(document.text), tasks + len(plan.tasks)
            for stage, (start, end) in zip(stages, pairwise(moments), strict=True):
                stage.append(end - start)
    each = [median(stage) * 1000 for stage in stages]
    mean = sum(map(sum, stages)) / documents
    print(f"One process, {documents} texts of {characters // documents} characters and {tasks // documents} tasks:")
    print(f"  {1 / mean:.0f} plans/s of CPU; median read {each[0]:.1f}, compile {each[1]:.1f}, write {each[2]:.1f} ms")


def one_and_two(place: Path, documents: int) -> None:
    """luodi batch with one worker and with as many as there are cores."""
    folder = _written(place / "in", documents)
    rates = {}
    for workers in (1, cores()):
        before = cpu()
        rates[workers] = _rate(compile_folder(folder, place / f"out-{workers}", workers=workers))
        asker, inside = ((after - then) * 1000 / documents for after, then in zip(cpu(), before, strict=True))
        print(f"  luodi batch, {workers} worker(s): {rates[workers]:.0f} documents/s; ", end="")
        print(f"CPU a document: workers {inside:.1f} ms, asker {asker:.1f} ms")
    print(f"  {cores()} workers do {rates[cores()] / rates[1]:.2f} times what one does (their start included)")
    again = compile_folder(folder, place / "out-1")
    print(f"  the same once more, nothing to do: {again.seconds:.2f} s for {again.kept} documents")


def cpu() -> tuple[float, float]:
    """CPU seconds of this process, and of those that it has started and that have ended."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, others = (usage.ru_utime + usage.ru_stime for usage in usages)
    return own, others


def on_cluster(place: Path, documents: int) -> None:
    """Two Dask workers, each a process of its own, beside two of ours."""
    from distributed import LocalCluster

    folder = _written(place / "in", documents)
    here = _rate(compile_folder(folder, place / "here", workers=2))
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "host": "127.0.0.1"}
    with LocalCluster(dashboard_address=None, **settings) as cluster:  # type: ignore[no-untyped-call]
        there = _rate(compile_folder(folder, place / "there", cluster=cluster.scheduler_address))
    files = [file.relative_to(place / "here") for file in (place / "here").rglob("*.json")]
    same = all((place / "here" / file).read_bytes() == (place / "there" / file).read_bytes() for file in files)
    print(f"Two workers {here:.0f} documents/s, two Dask processes {there:.0f}; {len(files)} plans, same bytes: {same}")


def _rate(summary: Summary) -> float:
    if summary.failed:
        sys.exit(f"{summary.failed} documents failed: {next(o for o in summary.outcomes if o.failure)}")
    return summary.compiled / summary.seconds


def pages() -> None:
    """PDF to plan and PDF to Document beside the bare text of the same pages."""
    import pypdfium2

    from luodi.compiler import compile
    from luodi.documents import read

    def bare(data: bytes) -> None:
        with pypdfium2.PdfDocument(data) as pdf:
            for page in pdf:
                page.get_textpage().get_text_range()

    files = [file.read_bytes() for file in sorted(FORMATS.glob("*.pdf"))]
    number = sum(len(pypdfium2.PdfDocument(data)) for data in files)
    print(f"PDF, {len(files)} files of {number} pages, one process:")
    rates = {}
    ways: dict[str, Callable[[bytes], object]] = {
        "bare text": bare,
        "luodi.read": read,
        "luodi.read and compile": lambda data: compile(read(data)),
    }
    for name, way in ways.items():
        seconds = []
        for _ in range(4):
            start = process_time()
            for data in files:
                way(data)
            seconds.append(process_time() - start)
        rates[name] = number / min(seconds[1:])
        print(f"  {name}: {rates[name]:.0f} pages/s of CPU, {rates['bare text'] / rates[name]:.1f} times the bare text")


def memory(place: Path, documents: int) -> None:
    """Resident memory of the asker and of its largest worker, in MB, along a long run."""
    folder = _written(place / "in", documents)
    print(f"{documents} documents; MB of the asking process, of its largest worker")

    def report(progress: Progress) -> None:
        if progress.done % (documents // 20) == 0 or progress.done == 100:
            print(
                f"  {progress.done:6} {resident('self'):7.1f} {max(map(resident, children()), default=0):7.1f}",
                flush=True,
            )

    print(f"  {_rate(compile_folder(folder, place / 'out', progress=report)):.0f} documents/s")


def resident(process: str) -> float:
    """Resident memory of a process in MB of 1024² (Linux)."""
    try:
        return int(Path(f"/proc/{process}/status").read_text().partition("VmRSS:")[2].split()[0]) / 1024
    except (OSError, IndexError):
        return 0.0


def children() -> list[str]:
    """The processes that this thread has started and that still run."""
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()


if __name__ == "__main__":
    main()
