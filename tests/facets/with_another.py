"""Publish a catalogue with one more entry in the table of facets, and report the site's responses.

Run as a program, as modules take the table when they are loaded, with the catalogue's settings in
the environment. Writes JSON.
"""

import importlib.util
import json
import re
import sys
from html import unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
TABLE = "archive.facets.table"
END = "\n)\n\nBY_NAME"
ENTRY = """
    column_facet(
        "cataloguing", "著录级别", StaticChoices(Article.Cataloguing.choices), 9, suggestion_rank=6
    ),"""


def add_entry() -> None:
    """Load the table with another entry in its source, the only change anywhere."""
    path = ROOT / "archive" / "facets" / "table.py"
    source = path.read_text(encoding="utf-8")
    assert source.count(END) == 1
    spec = importlib.util.spec_from_file_location(TABLE, path)
    module = sys.modules[TABLE] = importlib.util.module_from_spec(spec)
    exec(compile(source.replace(END, ENTRY + END), path, "exec"), vars(module))  # noqa: S102


def main() -> None:
    import django

    django.setup()
    assert TABLE not in sys.modules
    add_entry()
    from django.core.management import call_command
    from django.http import QueryDict
    from django.test import Client

    from archive import search
    from archive.filters.articles import ArticleFilter

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("publish", stdout=sys.stderr)
    client = Client(headers={"host": "localhost"})
    page = client.get("/articles/").content.decode()
    filtered_page = client.get("/articles/?cataloguing=full&genre=xiaoxi").content.decode()
    refused = client.get("/articles.json?cataloguing=half")
    described = client.get("/api/openapi.json").json()["paths"]["/articles.json"]["get"]
    (parameter,) = (p for p in described["parameters"] if p["name"] == "cataloguing")
    selection = ArticleFilter(QueryDict("cataloguing=full"))
    assert selection.is_valid()
    data = {
        "heading": re.findall("<h3 id=.facet-cataloguing.>(.*?)</h3>", page),
        "options": re.findall(
            'data-key="cataloguing=(.*?)".*?"label">(.*?)</span> <span class="count">(.*?)<', page
        ),
        "canonical": unescape(re.findall('rel="canonical" href="(.*?)"', filtered_page)[0]),
        "values": client.get("/articles/facets/cataloguing/").status_code,
        "data": client.get("/articles.json?facet=cataloguing").json()["facets"],
        "none": client.get("/articles.json?cataloguing=minimal").json()["total"],
        "wrong": [refused.status_code, refused.json()["errors"][0]["message"]],
        "feed": client.get("/articles.atom?cataloguing=full").status_code,
        "openapi": [parameter["schema"]["items"]["enum"], parameter["description"]],
        "engine": sorted(hit.ident for hit in search.search(selection.search_query()).hits),
        "database": sorted(selection.qs.slice_of_idents(0, 9)),
    }
    print(json.dumps(data, ensure_ascii=False))


if __name__ == "__main__":
    main()
