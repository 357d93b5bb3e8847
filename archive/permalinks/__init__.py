"""Permalinks: resolving current and former addresses, suggestions for broken ones, Signposting."""
