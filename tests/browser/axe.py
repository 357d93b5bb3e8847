"""axe-core in a page: its violations, in light and dark, on a phone and on a desktop."""

from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

# the rules that depend on colours alone, which take nine tenths of the time
COLOUR_RULES = ("color-contrast", "link-in-text-block")
COLOURS = {"runOnly": {"type": "rule", "values": COLOUR_RULES}}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # what passes is not described element by element, which takes longer than all the rules
    "resultTypes": ["violations"],
}
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
REPEATED = (Path(__file__).parent / "repeated.js").read_text(encoding="utf-8")
RUN = "async options => (await axe.run(document, options)).violations"
RUN_ONCE_PER_LOOK = f"""async options =>
    (await axe.run({{ exclude: ({REPEATED})() }}, options)).violations"""


def violations(page, **options) -> list:
    """(rule, the first elements that break it) for each violation; the script is injected once.

    Rules of colours judge one element of each look (repeated.js).
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = RULES | options
    if isinstance(options["runOnly"], dict):
        violations = page.evaluate(RUN_ONCE_PER_LOOK, options)
    else:
        disabled_rules = {"rules": {rule: {"enabled": False} for rule in COLOUR_RULES}}
        violations = page.evaluate(RUN, options | disabled_rules)
        violations += page.evaluate(RUN_ONCE_PER_LOOK, options | COLOURS)
    return [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in violations
    ]


def audit(page, label: str) -> None:
    """Assert that the page as it is has no violation, in light and dark, on phone and desktop."""
    for size, schemes in ((PHONE, ("light", "dark")), (DESK, ("dark", "light"))):
        page.set_viewport_size(size)
        for scheme, options in zip(schemes, ({}, COLOURS), strict=True):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert violations(page, **options) == [], (label, size["width"], scheme)
