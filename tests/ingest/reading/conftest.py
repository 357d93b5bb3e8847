"""Pages of a newspaper set in a browser, as PDF, as image, and as a worn and crooked scan."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser import chromium

STYLE = """
@page { size: 270mm 380mm; margin: 0 }
* { box-sizing: border-box }
body { margin: 0; width: 270mm; height: 380mm; padding: 10mm; font: 9.5pt/1.5 "Noto Serif CJK SC" }
.folio { border-bottom: 1.5pt solid; font-size: 11pt; margin: 0 0 4mm; padding-bottom: 1mm }
.grid { display: grid; grid-template-columns: repeat(4, 1fr); gap: 6mm 5mm }
.two { grid-column: span 2 } .two .text { columns: 2; column-gap: 5mm }
.four { grid-column: span 4 } .four .text { columns: 4; column-gap: 5mm }
.box { border: 1pt solid; padding: 3mm }
.text { text-align: justify }
p { margin: 0; text-indent: 2em } h2 { font: 900 22pt/1.2 "Noto Sans CJK SC"; margin: 0 0 1mm }
.one h2 { font-size: 15pt }
.vertical { writing-mode: vertical-rl; width: 250mm; height: 150mm }
.vertical .text { columns: 2; column-gap: 5mm }
"""


@dataclass(frozen=True)
class Set:
    """A page as it was set: the PDF, its image, and a worn scan of that."""

    pdf: Path
    png: Path
    worn: Path


@pytest.fixture(scope="session")
def typeset(tmp_path_factory):
    """Return a function that sets HTML in Chromium; skip the test without it."""
    from playwright.sync_api import sync_playwright

    executable = chromium.find()
    if not executable:
        pytest.skip("no Chromium to be had (set CHROMIUM, or install one)")
    folder = tmp_path_factory.mktemp("typeset")
    # in a thread of its own: tests of other folders may have a browser open in this one
    with ThreadPoolExecutor(max_workers=1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        tab = thread.submit(_tab, playwright, executable).result()

        def set_page(name: str, body: str) -> Set:
            page = Set(*(folder / f"{name}.{suffix}" for suffix in ("pdf", "png", "jpg")))
            if not page.worn.exists():
                thread.submit(_print, tab, page, body).result()
                wear(page.png, page.worn)
            return page

        yield set_page
        thread.submit(playwright.stop).result()


def _tab(playwright, executable: str):
    browser = playwright.chromium.launch(executable_path=executable, args=chromium.arguments())
    return browser.new_page(viewport={"width": 1020, "height": 1436}, device_scale_factor=200 / 96)


def _print(tab, page: Set, body: str) -> None:
    tab.set_content(f"<meta charset=utf-8><style>{STYLE}</style>{body}")
    tab.pdf(path=page.pdf, prefer_css_page_size=True, print_background=True)
    tab.screenshot(path=page.png)


def wear(source: Path, target: Path, degrees: float = 0.8, seed: int = 7) -> None:
    """Make a clean image look like a scan of an old paper: faded, blurred and crooked."""
    import cv2
    import numpy as np

    random = np.random.default_rng(seed)
    image = cv2.imread(str(source), cv2.IMREAD_GRAYSCALE).astype(np.float32)
    height, width = image.shape
    stains = random.normal(0, 6, (height // 40 + 1, width // 40 + 1)).astype(np.float32)
    image = image * 0.7 + 50 + cv2.resize(stains, (width, height), interpolation=cv2.INTER_CUBIC)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    image = cv2.warpAffine(image, turn, (width, height), borderValue=225)
    image = cv2.GaussianBlur(image, (0, 0), 0.9) + random.normal(0, 9, (height, width))
    for y, x in random.integers(0, (height, width), (300, 2)):
        cv2.circle(image, (int(x), int(y)), int(random.integers(1, 3)), 90, -1)
    image = np.clip(image, 0, 255).astype(np.uint8)
    cv2.imwrite(str(target), image, [cv2.IMWRITE_JPEG_QUALITY, 55])
