"""Exports: the whole archive as downloadable files, written with each edition."""

from .build import CHECKSUMS, FOLDER, MANIFEST, build
from .export_parts import FILE as PARTS

__all__ = ["CHECKSUMS", "FOLDER", "MANIFEST", "PARTS", "build"]
