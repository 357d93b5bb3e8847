"""The embedded engine: a tantivy index in a folder of the edition."""

from .engine import TantivyEngine

__all__ = ("TantivyEngine",)
