"""References for comparison: the oracles outside the repository, and citeproc-js."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

HERE = Path(__file__).resolve().parent
CSL = settings.BASE_DIR.parent / "shared" / "oracles" / "csl"


def oracle(name: str) -> Path:
    """Return a file of the CSL oracles, which are never copied here."""
    if not CSL.exists():
        pytest.skip(f"oracles: none in {CSL}")
    return CSL / name


def citeproc(style: str | Path, items: list[dict]) -> list[str]:
    """citeproc-js's plain-text citation of each CSL-JSON item, without the entry's number."""
    if not shutil.which("node") or not (HERE / "node_modules" / "citeproc").exists():
        pytest.skip("node: no node, or not its packages (npm ci in tests/clients)")
    locales = oracle("locales-en-US.xml").parent
    request = {"style": str(style), "locales": str(locales), "items": items}
    ran = subprocess.run(
        ["node", HERE / "citeproc.js"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
    )
    return [entry.removeprefix("[1]").strip() for entry in json.loads(ran.stdout)]
