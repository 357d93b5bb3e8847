"""Invented pages with their truth: read, set as text in many ways, and scored."""
