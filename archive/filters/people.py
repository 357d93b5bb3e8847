"""What may be asked of the list of people."""

from archive.filters.kinds import PageSetting
from archive.filters.selection import Selection
from archive.models import Person

PEOPLE = 300
"""On one page of the list, and in one answer to a program."""


class PersonFilter(Selection):
    """Which of the pages of the list."""

    page = PageSetting(label="页码")

    class Meta(Selection.Meta):
        model = Person
