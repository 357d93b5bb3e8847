"""Read a page: an image, or a page of a PDF, to its lines in reading order."""

from .read_file import BlankPage, ReadPage, page_numbers, read_file, read_page

__all__ = ["BlankPage", "ReadPage", "page_numbers", "read_file", "read_page"]
