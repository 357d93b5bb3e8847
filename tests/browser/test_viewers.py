"""Third-party viewers show our issues: Mirador and OpenSeadragon."""

import hashlib
import json
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from .site_under_test import ROOT

PROGRAMS = ROOT / "tests" / "clients" / "node_modules"
MIRADOR = PROGRAMS / "mirador" / "dist" / "mirador.min.js"
OPENSEADRAGON = PROGRAMS / "openseadragon" / "build" / "openseadragon" / "openseadragon.min.js"
PAGE = """<!doctype html><meta charset="utf-8"><title>Viewer</title><link rel="icon" href="data:,">
<style>html, body, #viewer {{ height: 100%; margin: 0; position: relative }}</style>
<div id="viewer"></div><script src="/viewer.js"></script><script>{script}</script>"""
ISSUE = "newspapers/yangbao/2026-01-05"
SCAN = ROOT / "tests" / "sample_newspaper" / "scans" / "2026-01-05-1.jpg"

pytestmark = pytest.mark.skipif(
    not (MIRADOR.exists() and OPENSEADRAGON.exists()),
    reason="no viewers: run `make test`, which needs npm for them",
)


class Viewer:
    """A page of another site with a viewer, and what that asks the archive for."""

    def __init__(self, browser, site, elsewhere: str):
        self.page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.errors: list[str] = []
        self.answers: dict[str, int] = {}
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("response", lambda answer: self._note(site, answer))
        self.page.goto(elsewhere)

    def _note(self, site, answer):
        if answer.url.startswith(site.url):
            self.answers[answer.url.removeprefix(site.url)] = answer.status

    @property
    def tiles(self) -> list[str]:
        return [path for path in self.answers if path.startswith("/iiif/") and "default" in path]

    def wait_for_tile(self):
        """Return once a tile has been answered; a quiet network says nothing of one to come."""
        if not self.tiles:
            self.page.wait_for_event("response", lambda answer: self.tiles)

    def close(self):
        self.page.close()
        assert self.errors == []
        assert {path: s for path, s in self.answers.items() if s not in (200, 304)} == {}


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        """Log no requests."""


@pytest.fixture
def viewer(browser, sample_site, tmp_path):
    """Open a viewer on another origin; it must have no error when the test ends."""
    # another site than the archive's, so that all it reads is read by CORS
    handler = partial(_QuietHandler, directory=tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    viewers = []

    def open_viewer(library: Path, script: str) -> Viewer:
        shutil.copy(library, tmp_path / "viewer.js")
        (tmp_path / "index.html").write_text(PAGE.format(script=script), encoding="utf-8")
        viewers.append(Viewer(browser, sample_site, f"http://127.0.0.1:{server.server_port}/"))
        return viewers[-1]

    yield open_viewer
    for viewer_window in viewers:
        viewer_window.close()
    server.shutdown()


def test_mirador_shows_an_issue_its_contents_and_its_hits(viewer, sample_site):
    window = {"manifestId": f"{sample_site.url}/{ISSUE}.iiif.json", "defaultSearchQuery": "村"}
    panels = {"search": True, "canvas": True, "annotations": True}
    window_options = {"sideBarOpen": True, "defaultSideBarPanel": "search", "panels": panels}
    options = {"id": "viewer", "language": "en", "windows": [window], "window": window_options}
    mirador = viewer(MIRADOR, f"Mirador.viewer({json.dumps(options)})")
    page = mirador.page
    page.get_by_text("样报 2026年1月5日").first.wait_for()
    # a hit with the words around it, on its canvas
    page.get_by_text("从街口到").first.wait_for()
    assert any("/search/1?q=" in path for path in mirador.answers)
    mirador.wait_for_tile()
    page.get_by_role("tab", name="Index").click()
    page.get_by_text("苇河镇把阅览室开到家门口").first.wait_for()
    page.get_by_role("button", name="Next item").click()
    page.get_by_text("Page 2").first.wait_for()


def test_openseadragon_finds_every_tile_that_it_asks_for(viewer, sample_site):
    image_id = hashlib.sha256(SCAN.read_bytes()).hexdigest()
    options = {
        "id": "viewer",
        "crossOriginPolicy": "Anonymous",
        "drawer": "canvas",
        "tileSources": f"{sample_site.url}/iiif/{image_id}/info.json",
        "animationTime": 0,
        "maxZoomPixelRatio": 4,
    }
    openseadragon = viewer(OPENSEADRAGON, f"window.viewer = OpenSeadragon({json.dumps(options)});")
    page = openseadragon.page
    script = "viewer.world.getItemCount() && viewer.world.getItemAt(0).getFullyLoaded()"
    page.wait_for_function(script)
    page.evaluate("viewer.viewport.zoomTo(4, null, true)")
    for corner in ("0, 0", "1, 1.4", "1, 0", "0, 1.4"):
        page.evaluate(f"viewer.viewport.panTo(new OpenSeadragon.Point({corner}), true)")
        page.wait_for_timeout(300)
        page.wait_for_function(script)
    # 1152 × 1632 pixels are three by four tiles
    assert len(openseadragon.tiles) >= 12
    assert page.evaluate("viewer.world.getItemAt(0).source.width") == 1152
