"""Independent harvesters and crawlers on a running site with several pages of records."""

import json
import shutil
import subprocess
import sys
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings
from protego import Protego
from sickle import Sickle
from sickle.oaiexceptions import BadResumptionToken, IdDoesNotExist, NoRecordsMatch

from archive import idents
from archive.api.oai import RECORDS
from archive.catalogue.ledger_file import enter

from ..browser.site_under_test import Site
from ..shared_folder import shared_folder

# enough for three pages
ARTICLES = 250
# harvesters ask for every article themselves
SAMPLE = 20
BEGUN, CHANGED = date(2026, 11, 20), date(2026, 12, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of a generated catalogue (`fixtures`) and of its edition (`var`)."""
    own = tmp_path_factory.mktemp("harvested")
    with shared_folder(tmp_path_factory, "generated") as shared:
        if not (shared / "var").exists():
            program = settings.BASE_DIR / "tests" / "bench" / "fixtures.py"
            command = [sys.executable, program, "--articles", str(ARTICLES), shared / "fixtures"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            enter(shared / "fixtures", BEGUN)
            Site(shared, shared / "no-pages", shared / "fixtures", sample=SAMPLE).close()
        for name in ("fixtures", "var"):
            shutil.copytree(shared / name, own / name, symlinks=True)
    return own


@pytest.fixture(scope="module")
def fixtures(folder):
    return folder / "fixtures"


@pytest.fixture(scope="module")
def site(folder, fixtures):
    site = Site(folder, folder / "no-pages", fixtures, sample=SAMPLE)
    yield site
    site.close()


@pytest.fixture
def all_idents(fixtures):
    """The idents of all articles."""
    lines = (fixtures / "ledger.yaml").read_text(encoding="utf-8").splitlines()
    keys = [line.split("key: ")[1].split(",")[0] for line in lines if "kind: article" in line]
    for path in (fixtures / "ledger").glob("*.jsonl"):
        entries = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        keys += [entry["key"] for entry in entries if entry["kind"] == "article"]
    assert len(keys) > 2 * RECORDS
    return sorted(keys)


@pytest.fixture
def sickle(site):
    return Sickle(f"{site.url}/oai")


def ident(header) -> str:
    return header.identifier.rsplit(":", 1)[-1]


def test_sickle_harvests_every_article(sickle, all_idents):
    for prefix in ("oai_dc", "mods"):
        records = list(sickle.ListRecords(metadataPrefix=prefix))
        assert sorted(ident(record.header) for record in records) == all_idents
        assert not any(record.deleted for record in records)
    headers = list(sickle.ListIdentifiers(metadataPrefix="oai_dc"))
    assert sorted(map(ident, headers)) == all_idents


def test_sickle_speaks_every_verb(sickle, all_idents):
    assert sickle.Identify().granularity == "YYYY-MM-DD"
    assert [f.metadataPrefix for f in sickle.ListMetadataFormats()] == ["oai_dc", "mods"]
    specs = [item.setSpec for item in sickle.ListSets()]
    (paper, topic) = (next(s for s in specs if s.startswith(k)) for k in ("newspaper:", "topic:"))
    for spec in (paper, topic):
        headers = list(sickle.ListIdentifiers(metadataPrefix="oai_dc", set=spec))
        assert headers
        assert all(spec in header.setSpecs for header in headers)
    first = sickle.ListRecords(metadataPrefix="oai_dc").next()
    record = sickle.GetRecord(identifier=first.header.identifier, metadataPrefix="oai_dc")
    assert record.metadata == first.metadata
    assert first.metadata["title"][0]
    with pytest.raises(IdDoesNotExist):
        sickle.GetRecord(identifier="oai:baozang.invalid:3333335", metadataPrefix="oai_dc")
    with pytest.raises(NoRecordsMatch):
        sickle.ListRecords(metadataPrefix="oai_dc", **{"from": "2027-01-01"})
    with pytest.raises(BadResumptionToken):
        sickle.ListRecords(resumptionToken="nonsense")


def test_the_post_method_of_sickle(site, all_idents):
    sickle = Sickle(f"{site.url}/oai", http_method="POST")
    headers = list(sickle.ListIdentifiers(metadataPrefix="oai_dc"))
    assert sorted(map(ident, headers)) == all_idents


@pytest.fixture(scope="module")
def perl():
    command = shutil.which("perl")
    process = command and subprocess.run(
        [command, "-MHTTP::OAI", "-e1"], capture_output=True, check=False
    )
    if not process or process.returncode:
        pytest.skip("HTTP::OAI is not installed (Debian: libhttp-oai-perl)")
    return command


@pytest.mark.parametrize("prefix", ["oai_dc", "mods"])
def test_http_oai_harvests_every_article(perl, site, fixtures, all_idents, prefix):
    script = Path(__file__).with_name("harvest.pl")
    completed = subprocess.run(
        [perl, script, f"{site.url}/oai", prefix], capture_output=True, text=True, check=False
    )
    assert completed.returncode == 0, completed.stderr
    rows = [line.split("\t") for line in completed.stdout.splitlines()]
    by_kind = {kind: [row[1:] for row in rows if row[0] == kind] for kind, *_ in rows}
    assert by_kind["repository"] == [["报藏 Baozang", BEGUN.isoformat()]]
    assert ["newspaper:gongren-ribao", "工人日报"] in by_kind["set"]
    results = by_kind["record"]
    assert sorted(row[0].rsplit(":", 1)[-1] for row in results) == all_idents
    # some articles of the catalogue have been changed since
    changes = {path.stem for path in (fixtures / "changes").glob("*.yaml")}
    assert {row[1] for row in results} == {BEGUN.isoformat(), *changes}
    assert all(row[3] for row in results), "every record has its title"
    assert sorted(row[0].rsplit(":", 1)[-1] for row in by_kind["header"]) == all_idents


def test_crawlers_find_every_article_by_robots_txt_alone(site, all_idents):
    from urllib.request import urlopen
    from xml.etree import ElementTree

    def read(url):
        with urlopen(url) as answer:
            return answer.read().decode()

    def addresses(url):
        tree = ElementTree.fromstring(read(url))
        return [e.text for e in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]

    robots = Protego.parse(read(f"{site.url}/robots.txt"))
    (sitemap,) = robots.sitemaps
    parts = addresses(sitemap)
    # all but the pages in other languages
    pages = [
        page
        for part in parts
        for page in addresses(part)
        if not page.startswith((f"{site.url}/en/", f"{site.url}/hant/"))
    ]
    assert len(pages) == len(set(pages))
    matches = sorted(page.split("/")[-2] for page in pages if "/articles/" in page)
    assert matches == ["articles", *all_idents] or sorted(matches) == sorted(
        [*all_idents, "articles"]
    )
    assert all(robots.can_fetch(page, "any") for page in (*pages, *parts))
    for open_to_all in ("/articles/?page=3", "/articles/?province=zhejiang", "/articles.json"):
        assert robots.can_fetch(site.url + open_to_all, "any")
    for endless in ("/articles/?province=zhejiang&topic=x", "/articles/?q=x", "/resolve/?url=x"):
        assert not robots.can_fetch(site.url + endless, "any")


# last, as it changes the served edition
def test_sickle_misses_nothing_when_an_edition_is_published_meanwhile(
    site, fixtures, sickle, all_idents
):
    """One article is withdrawn, one changed, one new: each comes, and no other comes twice."""
    records = sickle.ListRecords(metadataPrefix="oai_dc")
    first = [ident(record.header) for record in islice(records, RECORDS)]
    removed_ident = next(key for key in all_idents if key not in first and _rows(fixtures, key))
    changed_ident = next(key for key in first if _rows(fixtures, key))
    new = idents.mint(set(all_idents))
    _withdraw(fixtures, removed_ident)
    _rename(fixtures, changed_ident)
    _copy(fixtures, changed_ident, new)
    enter(fixtures, CHANGED, part="record", summary="试着改题")
    site.publish()

    later_records = [(ident(record.header), record) for record in records]
    harvested_idents = first + [key for key, _ in later_records]
    assert sorted(harvested_idents) == sorted([*all_idents, new, changed_ident])
    later = {
        key: record for key, record in later_records if record.header.datestamp == str(CHANGED)
    }
    assert later.keys() == {removed_ident, changed_ident, new}
    assert [key for key, record in later.items() if record.deleted] == [removed_ident]
    assert later[changed_ident].metadata["title"] == ["改过的题"]
    # and incremental harvesters get just these
    news = sickle.ListIdentifiers(metadataPrefix="mods", **{"from": str(CHANGED)})
    assert {ident(header) for header in news} == {removed_ident, changed_ident, new}


def _rows(fixtures, key) -> list[dict]:
    """The generated rows of an article."""
    lines = (fixtures / "issues" / "generated.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        row
        for row in rows
        if key in (row["fields"].get("ident"), *row["fields"].get("article", ()))
    ]


def _replace(fixtures, key, rows) -> None:
    path = fixtures / "issues" / "generated.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    other_lines = [line for line in lines if f'"{key}"' not in line]
    new_lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join([*other_lines, *new_lines, ""]), encoding="utf-8")


def _withdraw(fixtures, key) -> None:
    _replace(fixtures, key, [])
    fate = {"state": "withdrawn", "reason": "试", "ended": str(CHANGED)}
    for path in (fixtures / "ledger").glob("*.jsonl"):
        entries = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        result = (entry | fate if entry["key"] == key else entry for entry in entries)
        path.write_text("".join(f"{json.dumps(entry)}\n" for entry in result), encoding="utf-8")


def _rename(fixtures, key) -> None:
    rows = _rows(fixtures, key)
    rows[0]["fields"] |= {"headline": "改过的题", "kicker": "", "subheads": []}
    _replace(fixtures, key, rows)


def _copy(fixtures, key, new) -> None:
    rows = [row for row in _rows(fixtures, key) if "ident" in row["fields"]]
    copy = json.loads(json.dumps(rows).replace(key, new))
    copy[0]["fields"]["sequence"] = 900
    _replace(fixtures, new, copy)
