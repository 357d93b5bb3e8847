"""Count facets by columns of small numbers, each of which stands for one or more values.

tantivy counts a column with exactly one number per document many times faster than a multi-valued
one. So for facets with many values, a document's first value is in one column, its second in the
next, and all others in the last; for facets with few values, each number stands for a set of
values. FacetTables map the numbers to values, and counts are summed over the columns.
"""

from collections.abc import Iterable, Mapping

from archive.facets.table import FACETS
from archive.search.contract import DAYS, SPAN, most_values, span_of_days

# facet → columns by rank: the first value, the second, all others
RANKED = {facet.name: facet.columns for facet in FACETS if facet.by_rank}
# facets with so many values that tantivy itself has to find the most frequent ones
DIRECT = tuple(facet.name for facet in FACETS if facet.open_ended)
# facet → columns over which its values are distributed in turn
DISTRIBUTED = {
    **{facet.name: facet.columns for facet in FACETS if facet.name not in {*RANKED, *DIRECT}},
    SPAN: 1,
}

COLUMNS = {
    name: tuple(f"{name}_{n}" for n in range(count))
    for name, count in (RANKED | DISTRIBUTED).items()
}
# more days than an article's date and a year can span
MAX_DAYS = 10_000
# its counts add up to the total, as those of every column do
TOTAL_COLUMN = COLUMNS["newspaper"][0]

Values = tuple[str, ...]


class FacetTables:
    """Column → the values that its numbers stand for; 0 is no value.

    A table only grows: an index that is made from another one keeps its numbers.
    """

    def __init__(self, tables: Mapping[str, Iterable[Iterable[str]]] | None = None):
        initial = tables or {column: ((),) for of in COLUMNS.values() for column in of}
        self.values = {column: list(map(tuple, of)) for column, of in initial.items()}
        self._numbers: dict[str, dict[Values, int]] = {
            column: {share: n for n, share in enumerate(of)} for column, of in self.values.items()
        }
        # value → its number, by which it always goes to the same column
        self._distribution: dict[str, dict[str, int]] = {
            name: {
                value: n
                for n, column in enumerate(COLUMNS[name])
                for share in self.values[column]
                for value in share
            }
            for name in DISTRIBUTED
        }

    def numbers(self, values: Mapping[str, Values]) -> dict[str, int]:
        """Return a document's number in every column; new combinations get the next number."""
        numbers = {}
        for name, columns in COLUMNS.items():
            part = self._ranked if name in RANKED else self._distributed
            parts = part(name, values.get(name, ()))
            for column, share in zip(columns, parts, strict=True):
                column_numbers = self._numbers[column]
                if share not in column_numbers:
                    column_numbers[share] = len(column_numbers)
                    self.values[column].append(share)
                numbers[column] = column_numbers[share]
        return numbers

    def _ranked(self, name: str, values: Values) -> list[Values]:
        last = RANKED[name] - 1
        return [*(values[n : n + 1] for n in range(last)), tuple(sorted(values[last:]))]

    def _distributed(self, name: str, values: Values) -> list[Values]:
        distribution = self._distribution[name]
        parts: list[list[str]] = [[] for _ in COLUMNS[name]]
        for value in sorted(values):
            parts[distribution.setdefault(value, len(distribution)) % len(parts)].append(value)
        return list(map(tuple, parts))

    def aggregations(
        self,
        names: Iterable[str],
        is_one_segment: bool,
        chosen: Values = (),
        chosen_only: bool = False,
        surplus: int = 0,
    ) -> dict:
        """Return the aggregations for these facets and the total.

        `chosen` values are included even if they are rare; if `chosen_only`, only these. `surplus`
        more values are counted than are shown.
        """
        requested = {TOTAL_COLUMN: self._column(TOTAL_COLUMN)}
        for name in names:
            if name == DAYS:
                latest = _terms("latest", MAX_DAYS, MAX_DAYS)
                requested[DAYS] = _terms("earliest", MAX_DAYS, MAX_DAYS) | {"aggs": {"to": latest}}
            if name in DIRECT:
                limit = most_values(name) + surplus
                if not chosen_only:
                    # the most frequent values of one segment need not be those of all
                    requested[name] = _terms(name, limit, limit if is_one_segment else 1_000_000)
                if chosen:
                    chosen_terms = _terms(name, len(chosen), len(chosen))
                    chosen_terms["terms"]["include"] = list(chosen)
                    requested[f"{name} chosen"] = chosen_terms
            requested |= {column: self._column(column) for column in COLUMNS.get(name, ())}
        return requested

    def _column(self, name: str) -> dict:
        return _terms(name, len(self.values[name]), len(self.values[name]))

    def total(self, answer: Mapping) -> int:
        return sum(bucket["doc_count"] for bucket in answer[TOTAL_COLUMN]["buckets"])

    def counts(self, name: str, answer: Mapping) -> dict[str, int]:
        """Return {value: documents}; of facets counted directly, only the most frequent values."""
        if name in DIRECT:
            parts = (answer[part] for part in (name, f"{name} chosen") if part in answer)
            return {b["key"]: b["doc_count"] for part in parts for b in part["buckets"]}
        if name == DAYS:
            return {
                span_of_days(int(first["key"]), int(last["key"])): last["doc_count"]
                for first in answer[DAYS]["buckets"]
                for last in first["to"]["buckets"]
            }
        counts: dict[str, int] = {}
        for column in COLUMNS[name]:
            table = self.values[column]
            for bucket in answer[column]["buckets"]:
                count = bucket["doc_count"]
                for value in table[bucket["key"]]:
                    counts[value] = counts.get(value, 0) + count
        return counts


def _terms(field: str, size: int, in_segment: int) -> dict:
    return {"terms": {"field": field, "size": size, "segment_size": in_segment}}
