"""The real site, published and served as an operator would, and a real browser to read it with."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings

from . import chromium

# how long a server may take to answer its first request, in seconds
PATIENCE = 30


def pytest_collection_modifyitems(items):
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def executable():
    path = chromium.find()
    if not path:
        pytest.skip("browser: no Chromium to be had (set CHROMIUM, or install one)")
    return path


class Site:
    """A published edition behind a running server."""

    def __init__(self, folder, pages):
        self.environment = os.environ | {
            "ARCHIVE_VAR": str(folder / "var"),
            "ARCHIVE_PAGES": str(pages),
        }
        self._manage("publish")
        self._manage("collectstatic", "--no-input", "--verbosity", "0")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (folder / "server.log").open("wb")
        command = ["-m", "granian", "--interface", "wsgi", "--port", str(self.port), "--no-ws"]
        self.process = subprocess.Popen(
            [sys.executable, *command, "--log-level", "warning", "archive.wsgi:application"],
            env=self.environment,
            cwd=settings.BASE_DIR,
            stdout=self.log,
            stderr=self.log,
        )
        self._wait()

    def _manage(self, *arguments):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.environment,
            cwd=settings.BASE_DIR,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def _wait(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(self.url, timeout=2).close()
                return
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, f"the server ended; see {self.log.name}"
                time.sleep(0.1)
        raise AssertionError(f"no answer from {self.url} in {PATIENCE} s")

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.log.close()


@pytest.fixture(scope="session")
def site_with_texts(tmp_path_factory):
    """Served with the page texts; only tests marked `pages` may ask for it."""
    site = Site(tmp_path_factory.mktemp("with"), settings.PAGES_DIR)
    yield site
    site.close()


@pytest.fixture(scope="session")
def site_without_texts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("without")
    site = Site(folder, folder / "no-pages")
    yield site
    site.close()


@pytest.fixture(scope="session")
def browser(executable):
    from playwright.sync_api import sync_playwright

    # a root account (CI) cannot have Chromium's sandbox; the pages are our own
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=[*root, "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture(params=["javascript", "no javascript"])
def page(request, browser):
    """A page that fails the test on any console error; every test runs with JavaScript and without."""
    context = browser.new_context(
        java_script_enabled=request.param == "javascript", locale="zh-CN", viewport=PHONE
    )
    page = context.new_page()
    errors = []
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    expected = getattr(page, "expected_errors", ())
    assert [error for error in errors if not any(text in error for text in expected)] == []


PHONE = {"width": 390, "height": 844}
