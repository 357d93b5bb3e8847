"""Filters: every URL parameter, the values it accepts, and how it filters lists."""
