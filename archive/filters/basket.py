"""The parameters of the basket: articles and paragraphs, and the style of their citations."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from archive import citations
from archive.languages import counted
from archive.models import Article

from .filter_classes import ChoiceParameter, DisplayParameter
from .parameter_filter_set import ParameterFilterSet
from .parameters import QueryParams

# the address stays below what servers and mail programs accept
MAX_ITEMS = 200
SEPARATOR = "."
_ITEM = re.compile("([0-9a-z]{7})(?:-([a-z]{1,2}[1-9][0-9]{0,3}))?")


class BasketItem(NamedTuple):
    """An article, or one of its paragraphs; in addresses `b3k7w2q` or `b3k7w2q-p3`."""

    ident: str
    block: str = ""

    def __str__(self) -> str:
        return f"{self.ident}-{self.block}" if self.block else self.ident


class ItemsField(forms.Field):
    """At most MAX_ITEMS items, separated by SEPARATOR, each once."""

    def clean(self, value: str | None) -> list[BasketItem]:
        typed = value.casefold().split(SEPARATOR) if value else []
        parameters = {"value": value}
        if len(typed) > MAX_ITEMS:
            message = counted(
                "收藏夹最多 %(num)s 条，这里有 %(typed)s 条。", MAX_ITEMS, typed=len(typed)
            )
            raise ValidationError(message, "most", parameters)
        items = []
        for text in typed:
            if (match := _ITEM.fullmatch(text)) is None:
                message = gettext(
                    "“%(text)s”不是文章编号，也不是文章编号加段落（如 b3k7w2q-p3）。"
                ) % {"text": text[:20]}
                raise ValidationError(message.replace("%", "%%"), "item", parameters)
            items.append(BasketItem(match[1], match[2] or ""))
        return list(dict.fromkeys(items))


class ItemsFilter(DisplayParameter):
    field_class = ItemsField


class BasketDataFilter(ParameterFilterSet):
    """The parameters of the basket for programs."""

    items = ItemsFilter(label=gettext_lazy("文章"))

    route = "basket"

    class Meta(ParameterFilterSet.Meta):
        model = Article

    @property
    def canonical(self) -> QueryParams:
        return basket_query(self.chosen("items"))


class BasketFilter(BasketDataFilter):
    """The parameters of the page."""

    style = ChoiceParameter(
        label=gettext_lazy("引文格式"),
        choices=[(style.key, style.label) for style in citations.STYLES],
    )


def basket_query(items: Sequence[BasketItem]) -> QueryParams:
    """Return the parameters of a basket with these items."""
    return QueryParams([("items", SEPARATOR.join(map(str, items)))] if items else [])
