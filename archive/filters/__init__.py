"""Filters: the parameters of addresses, how they filter lists, and the values they accept."""
