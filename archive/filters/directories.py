"""The filters of the directories of newspapers and people, for readers and programs."""

from typing import Any

from django.utils.translation import gettext_lazy, gettext_noop

from archive.facets.choices import NEWSPAPERS, PROVINCES, StaticChoices
from archive.models import Mention, Name, Newspaper, Person
from archive.models.authorities import PersonQuerySet
from archive.models.names import NAMED_KINDS, NameQuerySet
from archive.models.newspapers import NewspaperQuerySet
from archive.models.sort_names import INITIALS, OTHER_INITIAL, NamedQuerySet
from archive.text.roles import ROLES

from .filter_classes import (
    MultipleFilter,
    NameContainsFilter,
    Order,
    PageParameter,
    SinceFilter,
    UntilFilter,
)
from .parameter_filter_set import ParameterFilterSet, SpanForm

MAX_NAME_LENGTH = 60
ROLE = StaticChoices((role, role) for role in ROLES)
LETTERS = StaticChoices(
    (initial, gettext_noop("其他") if initial == OTHER_INITIAL else initial) for initial in INITIALS
)


class NameFilter(NameContainsFilter):
    def __init__(self, **kwargs: Any):
        message = gettext_lazy("名称有 %(show_value)d 字，最多 %(limit_value)d 字。")
        super().__init__(
            max_length=MAX_NAME_LENGTH, error_messages={"max_length": message}, **kwargs
        )


class DirectoryFilter(ParameterFilterSet):
    """A directory, paginated."""

    # rows on a page, for readers and programs alike
    size = 0

    @classmethod
    def orders(cls) -> list[tuple[str, str]]:
        """Return (value, label) of each order, the default first."""
        return cls.base_filters["sort"].field.choices

    @property
    def order(self) -> str:
        return self.chosen("sort") or self.orders()[0][0]

    def rows_of(self, page: int) -> Any:
        """Return the rows of a page."""
        return self.qs[(page - 1) * self.size : page * self.size]


class NewspaperFilter(DirectoryFilter):
    q = NameFilter(label=gettext_lazy("报名"))
    letter = MultipleFilter(
        NamedQuerySet.beginning_with, label=gettext_lazy("首字母"), vocabulary=LETTERS
    )
    province = MultipleFilter(
        NewspaperQuerySet.in_provinces, label=gettext_lazy("出版地"), vocabulary=PROVINCES
    )
    from_ = SinceFilter(label=gettext_lazy("起始日期"))
    to = UntilFilter(label=gettext_lazy("截止日期"))
    sort = Order(
        (
            ("title", gettext_noop("报名"), "by_name"),
            ("first", gettext_noop("最早"), "by_first_holding"),
            ("last", gettext_noop("最新"), "by_last_holding"),
            ("articles", gettext_noop("篇数"), "most_articles_first"),
        ),
        label=gettext_lazy("排序"),
    )
    page = PageParameter(label=gettext_lazy("页码"))

    route, size = "newspapers", 100

    def rows_of(self, page: int) -> Any:
        return super().rows_of(page).with_place()

    class Meta(ParameterFilterSet.Meta):
        model = Newspaper
        form = SpanForm


class PersonFilter(DirectoryFilter):
    q = NameFilter(label=gettext_lazy("姓名"))
    letter = MultipleFilter(
        NamedQuerySet.beginning_with, label=gettext_lazy("首字母"), vocabulary=LETTERS
    )
    newspaper = MultipleFilter(
        PersonQuerySet.with_bylines_in, label=gettext_lazy("报纸"), vocabulary=NEWSPAPERS
    )
    role = MultipleFilter(PersonQuerySet.in_role, label=gettext_lazy("身份"), vocabulary=ROLE)
    sort = Order(
        (
            ("articles", gettext_noop("篇数"), "most_articles_first"),
            ("name", gettext_noop("姓名"), "by_name"),
        ),
        label=gettext_lazy("排序"),
    )
    page = PageParameter(label=gettext_lazy("页码"))

    route, size = "people", 300

    class Meta(ParameterFilterSet.Meta):
        model = Person


class NamesFilter(DirectoryFilter):
    q = NameFilter(label=gettext_lazy("名称"))
    kind = MultipleFilter(
        NameQuerySet.of_kind,
        label=gettext_lazy("类别"),
        vocabulary=StaticChoices((kind.value, kind.label) for kind in NAMED_KINDS),
    )
    source = MultipleFilter(
        NameQuerySet.from_source,
        label=gettext_lazy("依据"),
        vocabulary=StaticChoices(Mention.Source.choices),
    )
    letter = MultipleFilter(
        NamedQuerySet.beginning_with, label=gettext_lazy("首字母"), vocabulary=LETTERS
    )
    sort = Order(
        (
            ("articles", gettext_noop("篇数"), "most_articles_first"),
            ("name", gettext_noop("名称"), "by_name"),
        ),
        label=gettext_lazy("排序"),
    )
    page = PageParameter(label=gettext_lazy("页码"))

    route, size = "names", 200

    def rows_of(self, page: int) -> Any:
        return super().rows_of(page).with_records()

    class Meta(ParameterFilterSet.Meta):
        model = Name
