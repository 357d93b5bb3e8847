"""The fields of the search form, and the list of articles that they describe."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from archive.facets.choices import FEATURES, LENGTHS, StaticChoices
from archive.models import Article
from archive.search.query_parser import DEFAULT_GAP, MAX_GAP, quoted_term

from .articles import MAX_QUERY_LENGTH
from .filter_classes import (
    ChoiceParameter,
    DisplayParameter,
    MultipleParameters,
    SinceFilter,
    TextQueryFilter,
    UntilFilter,
)
from .parameter_filter_set import ParameterFilterSet, SpanForm
from .parameters import QueryParams

MAX_FIELD_LENGTH = 60
# where to look → the field's prefix in the query language
FIELDS = {
    "title": "标题:",
    "people": "作者:",
    "places": "地区:",
    "named": "人名:",
    "organisations": "单位:",
}


class GapField(forms.Field):
    """The number of characters between near words, or None."""

    def clean(self, value: str | None) -> int | None:
        if not value:
            return None
        if not (value.isascii() and value.isdigit()) or int(value[:9]) > MAX_GAP:
            message = gettext("相隔字数须是 0 至 %(limit)s 的整数。") % {"limit": MAX_GAP}
            raise ValidationError(message, "gap", {"value": value})
        return int(value)


class GapParameter(DisplayParameter):
    field_class = GapField


class WordsFilter(TextQueryFilter):
    def __init__(self, **kwargs: Any):
        message = gettext_lazy("这里有 %(show_value)d 字，最多 %(limit_value)d 字。")
        super().__init__(
            max_length=MAX_FIELD_LENGTH, error_messages={"max_length": message}, **kwargs
        )


class SearchForm(SpanForm):
    """Checks that the fields together make a query."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        near = (cleaned.get("near") or "").split()
        if near and len(near) != 2:
            message = gettext("“相近的词”要写两个词，中间空一格。")
            self.add_error("near", ValidationError(message, "two"))
        elif near and min(map(len, near)) < 2:
            self.add_error(
                "near", ValidationError(gettext("相近的两个词，至少各要两个字。"), "short")
            )
        elif near and cleaned.get("field") not in (None, "", "title"):
            message = gettext("相近的词只能查标题和正文。")
            self.add_error("near", ValidationError(message, "field"))
        if not self.errors and len(typed_query(cleaned)) > MAX_QUERY_LENGTH:
            message = gettext("各栏合起来太长，最多 %(limit)s 字。") % {"limit": MAX_QUERY_LENGTH}
            self.add_error("words", ValidationError(message, "most"))
        return cleaned


class SearchFormFilter(ParameterFilterSet):
    words = WordsFilter(label=gettext_lazy("含有全部词语"))
    exact = WordsFilter(label=gettext_lazy("含有完整词句"))
    any = WordsFilter(label=gettext_lazy("含有任一词语"))
    without = WordsFilter(label=gettext_lazy("不含词语"))
    near = WordsFilter(label=gettext_lazy("相近的词"))
    gap = GapParameter(label=gettext_lazy("相隔字数"))
    field = ChoiceParameter(
        label=gettext_lazy("查找范围"),
        choices=[
            ("title", gettext_lazy("标题")),
            ("people", gettext_lazy("作者")),
            ("places", gettext_lazy("地区")),
            ("named", gettext_lazy("文中人物")),
            ("organisations", gettext_lazy("文中单位")),
        ],
    )
    from_ = SinceFilter(label=gettext_lazy("起始日期"))
    to = UntilFilter(label=gettext_lazy("截止日期"))
    has = MultipleParameters(label=gettext_lazy("特征"), vocabulary=StaticChoices(FEATURES.items()))
    length = MultipleParameters(
        label=gettext_lazy("篇幅"),
        vocabulary=StaticChoices((name, label) for name, (label, *_) in LENGTHS.items()),
    )

    route = "search-form"

    class Meta(ParameterFilterSet.Meta):
        model = Article
        form = SearchForm

    @property
    def list_query(self) -> QueryParams:
        """Return the parameters of the list of articles that the fields describe."""
        cleaned = self.form.cleaned_data
        features = [value.value for value in cleaned["has"]]
        pairs = [
            ("q", typed_query(cleaned)),
            *(("has", feature) for feature in features),
            *(("length", value.value) for value in cleaned["length"]),
            *((name, cleaned[name].value) for name in ("from", "to") if cleaned[name]),
            # an article is to have all features that are ticked
            ("all", "has" if len(features) > 1 else ""),
        ]
        return QueryParams(pair for pair in pairs if pair[1])


def typed_query(fields: dict[str, Any]) -> str:
    """Return the fields in the query language; "" if there are no words in them."""
    prefix = FIELDS.get(fields.get("field") or "", "")

    def terms(name: str, before: str = "") -> list[str]:
        words = (fields.get(name) or "").split()
        return [before + prefix + quoted_term(word) for word in words]

    exact = (fields.get("exact") or "").strip()
    near = (fields.get("near") or "").split()
    gap = fields.get("gap")
    parts = [
        *terms("words"),
        *([f"{prefix}{quoted_term(exact, always=True)}"] if exact else []),
        "|".join(terms("any")),
        *(
            [
                f" ~{DEFAULT_GAP if gap is None else gap} ".join(
                    [prefix + quoted_term(near[0]), quoted_term(near[1])]
                )
            ]
            if len(near) == 2
            else []
        ),
        *terms("without", "-"),
    ]
    return " ".join(filter(None, parts))
