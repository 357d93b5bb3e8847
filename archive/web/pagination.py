"""The numbered pages of a list."""

from dataclasses import dataclass
from typing import Any, Self

from django.core.paginator import Paginator

from archive.filters.parameter_filter_set import ParameterFilterSet


@dataclass(frozen=True)
class PageStep:
    """A link to a page; an ellipsis has no URL."""

    label: str
    url: str = ""
    is_here: bool = False


@dataclass(frozen=True)
class NumberedPage:
    """The displayed page of a list, and links to the others."""

    number: int
    last: int
    # number of rows on all pages
    total: int
    # URL of this page
    url: str
    steps: list[PageStep]
    previous_url: str
    next_url: str

    @classmethod
    def of(
        cls, selection: ParameterFilterSet, total: int, size: int, path: str, **fields: Any
    ) -> Self:
        """Return the page of the list at `path` that `selection` requests; raises BeyondLastPage.

        `fields` are those added by a subclass.
        """
        number, last = selection.page_numbers(total, size)
        pages = Paginator(range(total), size)
        base = selection.query.without("page")

        def url(page: int) -> str:
            return f"{path}{base if page == 1 else base.with_value('page', str(page))}"

        return cls(
            number=number,
            last=last,
            total=total,
            url=url(number),
            steps=[
                PageStep(str(n), url(n), n == number) if isinstance(n, int) else PageStep("…")
                for n in pages.get_elided_page_range(number, on_each_side=2, on_ends=1)
            ],
            previous_url=url(number - 1) if number > 1 else "",
            next_url=url(number + 1) if number < last else "",
            **fields,
        )
