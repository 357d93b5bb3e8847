"""Exports: the whole archive as downloadable files, written with each edition."""

from .build import FOLDER, build
from .export_parts import FILE as PARTS

__all__ = ["FOLDER", "PARTS", "build"]
