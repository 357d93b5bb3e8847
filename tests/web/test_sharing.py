"""Metadata that other sites show beside a link: Open Graph, Twitter cards."""

import re
from html import unescape
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image

from archive.models import Article, Person, Tag

from ..kinds_of_page import ADDRESSES, ERRONEOUS

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
EXPECTED_TAGS = {
    *("og:site_name", "og:locale", "og:type", "og:url", "og:title", "og:description", "og:image"),
    *("og:image:type", "og:image:width", "og:image:height", "og:image:alt"),
    *("twitter:card", "twitter:title", "twitter:description", "twitter:image", "twitter:image:alt"),
}
# pages with a card of their own, and whose card the others show
OWN = {
    "/articles/rmmjdt3/": "/articles/rmmjdt3/card.png",
    "/articles/rmmjdt3/?q=工匠&hit=1": "/articles/rmmjdt3/card.png",
    "/newspapers/zhejiang-gongren-ribao/?year=2020": "/newspapers/zhejiang-gongren-ribao/card.png",
    "/newspapers/gongren-ribao/gb4np1v/": "/newspapers/gongren-ribao/gb4np1v/card.png",
    "/newspapers/zhejiang-gongren-ribao/d8g39xz/x1/": (
        "/newspapers/zhejiang-gongren-ribao/d8g39xz/card.png"
    ),
    "/topics/laomo-gongjiang/": "/topics/laomo-gongjiang/card.png",
    "/places/330000/": "/places/330000/card.png",
    "/people/zhang-haocheng/": "/people/zhang-haocheng/card.png",
    "/": "/card.png",
    "/articles/": "/card.png",
    "/articles/?q=工会&province=zhejiang": "/card.png",
    "/about/": "/card.png",
}


def share_tags(client, address) -> tuple[str, dict[str, str]]:
    page = client.get(address).content.decode()
    head = page[: page.index("</head>")]
    results = re.findall(
        r'<meta\s+(?:property|name)="((?:og|twitter):[^"]+)"\s+content="([^"]*)"', head
    )
    assert len(results) == len(dict(results)), address
    return head, {name: unescape(content) for name, content in results}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_says_what_to_show_beside_a_link_to_it(client, address):
    head, result = share_tags(client, address)
    assert set(result) == EXPECTED_TAGS
    assert all(content.strip() for content in result.values())
    for name in ("title", "description", "image", "image:alt"):
        assert result[f"twitter:{name}"] == result[f"og:{name}"]
    assert (result["og:site_name"], result["og:locale"]) == ("报藏", "zh_CN")
    canonical = unescape(re.search(r'<link rel="canonical" href="([^"]*)"', head)[1])
    assert result["og:url"] == canonical
    assert canonical.startswith("http://testserver/")
    assert len(result["og:description"]) >= 8
    assert result["og:type"] == (
        "article" if re.match(r"/articles/\w{7}/(\?|$)", address) else "website"
    )
    assert (result["og:image:width"], result["og:image:height"]) == ("1200", "630")
    image = urlsplit(result["og:image"])
    assert (image.scheme, image.netloc) == ("http", "testserver")
    picture = Image.open(BytesIO(client.get(image.path).content))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))


@pytest.mark.parametrize("address", OWN)
def test_every_page_names_its_preview_image(client, address):
    _, result = share_tags(client, address)
    assert result["og:image"] == f"http://testserver{OWN[address]}"


def test_a_list_says_what_it_holds(client):
    _, result = share_tags(client, "/articles/?province=zhejiang")
    assert "浙江" in result["og:title"]
    assert re.search(r"省份：浙江，共 \d+ 篇", result["og:description"])


@pytest.mark.parametrize("address", ERRONEOUS)
def test_an_address_that_leads_nowhere_is_not_to_be_shown(client, address):
    _, result = share_tags(client, address)
    assert result == {}


def test_an_article_is_its_headline_and_its_digest(client):
    for article in Article.objects.all():
        _, result = share_tags(client, article.get_absolute_url())
        assert result["og:title"] == article.headline
        assert result["og:description"].split() == article.digest.split()


def test_words_of_the_catalogue_cannot_end_a_tag(client):
    article = Article.objects.first()
    article.headline = article.digest = '"><script>alert(1)</script>'
    article.save()
    tag = Tag.objects.first()
    tag.pref_label, tag.definition = '"><b>', '"><i>'
    tag.save()
    person = Person.objects.create(slug="jia", name='"><u>甲')
    for row in (article, tag, person):
        head, result = share_tags(client, row.get_absolute_url())
        assert set(result) == EXPECTED_TAGS
        assert not re.search("<(script>alert|b>|i>|u>)", head)
        assert '">' in result["og:title"]


def test_the_address_that_is_set_begins_every_address(client, settings):
    settings.ORIGIN = "https://archive.example.org"
    for address in ("/", "/articles/rmmjdt3/"):
        _, result = share_tags(client, address)
        for name in ("og:url", "og:image"):
            assert result[name].startswith("https://archive.example.org/")
