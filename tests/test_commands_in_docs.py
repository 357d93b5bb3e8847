"""The order of commands that documents and new collections give."""

import re

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
DOCUMENTS = [
    path
    for folder in (".", "docs", "archive/catalogue/starter", "archive/catalogue/starter/en")
    for path in sorted((ROOT / folder).glob("*.md"))
    if path.name != "CHANGELOG.md"
]
BLOCK = re.compile(r"(?ms)^ *```sh\n(.*?)^ *```$")
COMMAND = re.compile(r"(?m)^ *(?:\.venv/bin/python manage\.py|make) ([a-z_]+)")
STEPS = ("enter_ledger", "check_catalogue", "check", "publish", "run")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_addresses_are_entered_once_and_then_published(path):
    """`enter_ledger` and `publish` check the catalogue themselves."""
    for block in BLOCK.findall(path.read_text(encoding="utf-8")):
        steps = [name for name in COMMAND.findall(block) if name in STEPS]
        if "enter_ledger" in steps:
            assert steps in (["enter_ledger", "run"], ["enter_ledger", "publish"])


@pytest.mark.parametrize(
    "name",
    ["docs/collection", "archive/catalogue/starter/README", "archive/catalogue/starter/en/README"],
)
def test_who_sets_up_a_collection_sees_how_to_draft_a_scan(name):
    for path in (ROOT / f"{name}.md", ROOT / f"{name}.zh.md"):
        if path.exists():
            commands = COMMAND.findall("".join(BLOCK.findall(path.read_text(encoding="utf-8"))))
            assert commands.index("scan") < commands.index("draft") < commands.index("review")
