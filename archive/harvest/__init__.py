"""Incremental harvesting: changes since a date, OAI-PMH sets and sitemaps."""
