"""A search engine with shards on several machines, queried in SphinxQL."""

from .engine import SphinxQLEngine

__all__ = ("SphinxQLEngine",)
