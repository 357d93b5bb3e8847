"""Imports point down the layers, and each large library has one importer."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR / "archive"

# A module may import from its own layer and from those above it in this list.
LAYERS = (
    (
        *("text", "idents", "url_normalization", "charts", "request_state"),
        *("batches", "parallel", "progress"),
    ),
    (
        *("catalogue", "models", "site_urls", "languages"),
        *("editions.current", "editions.database", "editions.collection"),
        *("editions.sqlite", "editions.postgresql"),
    ),
    ("facets",),
    ("search",),
    (
        *("editions", "exports", "harvest", "permalinks"),
        *("formats", "citations", "filters", "http.caching", "ingest", "cards"),
        *("images", "insight"),
    ),
    ("http", "converters"),
    ("web", "api"),
    ("offline",),
    ("management",),
)
# The only modules that may import these.
SOLE_IMPORTERS = {
    "jieba": {"text/segment.py"},
    "rjieba": {"text/segment.py"},
    "tantivy": {
        f"search/engines/tantivy/{part}.py"
        for part in ("engine", "build", "count", "precounts", "reader", "query", "more_like_this")
    },
    "pymysql": {"search/engines/sphinxql/cluster.py"},
    "psycopg": {"settings.py", "editions/postgresql/base.py"},
    "pypinyin": {"text/pinyin.py", "catalogue/places.py"},
    "opencc": {"text/fold.py", "text/traditional.py", "text/mainland_words.py"},
    "edtf": {"text/dates.py", "text/english_dates.py"},
    "yaml": {"catalogue/yaml_file.py", "catalogue/yaml_syntax.py"},
    "PIL": {
        *("cards/drawing.py", "images/open_image.py"),
        *(
            f"ingest/drafting/corpus/{part}.py"
            for part in ("warped_scan", "photographs", "worn_scan")
        ),
    },
    "pyvips": {
        f"images/{part}.py"
        for part in (
            *("open_image", "tiles", "tile_making"),
            *("clipping", "image_copies"),
        )
    }
    | {f"ingest/reading/{part}.py" for part in ("read_file", "scan", "type_weight")},
    "pypdfium2": {
        "images/open_image.py",
        "images/image_copies.py",
        *(f"ingest/reading/{part}.py" for part in ("pdf_text", "read_file", "type_weight")),
        "ingest/drafting/corpus/print_pages.py",
    },
    "rapidocr": {"ingest/reading/recognizer.py"},
    "cv2": {f"ingest/reading/{part}.py" for part in ("scan", "dewarp", "print_marks")},
    "numpy": {
        *(f"ingest/reading/{part}.py" for part in ("scan", "dewarp", "print_marks", "recognizer")),
        "ingest/drafting/corpus/sequence_fitting.py",
    },
    "prometheus_client": {"http/metrics.py"},
    "pythonjsonlogger": {"settings.py"},
    "django_filters": {
        f"filters/{part}.py" for part in ("articles", "filter_classes", "parameter_filter_set")
    },
    "lxml": {
        f"ingest/importers/{part}.py" for part in ("html_lines", "saved_website", "source_files")
    }
    | {"offline/offline_html.py"},
    "libzim": {"offline/zim_file.py"},
}


def modules():
    return sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)


def is_module(name: str) -> bool:
    path = ROOT.parent.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


@cache
def imports(path: Path) -> set[str]:
    """Every module that `path` imports, by its absolute dotted name."""
    return _imported(path, ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def run_time_imports(path: Path) -> set[str]:
    """Those at the top of the module, without what only type checkers read."""
    return _imported(path, ast.parse(path.read_text(encoding="utf-8")).body)


def _imported(path: Path, nodes: Iterable[ast.AST]) -> set[str]:
    package = ["archive", *path.relative_to(ROOT).parent.parts]
    results = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            results |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            for name in node.names:
                full_name = f"{module}.{name.name}"
                results.add(full_name if is_module(full_name) else module)
    return results


def layer(module: str) -> int | None:
    """The layer of a module named without "archive.", by its longest package in LAYERS."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        package = ".".join(parts[:length])
        for number, packages in enumerate(LAYERS):
            if package in packages:
                return number
    return None


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_layers_import_only_lower_layers(path):
    own_layer = layer(dotted(path))
    if own_layer is None:
        return  # settings, urls, wsgi: they tie the rest together
    for name in imports(path):
        imported_layer = (
            layer(name.removeprefix("archive.")) if name.startswith("archive.") else None
        )
        if imported_layer is not None:
            assert imported_layer <= own_layer, (
                f"{dotted(path)} imports {name}, which stands above it"
            )


def test_models_do_not_import_editions():
    for path in (ROOT / "models").glob("*.py"):
        assert not any(name.startswith("archive.editions") for name in imports(path)), path.name


def test_the_modules_of_models_have_no_import_cycle():
    beneath = {
        dotted(path): {
            name.removeprefix("archive.")
            for name in run_time_imports(path)
            if name.startswith("archive.models.")
        }
        for path in (ROOT / "models").glob("*.py")
        if path.stem != "__init__"
    }
    # raises CycleError
    assert [*TopologicalSorter(beneath).static_order()]


def test_nothing_that_serves_imports_what_ingests():
    for path in modules():
        if not dotted(path).startswith(("ingest", "management")):
            assert not any(name.startswith("archive.ingest") for name in imports(path)), path


def test_ingest_imports_nothing_that_serves():
    serving = tuple(
        f"archive.{part}" for part in ("http", "web", "api", "formats", "exports", "editions")
    )
    for path in (ROOT / "ingest").rglob("*.py"):
        assert not any(name.startswith(serving) for name in imports(path)), path


def test_the_site_for_programs_imports_nothing_of_that_for_people():
    for path in (ROOT / "api").glob("*.py"):
        assert not any(name.startswith("archive.web") for name in imports(path)), path.name


@pytest.mark.parametrize("library", SOLE_IMPORTERS)
def test_each_large_library_has_one_importer(library):
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


def test_no_module_is_named_utils_or_helpers():
    names = {path.stem for path in modules()}
    assert not names & {"utils", "helpers", "common", "misc"}


def test_no_test_tools_in_service_code():
    for path in modules():
        assert not any(name.startswith(("django.test", "unittest")) for name in imports(path)), path


@pytest.mark.slow
def test_the_application_loads_where_the_environment_names_no_settings():
    plain = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-c", "import archive.wsgi"]
    subprocess.run(command, cwd=ROOT.parent, env=plain, check=True)
