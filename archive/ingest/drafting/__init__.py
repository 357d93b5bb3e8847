"""Drafts a page's catalogue entry from its raw text, for an editor to mend."""
