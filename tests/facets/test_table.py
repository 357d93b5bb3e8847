"""The table of facets: its entries are consistent, and another entry is all that a facet takes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive.facets.table import FACETS
from archive.filters.articles import ArticleFilter
from archive.search.contract import SearchUnavailable
from archive.search.engines.tantivy import TantivyEngine, build

PROGRAM = Path(__file__).with_name("with_another.py")


def test_facets_have_distinct_positions_in_addresses():
    ranks = [facet.address_rank for facet in FACETS]
    assert sorted(ranks) == [*range(1, len(FACETS) + 1)]


def test_canonical_addresses_keep_their_order():
    """Addresses that were given out as canonical must stay so."""
    assert [*ArticleFilter.base_filters] == [
        *("q", "newspaper", "province", "city", "county", "topic", "genre", "person", "year"),
        *("has", "length", "named", "organisation", "placename"),
        *("from", "to", "all", "sort", "page"),
    ]


@pytest.fixture
def with_another(catalogue, tmp_path):
    """The site's responses with one more entry in the table."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "ARCHIVE_FIXTURES": str(catalogue.folder),
        "ARCHIVE_PAGES": str(catalogue.pages),
        "ARCHIVE_VAR": str(tmp_path / "var"),
        "ARCHIVE_EDITION": str(tmp_path / "var" / "current"),
    }
    ran = subprocess.run(
        [sys.executable, PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.slow
def test_a_facet_is_added_by_one_entry(with_another):
    """From the index to the pages, the data and their description."""
    assert with_another == {
        "heading": ["著录级别"],
        "options": [["full", "详目", "2"]],
        "canonical": "http://localhost/articles/?genre=xiaoxi&cataloguing=full",
        "values": 200,
        "data": {"cataloguing": [{"value": "full", "label": "详目", "count": 2}]},
        "none": 0,
        "wrong": [400, "没有“half”这个著录级别。"],
        "feed": 200,
        "openapi": [["full", "minimal"], "著录级别（可重复，意为“或”）"],
        "engine": ["1cq34jc", "222222f"],
        "database": ["1cq34jc", "222222f"],
    }


def test_an_index_with_other_facets_is_not_read(monkeypatch, tmp_path):
    engine = TantivyEngine(tmp_path)
    engine.rebuild([])
    assert TantivyEngine(tmp_path)._read()
    monkeypatch.setattr(build, "FACETS", (*build.FACETS, "another"))
    with pytest.raises(SearchUnavailable, match="分面"):
        TantivyEngine(tmp_path)._read()
