"""axe-core in a page: its violations, in light and dark, on a phone and on a desktop."""

from axe_playwright_python.base import AXE_SCRIPT

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # what passes is not described element by element, which takes longer than all the rules
    "resultTypes": ["violations"],
}
# the rules that depend on colours alone
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def violations(page, **options) -> list:
    """(rule, the first elements that break it) for each violation; the script is injected once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(
        "async options => (await axe.run(options)).violations", RULES | options
    )
    return [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in violations
    ]


def audit(page, where: str) -> None:
    """Assert that the page as it is has no violation, in light and dark, on phone and desktop."""
    for size, schemes in ((PHONE, ("light", "dark")), (DESK, ("dark", "light"))):
        page.set_viewport_size(size)
        for scheme, options in zip(schemes, ({}, COLOURS), strict=True):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert violations(page, **options) == [], (where, size["width"], scheme)
