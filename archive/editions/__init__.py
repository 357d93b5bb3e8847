"""Editions: built from the catalogue and the page texts, checked, then swapped in as a whole."""
