"""The citation of a page that is made from the catalogue: a chart, or the page of a topic."""

from django.http import HttpRequest
from django.utils import timezone

from archive.editions.collection import collection
from archive.editions.current import served
from archive.site_urls import origin


def page_citation(request: HttpRequest, title: str, path: str) -> str:
    """Return the citation by GB/T 7714 as an online database, with its edition and today's date.

    `path` is the canonical address in Chinese, with parameters, from the root of the site.
    """
    about = collection()
    issued, accessed = served().made, timezone.localdate()
    return f"{about.name}. {title}[DB/OL]. ({issued})[{accessed}]. {origin(request)}{path}."
