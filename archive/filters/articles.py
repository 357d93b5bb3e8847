"""The filters of the article list: for its pages, data, feeds, and articles reached from it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from django_filters import Filter

from archive import search
from archive.facets.choices import StaticChoices, Value
from archive.facets.table import COMBINABLE, FACETS
from archive.languages import counted
from archive.models import Article
from archive.search import ParsedQuery, parse
from archive.search.contract import Sort

from .database_fallback import as_date, search_with_database_fallback
from .filter_classes import (
    ChoiceParameter,
    CursorParameter,
    HitParameter,
    LimitParameter,
    MultipleFilter,
    MultipleParameters,
    PageParameter,
    SinceFilter,
    TextQueryFilter,
    UntilFilter,
)
from .parameter_filter_set import MAX_OFFERS, ParameterFilterSet, SpanForm
from .parameters import Offer, ParameterError, QueryParams

# maximum length of search terms in characters
MAX_QUERY_LENGTH = 200
# maximum number of facet values that are counted by a separate search each
MAX_SEPARATE_COUNTS = 20


class TermsFilter(Filter):
    """Search terms: dates, and words, which only the search engine can search for."""

    field_class = forms.CharField

    def filter(self, qs: Any, value: str | None) -> Any:
        parsed = self.parent.parsed
        if parsed.clauses:
            raise search.SearchUnavailable("the database cannot search for words")
        return qs.published_between(as_date(parsed.since), as_date(parsed.until))


# dates in descriptions
_BOUNDS = {"from": gettext_noop("自%(date)s"), "to": gettext_noop("至%(date)s")}
SORTS = (
    ("relevance", gettext_noop("相关")),
    ("date", gettext_noop("最新")),
    ("oldest", gettext_noop("最早")),
)
# order → the QuerySet method that sorts by it; without words there is no relevance
_ORDERS: Mapping[Sort, str] = {
    "relevance": "newest_first",
    "date": "newest_first",
    "oldest": "oldest_first",
    "added": "newest_added",
}


class ArticleForm(SpanForm):
    """Checks that involve several parameters."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("sort") == "relevance" and "q" in cleaned and not cleaned["q"]:
            self.add_error(
                "sort", ValidationError(gettext("没有检索词，不能按相关度排序。"), "needs-q")
            )
        return cleaned


class ArticleFilter(ParameterFilterSet):
    """The filters of the article list on web pages."""

    q = TermsFilter(
        label=gettext_lazy("检索词"),
        max_length=MAX_QUERY_LENGTH,
        error_messages={
            "max_length": gettext_lazy("检索词有 %(show_value)d 字，最多 %(limit_value)d 字。")
        },
    )
    from_ = SinceFilter(label=gettext_lazy("起始日期"))
    to = UntilFilter(label=gettext_lazy("截止日期"))
    all = MultipleParameters(
        label=gettext_lazy("须同时符合"),
        vocabulary=StaticChoices(COMBINABLE.items()),
    )
    sort = ChoiceParameter(label=gettext_lazy("排序"), choices=SORTS)
    page = PageParameter(label=gettext_lazy("页码"))

    route = "articles"

    class Meta(ParameterFilterSet.Meta):
        model = Article
        form = ArticleForm

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """Return the filters in the order of canonical addresses: after `q` those of the facets."""
        filters = super().get_filters()
        facets = {
            facet.name: MultipleFilter(
                facet.select,
                field_name=facet.name,
                label=gettext_lazy(facet.label),
                vocabulary=facet.vocabulary,
            )
            for facet in sorted(FACETS, key=lambda facet: facet.address_rank)
        }
        return {"q": filters.pop("q"), **facets, **filters}

    @cached_property
    def parsed(self) -> ParsedQuery:
        """The parsed search terms; after a search without results, those of the fallback query."""
        return parse(self.form.cleaned_data["q"])

    def filter_queryset(self, queryset: Any) -> Any:
        """Return the articles of the list in its order; SearchUnavailable if there are words."""
        return getattr(super().filter_queryset(queryset), _ORDERS[self.order])()

    def results(self, **options: Any) -> search.Results:
        """Search, with fallback terms if those typed have no results; options as for
        `search_query`.
        """
        results = self.answer(self.search_query(**options))
        if results.total or results.incomplete or not self.parsed.clauses:
            return results
        reworded = search.fallback_for(self.parsed)
        if reworded is None:
            return results
        self.parsed = reworded
        return self.answer(self.search_query(**options))

    def answer(self, query: search.Query) -> search.Results:
        """Return the results of `query`, which is this selection's or has a narrower range of
        dates.

        Falls back to the database while the search engine is down.
        """
        return search_with_database_fallback(query, lambda: self.qs)

    def needs_all_of(self, name: str) -> bool:
        """Return whether articles must have all values of this parameter rather than any."""
        return any(value.value == name for value in self.form.cleaned_data["all"])

    @property
    def order(self) -> Sort:
        cleaned = self.form.cleaned_data
        sort: Sort | None = cleaned["sort"]
        return sort or ("relevance" if cleaned["q"] else "date")

    def search_query(
        self,
        without: Collection[str] = (),
        parsed: ParsedQuery | None = None,
        **slice_and_facets: Any,
    ) -> search.Query:
        """Return the query for the engine: `without` some parameters, or with other terms."""
        cleaned = {n: None if n in without else v for n, v in self.form.cleaned_data.items()}
        words = parse("") if "q" in without else parsed or self.parsed
        first, last = cleaned["from"], cleaned["to"]
        since = [d for d in (first and first.first.toordinal(), words.since) if d]
        until = [d for d in (last and last.last.toordinal(), words.until) if d]
        return search.Query(
            clauses=words.clauses,
            filters={
                name: tuple(v.value for v in values)
                for name in search.FACETS
                if (values := cleaned[name])
            },
            all_of=tuple(v.value for v in cleaned["all"] or ()),
            since=max(since, default=None),
            until=min(until, default=None),
            sort=self.order,
            **slice_and_facets,
        )

    def values_of(self, name: str, valid: QueryParams) -> Sequence[Value]:
        if name != "sort":
            return super().values_of(name, valid)
        return [
            Value(value, gettext(label), None) for value, label in SORTS if valid_sort(value, valid)
        ]

    @property
    def in_words(self) -> str:
        """The chosen conditions as text for readers."""
        return " · ".join(map(self._condition_in_words, self.conditions))

    def _condition_in_words(self, name: str) -> str:
        labels = self.labels_of(name)
        if name in _BOUNDS:
            return gettext(_BOUNDS[name]) % {"date": labels[0]}
        return ("＋" if self.needs_all_of(name) else gettext("、")).join(labels)

    @property
    def canonical(self) -> QueryParams:
        """The parameters of the canonical URL of this selection."""
        cleaned = self.form.cleaned_data
        defaults = (("sort", "relevance" if cleaned["q"] else "date"), ("page", "1"))
        redundant = [name for name, default in defaults if self.data.get(name) == default]
        words = " ".join(cleaned["q"].split())
        # with a single value it makes no difference whether all are required
        single = [v.value for v in cleaned["all"] if len(cleaned[v.value]) < 2]
        pairs = (
            ("q", words) if name == "q" else (name, value)
            for name, value in self.query.without(*redundant).without_values("all", single)
        )
        return QueryParams(pairs).sorted_by(self.filters)


def valid_sort(sort: str, query: QueryParams) -> bool:
    return sort != "relevance" or any(name == "q" for name, _ in query)


class FacetPageFilter(ArticleFilter):
    """The filters of a facet's own page: those of the list, and a text to find values by."""

    like = TextQueryFilter(label=gettext_lazy("查找"), max_length=MAX_QUERY_LENGTH)

    omitted = ("sort",)

    @property
    def order(self) -> Sort:
        return "date"

    def counts_of(self, name: str) -> Mapping[str, int] | None:
        """Count the facet's most frequent values, or those like the text if there is one.

        None while the search engine cannot count.
        """
        # first, since it may reword the search terms
        results = self.results(limit=0, facets=(name,))
        if not results.facets:
            return None
        if not self.chosen("like"):
            return results.facets[name]
        query = self.search_query(limit=0, facets=(name,))
        values = [value.value for value in self.values_like(name)]
        if not values:
            return {}

        def search_values(*values: str) -> search.Results:
            filters = {**query.filters, name: tuple(dict.fromkeys(values))}
            return search.search(replace(query, filters=filters))

        if self.needs_all_of(name):
            # each together with all that are chosen already
            selected = query.filters.get(name, ())
            return {v: search_values(*selected, v).total for v in values[:MAX_SEPARATE_COUNTS]}
        # engines count the values of a filter even if they are rare
        counts = search_values(*values).facets[name]
        return {value: counts.get(value, 0) for value in values}

    def values_like(self, name: str) -> list[Value]:
        """Return the facet's values like the text; without a text, the archive's most frequent."""
        vocabulary, typed = self.filters[name].field.vocabulary, self.chosen("like")
        return vocabulary.matching(typed) if typed else vocabulary.most_frequent()


class ArticlePageForm(ArticleForm):
    """Accepts the list's parameters on an article page only together with `hit`."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "hit" in cleaned and not cleaned["hit"]:
            # a copy, since add_error removes the value
            for name, value in list(cleaned.items()):
                if value and name not in ("q", "hit"):
                    message = gettext(
                        "文章页的网址中，%(label)s（%(name)s）须与 hit 一起使用。"
                    ) % {"label": self.fields[name].label, "name": name}
                    self.add_error(name, ValidationError(message, "needs-hit"))
        return cleaned


class ArticlePageFilter(ArticleFilter):
    """The parameters of an article page: the list that linked to it, and its position there."""

    # position in the list, from 1
    hit = HitParameter(label=gettext_lazy("结果序号"))

    class Meta(ArticleFilter.Meta):
        form = ArticlePageForm

    omitted = ("page",)


class ArticleDataForm(ArticleForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        after = cleaned.get("after")
        if after and self.data.get("page"):
            self.add_error(
                "page", ValidationError(gettext("after 与 page 只能写一个。"), "after-or-page")
            )
        if after and "q" in cleaned and "sort" in cleaned:
            order = cleaned["sort"] or ("relevance" if cleaned["q"] else "date")
            if after.order != order:
                message = gettext("after 是另一种排序的游标，不能用在这里，请从头获取。")
                self.add_error("after", ValidationError(message, "other-order"))
        return cleaned


class ArticleDataFilter(ArticleFilter):
    """The filters of the list as data, with page size, cursor and facet counts."""

    limit = LimitParameter(label=gettext_lazy("每次篇数"), most=0)
    after = CursorParameter(label=gettext_lazy("游标"))
    facet = MultipleParameters(
        label=gettext_lazy("分面"), vocabulary=StaticChoices((name, name) for name in search.FACETS)
    )

    class Meta(ArticleFilter.Meta):
        form = ArticleDataForm

    def __init__(self, data: QueryDict, most: int):
        super().__init__(data)
        # each filter set has its own copy of the field
        self.filters["limit"].field.most = most


class ArticleFileFilter(ArticleFilter):
    """The filters of a list that is downloaded as one file."""

    omitted = ("page",)

    def too_many(self, most: int) -> ParameterError:
        """Return the error that the list has more than `most` articles, offering years that have
        fewer.
        """
        results = self.results(limit=0, facets=("year",))
        years = results.facets.get("year", {})
        labels = self.filters["year"].field.vocabulary.look_up(list(years))
        return ParameterError(
            "q",
            counted(
                "共 %(num)s 篇，一次最多导出 %(most)s 篇引文。请按年份、报纸等缩小范围，"
                "分几次导出；要取全部文章，请用整批数据（/data/）。",
                results.total,
                most=format(most, ","),
            ),
            self.chosen("q"),
            others=tuple(
                Offer(
                    counted("%(year)s（%(num)s 篇）", count, year=labels[year].label),
                    self.query.without("year").with_value("year", year),
                )
                for year, count in sorted(years.items(), reverse=True)
                if year in labels and count <= most
            )[:MAX_OFFERS],
        )


class ArticleFeedFilter(ArticleFilter):
    """The filters of feeds, which have a fixed order."""

    omitted = ("sort",)

    @property
    def order(self) -> Sort:
        return "added"

    @property
    def has_conditions(self) -> bool:
        """Whether any condition is set."""
        return bool(self.conditions)
