"""Audit pages with Lighthouse as on a phone: `make lighthouse`.

The front page, a list and an article, with page texts if they are available; a page, an article
and a list of the sample newspaper, with its images. Exits with 1 if a score is below the archive's
own limit.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

import chromium
from django.conf import settings
from site_under_test import Site

PROGRAM = ROOT / "tests" / "clients" / "node_modules" / ".bin" / "lighthouse"
ADDRESSES = (
    *("/", "/articles/?province=zhejiang", "/articles/rmmjdt3/"),
    *("/en/", "/en/articles/?province=zhejiang", "/en/articles/rmmjdt3/"),
    *("/hant/", "/hant/articles/rmmjdt3/"),
)
SAMPLE = ROOT / "tests" / "sample_newspaper"
WITH_IMAGES = ("/newspapers/yangbao/2026-01-05/1/", "/articles/dg7ccgd/", "/articles/")
# the least of each score, out of 100
MIN_SCORES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}


def run_lighthouse(url: str, folder: Path) -> dict:
    """Return Lighthouse's report of one page on its default slow phone."""
    report = folder / "report.json"
    flags = " ".join(("--headless=new", *chromium.arguments()))
    command = [PROGRAM, url, "--quiet", f"--chrome-flags={flags}", "--output=json"]
    command += [f"--only-categories={','.join(MIN_SCORES)}", f"--output-path={report}"]
    environment = os.environ | {"CHROME_PATH": chromium.find()}
    # now and then its trace misses the beginning (NO_NAVSTART), and it asks to be run again
    for check in (False, False, True):
        if subprocess.run(command, check=check, env=environment).returncode == 0:
            break
    return json.loads(report.read_text(encoding="utf-8"))


def list_problems(report: dict) -> list[str]:
    """List the failed audits, largest weight first."""
    weights = {
        ref["id"]: ref["weight"]
        for category in report["categories"].values()
        for ref in category["auditRefs"]
    }
    problems = [
        (weights.get(name, 0), f"{audit['title']}: {audit.get('displayValue', '')}")
        for name, audit in report["audits"].items()
        if audit["score"] is not None and audit["score"] < 1 and weights.get(name)
    ]
    return [message for _, message in sorted(problems, reverse=True)]


def audit(site: Site, addresses: tuple[str, ...], folder: Path) -> bool:
    """Print the scores of some pages; return whether any is below MIN_SCORES or shifts."""
    low = False
    for address in addresses:
        report = run_lighthouse(site.url + address, folder)
        scores = {kind: round(report["categories"][kind]["score"] * 100) for kind in MIN_SCORES}
        size = report["audits"]["total-byte-weight"]["numericValue"] / 1000
        shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
        columns = "  ".join(f"{scores[kind]:>{len(kind)}}" for kind in MIN_SCORES)
        print(f"{address:36}{columns}  {shift:.3f}  {size:.1f}", flush=True)
        for message in list_problems(report):
            print(f"    {message}")
        low |= shift > 0 or any(scores[kind] < least for kind, least in MIN_SCORES.items())
    return low


def main() -> int:
    low = False
    print(f"{'':36}{'  '.join(MIN_SCORES)}  shift  kB")
    for addresses, places in (
        (ADDRESSES, (settings.PAGES_DIR,)),
        (WITH_IMAGES, (SAMPLE / "texts", SAMPLE / "catalogue", SAMPLE / "scans")),
    ):
        with tempfile.TemporaryDirectory() as name:
            site = Site(Path(name), *places)
            try:
                low |= audit(site, addresses, Path(name))
            finally:
                site.close()
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
