"""Formats: one schema of the archive's data, and one module for each format it is written in."""
