"""Addresses that last: what they lead to, once led to, and stand near to, and typed links for programs."""
