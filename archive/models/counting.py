"""Counts that stand beside a row."""

from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce


def count_of(rows) -> Subquery:
    """How many rows there are; apart from any other count, so that none multiplies another."""
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)
