"""Items of charts: values with their counts and links."""

from dataclasses import dataclass

TEN_THOUSAND = 10_000
# digits that fit into a tile on a small phone
MAX_DIGITS = 5


@dataclass(frozen=True)
class ChartItem:
    """A value, its number of articles, and the URL of their list ("" if there are none)."""

    key: str
    label: str
    count: int
    url: str = ""
    chosen: bool = False


def short_number(count: int) -> str:
    """Abbreviate a number for narrow places: 23, 23456, 123万."""
    if len(str(count)) <= MAX_DIGITS:
        return str(count)
    return f"{round(count / TEN_THOUSAND)}万"
