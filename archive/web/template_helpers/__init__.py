"""Functions and filters for the templates."""
