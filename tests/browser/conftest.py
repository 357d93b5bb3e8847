"""Sites published and served as by an operator, and a real browser to read them with."""

import os
from contextlib import contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import Error

from ..shared_folder import shared_folder
from . import chromium, site_under_test
from .growing_site import write_catalogue
from .site_under_test import Site


def pytest_collection_modifyitems(items):
    folder = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(folder):
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
def growing_site(tmp_path_factory):
    """Articles that name people together and print the same dispatch (growing_site.py)."""
    with shared_folder(tmp_path_factory, "growing") as folder:
        if not (folder / "pages").exists():
            write_catalogue(folder)
        site = Site(folder, folder / "pages", folder / "fixtures")
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


class ReusedPages:
    """Pages that are used again by test after test: opening a new one takes a second."""

    def __init__(self, browser):
        self._browser = browser
        self._pages = {}

    @contextmanager
    def page(self, viewport, **options):
        """A page as if it were new; script errors and errors in its console fail the test."""
        page = self._pages.get(tuple(options.items()))
        if page is None or page.is_closed():
            page = self._browser.new_context(locale="zh-CN", **options).new_page()
            self._pages[tuple(options.items())] = page
        page.set_viewport_size(viewport)
        # texts of errors that the test provokes
        page.expected_errors = ()
        errors, listeners = [], {}
        listeners["console"] = lambda message: (
            message.type == "error" and errors.append(message.text)
        )
        listeners["pageerror"] = lambda error: errors.append(str(error))
        for event, listener in listeners.items():
            page.on(event, listener)
        try:
            yield page
        finally:
            for event, listener in listeners.items():
                page.remove_listener(event, listener)
            expected = page.expected_errors
            self._clean(page)
        assert [error for error in errors if not any(text in error for text in expected)] == []

    def _clean(self, page):
        """Leave the page as a new one, or close it if it cannot be cleaned."""
        try:
            for other_page in page.context.pages:
                if other_page is not page:
                    other_page.close()
            page.unroute_all(behavior="ignoreErrors")
            if page.url.startswith("http"):
                page.evaluate("localStorage.clear(), sessionStorage.clear()")
            page.context.clear_cookies()
            page.context.clear_permissions()
            page.emulate_media(
                media="null",
                color_scheme="null",
                reduced_motion="null",
                forced_colors="null",
                contrast="null",
            )
            # nothing is pointed at in the next page
            page.mouse.move(-1, -1)
            page.goto("about:blank")
        except Error:
            page.context.close()


@pytest.fixture(scope="session")
def reused_pages(browser):
    return ReusedPages(browser)


@pytest.fixture(params=["javascript", "no javascript"])
def page(request, reused_pages):
    """A page on a phone, with JavaScript and without."""
    with reused_pages.page(PHONE, java_script_enabled=request.param == "javascript") as page:
        yield page


PHONE = {"width": 390, "height": 844}
