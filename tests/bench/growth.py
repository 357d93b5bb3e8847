"""Compare page times of a small and a large archive, and a list's under a constant request rate.

    python tests/bench/growth.py VAR … [--rounds 40] [--per-second 50] [--out FILE]

Each VAR is a folder with `current` in it, as `publish` and ingest.py leave it. The page cache is
off: every page is rendered. README.md describes the output.
"""

import argparse
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from measuring import percentile
from serve import ROOT, GranianServer

# addresses of a kind that are asked in turn
EXAMPLES = 200
# asked before the clock runs
WARMING = 10
# lists that readers choose: each with its words
LISTS = {
    "list, all facets": "/articles/",
    "list, a topic": "/articles/?topic={topic}",
    "list, a province": "/articles/?province=zhejiang",
    "list, a topic and a province": "/articles/?topic={topic}&province=zhejiang",
    "list, page 50": "/articles/?page=50",
    "search, two characters": "/articles/?q=" + quote("工会"),
    "search, a word and a year": "/articles/?q=" + quote("职工") + "&year=2021",
}
# name → a pattern of the addresses in the sitemaps, and what is put behind
KINDS = {
    "article": (r"/articles/[a-z0-9]{7}/", ""),
    "article as JSON": (r"/articles/[a-z0-9]{7}/", ".json"),
    "issue": (r"/newspapers/[^/]+/[^/]+/", ""),
    "page of an issue": (r"/newspapers/[^/]+/[^/]+/[^/]+/", ""),
    "newspaper": (r"/newspapers/[^/]+/", ""),
    "topic": (r"/topics/[^/]+/", ""),
    "place": (r"/places/[^/]+/", ""),
    "person": (r"/people/[^/]+/", ""),
}
ALONE = {
    "front page": "/",
    "newspapers": "/newspapers/",
    "topics": "/topics/",
    "places": "/places/",
    "people": "/people/",
    "sitemap": "/sitemap.xml",
    "articles as JSON": "/articles.json",
    "Atom": "/articles.atom",
    "OAI-PMH, records": "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "OAI-PMH, a topic": "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set=topic:{topic}",
}


@dataclass
class Timings:
    times: list[float] = field(default_factory=list)
    # what the workers computed
    cpu: float = 0.0
    failures: int = 0


class Site:
    """One edition behind granian, its pages named by kind."""

    def __init__(self, var: Path, folder: Path, seed: int, workers: int = 1):
        environment = {"ARCHIVE_VAR": str(var), "ARCHIVE_EDITION": str(var / "current")}
        # without the names of static files no page can be made
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            cwd=ROOT,
            env=os.environ | environment,
            check=True,
        )
        self.server = GranianServer(
            "archive.wsgi:application",
            folder,
            ROOT,
            **environment,
            ARCHIVE_PAGE_CACHE="0",
            GRANIAN_WORKERS=str(workers),
        )
        self.articles = json.loads((var / "current" / "edition.json").read_text())["articles"]
        self._connection = http.client.HTTPConnection(urlsplit(self.server.url).netloc, timeout=120)
        self.pages = self._pages(random.Random(seed))
        self.timings = {kind: Timings() for kind in self.pages}

    def _pages(self, rng: random.Random) -> dict[str, list[str]]:
        page_paths = set()
        index = re.findall(r"<loc>([^<]*)</loc>", self._text("/sitemap.xml"))
        for kind in {urlsplit(url).path.rpartition("-")[0] for url in index}:
            parts = [url for url in index if urlsplit(url).path.startswith(f"{kind}-")]
            part = self._text(urlsplit(rng.choice(parts)).path)
            page_paths |= {urlsplit(url).path for url in re.findall(r"<loc>([^<]*)</loc>", part)}
        pages = {}
        for kind, (pattern, suffix) in KINDS.items():
            matches = sorted(path for path in page_paths if re.fullmatch(pattern, path))
            examples = rng.sample(matches, min(len(matches), EXAMPLES))
            pages[kind] = [path.rstrip("/") + suffix if suffix else path for path in examples]
        topics = [path.split("/")[2] for path in pages["topic"]]
        for kind, address in {**ALONE, **LISTS}.items():
            # a small archive has no fiftieth page
            if self.articles > 1000 or "page=50" not in address:
                pages[kind] = [address.format(topic=topic) for topic in topics]
        return {kind: paths for kind, paths in pages.items() if paths}

    def _text(self, path: str) -> str:
        with urllib.request.urlopen(self.server.url + path, timeout=120) as answer:
            return answer.read().decode()

    def ask(self, kind: str, number: int) -> None:
        paths, timings = self.pages[kind], self.timings[kind]
        computed, begun = self.server.cpu(), time.perf_counter()
        self._connection.request("GET", paths[number % len(paths)])
        answer = self._connection.getresponse()
        answer.read()
        timings.times.append(1000 * (time.perf_counter() - begun))
        timings.cpu += 1000 * (self.server.cpu() - computed)
        if answer.status != 200:
            timings.failures += 1
            print(f"  {paths[number % len(paths)]}: {answer.status}", file=sys.stderr)

    def figures(self) -> dict[str, dict]:
        return {
            kind: {
                "asked": len(timings.times),
                "p50": percentile(0.5, timings.times),
                "p95": percentile(0.95, timings.times),
                "cpu": timings.cpu / len(timings.times),
                "failures": timings.failures,
            }
            for kind, timings in self.timings.items()
            if timings.times
        }

    def stream(self, paths: list[str], per_second: int, seconds: int) -> dict:
        """Send requests at fixed times, however long others take; measure latency from then."""
        times, failures = [], []
        netloc = urlsplit(self.server.url).netloc

        def send(path: str, due: float) -> None:
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                connection = http.client.HTTPConnection(netloc, timeout=60)
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    failures.append(answer.status)
            except OSError as error:
                failures.append(str(error))
            times.append(1000 * (time.perf_counter() - due))

        begun = time.perf_counter() + 0.5
        threads = []
        for number in range(per_second * seconds):
            due = begun + number / per_second
            time.sleep(max(0.0, due - 0.2 - time.perf_counter()))
            thread = threading.Thread(target=send, args=(paths[number % len(paths)], due))
            thread.start()
            threads.append(thread)
        for thread in threads:
            thread.join()
        return {
            "asked": len(times),
            "p50": percentile(0.5, times),
            "p99": percentile(0.99, times),
            "most": max(times),
            "failures": len(failures),
        }


def run(options: argparse.Namespace, folder: Path) -> dict:
    sites = []
    for number, var in enumerate(options.vars):
        (folder / str(number)).mkdir()
        sites.append(Site(var.resolve(), folder / str(number), options.seed))
    kinds = [kind for kind in sites[0].pages if all(kind in site.pages for site in sites)]
    rng = random.Random(options.seed)
    result = {"load_before": os.getloadavg()[0], "articles": [site.articles for site in sites]}
    try:
        for number in range(options.rounds):
            if number == WARMING:
                for site in sites:
                    site.timings = {kind: Timings() for kind in site.pages}
            # in an order of its own each time, so that a busy moment hits all alike
            for kind in rng.sample(kinds, len(kinds)):
                for site in sites:
                    site.ask(kind, number)
        result["pages"] = [site.figures() for site in sites]
        result["memory"] = [site.server.memory() for site in sites]
    finally:
        for site in sites:
            site.server.close()
    if options.per_second:
        result["stream"] = measure_stream(options, folder)
    return result


def measure_stream(options: argparse.Namespace, folder: Path) -> dict:
    """Send a stream of lists to the largest edition, with as many workers as in production."""
    largest = options.vars[-1].resolve()
    (folder / "stream").mkdir()
    site = Site(largest, folder / "stream", options.seed, len(os.sched_getaffinity(0)))
    try:
        lists = [path for kind in LISTS for path in site.pages.get(kind, [])[:20]]
        random.Random(options.seed).shuffle(lists)
        figures = {}
        for name, paths in {"the list itself": ["/articles/"], "all kinds of lists": lists}.items():
            site.stream(paths, options.per_second, 3)
            figures[name] = site.stream(paths, options.per_second, options.seconds)
        return figures
    finally:
        site.server.close()


def table(figures: dict) -> str:
    small, large = figures["pages"][0], figures["pages"][-1]
    lines = [
        f"load before {figures['load_before']:.1f}; articles: "
        + ", ".join(f"{number:,}" for number in figures["articles"]),
        "",
        "| p50/p95 ms, computed | "
        + " | ".join(f"{number:,}" for number in figures["articles"])
        + " | times |",
        "|---|" + "--:|" * (len(figures["articles"]) + 1),
    ]
    for kind in small:
        cells = [
            f"{row[kind]['p50']:.1f}/{row[kind]['p95']:.1f}, {row[kind]['cpu']:.1f}"
            for row in figures["pages"]
        ]
        times = large[kind]["p50"] / small[kind]["p50"]
        lines.append(f"| {kind} | {' | '.join(cells)} | {times:.1f} |")
    grown = [large[kind]["p50"] / small[kind]["p50"] for kind in small]
    lines.append(f"\nmedian growth {statistics.median(grown):.2f}")
    for name, row in figures.get("stream", {}).items():
        lines.append(
            f"{name}: {row['asked']} asked, p50 {row['p50']:.0f} ms, p99 {row['p99']:.0f} ms, "
            f"most {row['most']:.0f} ms, {row['failures']} failed"
        )
    lines.append(f"a worker's memory, MB: {figures['memory']}")
    return "\n".join(lines)


def run_benchmark(
    parser: argparse.ArgumentParser,
    run: Callable[[argparse.Namespace, Path], dict],
    table: Callable[[dict], str],
) -> dict:
    """Run a benchmark with the command line's options; print and save the figures."""
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="keeps all figures as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baozang-bench-") as folder:
        result = run(options, Path(folder))
    print(table(result))
    if options.out:
        options.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vars", nargs="+", type=Path, metavar="VAR", help="smallest first")
    parser.add_argument("--rounds", type=int, default=40, help="times that each kind is asked")
    parser.add_argument("--per-second", type=int, default=50, help="lists in the stream; 0: none")
    parser.add_argument("--seconds", type=int, default=30, help="of the stream")
    run_benchmark(parser, run, table)


if __name__ == "__main__":
    main()
