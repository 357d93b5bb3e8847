"""Pages of a list: the slice shown, and links to the others that keep the filters."""

from dataclasses import dataclass

from django.core.paginator import EmptyPage, Paginator

from archive.filters import ArticleFilter
from archive.parameters import Problem

from .facets import list_url

ARTICLES_A_PAGE = 20


@dataclass(frozen=True)
class Step:
    """A link of the pagination; the gap between far pages has no address."""

    label: str
    url: str = ""
    is_here: bool = False


class BeyondLastPage(Exception):
    """The page asked for does not exist; `problem` says which do."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(problem.message)


def page_of(selection: ArticleFilter):
    """The page asked for, with `steps`, `previous_url` and `next_url`; or BeyondLastPage."""
    paginator = Paginator(selection.in_order(), ARTICLES_A_PAGE)
    try:
        page = paginator.page(selection.chosen("page"))
    except EmptyPage as error:
        raise BeyondLastPage(selection.beyond(paginator.num_pages)) from error
    page.object_list = list(page.object_list)
    base = selection.query.without("page")

    def url(number: int) -> str:
        return list_url(base if number == 1 else base.with_value("page", str(number)))

    page.steps = [
        Step(str(n), url(n), n == page.number) if isinstance(n, int) else Step("…")
        for n in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    page.previous_url = url(page.number - 1) if page.has_previous() else ""
    page.next_url = url(page.number + 1) if page.has_next() else ""
    return page
