"""Report the measurements and the machine as aligned plain text."""

import contextlib
import itertools
import os
import platform
import sqlite3
import time
from importlib.metadata import PackageNotFoundError, version

from measuring import HITS, PAGE
from processes import FTS5, LIKE, OURS


def machine(engine: str, seed: int) -> dict:
    def read_field(path: str, key: str) -> str:
        with contextlib.suppress(OSError), open(path) as lines:
            for line in lines:
                if line.startswith(key):
                    return line.split(":", 1)[1].strip()
        return "unknown"

    libraries = {"SQLite": sqlite3.sqlite_version}
    for name in ("tantivy", "rjieba", "jieba", "Django"):
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:
            libraries[name] = "absent"
    return {
        "cpu": read_field("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory": read_field("/proc/meminfo", "MemTotal"),
        "load_before": os.getloadavg(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "libraries": libraries,
        "engine": engine,
        "seed": seed,
        "when": time.strftime("%Y-%m-%d %H:%M:%S%z"),
    }


def table(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if n else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _ms(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _mb(memory: dict[str, int]) -> str:
    return f"{memory['own'] / 1e6:,.0f} + {memory['mapped'] / 1e6:,.0f}"


def _pair(summary: dict) -> str:
    return summary["skipped"] if summary["p50"] is None and summary["skipped"] else (
        f"{_ms(summary['p50'])}/{_ms(summary['p95'])}"
    )  # fmt: skip


def _times(value: float | None, reference: float | None) -> str:
    return f"{value / reference:,.1f}×" if value and reference else "–"


def report(figures: dict) -> str:
    builds, memory, cold_ = figures["built"], figures["memory"], figures["cold"]
    generation = figures["generated"]
    size = f"{generation['text'] / 1e6:,.1f} MB of text, made in {generation['seconds']:,.1f} s"
    out = [f"\n{figures['articles']:,} articles, {size}\n"]
    engines = tuple(builds)
    rows = [["", *engines]]
    rows += [
        ["built in, s", *(f"{builds[n]['seconds']:,.1f}" for n in engines)],
        ["  of it waiting for documents, s", *(f"{builds[n]['waited']:,.1f}" for n in engines)],
        ["in all cores together, s", *(f"{builds[n]['cpu']:,.1f}" for n in engines)],
        ["articles a second", *(f"{builds[n]['articles_a_second']:,.0f}" for n in engines)],
        ["index, MB", *(f"{builds[n]['bytes'] / 1e6:,.1f}" for n in engines)],
        ["index ÷ text", *(f"{builds[n]['of_text']:.2f}" for n in engines)],
        ["peak while building, MB own + mapped", *(_mb(builds[n]["peak"]) for n in engines)],
        ["worker before opening, MB", *(_mb(memory[n]["before"]) for n in engines)],
        ["worker after all queries, MB", *(_mb(memory[n]["after"]) for n in engines)],
        ["fresh process ready, ms", *(_ms(cold_[n]["cached"]["ready"]) for n in engines)],
        [
            "cold first query, files cached, ms",
            *(_ms(cold_[n]["cached"]["first"]) for n in engines),
        ],
        [
            "cold first query, files evicted, ms",
            *(_ms(cold_[n]["evicted"]["first"]) for n in engines),
        ],
    ]
    out.append(table(rows))
    rows = [["ms, p50/p95", "asked", "total", "ours", "all cores", "FTS5", "ratio", "FTS5 finds",
             "LIKE", "ours, no facets", "FTS5, no facets", "ratio"]]  # fmt: skip
    for kind in figures["queries"].values():
        page, hits = kind[PAGE], kind[HITS]
        recall = kind["fts5_found"]
        rows.append([
            kind["title"],
            f"{page[OURS]['asked']} ({kind['different']})",
            "–" if page[OURS]["median_total"] is None else f"{page[OURS]['median_total']:,.0f}",
            _pair(page[OURS]), f"{_ms(page[OURS]['cpu_p50'])}/{_ms(page[OURS]['cpu_p95'])}",
            _pair(page[FTS5]), _times(page[FTS5]["p50"], page[OURS]["p50"]),
            "–" if recall is None else f"{recall:.1%}",
            _pair(page[LIKE]),
            _pair(hits[OURS]), _pair(hits[FTS5]), _times(hits[FTS5]["p50"], hits[OURS]["p50"]),
        ])  # fmt: skip
    out.append("\n" + table(rows))
    out.append(_suggestions(figures["suggestion"]))
    if "check" in figures:
        failures = figures["check"]["wrong"]
        out.append(f"compared with a scan in Python: {figures['check']['compared']} answers,"
                   f" {len(failures)} wrong"
                   + "".join(f"\n  {item}" for item in failures[:5]))  # fmt: skip
    differing, compared = figures["differing_from_like"]
    out.append(f"totals other than LIKE's: {differing} of {compared} queries that both answered")
    if "http" in figures:
        rows = [["whole HTTP answer, ms", "asked", "p50/p95", "not 200"]]
        for name, summary in figures["http"].items():
            title = figures["queries"][name]["title"]
            rows.append([title, str(summary["asked"]), _pair(summary), str(summary["failures"])])
        out.append("\n" + table(rows))
    return "\n".join(out)


def _suggestions(figures: dict) -> str:
    if "absent" in figures:
        return f"\nsuggestion: {figures['absent']}"
    build = figures["built"]
    rows = [["suggestion, ms", "asked", "p50/p95", "answers"]]
    for method, summary in figures["ways"].items():
        total = f"{summary['median_total']:,.0f}"
        rows.append([f"by {method}", str(summary["asked"]), _pair(summary), total])
    return (
        f"\n{table(rows)}\n{build['entries']:,} entries, {figures['bytes'] / 1e6:,.1f} MB,"
        f" built in {build['seconds']:,.1f} s with {_mb(build['peak'])} MB at the most;"
        f" asked with {_mb(figures['memory'])} MB"
    )


def growth(sizes: list[dict]) -> str:
    """Return how many times slower a page is at each size than at the previous one."""
    rows = [["p95 of the page, times the size before", *(f"{s['articles']:,}" for s in sizes[1:])]]
    for name, kind in sizes[0]["queries"].items():
        p95s = [size["queries"][name][PAGE][OURS]["p95"] for size in sizes]
        ratios = [_times(larger, smaller) for smaller, larger in itertools.pairwise(p95s)]
        rows.append([kind["title"], *ratios])
    return table(rows)
