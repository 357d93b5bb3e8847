"""Measure the cost of drafting a page with a large catalogue, and with the archive's own.

python tests/bench/drafting.py --articles 50000
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import ingest
from generate import ROOT, SEED

sys.path.insert(0, str(ROOT))

from tests.ingest.drafting.tearing import tear

DISK = 8_000
ROUNDS = 3
# of which the generator has the most
NEWSPAPER = "gongren-ribao"


def measure_draft(folder: Path, fixtures: Path, pages: Path) -> ingest.Stage:
    """Return the median cost of some runs of `manage.py draft` on an invented page."""
    page = folder / "page.txt"
    page.write_text(tear(1).text, encoding="utf-8")
    environment = {"ARCHIVE_FIXTURES": str(fixtures), "ARCHIVE_PAGES": str(pages)}
    out = str(folder / "draft.yaml")
    command = ["draft", str(page), "--newspaper", NEWSPAPER, "-o", out, "--force"]
    runs = [stage for _ in range(ROUNDS) for stage in ingest.run("draft", command, environment)]
    return ingest.Stage(
        "draft",
        statistics.median(stage.seconds for stage in runs),
        statistics.median(stage.cpu_seconds for stage in runs),
        max(stage.peak for stage in runs),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, help="keeps all figures as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if shutil.disk_usage(folder).free < options.articles * DISK:
            parser.error(f"{folder} has too little room")
        ingest.make_catalogue(folder, options.articles, options.seed)
        large = folder / "fixtures"
        ingest.run("enter_ledger", ["enter_ledger"], {
            "ARCHIVE_FIXTURES": str(large), "ARCHIVE_PAGES": str(folder / "pages"),
        })  # fmt: skip
        (folder / "none").mkdir()
        result = {
            "the archive's own": measure_draft(folder, ROOT / "fixtures", folder / "none"),
            f"{options.articles:,} articles": measure_draft(folder, large, folder / "pages"),
        }
    print(f"{'catalogue':20} {'s':>6} {'CPU s':>6} {'peak MB':>8}")
    for name, stage in result.items():
        print(f"{name:20} {stage.seconds:6.2f} {stage.cpu_seconds:6.2f} {stage.peak / 1e6:8,.0f}")
    if options.out:
        figures = {name: vars(stage) for name, stage in result.items()}
        options.out.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
