"""Proof sheets with the print: the page's image, every stretch on it, and each doubt as printed."""

import re

import pytest
from django.core.management import call_command
from PIL import Image

from ...sample_newspaper.articles import CATALOGUE, SCANS, TEXTS

ISSUE = CATALOGUE / "issues" / "yangbao" / "2026-01-05.yaml"
GUESSES = """\
draft:
  guesses:
    - {at: "pages[0].articles[0].corrections[1]", confidence: 0.5, reason: 字形相近}
    - {at: "pages[0].articles[0].headline", confidence: 0.9, reason: 字号最大}
"""


@pytest.fixture
def sheet(tmp_path, settings):
    """(HTML, folder) of the proof sheet of the sample newspaper's first issue, as a draft."""
    settings.FIXTURES_DIR, settings.PAGES_DIR = CATALOGUE, TEXTS
    settings.IMAGES_DIR, settings.VAR_DIR = SCANS, tmp_path / "var"
    draft = tmp_path / "draft.yaml"
    draft.write_text(ISSUE.read_text(encoding="utf-8") + GUESSES, encoding="utf-8")
    call_command("review", str(draft), "-o", str(tmp_path / "proof"))
    return (tmp_path / "proof" / "index.html").read_text(encoding="utf-8"), tmp_path / "proof"


def test_every_page_has_its_image(sheet):
    html, folder = sheet
    for number in (1, 2, 3):
        name = f"page-{number}.jpg"
        assert f'href="{name}"' in html
        width, height = Image.open(folder / name).size
        assert height / width == pytest.approx(1020 / 720, rel=0.01)
        assert f'viewBox="0 0 {width} {height}"' in html


def test_stretches_and_their_print_lead_to_each_other(sheet):
    html, _ = sheet
    for anchor in re.findall(r'<div id="([\w-]+)"\s+class="stretch', html):
        assert f'<a href="#print-{anchor}">看原版</a>' in html
        assert re.search(rf'id="print-{anchor}"\s+href="#{anchor}"', html)


def test_a_doubt_is_shown_as_it_was_printed(sheet):
    html, _ = sheet
    crops = re.findall(r'class="crop"\s+viewBox="([\d. ]+)"', html)
    assert len(crops) == 2
    _, _, width, height = map(float, crops[0].split())
    # one character with something around it
    assert max(width, height) < 180


def test_without_images_there_is_none(tmp_path, settings):
    settings.FIXTURES_DIR, settings.PAGES_DIR = CATALOGUE, TEXTS
    settings.IMAGES_DIR, settings.VAR_DIR = tmp_path / "none", tmp_path / "var"
    call_command("review", str(ISSUE), "-o", str(tmp_path / "proof"))
    html = (tmp_path / "proof" / "index.html").read_text(encoding="utf-8")
    assert "<image" not in html
    assert "看原版" not in html
