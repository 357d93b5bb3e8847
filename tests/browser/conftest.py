"""The real site, published and served as an operator would, and a real browser to read it with."""

import os

import pytest
from django.conf import settings

from ..shared_folder import shared_folder
from . import chromium, site_under_test
from .site_under_test import Site


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


@pytest.fixture(scope="session")
def site_with_texts(tmp_path_factory):
    """Served with the page texts; only tests marked `pages` may ask for it."""
    with shared_folder(tmp_path_factory, "with") as folder:
        site = Site(folder, settings.PAGES_DIR)
    yield site
    site.close()


@pytest.fixture(scope="session")
def site_without_texts(tmp_path_factory):
    with shared_folder(tmp_path_factory, "without") as folder:
        site = Site(folder, folder / "no-pages")
    yield site
    site.close()


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory):
    """The sample newspaper with its texts and page images."""
    sample = site_under_test.ROOT / "tests" / "sample_newspaper"
    with shared_folder(tmp_path_factory, "sample") as folder:
        site = Site(folder, sample / "texts", sample / "catalogue", sample / "scans")
    yield site
    site.close()


@pytest.fixture(scope="session")
def browser(executable):
    from playwright.sync_api import sync_playwright

    # Playwright keeps a loop running, in which Django takes every later test to be asynchronous
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=chromium.arguments())
        yield browser
        browser.close()


@pytest.fixture(params=["javascript", "no javascript"])
def page(request, browser):
    """A page, with JavaScript and without; any console error in it fails the test."""
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
