"""The prefilled mail by which a reader reports an error in an article or one of its paragraphs."""

from urllib.parse import quote

from django.http import HttpRequest
from django.utils.translation import gettext

from archive.editions.collection import contact
from archive.editions.current import served
from archive.languages import in_source_language
from archive.models import Article
from archive.site_urls import origin

# characters; a Chinese one takes nine in the link, and some mail programs take no more than 2,000
MAX_TITLE = 24
MAX_QUOTED = 50


def report_url(
    request: HttpRequest, article: Article, block: str = "", name: str = "", quoted: str = ""
) -> str:
    """Return the mailto URL (RFC 6068); "" if the collection has no contact address.

    `name` and `quoted` are those of the paragraph `block`; static/js/paragraph-menu.js adds the
    same to the mail about the article.
    """
    recipient = contact()
    if not recipient:
        return ""
    title = shorten(article.headline, MAX_TITLE)
    with in_source_language():
        address = origin(request) + article.get_absolute_url()
    subject = quote(gettext("纠错：%(title)s") % {"title": title}, safe="")
    body = quote("\r\n".join(_lines(title, address, block, name, quoted)), safe="")
    return f"mailto:{quote(recipient, safe='@')}?subject={subject}&body={body}"


def _lines(title: str, address: str, block: str, name: str, quoted: str) -> list[str]:
    edition = served()
    return [
        *(gettext("有误之处："), "", gettext("应为："), "", ""),
        gettext("文章：%(title)s") % {"title": title},
        gettext("网址：%(address)s#%(block)s") % {"address": address, "block": block}
        if block
        else gettext("网址：%(address)s") % {"address": address},
        *([gettext("段落：%(name)s") % {"name": name}] if name else []),
        *([gettext("原文：%(words)s") % {"words": shorten(quoted, MAX_QUOTED)}] if quoted else []),
        gettext("版本：%(made)s %(fingerprint)s")
        % {"made": f"{edition.made:%Y-%m-%d}", "fingerprint": edition.fingerprint[:12]},
    ]


def shorten(text: str, most: int) -> str:
    """Return `text` on one line, cut to `most` characters with an ellipsis if it is longer."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most]}……"
