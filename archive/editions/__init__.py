"""Editions: build one from the catalogue and the page texts, check it, then swap it in as a whole."""
