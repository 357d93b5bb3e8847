"""The whole archive as files to take away, made with each edition."""

from .build import FOLDER, build

__all__ = ["FOLDER", "build"]
