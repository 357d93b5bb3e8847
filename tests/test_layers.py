"""Imports point down the layers, and each library has its one importer."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR / "archive"

# A module may import from its own layer and from those above it in this list.
LAYERS = (
    ("text", "idents", "addresses", "routes", "charts", "clock", "parallel", "version"),
    ("catalogue", "models", "edition", "database"),
    ("search", "drafting"),
    (
        *("publishing", "bulk", "harvest", "links", "origin", "tallies"),
        *("readiness", "static_files", "cards"),
        *("formats", "citations", "filters", "caching", "importers"),
    ),
    (
        *("views", "machine", "presentation", "middleware", "errors", "converters"),
        *("guards", "watch"),
    ),
    ("management",),
)
# The only modules that may import these.
SOLE_IMPORTERS = {
    "jieba": {"text/segment.py"},
    "rjieba": {"text/segment.py"},
    "tantivy": {
        f"search/engines/tantivy{part}.py"
        for part in ("", "_build", "_count", "_known", "_open", "_query")
    },
    "pymysql": {"search/engines/sphinxql_cluster.py"},
    "psycopg": {"settings.py", "database/postgresql/base.py"},
    "pypinyin": {"text/pinyin.py", "catalogue/places.py"},
    "opencc": {"text/fold.py", "text/wording.py"},
    "PIL": {"cards/drawing.py"},
    "edtf": {"text/dates.py"},
    "yaml": {"catalogue/yaml_file.py", "catalogue/yaml_syntax.py"},
    "prometheus_client": {"watch/metrics.py"},
    "pythonjsonlogger": {"settings.py"},
    "django_filters": {f"filters/{part}.py" for part in ("articles", "kinds", "selection")},
    "lxml": {f"importers/{part}.py" for part in ("markup", "mirror", "sources")},
}


def modules():
    return sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)


@cache
def imports(path: Path) -> set[str]:
    """Every module that `path` imports, by its absolute dotted name."""
    package = ["archive", *path.relative_to(ROOT).parent.parts]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{module}.{name.name}" for name in node.names} | {module}
    return found


def layer(part: str) -> int | None:
    return next((n for n, names in enumerate(LAYERS) if part in names), None)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    part = path.relative_to(ROOT).parts[0].removesuffix(".py")
    here = layer(part)
    if here is None:
        return  # settings, urls, wsgi: they tie the rest together
    for name in imports(path):
        if name.startswith("archive.") and (there := layer(name.split(".")[1])) is not None:
            assert there <= here, f"{part} imports {name}, which stands above it"


def test_the_site_for_programs_imports_nothing_of_that_for_people():
    for path in (ROOT / "machine").glob("*.py"):
        assert not any(name.startswith("archive.web") for name in imports(path)), path.name


@pytest.mark.parametrize("library", SOLE_IMPORTERS)
def test_a_library_has_its_one_importer(library):
    importers = {
        str(path.relative_to(ROOT))
        for path in modules()
        if any(name.split(".")[0] == library for name in imports(path))
    }
    assert importers <= SOLE_IMPORTERS[library]


def test_no_format_knows_of_requests():
    for path in (ROOT / "formats").glob("*.py"):
        assert not any(
            name.startswith(("django.http", "django.shortcuts", "django.views"))
            for name in imports(path)
        ), path.name


def test_only_settings_read_the_environment():
    readers = {
        str(path.relative_to(ROOT))
        for path in modules()
        if re.search(r"\bos\.environ|\bgetenv\b|\bfrom os import", path.read_text(encoding="utf-8"))
    }
    # wsgi.py only says which settings
    assert readers == {"settings.py", "wsgi.py"}


def test_the_text_layer_knows_no_django():
    for path in (ROOT / "text").glob("*.py"):
        assert not any(name.startswith("django") for name in imports(path)), path.name


def test_only_engines_are_named_in_their_folder():
    for path in modules():
        if "engines" not in path.parts:
            assert not any("engines." in name for name in imports(path)), path.name


def test_every_module_says_its_one_job():
    for path in modules():
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert docstring, f"{path.relative_to(ROOT)} has no docstring"


def test_no_drawer_for_everything():
    names = {path.stem for path in modules()}
    assert not names & {"utils", "helpers", "common", "misc"}
