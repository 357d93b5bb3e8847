"""The parameters of trends: up to six lists of articles, counted over time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from archive.facets.choices import NEWSPAPERS, StaticChoices, Value
from archive.languages import counted
from archive.models import Article
from archive.models.article_queries import ArticleQuerySet

from .articles import ArticleFilter
from .filter_classes import (
    ChoiceParameter,
    MultipleField,
    MultipleFilter,
    SinceFilter,
    UntilFilter,
)
from .parameter_filter_set import ParameterFilterSet, SpanForm
from .parameters import QueryParams

MAX_SERIES = 6
# maximum length of one series in characters
MAX_SERIES_LENGTH = 600
UNITS = (("year", gettext_noop("年")), ("month", gettext_noop("月")), ("week", gettext_noop("周")))
MEASURES = (
    ("share", gettext_noop("占所藏文章")),
    ("count", gettext_noop("篇数")),
    ("million", gettext_noop("每百万字")),
)
PANELS = (("newspaper", gettext_noop("报纸")), ("province", gettext_noop("地区")))
# parameters of a list that do not limit it
_DISPLAY = ("page", "sort", "hit", "limit", "after", "facet")
_PAIRS = re.compile(r"[a-z]+=[^&]*(?:&[a-z]+=[^&]*)*")
# what separates or encodes values in addresses
_ENCODED = {"%": "%25", "&": "%26", "+": "%2B", "#": "%23"}


@dataclass(frozen=True)
class Series:
    """One line: the list of articles that it counts, and how addresses of trends write it."""

    text: str
    selection: ArticleFilter

    @property
    def label(self) -> str:
        return self.selection.in_words

    @property
    def is_words(self) -> bool:
        """Whether it has no conditions besides search terms."""
        return self.selection.conditions == ["q"] and not self.selection.chosen("all")


class SeriesField(MultipleField):
    """Lists of articles, each as words, as parameters of the list, or as the list's address."""

    def clean(self, value: Sequence[str] | None) -> list[Value]:
        series: dict[str, Series] = {}
        errors = []
        for typed in value or ():
            try:
                parsed = parse_series(typed)
                series.setdefault(parsed.text, parsed)
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        if len(series) > MAX_SERIES:
            message = counted(
                "最多比较 %(num)s 项，这里有 %(series)s 项。", MAX_SERIES, series=len(series)
            )
            raise ValidationError(message, "most", {"value": list(series)[-1]})
        return [Value(text, series_item.label, series_item) for text, series_item in series.items()]


class SeriesFilter(MultipleFilter):
    field_class = SeriesField
    is_condition = False

    def __init__(self, **kwargs: Any):
        super().__init__(lambda qs: qs, vocabulary=StaticChoices(()), **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


def parse_series(typed: str) -> Series:
    """Return the series that a text stands for; ValidationError with a message for readers."""
    parameters = {"value": typed}
    # messages are formatted with `parameters`
    excerpt = typed[:40].replace("%", "%%")
    if len(typed) > MAX_SERIES_LENGTH:
        message = gettext("“%(shown)s…”太长，一项最多 %(limit)s 字。") % {
            "shown": excerpt,
            "limit": MAX_SERIES_LENGTH,
        }
        raise ValidationError(message, "long", parameters)
    data = _list_parameters(typed)
    names = ArticleFilter.parameters()
    for name in data:
        if name not in names:
            message = (
                gettext("“%(shown)s”里有无法识别的条件“%(name)s”。")
                % {"shown": excerpt, "name": name[:20]}
            ).replace("%", "%%")
            raise ValidationError(message, "name", parameters)
        if len(data.getlist(name)) > 1 and not names[name].many:
            message = gettext("“%(shown)s”里，%(known)s（%(name)s）只能写一个。") % {
                "shown": excerpt,
                "known": names[name].label,
                "name": name,
            }
            raise ValidationError(message, "many", parameters)
    selection = ArticleFilter(data)
    if selection.problems:
        why = " ".join(problem.message for problem in selection.problems).replace("%", "%%")
        raise ValidationError(f"“{excerpt}”：{why}", "list", parameters)
    if not selection.conditions:
        raise ValidationError(
            gettext("“%(shown)s”里没有检索词或条件。") % {"shown": excerpt}, "empty", parameters
        )
    return series_of(selection)


def series_of(selection: ArticleFilter) -> Series:
    """Return the series of a list's articles."""
    query = selection.canonical.without(*_DISPLAY)
    words = query.pairs[0][1] if len(query.pairs) == 1 and query.pairs[0][0] == "q" else ""
    if words and not (_PAIRS.fullmatch(words) or "?" in words):
        return Series(words, selection)
    return Series("&".join(f"{name}={_encoded(value)}" for name, value in query), selection)


def trend_query(*series: Series) -> QueryParams:
    """Return the parameters of the trends of these series."""
    return QueryParams(("series", item.text) for item in series)


def _list_parameters(typed: str) -> QueryDict:
    """Return the parameters of the list that a text stands for."""
    text = typed.strip()
    _, mark, query = text.partition("?")
    if not mark and not _PAIRS.fullmatch(text):
        data = QueryDict(mutable=True)
        data["q"] = text
        return data
    data = QueryDict(query if mark else text, mutable=True)
    for name in [*_DISPLAY, *(name for name in data if not "".join(data.getlist(name)).strip())]:
        data.pop(name, None)
    return data


def _encoded(value: str) -> str:
    return "".join(_ENCODED.get(character, character) for character in value)


class TrendForm(SpanForm):
    """Checks which measures there are of which units."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("measure") == "million":
            if cleaned.get("unit") == "week":
                self.add_error(
                    "measure", ValidationError(gettext("按周时没有字数，请改选其他计量。"))
                )
            elif cleaned.get("by") == "province":
                self.add_error(
                    "measure", ValidationError(gettext("分地区时没有字数，请改选其他计量。"))
                )
        return cleaned


class TrendFilter(ParameterFilterSet):
    """The parameters of trends, for readers and programs."""

    series = SeriesFilter(label=gettext_lazy("比较项"))
    newspaper = MultipleFilter(
        ArticleQuerySet.printed_in,
        field_name="newspaper",
        label=gettext_lazy("报纸"),
        vocabulary=NEWSPAPERS,
    )
    from_ = SinceFilter(label=gettext_lazy("起始日期"))
    to = UntilFilter(label=gettext_lazy("截止日期"))
    unit = ChoiceParameter(label=gettext_lazy("时间单位"), choices=UNITS)
    measure = ChoiceParameter(label=gettext_lazy("计量"), choices=MEASURES)
    by = ChoiceParameter(label=gettext_lazy("分图"), choices=PANELS)

    route = "trends"

    class Meta(ParameterFilterSet.Meta):
        model = Article
        form = TrendForm

    @property
    def series_chosen(self) -> list[Series]:
        return [value.argument for value in self.chosen("series")]

    @property
    def newspapers(self) -> tuple[str, ...]:
        """Slugs of the newspapers that the whole comparison is limited to; () for all."""
        return tuple(sorted(value.value for value in self.chosen("newspaper")))

    @property
    def chosen_measure(self) -> str:
        return self.chosen("measure") or "share"

    @property
    def canonical(self) -> QueryParams:
        """The parameters of the canonical URL: series in their order, defaults left out."""
        query = self.query.without("series").sorted_by(self.filters)
        if self.data.get("measure") == "share":
            query = query.without("measure")
        return QueryParams((*trend_query(*self.series_chosen), *query))
