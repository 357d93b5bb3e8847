"""Presentation only: what templates need to show a record."""
