"""What may be asked of the list of articles: by a reader, by a program, by a feed, on an article's page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django_filters import Filter

from archive import search
from archive.models import Article, Place, Tag
from archive.search import Parsed, parse

from .choices import NEWSPAPERS, PEOPLE, PROVINCES, Choices, Rows, Value, Years
from .filter_classes import (
    CursorSetting,
    HitSetting,
    LimitSetting,
    MultipleFilter,
    MultipleSettings,
    PageSetting,
    Since,
    SortSetting,
    TextQueryFilter,
    Until,
)
from .parameters import QueryParams
from .selection import Selection, SpanForm

LONGEST_QUERY = 200
# how many found articles the record can be told of at once
MOST_BY_IDENT = 10_000
# values of a facet that are counted with a search for each
MOST_BY_ONE = 20


class IdentFilter(Filter):
    """What the reader typed, answered by the search engine."""

    field_class = forms.CharField

    def filter(self, qs, value):
        if not value:
            return qs
        # the record cannot search: it is told which articles were found
        found = self.parent.results(without=search.FACETS, limit=MOST_BY_IDENT)
        return qs.with_idents([hit.ident for hit in found.hits])


# what an article can have several of, so that two at once can be asked for
COMBINABLE = {
    "province": "省份",
    "city": "地市",
    "county": "区县",
    "topic": "主题",
    "person": "作者",
}

# before a date, in words
_BOUNDS = {"from": "自", "to": "至"}
SORTS = (("relevance", "相关"), ("date", "最新"), ("oldest", "最早"))


class ArticleForm(SpanForm):
    """What no parameter can tell by itself."""

    def clean(self):
        given = super().clean()
        if given.get("sort") == "relevance" and "q" in given and not given["q"]:
            self.add_error("sort", ValidationError("没有检索词，不能按相关度排序。", "needs-q"))
        return given


class ArticleFilter(Selection):
    """What a reader may ask of the list of articles."""

    q = IdentFilter(
        label="检索词",
        max_length=LONGEST_QUERY,
        error_messages={"max_length": f"检索词有 %(show_value)d 字，最多 {LONGEST_QUERY} 字。"},
    )
    newspaper = MultipleFilter("printed_in", label="报纸", vocabulary=NEWSPAPERS)
    province = MultipleFilter(
        "in_places",
        label=COMBINABLE["province"],
        vocabulary=PROVINCES,
    )
    city = MultipleFilter(
        "in_places",
        label=COMBINABLE["city"],
        vocabulary=Rows(Place.objects.cities, "code", "name", "code", ("pinyin",)),
    )
    county = MultipleFilter(
        "in_places",
        label=COMBINABLE["county"],
        vocabulary=Rows(Place.objects.counties, "code", "name", "code", ("pinyin",)),
    )
    topic = MultipleFilter(
        "about",
        label=COMBINABLE["topic"],
        vocabulary=Rows(Tag.objects.all, "slug", "pref_label", "slug", ("slug",)),
    )
    genre = MultipleFilter("of_genre", label="体裁", vocabulary=Choices(Article.Genre.choices))
    person = MultipleFilter("by", label=COMBINABLE["person"], vocabulary=PEOPLE)
    year = MultipleFilter("published_in", label="年份", vocabulary=Years())
    from_ = Since(label="起始日期")
    to = Until(label="截止日期")
    all = MultipleSettings(
        label="须同时符合",
        vocabulary=Choices(COMBINABLE.items()),
    )
    sort = SortSetting(label="排序", choices=SORTS)
    page = PageSetting(label="页码")

    route = "articles"

    class Meta(Selection.Meta):
        model = Article
        form = ArticleForm

    @cached_property
    def parsed(self) -> Parsed:
        """What the reader typed, understood; after a search that found nothing, what was searched
        for instead.
        """
        return parse(self.form.cleaned_data["q"])

    def results(self, **asked) -> search.Results:
        """What is found of what is `asked`, be it by other words than those that were typed."""
        found = search.search(self.asked(**asked))
        if found.total or found.incomplete or not self.form.cleaned_data["q"]:
            return found
        reworded = search.fallback_for(self.parsed)
        if reworded is None:
            return found
        self.parsed = reworded
        return search.search(self.asked(**asked))

    def needs_all_of(self, name: str) -> bool:
        """Whether an article must have all values of this parameter, not only one."""
        return any(value.value == name for value in self.form.cleaned_data["all"])

    @property
    def order(self) -> str:
        given = self.form.cleaned_data
        return given["sort"] or ("relevance" if given["q"] else "date")

    def asked(self, without=(), parsed: Parsed | None = None, **slice_and_facets) -> search.Query:
        """The selection as the search engine is asked for it: the whole of it, or without some of
        its parameters, or with other words in the place of what was typed.
        """
        given = {n: None if n in without else v for n, v in self.form.cleaned_data.items()}
        words = parse("") if "q" in without else parsed or self.parsed
        since = [d for d in (given["from"] and given["from"].first.toordinal(), words.since) if d]
        until = [d for d in (given["to"] and given["to"].last.toordinal(), words.until) if d]
        return search.Query(
            clauses=words.clauses,
            filters={
                name: tuple(v.value for v in given[name]) for name in search.FACETS if given[name]
            },
            all_of=tuple(v.value for v in given["all"] or ()),
            since=max(since, default=None),
            until=min(until, default=None),
            sort=self.order,
            **slice_and_facets,
        )

    def values_of(self, name: str, sound: QueryParams) -> Sequence[Value]:
        if name != "sort":
            return super().values_of(name, sound)
        return [Value(*pair, None) for pair in SORTS if valid_sort(pair[0], sound)]

    @property
    def in_words(self) -> str:
        """What was chosen, in the words of the page."""
        return " · ".join(
            _BOUNDS.get(name, "")
            + ("＋" if self.needs_all_of(name) else "、").join(self.labels_of(name))
            for name in self.conditions
        )

    @property
    def canonical(self) -> QueryParams:
        """The one address of this selection: everybody's link to it, whatever way they came."""
        given = self.form.cleaned_data
        default = "relevance" if given["q"] else "date"
        gone = [
            name for name, idle in (("sort", default), ("page", "1")) if self.data.get(name) == idle
        ]
        words = " ".join(given["q"].split())
        # one value is the same whether all are needed or any
        idle = [v.value for v in given["all"] if len(given[v.value]) < 2]
        pairs = (
            ("q", words) if name == "q" else (name, value)
            for name, value in self.query.without(*gone).without_values("all", idle)
        )
        return QueryParams(pairs).in_one_order(self.filters)


def valid_sort(sort: str, query: QueryParams) -> bool:
    return sort != "relevance" or any(name == "q" for name, _ in query)


class ArticleFacet(ArticleFilter):
    """What may be asked of one facet of a selection: what is chosen besides, and words in its values."""

    like = TextQueryFilter(label="查找", max_length=LONGEST_QUERY)

    @classmethod
    def get_filters(cls):
        return {name: kept for name, kept in super().get_filters().items() if name != "sort"}

    @property
    def order(self) -> str:
        return "date"

    def counts_of(self, name: str) -> Mapping[str, int]:
        """Of the facet's most frequent values; of those like what was typed, where something was."""
        # first, as it may be by other words than those that were typed
        counts = self.results(limit=0, facets=(name,)).facets[name]
        if not (typed := self.chosen("like")):
            return counts
        asked = self.asked(limit=0, facets=(name,))
        values = [value.value for value in self.filters[name].field.vocabulary.like(typed)]
        if not values:
            return {}

        def found(*values: str) -> search.Results:
            filters = {**asked.filters, name: tuple(dict.fromkeys(values))}
            return search.search(replace(asked, filters=filters))

        if self.needs_all_of(name):
            # each beside all that are chosen already
            chosen = asked.filters.get(name, ())
            return {value: found(*chosen, value).total for value in values[:MOST_BY_ONE]}
        # the values of a filter are counted however few have them
        counts = found(*values).facets[name]
        return {value: counts.get(value, 0) for value in values}


class HitForm(ArticleForm):
    """A list is told of on an article's page only together with the article's place in it."""

    def clean(self):
        given = super().clean()
        if "hit" in given and not given["hit"]:
            # add_error takes what is wrong out of it
            for name, value in list(given.items()):
                if value and name not in ("q", "hit"):
                    message = (
                        f"文章页的网址中，{self.fields[name].label}（{name}）须与 hit 一起使用。"
                    )
                    self.add_error(name, ValidationError(message, "needs-hit"))
        return given


class ArticleAsHit(ArticleFilter):
    """What an article's own page is told of the list that led to it."""

    # which article of the list it is, from 1
    hit = HitSetting(label="第几条")

    class Meta(ArticleFilter.Meta):
        form = HitForm

    @classmethod
    def get_filters(cls):
        return {name: kept for name, kept in super().get_filters().items() if name != "page"}


class DataForm(ArticleForm):
    def clean(self):
        given = super().clean()
        after = given.get("after")
        if after and self.data.get("page"):
            self.add_error("page", ValidationError("after 与 page 只能写一个。", "after-or-page"))
        if after and "q" in given and "sort" in given:
            order = given["sort"] or ("relevance" if given["q"] else "date")
            if after.order != order:
                message = "after 是另一种排序的游标，不能用在这里，请从头获取。"
                self.add_error("after", ValidationError(message, "other-order"))
        return given


class ArticleAsData(ArticleFilter):
    """What a program may ask of the list: how much at once, from where, and which counts."""

    limit = LimitSetting(label="一次几篇", most=0)
    after = CursorSetting(label="游标")
    facet = MultipleSettings(
        label="分面", vocabulary=Choices((name, name) for name in search.FACETS)
    )

    class Meta(ArticleFilter.Meta):
        form = DataForm

    def __init__(self, data, most: int):
        super().__init__(data)
        # a field may have been made already, of which every filter set has a copy
        self.filters["limit"].field.most = most


class ArticleAsFeed(ArticleFilter):
    """What a feed may be of; its order is its own."""

    @classmethod
    def get_filters(cls):
        return {name: kept for name, kept in super().get_filters().items() if name != "sort"}

    @property
    def order(self) -> str:
        return "added"

    @property
    def narrows(self) -> bool:
        """Whether it is of less than everything."""
        return bool(self.conditions)
