"""How far a page has moved since it was opened."""

from playwright.sync_api import Page

_SHIFTS = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 400);
})"""


def layout_shift(page: Page) -> float:
    """Return its Cumulative Layout Shift (web.dev/cls), with what moved upon input."""
    return page.evaluate(_SHIFTS)
