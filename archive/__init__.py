"""The archive: both the Django project and its only app."""

__version__ = "0.1.0"
