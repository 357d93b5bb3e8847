"""Take the README's screenshots: `make screenshots`. Without page texts, which are not ours."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import chromium
from playwright.sync_api import sync_playwright
from site_under_test import Site

FOLDER = ROOT / "docs" / "images"
# name, address, viewport width and height, light or dark
SHOTS = (
    ("front", "/", 1280, 900, "light"),
    ("list", "/articles/?province=zhejiang", 1280, 900, "light"),
    ("page", "/newspapers/zhejiang-gongren-ribao/d8g39xz/x1/", 1280, 900, "light"),
    ("article", "/articles/rmmjdt3/", 1280, 900, "light"),
    ("phone-list", "/articles/?province=zhejiang&topic=jineng-jingsai", 390, 844, "light"),
    ("phone-article", "/articles/rmmjdt3/", 390, 844, "dark"),
)
# of the sample newspaper, which has images
SAMPLE = ROOT / "tests" / "sample_newspaper"
SAMPLE_SHOTS = (
    ("printed-page", "/newspapers/yangbao/2026-01-05/1/?q=借阅点", 1280, 1000, "light"),
    ("printed-article", "/articles/dg7ccgd/?q=借阅点", 1280, 900, "light"),
)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.arguments()
        )
        for name in ("collection", "sample"):
            Path(folder, name).mkdir()
        take(browser, Site(Path(folder, "collection"), Path(folder, "no-pages")), SHOTS)
        files = SAMPLE / "texts", SAMPLE / "catalogue", SAMPLE / "scans"
        take(browser, Site(Path(folder, "sample"), *files), SAMPLE_SHOTS)
        browser.close()


def take(browser, site, shots):
    try:
        for name, address, width, height, scheme in shots:
            viewport = {"width": width, "height": height}
            page = browser.new_page(viewport=viewport, color_scheme=scheme)
            page.goto(site.url + address, wait_until="networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
            print(f"docs/images/{name}.png")
    finally:
        site.close()


if __name__ == "__main__":
    main()
