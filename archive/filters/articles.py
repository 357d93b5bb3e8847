"""The filters of the article list, and the only file that names a parameter of an address."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django_filters import Filter, FilterSet

from archive import search
from archive.filters.kinds import (
    CursorSetting,
    HitSetting,
    LimitSetting,
    PageSetting,
    Several,
    SeveralSettings,
    Since,
    SortSetting,
    Until,
)
from archive.filters.parameters import Offer, Parameter, Problem, Query, close_to
from archive.filters.vocabularies import Choices, Rows, Value, Years
from archive.models import Article, Newspaper, Person, Place, Tag
from archive.search import Parsed, parse

LONGEST_QUERY = 200
# looking for what somebody may have meant costs time; more slips at once are some script's
MOST_PROBLEMS = 5
# how many found articles the record can be told of at once
MOST_BY_IDENT = 10_000
# offers beside the close matches; whoever wants more goes to the index page
MOST_OFFERS = 40


class Found(Filter):
    """What the reader typed, answered by the search engine."""

    field_class = forms.CharField

    def filter(self, qs, value):
        if not value:
            return qs
        # the record cannot search: it is told which articles were found
        asked = replace(self.parent.asked(limit=MOST_BY_IDENT), filters={})
        return qs.with_idents([hit.ident for hit in search.search(asked).hits])


SORTS = (("relevance", "相关"), ("date", "最新"), ("oldest", "最早"))


class ArticleForm(forms.Form):
    """What no parameter can tell by itself."""

    def clean(self):
        given = self.cleaned_data
        since, until = given.get("from"), given.get("to")
        if since and until and since.first > until.last:
            self.add_error(
                "from", ValidationError(f"起始“{since.value}”晚于截止“{until.value}”。", "order")
            )
        if given.get("sort") == "relevance" and "q" in given and not given["q"]:
            self.add_error("sort", ValidationError("没有检索词，不能按相关程度排序。", "needs-q"))
        return given


class ArticleFilter(FilterSet):
    """What a reader may ask of the list of articles."""

    q = Found(
        label="检索词",
        max_length=LONGEST_QUERY,
        error_messages={"max_length": f"检索词有 %(show_value)d 字，最多 {LONGEST_QUERY} 字。"},
    )
    newspaper = Several(
        "printed_in", label="报纸", vocabulary=Rows(Newspaper.objects.all, "slug", "name", "slug")
    )
    province = Several(
        "in_places",
        label="省份",
        vocabulary=Rows(Place.objects.provinces, "slug", "short_name", "code", ("name", "code")),
    )
    city = Several(
        "in_places",
        label="地市",
        vocabulary=Rows(Place.objects.cities, "code", "name", "code", ("pinyin",)),
    )
    county = Several(
        "in_places",
        label="区县",
        vocabulary=Rows(Place.objects.counties, "code", "name", "code", ("pinyin",)),
    )
    topic = Several(
        "about", label="主题", vocabulary=Rows(Tag.objects.all, "slug", "pref_label", "slug")
    )
    genre = Several("of_genre", label="体裁", vocabulary=Choices(Article.Genre.choices))
    person = Several(
        "by", label="作者", vocabulary=Rows(Person.objects.all, "slug", "name", "slug")
    )
    year = Several("published_in", label="年份", vocabulary=Years())
    from_ = Since(label="起始日期")
    to = Until(label="截止日期")
    sort = SortSetting(label="排序", choices=SORTS)
    page = PageSetting(label="页码")

    class Meta:
        model = Article
        fields = ()
        form = ArticleForm

    @classmethod
    def get_filters(cls):
        # `from` is a word of Python's own
        return {name.rstrip("_"): kept for name, kept in super().get_filters().items()}

    @classmethod
    def parameters(cls) -> Mapping[str, Parameter]:
        return {
            name: Parameter(kept.label, isinstance(kept, Several))
            for name, kept in cls.base_filters.items()
        }

    @classmethod
    def of(cls, query: Query) -> "ArticleFilter":
        """The selection that an address of ours stands for."""
        selection = cls(QueryDict(str(query)[1:]))
        assert selection.is_valid(), selection.errors
        return selection

    @cached_property
    def query(self) -> Query:
        return Query.of(self.data)

    @cached_property
    def parsed(self) -> Parsed:
        """What the reader typed, understood."""
        return parse(self.form.cleaned_data["q"])

    @property
    def order(self) -> str:
        given = self.form.cleaned_data
        return given["sort"] or ("relevance" if given["q"] else "date")

    def chosen(self, name: str) -> list[Value]:
        return self.form.cleaned_data[name]

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
            since=max(since, default=None),
            until=min(until, default=None),
            sort=self.order,
            **slice_and_facets,
        )

    @cached_property
    def problems(self) -> list[Problem]:
        """All that is wrong with the values, each with what could stand there instead."""
        if self.is_valid():
            return []
        bad = [
            (name, error, str((error.params or {}).get("value", self.data.get(name, ""))))
            for name, errors in self.errors.as_data().items()
            for error in errors
        ]
        sound = self.query.without("page")
        for name, _, value in bad:
            sound = sound.without_values(name, [value])
        return [
            self._problem(name, error, value, sound) for name, error, value in bad[:MOST_PROBLEMS]
        ]

    def _problem(self, name, error, value, sound: Query) -> Problem:
        message = " ".join(error.messages)
        if isinstance(self.filters[name], Several):
            values = self.filters[name].field.vocabulary.all()
        elif name == "sort":
            values = [Value(*pair, None) for pair in SORTS if sound_sort(pair[0], sound)]
        else:
            values = []
        by_value = {v.value: v for v in values}
        names = {v.value: (v.value, v.label, *v.also) for v in values}
        close = [by_value[near] for near in close_to(value, names)]
        others = [v for v in values if v not in close][:MOST_OFFERS]
        if close and value.strip().casefold() in map(str.casefold, names[close[0].value]):
            written = f"{self.filters[name].label}在地址里写作 {name}={close[0].value}"
            message = f"{written}，不写“{value}”。"
        return Problem(
            name=name,
            message=message,
            value=value,
            close=tuple(Offer(v.label, sound.with_value(name, v.value)) for v in close),
            others=tuple(Offer(v.label, sound.with_value(name, v.value)) for v in others),
            without=sound,
        )

    @property
    def canonical(self) -> Query:
        """The one address of this selection: everybody's link to it, whatever way they came."""
        given = self.form.cleaned_data
        default = "relevance" if given["q"] else "date"
        gone = [
            name for name, idle in (("sort", default), ("page", "1")) if self.data.get(name) == idle
        ]
        words = " ".join(given["q"].split())
        pairs = (
            ("q", words) if name == "q" else (name, value)
            for name, value in self.query.without(*gone)
        )
        return Query(pairs).in_one_order(self.filters)

    def beyond(self, last: int) -> Problem:
        """That the page asked for lies behind the last."""
        number = str(self.form.cleaned_data["page"])
        sound = self.query.without("page")
        offers = [Offer("第 1 页", sound)]
        if last > 1:
            offers.append(Offer(f"末页（第 {last} 页）", sound.with_value("page", str(last))))
        message = f"这个列表只有 {last} 页，没有第 {number} 页。"
        return Problem("page", message, number, tuple(offers), without=sound)


def sound_sort(sort: str, query: Query) -> bool:
    return sort != "relevance" or any(name == "q" for name, _ in query)


class HitForm(ArticleForm):
    """A list is told of on an article's page only together with the article's place in it."""

    def clean(self):
        given = super().clean()
        if "hit" in given and not given["hit"]:
            # add_error takes what is wrong out of it
            for name, value in list(given.items()):
                if value and name not in ("q", "hit"):
                    message = (
                        f"文章页上，{self.fields[name].label}（{name}）要与 hit 同在才有意义。"
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
                message = "after 是按另一种排序给出的游标，不能用在这里：请从头取起。"
                self.add_error("after", ValidationError(message, "other-order"))
        return given


class ArticleAsData(ArticleFilter):
    """What a program may ask of the list: how much at once, from where, and which counts."""

    limit = LimitSetting(label="一次几篇", most=0)
    after = CursorSetting(label="游标")
    facet = SeveralSettings(
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
        return any(self.chosen(name) for name in self.filters if name != "page")

    @property
    def in_words(self) -> str:
        """What was chosen, in the words of the page."""
        chosen = (self.chosen(name) for name in self.filters if name != "page")
        each = [c if isinstance(c, list) else [c] for c in chosen if c]
        return " ".join(
            "、".join(one if isinstance(one, str) else one.label for one in values)
            for values in each
        )
