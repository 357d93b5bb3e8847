"""What a picture shows: values with their counts and where they lead."""

from dataclasses import dataclass

TEN_THOUSAND = 10_000
# a number of so many digits still fits into a tile of a small phone
MOST_DIGITS = 5


@dataclass(frozen=True)
class ChartItem:
    """A value, the articles that have it, and the list of them; "" where there is nothing to see."""

    key: str
    label: str
    count: int
    url: str = ""
    chosen: bool = False


def short_number(count: int) -> str:
    """The number as it is written where there is little room: 23, 23456, 123万."""
    if len(str(count)) <= MOST_DIGITS:
        return str(count)
    return f"{round(count / TEN_THOUSAND)}万"
