"""Incremental harvesting: changes since a date, and resumption cursors."""
