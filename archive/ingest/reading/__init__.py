"""Read a page: an image, or a page of a PDF, to its lines in reading order."""

from .read_file import ReadPage, read_file

__all__ = ["ReadPage", "read_file"]
