"""The archive: both the Django project and its only app."""
