"""Measure a publish from JSON Lines: generating, ledger, check, publish.

python tests/bench/ingest.py --articles 20000
python tests/bench/ingest.py --articles 1200 --images
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

import issues
from generate import ROOT, SEED, Maker

# bytes of disk that an article needs while its edition is built
DISK = 30_000
# and what a page's scan and tiles need
IMAGE_DISK = 40_000_000
# what `publish` says when a stage begins → the stage
STAGES = {
    "检查目录": "publish: check",
    "建立数据库": "publish: load, texts, histories",
    "识别文中提到的": "publish: names in texts",
    "查找刊登同一消息": "publish: reprints",
    "切分版面图": "publish: tiles of page images",
    "更新数据库": "publish: database updated",
    "更新检索索引": "publish: search index updated",
    "建立检索索引": "publish: search index",
    "建立检索建议": "publish: suggestions",
    "写出整批数据": "publish: files to take away",
    "统计各主题": "publish: tallies",
    "逐篇按标题检索": "publish: headlines found",
    "逐个访问网址": "publish: addresses answer",
}
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Stage:
    name: str
    seconds: float
    # of all processes together
    cpu_seconds: float
    # the most bytes that all processes together had of their own at any look; not of mapped files,
    # which the system keeps in memory only while there is room
    peak: int


class Watch:
    """A running program whose processes are sampled five times a second, their memory every 2 s.

    Reading the memory of processes takes the kernel long: each time, 29 % of a core were lost.
    """

    def __init__(self, command: list[str], environment: dict[str, str]):
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            env=os.environ | environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._peak, self._cpu = 0, {}
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._looking.start()

    def _look(self) -> None:
        for n in count():
            if self._process.poll() is not None:
                break
            self._measure(with_memory=n % 10 == 0)
            time.sleep(0.2)

    def _measure(self, with_memory: bool = False) -> None:
        memory = 0
        for process in _family(self._process.pid):
            try:
                stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                own = Path(f"/proc/{process}/smaps_rollup").read_text() if with_memory else ""
            except OSError:
                continue
            self._cpu[process] = (int(stat[11]) + int(stat[12])) / _TICKS
            lines = (line.split() for line in own.splitlines())
            memory += sum(int(line[1]) * 1024 for line in lines if line[0] == "Pss_Anon:")
        self._peak = max(self._peak, memory)

    @property
    def cpu_seconds(self) -> float:
        self._measure()
        return sum(self._cpu.values())

    def peak(self) -> int:
        """Return the peak since the last call."""
        highest, self._peak = self._peak, 0
        return highest

    def lines(self) -> Iterator[str]:
        """Yield its output line by line; raise CalledProcessError if it fails."""
        for line in self._process.stdout:
            yield line.rstrip("\n")
        if self._process.wait():
            raise subprocess.CalledProcessError(self._process.returncode, self._process.args)


def _family(process: int) -> list[int]:
    pids = [process]
    for pid in pids:
        try:
            for thread in Path(f"/proc/{pid}/task").iterdir():
                pids += map(int, (thread / "children").read_text().split())
        except OSError:
            continue
    return pids


def run(name: str, arguments: list[str], environment: dict[str, str]) -> list[Stage]:
    """Run a manage.py command; return a stage for each that it reports."""
    watch = Watch([sys.executable, "-u", "manage.py", *arguments], environment)
    stages: list[Stage] = []
    begun, before = watch.started, 0.0

    def end(now: float) -> None:
        nonlocal begun, before
        cpu = watch.cpu_seconds
        stages.append(Stage(name, now - begun, cpu - before, watch.peak()))
        begun, before = now, cpu

    line = ""
    for line in watch.lines():
        stage = next((stage for start, stage in STAGES.items() if line.startswith(start)), None)
        # what it says on the way begins with the same words
        if stage and stage != name and arguments[0] == "publish":
            end(time.perf_counter())
            name = stage
        print(f"  {line[:110]}", file=sys.stderr, flush=True)
    end(time.perf_counter())
    return stages


def make_catalogue(folder: Path, articles: int, seed: int, images: bool) -> dict[str, int]:
    """Write fixtures, page texts and perhaps images, unless they exist; return their counts."""
    result = folder / "made.json"
    if result.exists():
        return json.loads(result.read_text())
    for name in ("fixtures", "pages", "images"):
        shutil.rmtree(folder / name, ignore_errors=True)
    scans = folder / "images" if images else None
    counts = issues.write(Maker(articles, seed), folder / "fixtures", folder / "pages", scans)
    result.write_text(json.dumps(counts))
    return counts


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def environment_of(folder: Path) -> dict[str, str]:
    """Return the settings for the archive in `folder`; it may have no images."""
    names = ("fixtures", "pages", "images", "var")
    return {
        f"ARCHIVE_{name.upper()}": str(folder / name)
        for name in names
        if name != "images" or (folder / name).is_dir()
    }


def measure(folder: Path, articles: int, seed: int, images: bool) -> dict:
    started = time.perf_counter()
    counts = make_catalogue(folder, articles, seed, images)
    result = {"articles": articles, "counted": counts, "making": time.perf_counter() - started}
    environment = environment_of(folder)
    stages: list[Stage] = []
    for name in ("enter_ledger", "publish"):
        figures_file = folder / f"{name}.json"
        if not figures_file.exists():
            # publish takes up what a publish that was stopped has finished: the table then has what
            # this one made, and not what that one did
            command_stages = run(name, [name], environment)
            figures_file.write_text(json.dumps([asdict(stage) for stage in command_stages]))
        stages += [Stage(**stage) for stage in json.loads(figures_file.read_text())]
    edition = (folder / "var" / "current").resolve()
    result["stages"] = [asdict(stage) for stage in stages]
    result["sizes"] = {
        "fixtures": size(folder / "fixtures"),
        "page texts": size(folder / "pages"),
        **({"images": size(folder / "images")} if images else {}),
        **({"tiles": size(folder / "var" / "images")} if images else {}),
        "edition": size(edition),
        **{f"edition: {path.name}": size(path) if path.is_dir() else path.stat().st_size
           for path in sorted(edition.iterdir())},
    }  # fmt: skip
    return result


def table(figures: dict) -> Iterator[str]:
    articles, stages = figures["articles"], figures["stages"]
    entering = [stage for stage in stages if stage["name"].startswith("publish")]
    total = {
        "name": "publish, all of it",
        "seconds": sum(stage["seconds"] for stage in entering),
        "cpu_seconds": sum(stage["cpu_seconds"] for stage in entering),
        "peak": max(stage["peak"] for stage in entering),
    }
    yield f"{'stage':34} {'s':>8} {'CPU s':>8} {'ms/article':>10} {'articles/s':>10} {'peak MB':>8}"
    for stage in (*stages, total):
        milliseconds = stage["cpu_seconds"] / articles * 1000
        rate = articles / max(stage["seconds"], 0.001)
        yield (
            f"{stage['name']:34} {stage['seconds']:8.1f} {stage['cpu_seconds']:8.1f}"
            f" {milliseconds:10.3f} {rate:10,.0f} {stage['peak'] / 1e6:8,.0f}"
        )
    if "images" in figures["sizes"]:
        pages = figures["counted"]["pages"]
        for quantity in ("seconds", "cpu_seconds"):
            yield (
                f"{pages:,} pages: {total[quantity]:,.0f} {quantity.replace('_', ' ')};"
                f" a thousand at that rate: {total[quantity] / pages * 1000 / 60:.0f} minutes"
            )
    for name, number in figures["sizes"].items():
        yield f"{name:34} {number / 1e6:10,.1f} MB {number / articles:8,.0f} bytes an article"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--images", action="store_true", help="each page with a scan and geometry")
    parser.add_argument("--folder", type=Path, help="where all is made; must not be there yet")
    parser.add_argument("--resume", type=Path, metavar="DIR", help="takes up a run that stopped")
    parser.add_argument("--out", type=Path, help="keeps all figures as JSON")
    options = parser.parse_args()
    folder = (options.resume or options.folder or Path(f"ingest-{options.articles}")).resolve()
    if folder.exists() != bool(options.resume):
        parser.error(f"{folder} is {'not ' if options.resume else ''}there")
    folder.mkdir(exist_ok=True)
    free, needed = shutil.disk_usage(folder).free, options.articles * DISK
    if options.images:
        needed += options.articles // issues.PAGE_HOLDS * IMAGE_DISK
    if not options.resume and free < needed:
        parser.error(f"{folder} has {free / 1e9:.0f} GB free; {needed / 1e9:.0f} GB are needed")
    result = measure(folder, options.articles, options.seed, options.images)
    if options.out:
        options.out.write_text(json.dumps(result, indent=1, ensure_ascii=False))
    print("\n".join(table(result)))


if __name__ == "__main__":
    main()
