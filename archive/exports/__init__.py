"""Exports: the whole archive as downloadable files, written with each edition."""

from .build import FOLDER, build

__all__ = ["FOLDER", "build"]
