"""Measure requests/s of an article, rendered and cached, beside a bare Django view and nginx.

    python tests/bench/serve.py [--seconds 5] [--articles 200] [--json FILE]

Publishes the catalogue, starts granian with the options of docs/deploy and nginx with its site
file, and has wrk ask each in turn; needs nginx and wrk. What it prints is described in README.md.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.serving.front import Front, free_port

# as many as a page's readers have open at once; more only wait
CONNECTIONS = 16
UNCACHED, CACHED, BARE, FRONT, FILE = (
    "article, made anew",
    "article, kept in memory",
    "bare Django view",
    "article, from nginx's cache",
    "nginx, a static file",
)
LIST = "list with all facets, made anew"
# what is to be reached: (what, of what, least share) or requests a second
TARGETS = {UNCACHED: (None, 1500), CACHED: (BARE, 0.8), FRONT: (FILE, 0.7)}

BARE_SITE = """
import django
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="none")
django.setup()
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
BODY = open({body!r}, "rb").read()
urlpatterns = [path("", lambda request: HttpResponse(BODY))]
application = get_wsgi_application()
"""


class GranianServer:
    """granian with the documented options on a free port."""

    def __init__(self, target: str, folder: Path, cwd: Path, **environment: str):
        options = (ROOT / "docs/deploy/granian.env").read_text(encoding="utf-8").splitlines()
        pairs = dict(line.split("=", 1) for line in options if line and not line.startswith("#"))
        self.port = free_port()
        begun = time.perf_counter()
        with (folder / "granian.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "granian", "--port", str(self.port), target],
                env=os.environ | pairs | {"PYTHONPATH": str(cwd)} | environment,
                cwd=cwd,
                stdout=log,
                stderr=log,
            )
        while not _answers(self.port):
            assert self.process.poll() is None, (folder / "granian.log").read_text()
            time.sleep(0.02)
        self.started = time.perf_counter() - begun

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def cpu(self) -> float:
        """Return the CPU seconds of the workers."""
        ticks = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> dict[str, int]:
        """Return the MB of the largest worker: RSS and PSS (shared pages in proportion)."""
        sizes = {"Rss": 0, "Pss": 0}
        for pid in self.workers():
            result = Path(f"/proc/{pid}/smaps_rollup").read_text()
            for name, most in sizes.items():
                size = int(re.search(rf"^{name}:\s+(\d+) kB", result, re.MULTILINE)[1])
                sizes[name] = max(most, size // 1024)
        return sizes

    def close(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


def _answers(port: int) -> bool:
    """Return whether a request is answered, not only a connection accepted."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)):
            return False
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
    except OSError:
        return False
    return True


def load(url: str, paths: list[str], seconds: int, folder: Path) -> dict:
    """Return wrk's figures for requesting `paths` in turn."""
    script = folder / "paths.lua"
    lua_paths = ", ".join(json.dumps(path) for path in paths)
    script.write_text(
        f"local paths = {{{lua_paths}}}\nlocal n = 0\n"
        "request = function() n = n % #paths + 1; return wrk.format(nil, paths[n]) end\n"
        'done = function(s, l) io.write(string.format("R %d %d %f %f %f\\n", s.requests, '
        "s.errors.status + s.errors.connect + s.errors.read + s.errors.timeout, "
        "s.duration / 1e6, l:percentile(50) / 1e3, l:percentile(99) / 1e3)) end\n"
    )
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    requests, errors, lasted, p50, p99 = re.search(r"R (.*)", output)[1].split()
    return {
        "requests_per_second": float(requests) / float(lasted),
        "requests": int(requests),
        "errors": int(errors),
        "p50_ms": float(p50),
        "p99_ms": float(p99),
    }


def measure(name: str, server: GranianServer | None, url: str, paths, seconds, folder) -> dict:
    """Measure requests and the workers' CPU time per request, stable on a busy machine."""
    load(url, paths, 1, folder)
    before = server.cpu() if server else 0.0
    figures = {"what": name, **load(url, paths, seconds, folder)}
    if server:
        figures["cpu_ms"] = 1000 * (server.cpu() - before) / max(figures["requests"], 1)
    print(f"  {name}: {figures['requests_per_second']:,.0f}/s", file=sys.stderr, flush=True)
    return figures


def run(folder: Path, seconds: int, most: int) -> dict:
    environment = {"ARCHIVE_VAR": str(folder / "var")}
    for arguments in (["publish"], ["collectstatic", "--no-input", "--verbosity", "0"]):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(
            command, env=os.environ | environment, cwd=ROOT, check=True, stdout=sys.stderr
        )
    rows = []
    without = GranianServer(
        "archive.wsgi:application", folder, ROOT, **environment, ARCHIVE_PAGE_CACHE="0"
    )
    try:
        sitemap = urllib.request.urlopen(f"{without.url}/sitemaps/articles-1.xml").read().decode()
        articles = re.findall(r"<loc>[^<]*?(/articles/[a-z0-9]{7}/)</loc>", sitemap)[:most]
        rows.append(measure(UNCACHED, without, without.url, articles, seconds, folder))
        rows.append(measure(LIST, without, without.url, ["/articles/"], seconds, folder))
        start_seconds, memory = without.started, without.memory()
        body = urllib.request.urlopen(without.url + articles[0]).read()
    finally:
        without.close()
    site = GranianServer("archive.wsgi:application", folder, ROOT, **environment)
    static = folder / "var" / "static"
    (static / "page.html").write_bytes(body)
    (folder / "front").mkdir()
    front = Front(folder / "front", site.port, static, limits=False)
    (folder / "bare.py").write_text(BARE_SITE.format(body=str(static / "page.html")))
    bare = GranianServer("bare:application", folder, folder)
    try:
        front.start()
        rows.append(measure(CACHED, site, site.url, articles[:1], seconds, folder))
        rows.append(measure(BARE, bare, bare.url, ["/"], seconds, folder))
        at = f"http://127.0.0.1:{front.port}"
        rows.append(measure(FRONT, None, at, articles[:1], seconds, folder))
        rows.append(measure(FILE, None, at, ["/static/page.html"], seconds, folder))
    finally:
        for server in (site, bare, front):
            server.close()
    return {
        "load_before": os.getloadavg()[0],
        "bytes": len(body),
        "articles": len(articles),
        "worker_started_s": start_seconds,
        "worker_mb": memory,
        "rows": rows,
        "targets": list(check_targets(rows, start_seconds, memory)),
    }


def check_targets(rows: list[dict], start_seconds: float, memory: dict[str, int]):
    """Yield (name, measured, target, whether reached)."""
    per_second = {row["what"]: row["requests_per_second"] for row in rows}
    for name, (reference, least) in TARGETS.items():
        ratio = per_second[name] / (per_second[reference] if reference else 1)
        label = f"{name} ÷ {reference}" if reference else f"{name}, requests/s"
        yield label, round(ratio, 2), least, ratio >= least
    yield "server with its workers started, s", round(start_seconds, 2), 2, start_seconds < 2
    yield "a worker's memory (RSS), MB", memory["Rss"], 150, memory["Rss"] < 150


def table(figures: dict) -> str:
    lines = [
        f"load before {figures['load_before']:.1f}; an article of {figures['bytes']:,} bytes",
        "",
        "| what | requests/s | p50 ms | p99 ms | a worker's ms a request | errors |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for row in figures["rows"]:
        cpu = f"{row['cpu_ms']:.2f}" if "cpu_ms" in row else "–"
        lines.append(
            f"| {row['what']} | {row['requests_per_second']:,.0f} | {row['p50_ms']:.1f} "
            f"| {row['p99_ms']:.1f} | {cpu} | {row['errors']} |"
        )
    lines += ["", "| target | measured | to reach | reached |", "|---|--:|--:|---|"]
    for name, value, least, is_reached in figures["targets"]:
        lines.append(f"| {name} | {value} | {least} | {'yes' if is_reached else 'no'} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5, help="of each load")
    parser.add_argument("--articles", type=int, default=200, help="asked for in turn, at most")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    for program in ("nginx", "wrk"):
        if not shutil.which(program):
            parser.error(f"{program} is not installed")
    with tempfile.TemporaryDirectory(prefix="baozang-bench-") as folder:
        result = run(Path(folder), options.seconds, options.articles)
    print(table(result))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
