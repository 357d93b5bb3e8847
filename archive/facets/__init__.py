"""Facets: the table of what articles are filtered and counted by, and the values of each."""
