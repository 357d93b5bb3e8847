"""An engine of shards on several machines, asked in SphinxQL."""

from .engine import SphinxQLEngine

__all__ = ("SphinxQLEngine",)
