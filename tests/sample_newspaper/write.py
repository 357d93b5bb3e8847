"""Typeset the sample newspaper and write its catalogue, page texts and images into this folder.

    .venv/bin/python tests/sample_newspaper/write.py

Run it after changing source/. `make demo` and the tests take in what it has written, without a
browser.
"""

import os
import shutil
import sys
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CATALOGUE, TEXTS, IMAGES = HERE / "catalogue", HERE / "texts", HERE / "scans"
NEWSPAPER = "yangbao"
RIGHTS = "https://creativecommons.org/publicdomain/zero/1.0/"
# the page that is a PDF
AS_PDF = "2026-01-05-3"
# pixels to the inch at which a PDF's page is shown; CSS has 96
PDF_SCALE = 300 / 96


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    os.environ["ARCHIVE_FIXTURES"] = str(CATALOGUE)
    import django

    django.setup()
    from playwright.sync_api import sync_playwright

    from tests.browser import chromium
    from tests.sample_newspaper.typesetting import sources, typeset

    for folder in (CATALOGUE / "issues", CATALOGUE / "geometry", TEXTS, IMAGES):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.arguments()
        )
        pages = [typeset(browser, source) for source in sources()]
        browser.close()
    for issue, of_issue in groupby(pages, key=lambda page: page.issue):
        write_issue(issue, list(of_issue))
    enter()


def write_issue(issue: str, pages: list[Any]) -> None:
    from archive.catalogue.entries import IssueFile
    from archive.ingest.importers.issue_yaml import text

    record = {
        "newspaper": NEWSPAPER,
        "issue": issue,
        "number": "1" if issue == "2026-01-05" else "2",
        "attribution": {"basis": "stated"},
        "date": {"edtf": issue, "basis": "stated"},
        "pages": [page_entry(page, write_image(page)) for page in pages],
    }
    folder = CATALOGUE / "issues" / NEWSPAPER
    folder.mkdir(exist_ok=True)
    comment = (
        "样报：报藏演示和测试用，文字和图画都是为此编写的。tests/sample_newspaper/write.py 写成"
    )
    file = folder / f"{issue}.yaml"
    file.write_text(text(IssueFile.model_validate(record), comment), encoding="utf-8")
    geometry = CATALOGUE / "geometry" / NEWSPAPER
    geometry.mkdir(exist_ok=True)
    lines = "".join(page.geometry.encode() + "\n" for page in pages)
    (geometry / f"{issue}.jsonl").write_text(lines, encoding="utf-8")
    for page in pages:
        (TEXTS / f"{issue}-{page.page}.txt").write_bytes(page.text.encode())


def write_image(page: Any) -> dict[str, Any]:
    """Write the page's image, a PDF for one page and JPEG for the others."""
    from tests.sample_newspaper.typesetting import jpeg

    name = f"{page.issue}-{page.page}"
    if name == AS_PDF:
        content, suffix = page.pdf, "pdf"
        width, height = round(720 * PDF_SCALE), round(1020 * PDF_SCALE)
    else:
        (content, width, height), suffix = jpeg(page.png), "jpg"
    (IMAGES / f"{name}.{suffix}").write_bytes(content)
    image = {"sha256": sha256(content).hexdigest(), "width": width, "height": height}
    return image | ({"pdf_page": 1} if name == AS_PDF else {}) | {"rights": RIGHTS}


def page_entry(page: Any, image: dict[str, Any]) -> dict[str, Any]:
    return {
        "page": page.page,
        "number": page.page,
        "name": page.name,
        "text": {"sha256": page.sha256, "length": len(page.text)},
        "images": [image],
        "apart": [
            {
                "kind": part.attributes["apart"],
                "at": [[part.start, part.end]],
                "text": page.text[part.start : part.end].replace("\n", " "),
                "note": part.attributes.get("note", ""),
            }
            for part in page.parts
            if "apart" in part.attributes
        ],
        "articles": [article_entry(page, result) for result in page.articles],
    }


def article_entry(page: Any, attributes: dict[str, str]) -> dict[str, Any]:
    parts = [part for part in page.parts if part.attributes.get("ident") == attributes["ident"]]

    def decks(name: str) -> list[dict[str, Any]]:
        return [
            {"text": page.printed[part.start : part.end], "at": [[part.start, part.end]]}
            for part in parts
            if part.attributes.get("deck") == name
        ]

    entry: dict[str, Any] = {
        "ident": attributes["ident"],
        # none of it happened anywhere
        "cataloguing": "minimal",
        "genre": attributes["genre"],
        "column": attributes.get("column", ""),
        "headline": decks("headline")[0],
        "subheads": decks("subhead"),
        "topics": attributes["topics"].split(),
        "digest": attributes["digest"],
        "body": [],
        "bylines": [],
        "corrections": [],
        "pictures": [],
    }
    if kicker := decks("kicker"):
        entry["kicker"] = kicker[0]
    letters = {"crosshead": "h", "byline": "b", "caption": "c", "credit": "a"}
    for part in parts:
        if part.box:
            entry["pictures"].append({"zone": [round(side, 5) for side in part.box]})
        kind = part.attributes.get("block")
        if not kind:
            continue
        letter = letters.get(kind, "p")
        number = 1 + sum(block["id"].startswith(letter) for block in entry["body"])
        block = {"kind": kind, "id": f"{letter}{number}", "at": [[part.start, part.end]]}
        if kind == "crosshead":
            block["text"] = page.printed[part.start : part.end]
        if kind == "caption":
            entry["pictures"][-1]["caption"] = block["id"]
        entry["body"].append(block)
        if "person" in part.attributes:
            keys = ("person", "role", "read")
            entry["bylines"].append({key: part.attributes[key] for key in keys})
        entry["corrections"] += [
            {
                "at": [n, n + 1],
                "was": page.text[n],
                "read": page.printed[n],
                "reason": "字形相近，识别有误",
                "certainty": "sure",
            }
            for n in range(part.start, part.end)
            if page.text[n] != page.printed[n]
        ]
    return entry


def enter() -> None:
    """Enter everything in a new ledger."""
    from archive.catalogue.ledger_file import enter
    from archive.catalogue.page_texts import PageTexts

    (CATALOGUE / "ledger.yaml").write_text("ledger: []\n", encoding="utf-8")
    enter(CATALOGUE, texts=PageTexts(TEXTS))


if __name__ == "__main__":
    main()
