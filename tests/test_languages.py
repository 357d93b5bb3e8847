"""The interface in several languages: addresses, links between them, caches, catalogues."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from io import BytesIO
from types import SimpleNamespace

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from archive import languages
from archive.command_messages import message as worded
from archive.http import page_cache
from archive.http.caching import PAGE_LIFETIME, validators
from archive.models import Article, Byline, Person, Tag
from archive.site_urls import fast_reverse
from archive.text.traditional import traditional, traditional_html
from archive.web import script_messages

ARTICLE = "/articles/rmmjdt3/"
PREFIXES = ("", "/hant", "/en")


@pytest.fixture
def all_languages(monkeypatch):
    """A collection that is shown in all languages."""
    monkeypatch.setattr(languages, "offered", lambda: languages.LANGUAGES)


def get(path, **headers):
    return Client().get(path, headers={"accept": "text/html", **headers})


def alternates(response) -> dict[str, str]:
    """hreflang → URL of the page's <link> elements."""
    links = re.findall(
        r'<link rel="alternate"\s+hreflang="([^"]+)"\s+href="([^"]+)">', html(response)
    )
    return {tag: url.replace("&amp;", "&") for tag, url in links}


def html(response):
    return response.content.decode()


def canonical(response):
    return re.search(r'<link rel="canonical" href="([^"]+)"', html(response))[1].replace(
        "&amp;", "&"
    )


def test_a_page_has_an_address_in_each_language():
    assert fast_reverse("article", "rmmjdt3") == ARTICLE
    for language in languages.LANGUAGES[1:]:
        with translation.override(language.code):
            assert fast_reverse("article", "rmmjdt3") == f"/{language.prefix}{ARTICLE}"
            # capitals are left to Django
            assert fast_reverse("article", "RMMJDT3") == f"/{language.prefix}{ARTICLE}"


def test_data_has_one_address():
    routes = ("oai", "sitemap", "opensearch", "openapi", "site-card")
    with translation.override("en"):
        assert all(not fast_reverse(route).startswith("/en") for route in routes)
        assert "articles" in languages.page_routes()
        assert "articles-data" not in languages.page_routes()


@pytest.mark.parametrize("prefix", ["", "/archive"])
def test_the_language_is_after_the_sites_own_prefix(settings, prefix):
    settings.PREFIX = prefix
    english = languages.localized(f"{prefix}{ARTICLE}", languages.ENGLISH)
    assert english == f"{prefix}/en{ARTICLE}"
    assert languages.localized(english, languages.TRADITIONAL) == f"{prefix}/hant{ARTICLE}"
    assert languages.localized(english, languages.SIMPLIFIED) == f"{prefix}{ARTICLE}"


@pytest.mark.parametrize("path", ["/en/articles/", "/hant/", "/en"])
def test_a_language_that_is_not_offered_has_no_pages(db, path, monkeypatch):
    monkeypatch.setattr(languages, "offered", lambda: languages.LANGUAGES[:1])
    assert get(path).status_code == 404
    assert "hreflang" not in html(get("/"))


@pytest.mark.usefixtures("db", "all_languages")
class TestPages:
    @pytest.mark.parametrize(
        ("prefix", "tag"), [("", "zh-Hans"), ("/hant", "zh-Hant"), ("/en", "en")]
    )
    @pytest.mark.parametrize("path", ["/", "/articles/", ARTICLE, "/about/", "/people/"])
    def test_a_page_is_in_its_language_and_leads_to_pages_in_it(self, prefix, tag, path):
        response = get(prefix + path)
        assert response.status_code == 200
        assert f'<html lang="{tag}">' in html(response)
        pages = re.findall(r'<a\s[^>]*?href="(/[^"?#]*/)"', html(response))
        without_switch = [url for url in pages if not re.match("/(hant|en)/", url)]
        if prefix:
            assert len([url for url in pages if url.startswith(prefix + "/")]) > 10
            # only the switch leaves the language
            assert set(without_switch) <= {path}

    @pytest.mark.parametrize("path", ["/", "/articles/?province=zhejiang&year=2021", ARTICLE])
    def test_alternates_name_each_other(self, path):
        pages = [get(prefix + path) for prefix in PREFIXES]
        links = [alternates(page) for page in pages]
        assert links[0] == links[1] == links[2]
        assert list(links[0]) == ["zh-Hans", "zh-Hant", "en", "x-default"]
        assert links[0]["x-default"] == links[0]["zh-Hans"]
        canonicals = [canonical(page) for page in pages]
        assert canonicals == [links[0][tag] for tag in ("zh-Hans", "zh-Hant", "en")]

    @pytest.mark.parametrize("prefix", PREFIXES)
    def test_the_switch_keeps_the_page_and_its_query(self, prefix):
        query = "?q=%E5%B7%A5%E4%BC%9A&province=zhejiang"
        page = html(get(f"{prefix}/articles/{query}"))
        switch = re.search(r'<nav class="languages".*?</nav>', page, re.DOTALL)[0]
        urls = re.findall('href="([^"]+)"', switch)
        expected = [
            f"{other_prefix}/articles/{query}"
            for other_prefix in PREFIXES
            if other_prefix != prefix
        ]
        assert [url.replace("&amp;", "&") for url in urls] == expected

    def test_a_browsers_languages_change_nothing(self):
        plain, english = get("/"), get("/", **{"accept-language": "en"})
        assert plain.content == english.content
        assert "Accept-Language" not in plain.headers.get("Vary", "")

    @pytest.mark.parametrize(
        "path", ["/en/articles.json", "/en/oai?verb=Identify", "/en/sitemap.xml"]
    )
    def test_data_below_a_language_leads_to_its_own_address(self, path):
        response = get(path)
        assert (response.status_code, response.headers["Location"]) == (
            301,
            path.removeprefix("/en"),
        )

    def test_data_by_accept_is_that_of_the_plain_address(self):
        plain = Client().get("/articles/", headers={"accept": "application/json"})
        english = Client().get("/en/articles/", headers={"accept": "application/json"})
        assert english.content == plain.content
        assert english.headers["Content-Location"].endswith("/articles.json")
        assert "/en/" not in english.headers["Content-Location"]

    def test_the_start_page_of_a_language_ends_with_a_slash(self):
        assert get("/en").headers["Location"] == "/en/"
        assert get("/en/articles").headers["Location"] == "/en/articles/"

    def test_permanent_addresses_are_plain_in_every_language(self):
        page = get(f"/en{ARTICLE}")
        links = {rel: href for href, rel in re.findall('<([^>]+)>; rel="([^"]+)"', page["Link"])}
        assert links["cite-as"].endswith(ARTICLE)
        assert "/en/" not in links["cite-as"]
        assert links["canonical"].endswith(f"/en{ARTICLE}")
        citation = re.search(r"<p data-citation[^>]*>(.*?)</p>", html(page), re.DOTALL)[1]
        assert ARTICLE in citation
        assert "/en/" not in citation

    def test_an_error_is_in_the_language_of_the_address(self):
        response = get("/en/nothing/")
        assert response.status_code == 404
        assert '<html lang="en">' in html(response)

    def test_an_old_address_leads_to_the_page_in_the_language_asked_for(self):
        assert get("/en/resolve/?url=rmmjdt3").headers["Location"] == f"/en{ARTICLE}"
        assert get("/resolve/?url=http://testserver/en/about/").headers["Location"] == "/en/about/"

    def test_suggestions_lead_to_pages_of_the_language(self):
        urls = [item["url"] for item in Client().get("/en/suggest/?q=gong").json()]
        assert urls
        assert all(url.startswith("/en/") for url in urls)

    def test_each_language_has_a_cache_entry_and_validators_of_its_own(self, rf, settings):
        settings.PAGE_CACHE = 1
        requests = [rf.get(f"{prefix}/articles/") for prefix in PREFIXES]
        assert len({page_cache.cache_key(request.META) for request in requests}) == 3
        tags = {validators(request, PAGE_LIFETIME, "text/html").basis for request in requests}
        assert len(tags) == 3
        etag = get("/en/articles/").headers["ETag"]
        assert get("/en/articles/", **{"if-none-match": etag}).status_code == 304
        assert get("/articles/", **{"if-none-match": etag}).status_code == 200


def test_the_collection_says_in_which_languages_it_is_shown(monkeypatch):
    english_only = SimpleNamespace(interface_languages=("en",))
    monkeypatch.setattr(languages, "collection", lambda: english_only)
    assert languages.offered() == (languages.SIMPLIFIED, languages.ENGLISH)


CATALOGUES = {"en": "en", "zh_Hant": "zh-hant"}
HAN = re.compile("[㐀-鿿]")
# what only data, other commands or the catalogue's own texts say is in Chinese
MARKED_CALLS = (
    *("archive/web", "archive/filters", "archive/facets", "archive/charts"),
    *("archive/http", "archive/permalinks"),
    *("archive/management", "archive/editions", "archive/catalogue", "archive/offline"),
    *("archive/images", "archive/ingest/importers"),
    *(f"archive/ingest/reading/{name}.py" for name in ("page_process", "read_file", "recognizer")),
    *(
        f"archive/ingest/drafting/{name}.py"
        for name in ("draft_file", "page_file", "page_sources", "proof_html")
    ),
)


def catalogue(locale):
    path = settings.BASE_DIR / "locale" / locale / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain="django")


@cache
def extract_messages():
    """(context, message) of every marked text, as `make messages` collects them."""
    # pyproject.toml names a method of extraction there
    sys.path.append(str(settings.BASE_DIR / "locale"))
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        methods, options = parse_mapping_cfg_of(file)
    results = set()
    for folder in ("archive", "templates"):
        for _, _, message, _, context in extract_from_dir(
            settings.BASE_DIR / folder, methods, options, keywords=KEYWORDS
        ):
            results.add((context, message if isinstance(message, str) else message[0]))
    return results


def parse_mapping_cfg_of(file):
    mappings = tomllib.load(file)["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {
        mapping["pattern"]: {k: v for k, v in mapping.items() if k not in ("pattern", "method")}
        for mapping in mappings
    }
    return methods, options


KEYWORDS = DEFAULT_KEYWORDS | {
    "counted": (1, 1),
    "gettext_lazy": None,
    "gettext_noop": None,
    "message": None,
    "ValueRefused": None,
    "pgettext_lazy": ((1, "c"), 2),
}


@pytest.mark.slow
@pytest.mark.parametrize("locale", CATALOGUES)
def test_every_message_is_translated(locale):
    messages = {
        (m.context, m.id if isinstance(m.id, str) else m.id[0]): m
        for m in catalogue(locale)
        if m.id
    }
    missing = extract_messages() - set(messages)
    assert not missing, "make messages"
    assert not set(messages) - extract_messages(), "make messages"
    for (_, text), message in messages.items():
        strings = [message.string] if isinstance(message.string, str) else message.string
        assert all(strings), f"{text}: not translated in {locale}"
        assert not message.fuzzy, text
        placeholders = re.findall(r"%\(\w+\)[sd]", text)
        assert all(
            sorted(set(re.findall(r"%\(\w+\)[sd]", s))) == sorted(set(placeholders))
            for s in strings
        ), text
        # the same elements and attributes
        tags = sorted(re.findall("<[^>]*>", text))
        assert all(sorted(re.findall("<[^>]*>", s)) == tags for s in strings), text


@pytest.mark.parametrize("locale", CATALOGUES)
def test_the_compiled_catalogue_is_up_to_date(locale):
    compiled = BytesIO()
    write_mo(compiled, catalogue(locale))
    path = settings.BASE_DIR / "locale" / locale / "LC_MESSAGES" / "django.mo"
    assert path.read_bytes() == compiled.getvalue(), "make messages"


def templates():
    return [
        path
        for path in sorted(settings.TEMPLATES_DIR.rglob("*.html"))
        # a command's output
        if path.parent.name != "proof"
    ]


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_every_text_of_a_template_is_marked(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", text, flags=re.DOTALL)
    text = re.sub(
        r"""(?:\b_|counted|pgettext)\(\s*(["']).*?\1(?:,\s*(["']).*?\2)?""",
        "",
        text,
        flags=re.DOTALL,
    )
    assert not re.findall(rf".*{HAN.pattern}.*", text)


# words and patterns to read texts by, and what pages of the edition say
NOT_SAID = {
    "catalogue/places.py",
    "editions/history.py",
    *(
        f"ingest/importers/{name}.py"
        for name in ("dates_and_numbers", "mods_dublin_core", "signatures")
    ),
}


def modules():
    for part in MARKED_CALLS:
        path = settings.BASE_DIR / part
        for module in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            if module.relative_to(settings.BASE_DIR / "archive").as_posix() not in NOT_SAID:
                yield module


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: path.name)
def test_every_text_of_a_module_of_the_interface_is_marked(path):
    tree = ast.parse(path.read_text())
    inside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in MARKING or name in COMPARING:
                inside |= {id(child) for child in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(id(node.value))
        # what texts and files have is compared, or looked up
        compared: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            compared = [node.left, *node.comparators]
        elif isinstance(node, ast.Dict):
            compared = [key for key in node.keys if key]
        elif isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "Literal":
            compared = [node.slice]
        inside |= {id(child) for part in compared for child in ast.walk(part)}
    unmarked = [
        f"{path.name}:{node.lineno} {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HAN.search(node.value)
        and id(node) not in inside
    ]
    allowed = ALLOWED.get(path.name, ())
    assert not [child for child in unmarked if not child.endswith(allowed)]


MARKING = {
    "_",
    *("gettext", "gettext_lazy", "gettext_noop", "ngettext", "counted"),
    *("pgettext", "pgettext_lazy", "message", "ValueRefused"),
}
# arguments that are compared or cut off
COMPARING = {
    *("compile", "removeprefix", "removesuffix", "rstrip", "endswith", "startswith"),
    *("split", "search", "fullmatch", "sub"),
}
# by module: the notation of queries, and units that only Chinese has
ALLOWED: dict[str, tuple[str, ...]] = {
    "search_form.py": ("标题:", "作者:", "地区:", "人名:", "单位:"),
    "chart_items.py": ("万",),
    "stacked_bars.py": ("年",),
    # what texts and files have: a mark, weekdays, what a collection is called without a file
    "article_body.py": ("〔缺文〕",),
    "publication.py": ("一二三四五六日",),
    "collection_file.py": ("报纸档案", "查找文章。"),
    "schemas.py": ("SELECT 'B' < 'a' AND '中' < '啊'",),
    # notes and reasons that they write to catalogue files, for readers
    "founder.py": ("网页的文件里有 ", " 处残损，无法读取的字作“"),
    "identifiers.py": ("成批导入，根据署名；同名者未区分。",),
    "item_titles.py": ("图片报道", "图片新闻", "取开头文字作标题。", "其余移到正文开头。"),
    "mets_alto.py": ("METS 记本期为“", "上接第", "面，原为一篇，分见两版。"),
    "page_xml.py": ("版面为竖排，自右至左读。",),
    "parsed_issue.py": ("导入时由编辑指明。", "取开头文字作标题。"),
    "tables.py": ("导入时由编辑指明。",),
    "to_catalogue.py": (
        *("文字由光学识别而来，", " 个字词的平均置信度为 ", "（满分 1），", "其中 "),
        *(" 个低于 0.5。未经人工校对。", "光学识别的字词有 ", " 个置信度不足，未经人工校对。"),
        "编辑人员的署名",
    ),
    "new_collection.py": ("报纸档案",),
}


def test_scripts_ask_for_the_messages_that_pages_translate():
    messages, unmarked = set(), []
    for path in sorted((settings.BASE_DIR / "static/js").glob("*.js")):
        script = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.DOTALL)
        messages |= {
            json.loads(text) for text in re.findall(r'gettext\(\s*("(?:\\.|[^"\\])*")', script)
        }
        remainder = re.sub(r'gettext\(\s*"(?:\\.|[^"\\])*"', "", script)
        unmarked += [line for line in remainder.splitlines() if HAN.search(line)]
    assert messages == set(script_messages.MESSAGES)
    assert not unmarked


@pytest.mark.usefixtures("db", "all_languages")
def test_no_part_of_a_page_is_kept_in_the_language_of_an_earlier_one():
    first = html(get("/"))
    get("/en/")
    assert html(get("/")) == first
    assert "字号" in first
    assert "字号" not in html(get("/en/"))


@pytest.mark.usefixtures("db", "all_languages")
class TestTraditional:
    @pytest.fixture
    def page(self):
        return html(get(f"/hant{ARTICLE}"))

    def test_texts_are_converted_and_the_page_says_so(self, page):
        original = Article.objects.get(ident="rmmjdt3")
        assert traditional(original.headline) in page
        output = re.search(r'class="hint conversion-notice">.*?</p>', page, re.DOTALL)[0]
        assert "由簡體轉換" in output
        assert f'href="{ARTICLE}"' in output

    def test_citations_links_and_data_are_as_in_the_original(self, page):
        original = html(get(ARTICLE))

        def parts(pattern):
            return [re.findall(pattern, text, re.DOTALL) for text in (page, original)]

        for pattern in (
            r"<p[^>]*data-copied[^>]*>(.*?)</p>",
            r'<script type="application/ld\+json">(.*?)</script>',
            '<meta name="DC.[^>]*>',
        ):
            converted, as_it_was = parts(pattern)
            assert converted
            assert converted == as_it_was

    def test_what_a_reader_typed_stays_as_it_was(self):
        page = html(get("/hant/articles/?q=%E5%B7%A5%E4%BC%9A"))
        assert 'value="工会"' in page
        assert "工會" in page

    def test_a_collection_in_traditional_characters_is_not_converted(self, monkeypatch):
        monkeypatch.setattr(languages, "converts_texts", lambda: False)
        page = html(get(f"/hant{ARTICLE}"))
        assert Article.objects.get(ident="rmmjdt3").headline in page
        assert "hint converted" not in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("职工的娘家", "職工的娘家"),
        ("双休日志愿服务", "雙休日志願服務"),
        ("工作日志", "工作日誌"),
        ("写明了版次", "寫明了版次"),
        ("方志敏", "方志敏"),
    ],
)
def test_texts_are_converted_as_they_are_written_in_taiwan(text, expected):
    assert traditional(text) == expected


def test_interface_texts_in_traditional_characters_are_left_as_they_are():
    texts = [
        text
        for message in catalogue("zh_Hant")
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]
    assert {text: traditional(text) for text in texts if traditional(text) != text} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("历史上的%(day)s", "歷史上的%(day)s"),
        (
            "%(name)s所藏历年%(day)s的报纸，共 %(num)s 期。",
            "%(name)s所藏歷年%(day)s的報紙，共 %(num)s 期。",
        ),
        ("游标", "游標"),
        ("周", "週"),
        ("数据下载", "資料下載"),
        ("维基数据 %(id)s", "維基數據 %(id)s"),
        ("高级检索", "進階檢索"),
    ],
)
def test_interface_texts_in_traditional_characters_use_the_words_of_their_readers(text, expected):
    with translation.override("zh-hant"):
        assert gettext(text) == expected


def test_only_what_is_shown_is_converted():
    page = (
        '<p title="工会" data-key="工会">工会 &amp; <b>职工</b><i translate="no">工会</i>说</p>'
        '<script>"工会"</script><input value="工会" aria-label="工会">'
    )
    assert traditional_html(page) == (
        '<p title="工會" data-key="工会">工會 &amp; <b>職工</b><i translate="no">工会</i>說</p>'
        '<script>"工会"</script><input value="工会" aria-label="工會">'
    )
    assert traditional_html("<br>") == "<br>"


@pytest.mark.usefixtures("db", "all_languages")
class TestEnglish:
    def test_names_are_in_latin_letters_before_the_characters(self):
        page = html(get("/en/people/chen-biao/"))
        assert re.search(r'<h1>Chen Biao <span lang="zh-Hans">陈标</span></h1>', page)
        page = html(get("/en/newspapers/zhejiang-gongren-ribao/"))
        assert 'Zhejiang Gongren Ribao <span lang="zh-Hans">浙江工人日报</span>' in page
        assert "Hangzhou, Zhejiang <span" in page

    def test_editors_may_give_names_in_english(self):
        Person.objects.filter(slug="chen-biao").update(romanised="Chan Biu")
        assert "<h1>Chan Biu <span" in html(get("/en/people/chen-biao/"))

    def test_mentions_have_latin_names_too(self):
        page = html(get("/en/articles/rmmjdt3/"))
        assert re.search(r'Liu Yan’er <span lang="zh-Hans">刘燕儿</span></a>', page)
        assert re.search(r"Youxian Gongsi <span [^>]*>宁波力劲科技有限公司</span></a>", page)
        assert "<h1>Liu Yan’er <span" in html(get("/en/names/person/刘燕儿/"))
        assert "Fuyang Qu Zonggonghui <span" in html(get("/en/organisations/fuyang-zonggonghui/"))
        assert "Liu Yan’er" in html(get("/en/names/?q=刘燕儿"))
        assert "Liu Yan’er" in html(get("/en/articles/?named=刘燕儿"))
        assert "Yan’er" not in html(get("/articles/rmmjdt3/"))

    def test_topics_have_the_label_that_the_editor_wrote(self):
        page = html(get("/en/articles/?topic=liaoxiuyang"))
        assert "Rest and recuperation" in page
        assert "疗休养" not in re.sub('lang="zh-Hans".*?</', "", page).split("<ol")[0]
        assert "Rest and recuperation" in html(get("/en/topics/"))
        assert "疗休养" in html(get("/en/topics/liaoxiuyang/"))
        Tag.objects.filter(slug="liaoxiuyang").update(pref_label_en="")
        assert '<h1><span lang="zh-Hans">疗休养</span></h1>' in html(get("/en/topics/liaoxiuyang/"))

    def test_roles_are_in_english_and_in_data_as_catalogued(self):
        page = html(get("/en/articles/rmmjdt3/"))
        assert re.search(r"Reporter <a [^>]*>Zhang Haocheng", page)
        assert re.search(r"Correspondent <a [^>]*>Ding Ling", page)
        photographer = html(get("/en/people/zou-weifeng/"))
        assert "Photographer: 1 article" in photographer
        assert "Special correspondent" in html(get("/en/people/"))
        data = get("/articles/rmmjdt3.json").json()
        assert [credit["role"] for credit in data["bylines"]] == ["记者", "通讯员"]

    def test_a_photographers_position_follows_the_role(self):
        byline = Byline.objects.get(person__slug="zou-weifeng")
        assert byline.shown_role == "记者摄影"
        with translation.override("en"):
            assert byline.shown_role == "Photographer, reporter"

    def test_suggestions_are_in_the_language_of_the_page(self):
        labels = [
            suggestion["label"] for suggestion in Client().get("/en/suggest/?q=chenbiao").json()
        ]
        assert "Chen Biao 陈标" in labels
        labels = [
            suggestion["label"]
            for suggestion in Client().get("/hant/suggest/?q=liaoxiuyang").json()
        ]
        assert "療休養" in labels

    def test_lists_of_places_and_newspapers_have_latin_names_too(self):
        for path in ("/en/about/", "/en/data/"):
            assert 'Beijing <span lang="zh-Hans">北京市</span>, Hebei <span' in html(get(path))
        assert 'Gongren Ribao <span lang="zh-Hans">工人日报</span></a>' in html(
            get("/en/newspapers/")
        )

    def test_the_form_of_trends_is_in_english(self):
        labels = re.findall(r'<label for="series-(\w+)">(.*?)</label>', html(get("/en/trends/")))
        assert ("topic", "Add: Topic") in labels
        assert not [label for _, label in labels if HAN.search(label)]

    def test_numbers_have_their_noun(self):
        page = html(get("/en/about/"))
        assert ">3 newspapers</a>, 5 issues" in page
        narrowed = html(get("/en/topics/liaoxiuyang/"))
        assert '1<span class="visually-hidden"> article</span>' in narrowed

    def test_data_have_chinese_and_latin_names(self):
        assert get("/topics/liaoxiuyang.json").json()["label_en"] == "Rest and recuperation"
        assert get("/people/chen-biao.json").json()["romanised"] == "Chen Biao"


class TestCommands:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("variables", "expected"),
        [
            ({"LANG": "en_GB.UTF-8"}, "Generate idents"),
            ({"LANG": "C.UTF-8"}, "生成新的文章编号"),
            ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "生成新的文章编号"),
        ],
    )
    def test_the_environment_sets_the_language_of_commands(self, variables, expected):
        plain = {
            name: value
            for name, value in os.environ.items()
            if name not in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
        }
        helped = subprocess.run(
            [sys.executable, "manage.py", "mint", "--help"],
            cwd=settings.BASE_DIR,
            env=plain | variables,
            capture_output=True,
            check=True,
            text=True,
            encoding="utf-8",
        )
        assert expected in helped.stdout

    @pytest.mark.slow
    def test_results_of_commands_are_in_that_language(self, settings, capsys):
        call_command("check_catalogue", pages=settings.BASE_DIR / "docs")
        assert "无误：5 期 33 篇" in capsys.readouterr().out
        settings.COMMAND_LANGUAGE = "en"
        call_command("check_catalogue", pages=settings.BASE_DIR / "docs")
        assert "No errors: 5 issues, 33 articles" in capsys.readouterr().out

    def test_errors_of_commands_are_in_that_language(self, settings):
        settings.COMMAND_LANGUAGE = "en"
        with pytest.raises(CommandError, match="--sample must be at least 1"):
            call_command("publish", sample=0)

    def test_editions_stay_in_chinese(self, settings):
        settings.COMMAND_LANGUAGE = "en"
        assert worded("建立数据库") == "Building the database"
        assert gettext("建立数据库") == "建立数据库"
